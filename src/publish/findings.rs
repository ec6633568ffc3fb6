//! Findings: what a check said of a new edition, and what a person decided.
//!
//! In: the quarantine of the store. Out: [`Finding`]s, newest first. Invariant: what was decided stays, with role and reason.

use super::Inputs;
use crate::store::{Held, StoreError};
use chrono::{DateTime, Utc};

/// A vintage that was held, and why.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Finding {
    /// The source.
    pub source: String,
    /// The series.
    pub series: String,
    /// Why it waits or waited, a sentence each.
    pub said: Vec<String>,
    /// Since when.
    pub since: DateTime<Utc>,
    /// What was decided; none while it waits.
    pub decision: Option<Decision>,
}

/// What a person decided.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Decision {
    /// Whether the figures were let onto the pages.
    pub released: bool,
    /// By which role.
    pub by: String,
    /// Why.
    pub why: String,
    /// When.
    pub at: DateTime<Utc>,
}

/// Every finding that holds or held something; none of a past day, of which the quarantine is not known.
pub fn load(inputs: &Inputs<'_>) -> Result<Vec<Finding>, StoreError> {
    if inputs.as_of.is_some() {
        return Ok(Vec::new());
    }
    let mut findings: Vec<Finding> = inputs.store.held()?.into_iter().map(waiting).collect();
    findings.sort_by_key(|finding| std::cmp::Reverse(finding.since));
    Ok(findings)
}

fn waiting(held: Held) -> Finding {
    let (source, series) = (held.vintage.source, held.vintage.series);
    Finding { source, series, said: held.findings, since: held.held_at, decision: None }
}
