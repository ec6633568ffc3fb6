//! Child poverty: summary tables in an OpenDocument workbook, under an address with the year in it.
//!
//! In: the sheets, headers and columns that public code reads, with the figures that ship. Out: passes or says what differs.
//! Invariant: the third of four columns with two names is taken; rows of change and notes on the series are never figures.

use super::kinds::{Cell, ods, text};
use super::{Figures, Made, with_newer};
use rust_decimal::Decimal;

const SHARE: &str = "child-poverty.relative-ahc.uk.financial-year";
const NUMBER: &str = "child-poverty.relative-ahc-number.uk.financial-year";
const SLUG: &str = "government/statistics/households-below-average-income-for-financial-years-ending-1995-to";

/// `FY2024-25` stands as `2024/25`.
fn year(period: &str) -> String {
    period.trim_start_matches("FY").replace('-', "/")
}

/// The marks of the first column: where the survey changes, and where the benefit records begin.
fn mark(period: &str) -> &'static str {
    match period {
        "FY1995-96" => "FRS (GB)",
        "FY2002-03" => "FRS (UK)",
        "FY2021-22" => "Admin-linked benefits data from 2021/22",
        "FY2022-23" => "See Note 1",
        _ => "",
    }
}

/// Relative and absolute before housing costs in the third and fifth column, the same after them in the eighth and tenth.
fn sheet(title: &str, figures: &Figures) -> Vec<Vec<Cell>> {
    let words = |words: &[&str]| words.iter().map(|word| text(word)).collect::<Vec<_>>();
    let (relative, absolute) = ("Relative low income", "Absolute low income");
    let mut rows = vec![
        words(&[title]),
        words(&["Source: Family Resources Survey"]),
        words(&[]),
        words(&["", "", "", "Before Housing Costs", "", "", "", "", "After Housing Costs"]),
        words(&["", "", relative, "", absolute, "", "", relative, "", absolute]),
    ];
    for (period, value) in figures {
        let number = |times: f64| Cell::Number(value.parse::<f64>().unwrap() * times);
        let blank = || text("");
        let (mark, year) = (text(mark(period)), text(&year(period)));
        rows.push(vec![
            mark,
            year,
            number(0.5),
            blank(),
            number(0.25),
            blank(),
            blank(),
            number(1.0),
            blank(),
            number(0.75),
        ]);
    }
    rows.push(words(&["Change", "2024/25-2025/26", "-1", "[ns]", "0", "[ns]", "", "1", "", "0"]));
    rows.push(words(&["Notes: see the technical report"]));
    rows
}

fn file(shares: &Figures, numbers: &Figures) -> Vec<u8> {
    ods(&[
        ("Contents", vec![vec![text("Summary tables")]]),
        ("1_3a", sheet("Table 1.3a: individuals", shares)),
        ("1_4a", sheet("Table 1.4a: percentage of children in low income", shares)),
        ("1_4b", sheet("Table 1.4b: number of children in low income, millions", numbers)),
    ])
}

fn publish(made: &Made, edition: i32, bytes: &[u8]) {
    let media = format!("{edition}a9c3d267bcccefb000");
    let name = format!("summary-hbai-1994-95-{}-{}-tables.ods", edition - 1, edition % 100);
    let names =
        [format!("children-hbai-timeseries-1994-95-{}-{}-tables.ods", edition - 1, edition % 100), name.clone()];
    made.publishers.put(&format!("assets.publishing.service.gov.uk/media/{media}/{name}"), bytes);
    let title = format!("Households below average income: for financial years ending 1995 to {edition}");
    let updated = format!("{}-03-26T09:30:00+00:00", edition + 1);
    made.publishers.content(
        &format!("{SLUG}-{edition}"),
        &title,
        &updated,
        &media,
        &names.each_ref().map(String::as_str),
    );
}

#[test]
fn the_newest_edition_is_found_by_its_year_and_children_after_housing_costs_are_read() {
    let (shares, numbers) = (with_newer(SHARE, "FY2025-26", "26"), with_newer(NUMBER, "FY2025-26", "3.8"));
    let made = Made::new();
    publish(&made, 2025, &file(&with_newer(SHARE, "FY2024-25", "99"), &numbers));
    publish(&made, 2026, &file(&shares, &numbers));
    let fetched = made.fetch("dwp-hbai");
    fetched.has_newest(SHARE, "FY2025-26", "26", "1_4a!H");
    fetched.reads(SHARE, &shares);
    fetched.has_newest(NUMBER, "FY2025-26", "3.8", "1_4b!H");
    let number = |value: &str| value.parse::<Decimal>().unwrap();
    let known = fetched.store.figures(NUMBER, None).unwrap();
    let read: Vec<_> =
        known.iter().map(|known| (known.figure.period.label(), known.figure.value.number().unwrap())).collect();
    // 4.0 of what ships and 4 of a workbook are the same number.
    assert_eq!(read, numbers.iter().map(|(period, value)| (period.clone(), number(value))).collect::<Vec<_>>());
    fetched.has_newest("child-poverty.relative-bhc.uk.financial-year", "FY2025-26", "13", "1_4a!C");
    fetched.has_newest("child-poverty.absolute-ahc.uk.financial-year", "FY2025-26", "19.5", "1_4a!J");
}

#[test]
fn a_file_with_fractions_in_place_of_per_cent_is_held_and_the_page_keeps_its_figures() {
    let figures = with_newer(SHARE, "FY2025-26", "26");
    let fractions =
        figures.iter().map(|(period, value)| (period.clone(), (value.parse::<f64>().unwrap() / 100.0).to_string()));
    let made = Made::new();
    publish(&made, 2026, &file(&fractions.collect(), &with_newer(NUMBER, "FY2025-26", "3.8")));
    let fetched = made.fetch("dwp-hbai");
    let newest = fetched.store.figures(SHARE, None).unwrap().pop().unwrap();
    assert_eq!((newest.figure.period.label().as_str(), newest.figure.value.text().as_str()), ("FY2024-25", "27"));
    assert!(!newest.provenance.live, "what ships stays");
}
