//! Breaks: where figures of a series do not compare with those before them.
//!
//! In: a series with its declared breaks and the publisher's flags. Out: what may be compared, and where a chart is cut.
//! Invariant: a declared break is no flag of the publisher; a derived series has the breaks of everything that it is computed from;
//! of a window that lies across a break neither side is comparable.

use super::view::View;
use crate::domain::figure::Flag;
use crate::domain::period::Period;
use crate::domain::series::Break;
use std::collections::BTreeSet;

/// On which side of a break a period lies.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Side {
    Before,
    Across,
    After,
}

/// The breaks declared of a series, or of what it is computed from, in order.
pub fn declared<'a>(view: &View<'a>, series: &str) -> Vec<&'a Break> {
    let formula = view.catalogue.derived(series).map(|(derived, _)| derived.formula.inputs());
    let ids = formula.unwrap_or_else(|| vec![series]);
    let mut breaks: Vec<&Break> = Vec::new();
    for (recorded, _) in ids.into_iter().filter_map(|id| view.catalogue.series(id)) {
        breaks.extend(recorded.breaks.iter().filter(|each| !breaks.contains(each)).collect::<Vec<_>>());
    }
    breaks.sort_by_key(|each| each.from);
    breaks
}

/// The periods whose figures do not compare with the figure before them, because a break is declared there or flagged by the publisher.
pub fn starts(view: &View<'_>, series: &str) -> BTreeSet<Period> {
    let declared = declared(view, series);
    let figures = &view.series(series).figures;
    let flagged = figures.iter().filter(|known| known.figure.flags.has(Flag::Break)).map(|known| known.figure.period);
    let pairs = figures.windows(2).map(|pair| (&pair[0].figure.period, &pair[1].figure.period));
    flagged.chain(pairs.filter(|(first, later)| are_apart(&declared, first, later)).map(|(_, later)| *later)).collect()
}

/// Whether a break lies between two periods of a series, so that their figures do not compare.
pub fn lies_between(view: &View<'_>, series: &str, first: &Period, later: &Period) -> bool {
    let flagged = |period: &Period| first < period && period <= later;
    let mut figures = view.series(series).figures.iter();
    are_apart(&declared(view, series), first, later)
        || figures.any(|known| known.figure.flags.has(Flag::Break) && flagged(&known.figure.period))
}

fn are_apart(declared: &[&Break], first: &Period, later: &Period) -> bool {
    declared.iter().any(|each| side(&each.from, first) != side(&each.from, later))
}

fn side(from: &Period, period: &Period) -> Side {
    let starts_before = period.start() < from.start();
    match (period.granularity() == from.granularity(), starts_before) {
        (_, false) => Side::After,
        (true, true) => Side::Before,
        (false, true) if period.end() <= from.start() => Side::Before,
        (false, true) => Side::Across,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_period_lies_before_across_or_after_a_break() {
        for (from, period, expected) in [
            ("2019", "2018", Side::Before),
            ("2019", "2019", Side::After),
            ("2025-05/2025-07", "2025-04/2025-06", Side::Before),
            ("2025-05/2025-07", "2025-05/2025-07", Side::After),
            ("2025-Q2", "YE2025-03", Side::Before),
            ("2025-Q2", "YE2025-06", Side::Across),
            ("2025-Q2", "YE2026-03", Side::After),
            ("2025-Q2", "2025", Side::Across),
            ("2025-Q2", "2026", Side::After),
        ] {
            let parse = |label| Period::parse(label).unwrap();
            assert_eq!(side(&parse(from), &parse(period)), expected, "{period} at {from}");
        }
    }
}
