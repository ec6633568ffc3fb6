//! Dates and times in words, always in Europe/London.
//!
//! In: days and instants. Out: `23 November 2026`, `23 November 2026 at 09:31`. Invariant: no other time zone is ever shown.

use super::Words;
use crate::domain::instant;
use chrono::{DateTime, Datelike, NaiveDate, Utc};
use chrono_tz::Europe::London;

/// `Nov`: the month `index0`, from 0.
pub fn short_month(words: &Words, index0: usize) -> String {
    words.say_with("short-month", &[("number", super::count(index0 + 1))])
}

/// `23 November 2026`.
pub fn day(words: &Words, day: NaiveDate) -> String {
    words.say_with(
        "date",
        &[
            ("day", day.day().to_string().into()),
            ("month", words.month(day.month()).into()),
            ("year", day.year().to_string().into()),
        ],
    )
}

/// `23 November 2026 at 09:31`.
pub fn moment(words: &Words, instant: DateTime<Utc>) -> String {
    let date = day(words, instant::london_day(instant));
    words.say_with("date-and-time", &[("date", date.into()), ("time", clock_time(instant).into())])
}

/// `09:31`.
pub fn clock_time(instant: DateTime<Utc>) -> String {
    instant.with_timezone(&London).format("%H:%M").to_string()
}

/// `the end of 31 March 2026`, or the moment where it is not the end of a day.
pub fn as_of(words: &Words, instant: DateTime<Utc>) -> String {
    let date = instant::london_day(instant);
    if instant::end_of_day(date) == Some(instant) {
        words.say_with("end-of-day", &[("date", day(words, date).into())])
    } else {
        moment(words, instant)
    }
}

/// The text that, after `as_of=`, means `instant`.
pub fn as_of_text(instant: DateTime<Utc>) -> String {
    let date = instant::london_day(instant);
    if instant::end_of_day(date) == Some(instant) {
        date.to_string()
    } else {
        instant.to_rfc3339_opts(chrono::SecondsFormat::AutoSi, true)
    }
}

/// A day or a month as the catalogue writes it (`2026-12-03`, `2026-12`), in words; other text as it is.
pub fn loose(words: &Words, text: &str) -> String {
    if let Ok(date) = NaiveDate::parse_from_str(text, "%Y-%m-%d") {
        return day(words, date);
    }
    match NaiveDate::parse_from_str(&format!("{text}-01"), "%Y-%m-%d") {
        Ok(date) => format!("{} {}", words.month(date.month()), date.year()),
        Err(_) => text.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::instant::parse_as_of;

    #[test]
    fn times_are_told_in_london_in_summer_and_in_winter() {
        let words = Words::english();
        for (instant, text) in
            [("2026-11-23T09:31:00Z", "23 November 2026 at 09:31"), ("2026-06-30T23:30:00Z", "1 July 2026 at 00:30")]
        {
            assert_eq!(moment(words, parse_as_of(instant).unwrap()), text);
        }
    }

    #[test]
    fn an_as_of_day_is_said_as_its_end_and_written_as_the_day() {
        let words = Words::english();
        for (asked, said, written) in [
            ("2026-03-31", "the end of 31 March 2026", "2026-03-31"),
            ("2026-03-31T09:30:00Z", "31 March 2026 at 10:30", "2026-03-31T09:30:00Z"),
        ] {
            let instant = parse_as_of(asked).unwrap();
            assert_eq!((as_of(words, instant).as_str(), as_of_text(instant).as_str()), (said, written));
        }
    }

    #[test]
    fn a_day_or_a_month_of_the_catalogue_is_put_into_words() {
        let words = Words::english();
        for (text, said) in
            [("2026-12-03", "3 December 2026"), ("2026-12", "December 2026"), ("in spring", "in spring")]
        {
            assert_eq!(loose(words, text), said);
        }
    }
}
