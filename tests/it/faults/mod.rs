//! Step 1's list of faults, for every locator and every decoder: nothing is lost in any.
//!
//! Two tables: `locators` breaks each page on the way to a file, `decoders` breaks the file. Each cell is one run through the real
//! downloader against the rehearsal publisher, and asserts the same of all: a message that names step and address, says what came
//! and what to do; the figures known before are untouched; the attempt is kept; another publisher's source of the same run is
//! recorded; and the next good answer is recorded as if nothing had been.

mod caps;
mod decoders;
mod files;
mod locators;
mod old_workbook;
mod paged;

use crate::fetch::rehearsal::{self, Rehearsal};
use chrono::TimeDelta;
use files::Table;
use headway::domain::clock::Clock;
use headway::domain::source::Source;
use headway::ingest::download::Limits;
use headway::ingest::kit::{Kit, reading_with};
use headway::ingest::politeness::Patience;
use headway::ingest::read::Reader;
use headway::ingest::trace::Report;
use headway::ingest::{pipeline, schedule};
use headway::store::{FetchResult, Recording};
use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};
use std::time::Duration;

/// Where the other source's file lies.
const OTHER: &str = "www.other.example/other.csv";

/// How a cell ends, and words that its message must hold.
#[derive(Clone, Copy, Debug)]
pub struct Ends {
    result: FetchResult,
    step: &'static str,
    says: &'static [&'static str],
}

