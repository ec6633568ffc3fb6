//! Figures as known now or then, with everything needed to check them.
//!
//! In: a series, perhaps an instant. Out: [`Recorded`] figures, vintages.
//! Invariant: of the rows of a period, the answer is that of the newest edition among those that count by the instant.

use super::error::StoreError;
use super::text::{in_microseconds, to_flags, to_instant, to_optional_instant, to_period, to_value};
use super::{Store, timeline};
use crate::domain::evidence::{Evidence, Known};
use crate::domain::figure::{Figure, Provenance, Recorded};
use crate::domain::vintage::Vintage;
use chrono::{DateTime, Utc};
use rusqlite::{Connection, OptionalExtension, Row, params};
use std::collections::BTreeMap;

const VINTAGES: &str = "
SELECT vintage.id, series.id, vintage.source, file.sha256, vintage.released_at, vintage.edition_at, vintage.recorded_at,
       vintage.effective_at, vintage.live, vintage.new_figures, vintage.revised_figures
FROM vintage JOIN series ON series.key = vintage.series JOIN file ON file.id = vintage.file
WHERE vintage.series = ?1 ORDER BY vintage.edition_at, vintage.id";

const FILES: &str = "
SELECT id, sha256, asked, retrieved_at FROM file WHERE id IN (SELECT DISTINCT file FROM vintage WHERE series = ?1)";

const FIGURES: &str = "
SELECT period_order, vintage, period, file, value, missing, flags, label, cell, known, address, note
FROM figure WHERE series = ?1";

impl Store {
    /// The figures of a series in period order: as known now, or as known at `as_of`. Withdrawn periods are left out.
    pub fn figures(&self, series: &str, as_of: Option<DateTime<Utc>>) -> Result<Vec<Recorded>, StoreError> {
        self.read("read a series", |reader| figures(reader, series, as_of))
    }

    /// Every recorded figure of one period of a series, oldest edition first; one that was withdrawn is missing for that reason.
    pub fn history(&self, series: &str, period: &str) -> Result<Vec<Recorded>, StoreError> {
        self.read("read the history of a figure", |reader| {
            let Some(key) = series_key(reader, series)? else { return Ok(Vec::new()) };
            let context = Context::load(reader, key)?;
            let sql = format!("{FIGURES} AND period = ?2");
            let mut statement = reader.prepare_cached(&sql)?;
            let figures = statement.query_and_then(params![key, period], |row| context.recorded(row))?;
            let mut figures = figures.collect::<Result<Vec<_>, StoreError>>()?;
            figures.sort_by_key(|figure| context.rank(figure.provenance.vintage));
            Ok(figures)
        })
    }

    /// The vintages of a series, oldest edition first.
    pub fn vintages(&self, series: &str) -> Result<Vec<Vintage>, StoreError> {
        self.read("list the vintages of a series", |reader| {
            series_key(reader, series)?.map_or_else(|| Ok(Vec::new()), |key| vintages(reader, key))
        })
    }

    /// Every series that has figures, in order.
    pub fn series(&self) -> Result<Vec<String>, StoreError> {
        self.read("list its series", |reader| {
            let mut statement = reader.prepare_cached("SELECT id FROM series ORDER BY id")?;
            Ok(statement.query_map([], |row| row.get(0))?.collect::<Result<_, _>>()?)
        })
    }
}

/// The figures of a series as known at `as_of`, or now.
pub(super) fn figures(
    reader: &Connection,
    series: &str,
    as_of: Option<DateTime<Utc>>,
) -> Result<Vec<Recorded>, StoreError> {
    let Some(key) = series_key(reader, series)? else { return Ok(Vec::new()) };
    let context = Context::load(reader, key)?;
    let as_of = as_of.map(in_microseconds);
    let mut newest: Vec<(i64, usize, Recorded)> = Vec::with_capacity(512);
    let mut statement = reader.prepare_cached(FIGURES)?;
    let mut rows = statement.query([key])?;
    while let Some(row) = rows.next()? {
        let (period, vintage) = (row.get(0)?, row.get(1)?);
        let (rank, counts_from) = context.place(vintage)?;
        if as_of.is_some_and(|as_of| as_of < counts_from) {
            continue;
        }
        match place(&newest, period) {
            Ok(place) if newest[place].1 > rank => {}
            Ok(place) => newest[place] = (period, rank, context.recorded(row)?),
            Err(place) => newest.insert(place, (period, rank, context.recorded(row)?)),
        }
    }
    let figures = newest.into_iter().map(|(.., recorded)| recorded);
    Ok(figures.filter(|recorded| timeline::says(recorded.figure.value, recorded.figure.flags).is_some()).collect())
}

/// Where a period stands in a list in period order, or belongs. Rows come nearly in that order: most belong at the end.
fn place(newest: &[(i64, usize, Recorded)], period: i64) -> Result<usize, usize> {
    match newest.last() {
        Some((last, ..)) if *last >= period => newest.binary_search_by_key(&period, |(period, ..)| *period),
        _ => Err(newest.len()),
    }
}

