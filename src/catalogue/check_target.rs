//! Targets: each fits the series that it names, and the ledger is in order.
//!
//! In: a draft. Out: mistakes. Invariant: a target has its series' own unit, place, population and length of period, so that a
//! target for one population is never held against the figures of another.

use super::check::{Facts, SeriesFacts, unknown};
use super::check_outcome::evidence;
use super::load::{Draft, Mistakes, Place};
use crate::domain::outcome::Outcome;
use crate::domain::period::{Granularity, Period};
use crate::domain::target::{Target, TargetKind};

/// Checks every target.
pub(super) fn check(draft: &Draft, facts: &Facts, mistakes: &mut Mistakes) {
    for outcome in &draft.outcomes {
        for (index, target) in outcome.value.targets.iter().enumerate() {
            let place = outcome.place.inside(&format!("target.{index}"));
            if let Some(series) = facts.get(&target.series) {
                fits(target, series, &place, mistakes);
            } else {
                let message = unknown("series", &target.series, facts.keys().map(String::as_str));
                mistakes.add(&place.inside("series"), message);
            }
            evidence(&target.evidence, &place, mistakes);
            in_order(target, &outcome.value, &place, mistakes);
        }
    }
}

fn fits(target: &Target, series: &SeriesFacts, place: &Place, mistakes: &mut Mistakes) {
    let Target { unit, place: where_, population, .. } = target;
    for (field, of_target, of_series) in
        [("unit", unit, &series.unit), ("place", where_, &series.place), ("population", population, &series.population)]
    {
        if of_target != of_series {
            let message = format!(
                "the target's {field} is `{of_target}`, that of its series `{}` is `{of_series}`; expected the same, or a series of the target's own",
                target.series
            );
            mistakes.add(&place.inside(field), message);
        }
    }
    if let Some(by) = target.by.filter(|by| !may_end_with(*by, series.granularity)) {
        let message = format!("by is a {} ({by}); expected a {}, as its series", by.granularity(), series.granularity);
        mistakes.add(&place.inside("by"), message);
    }
}

/// A target falls due with a period of its series; with a year, quarter or month where the series is of snapshots on days.
fn may_end_with(by: Period, granularity: Granularity) -> bool {
    let longer = matches!(by.granularity(), Granularity::Year | Granularity::Quarter | Granularity::Month);
    by.granularity() == granularity || granularity == Granularity::Day && longer
}

fn in_order(target: &Target, outcome: &Outcome, place: &Place, mistakes: &mut Mistakes) {
    if target.by.is_none() && target.by_words.is_none() {
        mistakes.add(place, "neither by nor by_words; a target without a date says so: by_words = \"no date set\"");
    }
    if target.by.is_none() && target.kind == TargetKind::Interim {
        mistakes.add(&place.inside("kind"), "an interim target without a date; expected by");
    }
    if target.until.is_some_and(|until| until <= target.from) {
        mistakes.add(&place.inside("until"), format!("until is not after from ({})", target.from));
    }
    let Some(next) = &target.replaced_by else { return };
    if target.until.is_none() {
        mistakes
            .add(&place.inside("replaced_by"), "replaced_by without until; expected the day on which it was replaced");
    }
    match outcome.targets.iter().find(|other| &other.id == next) {
        _ if *next == target.id => mistakes.add(&place.inside("replaced_by"), "a target cannot replace itself"),
        None => {
            let message = unknown("target", next, outcome.targets.iter().map(|other| other.id.as_str()));
            mistakes.add(&place.inside("replaced_by"), message);
        }
        Some(other) if target.until.is_some_and(|until| until != other.from) => {
            let message = format!("until is not the day on which `{next}` came into force ({})", other.from);
            mistakes.add(&place.inside("until"), message);
        }
        Some(_) => {}
    }
}
