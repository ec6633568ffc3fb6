//! One series looking for its figures in the rows that go by.
//!
//! In: a compiled [`Table`] and rows. Out: figures, or what was missing.
//! Invariant: a row counts when it stands between `from` and `until` and meets every condition; a row that counts and has a value
//! has a readable period and a readable value, or is an error that says where it stands; rows without either (blank rows,
//! footnotes, section titles) are passed over.

use super::super::decode::cell::{Cell, Row};
use super::super::error::ReadError;
use super::super::words::markers::{self, Status};
use super::super::words::period_fit::Fit;
use super::super::words::value_text;
use super::findings::{Seen, differences, filter_in_words};
use super::header::{Columns, HeldRow, SEARCHED};
use super::plan::{Labelled, PeriodAt, Plan, bad_period, read_label, read_ons};
use super::table::Table;
use super::tally::{Clash, FoundValue, Tally};
use crate::domain::figure::{Figure, Flags, Missing, Value};
use crate::domain::period::Period;
use crate::domain::source::Aggregate;
use sha2::Digest;
use std::collections::{BTreeMap, BTreeSet};

/// How far a series has come.
#[derive(Debug)]
enum State {
    /// Waiting for a sheet that it may be in.
    Waiting,
    /// Looking for the header; what was seen of the sheet.
    Heading(Vec<HeldRow>),
    /// Reading rows.
    Reading(Box<Plan>),
    /// All rows read.
    Done,
}

/// A series looking for its figures.
#[derive(Debug)]
pub struct SeriesSelection<'s> {
    pub(super) table: Table<'s>,
    state: State,
    sheet: String,
    /// The last row that was tried as a header.
    tried: usize,
    inside: bool,
    tally: Tally,
    seen: Seen,
    last_label: Option<(String, Fit, Flags)>,
    firsts: BTreeMap<Period, Vec<(usize, String)>>,
}

impl<'s> SeriesSelection<'s> {
    /// A series that has seen nothing yet.
    pub fn new(table: Table<'s>) -> Self {
        let seen = Seen { instead: vec![BTreeSet::new(); table.conditions.len()], ..Seen::default() };
        let inside = table.from.is_none();
        Self {
            table,
            state: State::Waiting,
            sheet: String::new(),
            tried: 0,
            inside,
            tally: Tally::default(),
            seen,
            last_label: None,
            firsts: BTreeMap::new(),
        }
    }

    /// Whether it may be in the sheet.
    pub fn wants(&self, sheet: &str) -> bool {
        matches!(self.state, State::Waiting)
            && self.table.sheet.as_ref().is_none_or(|(pattern, _)| pattern.matches(sheet))
    }

    /// Whether it needs no more rows of this sheet.
    pub fn is_idle(&self) -> bool {
        matches!(self.state, State::Waiting | State::Done)
    }

    /// A sheet begins. A text file has one, without a name.
    pub fn begin(&mut self, sheet: &str) {
        if matches!(self.state, State::Waiting) && (sheet.is_empty() || self.wants(sheet)) {
            sheet.clone_into(&mut self.sheet);
            self.seen.sheets_tried.push(sheet.to_owned());
            self.tried = 0;
            self.state = State::Heading(Vec::new());
        }
    }

    /// A sheet ends.
    pub fn end(&mut self) -> Result<(), ReadError> {
        match std::mem::replace(&mut self.state, State::Waiting) {
            State::Heading(held) => {
                if let Some(plan) = self.header_in(&held, usize::MAX) {
                    self.state = State::Reading(Box::new(plan));
                    return self.end();
                }
                self.seen.no_header_in(&held);
            }
            State::Reading(_) | State::Done => self.state = State::Done,
            State::Waiting => {}
        }
        Ok(())
    }

    /// A row goes by.
    pub fn row(&mut self, row: &mut Row<'_>) -> Result<(), ReadError> {
        match std::mem::replace(&mut self.state, State::Waiting) {
            State::Reading(mut plan) => {
                let result = self.data_row(&mut plan, row);
                self.state = match result {
                    Ok(true) => State::Reading(plan),
                    _ => State::Done,
                };
                result.map(|_| ())
            }
            State::Heading(held) => self.head_row(held, row),
            other => {
                self.state = other;
                Ok(())
            }
        }
    }

    fn head_row(&mut self, mut held: Vec<HeldRow>, row: &mut Row<'_>) -> Result<(), ReadError> {
        // A row beyond the header is the first of the data: the header is whole now, blank rows and all.
        if let Some(mut plan) = self.header_in(&held, row.number) {
            let more = self.data_row(&mut plan, row)?;
            self.state = if more { State::Reading(Box::new(plan)) } else { State::Done };
            return Ok(());
        }
        let cells: Vec<_> = row.filled().into_iter().map(|(column, cell)| (column, cell.text().into_owned())).collect();
        if row.number > SEARCHED + self.table.header_rows {
            self.seen.no_header_in(&held);
            return Ok(());
        }
        if let Some(pattern) = self.table.from.as_ref().filter(|_| !self.inside) {
            self.inside = cells.first().is_some_and(|(_, text)| pattern.matches(text));
        }
        if !cells.is_empty() {
            held.push(HeldRow { number: row.number, cells });
        }
        self.state = State::Heading(held);
        Ok(())
    }

