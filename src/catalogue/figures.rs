//! The product's own format for figures: what ships in data/figures, and what a person enters by hand.
//!
//! In: a CSV file: lines `# key: value`, then a header `period,value,flags,known,address,note`, then a row a period.
//! Out: [`FiguresFile`], or every mistake with its line.
//! Invariant: a row without a number says why; a row that was not read from an archived file names the page that says so.

use crate::domain::evidence::{Evidence, Known};
use crate::domain::figure::{Flags, Missing, Value};
use crate::domain::period::Period;
use chrono::{DateTime, NaiveDate, Utc};
use rust_decimal::Decimal;
use std::collections::BTreeMap;

/// The columns, in this order.
pub const COLUMNS: [&str; 6] = ["period", "value", "flags", "known", "address", "note"];

/// Keys that the preamble may have.
const KEYS: [&str; 10] =
    ["series", "title", "released", "edition", "vintage", "seen_in", "cross_check", "doubts", "confidence", "rounding"];

/// What a file of figures says.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct FiguresFile {
    /// What the lines before the header say.
    pub preamble: BTreeMap<String, String>,
    /// When the publisher released the edition, if known.
    pub released: Option<DateTime<Utc>>,
    /// A day that orders the edition among others.
    pub edition: Option<NaiveDate>,
    /// The figures, in the order of the file.
    pub rows: Vec<Row>,
}

/// One figure.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Row {
    /// Line in the file, from 1.
    pub line: usize,
    /// The span of time.
    pub period: Period,
    /// The number, or why there is none.
    pub value: Value,
    /// What the publisher says about the value.
    pub flags: Flags,
    /// How it is known.
    pub evidence: Evidence,
}

/// Reads a file of figures. Each mistake comes with its line.
pub fn parse(bytes: &[u8]) -> Result<FiguresFile, Vec<(usize, String)>> {
    let text = std::str::from_utf8(bytes).map_err(|_| vec![(1, "the file is not UTF-8".to_owned())])?;
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    let mut reader = Reader::default();
    let lines = text.lines().take_while(|line| line.starts_with('#')).count();
    for (index, line) in text.lines().take(lines).enumerate() {
        reader.preamble(index + 1, line);
    }
    reader.dates(lines + 1);
    reader.table(text, lines);
    if reader.mistakes.is_empty() { Ok(reader.file) } else { Err(reader.mistakes) }
}

#[derive(Default)]
struct Reader {
    file: FiguresFile,
    places: BTreeMap<String, usize>,
    mistakes: Vec<(usize, String)>,
}

impl Reader {
    fn wrong(&mut self, line: usize, message: impl Into<String>) {
        self.mistakes.push((line, message.into()));
    }

    fn preamble(&mut self, line: usize, text: &str) {
        let Some((key, value)) = text.trim_start_matches('#').split_once(':') else {
            return self.wrong(line, "a line before the header is not `# key: value`");
        };
        let (key, value) = (key.trim(), value.trim());
        if !KEYS.contains(&key) {
            return self.wrong(line, format!("unknown key `{key}`; keys are {}", KEYS.join(", ")));
        }
        self.places.insert(key.to_owned(), line);
        self.file.preamble.insert(key.to_owned(), value.to_owned());
    }

    fn dates(&mut self, after: usize) {
        let value =
            |reader: &Self, key: &str| Some((reader.places.get(key).copied()?, reader.file.preamble.get(key)?.clone()));
        if let Some((line, released)) = value(self, "released") {
            match DateTime::parse_from_rfc3339(&released) {
                Ok(instant) => self.file.released = Some(instant.to_utc()),
                Err(_) => self.wrong(line, format!("released is `{released}`; expected 2026-09-24T09:30:00+01:00")),
            }
        }
        if let Some((line, edition)) = value(self, "edition") {
            match NaiveDate::parse_from_str(&edition, "%Y-%m-%d") {
                Ok(day) => self.file.edition = Some(day),
                Err(_) => self.wrong(line, format!("edition is `{edition}`; expected a day such as 2026-09-24")),
            }
        }
        if !self.places.contains_key("released") && !self.places.contains_key("edition") {
            self.wrong(after, "neither `# released:` nor `# edition:`; one of them is needed to order vintages");
        }
    }

    fn table(&mut self, text: &str, skipped: usize) {
        let table: String = text.split_inclusive('\n').skip(skipped).collect();
        let mut csv = csv::ReaderBuilder::new().flexible(true).from_reader(table.as_bytes());
        let header: Vec<_> = csv.headers().map(|row| row.iter().map(str::to_owned).collect()).unwrap_or_default();
        if header != COLUMNS {
            return self
                .wrong(skipped + 1, format!("the header is `{}`; expected `{}`", header.join(","), COLUMNS.join(",")));
        }
        for record in csv.records() {
            match record {
                Ok(record) => {
                    let at = record.position().map_or(1, csv::Position::line);
                    self.row(skipped + usize::try_from(at).unwrap_or(1), &record);
                }
                Err(error) => self.wrong(skipped + 1, error.to_string()),
            }
        }
        if self.file.rows.is_empty() && self.mistakes.is_empty() {
            self.wrong(skipped + 1, "no row; expected one a period");
        }
    }

