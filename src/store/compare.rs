//! Where a store and its replica differ, row by row and both ways.
//!
//! In: the two. Out: a sentence for every row that differs, naming series, period, vintage, both values, file and cell.
//! Invariant: rows are compared as they stand in the tables, so a row that this program could not read is found too.

use super::Store;
use super::error::StoreError;
use super::replica::Replica;
use super::rows::Discrepancy;
use rusqlite::Connection;
use std::collections::{BTreeMap, BTreeSet};

/// A kind of row: how to get those of a series, and how to speak of them. The first two columns tell rows apart.
struct Kind {
    sql: &'static str,
    names: &'static [&'static str],
}

const FIGURES: Kind = Kind {
    sql: "SELECT period, CAST(vintage AS TEXT), coalesce(value, missing), flags, coalesce(label, period), known, address, note,
                 CAST(period_order AS TEXT), CAST((value IS NULL) + 2 * (missing IS NULL) AS TEXT), sha256, cell
          FROM figure LEFT JOIN file ON file.id = figure.file WHERE series = (SELECT key FROM series WHERE id = ?1)",
    names: &["period", "vintage", "value", "flags", "label", "known", "address", "note", "period_order", "kind of value", "file", "cell"],
};

const EDITIONS: Kind = Kind {
    sql: "SELECT 'vintage', CAST(vintage.id AS TEXT), source, sha256, hash, CAST(route AS TEXT), released_at, edition_at, recorded_at,
                 effective_at, CAST(live AS TEXT), coverage, repeats, vintage.note, CAST(new_figures AS TEXT), CAST(revised_figures AS TEXT)
          FROM vintage LEFT JOIN file ON file.id = vintage.file LEFT JOIN source_table ON source_table.key = vintage.source_table
          WHERE series = (SELECT key FROM series WHERE id = ?1)
          UNION ALL
          SELECT 'confirmation', CAST(confirmation.id AS TEXT), source, sha256, hash, CAST(route AS TEXT), released_at, edition_at,
                 recorded_at, effective_at, CAST(live AS TEXT), coverage, repeats, confirmation.note, NULL, NULL
          FROM confirmation LEFT JOIN file ON file.id = confirmation.file
          LEFT JOIN source_table ON source_table.key = confirmation.source_table
          WHERE series = (SELECT key FROM series WHERE id = ?1)",
    names: &[
        "kind", "number", "source", "file", "source table", "route", "released_at", "edition_at", "recorded_at", "effective_at",
        "live", "coverage", "repeats", "note", "new_figures", "revised_figures",
    ],
};

type Columns = Vec<Option<String>>;
type Rows = BTreeMap<(Option<String>, Option<String>), Vec<Columns>>;

impl Store {
    /// What SQLite itself finds wrong with the database; nothing, if all is well.
    pub fn damage(&self) -> Result<Vec<Discrepancy>, StoreError> {
        self.read("be examined", |reader| {
            let mut statement = reader.prepare("PRAGMA quick_check")?;
            let lines = statement.query_map([], |row| row.get::<_, String>(0))?.collect::<Result<Vec<_>, _>>()?;
            let damage = lines.iter().filter(|line| *line != "ok");
            let mut found: Vec<_> = damage.map(|line| sentence(format!("headway.db is damaged: {line}"))).collect();
            let mut statement = reader.prepare("PRAGMA foreign_key_check")?;
            let orphans = statement.query_map([], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?)))?;
            for orphan in orphans {
                let (table, row, parent): (String, i64, String) = orphan?;
                found.push(sentence(format!(
                    "row {row} of the table {table} names a row of the table {parent} that is not there"
                )));
            }
            Ok(found)
        })
    }

    /// How many figures of how many series are recorded.
    pub fn extent(&self) -> Result<(u64, u64), StoreError> {
        self.read("be counted", |reader| {
            let sql = "SELECT count(*), count(DISTINCT series) FROM figure";
            let (figures, series): (i64, i64) = reader.query_row(sql, [], |row| row.try_into())?;
            Ok((u64::try_from(figures).unwrap_or_default(), u64::try_from(series).unwrap_or_default()))
        })
    }

    /// Every row that differs between this store and `replica`, apart from those of the series in `except`.
    pub fn compare(&self, replica: &Replica, except: &BTreeSet<String>) -> Result<Vec<Discrepancy>, StoreError> {
        self.read("be compared", |reader| {
            let mut series = series_of(reader)?;
            series.extend(series_of(&replica.connection)?);
            let mut found = Vec::new();
            for series in series.difference(except) {
                for (kind, describe) in [(EDITIONS, edition_sentence as Describe), (FIGURES, figure_sentence)] {
                    let (stored, rebuilt) = (kind.rows(reader, series)?, kind.rows(&replica.connection, series)?);
                    found.extend(kind.differences(series, &stored, &rebuilt, describe));
                }
            }
            Ok(found)
        })
    }
}

