//! Decoding and selecting: what a file costs from its bytes to the figures of its series.
//!
//! `cargo bench --bench decode`. Files are made here in the shape of their publishers'; the real full extract of waiting times is
//! read too where samples of real files are at hand (HEADWAY_SAMPLES, or `shared/samples` beside or above this repository).

#![allow(clippy::unwrap_used, clippy::print_stdout, missing_docs, reason = "a bench says what went wrong by failing")]

use divan::Bencher;
use divan::counter::BytesCount;
use headway::domain::source::Source;
use headway::ingest::read::{Reader, Reading};
use std::fmt::Write as _;
use std::io::Write as _;
use std::path::{Path, PathBuf};
use tempfile::TempDir;

#[path = "decode/workbooks.rs"]
mod workbooks;

fn main() {
    divan::main();
}

/// A source of one route and of the series that `series` writes down, each without its words.
fn source(format: &str, series: &[&str]) -> Source {
    let words = "title = \"t\"\nunit = \"u\"\nplace = \"p\"\npopulation = \"p\"";
    let head = "id = \"bench\"\ntitle = \"t\"\npublisher = \"p\"\npage = \"https://publisher.example/\"
licence = { name = \"OGL\", open = true }
[[route]]
locate = { kind = \"fixed\", address = \"https://publisher.example/\" }";
    let series: String = series.iter().enumerate().fold(String::new(), |mut text, (number, series)| {
        let _ = write!(text, "\n[[series]]\nid = \"s{number}\"\n{words}\n{series}\n");
        text
    });
    toml::from_str(&format!("{head}\nformat = {format}\n{series}")).unwrap()
}

/// A file in a folder of its own.
fn file(name: &str, bytes: &[u8]) -> (TempDir, PathBuf) {
    let folder = TempDir::new().unwrap();
    let path = folder.path().join(name);
    std::fs::write(&path, bytes).unwrap();
    (folder, path)
}

fn measure(bencher: Bencher, reader: &Reader, path: &Path, source: &Source) {
    let bytes = std::fs::metadata(path).unwrap().len();
    let read = || -> Reading { reader.read(path, source, &source.routes[0].format).unwrap() };
    assert!(read().series.iter().all(|series| !series.figures.is_empty()));
    bencher.counter(BytesCount::new(bytes)).bench_local(read);
}

/// An ONS time series: 40 years, 160 quarters, 480 months.
#[divan::bench]
fn ons_json_680_points(bencher: Bencher) {
    let point = |date: String| format!(r#"{{"date":"{date}","value":"1.5","label":"{date}","sourceDataset":"MM23"}}"#);
    let years: Vec<_> = (1986..2026).map(|year| point(year.to_string())).collect();
    let quarters: Vec<_> = (0..160).map(|at| point(format!("{} Q{}", 1986 + at / 4, at % 4 + 1))).collect();
    let name =
        |month: usize| ["JAN", "FEB", "MAR", "APR", "MAY", "JUN", "JUL", "AUG", "SEP", "OCT", "NOV", "DEC"][month];
    let months: Vec<_> = (0..480).map(|at| point(format!("{} {}", 1986 + at / 12, name(at % 12)))).collect();
    let text = format!(
        r#"{{"years":[{}],"quarters":[{}],"months":[{}],"description":{{"releaseDate":"2026-01-20T00:00:00.000Z"}}}}"#,
        years.join(","),
        quarters.join(","),
        months.join(",")
    );
    let series = ["granularity = \"year\"", "granularity = \"quarter\"", "granularity = \"month\""];
    let (_folder, path) = file("data.json", text.as_bytes());
    measure(bencher, &Reader::in_process(), &path, &source("{ kind = \"ons-json\" }", &series));
}

/// A wide table: a row a model, a column a quarter, 4,000 rows by 100 quarters; one sum over a tenth of the rows.
#[divan::bench(sample_count = 20)]
fn csv_wide_4000_by_100(bencher: Bencher) {
    let quarters: Vec<_> = (0..100).map(|at| format!("{} Q{}", 2001 + at / 4, at % 4 + 1)).collect();
    let mut text = format!("BodyType,Make,Fuel,{}\n", quarters.join(","));
    for row in 0..4_000 {
        let fuel = if row % 10 == 0 { "Battery electric" } else { "Petrol" };
        let _ = write!(text, "Cars,\"MAKE {row}, GB\",{fuel}");
        (0..100).for_each(|at| {
            let _ = write!(text, ",{}", (row * 31 + at * 7) % 900);
        });
        text.push('\n');
    }
    let series = r#"granularity = "quarter"
        select = { where = [{ column = "Fuel", is = "Battery electric" }], period = { header = '/^(20\d\d Q[1-4])$/' }, aggregate = "sum" }"#;
    let (_folder, path) = file("wide.csv", text.as_bytes());
    measure(bencher, &Reader::in_process(), &path, &source("{ kind = \"csv\" }", &[series]));
}

const ONE_FUNCTION: &str = r#"granularity = "month"
    select = { where = [{ column = "Treatment Function Code", is = "C_110" }], period = { column = "Period", pattern = '/^RTT-(\w+-\d{4})$/' }, value = "Gt 00 To 01 Weeks SUM 1", aggregate = "sum" }"#;
const ALL_WAITS: &str = r#"granularity = "month"
    select = { where = [{ column = "RTT Part Type", is = "Part_2" }, { column = "Treatment Function Code", is = "C_999" }], period = { column = "Period", pattern = '/^RTT-(\w+-\d{4})$/' }, value = '/^Gt \d+ To \d+ Weeks SUM 1$/', aggregate = "sum" }"#;

fn extract_source(wanted: &str) -> Source {
    source("{ kind = \"csv\" }", &[if wanted == "all waits" { ALL_WAITS } else { ONE_FUNCTION }])
}

/// Text in the shape of the full extract of waiting times: 121 columns, a quarter of the records with a quoted comma.
fn extract(rows: usize) -> String {
    let bands: Vec<_> = (0..104).map(|week| format!("Gt {week:02} To {:02} Weeks SUM 1", week + 1)).collect();
    let mut text = format!(
        "Period,Provider Parent Org Code,Provider Parent Name,Provider Org Code,Provider Org Name,Commissioner Parent Org Code,\
         Commissioner Parent Name,Commissioner Org Code,Commissioner Org Name,RTT Part Type,RTT Part Description,\
         Treatment Function Code,Treatment Function Name,{},Gt 104 Weeks SUM 1,Total,Patients with unknown clock start date,Total All\n",
        bands.join(",")
    );
    for row in 0..rows {
        let part = ["Part_1A", "Part_1B", "Part_2", "Part_2A", "Part_3"][row % 5];
        let function = [
            "C_100", "C_101", "C_110", "C_120", "C_130", "C_140", "C_150", "C_160", "C_300", "C_320", "C_502", "C_999",
        ][row / 5 % 12];
        let name = if row % 4 == 0 { "\"HOSPITAL, ROYAL\"" } else { "BUCKSHAW HOSPITAL" };
        let _ = write!(
            text,
            "RTT-January-2026,QE1,LANCASHIRE AND SOUTH CUMBRIA INTEGRATED CARE BOARD,A4M8P,{name},,,13Q,COMMISSIONING HUB,{part},Pathways,{function},A Service"
        );
        (0..104).for_each(|week| {
            let _ = write!(text, ",{}", (row * 7 + week) % 11);
        });
        let _ = writeln!(text, ",,5,0,5");
    }
    text
}

/// 36 MB in the shape of the full extract.
#[divan::bench(args = ["one function", "all waits"], sample_count = 10)]
fn csv_like_the_extract_100000_records(bencher: Bencher, wanted: &str) {
    let (_folder, path) = file("extract.csv", extract(100_000).as_bytes());
    measure(bencher, &Reader::in_process(), &path, &extract_source(wanted));
}

/// The real one, as text and as a publisher sends it, in gzip.
#[divan::bench(args = ["one function", "all waits", "one function, from gzip"], sample_count = 5)]
fn csv_real_extract_85_mb(bencher: Bencher, wanted: &str) {
    let Some(real) = real("nhs-england/20260131-RTT-January-2026-full-extract.csv.gz") else { return };
    let (_folder, path) = if wanted == "one function, from gzip" {
        (None, real)
    } else {
        let mut text = Vec::new();
        let bytes = std::fs::read(real).unwrap();
        std::io::copy(&mut flate2::read::MultiGzDecoder::new(bytes.as_slice()), &mut text).unwrap();
        let (folder, path) = file("extract.csv", &text);
        (Some(folder), path)
    };
    measure(bencher, &Reader::in_process(), &path, &extract_source(wanted));
}

fn real(name: &str) -> Option<PathBuf> {
    let named = std::env::var_os("HEADWAY_SAMPLES").map(PathBuf::from);
    let above = Path::new(env!("CARGO_MANIFEST_DIR")).ancestors().map(|folder| folder.join("shared/samples"));
    let found = named.into_iter().chain(above).map(|folder| folder.join(name)).find(|path| path.is_file());
    if found.is_none() {
        println!("skipped: {name} is not at hand (HEADWAY_SAMPLES)");
    }
    found
}

const BOOK: &str = r#"granularity = "year"
    select = { sheet = "Table 20", header = "Area", where = [{ column = "Area", is = "Area 200" }], period = { header = '/^(\d{4})$/' } }"#;

/// Twenty sheets of 265 rows by 12 columns.
#[divan::bench(args = ["xlsx", "ods"], sample_count = 20)]
fn workbook_in_process(bencher: Bencher, kind: &str) {
    let (_folder, path) = file(&format!("book.{kind}"), &workbooks::of_kind(kind));
    measure(bencher, &Reader::in_process(), &path, &source("{ kind = \"spreadsheet\" }", &[BOOK]));
}

/// The same by a worker process: as the product does it.
#[divan::bench(args = ["xlsx", "ods"], sample_count = 20)]
fn workbook_by_the_worker(bencher: Bencher, kind: &str) {
    let reader = Reader::with_worker(env!("CARGO_BIN_EXE_headway").into());
    let (_folder, path) = file(&format!("book.{kind}"), &workbooks::of_kind(kind));
    measure(bencher, &reader, &path, &source("{ kind = \"spreadsheet\" }", &[BOOK]));
}

/// A ZIP of parts.
fn zipped(parts: &[(String, String)]) -> Vec<u8> {
    let mut archive = zip::ZipWriter::new(std::io::Cursor::new(Vec::new()));
    for (name, text) in parts {
        archive.start_file(name.as_str(), zip::write::SimpleFileOptions::default()).unwrap();
        archive.write_all(text.as_bytes()).unwrap();
    }
    archive.finish().unwrap().into_inner()
}
