//! Publishing: everything whole, after one change, and what a start reads. Whole means: figures read from the store, every page,
//! download and chart made, each with its hash, as it is and in quick gzip. Recompression (brotli and zstd) stands apart: it
//! happens in the background.
//!
//! `cargo bench --bench publish`. The bar: eight outcomes whole in at most 50 ms.

#![allow(clippy::expect_used, reason = "a bench says what went wrong by failing")]

use chrono::{DateTime, Utc};
use divan::{Bencher, black_box};
use headway::catalogue::Catalogue;
use headway::domain::clock::Clock;
use headway::ingest::shipped;
use headway::publish::Site;
use headway::publish::press::Press;
use headway::publish::snapshot::{Folder, Snapshot};
use headway::store::Store;
use std::sync::Arc;
use tempfile::TempDir;

const NOW: &str = "2026-11-23T12:00:00Z";

fn main() {
    divan::main();
}

/// A state folder with the figures that ship, and a press over it.
fn press() -> (TempDir, Press) {
    let state = TempDir::new().expect("a folder for the state");
    let now: DateTime<Utc> = NOW.parse().expect("an instant");
    let catalogue = Catalogue::load(None).expect("the catalogue that is built in");
    let store = Store::open(state.path()).expect("a new store");
    shipped::load(&store, &catalogue, now).expect("the figures that ship");
    store.put_catalogue(&catalogue.hash, &catalogue.files, now).expect("the state of data/");
    let site = Site {
        base_url: "http://127.0.0.1:8080".to_owned(),
        name: "Headway".to_owned(),
        operator: None,
        contact: None,
        notices: Vec::new(),
        rehearsal: false,
    };
    let press = Press::new(state.path().to_owned(), Arc::new(catalogue), site, Clock::frozen(now), String::new());
    (state, press)
}

fn snapshot() -> Snapshot {
    press().1.press(None).expect("a snapshot")
}

#[divan::bench]
fn everything_whole(bencher: Bencher) {
    let (_state, press) = press();
    bencher.bench_local(|| black_box(press.press(None)).is_ok());
}

#[divan::bench]
fn everything_again_when_little_has_changed(bencher: Bencher) {
    let (_state, press) = press();
    let last = press.press(None).expect("a snapshot");
    bencher.bench_local(|| black_box(press.press(Some(&last))).is_ok());
}

#[divan::bench(sample_count = 3)]
fn brotli_and_zstd_of_everything(bencher: Bencher) {
    let snapshot = snapshot();
    bencher.with_inputs(|| snapshot.clone()).bench_local_values(|mut snapshot| {
        snapshot.recompress(|| false);
        snapshot
    });
}

#[divan::bench]
fn the_snapshot_read_at_a_start(bencher: Bencher) {
    let state = TempDir::new().expect("a folder for the state");
    let folder = Folder::in_state(state.path());
    let mut snapshot = snapshot();
    snapshot.recompress(|| false);
    folder.save(&snapshot).expect("a snapshot on disk");
    bencher.bench_local(|| black_box(folder.load()).is_some());
}