/// Makes the sentence about a row: series, stored row, rebuilt row, what differs.
type Describe = fn(&str, Option<&Columns>, Option<&Columns>, &[String]) -> String;

fn series_of(connection: &Connection) -> Result<BTreeSet<String>, StoreError> {
    let mut statement = connection.prepare("SELECT id FROM series")?;
    Ok(statement.query_map([], |row| row.get(0))?.collect::<Result<_, _>>()?)
}

impl Kind {
    fn rows(&self, connection: &Connection, series: &str) -> Result<Rows, StoreError> {
        let mut statement = connection.prepare_cached(self.sql)?;
        let mut found = statement.query([series])?;
        let mut rows = Rows::new();
        while let Some(row) = found.next()? {
            let columns: Columns = (0..self.names.len()).map(|column| row.get(column)).collect::<Result<_, _>>()?;
            rows.entry((columns[0].clone(), columns[1].clone())).or_default().push(columns);
        }
        Ok(rows)
    }

    fn differences(&self, series: &str, stored: &Rows, rebuilt: &Rows, describe: Describe) -> Vec<Discrepancy> {
        let keys: BTreeSet<_> = stored.keys().chain(rebuilt.keys()).collect();
        let mut found = Vec::new();
        for key in keys {
            let none = Vec::new();
            let (stored, rebuilt) = (stored.get(key).unwrap_or(&none), rebuilt.get(key).unwrap_or(&none));
            for place in 0..stored.len().max(rebuilt.len()) {
                let (stored, rebuilt) = (stored.get(place), rebuilt.get(place));
                if stored != rebuilt {
                    found.push(sentence(describe(series, stored, rebuilt, &self.what_differs(stored, rebuilt))));
                }
            }
        }
        found
    }

    /// "`flags` is `provisional` in the store and nothing in the archive", for every column that differs.
    fn what_differs(&self, stored: Option<&Columns>, rebuilt: Option<&Columns>) -> Vec<String> {
        let (Some(stored), Some(rebuilt)) = (stored, rebuilt) else { return Vec::new() };
        let columns =
            self.names.iter().zip(stored.iter().zip(rebuilt)).filter(|(_, (stored, rebuilt))| stored != rebuilt);
        let words = columns.map(|(name, (stored, rebuilt))| {
            format!(
                "{name} is {} in the store and {} by the archive",
                in_words(stored.as_ref()),
                in_words(rebuilt.as_ref())
            )
        });
        words.collect()
    }
}

fn in_words(text: Option<&String>) -> String {
    match text.map(String::as_str) {
        None => "not given".to_owned(),
        Some("") => "empty".to_owned(),
        Some(text) => text.to_owned(),
    }
}

fn sentence(words: String) -> Discrepancy {
    Discrepancy(words)
}

fn figure_sentence(series: &str, stored: Option<&Columns>, rebuilt: Option<&Columns>, differs: &[String]) -> String {
    let any = rebuilt.or(stored);
    let column = |index: usize| in_words(any.and_then(|row| row[index].as_ref()));
    let (period, vintage, value, file, cell) = (column(0), column(1), column(2), column(10), column(11));
    let what = match (stored, rebuilt) {
        (Some(_), None) => format!("the store has {value}, and the archive does not give this figure"),
        (None, Some(_)) => format!("the store does not have it, and the archive gives {value}"),
        _ => differs.join("; "),
    };
    format!("{series}, period {period}, vintage {vintage}: {what} (file {file}, cell {cell})")
}

fn edition_sentence(series: &str, stored: Option<&Columns>, rebuilt: Option<&Columns>, differs: &[String]) -> String {
    let any = stored.or(rebuilt);
    let column = |index: usize| in_words(any.and_then(|row| row[index].as_ref()));
    let (kind, number, file) = (column(0), column(1), column(3));
    let what = match (stored, rebuilt) {
        (Some(_), None) => format!("the store has this {kind}, and the archive does not give it"),
        (None, Some(_)) => format!("the store does not have this {kind}, and the archive gives it"),
        _ => differs.join("; "),
    };
    format!("{series}, {kind} {number}: {what} (file {file})")
}
