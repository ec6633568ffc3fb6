//! Recording: the figures of a new edition that say something new.
//!
//! In: vintages whose file is archived. Out: rows for what is new or changed, and what that was.
//! Invariant: nothing new makes no vintage; an older edition supersedes nothing; all vintages of one call are recorded or none.
//!
//! An edition without anything new leaves a `confirmation`, unless the same reading of the same file stands there already:
//! should an older edition turn up later, it must not get past the newer one that repeated its elder. Which row is needed
//! when, `timeline` decides; for that an edition must be known to have spoken of a period or not: a whole one speaks of every
//! period, and of the others the periods that they repeated are kept beside them (`repeats`).

use super::editions::{self, EditionRow, Leaning, ReadFrom, coverage_word};
use super::error::StoreError;
use super::rows::Recording;
use super::text::{from_instant, in_microseconds, order, to_flags, to_value};
use super::timeline::{self, Content, Needed, Row, Stand};
use super::{Store, runs};
use crate::domain::figure::{Figure, Missing, Value};
use crate::domain::source::Coverage;
use crate::domain::vintage::NewVintage;
use rusqlite::{Connection, OptionalExtension, params};
use sha2::{Digest, Sha256};
use std::collections::HashMap;

impl Store {
    /// Records a vintage: only figures that are new or changed get rows; nothing new makes no vintage.
    pub fn record(&self, vintage: &NewVintage) -> Result<Recording, StoreError> {
        let recordings = self.record_all(std::slice::from_ref(vintage))?;
        Ok(recordings.into_iter().next().unwrap_or(Recording::Unchanged))
    }

    /// Records the vintages of one file, all or none, with one commit. What became of each, in their order.
    pub fn record_all(&self, vintages: &[NewVintage]) -> Result<Vec<Recording>, StoreError> {
        self.write("record a vintage", |change| {
            let mut recorder = Recorder::new(change);
            vintages.iter().map(|vintage| recorder.record(vintage, None)).collect()
        })
    }
}

/// Records vintages within one transaction.
pub(super) struct Recorder<'a> {
    change: &'a Connection,
    files: HashMap<String, i64>,
    tables: HashMap<String, i64>,
}

/// Everything about a new edition that its rows need.
struct New<'a> {
    vintage: &'a NewVintage,
    series: i64,
    read_from: ReadFrom,
    stand: Stand,
    note: Option<String>,
    /// What it says, by period.
    says: Vec<(i64, &'a Figure)>,
}

/// What is to be written.
#[derive(Default)]
struct Plan<'a> {
    needed: Vec<(i64, Option<&'a Figure>, Needed)>,
    repeats: Vec<&'a Figure>,
    new_figures: u32,
    revised_figures: u32,
}

impl<'a> Recorder<'a> {
    pub fn new(change: &'a Connection) -> Self {
        Self { change, files: HashMap::new(), tables: HashMap::new() }
    }

    /// Records one vintage, under `number` if it is given (when a store is rebuilt).
    pub fn record(&mut self, vintage: &NewVintage, number: Option<i64>) -> Result<Recording, StoreError> {
        let says = by_period(vintage)?;
        let series = self.series_key(vintage)?;
        let read_from = self.read_from(vintage)?;
        let known = editions::of_series(self.change, series)?;
        let id = number.map_or_else(|| self.next_number(), Ok)?;
        let (effective_at, note) = editions::effective_at(vintage, &known);
        let edition_at = in_microseconds(vintage.edition_at);
        let stand = Stand { edition_at, id, effective_at: in_microseconds(effective_at) };
        let new = New { vintage, series, read_from, stand, note, says };
        let plan = new.plan(&self.rows(series, &known)?, &known)?;
        if plan.needed.is_empty() {
            if !known.iter().any(|edition| new.is_said_by(edition)) {
                self.insert_confirmation(&new, &plan)?;
            }
            return Ok(Recording::Unchanged);
        }
        self.insert_vintage(&new, &plan)?;
        let Plan { new_figures, revised_figures, .. } = plan;
        Ok(Recording::Recorded { vintage: id, new_figures, revised_figures })
    }

