//! What checks noted of editions that were recorded, and how long their files were.
//!
//! In: vintages with notes; rows of a file. Out: the notes of a source; the rows of the last file.
//! Invariant: the same note on the same file stands once; it is written with its vintage or not at all.

use super::Store;
use super::error::StoreError;
use super::record::Recorder;
use super::rows::{Note, Noted, Recording};
use super::text::{from_instant, to_instant};
use rusqlite::{Connection, OptionalExtension, Row, params};

const NOTES: &str = "
SELECT source, series, file, vintage, sentence, recorded_at FROM note WHERE source = ?1 ORDER BY id DESC LIMIT ?2";

/// Rows of the newest other file of a way that anything was recorded of: what waits, or was refused, is no measure.
const ROWS: &str = "
SELECT rows FROM extent JOIN file ON file.sha256 = extent.file
WHERE extent.source = ?1 AND extent.route = ?2 AND extent.file <> ?3 AND
  (EXISTS (SELECT 1 FROM vintage WHERE vintage.file = file.id AND vintage.source = ?1)
   OR EXISTS (SELECT 1 FROM confirmation WHERE confirmation.file = file.id AND confirmation.source = ?1))
ORDER BY extent.id DESC LIMIT 1";

impl Store {
    /// Records the vintages of one file with what was noted of them, all or none, with one commit. What became of each, in their order.
    pub fn record_noted(&self, noted: &[Noted]) -> Result<Vec<Recording>, StoreError> {
        self.write("record a vintage", |change| {
            let mut recorder = Recorder::new(change);
            let mut record = |noted: &Noted| {
                let recording = recorder.record(&noted.vintage, None)?;
                note(change, noted, &recording)?;
                Ok(recording)
            };
            noted.iter().map(&mut record).collect()
        })
    }

    /// The last `most` notes of a source, newest first.
    pub fn notes(&self, source: &str, most: u32) -> Result<Vec<Note>, StoreError> {
        self.read("list what was noted", |reader| {
            reader.prepare_cached(NOTES)?.query_and_then(params![source, most], read_note)?.collect()
        })
    }

    /// Writes down how many rows a file has; 0 is not known.
    pub fn note_rows(&self, source: &str, route: usize, file: &str, rows: u64) -> Result<(), StoreError> {
        if rows == 0 {
            return Ok(());
        }
        self.write_quietly("write down the rows of a file", |change| {
            let sql = "INSERT INTO extent (source, route, file, rows) VALUES (?1, ?2, ?3, ?4) ON CONFLICT DO NOTHING";
            let (route, rows) = (in_sql(route as u64), in_sql(rows));
            change.prepare_cached(sql)?.execute(params![source, route, file, rows])?;
            Ok(())
        })
    }

    /// How many rows the last file had that came by the same way of a source and was recorded, other than `file`.
    pub fn rows_before(&self, source: &str, route: usize, file: &str) -> Result<Option<u64>, StoreError> {
        self.read("tell the rows of a file", |reader| {
            let mut statement = reader.prepare_cached(ROWS)?;
            let rows: Option<i64> =
                statement.query_row(params![source, in_sql(route as u64), file], |row| row.get(0)).optional()?;
            Ok(rows.and_then(|rows| u64::try_from(rows).ok()))
        })
    }
}

fn in_sql(number: u64) -> i64 {
    i64::try_from(number).unwrap_or(i64::MAX)
}

fn note(change: &Connection, noted: &Noted, recording: &Recording) -> Result<(), StoreError> {
    let made = match recording {
        Recording::Recorded { vintage, .. } => Some(*vintage),
        Recording::Unchanged => None,
    };
    let vintage = &noted.vintage;
    let sql = "INSERT INTO note (source, series, file, vintage, sentence, recorded_at) VALUES (?1, ?2, ?3, ?4, ?5, ?6)
               ON CONFLICT DO NOTHING";
    let mut statement = change.prepare_cached(sql)?;
    let at = from_instant(vintage.recorded_at);
    for sentence in &noted.notes {
        statement.execute(params![vintage.source, vintage.series, vintage.file, made, sentence, at])?;
    }
    Ok(())
}

fn read_note(row: &Row<'_>) -> Result<Note, StoreError> {
    let recorded_at: String = row.get(5)?;
    Ok(Note {
        source: row.get(0)?,
        series: row.get(1)?,
        file: row.get(2)?,
        vintage: row.get(3)?,
        sentence: row.get(4)?,
        recorded_at: to_instant(&recorded_at)?,
    })
}
