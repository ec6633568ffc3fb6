//! When: a day, a day with its time, or a month, in a publisher's words.
//!
//! In: "13 October 2026", "20 January 2016 9:30am", "October to November 2026", "2026-10-13". Out: [`When`].
//! Invariant: "to be announced", and anything else without a day or month in it, is nothing.

use crate::domain::release::london;
use chrono::{DateTime, Months, NaiveDate, NaiveTime, Utc};
use regex::{Captures, Regex};
use std::sync::LazyLock;

/// The time of day at which official statistics come out, where nothing else is said.
const USUAL: (u32, u32) = (9, 30);
const MONTHS: [&str; 12] = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"];

/// A day, with or without its time, or a month.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct When {
    /// The day; of a month the last.
    pub day: NaiveDate,
    /// The time of day in London, where it is named.
    pub time: Option<NaiveTime>,
    /// Whether only a month is named.
    pub is_month: bool,
}

impl When {
    /// The instant, with the time of day taken from `at` where none is named.
    pub fn instant(&self, at: NaiveTime) -> DateTime<Utc> {
        london(self.day.and_time(self.time.unwrap_or(at)))
    }
}

/// Reads `07:00`; 09:30 where it is left out or cannot be read.
pub fn time_of_day(at: Option<&str>) -> NaiveTime {
    let usual = || NaiveTime::from_hms_opt(USUAL.0, USUAL.1, 0);
    at.and_then(|at| NaiveTime::parse_from_str(at, "%H:%M").ok()).or_else(usual).unwrap_or_default()
}

/// Every day that `text` names, in its order; where it names none, the last of its months.
pub fn read(text: &str) -> Vec<When> {
    let days: Vec<_> = DAY.captures_iter(text).chain(ISO_DAY.captures_iter(text)).map(|day| a_day(&day)).collect();
    if days.is_empty() {
        return MONTH.captures_iter(text).last().and_then(|month| a_month(&month)).into_iter().collect();
    }
    days.into_iter().flatten().collect()
}

const TIME: &str = r"(?:[T,]?\s*(?:at\s+)?(?<hour>\d{1,2})[:.](?<minute>\d{2})(?:\s*(?<half>[ap])\.?m)?)?";
const MONTH_NAME: &str =
    r"(?<month>jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)(?:[a-z]*)\.?,?\s+(?<year>(?:19|20)\d{2})\b";

#[expect(clippy::expect_used, reason = "a constant that every test below reads")]
fn pattern(text: &str) -> Regex {
    Regex::new(&format!("(?i){text}")).expect("a pattern")
}

static DAY: LazyLock<Regex> =
    LazyLock::new(|| pattern(&format!(r"\b(?<day>\d{{1,2}})(?:st|nd|rd|th)?\s+(?:of\s+)?{MONTH_NAME}{TIME}")));
static ISO_DAY: LazyLock<Regex> =
    LazyLock::new(|| pattern(&format!(r"\b(?<year>(?:19|20)\d{{2}})-(?<number>\d{{2}})-(?<day>\d{{2}}){TIME}")));
static MONTH: LazyLock<Regex> = LazyLock::new(|| pattern(&format!(r"\b{MONTH_NAME}")));

fn a_day(found: &Captures<'_>) -> Option<When> {
    let day = found.name("day")?.as_str().parse().ok()?;
    Some(When { day: NaiveDate::from_ymd_opt(year(found)?, month(found)?, day)?, time: time(found), is_month: false })
}

fn a_month(found: &Captures<'_>) -> Option<When> {
    let first = NaiveDate::from_ymd_opt(year(found)?, month(found)?, 1)?;
    let last = first.checked_add_months(Months::new(1))?.pred_opt()?;
    Some(When { day: last, time: None, is_month: true })
}

fn year(found: &Captures<'_>) -> Option<i32> {
    found.name("year")?.as_str().parse().ok()
}

fn month(found: &Captures<'_>) -> Option<u32> {
    if let Some(number) = found.name("number") {
        return number.as_str().parse().ok();
    }
    let name = found.name("month")?.as_str().to_ascii_lowercase();
    MONTHS.iter().position(|month| *month == name).and_then(|place| u32::try_from(place + 1).ok())
}

fn time(found: &Captures<'_>) -> Option<NaiveTime> {
    let number = |name| found.name(name)?.as_str().parse::<u32>().ok();
    let (hour, minute) = (number("hour")?, number("minute")?);
    let hour = match found.name("half").map(|half| half.as_str().to_ascii_lowercase()).as_deref() {
        Some("p") if hour < 12 => hour + 12,
        Some("a") if hour == 12 => 0,
        _ => hour,
    };
    NaiveTime::from_hms_opt(hour, minute, 0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn days_times_and_months_are_read_in_the_publishers_words() {
        for (text, expected) in [
            ("13 October 2026", "2026-10-13"),
            ("27 March 2026", "2026-03-27"),
            ("20 January 2016 9:30am", "2016-01-20 09:30"),
            ("11 January 2018 9:30am", "2018-01-11 09:30"),
            ("5 May 2026 12:00am", "2026-05-05 00:00"),
            ("5 May 2026 12:15pm", "2026-05-05 12:15"),
            ("15 September 2026 at 07:00", "2026-09-15 07:00"),
            ("Thursday 26th November 2026, 9.30am", "2026-11-26 09:30"),
            ("26 Nov 2026", "2026-11-26"),
            ("2026-10-13", "2026-10-13"),
            ("2026-10-13T09:30:00", "2026-10-13 09:30"),
            ("13 October 2026, 10 November 2026", "2026-10-13|2026-11-10"),
            ("January 2016", "2016-01-31 month"),
            ("December to January 2017", "2017-01-31 month"),
            ("October to November 2026", "2026-11-30 month"),
            ("October 2026 to February 2028", "2028-02-29 month"),
            ("To be announced", ""),
            ("Discontinued", ""),
            ("31 February 2026", ""),
            ("2026", ""),
            ("", ""),
        ] {
            assert_eq!(in_words(&read(text)), expected, "{text}");
        }
    }

    fn in_words(whens: &[When]) -> String {
        let word = |when: &When| {
            let time = when.time.map(|time| time.format(" %H:%M").to_string()).unwrap_or_default();
            format!("{}{time}{}", when.day, if when.is_month { " month" } else { "" })
        };
        whens.iter().map(word).collect::<Vec<_>>().join("|")
    }

    #[test]
    fn a_day_without_a_time_is_taken_at_the_sources_own_in_summer_and_winter() {
        for (text, at, instant) in [
            ("13 October 2026", Some("07:00"), "2026-10-13T06:00:00Z"),
            ("10 November 2026", Some("07:00"), "2026-11-10T07:00:00Z"),
            ("13 October 2026", None, "2026-10-13T08:30:00Z"),
            ("13 October 2026 9:30am", Some("07:00"), "2026-10-13T08:30:00Z"),
        ] {
            let expected: DateTime<Utc> = instant.parse().unwrap();
            assert_eq!(read(text)[0].instant(time_of_day(at)), expected, "{text}");
        }
    }
}
