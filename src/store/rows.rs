//! What goes into the store and comes out of it, apart from figures and vintages.
//!
//! In: what ingest saw and did. Out: plain rows.
//! Invariant: plain data; every row says when.

use crate::domain::look::{Found, LastLook};
use crate::domain::vintage::NewVintage;
use chrono::{DateTime, TimeDelta, Utc};
use std::collections::BTreeMap;

/// A file as it came, with everything about how it came.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FileRow {
    /// SHA-256, in lower-case hexadecimal.
    pub sha256: String,
    /// Length in bytes.
    pub bytes: u64,
    /// Media type as answered, or as known of a shipped file.
    pub media_type: String,
    /// The address asked for.
    pub asked: String,
    /// The address that answered, after redirects.
    pub answered: String,
    /// Headers of the answer, names in lower case.
    pub headers: BTreeMap<String, String>,
    /// When it was first retrieved.
    pub retrieved_at: DateTime<Utc>,
}

/// One attempt at a source.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fetch {
    /// The source.
    pub source: String,
    /// When it began.
    pub started_at: DateTime<Utc>,
    /// How long it took, in milliseconds.
    pub duration_ms: u64,
    /// How it ended.
    pub result: FetchResult,
    /// The step that it ended at: `locate`, `download`, `decode`, `select`, `check`, `record`.
    pub step: String,
    /// The address concerned.
    pub address: String,
    /// What was found, in words.
    pub message: String,
    /// SHA-256 of the file, where one came.
    pub file: Option<String>,
}

/// How an attempt at a source ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FetchResult {
    /// New or revised figures were recorded.
    New,
    /// The publisher has nothing new.
    Unchanged,
    /// It failed; the message says how.
    Failed,
    /// The publisher refused us (a challenge page, an empty 202).
    Blocked,
    /// A vintage waits for a person.
    Held,
}

impl FetchResult {
    const ALL: [Self; 5] = [Self::New, Self::Unchanged, Self::Failed, Self::Blocked, Self::Held];

    /// The word used in the store.
    pub fn word(self) -> &'static str {
        match self {
            Self::New => "new",
            Self::Unchanged => "unchanged",
            Self::Failed => "failed",
            Self::Blocked => "blocked",
            Self::Held => "held",
        }
    }

    /// Reads [`FetchResult::word`] back.
    pub fn from_word(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|result| result.word() == word)
    }
}

/// The last attempt at a source, and the last that succeeded.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LastFetch {
    /// The last attempt.
    pub last: Fetch,
    /// When the last attempt that was new or unchanged began.
    pub last_success_at: Option<DateTime<Utc>>,
    /// How many attempts have failed (or were refused) since.
    pub failures_since: u32,
}

impl LastFetch {
    /// The last attempt as far as the next look depends on it. What waits for a person may have waited before: no news.
    pub fn look(&self) -> LastLook {
        let Fetch { started_at: at, duration_ms, result, .. } = self.last;
        let found = match result {
            FetchResult::New => Found::News,
            FetchResult::Unchanged | FetchResult::Held => Found::Nothing,
            FetchResult::Failed | FetchResult::Blocked => Found::Failure,
        };
        let took = TimeDelta::milliseconds(i64::try_from(duration_ms).unwrap_or_default());
        let news_at = (found == Found::News).then_some(at);
        LastLook { at, ended_at: at + took, found, news_at, failures: self.failures_since }
    }
}

/// What recording a vintage did.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Recording {
    /// Every figure was already known: no vintage was recorded.
    Unchanged,
    /// A vintage was recorded.
    Recorded {
        /// Its number.
        vintage: i64,
        /// Periods that were not known before.
        new_figures: u32,
        /// Periods whose value or flags changed, or that were withdrawn.
        revised_figures: u32,
    },
}

/// A vintage, and what the checks noted beside it.
#[derive(Clone, Debug, PartialEq)]
pub struct Noted {
    /// The vintage.
    pub vintage: NewVintage,
    /// What was noted, a sentence each.
    pub notes: Vec<String>,
}

/// What a check noted of an edition that was recorded.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Note {
    /// The source.
    pub source: String,
    /// The series.
    pub series: String,
    /// SHA-256 of the file.
    pub file: String,
    /// The vintage that the edition made; none where it brought nothing new.
    pub vintage: Option<i64>,
    /// The note.
    pub sentence: String,
    /// When the edition was recorded.
    pub recorded_at: DateTime<Utc>,
}

/// A vintage in quarantine that nobody has decided on.
#[derive(Clone, Debug, PartialEq)]
pub struct Held {
    /// Its number in the quarantine.
    pub id: i64,
    /// The vintage as it would be recorded.
    pub vintage: NewVintage,
    /// Why it waits, a sentence each.
    pub findings: Vec<String>,
    /// Since when.
    pub held_at: DateTime<Utc>,
    /// Whether a newer edition of its series has been recorded meanwhile: the pages are past it.
    pub overtaken: bool,
}

/// A vintage that is or was in quarantine, and what became of it.
#[derive(Clone, Debug, PartialEq)]
pub struct Quarantined {
    /// What is, or was, held.
    pub held: Held,
    /// What was decided; none while it waits.
    pub decided: Option<Decided>,
}

/// What was decided of a vintage in quarantine.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Decided {
    /// What.
    pub decision: Decision,
    /// By whom: a role.
    pub by: String,
    /// Why.
    pub why: String,
    /// When.
    pub at: DateTime<Utc>,
}

/// What becomes of a vintage in quarantine.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Decision {
    /// It was recorded: its figures are right.
    Released,
    /// It never will be: its figures are wrong.
    Refused,
    /// Its file was read again by another table, and says something else now.
    Replaced,
}

impl Decision {
    const ALL: [Self; 3] = [Self::Released, Self::Refused, Self::Replaced];

    /// The word used in the store.
    pub fn word(self) -> &'static str {
        match self {
            Self::Released => "released",
            Self::Refused => "refused",
            Self::Replaced => "replaced",
        }
    }

    /// Reads [`Decision::word`] back.
    pub fn from_word(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|decision| decision.word() == word)
    }
}

/// A state of data/ that was in force.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CatalogueState {
    /// Its hash.
    pub hash: String,
    /// Since when.
    pub in_force_from: DateTime<Utc>,
    /// Path → text.
    pub files: BTreeMap<String, String>,
}

/// Where the store disagrees with the archive, as a sentence.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Discrepancy(pub String);

impl std::fmt::Display for Discrepancy {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.write_str(&self.0)
    }
}
