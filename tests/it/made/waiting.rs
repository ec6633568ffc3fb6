//! Waits for planned treatment: the overview workbook, behind the page of its financial year.
//!
//! In: the positions and headings that public code reads, with the figures that ship. Out: passes or says what differs.
//! Invariant: the columns with estimates are read, those without are not; a count headed "(mil)" holds whole numbers.

use super::super::workbook::workbook;
use super::{Figures, Made, with_newer};
use chrono::NaiveDate;

const SHARE: &str = "rtt.within-18-weeks.england.month";
const LIST: &str = "rtt.waiting-list.england.month";
const PAGE: &str = "statistics/statistical-work-areas/rtt-waiting-times";

const COLUMNS: [&str; 23] = [
    "",
    "Year",
    "Month",
    "Median wait (weeks)",
    "92nd percentile (weeks)",
    "No. within 18 weeks",
    "No. > 18 weeks",
    "% within 18 weeks",
    "% within 18 weeks with estimates for missing data",
    "No. > 18 weeks (mil)",
    "No. > 18 weeks with estimates for missing data (mil)",
    "No. > 52 weeks",
    "No. > 52 weeks with estimates for missing data",
    "No. > 65 weeks",
    "No. > 65 weeks with estimates",
    "No. > 65 weeks %",
    "No. > 65 weeks with estimates %",
    "No. > 78 weeks",
    "No. > 78 weeks with estimates",
    "No. > 104 weeks",
    "No. > 104 weeks with estimates",
    "Total waiting (mil)",
    "Total waiting with estimates for missing data (mil)",
];

fn days(period: &str) -> String {
    let date = NaiveDate::parse_from_str(&format!("{period}-01"), "%Y-%m-%d").unwrap();
    (date - NaiveDate::from_ymd_opt(1899, 12, 30).unwrap()).num_days().to_string()
}

fn sheet(shares: &[(String, String)], lists: &[(String, String)]) -> Vec<Vec<String>> {
    let line = |cells: &[&str]| cells.iter().map(|cell| (*cell).to_owned()).collect::<Vec<_>>();
    let mut rows =
        vec![line(&["", "RTT Waiting Times Time Series"]), line(&["", "Including estimates for missing trusts"])];
    rows.resize(10, Vec::new());
    rows.push(line(&["", "Year", "Month", "Incomplete RTT pathways"]));
    let lower: Vec<_> = COLUMNS.iter().enumerate().map(|(at, name)| if at < 3 { "" } else { name }).collect();
    rows.push(line(&lower));
    for ((period, share), (_, list)) in shares.iter().zip(lists) {
        let mut row = vec![String::new(); COLUMNS.len()];
        row[2] = days(period);
        row[3] = "12.4".into();
        row[7] = "0.5".into();
        row[8].clone_from(share);
        row[21] = "-".into();
        row[22].clone_from(list);
        rows.push(row);
    }
    rows
}

pub(super) fn publish(made: &Made) -> (Figures, Figures) {
    let (shares, lists) = (with_newer(SHARE, "2026-08", "0.651"), with_newer(LIST, "2026-08", "7315210"));
    let host = "www.england.nhs.uk";
    let year = |years: &str| format!("<a href=\"https://{host}/{PAGE}/rtt-data-{years}/\">{years}</a>");
    let page = format!("<html><body>{} {}</body></html>", year("2025-26"), year("2026-27"));
    made.publishers.put(&format!("{host}/{PAGE}/index.html"), page.as_bytes());
    let file =
        |month: &str| format!("statistics/wp-content/uploads/sites/2/2026/10/RTT-Overview-Timeseries-{month}.xlsx");
    let links = format!(
        "<html><body><a href=\"/{}\">July</a> <a href=\"/{}\">August</a></body></html>",
        file("Jul26"),
        file("Including-Estimates-for-Missing-Trusts-Aug26-XLS-116K-X7gGnn")
    );
    made.publishers.put(&format!("{host}/{PAGE}/rtt-data-2026-27/index.html"), links.as_bytes());
    let rows = sheet(&shares, &lists);
    let newest = file("Including-Estimates-for-Missing-Trusts-Aug26-XLS-116K-X7gGnn");
    made.publishers.put(&format!("{host}/{newest}"), &workbook(&[("Full Time Series", &rows)]));
    (shares, lists)
}

#[test]
fn the_overview_of_waits_is_found_behind_its_year_and_the_columns_with_estimates_are_read() {
    let made = Made::new();
    let (shares, lists) = publish(&made);
    let fetched = made.fetch("nhs-rtt-overview");
    fetched.has_newest(SHARE, "2026-08", "0.651", "Full Time Series!I");
    fetched.has_newest(LIST, "2026-08", "7315210", "Full Time Series!W");
    fetched.reads(SHARE, &shares);
    fetched.reads(LIST, &lists);
}
