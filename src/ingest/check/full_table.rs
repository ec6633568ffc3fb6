//! A table that ends where a spreadsheet program stops: rows may have been cut off.
//!
//! In: how many rows the longest table of the file has. Out: a hold where that is exactly the limit of a format.
//! Invariant: says so of every series of the file: nobody can see which rows are not there.
//!
//! In October 2020 nearly 16,000 positive tests went missing in England because a table was passed on in a format that ends at
//! 65,536 rows. A limit less one is the same table without its header.

use super::{Edition, Finding, WHAT_TO_DO};

/// How many rows a table can have, and in what.
const LIMITS: [(u64, &str); 2] = [(65_536, "XLS"), (1_048_576, "XLSX")];

/// Holds an edition from a table that ends exactly at a limit.
pub fn check(edition: &Edition<'_>) -> Vec<Finding> {
    let limit = LIMITS.iter().find(|(limit, _)| edition.rows == *limit || edition.rows == limit - 1);
    let sentence = |(_, name): &(u64, &str)| {
        let (id, rows) = (&edition.series.id, edition.rows);
        format!(
            "{id}: the table has {rows} rows and ends exactly at the limit of {name}: figures may be cut off; {WHAT_TO_DO}"
        )
    };
    limit.map(|limit| Finding::Hold(sentence(limit))).into_iter().collect()
}

#[cfg(test)]
mod tests {
    use super::super::sample::{self, Sample, words};

    #[test]
    fn a_table_that_ends_at_a_limit_is_held() {
        for (rows, name) in [
            (65_535, Some("XLS:")),
            (65_536, Some("XLS:")),
            (1_048_575, Some("XLSX:")),
            (1_048_576, Some("XLSX:")),
            (65_537, None),
            (65_534, None),
            (0, None),
        ] {
            let findings = words(&sample::examine(&Sample { rows, ..Sample::new("", &[], &["2025-12 5"]) }));
            assert_eq!(findings.len(), usize::from(name.is_some()), "{rows}: {findings:?}");
            assert!(
                findings.iter().all(|words| words.contains(&format!("at the limit of {}", name.unwrap()))),
                "{findings:?}"
            );
        }
    }
}