    /// The rows of a series, in order of period and edition.
    fn rows(&self, series: i64, known: &[EditionRow]) -> Result<Vec<Row>, StoreError> {
        let stands: HashMap<i64, Stand> = known.iter().map(|edition| (edition.stand.id, edition.stand)).collect();
        let sql = "SELECT id, period_order, vintage, value, missing, flags FROM figure WHERE series = ?1";
        let mut statement = self.change.prepare_cached(sql)?;
        let rows = statement.query_and_then([series], |row| read_row(row, &stands))?;
        let mut rows = rows.collect::<Result<Vec<_>, _>>()?;
        rows.sort_by_key(|row| (row.period, row.stand.key()));
        Ok(rows)
    }

    fn next_number(&self) -> Result<i64, StoreError> {
        let sql = "SELECT 1 + max(coalesce((SELECT max(id) FROM vintage), 0), coalesce((SELECT max(id) FROM confirmation), 0))";
        Ok(self.change.prepare_cached(sql)?.query_row([], |row| row.get(0))?)
    }

    fn series_key(&self, vintage: &NewVintage) -> Result<i64, StoreError> {
        let (key, mut kept) = self.known_series(&vintage.series)?;
        for figure in &vintage.figures {
            let found = figure.period.granularity().to_string();
            match &kept {
                Some(kept) if *kept != found => {
                    return Err(StoreError::OtherPeriods { series: vintage.series.clone(), kept: kept.clone(), found });
                }
                Some(_) => {}
                None => {
                    let sql = "UPDATE series SET granularity = ?2 WHERE key = ?1";
                    self.change.prepare_cached(sql)?.execute(params![key, found])?;
                    kept = Some(found);
                }
            }
        }
        Ok(key)
    }

    /// The key of a series and the granularity of its periods, once it has any.
    fn known_series(&self, id: &str) -> Result<(i64, Option<String>), StoreError> {
        let sql = "INSERT INTO series (id) VALUES (?1) ON CONFLICT (id) DO NOTHING";
        self.change.prepare_cached(sql)?.execute([id])?;
        let sql = "SELECT key, granularity FROM series WHERE id = ?1";
        Ok(self.change.prepare_cached(sql)?.query_row([id], |row| row.try_into())?)
    }

    fn read_from(&mut self, vintage: &NewVintage) -> Result<ReadFrom, StoreError> {
        let route = vintage.route.map(|route| i64::try_from(route).unwrap_or(i64::MAX));
        Ok(ReadFrom { file: self.file_key(vintage)?, table: self.table_key(&vintage.table)?, route })
    }

    fn file_key(&mut self, vintage: &NewVintage) -> Result<i64, StoreError> {
        if let Some(key) = self.files.get(&vintage.file) {
            return Ok(*key);
        }
        let sql = "SELECT id FROM file WHERE sha256 = ?1";
        let found = self.change.prepare_cached(sql)?.query_row([&vintage.file], |row| row.get(0)).optional()?;
        let (series, sha256) = (vintage.series.clone(), vintage.file.clone());
        let key = found.ok_or(StoreError::NotArchived { series, sha256 })?;
        self.files.insert(vintage.file.clone(), key);
        Ok(key)
    }

    fn table_key(&mut self, toml: &str) -> Result<i64, StoreError> {
        if let Some(key) = self.tables.get(toml) {
            return Ok(*key);
        }
        let hash = hex::encode(Sha256::digest(toml));
        let sql = "INSERT INTO source_table (hash, toml) VALUES (?1, ?2) ON CONFLICT (hash) DO NOTHING";
        self.change.prepare_cached(sql)?.execute([hash.as_str(), toml])?;
        let sql = "SELECT key FROM source_table WHERE hash = ?1";
        let key = self.change.prepare_cached(sql)?.query_row([hash], |row| row.get(0))?;
        self.tables.insert(toml.to_owned(), key);
        Ok(key)
    }

