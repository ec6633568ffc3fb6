//! An outcome: what must change for people, and the indicators that show it.
//!
//! In: `data/outcomes/<slug>.toml`. Out: [`Outcome`].
//! Invariant: an outcome has a headline indicator, a direction, and either targets or a statement that none has been set.

use super::evidence::Evidence;
use super::period::Period;
use super::source::Source;
use super::target::Target;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// What must change for people.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Outcome {
    /// Its name in an address; the file's name where left out.
    #[serde(default)]
    pub slug: String,
    /// Place on the home page, from 1.
    pub order: u32,
    /// A few words to find it by: "Heat pumps".
    pub name: String,
    /// The question in plain words.
    pub question: String,
    /// Why it matters, in a sentence or two.
    pub why: String,
    /// Missions that it serves.
    #[serde(default)]
    pub missions: Vec<String>,
    /// Which way is better.
    pub direction: Direction,
    /// Who is accountable: a role, never a person.
    pub accountable: String,
    /// The department or departments.
    pub departments: Vec<String>,
    /// Kinds of challenge, the main one first: `market-to-be-made`.
    pub challenges: Vec<String>,
    /// Headway's own reason for placing it there.
    pub challenge_reason: String,
    /// Definition of what is measured, in plain words.
    pub definition: String,
    /// What a reader must know before using the figures.
    #[serde(default)]
    pub caveats: Vec<String>,
    /// Other counts in circulation and why they differ.
    #[serde(default, rename = "competing")]
    pub competing: Vec<Competing>,
    /// The period that progress is counted from.
    #[serde(default)]
    pub baseline: Option<Baseline>,
    /// For a technology bottleneck: dated milestones, trials and stages of prizes, in order.
    #[serde(default, rename = "milestone", skip_serializing_if = "Vec::is_empty")]
    pub milestones: Vec<Milestone>,
    /// Statement that no target is set, with its evidence. Targets that have ended, or are on another series than the headline, may stand
    /// beside it.
    #[serde(default)]
    pub no_target: Option<NoTarget>,
    /// Sentences, as Fluent patterns.
    pub words: Words,
    /// Series that show it; the first with role `headline` is the one on the home page.
    #[serde(rename = "indicator")]
    pub indicators: Vec<Indicator>,
    /// The ledger of targets, in force or replaced.
    #[serde(default, rename = "target")]
    pub targets: Vec<Target>,
    /// A source that nobody else uses.
    #[serde(default, rename = "source")]
    pub sources: Vec<Source>,
}

impl Outcome {
    /// The indicator on the home page.
    pub fn headline(&self) -> Option<&Indicator> {
        self.indicators.iter().find(|indicator| indicator.role == IndicatorRole::Headline)
    }
}

/// Which way is better.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Direction {
    /// More is better.
    Higher,
    /// Less is better.
    Lower,
}

/// Sentences about an outcome, as Fluent patterns. Variables: `$value` (with its unit's own format), `$period` ("2024",
/// "May to July 2026"), `$when` ("in 2024", "in the academic year 2024 to 2025"), `$year_ago` and `$change` where there is a period a year before.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Words {
    /// The finding, a full sentence without its full stop: `{ $value } heat pumps were sold in { $period }`.
    pub finding: String,
    /// The aim, to follow the finding after a semicolon: `the aim is more than 450,000 a year by 2030`. Left out without a target.
    #[serde(default)]
    pub aim: Option<String>,
    /// What leads while the headline's newest figure is much older than its rhythm and another series knows more.
    #[serde(default)]
    pub while_old: Option<WhileOld>,
    /// A sentence for an outcome that nobody measures well, shown where the status would stand.
    #[serde(default)]
    pub not_measured_well: Option<String>,
}

/// A finding of another series, said until the headline has newer figures.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct WhileOld {
    /// The other series; one of the outcome's indicators.
    pub series: String,
    /// The sentence without its full stop, naming both counts. Variables: those of `finding`, and `$newer_value` and `$newer_period` of the other series.
    pub finding: String,
}

/// A series that shows an outcome.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Indicator {
    /// The series, recorded or derived.
    pub series: String,
    /// What it is to the outcome.
    pub role: IndicatorRole,
    /// How it is drawn.
    pub chart: ChartKind,
    /// A line under its chart: what it is beside the headline.
    #[serde(default)]
    pub note: Option<String>,
    /// Periods before which its chart does not begin: `2010-01`.
    #[serde(default)]
    pub chart_from: Option<String>,
}

/// What a series is to an outcome.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum IndicatorRole {
    /// The one on the home page.
    Headline,
    /// Moves earlier or is published more often; another population, so drawn without the headline's target.
    Leading,
    /// Beside it.
    Supporting,
}

/// How a series is drawn.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum ChartKind {
    /// A line, for continuous series.
    Trend,
    /// Bars from zero, for counts per period.
    Bars,
    /// Dots, for sparse surveys.
    Dots,
}

/// Another count in circulation.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Competing {
    /// What it says.
    pub count: String,
    /// Why it differs.
    pub why: String,
    /// Where it stands.
    #[serde(default)]
    pub evidence: Option<Evidence>,
}

/// Statement that no target has been set.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct NoTarget {
    /// The statement: "No numeric target has been set for long-term sickness."
    pub statement: String,
    /// Where one looked.
    pub evidence: Vec<Evidence>,
}

/// The period that progress is counted from.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Baseline {
    /// The series; one of the outcome's indicators. Its figure in `period` is the baseline: no number is written here.
    pub series: String,
    /// The period.
    pub period: Period,
    /// Who chose it and why: the publisher, the government, or Headway where nobody has.
    pub why: String,
    /// Where it is said; none where it is Headway's own choice.
    #[serde(default)]
    pub evidence: Option<Evidence>,
}

/// A step on the way to something that nobody can do yet.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Milestone {
    /// When, as exactly as the evidence says: `2024-06`, `2028`, `2025-01-02`.
    pub when: Period,
    /// What kind of step.
    pub kind: MilestoneKind,
    /// What happened, or is to happen, in a sentence.
    pub what: String,
    /// Whether it is still to come.
    #[serde(default)]
    pub expected: bool,
    /// Where it is said.
    pub evidence: Evidence,
}

/// Kinds of milestone.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum MilestoneKind {
    /// Something that works now and did not before.
    Breakthrough,
    /// A trial: begun, reported, ended.
    Trial,
    /// A stage of a challenge prize.
    Prize,
    /// A programme begun or brought to more people.
    Programme,
}
