//! Any table that is printed in a publisher's style reads back to the same figures.

use super::source;
use headway::domain::period::Period;
use headway::ingest::read::Reader;
use proptest::prelude::*;
use std::fmt::Write as _;
use std::io::Write as _;

/// A cell: a value as a publisher writes it and as it must be read, and its status code with its meaning.
#[derive(Clone, Debug)]
pub(super) struct Printed {
    pub(super) text: &'static str,
    pub(super) own: String,
    pub(super) value: String,
    pub(super) words: &'static str,
}

impl Printed {
    pub(super) fn text(&self) -> &str {
        if self.own.is_empty() { self.text } else { &self.own }
    }

    pub(super) fn is_number(&self) -> bool {
        !self.value.is_empty()
    }
}

/// Numbers in every dress, and marks; what is allowed depends on the style.
pub(super) fn cell() -> impl Strategy<Value = Printed> {
    let number = (-1_000_000_000_i64..1_000_000_000, 0_u32..6).prop_map(|(units, places)| {
        let value = rust_decimal::Decimal::new(units, places).to_string();
        Printed { text: "", own: value.clone(), value, words: "" }
    });
    let mark = prop::sample::select(vec![
        ("[c]", "suppressed"),
        ("[c2]", "suppressed"),
        ("*", "suppressed"),
        ("[x]", "not_available"),
        ("..", "not_available"),
        (":", "not_available"),
        ("[z]", "not_applicable"),
        ("[low]", "low"),
        ("[k]", "not_collected"),
        ("", "blank"),
    ])
    .prop_map(|(text, words)| Printed { text, own: String::new(), value: String::new(), words });
    prop_oneof![4 => number, 1 => mark]
}

/// A run of periods of one granularity, each as its label in a publisher's words and its canonical label.
pub(super) fn periods() -> impl Strategy<Value = (String, Vec<(String, String)>)> {
    const FIRSTS: [&str; 7] = ["1999", "1998-Q3", "2021-11", "FY1998-99", "AY2016-17", "YE2019-06", "2025-11/2026-01"];
    (0..FIRSTS.len(), 1_usize..14, 0_usize..3).prop_map(|(kind, count, style)| {
        let first = Period::parse(FIRSTS[kind]).unwrap();
        let run = std::iter::successors(Some(first), Period::next).take(count);
        let labels = run.map(|period| (publishers_label(&period, style), period.label()));
        (first.granularity().to_string(), labels.collect())
    })
}

/// What publishers call a period, in three styles.
fn publishers_label(period: &Period, style: usize) -> String {
    let (start, last) = (period.start().date(), period.last_day());
    let format = |date: chrono::NaiveDate, format: &str| date.format(format).to_string();
    let quarter = chrono::Datelike::month(&start).div_ceil(3);
    let two = |date: chrono::NaiveDate| format(date, "%y");
    match (period.granularity().to_string().as_str(), style) {
        ("year", 0 | 1) => format(start, "%Y"),
        ("year", _) => format(start, "Calendar year %Y"),
        ("quarter", 0) => format!("{} Q{quarter}", format(start, "%Y")),
        ("quarter", 1) => format!("{} to {}", format(start, "%b"), format(last, "%b %Y")),
        ("quarter", _) => format!("Q{quarter} {}", format(start, "%Y")),
        ("month", 0) => format(start, "%Y %b").to_uppercase(),
        ("month", 1) => format(start, "%B %Y"),
        ("month", _) => format(start, "%b-%y"),
        ("financial-year" | "academic-year", 0) => format!("{}/{}", format(start, "%Y"), two(last)),
        ("financial-year" | "academic-year", 1) => format!("{}{}", format(start, "%Y"), two(last)),
        ("financial-year" | "academic-year", _) => format!("{}-{}", format(start, "%Y"), two(last)),
        ("year-ending", 0) => format(last, "Year ending %B %Y"),
        ("year-ending", 1) => format!("{}-{}", format(start, "%b %Y"), format(last, "%b %Y")),
        ("year-ending", _) => format(last, "YE %b %y"),
        (_, 0) => format!("{}-{}", format(start, "%b"), format(last, "%b %Y")),
        (_, 1) => format!("{} to {}", format(start, "%b %Y"), format(last, "%B %Y")),
        (_, _) => format!("{} - {}", format(start, "%B %Y"), format(last, "%B %Y")),
    }
}