    fn row(&mut self, line: usize, record: &csv::StringRecord) {
        if record.len() != COLUMNS.len() {
            return self.wrong(line, format!("{} values; expected {}", record.len(), COLUMNS.len()));
        }
        let cell = |index: usize| record.get(index).unwrap_or_default().trim();
        let before = self.mistakes.len();
        let period = self.checked(line, Period::parse(cell(0)).map_err(|error| error.to_string()));
        let value = self.checked(line, value(cell(1), cell(2)));
        let known = self.checked(line, evidence(cell(3), cell(4), cell(5)));
        let (Some(period), Some((value, flags)), Some(evidence)) = (period, value, known) else { return };
        if self.file.rows.iter().any(|row| row.period == period) {
            self.wrong(line, format!("period {period} stands here a second time"));
        }
        if self.mistakes.len() == before {
            self.file.rows.push(Row { line, period, value, flags, evidence });
        }
    }

    fn checked<T>(&mut self, line: usize, result: Result<T, String>) -> Option<T> {
        result.map_err(|message| self.wrong(line, message)).ok()
    }
}

/// The number or reason, and the flags.
fn value(number: &str, words: &str) -> Result<(Value, Flags), String> {
    let (reasons, flags): (Vec<&str>, Vec<&str>) =
        words.split(';').filter(|word| !word.is_empty()).partition(|word| Missing::from_word(word).is_some());
    let flags =
        Flags::from_words(&flags.join(";")).ok_or_else(|| format!("unknown flag in `{words}`; {}", vocabulary()))?;
    match (number, reasons.as_slice()) {
        ("", [reason]) => Ok((Value::Missing(Missing::from_word(reason).unwrap_or(Missing::Blank)), flags)),
        ("", _) => {
            Err("no value and not one reason among the flags; expected a number, or a reason such as not_collected"
                .to_owned())
        }
        (number, []) => match number.parse::<Decimal>() {
            Ok(number) => Ok((Value::Number(number), flags)),
            Err(_) => Err(format!("`{number}` is not a number; expected digits with a point, no commas")),
        },
        (number, [reason, ..]) => Err(format!("both a value `{number}` and the reason `{reason}` why there is none")),
    }
}

fn vocabulary() -> String {
    let flags: Vec<_> = crate::domain::figure::Flag::ALL.iter().map(|flag| flag.word()).collect();
    let reasons: Vec<_> = Missing::ALL.iter().map(|reason| reason.word()).collect();
    format!("flags are {}; reasons for no value are {}", flags.join(", "), reasons.join(", "))
}

fn evidence(known: &str, address: &str, note: &str) -> Result<Evidence, String> {
    let Some(word) = Known::from_word(known) else {
        return Err(format!("known is `{known}`; expected read_from_file, publisher_page or repeated_by"));
    };
    if address.is_empty() && word != Known::ReadFromFile {
        return Err(format!("no address; a figure that is known by {known} names the page that says so"));
    }
    if !address.is_empty() && !address.starts_with("https://") && !address.starts_with("http://") {
        return Err(format!("`{address}` is not an address; expected https://…"));
    }
    let note = (!note.is_empty()).then(|| note.to_owned());
    Ok(Evidence { known: word, address: address.to_owned(), note })
}

#[cfg(test)]
mod tests {
    use super::*;

    const GOOD: &str = "# series: a.b\n# edition: 2026-09-24\nperiod,value,flags,known,address,note\n\
                        2024,1.50,provisional;break,repeated_by,https://example.org/x,\"seen, once\"\n2025,,not_collected,read_from_file,,\n";

    #[test]
    fn a_whole_file_is_read() {
        let file = parse(GOOD.as_bytes()).unwrap();
        assert_eq!(file.edition, NaiveDate::from_ymd_opt(2026, 9, 24));
        assert_eq!(file.rows.len(), 2);
        assert_eq!(file.rows[0].value.text(), "1.50");
        assert_eq!(file.rows[0].flags.to_string(), "provisional;break");
        assert_eq!(file.rows[0].evidence.note.as_deref(), Some("seen, once"));
        assert_eq!(file.rows[1].value, Value::Missing(Missing::NotCollected));
    }

    #[test]
    fn every_mistake_comes_with_its_line() {
        let text = "# colour: red\n# released: yesterday\nperiod,value,flags,known,address,note\n2024/25,1,,repeated_by,https://x.org,\n\
                    2024,one,,repeated_by,https://x.org,\n2024,1,shiny,repeated_by,https://x.org,\n2024,1,,heard,https://x.org,\n2024,1,,repeated_by,,\n\
                    2024,,,read_from_file,,\n2024,1,,read_from_file,,\n2024,1,,read_from_file,,\n2024,1\n";
        let mistakes = parse(text.as_bytes()).unwrap_err();
        let lines: Vec<_> = mistakes.iter().map(|(line, _)| *line).collect();
        assert_eq!(lines, [1, 2, 4, 5, 6, 7, 8, 9, 11, 12], "{mistakes:#?}");
    }
}
