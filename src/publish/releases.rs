//! Releases as pages see them: the calendar at the instant shown, and how long figures took from release to record.
//!
//! In: announcements, overrides of the catalogue, editions that came, the instant. Out: [`Releases`], and what is awaited of a series.
//! Invariant: which period a late release would have brought is said only where earlier releases of the source tell.

use super::Inputs;
use super::known::KnownFigure;
use super::view::{Measure, View};
use crate::account::releases::{Came, Entry, LATE_AFTER, STALE_AFTER, Standing, calendar};
use crate::domain::instant::{end_of_day, london_day};
use crate::domain::period::Period;
use crate::domain::release::{Announcement, Release};
use crate::domain::source::Source;
use crate::store::{Arrival, StoreError};
use chrono::{DateTime, Months, NaiveDate, TimeDelta, Utc};
use std::collections::{BTreeMap, BTreeSet};

/// A skipped release is worth a word beside its chart for so long.
const SKIPPED_FOR: TimeDelta = TimeDelta::days(92);
/// Fewer delays than this have no median.
const ENOUGH: usize = 3;

/// Releases of every source, and how quick this site was.
#[derive(Clone, Debug, Default)]
pub struct Releases {
    /// Past and coming, in the order of time.
    pub calendar: Vec<Entry>,
    /// Per source: from each release to the record of its figures, fetched live.
    pub delays: BTreeMap<String, Vec<TimeDelta>>,
    /// Editions that came with this site: source, and when they were recorded.
    pub shipped: BTreeSet<(String, DateTime<Utc>)>,
}

impl Releases {
    /// As known at the instant that the inputs are about.
    pub fn load(inputs: &Inputs<'_>) -> Result<Self, StoreError> {
        let until = inputs.as_of.unwrap_or(inputs.now);
        let mut announcements = inputs.store.announcements()?;
        announcements.retain(|announcement| announcement.seen_at <= until);
        let arrivals = inputs.store.arrivals()?.into_iter().filter(|arrival| arrival.effective_at <= until);
        let came: Vec<Came> = arrivals.map(came).collect();
        Ok(Self::of(&announcements, &inputs.catalogue.releases, &came, until))
    }

    /// From what was announced and what came.
    pub fn of(announcements: &[Announcement], overrides: &[Release], came: &[Came], until: DateTime<Utc>) -> Self {
        let calendar = calendar(announcements, overrides, came, until);
        let mut delays: BTreeMap<String, Vec<TimeDelta>> = BTreeMap::new();
        for entry in &calendar {
            let Standing::Came { at } = entry.standing else { continue };
            let live = came.iter().any(|came| came.live && came.source == entry.source && came.recorded_at == at);
            if live && is_announced(entry) {
                delays.entry(entry.source.clone()).or_default().push((at - entry.due_at).max(TimeDelta::zero()));
            }
        }
        let shipped =
            came.iter().filter(|came| !came.live).map(|came| (came.source.clone(), came.recorded_at)).collect();
        Self { calendar, delays, shipped }
    }

    /// The median time from a release of `source` to the record of its figures; none where there were too few.
    pub fn median_delay(&self, source: &str) -> Option<TimeDelta> {
        let mut delays = self.delays.get(source).filter(|delays| delays.len() >= ENOUGH)?.clone();
        delays.sort();
        let (before, after) = (delays.get((delays.len() - 1) / 2)?, delays.get(delays.len() / 2)?);
        Some((*before + *after) / 2)
    }

    /// What is known of a release beside its entry.
    pub fn beside(&self, entry: &Entry, waiting: Option<&DateTime<Utc>>) -> Beside {
        let shipped = match entry.standing {
            Standing::Came { at } => self.shipped.contains(&(entry.source.clone(), at)),
            _ => false,
        };
        Beside { shipped, checking: waiting.is_some_and(|since| *since >= entry.due_at) }
    }

    fn of_source<'a, 'b>(&'a self, source: &'b str) -> impl DoubleEndedIterator<Item = &'a Entry> + use<'a, 'b> {
        self.calendar.iter().filter(move |entry| entry.source == source)
    }

    /// The next release of `source` that has not come: to come, or due now.
    pub fn next(&self, source: &str) -> Option<&Entry> {
        self.of_source(source).find(|entry| matches!(entry.standing, Standing::Coming | Standing::Due))
    }
}

/// How many moments have passed by `now` at which a release changes how it stands, whatever came.
pub fn turns(announcements: &[Announcement], overrides: &[Release], now: DateTime<Utc>) -> usize {
    let announced = announcements.iter().map(|announcement| announcement.due_at);
    let due = announced.chain(overrides.iter().map(Release::instant));
    // A release of which only the last day is known is late from the end of that day.
    let ends = due.flat_map(|due| [Some(due), end_of_day(london_day(due))]).flatten();
    ends.flat_map(|due| [TimeDelta::zero(), LATE_AFTER, STALE_AFTER].map(|wait| due + wait))
        .filter(|turn| *turn <= now)
        .count()
}

