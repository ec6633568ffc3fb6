//! When a source was last checked, what it said, and when it is looked at next: in words.
//!
//! In: a source, the last attempt at it, what is known of its series. Out: sentences.
//! Invariant: says plainly what is not known; an attempt that failed never hides that the last good figures are shown.

use super::known::KnownSeries;
use super::view::View;
use super::words::{dates, releases};
use crate::account::looks;
use crate::domain::source::Source;
use crate::store::{Fetch, FetchResult, LastFetch};
use std::str::FromStr;

/// What the last attempt at `source` said, as a sentence: "Last checked 23 November 2026 at 09:31; the publisher had nothing new."
pub fn sentence(view: &View<'_>, source: &Source, series: &KnownSeries) -> String {
    match (view.known.fetches.get(&source.id), waiting(view, source)) {
        (Some(fetch), waiting) => attempt(view, fetch, waiting),
        (None, Some(waiting)) => waiting,
        _ if source.routes.is_empty() => view.words.say("checked-by-hand"),
        _ if view.as_of.is_some() => view.words.say("checked-not-by-then"),
        _ => never(view, series),
    }
}

/// Whether something is wrong with `source` or waits for a person.
pub fn is_troubled(view: &View<'_>, source: &Source) -> bool {
    let result = view.known.fetches.get(&source.id).map(|fetch| fetch.last.result);
    let waits = match view.as_of {
        None => view.known.waiting.contains_key(&source.id),
        Some(_) => result == Some(FetchResult::Held),
    };
    waits || matches!(result, Some(FetchResult::Failed | FetchResult::Blocked))
}

/// When the source’s next release is, where it is announced; else when it is looked at next, by its schedule or by hand. Where a person was to have looked by
/// now, that. None where nothing is known.
pub fn next(view: &View<'_>, source: &Source) -> Option<String> {
    if view.as_of.is_some() {
        return None;
    }
    if source.discontinued.as_ref().is_some_and(|end| end.on <= view.day()) {
        return None;
    }
    if let Some(release) = view.known.releases.next(&source.id) {
        let when = releases::when(view.words, release);
        return Some(view.words.say_with("next-release", &[("when", when.into())]));
    }
    if let Some(due) = &source.next_due {
        let key = if source.is_overdue(view.day()) { "next-by-hand-overdue" } else { "next-by-hand" };
        return Some(view.words.say_with(key, &[("date", dates::loose(view.words, due).into())]));
    }
    // What is due at this very moment has been looked at by the time that anybody reads this: the time after is more use.
    let last = view.known.fetches.get(&source.id).map(LastFetch::look);
    let look = looks::next_look(source, last.as_ref(), &view.known.releases.calendar, view.now);
    let by_cron = || looks::next(source.schedule.as_deref()?, view.now).ok();
    let when = dates::moment(view.words, look.filter(|look| *look > view.now).or_else(by_cron)?);
    Some(view.words.say_with("next-by-schedule", &[("when", when.into())]))
}

/// The schedule of a source in words.
pub fn schedule(view: &View<'_>, source: &Source) -> String {
    let cron = source.schedule.as_deref().and_then(|line| croner::Cron::from_str(line).ok());
    match cron {
        Some(cron) => {
            let text = cron.describe();
            view.words.say_with("schedule", &[("text", text.trim_end_matches('.').to_owned().into())])
        }
        None => view.words.say("schedule-by-hand"),
    }
}

/// How a step of ingest is called.
pub fn step(view: &View<'_>, fetch: &Fetch) -> String {
    view.words.say(match fetch.step.as_str() {
        "locate" => "step-locate",
        "download" => "step-download",
        "decode" => "step-decode",
        "select" => "step-select",
        "check" => "step-check",
        _ => "step-record",
    })
}

/// That newer figures wait for a person, where they do.
fn waiting(view: &View<'_>, source: &Source) -> Option<String> {
    let since = view.known.waiting.get(&source.id)?;
    Some(view.words.say_with("checked-held", &[("when", dates::moment(view.words, *since).into())]))
}

/// What waits for a person is said until it is decided, whatever was fetched since; then that it was decided.
fn attempt(view: &View<'_>, fetch: &LastFetch, waiting: Option<String>) -> String {
    match (waiting, fetch.last.result) {
        (Some(waiting), FetchResult::Failed | FetchResult::Blocked) => format!("{} {waiting}", last(view, fetch)),
        (Some(waiting), _) => format!("{waiting} {}", last_good(view, fetch)),
        (None, _) => last(view, fetch),
    }
}

fn last(view: &View<'_>, fetch: &LastFetch) -> String {
    let when = dates::moment(view.words, fetch.last.started_at);
    let key = match (fetch.last.result, fetch.last.step.as_str()) {
        (FetchResult::New, _) => "checked-new",
        (FetchResult::Unchanged, _) => "checked-unchanged",
        (FetchResult::Held, _) if view.as_of.is_some() => "checked-held",
        (FetchResult::Held, _) => "checked-decided",
        (FetchResult::Blocked, _) => "checked-blocked",
        (FetchResult::Failed, "locate" | "download") => "checked-unreachable",
        (FetchResult::Failed, _) => "checked-unreadable",
    };
    let said = view.words.say_with(key, &[("when", when.into())]);
    if matches!(fetch.last.result, FetchResult::New | FetchResult::Unchanged) {
        return said;
    }
    if key == "checked-decided" {
        return said;
    }
    format!("{said} {}", last_good(view, fetch))
}

fn last_good(view: &View<'_>, fetch: &LastFetch) -> String {
    match fetch.last_success_at {
        Some(success) => view.words.say_with("last-good-check", &[("when", dates::moment(view.words, success).into())]),
        None => view.words.say("no-good-check"),
    }
}

fn never(view: &View<'_>, series: &KnownSeries) -> String {
    let Some(vintage) = series.vintages.last() else { return view.words.say("checked-never-nothing") };
    match vintage.released_at {
        Some(released) => {
            let date = dates::day(view.words, crate::domain::instant::london_day(released));
            view.words.say_with("checked-never-released", &[("date", date.into())])
        }
        None => view.words.say("checked-never"),
    }
}
