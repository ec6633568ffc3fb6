//! Real files of real publishers, read with tables as a stranger would write them: the spot values of samples/SOURCES.md.

mod dialects;
pub(crate) mod hostile;
mod interfaces;
mod next_edition;
mod printed;
mod printed_json;
mod says;
mod spots;
mod text;
mod workbooks;

use headway::domain::source::Source;
use headway::ingest::read::{Reader, Reading};
use std::io::Write as _;
use std::path::{Path, PathBuf};

/// The folder of sample files, looked for beside the repository and upwards.
fn samples() -> Option<PathBuf> {
    let named = std::env::var_os("HEADWAY_SAMPLES").map(PathBuf::from);
    let above = Path::new(env!("CARGO_MANIFEST_DIR")).ancestors().map(|folder| folder.join("shared/samples"));
    let found = named.into_iter().chain(above).find(|folder| folder.is_dir());
    if found.is_none() {
        println!("skipped: no sample files (HEADWAY_SAMPLES)");
    }
    found
}

/// A source from the format and series of a test.
fn source(table: &str) -> Source {
    let head = r#"
        id = "test"
        title = "t"
        publisher = "p"
        page = "https://example.org"
        licence = { name = "OGL", open = true }
        [[route]]
        locate = { kind = "fixed", address = "https://example.org" }
    "#;
    let mut series = String::new();
    let mut inside = false;
    for line in table.lines() {
        series.push_str(line);
        series.push('\n');
        inside = line.trim() == "[[series]]" || inside;
        if line.trim() == "[[series]]" {
            series.push_str("title = \"t\"\nunit = \"u\"\nplace = \"p\"\npopulation = \"p\"\n");
        }
    }
    assert!(inside, "a table has series");
    toml::from_str(&format!("{head}\n{series}")).unwrap_or_else(|error| panic!("{error}\n{series}"))
}

/// Reads a sample and compares: series, period, value and flags as `headway read` prints them.
fn check(file: &str, table: &str, expected: &[(&str, &str, &str, &str)]) -> Option<Reading> {
    let path = samples()?.join(file);
    let source = source(table);
    let reading = Reader::in_process()
        .read(&path, &source, &source.routes[0].format)
        .unwrap_or_else(|error| panic!("{file}: {error}"));
    expect(file, &reading, expected);
    Some(reading)
}

fn expect(file: &str, reading: &Reading, expected: &[(&str, &str, &str, &str)]) {
    for (series, period, value, words) in expected {
        let figures = &reading.series.iter().find(|read| read.series == *series).unwrap().figures;
        let figure = figures.iter().find(|figure| figure.period.label() == *period);
        let figure = figure.unwrap_or_else(|| {
            panic!(
                "{file}: {series} has no {period}; has {:?}",
                figures.iter().map(|f| f.period.label()).collect::<Vec<_>>()
            )
        });
        assert_eq!(
            (figure.value.text().as_str(), figure.words().as_str()),
            (*value, *words),
            "{file}: {series} {period}"
        );
    }
}

/// What `headway read` would print of a file, as `period=value flags`, or the complaint.
pub(crate) fn said(bytes: &[u8], table: &str) -> String {
    let mut file = tempfile::NamedTempFile::new().unwrap();
    file.write_all(bytes).unwrap();
    let source = source(table);
    match Reader::in_process().read(file.path(), &source, &source.routes[0].format) {
        Err(error) => error.to_string(),
        Ok(reading) => {
            let figures = reading.series.iter().flat_map(|series| &series.figures);
            let told = figures.map(|figure| {
                format!("{}={} {}", figure.period.label(), figure.value.text(), figure.words()).trim_end().to_owned()
            });
            told.collect::<Vec<_>>().join("; ")
        }
    }
}

fn cell(reading: &Reading, series: &str, period: &str) -> String {
    let figures = &reading.series.iter().find(|read| read.series == series).unwrap().figures;
    figures.iter().find(|figure| figure.period.label() == period).unwrap().cell.clone()
}

fn count(reading: &Reading, series: &str) -> usize {
    reading.series.iter().find(|read| read.series == series).unwrap().figures.len()
}

fn ons(kind: &str, granularities: &[(&str, &str)]) -> String {
    let series = granularities
        .iter()
        .map(|(id, granularity)| format!("[[series]]\nid = \"{id}\"\ngranularity = \"{granularity}\"\n"));
    format!("format = {{ kind = \"{kind}\" }}\n{}", series.collect::<String>())
}

