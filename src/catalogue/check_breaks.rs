//! What has changed for good: declared breaks, and sources that have ended, each with why and with evidence.
//!
//! In: a source. Out: mistakes. Invariant: what was redefined came out no earlier than the first period on the new basis began.

use super::check::not_empty;
use super::check_source::page;
use super::load::{Mistakes, Place};
use crate::domain::series::{Break, Series};
use crate::domain::source::Source;

/// Checks that a source which has ended says why and where that is said.
pub(super) fn ended(source: &Source, place: &Place, mistakes: &mut Mistakes) {
    let Some(end) = &source.discontinued else { return };
    let place = place.inside("discontinued");
    not_empty(&end.why, &place.inside("why"), "why", mistakes);
    page(&end.evidence.address, &place.inside("evidence.address"), mistakes);
}

/// Checks every break of a series.
pub(super) fn breaks(series: &Series, place: &Place, mistakes: &mut Mistakes) {
    for (index, declared) in series.breaks.iter().enumerate() {
        one(declared, &place.inside(&format!("break.{index}")), mistakes);
    }
}

fn one(declared: &Break, place: &Place, mistakes: &mut Mistakes) {
    not_empty(&declared.why, &place.inside("why"), "why", mistakes);
    page(&declared.evidence.address, &place.inside("evidence.address"), mistakes);
    if let Some(on) = declared.on.filter(|on| *on < declared.from.start().date()) {
        let message =
            format!("on is {on}, before {} begins; expected the day of the release that brought it", declared.from);
        mistakes.add(&place.inside("on"), message);
    }
}
