//! The finding: what the newest figure says, as a full sentence with the number in it.
//!
//! In: a view, an outcome or a measure. Out: sentences. Invariant: computed from figures as known; a sentence that needs a number
//! that is not known is not said.

pub mod age;

pub use age::leads as leads_meanwhile;

use super::known::KnownFigure;
use super::view::{Measure, View};
use super::words::{FluentValue, Variable, known, numbers, periods, releases as told, targets};
use super::{breaks, releases};
use crate::domain::evidence::Known;
use crate::domain::outcome::{IndicatorRole, Outcome};
use crate::domain::target::{Target, TargetKind};
use chrono::Months;

/// The finding of an outcome, with its aim where one is in force: "84,000 heat pumps were installed in 2024; the aim is …."
pub fn of_outcome(view: &View<'_>, outcome: &Outcome) -> String {
    let headline = outcome.headline().and_then(|indicator| view.measure(&indicator.series));
    let Some(measure) = headline else { return nothing(view, &outcome.name) };
    let Some(latest) = view.series(measure.id).latest() else { return nothing(view, &outcome.name) };
    let variables = variables(view, &measure, latest);
    if let Some(finding) = age::meanwhile(view, outcome, &variables) {
        return view.words.say_with("finding-alone", &[("finding", finding.into())]);
    }
    let finding = view.words.pattern(&outcome.words.finding, &variables);
    let finding = finding.unwrap_or_else(|| view.words.say_with("indicator-finding", &variables));
    match aim(view, outcome, &variables) {
        Some(aim) => view.words.say_with("finding-and-aim", &[("finding", finding.into()), ("aim", aim.into())]),
        None => view.words.say_with("finding-alone", &[("finding", finding.into())]),
    }
}

/// What the newest figure of a measure says: "Public charging devices: 87,796 on 1 January 2026."
pub fn of_measure(view: &View<'_>, measure: &Measure<'_>) -> String {
    let Some(latest) = view.series(measure.id).latest() else { return nothing(view, measure.title) };
    let finding = view.words.say_with("indicator-finding", &variables(view, measure, latest));
    view.words.say_with("finding-alone", &[("finding", finding.into())])
}

/// A reason why the newest figure needs care.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Care {
    /// The reason, in a sentence or two.
    pub text: String,
    /// Whether it is said loudly; that a public project copied the figure is said quietly.
    pub loud: bool,
}

/// Why the newest figure needs care: a newer period has no number, newer figures should exist, or it is a third party's.
pub fn care(view: &View<'_>, measure: &Measure<'_>) -> Vec<Care> {
    let series = view.series(measure.id);
    let (Some(latest), Some(last)) = (series.latest(), series.figures.last()) else { return Vec::new() };
    let newer = (last.figure.period != latest.figure.period).then(|| {
        let period = periods::period(view.words, &last.figure.period);
        let reason = known::remarks(view.words, &last.figure);
        view.words.say_with("newer-is-missing", &[("period", period.into()), ("reason", reason.into())])
    });
    // What is awaited says more than that the figure is old.
    let awaited = releases::awaited(view, measure).map(|awaited| told::awaited(view.words, &awaited));
    let aged =
        newer.into_iter().chain(awaited.or_else(|| age::sentence(view, measure))).map(|text| Care { text, loud: true });
    let repeated = latest.figure.evidence.as_ref().filter(|evidence| evidence.known == Known::RepeatedBy);
    let evidence = repeated.map(|evidence| Care {
        text: known::warning(view.words, &evidence.address),
        loud: !known::is_public_project(&evidence.address),
    });
    aged.chain(evidence).collect()
}

/// The targets in force on the day of the page for the headline: final ones first, and among them those with a date.
pub fn targets_in_force<'a>(view: &View<'a>, outcome: &'a Outcome) -> Vec<&'a Target> {
    let headline = outcome.headline().map(|indicator| indicator.series.as_str());
    let mut targets = view.targets(outcome);
    targets.retain(|target| target.in_force_on(view.day()) && Some(target.series.as_str()) == headline);
    targets.sort_by_key(|target| (target.kind != TargetKind::Final, target.by.is_none()));
    targets
}

