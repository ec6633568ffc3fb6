//! The span of time that a figure describes.
//!
//! In: canonical labels, or a granularity and its numbers. Out: [`Period`] values that know their start, end and label.
//! Invariant: a period is a span with a granularity, never a bare date; `Period::parse(p.label()) == p` for every period;
//! periods order by end, then by start.

use chrono::{Datelike, Days, Duration, Months, NaiveDate, NaiveDateTime, NaiveTime, Weekday};
use std::cmp::Ordering;
use std::fmt;
use std::str::FromStr;

/// How long a period is and where it may begin.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Granularity {
    /// A calendar year: `2026`.
    Year,
    /// A calendar quarter: `2026-Q2`.
    Quarter,
    /// A calendar month: `2026-06`.
    Month,
    /// An ISO week, Monday to Sunday: `2026-W05`.
    Week,
    /// A financial year, 1 April to 31 March: `FY2025-26`.
    FinancialYear,
    /// An academic year, 1 September to 31 August: `AY2024-25`.
    AcademicYear,
    /// Twelve months that end with a named month: `YE2026-06`.
    YearEnding,
    /// A rolling span of so many months: `2026-05/2026-07`.
    RollingMonths(u8),
    /// A rolling span of so many calendar years: `2022/2024`.
    RollingYears(u8),
    /// One day, or a snapshot taken on it: `2026-03-31`.
    Day,
    /// So many minutes from an instant in UTC: `2026-08-04T00:00Z/PT30M`.
    Minutes(u16),
}

/// A span of time with its granularity.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Period {
    granularity: Granularity,
    start: NaiveDateTime,
    end: NaiveDateTime,
}

/// A label that is not a canonical period.
#[derive(Debug, thiserror::Error, PartialEq, Eq)]
#[error(
    "`{0}` is not a period: write 2026, 2026-Q2, 2026-06, 2026-W05, FY2025-26, AY2024-25, YE2026-06, 2026-05/2026-07, 2022/2024, 2026-03-31 or 2026-08-04T00:00Z/PT30M"
)]
pub struct NotAPeriod(pub String);

impl Period {
    /// The calendar year `year`.
    pub fn year(year: i32) -> Option<Self> {
        Self::months_from(Granularity::Year, year, 1, 12)
    }

    /// Quarter `quarter` (1 to 4) of the calendar year `year`.
    pub fn quarter(year: i32, quarter: u32) -> Option<Self> {
        (1..=4).contains(&quarter).then_some(())?;
        Self::months_from(Granularity::Quarter, year, quarter * 3 - 2, 3)
    }

    /// Month `month` (1 to 12) of `year`.
    pub fn month(year: i32, month: u32) -> Option<Self> {
        Self::months_from(Granularity::Month, year, month, 1)
    }

    /// ISO week `week` of ISO year `year`.
    pub fn week(year: i32, week: u32) -> Option<Self> {
        let start = NaiveDate::from_isoywd_opt(year, week, Weekday::Mon)?;
        Some(Self::span(Granularity::Week, start, start.checked_add_days(Days::new(7))?))
    }

    /// The financial year that begins on 1 April of `first_year`.
    pub fn financial_year(first_year: i32) -> Option<Self> {
        Self::months_from(Granularity::FinancialYear, first_year, 4, 12)
    }

    /// The academic year that begins on 1 September of `first_year`.
    pub fn academic_year(first_year: i32) -> Option<Self> {
        Self::months_from(Granularity::AcademicYear, first_year, 9, 12)
    }

    /// The twelve months that end with month `month` of `year`.
    pub fn year_ending(year: i32, month: u32) -> Option<Self> {
        let last = NaiveDate::from_ymd_opt(year, month, 1)?;
        let end = last.checked_add_months(Months::new(1))?;
        Some(Self::span(Granularity::YearEnding, end.checked_sub_months(Months::new(12))?, end))
    }

