//! Any time series of the Office for National Statistics and any cube that is printed reads back to the same figures.

use super::printed::{Printed, cell, dressed, periods, reads_as};
use headway::domain::period::Period;
use proptest::prelude::*;
use serde_json::json;
use std::fmt::Write as _;

/// A run of periods that the Office for National Statistics has, with its labels and dates.
fn points() -> impl Strategy<Value = (String, Vec<(String, String, String)>)> {
    const FIRSTS: [&str; 4] = ["1999", "1998-Q3", "2021-11", "2025-11/2026-01"];
    (0..FIRSTS.len(), 1_usize..30).prop_map(|(kind, count)| {
        let first = Period::parse(FIRSTS[kind]).unwrap();
        let run = std::iter::successors(Some(first), Period::next).take(count);
        (first.granularity().to_string(), run.map(|period| point(&period)).collect())
    })
}

/// Date, label and canonical label; a window is dated by its middle month and labelled by the year of its first.
fn point(period: &Period) -> (String, String, String) {
    let (start, last) = (period.start().date(), period.last_day());
    let upper = |date: chrono::NaiveDate, format: &str| date.format(format).to_string().to_uppercase();
    let (date, label) = match period.granularity().to_string().as_str() {
        "year" => (upper(start, "%Y"), upper(start, "%Y")),
        "quarter" => {
            let label = format!("{} Q{}", upper(start, "%Y"), chrono::Datelike::month(&last) / 3);
            (label.clone(), label)
        }
        "month" => (upper(start, "%Y %b"), upper(start, "%Y %b")),
        _ => {
            let middle = start + chrono::Months::new(1);
            (upper(middle, "%Y %b"), format!("{}-{}", upper(start, "%Y %b"), upper(last, "%b")))
        }
    };
    (date, label, period.label())
}

