//! Ready for school: the catalogue of the education statistics and its tidy file.
//!
//! In: the list of data sets and the columns that public code reads, with the figures that ship. Out: passes or says what differs.
//! Invariant: of a data set's rows the one of England, all children and all breakdowns counts; marks are not figures.

use super::{Figures, Made, with_newer};

const SERIES: &str = "school-readiness.good-level-of-development.england.academic-year";
const API: &str = "api.education.gov.uk/statistics/v1";
const PUBLICATION: &str = "fcda2962-82a6-4052-afa2-ea398c53c85f";
const HEADER: &str = "time_period,time_identifier,geographic_level,country_code,country_name,region_code,region_name,new_la_code,la_name,old_la_code,lad_code,lad_name,breakdown_topic,breakdown,sex,children_count,gld_children_count,gld_children_percent\n";

fn row(period: &str, place: &str, breakdown: &str, sex: &str, share: &str) -> String {
    let topic = if breakdown == "Total" { "Total" } else { "Ethnicity" };
    format!("{period},Academic year,{place},,,,,,,,{topic},{breakdown},{sex},580000,400000,{share}\n")
}

pub(super) fn publish(made: &Made) -> Figures {
    // The old framework is not in the file; a newer file that leaves it out withdraws nothing.
    let figures: Figures = with_newer(SERIES, "AY2025-26", "69.1");
    let mut csv = HEADER.to_owned();
    for (period, share) in &figures[1..] {
        let period = period.trim_start_matches("AY").replace('-', "");
        csv += &row(&period, "National,E92000001,England", "Total", "Total", share);
        csv += &row(&period, "National,E92000001,England", "Total", "Female", "75.0");
        csv += &row(&period, "National,E92000001,England", "Unclassified", "Total", "c");
        csv += &row(&period, "Regional,E92000001,England", "Total", "Total", "66.6");
    }
    let list = serde_json::json!({"paging": {"page": 1, "pageSize": 20, "totalResults": 2, "totalPages": 1}, "results": [
        {"id": "0d7b", "title": "Early learning goals", "status": "Published"},
        {"id": "5f1c", "title": "Headline measures by child characteristics", "status": "Published",
         "latestVersion": {"version": "2.0", "published": "2026-11-23T09:30:00+00:00", "timePeriods": {"start": "2021/22", "end": "2025/26"}}}]});
    made.put_query(
        &format!("{API}/publications/{PUBLICATION}/data-sets"),
        "page=1&pageSize=20",
        list.to_string().as_bytes(),
    );
    made.publishers.put(&format!("{API}/data-sets/5f1c/csv"), csv.as_bytes());
    figures
}

#[test]
fn the_newest_data_set_of_the_publication_is_found_by_its_title_and_one_row_a_year_is_read() {
    let made = Made::new();
    let figures = publish(&made);
    let fetched = made.fetch("dfe-eyfsp");
    fetched.has_newest(SERIES, "AY2025-26", "69.1", "column gld_children_percent");
    fetched.reads(SERIES, &figures);
}
