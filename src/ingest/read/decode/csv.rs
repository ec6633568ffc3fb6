//! Text in rows and columns: records as slices of a window over the file.
//!
//! In: a stream of bytes in any encoding, with any line ending. Out: rows.
//! Invariant: memory stays constant in the size of the file; a record without a quote is not copied or split until somebody asks;
//! one with a quote is parsed by `csv_core`, so that quoting means what it means everywhere; one that no series can want is
//! passed over by its bytes, and counted.

use super::super::error::ReadError;
use super::super::select::sieve::Sieve;
use super::super::select::{Flow, Selection};
use super::Pace;
use super::cell::{Charset, Fields, Row};
use super::delimiter::delimiter_of;
use super::transcode::{Utf8, charset_of};
use super::whole_record::whole_record;
use crate::domain::source::Format;
use std::io::Read;

const WINDOW: usize = 256 * 1024;
const LONGEST_RECORD: usize = 32 * 1024 * 1024;
/// So many records are read whatever stands in them: they hold the header and tell how wide the table is.
const ALWAYS_READ: usize = 100;

/// Reads a text file.
pub fn read(
    head: &[u8],
    reader: &mut dyn Read,
    format: &Format,
    pace: Pace,
    selection: &mut Selection<'_>,
) -> Result<(), ReadError> {
    let (charset, wide) = charset_of(head, format)?;
    let delimiter = delimiter_of(format, head)?;
    selection.separated_by(delimiter);
    selection.begin("");
    let sieve = selection.sieve().filter(|_| pace == Pace::Sieved);
    match wide {
        Some(encoding) => {
            let mut reader = Utf8::new(reader, encoding);
            read_records(Records::new(&mut reader, delimiter, sieve), charset, selection)
        }
        None => read_records(Records::new(reader, delimiter, sieve), charset, selection),
    }?;
    selection.end()
}

fn read_records(mut records: Records<'_>, charset: Charset, selection: &mut Selection<'_>) -> Result<(), ReadError> {
    let delimiter = records.delimiter;
    let mut ends = Vec::new();
    let mut width = 0;
    while let Some(found) = records.next()? {
        let number = records.count;
        let bytes = match &found.bytes {
            Bytes::Window(range) => records.window.get(range.clone()).unwrap_or_default(),
            Bytes::Unquoted => records.unquoted.get(..records.unquoted_length).unwrap_or_default(),
        };
        if charset == Charset::Declared(encoding_rs::UTF_8) && std::str::from_utf8(bytes).is_err() {
            let place = format!("line {}", found.line);
            return Err(ReadError::Encoding { place, encoding: "UTF-8".to_owned() });
        }
        ends.clear();
        let fields = match found.bytes {
            Bytes::Window(_) => Fields { bytes, ends: &mut ends, delimiter: Some(delimiter), charset },
            Bytes::Unquoted => {
                ends.extend_from_slice(records.unquoted_ends.get(..records.unquoted_count).unwrap_or_default());
                Fields { bytes, ends: &mut ends, delimiter: None, charset }
            }
        };
        let mut row = Row::fields(number, found.line, fields);
        if !found.terminated {
            complain_of_a_stump(&mut row, width, found.line)?;
        } else if number <= ALWAYS_READ {
            width = row.width();
        }
        if selection.row(&mut row)? == Flow::Stop {
            // Records that nobody wants any more are counted all the same, as far as they can be told apart.
            while let Ok(Some(_)) = records.next() {}
            break;
        }
    }
    selection.table_has(records.count as u64);
    Ok(())
}

/// The last record has no line ending: where it also has fewer values than those before it, the file was cut off.
fn complain_of_a_stump(row: &mut Row<'_>, width: usize, line: u64) -> Result<(), ReadError> {
    let first = row.cell(0).text().to_lowercase();
    let foot = ["source", "note", "footnote", "*", "©", "("].iter().any(|word| first.trim_start().starts_with(word));
    let has = row.width();
    if has >= 2 && has < width && !foot {
        return Err(ReadError::Truncated(format!("line {line}, the last, has {has} values in place of {width}")));
    }
    Ok(())
}

/// One record.
struct Found {
    bytes: Bytes,
    line: u64,
    /// Whether a line ending follows it.
    terminated: bool,
}

enum Bytes {
    /// As it stands in the window.
    Window(std::ops::Range<usize>),
    /// Without its quotes, in `unquoted`.
    Unquoted,
}

/// Cuts a stream into records.
struct Records<'r> {
    reader: &'r mut dyn Read,
    delimiter: u8,
    sieve: Option<Sieve>,
    /// Records so far, those passed over among them.
    count: usize,
    window: Vec<u8>,
    start: usize,
    end: usize,
    at_end: bool,
    line: u64,
    after_return: bool,
    parser: csv_core::Reader,
    unquoted: Vec<u8>,
    unquoted_length: usize,
    unquoted_ends: Vec<usize>,
    unquoted_count: usize,
}

