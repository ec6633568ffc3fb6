//! The tables, and how an older store is brought up to date.
//!
//! In: an open database. Out: the same with the newest tables.
//! Invariant: a step that was ever released never changes; a newer layout is one more step at the end.
//!
//! There are no triggers: whoever wants to see `verify` at work may flip a digit with plain SQL.

use super::error::StoreError;
use rusqlite::{Connection, TransactionBehavior};
use std::path::Path;

/// One step a version: `PRAGMA user_version` counts those taken.
const STEPS: [&str; 3] = [FIRST, SECOND, THIRD];

const FIRST: &str = "
CREATE TABLE meta (key TEXT PRIMARY KEY, value) WITHOUT ROWID;
INSERT INTO meta VALUES ('generation', 0);

-- A distinct file, as it came the first time. It lies in archive/<first two digits>/<sha256>.
CREATE TABLE file (
  id INTEGER PRIMARY KEY, sha256 TEXT NOT NULL UNIQUE, bytes INTEGER NOT NULL, media_type TEXT NOT NULL,
  asked TEXT NOT NULL, answered TEXT NOT NULL, headers TEXT NOT NULL, retrieved_at TEXT NOT NULL);

-- One attempt at a source.
CREATE TABLE fetch (
  id INTEGER PRIMARY KEY, source TEXT NOT NULL, started_at TEXT NOT NULL, duration_ms INTEGER NOT NULL,
  result TEXT NOT NULL, step TEXT NOT NULL, address TEXT NOT NULL, message TEXT NOT NULL, file TEXT);
CREATE INDEX fetch_by_source ON fetch (source, id);

CREATE TABLE series (key INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE, granularity TEXT);

-- The source's table as it was used for reading, under its SHA-256.
CREATE TABLE source_table (key INTEGER PRIMARY KEY, hash TEXT NOT NULL UNIQUE, toml TEXT NOT NULL);

-- One edition of a series that brought at least one figure. `repeats`: the periods of which it said what was known
-- already, where its coverage does not tell (see record.rs).
CREATE TABLE vintage (
  id INTEGER PRIMARY KEY, series INTEGER NOT NULL REFERENCES series (key), source TEXT NOT NULL,
  file INTEGER NOT NULL REFERENCES file (id), source_table INTEGER NOT NULL REFERENCES source_table (key), route INTEGER,
  released_at TEXT, edition_at TEXT NOT NULL, recorded_at TEXT NOT NULL, effective_at TEXT NOT NULL, live INTEGER NOT NULL,
  coverage TEXT NOT NULL, repeats TEXT NOT NULL, new_figures INTEGER NOT NULL, revised_figures INTEGER NOT NULL, note TEXT);
CREATE INDEX vintage_by_series ON vintage (series);

-- One edition of a series that only repeated what was known: no vintage, but an older edition that turns up later must
-- not get past it. Its id is from the same row of numbers as the vintages'.
CREATE TABLE confirmation (
  id INTEGER PRIMARY KEY, series INTEGER NOT NULL REFERENCES series (key), source TEXT NOT NULL,
  file INTEGER NOT NULL REFERENCES file (id), source_table INTEGER NOT NULL REFERENCES source_table (key), route INTEGER,
  released_at TEXT, edition_at TEXT NOT NULL, recorded_at TEXT NOT NULL, effective_at TEXT NOT NULL, live INTEGER NOT NULL,
  coverage TEXT NOT NULL, repeats TEXT NOT NULL, note TEXT);
CREATE INDEX confirmation_by_series ON confirmation (series);

-- The published number is `value`, as text; NULL where `missing` says why there is none. `period_order`: minutes from 1970
-- to the end of the period. `label` is NULL where the publisher's label is the canonical one.
CREATE TABLE figure (
  id INTEGER PRIMARY KEY, series INTEGER NOT NULL REFERENCES series (key), period TEXT NOT NULL, period_order INTEGER NOT NULL,
  vintage INTEGER NOT NULL REFERENCES vintage (id), file INTEGER NOT NULL REFERENCES file (id), value TEXT, missing TEXT,
  flags TEXT NOT NULL, label TEXT, cell TEXT NOT NULL, known TEXT, address TEXT, note TEXT);
