//! The release announcements of GOV.UK.
//!
//! In: what to search for, the announcements known so far, the search and the content items of GOV.UK. Out: what they say now.
//! Invariant: an announcement is known by its path, whatever becomes of its day; moves, cancellations and what was taken down are further
//! announcements, in the publisher's words; one that has been published is none any more.

use super::file::only_a_month;
use super::when::{self, When};
use crate::domain::instant::london_day;
use crate::domain::release::{Announcement, ReleaseState};
use crate::ingest::locate::govuk::{self, SITE};
use crate::ingest::locate::json;
use crate::ingest::locate::pattern::Pattern;
use crate::ingest::locate::{LocateError, Pages};
use crate::ingest::media::words_of_others;
use chrono::{DateTime, TimeDelta, Utc};
use serde_json::Value;
use std::collections::{BTreeMap, BTreeSet};
use url::Url;

/// How far back announcements are asked for: one that is late stands there still.
const BACK: TimeDelta = TimeDelta::days(31);
/// How many announcements are asked about at once: a monthly release is announced a year ahead.
const MOST: usize = 14;
const RESULTS: &str = "50";
/// The longest title or reason: it is kept, and shown on pages.
const LONGEST: usize = 500;
const PATH: &str = "/government/statistics/announcements/";

/// Which announcements.
#[derive(Clone, Copy, Debug)]
pub struct Wanted<'a> {
    /// The source.
    pub source: &'a str,
    /// What to search for.
    pub search: &'a str,
    /// Which titles.
    pub title: &'a str,
    /// Whose.
    pub organisation: Option<&'a str>,
}

/// Asks for every announcement of a source that is to come, or late. `known`: what was read before, oldest first.
pub async fn ask(
    wanted: Wanted<'_>,
    known: &[Announcement],
    pages: &(impl Pages + Sync),
    now: DateTime<Utc>,
) -> Result<Vec<Announcement>, LocateError> {
    let pattern = Pattern::new(wanted.title)?;
    let answered = json::get(pages, &address(wanted, now)).await?;
    let results = json::list(&answered.json, &["results"]);
    let fitting = results.iter().filter_map(|result| {
        let link = json::text(result, "link").filter(|link| link.starts_with(PATH))?;
        pattern.find(json::text(result, "title")?).map(|_| link.to_owned())
    });
    let mut paths: BTreeSet<String> = fitting.take(MOST).collect();
    paths.extend(still_to_come(wanted.source, known, now).take(MOST));
    let mut told = Vec::new();
    for path in paths {
        let newest = known.iter().rfind(|row| row.source == wanted.source && row.key == path);
        told.extend(ask_one(wanted.source, &path, newest, pages, now).await);
    }
    Ok(told)
}

/// The search: announcements from a month ago on, soonest first.
fn address(wanted: Wanted<'_>, now: DateTime<Utc>) -> String {
    let from = format!("from:{}", london_day(now - BACK));
    let organisation = wanted.organisation.map(|name| ("filter_organisations", name));
    let filters = [("filter_format", "statistics_announcement"), ("filter_release_timestamp", &*from)];
    let order = [("order", "release_timestamp"), ("count", RESULTS), ("fields", "title,link,release_timestamp")];
    let query = [("q", wanted.search)].into_iter().chain(filters).chain(organisation).chain(order);
    Url::parse_with_params(&format!("{SITE}/api/search.json"), query).map(String::from).unwrap_or_default()
}

/// The paths of announcements known before that are to come, soonest first: the search may have lost one that was moved or taken down.
fn still_to_come<'a>(
    source: &'a str,
    known: &'a [Announcement],
    now: DateTime<Utc>,
) -> impl Iterator<Item = String> + use<'a> {
    let own = known.iter().filter(|row| row.source == source && row.key.starts_with(PATH));
    let newest: BTreeMap<&str, DateTime<Utc>> = own.map(|row| (&*row.key, row.due_at)).collect();
    let mut to_come: Vec<_> = newest.into_iter().filter(|(_, due_at)| *due_at > now).collect();
    to_come.sort_by_key(|(_, due_at)| *due_at);
    to_come.into_iter().map(|(key, _)| key.to_owned())
}

/// What one announcement says: nothing where it cannot be read just now, or has been published.
async fn ask_one(
    source: &str,
    path: &str,
    newest: Option<&Announcement>,
    pages: &(impl Pages + Sync),
    now: DateTime<Utc>,
) -> Vec<Announcement> {
    match govuk::document(path, pages).await {
        Ok(document) => told(source, path, newest, &document.json, now),
        Err(LocateError::Page { error, .. }) if error.is_nothing_there() => {
            newest.and_then(|newest| taken_down(newest, now)).into_iter().collect()
        }
        Err(error) => {
            tracing::debug!(source, "the announcement {path} could not be read: {error}");
            Vec::new()
        }
    }
}

/// That an announcement of a release to come is gone.
fn taken_down(newest: &Announcement, now: DateTime<Utc>) -> Option<Announcement> {
    let is_news = newest.due_at > now && newest.state != ReleaseState::Cancelled;
    let reason = Some("the announcement was taken down".to_owned());
    is_news.then(|| Announcement { state: ReleaseState::Cancelled, reason, seen_at: now, ..newest.clone() })
}

/// What a content item says; with the day from which the release was moved, where that was not known.
fn told(
    source: &str,
    path: &str,
    newest: Option<&Announcement>,
    item: &Value,
    now: DateTime<Utc>,
) -> Vec<Announcement> {
    if json::text(item, "schema_name") != Some("statistics_announcement") {
        return Vec::new();
    }
    let details = &item["details"];
    let oldest = london_day(now - BACK);
    let Some((text, when)) = date(details, "display_date").filter(|(_, when)| when.day >= oldest) else {
        tracing::debug!(source, "the announcement {path} names no day or month to come");
        return Vec::new();
    };
    let announcement = |when: When, state, reason: Option<String>| Announcement {
        source: source.to_owned(),
        key: path.to_owned(),
        title: words_of_others(json::text(item, "title").unwrap_or_default(), LONGEST),
        due_at: when.instant(when::time_of_day(None)),
        exact: when.time.is_some(),
        state,
        reason,
        address: format!("{SITE}{path}"),
        seen_at: now,
    };
    let reason = |name| json::text(details, name).map(|text| words_of_others(text, LONGEST));
    let (state, reason) = match json::text(details, "state") {
        Some("cancelled") => (ReleaseState::Cancelled, reason("cancellation_reason")),
        Some("confirmed") => (ReleaseState::Confirmed, reason("latest_change_note")),
        _ => (ReleaseState::Provisional, reason("latest_change_note").or_else(|| only_a_month(&when, text))),
    };
    let was = date(details, "previous_display_date").filter(|_| newest.is_none());
    let was = was.map(|(_, when)| announcement(when, was_state(&when), None));
    was.into_iter().chain([announcement(when, state, reason)]).collect()
}

fn was_state(when: &When) -> ReleaseState {
    if when.is_month { ReleaseState::Provisional } else { ReleaseState::Confirmed }
}

fn date<'a>(details: &'a Value, name: &str) -> Option<(&'a str, When)> {
    let text = json::text(details, name)?;
    Some((text, when::read(text).into_iter().next()?))
}

#[cfg(test)]
mod tests;
