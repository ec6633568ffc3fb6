//! What the rows of one series that count say: periods, values, states.
//!
//! In: rows under a header that meet every condition. Out: a [`Tally`] of figures, or what cannot be read and where it stands.
//! Invariant: a row that has a value has a readable period and a readable value, or is an error that says where it stands; a row
//! with neither (a blank row, a footnote, a section title) is passed over; where a kind of file repeats rows, a copy counts once.

use super::super::decode::cell::{Cell, Row};
use super::super::error::ReadError;
use super::super::words::period_fit::Fit;
use super::findings::{differences, filter_in_words};
use super::plan::{Labelled, PeriodAt, Plan, bad_period, read_label, read_ons};
use super::table::Table;
use super::tally::{Clash, FoundValue, Tally};
use super::values::Reader;
use crate::domain::figure::{Figure, Flags};
use crate::domain::period::Period;
use crate::domain::source::Aggregate;
use rust_decimal::prelude::ToPrimitive as _;
use sha2::Digest;
use std::collections::{BTreeMap, HashSet};

/// The figures of a series as its rows go by.
#[derive(Debug, Default)]
pub struct Gathered {
    tally: Tally,
    last_label: Option<(String, Fit, Flags)>,
    firsts: BTreeMap<Period, Vec<(usize, String)>>,
    /// A label that is a period of another length.
    pub other_length: Option<String>,
    /// Rows that were taken, where the kind of file has copies: the first half of the SHA-256 of what tells them apart.
    taken: HashSet<[u8; 16]>,
}

impl Gathered {
    /// Whether no figure was found.
    pub fn is_empty(&self) -> bool {
        self.tally.is_empty()
    }

    /// All figures in period order.
    pub fn finish(self, table: &Table<'_>) -> Vec<Figure> {
        self.tally.finish(table.aggregate, &filter_in_words(table))
    }

    /// Takes what a row says.
    pub fn take(&mut self, table: &Table<'_>, plan: &Plan, row: &mut Row<'_>) -> Result<(), ReadError> {
        let reader = Reader { table, plan };
        if plan.identity.as_ref().is_some_and(|identity| !self.is_new(identity, row)) {
            return Ok(());
        }
        match &plan.period {
            PeriodAt::Across(periods) => self.take_across(&reader, row, periods),
            _ => self.take_row(&reader, row),
        }
    }

    /// Whether the row is no copy of one that was taken.
    fn is_new(&mut self, identity: &[usize], row: &mut Row<'_>) -> bool {
        let mut hash = sha2::Sha256::new();
        for column in identity {
            hash.update(row.cell(*column).text().as_bytes());
            hash.update([0x1f]);
        }
        let whole: [u8; 32] = hash.finalize().into();
        self.taken.insert(std::array::from_fn(|at| whole[at]))
    }

    /// Periods run across: each matching column has a value.
    fn take_across(
        &mut self,
        reader: &Reader<'_, '_, '_>,
        row: &mut Row<'_>,
        periods: &[(usize, Labelled)],
    ) -> Result<(), ReadError> {
        let status = reader.status(row)?;
        let sums = reader.table.sums();
        // A sum of one value shows its place: that of the first.
        let first = sums && self.tally.is_empty();
        if sums {
            // Every period's sum is over this row: its hash is one for all of them.
            self.tally.row_of_all(|hash| digest(hash, row));
        }
        for (column, at) in periods {
            let mut found = reader.value(row, *column, &status)?;
            if first {
                found.place = row.place_of(*column, reader.plan.columns.name(*column));
            }
            if sums {
                self.tally.add(at, std::iter::once(found), None::<fn(&mut sha2::Sha256)>);
            } else {
                self.record(reader, row, at, vec![found])?;
            }
        }
        Ok(())
    }

    /// The row has one period and one value, or several that are summed.
    fn take_row(&mut self, reader: &Reader<'_, '_, '_>, row: &mut Row<'_>) -> Result<(), ReadError> {
        let (column, label, fit, flags) = self.period(reader, row);
        let Fit::Is(period) = fit else {
            return self.without_period(reader, row, column, &label, fit);
        };
        let at = Labelled { period, label, flags };
        let status = reader.status(row)?;
        let values = reader.plan.values.iter();
        let found = values.map(|column| reader.value(row, *column, &status)).collect::<Result<_, _>>()?;
        self.record(reader, row, &at, found)
    }

