//! What a label means for a series: its granularity decides between readings.
//!
//! In: [`Said`] and the series' [`Granularity`]. Out: a [`Period`] of just that granularity, or why not.
//! Invariant: a label that plainly is a period of another length is told apart from one that is no period; nothing is guessed:
//! where one month stands for a window, the table says which of its months it is.

use super::period_text::{Joint, Kind, Said, read};
use crate::domain::instant::london_day;
use crate::domain::period::{Granularity, Period};
use crate::domain::source::MonthOfWindow;
use chrono::{Datelike, Months, NaiveDate};

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
    if impossible(said) {
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
        Said::Month(year, month) => Some((year, month)),
        Said::YearAnd(year, month @ 1..=12, Joint::Other) => Some((year, month)),
        Said::Day(day) if day.day() == 1 || is_last(day) => Some((day.year(), day.month())),
        Said::Instant(instant, false) => as_month(Said::Day(instant.date())),
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
        Said::Year(year) => Period::year(year),
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
        Said::Instant(instant, _) => week(Said::Day(instant.date())),
        _ => None,
    }
}

/// The first calendar year of a financial or academic year.
fn split_year(said: Said, wanted: Kind) -> Option<i32> {
    let last_month = if wanted == Kind::Financial { 3 } else { 8 };
    match said {
        Said::SplitYear(first, kind) if kind.is_none_or(|kind| kind == wanted) => Some(first),
        Said::YearAnd(first, second, _) if second.cast_signed() == (first + 1).rem_euclid(100) => Some(first),
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
        Said::Years(first, last) => (first, last),
        Said::SplitYear(first, None) => (first, first + 1),
        Said::YearAnd(first, second, _) => {
            let century = first - first.rem_euclid(100);
            let last = century + second.cast_signed();
            (first, if last < first { last + 100 } else { last })
        }
        Said::Months((first, 1), (last, 12)) => (first, last),
        _ => return None,
    };
    (last - first + 1 == i32::from(years)).then(|| Period::rolling_years(years, last))?
}

