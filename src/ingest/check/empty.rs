//! No figure at all.
//!
//! In: an edition. Out: a hold where it has no figures. Invariant: an empty edition never replaces a full one.

use super::{Edition, Finding};

/// Holds an edition without figures.
pub fn check(edition: &Edition<'_>) -> Vec<Finding> {
    if !edition.figures.is_empty() {
        return Vec::new();
    }
    let sentence = format!(
        "{}: the file has no figure of it ({} are known); the table or the file has changed: correct `select`",
        edition.series.id,
        edition.known.len()
    );
    vec![Finding::Hold(sentence)]
}

#[cfg(test)]
mod tests {
    use super::super::sample::{judge, words};

    #[test]
    fn an_edition_without_figures_is_held() {
        let expected = "hold: heat-pumps: the file has no figure of it (1 are known); the table or the file has changed: correct `select`";
        assert_eq!(words(&judge("", &["2025-12 5"], &[])), [expected]);
    }
}
