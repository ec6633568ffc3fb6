//! Periods that are no longer there, and numbers that no longer are.
//!
//! In: an edition, what is known, the coverage of its table. Out: a hold where a file that holds the whole series lost periods, and where
//! any file has no number for a period that had one.
//! Invariant: of a window or a single period absence of a period means nothing; a number that became a mark does.

use super::{Edition, Finding, WHAT_TO_DO, labels};
use crate::domain::figure::Figure;

/// Holds an edition that lost periods or numbers.
pub fn check(edition: &Edition<'_>) -> Vec<Finding> {
    lost_periods(edition).into_iter().chain(lost_numbers(edition)).collect()
}

fn lost_periods(edition: &Edition<'_>) -> Option<Finding> {
    let lost = edition.lost();
    let (id, count, known) = (&edition.series.id, lost.len(), edition.known.len());
    let sentence = || {
        format!(
            "{id}: {count} of {known} known periods are not in the file any more ({}); if the publisher withdrew them, release it, else correct the table or set `coverage`",
            labels(&lost)
        )
    };
    (!lost.is_empty()).then(|| Finding::Hold(sentence()))
}

fn lost_numbers(edition: &Edition<'_>) -> Option<Finding> {
    let had_one =
        |figure: &Figure| edition.known_of(&figure.period).is_some_and(|known| known.value.number().is_some());
    let lost = edition.news().filter(|figure| figure.value.number().is_none() && had_one(figure));
    let periods: Vec<_> = lost.map(|figure| figure.period).collect();
    let (id, shown) = (&edition.series.id, labels(&periods));
    let sentence = || format!("{id}: where there were numbers the file has none any more ({shown}); {WHAT_TO_DO}");
    (!periods.is_empty()).then(|| Finding::Hold(sentence()))
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

    #[test]
    fn a_number_that_became_a_mark_is_held_in_a_window_too() {
        let findings = words(&judge("coverage = 'window'", &KNOWN, &["2025-11 x", "2025-12 3"]));
        let begins = "hold: heat-pumps: where there were numbers the file has none any more (2025-11); look at";
        assert!(findings.len() == 1 && findings[0].starts_with(begins), "{findings:?}");
    }
}