    fn insert_confirmation(&self, new: &New<'_>, plan: &Plan<'_>) -> Result<(), StoreError> {
        let sql = "INSERT INTO confirmation (id, series, source, file, source_table, route, released_at, edition_at, recorded_at,
                     effective_at, live, coverage, repeats, note)
                   VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14)";
        self.insert_edition(sql, new, plan, None)
    }

    fn insert_vintage(&self, new: &New<'_>, plan: &Plan<'_>) -> Result<(), StoreError> {
        let sql =
            "INSERT INTO vintage (id, series, source, file, source_table, route, released_at, edition_at, recorded_at,
                     effective_at, live, coverage, repeats, note, new_figures, revised_figures)
                   VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16)";
        self.insert_edition(sql, new, plan, Some((plan.new_figures, plan.revised_figures)))?;
        for (period, figure, needed) in &plan.needed {
            if needed.edition != new.stand.id {
                self.promote(needed.edition)?;
            }
            match (needed.content, figure) {
                (Content::New, Some(figure)) => self.insert_figure(new, *period, figure)?,
                (Content::CopyOf(row), _) => self.copy_figure(row, needed.edition)?,
                _ => self.insert_withdrawn(new.series, *period, needed.edition)?,
            }
        }
        Ok(())
    }

    fn insert_edition(
        &self,
        sql: &str,
        new: &New<'_>,
        plan: &Plan<'_>,
        counts: Option<(u32, u32)>,
    ) -> Result<(), StoreError> {
        let New { vintage, read_from, stand, .. } = new;
        let repeats: Vec<_> = plan.repeats.iter().map(|figure| figure.period).collect();
        let repeats = if vintage.coverage == Coverage::Whole { String::new() } else { runs::write(&repeats) };
        let released_at = vintage.released_at.map(from_instant);
        let (edition_at, recorded_at) = (from_instant(stand.edition_at), from_instant(vintage.recorded_at));
        let (effective_at, coverage) = (from_instant(stand.effective_at), coverage_word(vintage.coverage));
        let mut statement = self.change.prepare_cached(sql)?;
        let columns = params![
            stand.id,
            new.series,
            vintage.source,
            read_from.file,
            read_from.table,
            read_from.route,
            released_at,
            edition_at,
            recorded_at,
            effective_at,
            vintage.live,
            coverage,
            repeats,
            new.note,
        ];
        for (column, value) in columns.iter().enumerate() {
            statement.raw_bind_parameter(column + 1, value)?;
        }
        if let Some((new_figures, revised_figures)) = counts {
            statement.raw_bind_parameter(15, new_figures)?;
            statement.raw_bind_parameter(16, revised_figures)?;
        }
        statement.raw_execute()?;
        Ok(())
    }

    /// A confirmation that is given a row becomes a vintage, under its own number.
    fn promote(&self, edition: i64) -> Result<(), StoreError> {
        let sql = "INSERT INTO vintage (id, series, source, file, source_table, route, released_at, edition_at, recorded_at,
                     effective_at, live, coverage, repeats, note, new_figures, revised_figures)
                   SELECT id, series, source, file, source_table, route, released_at, edition_at, recorded_at, effective_at, live,
                     coverage, repeats, note, 0, 0 FROM confirmation WHERE id = ?1";
        if self.change.prepare_cached(sql)?.execute([edition])? > 0 {
            self.change.prepare_cached("DELETE FROM confirmation WHERE id = ?1")?.execute([edition])?;
        }
        Ok(())
    }

    fn insert_figure(&self, new: &New<'_>, order: i64, figure: &Figure) -> Result<(), StoreError> {
        let sql = "INSERT INTO figure (series, period, period_order, vintage, file, value, missing, flags, label, cell, known,
                     address, note)
                   VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13)";
        let period = figure.period.label();
        let (value, missing) = match figure.value {
            Value::Number(_) => (Some(figure.value.text()), None),
            Value::Missing(reason) => (None, Some(reason.word())),
        };
        let label = (figure.label != period).then_some(&figure.label);
        let evidence = figure.evidence.as_ref();
        self.change.prepare_cached(sql)?.execute(params![
            new.series,
            period,
            order,
            new.stand.id,
            new.read_from.file,
            value,
            missing,
            figure.flags.to_string(),
            label,
            figure.cell,
            evidence.map(|evidence| evidence.known.word()),
            evidence.map(|evidence| &evidence.address),
            evidence.and_then(|evidence| evidence.note.as_ref()),
        ])?;
        Ok(())
    }

    fn copy_figure(&self, row: i64, edition: i64) -> Result<(), StoreError> {
        let sql = "INSERT INTO figure (series, period, period_order, vintage, file, value, missing, flags, label, cell, known,
                     address, note)
                   SELECT series, period, period_order, ?2, file, value, missing, flags, label, cell, known, address, note
                   FROM figure WHERE id = ?1";
        self.change.prepare_cached(sql)?.execute([row, edition])?;
        Ok(())
    }

    fn insert_withdrawn(&self, series: i64, order: i64, edition: i64) -> Result<(), StoreError> {
        let sql = "INSERT INTO figure (series, period, period_order, vintage, file, missing, flags, label, cell)
                   SELECT figure.series, period, period_order, vintage.id, vintage.file, ?4, '', label, ''
                   FROM figure JOIN vintage ON vintage.id = ?3 WHERE figure.series = ?1 AND period_order = ?2 LIMIT 1";
        let reason = Missing::Withdrawn.word();
        self.change.prepare_cached(sql)?.execute(params![series, order, edition, reason])?;
        Ok(())
    }
}

