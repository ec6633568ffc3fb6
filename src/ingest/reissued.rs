//! Reissued: older editions that their publisher has changed since they were looked at (corrections), after the newest one.
//!
//! In: what the newest edition's collection says of the older ones. Out: their vintages, each at its own place among the editions, so that
//! it corrects what only it covers and supersedes nothing newer.
//! Invariant: an edition that has not changed is not asked for again; a few a run at most; its failure never undoes what was recorded of
//! the newest.
//!
//! What was looked at is remembered by the archive: the page of the edition is kept as it was, under its address, once its file was dealt
//! with. So the same change is never fetched twice, and anybody can see what the publisher said of it.

use super::gather::{Way, store_failed};
use super::kit::{Kit, Purpose};
use super::locate::{Located, Older, Reissue, govuk};
use super::pipeline::{self, Settled};
use super::trace::{StepFailure, Trace};
use crate::domain::source::Source;
use crate::store::{FetchResult, FileRow, StoreError};
use chrono::{DateTime, TimeDelta, Utc};
use std::collections::BTreeMap;

/// How many older editions are looked at in one run.
const MOST: usize = 5;
/// For how long a publisher's caches may have hidden a change from the last look.
const HIDDEN: TimeDelta = TimeDelta::hours(1);

/// Looks at the older editions that have changed, and adds what became of them to what became of the newest.
pub(super) async fn after(
    way: &Way<'_>,
    route: usize,
    newest: &Located,
    mut settled: Settled,
    trace: &mut Trace,
) -> Settled {
    let due = match due(way.kit, way.source, newest) {
        Ok(due) => due,
        Err(error) => {
            let failure = store_failed("locate", &newest.address, &error);
            return say(settled, &format!("whether older editions have changed is not known: {failure}"));
        }
    };
    for older in due {
        match one(way, route, older, newest, trace).await {
            Ok(Some(more)) => settled = join(settled, older, more),
            Ok(None) => {}
            Err(failure) => {
                trace.add_failure(&failure);
                settled =
                    say(settled, &format!("the older edition {} has changed, and failed at {failure}", older.period));
            }
        }
    }
    settled
}

/// The older editions that have changed since somebody looked, newest first.
fn due<'a>(kit: &Kit, source: &Source, newest: &'a Located) -> Result<Vec<&'a Older>, StoreError> {
    if newest.older.is_empty() {
        return Ok(Vec::new());
    }
    let success = kit.records.last_fetches()?.remove(&source.id).and_then(|last| last.last_success_at);
    let since = [newest.first_published_at, success.map(|at| at - HIDDEN)].into_iter().flatten().min();
    let changed = |older: &&Older| since.is_some_and(|since| older.changed_at > since);
    let changed: Vec<_> = newest.older.iter().filter(changed).collect();
    if changed.is_empty() {
        return Ok(changed);
    }
    let files = kit.records.files()?;
    let unseen = |older: &&Older| dealt_with(kit, &files, older).is_none_or(|change| change < older.changed_at);
    Ok(changed.into_iter().filter(unseen).take(MOST).collect())
}

/// The change of this edition that was dealt with last, as the page said that was kept then.
fn dealt_with(kit: &Kit, files: &[FileRow], older: &Older) -> Option<DateTime<Utc>> {
    let address = govuk::api(&older.path);
    let kept = files.iter().filter(|file| file.asked == address).max_by_key(|file| file.retrieved_at)?;
    let text = std::fs::read_to_string(kit.records.archived_path(&kept.sha256)).ok()?;
    govuk::read(&address, text).ok()?.released_at()
}

/// Deals with one. None where nothing is to be done yet.
async fn one(
    way: &Way<'_>,
    route: usize,
    older: &Older,
    newest: &Located,
    trace: &mut Trace,
) -> Result<Option<Settled>, StepFailure> {
    let Some(reissue) = way.reissue(older, newest, trace).await.transpose()? else { return Ok(None) };
    if reissue.stale {
        let words = "the page is still as it was before the change; the next look tries again";
        trace.add("locate", &reissue.address, vec![words.to_owned()]);
        return Ok(None);
    }
    let settled = match way.go_to(reissue.located.clone(), trace).await {
        Ok(gathered) => pipeline::settle(way, route, &gathered, trace),
        Err(failure) => Err(failure),
    };
    // What came and cannot be read will not be readable the next time either.
    let done = settled.as_ref().map_or_else(|failure| failure.file.is_some() && failure.step != "record", |_| true);
    if done && way.kit.purpose == Purpose::Record {
        remember(way.kit, &reissue)?;
    }
    settled.map(Some)
}

/// Keeps the page of an edition that was dealt with.
fn remember(kit: &Kit, reissue: &Reissue) -> Result<(), StepFailure> {
    let row = FileRow {
        sha256: String::new(),
        bytes: reissue.text.len() as u64,
        media_type: "application/json".to_owned(),
        asked: reissue.address.clone(),
        answered: reissue.address.clone(),
        headers: BTreeMap::new(),
        retrieved_at: kit.clock.now(),
    };
    let kept = kit.records.archive(reissue.text.as_bytes(), &row);
    kept.map(drop).map_err(|error| store_failed("archive", &reissue.address, &error))
}

/// What became of an older edition, beside what became of the newest.
fn join(mut settled: Settled, older: &Older, more: Settled) -> Settled {
    match (settled.result, more.result) {
        (_, FetchResult::Held) => (settled.result, settled.step) = (FetchResult::Held, more.step),
        (FetchResult::Unchanged, FetchResult::New) => settled.result = FetchResult::New,
        _ => {}
    }
    settled.recorded.extend(more.recorded);
    let on = older.changed_at.format("%Y-%m-%d");
    say(settled, &format!("{}, changed by its publisher on {on}: {}", older.period, more.message))
}

fn say(mut settled: Settled, more: &str) -> Settled {
    settled.message = format!("{}; {more}", settled.message);
    settled
}
