//! Living standards and what stands beside them: time series of national statistics.
//!
//! In: the documented shape of the time series API, with the figures that ship. Out: passes or says what differs.
//! Invariant: the units of the files are those that the series declare.

use super::{Figures, Made, with_newer};
use serde_json::json;

const INCOME: &str = "living-standards.rhdi-per-head.uk.quarter";
const GROWTH: &str = "productivity.output-per-hour-growth.uk.quarter";
const LONG_TERM_SICK: &str = "long-term-sick.lf69.uk.rolling-3-months";

pub(super) fn publish_income(made: &Made, newest: &str) -> Figures {
    let path = "economy/grossdomesticproductgdp/timeseries/crxx/ukea";
    let description = json!({"title": "Real households disposable income per head: CVM SA: £", "cdid": "CRXX", "datasetId": "UKEA",
        "unit": "Pounds", "preUnit": "£", "releaseDate": "2026-11-19T00:00:00.000Z", "nextRelease": "22 December 2026", "number": "6581"});
    let figures = with_newer(INCOME, "2026-Q3", newest);
    made.put_time_series(path, &description, &figures);
    figures
}

#[test]
fn income_per_head_is_read_as_published_and_a_total_of_a_year_is_held() {
    let series = INCOME;
    let made = Made::new();
    let figures = publish_income(&made, "6581");
    let fetched = made.fetch("ons-crxx");
    fetched.has_newest(series, "2026-Q3", "6581", "quarters");
    fetched.reads(series, &figures);
    assert_eq!(fetched.read_again("ons-crxx", series).len(), figures.len());

    // Four quarters together would be some £26,000: outside the range, so that the page keeps the last good figure.
    let made = Made::new();
    publish_income(&made, "26300");
    let fetched = made.fetch("ons-crxx");
    let newest = fetched.store.figures(series, None).unwrap().pop().unwrap();
    assert_eq!((newest.figure.period.label().as_str(), newest.provenance.live), ("2026-Q2", false));
}

pub(super) fn publish_growth(made: &Made) -> Figures {
    let description = json!({"title": "UK Whole Economy: Output per hour worked % change per annum SA", "cdid": "LZVD", "datasetId": "PRDY",
        "unit": "%", "preUnit": "", "releaseDate": "2026-11-18T00:00:00.000Z", "nextRelease": "17 February 2027", "number": "-0.3"});
    let figures = with_newer(GROWTH, "2026-Q2", "-0.3");
    made.put_time_series(
        "employmentandlabourmarket/peopleinwork/labourproductivity/timeseries/lzvd/prdy",
        &description,
        &figures,
    );
    figures
}

#[test]
fn growth_of_output_per_hour_is_a_change_and_may_be_negative() {
    let made = Made::new();
    let figures = publish_growth(&made);
    let fetched = made.fetch("ons-lzvd");
    fetched.has_newest(GROWTH, "2026-Q2", "-0.3", "quarters");
    fetched.reads(GROWTH, &figures);
}

pub(super) fn publish_investment(made: &Made) {
    let lines = [
        ("Title", "Total Business Investment: CVM SA: £m"),
        ("CDID", "NPEL"),
        ("Source dataset ID", "CXNV"),
        ("PreUnit", "£"),
        ("Unit", "m"),
        ("Release date", "12-11-2026"),
        ("Next release", "22 December 2026"),
        ("Important notes", ""),
        ("2025", "308358"),
        ("2026 Q2", "79300"),
        ("2026 Q3", "79911"),
    ];
    let text = lines.map(|(key, value)| format!("\"{key}\",\"{value}\"\n")).concat();
    made.publishers.put_generator("/economy/grossdomesticproductgdp/timeseries/npel/cxnv", text.as_bytes());
}

#[test]
fn business_investment_comes_in_millions_by_the_generator_when_the_api_does_not_answer() {
    let series = "business-investment.npel.uk.quarter";
    let made = Made::new();
    publish_investment(&made);
    let fetched = made.fetch("ons-npel");
    fetched.has_newest(series, "2026-Q3", "79911", "line 11");
    let expected: Figures = vec![("2026-Q2".into(), "79300".into()), ("2026-Q3".into(), "79911".into())];
    fetched.reads(series, &expected);
}

pub(super) fn publish_long_term_sick(made: &Made) -> Figures {
    let description = json!({"title": "LFS: Inactive: Reason: Long-term sick: Aged 16-64: UK: thousands: SA", "cdid": "LF69", "datasetId": "LMS",
        "unit": "Thousands", "releaseDate": "2026-11-17T00:00:00.000Z", "nextRelease": "15 December 2026"});
    let figures = with_newer(LONG_TERM_SICK, "2026-06/2026-08", "2771");
    made.put_time_series(
        "employmentandlabourmarket/peoplenotinwork/economicinactivity/timeseries/lf69/lms",
        &description,
        &figures,
    );
    figures
}

#[test]
fn long_term_sickness_comes_in_thousands_by_three_months_that_are_labelled_by_their_months() {
    let made = Made::new();
    let figures = publish_long_term_sick(&made);
    let fetched = made.fetch("ons-lf69");
    fetched.has_newest(LONG_TERM_SICK, "2026-06/2026-08", "2771", "months");
    fetched.reads(LONG_TERM_SICK, &figures);
}
