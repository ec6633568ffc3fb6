//! `headway explain SLUG`: for one outcome, each step's last result in words.
//!
//! In: the catalogue, the store if there is one. Out: a paragraph an indicator. Invariant: writes nothing, asks nobody.

use super::fetching::{self, say};
use super::source::{existing, last_words};
use super::{Failure, Outcome, Settings};
use crate::account::looks::next_look;
use crate::account::releases::Entry;
use crate::catalogue::Catalogue;
use crate::domain::correction::Correction;
use crate::domain::figure::Recorded;
use crate::domain::instant::london_day;
use crate::domain::outcome::Indicator;
use crate::domain::source::Source;
use crate::ingest::records::Records;
use crate::ingest::{agenda, locate};
use crate::publish::corrected;
use crate::publish::known::KnownFigure;
use crate::store::{LastFetch, StoreError};
use chrono::{DateTime, Utc};

/// Arguments of `headway explain`.
#[derive(clap::Args, Debug)]
pub struct Arguments {
    /// The outcome, by its name in an address
    pub slug: String,
}

/// Runs the command.
pub fn run(settings: &Settings, arguments: &Arguments) -> Outcome {
    let catalogue = fetching::catalogue(settings)?;
    let records = existing(settings)?;
    let outcome = catalogue.outcome(&arguments.slug).ok_or_else(|| {
        let known: Vec<_> = catalogue.outcomes.iter().map(|outcome| outcome.slug.as_str()).collect();
        Failure(format!("no outcome `{}`; outcomes are {}", arguments.slug, known.join(", ")))
    })?;
    say(&format!("{}: {}", outcome.name, outcome.question));
    let now = settings.clock().now();
    for indicator in &outcome.indicators {
        let lines =
            explain(&catalogue, records.as_ref(), indicator, now).map_err(|error| Failure::from_error(&error))?;
        say("");
        for line in &lines {
            say(line);
        }
    }
    Ok(())
}

fn explain(
    catalogue: &Catalogue,
    records: &dyn Records,
    indicator: &Indicator,
    now: DateTime<Utc>,
) -> Result<Vec<String>, StoreError> {
    let id = indicator.series.as_str();
    if let Some((derived, _)) = catalogue.derived(id) {
        let mut lines = vec![format!("{} ({id}), computed here", derived.title)];
        for input in derived.formula.inputs() {
            lines.extend(recorded(catalogue, records, input, now)?.into_iter().map(|line| format!("  {line}")));
        }
        return Ok(lines);
    }
    recorded(catalogue, records, id, now)
}

/// A recorded series, from where it is looked for to its newest figure.
fn recorded(
    catalogue: &Catalogue,
    records: &dyn Records,
    id: &str,
    now: DateTime<Utc>,
) -> Result<Vec<String>, StoreError> {
    let Some((series, source)) = catalogue.series(id) else { return Ok(vec![format!("{id}: no source has it")]) };
    let last = records.last_fetches()?.remove(&source.id);
    let figures = records.figures(id)?;
    let mut lines = vec![format!("{} ({id})", series.title), format!("  source   {}: {}", source.id, source.title)];
    lines.extend(ways(source));
    lines.push(format!("  last     {}", last.as_ref().map_or_else(|| "never fetched".to_owned(), last_words)));
    lines.extend(file_words(records, figures.last())?);
    lines.push(format!("  figures  {}", figures_words(&figures)));
    lines.extend(
        catalogue.corrections.iter().filter(|each| each.series == id).filter_map(|each| declared(&figures, each)),
    );
    let releases = agenda::releases(records, &catalogue.releases, now)?;
    lines.push(format!("  next     {}", next_words(source, last.as_ref(), &releases, now)));
    Ok(lines)
}

fn ways(source: &Source) -> impl Iterator<Item = String> {
    let by_hand = source.routes.is_empty().then(|| format!("  looks    entered by hand from {}", source.page));
    source.routes.iter().map(|route| format!("  looks    {}", locate::words(&route.locate))).chain(by_hand)
}

/// The file of the newest figure.
fn file_words(records: &dyn Records, newest: Option<&Recorded>) -> Result<Option<String>, StoreError> {
    let Some(newest) = newest else { return Ok(None) };
    let came = &newest.provenance;
    let row = records.file(&came.file)?;
    let bytes = row.map(|row| format!(", {} bytes", row.bytes)).unwrap_or_default();
    let at = came.retrieved_at.format("%Y-%m-%d %H:%M UTC");
    Ok(Some(format!("  file     {}, SHA-256 {}{bytes}, retrieved {at}", came.address, came.file)))
}

