//! Small XLSX workbooks made for tests, written plainly: a sheet a part, text in the cells themselves.

use super::publishers;
use std::fmt::Write as _;
use std::io::Write as _;

/// A workbook of sheets; a cell that reads as a number is one.
pub fn workbook(sheets: &[(&str, &[Vec<String>])]) -> Vec<u8> {
    let mut parts = vec![
        ("[Content_Types].xml".to_owned(), content_types(sheets.len())),
        ("_rels/.rels".to_owned(), RELATIONS.to_owned()),
    ];
    parts.push(("xl/workbook.xml".to_owned(), book(sheets)));
    parts.push(("xl/_rels/workbook.xml.rels".to_owned(), book_relations(sheets.len())));
    for (number, (_, rows)) in sheets.iter().enumerate() {
        parts.push((format!("xl/worksheets/sheet{}.xml", number + 1), sheet(rows)));
    }
    archive(&parts)
}

/// A workbook of 1.6 kB whose used range spans the whole sheet.
pub fn sparse_bomb() -> Vec<u8> {
    let sheet = format!(
        "<worksheet xmlns=\"{SPREADSHEET}\"><dimension ref=\"A1:XFD1048576\"/><sheetData><row r=\"1\"><c r=\"A1\"><v>1</v></c></row><row r=\"1048576\"><c r=\"XFD1048576\"><v>1</v></c></row></sheetData></worksheet>"
    );
    let empty: &[Vec<String>] = &[];
    archive(&[
        ("[Content_Types].xml".to_owned(), content_types(1)),
        ("_rels/.rels".to_owned(), RELATIONS.to_owned()),
        ("xl/workbook.xml".to_owned(), book(&[("A1.7", empty)])),
        ("xl/_rels/workbook.xml.rels".to_owned(), book_relations(1)),
        ("xl/worksheets/sheet1.xml".to_owned(), sheet),
    ])
}

/// A ZIP of a few kilobytes that inflates to hundreds of megabytes.
pub fn zip_bomb(name: &str) -> Vec<u8> {
    publishers::zipped(name, &vec![b'0'; 700 << 20])
}

const SPREADSHEET: &str = "http://schemas.openxmlformats.org/spreadsheetml/2006/main";
const OFFICE: &str = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";
const PACKAGE: &str = "http://schemas.openxmlformats.org/package/2006";
const RELATIONS: &str = "<Relationships xmlns=\"http://schemas.openxmlformats.org/package/2006/relationships\"><Relationship Id=\"rId1\" Type=\"http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument\" Target=\"xl/workbook.xml\"/></Relationships>";

fn content_types(sheets: usize) -> String {
    let mut text = format!(
        "<Types xmlns=\"{PACKAGE}/content-types\"><Default Extension=\"rels\" ContentType=\"application/vnd.openxmlformats-package.relationships+xml\"/><Default Extension=\"xml\" ContentType=\"application/xml\"/><Override PartName=\"/xl/workbook.xml\" ContentType=\"application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml\"/>"
    );
    for number in 1..=sheets {
        let _ = write!(
            text,
            "<Override PartName=\"/xl/worksheets/sheet{number}.xml\" ContentType=\"application/vnd.openxmlformats-officedocument.spreadsheetml.worksheet+xml\"/>"
        );
    }
    text + "</Types>"
}

fn book(sheets: &[(&str, &[Vec<String>])]) -> String {
    let mut text = format!("<workbook xmlns=\"{SPREADSHEET}\" xmlns:r=\"{OFFICE}\"><sheets>");
    for (number, (name, _)) in sheets.iter().enumerate() {
        let _ = write!(text, "<sheet name=\"{name}\" sheetId=\"{0}\" r:id=\"rId{0}\"/>", number + 1);
    }
    text + "</sheets></workbook>"
}

fn book_relations(sheets: usize) -> String {
    let mut text = format!("<Relationships xmlns=\"{PACKAGE}/relationships\">");
    for number in 1..=sheets {
        let _ = write!(
            text,
            "<Relationship Id=\"rId{number}\" Type=\"{OFFICE}/worksheet\" Target=\"worksheets/sheet{number}.xml\"/>"
        );
    }
    text + "</Relationships>"
}

fn sheet(rows: &[Vec<String>]) -> String {
    let mut text = format!("<worksheet xmlns=\"{SPREADSHEET}\"><sheetData>");
    for (number, row) in rows.iter().enumerate() {
        let _ = write!(text, "<row r=\"{}\">", number + 1);
        for (column, cell) in row.iter().enumerate().filter(|(_, cell)| !cell.is_empty()) {
            let name = format!("{}{}", column_name(column), number + 1);
            let _ = match cell.parse::<f64>() {
                Ok(_) => write!(text, "<c r=\"{name}\"><v>{cell}</v></c>"),
                Err(_) => write!(
                    text,
                    "<c r=\"{name}\" t=\"inlineStr\"><is><t>{}</t></is></c>",
                    cell.replace('&', "&amp;").replace('<', "&lt;")
                ),
            };
        }
        text.push_str("</row>");
    }
    text + "</sheetData></worksheet>"
}

fn column_name(column: usize) -> String {
    let letter = |number: usize| char::from(b'A' + u8::try_from(number % 26).unwrap());
    if column < 26 { letter(column).to_string() } else { format!("{}{}", letter(column / 26 - 1), letter(column)) }
}

fn archive(parts: &[(String, String)]) -> Vec<u8> {
    let mut archive = zip::ZipWriter::new(std::io::Cursor::new(Vec::new()));
    for (name, text) in parts {
        archive.start_file(name, zip::write::SimpleFileOptions::default()).unwrap();
        archive.write_all(text.as_bytes()).unwrap();
    }
    archive.finish().unwrap().into_inner()
}
