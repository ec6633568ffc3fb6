//! Judge: from what a file says to vintages, each with what the checks found (read → check).
//!
//! In: a gathered file, what is known. Out: [`Judged`], one a series.
//! Invariant: the edition is the publisher's where anything says it, and when the file was retrieved only where nothing does.

use super::check::{self, Edition, Finding, WHAT_TO_DO};
use super::ending;
use super::gather::Gathered;
use super::locate::edition;
use super::media;
use super::read::{Reading, SeriesReading};
use super::records::Records;
use crate::domain::figure::Figure;
use crate::domain::instant::{london_day, start_of_day};
use crate::domain::series::Series;
use crate::domain::source::Source;
use crate::domain::vintage::NewVintage;
use crate::store::{FileRow, StoreError};
use chrono::{DateTime, TimeDelta, Utc};

/// The longest sentence about a finding.
const LONGEST: usize = 2000;

/// How far ahead of its arrival a file may be dated: clocks differ, and some name the day in another time zone.
const AHEAD: TimeDelta = TimeDelta::days(1);
/// The same of the period that an edition is named by, whose end it may be: a year that has just begun.
const NAMED_AHEAD: TimeDelta = TimeDelta::days(732);

/// A vintage and what the checks found.
#[derive(Debug)]
pub struct Judged {
    /// The vintage as it would be recorded.
    pub vintage: NewVintage,
    /// What the checks found.
    pub findings: Vec<Finding>,
    /// Periods that are not known.
    pub new_figures: usize,
    /// Periods of which it says something else than is known.
    pub changed_figures: usize,
}

impl Judged {
    /// Whether it waits for a person.
    pub fn is_held(&self) -> bool {
        self.findings.iter().any(Finding::holds)
    }

    /// How many figures say something that is not known.
    pub fn news(&self) -> usize {
        self.new_figures + self.changed_figures
    }

    /// What was found, a sentence each. The name of a publisher's sheet may stand in it: it is kept and shown.
    pub fn sentences(&self) -> Vec<String> {
        self.findings.iter().map(|finding| media::words_of_others(finding.sentence(), LONGEST)).collect()
    }

    /// In words, for a trial.
    pub fn words(&self) -> String {
        let (id, new, changed) = (&self.vintage.series, self.new_figures, self.changed_figures);
        let would = if self.is_held() { "would wait for a person with" } else { "would record" };
        format!(
            "{id}: {would} {new} new and {changed} changed figures, edition {}",
            self.vintage.edition_at.to_rfc3339()
        )
    }
}

/// When an edition was released, if known, and what orders it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct EditionTimes {
    /// When the publisher released it.
    pub released_at: Option<DateTime<Utc>>,
    /// What orders it.
    pub edition_at: DateTime<Utc>,
    /// Whether the publisher says so, as against what the file's arrival suggests.
    pub stated: bool,
}

/// Judges every series of a file.
pub fn judge(
    records: &dyn Records,
    source: &Source,
    table: &str,
    route: usize,
    gathered: &Gathered,
    now: DateTime<Utc>,
) -> Result<Vec<Judged>, StoreError> {
    let Some(reading) = &gathered.reading else { return Ok(Vec::new()) };
    let times = edition_times(gathered, reading);
    let told = |reading: &SeriesReading, series: &Series| NewVintage {
        series: series.id.clone(),
        source: source.id.clone(),
        file: gathered.file.sha256.clone(),
        table: table.to_owned(),
        route: Some(route),
        released_at: times.released_at,
        edition_at: times.edition_at,
        recorded_at: now,
        live: true,
        coverage: series.coverage,
        figures: reading.figures.clone(),
    };
    let read = reading
        .series
        .iter()
        .filter_map(|read| Some((read, source.series.iter().find(|series| series.id == read.series)?)));
    let rows_before = records.rows_before(&source.id, route, &gathered.file.sha256)?;
    let file = InFile { source, reading, rows_before, stated: times.stated };
    let mut judged = read
        .map(|(read, series)| one(records, &file, series, read, told(read, series)))
        .collect::<Result<Vec<_>, _>>()?;
    let format = source.routes.get(route).map(|route| &route.format);
    let odd = format.and_then(|format| media::contradiction(&gathered.file.media_type, format));
    let odd = odd.map(|odd| Finding::Note(format!("{}: {odd}", source.id)));
    if let Some(first) = judged.first_mut() {
        first.findings.extend(odd.into_iter().chain(released_ahead(source, gathered, reading)));
    }
    if let Some(lost) = ending::lost(records, source, route, &gathered.file.sha256)? {
        for judged in judged.iter_mut().filter(|judged| judged.news() > 0) {
            judged.findings.push(Finding::Hold(format!("{}: {lost}; {WHAT_TO_DO}", judged.vintage.series)));
        }
    }
    Ok(judged)
}

