//! Which encoding a text file is in, and UTF-16 as UTF-8.
//!
//! In: the first bytes and the table's `encoding`. Out: how bytes mean characters, and a reader that gives UTF-8.
//! Invariant: encodings in which a comma is one byte are decoded cell by cell, never as a whole.

use super::super::error::ReadError;
use super::cell::Charset;
use super::open::utf_16;
use crate::domain::source::Format;
use encoding_rs::{CoderResult, Decoder, Encoding};
use std::io::Read;

/// How the cells of a file are decoded, and the encoding that its bytes have to be converted from first.
pub fn charset_of(head: &[u8], format: &Format) -> Result<(Charset, Option<&'static Encoding>), ReadError> {
    let declared = format.encoding.as_deref().map(declared).transpose()?;
    let marked = match Encoding::for_bom(head) {
        Some((encoding, _)) if encoding == encoding_rs::UTF_8 => return Ok((Charset::Guess, None)),
        Some((encoding, _)) => Some(encoding),
        None => utf_16(head),
    };
    match marked.or(declared) {
        Some(encoding) if encoding == encoding_rs::UTF_16LE || encoding == encoding_rs::UTF_16BE => {
            Ok((Charset::Guess, Some(encoding)))
        }
        Some(encoding) => Ok((Charset::Declared(encoding), None)),
        None => Ok((Charset::Guess, None)),
    }
}

fn declared(label: &str) -> Result<&'static Encoding, ReadError> {
    let known = match label.to_ascii_lowercase().as_str() {
        "mac-roman" | "macroman" => Some(encoding_rs::MACINTOSH),
        label => Encoding::for_label(label.as_bytes()),
    };
    known.filter(|encoding| encoding.is_ascii_compatible() || label.to_ascii_lowercase().starts_with("utf-16")).ok_or_else(|| {
        let mistake = format!("unknown encoding `{label}`: expected utf-8, windows-1252, macintosh, utf-16le or another label of the Encoding Standard");
        ReadError::table("the source", mistake)
    })
}

/// Gives the bytes of another reader as UTF-8.
pub struct Utf8<'r> {
    reader: &'r mut dyn Read,
    decoder: Decoder,
    input: Vec<u8>,
    start: usize,
    end: usize,
    at_end: bool,
}

impl<'r> Utf8<'r> {
    /// Decodes `reader` from `encoding`.
    pub fn new(reader: &'r mut dyn Read, encoding: &'static Encoding) -> Self {
        Self { reader, decoder: encoding.new_decoder(), input: vec![0; 64 * 1024], start: 0, end: 0, at_end: false }
    }
}

impl Read for Utf8<'_> {
    fn read(&mut self, buffer: &mut [u8]) -> std::io::Result<usize> {
        loop {
            if self.start == self.end && !self.at_end {
                self.start = 0;
                self.end = self.reader.read(&mut self.input)?;
                self.at_end = self.end == 0;
            }
            let input = self.input.get(self.start..self.end).unwrap_or_default();
            let (result, read, written, _) = self.decoder.decode_to_utf8(input, buffer, self.at_end);
            self.start += read;
            if written > 0 || (self.at_end && result == CoderResult::InputEmpty) || buffer.len() < 4 {
                return Ok(written);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn utf_16_is_read_with_and_without_a_mark() {
        let text = "Year,Value (£)\n2024,\u{1f600}7\n";
        for mark in ["", "\u{feff}"] {
            let bytes: Vec<u8> = format!("{mark}{text}").encode_utf16().flat_map(u16::to_le_bytes).collect();
            let format = toml::from_str("kind = \"csv\"").unwrap();
            let (_, wide) = charset_of(&bytes, &format).unwrap();
            let mut reader = &bytes[..];
            let mut out = String::new();
            Utf8::new(&mut reader, wide.unwrap()).read_to_string(&mut out).unwrap();
            assert_eq!(out, text);
        }
    }

    #[test]
    fn an_unknown_encoding_is_refused_by_name() {
        let format = toml::from_str("kind = \"csv\"\nencoding = \"ebcdic\"").unwrap();
        assert!(charset_of(b"a", &format).unwrap_err().to_string().contains("`ebcdic`"));
    }
}
