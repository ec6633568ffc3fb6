//! JSON: the same rows, with what the file is about.
//!
//! In: figures. Out: bytes. Invariant: numbers are text, exact as published; a program that wants floating point converts itself.

use super::super::breaks;
use super::super::view::View;
use super::{Figures, Row, row};
use crate::domain::series::Break;
use crate::domain::source::Licence;
use serde::Serialize;

#[derive(Serialize)]
struct Document {
    title: String,
    address: String,
    as_of: Option<String>,
    catalogue_sha256: String,
    notice: Option<String>,
    series: Vec<Described>,
    figures: Vec<Row>,
}

#[derive(Serialize)]
struct Described {
    id: String,
    title: String,
    unit: String,
    scale: String,
    decimals: u32,
    place: String,
    population: String,
    frequency: String,
    adjustment: Option<String>,
    statistical_status: Option<String>,
    formula: Option<String>,
    /// Declared: the first period on the new basis, why, where it is said.
    breaks: Vec<Break>,
    citation: String,
    sources: Vec<DescribedSource>,
}

#[derive(Serialize)]
struct DescribedSource {
    id: String,
    title: String,
    publisher: String,
    page: String,
    licence: Licence,
}

/// The file.
pub fn write(view: &View<'_>, figures: &Figures<'_>) -> Result<Vec<u8>, String> {
    let measures: Vec<_> = figures.series.iter().filter_map(|id| view.measure(id)).collect();
    let some = |text: String| (!text.is_empty()).then_some(text);
    let document = Document {
        title: figures.title.clone(),
        address: view.site.address(&view.link(figures.path)),
        as_of: some(super::as_of(view)),
        catalogue_sha256: view.catalogue.hash.clone(),
        notice: measures.first().and_then(|measure| some(super::notice(view, measure.id))),
        series: measures.iter().map(|measure| described(view, measure, figures.path)).collect(),
        figures: measures.iter().flat_map(|measure| row::of(view, measure, figures.several)).collect(),
    };
    serde_json::to_vec(&document).map_err(|error| error.to_string())
}

fn described(view: &View<'_>, measure: &super::super::view::Measure<'_>, path: &str) -> Described {
    Described {
        id: measure.id.to_owned(),
        title: measure.title.to_owned(),
        unit: measure.unit.to_owned(),
        scale: measure.scale.to_string(),
        decimals: measure.decimals,
        place: measure.place.to_owned(),
        population: measure.population.to_owned(),
        frequency: measure.granularity.to_string(),
        adjustment: measure.adjustment.map(str::to_owned),
        statistical_status: measure.statistical_status.map(str::to_owned),
        formula: measure.formula.map(|formula| super::super::origin::formula(view, formula)),
        breaks: breaks::declared(view, measure.id).into_iter().cloned().collect(),
        citation: super::citation(view, measure.title, measure.id, path),
        sources: view.sources(measure.id).into_iter().map(described_source).collect(),
    }
}

fn described_source(source: &crate::domain::source::Source) -> DescribedSource {
    DescribedSource {
        id: source.id.clone(),
        title: source.title.clone(),
        publisher: source.publisher.clone(),
        page: source.page.clone(),
        licence: source.licence.clone(),
    }
}
