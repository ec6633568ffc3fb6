//! A process that is killed at any moment leaves a store that opens, verifies and goes on.

use crate::support::{SERIES, read_again, vintage};
use headway::ingest::verify::verify;
use headway::store::Store;
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::time::Duration;

const FOLDER: &str = "HEADWAY_TEST_KILLED_IN";

/// What the killed process does: one edition after the other, each with a new file, for ever.
fn record_for_ever(folder: &Path) {
    let store = Store::open(folder).unwrap();
    let first = i64::try_from(store.vintages(SERIES).unwrap().len()).unwrap();
    for at in first + 1.. {
        let value = at.to_string();
        let months: Vec<_> = (1..=12).map(|month| format!("2025-{month:02}")).collect();
        let figures: Vec<_> = months.iter().map(|month| (month.as_str(), value.as_str())).collect();
        store.record(&vintage(&store, at, &figures)).unwrap();
    }
}

fn start(folder: &Path) -> Child {
    Command::new(std::env::current_exe().unwrap())
        .args(["--exact", "killed::fifty_times_at_any_moment_and_the_next_run_goes_on"])
        .env(FOLDER, folder)
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .spawn()
        .unwrap()
}

#[test]
fn fifty_times_at_any_moment_and_the_next_run_goes_on() {
    if let Some(folder) = std::env::var_os(FOLDER) {
        return record_for_ever(Path::new(&folder));
    }
    let folder = tempfile::TempDir::new().unwrap();
    let mut vintages = 0;
    for round in 0..50_u64 {
        let mut child = start(folder.path());
        // Moments spread over what the process does: from before it has opened the store to some editions later.
        std::thread::sleep(Duration::from_micros(2_000 + round * 1_370 % 40_000));
        child.kill().unwrap();
        child.wait().unwrap();
        let store = Store::open(folder.path()).unwrap();
        let now = store.vintages(SERIES).unwrap().len();
        assert!(now >= vintages, "vintages were lost in round {round}");
        vintages = now;
        if round % 10 == 9 {
            assert_eq!(verify(&store, read_again).unwrap().discrepancies, [], "round {round}");
        }
    }
    let store = Store::open(folder.path()).unwrap();
    assert!(vintages > 10, "only {vintages} vintages in all: the process was always killed before it did anything");
    let next = vintage(&store, i64::try_from(vintages).unwrap() + 1, &[("2025-01", "7")]);
    store.record(&next).unwrap();
    assert_eq!(verify(&store, read_again).unwrap().discrepancies, []);
}
