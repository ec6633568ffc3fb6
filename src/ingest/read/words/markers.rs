//! Two tables of the marks that publishers put in place of a value or beside it.
//!
//! In: `[c]`, `..`, `p`, `Normal value`. Out: a reason for absence, or flags.
//! Invariant: a reason replaces a value and a flag accompanies it; a mark that is in neither table is never guessed at.

use crate::domain::figure::{Flag, Flags, Missing};

/// Marks that stand in place of a value, without brackets, in lower case.
const REASONS: &[(&str, Missing)] = &[
    ("c", Missing::Suppressed),
    ("*", Missing::Suppressed),
    ("**", Missing::Suppressed),
    ("***", Missing::Suppressed),
    ("s", Missing::Suppressed),
    ("suppressed", Missing::Suppressed),
    ("supp", Missing::Suppressed),
    ("redacted", Missing::Suppressed),
    ("withheld", Missing::Suppressed),
    ("confidential", Missing::Suppressed),
    ("x", Missing::NotAvailable),
    ("..", Missing::NotAvailable),
    ("...", Missing::NotAvailable),
    ("…", Missing::NotAvailable),
    (":", Missing::NotAvailable),
    ("-", Missing::NotAvailable),
    ("--", Missing::NotAvailable),
    ("---", Missing::NotAvailable),
    ("#", Missing::NotAvailable),
    ("n/a", Missing::NotAvailable),
    ("#n/a", Missing::NotAvailable),
    ("na", Missing::NotAvailable),
    ("n.a.", Missing::NotAvailable),
    ("n.a", Missing::NotAvailable),
    ("nk", Missing::NotAvailable),
    ("np", Missing::NotAvailable),
    ("n/k", Missing::NotAvailable),
    ("nan", Missing::NotAvailable),
    ("null", Missing::NotAvailable),
    ("none", Missing::NotAvailable),
    ("m", Missing::NotAvailable),
    ("not available", Missing::NotAvailable),
    ("data not available", Missing::NotAvailable),
    ("unavailable", Missing::NotAvailable),
    ("not published", Missing::NotAvailable),
    ("not known", Missing::NotAvailable),
    ("not reported", Missing::NotAvailable),
    ("no data", Missing::NotAvailable),
    ("missing", Missing::NotAvailable),
    ("z", Missing::NotApplicable),
    (".", Missing::NotApplicable),
    ("not applicable", Missing::NotApplicable),
    ("low", Missing::Low),
    ("k", Missing::NotCollected),
    ("ns", Missing::NotCollected),
    ("~", Missing::NotCollected),
    ("w", Missing::NotCollected),
    ("not collected", Missing::NotCollected),
];

/// Marks that accompany a value, without brackets, in lower case.
const FLAGS: &[(&str, Flag)] = &[
    ("p", Flag::Provisional),
    ("provisional", Flag::Provisional),
    ("r", Flag::Revised),
    ("revised", Flag::Revised),
    ("er", Flag::Revised),
    ("b", Flag::Break),
    ("break", Flag::Break),
    ("e", Flag::Estimated),
    ("estimate", Flag::Estimated),
    ("estimated", Flag::Estimated),
    ("f", Flag::Estimated),
    ("forecast", Flag::Estimated),
    ("u", Flag::Unreliable),
    ("unreliable", Flag::Unreliable),
    ("low reliability", Flag::Unreliable),
];

