//! "As of" in an address: a day in Britain or an instant.
//!
//! In: the text after `as_of=`. Out: the instant that it means.
//! Invariant: a day means its last instant in Europe/London, whatever the season.

use chrono::{DateTime, NaiveDate, TimeDelta, TimeZone, Utc};
use chrono_tz::Europe::London;

/// Text that is neither a day nor an instant.
#[derive(Debug, thiserror::Error, PartialEq, Eq)]
#[error("`{0}` is not a day (2026-03-31) or an instant (2026-03-31T09:30:00Z)")]
pub struct NotAnInstant(pub String);

/// Reads `2026-03-31` (the end of that day in Europe/London) or an RFC 3339 instant.
///
/// ```
/// use headway::domain::instant::parse_as_of;
/// assert_eq!(parse_as_of("2026-06-30").unwrap().to_rfc3339(), "2026-06-30T22:59:59.999999+00:00");
/// ```
pub fn parse_as_of(text: &str) -> Result<DateTime<Utc>, NotAnInstant> {
    let refused = || NotAnInstant(text.to_owned());
    // Years beyond 9999 and before 0 can be parsed, and mean nothing here.
    let is_day = text.len() == "2026-03-31".len() && !text.starts_with(['+', '-']);
    if is_day && let Ok(day) = NaiveDate::parse_from_str(text, "%Y-%m-%d") {
        return end_of_day(day).ok_or_else(refused);
    }
    // A plus sign in a query string arrives as a space.
    let text = text.replace(' ', "+");
    DateTime::parse_from_rfc3339(&text).map(|instant| instant.with_timezone(&Utc)).map_err(|_| refused())
}

/// The last microsecond of `day` in Europe/London.
pub fn end_of_day(day: NaiveDate) -> Option<DateTime<Utc>> {
    Some(start_of_day(day.succ_opt()?)? - TimeDelta::microseconds(1))
}

/// The first instant of `day` in Europe/London.
pub fn start_of_day(day: NaiveDate) -> Option<DateTime<Utc>> {
    London.from_local_datetime(&day.and_hms_opt(0, 0, 0)?).earliest().map(|instant| instant.with_timezone(&Utc))
}

/// The day in Europe/London on which `instant` falls.
pub fn london_day(instant: DateTime<Utc>) -> NaiveDate {
    instant.with_timezone(&London).date_naive()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_day_means_its_end_in_london_in_summer_and_in_winter() {
        for (text, instant) in [
            ("2026-06-30", "2026-06-30T22:59:59.999999+00:00"),
            ("2026-12-31", "2026-12-31T23:59:59.999999+00:00"),
            ("2026-03-29", "2026-03-29T22:59:59.999999+00:00"),
            ("2026-06-30T09:30:00+01:00", "2026-06-30T08:30:00+00:00"),
            ("2026-06-30T09:30:00 01:00", "2026-06-30T08:30:00+00:00"),
        ] {
            assert_eq!(parse_as_of(text).unwrap().to_rfc3339(), instant);
        }
    }

    #[test]
    fn anything_else_is_refused_by_name() {
        assert_eq!(
            parse_as_of("yesterday").unwrap_err().to_string(),
            "`yesterday` is not a day (2026-03-31) or an instant (2026-03-31T09:30:00Z)"
        );
        for text in ["+262142-12-30", "-262143-01-01", "-026-01-01", "2026-1-1", "99999-1-1"] {
            assert!(parse_as_of(text).is_err(), "{text}");
        }
    }
}
