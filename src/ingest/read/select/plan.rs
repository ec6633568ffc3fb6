//! A table bound to the columns of one file: which indexes hold what.
//!
//! In: a [`Table`] and the columns under a header. Out: [`Plan`], which reads a row without looking a name up again.
//! Invariant: conditions are tried first and cheapest; a row that fails one is never split or decoded further.

use super::super::decode::cell::{Cell, Row};
use super::super::error::ReadError;
use super::super::words::markers;
use super::super::words::period_fit::{Fit, fit, fit_said};
use super::super::words::period_text::read_window;
use super::dialect::{Dialect, is_identifier};
use super::header::{Columns, HeldRow};
use super::pattern::{Pattern, spaces};
use super::respelt::Frame;
use super::table::{By, ColumnName, PeriodPlace, RowCondition, Table};
use crate::domain::figure::{Flag, Flags};
use crate::domain::period::{Granularity, Period};
use crate::domain::source::MonthOfWindow;
use std::borrow::Cow;

/// A period with the publisher's own label and what the label says of the figure.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Labelled {
    /// The period.
    pub period: Period,
    /// The label.
    pub label: String,
    /// Flags in the label.
    pub flags: Flags,
}

/// Where the period of a row is.
#[derive(Clone, Debug)]
pub enum PeriodAt {
    /// In columns.
    Columns(Vec<usize>),
    /// Across: the value's column and its period.
    Across(Vec<(usize, Labelled)>),
    /// The same for every row.
    Known(Labelled),
    /// In the columns date and label of an ONS time series.
    Ons(usize, usize),
}

/// A table bound to columns.
#[derive(Debug)]
pub struct Plan {
    /// The columns.
    pub columns: Columns,
    conditions: Vec<(usize, usize)>,
    fill: Vec<(usize, String)>,
    /// Where the period is.
    pub period: PeriodAt,
    /// Columns of values.
    pub values: Vec<usize>,
    /// The column of status codes.
    pub flags: Option<usize>,
    /// The publisher's words about a value.
    pub notes: Option<usize>,
    /// Which columns tell a row from its copies, where there may be copies.
    pub identity: Option<Vec<usize>>,
    splits: bool,
}

impl Plan {
    /// Binds `table` to `columns`; `before` are the rows before the header, `sheet` the name of the sheet.
    pub fn bind(table: &Table<'_>, mut columns: Columns, before: &[HeldRow], sheet: &str) -> Result<Self, ReadError> {
        table.dialect.name(&mut columns);
        let find = |name| columns.find(name, table.series);
        let conditions = table.conditions.iter().enumerate();
        let conditions = conditions
            .filter_map(|(index, condition)| match find(&condition.column) {
                Err(ReadError::ColumnMissing { .. }) if condition.optional => None,
                found => Some(found.map(|column| (column, index))),
            })
            .collect::<Result<Vec<_>, ReadError>>()?;
        let fill = table
            .fill_down
            .iter()
            .map(|name| Ok((find(name)?, String::new())))
            .collect::<Result<Vec<_>, ReadError>>()?;
        let mut values = Vec::new();
        for name in &table.values {
            let found =
                if table.aggregate.is_some() { columns.find_all(name, table.series)? } else { vec![find(name)?] };
            values.extend(found.into_iter().filter(|column| !values.contains(column)).collect::<Vec<_>>());
        }
        let flags = match table.flags.as_ref().map(|name| (name, find(name))) {
            // Flags that nobody asked for need not be there.
            Some((ColumnName { by: By::FirstOf(_), .. }, Err(ReadError::ColumnMissing { .. }))) | None => None,
            Some((_, found)) => Some(found?),
        };
        let (notes, identity) = (table.dialect.notes(&columns), table.dialect.identity(&columns));
        let period = place_period(table, &columns, before, sheet)?;
        let splits = table.dialect == Dialect::Sdmx;
        Ok(Self { columns, conditions, fill, period, values, flags, notes, identity, splits })
    }

    /// Remembers what columns that are filled down hold.
    pub fn remember(&mut self, row: &mut Row<'_>) {
        for (column, held) in &mut self.fill {
            let cell = row.cell(*column);
            if !cell.is_blank() {
                *held = cell.text().into_owned();
            }
        }
    }

