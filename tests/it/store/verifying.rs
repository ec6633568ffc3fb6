//! What `verify` finds when somebody has touched the store or the archive.

use super::support::{SERIES, day, file_row, read_again, store, vintage};
use headway::domain::source::Source;
use headway::domain::vintage::NewVintage;
use headway::ingest::read::Reader;
use headway::ingest::verify::verify;
use headway::store::Store;
use rusqlite::Connection;
use std::path::Path;
use std::process::Command;
use tempfile::TempDir;

/// Two editions, the second revises one figure, and a confirmation.
fn a_store() -> (TempDir, Store) {
    let (folder, store) = store();
    for (at, figures) in [
        (1, vec![("2026-01", "10"), ("2026-02", "20")]),
        (2, vec![("2026-01", "10"), ("2026-02", "84000")]),
        (3, vec![("2026-01", "10"), ("2026-02", "84000")]),
    ] {
        store.record(&vintage(&store, at, &figures)).unwrap();
    }
    (folder, store)
}

fn found(store: &Store) -> Vec<String> {
    verify(store, read_again).unwrap().discrepancies.into_iter().map(|discrepancy| discrepancy.0).collect()
}

#[test]
fn an_untouched_store_is_equal_and_each_file_is_read_once() {
    let (_folder, store) = a_store();
    let first = vintage(&store, 1, &[("2026-01", "10"), ("2026-02", "20")]);
    store.record(&NewVintage { series: "other".to_owned(), figures: Vec::new(), ..first }).unwrap();
    let mut reads = 0;
    let verification = verify(&store, |path, source, format| {
        reads += 1;
        read_again(path, source, format)
    });
    assert_eq!(verification.unwrap().to_string(), "3 figures of 1 series rebuilt from 3 files: equal");
    assert_eq!(reads, 3);
}

#[test]
fn a_touched_row_is_named_with_both_values_file_and_cell() {
    for (sql, says) in [
        (
            "UPDATE figure SET value = '84001' WHERE value = '84000'",
            "cars.electric.uk.month, period 2026-02, vintage 2: value is 84001 in the store and 84000 by the archive (file ",
        ),
        (
            "UPDATE figure SET value = 84001.5 WHERE value = '84000'",
            "value is 84001.5 in the store and 84000 by the archive",
        ),
        (
            "UPDATE figure SET value = '84000.0' WHERE value = '84000'",
            "value is 84000.0 in the store and 84000 by the archive",
        ),
        ("UPDATE figure SET value = 'x' WHERE value = '84000'", "value is x in the store"),
        (
            "UPDATE figure SET flags = 'provisional' WHERE value = '84000'",
            "flags is provisional in the store and empty by the archive",
        ),
        (
            "UPDATE figure SET cell = 'Sheet!A9' WHERE value = '84000'",
            "cell is Sheet!A9 in the store and Sheet!2026-02 by the archive",
        ),
        (
            "DELETE FROM figure WHERE value = '84000'",
            "vintage 2: the store does not have it, and the archive gives 84000",
        ),
        (
            "INSERT INTO figure SELECT NULL, series, '2026-05', 1, vintage, file, value, missing, flags, label, cell, known, address, note FROM figure WHERE value = '20'",
            "period 2026-05, vintage 1: the store has 20, and the archive does not give this figure",
        ),
        (
            "UPDATE vintage SET effective_at = '2020-01-01T00:00:00.000000Z' WHERE id = 2",
            "vintage 2: effective_at is 2020-01-01",
        ),
        ("DELETE FROM confirmation", "no discrepancy"),
    ] {
        let (folder, store) = a_store();
        Connection::open(folder.path().join("headway.db")).unwrap().execute(sql, []).unwrap();
        let found = found(&store);
        // Whoever forgets a confirmation forgets the evidence for it as well.
        if says == "no discrepancy" {
            assert_eq!(found, Vec::<String>::new());
        } else {
            assert_eq!(found.len(), 1, "{sql}: {found:#?}");
            assert!(found[0].starts_with(SERIES) && found[0].contains(says), "{sql}: {found:#?}");
        }
    }
}

