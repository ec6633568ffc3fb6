//! Every locator × every fault of the pages on its way, and of the file at its end.
//!
//! A locator is a row of [`rows`]: its table, and its pages in the order in which they are asked for. Where a locator has a second
//! way (a fallback), the faults that it gets round are named in `second`.

use super::files::{self, Table};
use super::{Does, Ends, Stage, blocked, failed};
use headway::store::FetchResult;

/// Where most ways end.
const FILE: &str = "files.stats.example/media/pumps.csv";

struct Row {
    kind: &'static str,
    locate: &'static str,
    pages: Vec<Page>,
    /// Where the way ends.
    file: &'static str,
    /// A page of a second way, and the faults that it gets round.
    second: Option<(Page, &'static [&'static str])>,
    /// Where a 404 is no failure but a reason to look elsewhere: the address and the words when nothing is anywhere.
    nowhere: Option<(&'static str, Ends)>,
}

/// A page on the way to the file.
struct Page {
    /// Its address without `https://`; `#` before the file's name where the address is also a folder.
    at: &'static str,
    body: &'static str,
}

impl Page {
    fn is_json(&self) -> bool {
        self.body.starts_with(['{', '['])
    }
}

fn rows() -> Vec<Row> {
    let row = |kind, locate, pages| Row { kind, locate, pages, file: FILE, second: None, nowhere: None };
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
        Row {
            file: "files.stats.example/pumps-2026-11.csv",
            ..row(
                "dated, a file",
                "{ kind = 'dated', address = 'https://files.stats.example/pumps-{year}-{month}.csv', every = 'month', back = 3 }",
                vec![],
            )
        },
        Row {
            nowhere: Some(("/government/pumps-november-2026", NOWHERE)),
            ..row(
                "dated, a page of GOV.UK",
                "{ kind = 'dated', address = '/government/pumps-{month-name}-{year}', every = 'month', back = 6, attachment = '/pumps\\.csv$/' }",
                vec![page("www.gov.uk/api/content/government/pumps-september-2026", EDITION)],
            )
        },
        Row {
            nowhere: Some(("https://www.stats.example/2026/pumps", NOWHERE)),
            ..row(
                "dated, a web page",
                "{ kind = 'dated', address = 'https://www.stats.example/{year}/pumps', every = 'year', back = 3, links = ['/pumps\\.csv$/'] }",
                vec![page("www.stats.example/2026/pumps", YEAR)],
            )
        },
        Row {
            file: ONS_FILE,
            second: Some((
                page("www.ons.gov.uk/economy/datasets/pumps#index.html", ONS_PAGE),
                &["404", "a challenge", "empty", "cut short", "in another encoding", "another page"],
            )),
            ..row("ons-page, by its data", ONS, vec![page("www.ons.gov.uk/economy/datasets/pumps/data", ONS_DATA)])
        },
        Row {
            file: ONS_FILE,
            ..row(
                "ons-page, by its links",
                ONS,
                vec![page("www.ons.gov.uk/economy/datasets/pumps#index.html", ONS_PAGE)],
            )
        },
        row(
            "ckan",
            "{ kind = 'ckan', api = 'https://www.stats.example/api/3/action', package = 'pumps', resource = '/^Pumps/' }",
            vec![page("www.stats.example/api/3/action/package_show?id=pumps", PACKAGE)],
        ),
        Row {
            file: "api.education.gov.uk/statistics/v1/data-sets/b1/csv",
            ..row(
                "education-statistics",
                "{ kind = 'education-statistics', publication = 'a1', data_set = '/^pumps/' }",
                vec![page(
                    "api.education.gov.uk/statistics/v1/publications/a1/data-sets?page=1&pageSize=20",
                    DATA_SETS,
                )],
            )
        },
        row(
            "govuk-search",
            "{ kind = 'govuk-search', search = 'pumps', edition = '/^Pumps: (.*)/', attachment = '/pumps\\.csv$/' }",
            vec![
                page(
                    "www.gov.uk/api/search.json?q=pumps&order=-public_timestamp&count=20&fields=title%2Clink%2Cpublic_timestamp%2Ccontent_store_document_type",
                    RESULTS,
                ),
                page("www.gov.uk/api/content/government/pumps-august-2026", EDITION),
            ],
        ),
    ]
}

