//! Pipeline: one run of one source (locate → download → archive → read → check → record).
//!
//! In: a source, the [`Kit`]. Out: a [`Report`], a row about the attempt, and what is new in the store.
//! Invariant: the routes are tried in order until one works, and a failed one is named even so; what a check holds waits in
//! quarantine while the other series of the file go on; killed anywhere, the next run completes what was begun.

use super::gather::{Gathered, Way, store_failed};
use super::judge::{self, Judged};
use super::kit::{Kit, Purpose};
use super::lease::Lease;
use super::trace::{Report, StepFailure, Trace};
use crate::domain::source::Source;
use crate::store::{Fetch, FetchResult, Recording};
use chrono::{DateTime, Utc};

/// Runs one source.
pub async fn run(kit: &Kit, source: &Source) -> Report {
    if source.routes.is_empty() {
        let due = source.next_due.as_deref().map(|due| format!(", next to be looked at by {due}")).unwrap_or_default();
        return Report::idle(&source.id, format!("entered by hand{due}; nothing to fetch"));
    }
    let lease = match Lease::take(kit, &source.id) {
        Ok(lease) => lease,
        Err(refusal) => return refused(source, refusal),
    };
    let started_at = kit.clock.now();
    let mut report = attempt(kit, source, &lease).await;
    if kit.purpose == Purpose::Record {
        write_down(kit, &mut report, started_at);
    }
    lease.give_back(kit);
    report
}

fn refused(source: &Source, refusal: super::lease::Refusal) -> Report {
    match refusal {
        super::lease::Refusal::Busy(message) => Report::idle(&source.id, message),
        super::lease::Refusal::Broken(message) => {
            Report { result: Some(FetchResult::Failed), ..Report::idle(&source.id, message) }
        }
    }
}

/// Tries the routes in order.
async fn attempt(kit: &Kit, source: &Source, lease: &Lease) -> Report {
    let mut trace = Trace::default();
    let table = match toml::to_string(source) {
        Ok(table) => table,
        Err(error) => {
            return failed(
                source,
                trace,
                vec![StepFailure {
                    step: "locate",
                    address: source.page.clone(),
                    message: format!("the source's table cannot be written down: {error}"),
                    blocked: false,
                    file: None,
                }],
            );
        }
    };
    let mut failures = Vec::new();
    for (index, route) in source.routes.iter().enumerate() {
        let way = Way { kit, source, route, table: &table, part: lease.part() };
        let settled = match way.go(&mut trace).await {
            Ok(gathered) => settle(kit, source, &table, index, &gathered, &mut trace),
            Err(failure) => Err(failure),
        };
        match settled {
            Ok(settled) => return settled.report(source, trace, &failures),
            Err(failure) => {
                trace.add_failure(&failure);
                failures.push(failure);
            }
        }
    }
    failed(source, trace, failures)
}

fn failed(source: &Source, trace: Trace, failures: Vec<StepFailure>) -> Report {
    let blocked = failures.iter().all(|failure| failure.blocked);
    let message = if let [only] = failures.as_slice() { only.message.clone() } else { ways(&failures) };
    let last = failures.into_iter().next_back();
    Report {
        result: Some(if blocked { FetchResult::Blocked } else { FetchResult::Failed }),
        step: last.as_ref().map_or("locate", |failure| failure.step),
        address: last.as_ref().map_or_else(String::new, |failure| failure.address.clone()),
        file: last.and_then(|failure| failure.file),
        trace,
        ..Report::idle(&source.id, message)
    }
}

/// Every failed way with its step and address.
fn ways(failures: &[StepFailure]) -> String {
    let way = |(index, failure): (usize, &StepFailure)| format!("way {} failed at {failure}", index + 1);
    failures.iter().enumerate().map(way).collect::<Vec<_>>().join("; ")
}

/// What became of a file.
struct Settled {
    result: FetchResult,
    step: &'static str,
    address: String,
    file: String,
    message: String,
    recorded: Vec<(String, Recording)>,
}

impl Settled {
    fn report(self, source: &Source, trace: Trace, failures: &[StepFailure]) -> Report {
        let message = if failures.is_empty() { self.message } else { format!("{} ({})", self.message, ways(failures)) };
        Report {
            source: source.id.clone(),
            result: Some(self.result),
            step: self.step,
            address: self.address,
            message,
            file: Some(self.file),
            recorded: self.recorded,
            trace,
        }
    }
}