/// What is known of a release beside its entry.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Beside {
    /// Its figures came with this site.
    pub shipped: bool,
    /// Its figures came and wait for a person.
    pub checking: bool,
}

fn came(arrival: Arrival) -> Came {
    let Arrival { source, released_at, recorded_at, live, .. } = arrival;
    Came { source, released_at, recorded_at, live }
}

/// Whether a time of day was announced before it came.
fn is_announced(entry: &Entry) -> bool {
    entry.address.is_some() && (entry.exact || !entry.provisional)
}

/// Why the newest figure of a series is not what it could be.
#[derive(Clone, Debug, PartialEq)]
pub struct Awaited<'a> {
    /// The source.
    pub source: &'a Source,
    /// The release that has not come; none of a source that has been discontinued.
    pub entry: Option<&'a Entry>,
    /// The period whose figure it would have brought, where that is known.
    pub period: Option<Period>,
    /// Whether its figures came and wait for a person.
    pub checking: bool,
}

impl Awaited<'_> {
    /// The day to be marked in a chart.
    pub fn day(&self) -> Option<NaiveDate> {
        let discontinued = self.source.discontinued.as_ref().map(|end| end.on);
        self.entry.map(|entry| london_day(entry.due_at)).or(discontinued)
    }
}

/// What is awaited of the sources of a series: a release that is late, stale or was skipped lately, or a source that has ended.
pub fn awaited<'a>(view: &View<'a>, measure: &Measure<'_>) -> Option<Awaited<'a>> {
    view.sources(measure.id).into_iter().find_map(|source| of_source(view, measure, source))
}

fn of_source<'a>(view: &View<'a>, measure: &Measure<'_>, source: &'a Source) -> Option<Awaited<'a>> {
    let ended = source.discontinued.as_ref().is_some_and(|end| end.on <= view.day());
    if ended {
        return Some(Awaited { source, entry: None, period: None, checking: false });
    }
    let releases = &view.known.releases;
    let entry = releases.of_source(&source.id).rev().find(|entry| is_open(view, entry))?;
    let held = view.known.waiting.get(&source.id);
    Some(Awaited {
        source,
        entry: Some(entry),
        period: awaited_period(view, measure, entry),
        checking: view.as_of.is_none() && held.is_some_and(|since| *since >= entry.due_at),
    })
}

fn is_open(view: &View<'_>, entry: &Entry) -> bool {
    match entry.standing {
        Standing::Late | Standing::Stale => true,
        Standing::Skipped => entry.due_at + SKIPPED_FOR > view.as_of.unwrap_or(view.now),
        Standing::Coming | Standing::Due | Standing::Came { .. } | Standing::Cancelled => false,
    }
}

/// The period after the newest figure, if it ended as long before `entry` as the newest figure's own period did before its release.
fn awaited_period(view: &View<'_>, measure: &Measure<'_>, entry: &Entry) -> Option<Period> {
    let newest = view.series(measure.id).latest()?;
    let period = next_period(measure, newest)?;
    let mut before = view.known.releases.of_source(&entry.source);
    let own = before.rfind(|own| matches!(own.standing, Standing::Came { .. }) && own.due_at < entry.due_at)?;
    let lag = |due: DateTime<Utc>, period: &Period| due.naive_utc() - period.end();
    let step = period.end() - newest.figure.period.end();
    let difference = lag(entry.due_at, &period) - lag(own.due_at, &newest.figure.period);
    (difference.abs() * 2 < step).then_some(period)
}

fn next_period(measure: &Measure<'_>, newest: &KnownFigure) -> Option<Period> {
    let period = &newest.figure.period;
    match measure.months_between {
        None => period.next(),
        Some(months) => Period::day(period.start().date().checked_add_months(Months::new(u32::from(months)))?),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_pages_turn_when_a_release_becomes_due_late_and_stale() {
        let release = "source = \"s\"\nat = \"2026-11-26T09:30:00\"\ntitle = \"t\"\n\
                       evidence = { known = \"publisher_page\", address = \"https://lamps.example\" }";
        let release: Release = toml::from_str(release).unwrap();
        let turns = |now: &str| turns(&[], std::slice::from_ref(&release), now.parse().unwrap());
        let moments = ["26T09:29:59", "26T09:30:00", "26T10:29:59", "26T10:30:00", "27T12:00:00"];
        let counts = moments.map(|moment| turns(&format!("2026-11-{moment}Z")));
        assert_eq!(counts, [0, 1, 1, 2, 4]);
        assert!(turns("2026-12-10T09:30:00Z") > turns("2026-12-10T09:29:59Z"));
    }
}
