//! What an XLS says and calamine does not hand over: digits raised by their format, and whether days count from 1904.
//!
//! In: an XLS (BIFF8 in a compound file). Out: each text that has raised digits, and the same text with digits that are superscript
//! in themselves; whether its days count from 1904. Invariant: what cannot be read says nothing, and the workbook is read without
//! it; only raised digits change; a text that also stands in the workbook without them is left as it is.

use super::superscript::{is_a_power, raise};
use std::collections::{HashMap, HashSet};
use std::fs::File;
use std::io::Read;
use std::path::Path;

/// The most that is read of the workbook.
const MOST: u64 = 256 * 1024 * 1024;
const BEGIN: u16 = 0x0809;
const END: u16 = 0x000a;
const DATE_MODE: u16 = 0x0022;
const FONT: u16 = 0x0031;
const CONTINUE: u16 = 0x003c;
const STRINGS: u16 = 0x00fc;

/// What was found.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct Found {
    /// Texts with raised digits, by what they read as without their format.
    pub raised: HashMap<String, String>,
    /// Whether days count from 1904.
    pub from_1904: bool,
}

/// Looks into a workbook.
pub fn in_workbook(path: &Path) -> Found {
    stream(path).map(|bytes| globals(&bytes)).unwrap_or_default()
}

fn stream(path: &Path) -> Option<Vec<u8>> {
    let mut file = cfb::CompoundFile::open(File::open(path).ok()?).ok()?;
    let mut bytes = Vec::new();
    file.open_stream("/Workbook").ok()?.take(MOST).read_to_end(&mut bytes).ok()?;
    Some(bytes)
}

/// The records before the sheets: fonts, the way days count, texts.
fn globals(bytes: &[u8]) -> Found {
    let (mut found, mut fonts, mut strings) = (Found::default(), Vec::new(), Vec::new());
    let mut last = 0;
    for (kind, body) in Records(bytes) {
        match kind {
            BEGIN if !body.starts_with(&[0, 6]) => break,
            END => break,
            DATE_MODE => found.from_1904 = body.first() == Some(&1),
            // The fifth word says what is raised (1) and what lowered (2).
            FONT => fonts.push(body.get(8) == Some(&1)),
            STRINGS => strings = vec![body],
            CONTINUE if last == STRINGS => strings.push(body),
            _ => {}
        }
        last = if kind == CONTINUE { last } else { kind };
    }
    if fonts.contains(&true) {
        found.raised = marked(strings, &fonts);
    }
    found
}

fn marked(parts: Vec<&[u8]>, fonts: &[bool]) -> HashMap<String, String> {
    let (mut raised, mut plain) = (HashMap::new(), HashSet::new());
    let mut strings = Strings { parts, at: 0 };
    let Some(count) = strings.skip(4).and_then(|()| strings.number(4)) else { return raised };
    for _ in 0..count {
        let Some((said, meant)) = strings.next(fonts) else { break };
        if said == meant {
            plain.insert(said);
        } else {
            raised.insert(said, meant);
        }
    }
    raised.retain(|said, _| !plain.contains(said));
    raised
}

/// Records: a kind, a length, a body.
struct Records<'b>(&'b [u8]);

impl<'b> Iterator for Records<'b> {
    type Item = (u16, &'b [u8]);

    fn next(&mut self) -> Option<Self::Item> {
        let (head, rest) = self.0.split_at_checked(4)?;
        let (kind, length) = (u16::from_le_bytes([head[0], head[1]]), u16::from_le_bytes([head[2], head[3]]));
        let (body, rest) = rest.split_at_checked(usize::from(length))?;
        self.0 = rest;
        Some((kind, body))
    }
}

/// The table of texts, over as many records as it needs; the first part is the one that is being read.
struct Strings<'b> {
    parts: Vec<&'b [u8]>,
    at: usize,
}

