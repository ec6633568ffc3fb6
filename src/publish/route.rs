//! Every address of the site, in one list.
//!
//! In: a path. Out: a [`Route`], and the page that it leads to. Invariant: `Route::parse(route.path()) == Some(route)`.

use super::charts::{self, Form};
use super::view::View;
use super::{Page, PublishError, download, known, page};
use crate::catalogue::Catalogue;
use crate::chart;
use std::collections::BTreeSet;

/// An address of the site.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Route {
    /// `/`
    Home,
    /// `/outcomes/<slug>`
    Outcome(String),
    /// `/outcomes/<slug>/chart.svg`, `.png`
    Chart(String, Picture),
    /// `/outcomes/<slug>/figures.csv`, `.json`
    OutcomeFigures(String, Table),
    /// `/series/<id>`
    Series(String),
    /// `/series/<id>/figures.csv`, `.json`
    SeriesFigures(String, Table),
    /// `/missions/<slug>`
    Mission(String),
    /// `/releases`
    Releases,
    /// `/sources`
    Sources,
    /// `/sources/<id>`
    Source(String),
    /// `/method`
    Method,
    /// `/about`
    About,
    /// `/about/selection`
    Selection,
    /// `/files/<sha256>`
    File(String),
}

/// Kinds of picture.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Picture {
    /// SVG.
    Svg,
    /// PNG.
    Png,
}

/// Kinds of table.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Table {
    /// RFC 4180.
    Csv,
    /// JSON.
    Json,
}

impl Route {
    /// Reads a path.
    pub fn parse(path: &str) -> Option<Self> {
        let parts: Vec<&str> = path.strip_prefix('/')?.split('/').collect();
        Some(match parts.as_slice() {
            [""] => Self::Home,
            ["releases"] => Self::Releases,
            ["sources"] => Self::Sources,
            ["sources", id] => Self::Source((*id).to_owned()),
            ["method"] => Self::Method,
            ["about"] => Self::About,
            ["about", "selection"] => Self::Selection,
            ["outcomes", slug] => Self::Outcome((*slug).to_owned()),
            ["outcomes", slug, "chart.svg"] => Self::Chart((*slug).to_owned(), Picture::Svg),
            ["outcomes", slug, "chart.png"] => Self::Chart((*slug).to_owned(), Picture::Png),
            ["outcomes", slug, "figures.csv"] => Self::OutcomeFigures((*slug).to_owned(), Table::Csv),
            ["outcomes", slug, "figures.json"] => Self::OutcomeFigures((*slug).to_owned(), Table::Json),
            ["series", id] => Self::Series((*id).to_owned()),
            ["series", id, "figures.csv"] => Self::SeriesFigures((*id).to_owned(), Table::Csv),
            ["series", id, "figures.json"] => Self::SeriesFigures((*id).to_owned(), Table::Json),
            ["missions", slug] => Self::Mission((*slug).to_owned()),
            ["files", sha256] => Self::File((*sha256).to_owned()),
            _ => return None,
        })
    }

    /// The path.
    pub fn path(&self) -> String {
        match self {
            Self::Home => "/".to_owned(),
            Self::Releases => "/releases".to_owned(),
            Self::Sources => "/sources".to_owned(),
            Self::Source(id) => format!("/sources/{id}"),
            Self::Method => "/method".to_owned(),
            Self::About => "/about".to_owned(),
            Self::Selection => "/about/selection".to_owned(),
            Self::Outcome(slug) => format!("/outcomes/{slug}"),
            Self::Chart(slug, Picture::Svg) => format!("/outcomes/{slug}/chart.svg"),
            Self::Chart(slug, Picture::Png) => format!("/outcomes/{slug}/chart.png"),
            Self::OutcomeFigures(slug, table) => format!("/outcomes/{slug}/figures.{}", table.extension()),
            Self::Series(id) => format!("/series/{id}"),
            Self::SeriesFigures(id, table) => format!("/series/{id}/figures.{}", table.extension()),
            Self::Mission(slug) => format!("/missions/{slug}"),
            Self::File(sha256) => format!("/files/{sha256}"),
        }
    }

