//! A source: a publisher's file, how to find it, how to read it, what must hold of it.
//!
//! In: `data/sources/<id>.toml`, the `[source]` of an outcome's file, or a file given by `--spec`. Out: [`Source`].
//! Invariant: plain data; only `ingest` gives these words their meaning. Text in `/slashes/` is a regular expression
//! (case-insensitive), any other text is matched whole after cleaning (notes, line breaks and outer spaces taken off; case ignored).

use super::series::{Derived, Series};
use rust_decimal::Decimal;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// A publisher's file and the series in it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Source {
    /// Stable identifier; the file's name where left out.
    #[serde(default)]
    pub id: String,
    /// What the publisher calls it.
    pub title: String,
    /// Who publishes it.
    pub publisher: String,
    /// The publisher's page about it, for people.
    pub page: String,
    /// Under which licence the figures may be reused.
    pub licence: Licence,
    /// Names that downloads may go to. A redirect to any other name is refused.
    #[serde(default)]
    pub hosts: Vec<String>,
    /// When to look for a new file, as a cron line in Europe/London: `30 9 * * THU`. None for figures entered by hand.
    #[serde(default)]
    pub schedule: Option<String>,
    /// How sure it is that addresses and layout are as described here; shown on /sources.
    #[serde(default)]
    pub confidence: Option<String>,
    /// For figures entered by hand: when somebody has to look again (a day, or a month).
    #[serde(default)]
    pub next_due: Option<String>,
    /// Ways to the file, tried in order until one works. None for figures entered by hand.
    #[serde(default, rename = "route", skip_serializing_if = "Vec::is_empty")]
    pub routes: Vec<Route>,
    /// The series in the file.
    #[serde(default, rename = "series", skip_serializing_if = "Vec::is_empty")]
    pub series: Vec<Series>,
    /// Series computed from recorded ones.
    #[serde(default, rename = "derived", skip_serializing_if = "Vec::is_empty")]
    pub derived: Vec<Derived>,
}

/// A licence.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Licence {
    /// Its name: `Open Government Licence v3.0`.
    pub name: String,
    /// Its text.
    #[serde(default)]
    pub address: Option<String>,
    /// Whether it is an open licence. Figures under none are cited as facts, and page and download say so.
    pub open: bool,
}

/// One way to a file.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Route {
    /// How to find the newest file.
    pub locate: Locate,
    /// How the file is laid out.
    pub format: Format,
}

/// How to find the newest file.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(tag = "kind", rename_all = "kebab-case", deny_unknown_fields)]
pub enum Locate {
    /// Always at the same address.
    Fixed {
        /// The address.
        address: String,
    },
    /// An attachment of a GOV.UK page, found through the content API; where none matches, the newest link in the whole document.
    GovukContent {
        /// Path of the page: `/government/statistical-data-sets/…`.
        path: String,
        /// Which attachment, by its address.
        attachment: String,
    },
    /// An attachment of the newest edition in a GOV.UK collection.
    GovukCollection {
        /// Path of the collection: `/government/collections/…`.
        path: String,
        /// Which documents are editions, by title. What the first group matches is the edition's period ("August 2026").
        edition: String,
        /// Which attachment of the edition, by its address.
        attachment: String,
    },
    /// A link on a page, found by pattern; of several the newest by the period in it, else the first.
    PageLink {
        /// The page.
        page: String,
        /// One pattern a page: links to follow from page to page; the last is the file. What the first group matches, if there
        /// is one, is the edition's period.
        links: Vec<String>,
    },
}

/// How a file is laid out.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Format {
    /// What kind of file.
    pub kind: FormatKind,
    /// Which member of a ZIP to read, by its name. A file that is a ZIP and has no `member` is read by its only member.
    #[serde(default)]
    pub member: Option<String>,
    /// Encoding of a text file where it is neither UTF-8 nor marked by a byte order mark: `windows-1252` (the default then),
    /// `macintosh`, `utf-16le`.
    #[serde(default)]
    pub encoding: Option<String>,
    /// What separates the values of a text file; a comma where left out.
    #[serde(default)]
    pub delimiter: Option<char>,
    /// JSON: which objects are the rows, as an RFC 9535 path (`$.data[*]`). Members of members are columns with dots:
    /// `intensity.actual`; `@key` is the row's own name or number; a row that is a single value has it in `value`.
    #[serde(default)]
    pub rows: Option<String>,
}

/// Kinds of file.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum FormatKind {
    /// Text in rows and columns, tidy or wide.
    Csv,
    /// A workbook: XLSX, ODS or XLS, told apart by its first bytes.
    Spreadsheet,
    /// JSON, rows by path.
    Json,
    /// JSON-stat, version 1 or 2. Columns: each dimension by its identifier, holding the labels (the codes under `<identifier>
    /// code`), then `value` and `status`.
    JsonStat,
    /// Time series of the Office for National Statistics as JSON. Columns: frequency (year, quarter, month), date, label, value.
    OnsJson,
    /// The same as CSV, as its generator writes it. The same columns.
    OnsCsv,
    /// Figures in the product's own format, as in `data/figures`.
    Figures,
}

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

/// What absence of a period in a newer file means.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Coverage {
    /// The file holds the whole series: a period that is no longer there was withdrawn, which a person has to confirm.
    #[default]
    Whole,
    /// The file holds the newest periods: absence means nothing.
    Window,
    /// The file holds one period: absence means nothing.
    Single,
}

/// What must hold of a new vintage; what does not is held for a person. In the unit of the file, before scaling.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Checks {
    /// No value below this.
    #[serde(default)]
    #[schemars(with = "Option<f64>")]
    pub min: Option<Decimal>,
    /// No value above this.
    #[serde(default)]
    #[schemars(with = "Option<f64>")]
    pub max: Option<Decimal>,
    /// No new value further from the one before it than this many times the largest such step of its own history; 3 where left out.
    #[serde(default)]
    #[schemars(with = "Option<f64>")]
    pub max_jump: Option<Decimal>,
    /// The series has gaps of its own (a survey that skips years): gaps are not a finding.
    #[serde(default)]
    pub gaps: bool,
}

fn one_row() -> u8 {
    1
}
