//! Two processes, one store; and a digit or a byte that somebody flipped.

use super::publishers::{self, Publishers};
use super::support::{Headway, Running, both, samples, within};
use headway::store::Store;
use std::fs;
use std::time::Duration;

#[test]
fn what_an_ingest_commits_is_on_the_pages_of_a_running_server_without_a_restart() {
    let Some(samples) = samples("live") else { return };
    let folder = tempfile::tempdir().unwrap();
    let publishers = Publishers(folder.path().to_owned());
    let publisher = Running::publisher(folder.path());
    let headway = Headway::rehearsing(&publisher);
    let site = headway.start("run");
    let path = "/series/gdp.growth.uk.quarter/figures.csv";
    assert!(!site.get(path).text().contains("2024-Q2"));
    publishers.put(publishers::IHYQ, &fs::read(samples.join("ons/ihyq-qna-2024-09.json")).unwrap());
    headway.well(&["ingest", "--once", "--source", "ons-ihyq"]);
    let there = within(Duration::from_mins(1), || site.get(path).text().contains("2024-Q2,2024 Q2,0.5"));
    assert!(there, "the running server did not take up what was committed");
}

#[test]
fn verify_names_the_figure_whose_digit_was_flipped_and_the_file_whose_byte_was() {
    let headway = Headway::new();
    headway.well(&["publish"]);
    assert!(headway.well(&["verify"]).contains("equal"));

    let database = headway.database();
    let flipped = database.execute("UPDATE figure SET value = '84001' WHERE value = '84000'", []).unwrap();
    assert!(flipped >= 1);
    let output = headway.run(&["verify"]);
    let words = both(&output);
    assert_eq!(output.status.code(), Some(1));
    assert!(
        words.contains("heat-pumps.market.uk.year")
            && words.contains("84001")
            && words.contains("84000")
            && words.contains("2024"),
        "{words}"
    );
    database.execute("UPDATE figure SET value = '84000' WHERE value = '84001'", []).unwrap();
    headway.well(&["verify"]);

    let store = Store::open(headway.state.path()).unwrap();
    let file = store.figures("heat-pumps.market.uk.year", None).unwrap()[0].provenance.file.clone();
    let path = store.archived_path(&file);
    let mut permissions = fs::metadata(&path).unwrap().permissions();
    #[expect(clippy::permissions_set_readonly_false, reason = "a test file")]
    permissions.set_readonly(false);
    fs::set_permissions(&path, permissions).unwrap();
    let mut bytes = fs::read(&path).unwrap();
    let middle = bytes.len() / 2;
    bytes[middle] ^= 1;
    fs::write(&path, bytes).unwrap();
    let output = headway.run(&["verify"]);
    assert_eq!(output.status.code(), Some(1));
    assert!(both(&output).contains(&file), "{}", both(&output));
}
