//! Targets in a chart: where the mark stands and where its path begins.
//!
//! In: the targets of the series drawn, the figures drawn. Out: [`TargetMark`]s.
//! Invariant: a path begins at the stage before, else at a published figure: the first at or after the target was set, else the last before.

use super::super::breaks;
use super::super::finding;
use super::super::known::KnownFigure;
use super::super::view::{Measure, View};
use super::super::words::targets;
use super::{Form, points};
use crate::chart::spec::TargetMark;
use crate::domain::period::Period;
use crate::domain::target::{Target, TargetKind};
use chrono::NaiveTime;
use rust_decimal::prelude::ToPrimitive;

/// The marks of targets: stages on the way lie on one path, which leads from one to the next; a sparkline shows where it ends alone.
pub fn marks(
    view: &View<'_>,
    measure: &Measure<'_>,
    figures: &[&KnownFigure],
    ledger: &[&Target],
    form: Form,
) -> Vec<TargetMark> {
    let stages = |target: &&&Target| form != Form::Spark || target.kind != TargetKind::Interim;
    let drawn: Vec<&Target> = ledger.iter().filter(stages).copied().collect();
    let named = names(view, &drawn);
    let comparable = since_the_last_break(view, measure, figures);
    let marks = drawn.iter().zip(named).map(|(target, name)| {
        let at = target.by.as_ref().map(|by| date(measure, by));
        let begins = || stage_before(view, measure, &drawn, target).or_else(|| baseline(measure, &comparable, target));
        TargetMark {
            label: name.full,
            short_label: name.short,
            value: target.value.to_f64().unwrap_or_default(),
            at,
            from: at.and_then(|at| begins().filter(|(from, _)| *from < at)),
            replaced: !target.in_force_on(view.day()),
        }
    });
    marks.collect()
}

/// What is written beside a mark.
struct Name {
    full: String,
    short: String,
}

/// The final target and the next stage are named in full, later stages by their value; a stage whose date has passed by its mark alone.
fn names(view: &View<'_>, drawn: &[&Target]) -> Vec<Name> {
    let passed = |target: &Target| target.in_force_on(view.day()) && targets::is_past(target, view.day());
    let ahead: Vec<&Target> = drawn.iter().copied().filter(|target| !passed(target)).collect();
    let next = finding::next_stage(&ahead).map(|target| target.id.as_str());
    let name = |target: &&Target| match target.kind {
        TargetKind::Interim if passed(target) => Name { full: String::new(), short: String::new() },
        TargetKind::Interim if next != Some(target.id.as_str()) => {
            Name { full: targets::value(target), short: targets::value(target) }
        }
        _ if !target.in_force_on(view.day()) => {
            Name { full: targets::replaced(view.words, target, view.day()), short: targets::value(target) }
        }
        _ => Name { full: targets::sentence(view.words, target), short: targets::value(target) },
    };
    drawn.iter().map(name).collect()
}

/// The stage that comes before `target` on the same path: both in force, both with a date.
fn stage_before(view: &View<'_>, measure: &Measure<'_>, drawn: &[&Target], target: &Target) -> Option<(f64, f64)> {
    target.in_force_on(view.day()).then_some(())?;
    let until = target.by?.last_day();
    let earlier = drawn.iter().filter(|other| {
        let is_earlier = other.by.is_some_and(|by| by.last_day() < until);
        other.kind == TargetKind::Interim && other.in_force_on(view.day()) && is_earlier
    });
    let before = earlier.max_by_key(|other| other.by.map(|by| by.last_day()))?;
    Some((date(measure, before.by.as_ref()?), before.value.to_f64()?))
}

/// Where the mark stands: at the point of its own period, or at the end of a period longer than those of the series.
fn date(measure: &Measure<'_>, by: &Period) -> f64 {
    if by.granularity() == measure.granularity { points::middle(by) } else { points::decimal_year(by.end()) }
}

/// The figures that compare with the newest one: a path to a target does not begin before a break.
fn since_the_last_break<'a>(
    view: &View<'_>,
    measure: &Measure<'_>,
    figures: &[&'a KnownFigure],
) -> Vec<&'a KnownFigure> {
    let start = breaks::starts(view, measure.id).pop_last();
    figures.iter().filter(|known| start.is_none_or(|start| known.figure.period >= start)).copied().collect()
}

fn baseline(measure: &Measure<'_>, figures: &[&KnownFigure], target: &Target) -> Option<(f64, f64)> {
    let set = target.from.and_time(NaiveTime::MIN);
    let mut numbers = figures.iter().filter(|known| known.figure.value.number().is_some());
    let after = numbers.clone().find(|known| known.figure.period.end() > set);
    let known = after.or_else(|| numbers.next_back())?;
    Some((points::middle(&known.figure.period), points::value(measure, known.figure.value.number()?)?))
}
