//! Workbooks read by the worker, and files made to hurt.

use super::{samples, source};
use headway::ingest::read::{Reader, Reading};
use std::path::PathBuf;

/// Reads workbooks in a process of the real binary.
pub(crate) fn worker() -> Reader {
    Reader::with_worker(PathBuf::from(env!("CARGO_BIN_EXE_headway")))
}

#[test]
fn the_worker_reads_what_this_process_reads() {
    let Some(folder) = samples() else { return };
    let table = r#"
format = { kind = "spreadsheet" }
[[series]]
id = "homes"
granularity = "year"
select = { sheet = "Table 1", header = "Region", period = { fixed = "2020" }, value = "Number of households", where = [{ column = "Region", is = "London" }] }
"#;
    let source = source(table);
    let path = folder.join("desnz/sub-regional-fuel-poverty-2022.xlsx");
    let worked = worker().read(&path, &source, &source.routes[0].format).unwrap();
    assert_eq!(worked, Reader::in_process().read(&path, &source, &source.routes[0].format).unwrap());
    let renamed = self::source(&table.replace("Table 1", "Table 9"));
    let error = worker().read(&path, &renamed, &renamed.routes[0].format).unwrap_err();
    assert!(error.to_string().contains("no sheet `Table 9`; sheets are `Title`, `Contents`"), "{error}");
    assert_eq!(error.step(), "select");
}

const PLAIN: &str = r#"
format = { kind = "spreadsheet" }
[[series]]
id = "s"
granularity = "year"
select = { header = "Year", period = { column = "Year" }, value = "Cars" }
"#;

pub(crate) fn zip_of(members: &[(&str, &str)]) -> Vec<u8> {
    use std::io::Write;
    let mut zip = zip::ZipWriter::new(std::io::Cursor::new(Vec::new()));
    for (name, text) in members {
        zip.start_file(*name, zip::write::SimpleFileOptions::default()).unwrap();
        zip.write_all(text.as_bytes()).unwrap();
    }
    zip.finish().unwrap().into_inner()
}

pub(crate) fn xlsx(rows: &str) -> Vec<u8> {
    let types = r#"<?xml version="1.0"?><Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Override PartName="/xl/workbook.xml" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"/><Override PartName="/xl/worksheets/sheet1.xml" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.worksheet+xml"/></Types>"#;
    let roots = r#"<?xml version="1.0"?><Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument" Target="xl/workbook.xml"/></Relationships>"#;
    let book = r#"<?xml version="1.0"?><workbook xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main" xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"><sheets><sheet name="Data" sheetId="1" r:id="rId1"/></sheets></workbook>"#;
    let links = r#"<?xml version="1.0"?><Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/worksheet" Target="worksheets/sheet1.xml"/></Relationships>"#;
    let sheet = format!(
        r#"<?xml version="1.0"?><worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><dimension ref="A1:XFD1048576"/><sheetData>{rows}</sheetData></worksheet>"#
    );
    zip_of(&[
        ("[Content_Types].xml", types),
        ("_rels/.rels", roots),
        ("xl/workbook.xml", book),
        ("xl/_rels/workbook.xml.rels", links),
        ("xl/worksheets/sheet1.xml", &sheet),
    ])
}

/// An ODS of one sheet; a cell that reads as a number is one.
pub(crate) fn ods_of(sheet: &str, rows: &[Vec<String>]) -> Vec<u8> {
    let cell = |text: &String| match text.parse::<f64>() {
        _ if text.is_empty() => "<table:table-cell/>".to_owned(),
        Ok(_) => format!(
            "<table:table-cell office:value-type=\"float\" office:value=\"{text}\"><text:p>{text}</text:p></table:table-cell>"
        ),
        Err(_) => {
            let lines = text.replace('\n', "</text:p><text:p>");
            format!("<table:table-cell office:value-type=\"string\"><text:p>{lines}</text:p></table:table-cell>")
        }
    };
    let row =
        |row: &Vec<String>| format!("<table:table-row>{}</table:table-row>", row.iter().map(cell).collect::<String>());
    ods_named(sheet, &rows.iter().map(row).collect::<String>())
}

fn ods(rows: &str) -> Vec<u8> {
    ods_named("Data", rows)
}

pub(crate) fn ods_named(sheet: &str, rows: &str) -> Vec<u8> {
    let manifest = r#"<?xml version="1.0"?><manifest:manifest xmlns:manifest="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0"/>"#;
    let content = format!(
        r#"<?xml version="1.0"?><office:document-content xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0" xmlns:table="urn:oasis:names:tc:opendocument:xmlns:table:1.0" xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0"><office:body><office:spreadsheet><table:table table:name="{sheet}">{rows}</table:table></office:spreadsheet></office:body></office:document-content>"#
    );
    zip_of(&[
        ("mimetype", "application/vnd.oasis.opendocument.spreadsheet"),
        ("META-INF/manifest.xml", manifest),
        ("content.xml", &content),
    ])
}