    /// `months` months that end with month `month` of `year`.
    pub fn rolling_months(months: u8, year: i32, month: u32) -> Option<Self> {
        let end = NaiveDate::from_ymd_opt(year, month, 1)?.checked_add_months(Months::new(1))?;
        let start = end.checked_sub_months(Months::new(u32::from(months)))?;
        (months > 1).then(|| Self::span(Granularity::RollingMonths(months), start, end))
    }

    /// `years` calendar years that end with `last_year`.
    pub fn rolling_years(years: u8, last_year: i32) -> Option<Self> {
        let end = NaiveDate::from_ymd_opt(last_year.checked_add(1)?, 1, 1)?;
        let start = end.checked_sub_months(Months::new(u32::from(years) * 12))?;
        (years > 1).then(|| Self::span(Granularity::RollingYears(years), start, end))
    }

    /// The day `date`, or a snapshot taken on it.
    pub fn day(date: NaiveDate) -> Option<Self> {
        Some(Self::span(Granularity::Day, date, date.succ_opt()?))
    }

    /// `minutes` minutes from `start`, in UTC.
    pub fn minutes(start: NaiveDateTime, minutes: u16) -> Option<Self> {
        let end = start.checked_add_signed(Duration::minutes(i64::from(minutes)))?;
        (minutes > 0).then_some(Self { granularity: Granularity::Minutes(minutes), start, end })
    }

    /// Reads a canonical label.
    ///
    /// ```
    /// use headway::domain::period::Period;
    /// assert_eq!(Period::parse("FY2025-26").unwrap().to_string(), "FY2025-26");
    /// ```
    pub fn parse(label: &str) -> Result<Self, NotAPeriod> {
        // Most periods are months, and a store reads thousands of them: no detour by way of their label.
        if let &[y1, y2, y3, y4, b'-', m1, m2] = label.as_bytes()
            && let Some(year) = digits(&[y1, y2, y3, y4])
            && let Some(period) = digits(&[m1, m2]).and_then(|month| Self::month(year.cast_signed(), month))
        {
            return Ok(period);
        }
        parse_label(label).filter(|period| period.label() == label).ok_or_else(|| NotAPeriod(label.to_owned()))
    }

    /// How long it is and where it may begin.
    pub fn granularity(&self) -> Granularity {
        self.granularity
    }

    /// First instant of the period (UTC for spans of minutes, else local midnight).
    pub fn start(&self) -> NaiveDateTime {
        self.start
    }

    /// First instant after the period.
    pub fn end(&self) -> NaiveDateTime {
        self.end
    }

    /// Its last day.
    pub fn last_day(&self) -> NaiveDate {
        (self.end - Duration::seconds(1)).date()
    }

    /// The canonical label.
    pub fn label(&self) -> String {
        let (start, last) = (self.start.date(), self.last_day());
        match self.granularity {
            Granularity::Year => format!("{:04}", start.year()),
            Granularity::Quarter => format!("{:04}-Q{}", start.year(), start.month0() / 3 + 1),
            Granularity::Month => format!("{:04}-{:02}", start.year(), start.month()),
            Granularity::Week => start.format("%G-W%V").to_string(),
            Granularity::FinancialYear => split_year("FY", start.year()),
            Granularity::AcademicYear => split_year("AY", start.year()),
            Granularity::YearEnding => format!("YE{:04}-{:02}", last.year(), last.month()),
            Granularity::RollingMonths(_) => {
                format!("{:04}-{:02}/{:04}-{:02}", start.year(), start.month(), last.year(), last.month())
            }
            Granularity::RollingYears(_) => format!("{:04}/{:04}", start.year(), last.year()),
            Granularity::Day => start.format("%Y-%m-%d").to_string(),
            Granularity::Minutes(minutes) => format!("{}Z/PT{minutes}M", self.start.format("%Y-%m-%dT%H:%M")),
        }
    }

