//! A value far from its neighbour: ten times too large, thousands for units, a slipped column.
//!
//! In: an edition, what is known, `max_jump` of its table. Out: a hold for each new value, and each changed one, whose step is
//! more than so many times the largest step of the known history.
//! Invariant: a history of fewer than four numbers judges nobody; a period before the newest known one is judged only where its
//! value changes.

use super::{Edition, Finding, WHAT_TO_DO, shorten};
use crate::domain::figure::Figure;
use rust_decimal::Decimal;

/// How many times the largest step, where the table does not say.
const USUAL: Decimal = Decimal::from_parts(3, 0, 0, false, 0);
/// Steps that a history needs before it can judge.
const FEWEST_STEPS: usize = 3;

/// Holds an edition with a value too far from its neighbour.
pub fn check(edition: &Edition<'_>) -> Vec<Finding> {
    let Some(allowed) = allowed_step(edition) else { return Vec::new() };
    shorten(edition.news().filter_map(|figure| too_far(edition, figure, allowed)).collect())
}

/// The largest step of the known history times `max_jump`; of a history that never moved, its level times as much.
fn allowed_step(edition: &Edition<'_>) -> Option<Decimal> {
    let numbers: Vec<_> = edition.known.iter().filter_map(|figure| figure.value.number()).collect();
    let steps = numbers.windows(2).filter_map(|pair| Some(pair[1].checked_sub(pair[0])?.abs()));
    let largest = steps.max().filter(|_| numbers.len() > FEWEST_STEPS)?;
    let largest = if largest.is_zero() { numbers.last()?.abs() } else { largest };
    largest.checked_mul(edition.series.check.max_jump.unwrap_or(USUAL))
}

fn too_far(edition: &Edition<'_>, figure: &Figure, allowed: Decimal) -> Option<Finding> {
    let number = figure.value.number()?;
    let (neighbour, before) = neighbour(edition, figure)?;
    if number.checked_sub(before).is_some_and(|step| step.abs() <= allowed) {
        return None;
    }
    let (id, period, cell) = (&edition.series.id, figure.period, &figure.cell);
    let sentence = format!(
        "{id}: {number} in {period} ({cell}) is further from {before} {neighbour} than {allowed}, the most its history allows; {WHAT_TO_DO}"
    );
    Some(Finding::Hold(sentence))
}

/// What a value is measured against: what was known of its period, or for a new period the number before it in the file.
fn neighbour(edition: &Edition<'_>, figure: &Figure) -> Option<(String, Decimal)> {
    if let Some(known) = edition.known_of(&figure.period) {
        return Some(("as known before".to_owned(), known.value.number()?));
    }
    if Some(figure.period) < edition.newest_known() {
        return None;
    }
    let earlier = edition.figures.iter().chain(edition.known).filter(|other| other.period < figure.period);
    let before = earlier.filter(|other| other.value.number().is_some()).max_by_key(|other| other.period)?;
    Some((format!("in {}", before.period), before.value.number()?))
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
    fn a_revision_ten_times_too_large_is_held_and_a_small_one_passes() {
        let revised = |value| {
            let mut new = KNOWN;
            new[3] = value;
            words(&judge("", &KNOWN, &new))
        };
        assert_eq!(revised("2025-11 105"), [""; 0]);
        assert!(revised("2025-11 1040")[0].contains("is further from 104 as known before than 30"));
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
