//! The period in the title or address of an edition: "August 2026", `May26`, `2025-26`.
//!
//! In: a publisher's words. Out: the last day of the period, which orders editions.
//! Invariant: words without a year have no period; of several months the last counts.

use chrono::{DateTime, Days, Months, NaiveDate, Utc};
use regex::Regex;
use std::sync::LazyLock;

/// Forms of a period, tried in order. The first that fits decides.
static FORMS: LazyLock<Vec<(Regex, Read)>> = LazyLock::new(|| {
    const MONTH: &str = "(jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*";
    let forms: [(String, Read); 8] = [
        (r"\b((?:19|20)\d{2})-?(0[1-9]|1[0-2])-?(0[1-9]|[12]\d|3[01])(?:\D|$)".to_owned(), iso_day),
        (format!(r"(?:^|\D)(\d{{1,2}})(?:st|nd|rd|th)?[ _-]+{MONTH}[ _,-]*((?:19|20)\d{{2}})"), day),
        (format!(r"{MONTH}[ _,-]*((?:19|20)\d{{2}}|\d{{2}})(?:\D|$)"), month),
        (format!(r"(?:^|\D)((?:19|20)\d{{2}})[ _-]*{MONTH}"), year_month),
        (r"(?i)\bq([1-4])[ _,-]*((?:19|20)\d{2})".to_owned(), quarter),
        (r"(?:^|\D)((?:19|20)\d{2})[ _-]*q([1-4])".to_owned(), year_quarter),
        (r"(?:^|\D)((?:19|20)\d{2}) ?(?:-|/|_|to) ?((?:19|20)?\d{2})(?:\D|$)".to_owned(), years_or_month),
        (r"(?:^|\D)((?:19|20)\d{2})(?:\D|$)".to_owned(), year),
    ];
    let compiled = forms.into_iter().filter_map(|(form, read)| Some((Regex::new(&form).ok()?, read)));
    compiled.collect()
});

/// Reads the groups of one match.
type Read = fn(&[&str]) -> Option<NaiveDate>;

/// The last day of the last period that the words name.
pub fn last_day(words: &str) -> Option<NaiveDate> {
    let words = words.to_lowercase();
    FORMS.iter().find_map(|(form, read)| last_of(form, *read, &words))
}

/// The instant after the last day of the period that the words name: what orders editions when nothing better is known.
pub fn ends_at(words: &str) -> Option<DateTime<Utc>> {
    let after = last_day(words)?.checked_add_days(Days::new(1))?;
    crate::domain::instant::start_of_day(after)
}

/// Of several months or days the latest: "May to July 2026".
fn last_of(form: &Regex, read: Read, words: &str) -> Option<NaiveDate> {
    let days = form.captures_iter(words).filter_map(|found| {
        let groups: Vec<_> = found.iter().skip(1).map(|group| group.map_or("", |group| group.as_str())).collect();
        read(&groups)
    });
    days.max()
}

fn iso_day(groups: &[&str]) -> Option<NaiveDate> {
    NaiveDate::from_ymd_opt(groups[0].parse().ok()?, groups[1].parse().ok()?, groups[2].parse().ok()?)
}

fn day(groups: &[&str]) -> Option<NaiveDate> {
    NaiveDate::from_ymd_opt(full_year(groups[2])?, month_number(groups[1])?, groups[0].parse().ok()?)
}

fn month(groups: &[&str]) -> Option<NaiveDate> {
    end_of_month(full_year(groups[1])?, month_number(groups[0])?)
}

fn year_month(groups: &[&str]) -> Option<NaiveDate> {
    end_of_month(full_year(groups[0])?, month_number(groups[1])?)
}

fn quarter(groups: &[&str]) -> Option<NaiveDate> {
    end_of_month(full_year(groups[1])?, groups[0].parse::<u32>().ok()? * 3)
}

fn year_quarter(groups: &[&str]) -> Option<NaiveDate> {
    quarter(&[groups[1], groups[0]])
}

/// `2025-26` and `2025 to 2026` are a financial year, which ends in March; `2026-06` is a month.
fn years_or_month(groups: &[&str]) -> Option<NaiveDate> {
    let first = full_year(groups[0])?;
    let second: i32 = groups[1].parse().ok()?;
    let follows = second == first + 1 || (second < 100 && second == (first + 1) % 100);
    match u32::try_from(second) {
        Ok(month @ 1..=12) if !follows => end_of_month(first, month),
        _ if follows => end_of_month(first + 1, 3),
        _ => end_of_month(full_year(groups[1])?, 12),
    }
}

fn year(groups: &[&str]) -> Option<NaiveDate> {
    end_of_month(full_year(groups[0])?, 12)
}

fn full_year(text: &str) -> Option<i32> {
    let year: i32 = text.parse().ok()?;
    Some(if year < 100 { 2000 + year } else { year })
}

fn month_number(name: &str) -> Option<u32> {
    let names = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"];
    let place = names.iter().position(|month| *month == name)?;
    u32::try_from(place + 1).ok()
}

fn end_of_month(year: i32, month: u32) -> Option<NaiveDate> {
    NaiveDate::from_ymd_opt(year, month, 1)?.checked_add_months(Months::new(1))?.pred_opt()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_period_of_an_edition_is_read_as_publishers_write_it() {
        for (words, last) in [
            ("August 2026", "2026-08-31"),
            ("Boiler Upgrade Scheme statistics: August 2026", "2026-08-31"),
            ("boiler-upgrade-scheme-statistics-august-2026", "2026-08-31"),
            ("May26", "2026-05-31"),
            ("Jan-26", "2026-01-31"),
            ("Dec25", "2025-12-31"),
            ("Sept 2026", "2026-09-30"),
            ("May to July 2026", "2026-07-31"),
            ("July 2025 to June 2026", "2026-06-30"),
            ("year ending March 2026", "2026-03-31"),
            ("31 March 2026", "2026-03-31"),
            ("1st April 2026", "2026-04-01"),
            ("2025-26", "2026-03-31"),
            ("2025/26", "2026-03-31"),
            ("2025 to 2026", "2026-03-31"),
            ("2011-12", "2012-03-31"),
            ("2026-06", "2026-06-30"),
            ("Q2 2026", "2026-06-30"),
            ("2026 Q3", "2026-09-30"),
            ("2026", "2026-12-31"),
            ("20260131-RTT-full-extract", "2026-01-31"),
            ("2026-03-31", "2026-03-31"),
            ("2026 MAY", "2026-05-31"),
        ] {
            assert_eq!(last_day(words).map(|day| day.to_string()).as_deref(), Some(last), "{words}");
        }
        for words in ["", "May", "Statistics", "table 5.1", "version 12"] {
            assert_eq!(last_day(words), None, "{words}");
        }
    }

    #[test]
    fn an_edition_is_ordered_by_the_instant_after_its_period() {
        assert_eq!(ends_at("August 2026").unwrap().to_rfc3339(), "2026-08-31T23:00:00+00:00");
    }
}