CREATE INDEX figure_by_series ON figure (series);

-- A vintage in quarantine, whole, until somebody decides.
CREATE TABLE held (
  id INTEGER PRIMARY KEY, series TEXT NOT NULL, file TEXT NOT NULL, vintage TEXT NOT NULL, findings TEXT NOT NULL,
  held_at TEXT NOT NULL, decision TEXT, decided_at TEXT, decided_by TEXT, why TEXT, UNIQUE (series, file));

-- Each state of data/ that was ever in force.
CREATE TABLE catalogue (id INTEGER PRIMARY KEY, hash TEXT NOT NULL, in_force_from TEXT NOT NULL, files TEXT NOT NULL);

-- The right to run a source, until it expires.
CREATE TABLE lease (source TEXT PRIMARY KEY, holder TEXT NOT NULL, until TEXT NOT NULL) WITHOUT ROWID;
";

const SECOND: &str = "
-- What a publisher said of a release; the newest row of a source and key counts.
CREATE TABLE announcement (
  id INTEGER PRIMARY KEY, source TEXT NOT NULL, key TEXT NOT NULL, title TEXT NOT NULL, due_at TEXT NOT NULL, exact INTEGER NOT NULL,
  state TEXT NOT NULL, reason TEXT, address TEXT NOT NULL, seen_at TEXT NOT NULL);
CREATE INDEX announcement_by_source ON announcement (source, key);
";

const THIRD: &str = "
-- A file may be held again where it is read by another table: the row before it is `replaced`.
CREATE TABLE held_again (
  id INTEGER PRIMARY KEY, series TEXT NOT NULL, file TEXT NOT NULL, vintage TEXT NOT NULL, findings TEXT NOT NULL,
  held_at TEXT NOT NULL, decision TEXT, decided_at TEXT, decided_by TEXT, why TEXT);
INSERT INTO held_again SELECT id, series, file, vintage, findings, held_at, decision, decided_at, decided_by, why FROM held;
DROP TABLE held;
ALTER TABLE held_again RENAME TO held;
CREATE INDEX held_by_series ON held (series, file);

-- What a check noted of an edition that was recorded. Its vintage is NULL where it brought nothing new.
CREATE TABLE note (
  id INTEGER PRIMARY KEY, source TEXT NOT NULL, series TEXT NOT NULL, file TEXT NOT NULL, vintage INTEGER, sentence TEXT NOT NULL,
  recorded_at TEXT NOT NULL, UNIQUE (series, file, sentence));
CREATE INDEX note_by_source ON note (source);

-- How many rows the longest table of a file has, as it was read by a way of a source.
CREATE TABLE extent (
  id INTEGER PRIMARY KEY, source TEXT NOT NULL, route INTEGER NOT NULL, file TEXT NOT NULL, rows INTEGER NOT NULL,
  UNIQUE (source, route, file));
";

/// Brings the tables up to date, whoever else may be doing the same.
pub(super) fn bring_up_to_date(connection: &mut Connection, path: &Path) -> Result<(), StoreError> {
    if version(connection)? == known() {
        return Ok(());
    }
    let change = connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
    let found = version(&change)?;
    let taken = usize::try_from(found).ok().filter(|taken| *taken <= STEPS.len());
    let Some(taken) = taken else {
        return Err(StoreError::TooNew { path: path.to_owned(), found, known: known() });
    };
    for step in &STEPS[taken..] {
        change.execute_batch(step)?;
    }
    change.pragma_update(None, "user_version", known())?;
    Ok(change.commit()?)
}

fn version(connection: &Connection) -> Result<i64, StoreError> {
    Ok(connection.query_row("PRAGMA user_version", [], |row| row.get(0))?)
}

fn known() -> i64 {
    i64::try_from(STEPS.len()).unwrap_or(i64::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_store_of_a_newer_version_is_refused_by_name() {
        let mut connection = Connection::open_in_memory().unwrap();
        connection.pragma_update(None, "user_version", 99).unwrap();
        let error = bring_up_to_date(&mut connection, Path::new("state/headway.db")).unwrap_err();
        assert_eq!(
            error.to_string(),
            "state/headway.db is laid out as version 99, and this program knows versions up to 3: use a newer headway"
        );
    }
}