    /// The plan, if a header in which every column is found stands whole in the rows held and `next` is beyond it. A row that
    /// only looks like the header (a title, a note) is passed over for one that is.
    fn header_in(&mut self, held: &[HeldRow], next: usize) -> Option<Plan> {
        for first in held {
            let after = first.number + self.table.header_rows;
            if next < after {
                break;
            }
            let looks_like_it = match &self.table.header {
                Some((pattern, _)) => first.cells.iter().any(|(_, text)| pattern.matches(text)),
                None => true,
            };
            if first.number <= self.tried || first.number > SEARCHED || !looks_like_it {
                continue;
            }
            self.tried = first.number;
            let rows: Vec<_> = held.iter().filter(|row| (first.number..after).contains(&row.number)).collect();
            let before: Vec<_> = held.iter().filter(|row| row.number < first.number).cloned().collect();
            match Plan::bind(&self.table, Columns::join(&rows), &before, &self.sheet) {
                Ok(plan) => return Some(plan),
                Err(error) => self.seen.unfit(first.cells.len(), error),
            }
        }
        None
    }

    /// Reads a row under the header; false when no more are needed.
    fn data_row(&mut self, plan: &mut Plan, row: &mut Row<'_>) -> Result<bool, ReadError> {
        plan.remember(row);
        self.seen.rows += 1;
        if !self.inside {
            self.inside = self.table.from.as_ref().is_some_and(|from| from.matches_cell(&row.first_filled()));
            return Ok(true);
        }
        if self.table.until.as_ref().is_some_and(|until| until.matches_cell(&row.first_filled())) {
            return Ok(false);
        }
        self.seen.inside += 1;
        if let Some(failed) = plan.fails(row, &self.table.conditions) {
            self.seen.failed(plan, row, failed);
            return Ok(true);
        }
        self.seen.met += 1;
        match &plan.period {
            PeriodAt::Across(periods) => self.take_across(plan, row, periods)?,
            _ => self.take_row(plan, row)?,
        }
        Ok(true)
    }

    /// Periods run across: each matching column has a value.
    fn take_across(&mut self, plan: &Plan, row: &mut Row<'_>, periods: &[(usize, Labelled)]) -> Result<(), ReadError> {
        let status = self.status(plan, row)?;
        for (column, at) in periods {
            let found = self.value(plan, row, *column, &status)?;
            self.record(plan, row, at, vec![found])?;
        }
        Ok(())
    }

    /// The row has one period and one value, or several that are summed.
    fn take_row(&mut self, plan: &Plan, row: &mut Row<'_>) -> Result<(), ReadError> {
        let (column, label, fit, flags) = self.period(plan, row);
        let Fit::Is(period) = fit else {
            return self.without_period(plan, row, column, &label, fit);
        };
        let at = Labelled { period, label, flags };
        let status = self.status(plan, row)?;
        let mut found = Vec::with_capacity(plan.values.len());
        for column in &plan.values {
            found.push(self.value(plan, row, *column, &status)?);
        }
        self.record(plan, row, &at, found)
    }

    /// The period of a row: the column that it stands in, its label and what that means.
    fn period(&mut self, plan: &Plan, row: &mut Row<'_>) -> (usize, String, Fit, Flags) {
        let label = match &plan.period {
            PeriodAt::Known(known) => return (0, known.label.clone(), Fit::Is(known.period), known.flags),
            PeriodAt::Ons(date, label) => {
                let (dated, labelled) = (row.cell(*date), row.cell(*label));
                let shown = if labelled.is_blank() { dated.text() } else { labelled.text() };
                return (
                    *date,
                    shown.into_owned(),
                    read_ons(&self.table, &dated.text(), &labelled.text()),
                    Flags::NONE,
                );
            }
            PeriodAt::Columns(columns) => {
                let texts: Vec<_> = columns.iter().map(|column| plain_text(&plan.cell(row, *column))).collect();
                texts.join(" ").trim().to_owned()
            }
            PeriodAt::Across(_) => String::new(),
        };
        let column = match &plan.period {
            PeriodAt::Columns(columns) => columns.first().copied().unwrap_or(0),
            _ => 0,
        };
        match &self.last_label {
            Some((last, fit, flags)) if *last == label => (column, label, *fit, *flags),
            _ => {
                let (fit, flags) = read_label(&self.table, &label);
                self.last_label = Some((label.clone(), fit, flags));
                (column, label, fit, flags)
            }
        }
    }

    /// A row whose period cannot be read: an error where it has a value, else passed over.
    fn without_period(
        &mut self,
        plan: &Plan,
        row: &mut Row<'_>,
        column: usize,
        label: &str,
        fit: Fit,
    ) -> Result<(), ReadError> {
        if fit == Fit::Other {
            self.seen.other_length.get_or_insert_with(|| label.to_owned());
            return Ok(());
        }
        let has_value = plan.values.iter().any(|column| self.is_value(&plan.cell(row, *column)));
        if !has_value {
            return Ok(());
        }
        let place = row.place_of(column, plan.columns.name(column));
        Err(bad_period(&self.table, &place, label, fit))
    }

