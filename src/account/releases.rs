//! Releases, past and coming: what was announced beside what came.
//!
//! In: announcements, overrides of data/releases.toml, editions that came, now. Out: one [`Entry`] a release, in the order of time.
//! Invariant: an override replaces an announcement of the same source and day; a release is late, stale or skipped only by the clock
//! and by what came, never by a guess.

use crate::domain::release::{Announcement, Release};
use chrono::{DateTime, Utc};

/// An edition of a source that came.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Came {
    /// The source.
    pub source: String,
    /// When the publisher released it, if known.
    pub released_at: Option<DateTime<Utc>>,
    /// When it was recorded here.
    pub recorded_at: DateTime<Utc>,
    /// Fetched live, as against shipped.
    pub live: bool,
}

/// A release.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Entry {
    /// The source.
    pub source: String,
    /// What comes out.
    pub title: String,
    /// When it is, or was, due.
    pub due_at: DateTime<Utc>,
    /// Whether the time of day is the publisher's own.
    pub exact: bool,
    /// How it stands.
    pub standing: Standing,
    /// When it was due before it was moved.
    pub moved_from: Option<DateTime<Utc>>,
    /// Why it was moved or called off.
    pub reason: Option<String>,
    /// Where it is announced.
    pub address: Option<String>,
    /// Whether it stands in data/releases.toml.
    pub by_hand: bool,
}

/// How a release stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Standing {
    /// It is to come.
    Coming,
    /// Its time has come less than an hour ago, and it has not.
    Due,
    /// It came; `at` is when its figures were recorded here.
    Came {
        /// When.
        at: DateTime<Utc>,
    },
    /// It has not come an hour after its time.
    Late,
    /// It has not come fourteen days after its time.
    Stale,
    /// It has not come, and a later one has.
    Skipped,
    /// It was called off.
    Cancelled,
}

/// Every release, in the order of time.
pub fn calendar(
    _announcements: &[Announcement],
    _overrides: &[Release],
    _came: &[Came],
    _now: DateTime<Utc>,
) -> Vec<Entry> {
    todo!()
}
