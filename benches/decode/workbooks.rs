//! Workbooks to decode: twenty sheets of 265 rows by 12 columns, as XLSX and as ODS, in the plainest form of each.

use super::zipped;
use std::fmt::Write as _;

const SHEETS: usize = 20;
const ROWS: usize = 265;
const COLUMNS: usize = 12;

/// The workbook as `xlsx` or `ods`.
pub fn of_kind(kind: &str) -> Vec<u8> {
    if kind == "ods" { ods() } else { xlsx() }
}

/// What stands in a cell: a number or a text.
fn cell(row: usize, column: usize) -> Result<usize, String> {
    match (row, column) {
        (0, 0) => Err("Area".to_owned()),
        (0, column) => Err((2010 + column).to_string()),
        (row, 0) => Err(format!("Area {row}")),
        (row, column) => Ok(row * 97 + column),
    }
}

fn xlsx() -> Vec<u8> {
    let main = "http://schemas.openxmlformats.org/spreadsheetml/2006/main";
    let office = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";
    let package = "http://schemas.openxmlformats.org/package/2006";
    let (mut sheets, mut relations) = (String::new(), String::new());
    let mut parts = Vec::new();
    for number in 1..=SHEETS {
        let _ = write!(sheets, "<sheet name=\"Table {number}\" sheetId=\"{number}\" r:id=\"rId{number}\"/>");
        let _ = write!(
            relations,
            "<Relationship Id=\"rId{number}\" Type=\"{office}/worksheet\" Target=\"worksheets/sheet{number}.xml\"/>"
        );
        let mut text = format!("<worksheet xmlns=\"{main}\"><sheetData>");
        for row in 0..ROWS {
            let _ = write!(text, "<row r=\"{}\">", row + 1);
            for column in 0..COLUMNS {
                let name = format!("{}{}", char::from(b'A' + u8::try_from(column).unwrap()), row + 1);
                let _ = match cell(row, column) {
                    Ok(number) => write!(text, "<c r=\"{name}\"><v>{number}</v></c>"),
                    Err(words) => write!(text, "<c r=\"{name}\" t=\"inlineStr\"><is><t>{words}</t></is></c>"),
                };
            }
            text.push_str("</row>");
        }
        parts.push((format!("xl/worksheets/sheet{number}.xml"), text + "</sheetData></worksheet>"));
    }
    let book = format!("<workbook xmlns=\"{main}\" xmlns:r=\"{office}\"><sheets>{sheets}</sheets></workbook>");
    let types = format!(
        "<Types xmlns=\"{package}/content-types\"><Default Extension=\"xml\" ContentType=\"application/xml\"/></Types>"
    );
    let relation = |inner: &str| format!("<Relationships xmlns=\"{package}/relationships\">{inner}</Relationships>");
    let root = format!("<Relationship Id=\"rId1\" Type=\"{office}/officeDocument\" Target=\"xl/workbook.xml\"/>");
    parts.push(("xl/workbook.xml".to_owned(), book));
    parts.push(("xl/_rels/workbook.xml.rels".to_owned(), relation(&relations)));
    parts.push(("_rels/.rels".to_owned(), relation(&root)));
    parts.push(("[Content_Types].xml".to_owned(), types));
    zipped(&parts)
}

fn ods() -> Vec<u8> {
    let name = "urn:oasis:names:tc:opendocument:xmlns";
    let mut text = format!(
        "<office:document-content xmlns:office=\"{name}:office:1.0\" xmlns:table=\"{name}:table:1.0\" xmlns:text=\"{name}:text:1.0\"><office:body><office:spreadsheet>"
    );
    for number in 1..=SHEETS {
        let _ = write!(text, "<table:table table:name=\"Table {number}\">");
        for row in 0..ROWS {
            text.push_str("<table:table-row>");
            for column in 0..COLUMNS {
                let _ = match cell(row, column) {
                    Ok(number) => write!(
                        text,
                        "<table:table-cell office:value-type=\"float\" office:value=\"{number}\"><text:p>{number}</text:p></table:table-cell>"
                    ),
                    Err(words) => write!(
                        text,
                        "<table:table-cell office:value-type=\"string\"><text:p>{words}</text:p></table:table-cell>"
                    ),
                };
            }
            text.push_str("</table:table-row>");
        }
        text.push_str("</table:table>");
    }
    text.push_str("</office:spreadsheet></office:body></office:document-content>");
    let kind = "application/vnd.oasis.opendocument.spreadsheet";
    let manifest = format!(
        "<manifest:manifest xmlns:manifest=\"{name}:manifest:1.0\"><manifest:file-entry manifest:full-path=\"/\" manifest:media-type=\"{kind}\"/></manifest:manifest>"
    );
    zipped(&[
        ("mimetype".to_owned(), kind.to_owned()),
        ("content.xml".to_owned(), text),
        ("META-INF/manifest.xml".to_owned(), manifest),
    ])
}
