//! The quarantine: vintages that wait for a person.
//!
//! In: a vintage with findings; later a decision, by whom and why. Out: what waits.
//! Invariant: what waits is in no figure that is shown; a decision stays; a file that was refused is not held again.

use super::error::StoreError;
use super::record::Recorder;
use super::rows::{Held, Recording};
use super::text::{from_instant, to_flags, to_instant, to_optional_instant, to_period, to_value};
use super::{Store, editions};
use crate::domain::evidence::Evidence;
use crate::domain::figure::{Figure, Value};
use crate::domain::vintage::NewVintage;
use chrono::{DateTime, Utc};
use rusqlite::{Connection, OptionalExtension, params};
use serde::{Deserialize, Serialize};

impl Store {
    /// Puts a vintage in quarantine, unless the same file's vintage of that series is there already, or was, and was decided.
    /// Its number there.
    pub fn hold(&self, vintage: &NewVintage, findings: &[String]) -> Result<i64, StoreError> {
        let json = write(&HeldVintage::from(vintage))?;
        let findings = write(&findings)?;
        let held_at = from_instant(vintage.recorded_at);
        self.write("hold a vintage", |change| {
            let sql = "SELECT id FROM held WHERE series = ?1 AND file = ?2";
            let there = change.query_row(sql, [&vintage.series, &vintage.file], |row| row.get(0)).optional()?;
            if let Some(id) = there {
                return Ok(id);
            }
            let sql = "INSERT INTO held (series, file, vintage, findings, held_at) VALUES (?1, ?2, ?3, ?4, ?5)";
            change.execute(sql, params![vintage.series, vintage.file, json, findings, held_at])?;
            Ok(change.last_insert_rowid())
        })
    }

    /// Vintages in quarantine that nobody has decided on.
    pub fn held(&self) -> Result<Vec<Held>, StoreError> {
        self.read("list what is held", |reader| waiting(reader))
    }

    /// Records a vintage that was held: `by` has looked at it and says `why`. It counts from `at`.
    pub fn release_held(&self, id: i64, by: &str, why: &str, at: DateTime<Utc>) -> Result<Recording, StoreError> {
        self.write("release a held vintage", |change| {
            let held = decide(change, id, "released", by, why, at)?;
            Recorder::new(change).record(&NewVintage { recorded_at: at, ..held.vintage }, None)
        })
    }

    /// Refuses a vintage that was held, for good.
    pub fn refuse_held(&self, id: i64, by: &str, why: &str, at: DateTime<Utc>) -> Result<(), StoreError> {
        self.write("refuse a held vintage", |change| decide(change, id, "refused", by, why, at).map(|_| ()))
    }
}

fn waiting(reader: &Connection) -> Result<Vec<Held>, StoreError> {
    let sql = "SELECT id, vintage, findings, held_at FROM held WHERE decision IS NULL ORDER BY id";
    let mut statement = reader.prepare_cached(sql)?;
    let rows = statement.query_and_then([], |row| {
        let (id, vintage, findings, held_at): (i64, String, String, String) = row.try_into()?;
        let vintage = read::<HeldVintage>(&vintage)?.into_vintage()?;
        Ok(Held { id, vintage, findings: read(&findings)?, held_at: to_instant(&held_at)? })
    })?;
    rows.collect()
}

fn decide(
    change: &Connection,
    id: i64,
    decision: &str,
    by: &str,
    why: &str,
    at: DateTime<Utc>,
) -> Result<Held, StoreError> {
    let waiting = waiting(change)?;
    let numbers: Vec<_> = waiting.iter().map(|held| held.id.to_string()).collect();
    let held = waiting.into_iter().find(|held| held.id == id);
    let held = held.ok_or_else(|| StoreError::NotHeld { id, waiting: numbers.join(", ") })?;
    let sql = "UPDATE held SET decision = ?2, decided_by = ?3, why = ?4, decided_at = ?5 WHERE id = ?1";
    change.execute(sql, params![id, decision, by, why, from_instant(at)])?;
    Ok(held)
}

fn write(value: &impl Serialize) -> Result<String, StoreError> {
    serde_json::to_string(value).map_err(|error| StoreError::unreadable(error.to_string()))
}

fn read<'a, T: Deserialize<'a>>(json: &'a str) -> Result<T, StoreError> {
    serde_json::from_str(json).map_err(|error| StoreError::unreadable(format!("a held vintage ({error})")))
}

/// A vintage as JSON.
#[derive(Serialize, Deserialize)]
struct HeldVintage {
    series: String,
    source: String,
    file: String,
    table: String,
    route: Option<usize>,
    released_at: Option<String>,
    edition_at: String,
    recorded_at: String,
    live: bool,
    coverage: String,
    figures: Vec<HeldFigure>,
}

/// A figure as JSON.
#[derive(Serialize, Deserialize)]
struct HeldFigure {
    period: String,
    label: String,
    value: Option<String>,
    missing: Option<String>,
    flags: String,
    cell: String,
    evidence: Option<Evidence>,
}

impl From<&NewVintage> for HeldVintage {
    fn from(vintage: &NewVintage) -> Self {
        Self {
            series: vintage.series.clone(),
            source: vintage.source.clone(),
            file: vintage.file.clone(),
            table: vintage.table.clone(),
            route: vintage.route,
            released_at: vintage.released_at.map(from_instant),
            edition_at: from_instant(vintage.edition_at),
            recorded_at: from_instant(vintage.recorded_at),
            live: vintage.live,
            coverage: editions::coverage_word(vintage.coverage).to_owned(),
            figures: vintage.figures.iter().map(HeldFigure::from).collect(),
        }
    }
}

impl HeldVintage {
    fn into_vintage(self) -> Result<NewVintage, StoreError> {
        Ok(NewVintage {
            series: self.series,
            source: self.source,
            file: self.file,
            table: self.table,
            route: self.route,
            released_at: to_optional_instant(self.released_at.as_deref())?,
            edition_at: to_instant(&self.edition_at)?,
            recorded_at: to_instant(&self.recorded_at)?,
            live: self.live,
            coverage: editions::coverage_from(&self.coverage)?,
            figures: self.figures.into_iter().map(HeldFigure::into_figure).collect::<Result<_, _>>()?,
        })
    }
}

impl From<&Figure> for HeldFigure {
    fn from(figure: &Figure) -> Self {
        let (value, missing) = match figure.value {
            Value::Number(_) => (Some(figure.value.text()), None),
            Value::Missing(reason) => (None, Some(reason.word().to_owned())),
        };
        Self {
            period: figure.period.label(),
            label: figure.label.clone(),
            value,
            missing,
            flags: figure.flags.to_string(),
            cell: figure.cell.clone(),
            evidence: figure.evidence.clone(),
        }
    }
}

impl HeldFigure {
    fn into_figure(self) -> Result<Figure, StoreError> {
        Ok(Figure {
            period: to_period(&self.period)?,
            value: to_value(self.value.as_deref(), self.missing.as_deref())?,
            flags: to_flags(&self.flags)?,
            label: self.label,
            cell: self.cell,
            evidence: self.evidence,
        })
    }
}
