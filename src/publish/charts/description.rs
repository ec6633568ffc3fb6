//! The text alternative of a chart: what a sighted reader takes away.
//!
//! In: the figures drawn and the targets. Out: a few sentences: what, from when to when, latest, direction, extremes, distance to
//! the target, what is provisional or missing. Invariant: generated from the data; no number that is not in the chart.

use super::super::known::KnownFigure;
use super::super::view::{Measure, View};
use super::super::words::{Variable, count, numbers, periods, releases as release_words, targets};
use super::super::{breaks, finding, releases};
use super::{Subject, remarks};
use crate::domain::figure::Flag;
use crate::domain::target::{Target, TargetKind};
use rust_decimal::Decimal;

/// The description.
pub fn of(view: &View<'_>, subject: &Subject<'_>, figures: &[&KnownFigure], ledger: &[&Target]) -> String {
    let measure = &subject.measure;
    let numbered: Vec<(&KnownFigure, Decimal)> =
        figures.iter().filter_map(|known| Some((*known, known.figure.value.number()?))).collect();
    let (Some(first), Some(last)) = (numbered.first(), numbered.last()) else { return promises(view, measure, ledger) };
    let mut sentences = vec![shows(view, measure, first.0, last.0), latest(view, measure, *last)];
    sentences.extend(direction(view, measure, *last));
    sentences.extend(extremes(view, measure, &numbered));
    sentences.extend(told(view, ledger).iter().filter_map(|target| distance(view, measure, last.1, target)));
    sentences.extend(baseline(view, subject, &numbered));
    sentences.extend(care(view, measure, figures));
    sentences.extend(corrected(view, figures));
    sentences.extend(releases::awaited(view, measure).map(|awaited| release_words::awaited(view.words, &awaited)));
    sentences.join(" ")
}

/// The description of a sparkline: the text beside it says the newest figure and the target already.
pub fn of_spark(view: &View<'_>, measure: &Measure<'_>, figures: &[&KnownFigure]) -> String {
    let numbered: Vec<(&KnownFigure, Decimal)> =
        figures.iter().filter_map(|known| Some((*known, known.figure.value.number()?))).collect();
    let (Some(first), Some(last)) = (numbered.first(), numbered.last()) else { return String::new() };
    let sentences = [Some(shows(view, measure, first.0, last.0)), extremes(view, measure, &numbered)];
    sentences.into_iter().flatten().collect::<Vec<_>>().join(" ")
}

/// Of a chart without a figure: that none is known, and the targets drawn.
fn promises(view: &View<'_>, measure: &Measure<'_>, ledger: &[&Target]) -> String {
    let targets = told(view, ledger).into_iter().map(|target| format!("{}.", targets::sentence(view.words, target)));
    std::iter::once(finding::of_measure(view, measure)).chain(targets).collect::<Vec<_>>().join(" ")
}