/// Codes of a status column beyond those two tables: SDMX `OBS_STATUS` and the words for it.
const STATUSES: &[(&str, Status)] = &[
    ("a", Status::Normal),
    ("normal", Status::Normal),
    ("normal value", Status::Normal),
    ("final", Status::Normal),
    ("final value", Status::Normal),
    ("i", Status::Flag(Flag::Estimated)),
    ("v", Status::Flag(Flag::Provisional)),
    ("provisional value", Status::Flag(Flag::Provisional)),
    ("estimated value", Status::Flag(Flag::Estimated)),
    ("forecast value", Status::Flag(Flag::Estimated)),
    ("revised value", Status::Flag(Flag::Revised)),
    ("break in time series", Status::Flag(Flag::Break)),
    ("time series break", Status::Flag(Flag::Break)),
    ("n", Status::Flag(Flag::Unreliable)),
    ("d", Status::Flag(Flag::Note)),
    ("g", Status::Flag(Flag::Note)),
    ("j", Status::Flag(Flag::Note)),
    ("definition differs", Status::Flag(Flag::Note)),
    ("experimental value", Status::Flag(Flag::Note)),
    ("imputed value", Status::Flag(Flag::Estimated)),
    ("unvalidated value", Status::Flag(Flag::Provisional)),
    ("derogation", Status::Flag(Flag::Note)),
    ("not significant", Status::Flag(Flag::Note)),
    ("strike and other special events", Status::Flag(Flag::Note)),
    ("includes data from another category", Status::Flag(Flag::Note)),
    ("data included in another category", Status::Reason(Missing::NotAvailable)),
    ("missing value", Status::Reason(Missing::NotAvailable)),
    ("missing value; data cannot exist", Status::Reason(Missing::NotAvailable)),
    ("missing value; data exist but were not collected", Status::Reason(Missing::NotCollected)),
    ("missing value; holiday or weekend", Status::Reason(Missing::NotAvailable)),
    ("missing value; suppressed", Status::Reason(Missing::Suppressed)),
    // Words of Nomis.
    ("these figures are missing", Status::Reason(Missing::NotAvailable)),
    ("estimate is less than 500", Status::Reason(Missing::Low)),
    (
        "estimate and confidence interval not available since the group sample size is zero or disclosive (0-2",
        Status::Reason(Missing::Suppressed),
    ),
    (
        "estimate and confidence interval unreliable since the group sample size is small (3-9",
        Status::Flag(Flag::Unreliable),
    ),
    ("h", Status::Reason(Missing::NotAvailable)),
    ("o", Status::Reason(Missing::NotAvailable)),
    ("l", Status::Reason(Missing::NotCollected)),
    ("q", Status::Reason(Missing::Suppressed)),
];

/// Codes of `OBS_STATUS` that mean in SDMX something else than in British tables.
const SDMX: &[(&str, Status)] = &[
    ("n", Status::Flag(Flag::Note)),
    ("k", Status::Reason(Missing::NotAvailable)),
    ("s", Status::Flag(Flag::Note)),
    ("w", Status::Flag(Flag::Note)),
];

/// What a status code says.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Status {
    /// Nothing out of the ordinary.
    Normal,
    /// Something about the value.
    Flag(Flag),
    /// Why there is none.
    Reason(Missing),
}

/// Why there is no value, by a mark without brackets.
pub fn reason(mark: &str) -> Option<Missing> {
    find(REASONS, mark)
}

/// What a mark without brackets says of the value beside it; numbered ones (`r1`, `note 3`) too.
pub fn flag(mark: &str) -> Option<Flag> {
    let lower = mark.to_lowercase();
    let bare = lower.trim_end_matches(|character: char| character.is_ascii_digit() || character == ' ');
    let note = lower.starts_with("note")
        || (!lower.is_empty() && lower.chars().all(|c| c.is_ascii_digit() || matches!(c, ',' | ' ')));
    find(FLAGS, bare).or_else(|| note.then_some(Flag::Note))
}

/// Why there is no value, by a mark in brackets: numbered ones (`c1`, `c2`) too.
pub fn bracketed_reason(mark: &str) -> Option<Missing> {
    find(REASONS, mark.trim_end_matches(|character: char| character.is_ascii_digit()))
}

