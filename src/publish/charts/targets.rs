//! Targets in a chart: where the mark stands and where its path begins.
//!
//! In: a target of the series drawn, the figures drawn. Out: [`TargetMark`].
//! Invariant: the path begins at a published figure: the first at or after the target was set, else the last before.

use super::super::known::KnownFigure;
use super::super::view::{Measure, View};
use super::super::words::targets;
use super::points;
use crate::chart::spec::TargetMark;
use crate::domain::period::Period;
use crate::domain::target::Target;
use chrono::NaiveTime;
use rust_decimal::prelude::ToPrimitive;

/// The mark of `target`.
pub fn mark(view: &View<'_>, measure: &Measure<'_>, figures: &[&KnownFigure], target: &Target) -> TargetMark {
    let at = target.by.as_ref().map(|by| date(measure, by));
    TargetMark {
        label: targets::sentence(view.words, target),
        short_label: targets::value(target),
        value: target.value.to_f64().unwrap_or_default(),
        at,
        from: at.and_then(|at| baseline(measure, figures, target).filter(|(from, _)| *from < at)),
        replaced: !target.in_force_on(view.day()),
    }
}

/// Where the mark stands: at the point of its own period, or at the end of a period longer than those of the series.
fn date(measure: &Measure<'_>, by: &Period) -> f64 {
    if by.granularity() == measure.granularity { points::middle(by) } else { points::decimal_year(by.end()) }
}

fn baseline(measure: &Measure<'_>, figures: &[&KnownFigure], target: &Target) -> Option<(f64, f64)> {
    let set = target.from.and_time(NaiveTime::MIN);
    let mut numbers = figures.iter().filter(|known| known.figure.value.number().is_some());
    let after = numbers.clone().find(|known| known.figure.period.end() > set);
    let known = after.or_else(|| numbers.next_back())?;
    Some((points::middle(&known.figure.period), points::value(measure, known.figure.value.number()?)?))
}
