//! Killed at random moments: the store opens, verifies, and the next run completes.

use super::publishers::{self, Publishers};
use super::support::{Headway, Running, samples};
use std::fs;
use std::process::Stdio;
use std::time::Duration;

/// Ten times in the gate; `HEADWAY_KILLS=50` for the long run.
#[test]
fn an_ingest_killed_at_any_moment_leaves_a_store_that_opens_verifies_and_goes_on() {
    let Some(samples) = samples("killed") else { return };
    let folder = tempfile::tempdir().unwrap();
    let publishers = Publishers(folder.path().to_owned());
    let original = fs::read_to_string(samples.join("ons/ihyq-qna-2024-09.json")).unwrap();
    let publisher = Running::publisher(folder.path());
    let headway = Headway::rehearsing(&publisher);
    let kills: u64 = std::env::var("HEADWAY_KILLS").ok().and_then(|text| text.parse().ok()).unwrap_or(10);
    for round in 0..kills {
        // A new edition each time, so that there is always something to record. The first also loads what ships.
        let revised = original.replace("\"value\": \"-20.3\"", &format!("\"value\": \"-20.{}\"", 100 + round));
        publishers.put(publishers::IHYQ, revised.as_bytes());
        let mut child = headway
            .command(&["ingest", "--once", "--source", "ons-ihyq"])
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        std::thread::sleep(Duration::from_micros(scattered(round)));
        child.kill().unwrap();
        child.wait().unwrap();
        if round % 5 == 4 && headway.state.path().join("headway.db").exists() {
            headway.well(&["verify"]);
        }
    }
    let mut headway = headway;
    // Any lease that a killed run held has run out by then.
    headway.now = "2026-11-24T12:00:00Z".to_owned();
    headway.well(&["ingest", "--once", "--source", "ons-ihyq"]);
    headway.well(&["verify"]);
    let value: String = headway
        .database()
        .query_row(
            "SELECT value FROM figure WHERE period = '2020-Q2' AND value LIKE '-20%' ORDER BY rowid DESC LIMIT 1",
            [],
            |row| row.get(0),
        )
        .unwrap();
    assert_eq!(value, format!("-20.{}", 100 + kills - 1), "the next run recorded the newest edition");
}

/// Moments from 0 to 400 ms, scattered without a random source so that a failure can be repeated.
fn scattered(round: u64) -> u64 {
    (round.wrapping_mul(2_654_435_761) % 400) * 1000
}