const fn failed(step: &'static str, says: &'static [&'static str]) -> Ends {
    Ends { result: FetchResult::Failed, step, says }
}

const fn blocked(step: &'static str, says: &'static [&'static str]) -> Ends {
    Ends { result: FetchResult::Blocked, step, says }
}

/// What a fault does to an address of the publisher.
#[derive(Clone, Debug)]
pub enum Does {
    /// The rehearsal publisher follows this script.
    Script(String),
    /// It serves this.
    Serves(Vec<u8>),
}

/// A publisher with one source that will be broken, and another publisher that goes on.
struct Stage {
    rehearsal: Rehearsal,
    kit: Arc<Kit>,
    /// The same for a slow publisher: it does not wait for long.
    hasty: Arc<Kit>,
    clock: Clock,
    source: Source,
    other: Source,
    /// How many months the other publisher has published.
    others: usize,
}

impl Stage {
    /// `route` is the way to the file, as in a source's table; `select` picks the series `pumps` out of it.
    async fn new(route: &str, select: &str) -> Self {
        let rehearsal = Rehearsal::start(&[]).await;
        let clock = AtomicI64::new(0);
        // A second passes each time that somebody looks.
        let clock = Clock::new(move || rehearsal::now() + TimeDelta::seconds(clock.fetch_add(1, Ordering::SeqCst)));
        let (kit, hasty) = kits(&rehearsal, &clock);
        let other = "[[route]]\nlocate = { kind = 'fixed', address = 'https://www.other.example/other.csv' }\nformat = { kind = 'csv' }";
        let other = table("other", other, files::TIDY);
        let source = table("pumps", route, select);
        let mut stage = Self { rehearsal, kit, hasty, clock, source, other, others: 4 };
        stage.other_publishes();
        let first = pipeline::run(&stage.kit, &stage.other).await;
        assert!(!first.failed(), "{}", first.line());
        stage
    }

    fn other_publishes(&mut self) {
        self.others += 1;
        self.rehearsal.write(OTHER, files::csv(&Table::of(self.others)));
    }

    async fn run(&self) -> Report {
        pipeline::run(&self.kit, &self.source).await
    }

    /// Everything that is known of the series, each figure with the vintage that brought it.
    fn known(&self) -> Vec<headway::domain::figure::Recorded> {
        self.rehearsal.store.figures("pumps", None).unwrap()
    }

    /// What must be known once `table` was recorded.
    fn assert_knows(&self, cell: &str, table: &Table) {
        let known: Vec<_> =
            self.known().into_iter().map(|one| (one.figure.period.label(), one.figure.value.text())).collect();
        assert_eq!(known, table.rows, "{cell}: what is known");
    }

    /// A run with the fault in place: the message, the figures, the attempt, the other source. Returns the message.
    async fn breaks(&mut self, cell: &str, address: &str, ends: Ends) -> String {
        let before = self.known();
        let reports = self.run_both(address, ends.says.contains(&TOO_SLOW)).await;
        let report = |id: &str| reports.iter().find(|report| report.source == id).unwrap();
        let (broken, other) = (report("pumps"), report("other"));
        assert_eq!(
            (broken.result, broken.step, broken.address.as_str()),
            (Some(ends.result), ends.step, address),
            "{cell}: {}",
            broken.line()
        );
        for said in ends.says {
            assert!(broken.message.contains(said), "{cell}: no `{said}` in: {}", broken.line());
        }
        let words = &broken.message;
        assert!(!words.contains("panicked") && words.chars().count() < 1500, "{cell}: {words}");
        assert_eq!(self.known(), before, "{cell}: what was known has changed");
        let kept = self.rehearsal.store.last_fetches().unwrap().remove("pumps").unwrap().last;
        assert_eq!(
            (kept.result, &kept.step[..], &kept.address, &kept.message),
            (ends.result, broken.step, &broken.address, words),
            "{cell}: the attempt is kept"
        );
        let news = matches!(other.recorded[..], [(_, Recording::Recorded { new_figures: 1, revised_figures: 0, .. })]);
        assert!(news, "{cell}: the other source stopped too: {}", other.line());
        self.decide_what_waits();
        broken.message.clone()
    }

    /// Runs both sources. One who is in haste may find a busy machine slow elsewhere, and tries again.
    async fn run_both(&mut self, address: &str, in_haste: bool) -> Vec<Report> {
        let kit = if in_haste { Arc::clone(&self.hasty) } else { Arc::clone(&self.kit) };
        let mut reports = Vec::new();
        for _ in 0..if in_haste { 10 } else { 1 } {
            self.other_publishes();
            reports = schedule::run_all(&kit, vec![self.source.clone(), self.other.clone()], |_| {}).await;
            let as_meant =
                |report: &Report| if report.source == "other" { !report.failed() } else { report.address == address };
            if reports.iter().all(as_meant) {
                break;
            }
        }
        reports
    }

    /// A person refuses what waits.
    fn decide_what_waits(&self) {
        for held in self.rehearsal.store.held().unwrap() {
            self.rehearsal.store.refuse_held(held.id, "the operator", "a fault", self.kit.clock.now()).unwrap();
        }
    }

    /// The good answer after the fault, with one new month in it.
    async fn is_well_again(&mut self, cell: &str, good: &Table) {
        // A host that asked for an hour is left alone for it: time has passed, and the program was started again.
        if HOSTS.iter().any(|host| self.kit.downloader.wait(host).is_some()) {
            (self.kit, self.hasty) = kits(&self.rehearsal, &self.clock);
        }
        let report = self.run().await;
        assert_eq!(report.line(), "pumps: new, pumps: 1 new and 0 changed figures", "{cell}, afterwards");
        self.assert_knows(cell, good);
    }
}

/// Waits for every row; each says itself what is wrong with it.
async fn all_rows(mut rows: tokio::task::JoinSet<usize>) {
    let (mut cells, mut broken) = (0, 0);
    while let Some(row) = rows.join_next().await {
        match row {
            Ok(count) => cells += count,
            Err(_) => broken += 1,
        }
    }
    assert_eq!(broken, 0, "rows that do not hold");
    assert!(cells > 100, "{cells} cells");
    println!("{cells} cells");
}

/// How long one in haste waits for the next piece of an answer, and what is said then.
const HASTE: Duration = Duration::from_secs(1);
const TOO_SLOW: &str = "no complete answer within 1 s";

/// Hosts of the publisher that is broken.
const HOSTS: [&str; 5] =
    ["www.stats.example", "files.stats.example", "www.gov.uk", "www.ons.gov.uk", "api.education.gov.uk"];

/// A patient kit, and a hasty one.
fn kits(rehearsal: &Rehearsal, clock: &Clock) -> (Arc<Kit>, Arc<Kit>) {
    let reader = Reader::with_worker(PathBuf::from(env!("CARGO_BIN_EXE_headway")));
    let kit = |idle| Arc::new(rehearsal.kit_of(limits(idle), reading_with(reader.clone()), clock.clone()));
    (kit(Duration::from_mins(2)), kit(HASTE))
}

/// Limits of one who asks nobody twice.
fn limits(idle: Duration) -> Limits {
    Limits {
        file_bytes: 60_000,
        page_bytes: 60_000,
        connect: Duration::from_mins(2),
        idle,
        whole: Duration::from_mins(10),
        patience: Patience { attempts: 1, first_wait: Duration::ZERO, longest_wait: Duration::ZERO },
        ..Limits::of_a_rehearsal()
    }
}

/// A source of one monthly series of its own name.
fn table(id: &str, route: &str, select: &str) -> Source {
    let text = format!(
        "id = '{id}'\ntitle = 't'\npublisher = 'p'\npage = 'https://www.stats.example/'\nlicence = {{ name = 'l', open = true }}\n\
         hosts = ['files.stats.example', 'www.stats.example', 'www.gov.uk']\n{route}\n\
         [[series]]\nid = '{id}'\ntitle = 't'\nunit = 'u'\nplace = 'p'\npopulation = 'p'\ngranularity = 'month'\n{select}\n"
    );
    toml::from_str(&text).unwrap_or_else(|error| panic!("{error}: {text}"))
}
