//! Reading: from the bytes of a file to the figures of its series (decode → select).
//!
//! In: a file, the [`Source`] that it came from and the route's format. Out: [`Reading`].
//! Invariant: pure; reads nothing but the file; a workbook is read in a worker process with limits of its own; memory stays
//! constant in the size of a text file.

use crate::domain::figure::Figure;
use crate::domain::source::{Format, Source};
use chrono::{DateTime, Utc};
use std::path::Path;

/// What a file says.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Reading {
    /// Figures by series, in the order of the source's table.
    pub series: Vec<SeriesReading>,
    /// The publisher's own date of release, where the file states it.
    pub released_at: Option<DateTime<Utc>>,
    /// The publisher's announcement of the next release, as written in the file.
    pub next_release: Option<String>,
}

/// The figures of one series.
#[derive(Clone, Debug, PartialEq)]
pub struct SeriesReading {
    /// The series.
    pub series: String,
    /// Its figures in period order.
    pub figures: Vec<Figure>,
}

/// A file that cannot be read.
#[derive(Debug, thiserror::Error)]
pub enum ReadError {
    /// To be replaced.
    #[error("{0}")]
    Todo(String),
}

/// Reads every series of `source` from the file at `path`, laid out as `format` says.
pub fn read_file(path: &Path, source: &Source, format: &Format) -> Result<Reading, ReadError> {
    let _ = (path, source, format);
    todo!()
}
