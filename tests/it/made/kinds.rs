//! Workbooks of the older kinds, written plainly for tests: OpenDocument, and the binary one of before 2007 (BIFF8).
//!
//! In: sheets of cells. Out: bytes. Invariant: only what a reader needs; a date is a number with a format for dates, as in the
//! publishers' own files.

use std::fmt::Write as _;
use std::io::Write as _;

/// A cell.
#[derive(Clone)]
pub enum Cell {
    Text(String),
    Number(f64),
    /// Days since the last day of 1899.
    Day(f64),
}

/// Text.
pub fn text(text: &str) -> Cell {
    Cell::Text(text.to_owned())
}

/// An OpenDocument spreadsheet.
pub fn ods(sheets: &[(&str, Vec<Vec<Cell>>)]) -> Vec<u8> {
    let mut content = "<?xml version=\"1.0\" encoding=\"UTF-8\"?><office:document-content xmlns:office=\"urn:oasis:names:tc:opendocument:xmlns:office:1.0\" xmlns:table=\"urn:oasis:names:tc:opendocument:xmlns:table:1.0\" xmlns:text=\"urn:oasis:names:tc:opendocument:xmlns:text:1.0\" office:version=\"1.2\"><office:body><office:spreadsheet>".to_owned();
    for (name, rows) in sheets {
        let _ = write!(content, "<table:table table:name=\"{name}\">");
        for row in rows {
            content.push_str("<table:table-row>");
            content.extend(row.iter().map(ods_cell));
            content.push_str("</table:table-row>");
        }
        content.push_str("</table:table>");
    }
    content.push_str("</office:spreadsheet></office:body></office:document-content>");
    let mut archive = zip::ZipWriter::new(std::io::Cursor::new(Vec::new()));
    let plain = zip::write::SimpleFileOptions::default();
    for (name, text) in [
        ("mimetype", "application/vnd.oasis.opendocument.spreadsheet"),
        (
            "META-INF/manifest.xml",
            "<manifest:manifest xmlns:manifest=\"urn:oasis:names:tc:opendocument:xmlns:manifest:1.0\"/>",
        ),
        ("content.xml", &content),
    ] {
        let method = if name == "mimetype" { zip::CompressionMethod::Stored } else { zip::CompressionMethod::Deflated };
        archive.start_file(name, plain.compression_method(method)).unwrap();
        archive.write_all(text.as_bytes()).unwrap();
    }
    archive.finish().unwrap().into_inner()
}

fn ods_cell(cell: &Cell) -> String {
    match cell {
        Cell::Text(text) if text.is_empty() => "<table:table-cell/>".to_owned(),
        Cell::Text(text) => {
            let text = text.replace('&', "&amp;").replace('<', "&lt;");
            format!("<table:table-cell office:value-type=\"string\"><text:p>{text}</text:p></table:table-cell>")
        }
        Cell::Number(number) | Cell::Day(number) => format!(
            "<table:table-cell office:value-type=\"float\" office:value=\"{number}\"><text:p>{number}</text:p></table:table-cell>"
        ),
    }
}

/// A workbook of the kind of Excel 97 to 2003.
pub fn xls(sheets: &[(&str, Vec<Vec<Cell>>)]) -> Vec<u8> {
    let bodies: Vec<_> = sheets.iter().map(|(_, rows)| xls_sheet(rows)).collect();
    let names: Vec<_> = sheets.iter().map(|(name, _)| *name).collect();
    // Where a sheet begins does not change how long the head is, so it is written twice.
    let head = xls_head(&names, &vec![0; names.len()]).len();
    let mut begins = Vec::new();
    let mut end = head;
    for body in &bodies {
        begins.push(u32::try_from(end).unwrap());
        end += body.len();
    }
    let mut stream = xls_head(&names, &begins);
    stream.extend(bodies.into_iter().flatten());
    compound_file(stream)
}

fn record(out: &mut Vec<u8>, kind: u16, data: &[u8]) {
    out.extend_from_slice(&kind.to_le_bytes());
    out.extend_from_slice(&u16::try_from(data.len()).unwrap().to_le_bytes());
    out.extend_from_slice(data);
}

fn words(words: &[u16]) -> Vec<u8> {
    words.iter().flat_map(|word| word.to_le_bytes()).collect()
}

