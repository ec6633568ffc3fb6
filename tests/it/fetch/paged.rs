//! JSON in pages: all of them as one file, or none.

use super::rehearsal::{self, Rehearsal};
use headway::domain::clock::Clock;
use headway::domain::source::Source;
use headway::ingest::download::Limits;
use headway::ingest::kit::{Kit, Read, Unreadable};
use headway::ingest::pipeline;
use headway::ingest::read::Reading;
use headway::store::FetchResult;
use std::sync::Arc;
use std::time::Duration;

const FIRST: &str = "www.stats.example/cases";
/// The query is part of the file's name.
const SECOND: &str = "www.stats.example/cases%3Fpage%3D2";
const THIRD: &str = "www.stats.example/cases%3Fpage%3D3";

fn source() -> Source {
    let route = "[[route]]\nlocate = { kind = 'fixed', address = 'https://www.stats.example/cases' }\nformat = { kind = 'json', rows = '$[*].results[*]', next_page = '$.next' }";
    let mut source = rehearsal::source(route);
    source.routes.truncate(1);
    source.gap_seconds = Some(10);
    source
}

/// A reader that takes any file for the figures of the rehearsal: what comes is looked at by the test.
fn kit(rehearsal: &Rehearsal) -> Kit {
    let read: Read = Arc::new(|path, _, _| {
        let text = std::fs::read_to_string(path).unwrap();
        serde_json::from_str::<serde_json::Value>(&text)
            .map(|_| Reading::default())
            .map_err(|error| Unreadable { step: "decode", message: error.to_string() })
    });
    let mut kit = rehearsal.kit();
    kit.read = read;
    kit
}