/// What the series of a file have in common.
struct InFile<'a> {
    source: &'a Source,
    reading: &'a Reading,
    rows_before: Option<u64>,
    stated: bool,
}

fn one(
    records: &dyn Records,
    file: &InFile<'_>,
    series: &Series,
    read: &SeriesReading,
    mut vintage: NewVintage,
) -> Result<Judged, StoreError> {
    let known: Vec<Figure> = records.figures(&series.id)?.into_iter().map(|recorded| recorded.figure).collect();
    if !file.stated
        && let Some(end) = end_of_older(&vintage.figures, &known)
    {
        vintage.edition_at = end;
    }
    let edition = Edition {
        series,
        figures: &vintage.figures,
        at: vintage.edition_at,
        known: &known,
        known_at: records.vintages(&series.id)?.iter().map(|vintage| vintage.edition_at).max(),
        past_revisions: &records.past_revisions(&series.id)?,
        unsaid: &read.unsaid,
        rows: file.reading.rows,
        rows_before: file.rows_before,
        in_file: &file.reading.series,
        of_source: &file.source.series,
    };
    let findings = check::examine(&edition);
    let (new_figures, changed_figures) = edition.differences();
    Ok(Judged { vintage, findings, new_figures, changed_figures })
}

/// A file without a date that ends before what is known is an older one: it is placed at its own end.
fn end_of_older(figures: &[Figure], known: &[Figure]) -> Option<DateTime<Utc>> {
    let newest = |figures: &[Figure]| figures.iter().map(|figure| figure.period).max();
    let (read, known) = (newest(figures)?, newest(known)?);
    if read < known { start_of_day(read.end().date()) } else { None }
}

fn edition_times(gathered: &Gathered, reading: &Reading) -> EditionTimes {
    let retrieved_at = gathered.file.retrieved_at;
    let believed = |at: &DateTime<Utc>| *at <= retrieved_at + AHEAD;
    let released_at = told_release(gathered, reading).filter(believed);
    let named = || gathered.located.edition.as_deref().and_then(edition::ends_at);
    let named = || named().filter(|at| *at <= retrieved_at + NAMED_AHEAD);
    let located = gathered.located.edition_at.filter(believed);
    let stated = located.or(released_at).or(reading.edition_at.filter(believed)).or_else(named);
    let modified = || last_modified(&gathered.file).filter(believed);
    let edition_at = stated.or_else(modified).unwrap_or(retrieved_at);
    EditionTimes { released_at, edition_at, stated: stated.is_some() }
}

/// When the publisher says that it was released.
fn told_release(gathered: &Gathered, reading: &Reading) -> Option<DateTime<Utc>> {
    gathered.located.released_at.or(reading.released_at)
}

/// That it says so of a day which has not come: believed, every later edition would be older than this one for as long.
fn released_ahead(source: &Source, gathered: &Gathered, reading: &Reading) -> Option<Finding> {
    let told = told_release(gathered, reading).filter(|told| *told > gathered.file.retrieved_at + AHEAD)?;
    let (id, day, taken) = (&source.id, london_day(told), london_day(gathered.file.retrieved_at));
    Some(Finding::Note(format!(
        "{id}: the publisher says that it was released on {day}, which has not come; it is taken as of {taken}, when it was retrieved"
    )))
}

fn last_modified(file: &FileRow) -> Option<DateTime<Utc>> {
    let header = file.headers.get("last-modified")?;
    DateTime::parse_from_rfc2822(header).ok().map(|instant| instant.with_timezone(&Utc))
}

#[cfg(test)]
mod tests {
    use super::super::locate::Located;
    use super::*;
    use std::collections::BTreeMap;

    fn instant(text: &str) -> DateTime<Utc> {
        text.parse().unwrap()
    }

