//! Whether the content of an ODS ends where its last table does.
//!
//! In: an ODS. Out: nothing, or that it is cut short. Invariant: a content that ends inside a table never reaches calamine, which
//! would wait for the table's end for ever.

use super::super::error::ReadError;
use super::open::{open_zip, zip_error};
use regex::bytes::Regex;
use std::io::Read;
use std::path::Path;
use std::sync::LazyLock;

/// The tags that begin and end a table; a longer name begins another element.
static TABLES: LazyLock<Option<Regex>> =
    LazyLock::new(|| Regex::new(r"(?-u)</table:table\s*>|<table:table(?:\s[^<>]*)?>").ok());
/// How much is looked at in one go, and how long a tag may be.
const WINDOW: usize = 256 * 1024;

/// Refuses a workbook whose last table does not end. One without content is for its reader to complain of.
pub fn check(path: &Path) -> Result<(), ReadError> {
    let mut archive = open_zip(path)?;
    let ends = match archive.by_name("content.xml") {
        Ok(mut content) => ends(&mut content)?,
        Err(zip::result::ZipError::FileNotFound) => true,
        Err(error) => return Err(zip_error(&error)),
    };
    if ends { Ok(()) } else { Err(ReadError::Truncated("its content ends inside a table".to_owned())) }
}

fn ends(content: &mut dyn Read) -> Result<bool, ReadError> {
    let Some(tables) = TABLES.as_ref() else { return Ok(true) };
    let (mut window, mut inside) = (Vec::with_capacity(2 * WINDOW), false);
    loop {
        let count = (&mut *content).take(WINDOW as u64).read_to_end(&mut window)?;
        if let Some(last) = tables.find_iter(&window).last() {
            inside = !last.as_bytes().starts_with(b"</") && !last.as_bytes().ends_with(b"/>");
        }
        if count == 0 {
            return Ok(!inside);
        }
        // A tag that is not whole yet is looked at again.
        let from = memchr::memrchr(b'<', &window).filter(|from| window.len() - from < WINDOW).unwrap_or(window.len());
        window.drain(..from);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Gives a byte at a time, as the worst of decompressors would.
    struct Slowly<'t>(&'t [u8]);

    impl Read for Slowly<'_> {
        fn read(&mut self, buffer: &mut [u8]) -> std::io::Result<usize> {
            let count = self.0.len().min(1);
            (&mut self.0).read(&mut buffer[..count])
        }
    }

    #[test]
    fn a_content_that_ends_inside_a_table_is_told_from_one_that_does_not() {
        let long = format!("<table:table-row><x>{}", "</table:table-cell>".repeat(40_000));
        for (text, whole) in [
            (String::new(), true),
            ("<table:table table:name=\"a\"><table:table-row></table:table>".to_owned(), true),
            ("<table:table/>".to_owned(), true),
            ("<table:table table:name=\"a\"/>".to_owned(), true),
            ("<table:table></table:table ><table:table-row>".to_owned(), true),
            ("<table:table table:name=\"a\"><table:table-row></table:table-row></table:tab".to_owned(), false),
            ("<table:table></table:table><table:table>".to_owned(), false),
            (format!("<table:table>{long}"), false),
            (format!("<table:table>{long}</table:table>"), true),
        ] {
            assert_eq!(ends(&mut text.as_bytes()), Ok(whole), "{:.80}", text);
            assert_eq!(ends(&mut Slowly(text.as_bytes())), Ok(whole), "{:.80}", text);
        }
    }
}
