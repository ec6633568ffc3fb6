//! An edition that is no newer than what is known.
//!
//! In: an edition, the newest edition and period known. Out: a note.
//! Invariant: an older edition is recorded at its own place and supersedes nothing.

use super::{Edition, Finding};
use crate::domain::instant::london_day;

/// Notes an older edition, and a newer one that ends earlier.
pub fn check(edition: &Edition<'_>) -> Vec<Finding> {
    older(edition).or_else(|| ends_earlier(edition)).into_iter().collect()
}

fn older(edition: &Edition<'_>) -> Option<Finding> {
    let known = edition.known_at.filter(|_| edition.is_older())?;
    let (id, new, known) = (&edition.series.id, london_day(edition.at), london_day(known));
    let sentence = format!(
        "{id}: the edition of {new} is older than the one known, of {known}; it is recorded as an older vintage and supersedes nothing"
    );
    Some(Finding::Note(sentence))
}

fn ends_earlier(edition: &Edition<'_>) -> Option<Finding> {
    let known = edition.newest_known()?;
    let newest = edition.figures.iter().map(|figure| figure.period).max().filter(|newest| *newest < known)?;
    let id = &edition.series.id;
    Some(Finding::Note(format!(
        "{id}: the newest period in the file, {newest}, is older than the newest known, {known}"
    )))
}

#[cfg(test)]
mod tests {
    use super::super::sample::{judge, judge_at, words};

    #[test]
    fn an_older_edition_is_noted_and_not_measured_against_newer_figures() {
        let known = ["2025-09 100", "2025-10 101", "2025-11 102", "2025-12 103"];
        let findings = judge_at("", &known, &["2025-09 900"], "2015-07-14T08:30:00Z".parse().unwrap());
        assert_eq!(
            words(&findings),
            [
                "note: heat-pumps: the edition of 2015-07-14 is older than the one known, of 2026-01-01; it is recorded as an older vintage and supersedes nothing"
            ]
        );
    }

    #[test]
    fn a_newer_edition_that_ends_earlier_is_noted() {
        let findings = judge("coverage = 'window'", &["2025-11 1", "2025-12 2"], &["2025-11 1"]);
        let sentence =
            "note: heat-pumps: the newest period in the file, 2025-11, is older than the newest known, 2025-12";
        assert_eq!(words(&findings), [sentence]);
    }
}
