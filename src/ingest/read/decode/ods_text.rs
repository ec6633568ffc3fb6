//! What an ODS shows and its values do not say: errors stored as 0, raised digits.
//!
//! In: the content of an ODS. Out: the text of the cells that show an error or a digit raised by its format, by sheet and place.
//! Invariant: a workbook that has neither is only searched, never parsed twice; a cell that is not among those is left as it is.

use super::superscript::{is_a_power, raise};
use quick_xml::Reader;
use quick_xml::escape::{resolve_xml_entity, unescape};
use quick_xml::events::{BytesRef, BytesStart, Event};
use regex::bytes::Regex;
use std::collections::{HashMap, HashSet};
use std::fs::File;
use std::io::{BufReader, Read};
use std::path::Path;
use std::sync::LazyLock;

/// Texts by row and column, from 0.
pub type Texts = HashMap<(u32, u32), String>;

/// What stands in the content where it has an error or a raised text.
static MARKS: LazyLock<Option<Regex>> =
    LazyLock::new(|| Regex::new(r#">#DIV/0!|>#REF!|>#VALUE!|>#NUM!|>#NAME\?|>#N/A|>Err:|text-position="super"#).ok());
/// How long such a mark can be.
const LONGEST: usize = 20;
/// The most that is read of the content.
const MOST: u64 = 512 * 1024 * 1024;
/// So many copies of a repeated row or cell are looked at.
const REPEATED: u32 = 1000;

/// The texts of a workbook by the names of its sheets. Empty where there is nothing of the kind or it cannot be read.
pub fn in_workbook(path: &Path) -> HashMap<String, Texts> {
    let found = with_content(path, |content| has_marks(content).then_some(())).flatten();
    found.and_then(|()| with_content(path, texts)).unwrap_or_default()
}

fn with_content<T>(path: &Path, read: impl FnOnce(&mut dyn Read) -> T) -> Option<T> {
    let mut archive = zip::ZipArchive::new(BufReader::new(File::open(path).ok()?)).ok()?;
    let member = archive.by_name("content.xml").ok()?;
    Some(read(&mut member.take(MOST)))
}

fn has_marks(content: &mut dyn Read) -> bool {
    let Some(marks) = MARKS.as_ref() else { return false };
    let mut window = Vec::with_capacity(256 * 1024);
    loop {
        let kept = window.len();
        let count = content.take(128 * 1024).read_to_end(&mut window).unwrap_or(0);
        if marks.is_match(&window) {
            return true;
        }
        if count == 0 {
            return false;
        }
        let from = (kept + count).saturating_sub(LONGEST);
        window.drain(..from);
    }
}

/// Where the reader is in a content.
#[derive(Default)]
struct At {
    sheets: HashMap<String, Texts>,
    raised: HashSet<String>,
    style: String,
    sheet: String,
    row: u32,
    rows: u32,
    column: u32,
    cell: Option<Shown>,
    /// For each span that is open, whether it is raised.
    spans: Vec<bool>,
    annotation: bool,
}

/// What a cell shows.
#[derive(Default)]
struct Shown {
    columns: u32,
    text: String,
    plain: String,
    paragraphs: u32,
}

fn texts(content: &mut dyn Read) -> HashMap<String, Texts> {
    let mut reader = Reader::from_reader(BufReader::with_capacity(128 * 1024, content));
    reader.config_mut().expand_empty_elements = true;
    let (mut at, mut buffer) = (At::default(), Vec::new());
    loop {
        buffer.clear();
        match reader.read_event_into(&mut buffer) {
            Ok(Event::Start(tag)) => at.begin(&tag),
            Ok(Event::End(tag)) => at.end(tag.name().0),
            Ok(Event::Text(text)) => at.say(&text.xml10_content()),
            Ok(Event::GeneralRef(reference)) => at.say(entity(&reference).as_ref()),
            // What was found so far holds; the workbook's own reader complains of what is broken.
            Ok(Event::Eof) | Err(_) => return at.sheets,
            Ok(_) => {}
        }
    }
}

/// What `&amp;` and `&#xA0;` stand for.
fn entity(reference: &BytesRef<'_>) -> String {
    let known = resolve_xml_entity(reference).map(str::to_owned);
    known.or_else(|| reference.resolve_char_ref().ok().flatten().map(String::from)).unwrap_or_default()
}

/// An attribute of a tag.
fn attribute(tag: &BytesStart<'_>, name: &str) -> Option<String> {
    let found = tag.attributes().with_checks(false).flatten().find(|attribute| attribute.key.0 == name)?;
    unescape(&found.value).ok().map(std::borrow::Cow::into_owned)
}

/// How many copies a row or a cell stands for.
fn copies(tag: &BytesStart<'_>, name: &str) -> u32 {
    attribute(tag, name).and_then(|count| count.parse().ok()).unwrap_or(1)
}

impl At {
    fn begin(&mut self, tag: &BytesStart<'_>) {
        match tag.name().0 {
            "style:style" => self.style = attribute(tag, "style:name").unwrap_or_default(),
            "style:text-properties" if is_raised(tag) => {
                self.raised.insert(self.style.clone());
            }
            "table:table" => {
                self.sheet = attribute(tag, "table:name").unwrap_or_default();
                self.row = 0;
            }
            "table:table-row" => {
                self.column = 0;
                self.rows = copies(tag, "table:number-rows-repeated");
            }
            "table:table-cell" | "table:covered-table-cell" => {
                let columns = copies(tag, "table:number-columns-repeated");
                self.cell = Some(Shown { columns, ..Shown::default() });
            }
            "office:annotation" => self.annotation = true,
            "text:span" => {
                let style = attribute(tag, "text:style-name").unwrap_or_default();
                self.spans.push(self.raised.contains(&style));
            }
            "text:p" => self.paragraph(),
            "text:s" => self.say(&" ".repeat(copies(tag, "text:c").min(100) as usize)),
            "text:tab" | "text:line-break" => self.say("\n"),
            _ => {}
        }
    }

    fn paragraph(&mut self) {
        let first = self.cell.as_mut().filter(|_| !self.annotation).map(|cell| {
            cell.paragraphs += 1;
            cell.paragraphs == 1
        });
        if first == Some(false) {
            self.say("\n");
        }
    }

    fn say(&mut self, text: &str) {
        let up = self.spans.contains(&true);
        let Some(cell) = self.cell.as_mut().filter(|_| !self.annotation) else { return };
        cell.plain.push_str(text);
        if up && !is_a_power(&cell.text, text) {
            cell.text.extend(text.chars().map(raise));
        } else {
            cell.text.push_str(text);
        }
    }

    fn end(&mut self, name: &str) {
        match name {
            "office:annotation" => self.annotation = false,
            "text:span" => {
                self.spans.pop();
            }
            "table:table-row" => self.row = self.row.saturating_add(self.rows),
            "table:table-cell" | "table:covered-table-cell" => {
                if let Some(cell) = self.cell.take() {
                    self.keep(&cell);
                    self.column = self.column.saturating_add(cell.columns);
                }
            }
            _ => {}
        }
    }

    /// Keeps what a cell shows where its value does not say it.
    fn keep(&mut self, cell: &Shown) {
        if cell.text == cell.plain && !is_error(&cell.plain) {
            return;
        }
        let texts = self.sheets.entry(self.sheet.clone()).or_default();
        for row in 0..self.rows.min(REPEATED) {
            for column in 0..cell.columns.min(REPEATED) {
                let place = (self.row.saturating_add(row), self.column.saturating_add(column));
                texts.insert(place, cell.text.clone());
            }
        }
    }
}

fn is_raised(tag: &BytesStart<'_>) -> bool {
    attribute(tag, "style:text-position").is_some_and(|position| position.starts_with("super"))
}

/// What a spreadsheet shows in place of a result that there is none of.
fn is_error(text: &str) -> bool {
    let text = text.trim();
    let numbered = text.strip_prefix("Err:").is_some_and(|number| number.bytes().all(|byte| byte.is_ascii_digit()));
    numbered || ["#DIV/0!", "#REF!", "#VALUE!", "#NUM!", "#NAME?", "#N/A"].contains(&text)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(rows: &str) -> Vec<((u32, u32), String)> {
        let content = format!(
            "<c><style:style style:name=\"T1\"><style:text-properties style:text-position=\"super 58%\"/></style:style>\
             <table:table table:name=\"Data\">{rows}</table:table></c>"
        );
        let mut found: Vec<_> = texts(&mut content.as_bytes()).remove("Data").unwrap_or_default().into_iter().collect();
        found.sort();
        found
    }

    #[test]
    fn an_error_that_is_stored_as_nought_is_found_where_it_stands() {
        let error =
            |text: &str| format!("<table:table-cell office:value=\"0\"><text:p>{text}</text:p></table:table-cell>");
        let rows = format!(
            "<table:table-row table:number-rows-repeated=\"3\"><table:table-cell/></table:table-row>\
             <table:table-row><table:table-cell table:number-columns-repeated=\"2\"/>{}{}{}</table:table-row>",
            error("#DIV/0!"),
            error("0"),
            error("Err:502")
        );
        assert_eq!(read(&rows), [((3, 2), "#DIV/0!".to_owned()), ((3, 4), "Err:502".to_owned())]);
    }

    #[test]
    fn raised_digits_are_superscript() {
        let rows = "<table:table-row><table:table-cell><text:p>Jan-20<text:span text:style-name=\"T1\">3</text:span></text:p>\
                    <office:annotation><text:p>9</text:p></office:annotation></table:table-cell>\
                    <table:table-cell><text:p>km<text:span text:style-name=\"T1\">2</text:span> &amp; more</text:p></table:table-cell>\
                    <table:table-cell><text:p>A<text:span text:style-name=\"T2\">3</text:span></text:p></table:table-cell></table:table-row>";
        assert_eq!(read(rows), [((0, 0), "Jan-20³".to_owned())]);
    }

    #[test]
    fn marks_are_found_across_the_edges_of_the_window() {
        for length in [0, 128 * 1024 - 3, 128 * 1024 + 5, 300_000] {
            let text = format!("{}>#REF!{}", "x".repeat(length), "y".repeat(200_000));
            assert!(has_marks(&mut text.as_bytes()), "{length}");
        }
        assert!(!has_marks(&mut "x".repeat(500_000).as_bytes()));
    }
}
