//! The store: append-only and bitemporal, with the source in every row; and the archive of files beside it.
//!
//! In: vintages, files, fetches. Out: what is known now and what was known then.
//! Invariant: nothing is overwritten or deleted; a figure always names the archived file and the cell that it was read in;
//! an older edition supersedes nothing.
//!
//! # Two times
//!
//! Every edition of a series has its place among the publisher's editions (`edition_at`, then the order of recording) and an
//! instant since when it counts (`effective_at`). What was known at an instant is, per period, what the newest edition says
//! of it among those that count by then. `record` keeps of an edition only the figures that differ from what would be
//! answered without it, and keeps that true whatever is recorded later; `timeline` holds the rule and its proof by test.
//!
//! A live edition counts from when it was recorded. One that ships with the product, or is read in later, counts from when
//! the publisher released it (else from its edition): that is how the past is reconstructed from publications. But once a
//! series has a live record, what was answered for any instant since then was really shown to people, may be pinned, and may
//! not change. So after that an edition that is not live counts from its publication only where the first live record hides
//! it (that record is whole, of a newer edition, and counts from later); in every other case it counts from when it was
//! recorded, and the vintage's `note` says so.
//!
//! # Durability
//!
//! WAL with `synchronous=FULL`: each commit is on the disk before it is answered. `NORMAL` would survive a killed process
//! too, but not a power cut: vintages that people had already seen could be forgotten and come back with a later instant, and
//! a pinned page would change. One commit per file (`record_all`) keeps the price at one flush a file.

mod announcements;
mod archive;
mod arrivals;
mod catalogue_states;
mod compare;
mod editions;
mod error;
mod fetches;
mod figures;
mod held;
mod held_rows;
mod leases;
mod notes;
mod record;
mod replica;
mod revisions;
mod rows;
mod runs;
mod schema;
mod text;
mod timeline;
mod writing;

pub use arrivals::Arrival;
pub use error::StoreError;
pub use replica::{Edition, Replica};
pub use rows::{
    CatalogueState, Decided, Decision, Discrepancy, Fetch, FetchResult, FileRow, Held, LastFetch, Note, Noted,
    Quarantined, Recording,
};

use rusqlite::{Connection, ErrorCode, OptionalExtension, Transaction, TransactionBehavior};
use std::os::unix::fs::MetadataExt;
use std::path::{Path, PathBuf};
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

/// How long one process waits for another's transaction.
const PATIENCE: Duration = Duration::from_secs(30);
/// How many idle reading connections are kept.
const IDLE_READERS: usize = 4;

/// The database and the archive in a state folder. Can be used from several threads, and from several processes at once.
pub struct Store {
    state: PathBuf,
    /// Device and number of the database's file.
    identity: Option<(u64, u64)>,
    writer: Mutex<Connection>,
    readers: Mutex<Vec<Connection>>,
}

impl Store {
    /// Opens the store in `state`, making folder and tables where they are missing.
    pub fn open(state: &Path) -> Result<Self, StoreError> {
        archive::make_folder(&state.join(archive::FOLDER))?;
        let path = database(state);
        let mut writer = connect(&path).map_err(|error| error.while_doing("be opened"))?;
        schema::bring_up_to_date(&mut writer, &path).map_err(|error| error.while_doing("be brought up to date"))?;
        let identity = identity(&path);
        Ok(Self { state: state.to_owned(), identity, writer: Mutex::new(writer), readers: Mutex::default() })
    }

    /// Whether the database that was opened is the one in the state folder still, not removed or replaced meanwhile.
    pub fn is_still_there(&self) -> bool {
        identity(&database(&self.state)) == self.identity
    }

    /// Whether there is a store in `state`; opening would make one.
    pub fn exists(state: &Path) -> bool {
        database(state).is_file()
    }

    /// A number that changes whenever any process commits something that a page could show: figures, fetches, a state of
    /// data/, a decision on what is held.
    pub fn generation(&self) -> Result<i64, StoreError> {
        self.read("tell its generation", |reader| {
            Ok(reader
                .prepare_cached("SELECT value FROM meta WHERE key = 'generation'")?
                .query_row([], |row| row.get(0))?)
        })
    }

