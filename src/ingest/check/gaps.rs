//! Periods left out before a new one.
//!
//! In: an edition, what is known, `gaps` of its table. Out: a hold where a file that holds the whole series skips periods after the
//! newest known one; a note where it holds a window of them.
//! Invariant: gaps that were there before are not a finding; nor are those of a series that has gaps of its own.

use super::{Edition, Finding, labels};
use crate::domain::period::{Granularity, Period};
use crate::domain::source::Coverage;
use chrono::Datelike;

/// Finds periods that are skipped after the newest known one.
pub fn check(edition: &Edition<'_>) -> Vec<Finding> {
    let (Some(newest), false) = (edition.newest_known(), edition.series.check.gaps) else { return Vec::new() };
    let mut periods: Vec<_> =
        edition.figures.iter().map(|figure| figure.period).filter(|period| *period > newest).collect();
    periods.sort_unstable();
    periods.insert(0, newest);
    let after: Vec<_> =
        periods.windows(2).filter(|pair| skips(edition, pair[0], pair[1])).map(|pair| pair[1]).collect();
    if after.is_empty() {
        return Vec::new();
    }
    let sentence = format!(
        "{}: periods are missing before {}; look at the publisher's page; if the series has gaps of its own, set `gaps`",
        edition.series.id,
        labels(&after)
    );
    let whole = edition.series.coverage == Coverage::Whole;
    vec![if whole { Finding::Hold(sentence) } else { Finding::Note(sentence) }]
}

/// Whether a period is missing between two.
fn skips(edition: &Edition<'_>, first: Period, second: Period) -> bool {
    match (first.granularity(), edition.series.months_between) {
        (Granularity::Day, Some(step)) => month(second) - month(first) > i32::from(step),
        (Granularity::Day, None) => false,
        _ => first.next().is_some_and(|next| next < second),
    }
}

fn month(period: Period) -> i32 {
    let day = period.last_day();
    day.year() * 12 + i32::try_from(day.month0()).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::super::sample::{judge, words};

    #[test]
    fn a_skipped_month_is_held_and_in_a_window_noted() {
        let (known, new) = (["2025-11 1", "2025-12 2"], ["2025-11 1", "2025-12 2", "2026-02 3"]);
        let sentence = "heat-pumps: periods are missing before 2026-02; look at the publisher's page; if the series has gaps of its own, set `gaps`";
        assert_eq!(words(&judge("", &known, &new)), [format!("hold: {sentence}")]);
        assert_eq!(words(&judge("coverage = 'window'", &known, &new)), [format!("note: {sentence}")]);
        assert_eq!(words(&judge("check = { gaps = true }", &known, &new)), [""; 0]);
    }

    #[test]
    fn a_gap_that_was_there_before_is_no_finding() {
        assert_eq!(words(&judge("", &["2025-09 1", "2025-12 2"], &["2025-09 1", "2025-12 2", "2026-01 3"])), [""; 0]);
    }

    #[test]
    fn snapshots_step_by_months() {
        let series = |months| format!("months_between = {months}");
        let (known, new) = (["2025-06-30 1"], ["2025-06-30 1", "2025-12-31 2"]);
        assert_eq!(words(&judge(&series(3), &known, &new)).len(), 1);
        assert_eq!(words(&judge(&series(6), &known, &new)), [""; 0]);
    }
}
