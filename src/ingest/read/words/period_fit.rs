//! What a label means for a series: its granularity decides between readings.
//!
//! In: [`Said`] and the series' [`Granularity`]. Out: a [`Period`] of just that granularity, or why not.
//! Invariant: a label that plainly is a period of another length is told apart from one that is no period; nothing is guessed:
//! where one month stands for a window, the table says which of its months it is.

use super::period_text::{Joint, Kind, Said, read};
use crate::domain::instant::london_day;
use crate::domain::period::{Granularity, Period};
use crate::domain::source::MonthOfWindow;
use chrono::{Datelike, Months, NaiveDate, Weekday};

/// What became of a label.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fit {
    /// The period.
    Is(Period),
    /// A period of another length.
    Other,
    /// One month (or quarter) of a longer window or for a single day: the table must say which.
    NeedsMonth,
    /// No period.
    Not,
}

/// Reads a label for a series.
pub fn fit(label: &str, granularity: Granularity, month: Option<MonthOfWindow>) -> Fit {
    match Period::parse(label.trim()) {
        Ok(period) if period.granularity() == granularity => return Fit::Is(period),
        _ => {}
    }
    read(label).map_or(Fit::Not, |said| fit_said(said, granularity, month))
}

/// Fits what a label says.
pub fn fit_said(said: Said, granularity: Granularity, month: Option<MonthOfWindow>) -> Fit {
    if impossible(said) || is_ambiguous(said, granularity) {
        return Fit::Not;
    }
    let said = match (said, granularity) {
        (said, Granularity::Minutes(_)) => said,
        (Said::Instant(instant, false), _) => Said::Day(instant.date()),
        (Said::Instant(instant, true), _) => Said::Day(london_day(instant.and_utc())),
        (said, _) => said,
    };
    if is_inside_a_month(said, granularity) {
        return Fit::Not;
    }
    let period = match granularity {
        Granularity::Year => year(said),
        Granularity::Quarter => quarter(said, month),
        Granularity::Month => as_month(said).and_then(|(year, month)| Period::month(year, month)),
        Granularity::Week => week(said),
        Granularity::FinancialYear => split_year(said, Kind::Financial).and_then(Period::financial_year),
        Granularity::AcademicYear => split_year(said, Kind::Academic).and_then(Period::academic_year),
        Granularity::YearEnding => year_ending(said),
        Granularity::RollingMonths(months) => rolling_months(said, months, month),
        Granularity::RollingYears(years) => rolling_years(said, years),
        Granularity::Day => day(said, month),
        Granularity::Minutes(minutes) => minutes_from(said, minutes),
    };
    match period {
        Some(period) => Fit::Is(period),
        None if month.is_none() && needs_month(said, granularity) => Fit::NeedsMonth,
        None => Fit::Other,
    }
}

/// Whether it has the form of a period and still cannot be one: month 13, week 60.
fn impossible(said: Said) -> bool {
    match said {
        Said::Month(_, month) | Said::YearEnding(_, month) | Said::MonthsTo(_, _, month) => !(1..=12).contains(&month),
        Said::Months((_, first), (_, last)) => {
            !(1..=12).contains(&first) || !(1..=12).contains(&last) || length(said).is_none()
        }
        Said::Week(_, week) => !(1..=53).contains(&week),
        _ => false,
    }
}

/// `29/06/2026` among months: a day that neither begins nor ends a month stands for none, and is no period of another length that a
/// file has on purpose: left out in silence it might be the newest figure.
fn is_inside_a_month(said: Said, granularity: Granularity) -> bool {
    let by_days = matches!(granularity, Granularity::Day | Granularity::Week | Granularity::Minutes(_));
    !by_days && matches!(said, Said::Day(day) if day.day() != 1 && !is_last(day))
}

/// `2011/12` among months: December, or a total of two years. Which cannot be known, so that it is neither taken nor left out.
fn is_ambiguous(said: Said, granularity: Granularity) -> bool {
    matches!((said, granularity), (Said::YearAnd(year, second, Joint::Slash), Granularity::Month | Granularity::RollingMonths(_))
        if second.cast_signed() == (year + 1).rem_euclid(100) && second <= 12)
}

