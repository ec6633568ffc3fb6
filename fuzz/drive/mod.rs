//! What every fuzz target does with its bytes; the corpus is replayed through the same functions by `tests/it/corpora.rs`.
//!
//! In: bytes. Out: nothing, or a panic: reading broke down, or what it read is not sound.
//! Invariant: the first bytes choose kind, encoding and table; the rest is the text or file as it stands, so that a corpus can be
//! written and read by hand.

#![allow(dead_code, reason = "each fuzz target uses one of these functions")]

mod book;
mod tables;

use headway::domain::period::{Granularity, Period};
use headway::domain::source::{Format, FormatKind, Source};
use headway::ingest::read::{ReadError, Reader, Reading, period_in, value_in};
use std::cell::RefCell;
use std::io::Write;

/// A target: its name, and what it does.
pub type Target = (&'static str, fn(&[u8], &Reader));

/// All targets.
pub const TARGETS: [Target; 5] =
    [("csv", csv), ("json", json), ("period", period), ("spreadsheet", spreadsheet), ("value", value)];

/// A reader without a worker process.
pub fn here() -> Reader {
    Reader::in_process()
}

/// First byte: kind; second: encoding; third: delimiter; fourth: table; then the file.
pub fn csv(bytes: &[u8], reader: &Reader) {
    let Some(([kind, encoding, delimiter, table], file)) = bytes.split_first_chunk() else { return };
    let kinds = [
        FormatKind::Csv,
        FormatKind::SdmxCsv,
        FormatKind::Fingertips,
        FormatKind::Nomis,
        FormatKind::OnsCsv,
        FormatKind::Figures,
    ];
    let format = Format {
        encoding: of(&ENCODINGS, *encoding).map(str::to_owned),
        delimiter: *of(&[None, Some(';'), Some('\t'), Some('|')], *delimiter),
        ..plain(*of(&kinds, *kind))
    };
    let source = of(tables::of(format.kind), *table);
    sound(source, read(file, reader, source, &format));
}

const ENCODINGS: [Option<&str>; 5] =
    [None, Some("windows-1252"), Some("macintosh"), Some("utf-16le"), Some("utf-16be")];

/// First byte: kind; second: rows; third: table; then the file.
pub fn json(bytes: &[u8], reader: &Reader) {
    let Some(([kind, rows, table], file)) = bytes.split_first_chunk() else { return };
    let kind = *of(&[FormatKind::Json, FormatKind::JsonStat, FormatKind::OnsJson], *kind);
    let paths = ["$[*]", "$.data[*]", "$..[?@.Year]", "$.*.*", "$"];
    let rows = (kind == FormatKind::Json).then(|| (*of(&paths, *rows)).to_owned());
    let source = of(tables::of(kind), *table);
    sound(source, read(file, reader, source, &Format { rows, ..plain(kind) }));
}

/// First byte: table; second: XLSX or ODS from its parts, or a file as it stands; then those.
pub fn spreadsheet(bytes: &[u8], reader: &Reader) {
    let Some(([table, kind], parts)) = bytes.split_first_chunk() else { return };
    let source = of(tables::of(FormatKind::Spreadsheet), *table);
    let file = book::of_kind(*kind, parts);
    sound(source, read(&file, reader, source, &plain(FormatKind::Spreadsheet)));
}

/// First byte: granularity; then a label.
pub fn period(bytes: &[u8], _reader: &Reader) {
    let Some((granularity, label)) = bytes.split_first() else { return };
    let label = String::from_utf8_lossy(label);
    let granularity = *of(&GRANULARITIES, *granularity);
    if let Ok(period) = Period::parse(&label) {
        assert_eq!(period.label(), label, "a canonical label is read as it is written");
        reads_back(period);
    }
    if let Some(period) = period_in(&label, granularity) {
        assert_eq!(period.granularity(), granularity, "`{label}`");
        assert_eq!(period_in(&period.label(), granularity), Some(period), "`{label}`");
        reads_back(period);
    }
}

const GRANULARITIES: [Granularity; 13] = [
    Granularity::Year,
    Granularity::Quarter,
    Granularity::Month,
    Granularity::Week,
    Granularity::FinancialYear,
    Granularity::AcademicYear,
    Granularity::YearEnding,
    Granularity::RollingMonths(3),
    Granularity::RollingMonths(12),
    Granularity::RollingYears(3),
    Granularity::Day,
    Granularity::Minutes(30),
    Granularity::Minutes(5),
];

fn reads_back(period: Period) {
    assert_eq!(Period::parse(&period.label()).as_ref(), Ok(&period), "{period:?}");
    assert!(period.start() < period.end(), "{period:?}");
    assert!(period.next().is_none_or(|next| next > period), "{period:?}");
}

/// A cell's text.
pub fn value(bytes: &[u8], _reader: &Reader) {
    let text = String::from_utf8_lossy(bytes);
    let Some((value, flags)) = value_in(&text) else { return };
    assert!(
        flags
            .to_string()
            .split(';')
            .all(|word| word.is_empty() || word.chars().all(|letter| letter.is_alphabetic() || letter == '_'))
    );
    if value.number().is_some() {
        let again = value_in(&value.text()).map(|(again, _)| again);
        assert_eq!(again, Some(value), "`{text}`: a number is read as it is written");
    }
}

fn of<T>(choices: &[T], byte: u8) -> &T {
    &choices[usize::from(byte) % choices.len()]
}

fn plain(kind: FormatKind) -> Format {
    Format::of(kind)
}

/// Reads the bytes as a file of a publisher.
fn read(bytes: &[u8], reader: &Reader, source: &Source, format: &Format) -> Result<Reading, ReadError> {
    thread_local!(static FILE: RefCell<Option<tempfile::NamedTempFile>> = const { RefCell::new(None) });
    FILE.with_borrow_mut(|file| {
        // In memory where the system has such a folder: a fuzzer writes thousands of files in a second.
        let file = file.get_or_insert_with(|| {
            let made = tempfile::NamedTempFile::new_in("/dev/shm").or_else(|_| tempfile::NamedTempFile::new());
            made.unwrap_or_else(|error| panic!("no folder for files: {error}"))
        });
        let opened = std::fs::File::create(file.path()).and_then(|mut file| file.write_all(bytes));
        opened.unwrap_or_else(|error| panic!("cannot write a file: {error}"));
        reader.read(file.path(), source, format)
    })
}

/// What was read must be figures as every other room expects them; an error must have words.
fn sound(source: &Source, reading: Result<Reading, ReadError>) {
    let reading = match reading {
        Ok(reading) => reading,
        Err(error) => return assert!(!error.to_string().is_empty() && !broke_down(&error), "{error}"),
    };
    assert_eq!(reading.series.len(), source.series.len(), "every series is read or there is an error");
    for (read, series) in reading.series.iter().zip(&source.series) {
        assert_eq!(read.series, series.id);
        assert!(!read.figures.is_empty(), "{}: no figures and no error", series.id);
        assert!(
            read.figures.is_sorted_by(|one, next| one.period < next.period),
            "{}: out of order, or twice",
            series.id
        );
        for figure in &read.figures {
            assert_eq!(figure.period.granularity(), series.granularity);
            assert!(!figure.cell.is_empty(), "a figure without a place");
            reads_back(figure.period);
        }
    }
}

/// Whether a worker died in our own code, as against in a library.
fn broke_down(error: &ReadError) -> bool {
    matches!(error, ReadError::Worker(words) if words.contains("panicked at src"))
}
