//! What must hold of a new vintage.
//!
//! In: `coverage` and `check` of a series. Out: [`Coverage`], [`Checks`]. Invariant: plain data; `ingest::check` has one rule a file.

use rust_decimal::Decimal;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

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
    /// No new value further from the one before it than this many times its usual largest step, which nineteen in twenty of its last
    /// sixty steps did not exceed; 3 where left out.
    #[serde(default)]
    #[schemars(with = "Option<f64>")]
    pub max_jump: Option<Decimal>,
    /// The series has gaps of its own (a survey that skips years): gaps are not a finding.
    #[serde(default)]
    pub gaps: bool,
    /// No known value revised by more than this many times the usual largest revision of its past editions; 3 where left out.
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