#[test]
fn a_touched_file_is_named_with_its_source_and_address() {
    let (_folder, store) = a_store();
    let file = store.vintages(SERIES).unwrap()[1].file.clone();
    let path = store.archived_path(&file);
    let mut bytes = std::fs::read(&path).unwrap();
    *bytes.last_mut().unwrap() ^= 1;
    std::fs::write(&path, bytes).unwrap();
    let touched = found(&store);
    assert_eq!(touched.len(), 1, "{touched:#?}");
    assert!(
        touched[0]
            .starts_with(&format!("the archived file {file} from https://publisher.example/file.csv has changed"))
    );
    assert!(
        touched[0].ends_with("(of the source cars; what rests on it was not rebuilt: cars.electric.uk.month)"),
        "{touched:#?}"
    );
    std::fs::remove_file(&path).unwrap();
    assert!(found(&store)[0].contains("cannot be read: No such file"));
}

#[test]
fn a_file_that_can_no_longer_be_read_is_named_with_the_reason() {
    let (_folder, store) = a_store();
    let verification = verify(&store, |_, _, _| Err("no sheet `Table 1`; sheets are Cover".to_owned())).unwrap();
    assert_eq!(verification.discrepancies.len(), 1);
    let words = verification.discrepancies[0].to_string();
    assert!(
        words.starts_with("cars.electric.uk.month: edition 1 cannot be rebuilt from the archived file "),
        "{words}"
    );
    assert!(words.ends_with(": no sheet `Table 1`; sheets are Cover"), "{words}");
}

const TIDY: &str = r#"
id = "cars"
title = "Cars"
publisher = "Department for Transport"
page = "https://publisher.example/cars"
licence = { name = "Open Government Licence v3.0", open = true }
[[route]]
locate = { kind = "fixed", address = "https://publisher.example/file.csv" }
format = { kind = "csv" }
[[series]]
id = "cars.electric.uk.month"
title = "Electric cars"
unit = "cars"
place = "United Kingdom"
population = "new cars"
granularity = "month"
[series.select]
period = { column = "Month" }
value = "Cars"
"#;

/// Exit code and what was printed.
fn run_verify(state: &Path) -> (Option<i32>, String) {
    let output = Command::new(env!("CARGO_BIN_EXE_headway")).arg("verify").arg("--state").arg(state).output().unwrap();
    (
        output.status.code(),
        String::from_utf8_lossy(&output.stdout).into_owned() + &String::from_utf8_lossy(&output.stderr),
    )
}

#[test]
fn the_command_says_equal_and_exits_0_or_names_every_discrepancy_and_exits_1() {
    let (folder, store) = store();
    let file = store
        .archive(b"Month,Cars\n2026-01,10\n2026-02,84000\n", &file_row("", "https://publisher.example/1"))
        .unwrap();
    let source: Source = toml::from_str(TIDY).unwrap();
    let reading = Reader::in_process().read(&store.archived_path(&file), &source, &source.routes[0].format).unwrap();
    let figures = reading.series[0].figures.clone();
    let (table, at) = (TIDY.to_owned(), day(1));
    let new = NewVintage { file, table, edition_at: at, recorded_at: at, figures, ..vintage(&store, 1, &[]) };
    store.record(&new).unwrap();
    let (code, said) = run_verify(folder.path());
    assert_eq!((code, said.trim()), (Some(0), "2 figures of 1 series rebuilt from 2 files: equal"));
    let sql = "UPDATE figure SET value = replace(value, '84', '85')";
    Connection::open(folder.path().join("headway.db")).unwrap().execute(sql, []).unwrap();
    let (code, said) = run_verify(folder.path());
    assert_eq!(code, Some(1));
    let sentence = "cars.electric.uk.month, period 2026-02, vintage 1: value is 85000 in the store and 84000 by the archive (file ";
    assert!(said.contains(sentence) && said.contains("1 discrepancy"), "{said}");
    let (code, said) = run_verify(&folder.path().join("nowhere"));
    assert!(code == Some(1) && said.contains("there is no store in"), "{said}");
}
