//! What publishers announce, from their words to the calendar.

use super::{Rehearsal, agenda_of, clock, going_by, instant, rehearsal, schedule_until};
use headway::account::looks::next_look;
use headway::account::releases::{Standing, calendar};
use headway::domain::look::{Found, LastLook};
use headway::domain::release::{Announcement, ReleaseState};
use headway::domain::source::Announced;
use headway::ingest::announce::govuk::{Wanted, ask};
use headway::ingest::answer::{DownloadError, Page};
use headway::ingest::locate::Pages;
use headway::ingest::pipeline;
use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::Duration;

fn announcement(due_at: &str, state: ReleaseState, reason: Option<&str>) -> Announcement {
    Announcement {
        source: "heat-pumps".to_owned(),
        key: "november".to_owned(),
        title: "Heat pumps".to_owned(),
        due_at: instant(due_at),
        exact: true,
        state,
        reason: reason.map(str::to_owned),
        address: "https://www.gov.uk/x".to_owned(),
        seen_at: instant("2026-11-01T00:00:00Z"),
    }
}

#[test]
fn a_source_is_looked_at_when_its_release_was_moved_to_and_not_for_one_that_was_called_off() {
    let source = rehearsal::source("");
    let (first, now) = (announcement("2026-11-25T09:30:00Z", ReleaseState::Confirmed, None), "2026-11-24T12:00:00Z");
    let moved = announcement("2026-11-27T14:00:00Z", ReleaseState::Confirmed, Some("checks"));
    let off = announcement("2026-11-25T09:30:00Z", ReleaseState::Cancelled, Some("no data"));
    let at = instant("2026-11-24T00:00:00Z");
    let last = LastLook { at, ended_at: at, found: Found::Nothing, news_at: None, failures: 0 };
    // Its cron line says Thursday at half past nine, some seconds later.
    for (announced, expected) in [
        (vec![first.clone()], "2026-11-25T09:30:00"),
        (vec![first.clone(), moved], "2026-11-26T09:30:"),
        (vec![first, off], "2026-11-26T09:30:"),
    ] {
        let entries = calendar(&announced, &[], &[], instant(now));
        let look = next_look(&source, Some(&last), &entries, instant(now)).unwrap().to_rfc3339();
        assert!(look.starts_with(expected), "{look} for {announced:?}");
    }
}

#[tokio::test(flavor = "current_thread")]
async fn a_file_that_names_its_next_release_announces_it_and_a_change_of_its_day_is_a_move() {
    let file = "www.stats.example/data/heat-pumps.csv";
    let rehearsal = Rehearsal::start(&[(file, "13 October 2026")]).await;
    let mut kit = rehearsal.kit();
    // A file of which only the day of its next release changes.
    kit.read = Arc::new(|path, source, _| {
        let text = std::fs::read_to_string(path).unwrap();
        let figures = rehearsal::figures("2026-08 100");
        let series = source.series.iter().map(|series| headway::ingest::read::SeriesReading {
            series: series.id.clone(),
            figures: figures.clone(),
            ..Default::default()
        });
        let released_at = Some(instant("2026-09-15T06:00:00Z"));
        Ok(headway::ingest::read::Reading {
            series: series.collect(),
            next_release: Some(text),
            released_at,
            ..Default::default()
        })
    });
    let mut source = rehearsal::source("");
    source.announced = Some(Announced::File { at: Some("07:00".to_owned()) });
    for text in ["13 October 2026", "13 October 2026 ", "15 October 2026", "To be announced"] {
        rehearsal.write(file, text);
        pipeline::run(&kit, &source).await;
    }
    let rows = rehearsal.store.announcements().unwrap();
    let due: Vec<_> = rows.iter().map(|row| row.due_at.to_rfc3339()).collect();
    assert_eq!(due, ["2026-10-13T06:00:00+00:00", "2026-10-15T06:00:00+00:00"]);
    let entries = calendar(&rows, &[], &[], instant("2026-10-01T00:00:00Z"));
    assert_eq!((entries.len(), entries[0].standing), (1, Standing::Coming));
    assert_eq!(entries[0].moved_from, Some(instant("2026-10-13T06:00:00Z")));
}

