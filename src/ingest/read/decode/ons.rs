//! Time series of the Office for National Statistics: the JSON of its site and the CSV of its generator.
//!
//! In: one or the other. Out: rows of frequency, date, label and value; the day of release and the next release.
//! Invariant: a release date of 23:00Z is the London day that follows; where monthly points have no label, the description says
//! which month of a rolling window they are named by, and where it does not, the table.

use super::super::Reading;
use super::super::error::ReadError;
use super::super::select::{Flow, Selection};
use super::super::words::period_fit::{Fit, fit};
use super::super::words::period_text::{Said, read as read_period};
use super::cell::{Cell, Place, Row};
use super::json;
use crate::domain::instant::london_day;
use crate::domain::period::Granularity;
use chrono::{DateTime, NaiveDate, NaiveTime, TimeZone, Utc};
use chrono_tz::Europe::London;
use serde::Deserialize;
use std::borrow::Cow;
use std::io::Read;

const HEADER: [&str; 4] = ["frequency", "date", "label", "value"];
const SUFFIXES: [&str; 4] = ["", "['date']", "['label']", "['value']"];

#[derive(Deserialize)]
struct Document {
    #[serde(default)]
    years: Vec<Point>,
    #[serde(default)]
    quarters: Vec<Point>,
    #[serde(default)]
    months: Vec<Point>,
    description: Option<Description>,
}

#[derive(Deserialize)]
struct Point {
    date: String,
    #[serde(default)]
    value: serde_json::Value,
    #[serde(default)]
    label: Option<String>,
}

#[derive(Default, Deserialize)]
#[serde(rename_all = "camelCase", default)]
struct Description {
    title: Option<String>,
    unit: Option<String>,
    pre_unit: Option<String>,
    cdid: Option<String>,
    dataset_id: Option<String>,
    date: Option<String>,
    release_date: Option<String>,
    next_release: Option<String>,
}

/// Reads the JSON.
pub fn read_json(reader: &mut dyn Read, selection: &mut Selection<'_>, reading: &mut Reading) -> Result<(), ReadError> {
    let document: Document = json::parse(reader)?;
    if document.years.is_empty() && document.quarters.is_empty() && document.months.is_empty() {
        return Err(ReadError::NotTheFormat {
            expected: "an ONS time series as JSON".to_owned(),
            found: "JSON without `years`, `quarters` or `months`".to_owned(),
        });
    }
    let description = document.description.unwrap_or_default();
    reading.released_at = description.release_date.as_deref().and_then(release);
    let Description { title, unit, pre_unit, cdid, dataset_id, .. } = &description;
    selection.own_words([title, unit, pre_unit, cdid, dataset_id].into_iter().flatten().cloned());
    let points = document.years.len() + document.quarters.len() + document.months.len();
    selection.table_has(points as u64);
    reading.next_release = description.next_release.filter(|text| !text.trim().is_empty());
    let window = window_of(description.date.as_deref(), &document.months);
    let suffixes = SUFFIXES.map(str::to_owned);
    let mut rows = Rows::begin(selection)?;
    for (frequency, name, points) in [
        ("year", "years", &document.years),
        ("quarter", "quarters", &document.quarters),
        ("month", "months", &document.months),
    ] {
        for (index, point) in points.iter().enumerate() {
            let label = point
                .label
                .clone()
                .or_else(|| window.and_then(|window| window.label(&point.date)).filter(|_| frequency == "month"));
            let cells = [
                (0, Cell::Text(Cow::Borrowed(frequency))),
                (1, Cell::Text(Cow::Borrowed(&point.date))),
                (2, label.map_or(Cell::Empty, |label| Cell::Text(Cow::Owned(label)))),
                (3, json::cell(&point.value)),
            ];
            if rows.row(Place::Json(&format!("$['{name}'][{index}]"), &suffixes), &cells)? == Flow::Stop {
                return rows.selection.end();
            }
        }
    }
    rows.selection.end()
}

