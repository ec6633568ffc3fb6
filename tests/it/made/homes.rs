//! New homes: the live table, an OpenDocument workbook with years across.
//!
//! In: the sheet, header and rows that public code reads, with the figures that ship. Out: passes or says what differs.
//! Invariant: the caption, which says "net additional dwellings" too, and the column of change are never taken for figures.

use super::kinds::{Cell, ods, text};
use super::{Figures, Made, with_newer};

const SERIES: &str = "homes.net-additions.england.financial-year";

/// `FY2025-26` is headed `2025-26`.
fn heading(period: &str) -> Cell {
    let note = if period == "FY2023-24" { " [note 4]" } else { "" };
    text(&format!("{}{note}", period.trim_start_matches("FY")))
}

fn table(figures: &Figures) -> Vec<Vec<Cell>> {
    let row = |label: &str, cells: Vec<Cell>, change: &str| {
        let first = std::iter::once(text(label));
        first.chain(cells).chain([text(change)]).collect::<Vec<_>>()
    };
    let number = |value: &str| Cell::Number(value.parse().unwrap());
    vec![
        vec![text("Table 120: Components of housing supply; net additional dwellings, England [note 1]")],
        vec![text("This worksheet contains one table. Some cells refer to notes.")],
        vec![text("Figures are rounded to the nearest 10.")],
        vec![text("Source: Housing Flows Reconciliation returns; net additional dwellings")],
        row(
            "Components of net housing supply",
            figures.iter().map(|(period, _)| heading(period)).collect(),
            "Change 2024-25 to 2025-26",
        ),
        row("New build completions", figures.iter().map(|_| Cell::Number(190_000.0)).collect(), "4%"),
        row("Demolitions", figures.iter().map(|_| Cell::Number(-4_630.0)).collect(), "[x]"),
        row("Total net additional dwellings [note 3]", figures.iter().map(|(_, value)| number(value)).collect(), "-4%"),
        row("Total dwelling stock", figures.iter().map(|_| Cell::Number(25_600_000.0)).collect(), "1%"),
    ]
}

pub(super) fn publish(made: &Made) -> Figures {
    let figures = with_newer(SERIES, "FY2025-26", "199500");
    let sheets = [("Cover", vec![vec![text("Live tables on housing supply")]]), ("LT120_rounded", table(&figures))];
    let media = "691efc3a2c6b98ecdbc50012";
    let host = "assets.publishing.service.gov.uk";
    made.publishers.put(&format!("{host}/media/{media}/Live_Table_120.ods"), &ods(&sheets));
    made.publishers.put(&format!("{host}/media/{media}/Live_Table_118.ods"), b"not this one");
    made.publishers.content(
        "government/statistical-data-sets/live-tables-on-net-supply-of-housing",
        "Live tables on housing supply: net additional dwellings",
        "2026-11-19T09:30:00+00:00",
        media,
        &["Live_Table_118.ods", "Live_Table_120.ods"],
    );
    figures
}

#[test]
fn the_live_table_is_found_on_its_page_and_each_year_is_read_across() {
    let made = Made::new();
    let figures = publish(&made);
    let fetched = made.fetch("mhclg-table-120");
    fetched.has_newest(SERIES, "FY2025-26", "199500", "LT120_rounded!");
    fetched.reads(SERIES, &figures);
    assert_eq!(fetched.read_again("mhclg-table-120", SERIES).len(), figures.len());
}
