//! What is being run just now, and how the last run of each source went.
//!
//! In: sources to run. Out: a [`Report`] of each, as it ends; the last look at each. Invariant: sources go side by side, and what they ask
//! of one host goes in turns (see `politeness`), so that one that is slow holds up none but its own; a run that breaks down is a failure
//! like any other; what has just been run is let rest, and how it went is known, even where nothing could be written down about it.

use super::kit::Kit;
use super::pipeline;
use super::trace::Report;
use crate::domain::look::{Found, LastLook};
use crate::domain::source::Source;
use crate::store::{FetchResult, LastFetch};
use chrono::{DateTime, Utc};
use std::collections::HashMap;
use std::sync::Arc;
use std::time::Duration;
use tokio::task::JoinSet;
use tokio::time::Instant;

/// How long a source is let rest after a run, whatever its schedule, the clock and the store say.
const BREATH: Duration = Duration::from_secs(1);

/// Runs that are under way, and those before.
pub(super) struct Running {
    kit: Arc<Kit>,
    tasks: JoinSet<Report>,
    sources: HashMap<String, Known>,
}

/// What is known of a source.
#[derive(Default)]
struct Known {
    /// When the run that is under way began; none where none is.
    begun_at: Option<DateTime<Utc>>,
    /// When the last run ended.
    ended: Option<Instant>,
    last: Option<LastLook>,
    /// The file of the last run that had one.
    file: Option<String>,
}

impl Running {
    /// Nothing runs yet.
    pub(super) fn new(kit: &Arc<Kit>) -> Self {
        Self { kit: Arc::clone(kit), tasks: JoinSet::new(), sources: HashMap::new() }
    }

    /// How soon a source may begin; none while it runs.
    pub(super) fn may_begin_in(&self, source: &str) -> Option<Duration> {
        let Some(known) = self.sources.get(source) else { return Some(Duration::ZERO) };
        let rested = known.ended.map(|ended| (ended + BREATH).saturating_duration_since(Instant::now()));
        known.begun_at.is_none().then(|| rested.unwrap_or_default())
    }

    /// The last look at a source, by this process or as it was written down.
    pub(super) fn last_look(&self, source: &str, written: Option<&LastFetch>) -> Option<LastLook> {
        let own = self.sources.get(source).and_then(|known| known.last);
        let written = written.map(LastFetch::look);
        match (own, written) {
            (Some(own), Some(written)) if own.at < written.at => Some(written),
            // It may have failed before this process began.
            (Some(own), Some(written)) if own.at == written.at => {
                Some(LastLook { failures: own.failures.max(written.failures), ..own })
            }
            (own, written) => own.or(written),
        }
    }

    /// Begins to run `sources`.
    pub(super) fn begin(&mut self, sources: Vec<Source>) {
        for source in sources {
            self.sources.entry(source.id.clone()).or_default().begun_at = Some(self.kit.clock.now());
            let kit = Arc::clone(&self.kit);
            self.tasks.spawn(one(kit, source));
        }
    }

    /// The next run that ends; none where nothing runs.
    pub(super) async fn next(&mut self) -> Option<Report> {
        loop {
            match self.tasks.join_next().await? {
                Ok(report) => {
                    let now = self.kit.clock.now();
                    self.sources.entry(report.source.clone()).or_default().end(&report, now);
                    return Some(report);
                }
                Err(error) => tracing::error!("a run cannot be told of ({error}); please report it"),
            }
        }
    }
}

impl Known {
    fn end(&mut self, report: &Report, now: DateTime<Utc>) {
        let at = self.begun_at.take().unwrap_or(now);
        let found = self.found(report);
        let failures = match (found, self.last) {
            (Found::Failure, last) => last.map_or(0, |last| last.failures) + 1,
            _ => 0,
        };
        let news_at = if found == Found::News { Some(at) } else { self.last.and_then(|last| last.news_at) };
        self.last = Some(LastLook { at, ended_at: now, found, news_at, failures });
        self.ended = Some(Instant::now());
        self.file = report.file.clone().or(self.file.take());
    }

    /// What waits for a person is news if it came just now.
    fn found(&self, report: &Report) -> Found {
        match report.result {
            Some(FetchResult::New) => Found::News,
            Some(FetchResult::Held) if self.file.is_some() && report.file.is_some() && self.file != report.file => {
                Found::News
            }
            Some(FetchResult::Failed | FetchResult::Blocked) => Found::Failure,
            Some(FetchResult::Unchanged | FetchResult::Held) | None => Found::Nothing,
        }
    }
}

/// Runs one source in a task of its own, so that its breaking down is seen.
async fn one(kit: Arc<Kit>, source: Source) -> Report {
    let (id, page) = (source.id.clone(), source.page.clone());
    let mut task = JoinSet::new();
    task.spawn(async move { pipeline::run(&kit, &source).await });
    match task.join_next().await {
        Some(Ok(report)) => report,
        broken => {
            let cause = broken.and_then(Result::err).map(|error| format!(" ({error})")).unwrap_or_default();
            let message = format!("the run broke down{cause}: this is a mistake in the program; please report it");
            Report { result: Some(FetchResult::Failed), address: page, ..Report::idle(&id, message) }.tidied()
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn report(result: FetchResult, file: &str) -> Report {
        Report { result: Some(result), file: Some(file.to_owned()), ..Report::idle("x", String::new()) }
    }

    #[test]
    fn what_is_held_is_news_once_and_failures_are_counted_until_one_look_goes_well() {
        let mut known = Known::default();
        let mut at: DateTime<Utc> = "2026-11-26T09:30:00Z".parse().unwrap();
        for (report, found, failures) in [
            (report(FetchResult::Held, "a"), Found::Nothing, 0),
            (report(FetchResult::Held, "a"), Found::Nothing, 0),
            (report(FetchResult::Held, "b"), Found::News, 0),
            (report(FetchResult::Held, "b"), Found::Nothing, 0),
            (report(FetchResult::Failed, "b"), Found::Failure, 1),
            (report(FetchResult::Blocked, "b"), Found::Failure, 2),
            (report(FetchResult::Unchanged, "b"), Found::Nothing, 0),
            (report(FetchResult::New, "c"), Found::News, 0),
        ] {
            known.begun_at = Some(at);
            known.end(&report, at);
            let last = known.last.unwrap();
            assert_eq!((last.found, last.failures, last.at), (found, failures, at), "{report:?}");
            at += chrono::TimeDelta::seconds(5);
        }
        assert_eq!(known.last.unwrap().news_at, Some(at - chrono::TimeDelta::seconds(5)));
    }
}
