//! Figures in the product's own format, as in `data/figures`.
//!
//! In: lines `# key: value`, then rows under `period,value,flags,known,address,note`. Out: figures, each with its evidence.
//! Invariant: periods are canonical labels, flags and reasons are the product's own words; a row that is neither is an error that
//! names its line; what is written by [`write`] reads back as itself.

use super::super::error::ReadError;
use super::super::{Reading, SeriesReading};
use super::ons::half_past_nine;
use crate::domain::evidence::{Evidence, Known};
use crate::domain::figure::{Figure, Flags, Missing, Value};
use crate::domain::period::Period;
use crate::domain::source::Source;
use chrono::{DateTime, NaiveDate, Utc};
use rust_decimal::Decimal;
use std::collections::{BTreeMap, BTreeSet};
use std::io::Read;

const HEADER: [&str; 6] = ["period", "value", "flags", "known", "address", "note"];
const LARGEST: u64 = 32 * 1024 * 1024;

/// The keys before the header: series, edition, released, title …
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Preamble {
    /// Values by key, in lower case.
    pub keys: BTreeMap<String, String>,
    /// How many lines it has.
    pub lines: u64,
}

impl Preamble {
    /// The series.
    pub fn series(&self) -> Option<&str> {
        self.keys.get("series").map(String::as_str)
    }

    /// When the figures were released.
    pub fn released_at(&self) -> Option<DateTime<Utc>> {
        self.keys.get("released").and_then(|text| instant(text))
    }

    /// What orders this file among others of its series.
    pub fn edition_at(&self) -> Option<DateTime<Utc>> {
        self.keys.get("edition").and_then(|text| instant(text))
    }
}

/// Reads the lines `# key: value` at the head of a file of figures.
pub fn parse_preamble(text: &str) -> Preamble {
    let mut preamble = Preamble::default();
    for line in text.trim_start_matches('\u{feff}').lines() {
        let Some(comment) = line.strip_prefix('#') else { break };
        preamble.lines += 1;
        if let Some((key, value)) = comment.split_once(':') {
            preamble.keys.insert(key.trim().to_lowercase(), value.trim().to_owned());
        }
    }
    preamble
}

/// A day means 09:30 in London; an instant is RFC 3339.
fn instant(text: &str) -> Option<DateTime<Utc>> {
    match NaiveDate::parse_from_str(text, "%Y-%m-%d") {
        Ok(day) => half_past_nine(day),
        Err(_) => DateTime::parse_from_rfc3339(text).ok().map(|instant| instant.with_timezone(&Utc)),
    }
}

/// Reads a file of figures.
pub fn read(reader: &mut dyn Read, source: &Source) -> Result<Reading, ReadError> {
    let mut text = String::new();
    reader.take(LARGEST).read_to_string(&mut text).map_err(|error| match error.kind() {
        std::io::ErrorKind::InvalidData => {
            ReadError::Encoding { place: "the file".to_owned(), encoding: "UTF-8".to_owned() }
        }
        _ => error.into(),
    })?;
    let preamble = parse_preamble(&text);
    let series = series_of(&preamble, source)?;
    for key in ["released", "edition"] {
        if let Some(text) = preamble.keys.get(key).filter(|text| instant(text).is_none()) {
            return Err(ReadError::table(
                &series,
                format!("`# {key}: {text}` is neither a day (2026-03-31) nor an instant"),
            ));
        }
    }
    let body = text
        .trim_start_matches('\u{feff}')
        .lines()
        .skip_while(|line| line.starts_with('#'))
        .collect::<Vec<_>>()
        .join("\n");
    let figures = read_rows(&body, preamble.lines, &series)?;
    Ok(Reading {
        series: vec![SeriesReading { series, figures, unsaid: Vec::new() }],
        released_at: preamble.released_at(),
        edition_at: preamble.edition_at(),
        ..Reading::default()
    })
}

fn series_of(preamble: &Preamble, source: &Source) -> Result<String, ReadError> {
    let known: Vec<_> = source.series.iter().map(|series| series.id.as_str()).collect();
    match (preamble.series(), known.as_slice()) {
        (Some(named), known) if known.contains(&named) => Ok(named.to_owned()),
        (None, [only]) => Ok((*only).to_owned()),
        (named, known) => {
            let named = named.map_or_else(|| "no `# series:`".to_owned(), |named| format!("`# series: {named}`"));
            Err(ReadError::table(
                "the file of figures",
                format!("it has {named}; series of the source are {}", known.join(", ")),
            ))
        }
    }
}