#[test]
fn ons_time_series_as_json() {
    let years = [("year", "year"), ("quarter", "quarter"), ("month", "month")];
    let rolling = [("year", "year"), ("quarter", "quarter"), ("rolling", "rolling-3-months")];
    let read = check(
        "ons/lf24-2014-09-prelaunch.json",
        &ons("ons-json", &rolling),
        &[("year", "2013", "71.5", ""), ("quarter", "2014-Q2", "72.8", ""), ("rolling", "2014-05/2014-07", "73", "")],
    );
    if let Some(reading) = read {
        assert_eq!((count(&reading, "year"), count(&reading, "quarter"), count(&reading, "rolling")), (43, 173, 522));
        assert_eq!(cell(&reading, "rolling", "2014-05/2014-07"), "$['months'][521]['value']");
    }
    let read = check(
        "ons/d7g7-2015-07.json",
        &ons("ons-json", &years),
        &[("year", "2014", "1.5", ""), ("quarter", "2015-Q2", "0.0", ""), ("month", "2015-06", "0.0", "")],
    );
    if let Some(reading) = read {
        assert_eq!((count(&reading, "year"), count(&reading, "quarter"), count(&reading, "month")), (26, 106, 318));
        assert_eq!(headway::domain::instant::london_day(reading.released_at.unwrap()).to_string(), "2015-07-14");
    }
    let read = check(
        "ons/ihyq-qna-2024-09.json",
        &ons("ons-json", &years[1..2]),
        &[("quarter", "1955-Q2", "0.0", ""), ("quarter", "2020-Q2", "-20.3", ""), ("quarter", "2024-Q2", "0.5", "")],
    );
    if let Some(reading) = read {
        assert_eq!(count(&reading, "quarter"), 277);
        assert_eq!(headway::domain::instant::london_day(reading.released_at.unwrap()).to_string(), "2024-09-30");
    }
    check(
        "ons/a2f8-2015-09.json",
        &ons("ons-json", &years),
        &[("month", "2015-05", "111.6", ""), ("month", "2015-07", "111.8", "")],
    );
    check(
        "ons/d7bt-2015-prelaunch.json",
        &ons("ons-json", &years),
        &[("year", "2013", "126.1", ""), ("quarter", "2014-Q2", "128.1", ""), ("month", "2014-08", "128.3", "")],
    );
    check(
        "ons/abmi-2014-prelaunch.json",
        &ons("ons-json", &years[..2]),
        &[("year", "1948", "283.297", ""), ("year", "2013", "1532.652", ""), ("quarter", "2014-Q2", "393.629", "")],
    );
}

#[test]
fn ons_time_series_as_csv() {
    let table = ons("ons-csv", &[("year", "year"), ("quarter", "quarter"), ("month", "month")]);
    let read = check(
        "ons/d7g7-series-2026-03.csv",
        &table,
        &[("year", "2025", "3.4", ""), ("quarter", "2025-Q4", "3.4", ""), ("month", "2026-02", "3.0", "")],
    );
    if let Some(reading) = read {
        assert_eq!(reading.released_at.unwrap().to_rfc3339(), "2026-03-25T09:30:00+00:00");
        assert!(cell(&reading, "year", "2025").starts_with("line "), "{}", cell(&reading, "year", "2025"));
    }
    check(
        "ons/d7bt-series-2026-03.csv",
        &table,
        &[("year", "2025", "138.4", ""), ("quarter", "2025-Q4", "139.8", ""), ("month", "2026-02", "140.1", "")],
    );
}

const VEH1153: &str = r#"
format = { kind = "spreadsheet" }
[[series]]
id = "total"
granularity = "year"
select = { sheet = "VEH1153a_RoadUsing", header = "Date Interval", period = { column = "Date" }, value = "Total", where = [
  { column = "Geography", is = "United Kingdom" }, { column = "Date Interval", is = "Annual" }, { column = "Units", is = "Thousands" },
  { column = "BodyType", is = "Cars" } ] }
[[series]]
id = "petrol"
granularity = "month"
select = { sheet = "VEH1153a_RoadUsing", header = "Date Interval", period = { column = "Date" }, value = "Petrol", where = [
  { column = "Geography", is = "United Kingdom" }, { column = "Date Interval", is = "Monthly" }, { column = "Units", is = "Thousands" },
  { column = "BodyType", is = "Cars" } ] }
"#;

#[test]
fn department_for_transport() {
    check("dft/veh1153-2022.ods", VEH1153, &[("total", "2021", "1677.245", ""), ("petrol", "2022-09", "110.506", "")]);
    let table = r#"
format = { kind = "spreadsheet" }
[[series]]
id = "uk"
granularity = "quarter"
select = { sheet = "VEH0132", header = "ONS Geography", period = { header = "/^\\d{4} Q\\d/" }, where = [
  { column = "Fuel", is = "Battery electric" }, { column = "Keepership", is = "Total" }, { column = "ONS Geography", is = "United Kingdom" } ] }
[[series]]
id = "hartlepool"
granularity = "quarter"
select = { sheet = "VEH0132", header = "ONS Geography", period = { header = "/^\\d{4} Q\\d/" }, where = [
  { column = "Fuel", is = "Battery electric" }, { column = "Keepership", is = "Total" }, { column = "ONS Geography", is = "Hartlepool" } ] }
"#;
    let read = check(
        "dft/veh0132-2022q2.ods",
        table,
        &[("uk", "2022-Q2", "542099", ""), ("uk", "2022-Q1", "486116", ""), ("hartlepool", "2022-Q2", "223", "")],
    );
    if let Some(reading) = read {
        assert!(cell(&reading, "uk", "2022-Q2").starts_with("VEH0132!G"), "{}", cell(&reading, "uk", "2022-Q2"));
    }
}

