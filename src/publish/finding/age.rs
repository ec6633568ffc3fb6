//! How old the newest figure is, measured by the rhythm of its own series.
//!
//! In: a view, a measure. Out: a sentence, or another series' finding to lead with meanwhile. Invariant: nothing is said of a figure that is as
//! new as its publisher's rhythm allows.

use super::super::view::{Measure, View};
use super::super::words::{FluentValue, Variable, periods};
use crate::domain::outcome::Outcome;
use crate::domain::period::{Granularity, Period};
use crate::store::FetchResult;
use chrono::{Months, NaiveDate};

/// That newer figures should exist: "The newest figure here is for 2021. Newer ones should exist; …".
pub fn sentence(view: &View<'_>, measure: &Measure<'_>) -> Option<String> {
    let latest = view.series(measure.id).latest()?;
    let due = measure.source.is_overdue(view.day()) || is_old(measure, &latest.figure.period, view.day());
    (due && !is_awaited(measure, view.day())).then_some(())?;
    let period = periods::period(view.words, &latest.figure.period);
    Some(view.words.say_with(expectation(view, measure)?, &[("period", period.into())]))
}

/// The finding that leads while the newest figure is old, where the outcome has one and its series has a newer figure.
pub fn meanwhile(view: &View<'_>, outcome: &Outcome, variables: &[Variable<'_>]) -> Option<String> {
    let other = view.measure(leads(view, outcome)?)?;
    let newer = view.series(other.id).latest()?;
    let more = [
        ("newer_value", FluentValue::from(other.prose(newer.figure.value.number()?))),
        ("newer_period", periods::period(view.words, &newer.figure.period).into()),
    ];
    let all: Vec<Variable<'_>> = variables.iter().cloned().chain(more).collect();
    view.words.pattern(&outcome.words.while_old.as_ref()?.finding, &all)
}

/// The series that leads while the headline's newest figure is old and it has a newer one.
pub fn leads<'a>(view: &View<'a>, outcome: &'a Outcome) -> Option<&'a str> {
    let other = outcome.words.while_old.as_ref()?.series.as_str();
    let measure = view.measure(&outcome.headline()?.series)?;
    let old = &view.series(measure.id).latest()?.figure.period;
    let newer = &view.series(other).latest()?.figure.period;
    (newer.end() > old.end() && is_old(&measure, old, view.day())).then_some(other)
}

/// What is to be expected of a source: that it will be fetched, that it was fetched, or that a person enters it. Of a past day before the
/// first fetch there is nothing to expect.
fn expectation(view: &View<'_>, measure: &Measure<'_>) -> Option<&'static str> {
    let source = measure.source;
    let fetched = view.known.fetches.get(&source.id).map(|fetch| fetch.last.result);
    match fetched {
        _ if source.routes.is_empty() => Some("old-by-hand"),
        None => view.as_of.is_none().then_some("old-before-first-fetch"),
        Some(FetchResult::New | FetchResult::Unchanged) => Some("old"),
        Some(_) => Some("old-not-fetched"),
    }
}

/// Whether somebody who enters the figures by hand has said when the next are due, and that is still to come.
fn is_awaited(measure: &Measure<'_>, day: NaiveDate) -> bool {
    measure.source.next_due.is_some() && !measure.source.is_overdue(day)
}

/// Whether a figure of `period` is so old on `day` that two newer ones should have been published.
fn is_old(measure: &Measure<'_>, period: &Period, day: NaiveDate) -> bool {
    let patience = patience(measure.granularity, measure.months_between);
    period.last_day().checked_add_months(Months::new(patience)).is_some_and(|until| until < day)
}

/// Months after the end of a period in which its successor may still be awaited: twice the rhythm and some months to publish.
fn patience(granularity: Granularity, months_between: Option<u8>) -> u32 {
    let rhythm = match (months_between, granularity) {
        (Some(months), _) => u32::from(months),
        (
            None,
            Granularity::Year | Granularity::FinancialYear | Granularity::AcademicYear | Granularity::RollingYears(_),
        ) => 12,
        (None, Granularity::Quarter | Granularity::YearEnding) => 3,
        (None, _) => 1,
    };
    2 * rhythm + 3
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_figure_is_old_once_two_newer_ones_should_be_out() {
        for (granularity, months, period, day, old) in [
            (Granularity::Year, None, "2024", "2026-11-23", false),
            (Granularity::Year, None, "2021", "2026-11-23", true),
            (Granularity::Month, None, "2026-07", "2026-11-23", false),
            (Granularity::Month, None, "2026-04", "2026-11-23", true),
            (Granularity::RollingMonths(3), None, "2026-05/2026-07", "2026-11-23", false),
            (Granularity::Quarter, None, "2022-Q3", "2026-11-23", true),
            (Granularity::Day, Some(3), "2026-01-01", "2026-09-30", false),
            (Granularity::Day, Some(3), "2026-01-01", "2026-11-23", true),
            (Granularity::AcademicYear, None, "AY2024-25", "2026-11-23", false),
        ] {
            let patience = patience(granularity, months);
            let period = Period::parse(period).unwrap();
            let until = period.last_day().checked_add_months(Months::new(patience)).unwrap();
            assert_eq!(until < day.parse::<NaiveDate>().unwrap(), old, "{period} on {day}");
        }
    }
}