fn series_key(reader: &Connection, series: &str) -> Result<Option<i64>, StoreError> {
    Ok(reader
        .prepare_cached("SELECT key FROM series WHERE id = ?1")?
        .query_row([series], |row| row.get(0))
        .optional()?)
}

fn vintages(reader: &Connection, series: i64) -> Result<Vec<Vintage>, StoreError> {
    reader.prepare_cached(VINTAGES)?.query_and_then([series], vintage)?.collect()
}

fn vintage(row: &Row<'_>) -> Result<Vintage, StoreError> {
    let instant = |column| to_instant(text(row, column)?.unwrap_or_default());
    Ok(Vintage {
        id: row.get(0)?,
        series: row.get(1)?,
        source: row.get(2)?,
        file: row.get(3)?,
        released_at: to_optional_instant(text(row, 4)?)?,
        edition_at: instant(5)?,
        recorded_at: instant(6)?,
        effective_at: instant(7)?,
        live: row.get(8)?,
        new_figures: row.get(9)?,
        revised_figures: row.get(10)?,
    })
}

fn text<'a>(row: &'a Row<'_>, column: usize) -> Result<Option<&'a str>, StoreError> {
    Ok(row.get_ref(column)?.as_str_or_null().map_err(rusqlite::Error::from)?)
}

/// The vintages of a series and their files: what its figures have in common.
struct Context {
    /// Number of the vintage → its rank among the editions and itself.
    vintages: BTreeMap<i64, (usize, Vintage)>,
    files: BTreeMap<i64, FileFacts>,
}

struct FileFacts {
    sha256: String,
    address: String,
    retrieved_at: DateTime<Utc>,
}

impl Context {
    fn load(reader: &Connection, series: i64) -> Result<Self, StoreError> {
        let vintages = vintages(reader, series)?.into_iter().enumerate();
        let mut statement = reader.prepare_cached(FILES)?;
        let files = statement.query_and_then([series], |row| {
            let (id, sha256, address, retrieved_at): (i64, String, String, String) = row.try_into()?;
            Ok::<_, StoreError>((id, FileFacts { sha256, address, retrieved_at: to_instant(&retrieved_at)? }))
        })?;
        Ok(Self {
            vintages: vintages.map(|(rank, vintage)| (vintage.id, (rank, vintage))).collect(),
            files: files.collect::<Result<_, _>>()?,
        })
    }

    fn rank(&self, vintage: i64) -> Option<usize> {
        self.vintages.get(&vintage).map(|(rank, _)| *rank)
    }

    fn place(&self, vintage: i64) -> Result<(usize, DateTime<Utc>), StoreError> {
        self.vintage(vintage).map(|(rank, vintage)| (*rank, vintage.effective_at))
    }

    fn vintage(&self, id: i64) -> Result<&(usize, Vintage), StoreError> {
        self.vintages.get(&id).ok_or_else(|| {
            StoreError::unreadable(format!("a figure of the vintage {id}, which is of another series or of none"))
        })
    }

    fn recorded(&self, row: &Row<'_>) -> Result<Recorded, StoreError> {
        let (_, vintage) = self.vintage(row.get(1)?)?;
        let file: i64 = row.get(3)?;
        let file = self.files.get(&file).ok_or_else(|| {
            StoreError::unreadable(format!(
                "a figure of {} in the file {file}, from which no vintage of it came",
                vintage.series
            ))
        })?;
        let provenance = Provenance {
            vintage: vintage.id,
            file: file.sha256.clone(),
            address: file.address.clone(),
            retrieved_at: file.retrieved_at,
            released_at: vintage.released_at,
            recorded_at: vintage.recorded_at,
            effective_at: vintage.effective_at,
            live: vintage.live,
        };
        Ok(Recorded { figure: figure(row)?, provenance })
    }
}

fn figure(row: &Row<'_>) -> Result<Figure, StoreError> {
    let label = text(row, 2)?.unwrap_or_default();
    let period = to_period(label)?;
    Ok(Figure {
        period,
        label: text(row, 7)?.unwrap_or(label).to_owned(),
        value: to_value(text(row, 4)?, text(row, 5)?)?,
        flags: to_flags(text(row, 6)?.unwrap_or_default())?,
        cell: row.get(8)?,
        evidence: evidence(row)?,
    })
}

fn evidence(row: &Row<'_>) -> Result<Option<Evidence>, StoreError> {
    let Some(word) = text(row, 9)? else { return Ok(None) };
    let known = Known::from_word(word).ok_or_else(|| StoreError::unreadable(format!("the evidence `{word}`")))?;
    Ok(Some(Evidence { known, address: row.get::<_, Option<String>>(10)?.unwrap_or_default(), note: row.get(11)? }))
}
