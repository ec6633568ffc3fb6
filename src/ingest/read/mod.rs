//! Reading: from the bytes of a file to the figures of its series (decode → select).
//!
//! In: a file, the [`Source`] that it came from and the route's format. Out: [`Reading`].
//! Invariant: pure; reads nothing but the file; a workbook is read in a worker process with limits of its own; memory stays
//! constant in the size of a text file.

mod decode;
mod error;
mod select;
mod words;
pub mod worker;

pub use decode::figures::{Preamble, parse_preamble, write as write_figures};
pub use error::ReadError;

use crate::domain::figure::{Figure, Flags, Value};
use crate::domain::period::{Granularity, Period};
use crate::domain::source::{Format, FormatKind, Source};
use chrono::{DateTime, Utc};
use std::path::{Path, PathBuf};

/// What a file says.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Reading {
    /// Figures by series, in the order of the source's table.
    pub series: Vec<SeriesReading>,
    /// The publisher's own date of release, where the file states it.
    pub released_at: Option<DateTime<Utc>>,
    /// What orders this edition among others, where the file states it.
    pub edition_at: Option<DateTime<Utc>>,
    /// How many rows the longest table of the file has, its header and notes included.
    pub rows: u64,
    /// The publisher's announcement of the next release, as written in the file.
    pub next_release: Option<String>,
}

/// The figures of one series.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct SeriesReading {
    /// The series.
    pub series: String,
    /// Its figures in period order.
    pub figures: Vec<Figure>,
    /// What the table says the file must say (`says`) and it does not.
    pub unsaid: Vec<String>,
}

/// The period that a publisher's label names for a series of this granularity: the grammar by itself, without a file.
pub fn period_in(label: &str, granularity: Granularity) -> Option<Period> {
    match words::period_fit::fit(label, granularity, None) {
        words::period_fit::Fit::Is(period) => Some(period),
        _ => None,
    }
}

/// What the text of a value cell says, by the marks that all publishers share: the grammar by itself, without a file.
pub fn value_in(text: &str) -> Option<(Value, Flags)> {
    words::value_text::read_text(text, &words::value_text::OwnMarkers::new())
}

/// Reads files: text here, workbooks in a worker.
#[derive(Clone, Debug)]
pub struct Reader {
    worker: Option<PathBuf>,
}

impl Reader {
    /// Reads workbooks in a process of its own: `executable` is the `headway` binary.
    pub fn with_worker(executable: PathBuf) -> Self {
        Self { worker: Some(executable) }
    }

    /// Reads workbooks in this process: for tests, and in the worker itself.
    pub fn in_process() -> Self {
        Self { worker: None }
    }

    /// Reads every series of `source` from the file at `path`, laid out as `format` says.
    pub fn read(&self, path: &Path, source: &Source, format: &Format) -> Result<Reading, ReadError> {
        match (&self.worker, format.kind) {
            (Some(executable), FormatKind::Spreadsheet) => worker::ask(executable, path, source, format),
            _ => decode::read(path, source, format),
        }
    }

    /// Reads the file by the first of the source's routes whose format fits its first bytes and can be read; says which that was.
    pub fn read_any(&self, path: &Path, source: &Source) -> Result<(usize, Reading), ReadError> {
        let head = decode::open::head_of(path)?;
        let nature = decode::open::Nature::of(&head);
        let fitting =
            source.routes.iter().enumerate().filter(|(_, route)| decode::open::fits(nature, &head, route.format.kind));
        let mut first_error = None;
        for (index, route) in fitting {
            match self.read(path, source, &route.format) {
                Ok(reading) => return Ok((index, reading)),
                Err(error) => {
                    first_error.get_or_insert(error);
                }
            }
        }
        Err(first_error.unwrap_or_else(|| {
            let kinds: Vec<_> =
                source.routes.iter().map(|route| decode::open::kind_in_words(route.format.kind)).collect();
            let expected = if kinds.is_empty() {
                "anything that a route of the source reads: it has none".to_owned()
            } else {
                kinds.join(" or ")
            };
            match nature {
                decode::open::Nature::Empty => ReadError::Empty,
                other => ReadError::NotTheFormat { expected, found: other.words().to_owned() },
            }
        }))
    }
}