/// Reads the CSV.
pub fn read_csv(reader: &mut dyn Read, selection: &mut Selection<'_>, reading: &mut Reading) -> Result<(), ReadError> {
    let mut tail = Tail { reader, quotes: 0 };
    let mut records = csv::ReaderBuilder::new().has_headers(false).flexible(true).from_reader(&mut tail);
    let mut record = csv::ByteRecord::new();
    let mut rows = Rows::begin(selection)?;
    while records.read_byte_record(&mut record).map_err(|error| csv_error(&error))? {
        let (key, value) = (text(&record, 0), text(&record, 1));
        let Some(frequency) = frequency_of(&key) else {
            match key.to_lowercase().as_str() {
                "title" | "unit" | "preunit" | "cdid" | "source dataset id" => {
                    rows.selection.own_words(std::iter::once(value.into_owned()));
                }
                "release date" => reading.released_at = release(&value),
                "next release" => {
                    reading.next_release = Some(value.into_owned()).filter(|text| !text.trim().is_empty());
                }
                _ => {}
            }
            continue;
        };
        let line = record.position().map_or(0, csv::Position::line);
        if record.len() < 2 {
            return Err(ReadError::Truncated(format!("line {line} has no value")));
        }
        let cells = [
            (0, Cell::Text(Cow::Borrowed(frequency))),
            (1, Cell::Text(key)),
            (3, if value.is_empty() { Cell::Empty } else { Cell::Text(value) }),
        ];
        rows.row(Place::Line(line), &cells)?;
    }
    let count = rows.number as u64;
    drop(records);
    if tail.quotes % 2 == 1 {
        return Err(ReadError::Truncated("the quote that opens in its last line is not closed".to_owned()));
    }
    rows.selection.table_has(count);
    rows.selection.end()
}

/// Counts the quotes of the last line: a value in quotes that are not closed was cut off.
struct Tail<'r> {
    reader: &'r mut dyn Read,
    quotes: usize,
}

impl Read for Tail<'_> {
    fn read(&mut self, buffer: &mut [u8]) -> std::io::Result<usize> {
        let count = self.reader.read(buffer)?;
        let bytes = buffer.get(..count).unwrap_or_default();
        for byte in bytes {
            match byte {
                b'"' => self.quotes += 1,
                b'\n' | b'\r' => self.quotes = 0,
                _ => {}
            }
        }
        Ok(count)
    }
}

fn text(record: &csv::ByteRecord, column: usize) -> Cow<'_, str> {
    let bytes = record.get(column).unwrap_or_default();
    let bytes = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes);
    super::cell::Charset::Guess.decode(bytes)
}

fn csv_error(error: &csv::Error) -> ReadError {
    match error.kind() {
        csv::ErrorKind::Io(error) => std::io::Error::new(error.kind(), error.to_string()).into(),
        _ => ReadError::NotTheFormat { expected: "an ONS time series as CSV".to_owned(), found: error.to_string() },
    }
}

/// `2025`, `2025 Q4` and `2026 FEB`; anything else is not a point.
fn frequency_of(date: &str) -> Option<&'static str> {
    date.starts_with(|character: char| character.is_ascii_digit()).then_some(())?;
    match read_period(date)? {
        Said::Year(_) => Some("year"),
        Said::Quarter(..) => Some("quarter"),
        Said::Month(..) => Some("month"),
        _ => None,
    }
}

/// Hands rows over under the header.
struct Rows<'a, 's> {
    selection: &'a mut Selection<'s>,
    number: usize,
}

impl<'a, 's> Rows<'a, 's> {
    fn begin(selection: &'a mut Selection<'s>) -> Result<Self, ReadError> {
        selection.begin("");
        let header: Vec<_> =
            HEADER.iter().enumerate().map(|(column, name)| (column, Cell::Text(Cow::Borrowed(*name)))).collect();
        selection.row(&mut Row::sparse(1, Place::Json("$", &[]), &header))?;
        Ok(Self { selection, number: 1 })
    }