fn day(said: Said, month: Option<MonthOfWindow>) -> Option<Period> {
    match said {
        Said::Day(day) => Period::day(day),
        Said::Instant(instant, false) => Period::day(instant.date()),
        Said::Instant(instant, true) => Period::day(london_day(instant.and_utc())),
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

#[cfg(test)]
mod tests {
    use super::*;
    use MonthOfWindow::{First, Last, Middle};

    fn said(label: &str, granularity: &str, month: Option<MonthOfWindow>) -> String {
        match fit(label, granularity.parse().unwrap(), month) {
            Fit::Is(period) => period.label(),
            other => format!("{other:?}"),
        }
    }

    #[test]
    fn every_form_of_the_grammar_is_read() {
        for (granularity, label, expected) in [
            ("year", "2026", "2026"),
            ("year", "2018.0", "2018"),
            ("year", "Calendar year 2016", "2016"),
            ("year", "Jan to Dec 2024", "2024"),
            ("year", "Year ending December 2024", "2024"),
            ("year", "2018-01-01", "2018"),
            ("year", "2024 [provisional]", "2024"),
            ("quarter", "2026 Q2", "2026-Q2"),
            ("quarter", "Q2 2026", "2026-Q2"),
            ("quarter", "2026-Q2", "2026-Q2"),
            ("quarter", "2026Q2", "2026-Q2"),
            ("quarter", "2018  Q2", "2018-Q2"),
            ("quarter", "Jan to Mar 2024", "2024-Q1"),
            ("quarter", "January to March 2024", "2024-Q1"),
            ("quarter", "Apr - Jun 2026", "2026-Q2"),
            ("quarter", "Apr-Jun 2026", "2026-Q2"),
            ("quarter", "Oct–Dec 2025", "2025-Q4"),
            ("quarter", "2nd quarter\n2026 [provisional]", "2026-Q2"),
            ("quarter", "2nd quarter 2026", "2026-Q2"),
            ("quarter", "Quarter 2 2026", "2026-Q2"),
            ("quarter", "2020/21 Q4", "2021-Q1"),
            ("quarter", "2020/21 1", "2020-Q2"),
            ("quarter", "Q4 2020/21", "2021-Q1"),
            ("quarter", "2026 2", "2026-Q2"),
            ("quarter", "2026-06-30", "2026-Q2"),
            ("quarter", "2026-04-01", "2026-Q2"),
            ("quarter", "Quarter ending June 2026", "2026-Q2"),
            ("quarter", "3 months to June 2026", "2026-Q2"),
            ("quarter", "April to June 2026 (Q1)", "2026-Q2"),
            ("month", "2026 MAY", "2026-05"),
            ("month", "May 2026", "2026-05"),
            ("month", "2026 June", "2026-06"),
            ("month", "June_2026", "2026-06"),
            ("month", "Apr-10", "2010-04"),
            ("month", "Apr 2010", "2010-04"),
            ("month", "Apr-99", "1999-04"),
            ("month", "Sep-2011 ", "2011-09"),
            ("month", "Sept 2024", "2024-09"),
            ("month", "July-2022", "2022-07"),
            ("month", "Jan-203", "2020-01"),
            ("month", "Mar-203 ", "2020-03"),
            ("month", "2024-05", "2024-05"),
            ("month", "2004-05", "2004-05"),
            ("month", "202605", "2026-05"),
            ("month", "2026M05", "2026-05"),
            ("month", "05/2026", "2026-05"),
            ("month", "2026-05-01", "2026-05"),
            ("month", "31/05/2026", "2026-05"),
            ("month", "46143", "2026-05"),
            ("month", "January-2026", "2026-01"),
            ("week", "2026-W05", "2026-W05"),
            ("week", "Week 13 2020", "2020-W13"),
            ("week", "2020 Week 13", "2020-W13"),
            ("week", "week ending 4 January 2019", "2019-W01"),
            ("week", "w/e 04/01/2019", "2019-W01"),
            ("week", "2019-01-11", "2019-W02"),
            ("financial-year", "2024/25", "FY2024-25"),
            ("financial-year", "2024-25", "FY2024-25"),
            ("financial-year", "2004-05", "FY2004-05"),
            ("financial-year", "2024 to 2025", "FY2024-25"),
            ("financial-year", "2024/2025", "FY2024-25"),
            ("financial-year", "2024 to 25", "FY2024-25"),
            ("financial-year", "FYE 2025", "FY2024-25"),
            ("financial-year", "FYE March 2025", "FY2024-25"),
            ("financial-year", "2025 FYE", "FY2024-25"),
            ("financial-year", "FY 2024/25", "FY2024-25"),
            ("financial-year", "FY2024-25", "FY2024-25"),
            ("financial-year", "Financial year 2024-25", "FY2024-25"),
            ("financial-year", "202425", "FY2024-25"),
            ("financial-year", "202425 Financial year", "FY2024-25"),
            ("financial-year", "financial year 202425", "FY2024-25"),
            ("financial-year", "Year ending March 2026", "FY2025-26"),
            ("financial-year", "April 2011 to March 2012", "FY2011-12"),
            ("financial-year", "1999/00", "FY1999-00"),
            ("financial-year", "24/25", "FY2024-25"),
            ("financial-year", "2016_FY", "FY2016-17"),
            ("academic-year", "202425", "AY2024-25"),
            ("academic-year", "202425 Academic year", "AY2024-25"),
            ("academic-year", "academic year 201617", "AY2016-17"),
            ("academic-year", "2024/2025 AY", "AY2024-25"),
            ("academic-year", "2016_AY", "AY2016-17"),
            ("academic-year", "2024/25", "AY2024-25"),
            ("year-ending", "Year ending March 2026", "YE2026-03"),
            ("year-ending", "YE Jun 2026", "YE2026-06"),
            ("year-ending", "YE2026-06", "YE2026-06"),
            ("year-ending", "Year ended 30 June 2026", "YE2026-06"),
            ("year-ending", "12 months to June 2026", "YE2026-06"),
            ("year-ending", "Apr 2025-Mar 2026", "YE2026-03"),
            ("year-ending", "January 2012 to December 2012", "YE2012-12"),
            ("year-ending", "Jul 2023 to Jun 2024", "YE2024-06"),
            ("year-ending", "2010-03-31", "YE2010-03"),
            ("year-ending", "YE Q2 2024", "YE2024-06"),
            ("rolling-3-months", "2026 MAY-JUL", "2026-05/2026-07"),
            ("rolling-3-months", "May-Jul 2026", "2026-05/2026-07"),
            ("rolling-3-months", "May to July 2014", "2014-05/2014-07"),
            ("rolling-3-months", "Jan-Mar 1971", "1971-01/1971-03"),
            ("rolling-3-months", "Dec-Feb 1972", "1971-12/1972-02"),
            ("rolling-3-months", "2025 DEC-FEB", "2025-12/2026-02"),
            ("rolling-3-months", "Nov 2025 to Jan 2026", "2025-11/2026-01"),
            ("rolling-3-months", "three months to July 2026", "2026-05/2026-07"),
            ("rolling-3-months", "2026 Q2", "2026-04/2026-06"),
            ("rolling-3-years", "2021 - 23", "2021/2023"),
            ("rolling-3-years", "2021-23", "2021/2023"),
            ("rolling-3-years", "2022-2024", "2022/2024"),
            ("rolling-3-years", "1998 - 00", "1998/2000"),
            ("rolling-60-months", "2016/17 - 20/21", "2016-04/2021-03"),
            ("day", "2026-03-31", "2026-03-31"),
            ("day", "31/03/2026", "2026-03-31"),
            ("day", "1 January 2026", "2026-01-01"),
            ("day", "1st January 2026", "2026-01-01"),
            ("day", "31-Mar-26", "2026-03-31"),
            ("day", "As at 31 December 2022 (Q3)", "2022-12-31"),
            ("day", "Tuesday 31 March 2026", "2026-03-31"),
            ("day", "March 31, 2026", "2026-03-31"),
            ("day", "20260331", "2026-03-31"),
            ("day", "43831", "2020-01-01"),
            ("day", "2026-03-31T00:00:00", "2026-03-31"),
            ("day", "2026-06-29T23:00:00.000Z", "2026-06-30"),
            ("30-minutes", "2026-08-03T23:00Z", "2026-08-03T23:00Z/PT30M"),
            ("30-minutes", "2026-08-05T00:00:00Z", "2026-08-05T00:00Z/PT30M"),
            ("30-minutes", "2026-08-05T01:00:00+01:00", "2026-08-05T00:00Z/PT30M"),
            ("30-minutes", "2026-08-04T00:00Z/PT30M", "2026-08-04T00:00Z/PT30M"),
        ] {
            assert_eq!(said(label, granularity, None), expected, "{label} as {granularity}");
        }
    }

    #[test]
    fn one_month_stands_for_a_window_as_the_table_says() {
        for (granularity, label, month, expected) in [
            ("rolling-3-months", "2026 JUN", Some(Middle), "2026-05/2026-07"),
            ("rolling-3-months", "2014 JUL", Some(Last), "2014-05/2014-07"),
            ("rolling-3-months", "2025 DEC", Some(First), "2025-12/2026-02"),
            ("rolling-3-months", "2026 JUN", None, "NeedsMonth"),
            ("quarter", "Jun 2026", Some(Last), "2026-Q2"),
            ("quarter", "2026-04", Some(First), "2026-Q2"),
            ("day", "January 2026", Some(First), "2026-01-01"),
            ("day", "2022 Q2", Some(Last), "2022-06-30"),
            ("day", "January 2026", None, "NeedsMonth"),
        ] {
            assert_eq!(said(label, granularity, month), expected, "{label} as {granularity}");
        }
    }

    #[test]
    fn a_period_of_another_length_is_not_no_period() {
        for (granularity, label, expected) in [
            ("month", "2026", "Other"),
            ("month", "2026 Q2", "Other"),
            ("year", "2026 Q2", "Other"),
            ("year", "2024/25", "Other"),
            ("financial-year", "2024", "Other"),
            ("financial-year", "202425 Academic year", "Other"),
            ("rolling-3-months", "2016/17 - 20/21", "Other"),
            ("month", "Total", "Not"),
            ("month", "", "Not"),
            ("month", "2026-13-45", "Not"),
            ("year", "20260", "Not"),
            ("academic-year", "Autumn term 2024/25", "Not"),
            ("year", "12.5", "Not"),
            ("day", "30/02/2026", "Not"),
        ] {
            assert_eq!(said(label, granularity, None), expected, "{label} as {granularity}");
        }
    }

    #[test]
    fn an_ons_window_takes_its_year_from_the_month_beside_it() {
        use super::super::period_text::read_window;
        let window = |label, beside| match fit_said(
            read_window(label, Some(beside)).unwrap(),
            Granularity::RollingMonths(3),
            None,
        ) {
            Fit::Is(period) => period.label(),
            other => format!("{other:?}"),
        };
        assert_eq!(window("2026 MAY-JUL", (2026, 6)), "2026-05/2026-07");
        assert_eq!(window("2025 DEC-FEB", (2026, 1)), "2025-12/2026-02");
        assert_eq!(window("2026 DEC-FEB", (2026, 1)), "2025-12/2026-02");
        assert_eq!(window("2025 NOV-JAN", (2025, 12)), "2025-11/2026-01");
    }

    proptest::proptest! {
        #[test]
        fn no_label_makes_it_panic(label in "\\PC{0,24}", month in 0_u8..4) {
            let month = [None, Some(First), Some(Middle), Some(Last)][usize::from(month)];
            for granularity in ["year", "quarter", "month", "week", "financial-year", "academic-year", "year-ending", "rolling-3-months", "rolling-3-years", "day", "30-minutes"] {
                let _ = said(&label, granularity, month);
            }
        }

        #[test]
        fn no_label_made_of_periods_makes_it_panic(label in "(20[0-9]{2}|jan|dec|[0-9]{1,2}|q[1-4]|week|ye|fy|to|[-/ ]){1,6}") {
            for granularity in ["year", "quarter", "month", "week", "financial-year", "academic-year", "year-ending", "rolling-3-months", "rolling-250-months", "rolling-3-years", "day", "30-minutes"] {
                let _ = said(&label, granularity, Some(Middle));
            }
        }
    }
}