    /// Whether a cell beyond doubt holds a value: a number, or a marker in brackets.
    fn is_value(&self, cell: &Cell<'_>) -> bool {
        match value_text::read(cell, &self.table.markers) {
            Some((Value::Number(_), _)) => true,
            Some((Value::Missing(Missing::Blank), _)) | None => false,
            Some((Value::Missing(_), _)) => cell.text().contains('['),
        }
    }

    fn value(&self, plan: &Plan, row: &mut Row<'_>, column: usize, status: &[Status]) -> Result<FoundValue, ReadError> {
        let cell = plan.cell(row, column);
        let Some((mut value, mut flags)) = value_text::read(&cell, &self.table.markers) else {
            let place = row.place_of(column, plan.columns.name(column));
            return Err(ReadError::BadValue {
                series: self.table.series.to_owned(),
                place,
                text: format!("`{}`", cell.text()),
            });
        };
        for status in status {
            match (status, value) {
                (Status::Flag(flag), _) => flags = flags.with(*flag),
                (Status::Reason(reason), Value::Missing(Missing::Blank)) => value = Value::Missing(*reason),
                _ => {}
            }
        }
        // A place costs a few strings: for a sum only the first is ever shown.
        let place = if self.table.aggregate.is_none()
            || plan.values.len() == 1
            || self.table.aggregate == Some(Aggregate::Same)
        {
            row.place_of(column, plan.columns.name(column))
        } else {
            String::new()
        };
        Ok(FoundValue { value, flags, place })
    }

    fn status(&self, plan: &Plan, row: &mut Row<'_>) -> Result<Vec<Status>, ReadError> {
        let Some(column) = plan.flags else { return Ok(Vec::new()) };
        let cell = row.cell(column);
        let text = cell.text();
        let own = self.table.markers.get(&text.trim().to_lowercase()).map(|status| vec![*status]);
        own.or_else(|| markers::statuses(&text)).ok_or_else(|| ReadError::BadStatus {
            series: self.table.series.to_owned(),
            place: row.place_of(column, plan.columns.name(column)),
            text: format!("`{text}`"),
        })
    }

    fn record(
        &mut self,
        plan: &Plan,
        row: &mut Row<'_>,
        at: &Labelled,
        mut found: Vec<FoundValue>,
    ) -> Result<(), ReadError> {
        match self.table.aggregate {
            Some(Aggregate::Sum | Aggregate::SumAtLeast) => {
                self.tally.add(at, found.into_iter(), |hash| {
                    for column in 0..row.width() {
                        hash.update(row.cell(column).text().as_bytes());
                        hash.update([0x1f]);
                    }
                    hash.update(b"\n");
                });
                Ok(())
            }
            same => {
                let Some(found) = found.pop() else { return Ok(()) };
                match self.tally.one(at, found, same == Some(Aggregate::Same)) {
                    Ok(()) => {
                        self.remember(row, at.period);
                        Ok(())
                    }
                    Err(clash) => Err(self.several(plan, row, clash)),
                }
            }
        }
    }

    /// Keeps the row of a period's value, so that a clash can say how two rows differ; a few hundred, and none of very wide files.
    fn remember(&mut self, row: &mut Row<'_>, period: Period) {
        if self.firsts.len() < 300 && !self.firsts.contains_key(&period) && row.width() <= 60 {
            self.firsts.insert(
                period,
                row.filled().into_iter().map(|(column, cell)| (column, cell.text().into_owned())).collect(),
            );
        }
    }

    fn several(&self, plan: &Plan, row: &mut Row<'_>, clash: Clash) -> ReadError {
        let differences = self.firsts.get(&clash.period).map(|first| differences(plan, first, row)).unwrap_or_default();
        ReadError::SeveralValues {
            series: self.table.series.to_owned(),
            period: clash.period.label(),
            first: clash.first,
            second: format!("{}{differences}", clash.second),
        }
    }

    /// The figures, or what was missing. `sheets` are all the sheets that there are.
    pub fn finish(self, sheets: &[String]) -> Result<Vec<Figure>, ReadError> {
        if matches!(self.state, State::Waiting) {
            return Err(self.seen.no_header(&self.table, sheets));
        }
        if self.tally.is_empty() {
            return Err(ReadError::NoFigures {
                series: self.table.series.to_owned(),
                why: self.seen.why_nothing(&self.table),
            });
        }
        Ok(self.tally.finish(self.table.aggregate, &filter_in_words(&self.table)))
    }
}

/// The text of a cell that may be part of a period: 2018.0 is 2018.
fn plain_text(cell: &Cell<'_>) -> String {
    match cell {
        Cell::Number(number) => number.normalize().to_string(),
        other => other.text().into_owned(),
    }
}
