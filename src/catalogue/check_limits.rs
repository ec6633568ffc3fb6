//! What must hold of new vintages (`check`): limits that can be kept, parts that are there.
//!
//! In: a source. Out: mistakes. Invariant: parts are series of the same source, unit and granularity as their total.

use super::check::unknown;
use super::load::{Mistakes, Place};
use crate::domain::series::Series;
use crate::domain::source::Source;
use rust_decimal::Decimal;

/// Checks the `check` of every series of a source.
pub(super) fn check(source: &Source, place: &Place, mistakes: &mut Mistakes) {
    for (index, series) in source.series.iter().enumerate() {
        let place = place.inside(&format!("series.{index}.check"));
        limits(series, &place, mistakes);
        for (index, part) in series.check.parts.iter().enumerate() {
            let place = place.inside(&format!("parts.{index}"));
            match source.series.iter().find(|other| other.id == *part) {
                None => {
                    let others = source.series.iter().map(|series| series.id.as_str());
                    mistakes.add(&place, format!("{} in this source", unknown("series", part, others)));
                }
                Some(part) => adds_up(part, series, &place, mistakes),
            }
        }
    }
}

fn limits(series: &Series, place: &Place, mistakes: &mut Mistakes) {
    let checks = &series.check;
    if let (Some(min), Some(max)) = (checks.min, checks.max)
        && min >= max
    {
        mistakes.add(&place.inside("min"), format!("min {min} is not below max {max}"));
    }
    for (field, times) in [("max_jump", checks.max_jump), ("max_revision", checks.max_revision)] {
        if let Some(times) = times.filter(|times| *times <= Decimal::ZERO) {
            let message = format!("{field} is {times}; expected how many times the usual largest one, such as 3");
            mistakes.add(&place.inside(field), message);
        }
    }
    let Some(within) = checks.parts_within else { return };
    if !(Decimal::ZERO..Decimal::ONE).contains(&within) {
        let message = format!("parts_within is {within}; expected a share of the total, such as 0.005");
        mistakes.add(&place.inside("parts_within"), message);
    }
    if checks.parts.is_empty() {
        mistakes.add(&place.inside("parts_within"), "parts_within without parts; expected the series that add up");
    }
}

fn adds_up(part: &Series, total: &Series, place: &Place, mistakes: &mut Mistakes) {
    if part.id == total.id {
        mistakes.add(place, "a series is no part of itself");
    }
    if part.unit != total.unit || part.granularity != total.granularity {
        let (unit, granularity) = (&total.unit, total.granularity);
        let message = format!(
            "`{}` has the unit `{}` by {}; expected `{unit}` by {granularity}, as the total",
            part.id, part.unit, part.granularity
        );
        mistakes.add(place, message);
    }
}
