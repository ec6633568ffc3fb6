//! Sets of periods as short text: unbroken runs as `first..last`.
//!
//! In: periods in order. Out: `2024-01..2026-07 2026-09`, and back.
//! Invariant: reading back what was written gives the same periods.

use super::error::StoreError;
use super::text::to_period;
use crate::domain::period::Period;
use std::iter::successors;

/// Writes `periods`, which are in order.
pub(super) fn write(periods: &[Period]) -> String {
    let runs = periods.chunk_by(|earlier, later| earlier.next() == Some(*later));
    let words: Vec<_> = runs.filter_map(write_run).collect();
    words.join(" ")
}

fn write_run(run: &[Period]) -> Option<String> {
    match run {
        [] => None,
        [only] => Some(only.label()),
        [first, .., last] => Some(format!("{first}..{last}")),
    }
}

/// Reads [`write`] back.
pub(super) fn read(text: &str) -> Result<Vec<Period>, StoreError> {
    let runs: Result<Vec<_>, _> = text.split_whitespace().map(read_run).collect();
    Ok(runs?.concat())
}

fn read_run(run: &str) -> Result<Vec<Period>, StoreError> {
    let Some((first, last)) = run.split_once("..") else {
        return Ok(vec![to_period(run)?]);
    };
    let last = to_period(last)?;
    Ok(successors(Some(to_period(first)?), Period::next).take_while(|period| *period <= last).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn unbroken_runs_are_short_and_read_back() {
        for (labels, text) in [
            (vec![], ""),
            (vec!["2026-06"], "2026-06"),
            (vec!["2025-11", "2025-12", "2026-01", "2026-03"], "2025-11..2026-01 2026-03"),
            (vec!["2026-04/2026-06", "2026-05/2026-07"], "2026-04/2026-06..2026-05/2026-07"),
            (vec!["2026-03-31", "2026-06-30"], "2026-03-31 2026-06-30"),
        ] {
            let periods: Vec<_> = labels.iter().map(|label| Period::parse(label).unwrap()).collect();
            assert_eq!(write(&periods), text);
            assert_eq!(read(text).unwrap(), periods);
        }
    }
}
