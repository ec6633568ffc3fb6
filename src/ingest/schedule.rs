//! Schedule: when to look at which source, and the loop that does.
//!
//! In: cron lines in Europe/London, the last attempts, a clock. Out: which sources are due; runs of them.
//! Invariant: a look that was missed is caught up once; one source at a time a host, and no host waits for another; a source that
//! failed is tried again with growing waits before its next time, and never at once, whatever the store says; the clock is asked again at least every minute, so that a sleep of the machine or a step
//! of its clock does no harm.

use super::kit::{Kit, whole};
use super::running::Running;
use super::trace::Report;
use crate::domain::source::Source;
use crate::store::{FetchResult, LastFetch};
use chrono::{DateTime, TimeDelta, Utc};
use chrono_tz::Europe::London;
use croner::parser::CronParser;
use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::Duration;
use tokio::sync::watch;

/// The longest the loop sleeps without looking at the clock.
const LONGEST_SLEEP: Duration = Duration::from_mins(1);
/// Looks are spread over so many seconds after their time, each source at its own.
const SPREAD: u64 = 60;
/// Wait after a first failure; doubled after each further one.
const FIRST_WAIT: TimeDelta = TimeDelta::minutes(15);
/// The longest wait after failures.
const LONGEST_WAIT: TimeDelta = TimeDelta::hours(6);
/// How often a publisher that had nothing new at its time is asked again, and for how long: it may be late.
const LATE_EVERY: TimeDelta = TimeDelta::minutes(5);
const LATE_FOR: TimeDelta = TimeDelta::hours(1);
/// How far ahead of the clock an attempt may lie that is believed: the clock was set back, or had been wrong.
const AHEAD: TimeDelta = TimeDelta::hours(1);

/// A cron line that cannot be read.
#[derive(Debug, thiserror::Error, PartialEq, Eq)]
#[error("`{line}` is not a schedule: {reason}; write minute, hour, day, month and weekday, such as `30 9 * * THU`")]
pub struct NotASchedule {
    line: String,
    reason: String,
}

/// The first time after `after`.
pub fn next(line: &str, after: DateTime<Utc>) -> Result<DateTime<Utc>, NotASchedule> {
    let found = parse(line)?.find_next_occurrence(&after.with_timezone(&London), false);
    found.map(|time| time.with_timezone(&Utc)).map_err(|error| not_a_schedule(line, &error))
}

/// The last time up to `until`.
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

/// When `source` is to be looked at next: an instant that has passed if it is due. None if it has no schedule.
pub fn next_look(source: &Source, last: Option<&LastFetch>, now: DateTime<Utc>) -> Option<DateTime<Utc>> {
    let line = source.schedule.as_deref().filter(|_| !source.routes.is_empty())?;
    let Some(last) = last.filter(|last| last.last.started_at <= now + AHEAD) else { return Some(now) };
    let spread = TimeDelta::seconds(i64::try_from(spread(&source.id)).unwrap_or_default());
    let missed = latest(line, now - spread).ok().filter(|due| last.last.started_at < *due);
    let coming = missed.or_else(|| next(line, last.last.started_at.max(now - spread)).ok())? + spread;
    let sooner = again_after_failure(last).or_else(|| again_while_late(line, last));
    Some(sooner.map_or(coming, |again| again.min(coming)))
}

/// Sources that are due.
pub fn due<'a>(
    sources: &'a [Source],
    last: &BTreeMap<String, LastFetch>,
    now: DateTime<Utc>,
) -> impl Iterator<Item = &'a Source> {
    sources.iter().filter(move |source| next_look(source, last.get(&source.id), now).is_some_and(|look| look <= now))
}

fn again_while_late(line: &str, last: &LastFetch) -> Option<DateTime<Utc>> {
    let due = latest(line, last.last.started_at).ok()?;
    let again = last.last.started_at + LATE_EVERY;
    (last.last.result == FetchResult::Unchanged && again < due + LATE_FOR).then_some(again)
}

fn again_after_failure(last: &LastFetch) -> Option<DateTime<Utc>> {
    let failed = matches!(last.last.result, FetchResult::Failed | FetchResult::Blocked);
    let doublings = last.failures_since.saturating_sub(1).min(10);
    failed.then(|| last.last.started_at + (FIRST_WAIT * (1 << doublings)).min(LONGEST_WAIT))
}

