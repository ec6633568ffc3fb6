//! GOV.UK's announcements in the shapes of its content schema, hand-made.

use super::*;
use crate::ingest::locate::fake::Fake;
use std::collections::BTreeMap;

const SEARCH: &str = "https://www.gov.uk/api/search.json?q=boiler+upgrade+scheme&filter_format=statistics_announcement&filter_release_timestamp=from%3A2026-10-24&filter_organisations=desnz&order=release_timestamp&count=50&fields=title%2Clink%2Crelease_timestamp";
const NOVEMBER: &str = "/government/statistics/announcements/boiler-upgrade-scheme-statistics-october-2026";
const NOVEMBER_ITEM: &str =
    "https://www.gov.uk/api/content/government/statistics/announcements/boiler-upgrade-scheme-statistics-october-2026";
const RESULTS: &str = r#"{"results":[
    {"title":"Boiler Upgrade Scheme statistics: October 2026","link":"/government/statistics/announcements/boiler-upgrade-scheme-statistics-october-2026"},
    {"title":"Solar deployment","link":"/government/statistics/announcements/solar"},
    {"title":"Boiler Upgrade Scheme statistics: leaflet","link":"https://elsewhere.example/"}]}"#;

fn now() -> DateTime<Utc> {
    "2026-11-24T12:00:00Z".parse().unwrap()
}

fn item(details: &str) -> String {
    format!(
        r#"{{"schema_name":"statistics_announcement","title":"Boiler Upgrade Scheme statistics: October 2026","details":{details}}}"#
    )
}

async fn asked(results: &str, item: Option<String>, known: &[Announcement]) -> Result<Vec<Announcement>, LocateError> {
    let mut pages = BTreeMap::from([(SEARCH, results.to_owned())]);
    pages.extend(item.map(|item| (NOVEMBER_ITEM, item)));
    let (search, title) = ("boiler upgrade scheme", "/^Boiler Upgrade Scheme statistics/");
    let wanted = Wanted { source: "desnz-bus", search, title, organisation: Some("desnz") };
    ask(wanted, known, &Fake(pages), now()).await
}

fn in_words(told: &[Announcement]) -> Vec<String> {
    let word = |row: &Announcement| {
        let (exact, reason) = (if row.exact { " exactly" } else { "" }, row.reason.as_deref().unwrap_or("-"));
        format!("{} {}{exact}: {reason}", row.due_at.format("%Y-%m-%d %H:%M"), row.state.word())
    };
    told.iter().map(word).collect()
}

