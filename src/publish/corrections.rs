//! Declared corrections: a published number that is wrong, and the one that is drawn in its place.
//!
//! In: figures as known, with the corrections that stand in them. Out: what is said of it. Invariant: both numbers are shown, with reason and evidence.

use super::origin::{self, Link};
use super::view::{Measure, View};
use super::words::periods;
use crate::domain::correction::Correction;

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