impl<'a> New<'a> {
    fn plan(&self, rows: &[Row], known: &[EditionRow]) -> Result<Plan<'a>, StoreError> {
        let newer = known.iter().filter(|edition| edition.stand.key() > self.stand.key());
        let newer = newer.map(Leaning::on).collect::<Result<Vec<_>, _>>()?;
        let mut plan = Plan::default();
        for (period, figure) in &self.says {
            let says = timeline::says(figure.value, figure.flags);
            self.plan_period(&mut plan, *period, Some(figure), says, rows_of(rows, *period), &newer);
        }
        if self.vintage.coverage == Coverage::Whole {
            for rows in rows.chunk_by(|one, other| one.period == other.period) {
                let period = rows[0].period;
                if self.says.binary_search_by_key(&period, |(period, _)| *period).is_err() {
                    self.plan_period(&mut plan, period, None, None, rows, &newer);
                }
            }
        }
        Ok(plan)
    }

    fn plan_period(
        &self,
        plan: &mut Plan<'a>,
        period: i64,
        figure: Option<&'a Figure>,
        says: timeline::Says,
        rows: &[Row],
        newer: &[Leaning],
    ) {
        let has_row = |stand: &Stand| rows.iter().any(|row| row.stand.id == stand.id);
        let leaning: Vec<_> =
            newer.iter().filter(|edition| edition.spoke_of(period)).map(|edition| edition.stand).collect();
        let leaning: Vec<_> = leaning.into_iter().filter(|stand| !has_row(stand)).collect();
        let needed = timeline::settle(rows, self.stand, says, &leaning);
        if needed.is_empty() {
            plan.repeats.extend(figure);
        } else if timeline::before(rows, &self.stand).is_some_and(|row| row.says.is_some()) {
            plan.revised_figures += 1;
        } else {
            plan.new_figures += 1;
        }
        plan.needed.extend(needed.into_iter().map(|needed| (period, figure, needed)));
    }

    /// Whether `edition` is the same reading of the same file, as early in both times: then nothing is to be remembered.
    fn is_said_by(&self, edition: &EditionRow) -> bool {
        edition.read_from == self.read_from
            && edition.coverage == self.vintage.coverage
            && edition.stand.edition_at == self.stand.edition_at
            && edition.stand.effective_at <= self.stand.effective_at
    }
}

fn rows_of(rows: &[Row], period: i64) -> &[Row] {
    let first = rows.partition_point(|row| row.period < period);
    let length = rows[first..].partition_point(|row| row.period == period);
    &rows[first..first + length]
}

fn by_period(vintage: &NewVintage) -> Result<Vec<(i64, &Figure)>, StoreError> {
    let mut says: Vec<_> = vintage.figures.iter().map(|figure| (order(&figure.period), figure)).collect();
    says.sort_by_key(|(period, _)| *period);
    match says.windows(2).find(|pair| pair[0].0 == pair[1].0) {
        Some(pair) => Err(StoreError::TwoFigures { series: vintage.series.clone(), period: pair[0].1.period.label() }),
        None => Ok(says),
    }
}

fn read_row(row: &rusqlite::Row<'_>, stands: &HashMap<i64, Stand>) -> Result<Row, StoreError> {
    let text = |column| row.get_ref(column)?.as_str_or_null().map_err(rusqlite::Error::from);
    let vintage: i64 = row.get(2)?;
    let stand = stands.get(&vintage).copied();
    let stand = stand.ok_or_else(|| {
        StoreError::unreadable(format!("a figure of the vintage {vintage}, which is of another series or of none"))
    })?;
    let value = to_value(text(3)?, text(4)?)?;
    let flags = to_flags(text(5)?.unwrap_or_default())?;
    Ok(Row { period: row.get(1)?, stand, says: timeline::says(value, flags), id: row.get(0)? })
}
