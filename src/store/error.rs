//! What can go wrong in the store.
//!
//! In: errors of the database and of the file system. Out: [`StoreError`]: what, where, what to do.
//! Invariant: an error leaves the store as it was; every change is one transaction.

use super::rows::Decided;
use std::path::PathBuf;

/// The store could not be used.
#[derive(Debug, thiserror::Error)]
pub enum StoreError {
    /// The database refused.
    #[error("the store could not {doing}")]
    Database {
        /// What was being done.
        doing: &'static str,
        /// What the database said.
        source: rusqlite::Error,
    },
    /// The file system refused.
    #[error("cannot {doing} {}; is the disk full, or the folder not ours to write?", path.display())]
    Disk {
        /// What was being done.
        doing: &'static str,
        /// To which file or folder.
        path: PathBuf,
        /// What the system said.
        source: std::io::Error,
    },
    /// The store was written by a newer version of the product.
    #[error("{} is laid out as version {found}, and this program knows versions up to {known}: use a newer headway", path.display())]
    TooNew {
        /// The database.
        path: PathBuf,
        /// The version of its layout.
        found: i64,
        /// The newest version known here.
        known: i64,
    },
    /// A vintage names a file that is not archived.
    #[error(
        "a vintage of {series} names the file {sha256}, which is not in the archive: archive a file before its figures"
    )]
    NotArchived {
        /// The series.
        series: String,
        /// SHA-256 of the file.
        sha256: String,
    },
    /// A vintage has two figures for one period.
    #[error("a vintage of {series} has two figures for {period}: one edition says one thing of a period")]
    TwoFigures {
        /// The series.
        series: String,
        /// The period.
        period: String,
    },
    /// A vintage has periods of another kind than its series.
    #[error(
        "{series} has periods of the kind `{kept}` and a vintage came with `{found}`: one granularity and one window a series; give the other its own series"
    )]
    OtherPeriods {
        /// The series.
        series: String,
        /// The granularity of the series.
        kept: String,
        /// The granularity that came.
        found: String,
    },
    /// A file does not have the hash that it came with.
    #[error("the file from {address} has the SHA-256 {found}, not {expected}: fetch it again")]
    OtherFile {
        /// The address asked for.
        address: String,
        /// The hash that was announced.
        expected: String,
        /// The hash of the bytes.
        found: String,
    },
    /// A row does not hold what this program writes.
    #[error("the store holds {what}, which headway does not write: run `headway verify`")]
    Unreadable {
        /// What stands where.
        what: String,
    },
    /// There is no such vintage in quarantine.
    #[error("nothing is or was held under the number {id}; waiting are: {waiting}")]
    NotHeld {
        /// The number asked for.
        id: i64,
        /// The numbers that wait; `none`.
        waiting: String,
    },
    /// It was decided before.
    #[error("{id} was {} by {} on {}: {}; a decision stays", decided.decision.word(), decided.by, decided.at.format("%Y-%m-%d %H:%M UTC"), decided.why)]
    Decided {
        /// The number asked for.
        id: i64,
        /// What was decided.
        decided: Box<Decided>,
    },
}

impl StoreError {
    /// The same error, saying what was being done.
    pub(super) fn while_doing(self, now_doing: &'static str) -> Self {
        match self {
            Self::Database { source, .. } => Self::Database { doing: now_doing, source },
            other => other,
        }
    }

    pub(super) fn unreadable(what: impl Into<String>) -> Self {
        Self::Unreadable { what: what.into() }
    }
}

impl From<rusqlite::Error> for StoreError {
    fn from(source: rusqlite::Error) -> Self {
        Self::Database { doing: "be used", source }
    }
}
