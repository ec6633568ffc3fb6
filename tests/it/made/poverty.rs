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
fn sheet(title: &str, before: &Figures, after: &Figures) -> Vec<Vec<Cell>> {
    let words = |words: &[&str]| words.iter().map(|word| text(word)).collect::<Vec<_>>();
    let (relative, absolute) = ("Relative low income", "Absolute low income");
    let mut rows = vec![
        words(&[title]),
        words(&["Source: Family Resources Survey"]),
        words(&[]),
        words(&["", "", "", "Before Housing Costs", "", "", "", "", "After Housing Costs"]),
        words(&["", "", relative, "", absolute, "", "", relative, "", absolute]),
    ];
    for (period, value) in after {
        let number = |value: &str, times: f64| Cell::Number(value.parse::<f64>().unwrap() * times);
        let (_, before) = before.iter().find(|(other, _)| other == period).unwrap();
        let mut row =
            vec![text(mark(period)), text(&year(period)), number(before, 1.0), text(""), number(before, 0.75)];
        row.extend([text(""), text(""), number(value, 1.0), text(""), number(value, 0.75)]);
        rows.push(row);
    }
    rows.push(words(&["Change", "2024/25-2025/26", "-1", "[ns]", "0", "[ns]", "", "1", "", "0"]));
    rows.push(words(&["Notes: see the technical report"]));
    rows
}

/// What ships, with one year before it, which the department's file has, and one after.
fn shares() -> Figures {
    let before = ("FY1994-95".to_owned(), "32".to_owned());
    std::iter::once(before).chain(with_newer(SHARE, "FY2025-26", "26")).collect()
}

/// The workbook, with these shares after housing costs.
fn file(shares: &Figures) -> Vec<u8> {
    let before = |what: &str, newest: &str| with_newer(&SHARE.replace("relative-ahc", what), "FY2025-26", newest);
    let (rates, numbers) = (before("relative-bhc", "20"), before("relative-bhc-number", "2.9"));
    let title = "Table 1.4a: percentage of children in low income";
    let number_title = "Table 1.4b: number of children in low income, millions";
    ods(&[
        ("Contents", vec![vec![text("Summary tables")]]),
        ("1_3a", sheet("Table 1.3a: individuals", &rates, shares)),
        ("1_4a", sheet(title, &rates, shares)),
        ("1_4b", sheet(number_title, &numbers, &with_newer(NUMBER, "FY2025-26", "3.8"))),
    ])
}

pub(super) fn publish_two_editions(made: &Made) {
    publish(made, 2025, &file(&with_newer(SHARE, "FY1994-95", "99")));
    publish(made, 2026, &file(&shares()));
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
    let (shares, numbers) = (shares(), with_newer(NUMBER, "FY2025-26", "3.8"));
    let made = Made::new();
    publish_two_editions(&made);
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
    fetched.has_newest("child-poverty.relative-bhc.uk.financial-year", "FY2025-26", "20", "1_4a!C");
    fetched.has_newest("child-poverty.absolute-ahc.uk.financial-year", "FY2025-26", "19.5", "1_4a!J");
}

#[test]
fn a_file_with_fractions_in_place_of_per_cent_is_held_and_the_page_keeps_its_figures() {
    let figures = shares();
    let fractions =
        figures.iter().map(|(period, value)| (period.clone(), (value.parse::<f64>().unwrap() / 100.0).to_string()));
    let made = Made::new();
    publish(&made, 2026, &file(&fractions.collect()));
    let fetched = made.fetch("dwp-hbai");
    let newest = fetched.store.figures(SHARE, None).unwrap().pop().unwrap();
    assert_eq!((newest.figure.period.label().as_str(), newest.figure.value.text().as_str()), ("FY2024-25", "27"));
    assert!(!newest.provenance.live, "what ships stays");
}