/// The targets that are worth a sentence: what lies ahead and what was replaced; of the stages on the way the next alone.
fn told<'a>(view: &View<'_>, ledger: &[&'a Target]) -> Vec<&'a Target> {
    let is_open = |target: &&&Target| target.in_force_on(view.day()) && !targets::is_past(target, view.day());
    let ahead: Vec<&Target> = ledger.iter().filter(is_open).copied().collect();
    let next = finding::next_stage(&ahead).map(|target| target.id.as_str());
    let is_told = |target: &&&Target| {
        let is_next = next == Some(target.id.as_str());
        is_next || target.kind != TargetKind::Interim || !target.in_force_on(view.day())
    };
    let mut told: Vec<&Target> = ledger.iter().filter(is_told).copied().collect();
    told.sort_by_key(|target| !target.in_force_on(view.day()));
    told
}

fn shows(view: &View<'_>, measure: &Measure<'_>, first: &KnownFigure, last: &KnownFigure) -> String {
    let words = view.words;
    words.say_with(
        "describe-shows",
        &[
            ("title", measure.title.into()),
            ("unit", unit(view, measure).into()),
            ("place", measure.place.into()),
            ("frequency", periods::frequency(words, measure.granularity, measure.months_between).into()),
            ("span", periods::span(words, &first.figure.period, &last.figure.period).into()),
        ],
    )
}

/// The unit in words: a sign is said.
fn unit(view: &View<'_>, measure: &Measure<'_>) -> String {
    match measure.unit {
        "%" => view.words.say("per-cent"),
        unit => unit.to_owned(),
    }
}

fn latest(view: &View<'_>, measure: &Measure<'_>, (known, number): (&KnownFigure, Decimal)) -> String {
    view.words.say_with("describe-latest", &at(view, measure, known, number))
}

fn direction(view: &View<'_>, measure: &Measure<'_>, (known, number): (&KnownFigure, Decimal)) -> Option<String> {
    let before = finding::year_before(view, measure, known)?;
    let number_before = before.figure.value.number()?;
    let key = match number.cmp(&number_before) {
        std::cmp::Ordering::Greater => "describe-up",
        std::cmp::Ordering::Less => "describe-down",
        std::cmp::Ordering::Equal => "describe-level",
    };
    Some(view.words.say_with(key, &at(view, measure, before, number_before)))
}

/// The highest and the lowest of the figures that compare with the newest.
fn extremes(view: &View<'_>, measure: &Measure<'_>, numbered: &[(&KnownFigure, Decimal)]) -> Option<String> {
    let start = breaks::starts(view, measure.id).pop_last();
    let compares = |known: &KnownFigure| start.is_none_or(|start| known.figure.period >= start);
    let comparable: Vec<_> = numbered.iter().filter(|(known, _)| compares(known)).collect();
    (comparable.len() > 2).then_some(())?;
    let highest = comparable.iter().max_by_key(|(_, number)| *number)?;
    let lowest = comparable.iter().min_by_key(|(_, number)| *number)?;
    let key = if comparable.len() < numbered.len() { "describe-extremes-since" } else { "describe-extremes" };
    Some(view.words.say_with(
        key,
        &[
            ("highest", measure.cell(highest.1).into()),
            ("when_highest", periods::when(view.words, &highest.0.figure.period).into()),
            ("lowest", measure.cell(lowest.1).into()),
            ("when_lowest", periods::when(view.words, &lowest.0.figure.period).into()),
        ],
    ))
}

fn distance(view: &View<'_>, measure: &Measure<'_>, latest: Decimal, target: &Target) -> Option<String> {
    let gap = target.value - measure.shown(latest)?;
    let sentence = targets::sentence(view.words, target);
    if !target.in_force_on(view.day()) {
        let standing = targets::standing(view.words, target, view.day());
        return Some(
            view.words.say_with("describe-replaced", &[("target", sentence.into()), ("standing", standing.into())]),
        );
    }
    let key = if gap.is_sign_negative() { "describe-above-target" } else { "describe-below-target" };
    let size = match measure.unit {
        "%" => {
            view.words.say_with("percentage-points", &[("value", numbers::plain(gap.abs(), measure.decimals).into())])
        }
        unit => numbers::with_unit(gap.abs(), measure.decimals, unit),
    };
    Some(view.words.say_with(key, &[("target", sentence.into()), ("gap", size.into())]))
}

fn corrected(view: &View<'_>, figures: &[&KnownFigure]) -> Option<String> {
    let corrected = figures.iter().filter(|known| known.correction.is_some()).count();
    (corrected > 0).then(|| view.words.say_with("describe-corrected", &[("count", count(corrected))]))
}

fn baseline(view: &View<'_>, subject: &Subject<'_>, numbered: &[(&KnownFigure, Decimal)]) -> Option<String> {
    let baseline = remarks::baseline(subject)?;
    let (known, number) = numbered.iter().find(|(known, _)| known.figure.period == baseline.period)?;
    Some(view.words.say_with("describe-baseline", &at(view, &subject.measure, known, *number)))
}

fn care(view: &View<'_>, measure: &Measure<'_>, figures: &[&KnownFigure]) -> Vec<String> {
    let starts = breaks::starts(view, measure.id);
    let cuts = figures.iter().skip(1).filter(|known| starts.contains(&known.figure.period)).count();
    let flagged = |flag| figures.iter().filter(|known| known.figure.flags.has(flag)).count();
    let missing = figures.iter().filter(|known| known.figure.value.number().is_none()).count();
    [("describe-provisional", flagged(Flag::Provisional)), ("describe-breaks", cuts), ("describe-missing", missing)]
        .into_iter()
        .filter(|(_, number)| *number > 0)
        .map(|(key, number)| view.words.say_with(key, &[("count", count(number))]))
        .collect()
}

fn at(view: &View<'_>, measure: &Measure<'_>, known: &KnownFigure, number: Decimal) -> Vec<Variable<'static>> {
    let when = periods::when(view.words, &known.figure.period);
    vec![("value", measure.prose(number).into()), ("when", when.into())]
}
