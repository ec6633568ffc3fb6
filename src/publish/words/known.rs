//! What is known of a figure, in words: flags, missing reasons, how it is known.
//!
//! In: flags, reasons, evidence. Out: text. Invariant: every flag and every reason has words of its own.

use super::Words;
use crate::domain::evidence::{Evidence, Known};
use crate::domain::figure::{Figure, Flag, Missing, Value};

/// A flag in words: `provisional`.
pub fn flag(words: &Words, flag: Flag) -> String {
    words.say(match flag {
        Flag::Provisional => "flag-provisional",
        Flag::Revised => "flag-revised",
        Flag::Break => "flag-break",
        Flag::Estimated => "flag-estimated",
        Flag::Unreliable => "flag-unreliable",
        Flag::Note => "flag-note",
        Flag::LowerBound => "flag-lower-bound",
    })
}

/// What a flag means, for the method page.
pub fn flag_meaning(words: &Words, flag: Flag) -> String {
    words.say(match flag {
        Flag::Provisional => "flag-provisional-means",
        Flag::Revised => "flag-revised-means",
        Flag::Break => "flag-break-means",
        Flag::Estimated => "flag-estimated-means",
        Flag::Unreliable => "flag-unreliable-means",
        Flag::Note => "flag-note-means",
        Flag::LowerBound => "flag-lower-bound-means",
    })
}

/// A missing reason in words: `not available`.
pub fn missing(words: &Words, reason: Missing) -> String {
    words.say(match reason {
        Missing::Suppressed => "missing-suppressed",
        Missing::NotAvailable => "missing-not-available",
        Missing::NotApplicable => "missing-not-applicable",
        Missing::Low => "missing-low",
        Missing::NotCollected => "missing-not-collected",
        Missing::Blank => "missing-blank",
        Missing::Withdrawn => "missing-withdrawn",
    })
}

/// What a missing reason means, for the method page.
pub fn missing_meaning(words: &Words, reason: Missing) -> String {
    words.say(match reason {
        Missing::Suppressed => "missing-suppressed-means",
        Missing::NotAvailable => "missing-not-available-means",
        Missing::NotApplicable => "missing-not-applicable-means",
        Missing::Low => "missing-low-means",
        Missing::NotCollected => "missing-not-collected-means",
        Missing::Blank => "missing-blank-means",
        Missing::Withdrawn => "missing-withdrawn-means",
    })
}

/// Flags and reason of a figure, in words separated by commas.
pub fn remarks(words: &Words, figure: &Figure) -> String {
    let reason = match figure.value {
        Value::Missing(reason) => Some(missing(words, reason)),
        Value::Number(_) => None,
    };
    reason.into_iter().chain(figure.flags.iter().map(|each| flag(words, each))).collect::<Vec<_>>().join(", ")
}

/// How a figure is known, in a few words for a table: `copied on github.com`.
pub fn how_known(words: &Words, evidence: Option<&Evidence>) -> String {
    match evidence.map(|evidence| (evidence.known, evidence.address.as_str())) {
        None | Some((Known::ReadFromFile, _)) => words.say("known-read-from-file"),
        Some((Known::PublisherPage, _)) => words.say("known-publisher-page"),
        Some((Known::RepeatedBy, address)) => {
            let key = if is_public_project(address) { "known-copied-by" } else { "known-repeated-by" };
            words.say_with(key, &[("who", host(address).into())])
        }
    }
}

/// What a reader should know of a figure that a third party at `address` repeats: the press, or a public project that copies by program.
pub fn warning(words: &Words, address: &str) -> String {
    let key = if is_public_project(address) { "care-copied-by" } else { "care-repeated-by" };
    words.say_with(key, &[("who", host(address).into())])
}

/// Whether an address is of a public project that copies publishers' files by program, and not of the press.
pub fn is_public_project(address: &str) -> bool {
    matches!(host(address), "github.com" | "raw.githubusercontent.com" | "gitlab.com" | "huggingface.co")
}

/// The name of the site in an address: `gov.uk`.
pub fn host(address: &str) -> &str {
    let rest = address.split_once("://").map_or(address, |(_, rest)| rest);
    let host = rest.split(['/', '?', '#']).next().unwrap_or(rest);
    host.strip_prefix("www.").unwrap_or(host)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_flag_and_reason_has_words_and_a_meaning() {
        let words = Words::english();
        let said = Flag::ALL.into_iter().flat_map(|each| [flag(words, each), flag_meaning(words, each)]);
        let reasons = Missing::ALL.into_iter().flat_map(|each| [missing(words, each), missing_meaning(words, each)]);
        for text in said.chain(reasons) {
            assert!(!text.is_empty() && !text.starts_with("flag-") && !text.starts_with("missing-"), "{text}");
        }
    }

    #[test]
    fn a_third_party_is_named_and_the_press_is_told_from_a_public_project() {
        for (address, short, whole) in [
            (
                "https://www.example.org/a/b?c",
                "reported by example.org",
                "This figure is reported by example.org, not yet checked against the publisher’s own page.",
            ),
            (
                "https://github.com/a/b",
                "copied on github.com",
                "Copied from the publisher by a public project on github.com; not yet checked here against the \
                 publisher’s own file.",
            ),
        ] {
            let evidence = Evidence { known: Known::RepeatedBy, address: address.into(), note: None };
            assert_eq!(how_known(Words::english(), Some(&evidence)), short);
            assert_eq!(warning(Words::english(), address), whole);
        }
    }
}