/// Seconds after its time at which a source is looked at: its own, and always the same.
fn spread(id: &str) -> u64 {
    id.bytes().fold(7_u64, |hash, byte| hash.wrapping_mul(31).wrapping_add(u64::from(byte))) % SPREAD
}

/// Runs `sources`: one at a time a host, several hosts at once. Each report is given as soon as it is there.
pub async fn run_all(kit: &Arc<Kit>, sources: Vec<Source>, mut on_done: impl FnMut(&Report)) -> Vec<Report> {
    let (mut running, mut all) = (Running::new(kit), Vec::new());
    running.begin(sources);
    while let Some(report) = running.next().await {
        on_done(&report);
        all.push(report);
    }
    all
}

/// Looks at sources when they are due, until `stop` says true (or its sender is gone). `sources` is asked at each look, so that a
/// changed catalogue counts from the next one. A run that is under way when `stop` comes is given up; nothing is lost.
pub async fn run_schedule(
    kit: Arc<Kit>,
    sources: impl Fn() -> Vec<Source>,
    mut stop: watch::Receiver<bool>,
    mut on_done: impl FnMut(&Report),
) {
    let mut running = Running::new(&kit);
    while !*stop.borrow() {
        let sleep = begin_due(&kit, &sources(), &mut running);
        tokio::select! {
            Some(report) = running.next() => on_done(&report),
            () = tokio::time::sleep(sleep) => {}
            changed = stop.changed() => if changed.is_err() { return },
        }
    }
}

/// Begins what is due, and says how long to sleep.
fn begin_due(kit: &Kit, sources: &[Source], running: &mut Running) -> Duration {
    let last = match kit.records.last_fetches() {
        Ok(last) => last,
        Err(error) => {
            tracing::error!("the schedule waits for the store: {}", whole(&error));
            return LONGEST_SLEEP;
        }
    };
    let now = kit.clock.now();
    let due: Vec<_> = due(sources, &last, now).filter(|source| running.may_begin(&source.id)).cloned().collect();
    running.begin(due);
    until_next(sources.iter().filter(|source| running.may_begin(&source.id)), &last, now)
}

