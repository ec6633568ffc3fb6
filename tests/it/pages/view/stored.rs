//! The same town, out of a store: a first vintage, then one that revises one figure.

use super::{Town, instant};
use headway::domain::figure::{Figure, Flags, Value};
use headway::domain::period::Period;
use headway::domain::source::Coverage;
use headway::domain::vintage::NewVintage;
use headway::store::{FileRow, Store};
use tempfile::TempDir;

/// A store in which 2023 was 54 thousand lamps on 1 October and 55 thousand from 19 November.
pub fn store(town: &Town) -> (TempDir, Store) {
    let folder = TempDir::new().unwrap();
    let store = Store::open(folder.path()).unwrap();
    record(
        &store,
        town,
        "2026-10-01T08:30:00Z",
        &[("lamps.lit.town.year", &[("2022", "41"), ("2023", "54")]), ("lamps.all.town.year", &[("2023", "110")])],
    );
    record(&store, town, "2026-11-19T09:31:00Z", &[("lamps.lit.town.year", &[("2022", "41"), ("2023", "55")])]);
    (folder, store)
}

type Told<'a> = (&'a str, &'a [(&'a str, &'a str)]);

fn record(store: &Store, town: &Town, at: &str, series: &[Told<'_>]) {
    for (id, figures) in series {
        let vintage = NewVintage { series: (*id).to_owned(), ..vintage(store, town, at, figures) };
        store.record(&vintage).unwrap();
    }
}

/// What a file that came at `at` says of the lamps that are lit.
pub fn vintage(store: &Store, town: &Town, at: &str, figures: &[(&str, &str)]) -> NewVintage {
    let address = "https://lamps.example/count.csv";
    let row = FileRow {
        sha256: String::new(),
        bytes: 0,
        media_type: "text/csv".to_owned(),
        asked: address.to_owned(),
        answered: address.to_owned(),
        headers: [].into(),
        retrieved_at: instant(at),
    };
    NewVintage {
        series: "lamps.lit.town.year".to_owned(),
        source: "lamps".to_owned(),
        file: store.archive(at.as_bytes(), &row).unwrap(),
        table: toml::to_string(&town.catalogue.sources[0]).unwrap(),
        route: Some(0),
        released_at: None,
        edition_at: instant(at),
        recorded_at: instant(at),
        live: true,
        coverage: Coverage::Whole,
        figures: figures.iter().map(|(period, value)| figure(period, value)).collect(),
    }
}

fn figure(period: &str, value: &str) -> Figure {
    Figure {
        period: Period::parse(period).unwrap(),
        label: period.to_owned(),
        value: Value::Number(value.parse().unwrap()),
        flags: Flags::NONE,
        cell: format!("line {period}"),
        evidence: None,
    }
}