    /// Every address that a view has, PNG pictures apart.
    pub fn all(view: &View<'_>) -> Vec<Self> {
        let mut routes = vec![Self::Home, Self::Releases, Self::Sources, Self::Method, Self::About, Self::Selection];
        for outcome in &view.catalogue.outcomes {
            let slug = || outcome.slug.clone();
            routes.push(Self::Outcome(slug()));
            routes.push(Self::Chart(slug(), Picture::Svg));
            routes.push(Self::OutcomeFigures(slug(), Table::Csv));
            routes.push(Self::OutcomeFigures(slug(), Table::Json));
        }
        for id in known::every_series(view.catalogue) {
            routes.push(Self::Series(id.clone()));
            routes.push(Self::SeriesFigures(id.clone(), Table::Csv));
            routes.push(Self::SeriesFigures(id, Table::Json));
        }
        routes.extend(view.catalogue.sources.iter().map(|source| Self::Source(source.id.clone())));
        routes.extend(view.catalogue.missions.iter().map(|mission| Self::Mission(mission.slug.clone())));
        routes.extend(view.known.files.keys().cloned().map(Self::File));
        routes
    }

    /// The series that must be known before the page can be made.
    pub fn wanted(&self, catalogue: &Catalogue) -> BTreeSet<String> {
        match self {
            Self::Home | Self::Mission(_) => {
                catalogue.outcomes.iter().filter_map(|outcome| Some(outcome.headline()?.series.clone())).collect()
            }
            Self::Outcome(slug) | Self::Chart(slug, _) | Self::OutcomeFigures(slug, _) => {
                let indicators = catalogue.outcome(slug).into_iter().flat_map(|outcome| &outcome.indicators);
                indicators.map(|indicator| indicator.series.clone()).collect()
            }
            Self::Series(id) | Self::SeriesFigures(id, _) => BTreeSet::from([id.clone()]),
            Self::Sources | Self::Source(_) | Self::File(_) => known::every_series(catalogue),
            Self::Releases | Self::Method | Self::About | Self::Selection => BTreeSet::new(),
        }
    }

    /// Makes the page; none where the address leads to nothing.
    pub fn render(&self, view: &View<'_>) -> Result<Option<Page>, PublishError> {
        match self {
            Self::Home => page::home(view).map(Some),
            Self::Releases => page::releases(view).map(Some),
            Self::Sources => page::sources(view).map(Some),
            Self::Source(id) => page::source(view, id),
            Self::Method => page::method(view).map(Some),
            Self::About => page::about(view).map(Some),
            Self::Selection => page::selection(view).map(Some),
            Self::Outcome(slug) => page::outcome(view, slug),
            Self::Series(id) => page::series(view, id),
            Self::Mission(slug) => page::mission(view, slug),
            Self::File(sha256) => page::file(view, sha256),
            Self::Chart(slug, picture) => self.picture(view, slug, *picture),
            Self::OutcomeFigures(slug, table) => download::of_outcome(view, &self.path(), slug, *table),
            Self::SeriesFigures(id, table) => download::of_series(view, &self.path(), id, *table),
        }
    }

    fn picture(&self, view: &View<'_>, slug: &str, picture: Picture) -> Result<Option<Page>, PublishError> {
        let Some(spec) = standalone(view, slug) else { return Ok(None) };
        let path = self.path();
        let (media_type, body) = match picture {
            Picture::Svg => ("image/svg+xml", (view.draw)(&spec, chart::Dress::Standalone).into_bytes()),
            Picture::Png => match chart::png(&spec, 1.0) {
                Ok(body) => ("image/png", body),
                Err(source) => return Err(PublishError::Chart { path, source }),
            },
        };
        Ok(Some(Page { path, media_type, body }))
    }
}

/// The headline chart of an outcome as a picture of its own.
fn standalone(view: &View<'_>, slug: &str) -> Option<chart::ChartSpec> {
    let outcome = view.catalogue.outcome(slug)?;
    let subject = charts::of_indicator(view, outcome, outcome.headline()?)?;
    charts::spec(view, &subject, Form::Standalone)
}

impl Table {
    fn extension(self) -> &'static str {
        match self {
            Self::Csv => "csv",
            Self::Json => "json",
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_path_reads_back_as_its_route() {
        for path in [
            "/",
            "/releases",
            "/sources",
            "/sources/desnz-bus",
            "/method",
            "/about",
            "/about/selection",
            "/outcomes/heat-pumps",
            "/outcomes/heat-pumps/chart.svg",
            "/outcomes/heat-pumps/chart.png",
            "/outcomes/heat-pumps/figures.csv",
            "/outcomes/heat-pumps/figures.json",
            "/series/a.b.year",
            "/series/a.b.year/figures.csv",
            "/series/a.b.year/figures.json",
            "/missions/clean-energy",
            "/files/0f",
        ] {
            assert_eq!(Route::parse(path).map(|route| route.path()).as_deref(), Some(path));
        }
        for path in ["", "home", "/nothing", "/outcomes", "/outcomes/a/chart.gif", "/series/a/b/c"] {
            assert_eq!(Route::parse(path), None, "{path}");
        }
    }
}