    /// The period one step later: the next month for months and rolling months, the next year for years, and so on.
    /// Days step by one day; a snapshot series that is not daily has no fixed step.
    pub fn next(&self) -> Option<Self> {
        let (year, last) = (self.start.year(), self.last_day());
        let after = self.end.date();
        match self.granularity {
            Granularity::Year => Self::year(year + 1),
            Granularity::Quarter => Self::quarter(after.year(), after.month0() / 3 + 1),
            Granularity::Month => Self::month(after.year(), after.month()),
            Granularity::Week => Self::week(after.iso_week().year(), after.iso_week().week()),
            Granularity::FinancialYear => Self::financial_year(year + 1),
            Granularity::AcademicYear => Self::academic_year(year + 1),
            Granularity::YearEnding => Self::year_ending(after.year(), after.month()),
            Granularity::RollingMonths(months) => Self::rolling_months(months, after.year(), after.month()),
            Granularity::RollingYears(years) => Self::rolling_years(years, last.year() + 1),
            Granularity::Day => Self::day(after),
            Granularity::Minutes(minutes) => Self::minutes(self.end, minutes),
        }
    }

    fn months_from(granularity: Granularity, year: i32, month: u32, months: u32) -> Option<Self> {
        let start = NaiveDate::from_ymd_opt(year, month, 1)?;
        Some(Self::span(granularity, start, start.checked_add_months(Months::new(months))?))
    }

    fn span(granularity: Granularity, start: NaiveDate, end: NaiveDate) -> Self {
        Self { granularity, start: start.and_time(NaiveTime::MIN), end: end.and_time(NaiveTime::MIN) }
    }
}

impl fmt::Display for Period {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.label())
    }
}

impl Ord for Period {
    fn cmp(&self, other: &Self) -> Ordering {
        (self.end, self.start, self.granularity).cmp(&(other.end, other.start, other.granularity))
    }
}

impl PartialOrd for Period {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl fmt::Display for Granularity {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Year => formatter.write_str("year"),
            Self::Quarter => formatter.write_str("quarter"),
            Self::Month => formatter.write_str("month"),
            Self::Week => formatter.write_str("week"),
            Self::FinancialYear => formatter.write_str("financial-year"),
            Self::AcademicYear => formatter.write_str("academic-year"),
            Self::YearEnding => formatter.write_str("year-ending"),
            Self::RollingMonths(months) => write!(formatter, "rolling-{months}-months"),
            Self::RollingYears(years) => write!(formatter, "rolling-{years}-years"),
            Self::Day => formatter.write_str("day"),
            Self::Minutes(minutes) => write!(formatter, "{minutes}-minutes"),
        }
    }
}

impl FromStr for Granularity {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let rolling = |suffix: &str| text.strip_prefix("rolling-")?.strip_suffix(suffix)?.parse::<u8>().ok();
        Ok(match text {
            "year" => Self::Year,
            "quarter" => Self::Quarter,
            "month" => Self::Month,
            "week" => Self::Week,
            "financial-year" => Self::FinancialYear,
            "academic-year" => Self::AcademicYear,
            "year-ending" => Self::YearEnding,
            "day" => Self::Day,
            _ => match (
                rolling("-months"),
                rolling("-years"),
                text.strip_suffix("-minutes").and_then(|m| m.parse().ok()),
            ) {
                (Some(months @ 2..), _, _) => Self::RollingMonths(months),
                (_, Some(years @ 2..), _) => Self::RollingYears(years),
                (_, _, Some(minutes @ 1..)) => Self::Minutes(minutes),
                _ => {
                    return Err(format!(
                        "unknown granularity `{text}`: expected year, quarter, month, week, financial-year, academic-year, year-ending, rolling-3-months, rolling-3-years, day or 30-minutes"
                    ));
                }
            },
        })
    }
}

impl serde::Serialize for Granularity {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> serde::Deserialize<'de> for Granularity {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = <String as serde::Deserialize>::deserialize(deserializer)?;
        text.parse().map_err(serde::de::Error::custom)
    }
}

