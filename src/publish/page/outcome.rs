//! An outcome's page: finding and chart, targets, what moves earlier, how it is measured, the data.
//!
//! In: a view and an outcome's slug. Out: `/outcomes/<slug>`. Invariant: every figure on it leads to its source.

use super::super::charts;
use super::super::origin::Link;
use super::super::view::{Measure, View};
use super::super::words::{known, periods};
use super::super::{Page, PublishError, finding};
use super::cards::{self, Chip, State};
use super::frame::{Frame, Heading};
use super::indicator::{IndicatorPart, Introduction};
use super::ledger::Ledger;
use super::{Fact, fact};
use crate::domain::outcome::{Direction, Indicator, IndicatorRole, Outcome};
use askama::Template;

/// How many figures a table on an outcome's page shows.
const NEWEST: usize = 24;

#[derive(Template)]
#[template(path = "outcome.html")]
struct OutcomePage {
    frame: Frame,
    name: String,
    question: String,
    why: String,
    finding: String,
    missions: Vec<Chip>,
    states: Vec<State>,
    headline: Option<IndicatorPart>,
    ledger: Ledger,
    others: Vec<IndicatorPart>,
    definition: String,
    measured: Vec<Fact>,
    caveats: Vec<String>,
    competing: Vec<CompetingPart>,
    challenges: Vec<String>,
    challenge_reason: String,
    downloads: Vec<Link>,
}

struct CompetingPart {
    count: String,
    why: String,
    evidence: Option<Link>,
}

/// `/outcomes/<slug>`.
pub fn page(view: &View<'_>, slug: &str) -> Result<Option<Page>, PublishError> {
    let Some(outcome) = view.catalogue.outcome(slug) else { return Ok(None) };
    let path = format!("/outcomes/{slug}");
    let said = finding::of_outcome(view, outcome);
    let headline = outcome.headline();
    let heading = Heading {
        path: &path,
        title: &outcome.name,
        description: &said,
        reconstructed: headline.is_some_and(|headline| view.is_reconstructed(&headline.series)),
    };
    let measure = headline.and_then(|headline| view.measure(&headline.series));
    let page = OutcomePage {
        frame: Frame::of(view, &heading).with_form(view, &path),
        name: outcome.name.clone(),
        question: outcome.question.clone(),
        why: outcome.why.clone(),
        finding: said,
        missions: cards::chips(view, outcome),
        states: cards::states(view, outcome, usize::MAX),
        headline: headline.and_then(|headline| part(view, outcome, headline)),
        ledger: Ledger::of(view, outcome),
        others: others(view, outcome),
        definition: outcome.definition.clone(),
        measured: measure.map(|measure| measured(view, outcome, &measure)).unwrap_or_default(),
        caveats: outcome.caveats.clone(),
        competing: competing(outcome),
        challenges: challenges(view, outcome),
        challenge_reason: outcome.challenge_reason.clone(),
        downloads: downloads(view, &path),
    };
    super::finish(&path, &page).map(Some)
}

/// Leading indicators, then supporting ones.
fn others(view: &View<'_>, outcome: &Outcome) -> Vec<IndicatorPart> {
    let headline = outcome.headline().map(|headline| headline.series.as_str());
    [IndicatorRole::Leading, IndicatorRole::Headline, IndicatorRole::Supporting]
        .into_iter()
        .flat_map(|role| outcome.indicators.iter().filter(move |indicator| indicator.role == role))
        .filter(|indicator| Some(indicator.series.as_str()) != headline)
        .filter_map(|indicator| part(view, outcome, indicator))
        .collect()
}

fn part(view: &View<'_>, outcome: &Outcome, indicator: &Indicator) -> Option<IndicatorPart> {
    let subject = charts::of_indicator(view, outcome, indicator)?;
    let is_headline = outcome.headline() == Some(indicator);
    let introduction = Introduction {
        heading: (!is_headline).then(|| finding::of_measure(view, &subject.measure)),
        role: (!is_headline).then(|| finding::role(view, indicator.role)),
        note: indicator.note.clone(),
        limit: Some(NEWEST),
    };
    Some(IndicatorPart::of(view, &subject, introduction))
}

fn measured(view: &View<'_>, outcome: &Outcome, measure: &Measure<'_>) -> Vec<Fact> {
    let words = view.words;
    let direction = words.say(match outcome.direction {
        Direction::Higher => "direction-higher",
        Direction::Lower => "direction-lower",
    });
    let departments = outcome.departments.join(", ");
    [
        fact(words.say("fact-accountable"), Some(&outcome.accountable)),
        fact(words.say("fact-departments"), Some(&departments)),
        fact(words.say("fact-direction"), Some(&direction)),
    ]
    .into_iter()
    .flatten()
    .chain(facts(view, measure))
    .collect()
}

/// What a series measures, as facts.
pub(super) fn facts(view: &View<'_>, measure: &Measure<'_>) -> Vec<Fact> {
    let words = view.words;
    let frequency = periods::frequency(words, measure.granularity, measure.months_between);
    [
        fact(words.say("fact-unit"), Some(measure.unit)),
        fact(words.say("fact-place"), Some(measure.place)),
        fact(words.say("fact-population"), Some(measure.population)),
        fact(words.say("fact-frequency"), Some(&frequency)),
        fact(words.say("fact-adjustment"), measure.adjustment),
        fact(words.say("fact-status"), measure.statistical_status),
        fact(words.say("fact-series"), Some(measure.id)),
    ]
    .into_iter()
    .flatten()
    .collect()
}

fn competing(outcome: &Outcome) -> Vec<CompetingPart> {
    let part = |competing: &crate::domain::outcome::Competing| CompetingPart {
        count: competing.count.clone(),
        why: competing.why.clone(),
        evidence: competing
            .evidence
            .as_ref()
            .map(|evidence| Link { href: evidence.address.clone(), text: known::host(&evidence.address).to_owned() }),
    };
    outcome.competing.iter().map(part).collect()
}

fn challenges(view: &View<'_>, outcome: &Outcome) -> Vec<String> {
    let name = |slug: &String| {
        let challenge = view.catalogue.challenges.iter().find(|challenge| challenge.slug == *slug);
        challenge.map_or_else(|| slug.clone(), |challenge| challenge.name.clone())
    };
    outcome.challenges.iter().map(name).collect()
}

fn downloads(view: &View<'_>, path: &str) -> Vec<Link> {
    [
        ("figures.csv", "download-csv"),
        ("figures.json", "download-json"),
        ("chart.svg", "download-svg"),
        ("chart.png", "download-png"),
    ]
    .into_iter()
    .map(|(file, key)| Link { href: view.link(&format!("{path}/{file}")), text: view.words.say(key) })
    .collect()
}