const SEARCH: &str = "www.gov.uk/api/search.json?q=heat+pumps&filter_format=statistics_announcement&filter_release_timestamp=from%3A2026-10-26&order=release_timestamp&count=50&fields=title%2Clink%2Crelease_timestamp";
const ITEM: &str = "www.gov.uk/api/content/government/statistics/announcements/heat-pumps-november";

#[tokio::test(flavor = "current_thread")]
async fn the_schedule_asks_gov_uk_beside_its_looks_and_a_refusal_stops_nothing() {
    let results = r#"{"results":[{"title":"Heat pumps: November","link":"/government/statistics/announcements/heat-pumps-november"}]}"#;
    let item = r#"{"schema_name":"statistics_announcement","title":"Heat pumps: November",
        "details":{"display_date":"17 December 2026 9:30am","state":"confirmed"}}"#;
    for (search, announced) in [(results, 1), ("<html><title>Sorry</title>", 0)] {
        let clock = clock();
        let files = [("www.stats.example/data/heat-pumps.csv", "2025-12 107\n"), (SEARCH, search), (ITEM, item)];
        let rehearsal = Rehearsal::start_by(clock.clone(), &files).await;
        let kit = going_by(&clock, rehearsal.kit());
        let mut source = rehearsal::source("");
        let (search, title) = ("heat pumps".to_owned(), "/^Heat pumps/".to_owned());
        source.announced = Some(Announced::Govuk { search, title, organisation: None });
        let agenda = headway::ingest::agenda::Agenda { releases: Vec::new(), ..agenda_of(&[source]) };
        let lines = schedule_until(&kit, &agenda, Duration::from_secs(2), |_| false).await;
        assert!(lines[0].1.starts_with("heat-pumps: new"), "{lines:?}");
        let rows = rehearsal.store.announcements().unwrap();
        assert_eq!(rows.len(), announced, "{:?}", rehearsal.asked());
        assert!(rows.iter().all(|row| row.due_at == instant("2026-12-17T09:30:00Z") && row.exact));
        assert_eq!(rehearsal.asked().len(), 2 + announced, "once");
    }
}

/// Pages by address; any other is a 404.
struct Shelf(BTreeMap<String, String>);

impl Pages for Shelf {
    async fn page(&self, address: &str) -> Result<Page, DownloadError> {
        let missing = DownloadError::Status { status: 404, retry_after: None };
        Ok(Page { address: address.to_owned(), text: self.0.get(address).ok_or(missing)?.clone() })
    }
}

#[tokio::test(flavor = "current_thread")]
async fn gov_uks_own_examples_of_announcements_are_read() {
    let Some(samples) = super::super::support::samples("announcements of GOV.UK") else { return };
    for (name, state) in [("official_statistics", "confirmed"), ("cancelled_official_statistics", "cancelled")] {
        let item = std::fs::read_to_string(samples.join(format!("govuk-content-api/{name}.json"))).unwrap();
        let read: serde_json::Value = serde_json::from_str(&item).unwrap();
        let (path, title) = (read["base_path"].as_str().unwrap(), read["title"].as_str().unwrap());
        let results = serde_json::json!({ "results": [{ "title": title, "link": path }] }).to_string();
        let search = "https://www.gov.uk/api/search.json?q=diagnostic&filter_format=statistics_announcement&filter_release_timestamp=from%3A2015-12-18&order=release_timestamp&count=50&fields=title%2Clink%2Crelease_timestamp";
        let shelf = [(search.to_owned(), results), (format!("https://www.gov.uk/api/content{path}"), item)];
        let wanted = Wanted { source: "x", search: "diagnostic", title: "/^Diagnostic imaging/", organisation: None };
        let told = ask(wanted, &[], &Shelf(BTreeMap::from(shelf)), instant("2016-01-18T00:00:00Z")).await.unwrap();
        assert_eq!((told.len(), told[0].state.word()), (1, state));
        assert_eq!((told[0].due_at, told[0].exact), (instant("2016-01-20T09:30:00Z"), true));
    }
}
