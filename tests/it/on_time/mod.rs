//! On time: from what a publisher announces to the look at its second.

mod announced;

use super::fetch::rehearsal::{self, Rehearsal};
use super::publishers::{self, Publishers};
use super::support::{Headway, Running, within};
use chrono::{DateTime, TimeDelta, Utc};
use headway::account::looks::next_look;
use headway::account::releases::Standing;
use headway::domain::clock::Clock;
use headway::domain::release::Release;
use headway::domain::source::Source;
use headway::ingest::agenda::{Agenda, releases};
use headway::ingest::kit::Kit;
use headway::ingest::{pipeline, schedule};
use headway::store::FetchResult;
use std::fs;
use std::sync::Arc;
use std::time::{Duration, Instant};

const FILE: &str = "www.stats.example/data/heat-pumps.csv";
const BEFORE: &str = "2025-11 106\n2025-12 107\n";
const AFTER: &str = "2025-11 106\n2025-12 107\n2026-01 108\n";

fn instant(text: &str) -> DateTime<Utc> {
    text.parse().unwrap()
}

/// A clock that begins a little before half past nine and goes.
fn clock() -> Clock {
    let (begun, at) = (Instant::now(), instant("2026-11-26T09:29:59.5Z"));
    Clock::new(move || at + TimeDelta::from_std(begun.elapsed()).unwrap())
}

fn release_of(source: &str) -> Release {
    toml::from_str(&format!(
        "source = '{source}'\nat = '2026-11-26T09:30:00'\ntitle = 'x'\n\
         evidence = {{ known = 'publisher_page', address = 'https://www.stats.example/' }}"
    ))
    .unwrap()
}

fn agenda_of(sources: &[Source]) -> Agenda {
    let releases = sources.iter().map(|source| release_of(&source.id)).collect();
    Agenda { sources: sources.to_vec(), releases }
}

fn going_by(clock: &Clock, mut kit: Kit) -> Arc<Kit> {
    kit.clock = clock.clone();
    Arc::new(kit)
}

/// Runs the schedule until a report says so, or for so long; what each report said, and when.
async fn schedule_until(
    kit: &Arc<Kit>,
    agenda: &Agenda,
    longest: Duration,
    mut enough: impl FnMut(&str) -> bool,
) -> Vec<(DateTime<Utc>, String)> {
    let (told, stop) = tokio::sync::watch::channel(false);
    let mut lines = Vec::new();
    let running = schedule::run_schedule(
        Arc::clone(kit),
        || agenda.clone(),
        stop,
        |report| {
            lines.push((kit.clock.now(), report.line()));
            told.send(enough(&report.line())).unwrap();
        },
    );
    let _ = tokio::time::timeout(longest, running).await;
    lines
}

#[tokio::test(flavor = "current_thread")]
async fn a_release_is_looked_for_at_its_second_taken_when_it_appears_and_asked_for_no_more() {
    let clock = clock();
    let script = "appears_at = '2026-11-26T09:30:02Z'";
    let files = [(FILE, BEFORE), (&format!("{FILE}.next"), AFTER), (&format!("{FILE}.headway.toml"), script)];
    let rehearsal = Rehearsal::start_by(clock.clone(), &files).await;
    let (kit, source) = (going_by(&clock, rehearsal.kit()), rehearsal::source(""));
    pipeline::run(&kit, &source).await;
    let agenda = agenda_of(std::slice::from_ref(&source));
    let lines = schedule_until(&kit, &agenda, Duration::from_secs(20), |line| line.contains("new, ")).await;
    let [(looked, unchanged), (came, new)] = &lines[..] else { panic!("{lines:?}") };
    assert_eq!(unchanged, "heat-pumps: unchanged, the same file as before");
    assert!(*looked - instant("2026-11-26T09:30:00Z") < TimeDelta::seconds(2), "{looked}");
    assert_eq!(new, "heat-pumps: new, pumps: 1 new and 0 changed figures");
    assert!(*came - instant("2026-11-26T09:30:02Z") < TimeDelta::seconds(10), "{came}");
    assert_eq!(rehearsal.asked(), ["200", "304", "200"]);

    let entries = releases(rehearsal.store.as_ref(), &agenda.releases, clock.now()).unwrap();
    assert!(matches!(entries[0].standing, Standing::Came { .. }), "{entries:?}");
    let last = rehearsal.store.last_fetches().unwrap().remove("heat-pumps").unwrap().look();
    let next = next_look(&source, Some(&last), &entries, clock.now()).unwrap();
    assert!(next >= instant("2026-12-03T09:30:00Z"), "{next}");
}

