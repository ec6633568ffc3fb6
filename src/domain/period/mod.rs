//! The span of time that a figure describes.
//!
//! In: canonical labels, or a granularity and its numbers. Out: [`Period`] values that know their start, end and label.
//! Invariant: a period is a span with a granularity, never a bare date; `Period::parse(p.label()) == p` for every period;
//! periods order by end, then by start.

mod granularity;
mod label;
mod wire;

use chrono::{Datelike, Days, Duration, Months, NaiveDate, NaiveDateTime, NaiveTime, Timelike, Weekday};
pub use granularity::Granularity;
use std::cmp::Ordering;
use std::fmt;

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

    /// `minutes` minutes from `start`, in UTC, which is a whole minute: a label has no seconds.
    pub fn minutes(start: NaiveDateTime, minutes: u16) -> Option<Self> {
        (start.second() == 0 && start.nanosecond() == 0).then_some(())?;
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
        if let Some(period) = label::parse_month(label) {
            return Ok(period);
        }
        label::parse_label(label).filter(|period| period.label() == label).ok_or_else(|| NotAPeriod(label.to_owned()))
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

fn split_year(prefix: &str, first: i32) -> String {
    format!("{prefix}{first:04}-{:02}", (first + 1).rem_euclid(100))
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
        for label in [
            "",
            "26",
            "2026-13",
            "2026-Q5",
            "FY2025-27",
            "2026-6",
            "2026-02-30",
            "2024/2024",
            "é026-06",
            "2016-0/480200300-05",
            "-2147483648/2147483647",
            "0/2147483647",
        ] {
            assert!(Period::parse(label).is_err(), "{label}");
        }
    }

    #[test]
    fn minutes_begin_at_a_whole_minute() {
        for (start, begins) in [("00:30:00", true), ("00:30:01", false), ("00:30:00.5", false), ("23:59:60", false)] {
            let start = format!("2026-08-04T{start}").parse().unwrap();
            assert_eq!(Period::minutes(start, 30).is_some(), begins, "{start}");
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
