//! When to look at a source next: by its cron line, by its releases, and again after what the last look found.
//!
//! In: a source, the last look, its releases, now. Out: an instant, which has passed if the source is due.
//! Invariant: a time that passed unseen is caught up once; a release that is known is looked for at its very second and then by
//! [`RHYTHM`] until it has come; one that was called off, or of which only the month is known, is not; a source that failed is asked
//! with growing waits.

use super::releases::{Entry, Standing};
use crate::domain::instant::london_day;
use crate::domain::look::{Found, LastLook};
use crate::domain::source::Source;
use chrono::{DateTime, TimeDelta, Utc};
use chrono_tz::Europe::London;
use croner::parser::CronParser;

/// How often a source is asked for a release that has not come: until so long after its time, every so often after each look.
///
/// The first two minutes are what readers wait for, and each question is a conditional one; a publisher's caches clear within ten;
/// for an hour it may be late; then for a day it is said to be, and until it is stale somebody may have forgotten it.
pub const RHYTHM: [(TimeDelta, TimeDelta); 6] = [
    (TimeDelta::minutes(2), TimeDelta::seconds(5)),
    (TimeDelta::minutes(10), TimeDelta::seconds(15)),
    (TimeDelta::hours(1), TimeDelta::minutes(1)),
    (TimeDelta::hours(6), TimeDelta::minutes(5)),
    (TimeDelta::days(1), TimeDelta::minutes(30)),
    (TimeDelta::days(14), TimeDelta::hours(3)),
];
/// How often a source is asked at least for a release that may have come, where its files do not say that it is this one.
const AFTER_NEWS: TimeDelta = TimeDelta::minutes(5);
/// How often a source is looked at that has no cron line, only announcements.
const WITHOUT_CRON: TimeDelta = TimeDelta::days(1);
/// The longest wait after failures while a release is awaited: a publisher under load is given air, and yet not given up.
const LONGEST_WAIT_AT_RELEASE: TimeDelta = TimeDelta::minutes(2);
/// By cron, looks are spread over so many seconds after their time, each source at its own.
const SPREAD: u64 = 60;
/// Wait after a first failure; doubled after each further one.
const FIRST_WAIT: TimeDelta = TimeDelta::minutes(15);
/// The longest wait after failures.
const LONGEST_WAIT: TimeDelta = TimeDelta::hours(6);
/// How often a publisher that had nothing new at its cron time is asked again, and for how long: it may be late.
const LATE_EVERY: TimeDelta = TimeDelta::minutes(5);
const LATE_FOR: TimeDelta = TimeDelta::hours(1);
/// How far ahead of the clock a look may lie that is believed: the clock was set back, or had been wrong.
const AHEAD: TimeDelta = TimeDelta::hours(1);

/// A cron line that cannot be read.
#[derive(Debug, thiserror::Error, PartialEq, Eq)]
#[error("`{line}` is not a schedule: {reason}; write minute, hour, day, month and weekday, such as `30 9 * * THU`")]
pub struct NotASchedule {
    line: String,
    reason: String,
}

/// The first time of a cron line after `after`, in London.
pub fn next(line: &str, after: DateTime<Utc>) -> Result<DateTime<Utc>, NotASchedule> {
    let found = parse(line)?.find_next_occurrence(&after.with_timezone(&London), false);
    found.map(|time| time.with_timezone(&Utc)).map_err(|error| not_a_schedule(line, &error))
}

/// The last time of a cron line up to `until`, in London.
pub fn latest(line: &str, until: DateTime<Utc>) -> Result<DateTime<Utc>, NotASchedule> {
    let found = parse(line)?.find_previous_occurrence(&until.with_timezone(&London), true);
    found.map(|time| time.with_timezone(&Utc)).map_err(|error| not_a_schedule(line, &error))
}

fn parse(line: &str) -> Result<croner::Cron, NotASchedule> {
    CronParser::new().parse(line).map_err(|error| not_a_schedule(line, &error))
}

fn not_a_schedule(line: &str, error: &dyn std::error::Error) -> NotASchedule {
    NotASchedule { line: line.to_owned(), reason: error.to_string() }
}