fn xls_head(names: &[&str], begins: &[u32]) -> Vec<u8> {
    let mut out = Vec::new();
    record(&mut out, 0x0809, &words(&[0x0600, 0x0005, 0x0DBB, 0x07CC, 0, 0, 0x0006, 0]));
    // Two formats of cells: general, and a month with its year (built-in format 17).
    for format in [0, 17] {
        let mut data = words(&[0, format]);
        data.resize(20, 0);
        record(&mut out, 0x00E0, &data);
    }
    for (name, begin) in names.iter().zip(begins) {
        let mut data = begin.to_le_bytes().to_vec();
        data.extend_from_slice(&[0, 0, u8::try_from(name.len()).unwrap(), 0]);
        data.extend_from_slice(name.as_bytes());
        record(&mut out, 0x0085, &data);
    }
    record(&mut out, 0x000A, &[]);
    out
}

fn xls_sheet(rows: &[Vec<Cell>]) -> Vec<u8> {
    let mut out = Vec::new();
    record(&mut out, 0x0809, &words(&[0x0600, 0x0010, 0x0DBB, 0x07CC, 0, 0, 0x0006, 0]));
    let width = rows.iter().map(Vec::len).max().unwrap_or(0);
    let height = u16::try_from(rows.len()).unwrap();
    record(&mut out, 0x0200, &words(&[0, 0, height, 0, 0, u16::try_from(width).unwrap(), 0]));
    for (row, cells) in (0u16..).zip(rows) {
        for (column, cell) in (0u16..).zip(cells) {
            xls_cell(&mut out, row, column, cell);
        }
    }
    record(&mut out, 0x000A, &[]);
    out
}

fn xls_cell(out: &mut Vec<u8>, row: u16, column: u16, cell: &Cell) {
    let (format, number) = match cell {
        Cell::Text(text) if text.is_empty() => return,
        Cell::Text(text) => {
            let mut data = words(&[row, column, 0, u16::try_from(text.len()).unwrap()]);
            data.push(0);
            data.extend_from_slice(text.as_bytes());
            return record(out, 0x0204, &data);
        }
        Cell::Number(number) => (0, number),
        Cell::Day(number) => (1, number),
    };
    let mut data = words(&[row, column, format]);
    data.extend_from_slice(&number.to_le_bytes());
    record(out, 0x0203, &data);
}

const SECTOR: usize = 512;
const END: u32 = 0xFFFF_FFFE;

/// The container of such a workbook: a header, a table of sectors, a folder, and the one stream.
fn compound_file(mut stream: Vec<u8>) -> Vec<u8> {
    let sectors = stream.len().div_ceil(SECTOR).max(8);
    assert!(sectors < 120, "one sector of the table holds 128 entries");
    stream.resize(sectors * SECTOR, 0);
    let mut out = vec![0xD0, 0xCF, 0x11, 0xE0, 0xA1, 0xB1, 0x1A, 0xE1];
    out.resize(24, 0);
    out.extend(words(&[0x003E, 3, 0xFFFE, 9, 6, 0, 0, 0]));
    for word in [0, 1, 1, 0, 4096, END, 0, END, 0, 0] {
        out.extend(word.to_le_bytes());
    }
    out.resize(SECTOR, 0xFF);
    let last = u32::try_from(sectors + 1).unwrap();
    let chain = (3..=last).chain([END]);
    let table = [0xFFFF_FFFD, END].into_iter().chain(chain).flat_map(u32::to_le_bytes);
    out.extend(table);
    out.resize(2 * SECTOR, 0xFF);
    out.extend(entry("Root Entry", 5, 1, END, 0));
    out.extend(entry("Workbook", 2, u32::MAX, 2, u32::try_from(stream.len()).unwrap()));
    out.resize(3 * SECTOR, 0);
    out.extend(stream);
    out
}

fn entry(name: &str, kind: u8, child: u32, start: u32, length: u32) -> Vec<u8> {
    let mut out = words(&name.encode_utf16().collect::<Vec<_>>());
    out.resize(64, 0);
    out.extend(u16::try_from(2 * (name.len() + 1)).unwrap().to_le_bytes());
    out.extend([kind, 1]);
    for link in [u32::MAX, u32::MAX, child] {
        out.extend(link.to_le_bytes());
    }
    out.resize(116, 0);
    out.extend(start.to_le_bytes());
    out.extend(length.to_le_bytes());
    out.resize(128, 0);
    out
}
