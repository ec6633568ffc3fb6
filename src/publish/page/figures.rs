//! The table of figures, newest first: every one with where it came from.
//!
//! In: a measure and its figures. Out: [`Figures`]. Invariant: no row without a source; a missing figure says why.

use super::super::corrections::Told;
use super::super::known::KnownFigure;
use super::super::origin::{Link, Shown, Teller};
use super::super::view::{Measure, View};
use super::super::words::{Words, count, known, numbers, periods};
use super::super::{breaks, corrections};
use crate::domain::figure::Flag;
use crate::domain::period::Period;
use askama::Template;
use std::collections::BTreeSet;

/// The table.
#[derive(Template)]
#[template(path = "figures.html")]
pub(super) struct Figures {
    t: &'static Words,
    caption: String,
    unit: String,
    rows: Vec<Row>,
    /// Whether any row has a remark: a column of nothing is left out.
    remarks: bool,
    more: Option<Link>,
    pub(super) total: usize,
}

struct Row {
    at: Period,
    anchor: Option<String>,
    period: String,
    label: Option<String>,
    value: String,
    remarks: String,
    correction: Option<Told>,
    origin: Shown,
}

impl Figures {
    /// The newest `limit` figures, with a link to all of them where there are more; anchors where the whole table is shown.
    pub(super) fn of(view: &View<'_>, measure: &Measure<'_>, limit: Option<usize>) -> Self {
        let figures = &view.series(measure.id).figures;
        let shown = limit.unwrap_or(usize::MAX).min(figures.len());
        let all = view.link(&format!("/series/{}", measure.id));
        let mut teller = Teller::new(view, measure);
        let breaks = breaks::starts(view, measure.id);
        let rows: Vec<Row> = figures
            .iter()
            .rev()
            .take(shown)
            .map(|known| row(view, measure, known, limit.is_none(), &mut teller))
            .map(|row| row.with_break(view, &breaks))
            .collect();
        let more = view.words.say_with("all-figures", &[("count", count(figures.len()))]);
        Self {
            t: view.words,
            caption: caption(view, measure, shown),
            unit: numbers::unit_words(measure.unit).to_owned(),
            remarks: rows.iter().any(|row| !row.remarks.is_empty() || row.correction.is_some()),
            rows,
            more: limit.map(|_| Link { href: all, text: more }),
            total: figures.len(),
        }
    }
}

impl Row {
    /// Adds to the remarks that a break was declared where the publisher has not flagged one.
    fn with_break(mut self, view: &View<'_>, breaks: &BTreeSet<Period>) -> Self {
        let flagged = known::flag(view.words, Flag::Break);
        if breaks.contains(&self.at) && !self.remarks.contains(&flagged) {
            let declared = view.words.say("break-declared");
            self.remarks = if self.remarks.is_empty() { declared } else { format!("{}, {declared}", self.remarks) };
        }
        self
    }
}

fn caption(view: &View<'_>, measure: &Measure<'_>, shown: usize) -> String {
    view.words.say_with(
        "figures-caption",
        &[("title", measure.title.into()), ("place", measure.place.into()), ("count", count(shown))],
    )
}

fn row(view: &View<'_>, measure: &Measure<'_>, known: &KnownFigure, whole: bool, teller: &mut Teller<'_, '_>) -> Row {
    let figure = &known.figure;
    let period = periods::period(view.words, &figure.period);
    let label = figure.label.trim();
    Row {
        anchor: whole.then(|| periods::anchor(&figure.period)),
        label: (whole && !label.is_empty() && label != period && label != figure.period.label())
            .then(|| label.to_owned()),
        period,
        value: figure.value.number().map_or_else(|| view.words.say("no-figure"), |number| measure.cell(number)),
        at: figure.period,
        remarks: known::remarks(view.words, figure),
        correction: known.correction.as_deref().map(|each| corrections::told(view, measure, each)),
        origin: teller.of(known),
    }
}
