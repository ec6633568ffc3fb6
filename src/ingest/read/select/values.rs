//! What a value cell says together with the status and the publisher's note beside it.
//!
//! In: a row that counts. Out: a value, its flags and its place, or what cannot be read and where it stands.
//! Invariant: a status that accompanies a number is a flag; one that says why there is none fills a blank cell, and in SDMX-CSV
//! replaces whatever stands there, a zero too.

use super::super::decode::cell::{Cell, Row};
use super::super::error::ReadError;
use super::super::words::markers::{self, Status};
use super::super::words::value_text;
use super::dialect::Dialect;
use super::plan::Plan;
use super::table::Table;
use super::tally::FoundValue;
use crate::domain::figure::{Flag, Flags, Missing, Value};
use crate::domain::source::Aggregate;
use std::borrow::Cow;

/// Reads the values of a row that counts.
pub struct Reader<'t, 'p, 's> {
    /// The series' table.
    pub table: &'t Table<'s>,
    /// The table, bound to columns.
    pub plan: &'p Plan,
}

impl Reader<'_, '_, '_> {
    /// Whether a cell beyond doubt holds a value: a number, or a marker in brackets.
    pub fn is_value(&self, cell: &Cell<'_>) -> bool {
        match value_text::read(cell, &self.table.markers) {
            Some((Value::Number(_), _)) => true,
            Some((Value::Missing(Missing::Blank), _)) | None => false,
            Some((Value::Missing(_), _)) => cell.text().contains('['),
        }
    }

    /// The value in `column`.
    pub fn value(&self, row: &mut Row<'_>, column: usize, status: &[Status]) -> Result<FoundValue, ReadError> {
        let cell = self.plan.cell(row, column);
        let pointed = self.with_point(&cell);
        let Some((mut value, mut flags)) = value_text::read(pointed.as_ref().unwrap_or(&cell), &self.table.markers)
        else {
            return Err(ReadError::BadValue {
                series: self.table.series.to_owned(),
                place: row.place_of(column, self.plan.columns.name(column)),
                text: format!("`{}`", cell.text()),
            });
        };
        for status in status {
            match (status, value) {
                (Status::Flag(flag), _) => flags = flags.with(*flag),
                (Status::Reason(reason), Value::Missing(Missing::Blank)) => value = Value::Missing(*reason),
                (Status::Reason(reason), _) if self.status_decides(row) => value = Value::Missing(*reason),
                (Status::Reason(_), Value::Number(_)) if self.table.dialect == Dialect::Plain => {
                    return Err(self.contradicted(row, column, &cell));
                }
                _ => {}
            }
        }
        self.note(row, &mut value, &mut flags);
        let place =
            if self.shows_place() { row.place_of(column, self.plan.columns.name(column)) } else { String::new() };
        Ok(FoundValue { value, flags, place })
    }

    /// Whether a status that says that there is no value wins over a number: in SDMX-CSV, and where the table itself explains it.
    fn status_decides(&self, row: &mut Row<'_>) -> bool {
        let explained = |column: usize| {
            let text = self.plan.cell(row, column).text().trim().to_lowercase();
            self.table.markers.contains_key(&text)
        };
        self.table.dialect == Dialect::Sdmx || self.plan.flags.is_some_and(explained)
    }

    /// The complaint that a status says that there is no value beside a number: a file that is no SDMX may mean another thing by it.
    fn contradicted(&self, row: &mut Row<'_>, column: usize, cell: &Cell<'_>) -> ReadError {
        let status = self.plan.flags.map(|flags| self.plan.cell(row, flags).text().into_owned()).unwrap_or_default();
        ReadError::StatusContradicts {
            series: self.table.series.to_owned(),
            place: row.place_of(column, self.plan.columns.name(column)),
            text: format!("`{}`", cell.text()),
            status,
        }
    }

    /// A value with a decimal comma, with a point.
    fn with_point(&self, cell: &Cell<'_>) -> Option<Cell<'static>> {
        let text = cell.text();
        let comma = self.table.decimal_comma && text.matches(',').count() == 1 && !text.contains('.');
        comma.then(|| Cell::Text(Cow::Owned(text.replace(',', "."))))
    }

    /// What the publisher's note adds: why a blank cell is blank, or that there is a note.
    fn note(&self, row: &mut Row<'_>, value: &mut Value, flags: &mut Flags) {
        let Some(note) = self.plan.notes.map(|column| row.cell(column)).filter(|note| !note.is_blank()) else { return };
        match value {
            Value::Missing(Missing::Blank) => *value = Value::Missing(markers::reason_in_words(&note.text())),
            _ => *flags = flags.with(Flag::Note),
        }
    }

    /// A place costs a few strings: for a sum over several columns it is never shown.
    fn shows_place(&self) -> bool {
        matches!(self.table.aggregate, None | Some(Aggregate::Same)) || self.plan.values.len() == 1
    }

    /// What the row's status codes say.
    pub fn status(&self, row: &mut Row<'_>) -> Result<Vec<Status>, ReadError> {
        let Some(column) = self.plan.flags else { return Ok(Vec::new()) };
        let cell = self.plan.cell(row, column);
        let text = cell.text();
        let own = self.table.markers.get(&text.trim().to_lowercase()).map(|status| vec![*status]);
        let known = || match self.table.dialect {
            Dialect::Sdmx => markers::sdmx_statuses(&text),
            _ => markers::statuses(&text),
        };
        own.or_else(known).ok_or_else(|| ReadError::BadStatus {
            series: self.table.series.to_owned(),
            place: row.place_of(column, self.plan.columns.name(column)),
            text: format!("`{text}`"),
        })
    }
}