    /// Marks the state folder as a rehearsal, for good.
    pub fn mark_rehearsal(&self) -> Result<(), StoreError> {
        self.write("be marked as a rehearsal", |change| {
            change.execute("INSERT INTO meta VALUES ('rehearsal', 1) ON CONFLICT (key) DO NOTHING", [])?;
            Ok(())
        })
    }

    /// Whether the state folder is a rehearsal.
    pub fn is_rehearsal(&self) -> Result<bool, StoreError> {
        self.read("say whether it is a rehearsal", |reader| {
            let mark = reader.query_row("SELECT 1 FROM meta WHERE key = 'rehearsal'", [], |_| Ok(())).optional()?;
            Ok(mark.is_some())
        })
    }

    /// One transaction that other processes either see whole or not at all; if it changes anything, the generation too.
    fn write<T>(
        &self,
        doing: &'static str,
        work: impl FnOnce(&Transaction<'_>) -> Result<T, StoreError>,
    ) -> Result<T, StoreError> {
        self.write_quietly(doing, |change| {
            let before = change.total_changes();
            let answer = work(change)?;
            if change.total_changes() != before {
                change.prepare_cached("UPDATE meta SET value = value + 1 WHERE key = 'generation'")?.execute([])?;
            }
            Ok(answer)
        })
    }

    /// The same for what no page shows.
    fn write_quietly<T>(
        &self,
        doing: &'static str,
        work: impl FnOnce(&Transaction<'_>) -> Result<T, StoreError>,
    ) -> Result<T, StoreError> {
        let mut writer = self.writer.lock().unwrap_or_else(PoisonError::into_inner);
        let transact = || {
            let change = writer.transaction_with_behavior(TransactionBehavior::Immediate)?;
            let answer = work(&change)?;
            change.commit()?;
            Ok(answer)
        };
        transact().map_err(|error: StoreError| error.while_doing(doing))
    }

    /// Reads one state of the store, however many statements it takes.
    fn read<T>(
        &self,
        doing: &'static str,
        work: impl FnOnce(&Transaction<'_>) -> Result<T, StoreError>,
    ) -> Result<T, StoreError> {
        let reader = self.reader().map_err(|error| error.while_doing(doing))?;
        let answer = reader
            .unchecked_transaction()
            .map_err(StoreError::from)
            .and_then(|snapshot| work(&snapshot))
            .map_err(|error| error.while_doing(doing));
        let mut idle = self.readers.lock().unwrap_or_else(PoisonError::into_inner);
        if idle.len() < IDLE_READERS {
            idle.push(reader);
        }
        answer
    }

    fn reader(&self) -> Result<Connection, StoreError> {
        let idle = self.readers.lock().unwrap_or_else(PoisonError::into_inner).pop();
        idle.map_or_else(|| connect(&database(&self.state)), Ok)
    }
}

/// What tells a file from another that has its name; none where there is none.
fn identity(path: &Path) -> Option<(u64, u64)> {
    let metadata = std::fs::metadata(path).ok()?;
    Some((metadata.dev(), metadata.ino()))
}

fn database(state: &Path) -> PathBuf {
    state.join("headway.db")
}

fn connect(path: &Path) -> Result<Connection, StoreError> {
    let connection = Connection::open(path)?;
    connection.busy_timeout(PATIENCE)?;
    connection.set_prepared_statement_cache_capacity(64);
    use_wal(&connection)?;
    connection.pragma_update(None, "synchronous", "FULL")?;
    connection.pragma_update(None, "foreign_keys", true)?;
    Ok(connection)
}

/// The switch to WAL does not wait by itself while another process makes the same switch on a new store.
fn use_wal(connection: &Connection) -> Result<(), StoreError> {
    let mut tries = 0;
    loop {
        match connection.pragma_update(None, "journal_mode", "WAL") {
            Err(error) if error.sqlite_error_code() == Some(ErrorCode::DatabaseBusy) && tries < 200 => {
                tries += 1;
                std::thread::sleep(Duration::from_millis(5));
            }
            other => return Ok(other?),
        }
    }
}
