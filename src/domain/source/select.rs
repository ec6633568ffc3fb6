//! Which table, rows and columns of a file make a series.
//!
//! In: `select` of a series. Out: [`Select`]. Invariant: plain data; only `ingest::read::select` gives it meaning.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// Which table, rows and columns of a file make a series.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Select {
    /// Which sheet of a workbook. The first in which `header` is found, where left out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub sheet: Option<String>,
    /// The header row is the first of the first 50 with a cell that matches this and in which every named column is found. The
    /// first in which every named column is found, where left out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub header: Option<String>,
    /// How many rows the header has; they are joined by a space, and a gap is filled from the left.
    #[serde(default = "one_row")]
    pub header_rows: u8,
    /// Read only rows after the first whose first filled cell matches this.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub from: Option<String>,
    /// Read only rows before the first (after `from`) whose first filled cell matches this.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub until: Option<String>,
    /// Columns whose empty cells take the value above.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub fill_down: Vec<String>,
    /// Which rows: all of these must hold.
    #[serde(default, rename = "where", skip_serializing_if = "Vec::is_empty")]
    pub conditions: Vec<Condition>,
    /// Where the period stands.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub period: Option<PeriodFrom>,
    /// Which column holds the value; several (a pattern, or a list) are summed and need `aggregate`. Not used where periods run
    /// across.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub value: Option<OneOrMany>,
    /// A column of status codes that accompany the value (`p`, `e`, `A` …).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub flags: Option<String>,
    /// What to do with several values for one period; an error where left out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub aggregate: Option<Aggregate>,
    /// The publisher's own marks in value cells and status columns, each with its meaning: a reason (`suppressed`), a flag
    /// (`provisional`) or `normal`.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub markers: BTreeMap<String, String>,
    /// What the file must say: each must be found in the sheet's name, in the rows down to the header, in a column's name or in the
    /// file's own title and unit (`/thousands/`). A file that no longer does is held for a person.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub says: Vec<String>,
}

impl Select {
    /// The `[select]` of a series whose format says all.
    pub fn of_time_series() -> Self {
        Self { header_rows: 1, ..Self::default() }
    }
}

/// One text or several.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(untagged)]
pub enum OneOrMany {
    /// One.
    One(String),
    /// Several.
    Many(Vec<String>),
}

impl OneOrMany {
    /// All of them.
    pub fn all(&self) -> &[String] {
        match self {
            Self::One(text) => std::slice::from_ref(text),
            Self::Many(texts) => texts,
        }
    }
}

/// A condition on a row: the cell in `column` is one of `is`, and none of `is_not`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Condition {
    /// Which column, by its header; `#1` is the first column whatever its header.
    pub column: String,
    /// What the cell must be; `""` is an empty cell.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub is: Option<OneOrMany>,
    /// What the cell must not be.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub is_not: Option<OneOrMany>,
}

/// Where the period of a value stands. Exactly one of `column`, `header`, `text` and `fixed`.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct PeriodFrom {
    /// In a column; several are joined by a space (year and month, year and quarter).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub column: Option<OneOrMany>,
    /// Across: every column whose header matches; what the first group matches, if there is one, is the period.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub header: Option<String>,
    /// Once, in a cell of the sheet (or a line of the file) before the header that matches; the first group, if any, is the period.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub text: Option<String>,
    /// Not in the file: it is always this one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub fixed: Option<String>,
    /// Takes the period out of a longer text: what the first group matches.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub pattern: Option<String>,
    /// For a rolling window or a quarter labelled by one month: which of its months that is. For a snapshot labelled by a month or
    /// a quarter: whether it is of the first or of the last day.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub month: Option<MonthOfWindow>,
}

/// Which month of a rolling window its label names.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum MonthOfWindow {
    /// The first.
    First,
    /// The middle one.
    Middle,
    /// The last.
    Last,
}

/// What to do with several values for one period.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Aggregate {
    /// Their sum; missing if any of them is suppressed.
    Sum,
    /// Their sum; a lower bound (flag `lower_bound`) if any of them is suppressed.
    SumAtLeast,
    /// They must all say the same, and are one value: a file that repeats its rows.
    Same,
}

fn one_row() -> u8 {
    1
}