impl Strings<'_> {
    fn byte(&mut self) -> Option<u8> {
        while self.at < self.parts.len() {
            match self.parts[self.at].split_first() {
                Some((byte, rest)) => {
                    self.parts[self.at] = rest;
                    return Some(*byte);
                }
                None => self.at += 1,
            }
        }
        None
    }

    fn number(&mut self, bytes: u32) -> Option<u32> {
        (0..bytes).try_fold(0, |number, place| Some(number | u32::from(self.byte()?) << (8 * place)))
    }

    fn skip(&mut self, bytes: u32) -> Option<()> {
        (0..bytes).try_for_each(|_| self.byte().map(|_| ()))
    }

    /// One text as it reads without its format, and with raised digits.
    fn next(&mut self, fonts: &[bool]) -> Option<(String, String)> {
        let length = self.number(2)?;
        let how = self.byte()?;
        let runs = if how & 8 == 0 { 0 } else { self.number(2)? };
        let more = if how & 4 == 0 { 0 } else { self.number(4)? };
        let units = self.characters(length, how & 1 == 1)?;
        let runs = (0..runs).map(|_| Some((self.number(2)?, self.number(2)?))).collect::<Option<Vec<_>>>()?;
        self.skip(more)?;
        let said = String::from_utf16_lossy(&units);
        let meant = if runs.is_empty() { said.clone() } else { raised(&units, &runs, fonts) };
        Some((said, meant))
    }

    /// Characters of one byte or of two; each further record says anew which.
    fn characters(&mut self, length: u32, mut wide: bool) -> Option<Vec<u16>> {
        let mut units = Vec::new();
        for _ in 0..length {
            if self.parts.get(self.at)?.is_empty() {
                self.at += 1;
                wide = self.byte()? & 1 == 1;
            }
            units.push(u16::try_from(self.number(if wide { 2 } else { 1 })?).ok()?);
        }
        Some(units)
    }
}

/// A text with the digits of its raised runs as superscript. A run is where it begins and its font.
fn raised(units: &[u16], runs: &[(u32, u32)], fonts: &[bool]) -> String {
    let begins = |run: usize| runs.get(run).map_or(units.len(), |(at, _)| (*at as usize).min(units.len()));
    let mut meant = String::from_utf16_lossy(&units[..begins(0)]);
    for (index, (_, font)) in runs.iter().enumerate() {
        let Some(run) = units.get(begins(index)..begins(index + 1)) else { continue };
        let piece = String::from_utf16_lossy(run);
        // There is no font 4: the fifth is number 5.
        let font = *font as usize - usize::from(*font > 4);
        let up = fonts.get(font) == Some(&true) && !is_a_power(&meant, &piece);
        meant.extend(piece.chars().map(|digit| if up { raise(digit) } else { digit }));
    }
    meant
}

#[cfg(test)]
mod tests {
    use super::*;

    fn record(kind: u16, body: &[u8]) -> Vec<u8> {
        [&kind.to_le_bytes()[..], &u16::try_from(body.len()).unwrap().to_le_bytes(), body].concat()
    }

    fn font(raised: u8) -> Vec<u8> {
        record(FONT, &[&[0; 8][..], &[raised, 0]].concat())
    }

    /// Text of one byte a character with a run of font 5 from `at` on; none for 0.
    fn rich(text: &str, at: u8) -> Vec<u8> {
        let head = [u8::try_from(text.len()).unwrap(), 0];
        match at {
            0 => [&head[..], &[0], text.as_bytes()].concat(),
            at => [&head[..], &[8, 1, 0], text.as_bytes(), &[at, 0, 5, 0]].concat(),
        }
    }

    fn workbook(texts: &[Vec<u8>], cut: usize) -> Vec<u8> {
        let count = u32::try_from(texts.len()).unwrap().to_le_bytes();
        let all = [count.to_vec(), count.to_vec(), texts.concat()].concat();
        let (first, rest) = all.split_at(cut.min(all.len()));
        let begin = record(BEGIN, &[0, 6, 5, 0]);
        let fonts = [font(0), font(0), font(0), font(0), font(1)].concat();
        [begin, record(DATE_MODE, &[1, 0]), fonts, record(STRINGS, first), record(CONTINUE, rest), record(END, &[])]
            .concat()
    }

    #[test]
    fn raised_digits_are_told_apart_and_days_from_1904_are_known() {
        let texts = [
            rich("Year", 0),
            rich("3453", 3),
            rich("Area km2", 7),
            rich("UK12", 2),
            rich("20261", 4),
            rich("20261", 0),
        ];
        let expected = [("3453", "345³"), ("UK12", "UK¹²")];
        let expected = expected.map(|(said, meant)| (said.to_owned(), meant.to_owned()));
        let found = globals(&workbook(&texts, usize::MAX));
        assert_eq!(found, Found { raised: HashMap::from(expected.clone()), from_1904: true });
        // Between texts, and inside one: a record that goes on inside a text says first how wide its characters are.
        assert_eq!(globals(&workbook(&texts, 15)).raised, HashMap::from(expected.clone()));
        let mut inside = texts.to_vec();
        inside[1].insert(5 + 2, 0);
        assert_eq!(globals(&workbook(&inside, 15 + 5 + 2)).raised, HashMap::from(expected));
    }

    #[test]
    fn what_is_cut_or_of_another_age_says_nothing() {
        let whole = workbook(&[rich("3453", 3)], usize::MAX);
        for length in 0..whole.len() {
            let _ = globals(&whole[..length]);
        }
        let mut old = whole.clone();
        old[5] = 5;
        assert_eq!(globals(&old), Found::default());
    }
}
