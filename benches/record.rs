//! What the store costs: recording, reading now and then, and beside it what SQLite costs by itself.
//!
//! `HEADWAY_BENCH_SERIES=10000 cargo bench --bench record` also loads so many series of 240 periods in five editions, a tenth
//! of them revised, and says what each edition took and how large the store is beside one that keeps every row. With
//! `HEADWAY_BENCH_STATE=folder` the store is made in that folder and stays there, for `benches/serve_start.sh` to start on.

#![allow(clippy::unwrap_used, clippy::print_stdout, missing_docs, reason = "a bench says what went wrong by failing")]

use chrono::{DateTime, TimeDelta, Utc};
use divan::{Bencher, black_box};
use headway::domain::figure::{Figure, Flags, Value};
use headway::domain::period::Period;
use headway::domain::source::Coverage;
use headway::domain::vintage::NewVintage;
use headway::store::{FileRow, Store};
use rust_decimal::Decimal;
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::time::Instant;
use tempfile::TempDir;

const EDITIONS: u32 = 5;

fn main() {
    divan::main();
    if let Some(series) = std::env::var("HEADWAY_BENCH_SERIES").ok().and_then(|series| series.parse().ok()) {
        load(series);
    }
}

fn at(edition: u32) -> DateTime<Utc> {
    DateTime::from_timestamp(1_600_000_000, 0).unwrap() + TimeDelta::days(i64::from(edition) * 30)
}

fn months(count: usize) -> Vec<Period> {
    let first = Period::month(1990, 1).unwrap();
    std::iter::successors(Some(first), Period::next).take(count).collect()
}

/// A series of monthly figures; a tenth of them is revised from edition to edition.
fn vintage(file: &str, series: u32, edition: u32, periods: &[Period]) -> NewVintage {
    let value = |month: usize| {
        let month = u32::try_from(month).unwrap();
        let revision = if (month + edition).is_multiple_of(10) { edition } else { 0 };
        Value::Number(Decimal::new(i64::from(series * 31 + month * 7 + revision * 1000), 1))
    };
    let figures = periods.iter().enumerate().map(|(month, period)| Figure {
        period: *period,
        label: period.label(),
        value: value(month),
        flags: Flags::NONE,
        cell: format!("Sheet 1!C{}", month + 6),
        evidence: None,
    });
    NewVintage {
        series: format!("series-{series:05}.uk.month"),
        source: "bench".to_owned(),
        file: file.to_owned(),
        table: "title = \"Bench\"".to_owned(),
        route: Some(0),
        released_at: None,
        edition_at: at(edition),
        recorded_at: at(edition),
        live: true,
        coverage: Coverage::Whole,
        figures: figures.collect(),
    }
}

fn archive(store: &Store, edition: u32) -> String {
    let address = "https://publisher.example/file.csv".to_owned();
    let row = FileRow {
        sha256: String::new(),
        bytes: 0,
        media_type: "text/csv".to_owned(),
        asked: address.clone(),
        answered: address,
        headers: BTreeMap::new(),
        retrieved_at: at(edition),
    };
    store.archive(format!("edition {edition}").as_bytes(), &row).unwrap()
}

fn store() -> (TempDir, Store, String) {
    let folder = TempDir::new_in(env!("CARGO_TARGET_TMPDIR")).unwrap();
    let store = Store::open(folder.path()).unwrap();
    let file = archive(&store, 0);
    (folder, store, file)
}

/// A first vintage of 240 periods, one durable commit.
#[divan::bench]
fn record_first_vintage_of_240(bencher: Bencher) {
    let (_folder, store, file) = store();
    let periods = months(240);
    let mut series = 0;
    bencher
        .with_inputs(|| {
            series += 1;
            vintage(&file, series, 1, &periods)
        })
        .bench_local_values(|vintage| store.record(&vintage).unwrap());
}

/// An edition of 240 periods of which one was revised, one durable commit.
#[divan::bench]
fn record_one_revised_figure_of_240(bencher: Bencher) {
    let (_folder, store, file) = store();
    let periods = months(240);
    store.record(&vintage(&file, 1, 0, &periods)).unwrap();
    let mut edition = 0;
    bencher
        .with_inputs(|| {
            edition += 1;
            let mut vintage = vintage(&file, 1, 0, &periods);
            (vintage.edition_at, vintage.recorded_at) = (at(edition), at(edition));
            vintage.figures[239].value = Value::Number(Decimal::from(edition));
            vintage
        })
        .bench_local_values(|vintage| store.record(&vintage).unwrap());
}

