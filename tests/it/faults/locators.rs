//! Every locator × every fault of the pages on its way, and of the file at its end.
//!
//! A locator is a row of [`rows`]: its table, and its pages in the order in which they are asked for. Where a locator has a second
//! way (a fallback), the cells that it mends are named in `mended`.

use super::files::{self, Table};
use super::{Does, Ends, Stage, blocked, failed};
use headway::store::FetchResult;

/// Where every way ends.
const FILE: &str = "files.stats.example/media/pumps.csv";

struct Row {
    kind: &'static str,
    locate: &'static str,
    pages: Vec<Page>,
    /// `page fault` that do not keep the locator from its file, by the place of the page (from 0) and the fault's name.
    mended: &'static [(usize, &'static str)],
}

/// A page on the way to the file.
struct Page {
    /// Its address without `https://`.
    at: &'static str,
    body: &'static str,
}

impl Page {
    fn is_json(&self) -> bool {
        self.body.starts_with(['{', '['])
    }
}

fn rows() -> Vec<Row> {
    let row = |kind, locate, pages| Row { kind, locate, pages, mended: &[] };
    let page = |at, body| Page { at, body };
    vec![
        row("fixed", "{ kind = 'fixed', address = 'https://files.stats.example/media/pumps.csv' }", vec![]),
        row(
            "govuk-content",
            "{ kind = 'govuk-content', path = '/government/pumps', attachment = '/pumps\\.csv$/' }",
            vec![page("www.gov.uk/api/content/government/pumps", EDITION)],
        ),
        row(
            "govuk-collection",
            "{ kind = 'govuk-collection', path = '/government/collections/pumps', edition = '/^Pumps: (.*)/', attachment = '/pumps\\.csv$/' }",
            vec![
                page("www.gov.uk/api/content/government/collections/pumps", COLLECTION),
                page("www.gov.uk/api/content/government/pumps-august-2026", EDITION),
            ],
        ),
        row(
            "page-link",
            "{ kind = 'page-link', page = 'https://www.stats.example/pumps', links = ['/pumps-(\\d{4})$/', '/pumps\\.csv$/'] }",
            vec![page("www.stats.example/pumps", YEARS), page("www.stats.example/pumps-2026", YEAR)],
        ),
    ]
}

const COLLECTION: &str = r#"{"title":"Pumps","links":{"documents":[
    {"title":"Pumps: July 2026","base_path":"/government/pumps-july-2026"},
    {"title":"Pumps: August 2026","base_path":"/government/pumps-august-2026"}]}}"#;
const EDITION: &str = r#"{"title":"Pumps","details":{"attachments":[
    {"url":"https://files.stats.example/media/notes.pdf"},{"url":"https://files.stats.example/media/pumps.csv"}]}}"#;
const YEARS: &str = "<html><title>Pumps</title><p>Statistics of pumps, newest last, as they were published.</p>
    <a href='/pumps-2025'>2025</a> <a href='/pumps-2026'>2026</a></html>";
const YEAR: &str = "<html><title>Pumps in 2026</title><p>All of 2026 in one file, which grows with each month.</p>
    <a href='https://files.stats.example/media/pumps.csv'>CSV</a></html>";

/// A fault of what an address answers, whatever is there: the same words wherever it happens.
struct Fault {
    name: &'static str,
    script: &'static str,
    result: FetchResult,
    says: &'static [&'static str],
}

const ON_THE_WAY: &[Fault] = &[
    fault("no answer", "close = true", &["no answer (", "the next look tries again"]),
    fault("too slow", "delay_ms = 60000", &["no complete answer within 1 s", "slow; the next look tries again"]),
    fault("404", "status = 404", &["answered 404 Not Found", "find it on the publisher's page and correct the route"]),
    refusal("403", "status = 403", &["answered 403 Forbidden", "open the address in a browser"]),
    fault(
        "429",
        "status = 429\nheaders = { retry-after = '3600' }",
        &["answered 429 Too Many Requests", "it asks us to wait 3600 s; the next look tries again"],
    ),
    fault("500", "status = 500", &["answered 500", "the publisher's site is at fault; the next look tries again"]),
    refusal(
        "an empty 202",
        "status = 202\nbody = ''",
        &["answered 202 Accepted in place of a file", "ask the publisher"],
    ),
    fault("broken off", "truncate = 20", &["the answer broke off after 20 bytes of ", "the next look tries again"]),
    fault("larger than is taken", "body = 'FLOOD'", &["larger than 60000 bytes", "look at the publisher's page"]),
    fault(
        "a redirect elsewhere",
        "redirect = 'https://www.elsewhere.example/x'",
        &["redirected to https://www.elsewhere.example/x", "does not name the host `www.elsewhere.example`"],
    ),
    fault(
        "a redirect to a private address",
        "redirect = 'https://10.0.0.1/x'",
        &["redirected to https://10.0.0.1/x", "private address"],
    ),
    fault("a redirect to nowhere", "redirect = ''\nstatus = 302", &["redirected", "look at its page"]),
];

