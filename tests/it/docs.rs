//! What the docs say is so: its commands exist, its table is a source, the files that it names are there.

use headway::catalogue::{Catalogue, overview};
use headway::domain::source::Source;
use std::path::Path;
use std::process::Command;

const README: &str = include_str!("../../README.md");

#[test]
fn the_source_in_the_readme_is_one() {
    let table = README.split("```toml\n").nth(1).unwrap().split("```").next().unwrap();
    let source: Source = toml::from_str(table).unwrap();
    assert_eq!((source.routes.len(), source.series.len()), (1, 1));
}

#[test]
fn every_command_in_the_readme_answers_to_help() {
    let rows = README.lines().filter_map(|line| line.strip_prefix("| `headway "));
    let commands: Vec<_> = rows
        .flat_map(|row| row.split("`headway ").map(|rest| rest.split([' ', '`']).next().unwrap().to_owned()))
        .collect();
    assert!(commands.len() > 8, "{commands:?}");
    for command in commands {
        let output = Command::new(env!("CARGO_BIN_EXE_headway")).args([&command, "--help"]).output().unwrap();
        assert!(output.status.success(), "headway {command} --help");
    }
}

#[test]
fn every_file_that_the_readme_links_to_is_there() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    for link in
        README.split("](").skip(1).map(|rest| rest.split(')').next().unwrap()).filter(|link| !link.contains("://"))
    {
        assert!(root.join(link).exists(), "{link}");
    }
}

#[test]
fn the_overview_of_sources_is_that_of_the_catalogue() {
    let place = Path::new(env!("CARGO_MANIFEST_DIR")).join("docs/sources.md");
    let text = overview::markdown(&Catalogue::load(None).unwrap());
    if std::env::var_os("HEADWAY_WRITE_DOCS").is_some() {
        std::fs::write(&place, &text).unwrap();
    }
    let kept = std::fs::read_to_string(&place).unwrap_or_default();
    assert!(kept == text, "docs/sources.md is stale; renew with HEADWAY_WRITE_DOCS=1 cargo test --test it docs");
}
