//! Identifiers: well-formed, and each used once.
//!
//! In: a draft. Out: mistakes. Invariant: an identifier is lower-case letters, digits, hyphens and dots, so that it can stand
//! in an address and in a file's name.

use super::load::{Draft, Mistakes, Place};
use std::collections::BTreeMap;

/// Checks every identifier.
pub(super) fn check(draft: &Draft, mistakes: &mut Mistakes) {
    let mut outcomes = Register::new("outcome");
    for outcome in &draft.outcomes {
        outcomes.enter(&outcome.value.slug, outcome.place.inside("slug"), mistakes);
        let mut targets = Register::new("target");
        for (index, target) in outcome.value.targets.iter().enumerate() {
            targets.enter(&target.id, outcome.place.inside(&format!("target.{index}.id")), mistakes);
        }
    }
    let mut missions = Register::new("mission");
    for mission in &draft.missions {
        missions.enter(&mission.value.slug, mission.place.inside("slug"), mistakes);
    }
    let mut challenges = Register::new("challenge");
    for challenge in &draft.challenges {
        challenges.enter(&challenge.value.slug, challenge.place.inside("slug"), mistakes);
    }
    sources(draft, mistakes);
}

fn sources(draft: &Draft, mistakes: &mut Mistakes) {
    let (mut sources, mut series) = (Register::new("source"), Register::new("series"));
    for source in &draft.sources {
        sources.enter(&source.value.id, source.place.inside("id"), mistakes);
        for (index, found) in source.value.series.iter().enumerate() {
            series.enter(&found.id, source.place.inside(&format!("series.{index}.id")), mistakes);
        }
        for (index, found) in source.value.derived.iter().enumerate() {
            series.enter(&found.id, source.place.inside(&format!("derived.{index}.id")), mistakes);
        }
    }
}

struct Register {
    kind: &'static str,
    entries: BTreeMap<String, Place>,
}

impl Register {
    fn new(kind: &'static str) -> Self {
        Self { kind, entries: BTreeMap::new() }
    }

    fn enter(&mut self, id: &str, place: Place, mistakes: &mut Mistakes) {
        if !well_formed(id) {
            let expected = "expected lower-case letters and digits with single hyphens or dots between, such as heat-pumps.uk.year";
            mistakes.add(&place, format!("{} identifier `{id}` is not well-formed; {expected}", self.kind));
        }
        match self.entries.get(id) {
            Some(first) => mistakes.add(
                &place,
                format!("{} `{id}` stands here a second time; the first is at {}", self.kind, first.words()),
            ),
            None => drop(self.entries.insert(id.to_owned(), place)),
        }
    }
}

/// Whether `id` is lower-case letters and digits with single dots or hyphens between.
fn well_formed(id: &str) -> bool {
    let part = |part: &str| {
        !part.is_empty() && part.chars().all(|letter| letter.is_ascii_lowercase() || letter.is_ascii_digit())
    };
    id.split(['.', '-']).all(part)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn identifiers_are_lower_case_words_joined_by_dots_and_hyphens() {
        for (id, good) in [
            ("heat-pumps.market.uk.year", true),
            ("ons-d7g7", true),
            ("Heat", false),
            ("a..b", false),
            ("a.", false),
            ("a_b", false),
            ("", false),
        ] {
            assert_eq!(well_formed(id), good, "{id}");
        }
    }
}
