//! How a file is laid out.
//!
//! In: `format` of a route. Out: [`Format`]. Invariant: plain data; `ingest::read::decode` has one file a kind.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

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
