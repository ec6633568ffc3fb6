//! Whether the content of an ODS is whole: every element that begins ends, in order.
//!
//! In: an ODS. Out: nothing, or that it is cut short or broken. Invariant: a content whose elements do not close never reaches
//! calamine, which does not look at that, and may wait for a table's end for ever.

use super::super::error::ReadError;
use super::open::{open_zip, zip_error};
use quick_xml::Reader;
use quick_xml::events::Event;
use std::io::{BufRead, BufReader};
use std::path::Path;

/// Refuses a workbook whose content is not whole. One without content is for its reader to complain of.
pub fn check(path: &Path) -> Result<(), ReadError> {
    let mut archive = open_zip(path)?;
    match archive.by_name("content.xml") {
        Ok(content) => whole(BufReader::with_capacity(128 * 1024, content)),
        Err(zip::result::ZipError::FileNotFound) => Ok(()),
        Err(error) => Err(zip_error(&error)),
    }
}

fn whole(content: impl BufRead) -> Result<(), ReadError> {
    let mut reader = Reader::from_reader(content);
    let (mut buffer, mut open) = (Vec::new(), 0_u64);
    loop {
        buffer.clear();
        match reader.read_event_into(&mut buffer) {
            Ok(Event::Start(_)) => open += 1,
            // The reader has seen that it is the end of the last that began.
            Ok(Event::End(_)) => open = open.saturating_sub(1),
            Ok(Event::Eof) if open == 0 => return Ok(()),
            Ok(Event::Eof) => {
                return Err(ReadError::Truncated(format!(
                    "its content ends inside {open} elements that are not closed"
                )));
            }
            Ok(_) => {}
            Err(error) => {
                let (expected, found) = ("a sound ODS workbook", format!("one whose content is broken: {error}"));
                return Err(ReadError::NotTheFormat { expected: expected.to_owned(), found });
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_content_that_is_whole_is_told_from_one_that_is_cut_short_or_broken() {
        let table =
            "<table:table a=\"1\"><table:table-row><x/><text:p>1 &amp; 2</text:p></table:table-row></table:table>";
        for (content, says) in [
            (String::new(), None),
            (table.to_owned(), None),
            (format!("<?xml version=\"1.0\"?><!-- <a> -->{table}{table}"), None),
            (table.replace("</table:table>", ""), Some("ends inside 1 elements")),
            (table.replace("</table:table>", "<!-- </table:table> -->"), Some("ends inside 1 elements")),
            (table.replace("</table:table>", "<x y=\"</table:table>\"/>"), Some("ends inside 1 elements")),
            (
                table.replace("</text:p>", "</text:h>"),
                Some("not a sound ODS workbook: this is one whose content is broken"),
            ),
            (table.replace("</table:table-row>", ""), Some("not a sound ODS workbook")),
            (table.replace("</table:table>", "</table:tab"), Some("not a sound ODS workbook")),
        ] {
            let error = whole(content.as_bytes()).err().map(|error| error.to_string());
            match says {
                None => assert_eq!(error, None, "{content}"),
                Some(says) => assert!(error.as_ref().is_some_and(|error| error.contains(says)), "{content}: {error:?}"),
            }
        }
    }
}
