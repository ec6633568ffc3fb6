//! Decode: the bytes of a file as rows of cells, one file a kind.
//!
//! In: a file and its [`Format`]. Out: rows, pushed one by one at the selection; figures at once where the file is of figures.
//! Invariant: text files are streamed; workbooks are only ever read in the worker or where the caller has said that it is one.

pub mod cell;
pub mod csv;
pub mod delimiter;
pub mod figures;
pub mod json;
pub mod json_stat;
pub mod ods_end;
pub mod ods_text;
pub mod ons;
pub mod open;
pub mod spreadsheet;
pub mod superscript;
pub mod transcode;
pub mod whole_record;
pub mod xls_text;

use super::Reading;
use super::error::ReadError;
use super::select::Selection;
use crate::domain::source::{Format, FormatKind, Source};
use std::path::Path;

/// Which records of a text file are offered to the selection.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Pace {
    /// Those that some series could want.
    Sieved,
    /// All.
    Every,
}

/// Reads every series of `source` in this process.
pub fn read(path: &Path, source: &Source, format: &Format) -> Result<Reading, ReadError> {
    if format.kind == FormatKind::Figures {
        return open::with_content(path, format, |_, reader| figures::read(reader, source));
    }
    match read_by_rows(path, source, format, Pace::Sieved) {
        // What stands in the records that were passed over is told only by those who read them all.
        Err(ReadError::NoFigures { .. }) if format.kind.is_csv() => read_by_rows(path, source, format, Pace::Every),
        other => other,
    }
}

fn read_by_rows(path: &Path, source: &Source, format: &Format, pace: Pace) -> Result<Reading, ReadError> {
    let mut selection = Selection::new(source, format)?;
    let mut reading = Reading::default();
    match format.kind {
        FormatKind::Spreadsheet => spreadsheet::read(path, &mut selection)?,
        _ => open::with_content(path, format, |head, reader| match format.kind {
            FormatKind::Json => json::read(reader, format, &mut selection),
            FormatKind::JsonStat => json_stat::read(reader, &mut selection),
            FormatKind::OnsJson => ons::read_json(reader, &mut selection, &mut reading),
            FormatKind::OnsCsv => ons::read_csv(reader, &mut selection, &mut reading),
            _ => csv::read(head, reader, format, pace, &mut selection),
        })?,
    }
    reading.rows = selection.rows();
    reading.series = selection.finish()?;
    Ok(reading)
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::fmt::Write as _;
    use std::io::Write;

    fn source(aggregate: &str) -> Source {
        let head = r#"
            id = "test"
            title = "t"
            publisher = "p"
            page = "https://example.org"
            licence = { name = "OGL", open = true }
            [[route]]
            locate = { kind = "fixed", address = "https://example.org" }
            format = { kind = "csv" }
            [[series]]
            id = "s"
            title = "t"
            unit = "u"
            place = "p"
            population = "p"
            granularity = "year"
        "#;
        let select =
            r#"where = [{ column = "code", is = ["abc", "x abd"] }], period = { column = "year" }, value = "value""#;
        toml::from_str(&format!("{head}\nselect = {{ {select}{aggregate} }}")).unwrap()
    }

    proptest::proptest! {
        /// Whatever stands around the records that are wanted: the same figures, cells and complaints.
        #[test]
        fn passing_records_over_changes_nothing(
            rows in proptest::collection::vec((0_usize..12, "[abc,\"\r\n é\\[]{0,12}", 0_u32..30), 0..60),
            same in proptest::bool::ANY,
        ) {
            let mut text = "code,year,value,note\n".to_owned();
            text.push_str(&"none,1999,1,\n".repeat(105));
            for (kind, note, year) in rows {
                let code = ["abc", "ABC ", "\"abc\"", "x\u{a0}abd", "\"x\r\nABD\"", "abd", "ab[note 1]c", "a\"bc", "\"\"", "", "ab\u{ad}c", "x  abd"][kind];
                let (quoted, bare) = (note.replace('"', "\"\""), note.replace(['\r', '\n'], "\""));
                write!(text, "{code},{},{year},\"{quoted}\"\r\nnone,2000,1,{bare}\n", 2000 + year).unwrap();
            }
            let mut file = tempfile::NamedTempFile::new().unwrap();
            file.write_all(text.as_bytes()).unwrap();
            let source = source(if same { ", aggregate = \"same\"" } else { ", aggregate = \"sum\"" });
            let format = &source.routes[0].format;
            let every = read_by_rows(file.path(), &source, format, Pace::Every);
            proptest::prop_assert_eq!(read(file.path(), &source, format), every);
        }
    }
}