#[tokio::test(flavor = "current_thread")]
async fn what_an_announcement_says_is_taken_as_it_says_it() {
    for (details, expected) in [
        (
            r#"{"display_date":"26 November 2026 9:30am","state":"confirmed","format_sub_type":"official"}"#,
            vec!["2026-11-26 09:30 confirmed exactly: -"],
        ),
        (
            r#"{"display_date":"November 2026","state":"provisional"}"#,
            vec!["2026-11-30 09:30 provisional: announced for November 2026"],
        ),
        (
            r#"{"display_date":"November to December 2026","state":"provisional"}"#,
            vec!["2026-12-31 09:30 provisional: announced for November to December 2026"],
        ),
        (
            r#"{"display_date":"26 November 2026 9:30am","state":"cancelled","cancellation_reason":"Data are not ready"}"#,
            vec!["2026-11-26 09:30 cancelled exactly: Data are not ready"],
        ),
        (
            r#"{"display_date":"27 November 2026 9:30am","state":"confirmed","previous_display_date":"26 November 2026 9:30am","latest_change_note":"Further checks"}"#,
            vec!["2026-11-26 09:30 confirmed exactly: -", "2026-11-27 09:30 confirmed exactly: Further checks"],
        ),
        (r#"{"display_date":"soon","state":"confirmed"}"#, vec![]),
        ("{}", vec![]),
    ] {
        let told = asked(RESULTS, Some(item(details)), &[]).await.unwrap();
        assert_eq!(in_words(&told), expected, "{details}");
        assert!(told.iter().all(|row| row.key == NOVEMBER && row.source == "desnz-bus" && row.seen_at == now()));
    }
    // Published: its path leads to the publication.
    let published = r#"{"schema_name":"publication","details":{"display_date":"26 November 2026 9:30am"}}"#;
    assert!(asked(RESULTS, Some(published.to_owned()), &[]).await.unwrap().is_empty());
}

#[tokio::test(flavor = "current_thread")]
async fn an_announcement_that_the_search_has_lost_is_asked_about_and_one_taken_down_is_called_off() {
    let known = asked(RESULTS, Some(item(r#"{"display_date":"26 November 2026 9:30am","state":"confirmed"}"#)), &[]);
    let known = known.await.unwrap();
    let none = r#"{"results":[]}"#;
    let moved = item(
        r#"{"display_date":"3 December 2026 9:30am","previous_display_date":"26 November 2026 9:30am","state":"confirmed"}"#,
    );
    let told = asked(none, Some(moved), &known).await.unwrap();
    assert_eq!(in_words(&told), ["2026-12-03 09:30 confirmed exactly: -"], "the day before is known");
    let told = asked(none, None, &known).await.unwrap();
    assert_eq!(in_words(&told), ["2026-11-26 09:30 cancelled exactly: the announcement was taken down"]);
    let past = [Announcement { due_at: now() - TimeDelta::days(1), ..known[0].clone() }];
    assert!(asked(none, None, &past).await.unwrap().is_empty(), "published, and gone from the search");
}

#[tokio::test(flavor = "current_thread")]
async fn a_search_that_fails_is_an_error_and_an_item_that_fails_is_left_for_the_next_time() {
    assert!(asked("<html>", None, &[]).await.is_err());
    assert!(asked(RESULTS, Some("<html>".to_owned()), &[]).await.unwrap().is_empty());
}

#[tokio::test(flavor = "current_thread")]
async fn a_day_long_gone_is_no_release_to_come_and_what_is_known_stays() {
    let said = |day: &str| item(&format!(r#"{{"display_date":"{day} 9:30am","state":"confirmed"}}"#));
    let known = asked(RESULTS, Some(said("26 November 2026")), &[]).await.unwrap();
    for (day, told) in [
        ("26 November 2025", 0),
        ("23 October 2026", 0),
        ("24 October 2026", 1),
        ("26 November 1926", 0),
        ("31 December 2099", 1),
    ] {
        assert_eq!(asked(RESULTS, Some(said(day)), &known).await.unwrap().len(), told, "{day}");
    }
}

#[tokio::test(flavor = "current_thread")]
async fn what_an_announcement_says_of_itself_is_kept_short_and_turns_no_line_around() {
    let hostile = format!("Boiler \u{202e}\u{1b}[31m{}", "x".repeat(1_000_000)).replace('\u{1b}', "\\u001b");
    let item = format!(
        r#"{{"schema_name":"statistics_announcement","title":"{hostile}","details":{{"display_date":"26 November 2026 9:30am",
            "state":"cancelled","cancellation_reason":"{hostile}"}}}}"#
    );
    let told = asked(RESULTS, Some(item), &[]).await.unwrap();
    let [Announcement { title, reason: Some(reason), .. }] = told.as_slice() else { panic!("{}", told.len()) };
    for said in [title, reason] {
        assert!(said.starts_with("Boiler   [31mxxx") && said.chars().count() == LONGEST + 1, "{said:.40}");
    }
}

/// GOV.UK with any number of announcements, and how often it was asked.
struct Flood {
    results: usize,
    asked: std::sync::atomic::AtomicUsize,
}

impl Pages for Flood {
    async fn page(&self, address: &str) -> Result<crate::ingest::answer::Page, crate::ingest::answer::DownloadError> {
        self.asked.fetch_add(1, std::sync::atomic::Ordering::Relaxed);
        let result = |number| format!(r#"{{"title":"Boiler Upgrade Scheme statistics","link":"{PATH}{number}"}}"#);
        let results = || (0..self.results).map(result).collect::<Vec<_>>().join(",");
        let text = if address.contains("search.json") {
            format!(r#"{{"results":[{}]}}"#, results())
        } else {
            item(r#"{"display_date":"26 November 2026 9:30am","state":"confirmed"}"#)
        };
        Ok(crate::ingest::answer::Page { address: address.to_owned(), text })
    }
}

#[tokio::test(flavor = "current_thread")]
async fn ten_thousand_announcements_make_no_more_than_a_few_questions_however_many_are_known() {
    let flood = Flood { results: 10_000, asked: 0.into() };
    let wanted = Wanted { source: "desnz-bus", search: "x", title: "/^Boiler/", organisation: None };
    let template = ask(wanted, &[], &flood, now()).await.unwrap();
    let known: Vec<_> = (0..10_000_u32)
        .map(|number| Announcement { key: format!("{PATH}known-{number}"), ..template[0].clone() })
        .collect();
    flood.asked.store(0, std::sync::atomic::Ordering::Relaxed);
    let told = ask(wanted, &known, &flood, now()).await.unwrap();
    assert_eq!((told.len(), flood.asked.into_inner()), (2 * MOST, 2 * MOST + 1));
}
