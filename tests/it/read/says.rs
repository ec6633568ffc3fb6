//! What a file must say, and how many rows it has.

use super::hostile::worker;
use super::source;
use headway::ingest::read::{Reader, Reading};
use std::io::Write;

fn read(reader: &Reader, bytes: &[u8], table: &str) -> Reading {
    let mut file = tempfile::NamedTempFile::new().unwrap();
    file.write_all(bytes).unwrap();
    let source = source(table);
    reader.read(file.path(), &source, &source.routes[0].format).unwrap()
}

fn table(kind: &str, says: &str) -> String {
    format!(
        "format = {{ kind = \"{kind}\" }}\n[[series]]\nid = \"s\"\ngranularity = \"year\"\nselect = {{ header = \"Year\", period = {{ column = \"Year\" }}, value = \"Cars\", says = [{says}] }}\n"
    )
}

#[test]
fn what_a_file_must_say_is_looked_for_in_its_head() {
    let text = "\"Table 3: Licensed cars, United Kingdom [note 2]\"\nUnit: thousands\nYear,Cars,Vans (£ million)\n2023,1,2\n2024,3,thousand\nper cent,,\n";
    for (says, unsaid) in [
        ("", &[][..]),
        ("\"thousands\", \"United Kingdom\", \"cars\"", &[]),
        ("\"Table 3: Licensed cars, United Kingdom\", '/\\bnote 2\\b/'", &[]),
        ("\"£ million\"", &[]),
        ("\"thousand\", \"per cent\", \"Licensed car\", '/^Cars$/'", &["thousand", "per cent", "Licensed car"]),
    ] {
        let reading = read(&Reader::in_process(), text.as_bytes(), &table("csv", says));
        assert_eq!(reading.series[0].unsaid, unsaid, "{says}");
        assert_eq!((reading.series[0].figures.len(), reading.rows), (2, 6));
    }
}

#[test]
fn an_ons_time_series_says_its_title_and_unit() {
    let json = r#"{"years":[{"date":"2025","value":"1"},{"date":"2024","value":"2"}],"quarters":[],"months":[],"description":{"title":"LFS: Inactive: Aged 16-64: UK: thousands: SA","unit":"Thousands","preUnit":"£","cdid":"LF69","datasetId":"LMS"}}"#;
    let csv = "\"Title\",\"LFS: Inactive: Aged 16-64: UK: thousands: SA\"\n\"CDID\",\"LF69\"\n\"PreUnit\",\"£\"\n\"Unit\",\"Thousands\"\n\"2024\",\"2\"\n\"2025\",\"1\"\n";
    for (kind, text) in [("ons-json", json), ("ons-csv", csv)] {
        let table = format!(
            "format = {{ kind = \"{kind}\" }}\n[[series]]\nid = \"s\"\ngranularity = \"year\"\nselect = {{ says = [\"Thousands\", \"Inactive\", \"LF69\", \"£\", \"Millions\"] }}\n"
        );
        assert_eq!(read(&Reader::in_process(), text.as_bytes(), &table).series[0].unsaid, ["Millions"], "{kind}");
    }
}

#[test]
fn a_workbook_says_by_its_sheets_name_too_and_the_worker_passes_it_on() {
    let row = |cells: &[&str]| cells.iter().map(|cell| (*cell).to_owned()).collect::<Vec<_>>();
    let mut rows = vec![row(&["Cars in thousands"]), row(&["Year", "Cars"])];
    rows.extend((1990..2020).map(|year| row(&[&year.to_string(), "5"])));
    let bytes = crate::workbook::workbook(&[("Table 9", &rows)]);
    let table = table("spreadsheet", "\"Table 9\", \"thousands\", \"millions\"");
    let here = read(&Reader::in_process(), &bytes, &table);
    assert_eq!((here.series[0].unsaid.as_slice(), here.rows), (&["millions".to_owned()][..], 32));
    assert_eq!(read(&worker(), &bytes, &table), here);
    // A table that is read to a row of its own is counted to its end.
    let until = table.replace("says", "until = \"1995\", says");
    let short = read(&worker(), &bytes, &until);
    assert_eq!((short.series[0].figures.len(), short.rows), (5, 32));
}

#[test]
fn rows_that_nobody_wants_are_counted() {
    let text = format!("Year,Cars\n2023,1\n2024,2\nTotal,3\n{}", "x,y\n".repeat(70_000));
    let until = table("csv", "").replace("says", "until = \"Total\", says");
    assert_eq!(read(&Reader::in_process(), text.as_bytes(), &until).rows, 70_004);
    let sieved = table("csv", "").replace("says", "where = [{ column = \"Cars\", is = \"1000\" }], says");
    let text = format!("Year,Cars\n2023,1000\n{}", "2024,5\n\n".repeat(70_000));
    assert_eq!(read(&Reader::in_process(), text.as_bytes(), &sieved).rows, 70_002);
    let json = "format = { kind = \"json\", rows = \"$[*]\" }\n[[series]]\nid = \"s\"\ngranularity = \"year\"\nselect = { period = { column = \"y\" }, value = \"v\" }\n";
    assert_eq!(read(&Reader::in_process(), b"[{\"y\":2023,\"v\":1},{\"y\":2024,\"v\":2}]", json).rows, 2);
}
