//! Accident and emergency, healthy life expectancy, obesity.
//!
//! In: the layouts that public code reads, with the figures that ship. Out: passes or says what differs.
//! Invariant: fractions stay fractions in the store; a mark is a missing figure, never zero; other areas, sexes and groups are not taken.

use super::kinds::{Cell, text, xls};
use super::{Figures, Made, shipped, with_newer};
use chrono::NaiveDate;
use headway::domain::figure::{Missing, Value};

const AE: &str = "ae.within-4-hours.england.month";
const AE_PAGE: &str = "www.england.nhs.uk/statistics/statistical-work-areas/ae-waiting-times-and-activity";

/// The number of the first day of a month, as a workbook counts days.
fn day(period: &str) -> Cell {
    let date = NaiveDate::parse_from_str(&format!("{period}-01"), "%Y-%m-%d").unwrap();
    let days = (date - NaiveDate::from_ymd_opt(1899, 12, 30).unwrap()).num_days();
    Cell::Day(f64::from(i32::try_from(days).unwrap()))
}

fn performance(figures: &Figures) -> Vec<Vec<Cell>> {
    let lines = |words: &[&str]| words.iter().map(|word| text(word)).collect::<Vec<_>>();
    let mut rows = vec![
        lines(&["", "Title:", "A&E Attendances and Emergency Admissions Timeseries"]),
        lines(&["", "Period:", "August 2010 to September 2026"]),
        lines(&["", "Source:", "Monthly A&E returns"]),
        lines(&[]),
        lines(&[
            "",
            "",
            "A&E attendances greater than 4 hours from arrival",
            "",
            "Percentage of attendances within 4 hours",
        ]),
        lines(&[
            "",
            "Period",
            "Total Attendances < 4 hours",
            "Total Attendances > 4 hours",
            "Percentage in 4 hours or less (all)",
            "Percentage in 4 hours or less (type 1)",
        ]),
        vec![text(""), day("2010-10"), text("-"), text("-"), text("-"), text("-")],
    ];
    for (period, share) in figures {
        let share: f64 = share.parse().unwrap();
        let numbers = [2_000_000.0 * share, 2_000_000.0 * (1.0 - share), share, share - 0.125].map(Cell::Number);
        rows.push([text(""), day(period)].into_iter().chain(numbers).collect());
    }
    rows.push(lines(&["", "Notes: 14 trusts did not report from May 2019 to May 2023"]));
    rows
}

pub(super) fn publish_emergency(made: &Made) -> Figures {
    let figures = with_newer(AE, "2026-09", "0.762");
    let file = |month: &str| format!("statistics/wp-content/uploads/sites/2/2026/10/{month}");
    let (old, new) = (
        file("Monthly-AE-Time-Series-August-2026-Ab12cD.xls"),
        file("Monthly-AE-Time-Series-September-2026-wlgnE2.xls"),
    );
    let adjusted = file("Adjusted-Monthly-AE-Time-Series-September-2026-x.xls");
    let link = |path: &str| format!("<p><a href=\"https://www.england.nhs.uk/{path}\">{path}</a></p>");
    let page = format!("<html><body>{}{}{}</body></html>", link(&adjusted), link(&old), link(&new));
    made.publishers.put(&format!("{AE_PAGE}/index.html"), page.as_bytes());
    let activity =
        vec![vec![text("Period"), text("Total Attendances")], vec![day("2026-09"), Cell::Number(2_400_000.0)]];
    made.publishers.put(
        &format!("www.england.nhs.uk/{new}"),
        &xls(&[("Activity", activity), ("Performance", performance(&figures))]),
    );
    figures
}

#[test]
fn the_old_workbook_of_accident_and_emergency_is_found_by_its_month_and_read_as_fractions() {
    let made = Made::new();
    let figures = publish_emergency(&made);
    let fetched = made.fetch("nhs-ae-time-series");
    fetched.has_newest(AE, "2026-09", "0.762", "Performance!E");
    fetched.has_newest("ae.within-4-hours-major.england.month", "2026-09", "0.637", "Performance!F");
    fetched.begins_missing(AE, "2010-10", "not_available");
    let known = fetched.store.figures(AE, None).unwrap();
    let read: Vec<_> =
        known[1..].iter().map(|known| (known.figure.period.label(), known.figure.value.number().unwrap())).collect();
    let expected: Vec<_> = figures.iter().map(|(period, share)| (period.clone(), share.parse().unwrap())).collect();
    assert_eq!(read, expected);
}

