//! Young people out of work and learning: the dataset page of national statistics and its workbook.
//!
//! In: the page's data, the sheets and the four rows of the header that public code reads. Out: passes or says what differs.
//! Invariant: of the blocks for three ages and the sheets for two sexes, one block of one sheet counts.

use super::super::workbook::workbook;
use super::{Figures, Made, with_newer};

const PAGE: &str = "employmentandlabourmarket/peoplenotinwork/unemployment/datasets/youngpeoplenotineducationemploymentortrainingneettable1";
const RATE: &str = "neet.rate.uk.quarter";
const PEOPLE: &str = "neet.people.uk.quarter";

/// `2026-Q3` is labelled `Jul-Sep 2026`.
fn label(period: &str) -> String {
    let (year, quarter) = period.split_once('-').unwrap();
    let months = match quarter {
        "Q1" => "Jan-Mar",
        "Q2" => "Apr-Jun",
        "Q3" => "Jul-Sep",
        _ => "Oct-Dec",
    };
    format!("{months} {year}")
}

fn line(cells: &[&str]) -> Vec<String> {
    cells.iter().map(|cell| (*cell).to_owned()).collect()
}

/// A sheet: for each age the total, two parts, the population and the rate; `factor` tells the sheets apart.
fn sheet(title: &str, rates: &Figures, factor: f64) -> Vec<Vec<String>> {
    let group = [
        "Young people who were NEET",
        "",
        "",
        "Total people in relevant population group",
        "People who were NEET as a percentage of people in relevant population group",
    ];
    let parts = ["Total", "Unemployed", "Economically inactive", "", ""];
    let mut rows = vec![line(&[title]), line(&["Published on 19 November 2026"]), line(&["United Kingdom"]), line(&[])];
    rows.push(line(&["", "Aged 16-24", "", "", "", "", "Aged 16-17", "", "", "", "", "Aged 18-24"]));
    rows.push(line(&[&[""], &group[..], &group[..], &group[..]].concat()));
    rows.push(line(&[&[""], &parts[..], &parts[..], &parts[..]].concat()));
    rows.push((0..16).map(|column| if column == 0 { String::new() } else { column.to_string() }).collect());
    rows.push(line(&[]));
    // Seasonally adjusted figures begin later than the sheet.
    rows.push(line(&["Oct-Dec 2014", "..", "..", "..", "..", ".."]));
    for (index, (period, rate)) in rates.iter().enumerate() {
        let people = 900_000 + 1_000 * index;
        let own = [people.to_string(), "370000".into(), "530000".into(), "7200000".into()];
        let rate = (rate.parse::<f64>().unwrap() * factor).to_string();
        let mut row = vec![label(period)];
        row.extend(own.iter().cloned().chain([rate]));
        row.extend(
            ["60000", "20000", "40000", "1500000", "4.1", "840000", "350000", "490000", "5700000", "15.2"]
                .map(str::to_owned),
        );
        rows.push(row);
    }
    rows.push(line(&["Source: Labour Force Survey"]));
    rows.push(line(&["Estimates from Jan-Mar 2019 are weighted to newer population estimates"]));
    rows
}

pub(super) fn publish(made: &Made) -> Figures {
    let figures = with_newer(RATE, "2026-Q3", "12.9");
    let file = "neetq32026.xlsx";
    let sheets = [
        ("Contents", vec![line(&["NEET 1"])]),
        ("People - SA", sheet("People", &figures, 1.0)),
        ("Men - SA", sheet("Men", &figures, 1.1)),
        ("Women - SA", sheet("Women", &figures, 0.9)),
    ];
    let sheets: Vec<_> = sheets.iter().map(|(name, rows)| (*name, rows.as_slice())).collect();
    let page = serde_json::json!({"type": "dataset", "uri": format!("/{PAGE}/current"), "downloads": [{"file": file}],
        "description": {"title": "NEET 1", "releaseDate": "2026-11-19T09:30:00.000Z", "nextRelease": "25 February 2027"}});
    made.publishers.put(&format!("www.ons.gov.uk/{PAGE}/current/data"), page.to_string().as_bytes());
    made.put_query("www.ons.gov.uk/file", &format!("uri=/{PAGE}/current/{file}"), &workbook(&sheets));
    figures
}

#[test]
fn the_workbook_is_found_by_the_pages_data_and_one_block_of_one_sheet_is_read() {
    let made = Made::new();
    let figures = publish(&made);
    let fetched = made.fetch("ons-neet");
    fetched.has_newest(RATE, "2026-Q3", "12.9", "People - SA!F");
    fetched.has_newest(PEOPLE, "2026-Q3", "946000", "People - SA!B");
    fetched.begins_missing(RATE, "2014-Q4", "not_available");
    let known = fetched.store.figures(RATE, None).unwrap();
    let read: Figures =
        known[1..].iter().map(|known| (known.figure.period.label(), known.figure.value.text())).collect();
    assert_eq!(read, figures);
}
