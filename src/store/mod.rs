//! The store: append-only and bitemporal, with the source in every row; and the archive of files beside it.
//!
//! In: vintages, files, fetches. Out: what is known now and what was known then.
//! Invariant: nothing is overwritten or deleted; a figure always names the archived file and the cell that it was read in;
//! an older edition supersedes nothing.

use crate::domain::figure::Recorded;
use crate::domain::vintage::{NewVintage, Vintage};
use chrono::{DateTime, Utc};
use std::collections::BTreeMap;
use std::path::Path;

/// The database and the archive in a state folder.
pub struct Store {}

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

/// What recording a vintage did.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Recording {
    /// Every figure was already known: nothing was recorded.
    Unchanged,
    /// A vintage was recorded.
    Recorded {
        /// Its number.
        vintage: i64,
        /// Periods that were not known before.
        new_figures: u32,
        /// Periods whose value or flags changed.
        revised_figures: u32,
    },
}

/// A vintage in quarantine.
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
}

/// Where the store disagrees with the archive.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Discrepancy(pub String);

/// The store could not be used.
#[derive(Debug, thiserror::Error)]
pub enum StoreError {
    /// To be replaced.
    #[error("{0}")]
    Todo(String),
}

impl Store {
    /// Opens the store in `state`, making folder and tables where they are missing.
    pub fn open(state: &Path) -> Result<Self, StoreError> {
        let _ = state;
        todo!()
    }

    /// Keeps `bytes` under their SHA-256 and writes their row, unless both are there already. Returns the SHA-256.
    pub fn archive(&self, bytes: &[u8], row: &FileRow) -> Result<String, StoreError> {
        let _ = (bytes, row);
        todo!()
    }

    /// Moves a downloaded file (in the state folder) into the archive. `row.sha256` is what was computed while it came in.
    pub fn archive_path(&self, path: &Path, row: &FileRow) -> Result<(), StoreError> {
        let _ = (path, row);
        todo!()
    }

    /// The row of an archived file.
    pub fn file(&self, sha256: &str) -> Result<Option<FileRow>, StoreError> {
        let _ = sha256;
        todo!()
    }

    /// Where an archived file lies.
    pub fn archived_path(&self, sha256: &str) -> std::path::PathBuf {
        let _ = sha256;
        todo!()
    }

    /// Records a vintage: only figures that are new or changed get rows; nothing new makes no vintage.
    pub fn record(&self, vintage: &NewVintage) -> Result<Recording, StoreError> {
        let _ = vintage;
        todo!()
    }

    /// Puts a vintage in quarantine, unless the same file's vintage of that series is there already.
    pub fn hold(&self, vintage: &NewVintage, findings: &[String]) -> Result<i64, StoreError> {
        let _ = (vintage, findings);
        todo!()
    }

    /// Vintages in quarantine.
    pub fn held(&self) -> Result<Vec<Held>, StoreError> {
        todo!()
    }

    /// Writes down one attempt at a source.
    pub fn record_fetch(&self, fetch: &Fetch) -> Result<(), StoreError> {
        let _ = fetch;
        todo!()
    }

    /// The last attempt at each source, and the last that succeeded (new or unchanged), by source.
    pub fn last_fetches(&self) -> Result<BTreeMap<String, LastFetch>, StoreError> {
        todo!()
    }

    /// The figures of a series in period order: as known now, or as known at `as_of`. Withdrawn periods are left out.
    pub fn figures(&self, series: &str, as_of: Option<DateTime<Utc>>) -> Result<Vec<Recorded>, StoreError> {
        let _ = (series, as_of);
        todo!()
    }

    /// Every recorded figure of one period of a series, oldest edition first.
    pub fn history(&self, series: &str, period: &str) -> Result<Vec<Recorded>, StoreError> {
        let _ = (series, period);
        todo!()
    }

    /// The vintages of a series, oldest edition first.
    pub fn vintages(&self, series: &str) -> Result<Vec<Vintage>, StoreError> {
        let _ = series;
        todo!()
    }

    /// Keeps a state of data/ (path → text) under its hash, unless it is the newest already: in force from `at`.
    pub fn put_catalogue(
        &self,
        hash: &str,
        files: &BTreeMap<String, String>,
        at: DateTime<Utc>,
    ) -> Result<(), StoreError> {
        let _ = (hash, files, at);
        todo!()
    }

    /// The state of data/ in force at `at`: its hash, since when, and its files. The first ever, for an instant before it.
    pub fn catalogue_at(&self, at: DateTime<Utc>) -> Result<Option<CatalogueState>, StoreError> {
        let _ = at;
        todo!()
    }

    /// A number that changes whenever any process commits to the store.
    pub fn generation(&self) -> Result<i64, StoreError> {
        todo!()
    }

    /// Takes the right to run `source` until `until`, unless another process has it. One run of a source at a time.
    pub fn take_lease(
        &self,
        source: &str,
        holder: &str,
        now: DateTime<Utc>,
        until: DateTime<Utc>,
    ) -> Result<bool, StoreError> {
        let _ = (source, holder, now, until);
        todo!()
    }

    /// Gives it back.
    pub fn drop_lease(&self, source: &str, holder: &str) -> Result<(), StoreError> {
        let _ = (source, holder);
        todo!()
    }

    /// Marks the state folder as a rehearsal, for good.
    pub fn mark_rehearsal(&self) -> Result<(), StoreError> {
        todo!()
    }

    /// Whether the state folder is a rehearsal.
    pub fn is_rehearsal(&self) -> Result<bool, StoreError> {
        todo!()
    }
}

/// The last attempt at a source, and the last that succeeded.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LastFetch {
    /// The last attempt.
    pub last: Fetch,
    /// When the last attempt that was new or unchanged began.
    pub last_success_at: Option<DateTime<Utc>>,
    /// How many attempts have failed since.
    pub failures_since: u32,
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