fn figures_words(figures: &[Recorded]) -> String {
    let Some(newest) = figures.last() else { return "none".to_owned() };
    let figure = &newest.figure;
    let known = match &figure.evidence {
        Some(evidence) => format!("{} ({})", evidence.known.word(), evidence.address),
        None => "read_from_file".to_owned(),
    };
    let (text, words) = (figure.value.text(), figure.words());
    let value = [text, words].into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>().join(" ");
    format!("{}, the newest {value} for {} in {}; {known}", figures.len(), figure.period, figure.cell)
}

/// A declared correction, and whether it applies; none of a series of which nothing is known.
fn declared(figures: &[Recorded], correction: &Correction) -> Option<String> {
    (!figures.is_empty()).then_some(())?;
    let Correction { period, corrected, .. } = correction;
    let published = correction.published.map_or_else(|| "nothing".to_owned(), |number| number.to_string());
    let mut known = figures.iter().cloned().map(KnownFigure::from).collect();
    if corrected::apply(&mut known, correction) {
        return Some(format!("  correct  {period}: published {published}, shown as {corrected}"));
    }
    let stands = figures.iter().find(|recorded| recorded.figure.period == *period);
    let stands = stands.map_or_else(|| "nothing".to_owned(), |recorded| recorded.figure.value.text());
    Some(format!(
        "  correct  LAPSED {period}: declared where {published} was published, and the file has {stands} now; that is shown: \
         take the correction to {corrected} out of corrections.toml, or put it right"
    ))
}

fn next_words(source: &Source, last: Option<&LastFetch>, releases: &[Entry], now: DateTime<Utc>) -> String {
    match next_look(source, last.map(LastFetch::look).as_ref(), releases, now) {
        Some(look) if look <= now => "due now".to_owned(),
        Some(look) => look.format("%Y-%m-%d %H:%M UTC").to_string(),
        None => by_hand(source, now),
    }
}

fn by_hand(source: &Source, now: DateTime<Utc>) -> String {
    let Some(due) = &source.next_due else { return "never".to_owned() };
    let overdue = if source.is_overdue(london_day(now)) { " (overdue)" } else { "" };
    format!("by hand, by {due}{overdue}")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::figure::{Figure, Flags, Provenance, Value};
    use crate::domain::period::Period;
    use crate::ingest::records::Nothing;

    #[test]
    fn a_series_that_was_never_fetched_says_so() {
        let source: Source = toml::from_str(
            "id = 'ons'\ntitle = 'Employment'\npublisher = 'x'\npage = 'https://a.example/'\nlicence = { name = 'x', open = true }\n\
             schedule = '0 7 * * TUE'\n[[route]]\nlocate = { kind = 'fixed', address = 'https://a.example/x' }\nformat = { kind = 'csv' }\n\
             [[series]]\nid = 'rate'\ntitle = 'Rate'\nunit = '%'\nplace = 'x'\npopulation = 'x'\ngranularity = 'month'",
        )
        .unwrap();
        let catalogue = Catalogue { sources: vec![source], ..Catalogue::default() };
        let now = "2026-11-23T10:00:00Z".parse().unwrap();
        assert_eq!(
            recorded(&catalogue, &Nothing, "rate", now).unwrap(),
            [
                "Rate (rate)",
                "  source   ons: Employment",
                "  looks    https://a.example/x",
                "  last     never fetched",
                "  figures  none",
                "  next     due now",
            ]
        );
    }

    #[test]
    fn a_declared_correction_says_whether_it_applies() {
        let correction = |published: &str| -> Correction {
            toml::from_str(&format!(
                "series = 'rate'\nperiod = '2026-06'\npublished = {published}\ncorrected = 140\nreason = 'x'\n\
                 evidence = {{ known = 'publisher_page', address = 'https://a.example/' }}"
            ))
            .unwrap()
        };
        let figures = [recorded_figure("2026-05", "100"), recorded_figure("2026-06", "104")];
        assert_eq!(declared(&figures, &correction("104")).unwrap(), "  correct  2026-06: published 104, shown as 140");
        let lapsed = declared(&figures, &correction("105")).unwrap();
        assert!(
            lapsed.starts_with("  correct  LAPSED 2026-06: declared where 105 was published, and the file has 104 now"),
            "{lapsed}"
        );
        assert_eq!(declared(&[], &correction("104")), None);
    }

    fn recorded_figure(period: &str, number: &str) -> Recorded {
        let at = "2026-11-23T10:00:00Z".parse().unwrap();
        let figure = Figure {
            period: Period::parse(period).unwrap(),
            label: period.to_owned(),
            value: Value::Number(number.parse().unwrap()),
            flags: Flags::NONE,
            cell: "B2".to_owned(),
            evidence: None,
        };
        let provenance = Provenance {
            vintage: 1,
            file: "ab".repeat(32),
            address: String::new(),
            retrieved_at: at,
            released_at: None,
            recorded_at: at,
            effective_at: at,
            live: true,
        };
        Recorded { figure, provenance }
    }
}
