//! Fetching against a rehearsal publisher: what it serves well is recorded once; whatever it breaks is a clear error.
//!
//! The reader is stood in for by a small one, so that this suite is about fetching alone.

mod found;
mod paged;
pub mod rehearsal;
mod reissued;
mod safe;

use headway::catalogue::{Catalogue, Shipped};
use headway::domain::clock::Clock;
use headway::ingest::answer::{Ask, DownloadError};
use headway::ingest::download::{Downloader, Limits};
use headway::ingest::guard::Refusal;
use headway::ingest::kit::Purpose;
use headway::ingest::shipped::{self, Loaded};
use headway::ingest::trace::Report;
use headway::ingest::{pipeline, schedule};
use headway::store::FetchResult;
use rehearsal::{Rehearsal, figures};
use std::sync::Arc;
use std::time::{Duration, Instant};

const FILE: &str = "www.stats.example/data/heat-pumps.csv";
const ADDRESS: &str = "https://www.stats.example/data/heat-pumps.csv";
const GOOD: &str = "2025-09 100\n2025-10 104\n2025-11 103\n2025-12 107\n";

#[tokio::test(flavor = "current_thread")]
async fn a_file_is_recorded_once_and_then_unchanged() {
    let rehearsal = Rehearsal::start(&[(FILE, GOOD)]).await;
    let source = rehearsal::source("");
    let kit = rehearsal.kit();
    let report = pipeline::run(&kit, &source).await;
    assert_eq!(report.line(), "heat-pumps: new, pumps: 4 new and 0 changed figures");
    let sha256 = report.file.clone().unwrap();
    assert!(rehearsal.store.archived_path(&sha256).exists());

    // The same process: 304, and nothing is read.
    let again = pipeline::run(&kit, &source).await;
    assert_eq!(again.line(), "heat-pumps: unchanged, the same file as before");
    assert_eq!(rehearsal.reads(), 1);

    // Another process: 304, and the archived file is read again, in case the last run was killed halfway.
    let elsewhere = pipeline::run(&rehearsal.kit(), &source).await;
    assert_eq!(elsewhere.result, Some(FetchResult::Unchanged));
    assert_eq!(rehearsal.reads(), 2);
    assert_eq!(rehearsal.asked(), ["200", "304", "304"]);
    assert_eq!(rehearsal.store.vintages("pumps").unwrap().len(), 1);

    // The same bytes under another date.
    rehearsal.write(FILE, GOOD);
    rehearsal.write("www.stats.example/data/heat-pumps.csv.headway.toml", "headers = { etag = '\"other\"' }");
    assert_eq!(pipeline::run(&kit, &source).await.line(), "heat-pumps: unchanged, the same file as before");

    // One figure revised: one vintage.
    rehearsal.write(FILE, GOOD.replace("103", "102"));
    assert_eq!(pipeline::run(&kit, &source).await.line(), "heat-pumps: new, pumps: 0 new and 1 changed figures");
    assert_eq!(rehearsal.store.vintages("pumps").unwrap().len(), 2);
    assert!(
        std::fs::read_dir(rehearsal.incoming())
            .unwrap()
            .all(|entry| entry.unwrap().path().extension().unwrap() == "lock")
    );
}