/// When `source` is to be looked at next: an instant that has passed if it is due. None if nothing is fetched of it, or nothing says
/// when. `releases` may hold those of other sources.
pub fn next_look(
    source: &Source,
    last: Option<&LastLook>,
    releases: &[Entry],
    now: DateTime<Utc>,
) -> Option<DateTime<Utc>> {
    let has_ended = source.discontinued.as_ref().is_some_and(|end| end.on <= london_day(now));
    let is_untimed = source.schedule.is_none() && source.announced.is_none();
    if source.routes.is_empty() || has_ended || is_untimed {
        return None;
    }
    let Some(last) = last.filter(|last| last.at <= now + AHEAD) else { return Some(now) };
    let by_cron = match &source.schedule {
        Some(line) => by_cron(&source.id, line, last, now),
        None => Some(last.at + WITHOUT_CRON),
    };
    let own = releases.iter().filter(|release| release.source == source.id);
    let for_releases = own.filter_map(|release| for_release(release, last, now, &source.id));
    let again = again_after_failure(last);
    by_cron.into_iter().chain(again).chain(for_releases).min()
}

fn by_cron(id: &str, line: &str, last: &LastLook, now: DateTime<Utc>) -> Option<DateTime<Utc>> {
    let spread = TimeDelta::seconds(i64::try_from(hash(id) % SPREAD).unwrap_or_default());
    let missed = latest(line, now - spread).ok().filter(|due| last.at < *due);
    let coming = missed.or_else(|| next(line, last.at.max(now - spread)).ok())? + spread;
    Some(again_while_late(line, last).map_or(coming, |again| again.min(coming)))
}

fn again_while_late(line: &str, last: &LastLook) -> Option<DateTime<Utc>> {
    let due = latest(line, last.at).ok()?;
    let again = last.at + LATE_EVERY;
    (last.found == Found::Nothing && again < due + LATE_FOR).then_some(again)
}

fn again_after_failure(last: &LastLook) -> Option<DateTime<Utc>> {
    let wait = (FIRST_WAIT * doubled(last.failures)).min(LONGEST_WAIT);
    (last.found == Found::Failure).then(|| last.at + wait)
}

/// Twice as much for each failure after the first.
fn doubled(failures: u32) -> i32 {
    1 << failures.saturating_sub(1).min(10)
}

/// When to look for a release that is known: at its second, also where that has passed unseen; then by the rhythm.
fn for_release(release: &Entry, last: &LastLook, now: DateTime<Utc>, id: &str) -> Option<DateTime<Utc>> {
    let awaited = matches!(release.standing, Standing::Coming | Standing::Due | Standing::Late);
    let vague = release.provisional && !release.exact;
    if !awaited || vague {
        return None;
    }
    if last.at < release.due_at {
        return Some(release.due_at);
    }
    let has_news = last.news_at.is_some_and(|news| release.due_at <= news);
    let since = last.ended_at.min(now) - release.due_at;
    let (_, every) = RHYTHM.into_iter().find(|(until, _)| since < *until)?;
    let wait = match last.found {
        Found::Failure => (every * doubled(last.failures)).min(LONGEST_WAIT_AT_RELEASE.max(every)),
        Found::News | Found::Nothing if has_news => every.max(AFTER_NEWS),
        Found::News | Found::Nothing => every,
    };
    Some(last.ended_at + wait + jitter(id, last, every))
}

/// Up to a tenth of the wait, never the same twice, so that no two askers keep step.
fn jitter(id: &str, last: &LastLook, every: TimeDelta) -> TimeDelta {
    let most = u64::try_from(every.num_milliseconds() / 10).unwrap_or(1).max(1);
    let salt = last.ended_at.timestamp_subsec_micros();
    TimeDelta::milliseconds(i64::try_from(hash(&format!("{salt}{id}")) % most).unwrap_or_default())
}

/// A number that is always the same for the same text.
fn hash(text: &str) -> u64 {
    text.bytes().fold(7_u64, |hash, byte| hash.wrapping_mul(31).wrapping_add(u64::from(byte)))
}

#[cfg(test)]
mod tests;
