//! Decode: the bytes of a file as rows of cells, one file a kind.
//!
//! In: a file and its [`Format`]. Out: rows, pushed one by one at the selection; figures at once where the file is of figures.
//! Invariant: text files are streamed; workbooks are only ever read in the worker or where the caller has said that it is one.

pub mod cell;
pub mod csv;
pub mod figures;
pub mod json;
pub mod json_stat;
pub mod ons;
pub mod open;
pub mod spreadsheet;
pub mod superscript;
pub mod transcode;

use super::Reading;
use super::error::ReadError;
use super::select::Selection;
use crate::domain::source::{Format, FormatKind, Source};
use std::path::Path;

/// Reads every series of `source` in this process.
pub fn read(path: &Path, source: &Source, format: &Format) -> Result<Reading, ReadError> {
    if format.kind == FormatKind::Figures {
        return open::with_content(path, format, |_, reader| figures::read(reader, source));
    }
    let mut selection = Selection::new(source, format)?;
    let mut reading = Reading::default();
    match format.kind {
        FormatKind::Spreadsheet => spreadsheet::read(path, &mut selection)?,
        _ => open::with_content(path, format, |head, reader| match format.kind {
            FormatKind::Json => json::read(reader, format, &mut selection),
            FormatKind::JsonStat => json_stat::read(reader, &mut selection),
            FormatKind::OnsJson => ons::read_json(reader, &mut selection, &mut reading),
            FormatKind::OnsCsv => ons::read_csv(reader, &mut selection, &mut reading),
            _ => csv::read(head, reader, format, &mut selection),
        })?,
    }
    reading.series = selection.finish()?;
    Ok(reading)
}
