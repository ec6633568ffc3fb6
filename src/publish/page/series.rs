//! A series' page: every figure with its provenance.
//!
//! In: a view and a series' identifier. Out: `/series/<id>`. Invariant: all figures, newest first, each with an anchor of its own.

use super::super::charts;
use super::super::origin::Link;
use super::super::view::View;
use super::super::words::count;
use super::super::{Page, PublishError, finding};
use super::Fact;
use super::frame::{Frame, Heading};
use super::indicator::{IndicatorPart, Introduction};
use super::outcome::facts;
use askama::Template;

#[derive(Template)]
#[template(path = "series.html")]
struct SeriesPage {
    frame: Frame,
    title: String,
    finding: String,
    part: IndicatorPart,
    facts: Vec<Fact>,
    outcomes: Vec<Link>,
    count: String,
}

/// `/series/<id>`.
pub fn page(view: &View<'_>, id: &str) -> Result<Option<Page>, PublishError> {
    let Some(measure) = view.measure(id) else { return Ok(None) };
    let path = format!("/series/{id}");
    let said = finding::of_measure(view, &measure);
    let heading =
        Heading { path: &path, title: measure.title, description: &said, reconstructed: view.is_reconstructed(id) };
    let introduction = Introduction { heading: None, role: None, note: None, limit: None };
    let part = IndicatorPart::of(view, &charts::of_measure(measure), introduction);
    let page = SeriesPage {
        frame: Frame::of(view, &heading).with_form(view, &path),
        title: measure.title.to_owned(),
        finding: said,
        count: view.words.say_with("series-count", &[("count", count(part.figures.total))]),
        part,
        facts: facts(view, &measure),
        outcomes: outcomes(view, id),
    };
    super::finish(&path, &page).map(Some)
}

fn outcomes(view: &View<'_>, id: &str) -> Vec<Link> {
    let shows = |outcome: &&crate::domain::outcome::Outcome| {
        outcome.indicators.iter().any(|indicator| {
            let inputs = view.measure(&indicator.series).and_then(|measure| measure.formula);
            indicator.series == id || inputs.is_some_and(|formula| formula.inputs().contains(&id))
        })
    };
    let link = |outcome: &crate::domain::outcome::Outcome| Link {
        href: view.link(&format!("/outcomes/{}", outcome.slug)),
        text: outcome.name.clone(),
    };
    view.catalogue.outcomes.iter().filter(shows).map(link).collect()
}
