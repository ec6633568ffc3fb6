//! Every decoder × every fault of the file itself.
//!
//! A decoder is a row of [`ROWS`]: its format, how its table is selected, and how a table is written down as such a file. A fault is
//! worked into the table before it is written down, or into the bytes after.

use super::files::{self, Table};
use super::{Ends, Stage, blocked, failed};
use headway::store::FetchResult;

struct Row {
    kind: &'static str,
    format: &'static str,
    select: &'static str,
    write: fn(&Table) -> Vec<u8>,
    /// What is missed where the column of periods has another name; nothing where the layout has none.
    column: Option<Ends>,
    /// What is missed where the sheet, member or list has another name; nothing where the layout has none.
    sheet: Option<Ends>,
    /// A file that ends after two thirds of its bytes.
    cut: Ends,
    /// Bytes that are not what they were, as of another encoding.
    noise: Ends,
    /// A mark in place of a value that nobody has explained.
    mark: Ends,
}

const ROWS: &[Row] = &[
    Row { kind: "csv", ..text("{ kind = 'csv' }", files::csv) },
    Row {
        kind: "gzip",
        cut: failed("decode", &["cut short", "fetch it again"]),
        ..text("{ kind = 'csv' }", files::gzip)
    },
    Row {
        kind: "zip member",
        sheet: Some(failed("decode", &["no member `Data.csv` in the ZIP; members are `Renamed.csv`"])),
        cut: failed("decode", &["cut short", "fetch it again"]),
        ..text("{ kind = 'csv', member = 'Data.csv' }", files::zip)
    },
    Row { kind: "xlsx", cut: failed("decode", &["cut short", "fetch it again"]), ..workbook(files::xlsx) },
    Row { kind: "ods", cut: failed("decode", &["cut short", "fetch it again"]), ..workbook(files::ods) },
    Row { kind: "xls", cut: failed("decode", &["not a sound XLS workbook"]), ..workbook(files::xls) },
    Row {
        kind: "json",
        sheet: Some(failed("select", &["no figures"])),
        cut: failed("decode", &["cut short", "fetch it again"]),
        noise: NOT_JSON,
        ..text("{ kind = 'json', rows = '$.Data[*]' }", files::json)
    },
    Row { kind: "json-stat 1", ..cube(files::json_stat_1) },
    Row { kind: "json-stat 2", ..cube(files::json_stat_2) },
    Row {
        kind: "ons-json",
        select: "",
        column: None,
        sheet: Some(failed("decode", &["JSON without `years`, `quarters` or `months`"])),
        cut: failed("decode", &["cut short", "fetch it again"]),
        noise: NOT_JSON,
        ..text("{ kind = 'ons-json' }", files::ons_json)
    },
    Row {
        kind: "ons-csv",
        select: "",
        column: None,
        cut: failed("decode", &["cut short", "fetch it again"]),
        noise: failed("decode", &["not an ONS time series as CSV: this is binary data"]),
        ..text("{ kind = 'ons-csv' }", files::ons_csv)
    },
    Row {
        kind: "sdmx-csv",
        column: Some(failed("select", &["no column `TIME_PERIOD`; columns are ", "`Renamed`"])),
        noise: failed("decode", &["not SDMX-CSV: this is binary data"]),
        ..known("{ kind = 'sdmx-csv' }", files::sdmx_csv)
    },
    Row {
        kind: "fingertips",
        column: Some(failed("select", &["no column `Time period`; columns are ", "`Renamed`"])),
        cut: failed("decode", &["cut short", "fetch it again"]),
        ..known("{ kind = 'fingertips' }", files::fingertips)
    },
    Row {
        kind: "nomis",
        column: Some(failed("select", &["no column ", "DATE_NAME", "`Renamed`"])),
        noise: failed("decode", &["not a CSV of Nomis: this is binary data"]),
        cut: failed("decode", &["cut short", "a quote that opens at line ", "fetch it again"]),
        ..known("{ kind = 'nomis' }", files::nomis)
    },
    Row {
        kind: "figures",
        select: "",
        column: Some(failed("select", &["no column `period,value,", "columns are `Renamed`"])),
        cut: failed("decode", &["not a file of figures as `period,value,", "line 1", "fetch the file again"]),
        noise: failed("decode", &["not a file of figures: this is plain text"]),
        mark: failed("decode", &["not a file of figures as `period,value,", "`[q]` (value); mend the line"]),
        ..text("{ kind = 'figures' }", files::figures)
    },
];

const NOT_JSON: Ends =
    failed("download", &["begins like plain text", "expects JSON: correct `format` or the way to the file"]);

/// A file of text, which does not know where it ends: cut short it is an older edition, which supersedes nothing.
const fn text(format: &'static str, write: fn(&Table) -> Vec<u8>) -> Row {
    let cut = Ends { result: FetchResult::New, step: "record", says: &["older"] };
    let column = Some(failed("select", &["`Period`", "`Renamed`"]));
    let noise = failed("select", &["no column `Value`; columns are `"]);
    let mark = failed("select", &["[q]", "neither a number nor a known marker", "add it to `markers`"]);
    Row { kind: "", format, select: files::TIDY, write, column, sheet: None, cut, noise, mark }
}