const FINGERTIPS: &str = "Indicator ID,Indicator Name,Parent Code,Parent Name,Area Code,Area Name,Area Type,Sex,Age,Category Type,Category,Time period,Value,Lower CI 95.0 limit,Upper CI 95.0 limit,Lower CI 99.8 limit,Upper CI 99.8 limit,Count,Denominator,Value note,Recent Trend,Compared to England value or percentiles,Compared to England value or percentiles,Time period Sortable,New data,Compared to goal,Time period range\n";

/// One row; England is nested under no parent, and again under itself.
fn row(
    of: (&str, &str),
    parent: &str,
    area: (&str, &str),
    sex: &str,
    group: (&str, &str),
    period: &str,
    value: &str,
) -> String {
    let (id, name) = of;
    let note = if value.is_empty() { "Value suppressed" } else { "" };
    let sortable = &period[..4];
    format!(
        "{id},\"{name}\",{parent},,{},{},England,{sex},All ages,{},{},{period},{value},,,,,,,{note},Cannot be calculated,Not compared,Not compared,{sortable}0000,,,3y\n",
        area.0, area.1, group.0, group.1
    )
}

const ENGLAND: (&str, &str) = ("E92000001", "England");
const QUERY: &str = "child_area_type_id=15&parent_area_type_id=15";

pub(super) fn publish_healthy_years(made: &Made) -> Vec<(&'static str, Figures)> {
    let of = ("90362", "Healthy life expectancy at birth");
    let (men, women) = (
        "healthy-life-expectancy.men.england.rolling-3-years",
        "healthy-life-expectancy.women.england.rolling-3-years",
    );
    let mut csv = FINGERTIPS.to_owned();
    let mut expected = Vec::new();
    for (series, sex, newest) in [(men, "Male", "60.71828"), (women, "Female", "61.14159")] {
        let figures = with_newer(series, "2023/2025", newest);
        for (period, value) in &figures {
            let (first, last) = period.split_once('/').unwrap();
            let period = format!("{first} - {}", &last[2..]);
            for parent in ["", "E92000001"] {
                csv += &row(of, parent, ENGLAND, sex, ("", ""), &period, value);
            }
            csv += &row(of, "", ENGLAND, sex, ("LSOA21 deprivation deciles", "Most deprived decile"), &period, "50.5");
            csv += &row(of, "E92000001", ("E12000001", "North East region"), sex, ("", ""), &period, "57.1");
        }
        expected.push((series, figures));
    }
    made.put_query(
        "fingertips.phe.org.uk/api/all_data/csv/by_indicator_id",
        &format!("indicator_ids=90362&{QUERY}"),
        csv.as_bytes(),
    );
    expected
}

#[test]
fn healthy_life_expectancy_is_read_for_each_sex_of_england_and_not_for_tenths_of_areas() {
    let made = Made::new();
    let expected = publish_healthy_years(&made);
    let fetched = made.fetch("ohid-healthy-life-expectancy");
    for (series, figures) in &expected {
        let (period, value) = figures.last().unwrap();
        fetched.has_newest(series, period, value, "column Value");
        fetched.reads(series, figures);
    }
}

const OBESITY: &str = "obesity.year-6.england.academic-year";

pub(super) fn publish_obesity(made: &Made) {
    let of = ("90323", "Year 6: Prevalence of obesity (including severe obesity)");
    let mut csv = FINGERTIPS.to_owned();
    for (period, value) in shipped(OBESITY) {
        let period = period.trim_start_matches("AY").replace('-', "/");
        csv += &row(of, "", ENGLAND, "Persons", ("", ""), &period, &value);
        csv += &row(of, "", ENGLAND, "Male", ("", ""), &period, "25.0");
    }
    csv += &row(of, "", ENGLAND, "Persons", ("", ""), "2025/26", "");
    made.put_query(
        "fingertips.phe.org.uk/api/all_data/csv/by_indicator_id",
        &format!("indicator_ids=90323&{QUERY}"),
        csv.as_bytes(),
    );
}

#[test]
fn obesity_in_year_6_is_read_for_all_children_and_a_year_held_back_is_missing() {
    let made = Made::new();
    publish_obesity(&made);
    let fetched = made.fetch("ohid-year-6-obesity");
    let newest = fetched.newest(OBESITY);
    assert_eq!(newest.figure.period.label(), "AY2025-26");
    assert_eq!(newest.figure.value, Value::Missing(Missing::Suppressed));
    let known = fetched.store.figures(OBESITY, None).unwrap();
    let read: Figures =
        known[..known.len() - 1].iter().map(|known| (known.figure.period.label(), known.figure.value.text())).collect();
    assert_eq!(read, shipped(OBESITY));
}
