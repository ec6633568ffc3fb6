//! Remarks in a chart: the baseline, and a release that has not come.
//!
//! In: a subject and the figures drawn. Out: [`Remark`]s. Invariant: a baseline is a published figure that is drawn; nothing is marked
//! in a chart without a figure.

use super::super::known::KnownFigure;
use super::super::releases::{self, Awaited};
use super::super::view::{Measure, View};
use super::super::words::{dates, numbers, releases as told};
use super::{Form, Subject, points};
use crate::chart::spec::Remark;
use crate::domain::instant::start_of_day;
use crate::domain::outcome::Baseline;

/// The remarks of a chart.
pub fn of(view: &View<'_>, subject: &Subject<'_>, figures: &[&KnownFigure], form: Form) -> Vec<Remark> {
    if form == Form::Spark || figures.iter().all(|known| known.figure.value.number().is_none()) {
        return Vec::new();
    }
    let baseline = baseline(subject).and_then(|baseline| mark(view, &subject.measure, figures, baseline));
    let awaited = releases::awaited(view, &subject.measure).and_then(|awaited| awaited_mark(view, &awaited));
    baseline.into_iter().chain(awaited).collect()
}

/// The baseline of the outcome, where it is of the series drawn.
pub fn baseline<'a>(subject: &Subject<'a>) -> Option<&'a Baseline> {
    let baseline = subject.outcome?.baseline.as_ref();
    baseline.filter(|baseline| baseline.series == subject.measure.id)
}

fn mark(view: &View<'_>, measure: &Measure<'_>, figures: &[&KnownFigure], baseline: &Baseline) -> Option<Remark> {
    let known = figures.iter().find(|known| known.figure.period == baseline.period)?;
    let number = known.figure.value.number()?;
    let value = numbers::with_unit(measure.shown(number)?, measure.decimals, measure.unit);
    Some(Remark {
        at: points::middle(&baseline.period),
        value: points::value(measure, number),
        label: view.words.say_with("baseline-mark", &[("value", value.into())]),
        short_label: view.words.say("baseline-mark-short"),
    })
}

fn awaited_mark(view: &View<'_>, awaited: &Awaited<'_>) -> Option<Remark> {
    let day = awaited.day()?;
    let date = || dates::day(view.words, day).into();
    let (key, short) = match awaited.entry {
        Some(_) => ("awaited-mark", "awaited-mark-short"),
        None => ("awaited-mark-ended", "awaited-mark-ended-short"),
    };
    Some(Remark {
        at: points::decimal_year(start_of_day(day)?.naive_utc()),
        value: None,
        label: view.words.say_with(key, &[("what", told::figures(view.words, awaited).into()), ("date", date())]),
        short_label: view.words.say_with(short, &[("date", date())]),
    })
}