/// Judges what a file says and records it.
fn settle(
    kit: &Kit,
    source: &Source,
    table: &str,
    route: usize,
    gathered: &Gathered,
    trace: &mut Trace,
) -> Result<Settled, StepFailure> {
    let (address, file) = (&gathered.file.answered, &gathered.file.sha256);
    let broken = |step, error| StepFailure { file: Some(file.clone()), ..store_failed(step, address, &error) };
    let judged = judge::judge(kit.records.as_ref(), source, table, route, gathered, kit.clock.now());
    let judged = judged.map_err(|error| broken("check", error))?;
    trace.add("check", address, judged.iter().flat_map(Judged::sentences).collect());
    let (step, recorded) = if kit.purpose == Purpose::Try {
        trace.add("record", address, judged.iter().map(Judged::words).collect());
        ("record", Vec::new())
    } else {
        let recorded = record(kit, &judged).map_err(|error| broken("record", error))?;
        trace.add("record", address, recorded.iter().map(|(series, done)| in_words(series, done)).collect());
        kit.deal_with(&source.id, file, table);
        (if judged.iter().any(Judged::is_held) { "check" } else { "record" }, recorded)
    };
    let (result, message) = conclude(kit.purpose, gathered, &judged, &recorded);
    Ok(Settled { result, step, address: address.clone(), file: file.clone(), message, recorded })
}

/// Records what passed and holds what did not, each in a transaction of its own.
fn record(kit: &Kit, judged: &[Judged]) -> Result<Vec<(String, Recording)>, crate::store::StoreError> {
    let mut recorded = Vec::new();
    for judged in judged {
        if judged.is_held() {
            kit.records.hold(&judged.vintage, &judged.sentences())?;
        } else {
            recorded.push((judged.vintage.series.clone(), kit.records.record(&judged.vintage)?));
        }
    }
    Ok(recorded)
}

/// How the run ended, and that in words.
fn conclude(
    purpose: Purpose,
    gathered: &Gathered,
    judged: &[Judged],
    recorded: &[(String, Recording)],
) -> (FetchResult, String) {
    let news: Vec<_> = recorded
        .iter()
        .filter(|(_, done)| *done != Recording::Unchanged)
        .map(|(series, done)| in_words(series, done))
        .collect();
    let would: Vec<_> =
        judged.iter().filter(|judged| purpose == Purpose::Try && judged.news() > 0).map(Judged::words).collect();
    let findings: Vec<_> = judged.iter().flat_map(Judged::sentences).collect();
    let unchanged = if gathered.same { "the same file as before" } else { "a new file, and nothing new in it" };
    let result = match (judged.iter().any(Judged::is_held), news.is_empty() && would.is_empty()) {
        (true, _) => FetchResult::Held,
        (false, false) => FetchResult::New,
        (false, true) => FetchResult::Unchanged,
    };
    let mut words = if result == FetchResult::Unchanged { vec![unchanged.to_owned()] } else { [news, would].concat() };
    words.extend(findings);
    (result, words.join("; "))
}

fn in_words(series: &str, recording: &Recording) -> String {
    match recording {
        Recording::Unchanged => format!("{series}: nothing new"),
        Recording::Recorded { new_figures, revised_figures, .. } => {
            format!("{series}: {new_figures} new and {revised_figures} changed figures")
        }
    }
}

/// Keeps a row about the attempt.
fn write_down(kit: &Kit, report: &mut Report, started_at: DateTime<Utc>) {
    let Some(result) = report.result else { return };
    let duration = (kit.clock.now() - started_at).num_milliseconds();
    let fetch = Fetch {
        source: report.source.clone(),
        started_at,
        duration_ms: u64::try_from(duration).unwrap_or_default(),
        result,
        step: report.step.to_owned(),
        address: report.address.clone(),
        message: report.message.clone(),
        file: report.file.clone(),
    };
    if let Err(error) = kit.records.record_fetch(&fetch) {
        report.result = Some(FetchResult::Failed);
        report.message =
            format!("{}; and the attempt could not be written down: {}", report.message, super::kit::whole(&error));
    }
}