/// A text in one of the encodings and with one of the line endings that publishers use, and what the format has to say of it.
pub(super) fn dressed(text: &str, encoding: usize, ending: usize) -> (Vec<u8>, &'static str) {
    let text = text.replace('\n', ["\n", "\r\n", "\r"][ending]);
    let wide = |mark: &str, unit: fn(u16) -> [u8; 2]| format!("{mark}{text}").encode_utf16().flat_map(unit).collect();
    match encoding {
        0 => (text.into_bytes(), ""),
        1 => (format!("\u{feff}{text}").into_bytes(), ""),
        2 => (wide("\u{feff}", u16::to_le_bytes), ""),
        3 => (wide("\u{feff}", u16::to_be_bytes), ""),
        4 => (wide("", u16::to_le_bytes), ""),
        5 => (encoding_rs::WINDOWS_1252.encode(&text).0.into_owned(), ""),
        _ => (mac_roman(&text), ", encoding = \"macintosh\""),
    }
}

/// Mac Roman for the few characters beyond ASCII that the tables have.
fn mac_roman(text: &str) -> Vec<u8> {
    let byte = |character: char| match character {
        '£' => 0xa3,
        'é' => 0x8e,
        '–' => 0xd0,
        other => u8::try_from(other).unwrap(),
    };
    text.chars().map(byte).collect()
}

fn quoted(text: &str) -> String {
    if text.contains([',', '"', '\n', ';']) { format!("\"{}\"", text.replace('"', "\"\"")) } else { text.to_owned() }
}

pub(super) fn reads_as(bytes: &[u8], format: &str, granularity: &str, select: &str, expected: &[(String, Printed)]) {
    let mut file = tempfile::NamedTempFile::new().unwrap();
    file.write_all(bytes).unwrap();
    let table = format!(
        "format = {{ {format} }}\n[[series]]\nid = \"s\"\ngranularity = \"{granularity}\"\nselect = {{ {select} }}\n"
    );
    let source = source(&table);
    let reading = Reader::in_process().read(file.path(), &source, &source.routes[0].format);
    let reading = reading.unwrap_or_else(|error| panic!("{error}\n{table}\n{}", String::from_utf8_lossy(bytes)));
    let read: Vec<_> = reading.series[0]
        .figures
        .iter()
        .map(|figure| (figure.period.label(), figure.value.text(), figure.words()))
        .collect();
    let expected: Vec<_> =
        expected.iter().map(|(period, cell)| (period.clone(), cell.value.clone(), cell.words.to_owned())).collect();
    assert_eq!(read, expected, "{}", String::from_utf8_lossy(bytes));
}

/// The periods with cells from a stock.
fn filled(periods: &[(String, String)], cells: &[Printed]) -> (Vec<String>, Vec<(String, Printed)>) {
    let labels = periods.iter().map(|(label, _)| label.clone()).collect();
    let cells = cells.iter().cycle();
    (labels, periods.iter().zip(cells).map(|((_, period), cell)| (period.clone(), cell.clone())).collect())
}

