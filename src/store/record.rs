//! Recording: the figures of a new edition that say something new.
//!
//! In: vintages whose file is archived. Out: rows for what is new or changed, and what that was.
//! Invariant: nothing new makes no vintage; an older edition supersedes nothing; all vintages of one call are recorded or none.
//!
//! An edition without anything new leaves a `confirmation`, unless the same reading of the same file stands there already:
//! should an older edition turn up later, it must not get past the newer one that repeated its elder. Which row is needed
//! when, `timeline` decides; for that an edition must be known to have spoken of a period or not: a whole one speaks of every
//! period, and of the others the periods that they repeated are kept beside them (`repeats`).

use super::Store;
use super::editions::{self, EditionRow, Leaning, ReadFrom};
use super::error::StoreError;
use super::rows::Recording;
use super::text::{in_microseconds, order, to_flags, to_value};
use super::timeline::{self, Needed, Row, Stand};
use crate::domain::figure::Figure;
use crate::domain::source::Coverage;
use crate::domain::vintage::NewVintage;
use rusqlite::Connection;
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
    pub(super) change: &'a Connection,
    pub(super) files: HashMap<String, i64>,
    pub(super) tables: HashMap<String, i64>,
}

/// Everything about a new edition that its rows need.
pub(super) struct New<'a> {
    pub(super) vintage: &'a NewVintage,
    pub(super) series: i64,
    pub(super) read_from: ReadFrom,
    pub(super) stand: Stand,
    pub(super) note: Option<String>,
    /// What it says, by period.
    pub(super) says: Vec<(i64, &'a Figure)>,
}

/// What is to be written.
#[derive(Default)]
pub(super) struct Plan<'a> {
    pub(super) needed: Vec<(i64, Option<&'a Figure>, Needed)>,
    pub(super) repeats: Vec<&'a Figure>,
    pub(super) new_figures: u32,
    pub(super) revised_figures: u32,
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
            // That a series has gone live is worth remembering by itself: from then on its past is closed.
            && (edition.live || !self.vintage.live)
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