impl<'r> Records<'r> {
    fn new(reader: &'r mut dyn Read, delimiter: u8, sieve: Option<Sieve>) -> Self {
        Self {
            reader,
            delimiter,
            sieve,
            count: 0,
            window: vec![0; WINDOW],
            start: 0,
            end: 0,
            at_end: false,
            line: 0,
            after_return: false,
            parser: csv_core::ReaderBuilder::new().delimiter(delimiter).build(),
            unquoted: vec![0; 4096],
            unquoted_length: 0,
            unquoted_ends: vec![0; 128],
            unquoted_count: 0,
        }
    }

    /// The next record that is not an empty line and that some series could want.
    fn next(&mut self) -> Result<Option<Found>, ReadError> {
        if self.line == 0 {
            self.skip_mark()?;
        }
        let mut searched = 0;
        loop {
            if self.after_return && self.start < self.end {
                self.after_return = false;
                self.start += usize::from(self.window[self.start] == b'\n');
            }
            let rest = &self.window[self.start + searched..self.end];
            match memchr::memchr3(b'\n', b'\r', b'"', rest).map(|at| (at + searched, rest[at])) {
                Some((quote, b'"')) => {
                    searched = 0;
                    self.count += 1;
                    if !self.pass_over(quote) {
                        return self.quoted().map(Some);
                    }
                }
                Some((length, ending)) => {
                    let record = self.start..self.start + length;
                    self.start += length + 1;
                    self.after_return = ending == b'\r';
                    self.line += 1;
                    searched = 0;
                    self.count += usize::from(!record.is_empty());
                    if !record.is_empty() && !self.unwanted(record.clone()) {
                        return Ok(Some(Found { bytes: Bytes::Window(record), line: self.line, terminated: true }));
                    }
                }
                None if self.at_end => return Ok(self.last()),
                None => {
                    searched = self.end - self.start;
                    self.fill()?;
                }
            }
        }
    }

    /// What is left when the stream has ended.
    fn last(&mut self) -> Option<Found> {
        let record = self.start..self.end;
        self.start = self.end;
        self.line += 1;
        self.count += usize::from(!record.is_empty());
        (!record.is_empty()).then_some(Found { bytes: Bytes::Window(record), line: self.line, terminated: false })
    }

    /// Whether no series can want the record.
    fn unwanted(&self, record: std::ops::Range<usize>) -> bool {
        self.count > ALWAYS_READ && self.sieve.as_ref().is_some_and(|sieve| sieve.holds_back(&self.window[record]))
    }

    /// Passes over a record whose first quote is at `quote`, if it ends in the window and no series can want it.
    fn pass_over(&mut self, quote: usize) -> bool {
        let window = &self.window[self.start..self.end];
        let whole = self.sieve.as_ref().and_then(|_| whole_record(window, quote, self.delimiter));
        let Some((length, breaks)) = whole.filter(|(length, _)| self.unwanted(self.start..self.start + length)) else {
            return false;
        };
        self.start += length + 1;
        self.after_return = self.window[self.start - 1] == b'\r';
        self.line += breaks + 1;
        true
    }

    /// A record with a quote in it.
    fn quoted(&mut self) -> Result<Found, ReadError> {
        let line = self.line + 1;
        let mut quotes = 0;
        let mut last = b' ';
        self.parser.reset();
        (self.unquoted_length, self.unquoted_count) = (0, 0);
        loop {
            let (result, read, written, ends) = self.parser.read_record(
                &self.window[self.start..self.end],
                &mut self.unquoted[self.unquoted_length..],
                &mut self.unquoted_ends[self.unquoted_count..],
            );
            for byte in &self.window[self.start..self.start + read] {
                quotes += usize::from(*byte == b'"');
                self.line += u64::from(*byte == b'\r' || (*byte == b'\n' && last != b'\r'));
                last = *byte;
            }
            self.start += read;
            self.unquoted_length += written;
            self.unquoted_count += ends;
            match result {
                csv_core::ReadRecordResult::InputEmpty => self.fill()?,
                csv_core::ReadRecordResult::OutputFull => self.grow()?,
                csv_core::ReadRecordResult::OutputEndsFull => {
                    self.unquoted_ends.resize(self.unquoted_ends.len() * 2, 0);
                }
                csv_core::ReadRecordResult::Record | csv_core::ReadRecordResult::End => break,
            }
        }
        self.after_return = last == b'\r';
        let terminated = matches!(last, b'\r' | b'\n');
        if !terminated {
            self.line += 1;
            if quotes % 2 == 1 {
                return Err(ReadError::Truncated(format!("a quote that opens at line {line} is not closed")));
            }
        }
        Ok(Found { bytes: Bytes::Unquoted, line, terminated })
    }

    fn grow(&mut self) -> Result<(), ReadError> {
        if self.unquoted.len() > LONGEST_RECORD {
            return Err(too_long(self.line));
        }
        self.unquoted.resize(self.unquoted.len() * 2, 0);
        Ok(())
    }

