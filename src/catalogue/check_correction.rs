//! Declared corrections: each is of a figure that can be, for a reason, with evidence.
//!
//! In: a draft. Out: mistakes. Invariant: one correction a figure; whether it still applies is seen when pages are made, not here.

use super::check::{Facts, SeriesFacts, not_empty, unknown};
use super::check_outcome::evidence;
use super::load::{Draft, Mistakes, Place};
use crate::domain::correction::Correction;
use std::collections::BTreeMap;

/// Checks every correction.
pub(super) fn check(draft: &Draft, facts: &Facts, mistakes: &mut Mistakes) {
    let mut first = BTreeMap::new();
    for placed in &draft.corrections {
        let (correction, place) = (&placed.value, &placed.place);
        match facts.get(&correction.series) {
            None => {
                let message = unknown("series", &correction.series, facts.keys().map(String::as_str));
                mistakes.add(&place.inside("series"), message);
            }
            Some(series) => fits(correction, series, place, mistakes),
        }
        if correction.published == Some(correction.corrected) {
            let message =
                format!("corrected is what was published, {}; leave the correction out", correction.corrected);
            mistakes.add(&place.inside("corrected"), message);
        }
        not_empty(&correction.reason, &place.inside("reason"), "reason", mistakes);
        addressed(correction, place, mistakes);
        let key = (correction.series.as_str(), correction.period);
        if let Some(before) = first.insert(key, place.words()) {
            let message =
                format!("{} of {} is corrected twice, first at {before}", correction.period, correction.series);
            mistakes.add(place, message);
        }
    }
}

fn fits(correction: &Correction, series: &SeriesFacts, place: &Place, mistakes: &mut Mistakes) {
    if series.derived {
        let message = format!(
            "`{}` is computed here; expected a recorded series, from which the others follow",
            correction.series
        );
        mistakes.add(&place.inside("series"), message);
    }
    let (period, expected) = (correction.period, series.granularity);
    if period.granularity() != expected {
        let message = format!("{period} is a {}; expected a {expected}, as its series", period.granularity());
        mistakes.add(&place.inside("period"), message);
    }
    let (least, most) = (series.min.unwrap_or(correction.corrected), series.max.unwrap_or(correction.corrected));
    if !(least..=most).contains(&correction.corrected) {
        let message = format!(
            "{} is outside the series' own range; expected the number in the unit of the file, before scale",
            correction.corrected
        );
        mistakes.add(&place.inside("corrected"), message);
    }
}

fn addressed(correction: &Correction, place: &Place, mistakes: &mut Mistakes) {
    let mut found = Mistakes::default();
    evidence(std::slice::from_ref(&correction.evidence), place, &mut found);
    for mistake in found.0 {
        mistakes.add(&place.inside("evidence.address"), mistake.message);
    }
}
