//! A provisional figure that is not at the end.
//!
//! In: an edition, what is known. Out: a note where a final figure follows a provisional one, and was not so known before.
//! Invariant: never a hold: the numbers are right as far as anybody can tell, and it is a mark that was misread, or set by mistake.

use super::{Edition, Finding, labels};
use crate::domain::figure::{Figure, Flag};
use crate::domain::period::Period;

/// Notes provisional figures before final ones.
pub fn check(edition: &Edition<'_>) -> Vec<Finding> {
    let known = before_final(edition.known);
    let new: Vec<_> = before_final(edition.figures).into_iter().filter(|period| !known.contains(period)).collect();
    if new.is_empty() {
        return Vec::new();
    }
    let (id, shown) = (&edition.series.id, labels(&new));
    vec![Finding::Note(format!(
        "{id}: {shown} stand as provisional before figures that are final; see whether `markers` reads the publisher's marks right"
    ))]
}

/// Provisional periods with a final number after them.
fn before_final(figures: &[Figure]) -> Vec<Period> {
    let is_provisional = |figure: &Figure| figure.flags.has(Flag::Provisional);
    let last_final = figures.iter().filter(|figure| figure.value.number().is_some() && !is_provisional(figure));
    let Some(last) = last_final.map(|figure| figure.period).max() else { return Vec::new() };
    figures.iter().filter(|figure| is_provisional(figure) && figure.period < last).map(|figure| figure.period).collect()
}

#[cfg(test)]
mod tests {
    use super::super::sample::{judge, words};

    #[test]
    fn provisional_figures_stand_at_the_end() {
        let sentence = "note: heat-pumps: 2025-11 stand as provisional before figures that are final; see whether `markers` reads the publisher's marks right";
        for (known, new, expected) in [
            (vec![], vec!["2025-10 1", "2025-11 2 p", "2025-12 3 p"], vec![]),
            (vec![], vec!["2025-10 1", "2025-11 2 p", "2025-12 3"], vec![sentence]),
            (vec![], vec!["2025-11 2 p", "2025-12 x"], vec![]),
            (vec!["2025-11 2 p", "2025-12 3"], vec!["2025-11 2 p", "2025-12 3", "2026-01 4"], vec![]),
        ] {
            assert_eq!(words(&judge("", &known, &new)), expected, "{new:?}");
        }
    }
}
