//! What a label of a period says, whatever way a publisher writes it.
//!
//! In: a label such as `2026 MAY-JUL`, `2nd quarter 2026 [provisional]`, `FYE 2025`. Out: [`Said`], what it can mean.
//! Invariant: reading a label knows nothing of the series; where a label can mean two things (`2004-05`) both are kept and the
//! series' granularity decides (`period_fit.rs`); dates are read day first, as in Britain.

use super::super::select::pattern::spaces;
use super::period_grammar::FORMS;
use chrono::{NaiveDate, NaiveDateTime};
use regex::Regex;
use std::sync::LazyLock;

/// What a label says.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Said {
    /// `2026`.
    Year(i32),
    /// `2026-05`, `202605`, `2004-05`: a month, a quarter, a week or two years joined; the series decides.
    YearAnd(i32, u32, Joint),
    /// `2024/25`, `2024 to 2025`, `FYE 2025`: the first year, and which kind where it says so.
    SplitYear(i32, Option<Kind>),
    /// `2026 Q2`.
    Quarter(i32, u32),
    /// `2020/21 Q4`, by the first year.
    FinancialQuarter(i32, u32),
    /// `May 2026`.
    Month(i32, u32),
    /// `May-Jul 2026`, as year and month of the first and the last.
    Months((i32, u32), (i32, u32)),
    /// `Year ending June 2026`.
    YearEnding(i32, u32),
    /// `Three months to July 2026`.
    MonthsTo(u32, i32, u32),
    /// `2021 - 23`, `2022 to 2024`.
    Years(i32, i32),
    /// `2026 week 5`.
    Week(i32, u32),
    /// `29 December 2025 to 4 January 2026`: from one day to another, not whole months.
    Days(NaiveDate, NaiveDate),
    /// `Mid-2026`: the middle of a year, as estimates of population have it.
    Middle(i32),
    /// `2026 Reporting year`: a year that begins when the publication says.
    ReportingYear(i32),
    /// `Autumn term 2024/25`, `Academic year Q1`, `Winter 2024/25`: a part of a year that no granularity has.
    Part,
    /// `31 March 2026`.
    Day(NaiveDate),
    /// `2026-08-04T00:00Z`: in UTC where it names a zone.
    Instant(NaiveDateTime, bool),
    /// `2026-08-04T00:00Z/PT30M`.
    Minutes(NaiveDateTime, u16),
}

/// What joins a year and two digits.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Joint {
    /// A slash: rather two years.
    Slash,
    /// A hyphen, a space or nothing: rather a part of a year.
    Other,
}

/// Kind of a year that begins in one calendar year and ends in the next.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// From April.
    Financial,
    /// From September.
    Academic,
}

/// Reads a label. None where it is no period.
pub fn read(label: &str) -> Option<Said> {
    let text = normalised(label);
    let said = FORMS.iter().find_map(|(form, meaning)| meaning(&form.captures(&text)?.into()))?;
    Some(months_in_parentheses(label, said).unwrap_or(said))
}

/// `Q1 (April to June) 2024`: the months in parentheses say which quarter is meant.
fn months_in_parentheses(label: &str, said: Said) -> Option<Said> {
    let Said::Quarter(year, quarter) = said else { return None };
    let inside = label.split('(').nth(1)?.split(')').next()?;
    let Said::Months((_, first), (_, last)) = read(&format!("{inside} {year}")).or_else(|| read(inside))? else {
        return None;
    };
    (first != quarter * 3 - 2).then(|| Said::Months((year, first), (year + i32::from(last < first), last)))
}

/// Reads a label of an ONS time series (`2026 MAY-JUL`), whose year is that of the month `date` that it stands beside.
pub fn read_window(label: &str, beside: Option<(i32, u32)>) -> Option<Said> {
    let said = read(label)?;
    let (Said::Months((first_year, first), (last_year, last)), Some((year, month))) = (said, beside) else {
        return Some(said);
    };
    let length = (last_year - first_year) * 12 + last.cast_signed() - first.cast_signed();
    let at = year * 12 + month.cast_signed() - 1;
    // The year that puts the month beside it inside the window.
    [year - 1, year].into_iter().find_map(|start_year| {
        let start = start_year * 12 + first.cast_signed() - 1;
        let end = start + length;
        (start <= at && at <= end).then(|| Said::Months((start_year, first), (end.div_euclid(12), last)))
    })
}

/// Lower case, plain dashes and spaces, notes in brackets and words that say nothing taken off.
fn normalised(label: &str) -> String {
    let label = label.replace(['\u{2010}', '\u{2011}', '\u{2012}', '\u{2013}', '\u{2014}', '\u{2212}'], "-");
    let label: String = label.chars().filter(|c| !matches!(c, '¹' | '²' | '³' | '⁰' | '⁴'..='⁹')).collect();
    let mut text = spaces(&label).to_lowercase().replace(['_', ',', '|', '\'', '’'], " ");
    if let Some(brackets) = BRACKETS.as_ref() {
        text = brackets.replace_all(&text, " ").into_owned();
    }
    let text = spaces(&text).into_owned();
    let text = text.trim_end_matches(['*', ':', '†', '.', ';']).trim_end();
    let marked = ["p", "r", "provisional", "revised", "estimated"].iter().find_map(|mark| text.strip_suffix(mark));
    let unmarked = marked.map(|bare| bare.trim_end_matches([' ', ':', '-']));
    let text = unmarked.filter(|bare| bare.ends_with(|last: char| last.is_ascii_digit())).unwrap_or(text);
    let text = OPENINGS.iter().fold(text, |text, words| text.strip_prefix(words).unwrap_or(text));
    match text.strip_prefix("government-year/") {
        Some(year) => format!("financial year {year}"),
        None => text.to_owned(),
    }
}

/// Words before a period that add nothing to it; among them those of linked data (`month/2020-01`).
const OPENINGS: [&str; 16] = [
    "http://reference.data.gov.uk/id/",
    "as at ",
    "as of ",
    "at ",
    "on ",
    "the end of ",
    "end of ",
    "end ",
    "end-",
    "gregorian-interval/",
    "gregorian-",
    "year/",
    "quarter/",
    "month/",
    "week/",
    "day/",
];

static BRACKETS: LazyLock<Option<Regex>> = LazyLock::new(|| Regex::new(r"\[[^\]]*\]|\([^)]*\)").ok());

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_label_that_can_mean_two_things_keeps_both() {
        assert_eq!(read("2004-05"), Some(Said::YearAnd(2004, 5, Joint::Other)));
        assert_eq!(read("2004/05"), Some(Said::YearAnd(2004, 5, Joint::Slash)));
        assert_eq!(read("2024/2025"), Some(Said::SplitYear(2024, None)));
    }
}
