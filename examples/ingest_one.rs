//! One series from a file into a fresh store, as a whole process: what `benches/ingest.sh` times beside other tools.
//!
//! `ingest_one FILE STATE-FOLDER`: reads the incomplete first week of one treatment function (`C_110`) of the full extract of
//! NHS England's waiting times with the product's reader, records it with the product's store, and prints its peak memory.
//! Left out, as it is of the other tools: keeping a copy of the file under its hash.

use chrono::{DateTime, Utc};
use headway::domain::source::Source;
use headway::domain::vintage::NewVintage;
use headway::ingest::read::Reader;
use headway::store::{FileRow, Store};
use std::collections::BTreeMap;
use std::error::Error;
use std::io::Write;
use std::path::Path;

const TABLE: &str = r#"
id = "bench"
title = "One treatment function"
publisher = "NHS England"
page = "https://www.england.nhs.uk/statistics/statistical-work-areas/rtt-waiting-times/"
licence = { name = "Open Government Licence v3.0", open = true }
[[route]]
locate = { kind = "fixed", address = "https://www.england.nhs.uk/" }
format = { kind = "csv" }
[[series]]
id = "rtt.c-110.england.month"
title = "Pathways of up to one week, one treatment function"
unit = "pathways"
place = "England"
population = "pathways"
granularity = "month"
coverage = "single"
[series.select]
where = [{ column = "Treatment Function Code", is = "C_110" }]
period = { column = "Period", pattern = '/^RTT-(\w+-\d{4})$/' }
value = "Gt 00 To 01 Weeks SUM 1"
aggregate = "sum"
"#;

fn main() -> Result<(), Box<dyn Error>> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let [file, state] = arguments.as_slice() else {
        return Err("usage: ingest_one FILE STATE-FOLDER".into());
    };
    let source: Source = toml::from_str(TABLE)?;
    let reading = Reader::in_process().read(Path::new(file), &source, &source.routes[0].format)?;
    let figures = reading.series.into_iter().flat_map(|series| series.figures).collect();
    let store = Store::open(Path::new(state))?;
    let now = DateTime::from_timestamp(1_770_000_000, 0).ok_or("an instant")?;
    let vintage = NewVintage {
        series: source.series[0].id.clone(),
        source: source.id.clone(),
        file: store.archive(file.as_bytes(), &file_row(now))?,
        table: TABLE.to_owned(),
        route: Some(0),
        released_at: None,
        edition_at: now,
        recorded_at: now,
        live: true,
        coverage: source.series[0].coverage,
        figures,
    };
    store.record(&vintage)?;
    let value = vintage.figures.first().map(|figure| figure.value.text()).unwrap_or_default();
    writeln!(std::io::stdout(), "{value} {}", peak().unwrap_or_default())?;
    Ok(())
}

fn file_row(now: DateTime<Utc>) -> FileRow {
    let address = "https://www.england.nhs.uk/".to_owned();
    FileRow {
        sha256: String::new(),
        bytes: 0,
        media_type: "text/csv".to_owned(),
        asked: address.clone(),
        answered: address,
        headers: BTreeMap::new(),
        retrieved_at: now,
    }
}

/// The most memory that the process has held, as the kernel counts it, in KiB.
fn peak() -> Option<String> {
    let status = std::fs::read_to_string("/proc/self/status").ok()?;
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"))?;
    line.split_whitespace().next().map(str::to_owned)
}