#[test]
fn energy_security_and_net_zero() {
    let table = r#"
format = { kind = "csv" }
[[series]]
id = "all"
granularity = "financial-year"
select = { header = "Area Codes", period = { header = "/^(\\d{4}\\/\\d{2}): Heat pump/" }, where = [{ column = "Area Codes", is = "K04000001" }] }
[[series]]
id = "blackburn"
granularity = "financial-year"
select = { header = "Area Codes", period = { header = "/^(\\d{4}\\/\\d{2}): Heat pump/" }, where = [{ column = "County or Unitary Authority", is = "Blackburn with Darwen" }] }
"#;
    let read = check(
        "desnz/bus-redemptions-by-la-by-financial-year.csv",
        table,
        &[
            ("all", "FY2022-23", "9840", ""),
            ("all", "FY2023-24", "13735", ""),
            ("all", "FY2024-25", "25111", ""),
            ("all", "FY2025-26", "31018", ""),
            ("blackburn", "FY2022-23", "", "suppressed"),
        ],
    );
    if let Some(reading) = read {
        assert_eq!(cell(&reading, "all", "FY2022-23"), "line 6, column 2022/23: Heat pump technologies");
    }
    let table = r#"
format = { kind = "spreadsheet" }
[[series]]
id = "homes"
granularity = "year"
select = { sheet = "Table 1", header = "Region", period = { fixed = "2020" }, value = "Number of households in fuel poverty", where = [{ column = "Region", is = "North East" }] }
[[series]]
id = "share"
granularity = "year"
select = { sheet = "Table 1", header = "Region", period = { fixed = "2020" }, value = "/^Proportion/", where = [{ column = "Region", is = "North East" }] }
[[series]]
id = "midlands"
granularity = "year"
select = { sheet = "Table 1", header = "Region", period = { fixed = "2020" }, value = "/^Proportion/", where = [{ column = "Region", is = "West Midlands" }] }
"#;
    let read = check(
        "desnz/sub-regional-fuel-poverty-2022.xlsx",
        table,
        &[
            ("homes", "2020", "172828", ""),
            ("share", "2020", "14.431255975517601", ""),
            ("midlands", "2020", "17.82503664339999", ""),
        ],
    );
    if let Some(reading) = read {
        assert_eq!(cell(&reading, "homes", "2020"), "Table 1!C4");
    }
}

const RTT: &str = r#"
[[series]]
id = "all"
granularity = "month"
select = { period = { column = "Period", pattern = "RTT-(.+)" }, value = "/^Gt \\d+/", aggregate = "sum", where = [
  { column = "RTT Part Type", is = "Part_2" }, { column = "Treatment Function Code", is = "C_999" } ] }
[[series]]
id = "within"
granularity = "month"
select = { period = { column = "Period", pattern = "RTT-(.+)" }, value = "/^Gt (0\\d|1[0-7]) To/", aggregate = "sum", where = [
  { column = "RTT Part Type", is = "Part_2" }, { column = "Treatment Function Code", is = "C_999" } ] }
"#;

#[test]
fn nhs_england_full_extract_as_gzip_and_as_zip() {
    let Some(folder) = samples() else { return };
    let expected = [("all", "2026-01", "7187677", ""), ("within", "2026-01", "4412147", "")];
    let gzip = "nhs-england/20260131-RTT-January-2026-full-extract.csv.gz";
    let table = format!("format = {{ kind = \"csv\" }}\n{RTT}");
    let read = check(gzip, &table, &expected).unwrap();
    let filter = "sum of /^Gt \\d+/ where RTT Part Type = Part_2 and Treatment Function Code = C_999; ";
    assert!(cell(&read, "all", "2026-01").starts_with(filter), "{}", cell(&read, "all", "2026-01"));
    let scratch = tempfile::tempdir().unwrap();
    let path = scratch.path().join("extract.zip");
    let mut zip = zip::ZipWriter::new(std::fs::File::create(&path).unwrap());
    let options = zip::write::SimpleFileOptions::default().compression_level(Some(1));
    zip.start_file("20260131-RTT-January-2026-full-extract.csv", options).unwrap();
    std::io::copy(&mut flate2::read::GzDecoder::new(std::fs::File::open(folder.join(gzip)).unwrap()), &mut zip)
        .unwrap();
    zip.finish().unwrap();
    let source = source(&format!("format = {{ kind = \"csv\", member = \"/full-extract.csv$/\" }}\n{RTT}"));
    let zipped = Reader::in_process().read(&path, &source, &source.routes[0].format).unwrap();
    expect("the ZIP", &zipped, &expected);
    assert_eq!(zipped, read);
}