    /// The cell in `column`, or what stands above it where the column is filled down.
    pub fn cell<'a>(&self, row: &mut Row<'a>, column: usize) -> Cell<'a> {
        if self.splits {
            return self.part(row, column);
        }
        let cell = row.cell(column);
        match self.fill.iter().find(|(filled, _)| *filled == column) {
            Some((_, held)) if cell.is_blank() => Cell::Text(Cow::Owned(held.clone())),
            _ => cell,
        }
    }

    /// The code or the label in a cell that may hold both.
    fn part<'a>(&self, row: &mut Row<'a>, column: usize) -> Cell<'a> {
        let at = column % Columns::LABEL;
        let cell = match (row.cell(at), self.fill.iter().find(|(filled, _)| *filled == at)) {
            (cell, Some((_, held))) if cell.is_blank() => Cell::Text(Cow::Owned(held.clone())),
            (cell, _) => cell,
        };
        match (split(&cell), column == at) {
            (Some((code, _)), true) => code,
            (Some((_, label)), false) => label,
            (None, true) => cell,
            (None, false) => Cell::Empty,
        }
    }

    /// The first condition that the row fails, by its place in the table.
    pub fn fails(&self, row: &mut Row<'_>, conditions: &[RowCondition]) -> Option<usize> {
        self.conditions
            .iter()
            .find(|(column, index)| !self.holds(row, *column, &conditions[*index]))
            .map(|(_, index)| *index)
    }

    fn holds(&self, row: &mut Row<'_>, column: usize, condition: &RowCondition) -> bool {
        let is = condition.is.as_ref().is_none_or(|patterns| self.matches(row, column, patterns));
        is && !self.matches(row, column, &condition.is_not)
    }

    /// Whether the cell of the row is one of `patterns`.
    pub fn matches(&self, row: &mut Row<'_>, column: usize, patterns: &[Pattern]) -> bool {
        let cell = self.cell(row, column);
        // Text with a colon that is no code and label is also matched whole.
        let whole = if self.splits && column < Columns::LABEL { row.cell(column) } else { Cell::Empty };
        patterns.iter().any(|pattern| {
            pattern.matches_cell(&cell) || (whole != Cell::Empty && whole != cell && pattern.matches_cell(&whole))
        })
    }

    /// Whether the column holds the values of a period.
    pub fn is_across(&self, column: usize) -> bool {
        matches!(&self.period, PeriodAt::Across(periods) if periods.iter().any(|(at, _)| *at == column))
    }

    /// The column of a condition.
    pub fn column_of(&self, condition: usize) -> Option<usize> {
        self.conditions.iter().find(|(_, index)| *index == condition).map(|(column, _)| *column)
    }
}

/// `GBR: United Kingdom` as code and label; none where it is neither.
fn split<'a>(cell: &Cell<'a>) -> Option<(Cell<'a>, Cell<'a>)> {
    match cell {
        Cell::Bytes(bytes, charset) => {
            let at = bytes.windows(2).position(|pair| pair == b": ")?;
            let (code, label) = (&bytes[..at], &bytes[at + 2..]);
            is_identifier(std::str::from_utf8(code).ok()?)
                .then_some((Cell::Bytes(code, *charset), Cell::Bytes(label, *charset)))
        }
        _ => None,
    }
}

/// Reads a label for the series, after the table's pattern.
pub fn read_label(table: &Table<'_>, label: &str) -> (Fit, Flags) {
    let taken = match &table.pattern {
        Some(pattern) => match pattern.take(label) {
            Some(taken) => taken,
            None => return (Fit::Not, Flags::NONE),
        },
        None => label,
    };
    (fit(taken, table.granularity, table.month), markers::flags_in(label))
}

/// Reads the two labels of an ONS time series: the window that `label` names, else the month that `date` names.
pub fn read_ons(table: &Table<'_>, date: &str, label: &str) -> Fit {
    let month = table.month.or(Some(MonthOfWindow::Middle));
    let beside = match fit(date, Granularity::Month, None) {
        Fit::Is(period) => {
            Some((chrono::Datelike::year(&period.last_day()), chrono::Datelike::month(&period.last_day())))
        }
        _ => None,
    };
    let window = matches!(table.granularity, Granularity::RollingMonths(_));
    match read_window(label, beside).map(|said| fit_said(said, table.granularity, None)) {
        Some(Fit::Is(period)) if window => Fit::Is(period),
        _ => fit(date, table.granularity, if window { month } else { None }),
    }
}

fn place_period(table: &Table<'_>, columns: &Columns, before: &[HeldRow], sheet: &str) -> Result<PeriodAt, ReadError> {
    let find = |name: &_| columns.find(name, table.series);
    match &table.period {
        PeriodPlace::Columns(names) => Ok(PeriodAt::Columns(names.iter().map(find).collect::<Result<_, _>>()?)),
        PeriodPlace::Across(pattern) => across(table, columns, pattern),
        PeriodPlace::Fixed(label) => known(table, label, "`fixed`").map(PeriodAt::Known),
        PeriodPlace::Text(pattern, wanted) => {
            let cells =
                before.iter().flat_map(|row| &row.cells).map(|(_, text)| spaces(text)).chain([Cow::Borrowed(sheet)]);
            let found = cells.into_iter().find_map(|text| pattern.take(&text).map(str::to_owned));
            let label = found.ok_or_else(|| {
                let why =
                    format!("neither a cell above the header nor the sheet's name matches {wanted} (`period.text`)");
                ReadError::NoFigures { series: table.series.to_owned(), why }
            })?;
            known(table, &label, "the text before the header").map(PeriodAt::Known)
        }
        PeriodPlace::Ons => {
            let at = |name: &str| {
                columns.names.iter().position(|known| known == name).ok_or_else(|| columns.missing(name, table.series))
            };
            Ok(PeriodAt::Ons(at("date")?, at("label")?))
        }
    }
}

