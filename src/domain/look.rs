//! A look: one time that a source was looked at, as far as the next one depends on it.
//!
//! In: what was written down of an attempt. Out: [`LastLook`]. Invariant: plain data.

use chrono::{DateTime, Utc};

/// The last look at a source.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct LastLook {
    /// When it began.
    pub at: DateTime<Utc>,
    /// When it ended.
    pub ended_at: DateTime<Utc>,
    /// What it found.
    pub found: Found,
    /// When a look last found a new edition, where that is known.
    pub news_at: Option<DateTime<Utc>>,
    /// How many looks have failed since the last that did not.
    pub failures: u32,
}

/// What a look found.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Found {
    /// A new edition, recorded or waiting for a person.
    News,
    /// What we had.
    Nothing,
    /// It failed, or the publisher refused us.
    Failure,
}
