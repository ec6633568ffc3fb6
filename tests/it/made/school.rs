//! School absence: the whole year from the catalogue of education statistics, the year so far from its interface.
//!
//! In: the columns that public code reads, with the figures that ship. Out: passes or says what differs.
//! Invariant: one national row a period; a file with two for one year is refused, never summed.

use super::{Figures, Made, shipped, with_newer};
use crate::support::{Headway, Running, both};
use headway::domain::figure::{Missing, Value};
use headway::store::Store;

const FULL: &str = "persistent-absence.full-year.england.academic-year";
const SO_FAR: &str = "persistent-absence.year-to-date.england.week";
const FULL_YEAR: &str =
    "explore-education-statistics.service.gov.uk/data-catalogue/data-set/d37f27c4-cca2-4274-97e9-1cdcb4ecad18/csv";
const WEEKS: &str = "api.education.gov.uk/statistics/v1/data-sets/55629501-e98b-0c75-adba-f95a0cfbb5e9/csv";

/// One row a year, level and phase.
fn full_year(figures: &Figures) -> String {
    let mut csv = "time_period,time_identifier,geographic_level,country_code,country_name,region_code,region_name,new_la_code,la_name,education_phase,num_schools,enrolments,sess_overall_percent,enrolments_pa_10_exact_percent,enrolments_pa_50_exact_percent\n".to_owned();
    for (period, value) in figures {
        let year = period.trim_start_matches("AY").replace('-', "");
        for (level, phase, share, severe) in [
            ("National", "Total", value.as_str(), "2.26"),
            ("National", "State-funded primary", "13.1", "0.9"),
            ("National", "Special", "35.5", "x"),
            ("Regional", "Total", "19.9", "c"),
        ] {
            let region = if level == "Regional" { "E12000001,North East" } else { "," };
            let row =
                ["Academic year", level, "E92000001,England", region, "", "", phase, "100,1000,6.9", share, severe];
            csv += &[&[year.as_str()], row.as_slice()].concat().join(",");
            csv.push('\n');
        }
    }
    csv
}

pub(super) fn publish_whole_years(made: &Made) -> Figures {
    let figures = with_newer(FULL, "AY2025-26", "17.4");
    made.publishers.put(FULL_YEAR, full_year(&figures).as_bytes());
    figures
}

#[test]
fn whole_years_are_read_for_all_phases_of_england() {
    let made = Made::new();
    let figures = publish_whole_years(&made);
    let fetched = made.fetch("dfe-absence");
    fetched.has_newest(FULL, "AY2025-26", "17.4", "column enrolments_pa_10_exact_percent");
    fetched.reads(FULL, &figures);
    fetched.has_newest(
        "persistent-absence.severe.england.academic-year",
        "AY2025-26",
        "2.26",
        "column enrolments_pa_50_exact_percent",
    );
    assert_eq!(fetched.read_again("dfe-absence", FULL).len(), figures.len());
}

#[test]
fn a_file_that_lost_the_end_of_its_last_line_waits_and_one_that_never_had_it_does_not() {
    let newer = |value: &str| full_year(&with_newer(FULL, "AY2025-26", value));
    for (first, second, held) in [
        (newer("17.4"), newer("17.5").trim_end().to_owned(), true),
        (newer("17.4"), newer("17.5"), false),
        (newer("17.4").trim_end().to_owned(), newer("17.5").trim_end().to_owned(), false),
    ] {
        let made = Made::new();
        made.publishers.put(FULL_YEAR, first.as_bytes());
        let publisher = Running::publisher(made.folder.path());
        let mut headway = Headway::rehearsing(&publisher);
        headway.well(&["ingest", "--once", "--source", "dfe-absence"]);
        made.publishers.put(FULL_YEAR, second.as_bytes());
        headway.now = "2026-11-24T12:00:00Z".to_owned();
        let said = both(&headway.run(&["ingest", "--once", "--source", "dfe-absence"]));
        assert_eq!(said.contains("does not end its last line and the one before it did"), held, "{said}");
        let newest = Store::open(headway.state.path()).unwrap().figures(FULL, None).unwrap().pop().unwrap();
        assert_eq!(newest.figure.value.text(), if held { "17.4" } else { "17.5" });
    }
}

#[test]
fn a_year_on_two_rows_is_refused_and_the_figures_that_ship_stay() {
    let made = Made::new();
    let twice: Figures = shipped(FULL).into_iter().chain([("AY2024-25".to_owned(), "19.9".to_owned())]).collect();
    made.publishers.put(FULL_YEAR, full_year(&twice).as_bytes());
    let publisher = Running::publisher(made.folder.path());
    let headway = Headway::rehearsing(&publisher);
    let said = both(&headway.run(&["ingest", "--once", "--source", "dfe-absence"]));
    assert!(said.contains("several values for AY2024-25"), "{said}");
}

pub(super) fn publish_weeks(made: &Made) {
    let head = "time_period,time_identifier,time_frame,geographic_level,country_code,country_name,region_code,region_name,new_la_code,la_name,old_la_code,education_phase,persistent_absence_percent\n";
    let row = |year: u16, week: u8, frame: &str, level: &str, phase: &str, value: &str| {
        format!("{year},Week {week},{frame},{level},E92000001,England,,,,,,{phase},{value}\n")
    };
    let mut csv = head.to_owned();
    for (year, week, value) in [(2026, 6, "18.52"), (2026, 2, "18.71"), (2025, 49, "18.9"), (2025, 47, "x")] {
        csv += &row(year, week, "Year to date", "National", "All schools", value);
        csv += &row(year, week, "Year to date", "National", "Secondary", "23.4");
        csv += &row(year, week, "Year to date", "Regional", "All schools", "19.1");
        csv += &row(year, week, "Week", "National", "All schools", "x");
    }
    made.publishers.put(WEEKS, csv.as_bytes());
}

#[test]
fn the_year_so_far_is_read_week_by_week_with_what_is_not_available() {
    let made = Made::new();
    publish_weeks(&made);
    let fetched = made.fetch("dfe-attendance-week");
    fetched.has_newest(SO_FAR, "2026-W06", "18.52", "column persistent_absence_percent");
    let weeks = [("2025-W47", ""), ("2025-W49", "18.9"), ("2026-W02", "18.71"), ("2026-W06", "18.52")];
    fetched.reads(SO_FAR, &weeks.map(|(week, value)| (week.to_owned(), value.to_owned())).to_vec());
    let first = &fetched.store.figures(SO_FAR, None).unwrap()[0].figure;
    assert_eq!(first.value, Value::Missing(Missing::NotAvailable));
}
