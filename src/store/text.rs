//! How instants, periods and words stand in the tables.
//!
//! In: types of the domain. Out: columns that a person can read and SQL can order, and back.
//! Invariant: instants are text of one width in UTC, to the microsecond, so that comparing the text compares the instants.

use super::error::StoreError;
use crate::domain::figure::{Flags, Missing, Value};
use crate::domain::period::Period;
use chrono::{DateTime, SecondsFormat, Utc};
use rust_decimal::Decimal;
use std::str::FromStr;

/// An instant as it stands in the tables: `2026-06-30T22:59:59.999999Z`.
pub(super) fn from_instant(instant: DateTime<Utc>) -> String {
    instant.to_rfc3339_opts(SecondsFormat::Micros, true)
}

/// Reads [`from_instant`] back.
pub(super) fn to_instant(text: &str) -> Result<DateTime<Utc>, StoreError> {
    DateTime::parse_from_rfc3339(text)
        .map(|instant| instant.with_timezone(&Utc))
        .map_err(|_| StoreError::unreadable(format!("the instant `{text}`")))
}

/// An instant that may be unknown.
pub(super) fn to_optional_instant(text: Option<&str>) -> Result<Option<DateTime<Utc>>, StoreError> {
    text.map(to_instant).transpose()
}

/// The instant as the tables can hold it.
pub(super) fn in_microseconds(instant: DateTime<Utc>) -> DateTime<Utc> {
    DateTime::from_timestamp_micros(instant.timestamp_micros()).unwrap_or(instant)
}

/// What orders the periods of a series and tells them apart: minutes from 1970 to the end of the period.
pub(super) fn order(period: &Period) -> i64 {
    period.end().and_utc().timestamp().div_euclid(60)
}

/// Reads the columns `value` and `missing` back.
pub(super) fn to_value(value: Option<&str>, missing: Option<&str>) -> Result<Value, StoreError> {
    match (value, missing) {
        (Some(number), None) => Decimal::from_str(number)
            .map(Value::Number)
            .map_err(|_| StoreError::unreadable(format!("the value `{number}`"))),
        (None, Some(word)) => Missing::from_word(word)
            .map(Value::Missing)
            .ok_or_else(|| StoreError::unreadable(format!("the missing reason `{word}`"))),
        _ => Err(StoreError::unreadable("a figure with both or neither of a value and a missing reason")),
    }
}

/// Reads the column `flags` back.
pub(super) fn to_flags(words: &str) -> Result<Flags, StoreError> {
    Flags::from_words(words).ok_or_else(|| StoreError::unreadable(format!("the flags `{words}`")))
}

/// Reads the column `period` back.
pub(super) fn to_period(label: &str) -> Result<Period, StoreError> {
    Period::parse(label).map_err(|_| StoreError::unreadable(format!("the period `{label}`")))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn instants_keep_their_width_and_their_order_as_text() {
        let texts = ["2026-06-30T22:59:59Z", "2026-06-30T22:59:59.5Z", "2026-06-30T22:59:59.999999Z"]
            .map(|text| from_instant(text.parse().unwrap()));
        assert!(texts.iter().all(|text| text.len() == 27), "{texts:?}");
        assert!(texts.is_sorted());
        assert_eq!(to_instant(&texts[1]).unwrap(), "2026-06-30T22:59:59.5Z".parse::<DateTime<Utc>>().unwrap());
    }

    #[test]
    fn periods_order_by_their_end() {
        let orders = ["1969-12", "2026-05", "2026-06"].map(|label| order(&Period::parse(label).unwrap()));
        assert_eq!(orders[0], 0);
        assert!(orders.is_sorted());
    }
}
