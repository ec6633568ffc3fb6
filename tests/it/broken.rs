//! Publishers that break: each a clear error that names source, step, address and what to do; the last good figures stay served.

use super::publishers::{self, Publishers};
use super::support::{Headway, Running, both, samples};
use super::workbook;
use std::fs;
use std::path::Path;

/// What the publisher does, and words that the error must hold.
struct Case {
    name: &'static str,
    answer: Answer,
    says: &'static [&'static str],
}

enum Answer {
    Bytes(Vec<u8>),
    Script(&'static str),
}

#[test]
fn every_broken_answer_is_named_and_the_last_good_figures_stay() {
    let Some(samples) = samples("broken answers") else { return };
    let good = fs::read_to_string(samples.join("ons/ihyq-qna-2024-09.json")).unwrap();
    let folder = tempfile::tempdir().unwrap();
    let publishers = Publishers(folder.path().to_owned());
    let publisher = Running::publisher(folder.path());
    let mut headway = Headway::rehearsing(&publisher);
    publishers.put(publishers::IHYQ, good.as_bytes());
    headway.well(&["ingest", "--once", "--source", "ons-ihyq"]);
    let before = dump(&headway);
    for (hour, case) in cases(&good).into_iter().enumerate() {
        headway.now = format!("2026-11-{:02}T{:02}:00:00Z", 24 + hour / 20, hour % 20);
        serve(&publishers, &case.answer, folder.path());
        let output = headway.run(&["ingest", "--once", "--source", "ons-ihyq"]);
        let words = both(&output);
        let held = case.says.contains(&"held");
        assert_eq!(output.status.code(), Some(i32::from(!held)), "{}: {words}", case.name);
        for said in ["ons-ihyq"].iter().chain(case.says) {
            assert!(words.contains(said), "{}: no `{said}` in: {words}", case.name);
        }
        assert_eq!(dump(&headway), before, "{}: figures changed", case.name);
    }
    headway.well(&["publish"]);
    let site = headway.start("serve");
    assert!(site.get("/series/gdp.growth.uk.quarter/figures.csv").text().contains("2024-Q2,2024 Q2,0.5"));
    assert!(
        site.get("/sources").text().contains("could not"),
        "the page about sources says that the last attempt failed"
    );
}

fn cases(good: &str) -> Vec<Case> {
    let case = |name, answer, says| Case { name, answer, says };

    vec![
        case("no answer", Answer::Script("close = true"), &["download", "timeseries/ihyq/qna/data"]),
        case("404", Answer::Script("status = 404"), &["download", "404"]),
        case("429", Answer::Script("status = 429\nheaders = { retry-after = \"1\" }"), &["download", "429"]),
        case("500", Answer::Script("status = 500"), &["download", "500"]),
        case(
            "HTML with status 200",
            Answer::Bytes(b"<!DOCTYPE html><html><body>Just a moment</body></html>".to_vec()),
            &["web page", "timeseries/ihyq/qna/data"],
        ),
        case("an empty 202", Answer::Script("status = 202\nbody = \"\""), &["202"]),
        case("truncated", Answer::Script("truncate = 2000"), &["download"]),
        case("cut off in the file itself", Answer::Bytes(good.as_bytes()[..20000].to_vec()), &["decode"]),
        case("empty", Answer::Bytes(Vec::new()), &["empty"]),
        case(
            "wrong encoding",
            Answer::Bytes(good.encode_utf16().flat_map(u16::to_le_bytes).map(|byte| byte ^ 0x55).collect()),
            &["ons-ihyq"],
        ),
        case(
            "a renamed member",
            Answer::Bytes(good.replace("\"quarters\"", "\"quarterly\"").into_bytes()),
            &["quarter"],
        ),
        case(
            "a marker that nobody knows",
            Answer::Bytes(good.replacen("\"value\": \"-20.3\"", "\"value\": \"[q]\"", 1).into_bytes()),
            &["[q]"],
        ),
        case(
            "a value ten times too large",
            Answer::Bytes(good.replacen("\"value\": \"-20.3\"", "\"value\": \"-203\"", 1).into_bytes()),
            &["held", "-203"],
        ),
        case("a redirect to a private address", Answer::Script("redirect = \"http://10.0.0.1/data\""), &["10.0.0.1"]),
        case(
            "a redirect to a private IP literal in version 6",
            Answer::Script("redirect = \"https://[::1]/data\""),
            &["::1"],
        ),
        case(
            "a redirect to a host that the source does not name",
            Answer::Script("redirect = \"https://example.org/data\""),
            &["example.org"],
        ),
    ]
}

fn serve(publishers: &Publishers, answer: &Answer, folder: &Path) {
    let script = folder.join(format!("{}.headway.toml", publishers::IHYQ));
    let _ = fs::remove_file(&script);
    match answer {
        Answer::Bytes(bytes) => publishers.put(publishers::IHYQ, bytes),
        Answer::Script(text) => fs::write(script, text).unwrap(),
    }
}

#[test]
fn a_hostile_workbook_is_refused_with_a_clear_word_and_harms_nothing() {
    let folder = tempfile::tempdir().unwrap();
    let table = folder.path().join("table.toml");
    fs::write(&table, WORKBOOK_TABLE).unwrap();
    let headway = Headway::new();
    for (name, bytes, says) in [
        ("sparse.xlsx", workbook::sparse_bomb(), vec!["sparse.xlsx", "cannot select", "no column `Area`"]),
        ("bomb.xlsx", workbook::zip_bomb("xl/worksheets/sheet1.xml"), vec!["bomb.xlsx", "inflate"]),
        ("bomb.ods", workbook::zip_bomb("content.xml"), vec!["bomb.ods", "inflate"]),
        (
            "nothing.xls",
            [b"\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1".as_slice(), &[0xFF; 4096]].concat(),
            vec!["nothing.xls", "not a sound XLS workbook"],
        ),
    ] {
        let path = folder.path().join(name);
        fs::write(&path, bytes).unwrap();
        let output = headway.run(&["read", path.to_str().unwrap(), "--spec", table.to_str().unwrap()]);
        let words = both(&output);
        assert_eq!(output.status.code(), Some(1), "{name}: {words}");
        assert!(says.iter().all(|said| words.contains(said)), "{name}: {words}");
        assert!(!words.contains("panicked"), "{name}: {words}");
    }
}

#[test]
fn a_vanished_sheet_and_a_renamed_column_are_named_with_what_is_there_instead() {
    let folder = tempfile::tempdir().unwrap();
    let table = folder.path().join("table.toml");
    fs::write(&table, WORKBOOK_TABLE).unwrap();
    let row = |cells: &[&str]| cells.iter().map(|cell| (*cell).to_owned()).collect::<Vec<_>>();
    let headway = Headway::new();
    for (name, sheet, header, says) in [
        ("sheet.xlsx", "A1.8", ["Area", "2022/23", "2023/24"], ["A1.7", "A1.8"]),
        ("column.xlsx", "A1.7", ["Region", "2022/23", "2023/24"], ["Area", "Region"]),
    ] {
        let path = folder.path().join(name);
        fs::write(&path, workbook::workbook(&[(sheet, &[row(&header), row(&["K04000001", "9840", "13735"])])]))
            .unwrap();
        let output = headway.run(&["read", path.to_str().unwrap(), "--spec", table.to_str().unwrap()]);
        assert_eq!(output.status.code(), Some(1));
        assert!(says.iter().all(|said| both(&output).contains(said)), "{name}: {}", both(&output));
    }
}

const WORKBOOK_TABLE: &str = r#"
title = "A workbook"
publisher = "A publisher"
page = "https://www.gov.uk/"
licence = { name = "Open Government Licence v3.0", open = true }

[[route]]
locate = { kind = "fixed", address = "https://www.gov.uk/a.xlsx" }
format = { kind = "spreadsheet" }

[[series]]
id = "grants.ew.financial-year"
title = "Grants"
unit = "grants"
place = "England and Wales"
population = "homes"
granularity = "financial-year"

[series.select]
sheet = "A1.7"
where = [{ column = "Area", is = "K04000001" }]
period = { header = '/^(20\d\d\/\d\d)/' }
"#;

/// Every figure of the store, to be compared.
fn dump(headway: &Headway) -> Vec<(String, Option<String>)> {
    let database = headway.database();
    let mut rows = database.prepare("SELECT period, value FROM figure ORDER BY rowid").unwrap();
    rows.query_map([], |row| Ok((row.get(0)?, row.get(1)?))).unwrap().map(Result::unwrap).collect()
}
