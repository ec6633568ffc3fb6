//! Patterns of the source's table: `/a regular expression/`, or a text that must be the whole.
//!
//! In: the text in the table. Out: [`Pattern`]. Invariant: case never matters; the first group, if there is one, is a period.

use super::LocateError;
use regex::{Regex, RegexBuilder};

/// A pattern.
#[derive(Debug)]
pub struct Pattern(Regex);

/// A text that fits.
#[derive(Debug, PartialEq, Eq)]
pub struct Fit {
    /// What the whole pattern matches.
    pub whole: String,
    /// What the first group matches.
    pub period: Option<String>,
}

impl Pattern {
    /// Reads a pattern. A plain text fits an address or a title that is the text, or an address whose last part is.
    pub fn new(text: &str) -> Result<Self, LocateError> {
        let expression = match text.strip_prefix('/').and_then(|rest| rest.strip_suffix('/')) {
            Some(expression) if !expression.is_empty() => expression.to_owned(),
            _ => format!("(?:^|/){}$", regex::escape(text)),
        };
        let regex = RegexBuilder::new(&expression).case_insensitive(true).build();
        regex.map(Self).map_err(|error| LocateError::Pattern { pattern: text.to_owned(), error: error.to_string() })
    }

    /// How `text` fits, if it does.
    pub fn find(&self, text: &str) -> Option<Fit> {
        let found = self.0.captures(text)?;
        let period = found.get(1).map(|group| group.as_str().to_owned());
        Some(Fit { whole: found[0].to_owned(), period })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn slashes_make_an_expression_and_other_text_is_whole() {
        let period = |pattern: &str, text: &str| Pattern::new(pattern).unwrap().find(text).map(|fit| fit.period);
        assert_eq!(period("/series-(\\w+)\\.xlsx/", "/a/Series-May26.XLSX"), Some(Some("May26".to_owned())));
        assert_eq!(period("/evci9001.*\\.ods$/", "https://x/evci9001_2026.ods"), Some(None));
        assert_eq!(period("data.csv", "https://x/media/data.csv"), Some(None));
        assert_eq!(period("data.csv", "https://x/media/more-data.csv"), None);
        assert!(Pattern::new("/(/").unwrap_err().to_string().starts_with("the pattern `/(/` of the source's table"));
    }
}
