//! A known number changed by far more than its publisher usually changes it.
//!
//! In: an edition, what is known, how far past editions revised, `max_revision` of its table. Out: a hold for each number revised by
//! more than so many times the usual largest revision.
//! Invariant: more decimals of the same number are no revision, neither now nor in the history.
//!
//! A history is one size for each past edition that revised anything: its largest revision. The usual one is that which nineteen in
//! twenty of those editions did not exceed, so that one great rebasing does not excuse the next slip. Fewer than three such editions
//! are too few to know a publisher's habits by; then a step of the series itself (see `usual`) is allowed as well, if that is more.

use super::usual::{Steps, TIMES, largest_usual};
use super::{Edition, Finding, WHAT_TO_DO, shorten};
use crate::domain::figure::Figure;
use rust_decimal::Decimal;

/// Past editions with revisions that tell a publisher's habits.
const FEWEST: usize = 3;

/// Holds an edition that revises a number by too much.
pub fn check(edition: &Edition<'_>) -> Vec<Finding> {
    let steps = Steps::of(edition.known);
    shorten(edition.news().filter_map(|figure| too_much(edition, figure, steps.as_ref())).collect())
}

fn too_much(edition: &Edition<'_>, figure: &Figure, steps: Option<&Steps>) -> Option<Finding> {
    let known = edition.known_of(&figure.period)?;
    let (new, old) = (figure.value.number()?, known.value.number()?);
    if figure.value.is_rounded_alike(known.value) {
        return None;
    }
    let allowed = allowed(edition, steps)?;
    let size = new.checked_sub(old).map(|size| size.abs());
    if size.is_some_and(|size| size <= allowed) {
        return None;
    }
    let (id, period, cell) = (&edition.series.id, figure.period, &figure.cell);
    let by = size.map(|size| format!(" by {}", size.normalize())).unwrap_or_default();
    let sentence = format!(
        "{id}: {period} is revised from {old} to {new} ({cell}),{by}, more than {}, the most its history allows ({}); {WHAT_TO_DO}",
        allowed.normalize(),
        history(edition)
    );
    Some(Finding::Hold(sentence))
}

/// The largest revision that is allowed; none where there is no history of any kind.
fn allowed(edition: &Edition<'_>, steps: Option<&Steps>) -> Option<Decimal> {
    let (past, check) = (edition.past_revisions, &edition.series.check);
    let times = check.max_revision.unwrap_or(TIMES);
    let revision = largest_usual(past.to_vec()).and_then(|usual| usual.checked_mul(times));
    if past.len() >= FEWEST {
        return revision;
    }
    let step = steps.and_then(|steps| steps.allowed(check.max_jump.unwrap_or(TIMES)))?;
    Some(revision.unwrap_or_default().max(step))
}

fn history(edition: &Edition<'_>) -> String {
    match edition.past_revisions.len() {
        0 => "it has not been revised before".to_owned(),
        1 => "one edition before revised it".to_owned(),
        many => format!("{many} editions before revised it"),
    }
}

#[cfg(test)]
mod tests {
    use super::super::sample::{self, Sample, words};

    const KNOWN: [&str; 4] = ["2025-09 110", "2025-10 100", "2025-11 104", "2025-12 106"];

    fn revised(more: &str, value: &str, past: &[&str]) -> Vec<String> {
        let mut new = KNOWN;
        new[2] = value;
        let past: Vec<_> = past.iter().map(|size| size.parse().unwrap()).collect();
        words(&sample::examine(&Sample { past: &past, ..Sample::new(more, &KNOWN, &new) }))
    }

    #[test]
    fn a_revision_is_measured_against_those_before_it() {
        let habits = ["0.5", "1", "0.5"];
        assert_eq!(revised("", "2025-11 106.5", &habits), [""; 0]);
        assert_eq!(
            revised("", "2025-11 107.5", &habits),
            [
                "hold: heat-pumps: 2025-11 is revised from 104 to 107.5 (Sheet!B2), by 3.5, more than 3, the most its history allows (3 editions before revised it); look at the file and the publisher's page, then release or refuse it (`headway held`)"
            ]
        );
        assert_eq!(revised("check = { max_revision = 4 }", "2025-11 107.5", &habits), [""; 0]);
    }

    #[test]
    fn without_habits_a_step_of_the_series_is_allowed() {
        assert_eq!(revised("", "2025-11 105", &[]), [""; 0]);
        assert_eq!(revised("", "2025-11 130", &["0.5"]), [""; 0]);
        assert!(revised("", "2025-11 1040", &[])[0].contains("(it has not been revised before)"));
        assert_eq!(revised("", "2025-11 160", &["20"]), [""; 0]);
    }

    #[test]
    fn one_great_rebasing_does_not_excuse_the_next_slip() {
        let mut past = vec!["1"; 20];
        past.push("900");
        assert_eq!(revised("", "2025-11 204", &past).len(), 1);
    }

    #[test]
    fn more_decimals_are_no_revision() {
        let findings = revised("check = { max_revision = 0.001 }", "2025-11 104.4", &["1", "1", "1"]);
        assert!(findings.len() == 1 && findings[0].starts_with("note: "), "{findings:?}");
    }
}