/// A publisher's own CSV, whose columns need not be named.
const fn known(format: &'static str, write: fn(&Table) -> Vec<u8>) -> Row {
    Row { select: "", ..text(format, write) }
}

const fn workbook(write: fn(&Table) -> Vec<u8>) -> Row {
    Row {
        select: "select = { sheet = 'Data', period = { column = 'Period' }, value = 'Value' }",
        sheet: Some(failed("select", &["no sheet `Data`; sheets are ", "`Renamed`"])),
        noise: failed(
            "download",
            &["begins like plain text", "expects a workbook (XLSX, ODS or XLS): correct `format`"],
        ),
        ..text("{ kind = 'spreadsheet' }", write)
    }
}

const fn cube(write: fn(&Table) -> Vec<u8>) -> Row {
    Row {
        select: "select = { period = { column = 'Period' }, value = 'value' }",
        cut: failed("decode", &["cut short", "fetch it again"]),
        noise: NOT_JSON,
        ..text("{ kind = 'json-stat' }", write)
    }
}

/// The faults of a file of so many months, with how each ends.
fn faults(row: &Row, months: usize) -> Vec<(&'static str, Vec<u8>, Ends)> {
    let good = Table::of(months);
    let whole = (row.write)(&good);
    let written = |change: &dyn Fn(&mut Table)| {
        let mut table = good.clone();
        change(&mut table);
        (row.write)(&table)
    };
    let last = months - 1;
    let held = |says| Ends { result: FetchResult::Held, step: "check", says };
    let page = "<!DOCTYPE html><html><title>Just a moment...</title></html>";
    let mut faults = vec![
        ("empty", Vec::new(), failed("download", &["the file is empty", "look at the publisher's page"])),
        (
            "a challenge",
            page.into(),
            blocked(
                "download",
                &["a web page (\"Just a moment...\") in place of data", "open the address in a browser"],
            ),
        ),
        (
            "a PDF",
            b"%PDF-1.7 1 0 obj".to_vec(),
            failed("download", &["begins like a PDF", "correct `format` or the way to the file"]),
        ),
        ("cut short", whole[..whole.len() * 2 / 3].to_vec(), row.cut),
        ("noise", whole.iter().map(|byte| byte ^ 0x55).collect(), row.noise),
        ("a mark that nobody knows", written(&|table| table.rows[last].1 = "[q]".to_owned()), row.mark),
        (
            "ten times too large",
            written(&|table| table.rows[last].1 = "1000000".to_owned()),
            held(&["1000000", "is further from"]),
        ),
        (
            "its first half gone",
            written(&|table| drop(table.rows.drain(..months / 2))),
            held(&[
                "known periods are not in the file any more",
                "if the publisher withdrew them, release it, else correct the table",
            ]),
        ),
        (
            "a month twice",
            written(&|table| table.rows[last].0 = table.rows[last - 1].0.clone()),
            failed("select", &["several values for"]),
        ),
        ("no newer", (row.write)(&Table::of(3)), Ends { result: FetchResult::New, step: "record", says: &["older"] }),
    ];
    let renamed = [
        row.sheet.map(|ends| ("a renamed sheet", written(&|table| table.sheet = "Renamed"), ends)),
        row.column.map(|ends| ("a renamed column", written(&|table| table.period = "Renamed"), ends)),
    ];
    faults.extend(renamed.into_iter().flatten());
    faults
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn whatever_is_wrong_with_a_file_is_named_and_nothing_is_lost() {
    let mut all = tokio::task::JoinSet::new();
    for row in ROWS {
        all.spawn(every_fault_of(row));
    }
    super::all_rows(all).await;
}

async fn every_fault_of(row: &'static Row) -> usize {
    const AT: &str = "files.stats.example/pumps";
    let route = format!("[[route]]\nlocate = {{ kind = 'fixed', address = 'https://{AT}' }}\nformat = {}", row.format);
    let mut stage = Stage::new(&route, row.select).await;
    let first = Table::of(12);
    stage.rehearsal.write(AT, (row.write)(&first));
    assert_eq!(stage.run().await.line(), "pumps: new, pumps: 12 new and 0 changed figures", "{}", row.kind);
    let count = faults(row, 13).len();
    for (at, months) in (13..13 + count).enumerate() {
        let (name, bytes, ends) = faults(row, months).swap_remove(at);
        let (cell, good) = (format!("{}, {name}", row.kind), Table::of(months));
        stage.rehearsal.write(AT, bytes);
        stage.breaks(&cell, &format!("https://{AT}"), ends).await;
        stage.rehearsal.write(AT, (row.write)(&good));
        stage.is_well_again(&cell, &good).await;
    }
    count
}