/// An edition of 240 periods without anything new.
#[divan::bench]
fn record_nothing_new_of_240(bencher: Bencher) {
    let (_folder, store, file) = store();
    let vintage = vintage(&file, 1, 0, &months(240));
    store.record(&vintage).unwrap();
    bencher.bench_local(|| store.record(black_box(&vintage)).unwrap());
}

/// What SQLite takes by itself for a durable commit of 240 rows into one table of four columns with an index.
#[divan::bench]
fn sqlite_alone_240_rows(bencher: Bencher) {
    let (folder, _store, _file) = store();
    let mut connection = plain(&folder.path().join("plain.db"));
    let mut series = 0;
    bencher.bench_local(|| {
        series += 1;
        let change = connection.transaction().unwrap();
        insert_plain(&change, series, 1, &months(240));
        change.commit().unwrap();
    });
}

/// A series of 420 figures as known now.
#[divan::bench]
fn read_latest_420(bencher: Bencher) {
    let (_folder, store, file) = store();
    record_five_editions(&store, &file);
    bencher.bench_local(|| store.figures(black_box("series-00001.uk.month"), None).unwrap());
}

/// The same as known after the third of five editions.
#[divan::bench]
fn read_as_of_420(bencher: Bencher) {
    let (_folder, store, file) = store();
    record_five_editions(&store, &file);
    bencher.bench_local(|| store.figures(black_box("series-00001.uk.month"), Some(at(2))).unwrap());
}

/// What a running server asks once a second.
#[divan::bench]
fn read_generation(bencher: Bencher) {
    let (_folder, store, _file) = store();
    bencher.bench_local(|| store.generation().unwrap());
}

/// Each edition revises the last twelve figures of the one before.
fn record_five_editions(store: &Store, file: &str) {
    let periods = months(420);
    for edition in 0..EDITIONS {
        let mut vintage = vintage(file, 1, 0, &periods);
        (vintage.edition_at, vintage.recorded_at) = (at(edition), at(edition));
        for figure in &mut vintage.figures[408..] {
            figure.value = Value::Number(Decimal::from(edition));
        }
        store.record(&vintage).unwrap();
    }
}

/// The table of the comparison: every row of every edition.
fn plain(path: &Path) -> rusqlite::Connection {
    let connection = rusqlite::Connection::open(path).unwrap();
    connection.pragma_update(None, "journal_mode", "WAL").unwrap();
    connection.pragma_update(None, "synchronous", "FULL").unwrap();
    let table = "CREATE TABLE figure (series INTEGER, period INTEGER, edition INTEGER, value REAL,
                 PRIMARY KEY (series, period, edition)) WITHOUT ROWID";
    connection.execute(table, []).unwrap();
    connection
}

fn insert_plain(change: &rusqlite::Connection, series: u32, edition: u32, periods: &[Period]) {
    let mut statement = change.prepare_cached("INSERT INTO figure VALUES (?1, ?2, ?3, ?4)").unwrap();
    for (month, _) in (0_u32..).zip(periods) {
        statement.execute((series, month, edition, f64::from(series) / 7.0)).unwrap();
    }
}

fn load(series: u32) {
    let (folder, _, _) = store();
    let state = std::env::var_os("HEADWAY_BENCH_STATE").map_or_else(|| folder.path().to_owned(), PathBuf::from);
    let store = Store::open(&state).unwrap();
    let periods = months(240);
    println!("{series} series of {} periods, {EDITIONS} editions, a tenth revised", periods.len());
    for edition in 0..EDITIONS {
        let file = archive(&store, edition);
        let (mut recording, mut commits) = (std::time::Duration::ZERO, 0);
        for first in (0..series).step_by(500) {
            let vintages: Vec<_> =
                (first..series.min(first + 500)).map(|series| vintage(&file, series, edition, &periods)).collect();
            let started = Instant::now();
            store.record_all(&vintages).unwrap();
            recording += started.elapsed();
            commits += 1;
        }
        println!("  edition {edition}: recorded in {recording:.2?} ({commits} commits)");
    }
    let (figures, _) = store.extent().unwrap();
    drop(store);
    let mut all_rows = plain(&folder.path().join("plain.db"));
    for edition in 0..EDITIONS {
        let started = Instant::now();
        let change = all_rows.transaction().unwrap();
        for series in 0..series {
            insert_plain(&change, series, edition, &periods);
        }
        change.commit().unwrap();
        println!("  SQLite, every row, edition {edition}: {:.2?}", started.elapsed());
    }
    drop(all_rows);
    let megabytes = |path: PathBuf| std::fs::metadata(path).unwrap().len() / 1_000_000;
    let (ours, plain) = (megabytes(state.join("headway.db")), megabytes(folder.path().join("plain.db")));
    println!("  {figures} rows, {ours} MB; every row: {plain} MB");
}