fn read_bytes(bytes: &[u8]) -> Result<Reading, headway::ingest::read::ReadError> {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("file");
    std::fs::write(&path, bytes).unwrap();
    let source = source(PLAIN);
    worker().read(&path, &source, &source.routes[0].format)
}

const HEAD: &str = r#"<row r="1"><c r="A1" t="inlineStr"><is><t>Year</t></is></c><c r="B1" t="inlineStr"><is><t>Cars</t></is></c></row><row r="2"><c r="A2"><v>2024</v></c><c r="B2"><v>7.5</v></c></row>"#;

#[test]
fn a_workbook_that_spans_the_whole_sheet_costs_nothing_or_is_refused_in_words() {
    let far = format!(r#"{HEAD}<row r="1048576"><c r="XFD1048576"><v>1</v></c></row>"#);
    let reading = read_bytes(&xlsx(&far)).unwrap();
    assert_eq!(
        (reading.series[0].figures[0].value.text().as_str(), reading.series[0].figures[0].cell.as_str()),
        ("7.5", "Data!B2")
    );
    let full = r#"<table:table-row table:number-rows-repeated="1048576"><table:table-cell office:value-type="float" office:value="1" table:number-columns-repeated="16384"><text:p>1</text:p></table:table-cell></table:table-row>"#;
    let error = read_bytes(&ods(full)).unwrap_err();
    assert!(error.to_string().starts_with("beyond the limits of reading"), "{error}");
    assert_eq!(error.step(), "decode");
    // The same in XLS: a text moved to the last cell of the widest sheet that its format can name.
    let Some(folder) = samples() else { return };
    let mut bytes = std::fs::read(folder.join("ons/weekly-deaths-2019.xls")).unwrap();
    let at = bytes.windows(4).position(|window| window == [0xfd, 0x00, 0x0a, 0x00]).unwrap();
    bytes[at + 4..at + 8].fill(0xff);
    let error = read_bytes(&bytes).unwrap_err();
    assert_eq!(error.step(), "decode", "{error}");
}

#[test]
fn a_workbook_that_is_none_is_named_for_what_it_is() {
    let whole = xlsx(HEAD);
    for (bytes, expected) in [
        (&b""[..], "the file is empty"),
        (b"<!DOCTYPE html><html></html>", "an HTML page"),
        (b"Year,Cars\n2024,1\n", "plain text"),
        (&whole[..whole.len() - 40], "cut short"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1 and no more", "not a sound XLS workbook"),
    ] {
        let error = read_bytes(bytes).unwrap_err().to_string();
        assert!(error.contains(expected), "{error}");
    }
    let zeros = "0".repeat(600 * 1024 * 1024 / 2);
    let bomb = zip_of(&[("mimetype", "x"), ("content.xml", &zeros)]);
    let error = read_bytes(&bomb).unwrap_err().to_string();
    assert!(error.contains("a ZIP bomb"), "{error}");
}

proptest::proptest! {
    #![proptest_config(proptest::prelude::ProptestConfig::with_cases(200))]

    #[test]
    fn no_bytes_make_a_decoder_panic(bytes in proptest::collection::vec(proptest::prelude::any::<u8>(), 0..600), head in 0_usize..8, kind in 0_usize..10) {
        let heads: [&[u8]; 8] = [b"", b"Year,Cars\n", b"{\"years\":[", b"PK\x03\x04", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", b"\x1f\x8b\x08\x00", b"\"Title\",\"x\"\n", b"# series: s\n"];
        let kind = ["csv", "json", "ons-json", "ons-csv", "figures", "json-stat", "spreadsheet", "sdmx-csv", "fingertips", "nomis"][kind];
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("file");
        std::fs::write(&path, [heads[head], &bytes].concat()).unwrap();
        let source = source(&PLAIN.replace("spreadsheet", kind));
        let _ = Reader::in_process().read(&path, &source, &source.routes[0].format);
    }
}

#[test]
fn an_ods_that_ends_inside_a_table_is_refused_and_nobody_waits_for_its_end() {
    let rows = r#"<table:table-row><table:table-cell office:value-type="float" office:value="1"/></table:table-row><table:table table:name="Next">"#;
    let error = read_bytes(&ods(&format!("{rows}</table:table><table:table table:name=\"Last\"><!-- "))).unwrap_err();
    assert!(!matches!(error, headway::ingest::read::ReadError::OutOfTime { .. }), "{error}");
    let content = "<office:document-content><table:table table:name=\"Data\"><table:table-row></table:table-row>";
    let error = read_bytes(&zip_of(&[
        ("mimetype", "application/vnd.oasis.opendocument.spreadsheet"),
        ("content.xml", content),
    ]))
    .unwrap_err();
    assert_eq!(
        error.to_string(),
        "the file is cut short: its content ends inside 2 elements that are not closed; fetch it again"
    );
}
