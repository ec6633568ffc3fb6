//! Declared corrections: a published number that is wrong, and the one that is drawn in its place.
//!
//! In: figures as known, with the corrections that stand in them, and those that do not apply. Out: what is said of it.
//! Invariant: both numbers are shown, with reason and evidence; a correction that does not apply is said to be so, and never drawn.

use super::origin::{self, Link};
use super::view::{Measure, View};
use super::words::periods;
use crate::domain::correction::Correction;
use crate::domain::source::Source;

/// A correction in words.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Told {
    /// "Published 12.3, corrected to 13.2: the file leaves out Wales."
    pub text: String,
    /// Where it is said.
    pub evidence: Link,
}

/// The corrections of every figure of a measure, in period order, each with its period.
pub fn all(view: &View<'_>, measure: &Measure<'_>) -> Vec<Told> {
    let figures = view.series(measure.id).figures.iter();
    let corrected = figures.filter_map(|known| known.correction.as_deref());
    corrected
        .map(|correction| {
            let period = periods::period(view.words, &correction.period);
            let told = told(view, measure, correction);
            let said = [("period", period.into()), ("correction", told.text.into())];
            Told { text: view.words.say_with("correction-of", &said), ..told }
        })
        .collect()
}

/// The corrections declared of the figures of a source that do not apply any more, or never did: somebody has to look at them. None of
/// a series of which nothing is known yet, nor on a past day, on which the file may not have been wrong yet.
pub fn lapsed(view: &View<'_>, source: &Source) -> Vec<Told> {
    let is_of = |correction: &&Correction| source.series.iter().any(|series| series.id == correction.series);
    let present = view.known.lapsed.iter().filter(|_| view.as_of.is_none());
    present.filter(is_of).filter_map(|correction| lapsed_in_words(view, correction)).collect()
}

fn lapsed_in_words(view: &View<'_>, correction: &Correction) -> Option<Told> {
    let (measure, series) = (view.measure(&correction.series)?, view.series(&correction.series));
    (!series.figures.is_empty()).then_some(())?;
    let now = series.at(&correction.period).and_then(|known| known.figure.value.number());
    let told = told(view, &measure, correction);
    let said = [
        ("title", measure.title.into()),
        ("period", periods::period(view.words, &correction.period).into()),
        ("correction", told.text.into()),
        ("now", now.map_or_else(|| view.words.say("no-figure"), |number| measure.cell(number)).into()),
    ];
    Some(Told { text: view.words.say_with("correction-lapsed", &said), ..told })
}

/// A correction in words.
pub fn told(view: &View<'_>, measure: &Measure<'_>, correction: &Correction) -> Told {
    let published = correction.published.map_or_else(|| view.words.say("no-figure"), |number| measure.cell(number));
    let said = [
        ("published", published.into()),
        ("corrected", measure.cell(correction.corrected).into()),
        ("reason", correction.reason.as_str().into()),
    ];
    Told { text: view.words.say_with("correction", &said), evidence: origin::evidence(&correction.evidence) }
}
