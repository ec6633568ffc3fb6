//! A source: a publisher's file, how to find it, how to read it, what must hold of it.
//!
//! In: `data/sources/<id>.toml`, the `[source]` of an outcome's file, or a file given by `--spec`. Out: [`Source`].
//! Invariant: plain data; only `ingest` gives these words their meaning. Text in `/slashes/` is a regular expression
//! (case-insensitive), any other text is matched whole after cleaning (notes, line breaks and outer spaces taken off; case ignored).

use super::evidence::Evidence;
use super::series::{Derived, Series};
use chrono::NaiveDate;
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
    /// How many seconds to leave between two pages of a file that comes in pages, where the publisher wants more than one.
    #[serde(default)]
    pub gap_seconds: Option<u32>,
    /// When to look for a new file, as a cron line in Europe/London: `30 9 * * THU`. None for figures entered by hand. Where the
    /// publisher announces its releases, they count as well.
    #[serde(default)]
    pub schedule: Option<String>,
    /// Where the publisher announces its releases.
    #[serde(default)]
    pub announced: Option<Announced>,
    /// How often it comes out, in words: `monthly`, `every quarter`, `once a year, in late November`.
    #[serde(default)]
    pub cadence: Option<String>,
    /// How long after the end of a period its figures come out, in words: `about six weeks`.
    #[serde(default)]
    pub lag: Option<String>,
    /// Said of a source that the publisher has stopped.
    #[serde(default)]
    pub discontinued: Option<Discontinued>,
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

/// Where a publisher announces its releases.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(tag = "by", rename_all = "kebab-case", deny_unknown_fields)]
pub enum Announced {
    /// In the file itself, as the Office for National Statistics does ("next release: 13 October 2026").
    File {
        /// At which time of day in London, where only the day is given: `07:00`; `09:30` where left out.
        #[serde(default)]
        at: Option<String>,
    },
    /// In the release announcements of GOV.UK, found through its search.
    Govuk {
        /// What to search for: the title of the statistics.
        search: String,
        /// Which announcements are of this source, by title: `/^Boiler Upgrade Scheme statistics/`.
        title: String,
        /// The organisation, by its name in addresses: `department-for-energy-security-and-net-zero`.
        #[serde(default)]
        organisation: Option<String>,
    },
}

/// The end of a source.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Discontinued {
    /// The day from which it counts as stopped.
    pub on: NaiveDate,
    /// Why, and what takes its place.
    pub why: String,
    /// Where the publisher says so.
    pub evidence: Evidence,
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
    /// An address with the date in it, tried from the newest date back until one answers.
    Dated {
        /// The address, or the path of a GOV.UK page, with any of `{year}`, `{month}` (01 to 12), `{month-name}` (`august`), `{day}`
        /// (1 to 31), `{dd}` (01 to 31), `{quarter}` (1 to 4), `{quarter-months}` (`april-to-june`), `{year+1}`, `{year-1}`,
        /// `{yy}`, `{yy+1}` (two digits). The date is the last day of its month, quarter or year, in London.
        address: String,
        /// How far apart two editions are.
        every: Step,
        /// How many dates to try, today's the first; 24 where left out.
        #[serde(default)]
        back: Option<u32>,
        /// Which attachment of the page, where the address is the path of a GOV.UK page (`/government/statistics/…-{year}`).
        #[serde(default)]
        attachment: Option<String>,
        /// Links to follow from the page, where the address is a web page; as in `page-link`.
        #[serde(default)]
        links: Vec<String>,
    },
    /// The newest file of a dataset page of the Office for National Statistics, by the page's data (`/data`), else by its links.
    OnsPage {
        /// Path of the page: `/employmentandlabourmarket/…/datasets/…`.
        path: String,
        /// Which file, by its name; the first where left out.
        #[serde(default)]
        file: Option<String>,
    },
    /// A resource of a CKAN package (data.gov.uk, NESO).
    Ckan {
        /// The site's API: `https://api.neso.energy/api/3/action`.
        api: String,
        /// The package, by name or identifier.
        package: String,
        /// Which resource, by its name or its address; what the first group matches, if there is one, is the edition's period.
        resource: String,
    },
    /// A data set of the statistics API of Explore education statistics, as CSV.
    EducationStatistics {
        /// The publication, by its identifier in the API.
        publication: String,
        /// Which data set, by title.
        data_set: String,
    },
    /// An attachment of the newest GOV.UK page that a search finds: a fallback, since news gets into it.
    GovukSearch {
        /// What to search for.
        search: String,
        /// The organisation, by its name in addresses.
        #[serde(default)]
        organisation: Option<String>,
        /// Which pages are editions, by title; the first group is the edition's period.
        edition: String,
        /// Which attachment, by its address.
        attachment: String,
    },
}

/// How far apart two editions of a dated address are.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Step {
    /// A day.
    Day,
    /// A month.
    Month,
    /// A quarter.
    Quarter,
    /// A year.
    Year,
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
    /// JSON in pages: where the address of the next page stands, as an RFC 9535 path (`$.next`). The pages are kept as one file, a JSON
    /// array of them in order, so that `rows` begins with `$[*]`.
    #[serde(default)]
    pub next_page: Option<String>,
}

impl Format {
    /// A file of this kind with nothing more to be said of it.
    pub fn of(kind: FormatKind) -> Self {
        Self { kind, member: None, encoding: None, delimiter: None, rows: None, next_page: None }
    }
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
    /// SDMX-CSV, version 1 or 2: period, value and flags are TIME_PERIOD, OBS_VALUE and OBS_STATUS where the table does not say. A
    /// cell that holds code and label (`GBR: United Kingdom`) is its code; the label is in the column `<name> label`.
    SdmxCsv,
    /// CSV of Fingertips: period and value are `Time period` and `Value` where the table does not say; of the copies of an area under
    /// several parents one counts.
    Fingertips,
    /// CSV of Nomis: period, value and flags are DATE_NAME (or DATE), OBS_VALUE and OBS_STATUS_NAME (or OBS_STATUS) where the table
    /// does not say; of the copies of an area under several types one counts.
    Nomis,
    /// Figures in the product's own format, as in `data/figures`.
    Figures,
}

impl FormatKind {
    /// Whether it is text in rows and columns, tidy or wide.
    pub fn is_csv(self) -> bool {
        matches!(self, Self::Csv | Self::SdmxCsv | Self::Fingertips | Self::Nomis)
    }
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
    /// No known value revised by more than this many times the largest revision of its own history; 3 where left out.
    #[serde(default)]
    #[schemars(with = "Option<f64>")]
    pub max_revision: Option<Decimal>,
    /// Series of the same source that add up to this one in every period that they share.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub parts: Vec<String>,
    /// How far the sum of the parts may be from the total, as a share of the total: 0.005 for rounding; 0 where left out.
    #[serde(default)]
    #[schemars(with = "Option<f64>")]
    pub parts_within: Option<Decimal>,
}

fn one_row() -> u8 {
    1
}
