//! Pipeline: one run of one source (locate → download → archive → read → check → record).
//!
//! In: a source, the [`Kit`]. Out: a [`Report`], a row about the attempt, and what is new in the store.
//! Invariant: the routes are tried in order until one works, and a failed one is named even so; what a check holds waits in
//! quarantine while the other series of the file go on; killed anywhere, the next run completes what was begun.

use super::announce;
use super::gather::{Gathered, Way, store_failed};
use super::judge::{self, Judged};
use super::kit::{Kit, Purpose};
use super::lease::Lease;
use super::locate::Located;
use super::reissued;
use super::trace::{Report, StepFailure, Trace};
use crate::domain::source::Source;
use crate::store::{Decision, Fetch, FetchResult, Noted, Recording, StoreError};
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
    let mut report = attempt(kit, source, &lease).await.tidied();
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
            // Nothing was asked yet: it is the place to write to that failed.
            let (step, address) = ("record", source.page.clone());
            Report { result: Some(FetchResult::Failed), step, address, ..Report::idle(&source.id, message) }
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
        match newest(&way, index, &mut trace).await {
            Ok((located, settled)) => {
                let settled = reissued::after(&way, index, &located, settled, &mut trace).await;
                return settled.report(source, trace, &failures);
            }
            Err(failure) => {
                trace.add_failure(&failure);
                failures.push(failure);
            }
        }
    }
    failed(source, trace, failures)
}

/// Gathers and settles the newest edition.
async fn newest(way: &Way<'_>, index: usize, trace: &mut Trace) -> Result<(Located, Settled), StepFailure> {
    let gathered = way.go(trace).await?;
    let settled = settle(way, index, &gathered, trace)?;
    if way.kit.purpose == Purpose::Record {
        way.kit.deal_with(&way.source.id, &gathered.file.sha256, way.table);
    }
    Ok((gathered.located, settled))
}

fn failed(source: &Source, trace: Trace, failures: Vec<StepFailure>) -> Report {
    let blocked = failures.iter().all(|failure| failure.blocked);
    let mut messages: Vec<_> = failures.iter().take(1).map(|failure| failure.message.clone()).collect();
    messages.extend(failures.iter().enumerate().skip(1).map(way));
    // The first way is the one that should work: the report is about it, and names the others.
    let first = failures.into_iter().next();
    let message = messages.join("; ");
    Report {
        result: Some(if blocked { FetchResult::Blocked } else { FetchResult::Failed }),
        step: first.as_ref().map_or("locate", |failure| failure.step),
        address: first.as_ref().map_or_else(String::new, |failure| failure.address.clone()),
        file: first.and_then(|failure| failure.file),
        trace,
        ..Report::idle(&source.id, message)
    }
}

/// Every failed way with its step and address.
fn ways(failures: &[StepFailure]) -> String {
    failures.iter().enumerate().map(way).collect::<Vec<_>>().join("; ")
}

fn way((index, failure): (usize, &StepFailure)) -> String {
    format!("way {} failed at {failure}", index + 1)
}

/// What became of a file.
pub(super) struct Settled {
    pub(super) result: FetchResult,
    pub(super) step: &'static str,
    address: String,
    pub(super) file: String,
    pub(super) message: String,
    pub(super) recorded: Vec<(String, Recording)>,
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
pub(super) fn settle(
    way: &Way<'_>,
    route: usize,
    gathered: &Gathered,
    trace: &mut Trace,
) -> Result<Settled, StepFailure> {
    let Way { kit, source, table, .. } = *way;
    let (address, file) = (&gathered.file.answered, &gathered.file.sha256);
    let broken = |step, error| StepFailure { file: Some(file.clone()), ..store_failed(step, address, &error) };
    let judged = judge::judge(kit.records.as_ref(), source, table, route, gathered, kit.clock.now());
    let judged = judged.map_err(|error| broken("check", error))?;
    let findings: Vec<_> = judged.iter().flat_map(Judged::sentences).collect();
    trace.add("check", address, findings.clone());
    let would_wait = judged.iter().any(Judged::is_held);
    let (news, recorded) = match kit.purpose {
        Purpose::Try => {
            trace.add("record", address, judged.iter().map(Judged::words).collect());
            (judged.iter().filter(|judged| judged.news() > 0).map(Judged::words).collect(), Vec::new())
        }
        Purpose::Record => {
            let rows = gathered.reading.as_ref().map_or(0, |reading| reading.rows);
            let recorded = record(kit, judged)
                .and_then(|recorded| kit.records.note_rows(&source.id, route, file, rows).map(|()| recorded))
                .map_err(|error| broken("record", error))?;
            trace.add("record", address, recorded.iter().map(|(series, done)| in_words(series, done)).collect());
            announce::file::write_down(kit, source, gathered);
            (news(&recorded), recorded)
        }
    };
    let held = match kit.purpose {
        Purpose::Try => would_wait,
        Purpose::Record => waits(kit, source).map_err(|error| broken("record", error))?,
    };
    let (result, message) = conclude(gathered.same, held, news, findings);
    let step = if held { "check" } else { "record" };
    Ok(Settled { result, step, address: address.clone(), file: file.clone(), message, recorded })
}

/// Whether anything of the source waits for a person: held just now, or before and not decided yet. What was refused does not, nor
/// what a newer edition has overtaken.
fn waits(kit: &Kit, source: &Source) -> Result<bool, StoreError> {
    Ok(kit.records.held()?.iter().any(|held| held.vintage.source == source.id && !held.overtaken))
}

/// Holds what waits for a person and records the rest of the file, with what was noted, in one transaction. What a person has released
/// once is not held again.
fn record(kit: &Kit, judged: Vec<Judged>) -> Result<Vec<(String, Recording)>, StoreError> {
    let mut passed = Vec::new();
    for judged in judged {
        let findings = judged.sentences();
        if !judged.is_held() || kit.records.decided(&judged.vintage)? == Some(Decision::Released) {
            passed.push(Noted { vintage: judged.vintage, notes: findings });
        } else {
            kit.records.hold(&judged.vintage, &findings)?;
        }
    }
    let recordings = kit.records.record_noted(&passed)?;
    Ok(passed.into_iter().map(|noted| noted.vintage.series).zip(recordings).collect())
}

fn news(recorded: &[(String, Recording)]) -> Vec<String> {
    let news = recorded.iter().filter(|(_, done)| *done != Recording::Unchanged);
    news.map(|(series, done)| in_words(series, done)).collect()
}

/// How the run ended, and that in words.
fn conclude(same: bool, held: bool, news: Vec<String>, findings: Vec<String>) -> (FetchResult, String) {
    let result = match (held, news.is_empty()) {
        (true, _) => FetchResult::Held,
        (false, false) => FetchResult::New,
        (false, true) => FetchResult::Unchanged,
    };
    let waits = || vec!["newer figures wait for a person since an earlier look: see `headway held`".to_owned()];
    let unchanged = if same { "the same file as before" } else { "a new file, and nothing new in it" };
    let first = match result {
        FetchResult::Unchanged => vec![unchanged.to_owned()],
        FetchResult::Held if news.is_empty() && findings.is_empty() => waits(),
        _ => news,
    };
    (result, [first, findings].concat().join("; "))
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
    if !kit.is_worth_a_row(&fetch) {
        return;
    }
    if let Err(error) = kit.records.record_fetch(&fetch) {
        report.result = Some(FetchResult::Failed);
        report.message =
            format!("{}; and the attempt could not be written down: {}", report.message, super::kit::whole(&error));
    }
}
