//! One period twice.
//!
//! In: an edition. Out: a hold for each period with several figures. Invariant: no one is chosen.

use super::{Edition, Finding, labels};

/// Holds an edition that says two things of one period.
pub fn check(edition: &Edition<'_>) -> Vec<Finding> {
    let mut periods: Vec<_> = edition.figures.iter().map(|figure| figure.period).collect();
    periods.sort_unstable();
    let mut twice: Vec<_> = periods.windows(2).filter(|pair| pair[0] == pair[1]).map(|pair| pair[0]).collect();
    twice.dedup();
    if twice.is_empty() {
        return Vec::new();
    }
    let id = &edition.series.id;
    let sentence =
        format!("{id}: {} stand twice in the file; narrow `where` in the table or set `aggregate`", labels(&twice));
    vec![Finding::Hold(sentence)]
}

#[cfg(test)]
mod tests {
    use super::super::sample::{judge, words};

    #[test]
    fn a_period_that_stands_twice_is_held() {
        let findings = words(&judge("", &[], &["2025-11 1", "2025-12 5", "2025-12 6"]));
        assert_eq!(
            findings,
            ["hold: heat-pumps: 2025-12 stand twice in the file; narrow `where` in the table or set `aggregate`"]
        );
    }
}