fn pages(middle: &str) -> [(&'static str, String); 3] {
    [
        (FIRST, "{\"next\": \"https://www.stats.example/cases?page=2\", \"results\": [1]}\n".to_owned()),
        (SECOND, middle.to_owned()),
        (THIRD, "  {\"next\":null,\"results\":[3.0]}".to_owned()),
    ]
}

const MIDDLE: &str = "{\"next\":\"/cases?page=3\",\"results\":[2]}";

#[tokio::test(flavor = "current_thread")]
async fn the_pages_are_kept_as_one_array_byte_for_byte() {
    let rehearsal = Rehearsal::start(&[]).await;
    let pages = pages(MIDDLE);
    for (path, text) in &pages {
        rehearsal.write(path, text);
    }
    let (kit, source) = (kit(&rehearsal), source());
    let report = pipeline::run(&kit, &source).await;
    let sha256 = report.file.clone().unwrap_or_else(|| panic!("{}", report.line()));
    let kept = std::fs::read_to_string(rehearsal.store.archived_path(&sha256)).unwrap();
    assert_eq!(kept, format!("[{},{},{}]", pages[0].1, pages[1].1, pages[2].1));
    let row = rehearsal.store.file(&sha256).unwrap().unwrap();
    assert_eq!((row.asked.as_str(), row.bytes), ("https://www.stats.example/cases", kept.len() as u64));
    assert!(!row.headers.contains_key("etag"), "what one page says of itself is not said of the file");

    // Again: every page is asked for as if for the first time, and the same file is seen to be the same.
    let again = pipeline::run(&kit, &source).await;
    assert_eq!(again.line(), "heat-pumps: unchanged, the same file as before");
    assert_eq!(rehearsal.asked(), ["200"; 6]);
}

#[tokio::test(flavor = "current_thread")]
async fn one_bad_page_fails_the_whole_and_nothing_half_is_kept() {
    let endless = "{\"next\":\"https://www.stats.example/cases\",\"results\":[2]}";
    for (middle, script, blocked, words) in [
        ("", "", false, "page 2: it is empty, as publishers answer who ask too often"),
        (MIDDLE, "status = 500", false, "page 2: answered 500 Internal Server Error"),
        (MIDDLE, "status = 404", false, "page 2: answered 404 Not Found"),
        (MIDDLE, "status = 403", true, "page 2: answered 403 Forbidden"),
        (MIDDLE, "truncate = 20", false, "page 2: the answer broke off after 20 bytes"),
        (
            "<!DOCTYPE html><title>Just a moment...</title>",
            "",
            true,
            "page 2: answered with a web page (\"Just a moment...\")",
        ),
        ("{\"next\":\"/cases?page=3\"", "", false, "page 2: it is not JSON"),
        ("{\"next\":{\"page\":3}}", "", false, "page 2: the address of the next page is `{\"page\":3}`"),
        (
            endless,
            "",
            false,
            "page 2: it leads back to https://www.stats.example/cases: the publisher's site is at fault",
        ),
        (
            "{\"next\":\"https://elsewhere.example/x\"}",
            "",
            false,
            "page 3: refused: the source does not name the host `elsewhere.example`",
        ),
        ("{\"next\":\"https://10.0.0.1/x\"}", "", false, "page 3: refused: `https://10.0.0.1/x` is a private address"),
    ] {
        let rehearsal = Rehearsal::start(&[]).await;
        for (path, text) in pages(middle) {
            rehearsal.write(path, text);
        }
        rehearsal.write(&format!("{SECOND}.headway.toml"), format!("{script}\n"));
        let report = pipeline::run(&kit(&rehearsal), &source()).await;
        let expected = if blocked { FetchResult::Blocked } else { FetchResult::Failed };
        assert!(report.message.starts_with(words), "{script} {middle}: {}", report.line());
        assert_eq!((report.result, report.step), (Some(expected), "download"), "{}", report.line());
        assert!(rehearsal.store.files().unwrap().is_empty());
    }
}

#[tokio::test(flavor = "current_thread")]
async fn pages_without_end_and_beyond_the_cap_are_given_up() {
    let rehearsal = Rehearsal::start(&[]).await;
    rehearsal.write(FIRST, "{\"next\":\"?page=1\"}");
    for page in 1..=100 {
        rehearsal.write(&format!("{FIRST}%3Fpage%3D{page}"), format!("{{\"next\":\"?page={}\"}}", page + 1));
    }
    let message = pipeline::run(&kit(&rehearsal), &source()).await.message;
    assert!(message.starts_with("page 100: there are more than 100 pages"), "{message}");

    let large = format!("{{\"next\":\"?page=2\",\"results\":\"{}\"}}", "x".repeat(6000));
    rehearsal.write(FIRST, &large);
    rehearsal.write(SECOND, large.replace("page=2", "page=3"));
    let message = pipeline::run(&kit(&rehearsal), &source()).await.message;
    assert!(message.starts_with("page 2: the answer is larger than 10000 bytes"), "{message}");
}

#[tokio::test(flavor = "current_thread")]
async fn pages_that_are_slow_one_by_one_do_not_hold_a_source_for_ever() {
    let rehearsal = Rehearsal::start(&[]).await;
    let path = |page: usize| if page == 0 { FIRST.to_owned() } else { format!("{FIRST}%3Fpage%3D{page}") };
    for page in 0..90 {
        rehearsal.write(&path(page), format!("{{\"next\":\"/cases?page={}\",\"results\":[1]}}", page + 1));
        rehearsal.write(&format!("{}.headway.toml", path(page)), "delay_ms = 30");
    }
    let limits = Limits { whole: Duration::from_millis(100), ..rehearsal::short_limits() };
    let kit = rehearsal.kit_of(limits, rehearsal.reader(), Clock::frozen(rehearsal::now()));
    let report = pipeline::run(&kit, &source()).await;
    assert_eq!(report.result, Some(FetchResult::Failed), "{}", report.line());
    assert!(report.message.contains("no complete answer within"), "{}", report.message);
    assert!(rehearsal.asked().len() < 25, "{}", rehearsal.asked().len());
}