    #[test]
    fn the_edition_is_the_best_that_anything_says() {
        let all = Gathered {
            located: Located {
                released_at: Some(instant("2026-09-24T08:30:00Z")),
                edition: Some("August 2026".to_owned()),
                ..Located::default()
            },
            file: FileRow {
                sha256: String::new(),
                bytes: 0,
                media_type: String::new(),
                asked: String::new(),
                answered: String::new(),
                headers: BTreeMap::from([("last-modified".to_owned(), "Thu, 24 Sep 2026 07:00:00 GMT".to_owned())]),
                retrieved_at: instant("2026-11-23T10:00:00Z"),
            },
            same: false,
            reading: None,
        };
        let mut gathered = all;
        let mut reading = Reading {
            released_at: Some(instant("2026-09-23T23:00:00Z")),
            edition_at: Some(instant("2026-09-01T00:00:00Z")),
            ..Reading::default()
        };
        let expect = |gathered: &Gathered, reading: &Reading, released: Option<&str>, edition: &str| {
            let stated = !edition.starts_with("2026-09-24T07") && !edition.starts_with("2026-11");
            let times = EditionTimes { released_at: released.map(instant), edition_at: instant(edition), stated };
            assert_eq!(edition_times(gathered, reading), times);
        };
        gathered.located.edition_at = Some(instant("2026-09-20T08:30:00Z"));
        expect(&gathered, &reading, Some("2026-09-24T08:30:00Z"), "2026-09-20T08:30:00Z");
        gathered.located.edition_at = None;
        expect(&gathered, &reading, Some("2026-09-24T08:30:00Z"), "2026-09-24T08:30:00Z");
        gathered.located.released_at = None;
        expect(&gathered, &reading, Some("2026-09-23T23:00:00Z"), "2026-09-23T23:00:00Z");
        reading.released_at = None;
        expect(&gathered, &reading, None, "2026-09-01T00:00:00Z");
        reading.edition_at = None;
        expect(&gathered, &reading, None, "2026-08-31T23:00:00Z");
        gathered.located.edition = None;
        expect(&gathered, &reading, None, "2026-09-24T07:00:00Z");
        gathered.file.headers.clear();
        expect(&gathered, &reading, None, "2026-11-23T10:00:00Z");
    }

    #[test]
    fn a_date_that_has_not_come_is_not_believed_and_is_noted() {
        let source: Source = toml::from_str(
            "id = 'x'\ntitle = 'x'\npublisher = 'x'\npage = 'https://a.example/'\nlicence = { name = 'x', open = true }",
        )
        .unwrap();
        let file = FileRow {
            sha256: String::new(),
            bytes: 0,
            media_type: String::new(),
            asked: String::new(),
            answered: String::new(),
            headers: BTreeMap::new(),
            retrieved_at: instant("2026-11-23T10:00:00Z"),
        };
        let retrieved = "2026-11-23T10:00:00Z";
        for (released, named, modified, expected, stated, noted) in [
            (Some("2026-11-24T09:30:00Z"), None, None, "2026-11-24T09:30:00Z", true, false),
            (Some("2062-11-24T09:30:00Z"), None, None, retrieved, false, true),
            (Some("2062-11-24T09:30:00Z"), Some("August 2026"), None, "2026-08-31T23:00:00Z", true, true),
            (None, Some("2026"), None, "2027-01-01T00:00:00Z", true, false),
            (None, Some("August 2062"), None, retrieved, false, false),
            (None, None, Some("Fri, 24 Nov 2062 07:00:00 GMT"), retrieved, false, false),
        ] {
            let located =
                Located { released_at: released.map(instant), edition: named.map(str::to_owned), ..Located::default() };
            let headers = modified.map(|at| ("last-modified".to_owned(), at.to_owned())).into_iter().collect();
            let file = FileRow { headers, ..file.clone() };
            let (gathered, reading) = (Gathered { located, file, same: false, reading: None }, Reading::default());
            let times = edition_times(&gathered, &reading);
            assert_eq!(
                (times.edition_at, times.stated),
                (instant(expected), stated),
                "{released:?} {named:?} {modified:?}"
            );
            assert!(times.released_at.is_none_or(|at| at < instant("2026-12-01T00:00:00Z")));
            assert_eq!(released_ahead(&source, &gathered, &reading).is_some(), noted, "{released:?}");
        }
    }

    #[test]
    fn a_file_without_a_date_that_ends_before_what_is_known_is_an_older_one() {
        use super::super::check::sample::figures;
        let known = figures(&["2026-04 1", "2026-05 2"]);
        let end = end_of_older(&figures(&["2022-04 1", "2022-05 2"]), &known);
        assert_eq!(end, Some(instant("2022-05-31T23:00:00Z")));
        assert_eq!(end_of_older(&known, &known), None);
        assert_eq!(end_of_older(&known, &[]), None);
    }
}
