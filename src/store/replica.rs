//! A store rebuilt beside the real one, from the archive alone.
//!
//! In: the editions of a store with their figures read again. Out: the same tables in a temporary database.
//! Invariant: the replica is written by the same code as the store, and nobody else sees it.

use super::editions::coverage_from;
use super::error::StoreError;
use super::record::Recorder;
use super::rows::{FileRow, Recording};
use super::text::{to_instant, to_optional_instant};
use super::{Store, archive, figures, schema};
use crate::domain::figure::{Figure, Recorded};
use crate::domain::vintage::NewVintage;
use chrono::{DateTime, Utc};
use rusqlite::{Connection, Row};
use std::path::Path;

/// An edition as the store keeps it, without figures: enough to read it again.
#[derive(Clone, Debug, PartialEq)]
pub struct Edition {
    /// Its number.
    pub id: i64,
    /// The vintage; `figures` is empty.
    pub vintage: NewVintage,
}

impl Edition {
    /// The vintage with the figures that were read again.
    pub fn with_figures(&self, figures: Vec<Figure>) -> NewVintage {
        NewVintage { figures, ..self.vintage.clone() }
    }
}

const EDITIONS: &str = "
SELECT edition.id, series.id, source, file.sha256, source_table.toml, route, released_at, edition_at, recorded_at, live, coverage
FROM (SELECT id, series, source, file, source_table, route, released_at, edition_at, recorded_at, live, coverage FROM vintage
      UNION ALL
      SELECT id, series, source, file, source_table, route, released_at, edition_at, recorded_at, live, coverage FROM confirmation)
  AS edition
JOIN series ON series.key = edition.series JOIN file ON file.id = edition.file
JOIN source_table ON source_table.key = edition.source_table
ORDER BY edition.id";

impl Store {
    /// Every edition that was recorded, in the order of recording: vintages, and those that only confirmed what was known.
    pub fn editions(&self) -> Result<Vec<Edition>, StoreError> {
        self.read("list its editions", |reader| reader.prepare_cached(EDITIONS)?.query_and_then([], edition)?.collect())
    }
}

fn edition(row: &Row<'_>) -> Result<Edition, StoreError> {
    let instant = |column| to_instant(&row.get::<_, String>(column)?);
    let vintage = NewVintage {
        series: row.get(1)?,
        source: row.get(2)?,
        file: row.get(3)?,
        table: row.get(4)?,
        route: row.get::<_, Option<i64>>(5)?.and_then(|route| usize::try_from(route).ok()),
        released_at: to_optional_instant(row.get::<_, Option<String>>(6)?.as_deref())?,
        edition_at: instant(7)?,
        recorded_at: instant(8)?,
        live: row.get(9)?,
        coverage: coverage_from(&row.get::<_, String>(10)?)?,
        figures: Vec::new(),
    };
    Ok(Edition { id: row.get(0)?, vintage })
}

/// A store in a temporary database that nobody else sees.
pub struct Replica {
    pub(super) connection: Connection,
}

impl Replica {
    /// An empty one. SQLite keeps it in memory as long as it is small, and in a temporary file that it removes itself after that.
    pub fn new() -> Result<Self, StoreError> {
        let mut connection = Connection::open("")?;
        connection.pragma_update(None, "synchronous", "OFF")?;
        connection.pragma_update(None, "journal_mode", "MEMORY")?;
        connection.set_prepared_statement_cache_capacity(64);
        schema::bring_up_to_date(&mut connection, Path::new("a temporary database"))?;
        Ok(Self { connection })
    }

    /// Writes down a file as archived.
    pub fn put_file(&self, file: &FileRow) -> Result<(), StoreError> {
        archive::insert(&self.connection, &file.sha256, file.bytes, file)
    }

    /// Records a vintage, under the number that it has in the store if that is given.
    pub fn record(&mut self, number: Option<i64>, vintage: &NewVintage) -> Result<Recording, StoreError> {
        let change = self.connection.transaction()?;
        let recording = Recorder::new(&change).record(vintage, number)?;
        change.commit()?;
        Ok(recording)
    }

    /// The figures of a series, as [`Store::figures`] would answer.
    pub fn figures(&self, series: &str, as_of: Option<DateTime<Utc>>) -> Result<Vec<Recorded>, StoreError> {
        figures::figures(&self.connection, series, as_of)
    }
}
