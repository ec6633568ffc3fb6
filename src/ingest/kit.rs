//! The kit of a run: everything outside the pipeline that it uses.
//!
//! In: store, downloader, reader, clock, a folder for files on their way. Out: [`Kit`], shared by all runs of a process.
//! Invariant: a trial (`Purpose::Try`) writes nothing but a file in its own folder.

use super::answer::Known;
use super::download::Downloader;
use super::read::{Reader, Reading};
use super::records::Records;
use crate::domain::clock::Clock;
use crate::domain::source::{Format, Source};
use crate::store::{Fetch, FetchResult, FileRow, StoreError};
use chrono::{DateTime, TimeDelta, Utc};
use std::collections::HashMap;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};
use tokio::sync::Semaphore;

/// Files that are read at the same time.
const READ_AT_ONCE: usize = 2;

/// How often it is written down at most that a source has nothing new.
const SAID_EVERY: TimeDelta = TimeDelta::minutes(1);

/// What a run is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Purpose {
    /// To record what is new.
    Record,
    /// To see what would be recorded.
    Try,
}

/// A file that cannot be read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Unreadable {
    /// `decode` or `select`.
    pub step: &'static str,
    /// What is wrong and what to do.
    pub message: String,
}

/// Reads every series of a source from a file.
pub type Read = Arc<dyn Fn(&Path, &Source, &Format) -> Result<Reading, Unreadable> + Send + Sync>;

/// Reading as the product does it.
pub fn reading_with(reader: Reader) -> Read {
    Arc::new(move |path, source, format| {
        reader.read(path, source, format).map_err(|error| Unreadable { step: error.step(), message: whole(&error) })
    })
}

/// An error with the errors that caused it, unless it says them itself.
pub(crate) fn whole(error: &dyn std::error::Error) -> String {
    let mut words = error.to_string();
    let mut cause = error.source();
    while let Some(error) = cause {
        let more = error.to_string();
        if !words.contains(&more) {
            words = format!("{words}: {more}");
        }
        cause = error.source();
    }
    words
}

/// An error of the store with what to do about it: nothing that is known is lost by it.
pub(crate) fn of_the_store(error: &StoreError) -> String {
    let advice = match error {
        StoreError::Database { .. } => "; is the disk full, or headway.db damaged? The next look tries again",
        _ => "",
    };
    format!("{}{advice}", whole(error))
}

/// Everything outside the pipeline that it uses.
pub struct Kit {
    /// The store.
    pub records: Arc<dyn Records>,
    /// The door to the network.
    pub downloader: Downloader,
    /// The reader.
    pub read: Read,
    /// The clock.
    pub clock: Clock,
    /// Folder for files on their way.
    pub incoming: PathBuf,
    /// What runs are for.
    pub purpose: Purpose,
    /// The right to read a file: each workbook may take a process of hundreds of megabytes.
    pub(crate) reading: Semaphore,
    /// By source, the file and table that this process has dealt with.
    dealt_with: Mutex<HashMap<String, (String, String)>>,
    /// By source, when it was last written down that there was nothing new; none where something else was.
    quiet_since: Mutex<HashMap<String, Option<DateTime<Utc>>>>,
}

impl Kit {
    /// A kit.
    pub fn new(
        records: Arc<dyn Records>,
        downloader: Downloader,
        read: Read,
        clock: Clock,
        incoming: PathBuf,
        purpose: Purpose,
    ) -> Self {
        let reading = Semaphore::new(READ_AT_ONCE);
        let (dealt_with, quiet_since) = (Mutex::default(), Mutex::default());
        Self { records, downloader, read, clock, incoming, purpose, reading, dealt_with, quiet_since }
    }

    /// Whether an attempt is worth a row: around a release a source is asked every few seconds, and that it has nothing new is written
    /// down, and so published, once a minute.
    pub(crate) fn is_worth_a_row(&self, fetch: &Fetch) -> bool {
        let mut quiet_since = self.quiet_since.lock().unwrap_or_else(PoisonError::into_inner);
        let known = quiet_since.entry(fetch.source.clone()).or_default();
        let at = (fetch.result == FetchResult::Unchanged).then_some(fetch.started_at);
        let is_told = matches!((*known, at), (Some(since), Some(at)) if (since..since + SAID_EVERY).contains(&at));
        if !is_told {
            *known = at;
        }
        !is_told
    }

    /// Whether this process has dealt with `file` by this very table. After a start, and after a change of the table, a file is
    /// read again even if it is the same: what a killed run left undone is done, and a new series of the table is found.
    pub(crate) fn has_dealt_with(&self, source: &str, file: &str, table: &str) -> bool {
        let dealt_with = self.dealt_with.lock().unwrap_or_else(PoisonError::into_inner);
        dealt_with.get(source).is_some_and(|(known, by)| known == file && by == table)
    }

    /// Remembers it.
    pub(crate) fn deal_with(&self, source: &str, file: &str, table: &str) {
        let mut dealt_with = self.dealt_with.lock().unwrap_or_else(PoisonError::into_inner);
        dealt_with.insert(source.to_owned(), (file.to_owned(), table.to_owned()));
    }

    /// The newest archived copy of what `address` answered: that of the last attempt, else that of the newest vintages.
    pub(crate) fn copy_of(&self, source: &Source, address: &str) -> Result<Option<FileRow>, StoreError> {
        let last = self.records.last_fetches()?.remove(&source.id).and_then(|last| last.last.file);
        let mut candidates: Vec<_> = last.into_iter().collect();
        for series in &source.series {
            candidates.extend(self.records.vintages(&series.id)?.into_iter().rev().map(|vintage| vintage.file).take(1));
        }
        for sha256 in candidates {
            let row = self.records.file(&sha256)?;
            let there = row.filter(|row| row.asked == address && self.records.archived_path(&row.sha256).exists());
            if there.is_some() {
                return Ok(there);
            }
        }
        Ok(None)
    }
}

/// What identifies an archived copy to its publisher.
pub(crate) fn known(row: &FileRow) -> Option<Known> {
    let header = |name: &str| row.headers.get(name).cloned();
    let known = Known { etag: header("etag"), last_modified: header("last-modified") };
    (known != Known::default()).then_some(known)
}
