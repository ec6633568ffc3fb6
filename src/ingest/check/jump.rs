//! A new value far from its neighbour: ten times too large, thousands for units, a slipped column.
//!
//! In: an edition, what is known, `max_jump` of its table. Out: a hold for each new period whose number is further from the one before
//! it than the history allows (`usual` says how far that is).
//! Invariant: a history of fewer than four numbers judges nobody; a period before the newest known one is not judged here: a changed
//! number is a revision.

use super::usual::{Steps, TIMES};
use super::{Edition, Finding, WHAT_TO_DO, shorten};
use crate::domain::figure::Figure;
use rust_decimal::Decimal;

/// Holds an edition with a new value too far from its neighbour.
pub fn check(edition: &Edition<'_>) -> Vec<Finding> {
    let Some(steps) = Steps::of(edition.known) else { return Vec::new() };
    shorten(edition.news().filter_map(|figure| too_far(edition, figure, &steps)).collect())
}

fn too_far(edition: &Edition<'_>, figure: &Figure, steps: &Steps) -> Option<Finding> {
    if Some(figure.period) <= edition.newest_known() {
        return None;
    }
    let number = figure.value.number()?;
    let (before, neighbour) = neighbour(edition, figure)?;
    let allowed = steps.allowed(edition.series.check.max_jump.unwrap_or(TIMES))?;
    if number.checked_sub(neighbour).is_some_and(|step| step.abs() <= allowed) {
        return None;
    }
    let (id, period, cell) = (&edition.series.id, figure.period, &figure.cell);
    let sentence = format!(
        "{id}: {number} in {period} ({cell}) is further from {neighbour} in {} than {}, the most its history allows; {WHAT_TO_DO}",
        before.period,
        allowed.normalize()
    );
    Some(Finding::Hold(sentence))
}

/// The number before a new one, in the file or else as known.
fn neighbour<'a>(edition: &Edition<'a>, figure: &Figure) -> Option<(&'a Figure, Decimal)> {
    let earlier = edition.known.iter().chain(edition.figures).filter(|other| other.period < figure.period);
    let before = earlier.filter(|other| other.value.number().is_some()).max_by_key(|other| other.period)?;
    Some((before, before.value.number()?))
}

#[cfg(test)]
mod tests {
    use super::super::sample::{judge, words};
    use rust_decimal::Decimal;

    const KNOWN: [&str; 5] = ["2025-08 100", "2025-09 110", "2025-10 x", "2025-11 104", "2025-12 106"];

    fn held(more: &str, new: &[&str]) -> Vec<String> {
        words(&judge(more, &KNOWN, &[&KNOWN[..], new].concat()))
    }

    #[test]
    fn a_value_ten_times_too_large_is_held() {
        let sentence = "hold: heat-pumps: 1080 in 2026-01 (Sheet!B2) is further from 106 in 2025-12 than 30, the most its history allows; look at the file and the publisher's page, then release or refuse it (`headway held`)";
        assert_eq!(held("", &["2026-01 1080"]), [sentence]);
        assert_eq!(held("", &["2026-01 10.8"]).len(), 1);
        assert_eq!(held("", &["2026-01 136"]), [""; 0]);
    }

    #[test]
    fn the_largest_numbers_that_there_are_are_held_like_others() {
        let (most, least) = (Decimal::MAX, Decimal::MIN);
        assert_eq!(held("", &[&format!("2026-01 {most}")]).len(), 1);
        let known = [format!("2025-09 {most}"), format!("2025-10 {least}"), "2025-11 1".into(), "2025-12 2".into()];
        let known: Vec<_> = known.iter().map(String::as_str).collect();
        judge("", &known, &[&known[..], &["2026-01 3"]].concat());
    }

    #[test]
    fn the_table_may_allow_more_or_less() {
        assert_eq!(held("check = { max_jump = 100 }", &["2026-01 1080"]), [""; 0]);
        assert_eq!(held("check = { max_jump = 1 }", &["2026-01 117"]).len(), 1);
    }

    #[test]
    fn a_new_value_is_measured_against_the_one_before_it_in_the_file() {
        let mut new = KNOWN.to_vec();
        new[4] = "2025-12 90";
        new.push("2026-01 136");
        let findings = words(&judge("check = { max_revision = 100 }", &KNOWN, &new));
        assert!(
            findings.len() == 1 && findings[0].contains("136 in 2026-01 (Sheet!B2) is further from 90"),
            "{findings:?}"
        );
    }

    #[test]
    fn a_short_history_judges_nobody_and_older_periods_are_not_judged() {
        assert_eq!(words(&judge("", &["2025-11 1", "2025-12 2"], &["2025-11 1", "2025-12 2", "2026-01 99"])), [""; 0]);
        assert_eq!(words(&judge("", &KNOWN, &[&["2025-07 9000"], &KNOWN[..]].concat())), [""; 0]);
    }

    #[test]
    fn a_history_that_never_moved_judges_by_its_level() {
        let known = ["2025-09 5", "2025-10 5", "2025-11 5", "2025-12 5"];
        assert_eq!(words(&judge("", &known, &[&known[..], &["2026-01 6"]].concat())), [""; 0]);
        assert_eq!(words(&judge("", &known, &[&known[..], &["2026-01 50"]].concat())).len(), 1);
    }
}
