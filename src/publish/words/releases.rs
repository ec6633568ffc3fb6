//! Releases in words: when, how firm, how they stand.
//!
//! In: entries of the calendar. Out: text, and the shape that goes with a standing.
//! Invariant: a time of day that the publisher has not given is said to be ours; a standing has a word and a shape, never a colour alone.

use super::super::releases::{Awaited, Beside};
use super::{Words, count, dates, periods};
use crate::account::releases::{Entry, Standing};
use crate::domain::instant::london_day;
use chrono::{DateTime, TimeDelta, Utc};
use chrono_tz::Europe::London;

/// When it is or was due: `26 November 2026 at 09:30`, `13 October 2026; the publisher gave only the day`.
pub fn when(words: &Words, entry: &Entry) -> String {
    let (day, moment) = (dates::day(words, london_day(entry.due_at)), dates::moment(words, entry.due_at));
    let key = match (entry.exact, entry.provisional) {
        (true, false) => return moment,
        (true, true) => "release-moment-may-change",
        (false, false) => "release-day-only",
        (false, true) => "release-by-day",
    };
    words.say_with(key, &[("day", day.into()), ("moment", moment.into())])
}

/// The time of day on a list by day: `09:30`; what is known of it where the publisher gave none.
pub fn time(words: &Words, entry: &Entry) -> String {
    let time = dates::clock_time(entry.due_at);
    let key = match (entry.exact, entry.provisional) {
        (true, false) => return time,
        (true, true) => "release-time-may-change",
        (false, false) => "release-time-unknown",
        (false, true) => "release-day-may-change",
    };
    words.say_with(key, &[("time", time.into())])
}

/// How it stands, in words.
pub fn standing(words: &Words, entry: &Entry, beside: Beside) -> String {
    match entry.standing {
        Standing::Came { .. } if beside.shipped => words.say("standing-shipped"),
        Standing::Came { at } => came(words, entry, at),
        Standing::Due | Standing::Late | Standing::Stale if beside.checking => words.say("standing-checking"),
        Standing::Coming => words.say("standing-coming"),
        Standing::Due => words.say("standing-due"),
        Standing::Late => words.say("standing-late"),
        Standing::Stale => words.say("standing-stale"),
        Standing::Skipped => words.say("standing-skipped"),
        Standing::Cancelled => words.say("standing-cancelled"),
    }
}

fn came(words: &Words, entry: &Entry, at: DateTime<Utc>) -> String {
    let moment = ("when", dates::moment(words, at).into());
    let took = at - entry.due_at;
    if entry.address.is_none() || took >= TimeDelta::days(1) {
        return words.say_with("standing-came", &[moment]);
    }
    words.say_with("standing-came-after", &[moment, ("span", span(words, took.max(TimeDelta::zero())).into())])
}

/// The shape that goes with a standing.
pub fn shape(entry: &Entry) -> &'static str {
    match entry.standing {
        Standing::Coming | Standing::Due => "coming",
        Standing::Came { .. } => "came",
        Standing::Late | Standing::Stale => "gap",
        Standing::Skipped => "none",
        Standing::Cancelled => "off",
    }
}

/// A span of time in its largest whole units: `12 seconds`, `4 minutes`, `3 hours`, `2 days`, `5 months`.
pub fn span(words: &Words, span: TimeDelta) -> String {
    let (key, number) = match span {
        _ if span < TimeDelta::minutes(2) => ("seconds", span.num_seconds()),
        _ if span < TimeDelta::hours(2) => ("in-minutes", span.num_minutes()),
        _ if span < TimeDelta::days(2) => ("hours", span.num_hours()),
        _ if span < TimeDelta::days(92) => ("days", span.num_days()),
        _ => ("in-months", span.num_days() * 12 / 365),
    };
    words.say_with(key, &[("count", count(usize::try_from(number).unwrap_or_default()))])
}

/// What a release would have brought: `Figures for October 2026`.
pub fn figures(words: &Words, awaited: &Awaited<'_>) -> String {
    match &awaited.period {
        Some(period) => words.say_with("awaited-period", &[("period", periods::period(words, period).into())]),
        None => words.say("awaited-figures"),
    }
}

/// What is awaited, as a sentence.
pub fn awaited(words: &Words, awaited: &Awaited<'_>) -> String {
    let ended = awaited.source.discontinued.as_ref().filter(|_| awaited.entry.is_none());
    let (what, mut date, mut why) = (figures(words, awaited), String::new(), "");
    if let Some(end) = ended {
        (date, why) = (dates::day(words, end.on), &end.why);
    }
    let key = match awaited.entry.map(|entry| entry.standing) {
        None => "awaited-ended",
        Some(_) if awaited.checking => "awaited-checking",
        Some(Standing::Skipped) => "awaited-skipped",
        Some(_) => "awaited-late",
    };
    let due = awaited.entry.map(|entry| when(words, entry)).unwrap_or_default();
    words.say_with(key, &[("what", what.into()), ("when", due.into()), ("date", date.into()), ("why", why.into())])
}

/// A day as a heading: `Thursday 26 November 2026`.
pub fn weekday(words: &Words, instant: DateTime<Utc>) -> String {
    use chrono::Datelike;
    let number = instant.with_timezone(&London).weekday().number_from_monday();
    let date = dates::day(words, london_day(instant));
    words.say_with("weekday-and-date", &[("number", number.into()), ("date", date.into())])
}

#[cfg(test)]
mod tests {
    use super::*;

    fn entry(due: &str, exact: bool, provisional: bool, standing: Standing) -> Entry {
        Entry {
            source: "s".to_owned(),
            title: "Lamps".to_owned(),
            due_at: due.parse().unwrap(),
            exact,
            provisional,
            standing,
            moved_from: None,
            reason: None,
            address: Some("https://lamps.example".to_owned()),
            by_hand: false,
        }
    }

    #[test]
    fn a_time_that_the_publisher_has_not_given_is_never_said_to_be_firm() {
        let words = Words::english();
        for (exact, provisional, said) in [
            (true, false, "1 July 2026 at 09:30"),
            (true, true, "1 July 2026 at 09:30, which may still change"),
            (false, false, "1 July 2026; the publisher gave only the day"),
            (false, true, "by 1 July 2026; the day may still change"),
        ] {
            assert_eq!(when(words, &entry("2026-07-01T08:30:00Z", exact, provisional, Standing::Coming)), said);
        }
    }

    #[test]
    fn a_release_that_came_says_when_and_how_long_after_its_time() {
        let words = Words::english();
        for (at, said) in [
            ("2026-11-26T09:30:12Z", "Came: recorded here 26 November 2026 at 09:30, 12 seconds after its time"),
            ("2026-11-26T12:31:00Z", "Came: recorded here 26 November 2026 at 12:31, 3 hours after its time"),
            ("2026-12-26T12:31:00Z", "Came: recorded here 26 December 2026 at 12:31"),
        ] {
            let came = Standing::Came { at: at.parse().unwrap() };
            assert_eq!(standing(words, &entry("2026-11-26T09:30:00Z", true, false, came), Beside::default()), said);
        }
        assert_eq!(weekday(words, "2026-11-26T09:30:00Z".parse().unwrap()), "Thursday 26 November 2026");
    }
}