fn known(table: &Table<'_>, label: &str, place: &str) -> Result<Labelled, ReadError> {
    match read_label(table, label) {
        (Fit::Is(period), flags) => Ok(Labelled { period, label: label.to_owned(), flags }),
        (fit, _) => Err(bad_period(table, place, label, fit)),
    }
}

fn across(table: &Table<'_>, columns: &Columns, pattern: &Pattern) -> Result<PeriodAt, ReadError> {
    let mut found = Vec::new();
    let mut others = Vec::new();
    for (column, name) in columns.names.iter().enumerate().filter(|(_, name)| !name.is_empty()) {
        let Some(label) = pattern.take_or_whole(name) else { continue };
        match read_label(table, label) {
            (Fit::Is(period), _) => {
                let raw = columns.raw.get(column).map_or("", String::as_str);
                let mut flags = Flags::NONE;
                // A note on a column's name is about what the column counts, not about its figures.
                for flag in markers::flags_in(raw).iter().filter(|flag| *flag != Flag::Note) {
                    flags = flags.with(flag);
                }
                found.push((column, Labelled { period, label: spaces(raw).into_owned(), flags }));
            }
            (Fit::Other, _) => others.push(label.to_owned()),
            (fit, _) => return Err(bad_period(table, &format!("column {name}"), label, fit)),
        }
    }
    if found.is_empty() {
        let why = match others.first() {
            Some(other) => {
                format!("the columns that match are periods of another length than {}: `{other}`", table.granularity)
            }
            None => {
                return Err(ReadError::ColumnMissing {
                    series: table.series.to_owned(),
                    wanted: "whose name matches `period.header` (a text without slashes must be the whole name)"
                        .to_owned(),
                    columns: columns.names.iter().filter(|name| !name.is_empty()).cloned().collect(),
                });
            }
        };
        return Err(ReadError::NoFigures { series: table.series.to_owned(), why });
    }
    match respelt(table, columns, pattern, &found) {
        Some((name, inside)) => Err(ReadError::PeriodRespelt {
            series: table.series.to_owned(),
            column: name.to_owned(),
            text: inside.to_owned(),
            taken: found.last().map(|(_, last)| last.label.clone()).unwrap_or_default(),
        }),
        None => Ok(PeriodAt::Across(found)),
    }
}

/// A column that the pattern missed and that is a further period of the series, only spelt otherwise; and how.
fn respelt<'c>(
    table: &Table<'_>,
    columns: &'c Columns,
    pattern: &Pattern,
    found: &[(usize, Labelled)],
) -> Option<(&'c str, &'c str)> {
    let (last, _) = found.last()?;
    let frame = Frame::of(columns.name(*last), pattern.take_or_whole(columns.name(*last))?)?;
    let is_further = |label: &str| match fit(label, table.granularity, table.month) {
        Fit::Is(period) => found.iter().all(|(_, taken)| taken.period != period),
        _ => false,
    };
    // A year alone is also the twelve months to its end: no further period of those.
    let is_of_its_kind =
        |label: &str| table.granularity == Granularity::Year || !label.chars().all(|digit| digit.is_ascii_digit());
    let missed = columns.names.iter().filter(|name| !name.is_empty() && pattern.take_or_whole(name).is_none());
    missed
        .filter_map(|name| Some((name.as_str(), frame.otherwise(name)?)))
        .find(|(_, label)| is_of_its_kind(label) && is_further(label))
}

/// The complaint that a label is no period of the series.
pub fn bad_period(table: &Table<'_>, place: &str, label: &str, fit: Fit) -> ReadError {
    let hint = match fit {
        Fit::NeedsMonth => {
            "; say with `period.month` whether it names the first, the middle or the last month".to_owned()
        }
        _ => match &table.pattern {
            Some(_) => "; look at `period.pattern`".to_owned(),
            None => {
                "; take it out of a longer text with `period.pattern`, or leave the row out with `where` or `until`"
                    .to_owned()
            }
        },
    };
    ReadError::BadPeriod {
        series: table.series.to_owned(),
        place: place.to_owned(),
        text: format!("`{label}`"),
        granularity: table.granularity.to_string(),
        hint,
    }
}