/// What the text of a status column says: one code, a word, or several (`b;p`, `be`). None where it is not known.
pub fn statuses(text: &str) -> Option<Vec<Status>> {
    let text = text.trim().trim_start_matches(['[', '(']).trim_end_matches([']', ')', '.']).to_lowercase();
    if text.is_empty() {
        return Some(Vec::new());
    }
    // `A: Normal value`.
    let code = text.split_once(": ").map_or(text.as_str(), |(code, _)| code);
    status(&text).or_else(|| status(code)).map(|status| vec![status]).or_else(|| {
        let parts: Option<Vec<_>> =
            text.split([';', ',', '|', '/', ' ', '[', ']']).filter(|part| !part.is_empty()).map(status).collect();
        parts.or_else(|| (text.len() <= 3).then(|| text.chars().map(|code| status(&code.to_string())).collect())?)
    })
}

/// Whether a mark tells how significant the number beside it is.
pub fn significance(mark: &str) -> bool {
    ["s", "ss", "sss", "ns"].iter().any(|known| known.eq_ignore_ascii_case(mark))
}

/// What the text of an `OBS_STATUS` of SDMX-CSV says.
pub fn sdmx_statuses(text: &str) -> Option<Vec<Status>> {
    find(SDMX, text.trim()).map(|status| vec![status]).or_else(|| statuses(text))
}

/// Why a cell is blank, by the publisher's note on it.
pub fn reason_in_words(note: &str) -> Missing {
    let note = note.to_lowercase();
    let held_back = ["suppress", "disclos", "small number", "small count"].iter().any(|word| note.contains(word));
    if held_back { Missing::Suppressed } else { Missing::NotAvailable }
}

fn status(code: &str) -> Option<Status> {
    find(STATUSES, code).or_else(|| flag(code).map(Status::Flag)).or_else(|| reason(code).map(Status::Reason))
}

/// Flags in brackets in a text such as `2nd quarter 2026 [provisional]`; reasons and notes are left.
pub fn flags_in(text: &str) -> Flags {
    let brackets = text.split('[').skip(1).filter_map(|rest| rest.split(']').next());
    let parentheses = text.split('(').skip(1).filter_map(|rest| rest.split(')').next());
    let (bare, tail) = text.trim_end().split_at(text.trim_end().trim_end_matches(['p', 'r', 'P', 'R']).len());
    let tail =
        Some(tail).filter(|tail| tail.len() == 1 && bare.trim_end().ends_with(|last: char| last.is_ascii_digit()));
    let word = text.split_whitespace().next_back().filter(|word| word.len() > 4 && word.len() < text.trim().len());
    brackets
        .chain(parentheses)
        .chain(tail)
        .chain(word)
        .filter_map(|mark| flag(mark.trim()))
        .fold(Flags::NONE, Flags::with)
}

