//! A series: one measure of one population in one unit at regular periods.
//!
//! In: the catalogue. Out: [`Series`]. Invariant: one granularity and one window a series; scale and unit are declared, never guessed.

use super::evidence::Evidence;
use super::period::{Granularity, Period};
use super::source::{Checks, Coverage, Select};
use chrono::NaiveDate;
use rust_decimal::Decimal;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// What is measured, of whom, where and how.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Series {
    /// Stable identifier, in lower case with dots and hyphens: `heat-pumps.bus-grants.ew.financial-year`.
    pub id: String,
    /// What it is called, without the period: "Heat pump grants paid, England and Wales".
    pub title: String,
    /// The unit after scaling: `heat pumps`, `%`, `people`.
    pub unit: String,
    /// The number in the cell times this is in `unit`: 1000 for a file in thousands, 100 for a fraction shown as per cent.
    #[serde(default = "one")]
    #[schemars(with = "f64")]
    pub scale: Decimal,
    /// Decimal places to show after scaling: the publisher's own precision.
    #[serde(default)]
    pub decimals: u32,
    /// Where: `United Kingdom`, `England and Wales`.
    pub place: String,
    /// Of whom or what: `people aged 16 to 64`, `homes and businesses`.
    pub population: String,
    /// `seasonally adjusted`, `not seasonally adjusted`, or nothing where it does not apply.
    #[serde(default)]
    pub adjustment: Option<String>,
    /// How long its periods are.
    pub granularity: Granularity,
    /// Months between two periods of a series of snapshots (3 for a quarterly snapshot), where the granularity does not say.
    #[serde(default)]
    pub months_between: Option<u8>,
    /// Standing of the statistic: `accredited official statistics`, `official statistics`, `official statistics in development`,
    /// `management information`, `not official statistics`.
    #[serde(default)]
    pub statistical_status: Option<String>,
    /// Whether its publisher warns against comparing one period with another: then no sentence compares a figure with the year before.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub not_compared: bool,
    /// What absence of a period in a newer file means.
    #[serde(default)]
    pub coverage: Coverage,
    /// Which table, rows and columns of the file make the series. Left out where the format itself says (ONS time series) or
    /// where the figures are entered by hand.
    #[serde(default)]
    pub select: Option<Select>,
    /// What must hold of a new vintage.
    #[serde(default)]
    pub check: Checks,
    /// Periods before which figures are not comparable with those from it on; charts never join them.
    #[serde(default, rename = "break", skip_serializing_if = "Vec::is_empty")]
    pub breaks: Vec<Break>,
}

/// A break: figures before it are not comparable with those from it on.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Break {
    /// The first period on the new basis.
    pub from: Period,
    /// The day of the release that brought it in, or will, where a source gives it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub on: Option<NaiveDate>,
    /// What changed.
    pub why: String,
    /// Where it is said.
    pub evidence: Evidence,
}

/// A series computed from recorded ones by a closed list of operations.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Derived {
    /// Stable identifier.
    pub id: String,
    /// What it is called.
    pub title: String,
    /// The unit of the result.
    pub unit: String,
    /// Decimal places to show.
    #[serde(default)]
    pub decimals: u32,
    /// Where.
    pub place: String,
    /// Of whom or what.
    pub population: String,
    /// How long its periods are.
    pub granularity: Granularity,
    /// Months between two periods of a series of snapshots.
    #[serde(default)]
    pub months_between: Option<u8>,
    /// Standing of the statistic.
    #[serde(default)]
    pub statistical_status: Option<String>,
    /// How it is computed. Inputs are taken after their own scale.
    pub formula: Formula,
}

/// The operations by which a series may be derived. Inputs are series identifiers.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
pub enum Formula {
    /// The sum of the inputs.
    Sum(Vec<String>),
    /// The first less the second.
    Difference(String, String),
    /// The first over the second, times `times`.
    Ratio {
        /// Above the line.
        of: String,
        /// Below the line.
        over: String,
        /// Multiplier: 100 for per cent.
        #[serde(default = "one")]
        #[schemars(with = "f64")]
        times: Decimal,
    },
    /// The input times a constant.
    Times(String, #[schemars(with = "f64")] Decimal),
    /// The sum of the last `periods` periods of the input, with none missing.
    RollingSum {
        /// The input.
        of: String,
        /// How many periods.
        periods: u8,
    },
}

impl Formula {
    /// The series that it needs.
    pub fn inputs(&self) -> Vec<&str> {
        match self {
            Self::Sum(inputs) => inputs.iter().map(String::as_str).collect(),
            Self::Difference(first, second) => vec![first, second],
            Self::Ratio { of, over, .. } => vec![of, over],
            Self::Times(of, _) | Self::RollingSum { of, .. } => vec![of],
        }
    }
}

fn one() -> Decimal {
    Decimal::ONE
}
