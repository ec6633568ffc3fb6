//! Small editions for the tests of the rules.

use super::{Edition, Finding};
use crate::domain::figure::{Figure, Flag, Flags, Missing, Value};
use crate::domain::period::Period;
use crate::domain::series::Series;
use crate::ingest::read::SeriesReading;
use chrono::{DateTime, Utc};
use rust_decimal::Decimal;

/// A monthly series with the checks given as TOML.
pub(crate) fn series(more: &str) -> Series {
    let text = format!(
        "id = 'heat-pumps'\ntitle = 'x'\nunit = 'x'\nplace = 'x'\npopulation = 'x'\ngranularity = 'month'\n{more}"
    );
    toml::from_str(&text).unwrap()
}

/// Figures from `2026-01 5`; `x` for a missing one, ` p` after it for a provisional one.
pub(crate) fn figures(lines: &[&str]) -> Vec<Figure> {
    let read = |line: &&str| {
        let (period, value) = line.split_once(' ').unwrap();
        let (value, provisional) = value.strip_suffix(" p").map_or((value, false), |value| (value, true));
        Figure {
            period: Period::parse(period).unwrap(),
            label: period.to_owned(),
            value: value.parse().map_or(Value::Missing(Missing::NotAvailable), Value::Number),
            flags: if provisional { Flags::NONE.with(Flag::Provisional) } else { Flags::NONE },
            cell: "Sheet!B2".to_owned(),
            evidence: None,
        }
    };
    lines.iter().map(read).collect()
}

/// An edition, and what is known beside it.
pub(crate) struct Sample<'a> {
    pub series: Series,
    pub known: &'a [&'a str],
    pub new: &'a [&'a str],
    pub at: DateTime<Utc>,
    pub past: &'a [Decimal],
    pub unsaid: &'a [String],
    pub rows: u64,
    pub rows_before: Option<u64>,
    pub in_file: &'a [SeriesReading],
    pub of_source: &'a [Series],
}

impl<'a> Sample<'a> {
    /// An edition of 1 February 2026; the known one is of 1 January.
    pub(crate) fn new(more: &str, known: &'a [&'a str], new: &'a [&'a str]) -> Self {
        let at = "2026-02-01T09:30:00Z".parse().unwrap();
        let (series, past, unsaid) = (series(more), &[][..], &[][..]);
        Self { series, known, new, at, past, unsaid, rows: 0, rows_before: None, in_file: &[], of_source: &[] }
    }
}

/// What all rules say of it.
pub(crate) fn examine(sample: &Sample<'_>) -> Vec<Finding> {
    let (known, figures) = (figures(sample.known), figures(sample.new));
    super::examine(&Edition {
        series: &sample.series,
        figures: &figures,
        at: sample.at,
        known: &known,
        known_at: (!known.is_empty()).then(|| "2026-01-01T09:30:00Z".parse().unwrap()),
        past_revisions: sample.past,
        unsaid: sample.unsaid,
        rows: sample.rows,
        rows_before: sample.rows_before,
        in_file: sample.in_file,
        of_source: sample.of_source,
    })
}

/// What all rules say of `new`, a month younger than `known`.
pub(crate) fn judge(more: &str, known: &[&str], new: &[&str]) -> Vec<Finding> {
    examine(&Sample::new(more, known, new))
}

/// The same with the instant of the new edition.
pub(crate) fn judge_at(more: &str, known: &[&str], new: &[&str], at: DateTime<Utc>) -> Vec<Finding> {
    examine(&Sample { at, ..Sample::new(more, known, new) })
}

/// The sentences of findings, with `hold: ` or `note: ` before each.
pub(crate) fn words(findings: &[Finding]) -> Vec<String> {
    let kind = |finding: &Finding| if finding.holds() { "hold" } else { "note" };
    findings.iter().map(|finding| format!("{}: {}", kind(finding), finding.sentence())).collect()
}
