//! Whether the content of an ODS ends where its last table does.
//!
//! In: an ODS. Out: nothing, or that it is cut short. Invariant: a content that ends inside a table never reaches calamine, which
//! would wait for the table's end for ever; what else is wrong is for calamine to complain of.

use super::super::error::ReadError;
use super::open::{open_zip, zip_error};
use quick_xml::Reader;
use quick_xml::events::Event;
use quick_xml::name::QName;
use std::io::{BufRead, BufReader};
use std::path::Path;

/// Refuses a workbook whose content ends inside a table.
pub fn check(path: &Path) -> Result<(), ReadError> {
    let mut archive = open_zip(path)?;
    let ends_inside = match archive.by_name("content.xml") {
        Ok(content) => ends_inside_a_table(BufReader::with_capacity(128 * 1024, content)),
        Err(zip::result::ZipError::FileNotFound) => false,
        Err(error) => return Err(zip_error(&error)),
    };
    if ends_inside { Err(ReadError::Truncated("its content ends inside a table".to_owned())) } else { Ok(()) }
}

/// Goes through tables, rows and cells in the steps of calamine, which looks neither at the names of other elements nor into cells.
fn ends_inside_a_table(content: impl BufRead) -> bool {
    let mut reader = Reader::from_reader(content);
    let config = reader.config_mut();
    (config.check_end_names, config.expand_empty_elements) = (false, true);
    let (mut buffer, mut skipped) = (Vec::new(), Vec::new());
    let (mut table, mut row) = (false, false);
    loop {
        buffer.clear();
        skipped.clear();
        match reader.read_event_into(&mut buffer) {
            Ok(Event::Eof) => return table && !row,
            Ok(Event::Start(tag)) if row && is_cell(tag.name()) => {
                if reader.read_to_end_into(tag.name(), &mut skipped).is_err() {
                    return false;
                }
            }
            Ok(Event::Start(tag)) if !row && tag.name() == QName("table:table") => table = true,
            Ok(Event::Start(tag)) if table && tag.name() == QName("table:table-row") => row = true,
            Ok(Event::End(tag)) if tag.name() == QName("table:table-row") => row = false,
            Ok(Event::End(tag)) if !row && tag.name() == QName("table:table") => table = false,
            Err(_) => return false,
            Ok(_) => {}
        }
    }
}

fn is_cell(name: QName<'_>) -> bool {
    name == QName("table:table-cell") || name == QName("table:covered-table-cell")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_content_that_ends_inside_a_table_is_told_from_one_that_does_not() {
        let table = |inside: &str| format!("<table:table table:name=\"a\">{inside}</table:table>");
        let row = |inside: &str| format!("<table:table-row>{inside}</table:table-row>");
        let cell = "<table:table-cell><text:p>1</text:p></table:table-cell>";
        let nested = format!("<table:table-cell>{}</table:table-cell>", table(&row(cell)));
        for (content, inside) in [
            (String::new(), false),
            (table(&row(cell)), false),
            (table(&row(&nested)), false),
            ("<table:table/>".to_owned(), false),
            (format!("<table:table>{}", row(cell)), true),
            (format!("<table:table>{}", row(&nested)), true),
            (format!("<table:table><!-- {} -->", table("")), true),
            (format!("<table:table><x y=\"{}\"/>", "</table:table>"), true),
            (format!("{}<table:table>", table(&row(cell))), true),
            // Of these calamine complains itself.
            (format!("<table:table><table:table-row>{cell}"), false),
            ("<table:table><table:table-row><table:table-cell>".to_owned(), false),
            ("<table:table><table:tab".to_owned(), false),
        ] {
            assert_eq!(ends_inside_a_table(content.as_bytes()), inside, "{content}");
        }
    }
}