#[tokio::test(flavor = "current_thread")]
async fn a_look_that_finds_nothing_is_a_question_with_a_304_and_no_reason_to_publish() {
    let page = ("www.stats.example/index.html", "<a href='/data/heat-pumps.csv'>figures</a>");
    let rehearsal = Rehearsal::start(&[(FILE, BEFORE), page]).await;
    let route = "[[route]]\nlocate = { kind = 'page-link', page = 'https://www.stats.example/', links = ['/csv$/'] }\nformat = { kind = 'csv' }";
    let (kit, source) = (rehearsal.kit(), rehearsal::source(route));
    for _ in 0..2 {
        pipeline::run(&kit, &source).await;
    }
    let (generation, reads, asked) =
        (rehearsal.store.generation().unwrap(), rehearsal.reads(), rehearsal.asked().len());
    for _ in 0..5 {
        assert_eq!(pipeline::run(&kit, &source).await.result, Some(FetchResult::Unchanged));
    }
    assert_eq!((rehearsal.store.generation().unwrap(), rehearsal.reads()), (generation, reads));
    let asked = rehearsal.asked().split_off(asked);
    assert_eq!(asked, vec!["304"; 10], "the page and the file, five times");
}

#[tokio::test(flavor = "current_thread")]
async fn a_host_that_asks_for_an_hour_is_left_alone_and_others_go_on() {
    let clock = clock();
    let script = "status = 429\nheaders = { retry-after = '3600' }";
    let files = [(FILE, AFTER), ("busy.example/x.csv.headway.toml", script), ("busy.example/y.csv", AFTER)];
    let rehearsal = Rehearsal::start_by(clock.clone(), &files).await;
    let kit = going_by(&clock, rehearsal.kit());
    let at = |id: &str, address: &str| rehearsal::source_at(id, address);
    let (busy, beside) = (at("x", "https://busy.example/x.csv"), at("y", "https://busy.example/y.csv"));
    let agenda = agenda_of(&[busy, beside, rehearsal::source("")]);
    let lines = schedule_until(&kit, &agenda, Duration::from_secs(4), |_| false).await;
    let of = |id: &str| lines.iter().filter(|(_, line)| line.starts_with(id)).count();
    assert_eq!((of("x: failed"), of("heat-pumps: new")), (1, 1), "{lines:?}");
    let asked = rehearsal.asked();
    assert_eq!(asked.iter().filter(|status| status.starts_with("429")).count(), 1, "{asked:?}");
    assert!(kit.downloader.wait("busy.example").is_some_and(|wait| wait > Duration::from_mins(59)));
    assert!(kit.downloader.wait("www.stats.example").is_none());
}

#[test]
fn a_store_that_is_away_at_the_start_is_waited_for_and_then_fetched_into() {
    let folder = tempfile::tempdir().unwrap();
    let publisher = Running::publisher(folder.path());
    let headway = Headway::rehearsing(&publisher);
    headway.well(&["publish"]);
    let (database, kept) = (headway.state.path().join("headway.db"), headway.state.path().join("kept.db"));
    fs::rename(&database, &kept).unwrap();
    let site = headway.start("run");
    let figures = r#"{"quarters":[{"date":"2025 Q4","label":"2025 Q4","value":"0.4"}],"description":{"releaseDate":"2026-02-12T07:00:00.000Z"}}"#;
    Publishers(folder.path().to_owned()).put(publishers::IHYQ, figures.as_bytes());
    fs::rename(&kept, &database).unwrap();
    let fetched =
        || headway.database().query_row("SELECT count(*) FROM fetch", [], |row| row.get::<_, i64>(0)).unwrap();
    assert!(within(Duration::from_mins(1), || fetched() > 0), "nothing is fetched");
    assert_eq!(site.get("/").status, 200);
}
