//! What ingest needs of the store.
//!
//! In: files, vintages, attempts. Out: what is known. Invariant: the store is behind this small door, so that a trial can run
//! without one and tests can look at what would be written.

use crate::domain::figure::Recorded;
use crate::domain::vintage::{NewVintage, Vintage};
use crate::store::{Fetch, FileRow, Held, LastFetch, Recording, Store, StoreError};
use chrono::{DateTime, Utc};
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

type Answer<T> = Result<T, StoreError>;

/// The store as ingest sees it. The methods are those of [`Store`].
#[expect(missing_docs, reason = "each is documented on the store")]
pub trait Records: Send + Sync {
    fn file(&self, sha256: &str) -> Answer<Option<FileRow>>;
    fn files(&self) -> Answer<Vec<FileRow>>;
    fn archived_path(&self, sha256: &str) -> PathBuf;
    fn archive_path(&self, path: &Path, row: &FileRow) -> Answer<()>;
    fn archive(&self, bytes: &[u8], row: &FileRow) -> Answer<String>;
    fn record_all(&self, vintages: &[NewVintage]) -> Answer<Vec<Recording>>;
    fn hold(&self, vintage: &NewVintage, findings: &[String]) -> Answer<i64>;
    fn held(&self) -> Answer<Vec<Held>>;
    fn record_fetch(&self, fetch: &Fetch) -> Answer<()>;
    fn last_fetches(&self) -> Answer<BTreeMap<String, LastFetch>>;
    fn figures(&self, series: &str) -> Answer<Vec<Recorded>>;
    fn vintages(&self, series: &str) -> Answer<Vec<Vintage>>;
    fn take_lease(&self, source: &str, holder: &str, now: DateTime<Utc>, until: DateTime<Utc>) -> Answer<bool>;
    fn drop_lease(&self, source: &str, holder: &str) -> Answer<()>;
}

impl Records for Store {
    fn file(&self, sha256: &str) -> Answer<Option<FileRow>> {
        self.file(sha256)
    }
    fn files(&self) -> Answer<Vec<FileRow>> {
        self.files()
    }
    fn archived_path(&self, sha256: &str) -> PathBuf {
        self.archived_path(sha256)
    }
    fn archive_path(&self, path: &Path, row: &FileRow) -> Answer<()> {
        self.archive_path(path, row)
    }
    fn archive(&self, bytes: &[u8], row: &FileRow) -> Answer<String> {
        self.archive(bytes, row)
    }
    fn record_all(&self, vintages: &[NewVintage]) -> Answer<Vec<Recording>> {
        self.record_all(vintages)
    }
    fn hold(&self, vintage: &NewVintage, findings: &[String]) -> Answer<i64> {
        self.hold(vintage, findings)
    }
    fn held(&self) -> Answer<Vec<Held>> {
        self.held()
    }
    fn record_fetch(&self, fetch: &Fetch) -> Answer<()> {
        self.record_fetch(fetch)
    }
    fn last_fetches(&self) -> Answer<BTreeMap<String, LastFetch>> {
        self.last_fetches()
    }
    fn figures(&self, series: &str) -> Answer<Vec<Recorded>> {
        self.figures(series, None)
    }
    fn vintages(&self, series: &str) -> Answer<Vec<Vintage>> {
        self.vintages(series)
    }
    fn take_lease(&self, source: &str, holder: &str, now: DateTime<Utc>, until: DateTime<Utc>) -> Answer<bool> {
        self.take_lease(source, holder, now, until)
    }
    fn drop_lease(&self, source: &str, holder: &str) -> Answer<()> {
        self.drop_lease(source, holder)
    }
}

/// What is known before anything was ever recorded, and a place that keeps nothing.
#[derive(Debug, Default)]
pub struct Nothing;

impl Records for Nothing {
    fn file(&self, _sha256: &str) -> Answer<Option<FileRow>> {
        Ok(None)
    }
    fn files(&self) -> Answer<Vec<FileRow>> {
        Ok(Vec::new())
    }
    fn archived_path(&self, sha256: &str) -> PathBuf {
        PathBuf::from(sha256)
    }
    fn archive_path(&self, _path: &Path, _row: &FileRow) -> Answer<()> {
        Ok(())
    }
    fn archive(&self, _bytes: &[u8], row: &FileRow) -> Answer<String> {
        Ok(row.sha256.clone())
    }
    fn record_all(&self, vintages: &[NewVintage]) -> Answer<Vec<Recording>> {
        Ok(vintages.iter().map(|_| Recording::Unchanged).collect())
    }
    fn hold(&self, _vintage: &NewVintage, _findings: &[String]) -> Answer<i64> {
        Ok(0)
    }
    fn held(&self) -> Answer<Vec<Held>> {
        Ok(Vec::new())
    }
    fn record_fetch(&self, _fetch: &Fetch) -> Answer<()> {
        Ok(())
    }
    fn last_fetches(&self) -> Answer<BTreeMap<String, LastFetch>> {
        Ok(BTreeMap::new())
    }
    fn figures(&self, _series: &str) -> Answer<Vec<Recorded>> {
        Ok(Vec::new())
    }
    fn vintages(&self, _series: &str) -> Answer<Vec<Vintage>> {
        Ok(Vec::new())
    }
    fn take_lease(&self, _source: &str, _holder: &str, _now: DateTime<Utc>, _until: DateTime<Utc>) -> Answer<bool> {
        Ok(true)
    }
    fn drop_lease(&self, _source: &str, _holder: &str) -> Answer<()> {
        Ok(())
    }
}
