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
use super::header::{Columns, HeldRow, SEARCHED};
use super::plan::{Labelled, PeriodAt, Plan, bad_period, read_label, read_ons};
use super::table::Table;
use super::tally::{Clash, FoundValue, Tally};
use crate::domain::figure::{Figure, Flags, Missing, Value};
use crate::domain::source::Aggregate;
use sha2::Digest;
use std::collections::BTreeSet;

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
    table: Table<'s>,
    state: State,
    sheet: String,
    inside: bool,
    tally: Tally,
    seen: Seen,
    last_label: Option<(String, Fit, Flags)>,
}

/// What was seen, for the message when nothing is found.
#[derive(Debug, Default)]
struct Seen {
    sheets_tried: Vec<String>,
    heads: Vec<String>,
    rows: u64,
    met: u64,
    inside: u64,
    other_length: Option<String>,
    /// Distinct cells at each condition that some row failed first.
    instead: Vec<BTreeSet<String>>,
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
            inside,
            tally: Tally::default(),
            seen,
            last_label: None,
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
            self.state = State::Heading(Vec::new());
        }
    }

    /// A sheet ends.
    pub fn end(&mut self) -> Result<(), ReadError> {
        match std::mem::replace(&mut self.state, State::Waiting) {
            State::Heading(held) => {
                if let Some(plan) = self.header_in(&held, usize::MAX)? {
                    self.state = State::Reading(Box::new(plan));
                    return self.end();
                }
                self.give_up(&held);
            }
            State::Reading(_) | State::Done => self.state = State::Done,
            State::Waiting => {}
        }
        Ok(())
    }

    /// There is no header in this sheet.
    fn give_up(&mut self, held: &[HeldRow]) {
        let beginnings = held.iter().take(5).filter_map(|row| row.cells.first());
        self.seen.heads.extend(beginnings.map(|(_, text)| text.chars().take(60).collect()));
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
        if let Some(mut plan) = self.header_in(&held, row.number)? {
            let more = self.data_row(&mut plan, row)?;
            self.state = if more { State::Reading(Box::new(plan)) } else { State::Done };
            return Ok(());
        }
        let cells: Vec<_> = row.filled().into_iter().map(|(column, cell)| (column, cell.text().into_owned())).collect();
        if row.number > SEARCHED + self.table.header_rows {
            self.give_up(&held);
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

    /// The plan, if the header stands whole in the rows held and `next` is beyond it.
    fn header_in(&mut self, held: &[HeldRow], next: usize) -> Result<Option<Plan>, ReadError> {
        let matches = |row: &&HeldRow| match &self.table.header {
            Some((pattern, _)) => row.number <= SEARCHED && row.cells.iter().any(|(_, text)| pattern.matches(text)),
            None => true,
        };
        let Some(first) = held.iter().find(matches) else { return Ok(None) };
        let after = first.number + self.table.header_rows;
        if next < after {
            return Ok(None);
        }
        let rows: Vec<_> = held.iter().filter(|row| (first.number..after).contains(&row.number)).collect();
        let before: Vec<_> = held.iter().filter(|row| row.number < first.number).cloned().collect();
        Plan::bind(&self.table, Columns::join(&rows), &before, &self.sheet).map(Some)
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
            self.note_failure(plan, row, failed);
            return Ok(true);
        }
        self.seen.met += 1;
        match &plan.period {
            PeriodAt::Across(periods) => self.take_across(plan, row, periods)?,
            _ => self.take_row(plan, row)?,
        }
        Ok(true)
    }

    fn note_failure(&mut self, plan: &Plan, row: &mut Row<'_>, failed: usize) {
        const KEPT: usize = 12;
        if self.seen.met > 0 || self.seen.inside > 20_000 {
            return;
        }
        if let (Some(values), Some(column)) = (self.seen.instead.get_mut(failed), plan.column_of(failed)) {
            if values.len() < KEPT {
                values.insert(row.cell(column).text().chars().take(50).collect());
            }
        }
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
        _plan: &Plan,
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
                let clash = |clash: Clash| ReadError::SeveralValues {
                    series: self.table.series.to_owned(),
                    period: clash.period.label(),
                    first: clash.first,
                    second: clash.second,
                };
                self.tally.one(at, found, same == Some(Aggregate::Same)).map_err(clash)
            }
        }
    }

    /// The figures, or what was missing. `sheets` are all the sheets that there are.
    pub fn finish(self, sheets: &[String]) -> Result<Vec<Figure>, ReadError> {
        let series = self.table.series.to_owned();
        if self.seen.sheets_tried.is_empty() {
            let wanted = self.table.sheet.map_or_else(|| "at all".to_owned(), |(_, wanted)| wanted);
            return Err(ReadError::SheetMissing { series, wanted, sheets: sheets.to_vec() });
        }
        if matches!(self.state, State::Waiting) {
            let place = match self.seen.sheets_tried.as_slice() {
                [sheet] if sheet.is_empty() => "the file".to_owned(),
                tried => tried.iter().map(|sheet| format!("`{sheet}`")).collect::<Vec<_>>().join(", "),
            };
            let wanted = self
                .table
                .header
                .map_or_else(|| "there is no filled cell".to_owned(), |(_, wanted)| format!("no cell is {wanted}"));
            return Err(ReadError::HeaderMissing { series, wanted, place, rows: self.seen.heads });
        }
        if self.tally.is_empty() {
            return Err(ReadError::NoFigures { series, why: self.why_nothing() });
        }
        Ok(self.tally.finish(self.table.aggregate, &filter_in_words(&self.table)))
    }

    fn why_nothing(&self) -> String {
        let seen = &self.seen;
        if let Some(label) = seen.other_length.as_ref().filter(|_| seen.met > 0) {
            return format!("the periods are of another length than {}: `{label}`", self.table.granularity);
        }
        if seen.rows == 0 {
            return "there is no row under the header".to_owned();
        }
        if seen.inside == 0 {
            return format!("no row between `from` and `until`, of {} under the header", seen.rows);
        }
        if seen.met > 0 {
            return format!("{} rows meet the conditions and none has a period and a value", seen.met);
        }
        let failed = self.table.conditions.iter().zip(&seen.instead).rfind(|(_, values)| !values.is_empty());
        match failed {
            Some((condition, values)) => {
                let values: Vec<_> = values.iter().map(|value| format!("`{value}`")).collect();
                format!("no row of {} has {}; there are {}", seen.inside, condition.words, values.join(", "))
            }
            None => format!("no row of {} meets the conditions", seen.inside),
        }
    }
}

/// The text of a cell that may be part of a period: 2018.0 is 2018.
fn plain_text(cell: &Cell<'_>) -> String {
    match cell {
        Cell::Number(number) => number.normalize().to_string(),
        other => other.text().into_owned(),
    }
}

fn filter_in_words(table: &Table<'_>) -> String {
    let columns: Vec<_> = table.values.iter().map(|value| value.text.as_str()).collect();
    let columns = if columns.is_empty() { "the column of the period".to_owned() } else { columns.join(" + ") };
    let conditions: Vec<_> = table.conditions.iter().map(|condition| condition.words.as_str()).collect();
    let conditions = if conditions.is_empty() { String::new() } else { format!(" where {}", conditions.join(" and ")) };
    format!("sum of {columns}{conditions}")
}
