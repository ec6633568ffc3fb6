//! A declared correction: a figure that the publisher's file has wrong, and what it should be.
//!
//! In: data/corrections.toml. Out: [`Correction`]. Invariant: the published number stays in the store and on the page; the corrected
//! one stands beside it with its reason and evidence, and is what is drawn.

use super::evidence::Evidence;
use super::period::Period;
use rust_decimal::Decimal;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// A figure that is corrected.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Correction {
    /// The series.
    pub series: String,
    /// The period.
    pub period: Period,
    /// The number as published, in the unit of the file. The correction holds only while this is what the file says; none where the
    /// file has no value for the period.
    #[serde(default)]
    #[schemars(with = "Option<f64>")]
    pub published: Option<Decimal>,
    /// The number as it should be, in the unit of the file.
    #[schemars(with = "f64")]
    pub corrected: Decimal,
    /// Why, in a sentence.
    pub reason: String,
    /// Where it is said.
    pub evidence: Evidence,
}
