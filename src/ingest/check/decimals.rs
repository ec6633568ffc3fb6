//! The same numbers with more or fewer decimals.
//!
//! In: an edition, what is known. Out: a note. Invariant: such a figure is recorded as published and never called a revision.

use super::{Edition, Finding, labels};
use crate::domain::figure::Figure;

/// Notes figures that changed in their decimals alone.
pub fn check(edition: &Edition<'_>) -> Vec<Finding> {
    let known = |figure: &Figure| edition.known_of(&figure.period);
    let alike = |figure: &&Figure| known(figure).is_some_and(|known| !figure.revises(known));
    let periods: Vec<_> = edition.news().filter(alike).map(|figure| figure.period).collect();
    if periods.is_empty() {
        return Vec::new();
    }
    let (id, shown) = (&edition.series.id, labels(&periods));
    vec![Finding::Note(format!("{id}: the same figures with other decimals than before ({shown}): not a revision"))]
}

#[cfg(test)]
mod tests {
    use super::super::sample::{judge, words};

    #[test]
    fn more_decimals_are_noted_as_such() {
        let known = ["2025-11 62.3", "2025-12 61.0"];
        assert_eq!(
            words(&judge("", &known, &["2025-11 62.34", "2025-12 61.0"])),
            ["note: heat-pumps: the same figures with other decimals than before (2025-11): not a revision"]
        );
        assert_eq!(words(&judge("", &known, &["2025-11 62.36", "2025-12 61.0"])), [""; 0]);
    }
}
