//! The corpora of the fuzz targets, replayed: hand-made bytes and what a fuzzer made of them, through the very functions that it runs.

use headway::ingest::read::Reader;
use std::fs;
use std::path::{Path, PathBuf};

#[path = "../../fuzz/drive/mod.rs"]
mod drive;

/// More than this in all would weigh on every clone.
const MOST_BYTES: u64 = 300_000;

fn corpus(target: &str) -> Vec<PathBuf> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("fuzz/corpus").join(target);
    let mut files: Vec<_> = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    files.sort();
    files
}

/// Replays one corpus; a workbook is read by a worker of the real binary, so that its limits hold.
fn replay(target: &str) {
    let (_, run) = drive::TARGETS.into_iter().find(|(name, _)| *name == target).unwrap();
    let reader = Reader::with_worker(PathBuf::from(env!("CARGO_BIN_EXE_headway")));
    let files = corpus(target);
    assert!(files.len() >= 10, "{target}: a corpus of {} files", files.len());
    for file in files {
        let bytes = fs::read(&file).unwrap();
        println!("{}", file.display());
        run(&bytes, &reader);
    }
}

#[test]
fn the_corpus_of_csv_reads_or_says_why_not() {
    replay("csv");
}

#[test]
fn the_corpus_of_json_reads_or_says_why_not() {
    replay("json");
}

#[test]
fn the_corpus_of_periods_reads_back() {
    replay("period");
}

#[test]
fn the_corpus_of_workbooks_reads_or_says_why_not() {
    replay("spreadsheet");
}

#[test]
fn the_corpus_of_values_reads_back() {
    replay("value");
}

#[test]
fn every_corpus_is_small_and_has_a_target() {
    let files: Vec<_> = drive::TARGETS.iter().flat_map(|(name, _)| corpus(name)).collect();
    let bytes: u64 = files.iter().map(|file| file.metadata().unwrap().len()).sum();
    assert!(bytes <= MOST_BYTES, "{bytes} bytes; minimise them (fuzz/README.md)");
    let folders = fs::read_dir(Path::new(env!("CARGO_MANIFEST_DIR")).join("fuzz/corpus")).unwrap();
    for folder in folders {
        let name = folder.unwrap().file_name();
        assert!(drive::TARGETS.iter().any(|(target, _)| name == *target), "{name:?} is of no target");
    }
}
