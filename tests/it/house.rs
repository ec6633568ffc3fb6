//! The house itself: who may import whom, which crate is known where, how long files are. No exemption list.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

/// Room → rooms that it may import. `cli` and `main` may import all.
const MAY_IMPORT: &[(&str, &[&str])] = &[
    ("domain", &[]),
    ("catalogue", &["domain"]),
    ("account", &["domain"]),
    ("store", &["domain"]),
    ("chart", &["domain", "account"]),
    ("ingest", &["domain", "catalogue", "store", "account"]),
    ("publish", &["domain", "catalogue", "store", "account", "chart"]),
    ("serve", &["domain", "publish"]),
];

/// Text → the only places (file or folder under src) that may hold it.
const KNOWN_ONLY_IN: &[(&str, &[&str])] = &[
    ("reqwest", &["ingest/download.rs", "ingest/download/"]),
    ("axum", &["serve/"]),
    ("plotters", &["chart/render.rs", "chart/render/"]),
    ("rusqlite", &["store/"]),
    ("calamine", &["ingest/read/"]),
    ("Utc::now", &["cli/clock.rs"]),
    ("SystemTime::now", &["cli/clock.rs"]),
    ("std::env::var", &["cli/"]),
];

#[test]
fn data_flows_one_way_between_the_rooms() {
    let allowed: BTreeMap<_, BTreeSet<_>> =
        MAY_IMPORT.iter().map(|(room, others)| (*room, others.iter().copied().collect())).collect();
    let mut wrong = Vec::new();
    for (path, text) in sources() {
        let room = path.split('/').next().unwrap_or_default();
        let Some(allowed) = allowed.get(room) else { continue };
        for (number, line) in code_lines(&text) {
            for other in rooms_named(line) {
                if other != room && !allowed.contains(other) {
                    wrong.push(format!("src/{path}:{number}: {room} may not import {other}"));
                }
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn every_room_is_in_the_table() {
    let rooms: BTreeSet<_> = fs::read_dir(source_folder())
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .filter(|path| path.is_dir())
        .collect();
    let known: BTreeSet<_> = MAY_IMPORT.iter().map(|(room, _)| *room).chain(["cli"]).collect();
    for room in rooms {
        assert!(known.contains(room.file_name().unwrap().to_str().unwrap()), "{} is not in the table", room.display());
    }
}

#[test]
fn each_framework_is_known_in_one_place() {
    let mut wrong = Vec::new();
    for (path, text) in sources() {
        for (word, places) in KNOWN_ONLY_IN {
            if places.iter().any(|place| path.starts_with(place)) {
                continue;
            }
            let found = code_lines(&text).find(|(_, line)| line.contains(word) && !line.contains("disallowed_methods"));
            wrong.extend(
                found.map(|(number, _)| format!("src/{path}:{number}: `{word}` belongs in {}", places.join(" or "))),
            );
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn every_module_says_what_it_is() {
    let silent: Vec<_> =
        sources().into_iter().filter(|(_, text)| !text.starts_with("//!")).map(|(path, _)| path).collect();
    assert!(silent.is_empty(), "these files have no header: {}", silent.join(", "));
}

#[test]
fn no_file_is_longer_than_four_hundred_lines() {
    let long: Vec<_> =
        sources().into_iter().filter(|(_, text)| text.lines().count() > 400).map(|(path, _)| path).collect();
    assert!(long.is_empty(), "these files are several rooms: {}", long.join(", "));
}

fn source_folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("src")
}

/// Every source file: path under src, and text.
fn sources() -> Vec<(String, String)> {
    let mut files = Vec::new();
    collect(&source_folder(), &mut files);
    files
        .into_iter()
        .map(|path| {
            (path.strip_prefix(source_folder()).unwrap().display().to_string(), fs::read_to_string(&path).unwrap())
        })
        .collect()
}

fn collect(folder: &Path, files: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            collect(&path, files);
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            files.push(path);
        }
    }
}

/// Lines outside comments and inline test modules (which stand at the foot of a file), with their numbers.
fn code_lines(text: &str) -> impl Iterator<Item = (usize, &str)> {
    let lines = text.lines().take_while(|line| !line.starts_with("#[cfg(test)]"));
    lines.enumerate().map(|(number, line)| (number + 1, line)).filter(|(_, line)| !line.trim_start().starts_with("//"))
}

/// The rooms that a line names by `crate::room`.
fn rooms_named(line: &str) -> impl Iterator<Item = &str> {
    line.split("crate::").skip(1).flat_map(|rest| {
        let grouped = rest.strip_prefix('{').map(|rest| rest.split('}').next().unwrap_or_default());
        let names: Vec<&str> = match grouped {
            Some(group) => group.split(',').map(|name| name.trim().split("::").next().unwrap_or_default()).collect(),
            None => {
                vec![rest.split(|letter: char| !letter.is_alphanumeric() && letter != '_').next().unwrap_or_default()]
            }
        };
        names
    })
}
