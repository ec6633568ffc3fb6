//! Canonical labels of periods, to be read back.
//!
//! In: text such as `FY2025-26`. Out: a [`Period`], or nothing. Invariant: reads what [`Period::label`] writes.

use super::Period;
use chrono::{NaiveDate, NaiveDateTime};

/// Reads `2026-06` and nothing else.
pub(super) fn parse_month(label: &str) -> Option<Period> {
    let &[y1, y2, y3, y4, b'-', m1, m2] = label.as_bytes() else { return None };
    Period::month(digits(&[y1, y2, y3, y4])?.cast_signed(), digits(&[m1, m2])?)
}

fn digits(text: &[u8]) -> Option<u32> {
    let digit = |letter: &u8| letter.checked_sub(b'0').filter(|digit| *digit < 10).map(u32::from);
    text.iter().try_fold(0, |number, letter| Some(number * 10 + digit(letter)?))
}

pub(super) fn parse_label(label: &str) -> Option<Period> {
    if let Some(rest) = label.strip_prefix("FY") {
        return Period::financial_year(rest.get(..4)?.parse().ok()?);
    }
    if let Some(rest) = label.strip_prefix("AY") {
        return Period::academic_year(rest.get(..4)?.parse().ok()?);
    }
    if let Some(rest) = label.strip_prefix("YE") {
        let (year, month) = year_and_month(rest)?;
        return Period::year_ending(year, month);
    }
    match label.split_once('/') {
        Some((start, length)) if length.starts_with("PT") => parse_minutes(start, length),
        Some((first, last)) => parse_rolling(first, last),
        None => parse_plain(label),
    }
}

fn parse_plain(label: &str) -> Option<Period> {
    if let Some((year, quarter)) = label.split_once("-Q") {
        return Period::quarter(year.parse().ok()?, quarter.parse().ok()?);
    }
    if let Some((year, week)) = label.split_once("-W") {
        return Period::week(year.parse().ok()?, week.parse().ok()?);
    }
    match label.len() {
        4 => Period::year(label.parse().ok()?),
        7 => year_and_month(label).and_then(|(year, month)| Period::month(year, month)),
        _ => Period::day(NaiveDate::parse_from_str(label, "%Y-%m-%d").ok()?),
    }
}

fn parse_minutes(start: &str, length: &str) -> Option<Period> {
    let minutes = length.strip_prefix("PT")?.strip_suffix('M')?.parse().ok()?;
    let start = NaiveDateTime::parse_from_str(start, "%Y-%m-%dT%H:%MZ").ok()?;
    Period::minutes(start, minutes)
}

fn parse_rolling(first: &str, last: &str) -> Option<Period> {
    if let (Ok(first), Ok(last)) = (first.parse::<i32>(), last.parse::<i32>()) {
        return Period::rolling_years(u8::try_from(last.checked_sub(first)?.checked_add(1)?).ok()?, last);
    }
    let ((first_year, first_month), (year, month)) = (year_and_month(first)?, year_and_month(last)?);
    // Years of a label can be any number, and months of them too many to count.
    let years = year.checked_sub(first_year)?.checked_mul(12)?;
    let months =
        years.checked_add(i32::try_from(month).ok()?)?.checked_sub(i32::try_from(first_month).ok()?)?.checked_add(1)?;
    Period::rolling_months(u8::try_from(months).ok()?, year, month)
}

fn year_and_month(text: &str) -> Option<(i32, u32)> {
    let (year, month) = text.split_once('-')?;
    Some((year.parse().ok()?, month.parse().ok()?))
}
