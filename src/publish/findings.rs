//! Findings: what checks held or noted of new editions, and what a person decided.
//!
//! In: quarantine and notes of the store. Out: [`Finding`]s, newest first. Invariant: what was decided stays, with role and reason.

use super::Inputs;
use crate::store::{Decided, Note, Quarantined, StoreError};
use chrono::{DateTime, Utc};

/// So many notes of a source are shown, the newest.
const NOTES: u32 = 10;

/// What a check found of an edition.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Finding {
    /// The source.
    pub source: String,
    /// The series.
    pub series: String,
    /// What was found, a sentence each.
    pub said: Vec<String>,
    /// When.
    pub since: DateTime<Utc>,
    /// What became of it.
    pub standing: Standing,
}

/// What became of a finding.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Standing {
    /// The edition waits for a person.
    Waits,
    /// It waits, and a newer edition has come since.
    Overtaken,
    /// A person has decided.
    Decided(Decided),
    /// It was only noted: the figures were recorded.
    Noted,
}

/// Every finding; none of a past day, of which the quarantine is not known.
pub fn load(inputs: &Inputs<'_>) -> Result<Vec<Finding>, StoreError> {
    if inputs.as_of.is_some() {
        return Ok(Vec::new());
    }
    let mut findings: Vec<Finding> = inputs.store.quarantine()?.into_iter().map(held).collect();
    for source in &inputs.catalogue.sources {
        findings.extend(inputs.store.notes(&source.id, NOTES)?.into_iter().map(noted));
    }
    findings.sort_by_key(|finding| std::cmp::Reverse(finding.since));
    Ok(findings)
}

fn held(Quarantined { held, decided }: Quarantined) -> Finding {
    let standing = match decided {
        Some(decided) => Standing::Decided(decided),
        None if held.overtaken => Standing::Overtaken,
        None => Standing::Waits,
    };
    let (source, series) = (held.vintage.source, held.vintage.series);
    Finding { source, series, said: held.findings, since: held.held_at, standing }
}

fn noted(note: Note) -> Finding {
    Finding {
        source: note.source,
        series: note.series,
        said: vec![note.sentence],
        since: note.recorded_at,
        standing: Standing::Noted,
    }
}
