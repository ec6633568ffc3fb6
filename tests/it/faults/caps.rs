//! Files past their caps: refused in words, whatever their kind; and a large file that is none, read in little memory.

use super::{old_workbook, table};
use crate::read::hostile::zip_of;
use headway::ingest::read::Reader;
use std::io::{BufWriter, Write};
use std::path::{Path, PathBuf};
use std::process::Command;

/// A file that is too much, the format that its source says, and the words that refuse it.
type Case = (&'static str, Vec<u8>, &'static str, &'static str);

fn cases() -> Vec<Case> {
    let whole_sheet = r#"<office:document-content xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0" xmlns:table="urn:oasis:names:tc:opendocument:xmlns:table:1.0" xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0"><office:body><office:spreadsheet><table:table table:name="Data"><table:table-row table:number-rows-repeated="1048576"><table:table-cell office:value-type="float" office:value="1" table:number-columns-repeated="16384"><text:p>1</text:p></table:table-cell></table:table-row></table:table></office:spreadsheet></office:body></office:document-content>"#;
    let manifest = r#"<manifest:manifest xmlns:manifest="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0"/>"#;
    let ods = "application/vnd.oasis.opendocument.spreadsheet";
    let zeros = "0".repeat(8 << 20);
    let names: Vec<_> = (0..501).map(|number| format!("{number}.csv")).collect();
    let many: Vec<_> = names.iter().map(|name| (name.as_str(), "Period,Value\n")).collect();
    let workbook = "{ kind = 'spreadsheet' }";
    vec![
        (
            "a sheet of 17 thousand million cells in ODS",
            zip_of(&[("mimetype", ods), ("META-INF/manifest.xml", manifest), ("content.xml", whole_sheet)]),
            workbook,
            "a workbook that spans too many cells",
        ),
        ("two far corners in XLS", far_corners(), workbook, "the workbook needs more than 2048 MiB of memory"),
        (
            "a sheet of nothing but zeros",
            zip_of(&[("xl/worksheets/sheet1.xml", &zeros)]),
            workbook,
            "a ZIP bomb: `xl/worksheets/sheet1.xml` inflates",
        ),
        ("a ZIP bomb", zip_of(&[("zeros.csv", &zeros)]), "{ kind = 'csv' }", "a ZIP bomb: `zeros.csv` inflates"),
        (
            "a ZIP of too many members",
            zip_of(&many),
            "{ kind = 'csv', member = '7.csv' }",
            "a ZIP of 501 members; at most 500 are read",
        ),
        (
            "a record without an end",
            format!("Period,Value\n\"{}", "x".repeat(70 << 20)).into_bytes(),
            "{ kind = 'csv' }",
            "is longer than 32 MiB: a quote may not be closed",
        ),
    ]
}

/// A sheet whose used range is as wide and as high as its format can name.
fn far_corners() -> Vec<u8> {
    let row = |cells: &[&str]| cells.iter().map(|cell| (*cell).to_owned()).collect::<Vec<_>>();
    let mut bytes = old_workbook::of("Data", &[row(&["Period", "Value"]), row(&["1234567"])]);
    // The number stands in row 1, column 0: moved to the last of both.
    let at = bytes.windows(8).position(|window| window == [0x03, 0x02, 14, 0, 1, 0, 0, 0]).unwrap();
    bytes[at + 4..at + 8].fill(0xff);
    bytes
}

/// Wants a month that is not there, so that the whole file goes by.
const SELECT: &str =
    "select = { where = [{ column = 'Period', is = '2099-01' }], period = { column = 'Period' }, value = 'Value' }";

#[test]
fn a_file_past_its_caps_is_refused_with_a_clear_word() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("file");
    for (name, bytes, format, says) in cases() {
        std::fs::write(&path, bytes).unwrap();
        let route = format!(
            "[[route]]\nlocate = {{ kind = 'fixed', address = 'https://www.stats.example/' }}\nformat = {format}"
        );
        let source = table("pumps", &route, SELECT);
        let reader = Reader::with_worker(PathBuf::from(env!("CARGO_BIN_EXE_headway")));
        let error = reader.read(&path, &source, &source.routes[0].format).unwrap_err();
        let words = error.to_string();
        assert!(words.contains("beyond the limits of reading: ") && words.contains(says), "{name}: {words}");
        assert_eq!(error.step(), "decode", "{name}");
    }
}

/// The memory that may be written to, in KiB: a fraction of the file.
const KIBIBYTES: u64 = 48 << 10;

#[test]
fn a_csv_of_100_megabytes_is_read_in_constant_memory() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("large");
    for megabytes in [1, 100] {
        let rows = large(&path, megabytes);
        let (well, words) = read_within_limits(&path, LARGE_TABLE);
        assert!(well && words.contains(&format!("pumps,2015-01,{rows},,")), "{megabytes} MB: {words}");
    }
    // The limit is one: a file that has to be held whole does not fit.
    std::fs::write(&path, format!("[\"{}\"]", "x".repeat(100 << 20))).unwrap();
    let (well, words) =
        read_within_limits(&path, &LARGE_TABLE.replace("kind = \"csv\"", "kind = \"json\", rows = \"$[*]\""));
    assert!(!well && words.contains("out of memory"), "{words}");
}

/// `headway read` in a process that the system ends when it asks for more: whether it did well, and its words.
fn read_within_limits(path: &Path, table: &str) -> (bool, String) {
    let spec = path.with_extension("toml");
    std::fs::write(&spec, table).unwrap();
    let limited = format!("ulimit -d {KIBIBYTES} && exec \"$0\" \"$@\"");
    let mut command = Command::new("sh");
    command.args(["-c", &limited, env!("CARGO_BIN_EXE_headway"), "read"]).arg(path).arg("--spec").arg(&spec);
    let output = command.output().unwrap();
    (output.status.success(), crate::support::both(&output))
}

const LARGE_TABLE: &str = r#"
id = "large"
title = "t"
publisher = "p"
page = "https://www.stats.example/"
licence = { name = "l", open = true }

[[route]]
locate = { kind = "fixed", address = "https://www.stats.example/large.csv" }
format = { kind = "csv" }

[[series]]
id = "pumps"
title = "t"
unit = "u"
place = "p"
population = "p"
granularity = "month"
select = { where = [{ column = "Area", is = "UK" }], period = { column = "Period" }, value = "Value", aggregate = "sum" }
"#;

/// Writes a CSV of so many megabytes; how many of its rows are of the United Kingdom.
fn large(path: &Path, megabytes: usize) -> usize {
    let mut file = BufWriter::new(std::fs::File::create(path).unwrap());
    file.write_all(b"Area,Period,Value,Note\n").unwrap();
    let filling = "x".repeat(900);
    for row in 0..megabytes * 1000 {
        let area = if row % 100 == 7 { "UK" } else { "\"Elsewhere, far\"" };
        writeln!(file, "{area},2015-01,1,{row} {filling}").unwrap();
    }
    file.into_inner().unwrap().sync_data().unwrap();
    let bytes = path.metadata().unwrap().len();
    assert!(bytes > megabytes as u64 * 900_000, "{bytes} bytes");
    megabytes * 10
}
