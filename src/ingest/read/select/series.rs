//! One series looking for its figures in the rows that go by.
//!
//! In: a compiled [`Table`] and rows. Out: figures, or what was missing.
//! Invariant: the header is found before any row is read; a row counts when it stands between `from` and `until` and meets every
//! condition; a series that has its sheet never looks at another.

use super::super::decode::cell::{Cell, Row};
use super::super::error::ReadError;
use super::findings::Seen;
use super::gather::{Gathered, label_text};
use super::header::{Columns, HeldRow, SEARCHED};
use super::plan::Plan;
use super::summands::Summands;
use super::table::Table;
use crate::domain::figure::Figure;
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
    pub(super) table: Table<'s>,
    state: State,
    sheet: String,
    /// The last row that was tried as a header.
    tried: usize,
    /// The last row in which a header may begin.
    limit: usize,
    inside: bool,
    gathered: Gathered,
    summands: Summands,
    seen: Seen,
    /// What the file must say and did not say in the head of the table.
    unsaid: Vec<usize>,
}

impl<'s> SeriesSelection<'s> {
    /// A series that has seen nothing yet.
    pub fn new(table: Table<'s>) -> Self {
        let seen = Seen { instead: vec![BTreeSet::new(); table.conditions.len()], ..Seen::default() };
        let inside = table.from.is_none();
        let summands = Summands::of(&table);
        Self {
            table,
            state: State::Waiting,
            sheet: String::new(),
            tried: 0,
            limit: SEARCHED,
            inside,
            gathered: Gathered::default(),
            summands,
            seen,
            unsaid: Vec::new(),
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
            self.limit = SEARCHED;
            self.inside = self.table.from.is_none();
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
            State::Reading(plan) => self.read_on(plan, row),
            State::Heading(held) => self.head_row(held, row),
            other => {
                self.state = other;
                Ok(())
            }
        }
    }

    fn read_on(&mut self, mut plan: Box<Plan>, row: &mut Row<'_>) -> Result<(), ReadError> {
        let more = self.data_row(&mut plan, row);
        self.state = if matches!(more, Ok(true)) { State::Reading(plan) } else { State::Done };
        more.map(|_| ())
    }

    fn head_row(&mut self, mut held: Vec<HeldRow>, row: &mut Row<'_>) -> Result<(), ReadError> {
        // A row beyond the header is the first of the data: the header is whole now, blank rows and all.
        if let Some(plan) = self.header_in(&held, row.number) {
            return self.read_on(Box::new(plan), row);
        }
        let begins =
            !self.inside && self.table.from.as_ref().is_some_and(|from| from.matches_cell(&row.first_filled()));
        if begins {
            // Tables that stand below one another: this one's header may be the row itself or follow it.
            self.inside = true;
            self.limit = row.number + SEARCHED;
        }
        let beyond = row.number > self.limit + self.table.header_rows;
        if beyond && !held.is_empty() {
            self.seen.no_header_in(&held);
            held.clear();
        }
        if beyond && self.inside {
            return Ok(());
        }
        if !beyond {
            let cells = row.filled().into_iter().map(|(column, cell)| (column, self.head_text(&cell)));
            let cells: Vec<_> = cells.collect();
            if !cells.is_empty() {
                held.push(HeldRow { number: row.number, cells });
            }
        }
        self.state = State::Heading(held);
        Ok(())
    }

    /// What a cell above the rows says. A bare day may head a column.
    fn head_text(&self, cell: &Cell<'_>) -> String {
        if self.table.from_1904 { label_text(cell, true) } else { cell.text().into_owned() }
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
            if first.number <= self.tried || first.number > self.limit || !looks_like_it {
                continue;
            }
            self.tried = first.number;
            let rows: Vec<_> = held.iter().filter(|row| (first.number..after).contains(&row.number)).collect();
            let before: Vec<_> = held.iter().filter(|row| row.number < first.number).cloned().collect();
            match Plan::bind(&self.table, Columns::join(&rows), &before, &self.sheet) {
                Ok(plan) => {
                    self.listen(&before, &rows, &plan.columns);
                    return Some(plan);
                }
                Err(error) => self.seen.unfit(first.cells.len(), error),
            }
        }
        None
    }

    /// Notes what the head of the table does not say and must.
    fn listen(&mut self, before: &[HeldRow], header: &[&HeldRow], columns: &Columns) {
        let cells = before.iter().chain(header.iter().copied()).flat_map(|row| &row.cells).map(|(_, text)| text);
        let names = columns.raw.iter().chain(&columns.names);
        let heard: Vec<_> = cells.chain(names).chain([&self.sheet]).collect();
        let says = self.table.says.iter().enumerate();
        let missing = says.filter(|(_, (pattern, _))| !heard.iter().any(|text| pattern.hears(text)));
        self.unsaid = missing.map(|(index, _)| index).collect();
    }

    /// What the table says the file must say and neither the head of the table nor `own`, the file's own title and unit, does.
    pub fn unsaid(&self, own: &[String]) -> Vec<String> {
        let says = self.unsaid.iter().filter_map(|index| self.table.says.get(*index));
        says.filter(|(pattern, _)| !own.iter().any(|text| pattern.hears(text))).map(|(_, text)| text.clone()).collect()
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
        self.summands.take(&self.table, plan, row);
        self.gathered.take(&self.table, plan, row)?;
        Ok(true)
    }

    /// The figures, or what was missing. `sheets` are all the sheets that there are.
    pub fn finish(mut self, sheets: &[String]) -> Result<Vec<Figure>, ReadError> {
        if matches!(self.state, State::Waiting) {
            return Err(self.seen.no_header(&self.table, sheets));
        }
        if self.gathered.is_empty() {
            self.seen.other_length = self.gathered.other_length.take();
            return Err(ReadError::NoFigures {
                series: self.table.series.to_owned(),
                why: self.seen.why_nothing(&self.table),
            });
        }
        self.summands.finish(&self.table)?;
        Ok(self.gathered.finish(&self.table))
    }
}
