//! The ledger of targets: every target ever set, with who, where, when, and what became of it.
//!
//! In: an outcome. Out: [`Ledger`]. Invariant: a replaced target stays, greyed and dated.

use super::super::view::View;
use super::super::words::{Words, dates, known, targets};
use crate::domain::evidence::{Evidence, Known};
use crate::domain::outcome::Outcome;
use crate::domain::target::Target;
use askama::Template;

/// The ledger.
#[derive(Template)]
#[template(path = "ledger.html")]
pub(super) struct Ledger {
    t: &'static Words,
    entries: Vec<Entry>,
    no_target: Option<NoTargetPart>,
}

struct Entry {
    sentence: String,
    measured_on: String,
    set: String,
    publication: String,
    standing: String,
    replaced: bool,
    evidence: Vec<EvidencePart>,
    note: Option<String>,
}

struct NoTargetPart {
    statement: String,
    evidence: Vec<EvidencePart>,
}

struct EvidencePart {
    address: String,
    known: String,
    /// The site, where the words do not name it already.
    host: Option<String>,
    note: Option<String>,
}

impl Ledger {
    /// The ledger of `outcome` on the day of the page, newest first.
    pub(super) fn of(view: &View<'_>, outcome: &Outcome) -> Self {
        let mut targets = view.targets(outcome);
        targets.sort_by_key(|target| std::cmp::Reverse(target.from));
        Self {
            t: view.words,
            entries: targets.into_iter().map(|target| entry(view, target)).collect(),
            no_target: outcome.no_target.as_ref().map(|none| NoTargetPart {
                statement: none.statement.clone(),
                evidence: none.evidence.iter().map(|each| evidence(view, each)).collect(),
            }),
        }
    }
}

fn entry(view: &View<'_>, target: &Target) -> Entry {
    let words = view.words;
    let series = view.measure(&target.series).map_or(target.series.as_str(), |measure| measure.title);
    Entry {
        sentence: targets::sentence(words, target),
        measured_on: words
            .say_with("target-measured-on", &[("title", series.into()), ("place", target.place.as_str().into())]),
        set: words.say_with(
            "target-set",
            &[("who", target.set_by.as_str().into()), ("when", dates::loose(words, &target.set_on).into())],
        ),
        publication: target.published_in.clone(),
        standing: targets::standing(words, target, view.day()),
        replaced: !target.in_force_on(view.day()),
        evidence: target.evidence.iter().map(|each| evidence(view, each)).collect(),
        note: target.note.clone(),
    }
}

fn evidence(view: &View<'_>, evidence: &Evidence) -> EvidencePart {
    EvidencePart {
        address: evidence.address.clone(),
        known: known::how_known(view.words, Some(evidence)),
        host: (evidence.known != Known::RepeatedBy).then(|| known::host(&evidence.address).to_owned()),
        note: evidence.note.clone(),
    }
}
