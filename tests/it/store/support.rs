//! Small stores, files and vintages for the tests.

use chrono::{DateTime, Utc};
use headway::domain::figure::{Figure, Flags, Value};
use headway::domain::period::Period;
use headway::domain::source::{Coverage, Format, FormatKind, Source};
use headway::domain::vintage::NewVintage;
use headway::ingest::read::{Reading, SeriesReading};
use headway::store::{FileRow, Store};
use std::collections::BTreeMap;
use std::path::Path;
use tempfile::TempDir;

pub fn day(day: i64) -> DateTime<Utc> {
    DateTime::from_timestamp(1_700_000_000 + day * 86_400, 0).unwrap()
}

pub fn file_row(sha256: &str, address: &str) -> FileRow {
    FileRow {
        sha256: sha256.to_owned(),
        bytes: 1,
        media_type: "text/csv".to_owned(),
        asked: address.to_owned(),
        answered: address.to_owned(),
        headers: BTreeMap::from([("etag".to_owned(), "\"a\"".to_owned())]),
        retrieved_at: day(0),
    }
}

pub fn store() -> (TempDir, Store) {
    let folder = TempDir::new().unwrap();
    let store = Store::open(folder.path()).unwrap();
    (folder, store)
}

pub fn figure(period: &str, value: &str) -> Figure {
    Figure {
        period: Period::parse(period).unwrap(),
        label: format!("label of {period}"),
        value: Value::Number(value.parse().unwrap()),
        flags: Flags::NONE,
        cell: format!("Sheet!{period}"),
        evidence: None,
    }
}

/// A live vintage of a whole file, edition and recording on `at`.
pub fn vintage(store: &Store, at: i64, figures: &[(&str, &str)]) -> NewVintage {
    let lines: Vec<_> = figures.iter().map(|(period, value)| format!("{period},{value}\n")).collect();
    let text = format!("edition {at}\n{}", lines.concat());
    let file = store.archive(text.as_bytes(), &file_row("", "https://publisher.example/file.csv")).unwrap();
    NewVintage {
        series: "cars.electric.uk.month".to_owned(),
        source: "cars".to_owned(),
        file,
        table: TABLE.to_owned(),
        route: Some(0),
        released_at: None,
        edition_at: day(at),
        recorded_at: day(at),
        live: true,
        coverage: Coverage::Whole,
        figures: figures.iter().map(|(period, value)| figure(period, value)).collect(),
    }
}

/// The source's table.
pub const TABLE: &str = r#"
id = "cars"
title = "Cars"
publisher = "Department for Transport"
page = "https://publisher.example/cars"
licence = { name = "Open Government Licence v3.0", open = true }
[[route]]
locate = { kind = "fixed", address = "https://publisher.example/file.csv" }
format = { kind = "csv" }
"#;

/// Reads what [`vintage`] archives.
pub fn read_again(path: &Path, _source: &Source, format: &Format) -> Result<Reading, String> {
    assert_eq!(format.kind, FormatKind::Csv);
    let text = std::fs::read_to_string(path).map_err(|error| error.to_string())?;
    let lines = text.lines().skip(1).filter_map(|line| line.split_once(','));
    let figures = lines.map(|(period, value)| figure(period, value)).collect();
    Ok(Reading {
        series: vec![SeriesReading { series: SERIES.to_owned(), figures, ..SeriesReading::default() }],
        ..Reading::default()
    })
}

pub const SERIES: &str = "cars.electric.uk.month";

/// `period=value` of every figure known at `as_of`.
pub fn known(store: &Store, as_of: Option<DateTime<Utc>>) -> Vec<String> {
    let figures = store.figures(SERIES, as_of).unwrap();
    figures.iter().map(|recorded| format!("{}={}", recorded.figure.period, recorded.figure.value.text())).collect()
}