fn needs_month(said: Said, granularity: Granularity) -> bool {
    match granularity {
        Granularity::RollingMonths(_) => as_month(said).is_some(),
        Granularity::Day => as_month(said).is_some() || matches!(said, Said::Quarter(..)),
        _ => false,
    }
}

/// How many months a span has.
fn length(said: Said) -> Option<u32> {
    let Said::Months((first_year, first), (last_year, last)) = said else { return None };
    let months = (last_year - first_year) * 12 + last.cast_signed() - first.cast_signed() + 1;
    u32::try_from(months).ok().filter(|months| *months > 0)
}

/// The month that it names: a month, or a day that is the first or the last of one.
fn as_month(said: Said) -> Option<(i32, u32)> {
    match said {
        Said::Month(year, month) | Said::YearAnd(year, month @ 1..=12, _) => Some((year, month)),
        Said::Day(day) if day.day() == 1 || is_last(day) => Some((day.year(), day.month())),
        Said::Months(first, last) if first == last => Some(first),
        _ => None,
    }
}

fn is_last(day: NaiveDate) -> bool {
    day.succ_opt().is_some_and(|next| next.day() == 1)
}

/// The last month of a span of `months`, whatever way it is written.
fn end_of_span(said: Said, months: u32) -> Option<(i32, u32)> {
    match said {
        Said::Months(_, last) if length(said) == Some(months) => Some(last),
        Said::MonthsTo(count, year, month) if count == months => Some((year, month)),
        Said::YearEnding(year, month) if months == 12 => Some((year, month)),
        _ => None,
    }
}

fn year(said: Said) -> Option<Period> {
    match said {
        Said::Year(year) | Said::Middle(year) | Said::ReportingYear(year) => Period::year(year),
        Said::Day(day) if (day.month(), day.day()) == (1, 1) || (day.month(), day.day()) == (12, 31) => {
            Period::year(day.year())
        }
        _ => end_of_span(said, 12).filter(|(_, month)| *month == 12).and_then(|(year, _)| Period::year(year)),
    }
}

fn quarter(said: Said, month: Option<MonthOfWindow>) -> Option<Period> {
    let ending = |(year, month): (i32, u32)| Period::quarter(year, month / 3).filter(|_| month % 3 == 0);
    match said {
        Said::Quarter(year, quarter) => Period::quarter(year, quarter),
        Said::YearAnd(year, quarter @ 1..=4, _) if month.is_none() => Period::quarter(year, quarter),
        Said::FinancialQuarter(first, quarter) if quarter < 4 => Period::quarter(first, quarter + 1),
        Said::FinancialQuarter(first, _) => Period::quarter(first + 1, 1),
        Said::Day(day) if is_last(day) => ending((day.year(), day.month())),
        Said::Day(day) if day.day() == 1 && day.month() % 3 == 1 => Period::quarter(day.year(), day.month() / 3 + 1),
        _ => match (as_month(said), month) {
            (Some(named), Some(which)) => last_of_window(named, 3, which).and_then(ending),
            _ => end_of_span(said, 3).and_then(ending),
        },
    }
}

fn week(said: Said) -> Option<Period> {
    match said {
        Said::Week(year, week) | Said::YearAnd(year, week, Joint::Other) => Period::week(year, week),
        Said::Day(day) => Period::week(day.iso_week().year(), day.iso_week().week()),
        Said::Days(first, last) if first.weekday() == Weekday::Mon && (last - first).num_days() == 6 => {
            Period::week(first.iso_week().year(), first.iso_week().week())
        }
        _ => None,
    }
}

/// The first calendar year of a financial or academic year.
fn split_year(said: Said, wanted: Kind) -> Option<i32> {
    let last_month = if wanted == Kind::Financial { 3 } else { 8 };
    match said {
        Said::SplitYear(first, kind) if kind.is_none_or(|kind| kind == wanted) => Some(first),
        Said::YearAnd(first, second, _) if second.cast_signed() == (first + 1).rem_euclid(100) => Some(first),
        // `1994/5`.
        Said::YearAnd(first, second @ 0..=9, Joint::Slash) if second.cast_signed() == (first + 1).rem_euclid(10) => {
            Some(first)
        }
        Said::Day(day) if is_last(day) && day.month() == last_month => Some(day.year() - 1),
        Said::Day(day) if day.day() == 1 && day.month() == last_month + 1 => Some(day.year()),
        _ => end_of_span(said, 12).filter(|(_, month)| *month == last_month).map(|(year, _)| year - 1),
    }
}

