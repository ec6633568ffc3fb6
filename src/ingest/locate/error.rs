//! What can be wrong on the way to a file, in words.
//!
//! In: what a locator met. Out: [`LocateError`]. Invariant: says at which address, what was there instead, and what to do; a refusal is
//! told from a change.

use crate::ingest::answer::DownloadError;
use crate::ingest::media;

/// A file that was not found.
#[derive(Debug, thiserror::Error)]
pub enum LocateError {
    /// A page did not come.
    #[error("{error}")]
    Page {
        /// Which.
        address: String,
        /// Why.
        error: DownloadError,
    },
    /// Something else than JSON came from the content API.
    #[error("answered with {what} in place of JSON: {advice}")]
    NotJson {
        /// The address.
        address: String,
        /// What came.
        what: String,
        /// What to do.
        advice: &'static str,
        /// Whether it is a web page, as guards answer programs.
        blocked: bool,
    },
    /// Nothing on the page fits the pattern.
    #[error("no {what} fits `{pattern}`; {seen}; open the page and correct the pattern")]
    NoMatch {
        /// The page.
        address: String,
        /// What was looked for: link, attachment, edition.
        what: &'static str,
        /// The pattern.
        pattern: String,
        /// What is there.
        seen: String,
    },
    /// A page without a single link, as guards answer programs.
    #[error(
        "answered with a page without any link{title}: the publisher refuses programs; open the address in a browser"
    )]
    NoLinks {
        /// The page.
        address: String,
        /// Its title.
        title: String,
    },
    /// A pattern that cannot be read.
    #[error("the pattern `{pattern}` of the source's table cannot be read: {error}")]
    Pattern {
        /// The pattern.
        pattern: String,
        /// What is wrong with it.
        error: String,
    },
    /// None of the addresses of a template leads anywhere.
    #[error(
        "nothing is there, nor at any of the {tried} addresses back to {oldest}; find it on the publisher's page and correct the address"
    )]
    NothingThere {
        /// The newest address.
        address: String,
        /// How many were tried.
        tried: usize,
        /// The oldest.
        oldest: String,
    },
    /// An address with a date that cannot be read.
    #[error("the address `{template}` of the source's table cannot be read: {error}")]
    Template {
        /// The address.
        template: String,
        /// What is wrong with it.
        error: String,
    },
    /// The publisher's program says that it cannot answer.
    #[error(
        "the publisher says \"{}\" in place of an answer; look at the publisher's page for what has changed",
        media::words_of_others(said, 200)
    )]
    Refused {
        /// The address.
        address: String,
        /// What it says.
        said: String,
    },
    /// A link that is no address.
    #[error("the link `{link}` is not an address")]
    Link {
        /// The page.
        address: String,
        /// The link.
        link: String,
    },
}

impl LocateError {
    /// The address concerned.
    pub fn address(&self) -> &str {
        match self {
            Self::Page { address, .. }
            | Self::NotJson { address, .. }
            | Self::NoMatch { address, .. }
            | Self::NoLinks { address, .. }
            | Self::NothingThere { address, .. }
            | Self::Refused { address, .. }
            | Self::Link { address, .. } => address,
            Self::Pattern { .. } | Self::Template { .. } => "",
        }
    }

    /// Whether nothing is at this address, the page or path that was asked for first.
    pub fn is_nothing_at(&self, asked: &str) -> bool {
        matches!(self, Self::Page { address, error } if error.is_nothing_there() && address.ends_with(asked))
    }

    /// Whether a page that is there has no data of its own, as against not answering.
    pub(super) fn is_no_data(&self) -> bool {
        match self {
            Self::Page { error, .. } => error.is_nothing_there(),
            Self::NotJson { .. } => true,
            _ => false,
        }
    }

    /// Whether the publisher refuses us, as against having changed something.
    pub fn is_blocked(&self) -> bool {
        match self {
            Self::Page { error, .. } => error.is_blocked(),
            Self::NotJson { blocked, .. } => *blocked,
            Self::NoLinks { .. } => true,
            _ => false,
        }
    }
}