fn read_rows(body: &str, lines_before: u64, series: &str) -> Result<Vec<Figure>, ReadError> {
    let mut reader = csv::Reader::from_reader(body.as_bytes());
    let wrong = |line: u64, mistake: String| ReadError::NotTheFormat {
        expected: format!("a file of figures as `{}`", HEADER.join(",")),
        found: format!("one whose line {line} has {mistake}; mend the line, or fetch the file again"),
    };
    let header: Vec<String> = reader
        .headers()
        .map_err(|error| wrong(lines_before + 1, error.to_string()))?
        .iter()
        .map(str::to_owned)
        .collect();
    if header != HEADER {
        let wanted = format!("`{}`", HEADER.join(","));
        return Err(ReadError::ColumnMissing { series: series.to_owned(), wanted, columns: header });
    }
    let mut figures: Vec<Figure> = Vec::new();
    let mut periods = BTreeSet::new();
    for record in reader.records() {
        let record = record.map_err(|error| {
            let line = error.position().map_or(0, csv::Position::line) + lines_before;
            wrong(line, format!("`{error}`"))
        })?;
        let line = record.position().map_or(0, csv::Position::line) + lines_before;
        let figure = figure(&record, line).map_err(|mistake| wrong(line, mistake))?;
        if !periods.insert(figure.period) {
            let first = figures
                .iter()
                .find(|first| first.period == figure.period)
                .map_or_else(String::new, |first| first.cell.clone());
            return Err(ReadError::SeveralValues {
                series: series.to_owned(),
                period: figure.period.label(),
                first,
                second: figure.cell,
            });
        }
        figures.push(figure);
    }
    if figures.is_empty() {
        return Err(ReadError::NoFigures {
            series: series.to_owned(),
            why: "there is no row under the header".to_owned(),
        });
    }
    figures.sort_by_key(|figure| figure.period);
    Ok(figures)
}

fn figure(record: &csv::StringRecord, line: u64) -> Result<Figure, String> {
    let field = |column: usize| record.get(column).unwrap_or_default().trim();
    let period = Period::parse(field(0)).map_err(|error| error.to_string())?;
    let mut words: Vec<&str> = field(2).split(';').map(str::trim).filter(|word| !word.is_empty()).collect();
    let reason = words.iter().position(|word| Missing::from_word(word).is_some()).map(|at| words.remove(at));
    let flags = Flags::from_words(&words.join(";")).ok_or_else(|| format!("`{}` (flags)", field(2)))?;
    let value = match (field(1), reason.and_then(Missing::from_word)) {
        ("", reason) => Value::Missing(reason.unwrap_or(Missing::Blank)),
        (text, None) => Value::Number(Decimal::from_str_exact(text).map_err(|_| format!("`{text}` (value)"))?),
        (text, Some(_)) => return Err(format!("`{text}` beside a reason for its absence")),
    };
    let known = Known::from_word(field(3))
        .ok_or_else(|| format!("`{}` (known: read_from_file, publisher_page or repeated_by)", field(3)))?;
    if field(4).is_empty() {
        return Err("without an address".to_owned());
    }
    let note = Some(field(5)).filter(|note| !note.is_empty()).map(str::to_owned);
    let evidence = Some(Evidence { known, address: field(4).to_owned(), note });
    Ok(Figure { period, label: field(0).to_owned(), value, flags, cell: format!("line {line}"), evidence })
}

