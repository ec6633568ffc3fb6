//! What separates the values of a text file.
//!
//! In: the table's `delimiter`, else the first bytes. Out: one ASCII character.
//! Invariant: a plain CSV is separated by commas unless the table says otherwise; SDMX-CSV by what its first line has most of.

use super::super::error::ReadError;
use crate::domain::source::{Format, FormatKind};

/// What separates the values.
pub fn delimiter_of(format: &Format, head: &[u8]) -> Result<u8, ReadError> {
    let usual = if format.kind == FormatKind::SdmxCsv { of_sdmx(head) } else { ',' };
    let delimiter = format.delimiter.unwrap_or(usual);
    u8::try_from(delimiter)
        .ok()
        .filter(|byte| byte.is_ascii() && !matches!(byte, b'"' | b'\r' | b'\n'))
        .ok_or_else(|| ReadError::table("the source", format!("`{delimiter}` cannot be a delimiter")))
}

/// The standard allows other characters than commas. A semicolon in the brackets of `STRUCTURE[;]` separates nothing. In UTF-16 each
/// is the same byte beside a zero.
fn of_sdmx(head: &[u8]) -> char {
    let line = head.split(|byte| matches!(byte, b'\n' | b'\r')).find(|line| line.len() > 3).unwrap_or_default();
    let in_brackets = |at: usize| line[..at].iter().rev().take(2).any(|before| *before == b'[');
    let count = |delimiter: &char| {
        let here = |(at, byte): &(usize, &u8)| char::from(**byte) == *delimiter && !in_brackets(*at);
        line.iter().enumerate().filter(here).count()
    };
    ['|', '\t', ';', ','].into_iter().max_by_key(count).unwrap_or(',')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_first_line_of_sdmx_tells_the_delimiter() {
        let delimiter = |kind: FormatKind, head: &[u8]| char::from(delimiter_of(&Format::of(kind), head).unwrap());
        for (head, expected) in [
            (&b"DATAFLOW,FREQ,TIME_PERIOD\nA;B;C;D;E;F\n"[..], ','),
            (b"STRUCTURE[;],ACTION,OBS_VALUE\n", ','),
            (b"\xef\xbb\xbfDATAFLOW;FREQ;TIME_PERIOD\n", ';'),
            (b"STRUCTURE[|]\tACTION\tA[|]\n", '\t'),
            (b"D\0A\0;\0F\0;\0T\0\r\0\n\0", ';'),
            (b"", ','),
        ] {
            assert_eq!(delimiter(FormatKind::SdmxCsv, head), expected, "{head:?}");
        }
        assert_eq!(delimiter(FormatKind::Csv, b"a;b;c\n"), ',');
    }
}