const fn fault(name: &'static str, script: &'static str, says: &'static [&'static str]) -> Fault {
    Fault { name, script, result: FetchResult::Failed, says }
}

const fn refusal(name: &'static str, script: &'static str, says: &'static [&'static str]) -> Fault {
    Fault { name, script, result: FetchResult::Blocked, says }
}

/// What a page says in place of what it should: the fault, what is served, how it ends for JSON and for HTML.
fn of_a_page(page: &Page) -> Vec<(&'static str, Vec<u8>, Ends)> {
    let half = page.body.as_bytes()[..page.body.len() / 2].to_vec();
    let utf_16 = page.body.encode_utf16().flat_map(u16::to_le_bytes).collect();
    let another = if page.is_json() { "{\"title\":\"Fish\"}" } else { "<html><a href='/about'>About</a></html>" };
    let challenge = "<!DOCTYPE html><html><title>Just a moment...</title><p>Checking</p></html>";
    let of = |json, html| if page.is_json() { json } else { html };
    let broken = failed("locate", &["answered with broken text", "the next look tries again"]);
    let no_links = blocked("locate", &["a page without any link", "open the address in a browser"]);
    vec![
        (
            "a challenge",
            challenge.into(),
            of(
                blocked(
                    "locate",
                    &["a web page (\"Just a moment...\") in place of JSON", "open the address in a browser"],
                ),
                blocked("locate", &["a page without any link (\"Just a moment...\")", "open the address in a browser"]),
            ),
        ),
        ("empty", Vec::new(), of(broken, no_links)),
        ("cut short", half, of(broken, no_links)),
        ("in another encoding", utf_16, of(broken, no_links)),
        (
            "another page",
            another.into(),
            failed("locate", &["no ", " fits `", "open the page and correct the pattern"]),
        ),
    ]
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn whatever_breaks_on_the_way_to_a_file_is_named_and_nothing_is_lost() {
    let mut all = tokio::task::JoinSet::new();
    for row in rows() {
        all.spawn(every_fault_of(row));
    }
    super::all_rows(all).await;
}

/// All cells of a row; how many they were.
async fn every_fault_of(row: Row) -> usize {
    let route = format!("[[route]]\nlocate = {}\nformat = {{ kind = 'csv' }}", row.locate);
    let mut stage = Stage::new(&route, files::TIDY).await;
    let mut months = 12;
    for page in &row.pages {
        stage.rehearsal.write(page.at, page.body);
    }
    stage.rehearsal.write(FILE, files::csv(&Table::of(months)));
    assert_eq!(stage.run().await.line(), "pumps: new, pumps: 12 new and 0 changed figures", "{}", row.kind);
    let mut cells = 0;
    for (place, page) in row.pages.iter().map(|page| (page.at, Some(page))).chain([(FILE, None)]).enumerate() {
        for (name, does, ends) in faults(page.1) {
            let cell = format!("{}, {name} at {}", row.kind, page.0);
            let mended = row.mended.contains(&(place, name));
            months += 1;
            stage.cell(&cell, page, &does, (!mended).then_some(ends), &Table::of(months)).await;
            cells += 1;
        }
    }
    cells
}

/// Every fault of an address: of a page, or of the file.
fn faults(page: Option<&Page>) -> Vec<(&'static str, Does, Ends)> {
    let step = if page.is_some() { "locate" } else { "download" };
    let on_the_way = ON_THE_WAY.iter().map(|fault| {
        (
            fault.name,
            Does::Script(fault.script.replace("FLOOD", &"x".repeat(70_000))),
            Ends { result: fault.result, step, says: fault.says },
        )
    });
    let inside = page.map(of_a_page).unwrap_or_default().into_iter();
    on_the_way.chain(inside.map(|(name, bytes, ends)| (name, Does::Serves(bytes), ends))).collect()
}

impl Stage {
    /// One cell: the fault, then the good answer with one month more.
    async fn cell(
        &mut self,
        cell: &str,
        (at, page): (&str, Option<&Page>),
        does: &Does,
        ends: Option<Ends>,
        good: &Table,
    ) {
        let script = format!("{at}.headway.toml");
        // There is news already: an answer of 304 would be no fault at all.
        self.rehearsal.write(FILE, files::csv(good));
        match does {
            Does::Script(text) => self.rehearsal.write(&script, text),
            Does::Serves(bytes) => self.rehearsal.write(at, bytes),
        }
        match ends {
            Some(ends) => self.breaks(cell, &format!("https://{at}"), ends).await,
            None => assert!(!self.run().await.failed(), "{cell}: the other way was not taken"),
        }
        self.rehearsal.write(&script, "");
        if let Some(page) = page {
            self.rehearsal.write(at, page.body);
        }
        self.is_well_again(cell, good).await;
    }
}