/// What is still to be reached on the day of the page: the final target, then the next stage on the way to it, then standing aims.
pub fn targets_ahead<'a>(view: &View<'a>, outcome: &'a Outcome) -> Vec<&'a Target> {
    let mut ahead = targets_in_force(view, outcome);
    ahead.retain(|target| !targets::is_past(target, view.day()));
    let next = next_stage(&ahead).map(|target| target.id.clone());
    ahead.retain(|target| target.kind != TargetKind::Interim || Some(&target.id) == next.as_ref());
    ahead.sort_by_key(|target| (target.by.is_none(), target.kind == TargetKind::Interim));
    ahead
}

/// The interim target whose date comes first.
pub fn next_stage<'a>(ahead: &[&'a Target]) -> Option<&'a Target> {
    let stages = ahead.iter().filter(|target| target.kind == TargetKind::Interim);
    stages.copied().min_by_key(|target| target.by.map(|by| by.last_day()))
}

/// The figure a year before `figure`, where there is one that compares with it and the publisher does not warn against comparing.
pub fn year_before<'a>(view: &View<'a>, measure: &Measure<'_>, figure: &KnownFigure) -> Option<&'a KnownFigure> {
    let warned = view.catalogue.series(measure.id).is_some_and(|(series, _)| series.not_compared);
    (!warned).then_some(())?;
    let period = &figure.figure.period;
    let start = period.start().checked_sub_months(Months::new(12))?;
    let same = |other: &&KnownFigure| {
        other.figure.period.start() == start && other.figure.period.granularity() == period.granularity()
    };
    let before = view.series(measure.id).figures.iter().find(same)?;
    (!breaks::lies_between(view, measure.id, &before.figure.period, period)).then_some(before)
}

/// A role as a heading: "Moves earlier".
pub fn role(view: &View<'_>, role: IndicatorRole) -> String {
    view.words.say(match role {
        IndicatorRole::Headline => "role-headline",
        IndicatorRole::Leading => "role-leading",
        IndicatorRole::Supporting => "role-supporting",
    })
}

/// The catalogue's aim is about the targets of today: on a day with other targets, theirs is said in plain words.
fn aim(view: &View<'_>, outcome: &Outcome, variables: &[Variable<'_>]) -> Option<String> {
    let then = targets_in_force(view, outcome);
    let today = View { as_of: None, ..*view };
    if then == targets_in_force(&today, outcome) {
        return view.words.pattern(outcome.words.aim.as_deref()?, variables);
    }
    let target = then.first()?;
    Some(view.words.say_with("aim-then", &[("aim", targets::aim_and_date(view.words, target).into())]))
}

/// The variables of an outcome's patterns.
fn variables(view: &View<'_>, measure: &Measure<'_>, latest: &KnownFigure) -> Vec<Variable<'static>> {
    let number = latest.figure.value.number().unwrap_or_default();
    let period = &latest.figure.period;
    let mut variables: Vec<Variable<'static>> = vec![
        ("title", FluentValue::from(measure.title.to_owned())),
        ("value", measure.prose(number).into()),
        ("period", periods::period(view.words, period).into()),
        ("when", periods::when(view.words, period).into()),
    ];
    let before = year_before(view, measure, latest).and_then(|before| before.figure.value.number());
    if let Some((before, now)) = before.and_then(|before| Some((measure.shown(before)?, measure.shown(number)?))) {
        variables.push(("year_ago", numbers::prose(before, measure.decimals, measure.unit).into()));
        variables.push(("change", numbers::signed(now - before, measure.decimals).into()));
    }
    variables
}

fn nothing(view: &View<'_>, what: &str) -> String {
    let key = if view.as_of.is_some() { "nothing-known-then" } else { "nothing-known" };
    let finding = view.words.say_with(key, &[("what", what.to_owned().into())]);
    view.words.say_with("finding-alone", &[("finding", finding.into())])
}
