//! The checks of a catalogue: a visible list, one line a check.
//!
//! In: a [`Draft`] and the figures that ship. Out: mistakes, added to the draft.
//! Invariant: every check sees the whole catalogue and says all that it finds; none stops at the first.

use super::load::{Draft, Mistakes};
use super::{
    Shipped, check_correction, check_figures, check_ids, check_outcome, check_release, check_source, check_target,
};
use crate::domain::period::Granularity;
use crate::domain::series::{Derived, Series};
use rust_decimal::Decimal;
use std::collections::BTreeMap;

/// Runs every check.
pub(super) fn everything(draft: &mut Draft, figures: &[Shipped]) {
    let mut mistakes = std::mem::take(&mut draft.mistakes);
    let facts = facts(draft);
    check_ids::check(draft, &mut mistakes);
    check_source::check(draft, &facts, &mut mistakes);
    check_outcome::check(draft, &facts, &mut mistakes);
    check_target::check(draft, &facts, &mut mistakes);
    check_correction::check(draft, &facts, &mut mistakes);
    check_release::check(draft, &mut mistakes);
    check_figures::check(draft, &facts, figures, &mut mistakes);
    draft.mistakes = mistakes;
}

/// What other parts need to know of a series, recorded or derived.
#[derive(Clone, Debug)]
pub(super) struct SeriesFacts {
    pub unit: String,
    pub place: String,
    pub population: String,
    pub granularity: Granularity,
    pub min: Option<Decimal>,
    pub max: Option<Decimal>,
    pub derived: bool,
}

impl From<&Series> for SeriesFacts {
    fn from(series: &Series) -> Self {
        Self {
            unit: series.unit.clone(),
            place: series.place.clone(),
            population: series.population.clone(),
            granularity: series.granularity,
            min: series.check.min,
            max: series.check.max,
            derived: false,
        }
    }
}

impl From<&Derived> for SeriesFacts {
    fn from(series: &Derived) -> Self {
        Self {
            unit: series.unit.clone(),
            place: series.place.clone(),
            population: series.population.clone(),
            granularity: series.granularity,
            min: None,
            max: None,
            derived: true,
        }
    }
}

/// Every series of the catalogue by its identifier.
pub(super) type Facts = BTreeMap<String, SeriesFacts>;

fn facts(draft: &Draft) -> Facts {
    let sources = || draft.sources.iter().map(|source| &source.value);
    let recorded = sources().flat_map(|source| &source.series).map(|series| (series.id.clone(), series.into()));
    let derived = sources().flat_map(|source| &source.derived).map(|series| (series.id.clone(), series.into()));
    let mut facts = Facts::new();
    for (id, found) in recorded.chain(derived) {
        facts.entry(id).or_insert(found);
    }
    facts
}

/// "no series `x`; did you mean `y`?", or a list of what there is.
pub(super) fn unknown<'a>(kind: &str, name: &str, known: impl Iterator<Item = &'a str>) -> String {
    let known: Vec<&str> = known.collect();
    let nearest = known.iter().min_by_key(|other| distance(name, other)).filter(|other| distance(name, other) <= 3);
    match nearest {
        Some(nearest) => format!("no {kind} `{name}`; did you mean `{nearest}`?"),
        None if known.is_empty() => format!("no {kind} `{name}`; there is none"),
        None if known.len() > 12 => format!("no {kind} `{name}`; `headway source list` names those that there are"),
        None => format!("no {kind} `{name}`; there are {}", known.join(", ")),
    }
}

/// How many letters differ (Levenshtein).
fn distance(one: &str, other: &str) -> usize {
    let other: Vec<char> = other.chars().collect();
    let mut row: Vec<usize> = (0..=other.len()).collect();
    for (index, letter) in one.chars().enumerate() {
        let mut diagonal = row[0];
        row[0] = index + 1;
        for place in 0..other.len() {
            let cost = usize::from(letter != other[place]);
            let here = (diagonal + cost).min(row[place] + 1).min(row[place + 1] + 1);
            diagonal = row[place + 1];
            row[place + 1] = here;
        }
    }
    row[other.len()]
}

/// Notes a required text that is empty.
pub(super) fn not_empty(text: &str, place: &super::load::Place, what: &str, mistakes: &mut Mistakes) {
    if text.trim().is_empty() {
        mistakes.add(place, format!("{what} is empty; expected words"));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_unknown_name_is_answered_with_the_nearest() {
        assert_eq!(
            unknown("series", "a.montth", ["a.month", "b.year"].into_iter()),
            "no series `a.montth`; did you mean `a.month`?"
        );
        assert_eq!(unknown("mission", "x", std::iter::empty()), "no mission `x`; there is none");
        assert_eq!(
            unknown("mission", "quiet", ["health", "growth"].into_iter()),
            "no mission `quiet`; there are health, growth"
        );
    }
}
