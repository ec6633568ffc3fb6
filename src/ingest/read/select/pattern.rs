//! Matching text of a table against text of a file.
//!
//! In: `Battery electric`, `/^2022/25/`, `""`. Out: [`Pattern`], and the cleaning that both headers and cells get.
//! Invariant: text in `/slashes/` is a regular expression, case ignored; any other text is matched whole after cleaning (notes,
//! line breaks, non-breaking and outer spaces off; case ignored); `""` matches a blank cell and nothing else.

use super::super::decode::cell::Cell;
use regex::{Regex, RegexBuilder};
use std::borrow::Cow;
use std::sync::LazyLock;

/// A text or a regular expression of a table.
#[derive(Clone, Debug)]
pub enum Pattern {
    /// Matched whole; folded to lower case.
    Whole(String),
    /// Searched.
    Search(Regex),
}

impl Pattern {
    /// Compiles what a table says; the mistake in words where that is impossible.
    pub fn parse(text: &str) -> Result<Self, String> {
        match text.strip_prefix('/').and_then(|rest| rest.strip_suffix('/')) {
            Some(expression) if text.len() > 2 => RegexBuilder::new(expression)
                .case_insensitive(true)
                .size_limit(1 << 20)
                .build()
                .map(Self::Search)
                .map_err(|error| format!("`{text}` is not a regular expression: {error}")),
            _ => Ok(Self::Whole(clean(text).to_lowercase())),
        }
    }

    /// Whether it matches text of the file.
    pub fn matches(&self, text: &str) -> bool {
        match self {
            Self::Whole(whole) => {
                let same = |text: &str| {
                    text.eq_ignore_ascii_case(whole) || (!text.is_ascii() && text.to_lowercase() == *whole)
                };
                same(text) || same(&clean(text)) || same(&spaces(text))
            }
            Self::Search(expression) => expression.is_match(&clean(text)),
        }
    }

    /// Whether it is found in what a file says, as it stands or after cleaning.
    pub fn hears(&self, text: &str) -> bool {
        let as_it_stands = match self {
            Self::Search(expression) => expression.is_match(&spaces(text)),
            Self::Whole(_) => false,
        };
        as_it_stands || self.matches(text)
    }

    /// Whether it matches a cell. The common cases decide on bytes.
    pub fn matches_cell(&self, cell: &Cell<'_>) -> bool {
        if let (Self::Whole(whole), Cell::Bytes(bytes, _)) = (self, cell) {
            if bytes.eq_ignore_ascii_case(whole.as_bytes()) {
                return true;
            }
            let plain = |byte: &u8| byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'-' | b'.' | b'/' | b'&');
            if bytes.iter().all(|byte| plain(byte) || *byte == b' ')
                && ends_are_plain(bytes)
                && !has_double_space(bytes)
            {
                return false;
            }
        }
        self.matches(&cell.text())
    }

    /// What the first group matches, or the whole match where there is no group; the text itself for a pattern without slashes.
    pub fn take<'t>(&self, text: &'t str) -> Option<&'t str> {
        match self {
            Self::Whole(_) => self.matches(text).then_some(text),
            Self::Search(expression) => {
                let groups = expression.captures(text)?;
                (1..groups.len())
                    .find_map(|index| groups.get(index))
                    .or_else(|| groups.get(0))
                    .map(|found| found.as_str())
            }
        }
    }
}

impl Pattern {
    /// What the first group matches, or the whole text where there is no group; none where it does not match.
    pub fn take_or_whole<'t>(&self, text: &'t str) -> Option<&'t str> {
        match self {
            Self::Search(expression) if expression.captures_len() > 1 => self.take(text),
            _ => self.matches(text).then_some(text),
        }
    }
}

fn ends_are_plain(bytes: &[u8]) -> bool {
    !bytes.is_empty() && bytes.first() != Some(&b' ') && bytes.last() != Some(&b' ')
}

fn has_double_space(bytes: &[u8]) -> bool {
    bytes.windows(2).any(|pair| pair == b"  ")
}

