//! Values that cannot be.
//!
//! In: an edition, `min` and `max` of its table. Out: a hold for each new or changed value outside them.
//! Invariant: applies to a first edition too.

use super::{Edition, Finding, WHAT_TO_DO, shorten};
use crate::domain::figure::Figure;

/// Holds an edition with values outside the range of the series.
pub fn check(edition: &Edition<'_>) -> Vec<Finding> {
    shorten(edition.news().filter_map(|figure| outside(edition, figure)).collect())
}

fn outside(edition: &Edition<'_>, figure: &Figure) -> Option<Finding> {
    let (number, check) = (figure.value.number()?, &edition.series.check);
    let bound = match (check.min, check.max) {
        (Some(min), _) if number < min => format!("below {min}, the least that can be"),
        (_, Some(max)) if number > max => format!("above {max}, the most that can be"),
        _ => return None,
    };
    let (id, period, cell) = (&edition.series.id, figure.period, &figure.cell);
    Some(Finding::Hold(format!("{id}: {number} in {period} ({cell}) is {bound}; {WHAT_TO_DO}")))
}

#[cfg(test)]
mod tests {
    use super::super::sample::{judge, words};

    #[test]
    fn values_outside_the_range_are_held_with_their_cell() {
        let findings = judge("check = { min = 0, max = 100 }", &[], &["2025-11 -0.1", "2025-12 100", "2026-01 100.5"]);
        assert_eq!(
            words(&findings),
            [
                "hold: heat-pumps: -0.1 in 2025-11 (Sheet!B2) is below 0, the least that can be; look at the file and the publisher's page, then release or refuse it (`headway held`)",
                "hold: heat-pumps: 100.5 in 2026-01 (Sheet!B2) is above 100, the most that can be; look at the file and the publisher's page, then release or refuse it (`headway held`)",
            ]
        );
    }

    #[test]
    fn what_a_person_let_in_before_is_not_held_again() {
        assert_eq!(words(&judge("check = { max = 100 }", &["2025-12 120"], &["2025-12 120"])), [""; 0]);
    }

    #[test]
    fn many_values_of_one_kind_are_counted() {
        let new = ["2025-01 9", "2025-02 9", "2025-03 9", "2025-04 9", "2025-05 9"];
        let findings = words(&judge("check = { max = 5 }", &[], &new));
        assert_eq!((findings.len(), findings[3].as_str()), (4, "hold: and 2 more figures of the same kind"));
    }
}
