//! The ledger of targets: every target ever set, with who, where, when, and what became of it.
//!
//! In: an outcome. Out: [`Ledger`]. Invariant: a replaced target stays, greyed and dated.

use super::super::origin::Link;
use super::super::view::View;
use super::super::words::{Words, dates, known, targets};
use crate::domain::evidence::{Evidence, Known};
use crate::domain::outcome::Outcome;
use crate::domain::target::{Target, TargetKind};
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
    /// Said once where any piece of evidence is not the publisher's own.
    unchecked: bool,
    note: Option<String>,
}

struct NoTargetPart {
    statement: String,
    evidence: Vec<EvidencePart>,
}

struct EvidencePart {
    link: Link,
    /// How it is known, where it is the publisher's own page.
    known: Option<String>,
    note: Option<String>,
}

impl Ledger {
    /// The ledger of `outcome` on the day of the page: what lies ahead first, the final target before the stages; then what has passed or was replaced.
    pub(super) fn of(view: &View<'_>, outcome: &Outcome) -> Self {
        let mut targets = view.targets(outcome);
        targets.sort_by_key(|target| {
            let (is_past, is_stage) = (targets::is_past(target, view.day()), target.kind == TargetKind::Interim);
            let ends = target.by.map(|by| by.last_day());
            (!target.in_force_on(view.day()), is_past, is_stage, ends.is_none(), ends)
        });
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
        standing: standing(view, target),
        replaced: !target.in_force_on(view.day()),
        evidence: target.evidence.iter().map(|each| evidence(view, each)).collect(),
        unchecked: target.evidence.iter().all(|each| each.known == Known::RepeatedBy),
        note: target.note.clone(),
    }
}

/// What became of a target; of one whose date has passed also what the figure was then: a fact, no verdict.
fn standing(view: &View<'_>, target: &Target) -> String {
    let standing = targets::standing(view.words, target, view.day());
    if !target.in_force_on(view.day()) || !targets::is_past(target, view.day()) {
        return standing;
    }
    let then = figure_then(view, target).map_or_else(
        || view.words.say("target-figure-then-unknown"),
        |figure| view.words.say_with("target-figure-then", &[("value", figure.into())]),
    );
    view.words.say_with("target-standing-then", &[("standing", standing.into()), ("then", then.into())])
}

/// The figure of the period by which the target was to be reached.
fn figure_then(view: &View<'_>, target: &Target) -> Option<String> {
    let measure = view.measure(&target.series)?;
    let number = view.series(measure.id).at(target.by.as_ref()?)?.figure.value.number()?;
    Some(measure.prose(number))
}

fn evidence(view: &View<'_>, evidence: &Evidence) -> EvidencePart {
    let own = evidence.known != Known::RepeatedBy;
    EvidencePart {
        link: Link { href: evidence.address.clone(), text: known::host(&evidence.address).to_owned() },
        known: own.then(|| view.words.say("evidence-own-page")),
        note: evidence.note.clone(),
    }
}
