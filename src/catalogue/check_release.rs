//! Releases entered by hand: each is of a source that is there, with evidence.
//!
//! In: a draft. Out: mistakes. Invariant: one entry a source and instant.

use super::check::{not_empty, unknown};
use super::check_source::page;
use super::load::{Draft, Mistakes, Placed};
use crate::domain::release::{Release, ReleaseState};
use std::collections::BTreeMap;

/// Checks every release.
pub(super) fn check(draft: &Draft, mistakes: &mut Mistakes) {
    let sources = || draft.sources.iter().map(|source| source.value.id.as_str());
    let mut first = BTreeMap::new();
    for placed in &draft.releases {
        let Placed { value: release, place } = placed;
        if !sources().any(|known| known == release.source) {
            mistakes.add(&place.inside("source"), unknown("source", &release.source, sources()));
        }
        not_empty(&release.title, &place.inside("title"), "title", mistakes);
        page(&release.evidence.address, &place.inside("evidence.address"), mistakes);
        reasons(placed, mistakes);
        if let Some(before) = first.insert((release.source.as_str(), release.at), place.words()) {
            let message = format!("two releases of {} at {}, the first at {before}", release.source, release.at);
            mistakes.add(place, message);
        }
    }
}

/// What is called off says why.
fn reasons(Placed { value: Release { state, why, .. }, place }: &Placed<Release>, mistakes: &mut Mistakes) {
    if *state == ReleaseState::Cancelled && why.as_ref().is_none_or(|why| why.trim().is_empty()) {
        mistakes.add(place, "a release that is called off without why; expected the publisher's reason");
    }
}