const NOWHERE: Ends = failed(
    "locate",
    &["nothing is there, nor at any of the ", "find it on the publisher's page and correct the address"],
);
const COLLECTION: &str = r#"{"title":"Pumps","links":{"documents":[
    {"title":"Pumps: July 2026","base_path":"/government/pumps-july-2026"},
    {"title":"Pumps: August 2026","base_path":"/government/pumps-august-2026"}]}}"#;
const EDITION: &str = r#"{"title":"Pumps","details":{"attachments":[
    {"url":"https://files.stats.example/media/notes.pdf"},{"url":"https://files.stats.example/media/pumps.csv"}]}}"#;
const YEARS: &str = "<html><title>Pumps</title><p>Statistics of pumps, newest last, as they were published.</p>
    <a href='/pumps-2025'>2025</a> <a href='/pumps-2026'>2026</a></html>";
const YEAR: &str = "<html><title>Pumps in 2026</title><p>All of 2026 in one file, which grows with each month.</p>
    <a href='https://files.stats.example/media/pumps.csv'>CSV</a></html>";

const ONS: &str = "{ kind = 'ons-page', path = '/economy/datasets/pumps', file = '/pumps\\.csv$/' }";
const ONS_FILE: &str = "www.ons.gov.uk/file?uri=/economy/datasets/pumps/current/pumps.csv";
const ONS_DATA: &str = r#"{"type":"dataset","uri":"/economy/datasets/pumps/current","description":{"title":"Pumps"},
    "downloads":[{"file":"notes.pdf"},{"file":"pumps.csv"}]}"#;
const ONS_PAGE: &str = "<html><title>Pumps</title><p>All releases of this dataset, the newest of them first.</p>
    <a href='/file?uri=/economy/datasets/pumps/current/pumps.csv'>csv</a></html>";
const PACKAGE: &str = r#"{"success":true,"result":{"title":"Pumps","resources":[
    {"name":"Notes","url":"https://files.stats.example/media/notes.pdf"},{"name":"Pumps","url":"https://files.stats.example/media/pumps.csv"}]}}"#;
const DATA_SETS: &str = r#"{"paging":{"page":1,"pageSize":20,"totalPages":1},"results":[
    {"id":"a7","title":"Notes","status":"Published"},{"id":"b1","title":"Pumps by month","status":"Published"}]}"#;
const RESULTS: &str = r#"{"results":[{"title":"Minister welcomes pumps","link":"/government/news/pumps"},
    {"title":"Pumps: August 2026","link":"/government/pumps-august-2026"}]}"#;

/// A fault of what an address answers, whatever is there: the same words wherever it happens.
pub(super) struct Fault {
    pub(super) name: &'static str,
    script: &'static str,
    result: FetchResult,
    says: &'static [&'static str],
}