#[tokio::test(flavor = "current_thread")]
async fn whatever_a_publisher_breaks_is_a_clear_error_and_nothing_is_lost() {
    for (script, file, result, words) in [
        ("close = true", GOOD, "failed", "no answer"),
        ("delay_ms = 3000", GOOD, "failed", "no complete answer within 0.4 s: the publisher's site is slow"),
        (
            "status = 404",
            GOOD,
            "failed",
            "answered 404 Not Found: nothing is there any more; find it on the publisher's page",
        ),
        ("status = 500", GOOD, "failed", "answered 500 Internal Server Error: the publisher's site is at fault"),
        (
            "status = 429\nheaders = { retry-after = '3600' }",
            GOOD,
            "failed",
            "answered 429 Too Many Requests: it asks us to wait 3600 s; the next look tries again",
        ),
        ("status = 403", GOOD, "blocked", "answered 403 Forbidden: the publisher refuses programs"),
        (
            "status = 202\nbody = ''",
            GOOD,
            "blocked",
            "answered 202 Accepted in place of a file: the publisher refuses programs",
        ),
        (
            "body = '<!DOCTYPE html><title>Just a moment...</title>'",
            GOOD,
            "blocked",
            "answered with a web page (\"Just a moment...\") in place of data",
        ),
        ("truncate = 20", GOOD, "failed", "the answer broke off after 20 bytes of 48 announced"),
        ("", "", "failed", "the file is empty"),
        (
            "",
            "%PDF-1.7 binary",
            "failed",
            "the file begins like a PDF, and the source's table expects a text file in rows",
        ),
        ("", "no figures here", "failed", "line 1: no figure in `no figures here`"),
    ] {
        let rehearsal = Rehearsal::start(&[(FILE, GOOD)]).await;
        let (kit, source) = (rehearsal.kit(), rehearsal::source(""));
        pipeline::run(&kit, &source).await;
        rehearsal.write(FILE, file);
        rehearsal.write(&format!("{FILE}.headway.toml"), format!("{script}\n"));
        let line = pipeline::run(&kit, &source).await.line();
        let step = if words.starts_with("line 1") { "decode" } else { "download" };
        let begins = format!("heat-pumps: {result} at {step}, {ADDRESS}: {words}");
        assert!(line.starts_with(&begins), "{script}:\n{line}\n{begins}");
        let last = rehearsal.last_fetch();
        assert!(last.message.starts_with(words) && last.step == step && last.address == ADDRESS, "{last:?}");
        assert_eq!(rehearsal.known("pumps"), figures(GOOD), "{script}: the last good figures stay");

        // And when it is well again, the next look records what is new.
        rehearsal.write(&format!("{FILE}.headway.toml"), "");
        rehearsal.write(FILE, format!("{GOOD}2026-01 110\n"));
        let waits = script.contains("retry-after");
        let begins = format!("heat-pumps: failed at download, {ADDRESS}: www.stats.example has asked us to wait");
        assert_eq!(pipeline::run(&kit, &source).await.line().starts_with(&begins), waits, "{script}");
        let kit = if waits { rehearsal.kit() } else { kit };
        let line = pipeline::run(&kit, &source).await.line();
        let expected =
            if waits { "new, pumps: 1 new and 0 changed figures" } else { "unchanged, the same file as before" };
        assert_eq!(line, format!("heat-pumps: {expected}"), "{script}");
        assert_eq!(rehearsal.known("pumps").len(), 5, "{script}");
    }
}

#[tokio::test(flavor = "current_thread")]
async fn a_publisher_that_is_down_is_an_error_too() {
    let rehearsal = Rehearsal::start(&[]).await;
    let kit = rehearsal.kit_connected_to("127.0.0.1:1".parse().unwrap(), Purpose::Record);
    let line = pipeline::run(&kit, &rehearsal::source("")).await.line();
    assert!(line.starts_with(&format!("heat-pumps: failed at download, {ADDRESS}: no answer (")), "{line}");
}

#[tokio::test(flavor = "current_thread")]
async fn a_passing_trouble_is_waited_out() {
    for script in [
        "times = 2\nstatus = 503",
        "times = 1\nclose = true",
        "times = 1\nstatus = 429\nheaders = { retry-after = '0' }",
    ] {
        let rehearsal = Rehearsal::start(&[(FILE, GOOD), (&format!("{FILE}.headway.toml"), script)]).await;
        let report = pipeline::run(&rehearsal.kit(), &rehearsal::source("")).await;
        assert_eq!(report.result, Some(FetchResult::New), "{script}: {}", report.line());
    }
}

#[tokio::test(flavor = "current_thread")]
async fn an_answer_larger_than_the_cap_is_not_taken() {
    let large = "2025-12 107\n".repeat(1000);
    let rehearsal = Rehearsal::start(&[(FILE, large.as_str())]).await;
    let report = pipeline::run(&rehearsal.kit(), &rehearsal::source("")).await;
    assert!(report.message.starts_with("the answer is larger than 10000 bytes"), "{}", report.line());
}

