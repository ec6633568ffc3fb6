//! The archive: every file that figures were read from, byte for byte, under its SHA-256.
//!
//! In: bytes, or a downloaded file. Out: a file in `archive/` and its row.
//! Invariant: a file is written under a temporary name, flushed to the disk and renamed before its row is committed, so a row
//! never points at a file that is missing or torn; a file without a row is harmless, and is used when it comes again.

use super::Store;
use super::error::StoreError;
use super::rows::FileRow;
use super::text::{from_instant, to_instant};
use rusqlite::{Connection, OptionalExtension, Row, params};
use sha2::{Digest, Sha256};
use std::fs::{self, File};
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use tempfile::NamedTempFile;

/// Name of the archive in the state folder.
pub(super) const FOLDER: &str = "archive";

const COLUMNS: &str = "sha256, bytes, media_type, asked, answered, headers, retrieved_at";

impl Store {
    /// Keeps `bytes` under their SHA-256 and writes their row, unless both are there already. Returns the SHA-256.
    /// `row.sha256` may be empty; if it is not, it must be that of the bytes.
    pub fn archive(&self, bytes: &[u8], row: &FileRow) -> Result<String, StoreError> {
        let sha256 = hex::encode(Sha256::digest(bytes));
        if !row.sha256.is_empty() && row.sha256 != sha256 {
            let (address, expected) = (row.asked.clone(), row.sha256.clone());
            return Err(StoreError::OtherFile { address, expected, found: sha256 });
        }
        let target = self.archived_path(&sha256);
        if !is_there(&target, bytes.len() as u64) {
            place(&target, |mut file| {
                file.write_all(bytes)?;
                Ok(file)
            })?;
        }
        self.put_file_row(&sha256, bytes.len() as u64, row)?;
        Ok(sha256)
    }

    /// Moves a downloaded file (in the state folder) into the archive. `row.sha256` is what was computed while it came in.
    pub fn archive_path(&self, path: &Path, row: &FileRow) -> Result<(), StoreError> {
        let target = self.archived_path(&row.sha256);
        let disk = |doing: &'static str, place: &Path| disk(doing, place.to_owned());
        let length = fs::metadata(path).map_err(disk("read", path))?.len();
        if is_there(&target, length) {
            fs::remove_file(path).map_err(disk("remove", path))?;
        } else {
            let folder = target.parent().unwrap_or(&self.state);
            make_folder(folder)?;
            File::open(path).and_then(|file| file.sync_all()).map_err(disk("flush", path))?;
            fs::rename(path, &target).map_err(disk("move into the archive", path))?;
            flush_folder(folder)?;
        }
        self.put_file_row(&row.sha256, length, row)
    }

    /// The row of an archived file.
    pub fn file(&self, sha256: &str) -> Result<Option<FileRow>, StoreError> {
        self.read("look up a file", |reader| {
            let sql = format!("SELECT {COLUMNS} FROM file WHERE sha256 = ?1");
            reader.prepare_cached(&sql)?.query_and_then([sha256], file_row)?.next().transpose()
        })
    }

    /// The rows of every archived file, in the order in which they came.
    pub fn files(&self) -> Result<Vec<FileRow>, StoreError> {
        self.read("list its files", |reader| {
            let sql = format!("SELECT {COLUMNS} FROM file ORDER BY id");
            reader.prepare_cached(&sql)?.query_and_then([], file_row)?.collect()
        })
    }

    /// Where an archived file lies.
    pub fn archived_path(&self, sha256: &str) -> PathBuf {
        self.state.join(FOLDER).join(sha256.get(..2).unwrap_or_default()).join(sha256)
    }

    fn put_file_row(&self, sha256: &str, bytes: u64, row: &FileRow) -> Result<(), StoreError> {
        self.write_quietly("write down a file", |change| insert(change, sha256, bytes, row))
    }
}

/// Writes the row of a file, unless it is there.
pub(super) fn insert(connection: &Connection, sha256: &str, bytes: u64, row: &FileRow) -> Result<(), StoreError> {
    let known = connection
        .prepare_cached("SELECT 1 FROM file WHERE sha256 = ?1")?
        .query_row([sha256], |_| Ok(()))
        .optional()?;
    if known.is_some() {
        return Ok(());
    }
    let headers = serde_json::to_string(&row.headers).map_err(|error| StoreError::unreadable(error.to_string()))?;
    let bytes = i64::try_from(bytes).unwrap_or(i64::MAX);
    let sql = format!("INSERT INTO file ({COLUMNS}) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)");
    let retrieved_at = from_instant(row.retrieved_at);
    let values = params![sha256, bytes, row.media_type, row.asked, row.answered, headers, retrieved_at];
    connection.prepare_cached(&sql)?.execute(values)?;
    Ok(())
}

fn file_row(row: &Row<'_>) -> Result<FileRow, StoreError> {
    let headers: String = row.get(5)?;
    Ok(FileRow {
        sha256: row.get(0)?,
        bytes: u64::try_from(row.get::<_, i64>(1)?).unwrap_or_default(),
        media_type: row.get(2)?,
        asked: row.get(3)?,
        answered: row.get(4)?,
        headers: serde_json::from_str(&headers)
            .map_err(|_| StoreError::unreadable(format!("the headers `{headers}`")))?,
        retrieved_at: to_instant(row.get_ref(6)?.as_str().map_err(rusqlite::Error::from)?)?,
    })
}

/// A file of that length under its final name is whole: it got the name after it was flushed.
fn is_there(path: &Path, bytes: u64) -> bool {
    fs::metadata(path).is_ok_and(|found| found.len() == bytes)
}

fn place(target: &Path, fill: impl FnOnce(File) -> io::Result<File>) -> Result<(), StoreError> {
    let folder = target.parent().unwrap_or(target);
    make_folder(folder)?;
    let temporary =
        NamedTempFile::with_prefix_in(".incoming-", folder).map_err(disk("make a file in", folder.to_owned()))?;
    let (empty, path) = temporary.into_parts();
    fill(empty).and_then(|file| file.sync_all()).map_err(disk("write", path.to_path_buf()))?;
    path.persist(target).map_err(|error| disk("rename to", target.to_owned())(error.error))?;
    flush_folder(folder)
}

pub(super) fn make_folder(folder: &Path) -> Result<(), StoreError> {
    fs::create_dir_all(folder).map_err(disk("make the folder", folder.to_owned()))
}

/// A new name is on the disk when its folder is.
fn flush_folder(folder: &Path) -> Result<(), StoreError> {
    File::open(folder).and_then(|folder| folder.sync_all()).map_err(disk("flush", folder.to_owned()))
}

fn disk(doing: &'static str, path: PathBuf) -> impl FnOnce(io::Error) -> StoreError {
    move |source| StoreError::Disk { doing, path, source }
}
