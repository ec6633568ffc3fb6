//! What publishers said of their releases.
//!
//! In: an [`Announcement`]. Out: all of them, in the order in which they were read.
//! Invariant: nothing is changed or taken back; what says nothing new is not written down again.

use super::Store;
use super::error::StoreError;
use super::text::{from_instant, to_instant};
use crate::domain::release::{Announcement, ReleaseState};
use rusqlite::{Connection, OptionalExtension, Row, params};

const COLUMNS: &str = "source, key, title, due_at, exact, state, reason, address, seen_at";

impl Store {
    /// Writes down what a publisher said of a release, unless it has said just that before. Whether it was news.
    pub fn record_announcement(&self, announcement: &Announcement) -> Result<bool, StoreError> {
        self.write("write down an announcement", |change| {
            if newest(change, announcement)?.is_some_and(|known| says_the_same(&known, announcement)) {
                return Ok(false);
            }
            insert(change, announcement)?;
            Ok(true)
        })
    }

    /// Every announcement, in the order in which they were read.
    pub fn announcements(&self) -> Result<Vec<Announcement>, StoreError> {
        self.read("list the announcements", |reader| {
            let mut statement = reader.prepare_cached(&format!("SELECT {COLUMNS} FROM announcement ORDER BY id"))?;
            statement.query_and_then([], announcement)?.collect()
        })
    }
}

fn newest(reader: &Connection, like: &Announcement) -> Result<Option<Announcement>, StoreError> {
    let sql = format!("SELECT {COLUMNS} FROM announcement WHERE source = ?1 AND key = ?2 ORDER BY id DESC LIMIT 1");
    let mut statement = reader.prepare_cached(&sql)?;
    statement.query_row([&like.source, &like.key], |row| Ok(announcement(row))).optional()?.transpose()
}

fn says_the_same(known: &Announcement, new: &Announcement) -> bool {
    Announcement { seen_at: new.seen_at, ..known.clone() } == *new
}

fn insert(change: &Connection, new: &Announcement) -> Result<(), StoreError> {
    let sql = format!("INSERT INTO announcement ({COLUMNS}) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9)");
    let (due_at, seen_at) = (from_instant(new.due_at), from_instant(new.seen_at));
    let state = new.state.word();
    change.prepare_cached(&sql)?.execute(params![
        new.source,
        new.key,
        new.title,
        due_at,
        new.exact,
        state,
        new.reason,
        new.address,
        seen_at
    ])?;
    Ok(())
}

fn announcement(row: &Row<'_>) -> Result<Announcement, StoreError> {
    let (due_at, state, seen_at): (String, String, String) = (row.get(3)?, row.get(5)?, row.get(8)?);
    Ok(Announcement {
        source: row.get(0)?,
        key: row.get(1)?,
        title: row.get(2)?,
        due_at: to_instant(&due_at)?,
        exact: row.get(4)?,
        state: ReleaseState::from_word(&state)
            .ok_or_else(|| StoreError::unreadable(format!("the state `{state}` of a release")))?,
        reason: row.get(6)?,
        address: row.get(7)?,
        seen_at: to_instant(&seen_at)?,
    })
}
