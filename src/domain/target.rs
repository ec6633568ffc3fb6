//! A target: a promise about one series, by whom, by when, published where.
//!
//! In: `[[target]]` of an outcome's file. Out: [`Target`].
//! Invariant: a target names the series that it is measured on and restates its unit, place and population, and `check` refuses
//! one that differs from the series; a replaced target stays, dated.

use super::evidence::Evidence;
use super::period::Period;
use chrono::NaiveDate;
use rust_decimal::Decimal;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// A promise about one series.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Target {
    /// Stable identifier within the outcome: `warm-homes-plan-2030`.
    pub id: String,
    /// The series that it is measured on.
    pub series: String,
    /// The unit in which it is stated; must be the series' own.
    pub unit: String,
    /// The place; must be the series' own.
    pub place: String,
    /// The population; must be the series' own.
    pub population: String,
    /// How the value is to be read.
    pub is: Comparison,
    /// The value, in `unit`.
    #[schemars(with = "f64")]
    pub value: Decimal,
    /// The period by which it is to be reached; none where no date was set.
    #[serde(default)]
    pub by: Option<Period>,
    /// What the publication says of the date, where that is not plainly `by`: "no date set".
    #[serde(default)]
    pub by_words: Option<String>,
    /// Kind of target.
    #[serde(default)]
    pub kind: TargetKind,
    /// Who set it: a role, never a person.
    pub set_by: String,
    /// In which publication.
    pub published_in: String,
    /// When, in words as exact as the evidence: `21 January 2026`, `November 2020`.
    pub set_on: String,
    /// The first day on which it is known to have been in force.
    pub from: NaiveDate,
    /// The day on which it was replaced or dropped.
    #[serde(default)]
    pub until: Option<NaiveDate>,
    /// The target that replaced it.
    #[serde(default)]
    pub replaced_by: Option<String>,
    /// How it is known, and where.
    pub evidence: Vec<Evidence>,
    /// What a reader should know about it.
    #[serde(default)]
    pub note: Option<String>,
}

impl Target {
    /// Whether it was in force on `day`.
    pub fn in_force_on(&self, day: NaiveDate) -> bool {
        self.from <= day && self.until.is_none_or(|until| day < until)
    }
}

/// How a target's value is to be read.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Comparison {
    /// This or more.
    AtLeast,
    /// More than this.
    MoreThan,
    /// This or less.
    AtMost,
}

/// Kind of target.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum TargetKind {
    /// The target itself.
    #[default]
    Final,
    /// A stage on the way to it.
    Interim,
    /// A hope without a date.
    Ambition,
}
