//! A file with far fewer rows than the last one: a sum over what is left looks like any other number.
//!
//! In: how many rows the file has, and the last file of the same kind that was recorded. Out: where more than a tenth of the rows is
//! gone, a hold for a series that is a sum over rows, a note for any other.
//! Invariant: where it is not known how many rows there were, nothing is said.

use super::{Edition, Finding, WHAT_TO_DO};
use crate::domain::source::Aggregate;

/// Finds rows that are gone.
pub fn check(edition: &Edition<'_>) -> Vec<Finding> {
    let Some(before) = edition.rows_before.filter(|before| edition.rows < before - before / 10) else {
        return Vec::new();
    };
    let (id, rows) = (&edition.series.id, edition.rows);
    let sentence = format!(
        "{id}: the file has {rows} rows and the last one had {before}: figures may be missing from it; {WHAT_TO_DO}"
    );
    vec![if is_a_sum(edition) { Finding::Hold(sentence) } else { Finding::Note(sentence) }]
}

fn is_a_sum(edition: &Edition<'_>) -> bool {
    let aggregate = edition.series.select.as_ref().and_then(|select| select.aggregate);
    matches!(aggregate, Some(Aggregate::Sum | Aggregate::SumAtLeast))
}

#[cfg(test)]
mod tests {
    use super::super::sample::{self, Sample, words};

    const SUM: &str = "select = { aggregate = 'sum', value = 'x' }";

    fn first(more: &str, rows: u64, before: Option<u64>) -> Option<String> {
        let sample =
            Sample { rows, rows_before: before, ..Sample::new(more, &["2025-12 5"], &["2025-12 5", "2026-01 6"]) };
        words(&sample::examine(&sample)).into_iter().next()
    }

    #[test]
    fn a_sum_over_fewer_rows_is_held_and_anything_else_noted() {
        let sentence = "heat-pumps: the file has 800 rows and the last one had 1000: figures may be missing from it; look at the file and the publisher's page, then release or refuse it (`headway held`)";
        assert_eq!(first(SUM, 800, Some(1000)), Some(format!("hold: {sentence}")));
        assert_eq!(first("", 800, Some(1000)), Some(format!("note: {sentence}")));
        for (rows, before) in [(900, Some(1000)), (1200, Some(1000)), (3, Some(3)), (800, None)] {
            assert_eq!(first(SUM, rows, before), None, "{rows} {before:?}");
        }
    }
}
