//! Downloads: the figures of a series or of an outcome, each with its provenance, as CSV and JSON.
//!
//! In: a view. Out: finished files. Invariant: the same columns in both; every row says where it came from, under which licence,
//! and as of when.

mod csv;
mod json;
mod row;

use super::route::Table;
use super::view::View;
use super::words::dates;
use super::{Page, PublishError};
use crate::domain::instant;
pub use row::Row;

/// Figures to be written.
pub struct Figures<'a> {
    /// The address.
    pub path: &'a str,
    /// What they are about: the outcome's name, or the series' title.
    pub title: String,
    /// The series, headline first.
    pub series: Vec<String>,
    /// Whether rows carry their series: an outcome has several.
    pub several: bool,
}

/// The figures of all indicators of an outcome.
pub fn of_outcome(view: &View<'_>, path: &str, slug: &str, table: Table) -> Result<Option<Page>, PublishError> {
    let Some(outcome) = view.catalogue.outcome(slug) else { return Ok(None) };
    let series = outcome.indicators.iter().map(|indicator| indicator.series.clone()).collect();
    write(view, &Figures { path, title: outcome.name.clone(), series, several: true }, table).map(Some)
}

/// The figures of a series.
pub fn of_series(view: &View<'_>, path: &str, id: &str, table: Table) -> Result<Option<Page>, PublishError> {
    let Some(measure) = view.measure(id) else { return Ok(None) };
    let figures = Figures { path, title: measure.title.to_owned(), series: vec![id.to_owned()], several: false };
    write(view, &figures, table).map(Some)
}

fn write(view: &View<'_>, figures: &Figures<'_>, table: Table) -> Result<Page, PublishError> {
    let (media_type, body) = match table {
        Table::Csv => ("text/csv; charset=utf-8; header=present", csv::write(view, figures)),
        Table::Json => ("application/json", json::write(view, figures)),
    };
    let body = body.map_err(|message| PublishError::Download { path: figures.path.to_owned(), message })?;
    Ok(Page { path: figures.path.to_owned(), media_type, body })
}

/// What everybody who uses the file must know: that it is a rehearsal, or that it was put together from publications.
fn notice(view: &View<'_>, series: &str) -> String {
    let rehearsal = view.site.rehearsal.then(|| view.words.say("rehearsal-line"));
    let reconstructed = view.is_reconstructed(series).then(|| view.words.say("reconstructed"));
    rehearsal.into_iter().chain(reconstructed).collect::<Vec<_>>().join(" ")
}

/// The instant shown, as it is asked for; empty for the present.
fn as_of(view: &View<'_>) -> String {
    view.as_of.map(dates::as_of_text).unwrap_or_default()
}

/// How to cite figures of `series`.
fn citation(view: &View<'_>, title: &str, series: &str, path: &str) -> String {
    let publishers: Vec<&str> = view.sources(series).iter().map(|source| source.publisher.as_str()).collect();
    let newest = view.series(series).vintages.iter().map(|vintage| vintage.recorded_at).max();
    let day = instant::london_day(view.as_of.or(newest).unwrap_or(view.now));
    view.words.say_with(
        "citation",
        &[
            ("publisher", publishers.join(", ").into()),
            ("title", title.to_owned().into()),
            ("site", view.site.name.as_str().into()),
            ("date", dates::day(view.words, day).into()),
            ("address", view.site.address(&view.link(path)).into()),
        ],
    )
}
