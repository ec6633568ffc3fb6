//! An edition that is no newer than what is known.
//!
//! In: an edition, the newest edition known. Out: a note. Invariant: it is recorded at its own place and supersedes nothing.

use super::{Edition, Finding};

/// Notes an older edition.
pub fn check(edition: &Edition<'_>) -> Vec<Finding> {
    let Some(known) = edition.known_at.filter(|_| edition.is_older()) else { return Vec::new() };
    let day = |instant: chrono::DateTime<chrono::Utc>| crate::domain::instant::london_day(instant).to_string();
    let sentence = format!(
        "{}: the edition of {} is older than the one known, of {}; it is recorded as an older vintage and supersedes nothing",
        edition.series.id,
        day(edition.at),
        day(known)
    );
    vec![Finding::Note(sentence)]
}

#[cfg(test)]
mod tests {
    use super::super::sample::{judge_at, words};

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
}
