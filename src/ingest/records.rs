//! What ingest needs of the store.
//!
//! In: files, vintages, attempts. Out: what is known. Invariant: the store is behind this small door, so that a trial can run
//! without one and tests can look at what would be written.

use crate::domain::figure::Recorded;
use crate::domain::release::Announcement;
use crate::domain::vintage::{NewVintage, Vintage};
use crate::store::{Arrival, Decision, Fetch, FileRow, Held, LastFetch, Noted, Recording, Store, StoreError};
use chrono::{DateTime, Utc};
use rust_decimal::Decimal;
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
    fn record_noted(&self, noted: &[Noted]) -> Answer<Vec<Recording>>;
    fn hold(&self, vintage: &NewVintage, findings: &[String]) -> Answer<i64>;
    fn decided(&self, vintage: &NewVintage) -> Answer<Option<Decision>>;
    fn held(&self) -> Answer<Vec<Held>>;
    fn record_fetch(&self, fetch: &Fetch) -> Answer<()>;
    fn last_fetches(&self) -> Answer<BTreeMap<String, LastFetch>>;
    fn figures(&self, series: &str) -> Answer<Vec<Recorded>>;
    fn vintages(&self, series: &str) -> Answer<Vec<Vintage>>;
    fn past_revisions(&self, series: &str) -> Answer<Vec<Decimal>>;
    fn rows_before(&self, source: &str, route: usize, file: &str) -> Answer<Option<u64>>;
    fn note_rows(&self, source: &str, route: usize, file: &str, rows: u64) -> Answer<()>;
    fn record_announcement(&self, announcement: &Announcement) -> Answer<bool>;
    fn announcements(&self) -> Answer<Vec<Announcement>>;
    fn arrivals(&self) -> Answer<Vec<Arrival>>;
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
    fn record_noted(&self, noted: &[Noted]) -> Answer<Vec<Recording>> {
        self.record_noted(noted)
    }
    fn hold(&self, vintage: &NewVintage, findings: &[String]) -> Answer<i64> {
        self.hold(vintage, findings)
    }
    fn decided(&self, vintage: &NewVintage) -> Answer<Option<Decision>> {
        self.decided(vintage)
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
    fn past_revisions(&self, series: &str) -> Answer<Vec<Decimal>> {
        self.past_revisions(series)
    }
    fn rows_before(&self, source: &str, route: usize, file: &str) -> Answer<Option<u64>> {
        self.rows_before(source, route, file)
    }
    fn note_rows(&self, source: &str, route: usize, file: &str, rows: u64) -> Answer<()> {
        self.note_rows(source, route, file, rows)
    }
    fn record_announcement(&self, announcement: &Announcement) -> Answer<bool> {
        self.record_announcement(announcement)
    }
    fn announcements(&self) -> Answer<Vec<Announcement>> {
        self.announcements()
    }
    fn arrivals(&self) -> Answer<Vec<Arrival>> {
        self.arrivals()
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
    fn record_noted(&self, noted: &[Noted]) -> Answer<Vec<Recording>> {
        Ok(noted.iter().map(|_| Recording::Unchanged).collect())
    }
    fn hold(&self, _vintage: &NewVintage, _findings: &[String]) -> Answer<i64> {
        Ok(0)
    }
    fn decided(&self, _vintage: &NewVintage) -> Answer<Option<Decision>> {
        Ok(None)
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
    fn past_revisions(&self, _series: &str) -> Answer<Vec<Decimal>> {
        Ok(Vec::new())
    }
    fn rows_before(&self, _source: &str, _route: usize, _file: &str) -> Answer<Option<u64>> {
        Ok(None)
    }
    fn note_rows(&self, _source: &str, _route: usize, _file: &str, _rows: u64) -> Answer<()> {
        Ok(())
    }
    fn record_announcement(&self, _announcement: &Announcement) -> Answer<bool> {
        Ok(false)
    }
    fn announcements(&self) -> Answer<Vec<Announcement>> {
        Ok(Vec::new())
    }
    fn arrivals(&self) -> Answer<Vec<Arrival>> {
        Ok(Vec::new())
    }
    fn take_lease(&self, _source: &str, _holder: &str, _now: DateTime<Utc>, _until: DateTime<Utc>) -> Answer<bool> {
        Ok(true)
    }
    fn drop_lease(&self, _source: &str, _holder: &str) -> Answer<()> {
        Ok(())
    }
}
