//! A process that is killed at any moment leaves a store that opens, verifies and goes on.

use super::support::{SERIES, read_again, vintage};
use headway::ingest::verify::verify;
use headway::store::Store;
use std::io::{BufRead, BufReader, Write};
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::time::Duration;

const RECORDED: &str = "one more edition";
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
        writeln!(std::io::stdout(), "{RECORDED}").unwrap();
    }
}

fn start(folder: &Path) -> Child {
    Command::new(std::env::current_exe().unwrap())
        .args(["--nocapture", "--exact", "store::killed::fifty_times_at_any_moment_and_the_next_run_goes_on"])
        .env(FOLDER, folder)
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()
        .unwrap()
}

/// Waits until the process has answered for so many editions. What it writes to stays open until the caller drops it.
fn wait_for_editions(child: &mut Child, count: u64) -> impl Sized + use<> {
    let mut lines = BufReader::new(child.stdout.take().unwrap()).lines().map_while(Result::ok);
    for _ in 0..count {
        assert!(lines.any(|line| line.contains(RECORDED)), "the process stopped by itself");
    }
    lines
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
        let _open = wait_for_editions(&mut child, round % 4);
        // Then at a moment somewhere in the next edition, or before the store is open.
        std::thread::sleep(Duration::from_micros(round * 1_370 % 9_000));
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
    assert!(vintages >= 72, "only {vintages} vintages: some that were answered for are lost");
    let next = vintage(&store, i64::try_from(vintages).unwrap() + 1, &[("2025-01", "7")]);
    store.record(&next).unwrap();
    assert_eq!(verify(&store, read_again).unwrap().discrepancies, []);
}
