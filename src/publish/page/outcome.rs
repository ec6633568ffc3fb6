//! An outcome's page: finding and chart, targets, what moves earlier, how it is measured, the data.
//!
//! In: a view and an outcome's slug. Out: `/outcomes/<slug>`. Invariant: every figure on it leads to its source.

use super::super::charts;
use super::super::origin::Link;
use super::super::view::{Measure, View};
use super::super::words::{FluentValue, known, periods};
use super::super::{Page, PublishError, finding, origin};
use super::cards::{self, Chip, State};
use super::frame::{Frame, Heading};
use super::indicator::{IndicatorPart, Introduction};
use super::ledger::Ledger;
use super::{Fact, fact};
use crate::domain::evidence::Known;
use crate::domain::outcome::{Baseline, Direction, Indicator, IndicatorRole, Milestone, MilestoneKind, Outcome};
use crate::domain::source::Source;
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
    baseline: Option<BaselinePart>,
    milestones: Vec<MilestonePart>,
    expected: Vec<MilestonePart>,
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

/// Where progress is counted from.
struct BaselinePart {
    text: String,
    evidence: Option<Link>,
}

/// A milestone.
struct MilestonePart {
    when: String,
    kind: String,
    what: String,
    evidence: Link,
    /// How it is known, where it is not the publisher's own page.
    known: Option<String>,
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
        baseline: outcome.baseline.as_ref().and_then(|baseline| baseline_part(view, baseline)),
        milestones: milestones(view, outcome, false),
        expected: milestones(view, outcome, true),
        ledger: Ledger::of(view, outcome),
        others: others(view, outcome),
        definition: outcome.definition.clone(),
        measured: measure.map(|measure| measured(view, outcome, &measure)).unwrap_or_default(),
        caveats: outcome.caveats.clone(),
        competing: competing(outcome),
        challenges: challenges(view, outcome),
        challenge_reason: outcome.challenge_reason.clone(),
        downloads: downloads(view, outcome, &path),
    };
    super::finish(&path, &page).map(Some)
}

/// The figure that progress is counted from, looked up; said to be unknown where it is not known here.
fn baseline_part(view: &View<'_>, baseline: &Baseline) -> Option<BaselinePart> {
    let measure = view.measure(&baseline.series)?;
    let number = view.series(measure.id).at(&baseline.period).and_then(|known| known.figure.value.number());
    let when = periods::when(view.words, &baseline.period);
    let period = periods::period(view.words, &baseline.period);
    let said = [("when", when.into()), ("period", period.into()), ("why", baseline.why.as_str().into())];
    let text = match number {
        None => view.words.say_with("baseline-unknown", &said),
        Some(number) => {
            let value = [("value", FluentValue::from(measure.prose(number)))];
            view.words.say_with("baseline", &said.into_iter().chain(value).collect::<Vec<_>>())
        }
    };
    Some(BaselinePart { text, evidence: baseline.evidence.as_ref().map(origin::evidence) })
}

/// What was reached on the way, or what is still expected, in the order of time.
fn milestones(view: &View<'_>, outcome: &Outcome, expected: bool) -> Vec<MilestonePart> {
    let mut milestones: Vec<_> = outcome.milestones.iter().filter(|each| each.expected == expected).collect();
    milestones.sort_by_key(|each| each.when.start());
    milestones.into_iter().map(|each| milestone(view, each)).collect()
}

fn milestone(view: &View<'_>, milestone: &Milestone) -> MilestonePart {
    let kind = match milestone.kind {
        MilestoneKind::Breakthrough => "milestone-breakthrough",
        MilestoneKind::Trial => "milestone-trial",
        MilestoneKind::Prize => "milestone-prize",
        MilestoneKind::Programme => "milestone-programme",
    };
    let repeated = milestone.evidence.known == Known::RepeatedBy;
    MilestonePart {
        when: periods::period(view.words, &milestone.when),
        kind: view.words.say(kind),
        what: milestone.what.clone(),
        evidence: origin::evidence(&milestone.evidence),
        known: repeated.then(|| view.words.say("evidence-unchecked")),
    }
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
    let unknown = words.say("status-not-found");
    [
        fact(words.say("fact-unit"), Some(measure.unit)),
        fact(words.say("fact-place"), Some(measure.place)),
        fact(words.say("fact-population"), Some(measure.population)),
        fact(words.say("fact-frequency"), Some(&frequency)),
        fact(words.say("fact-adjustment"), measure.adjustment),
        fact(words.say("fact-status"), Some(measure.statistical_status.unwrap_or(&unknown))),
        fact(words.say("fact-cadence"), of_sources(view, measure, |source| source.cadence.clone()).as_deref()),
        fact(words.say("fact-lag"), of_sources(view, measure, |source| source.lag.clone()).as_deref()),
        fact(
            words.say("fact-licence"),
            of_sources(view, measure, |source| Some(origin::licence(view, &source.licence))).as_deref(),
        ),
        fact(words.say("fact-series"), Some(measure.id)),
    ]
    .into_iter()
    .flatten()
    .collect()
}

/// What is said of each source of a measure, once.
fn of_sources(view: &View<'_>, measure: &Measure<'_>, say: impl Fn(&Source) -> Option<String>) -> Option<String> {
    let mut said: Vec<String> = Vec::new();
    for text in view.sources(measure.id).into_iter().filter_map(say) {
        if !said.contains(&text) {
            said.push(text);
        }
    }
    (!said.is_empty()).then(|| said.join("; "))
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

/// The downloads; pictures only where there is something to draw.
fn downloads(view: &View<'_>, outcome: &Outcome, path: &str) -> Vec<Link> {
    let subject = outcome.headline().and_then(|headline| charts::of_indicator(view, outcome, headline));
    let drawn = subject.is_some_and(|subject| charts::is_drawn(view, &subject));
    let tables = [("figures.csv", "download-csv"), ("figures.json", "download-json")];
    let pictures = [("chart.svg", "download-svg"), ("chart.png", "download-png")];
    let offered = tables.into_iter().chain(pictures.into_iter().filter(|_| drawn));
    offered.map(|(file, key)| Link { href: view.link(&format!("{path}/{file}")), text: view.words.say(key) }).collect()
}