#[tokio::test(flavor = "current_thread")]
async fn a_redirect_is_followed_where_the_source_names_the_host_and_refused_elsewhere() {
    for (to, refusal) in [
        ("https://files.stats.example/new/place.csv", ""),
        ("/new/place.csv", ""),
        ("http://www.stats.example/new/place.csv", "is not https"),
        ("https://www.elsewhere.example/place.csv", "the source does not name the host `www.elsewhere.example`"),
        ("http://127.0.0.1:22/", "is a private address"),
        ("http://10.0.0.1/", "is a private address"),
        ("https://10.0.0.1/", "is a private address"),
        ("https://[::1]/", "is a private address"),
        ("https://[::ffff:169.254.169.254]/", "is a private address"),
        ("https://localhost/", "is a private address"),
        ("https://2130706433/", "is a private address"),
        ("file:///etc/passwd", "is not an address"),
        ("https://www.stats.example/data/heat-pumps.csv", "redirected too often"),
    ] {
        let script = format!("redirect = '{to}'");
        let rehearsal = Rehearsal::start(&[
            (&format!("{FILE}.headway.toml"), script.as_str()),
            ("www.stats.example/new/place.csv", GOOD),
            ("files.stats.example/new/place.csv", GOOD),
        ])
        .await;
        let report = pipeline::run(&rehearsal.kit(), &rehearsal::source("")).await;
        match refusal {
            "" => assert_eq!(report.result, Some(FetchResult::New), "{to}: {}", report.line()),
            words => {
                assert_eq!(report.result, Some(FetchResult::Failed), "{to}");
                assert!(
                    report.message.starts_with("redirected") && report.message.contains(words),
                    "{to}: {}",
                    report.line()
                );
            }
        }
    }
}

#[tokio::test(flavor = "current_thread")]
async fn without_a_rehearsal_private_addresses_and_names_are_never_asked() {
    let rehearsal = Rehearsal::start(&[(FILE, GOOD)]).await;
    let downloader =
        Downloader::new(rehearsal::short_limits(), "test".to_owned(), None, Clock::frozen(rehearsal::now()));
    // The name of this machine is in its own table of names, with a private address.
    let machine = std::fs::read_to_string("/proc/sys/kernel/hostname").unwrap_or_default().trim().to_lowercase();
    for host in ["127.0.0.1", "[::1]", "localhost", machine.as_str()] {
        let (address, hosts) = (format!("https://{host}/data/heat-pumps.csv"), [host.to_owned()]);
        let into = rehearsal.incoming().join("x");
        let error = downloader.file(&Ask { address: &address, hosts: &hosts, known: None }, &into).await.unwrap_err();
        match error {
            DownloadError::Refused(Refusal::Private(_)) => {}
            DownloadError::Refused(Refusal::Resolves { .. } | Refusal::NoAddress(_)) if host == machine => {}
            other => panic!("{host}: {other:?}"),
        }
    }
    assert_eq!(rehearsal.asked(), [""; 0]);
}

#[tokio::test(flavor = "current_thread")]
async fn the_second_way_is_taken_when_the_first_fails_and_the_failure_is_named() {
    let rehearsal = Rehearsal::start(&[(FILE, GOOD)]).await;
    let first =
        "[[route]]\nlocate = { kind = 'govuk-content', path = '/x', attachment = '/csv$/' }\nformat = { kind = 'csv' }";
    let report = pipeline::run(&rehearsal.kit(), &rehearsal::source(first)).await;
    assert_eq!(report.result, Some(FetchResult::New));
    let named = "(way 1 failed at locate, https://www.gov.uk/api/content/x: answered 404 Not Found";
    assert!(report.message.contains(named), "{}", report.message);
    let steps: Vec<_> = report.trace.0.iter().map(|step| (step.name, step.went_well)).collect();
    let rest = ["locate", "download", "archive", "decode", "check", "record"].map(|step| (step, true));
    assert_eq!(steps, [vec![("locate", false)], rest.to_vec()].concat());
}

#[tokio::test(flavor = "current_thread")]
async fn where_every_way_fails_the_first_leads_and_the_others_are_named() {
    let rehearsal = Rehearsal::start(&[]).await;
    let first = "[[route]]\nlocate = { kind = 'fixed', address = 'https://www.stats.example/first.csv' }\nformat = { kind = 'csv' }";
    let line = pipeline::run(&rehearsal.kit(), &rehearsal::source(first)).await.line();
    let begins = "heat-pumps: failed at download, https://www.stats.example/first.csv: answered 404 Not Found";
    assert!(line.starts_with(begins), "{line}");
    assert!(line.contains(&format!("; way 2 failed at download, {ADDRESS}: answered 404")), "{line}");
}

#[tokio::test(flavor = "current_thread")]
async fn a_publishers_cookies_and_floods_of_headers_are_not_kept() {
    let script = format!("headers = {{ set-cookie = 'id=secret', x-long = '{}', x-short = 'kept' }}", "x".repeat(5000));
    let rehearsal = Rehearsal::start(&[(FILE, GOOD), (&format!("{FILE}.headway.toml"), &script)]).await;
    let report = pipeline::run(&rehearsal.kit(), &rehearsal::source("")).await;
    let headers = rehearsal.store.file(&report.file.unwrap()).unwrap().unwrap().headers;
    let has = |name: &str| headers.contains_key(name);
    assert!(has("x-short") && has("etag") && !has("set-cookie") && !has("x-long"), "{headers:?}");
}