pub(super) const ON_THE_WAY: &[Fault] = &[
    fault("no answer", "close = true", &["no answer (", "the next look tries again"]),
    fault("too slow", "delay_ms = 60000", &[super::TOO_SLOW, "slow; the next look tries again"]),
    fault("404", "status = 404", &["answered 404 Not Found", "find it on the publisher's page and correct the route"]),
    refusal("403", "status = 403", &["answered 403 Forbidden", "open the address in a browser"]),
    fault(
        "429",
        "status = 429\nheaders = { retry-after = '0' }",
        &["answered 429 Too Many Requests", "it asks us to wait 0 s; the next look tries again"],
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

impl Fault {
    pub(super) fn script(&self) -> String {
        self.script.replace("FLOOD", &"x".repeat(70_000))
    }

    pub(super) fn ends(&self, step: &'static str) -> Ends {
        Ends { result: self.result, step, says: self.says }
    }
}

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
    let another =
        if page.is_json() { "{\"title\":\"Fish\",\"results\":[]}" } else { "<html><a href='/about'>About</a></html>" };
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
        (
            "empty",
            Vec::new(),
            of(failed("locate", &["answered with nothing in place of JSON", "the next look tries again"]), no_links),
        ),
        ("cut short", half, of(broken, no_links)),
        ("in another encoding", utf_16, of(broken, no_links)),
        (
            "another page",
            another.into(),
            failed("locate", &["no ", " fits `", "open the page and correct the pattern"]),
        ),
    ]
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
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
    for page in row.pages.iter().chain(row.second.as_ref().map(|(page, _)| page)) {
        stage.rehearsal.write(&on_disk(page.at), page.body);
    }
    stage.rehearsal.write(&on_disk(row.file), files::csv(&Table::of(months)));
    assert_eq!(stage.run().await.line(), "pumps: new, pumps: 12 new and 0 changed figures", "{}", row.kind);
    for page in row.pages.iter().map(Some).chain([None]) {
        for (name, does, ends) in faults(page) {
            months += 1;
            // There is news already: an answer of 304 would be no fault at all.
            stage.rehearsal.write(&on_disk(row.file), files::csv(&Table::of(months)));
            stage.cell(&row, page, name, &does, ends, &Table::of(months)).await;
        }
    }
    months - 12
}

impl Row {
    /// How a fault of a page ends for this locator, and at which address; nothing where it gets round it.
    fn ends(&self, page: Option<&Page>, name: &str, ends: Ends) -> Option<(String, Ends)> {
        let at = page.map_or(self.file, |page| page.at);
        match (page, &self.second, self.nowhere) {
            (Some(_), Some((_, mended)), _) if mended.contains(&name) => None,
            (Some(_), _, Some((address, ends))) if name == "404" => Some((address.to_owned(), ends)),
            _ => Some((format!("https://{}", at.split('#').next().unwrap_or(at)), ends)),
        }
    }
}

impl Stage {
    /// One cell: the fault, then all as it should be.
    async fn cell(&mut self, row: &Row, page: Option<&Page>, name: &str, does: &Does, ends: Ends, good: &Table) {
        let file = on_disk(page.map_or(row.file, |page| page.at));
        let cell = format!("{}, {name} at {file}", row.kind);
        let script = format!("{file}.headway.toml");
        match does {
            Does::Script(text) => self.rehearsal.write(&script, text),
            Does::Serves(bytes) => self.rehearsal.write(&file, bytes),
        }
        let ends = row.ends(page, name, ends);
        if let Some((address, ends)) = &ends {
            self.breaks(&cell, address, *ends).await;
            self.rehearsal.write(&script, "");
            if let Some(page) = page {
                self.rehearsal.write(&file, page.body);
            }
        }
        self.is_well_again(&cell, good).await;
        self.rehearsal.write(&script, "");
        if let Some(page) = page {
            self.rehearsal.write(&file, page.body);
        }
    }
}

/// Where the rehearsal publisher keeps what is at an address.
fn on_disk(at: &str) -> String {
    match at.split_once('?') {
        Some((path, query)) => format!("{path}?{}", query.replace('/', "%2F")),
        None => at.replace('#', "/"),
    }
}

/// Every fault of an address: of a page, or of the file.
fn faults(page: Option<&Page>) -> Vec<(&'static str, Does, Ends)> {
    let step = if page.is_some() { "locate" } else { "download" };
    let on_the_way = ON_THE_WAY.iter().map(|fault| (fault.name, Does::Script(fault.script()), fault.ends(step)));
    let inside = page.map(of_a_page).unwrap_or_default().into_iter();
    on_the_way.chain(inside.map(|(name, bytes, ends)| (name, Does::Serves(bytes), ends))).collect()
}