/// Writes figures as this module reads them.
pub fn write(keys: &[(&str, &str)], figures: &[Figure]) -> String {
    let mut writer = csv::Writer::from_writer(Vec::new());
    // Writing to memory cannot fail.
    let _ = writer.write_record(HEADER);
    for figure in figures {
        let (period, value, words) = (figure.period.label(), figure.value.text(), figure.words());
        let evidence = figure.evidence.as_ref();
        let known = evidence.map_or("", |evidence| evidence.known.word());
        let note = evidence.and_then(|evidence| evidence.note.as_deref()).unwrap_or_default();
        let _ = writer.write_record([
            period.as_str(),
            &value,
            &words,
            known,
            evidence.map_or("", |evidence| &evidence.address),
            note,
        ]);
    }
    let rows = writer.into_inner().unwrap_or_default();
    let keys = keys.iter().fold(String::new(), |text, (key, value)| text + "# " + key + ": " + value + "\n");
    keys + &String::from_utf8_lossy(&rows)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::figure::Flag;

    fn source() -> Source {
        toml::from_str(
            r#"
            title = "t"
            publisher = "p"
            page = "https://example.org"
            licence = { name = "OGL", open = true }
            [[series]]
            id = "pumps"
            title = "Pumps"
            unit = "pumps"
            place = "UK"
            population = "homes"
            granularity = "year"
            "#,
        )
        .unwrap()
    }

    fn read_text(text: &str) -> Result<Reading, ReadError> {
        read(&mut text.as_bytes(), &source())
    }

    const HEAD: &str = "# series: pumps\n# released: 2026-01-21\n# edition: 2026-01-21T10:00:00Z\nperiod,value,flags,known,address,note\n";

    #[test]
    fn a_file_of_figures_is_read_with_its_evidence() {
        let reading = read_text(&format!("{HEAD}2023,55000,,repeated_by,https://example.org/a,\"as said, in words\"\n2024,,suppressed;provisional,publisher_page,https://example.org/b,\n")).unwrap();
        assert_eq!(reading.released_at.unwrap().to_rfc3339(), "2026-01-21T09:30:00+00:00");
        assert_eq!(reading.edition_at.unwrap().to_rfc3339(), "2026-01-21T10:00:00+00:00");
        let figures = &reading.series[0].figures;
        assert_eq!((figures[0].value.text().as_str(), figures[0].cell.as_str()), ("55000", "line 5"));
        assert_eq!(figures[0].evidence.as_ref().unwrap().note.as_deref(), Some("as said, in words"));
        assert_eq!(
            (figures[1].value, figures[1].words().as_str()),
            (Value::Missing(Missing::Suppressed), "suppressed;provisional")
        );
    }

    #[test]
    fn a_wrong_row_is_named_by_its_line() {
        for (row, expected) in [
            ("2023/24,1,,repeated_by,https://a,", "line 5"),
            ("2023,one,,repeated_by,https://a,", "`one`"),
            ("2023,1,wrong,repeated_by,https://a,", "`wrong`"),
            ("2023,1,,heard,https://a,", "`heard`"),
            ("2023,1,,repeated_by,,", "without an address"),
            ("2023,1,suppressed,repeated_by,https://a,", "beside a reason"),
            (
                "2023,1,,repeated_by,https://a,\n2023,2,,repeated_by,https://a,",
                "several values for 2023: line 5 and line 6",
            ),
        ] {
            let error = read_text(&format!("{HEAD}{row}\n")).unwrap_err().to_string();
            assert!(error.contains(expected), "{error}");
        }
        assert!(
            read_text("# series: cars\nperiod,value,flags,known,address,note\n")
                .unwrap_err()
                .to_string()
                .contains("series of the source are pumps")
        );
    }

    proptest::proptest! {
        #[test]
        fn figures_written_read_back_as_themselves(values in proptest::collection::vec((-1_000_000_i64..1_000_000, 0_u32..6, 0_usize..9, "[ -~]{0,12}"), 1..20)) {
            let figures: Vec<Figure> = values.into_iter().enumerate().map(|(index, (units, places, kind, note))| {
                let period = Period::year(2000 + i32::try_from(index).unwrap()).unwrap();
                let value = if kind == 0 { Value::Missing(Missing::Low) } else { Value::Number(Decimal::new(units, places)) };
                let flags = if kind == 1 { Flags::NONE.with(Flag::Break).with(Flag::Note) } else { Flags::NONE };
                let note = Some(note.trim().to_owned()).filter(|note| !note.is_empty());
                let evidence = Some(Evidence { known: Known::PublisherPage, address: "https://example.org".to_owned(), note });
                Figure { period, label: period.label(), value, flags, cell: format!("line {}", index + 3), evidence }
            }).collect();
            let text = write(&[("series", "pumps")], &figures);
            proptest::prop_assert_eq!(&read_text(&text).unwrap().series[0].figures, &figures);
        }
    }
}
