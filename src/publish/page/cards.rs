//! The scoreboard: a row for each outcome, on the home page and on the pages of missions.
//!
//! In: outcomes. Out: [`Cards`]. Invariant: a state is a fact of the ledger, in words and with a shape, never a colour alone.

use super::super::charts::{self, Form};
use super::super::origin::Link;
use super::super::view::View;
use super::super::words::{Words, numbers, periods, targets};
use super::super::{checked, finding};
use crate::domain::outcome::Outcome;
use crate::domain::source::Source;
use askama::Template;

/// The scoreboard.
#[derive(Template)]
#[template(path = "cards.html")]
pub(super) struct Cards {
    t: &'static Words,
    cards: Vec<Card>,
}

struct Card {
    href: String,
    slug: String,
    name: String,
    finding: String,
    care: Vec<finding::Care>,
    spark: String,
    place: String,
    states: Vec<State>,
    checked: String,
    troubled: bool,
    next: Option<String>,
    /// The publishers of the figures in the finding.
    sources: Vec<Link>,
    missions: Vec<Chip>,
}

/// A state in words, with its shape.
pub(super) struct State {
    pub shape: &'static str,
    pub text: String,
}

/// A mission as a small link with its colour.
pub(super) struct Chip {
    pub href: String,
    pub text: String,
    pub colour: u8,
    pub current: bool,
}

impl Cards {
    /// A row for each of `outcomes`.
    pub(super) fn of<'a>(view: &View<'a>, outcomes: impl Iterator<Item = &'a Outcome>) -> Self {
        Self { t: view.words, cards: outcomes.map(|outcome| card(view, outcome)).collect() }
    }
}

/// What is known of an outcome's targets: facts, no judgement. The final target first, then the next stage on the way.
pub(super) fn states(view: &View<'_>, outcome: &Outcome, limit: usize) -> Vec<State> {
    let ahead = finding::targets_ahead(view, outcome);
    let mut states: Vec<State> = ahead
        .into_iter()
        .take(limit)
        .map(|target| State { shape: "target", text: targets::sentence(view.words, target) })
        .collect();
    if states.is_empty() {
        states.push(State { shape: "none", text: nothing_ahead(view, outcome) });
    }
    if let Some(text) = &outcome.words.not_measured_well {
        states.push(State { shape: "gap", text: text.clone() });
    }
    states
}

/// No target at all, or one whose date has passed.
fn nothing_ahead(view: &View<'_>, outcome: &Outcome) -> String {
    match finding::targets_in_force(view, outcome).first() {
        Some(target) => {
            let target = targets::sentence(view.words, target);
            view.words.say_with("state-target-past", &[("target", target.into())])
        }
        None if view.as_of.is_some() && outcome.no_target.is_none() => view.words.say("state-no-target-then"),
        None => view.words.say("state-no-target"),
    }
}

/// The missions that an outcome serves.
pub(super) fn chips(view: &View<'_>, outcome: &Outcome) -> Vec<Chip> {
    let missions = view.catalogue.missions.iter().filter(|mission| outcome.missions.contains(&mission.slug));
    missions
        .map(|mission| Chip {
            href: view.link(&format!("/missions/{}", mission.slug)),
            text: mission.name.clone(),
            colour: mission.colour,
            current: false,
        })
        .collect()
}

fn card(view: &View<'_>, outcome: &Outcome) -> Card {
    let indicator = outcome.headline();
    let measure = indicator.and_then(|indicator| view.measure(&indicator.series));
    let subject = indicator.and_then(|indicator| charts::of_indicator(view, outcome, indicator));
    let sources = measure.map(|measure| view.sources(measure.id)).unwrap_or_default();
    let source = sources.first().copied();
    let series = indicator.map(|indicator| view.series(&indicator.series));
    Card {
        href: view.link(&format!("/outcomes/{}", outcome.slug)),
        slug: outcome.slug.clone(),
        name: outcome.name.clone(),
        finding: finding::of_outcome(view, outcome),
        care: measure.map(|measure| finding::care(view, &measure)).unwrap_or_default(),
        spark: subject.map_or_else(String::new, |subject| charts::inline(view, &subject, Form::Spark)),
        place: measure.map_or_else(String::new, |measure| place(view, &measure)),
        states: states(view, outcome, 2),
        checked: source.map_or_else(
            || view.words.say("checked-never-nothing"),
            |source| checked::sentence(view, source, series.unwrap_or(view.series(""))),
        ),
        troubled: source.is_some_and(|source| checked::is_troubled(view, source)),
        next: source.and_then(|source| checked::next(view, source)),
        sources: publishers(view, outcome, source),
        missions: chips(view, outcome),
    }
}

/// Who publishes what the finding says: also the other count, where that leads.
fn publishers(view: &View<'_>, outcome: &Outcome, source: Option<&Source>) -> Vec<Link> {
    let leads = finding::leads_meanwhile(view, outcome);
    let other = leads.and_then(|series| view.measure(series)).map(|measure| measure.source);
    let link = |source: &Source| Link { href: source.page.clone(), text: source.publisher.clone() };
    other.into_iter().chain(source).map(link).collect()
}

/// Unit, place and period of the newest figure: `Heat pumps, United Kingdom, 2024`.
fn place(view: &View<'_>, measure: &super::super::view::Measure<'_>) -> String {
    let period = view.series(measure.id).latest().map(|known| periods::period(view.words, &known.figure.period));
    let frequency = periods::frequency(view.words, measure.granularity, measure.months_between);
    let unit = match numbers::unit_words(measure.unit) {
        "%" => view.words.say("per-cent"),
        unit => unit.to_owned(),
    };
    let parts = [Some(unit), Some(measure.place.to_owned()), Some(frequency), period];
    parts.into_iter().flatten().filter(|part| !part.is_empty()).collect::<Vec<_>>().join(" · ")
}