fn year_ending(said: Said) -> Option<Period> {
    let (year, month) = match said {
        Said::Quarter(year, quarter) => (year, quarter * 3),
        Said::Year(year) => (year, 12),
        Said::SplitYear(first, Some(Kind::Academic)) => (first + 1, 8),
        Said::SplitYear(first, _) => (first + 1, 3),
        Said::YearAnd(first, second, Joint::Slash) if second.cast_signed() == (first + 1).rem_euclid(100) => {
            (first + 1, 3)
        }
        _ => end_of_span(said, 12).or_else(|| as_month(said))?,
    };
    Period::year_ending(year, month)
}

fn rolling_months(said: Said, months: u8, month: Option<MonthOfWindow>) -> Option<Period> {
    let (year, last) = match (said, month) {
        (Said::Quarter(year, quarter), _) if months == 3 => (year, quarter * 3),
        (Said::Year(year), _) if months == 12 => (year, 12),
        (Said::SplitYear(first, None | Some(Kind::Financial)), _) if months == 12 => (first + 1, 3),
        _ => match (end_of_span(said, u32::from(months)), as_month(said), month) {
            (Some(last), ..) => last,
            (None, Some(named), Some(which)) => last_of_window(named, months, which)?,
            _ => return None,
        },
    };
    Period::rolling_months(months, year, last)
}

/// The last month of a window of which one month is named.
fn last_of_window((year, month): (i32, u32), months: u8, which: MonthOfWindow) -> Option<(i32, u32)> {
    let after = match which {
        MonthOfWindow::First => u32::from(months) - 1,
        MonthOfWindow::Middle => u32::from(months) / 2,
        MonthOfWindow::Last => 0,
    };
    let last = NaiveDate::from_ymd_opt(year, month, 1)?.checked_add_months(Months::new(after))?;
    Some((last.year(), last.month()))
}

fn rolling_years(said: Said, years: u8) -> Option<Period> {
    let (first, last) = match said {
        Said::SplitYear(first, None) => (first, first + 1),
        Said::YearAnd(first, second, _) => {
            let century = first - first.rem_euclid(100);
            let last = century + second.cast_signed();
            (first, if last < first { last + 100 } else { last })
        }
        Said::Years(first, last) | Said::Months((first, 1), (last, 12)) => (first, last),
        _ => return None,
    };
    (last - first + 1 == i32::from(years)).then(|| Period::rolling_years(years, last))?
}

fn day(said: Said, month: Option<MonthOfWindow>) -> Option<Period> {
    match said {
        Said::Day(day) => Period::day(day),
        // Estimates of population are of 30 June.
        Said::Middle(year) => last_day(year, 6),
        Said::Quarter(year, quarter) => match month? {
            MonthOfWindow::First => Period::day(NaiveDate::from_ymd_opt(year, quarter * 3 - 2, 1)?),
            MonthOfWindow::Last => last_day(year, quarter * 3),
            MonthOfWindow::Middle => None,
        },
        _ => match (as_month(said)?, month?) {
            ((year, month), MonthOfWindow::First) => Period::day(NaiveDate::from_ymd_opt(year, month, 1)?),
            ((year, month), MonthOfWindow::Last) => last_day(year, month),
            _ => None,
        },
    }
}

fn last_day(year: i32, month: u32) -> Option<Period> {
    let first = NaiveDate::from_ymd_opt(year, month, 1)?;
    Period::day(first.checked_add_months(Months::new(1))?.pred_opt()?)
}

fn minutes_from(said: Said, minutes: u16) -> Option<Period> {
    match said {
        Said::Instant(start, _) => Period::minutes(start, minutes),
        Said::Minutes(start, length) if length == minutes => Period::minutes(start, minutes),
        Said::Day(day) => Period::minutes(day.and_hms_opt(0, 0, 0)?, minutes),
        _ => None,
    }
}
