//! Periods in words: `2024`, `May to July 2026`, `financial year 2025 to 2026`.
//!
//! In: periods. Out: text. Invariant: every granularity has words of its own; times are in Europe/London.

use super::{Words, dates};
use crate::domain::period::{Granularity, Period};
use chrono::{Datelike, NaiveDate};

/// The period by itself: `July to September 2026`.
pub fn period(words: &Words, period: &Period) -> String {
    let (first, last) = (period.start().date(), period.last_day());
    match period.granularity() {
        Granularity::Year => first.year().to_string(),
        Granularity::Quarter | Granularity::RollingMonths(_) => months(words, first, last),
        Granularity::Month => month_of(words, first),
        Granularity::Week => words.say_with("week-ending", &[("date", dates::day(words, last).into())]),
        Granularity::FinancialYear => two_years(words, "financial-year", first, last),
        Granularity::AcademicYear => two_years(words, "academic-year", first, last),
        Granularity::RollingYears(_) => two_years(words, "years", first, last),
        Granularity::YearEnding => words.say_with("year-ending", &[("month", month_of(words, last).into())]),
        Granularity::Day => dates::day(words, first),
        Granularity::Minutes(_) => minutes(words, period),
    }
}

/// The period beside a point of a chart, whose subtitle says what kind of year it is: `2025–26`.
pub fn short(words: &Words, of: &Period) -> String {
    match of.granularity() {
        Granularity::FinancialYear | Granularity::AcademicYear => {
            format!("{}\u{2013}{:02}", of.start().year(), of.last_day().year() % 100)
        }
        _ => period(words, of),
    }
}

/// The period after its preposition: `in 2024`, `on 1 January 2026`, `in the year ending June 2026`.
pub fn when(words: &Words, of: &Period) -> String {
    let said = period(words, of);
    let key = match of.granularity() {
        Granularity::Day => "when-on",
        Granularity::Week | Granularity::YearEnding | Granularity::FinancialYear | Granularity::AcademicYear => {
            "when-in-the"
        }
        Granularity::Minutes(_) => "when-at",
        _ => "when-in",
    };
    words.say_with(key, &[("period", said.into())])
}

/// From one period to another: `2022 to 2024`; one period alone where they are the same.
pub fn span(words: &Words, first: &Period, last: &Period) -> String {
    let (from, to) = (period(words, first), period(words, last));
    let key = match last.granularity() {
        Granularity::FinancialYear => "financial-years",
        Granularity::AcademicYear => "academic-years",
        Granularity::Quarter | Granularity::RollingMonths(_) => "from-until",
        _ => "from-to",
    };
    if key.ends_with("-years") && from != to {
        return words.say_with(key, &[("from", short(words, first).into()), ("to", short(words, last).into())]);
    }
    if from == to { to } else { words.say_with(key, &[("from", from.into()), ("to", to.into())]) }
}

/// The periods of a series, as an adjective: `monthly`, `by financial year`; `every 3 months` for snapshots.
pub fn frequency(words: &Words, granularity: Granularity, months_between: Option<u8>) -> String {
    if let (Granularity::Day, Some(months)) = (granularity, months_between) {
        return words.say_with("every-months", &[("count", months.into())]);
    }
    let key = match granularity {
        Granularity::Year | Granularity::YearEnding => "every-year",
        Granularity::Quarter => "every-quarter",
        Granularity::Month => "every-month",
        Granularity::Week => "every-week",
        Granularity::FinancialYear => "every-financial-year",
        Granularity::AcademicYear => "every-academic-year",
        Granularity::RollingMonths(months) => return words.say_with("rolling-months", &[("count", months.into())]),
        Granularity::RollingYears(years) => return words.say_with("rolling-years", &[("count", years.into())]),
        Granularity::Day => "on-days",
        Granularity::Minutes(minutes) => return words.say_with("every-minutes", &[("count", minutes.into())]),
    };
    words.say(key)
}

/// A period as part of an address: `p-2026-05-2026-07`.
pub fn anchor(period: &Period) -> String {
    let safe = |letter: char| if letter.is_ascii_alphanumeric() { letter.to_ascii_lowercase() } else { '-' };
    format!("p-{}", period.label().chars().map(safe).collect::<String>())
}

fn month_of(words: &Words, day: NaiveDate) -> String {
    format!("{} {}", words.month(day.month()), day.year())
}

fn months(words: &Words, first: NaiveDate, last: NaiveDate) -> String {
    let from = if first.year() == last.year() { words.month(first.month()).to_owned() } else { month_of(words, first) };
    words.say_with("from-to", &[("from", from.into()), ("to", month_of(words, last).into())])
}

fn two_years(words: &Words, key: &str, first: NaiveDate, last: NaiveDate) -> String {
    words.say_with(key, &[("from", first.year().to_string().into()), ("to", last.year().to_string().into())])
}

fn minutes(words: &Words, period: &Period) -> String {
    let (from, to) = (period.start().and_utc(), period.end().and_utc());
    let date = dates::day(words, crate::domain::instant::london_day(from));
    words.say_with(
        "minutes",
        &[("date", date.into()), ("from", dates::clock_time(from).into()), ("to", dates::clock_time(to).into())],
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_granularity_has_words() {
        let words = Words::english();
        for (label, said, after) in [
            ("2024", "2024", "in 2024"),
            ("2026-Q3", "July to September 2026", "in July to September 2026"),
            ("2026-09", "September 2026", "in September 2026"),
            ("2026-W05", "week ending 1 February 2026", "in the week ending 1 February 2026"),
            ("FY2025-26", "financial year 2025 to 2026", "in the financial year 2025 to 2026"),
            ("AY2024-25", "academic year 2024 to 2025", "in the academic year 2024 to 2025"),
            ("YE2026-06", "year ending June 2026", "in the year ending June 2026"),
            ("2026-05/2026-07", "May to July 2026", "in May to July 2026"),
            ("2025-12/2026-02", "December 2025 to February 2026", "in December 2025 to February 2026"),
            ("2022/2024", "2022 to 2024", "in 2022 to 2024"),
            ("2026-01-01", "1 January 2026", "on 1 January 2026"),
            ("2026-08-04T00:00Z/PT30M", "4 August 2026, 01:00 to 01:30", "at 4 August 2026, 01:00 to 01:30"),
        ] {
            let of = Period::parse(label).unwrap();
            assert_eq!((period(words, &of).as_str(), when(words, &of).as_str()), (said, after));
        }
    }

    #[test]
    fn a_span_says_once_what_kind_of_years_it_counts() {
        let words = Words::english();
        for (first, last, said) in [
            ("2022", "2024", "2022 to 2024"),
            ("FY2022-23", "FY2025-26", "financial years 2022–23 to 2025–26"),
            ("AY2018-19", "AY2024-25", "academic years 2018–19 to 2024–25"),
            ("FY1998-99", "FY1999-00", "financial years 1998–99 to 1999–00"),
            ("FY2025-26", "FY2025-26", "financial year 2025 to 2026"),
            ("1993-03/1993-05", "2026-05/2026-07", "March to May 1993 until May to July 2026"),
        ] {
            assert_eq!(span(words, &Period::parse(first).unwrap(), &Period::parse(last).unwrap()), said);
        }
    }

    #[test]
    fn an_anchor_is_plain_letters_digits_and_hyphens() {
        assert_eq!(anchor(&Period::parse("2026-05/2026-07").unwrap()), "p-2026-05-2026-07");
    }
}
