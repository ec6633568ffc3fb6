//! How a fact is known, and where anybody can look.
//!
//! In: catalogue entries and rows of figures. Out: [`Evidence`] beside each fact.
//! Invariant: a fact without an address is only ever one that was read in an archived file.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// How a figure, a target or a decision is known.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Known {
    /// Read in the publisher's own file, which is archived and can be read again.
    ReadFromFile,
    /// Typed in from the publisher's own page.
    PublisherPage,
    /// A third party repeats it; not checked against the publisher's own page.
    RepeatedBy,
}

impl Known {
    /// The word used in files and in the store.
    pub fn word(self) -> &'static str {
        match self {
            Self::ReadFromFile => "read_from_file",
            Self::PublisherPage => "publisher_page",
            Self::RepeatedBy => "repeated_by",
        }
    }

    /// Reads [`Known::word`] back.
    pub fn from_word(word: &str) -> Option<Self> {
        [Self::ReadFromFile, Self::PublisherPage, Self::RepeatedBy].into_iter().find(|known| known.word() == word)
    }
}

/// How a fact is known and where.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Evidence {
    /// How it is known.
    pub known: Known,
    /// The page or file that says so.
    pub address: String,
    /// What a reader should know about this piece of evidence.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub note: Option<String>,
}