    fn row(&mut self, place: Place<'_>, cells: &[(usize, Cell<'_>)]) -> Result<Flow, ReadError> {
        self.number += 1;
        self.selection.row(&mut Row::sparse(self.number, place, cells))
    }
}

/// The release: midnight in London means the day alone, and UK statistics come out at 09:30.
fn release(text: &str) -> Option<DateTime<Utc>> {
    let text = text.trim();
    if let Ok(instant) = DateTime::parse_from_rfc3339(text) {
        let local = instant.with_timezone(&London);
        return if local.time() == NaiveTime::MIN {
            half_past_nine(london_day(instant.with_timezone(&Utc)))
        } else {
            Some(instant.with_timezone(&Utc))
        };
    }
    half_past_nine(NaiveDate::parse_from_str(text, "%d-%m-%Y").ok()?)
}

/// 09:30 of a day in London.
pub fn half_past_nine(day: NaiveDate) -> Option<DateTime<Utc>> {
    London.from_local_datetime(&day.and_hms_opt(9, 30, 0)?).earliest().map(|instant| instant.with_timezone(&Utc))
}

/// How monthly points without a label stand for a window.
#[derive(Clone, Copy)]
struct Window {
    months: u32,
    /// How many months the window goes on after the month that names it.
    after: u32,
}

impl Window {
    /// The window as a label of the kind that today's JSON has, unambiguous in its years.
    fn label(self, date: &str) -> Option<String> {
        let Fit::Is(month) = fit(date, Granularity::Month, None) else { return None };
        let last = month.start().date().checked_add_months(chrono::Months::new(self.after))?;
        let first = last.checked_sub_months(chrono::Months::new(self.months - 1))?;
        Some(format!("{} to {}", first.format("%b %Y"), last.format("%b %Y")))
    }
}

/// The description's date names the window of the newest month: `May to July 2014` beside `2014 JUL`.
fn window_of(described: Option<&str>, months: &[Point]) -> Option<Window> {
    let Said::Months((first_year, first), (last_year, last)) = read_period(described?)? else { return None };
    let newest = months.last().filter(|point| point.label.is_none())?;
    let Fit::Is(month) = fit(&newest.date, Granularity::Month, None) else { return None };
    let index = |year: i32, month: u32| year * 12 + month.cast_signed();
    let named = index(chrono::Datelike::year(&month.last_day()), chrono::Datelike::month(&month.last_day()));
    let months = u32::try_from(index(last_year, last) - index(first_year, first) + 1).ok()?;
    let after = u32::try_from(index(last_year, last) - named).ok()?;
    (2..=12).contains(&months).then_some(())?;
    (after < months).then_some(Window { months, after })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_release_is_a_day_in_london() {
        for (text, expected) in [
            ("2026-09-14T23:00:00.000Z", "2026-09-15T08:30:00+00:00"),
            ("2026-12-15T00:00:00.000Z", "2026-12-15T09:30:00+00:00"),
            ("2015-07-14T08:30:00.000Z", "2015-07-14T08:30:00+00:00"),
            ("15-09-2026", "2026-09-15T08:30:00+00:00"),
        ] {
            assert_eq!(release(text).unwrap().to_rfc3339(), expected, "{text}");
        }
        assert_eq!(release("soon"), None);
    }

    #[test]
    fn the_description_tells_which_month_names_a_window() {
        let point = |date: &str| Point { date: date.to_owned(), value: serde_json::Value::Null, label: None };
        let window = window_of(Some("May to July 2014"), &[point("2014 JUN"), point("2014 JUL")]).unwrap();
        assert_eq!(window.label("2014 JUN").unwrap(), "Apr 2014 to Jun 2014");
        let window = window_of(Some("May to July 2014"), &[point("2014 JUN")]).unwrap();
        assert_eq!(window.label("2013 DEC").unwrap(), "Nov 2013 to Jan 2014");
        assert!(window_of(Some("Aug 2014"), &[point("2014 AUG")]).is_none());
    }
}
