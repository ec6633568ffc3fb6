//! Workbooks of given parts: a fuzzer that had to get compression and check sums right would never see a cell.
//!
//! In: parts, separated by zero bytes. Out: an XLSX (sheet, shared strings, styles, workbook) or ODS (content) whose parts they are.
//! Invariant: a part that is not given is the plainest that works.

use std::io::Write;

/// By `kind`: XLSX of its parts, ODS of its content, or the bytes as they stand.
pub fn of_kind(kind: u8, parts: &[u8]) -> Vec<u8> {
    match kind % 3 {
        0 => xlsx(parts),
        1 => zipped(&[("mimetype", ODS), ("META-INF/manifest.xml", MANIFEST), ("content.xml", parts)]),
        _ => parts.to_vec(),
    }
}

fn xlsx(parts: &[u8]) -> Vec<u8> {
    let mut parts = parts.splitn(4, |byte| *byte == 0);
    let mut part =
        |otherwise: &'static [u8]| parts.next().filter(|part| !part.is_empty()).map_or(otherwise, |part| part);
    let (sheet, strings, styles, book) = (part(b""), part(STRINGS), part(STYLES), part(BOOK));
    zipped(&[
        ("[Content_Types].xml", TYPES),
        ("_rels/.rels", ROOT),
        ("xl/workbook.xml", book),
        ("xl/_rels/workbook.xml.rels", LINKS),
        ("xl/worksheets/sheet1.xml", sheet),
        ("xl/sharedStrings.xml", strings),
        ("xl/styles.xml", styles),
    ])
}

fn zipped(members: &[(&str, &[u8])]) -> Vec<u8> {
    let mut archive = zip::ZipWriter::new(std::io::Cursor::new(Vec::new()));
    let stored = zip::write::SimpleFileOptions::default().compression_method(zip::CompressionMethod::Stored);
    for (name, bytes) in members {
        let written = archive.start_file(*name, stored).and_then(|()| Ok(archive.write_all(bytes)?));
        written.unwrap_or_else(|error| panic!("cannot make a ZIP: {error}"));
    }
    archive.finish().unwrap_or_else(|error| panic!("cannot make a ZIP: {error}")).into_inner()
}

const ODS: &[u8] = b"application/vnd.oasis.opendocument.spreadsheet";
const MANIFEST: &[u8] = br#"<manifest:manifest xmlns:manifest="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0"/>"#;
const TYPES: &[u8] = br#"<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Default Extension="xml" ContentType="application/xml"/></Types>"#;
const ROOT: &[u8] = br#"<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument" Target="xl/workbook.xml"/></Relationships>"#;
const BOOK: &[u8] = br#"<workbook xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main" xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"><sheets><sheet name="Data" sheetId="1" r:id="rId1"/></sheets></workbook>"#;
const LINKS: &[u8] = br#"<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/worksheet" Target="worksheets/sheet1.xml"/><Relationship Id="rId2" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/sharedStrings" Target="sharedStrings.xml"/><Relationship Id="rId3" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/styles" Target="styles.xml"/></Relationships>"#;
const STRINGS: &[u8] = br#"<sst xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><si><t>Year</t></si><si><t>Value</t></si><si><t>Q1 2024</t></si><si><t>UK</t></si><si><r><t>12</t></r><r><rPr><vertAlign val="superscript"/></rPr><t>3</t></r></si></sst>"#;
const STYLES: &[u8] = br#"<styleSheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><cellXfs count="2"><xf numFmtId="0"/><xf numFmtId="14"/></cellXfs></styleSheet>"#;
