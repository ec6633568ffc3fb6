//! Cells and rows: the one shape that every decoder yields and the selector reads.
//!
//! In: bytes of a text file, cells of a workbook, members of a JSON object. Out: [`Row`]s of [`Cell`]s that know where they stand.
//! Invariant: a cell of a text file is split and decoded only when somebody asks for it; no row outlives its decoder's buffer.

use chrono::{NaiveDateTime, NaiveTime};
use encoding_rs::Encoding;
use rust_decimal::Decimal;
use std::borrow::Cow;

/// How the bytes of a text file mean characters.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Charset {
    /// UTF-8, and Windows-1252 for a cell that is not.
    Guess,
    /// What the table says.
    Declared(&'static Encoding),
}

impl Charset {
    /// The characters of `bytes`.
    pub fn decode(self, bytes: &[u8]) -> Cow<'_, str> {
        match self {
            Self::Declared(encoding) if encoding != encoding_rs::UTF_8 => encoding.decode_without_bom_handling(bytes).0,
            _ => match std::str::from_utf8(bytes) {
                Ok(text) => Cow::Borrowed(text),
                Err(_) => encoding_rs::WINDOWS_1252.decode_without_bom_handling(bytes).0,
            },
        }
    }
}

/// What stands in a cell.
#[derive(Clone, Debug, PartialEq)]
pub enum Cell<'a> {
    /// Nothing.
    Empty,
    /// Bytes of a text file.
    Bytes(&'a [u8], Charset),
    /// Text.
    Text(Cow<'a, str>),
    /// A number, exactly: the shortest decimal that round-trips where the file holds a double.
    Number(Decimal),
    /// A date, or a date and time of day.
    Date(NaiveDateTime),
}

impl Cell<'_> {
    /// Its characters: a date as `2026-03-31`, or `2026-03-31T09:30:00` where it has a time of day.
    pub fn text(&self) -> Cow<'_, str> {
        match self {
            Self::Empty => Cow::Borrowed(""),
            Self::Bytes(bytes, charset) => charset.decode(bytes),
            Self::Text(text) => Cow::Borrowed(text),
            Self::Number(number) => Cow::Owned(number.to_string()),
            Self::Date(date) if date.time() == NaiveTime::MIN => Cow::Owned(date.date().to_string()),
            Self::Date(date) => Cow::Owned(date.format("%Y-%m-%dT%H:%M:%S").to_string()),
        }
    }

    /// Whether nothing is to be seen in it.
    pub fn is_blank(&self) -> bool {
        match self {
            Self::Empty => true,
            Self::Bytes(bytes, _) if bytes.is_ascii() => bytes.iter().all(u8::is_ascii_whitespace),
            Self::Bytes(..) | Self::Text(_) => self.text().trim().is_empty(),
            Self::Number(_) | Self::Date(_) => false,
        }
    }
}

/// The number that a double stands for: the shortest decimal that reads back as the same double.
pub fn shortest(double: f64) -> Option<Decimal> {
    if !double.is_finite() {
        return None;
    }
    let text = format!("{double}");
    Decimal::from_str_exact(&text).or_else(|_| text.parse()).ok()
}

/// Where a row stands.
#[derive(Clone, Copy, Debug)]
pub enum Place<'a> {
    /// In a text file, at a line.
    Line(u64),
    /// In a sheet of a workbook, at the row's own number.
    Sheet(&'a str),
    /// In JSON: the path of the row, and the rest of the path for each column.
    Json(&'a str, &'a [String]),
}

/// A row.
#[derive(Debug)]
pub struct Row<'a> {
    /// Its number in the sheet or the file, from 1.
    pub number: usize,
    place: Place<'a>,
    cells: Cells<'a>,
}

#[derive(Debug)]
enum Cells<'a> {
    /// Filled cells with their column numbers from 0, in order.
    Sparse(&'a [(usize, Cell<'a>)]),
    /// Fields of a line, found as far as somebody asked.
    Fields(Fields<'a>),
}

/// The fields of one record of a text file.
#[derive(Debug)]
pub struct Fields<'a> {
    /// The record without its end, or its fields without quotes.
    pub bytes: &'a [u8],
    /// Where fields end in `bytes`, as far as they are known.
    pub ends: &'a mut Vec<usize>,
    /// The delimiter that stands between fields in `bytes`; none where they follow one another.
    pub delimiter: Option<u8>,
    /// How bytes mean characters.
    pub charset: Charset,
}

impl<'a> Fields<'a> {
    fn get(&mut self, column: usize) -> Option<&'a [u8]> {
        self.find(column);
        let end = *self.ends.get(column)?;
        let gap = usize::from(self.delimiter.is_some());
        let start = if column == 0 { 0 } else { self.ends.get(column - 1)? + gap };
        self.bytes.get(start..end)
    }

    /// Finds the ends of all fields up to `column`.
    fn find(&mut self, column: usize) {
        let Some(delimiter) = self.delimiter else { return };
        while self.ends.len() <= column {
            let start = match self.ends.last() {
                Some(end) if *end >= self.bytes.len() => return,
                Some(end) => end + 1,
                None => 0,
            };
            let rest = self.bytes.get(start..).unwrap_or_default();
            // Fields of statistics are a few bytes long: looking byte by byte beats a search that has to be set up.
            let length = rest.iter().position(|byte| *byte == delimiter).unwrap_or(rest.len());
            self.ends.push(start + length);
        }
    }
}

