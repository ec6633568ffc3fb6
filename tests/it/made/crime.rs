//! Knife crime: open data by force and quarter, in a sheet that is known only by its columns.
//!
//! In: the columns that public code reads. Out: passes or says what differs.
//! Invariant: quarters are those of the financial year; a force without a figure makes a lower bound, never a silent sum.

use super::Made;
use super::kinds::{Cell, ods, text};

const QUARTER: &str = "knife-crime.open-data.ew.quarter";
const YEAR: &str = "knife-crime.open-data.ew.year-ending";

fn row(year: &str, quarter: Cell, force: &str, offence: &str, count: Cell) -> Vec<Cell> {
    vec![text(year), quarter, text(force), text(offence), count]
}

/// Two forces and two offences in each of six quarters; one force leaves out the second.
fn table(quarter: fn(u8) -> Cell) -> Vec<Vec<Cell>> {
    let names = ["Financial Year", "Financial Quarter", "Force Name", "Offence Description", "Force Offences"];
    let mut rows = vec![vec![text("Knife or sharp instrument offences, police force areas")], names.map(text).to_vec()];
    for (place, (year, number)) in
        [("2024/25", 1), ("2024/25", 2), ("2024/25", 3), ("2024/25", 4), ("2025/26", 1), ("2025/26", 2)]
            .into_iter()
            .enumerate()
    {
        let count = |count: u16| Cell::Number(f64::from(count));
        let more = u16::try_from(place).unwrap() * 10;
        let missing = if place == 1 { text("[x]") } else { count(3000 + more) };
        rows.push(row(year, quarter(number), "Metropolitan Police", "Robbery", count(4000 + more)));
        rows.push(row(year, quarter(number), "Metropolitan Police", "Assault with injury", count(5000)));
        rows.push(row(year, quarter(number), "Greater Manchester", "Robbery", missing));
    }
    rows
}

pub(super) fn publish(made: &Made, quarter: fn(u8) -> Cell) {
    let note = || vec![vec![text("About this release")]];
    let file = ods(&[
        ("Cover", note()),
        ("Contents", note()),
        ("Notes", note()),
        ("Offences", vec![vec![text("Offence Description"), text("Offence Code")], vec![text("Robbery"), text("34A")]]),
        ("Knife_data", table(quarter)),
    ]);
    let media = "6ab10b644c0f475de0a66bb5";
    let names = ["prc-pfa-mar2013-onwards-tables-221026.ods", "prc-knife-open-data-mar2009-onwards-tables-221026.ods"];
    made.publishers.put(&format!("assets.publishing.service.gov.uk/media/{media}/{}", names[1]), &file);
    made.publishers.content(
        "government/statistical-data-sets/police-recorded-crime-and-outcomes-open-data-tables",
        "Police recorded crime and outcomes open data tables",
        "2026-10-22T09:30:00+01:00",
        media,
        &names,
    );
}

pub(super) fn by_number(number: u8) -> Cell {
    Cell::Number(f64::from(number))
}

fn fetch(quarter: fn(u8) -> Cell) -> super::Fetched {
    let made = Made::new();
    publish(&made, quarter);
    made.fetch("ho-knife-open-data")
}

#[test]
fn offences_are_added_up_over_forces_by_quarter_however_the_quarter_is_written() {
    let written: [fn(u8) -> Cell; 2] = [by_number, |number| text(&format!("Q{number}"))];
    for quarter in written {
        let fetched = fetch(quarter);
        let known = fetched.store.figures(QUARTER, None).unwrap();
        let read: Vec<_> = known
            .iter()
            .map(|known| (known.figure.period.label(), known.figure.value.text(), known.figure.flags.to_string()))
            .collect();
        let expected = [
            ("2024-Q2", "12000", ""),
            ("2024-Q3", "9010", "lower_bound"),
            ("2024-Q4", "12040", ""),
            ("2025-Q1", "12060", ""),
            ("2025-Q2", "12080", ""),
            ("2025-Q3", "12100", ""),
        ];
        assert_eq!(
            read,
            expected.map(|(period, value, flags)| (period.to_owned(), value.to_owned(), flags.to_owned()))
        );
    }
}

#[test]
fn four_quarters_make_a_year_that_leads_while_the_last_report_is_old() {
    let fetched = fetch(by_number);
    fetched.headway.well(&["publish"]);
    let site = fetched.headway.start("serve");
    let csv = site.get(&format!("/series/{YEAR}/figures.csv")).text();
    for (year, sum) in [("YE2025-03", "45110"), ("YE2025-06", "45190"), ("YE2025-09", "48280")] {
        assert!(csv.lines().any(|line| line.contains(year) && line.contains(sum)), "{year} {sum}: {csv}");
    }
    assert!(csv.lines().any(|line| line.contains("YE2025-03") && line.contains("lower_bound")), "{csv}");
    let page = site.get("/outcomes/knife-crime").text();
    assert!(
        page.contains("50,430"),
        "the count of the statistics office for the same twelve months stays the headline"
    );
}