fn until_next<'a>(
    sources: impl Iterator<Item = &'a Source>,
    last: &BTreeMap<String, LastFetch>,
    now: DateTime<Utc>,
) -> Duration {
    let looks = sources.filter_map(|source| next_look(source, last.get(&source.id), now));
    let sleep = looks.min().and_then(|look| (look - now).to_std().ok());
    sleep.map_or(LONGEST_SLEEP, |sleep| sleep.clamp(Duration::from_secs(1), LONGEST_SLEEP))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::store::Fetch;

    fn instant(text: &str) -> DateTime<Utc> {
        text.parse().unwrap()
    }

    fn source(schedule: &str) -> Source {
        toml::from_str(&format!(
            "id = 'x'\ntitle = 'x'\npublisher = 'x'\npage = 'https://a.example/'\nlicence = {{ name = 'x', open = true }}\n\
             schedule = '{schedule}'\n[[route]]\nlocate = {{ kind = 'fixed', address = 'https://a.example/x' }}\nformat = {{ kind = 'csv' }}"
        ))
        .unwrap()
    }

    fn last(started_at: &str, result: FetchResult, failures_since: u32) -> LastFetch {
        let last = Fetch {
            source: "x".to_owned(),
            started_at: instant(started_at),
            duration_ms: 0,
            result,
            step: String::new(),
            address: String::new(),
            message: String::new(),
            file: None,
        };
        LastFetch { last, last_success_at: None, failures_since }
    }

    #[test]
    fn a_publisher_that_is_late_is_asked_again_for_an_hour_and_one_that_has_published_is_not() {
        let thursdays = source("30 9 * * THU");
        let look = |at: &str, result| next_look(&thursdays, Some(&last(at, result, 0)), instant(at)).unwrap();
        let five_minutes_on = look("2026-11-26T09:31:00Z", FetchResult::Unchanged);
        assert_eq!(five_minutes_on, instant("2026-11-26T09:36:00Z"));
        for (at, result) in
            [("2026-11-26T10:26:00Z", FetchResult::Unchanged), ("2026-11-26T09:31:00Z", FetchResult::New)]
        {
            assert!(look(at, result) >= instant("2026-12-03T09:30:00Z"), "{at}: {}", look(at, result));
        }
    }

    #[test]
    fn times_are_those_of_london_in_summer_and_winter() {
        for (line, after, expected) in [
            ("30 9 * * THU", "2026-11-23T10:00:00Z", "2026-11-26T09:30:00Z"),
            ("30 9 * * THU", "2026-07-20T10:00:00Z", "2026-07-23T08:30:00Z"),
            ("30 9 * * TUE", "2026-10-20T09:00:00Z", "2026-10-27T09:30:00Z"),
            // A time that the spring change skips is kept once.
            ("30 1 * * *", "2026-03-28T12:00:00Z", "2026-03-29T01:00:00Z"),
        ] {
            assert_eq!(next(line, instant(after)).unwrap(), instant(expected), "{line} after {after}");
        }
        assert_eq!(latest("30 9 * * THU", instant("2026-11-23T10:00:00Z")).unwrap(), instant("2026-11-19T09:30:00Z"));
        assert!(
            next("every day", instant("2026-11-23T10:00:00Z"))
                .unwrap_err()
                .to_string()
                .starts_with("`every day` is not")
        );
    }

    #[test]
    fn a_source_is_due_once_a_time_and_a_missed_look_is_caught_up() {
        let thursdays = source("30 9 * * THU");
        let is_due = |last: Option<&LastFetch>, now| {
            next_look(&thursdays, last, instant(now)).is_some_and(|look| look <= instant(now))
        };
        assert!(is_due(None, "2026-11-23T10:00:00Z"), "never looked at");
        let wednesday = last("2026-11-18T12:00:00Z", FetchResult::Unchanged, 0);
        assert!(!is_due(Some(&wednesday), "2026-11-19T09:29:59Z"));
        assert!(is_due(Some(&wednesday), "2026-11-19T09:31:00Z"));
        assert!(is_due(Some(&wednesday), "2026-11-23T10:00:00Z"), "missed, caught up four days later");
        let thursday = last("2026-11-19T09:30:59Z", FetchResult::New, 0);
        assert!(!is_due(Some(&thursday), "2026-11-23T10:00:00Z"));
        assert!(is_due(Some(&thursday), "2026-11-26T09:31:00Z"));
    }

    #[test]
    fn a_failed_source_is_tried_again_with_growing_waits() {
        let monthly = source("30 9 1 * *");
        let look = |failures| {
            let failed = last("2026-11-23T10:00:00Z", FetchResult::Failed, failures);
            next_look(&monthly, Some(&failed), instant("2026-11-23T10:00:01Z")).unwrap()
        };
        assert_eq!(look(1), instant("2026-11-23T10:15:00Z"));
        assert_eq!(look(2), instant("2026-11-23T10:30:00Z"));
        assert_eq!(look(9), instant("2026-11-23T16:00:00Z"));
    }

    #[test]
    fn figures_entered_by_hand_are_never_due() {
        let by_hand = Source { routes: Vec::new(), ..source("30 9 * * THU") };
        assert_eq!(next_look(&by_hand, None, instant("2026-11-23T10:00:00Z")), None);
    }

    #[test]
    fn an_attempt_in_the_future_is_no_reason_to_wait_for_it() {
        let thursdays = source("30 9 * * THU");
        let future = last("2099-01-01T00:00:00Z", FetchResult::Unchanged, 0);
        let now = instant("2026-11-23T10:00:00Z");
        assert_eq!(next_look(&thursdays, Some(&future), now), Some(now));
    }

    /// So that a server may spawn it beside itself.
    #[test]
    fn the_loop_can_be_spawned() {
        fn spawnable<T: Send + 'static>(_: impl FnOnce(Arc<Kit>) -> T) {}
        spawnable(|kit| run_schedule(kit, Vec::new, watch::channel(false).1, |_| {}));
    }
}