#[tokio::test(flavor = "current_thread")]
async fn a_run_that_breaks_down_is_a_failure_and_stops_no_other() {
    let rehearsal = Rehearsal::start(&[(FILE, GOOD)]).await;
    let mut kit = rehearsal.kit();
    let (clock, asked) = (Clock::frozen(rehearsal::now()), std::sync::atomic::AtomicUsize::new(0));
    kit.clock = Clock::new(move || match asked.fetch_add(1, std::sync::atomic::Ordering::SeqCst) {
        // Asked twice as the two runs begin, then within the first of them.
        2 => panic!("a mistake in the program"),
        _ => clock.now(),
    });
    let first = rehearsal::source_at("first", "https://www.stats.example/x.csv");
    let reports = schedule::run_all(&Arc::new(kit), vec![first, rehearsal::source("")], |_| {}).await;
    assert!(reports[0].failed() && reports[0].line().starts_with("first: failed at"), "{}", reports[0].line());
    assert!(reports[0].message.starts_with("the run broke down"), "{}", reports[0].line());
    assert_eq!(reports[1].result, Some(FetchResult::New), "{}", reports[1].line());
}

#[tokio::test(flavor = "current_thread")]
async fn a_value_ten_times_too_large_waits_while_other_series_go_on() {
    let rehearsal = Rehearsal::start(&[(FILE, GOOD)]).await;
    let (kit, source) = (rehearsal.kit(), rehearsal::source_of_two());
    pipeline::run(&kit, &source).await;
    rehearsal.write(FILE, format!("{GOOD}2026-01 1100\n"));
    let report = pipeline::run(&kit, &source).await;
    assert_eq!(report.result, Some(FetchResult::Held));
    assert!(
        report.message.contains("pumps: 1100 in 2026-01 (line 5) is further from 107 in 2025-12"),
        "{}",
        report.message
    );
    assert_eq!(rehearsal.known("pumps"), figures(GOOD), "held");
    assert_eq!(rehearsal.known("others").len(), 5, "`others` allows any jump");
    assert_eq!(rehearsal.store.held().unwrap().len(), 1);
    pipeline::run(&rehearsal.kit(), &source).await;
    assert_eq!(rehearsal.store.held().unwrap().len(), 1, "held once");

    // It waits until a person decides, also where the publisher has nothing new since; refused, it waits no more.
    let same = pipeline::run(&kit, &source).await;
    assert_eq!(
        same.line(),
        "heat-pumps: held, newer figures wait for a person since an earlier look: see `headway held`"
    );
    let number = rehearsal.store.held().unwrap()[0].id;
    rehearsal.store.refuse_held(number, "the operator", "a slip of the publisher", rehearsal::now()).unwrap();
    for kit in [&kit, &rehearsal.kit()] {
        assert_eq!(pipeline::run(kit, &source).await.result, Some(FetchResult::Unchanged));
    }
    assert_eq!(rehearsal.known("pumps"), figures(GOOD));
}

#[tokio::test(flavor = "current_thread")]
async fn a_trial_says_what_it_would_record_and_writes_nothing() {
    let rehearsal = Rehearsal::start(&[(FILE, GOOD)]).await;
    let kit = rehearsal.kit_connected_to(rehearsal.address, Purpose::Try);
    let report = pipeline::run(&kit, &rehearsal::source("")).await;
    assert!(report.message.starts_with("pumps: would record 4 new and 0 changed figures"), "{}", report.message);
    assert!(rehearsal.store.files().unwrap().is_empty());
    assert!(rehearsal.store.last_fetches().unwrap().is_empty());
    assert!(rehearsal.known("pumps").is_empty());
}

#[tokio::test(flavor = "current_thread")]
async fn two_runs_of_a_source_do_not_meet() {
    let slow = "delay_ms = 200";
    let rehearsal = Rehearsal::start(&[(FILE, GOOD), (&format!("{FILE}.headway.toml"), slow)]).await;
    let (one, other, source) = (rehearsal.kit(), rehearsal.kit(), rehearsal::source(""));
    let (first, second) = tokio::join!(pipeline::run(&one, &source), pipeline::run(&other, &source));
    assert_eq!(first.result, Some(FetchResult::New));
    assert_eq!(second.line(), "heat-pumps: another run of it is under way; nothing to do");
    assert!(!second.failed());
}