    /// Moves what is left to the front of the window and reads more behind it.
    fn fill(&mut self) -> Result<(), ReadError> {
        self.window.copy_within(self.start..self.end, 0);
        self.end -= self.start;
        self.start = 0;
        if self.end == self.window.len() {
            if self.end > LONGEST_RECORD {
                return Err(too_long(self.line));
            }
            self.window.resize(self.end * 2, 0);
        }
        let count = loop {
            match self.reader.read(&mut self.window[self.end..]) {
                Err(error) if error.kind() == std::io::ErrorKind::Interrupted => {}
                other => break other?,
            }
        };
        self.at_end = count == 0;
        self.end += count;
        Ok(())
    }

    /// Leaves a byte order mark out.
    fn skip_mark(&mut self) -> Result<(), ReadError> {
        while self.end < 3 && !self.at_end {
            self.fill()?;
        }
        if self.window[..self.end].starts_with(b"\xef\xbb\xbf") {
            self.start = 3;
        }
        Ok(())
    }
}

fn too_long(line: u64) -> ReadError {
    ReadError::TooLarge(format!(
        "the record after line {line} is longer than {} MiB: a quote may not be closed",
        LONGEST_RECORD / 1024 / 1024
    ))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Every record as its line and its fields.
    fn records(bytes: &[u8]) -> Vec<(u64, Vec<String>)> {
        let mut reader = Slow(bytes);
        let mut records = Records::new(&mut reader, b',', None);
        let mut all = Vec::new();
        while let Some(found) = records.next().unwrap() {
            let mut ends = Vec::new();
            let charset = Charset::Guess;
            let fields = match found.bytes {
                Bytes::Window(range) => {
                    Fields { bytes: &records.window[range], ends: &mut ends, delimiter: Some(b','), charset }
                }
                Bytes::Unquoted => {
                    ends.extend_from_slice(&records.unquoted_ends[..records.unquoted_count]);
                    Fields {
                        bytes: &records.unquoted[..records.unquoted_length],
                        ends: &mut ends,
                        delimiter: None,
                        charset,
                    }
                }
            };
            let mut row = Row::fields(1, found.line, fields);
            all.push((found.line, (0..row.width()).map(|column| row.cell(column).text().into_owned()).collect()));
        }
        all
    }

    /// Gives one byte at a time.
    struct Slow<'a>(&'a [u8]);

    impl Read for Slow<'_> {
        fn read(&mut self, buffer: &mut [u8]) -> std::io::Result<usize> {
            let count = self.0.len().min(buffer.len()).min(1);
            buffer[..count].copy_from_slice(&self.0[..count]);
            self.0 = &self.0[count..];
            Ok(count)
        }
    }

    #[test]
    fn records_and_lines_are_the_same_whatever_ends_a_line() {
        let expected: Vec<(u64, Vec<String>)> = [(1, ["a", "b"]), (3, ["1", "x\ny"]), (5, ["2", ""])]
            .map(|(line, fields)| (line, fields.map(str::to_owned).to_vec()))
            .to_vec();
        for ending in ["\n", "\r\n", "\r"] {
            let text = "a,b~~1,\"x\ny\"~2,".replace('~', ending);
            assert_eq!(records(text.as_bytes()), expected, "{ending:?}");
            assert_eq!(records(format!("\u{feff}{text}{ending}{ending}").as_bytes()), expected, "{ending:?}");
        }
    }

    #[test]
    fn a_quote_inside_a_field_is_a_quote() {
        assert_eq!(records(b"a,5\" pipe,c\n\"d \"\"e\"\"\",f\n")[0].1, ["a", "5\" pipe", "c"]);
        assert_eq!(records(b"\"d \"\"e\"\"\",f\n")[0].1, ["d \"e\"", "f"]);
    }

    proptest::proptest! {
        #[test]
        fn records_are_those_of_the_csv_crate(text in "[a,\"\n\r]{0,40}") {
            let mut reader = csv::ReaderBuilder::new().has_headers(false).flexible(true).from_reader(text.as_bytes());
            let theirs: Vec<Vec<String>> = reader.records().map(|record| record.unwrap().iter().map(str::to_owned).collect()).collect();
            let mut input = Slow(text.as_bytes());
            let mut ours = Records::new(&mut input, b',', None);
            let mut count = 0;
            let whole = loop {
                match ours.next() {
                    Ok(Some(_)) => count += 1,
                    Ok(None) => break true,
                    // A quote that is not closed is an error here, and the rest of the file there.
                    Err(_) => break false,
                }
            };
            if whole {
                proptest::prop_assert_eq!(count, theirs.len());
                let fields: Vec<Vec<String>> = records(text.as_bytes()).into_iter().map(|(_, fields)| fields).collect();
                proptest::prop_assert_eq!(fields, theirs);
            }
        }
    }
}
