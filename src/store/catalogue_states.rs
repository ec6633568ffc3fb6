//! States of data/ that were in force.
//!
//! In: the files of a state under their hash. Out: the state in force at an instant.
//! Invariant: a state stays for good, so any past page can be made again with the words, targets and rules of its day.

use super::Store;
use super::error::StoreError;
use super::rows::CatalogueState;
use super::text::{from_instant, to_instant};
use chrono::{DateTime, Utc};
use rusqlite::{OptionalExtension, params};
use std::collections::BTreeMap;

impl Store {
    /// Keeps a state of data/ (path → text) under its hash, unless it is the newest already: in force from `at`.
    pub fn put_catalogue(
        &self,
        hash: &str,
        files: &BTreeMap<String, String>,
        at: DateTime<Utc>,
    ) -> Result<(), StoreError> {
        let json = serde_json::to_string(files).map_err(|error| StoreError::unreadable(error.to_string()))?;
        self.write("keep a state of data/", |change| {
            let sql = "SELECT hash FROM catalogue ORDER BY id DESC LIMIT 1";
            let newest: Option<String> = change.query_row(sql, [], |row| row.get(0)).optional()?;
            if newest.as_deref() != Some(hash) {
                let sql = "INSERT INTO catalogue (hash, in_force_from, files) VALUES (?1, ?2, ?3)";
                change.execute(sql, params![hash, from_instant(at), json])?;
            }
            Ok(())
        })
    }

    /// The state of data/ in force at `at`: its hash, since when, and its files. The first ever, for an instant before it.
    pub fn catalogue_at(&self, at: DateTime<Utc>) -> Result<Option<CatalogueState>, StoreError> {
        self.read("find a state of data/", |reader| {
            // Those in force by then come first, the newest of them leading; then the others, the first ever leading.
            let sql = "SELECT hash, in_force_from, files FROM catalogue
                       ORDER BY in_force_from <= ?1 DESC, CASE WHEN in_force_from <= ?1 THEN -id ELSE id END LIMIT 1";
            let found: Option<(String, String, String)> =
                reader.prepare_cached(sql)?.query_row([from_instant(at)], |row| row.try_into()).optional()?;
            found.map(|(hash, from, files)| state(hash, &from, &files)).transpose()
        })
    }
}

fn state(hash: String, in_force_from: &str, files: &str) -> Result<CatalogueState, StoreError> {
    let unreadable = |_| StoreError::unreadable(format!("the state {hash} of data/"));
    let files = serde_json::from_str(files).map_err(unreadable)?;
    Ok(CatalogueState { hash, in_force_from: to_instant(in_force_from)?, files })
}
