//! Select: which rows and columns of a file make each series, by header text.
//!
//! In: rows, as a decoder finds them. Out: the figures of every series of the source, from one pass over the file.
//! Invariant: a row is offered to every series; a series that has all it needs is not asked again; nothing but the figures and
//! the head of the table is kept.

pub mod dialect;
pub mod findings;
pub mod gather;
pub mod header;
pub mod pattern;
pub mod plan;
pub mod respelt;
pub mod series;
pub mod sieve;
pub mod summands;
pub mod table;
pub mod tally;
pub mod told;
pub mod values;

use super::SeriesReading;
use super::decode::cell::Row;
use super::error::ReadError;
use crate::domain::source::{Format, FormatKind, Source};
use dialect::Dialect;
use series::SeriesSelection;
use sieve::Sieve;
use table::Table;
use told::Told;

/// Whether a decoder should go on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Flow {
    /// More rows are wanted.
    More,
    /// No series wants another row of this sheet.
    Stop,
}

/// All series of a source, looking for their figures.
#[derive(Debug)]
pub struct Selection<'s> {
    names: Vec<&'s str>,
    series: Vec<SeriesSelection<'s>>,
    sheets: Vec<String>,
    own: Vec<String>,
    rows: u64,
    told: Option<Told>,
}

impl<'s> Selection<'s> {
    /// Compiles the table of each series.
    pub fn new(source: &'s Source, format: &Format) -> Result<Self, ReadError> {
        let tables =
            source.series.iter().map(|series| Table::compile(series, format)).collect::<Result<Vec<_>, _>>()?;
        let told = (format.kind == FormatKind::Nomis).then(Told::default);
        let names = source.series.iter().map(|series| series.id.as_str()).collect();
        Ok(Self {
            names,
            series: tables.into_iter().map(SeriesSelection::new).collect(),
            sheets: Vec::new(),
            own: Vec::new(),
            rows: 0,
            told,
        })
    }

    /// Says which sheets there are, for messages.
    pub fn sheets(&mut self, names: &[String]) {
        self.sheets = names.to_vec();
    }

    /// What the file says of itself: its title, its unit.
    pub fn own_words(&mut self, words: impl Iterator<Item = String>) {
        self.own.extend(words);
    }

    /// A table of the file has this many rows, its header and notes included.
    pub fn table_has(&mut self, rows: u64) {
        self.rows = self.rows.max(rows);
    }

    /// How many rows the longest table of the file has.
    pub fn rows(&self) -> u64 {
        self.rows
    }

    /// What separates the values of a text file.
    pub fn separated_by(&mut self, delimiter: u8) {
        for series in &mut self.series {
            series.table.decimal_comma = delimiter == b';' && series.table.dialect == Dialect::Sdmx;
        }
    }

    /// Whether the workbook counts days from 1904: a bare number for a day is then 1,462 days later than it looks.
    pub fn counts_days_from_1904(&mut self, from_1904: bool) {
        for series in &mut self.series {
            series.table.from_1904 = from_1904;
        }
    }

    /// Whether any series may be in the sheet.
    pub fn wants(&self, sheet: &str) -> bool {
        self.series.iter().any(|series| series.wants(sheet))
    }

    /// What knows the records of a text file that no series can want.
    pub fn sieve(&self) -> Option<Sieve> {
        if self.told.is_some() {
            return None;
        }
        Sieve::new(self.series.iter().map(|series| &series.table))
    }

    /// A sheet begins; a text file is one without a name.
    pub fn begin(&mut self, sheet: &str) {
        self.series.iter_mut().for_each(|series| series.begin(sheet));
    }

    /// A row goes by.
    pub fn row(&mut self, row: &mut Row<'_>) -> Result<Flow, ReadError> {
        let mut flow = Flow::Stop;
        if let Some(told) = &mut self.told {
            told.hear(row);
            flow = Flow::More;
        }
        for series in &mut self.series {
            series.row(row)?;
            if !series.is_idle() {
                flow = Flow::More;
            }
        }
        Ok(flow)
    }

    /// A sheet ends.
    pub fn end(&mut self) -> Result<(), ReadError> {
        if let Some(told) = &self.told {
            told.judge(self.rows)?;
        }
        self.series.iter_mut().try_for_each(SeriesSelection::end)
    }

    /// The figures of every series, in the order of the source's table.
    pub fn finish(self) -> Result<Vec<SeriesReading>, ReadError> {
        let Self { names, series, sheets, own, .. } = self;
        names
            .into_iter()
            .zip(series)
            .map(|(name, series)| {
                let unsaid = series.unsaid(&own);
                let figures = series.finish(&sheets)?;
                Ok(SeriesReading { series: name.to_owned(), figures, unsaid })
            })
            .collect()
    }
}