/// Spaces, line breaks and the like as single spaces, none outside.
pub fn spaces(text: &str) -> Cow<'_, str> {
    let tidy = text.bytes().all(|byte| byte.is_ascii_graphic() || byte == b' ')
        && !text.starts_with(' ')
        && !text.ends_with(' ')
        && !text.contains("  ");
    if tidy {
        return Cow::Borrowed(text);
    }
    let visible = |character: &char| !matches!(character, '\u{200b}'..='\u{200f}' | '\u{feff}' | '\u{ad}' | '\u{2060}');
    let text: String = text.chars().filter(visible).collect();
    Cow::Owned(text.split_whitespace().collect::<Vec<_>>().join(" "))
}

/// How notes in round brackets begin that [`clean`] takes off; those in square brackets begin with the bracket.
pub const NOTES_OPEN: [&str; 4] = ["(note", "(footnote", "(provisional)", "(revised)"];

/// Text as matched and shown: notes in brackets and superscript digits off, spaces tidied. What is nothing but a note stays.
pub fn clean(text: &str) -> Cow<'_, str> {
    static NOTES: LazyLock<Option<Regex>> = LazyLock::new(|| {
        Regex::new(r"(?i)\s*\[\s*(?:(?:foot)?notes?\b[^\]]*|[a-z]{1,2}\s?\d{0,2}|low|provisional|revised|estimated?|break|[0-9, ]+)\s*\]|\s*\((?:(?:foot)?notes?\b[\d,; and-]*|provisional|revised)\)|[¹²³⁰⁴-⁹]+").ok()
    });
    let tidy = spaces(text);
    if tidy.is_ascii() && !tidy.contains(['[', '(']) {
        return tidy;
    }
    let Some(notes) = NOTES.as_ref() else { return tidy };
    let stripped = notes.replace_all(&tidy, "");
    match spaces(&stripped) {
        bare if bare.is_empty() => tidy,
        bare => Cow::Owned(bare.into_owned()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ingest::read::decode::cell::Charset;

    #[test]
    fn text_is_matched_whole_after_cleaning() {
        for (pattern, text, expected) in [
            ("Oldham", "Oldham ", true),
            ("cumberland", "Cumberland [note 22]", true),
            ("cars", "Cars (notes 2 and 3)", true),
            ("cars", "Cars (footnote 1)", true),
            ("cars", "Cars (provisional)", true),
            ("cars", "Cars (noted by owners)", false),
            ("CNPA", "CNPA (a)", false),
            ("Heat pump technologies", "Heat pump\ntechnologies [Note 24]", true),
            ("Region code", "Region code\u{a0}\u{a0}", true),
            ("North", "North East", false),
            ("", "", true),
            ("", " \u{a0}", true),
            ("", "[x]", false),
            ("[x]", "[x]", true),
            ("ÉIRE", "éire", true),
            ("/^north/", "North East", true),
            ("/^\\d{4}$/", "2024", true),
            ("/", "/", true),
            ("CO2", "CO²", false),
        ] {
            let pattern = Pattern::parse(pattern).unwrap();
            assert_eq!(pattern.matches(text), expected, "{pattern:?} {text:?}");
            assert_eq!(
                pattern.matches_cell(&Cell::Bytes(text.as_bytes(), Charset::Guess)),
                expected,
                "{pattern:?} {text:?}"
            );
        }
    }

    #[test]
    fn the_first_group_is_taken_else_the_whole_match() {
        for (pattern, text, expected) in [
            ("/RTT-(.+)/", "RTT-January-2026", Some("January-2026")),
            ("/\\d{4}/", "in 2024 or so", Some("2024")),
            ("/(\\d{4})-A|(\\d{4})-B/", "2024-B", Some("2024")),
            ("/x/", "y", None),
        ] {
            assert_eq!(Pattern::parse(pattern).unwrap().take(text), expected);
        }
    }

    #[test]
    fn a_broken_expression_is_a_mistake_in_words() {
        assert!(Pattern::parse("/(/").unwrap_err().starts_with("`/(/` is not a regular expression"));
    }
}
