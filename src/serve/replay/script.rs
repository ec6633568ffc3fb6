//! A script: how an answer differs from the plain file, and when.
//!
//! In: `<file>.headway.toml`. Out: [`Script`]. Invariant: a script that says nothing of time always holds.

use chrono::{DateTime, Utc};
use serde::Deserialize;
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

/// How an answer differs from the plain file.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Script {
    /// From this instant on the file is `<file>.next`: a release. Before, it is the file, or nothing.
    pub appears_at: Option<DateTime<Utc>>,
    /// All that follows holds from this instant on.
    pub from: Option<DateTime<Utc>>,
    /// All that follows holds until this instant.
    pub until: Option<DateTime<Utc>>,
    /// Only the first so many requests; the later ones are answered plainly.
    pub times: Option<u32>,
    /// Wait before answering.
    #[serde(default)]
    pub delay_ms: u64,
    /// Close the connection without an answer.
    #[serde(default)]
    pub close: bool,
    /// Answer with this status.
    pub status: Option<u16>,
    /// Redirect there.
    pub redirect: Option<String>,
    /// Answer with this in place of the file.
    pub body: Option<String>,
    /// Break off after so many bytes.
    pub truncate: Option<usize>,
    /// Headers to add or replace.
    #[serde(default)]
    pub headers: BTreeMap<String, String>,
}

impl Script {
    /// Whether it holds at `now`.
    pub(super) fn holds(&self, now: DateTime<Utc>) -> bool {
        self.from.is_none_or(|from| from <= now) && self.until.is_none_or(|until| now < until)
    }

    /// Whether the file has been released by `now`.
    pub(super) fn has_appeared(&self, now: DateTime<Utc>) -> bool {
        self.appears_at.is_some_and(|at| at <= now)
    }
}

/// Where the script of a file is.
pub(super) fn beside(path: &Path) -> PathBuf {
    with_suffix(path, ".headway.toml")
}

/// Where the file is that takes its place when it is released.
pub(super) fn next_of(path: &Path) -> PathBuf {
    with_suffix(path, ".next")
}

fn with_suffix(path: &Path, suffix: &str) -> PathBuf {
    let mut name = path.as_os_str().to_owned();
    name.push(suffix);
    PathBuf::from(name)
}
