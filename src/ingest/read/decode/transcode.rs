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
    /// Nothing more will come: a decoder must not be asked again.
    finished: bool,
    /// Decoded, and not asked for yet: a character may be longer than what is asked for.
    spare: Vec<u8>,
}

impl<'r> Utf8<'r> {
    /// Decodes `reader` from `encoding`.
    pub fn new(reader: &'r mut dyn Read, encoding: &'static Encoding) -> Self {
        let (input, spare, decoder) = (vec![0; 64 * 1024], Vec::new(), encoding.new_decoder());
        Self { reader, decoder, input, start: 0, end: 0, at_end: false, finished: false, spare }
    }

    /// Decodes into `buffer`, which has room for a character; nothing only at the end.
    fn decode(&mut self, buffer: &mut [u8]) -> std::io::Result<usize> {
        while !self.finished {
            if self.start == self.end && !self.at_end {
                self.start = 0;
                self.end = self.reader.read(&mut self.input)?;
                self.at_end = self.end == 0;
            }
            let input = self.input.get(self.start..self.end).unwrap_or_default();
            let (result, read, written, _) = self.decoder.decode_to_utf8(input, buffer, self.at_end);
            self.start += read;
            self.finished = self.at_end && result == CoderResult::InputEmpty;
            if written > 0 {
                return Ok(written);
            }
        }
        Ok(0)
    }
}

impl Read for Utf8<'_> {
    fn read(&mut self, buffer: &mut [u8]) -> std::io::Result<usize> {
        const ROOM: usize = 16;
        if self.spare.is_empty() && buffer.len() >= ROOM {
            return self.decode(buffer);
        }
        if self.spare.is_empty() {
            let mut few = [0; ROOM];
            let count = self.decode(&mut few)?;
            self.spare.extend(few.iter().take(count));
        }
        let count = self.spare.len().min(buffer.len());
        buffer.iter_mut().zip(self.spare.drain(..count)).for_each(|(to, from)| *to = from);
        Ok(count)
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
    fn a_last_half_character_is_marked_and_a_small_buffer_loses_nothing() {
        let text = "a£\u{1f600}z";
        let mut bytes: Vec<u8> = text.encode_utf16().flat_map(u16::to_le_bytes).collect();
        bytes.push(b'x');
        for size in [1, 2, 3, 4, 15, 16, 64] {
            let mut input = &bytes[..];
            let mut reader = Utf8::new(&mut input, encoding_rs::UTF_16LE);
            let (mut out, mut buffer) = (Vec::new(), vec![0; size]);
            loop {
                let count = reader.read(&mut buffer).unwrap();
                out.extend(&buffer[..count]);
                if count == 0 {
                    break;
                }
            }
            assert_eq!(String::from_utf8(out).unwrap(), format!("{text}\u{fffd}"), "{size} bytes at a time");
            assert_eq!(reader.read(&mut buffer).unwrap(), 0, "asked again");
        }
    }

    #[test]
    fn an_unknown_encoding_is_refused_by_name() {
        let format = toml::from_str("kind = \"csv\"\nencoding = \"ebcdic\"").unwrap();
        assert!(charset_of(b"a", &format).unwrap_err().to_string().contains("`ebcdic`"));
    }
}