impl<'a> Row<'a> {
    /// A row of filled cells with their column numbers from 0, in order.
    pub fn sparse(number: usize, place: Place<'a>, cells: &'a [(usize, Cell<'a>)]) -> Self {
        Self { number, place, cells: Cells::Sparse(cells) }
    }

    /// A record of a text file.
    pub fn fields(number: usize, line: u64, fields: Fields<'a>) -> Self {
        Self { number, place: Place::Line(line), cells: Cells::Fields(fields) }
    }

    /// The cell in `column`, from 0.
    pub fn cell(&mut self, column: usize) -> Cell<'a> {
        match &mut self.cells {
            Cells::Sparse(cells) => match cells.binary_search_by_key(&column, |(at, _)| *at) {
                Ok(index) => cells[index].1.clone(),
                Err(_) => Cell::Empty,
            },
            Cells::Fields(fields) => {
                let charset = fields.charset;
                fields.get(column).map_or(Cell::Empty, |bytes| match bytes {
                    [] => Cell::Empty,
                    bytes => Cell::Bytes(bytes, charset),
                })
            }
        }
    }

    /// One more than the number of its last cell.
    pub fn width(&mut self) -> usize {
        match &mut self.cells {
            Cells::Sparse(cells) => cells.last().map_or(0, |(column, _)| column + 1),
            Cells::Fields(fields) => {
                fields.find(usize::MAX);
                fields.ends.len()
            }
        }
    }

    /// Every cell that is not blank, with its column.
    pub fn filled(&mut self) -> Vec<(usize, Cell<'a>)> {
        match &self.cells {
            Cells::Sparse(cells) => cells.iter().filter(|(_, cell)| !cell.is_blank()).cloned().collect(),
            Cells::Fields(_) => (0..self.width())
                .map(|column| (column, self.cell(column)))
                .filter(|(_, cell)| !cell.is_blank())
                .collect(),
        }
    }

    /// The first cell that is not blank.
    pub fn first_filled(&mut self) -> Cell<'a> {
        match &self.cells {
            Cells::Sparse(cells) => cells.iter().find(|(_, cell)| !cell.is_blank()).map(|(_, cell)| cell.clone()),
            Cells::Fields(_) => (0..self.width()).map(|column| self.cell(column)).find(|cell| !cell.is_blank()),
        }
        .unwrap_or(Cell::Empty)
    }

    /// Where the cell in `column` stands, in words for a person who opens the file.
    pub fn place_of(&self, column: usize, header: &str) -> String {
        match self.place {
            Place::Line(line) if header.is_empty() => format!("line {line}, column {}", column + 1),
            Place::Line(line) => format!("line {line}, column {header}"),
            Place::Sheet(sheet) => format!("{sheet}!{}{}", letters(column), self.number),
            Place::Json(row, columns) => {
                format!("{row}{}", columns.get(column).map_or("", String::as_str))
            }
        }
    }
}

/// The letters of a column: 0 is `A`, 26 is `AA`.
pub fn letters(column: usize) -> String {
    let last = u8::try_from(column % 26).map_or('?', |offset| char::from(b'A' + offset));
    match column / 26 {
        0 => last.to_string(),
        before => format!("{}{last}", letters(before - 1)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_have_letters() {
        for (column, expected) in [(0, "A"), (25, "Z"), (26, "AA"), (701, "ZZ"), (702, "AAA"), (16383, "XFD")] {
            assert_eq!(letters(column), expected);
        }
    }

    #[test]
    fn a_double_is_the_shortest_decimal_that_reads_back() {
        for (double, text) in
            [(14.431_255_975_517_601, "14.431255975517601"), (0.1, "0.1"), (-0.0, "0"), (1e20, "100000000000000000000")]
        {
            assert_eq!(shortest(double).unwrap().abs().to_string(), text);
        }
        assert_eq!(shortest(f64::NAN), None);
        assert_eq!(shortest(1e300), None);
    }

    #[test]
    fn fields_are_found_as_far_as_asked() {
        let mut ends = Vec::new();
        let fields = Fields { bytes: b"a,,c", ends: &mut ends, delimiter: Some(b','), charset: Charset::Guess };
        let mut row = Row::fields(1, 1, fields);
        assert_eq!(row.cell(0).text(), "a");
        assert_eq!(row.cell(1), Cell::Empty);
        assert_eq!((row.cell(2).text().into_owned(), row.cell(3), row.width()), ("c".to_owned(), Cell::Empty, 3));
    }

    #[test]
    fn a_cell_that_is_not_utf_8_is_windows_1252() {
        assert_eq!(Cell::Bytes(b"\xa35", Charset::Guess).text(), "£5");
        assert_eq!(Cell::Bytes(b"\xa35", Charset::Declared(encoding_rs::MACINTOSH)).text(), "£5");
    }
}