/// A status code for a cell, and the cell as it then must be read.
fn with_status(cell: &Printed, status: usize) -> (&'static str, Printed) {
    let (code, words) = [("A", ""), ("P", "provisional"), ("E", "estimated"), ("B", "break"), ("", "")][status % 5];
    let mut read = cell.clone();
    if read.is_number() {
        read.words = words;
        (code, read)
    } else {
        ("M", Printed { text: "", own: String::new(), value: String::new(), words: "not_available" })
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(120))]

    #[test]
    fn tidy_and_wide_text(
        (granularity, periods) in periods(), cells in prop::collection::vec(cell(), 1..9), encoding in 0_usize..7,
        ending in 0_usize..3, wide: bool, thousands: bool,
    ) {
        let (labels, expected) = filled(&periods, &cells);
        let shown = |cell: &Printed| {
            let text = cell.text().to_owned();
            let grouped = thousands && cell.is_number();
            quoted(&if grouped { with_thousands(&text) } else { text })
        };
        let mut text = "Caf\u{e9}s \u{2013} a title, with a comma\n\"Source: \u{a3}, \"\"quoted\"\"\nover two lines\"\n\n".to_owned();
        let select = if wide {
            let header: Vec<_> = labels.iter().map(|label| quoted(&format!("{label} [note 1]"))).collect();
            let values: Vec<_> = expected.iter().map(|(_, cell)| shown(cell)).collect();
            writeln!(text, "Area,Fuel,{}\nUK,All,{}\nWales,All,{}", header.join(","), values.join(","), "1,".repeat(values.len() - 1) + "1").unwrap();
            "header = \"Fuel\", period = { header = '/\\d/' }, where = [{ column = \"Area\", is = \"UK\" }]"
        } else {
            text.push_str("Area,Period,\"Cars\n(\u{a3}) [note 2]\"\n");
            for (label, (_, cell)) in labels.iter().zip(&expected) {
                writeln!(text, "Wales,{label},5\n\"UK \",{label},{}", shown(cell)).unwrap();
            }
            "period = { column = \"Period\" }, value = \"Cars (\u{a3})\", where = [{ column = \"Area\", is = \"UK\" }]"
        };
        let (bytes, said) = dressed(&text, encoding, ending);
        reads_as(&bytes, &format!("kind = \"csv\"{said}"), &granularity, select, &expected);
    }

    #[test]
    fn sdmx_csv(
        (granularity, periods) in periods(), cells in prop::collection::vec((cell(), 0_usize..5), 1..9), encoding in 0_usize..5,
        ending in 0_usize..3, version in 0_usize..4,
    ) {
        let pairs: Vec<_> = cells.iter().map(|(cell, status)| with_status(cell, *status)).collect();
        let (head, before, join) = match version {
            0 => ("DATAFLOW,REF_AREA,TIME_PERIOD,OBS_VALUE,OBS_STATUS", "X:Y(1.0),GBR", ","),
            1 => ("STRUCTURE,STRUCTURE_ID,ACTION,REF_AREA,TIME_PERIOD,OBS_VALUE,OBS_STATUS", "dataflow,X:Y(1.0),I,GBR", ","),
            2 => ("STRUCTURE[|];STRUCTURE_ID;ACTION;REF_AREA: Area;TIME_PERIOD: Time;OBS_VALUE: Value;OBS_STATUS: Status", "dataflow;X:Y(1.0): Name;I;GBR: United Kingdom", ";"),
            _ => ("STRUCTURE,STRUCTURE_ID,STRUCTURE_NAME,ACTION,REF_AREA,Reference area,TIME_PERIOD,Time period,OBS_VALUE,Value,OBS_STATUS,Status", "dataflow,X:Y(1.0),Name,I,GBR,United Kingdom", ","),
        };
        let mut text = format!("{head}\n");
        let mut expected = Vec::new();
        for ((_, period), (code, cell)) in periods.iter().zip(pairs.iter().cycle()) {
            let value = if version == 2 { cell.text().replace('.', ",") } else { cell.text().to_owned() };
            let values = if version == 3 { [sdmx(period), String::new(), value, String::new(), (*code).to_owned(), "Word".to_owned()].join(join) } else { [sdmx(period), value, (*code).to_owned()].join(join) };
            writeln!(text, "{before}{join}{values}\n{}{join}{values}", before.replace("GBR", "FRA")).unwrap();
            expected.push((period.clone(), cell.clone()));
        }
        let (bytes, _) = dressed(&text, encoding, ending);
        let select = "where = [{ column = \"REF_AREA\", is = \"GBR\" }]";
        reads_as(&bytes, "kind = \"sdmx-csv\"", &granularity, select, &expected);
    }

    #[test]
    fn fingertips_and_nomis(
        (granularity, periods) in periods(), cells in prop::collection::vec(cell(), 1..9), encoding in 0_usize..4,
        ending in 0_usize..3, nomis: bool,
    ) {
        let (labels, expected) = filled(&periods, &cells);
        let mut text = if nomis {
            "\"DATE_NAME\",\"GEOGRAPHY_CODE\",\"GEOGRAPHY_TYPE\",\"OBS_VALUE\",\"OBS_STATUS_NAME\",\"RECORD_OFFSET\",\"RECORD_COUNT\"\n".to_owned()
        } else {
            "Indicator Name,Parent Code,Area Code,Category Type,Category,Time period,Value,Value note\n".to_owned()
        };
        for (at, (label, (_, cell))) in labels.iter().zip(&expected).enumerate() {
            let (value, count) = (quoted(cell.text()), labels.len() * 3);
            if nomis {
                for (offset, kind) in ["countries", "nations", "regions"].iter().enumerate() {
                    let area = if offset == 2 { "E12000001" } else { "K02000001" };
                    writeln!(text, "\"{label}\",\"{area}\",\"{kind}\",{value},\"Normal Value\",{},{count}", at * 3 + offset).unwrap();
                }
            } else {
                for (parent, category) in [("", ","), ("E92000001", ","), ("", "Deciles,First")] {
                    writeln!(text, "\"Rate/100\n\",{parent},E92000001,{category},{label},{value},").unwrap();
                }
            }
        }
        let (bytes, _) = dressed(&text, encoding, ending);
        let (kind, column, area) = if nomis { ("nomis", "GEOGRAPHY_CODE", "K02000001") } else { ("fingertips", "Area Code", "E92000001") };
        let select = format!("where = [{{ column = \"{column}\", is = \"{area}\" }}]");
        reads_as(&bytes, &format!("kind = \"{kind}\""), &granularity, &select, &expected);
    }

    #[test]
    fn workbooks(
        (granularity, periods) in periods(), cells in prop::collection::vec(cell(), 1..9), wide: bool, ods: bool,
    ) {
        let (labels, expected) = filled(&periods, &cells);
        let owned = |texts: &[&str]| texts.iter().map(|text| (*text).to_owned()).collect::<Vec<_>>();
        let mut rows = vec![owned(&["Cars: a title"]), owned(&[""])];
        let select = if wide {
            rows.push(["Area".to_owned()].into_iter().chain(labels.iter().map(|label| format!("{label}\n[note 1]"))).collect());
            rows.push(["UK".to_owned()].into_iter().chain(expected.iter().map(|(_, cell)| cell.text().to_owned())).collect());
            "sheet = \"Table 1\", header = \"Area\", period = { header = '/\\d/' }, where = [{ column = \"Area\", is = \"UK\" }]"
        } else {
            rows.push(owned(&["Period", "Cars [note 2]"]));
            rows.extend(labels.iter().zip(&expected).map(|(label, (_, cell))| owned(&[label, cell.text()])));
            "header = \"Cars\", period = { column = \"Period\" }, value = \"Cars\""
        };
        let bytes = if ods { super::hostile::ods_of("Table 1", &rows) } else { crate::workbook::workbook(&[("Notes", &[]), ("Table 1", &rows)]) };
        // A number of a workbook has no zeros at its end.
        let expected: Vec<_> = expected.into_iter().map(|(period, mut cell)| {
            cell.value = cell.value.parse::<rust_decimal::Decimal>().map_or(String::new(), |number| number.normalize().to_string());
            (period, cell)
        }).collect();
        reads_as(&bytes, "kind = \"spreadsheet\"", &granularity, select, &expected);
    }
}

fn with_thousands(number: &str) -> String {
    let (sign, digits) = number.strip_prefix('-').map_or(("", number), |digits| ("-", digits));
    let (whole, fraction) = digits.split_once('.').map_or((digits, None), |(whole, fraction)| (whole, Some(fraction)));
    let groups: Vec<_> =
        whole.as_bytes().rchunks(3).rev().map(|group| String::from_utf8_lossy(group).into_owned()).collect();
    let fraction = fraction.map(|fraction| format!(".{fraction}")).unwrap_or_default();
    format!("{sign}{}{fraction}", groups.join(","))
}

/// A canonical label as SDMX writes the period.
fn sdmx(label: &str) -> String {
    let period = Period::parse(label).unwrap();
    let start = period.start().date();
    match label {
        _ if label.starts_with("FY") || label.starts_with("AY") || label.starts_with("YE") => format!("{start}/P1Y"),
        _ if label.contains('/') => format!("{start}/P3M"),
        _ => label.to_owned(),
    }
}