#[tokio::test(flavor = "current_thread")]
async fn one_sources_failure_stops_no_other_and_requests_to_a_host_keep_their_distance() {
    let rehearsal =
        Rehearsal::start(&[(FILE, GOOD), ("www.stats.example/data/bad.csv.headway.toml", "status = 404")]).await;
    let bad = rehearsal::source_at("bad", "https://www.stats.example/data/bad.csv");
    let mut kit = rehearsal.kit();
    let limits = Limits { gap: Duration::from_millis(150), ..rehearsal::short_limits() };
    kit.downloader =
        Downloader::new(limits, "Headway test".to_owned(), Some(rehearsal.address), Clock::frozen(rehearsal::now()));
    let (began, mut lines) = (Instant::now(), Vec::new());
    let reports =
        schedule::run_all(&Arc::new(kit), vec![bad, rehearsal::source("")], |report| lines.push(report.line())).await;
    assert!(began.elapsed() >= Duration::from_millis(150));
    assert_eq!(reports.iter().map(Report::failed).collect::<Vec<_>>(), [true, false]);
    assert!(lines[0].starts_with("bad: failed at download") && lines[1].starts_with("heat-pumps: new"), "{lines:?}");
    assert_eq!(rehearsal.user_agents(), ["Headway test", "Headway test"]);
}

#[tokio::test(flavor = "current_thread")]
async fn the_schedule_runs_what_is_due_and_ends_when_told() {
    let rehearsal = Rehearsal::start(&[(FILE, GOOD)]).await;
    let source = rehearsal::source("");
    let (told, stop) = tokio::sync::watch::channel(false);
    let mut lines = Vec::new();
    schedule::run_schedule(
        Arc::new(rehearsal.kit()),
        || vec![source.clone()].into(),
        stop,
        |report| {
            lines.push(report.line());
            told.send(true).unwrap();
        },
    )
    .await;
    assert_eq!(lines, ["heat-pumps: new, pumps: 4 new and 0 changed figures"]);
}

#[tokio::test(flavor = "current_thread")]
async fn an_older_file_is_recorded_and_supersedes_nothing() {
    let rehearsal = Rehearsal::start(&[(FILE, GOOD)]).await;
    let (kit, source) = (rehearsal.kit(), rehearsal::source(""));
    pipeline::run(&kit, &source).await;
    rehearsal.write(FILE, "2025-09 90\n2025-10 91\n");
    let report = pipeline::run(&kit, &source).await;
    assert!(report.message.contains("it is recorded as an older vintage and supersedes nothing"), "{}", report.message);
    assert_eq!(rehearsal.known("pumps"), figures(GOOD));
    assert_eq!(rehearsal.store.history("pumps", "2025-09").unwrap().len(), 2);
}

#[tokio::test(flavor = "current_thread")]
async fn what_ships_is_loaded_once_and_is_not_live() {
    let rehearsal = Rehearsal::start(&[]).await;
    let shipped = |edition: &str, text: &str| Shipped {
        series: "pumps".to_owned(),
        path: format!("figures/pumps@{edition}.csv"),
        bytes: text.as_bytes().to_vec(),
    };
    let catalogue = Catalogue {
        sources: vec![rehearsal::source_of_two()],
        shipped: vec![shipped("2026-01", GOOD), shipped("2025-12", "2025-09 99\n")],
        ..Catalogue::default()
    };
    let load =
        || shipped::load_with(rehearsal.store.as_ref(), &catalogue, rehearsal::now(), &rehearsal.reader()).unwrap();
    assert_eq!(load(), Loaded { files: 2, figures: 5 });
    assert_eq!(rehearsal.known("pumps"), figures(GOOD));
    let vintages = rehearsal.store.vintages("pumps").unwrap();
    assert_eq!(vintages.iter().map(|vintage| vintage.live).collect::<Vec<_>>(), [false, false]);
    assert_eq!(vintages[1].edition_at.to_rfc3339(), "2026-02-01T00:00:00+00:00");
    let file = rehearsal.store.file(&vintages[1].file).unwrap().unwrap();
    assert_eq!(file.asked, "headway:data/figures/pumps@2026-01.csv");
    assert_eq!(rehearsal.reads(), 2);
    assert_eq!(load(), Loaded::default());
    assert_eq!(rehearsal.reads(), 2);
}
