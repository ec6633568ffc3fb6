//! Columns and units as expected: what the table says the file must say (`says`).
//!
//! In: what the file does not say of it. Out: a hold. Invariant: applies to a first edition too.

use super::{Edition, Finding};

/// Holds an edition from a file that does not say what it must.
pub fn check(edition: &Edition<'_>) -> Vec<Finding> {
    if edition.unsaid.is_empty() {
        return Vec::new();
    }
    let (id, unsaid) = (&edition.series.id, edition.unsaid.join(", "));
    vec![Finding::Hold(format!(
        "{id}: the file does not say {unsaid}: its unit or its columns may have changed; look at the file, then correct the table (`says`, `scale`) or release it (`headway held`)"
    ))]
}

#[cfg(test)]
mod tests {
    use super::super::sample::{self, Sample, words};

    #[test]
    fn a_file_that_does_not_say_its_unit_is_held_unless_it_brings_nothing_new() {
        let unsaid = ["/thousands/".to_owned()];
        let judge = |known: &[&str]| {
            words(&sample::examine(&Sample { unsaid: &unsaid, ..Sample::new("", known, &["2025-12 5"]) }))
        };
        let sentence = "heat-pumps: the file does not say /thousands/: its unit or its columns may have changed; look at the file, then correct the table (`says`, `scale`) or release it (`headway held`)";
        assert_eq!(judge(&[]), [format!("hold: {sentence}")]);
        assert_eq!(judge(&["2025-12 5"]), [format!("note: {sentence}")]);
    }
}
