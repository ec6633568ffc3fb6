//! Superscript by format: in an XLSX `345` with a raised `3` behind it is the text `3453` and a format.
//!
//! In: the shared strings of an XLSX, or the texts in its sheets where it has none. Out: each text that has raised digits, and the same text with digits that are superscript
//! in themselves (`345³`), which the rest of the reader knows for notes.
//! Invariant: only raised digits change; a text that also stands in the workbook without them is left as it is.

use regex::Regex;
use std::collections::{HashMap, HashSet};
use std::fs::File;
use std::io::{BufReader, Read};
use std::path::Path;
use std::sync::LazyLock;

/// The most that is read of the shared strings.
const MOST: u64 = 256 * 1024 * 1024;

static ITEM: LazyLock<Option<Regex>> =
    LazyLock::new(|| Regex::new(r"(?s)<(?:\w+:)?(?:si|is)\b[^>]*>(.*?)</(?:\w+:)?(?:si|is)>").ok());
static RUN: LazyLock<Option<Regex>> = LazyLock::new(|| Regex::new(r"(?s)<(?:\w+:)?r\b[^>]*>(.*?)</(?:\w+:)?r>").ok());
static TEXT: LazyLock<Option<Regex>> = LazyLock::new(|| Regex::new(r"(?s)<(?:\w+:)?t\b[^>]*>(.*?)</(?:\w+:)?t>").ok());

/// Texts with raised digits, by what they read as without their format. Empty where there are none or they cannot be read.
pub fn in_workbook(path: &Path) -> HashMap<String, String> {
    strings(path).filter(|xml| is_raised(xml)).map(|xml| marked(&xml)).unwrap_or_default()
}

/// The shared strings; the sheets themselves where the workbook has none, since it then keeps its texts in them.
fn strings(path: &Path) -> Option<String> {
    let mut archive = zip::ZipArchive::new(BufReader::new(File::open(path).ok()?)).ok()?;
    let mut xml = String::new();
    if let Ok(member) = archive.by_name("xl/sharedStrings.xml") {
        member.take(MOST).read_to_string(&mut xml).ok()?;
        return Some(xml);
    }
    for index in 0..archive.len() {
        let member = archive.by_index(index).ok()?;
        if member.name().is_ok_and(|name| name.starts_with("xl/worksheets/")) {
            member.take(MOST.saturating_sub(xml.len() as u64)).read_to_string(&mut xml).ok()?;
        }
    }
    Some(xml)
}

/// Whether days count from 1904, as in workbooks from an old Macintosh.
pub fn counts_days_from_1904(path: &Path) -> bool {
    static SAYS: LazyLock<Option<Regex>> =
        LazyLock::new(|| Regex::new(r#"<(?:\w+:)?workbookPr\b[^>]*\bdate1904\s*=\s*["'](?:1|true|on)["']"#).ok());
    let said = || {
        let mut archive = zip::ZipArchive::new(BufReader::new(File::open(path).ok()?)).ok()?;
        let mut xml = String::new();
        archive.by_name("xl/workbook.xml").ok()?.take(MOST).read_to_string(&mut xml).ok()?;
        Some(SAYS.as_ref()?.is_match(&xml))
    };
    said().unwrap_or(false)
}

fn is_raised(xml: &str) -> bool {
    xml.contains("\"superscript\"") || xml.contains("'superscript'")
}

fn marked(xml: &str) -> HashMap<String, String> {
    let (Some(item), Some(run), Some(text)) = (ITEM.as_ref(), RUN.as_ref(), TEXT.as_ref()) else {
        return HashMap::new();
    };
    let mut raised = HashMap::new();
    let mut plain = HashSet::new();
    for item in item.captures_iter(xml) {
        let runs = run.captures_iter(&item[1]).map(|run| run[1].to_owned()).collect::<Vec<_>>();
        let runs = if runs.is_empty() { vec![item[1].to_owned()] } else { runs };
        let (mut said, mut meant) = (String::new(), String::new());
        for run in runs {
            let piece: String = text.captures_iter(&run).map(|text| unescaped(&text[1])).collect();
            let up = is_raised(&run) && !is_a_power(&meant, &piece);
            said.push_str(&piece);
            meant.extend(piece.chars().map(|digit| if up { raise(digit) } else { digit }));
        }
        if said == meant {
            plain.insert(said);
        } else {
            raised.insert(said, meant);
        }
    }
    raised.retain(|said, _| !plain.contains(said));
    raised
}

/// `km` and a raised 2: no note.
pub fn is_a_power(before: &str, piece: &str) -> bool {
    before.ends_with('m') && matches!(piece.trim(), "2" | "3")
}

/// A digit as superscript.
pub fn raise(character: char) -> char {
    const RAISED: [char; 10] = ['⁰', '¹', '²', '³', '⁴', '⁵', '⁶', '⁷', '⁸', '⁹'];
    character.to_digit(10).and_then(|digit| RAISED.get(digit as usize).copied()).unwrap_or(character)
}

fn unescaped(text: &str) -> String {
    text.replace("&lt;", "<").replace("&gt;", ">").replace("&quot;", "\"").replace("&apos;", "'").replace("&amp;", "&")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn item(before: &str, up: &str) -> String {
        format!(
            "<si><r><t>{before}</t></r><r><rPr><vertAlign val=\"superscript\"/></rPr><t xml:space=\"preserve\">{up}</t></r></si>"
        )
    }

    #[test]
    fn raised_digits_are_told_apart_from_the_number_before_them() {
        for (before, up, said, meant) in [
            ("345", "3", "3453", Some("345³")),
            ("Cars &amp; vans", "12", "Cars & vans12", Some("Cars & vans¹²")),
            ("Area km", "2", "Area km2", None),
            ("2", "nd", "2nd", None),
        ] {
            let xml = format!("<sst>{}<si><t>2024</t></si></sst>", item(before, up));
            assert_eq!(marked(&xml).get(said).map(String::as_str), meant, "{said}");
            // Some writers give every element a prefix, and quote with apostrophes.
            let prefixed = xml.replace("</", "</x:").replace('<', "<x:").replace("<x:/x:", "</x:");
            assert_eq!(marked(&prefixed).get(said).map(String::as_str), meant, "{prefixed}");
            assert_eq!(marked(&xml.replace('"', "'")).get(said).map(String::as_str), meant, "{said}");
        }
    }

    #[test]
    fn a_text_that_stands_there_plainly_too_is_left() {
        assert!(marked(&format!("<sst>{}<si><t>3453</t></si></sst>", item("345", "3"))).is_empty());
    }
}
