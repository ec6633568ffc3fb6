//! What waits beside what is known: period, known value, new value, difference.
//!
//! In: a vintage in quarantine, the figures known, the findings. Out: lines of a table.
//! Invariant: what a finding names comes first; every figure that would change anything is there, and the others are counted.

use crate::domain::figure::Figure;
use crate::domain::period::Period;
use crate::domain::source::Coverage;
use crate::domain::vintage::NewVintage;
use std::collections::{BTreeMap, BTreeSet};

/// The columns.
const HEADER: [&str; 6] = ["", "period", "known", "new", "difference", "cell"];

/// The table, and how many figures are as known.
pub fn table(vintage: &NewVintage, known: &[Figure], findings: &[String]) -> Vec<String> {
    let known: BTreeMap<_, _> = known.iter().map(|figure| (figure.period, figure)).collect();
    let new: BTreeMap<_, _> = vintage.figures.iter().map(|figure| (figure.period, figure)).collect();
    let whole = vintage.coverage == Coverage::Whole;
    let periods: BTreeSet<_> = new.keys().chain(known.keys().filter(|_| whole)).copied().collect();
    let (same, changed): (Vec<_>, Vec<_>) =
        periods.iter().partition(|period| says_the_same(known.get(period), new.get(period)));
    let (mut first, rest): (Vec<_>, Vec<_>) =
        changed.into_iter().rev().partition(|period| findings.iter().any(|finding| names(finding, period)));
    let flagged = first.len();
    first.extend(rest);
    let row = |(place, period): (usize, Period)| {
        row(if place < flagged { "!" } else { "" }, period, known.get(&period).copied(), new.get(&period).copied())
    };
    let rows: Vec<_> = first.into_iter().enumerate().map(row).collect();
    let as_known = format!("{} more figures are as known", same.len());
    aligned(&rows).into_iter().chain((!same.is_empty()).then_some(as_known)).collect()
}

fn says_the_same(known: Option<&&Figure>, new: Option<&&Figure>) -> bool {
    known.zip(new).is_some_and(|(known, new)| known.says_the_same_as(new))
}

/// Whether a finding names a period, and not only a longer label that it is part of.
fn names(finding: &str, period: &Period) -> bool {
    let label = period.label();
    let inside = |letter: Option<char>| letter.is_some_and(|letter| letter.is_alphanumeric() || "-/".contains(letter));
    finding.match_indices(&label).any(|(at, _)| {
        !inside(finding[..at].chars().next_back()) && !inside(finding[at + label.len()..].chars().next())
    })
}

fn row(mark: &str, period: Period, known: Option<&Figure>, new: Option<&Figure>) -> [String; 6] {
    let numbers = known.and_then(|known| known.value.number()).zip(new.and_then(|new| new.value.number()));
    let difference = numbers.and_then(|(known, new)| new.checked_sub(known));
    let difference = difference.map(|by| if by.is_sign_positive() { format!("+{by}") } else { by.to_string() });
    let cell = new.map(|new| new.cell.clone()).unwrap_or_default();
    [
        mark.to_owned(),
        period.label(),
        said(known, "not known"),
        said(new, "not there"),
        difference.unwrap_or_default(),
        cell,
    ]
}

/// A value with its flags, or the reason why there is none.
fn said(figure: Option<&Figure>, otherwise: &str) -> String {
    let Some(figure) = figure else { return otherwise.to_owned() };
    let (text, words) = (figure.value.text(), figure.words());
    [text, words].into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>().join(" ")
}

fn aligned(rows: &[[String; 6]]) -> Vec<String> {
    let header = HEADER.map(str::to_owned);
    let all: Vec<_> = std::iter::once(&header).chain(rows).collect();
    let width = |column: usize| all.iter().map(|row| row[column].chars().count()).max().unwrap_or_default();
    let widths: [usize; 6] = std::array::from_fn(width);
    let line = |row: &[String; 6]| {
        let cells: Vec<_> = row.iter().zip(widths).map(|(cell, width)| format!("{cell:<width$}")).collect();
        cells.join("  ").trim_end().to_owned()
    };
    all.into_iter().map(line).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ingest::check::sample::figures;
    use chrono::{DateTime, Utc};

    #[test]
    fn what_a_finding_names_comes_first_and_what_is_known_is_counted() {
        let at: DateTime<Utc> = "2026-02-01T09:30:00Z".parse().unwrap();
        let vintage = NewVintage {
            series: "pumps".to_owned(),
            source: "office".to_owned(),
            file: String::new(),
            table: String::new(),
            route: None,
            released_at: None,
            edition_at: at,
            recorded_at: at,
            live: true,
            coverage: Coverage::Whole,
            figures: figures(&["2025-11 100", "2025-12 1060 p", "2026-01 107"]),
        };
        let findings = ["pumps: 2025-12 is revised from 106 to 1060".to_owned()];
        assert_eq!(
            table(&vintage, &figures(&["2025-10 x", "2025-11 100.0", "2025-12 106"]), &findings),
            [
                "   period   known          new               difference  cell",
                "!  2025-12  106            1060 provisional  +954        Sheet!B2",
                "   2026-01  not known      107                           Sheet!B2",
                "   2025-10  not_available  not there",
                "1 more figures are as known",
            ]
        );
    }

    #[test]
    fn a_period_is_named_by_its_whole_label_alone() {
        let named = |finding: &str, label: &str| names(finding, &Period::parse(label).unwrap());
        assert!(named("1080 in 2026-01 (Sheet!B2)", "2026-01"));
        assert!(named("lost (2025, 2026)", "2026"));
        assert!(!named("1080 in 2026-01 (Sheet!B2)", "2026"));
        assert!(!named("1080 in 2025-11/2026-01", "2026-01"));
    }
}