impl schemars::JsonSchema for Granularity {
    fn schema_name() -> std::borrow::Cow<'static, str> {
        "Granularity".into()
    }

    fn json_schema(_: &mut schemars::SchemaGenerator) -> schemars::Schema {
        schemars::json_schema!({
            "type": "string",
            "pattern": "^(year|quarter|month|week|financial-year|academic-year|year-ending|day|rolling-[0-9]+-(months|years)|[0-9]+-minutes)$"
        })
    }
}

impl serde::Serialize for Period {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> serde::Deserialize<'de> for Period {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = <String as serde::Deserialize>::deserialize(deserializer)?;
        Self::parse(&text).map_err(serde::de::Error::custom)
    }
}

impl schemars::JsonSchema for Period {
    fn schema_name() -> std::borrow::Cow<'static, str> {
        "Period".into()
    }

    fn json_schema(_: &mut schemars::SchemaGenerator) -> schemars::Schema {
        schemars::json_schema!({ "type": "string", "description": "A canonical period label: 2026, 2026-Q2, 2026-06, FY2025-26, 2026-05/2026-07 …" })
    }
}

fn digits(text: &[u8]) -> Option<u32> {
    let add =
        |number: u32, digit: &u8| Some(number * 10 + u32::from(digit.checked_sub(b'0').filter(|digit| *digit < 10)?));
    text.iter().try_fold(0, add)
}

fn split_year(prefix: &str, first: i32) -> String {
    format!("{prefix}{first:04}-{:02}", (first + 1).rem_euclid(100))
}

fn parse_label(label: &str) -> Option<Period> {
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
        return Period::rolling_years(u8::try_from(last.checked_sub(first)? + 1).ok()?, last);
    }
    let ((first_year, first_month), (year, month)) = (year_and_month(first)?, year_and_month(last)?);
    let months = (year - first_year) * 12 + i32::try_from(month).ok()? - i32::try_from(first_month).ok()? + 1;
    Period::rolling_months(u8::try_from(months).ok()?, year, month)
}

fn year_and_month(text: &str) -> Option<(i32, u32)> {
    let (year, month) = text.split_once('-')?;
    Some((year.parse().ok()?, month.parse().ok()?))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_canonical_label_reads_back_as_itself() {
        for label in [
            "2026",
            "2026-Q2",
            "2026-06",
            "2026-W05",
            "FY2025-26",
            "FY1999-00",
            "AY2024-25",
            "YE2026-06",
            "2026-05/2026-07",
            "2025-12/2026-02",
            "2022/2024",
            "2026-03-31",
            "2026-08-04T00:00Z/PT30M",
        ] {
            assert_eq!(Period::parse(label).map(|period| period.label()).as_deref(), Ok(label));
        }
    }

    #[test]
    fn a_label_that_is_nearly_canonical_is_refused() {
        for label in ["", "26", "2026-13", "2026-Q5", "FY2025-27", "2026-6", "2026-02-30", "2024/2024", "é026-06"] {
            assert!(Period::parse(label).is_err(), "{label}");
        }
    }

    #[test]
    fn periods_order_by_end_then_start() {
        let mut labels = ["2026-06", "2026-Q2", "2025", "2026-04/2026-06"].map(|label| Period::parse(label).unwrap());
        labels.sort();
        assert_eq!(labels.map(|period| period.label()), ["2025", "2026-Q2", "2026-04/2026-06", "2026-06"]);
    }

    #[test]
    fn the_next_period_begins_one_step_later() {
        for (label, next) in [
            ("2026-12", "2027-01"),
            ("2026-Q4", "2027-Q1"),
            ("2026-05/2026-07", "2026-06/2026-08"),
            ("2022/2024", "2023/2025"),
            ("FY2024-25", "FY2025-26"),
        ] {
            assert_eq!(Period::parse(label).unwrap().next().unwrap().label(), next);
        }
    }
}