fn find<T: Copy>(table: &[(&str, T)], mark: &str) -> Option<T> {
    table.iter().find(|(known, _)| known.eq_ignore_ascii_case(mark)).map(|(_, meaning)| *meaning)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_mark_is_both_a_reason_and_a_flag() {
        for (mark, _) in REASONS {
            assert_eq!(flag(mark), None, "{mark}");
        }
    }

    /// What each mark means where nothing else is said: the shorthand of the Government Analysis Function, that of education
    /// statistics without brackets, the older symbols, and words.
    #[test]
    fn every_mark_has_its_meaning() {
        let reason_words = |mark: &str| reason(mark).map(Missing::word);
        let mut tested = (0, 0);
        for (marks, meaning) in [
            (
                &["c", "*", "**", "***", "s", "suppressed", "supp", "confidential", "redacted", "withheld"][..],
                "suppressed",
            ),
            (&["x", "..", "...", "…", ":", "-", "--", "---", "#", "m"], "not_available"),
            (&["N/A", "n/a", "#N/A", "NA", "n.a.", "n.a", "N/K", "nk", "np", "NaN", "NULL", "None"], "not_available"),
            (&["Not available", "Data not available", "unavailable", "not published", "not known"], "not_available"),
            (&["not reported", "no data", "missing"], "not_available"),
            (&["z", ".", "Not applicable"], "not_applicable"),
            (&["low"], "low"),
            (&["k", "ns", "~", "w", "not collected"], "not_collected"),
        ] {
            tested.0 += marks.len();
            for mark in marks {
                assert_eq!(reason_words(mark), Some(meaning), "{mark}");
            }
        }
        for (marks, meaning) in [
            (&["p", "provisional"][..], "provisional"),
            (&["r", "revised", "er"], "revised"),
            (&["b", "break"], "break"),
            (&["e", "estimate", "estimated", "f", "forecast"], "estimated"),
            (&["u", "unreliable", "low reliability"], "unreliable"),
        ] {
            tested.1 += marks.len();
            for mark in marks {
                assert_eq!(flag(mark).map(Flag::word), Some(meaning), "{mark}");
                assert_eq!(flag(&format!("{mark}2")).map(Flag::word), Some(meaning), "{mark}2");
            }
        }
        assert_eq!(tested, (REASONS.len() + 1, FLAGS.len()), "every mark has a test, `n/a` in both cases");
        for mark in ["note", "Note 24", "notes 2 and 3", "3", "1, 2"] {
            assert_eq!(flag(mark), Some(Flag::Note), "{mark}");
        }
        for mark in ["q", "tbc", "", "nil", "xx", "5 apples"] {
            assert_eq!((reason(mark), flag(mark)), (None, None), "{mark}");
        }
    }

    #[test]
    fn notes_on_blank_cells_tell_why() {
        for (note, meaning) in [
            ("Value suppressed for disclosure control due to small count", Missing::Suppressed),
            ("Value not published for data quality reasons", Missing::NotAvailable),
            ("Value for Hackney and City of London combined", Missing::NotAvailable),
        ] {
            assert_eq!(reason_in_words(note), meaning, "{note}");
        }
    }

    #[test]
    fn status_codes_are_read_alone_and_together() {
        for (text, expected) in [
            ("A", Some(vec![Status::Normal])),
            ("Normal value", Some(vec![Status::Normal])),
            ("M", Some(vec![Status::Reason(Missing::NotAvailable)])),
            ("be", Some(vec![Status::Flag(Flag::Break), Status::Flag(Flag::Estimated)])),
            ("p; r", Some(vec![Status::Flag(Flag::Provisional), Status::Flag(Flag::Revised)])),
            ("[p]", Some(vec![Status::Flag(Flag::Provisional)])),
            ("Missing value; suppressed", Some(vec![Status::Reason(Missing::Suppressed)])),
            ("Missing value; data exist but were not collected", Some(vec![Status::Reason(Missing::NotCollected)])),
            ("These figures are missing.", Some(vec![Status::Reason(Missing::NotAvailable)])),
            ("Estimate is less than 500", Some(vec![Status::Reason(Missing::Low)])),
            ("Time series break", Some(vec![Status::Flag(Flag::Break)])),
            ("[b][p]", Some(vec![Status::Flag(Flag::Break), Status::Flag(Flag::Provisional)])),
            ("A: Normal value", Some(vec![Status::Normal])),
            ("", Some(vec![])),
            ("perhaps", None),
        ] {
            assert_eq!(statuses(text), expected, "{text}");
        }
    }

    #[test]
    fn flags_of_a_label_are_found() {
        assert_eq!(flags_in("2nd quarter 2026 [provisional]").to_string(), "provisional");
        assert_eq!(flags_in("Jun 2026 (p)").to_string(), "provisional");
        assert_eq!(flags_in("2024p").to_string(), "provisional");
        assert_eq!(flags_in("2026 Q1 provisional").to_string(), "provisional");
        assert_eq!(flags_in("2024 [r] [note 2]").to_string(), "revised;note");
        assert!(flags_in("As at 30 June 2015 (Q1)").is_empty());
    }
}