    /// The period of a row: the column that it stands in, its label and what that means.
    fn period(&mut self, reader: &Reader<'_, '_, '_>, row: &mut Row<'_>) -> (usize, String, Fit, Flags) {
        let plan = reader.plan;
        let (column, label) = match &plan.period {
            PeriodAt::Known(known) => return (0, known.label.clone(), Fit::Is(known.period), known.flags),
            PeriodAt::Ons(date, label) => {
                let (dated, labelled) = (row.cell(*date), row.cell(*label));
                let shown = if labelled.is_blank() { dated.text() } else { labelled.text() };
                let fit = read_ons(reader.table, &dated.text(), &labelled.text());
                return (*date, shown.into_owned(), fit, Flags::NONE);
            }
            PeriodAt::Columns(columns) => {
                let texts: Vec<_> =
                    columns.iter().map(|column| label_text(&plan.cell(row, *column), reader.table.from_1904)).collect();
                (columns.first().copied().unwrap_or(0), texts.join(" ").trim().to_owned())
            }
            PeriodAt::Across(_) => (0, String::new()),
        };
        match &self.last_label {
            Some((last, fit, flags)) if *last == label => (column, label, *fit, *flags),
            _ => {
                let (fit, flags) = read_label(reader.table, &label);
                self.last_label = Some((label.clone(), fit, flags));
                (column, label, fit, flags)
            }
        }
    }

    /// A row whose period cannot be read: an error where it has a value, else passed over.
    fn without_period(
        &mut self,
        reader: &Reader<'_, '_, '_>,
        row: &mut Row<'_>,
        column: usize,
        label: &str,
        fit: Fit,
    ) -> Result<(), ReadError> {
        if fit == Fit::Other {
            self.other_length.get_or_insert_with(|| label.to_owned());
            return Ok(());
        }
        let plan = reader.plan;
        if !plan.values.iter().any(|column| reader.is_value(&plan.cell(row, *column))) {
            return Ok(());
        }
        let place = row.place_of(column, plan.columns.name(column));
        Err(bad_period(reader.table, &place, label, fit))
    }

    fn record(
        &mut self,
        reader: &Reader<'_, '_, '_>,
        row: &mut Row<'_>,
        at: &Labelled,
        mut found: Vec<FoundValue>,
    ) -> Result<(), ReadError> {
        let same = match reader.table.aggregate {
            Some(Aggregate::Sum | Aggregate::SumAtLeast) => {
                self.tally.add(at, found.into_iter(), Some(|hash: &mut sha2::Sha256| digest(hash, row)));
                return Ok(());
            }
            other => other == Some(Aggregate::Same),
        };
        let Some(found) = found.pop() else { return Ok(()) };
        match self.tally.one(at, found, same) {
            Ok(()) => {
                self.remember(row, at.period);
                Ok(())
            }
            Err(clash) => Err(self.several(reader, row, clash)),
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

    fn several(&self, reader: &Reader<'_, '_, '_>, row: &mut Row<'_>, clash: Clash) -> ReadError {
        let differences =
            self.firsts.get(&clash.period).map(|first| differences(reader.plan, first, row)).unwrap_or_default();
        let blank =
            if clash.one_is_blank { "; one is blank: `is_not = \"\"` on the value's column leaves it out" } else { "" };
        ReadError::SeveralValues {
            series: reader.table.series.to_owned(),
            period: clash.period.label(),
            first: clash.first,
            second: format!("{}{differences}{blank}", clash.second),
        }
    }
}

/// A row in a sum's hash: each cell's text and the byte 1F, a line feed at the end.
fn digest(hash: &mut sha2::Sha256, row: &mut Row<'_>) {
    for column in 0..row.width() {
        hash.update(row.cell(column).text().as_bytes());
        hash.update([0x1f]);
    }
    hash.update(b"\n");
}

/// The text of a cell that may be part of a period: 2018.0 is 2018, and a bare day of a workbook that counts from 1904 is counted from
/// 1900, as all others are.
pub fn label_text(cell: &Cell<'_>, from_1904: bool) -> String {
    const BETWEEN: i64 = 1462;
    match cell {
        Cell::Number(number) => {
            let number = number.normalize();
            let day = number.to_i64().filter(|day| from_1904 && number.is_integer() && is_day(day + BETWEEN));
            day.map_or_else(|| number.to_string(), |day| (day + BETWEEN).to_string())
        }
        other => other.text().into_owned(),
    }
}

/// The numbers that the period grammar takes for days.
fn is_day(number: i64) -> bool {
    (30_000..60_000).contains(&number)
}
