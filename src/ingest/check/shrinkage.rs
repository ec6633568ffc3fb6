//! Periods that are no longer there.
//!
//! In: an edition, what is known, the coverage of its table. Out: a hold where a file that holds the whole series lost periods.
//! Invariant: of a window or a single period absence means nothing.

use super::{Edition, Finding, labels};
use crate::domain::source::Coverage;
use std::collections::BTreeSet;

/// Holds an edition of a whole series that lost periods.
pub fn check(edition: &Edition<'_>) -> Vec<Finding> {
    if edition.series.coverage != Coverage::Whole {
        return Vec::new();
    }
    let there: BTreeSet<_> = edition.figures.iter().map(|figure| figure.period).collect();
    let known = edition.known.iter().map(|figure| figure.period);
    let lost: Vec<_> = known.filter(|period| !there.contains(period)).collect();
    if lost.is_empty() {
        return Vec::new();
    }
    let (id, count, known) = (&edition.series.id, lost.len(), edition.known.len());
    let sentence = format!(
        "{id}: {count} of {known} known periods are not in the file any more ({}); if the publisher withdrew them, release it, else correct the table or set `coverage`",
        labels(&lost)
    );
    vec![Finding::Hold(sentence)]
}

#[cfg(test)]
mod tests {
    use super::super::sample::{judge, words};

    const KNOWN: [&str; 3] = ["2025-10 1", "2025-11 2", "2025-12 3"];

    #[test]
    fn a_whole_series_that_lost_periods_is_held() {
        let findings = words(&judge("", &KNOWN, &["2025-12 3", "2026-01 4"]));
        let begins = "hold: heat-pumps: 2 of 3 known periods are not in the file any more (2025-10, 2025-11);";
        assert!(findings.len() == 1 && findings[0].starts_with(begins), "{findings:?}");
    }

    #[test]
    fn of_a_window_absence_means_nothing() {
        for coverage in ["window", "single"] {
            assert_eq!(
                words(&judge(&format!("coverage = '{coverage}'"), &KNOWN, &["2025-12 3", "2026-01 4"])),
                [""; 0]
            );
        }
    }
}