/// Cells that the site's time series may have: numbers, and nothing.
fn ons(cell: &Printed) -> Printed {
    let mut cell = cell.clone();
    if !cell.is_number() {
        (cell.text, cell.words) = ("", "blank");
    }
    cell
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(120))]

    #[test]
    fn ons_time_series_as_json_and_as_csv(
        (granularity, points) in points(), cells in prop::collection::vec(cell(), 1..9), csv: bool, encoding in 0_usize..2,
        ending in 0_usize..2,
    ) {
        let cells: Vec<_> = cells.iter().map(ons).collect();
        let of_points: Vec<_> = points.iter().zip(cells.iter().cycle()).collect();
        let expected: Vec<_> = of_points.iter().map(|((_, _, period), cell)| (period.clone(), (*cell).clone())).collect();
        let name = match granularity.as_str() {
            "year" => "years",
            "quarter" => "quarters",
            _ => "months",
        };
        let bytes = if csv {
            let mut text = "\"Title\",\"A title, with: a comma\"\n\"CDID\",\"LF69\"\n\"PreUnit\",\"\"\n\"Unit\",\"Thousands\"\n\"Release date\",\"15-09-2026\"\n\"Important notes\",,\n".to_owned();
            for ((date, _, _), cell) in &of_points {
                writeln!(text, "\"{date}\",\"{}\"", cell.text()).unwrap();
            }
            dressed(&text, encoding, ending).0
        } else {
            let list: Vec<_> = of_points.iter().map(|((date, label, _), cell)| json!({ "date": date, "label": label, "value": cell.text() })).collect();
            let mut document = json!({ "years": [], "quarters": [], "months": [], "description": { "releaseDate": "2026-09-14T23:00:00.000Z" } });
            document[name] = list.into();
            document.to_string().into_bytes()
        };
        reads_as(&bytes, if csv { "kind = \"ons-csv\"" } else { "kind = \"ons-json\"" }, &granularity, "", &expected);
    }

    #[test]
    fn cubes_of_either_version(
        (granularity, periods) in periods(), cells in prop::collection::vec((cell(), 0_usize..3), 1..9), sparse: bool,
        listed: bool, bundle: bool, one_status: bool,
    ) {
        // Two areas, of which the second is wanted; the last dimension varies fastest.
        let of_periods: Vec<_> = periods.iter().zip(cells.iter().cycle()).collect();
        let codes: Vec<_> = (0..periods.len()).map(|at| format!("T{at}")).collect();
        let number = |cell: &Printed| match cell.text() {
            "" => json!(null),
            text if cell.is_number() => serde_json::from_str(text).unwrap(),
            text => json!(text),
        };
        let values: Vec<_> = periods.iter().map(|_| json!(1)).chain(of_periods.iter().map(|(_, (cell, _))| number(cell))).collect();
        let statuses: Vec<_> = of_periods.iter().map(|(_, (_, status))| ["", "p", "e"][*status]).collect();
        let keyed = |list: &[serde_json::Value]| list.iter().enumerate().filter(|(_, value)| !value.is_null()).map(|(at, value)| (at.to_string(), value.clone())).collect::<serde_json::Map<_, _>>();
        let all: Vec<_> = periods.iter().map(|_| json!("")).chain(statuses.iter().map(|status| json!(status))).collect();
        let index = if listed { json!(codes) } else { codes.iter().enumerate().map(|(at, code)| (code.clone(), json!(at))).collect::<serde_json::Map<_, _>>().into() };
        let labels: serde_json::Map<_, _> = codes.iter().zip(&periods).map(|(code, (label, _))| (code.clone(), json!(label))).collect();
        let area = json!({ "label": "Area", "category": { "index": ["FR", "UK"], "label": { "FR": "France", "UK": "United Kingdom" } } });
        let time = json!({ "label": "Time", "category": { "index": index, "label": labels } });
        let status = if one_status { json!("p") } else if sparse { keyed(&all).into() } else { json!(all) };
        let value = if sparse { keyed(&values).into() } else { json!(values) };
        let (ids, size) = (json!(["GEO", "TLIST(M1)"]), json!([2, periods.len()]));
        let document = if bundle {
            json!({ "one": { "label": "A cube", "dimension": { "id": ids, "size": size, "GEO": area, "TLIST(M1)": time }, "value": value, "status": status } })
        } else {
            json!({ "version": "2.0", "class": "dataset", "id": ids, "size": size, "dimension": { "GEO": area, "TLIST(M1)": time }, "value": value, "status": status })
        };
        let expected: Vec<_> = of_periods.iter().map(|((_, period), (cell, status))| {
            let mut cell = cell.clone();
            let words = if one_status { "provisional" } else { ["", "provisional", "estimated"][*status] };
            if cell.is_number() {
                cell.words = words;
                // A number of JSON is a double: no zeros at its end, but for one.
                cell.value = read_of_double(&cell.value);
            } else if !words.is_empty() {
                cell.words = both(cell.words, words);
            }
            (period.clone(), cell)
        }).collect();
        let select = "period = { column = \"Time\" }, value = \"value\", flags = \"status\", where = [{ column = \"Area code\", is = \"UK\" }]";
        reads_as(document.to_string().as_bytes(), "kind = \"json-stat\"", &granularity, select, &expected);
    }
}

/// A decimal as it reads after a detour by a double.
fn read_of_double(text: &str) -> String {
    match text.parse::<i64>() {
        Ok(_) => text.to_owned(),
        Err(_) => serde_json::from_str::<serde_json::Value>(text).unwrap().to_string(),
    }
}

/// A reason and a flag.
fn both(reason: &'static str, flag: &str) -> &'static str {
    let reasons = ["suppressed", "not_available", "not_applicable", "low", "not_collected", "blank"];
    let flagged = [
        ["suppressed;provisional", "suppressed;estimated"],
        ["not_available;provisional", "not_available;estimated"],
        ["not_applicable;provisional", "not_applicable;estimated"],
        ["low;provisional", "low;estimated"],
        ["not_collected;provisional", "not_collected;estimated"],
        ["blank;provisional", "blank;estimated"],
    ];
    flagged[reasons.iter().position(|known| *known == reason).unwrap()][usize::from(flag == "estimated")]
}
