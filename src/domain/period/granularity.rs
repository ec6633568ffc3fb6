//! How long a period is and where it may begin.
//!
//! In: a word such as `quarter` or `rolling-3-months`. Out: [`Granularity`]. Invariant: `word.parse().to_string() == word`.

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
