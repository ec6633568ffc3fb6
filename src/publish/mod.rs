//! Publish: from the catalogue and the store to finished pages, downloads and pictures.
//!
//! In: [`Inputs`]: catalogue, store, site, an explicit "now", perhaps an instant of the past. Out: [`Page`]s.
//! Invariant: knows no network and no clock; the same input makes the same bytes.
//!
//! It reads in this order: [`known`] loads every figure, [`view`] is what pages look at, [`route`] names every address,
//! `page`, `download` and [`charts`] make the bodies, [`words`] says them.

pub mod assets;
pub mod breaks;
pub mod charts;
pub mod checked;
pub mod corrected;
pub mod corrections;
mod derive;
pub mod download;
pub mod finding;
pub mod findings;
pub mod known;
pub mod origin;
pub mod page;
mod parallel;
pub mod releases;
pub mod route;
pub mod site;
pub mod view;
pub mod words;

pub use assets::assets;
pub use site::{Inputs, Site};

use known::Known;
use releases::Releases;
use route::Route;
use std::collections::BTreeSet;
use view::View;
use words::Words;

pub mod past;
pub mod press;
pub mod snapshot;

/// A finished answer to one address.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Page {
    /// Path: `/outcomes/heat-pumps`.
    pub path: String,
    /// Media type with its charset.
    pub media_type: &'static str,
    /// The body.
    pub body: Vec<u8>,
}

/// A page could not be made.
#[derive(Debug, thiserror::Error)]
pub enum PublishError {
    /// The store could not be read.
    #[error("figures could not be read from the store: {0}")]
    Store(#[from] crate::store::StoreError),
    /// A template failed.
    #[error("the page {path} could not be made: {source}")]
    Template {
        /// The page.
        path: String,
        /// What the template said.
        source: askama::Error,
    },
    /// A picture could not be drawn.
    #[error("the picture {path} could not be drawn: {source}")]
    Chart {
        /// The picture.
        path: String,
        /// What the drawing said.
        source: crate::chart::ChartError,
    },
    /// A table could not be written.
    #[error("the download {path} could not be written: {message}")]
    Download {
        /// The download.
        path: String,
        /// What went wrong.
        message: String,
    },
}

/// Every finished page, download and standalone chart of the site. PNG pictures are made one by one, when asked for.
pub fn pages(inputs: &Inputs<'_>) -> Result<Vec<Page>, PublishError> {
    let wanted = known::every_series(inputs.catalogue);
    let known = known(inputs, &wanted)?;
    all(&view(inputs, &known))
}

/// The page, download or picture at `path`; none where there is none.
pub fn page(inputs: &Inputs<'_>, path: &str) -> Result<Option<Page>, PublishError> {
    let Some(route) = Route::parse(path) else { return Ok(None) };
    let wanted = route.wanted(inputs.catalogue);
    let mut known = known(inputs, &wanted)?;
    if let Route::File(sha256) = &route
        && let Some(row) = inputs.store.file(sha256)?
    {
        known.files.insert(sha256.clone(), row);
    }
    route.render(&view(inputs, &known))
}

fn known(inputs: &Inputs<'_>, wanted: &BTreeSet<String>) -> Result<Known, PublishError> {
    let known = Known::load(inputs.catalogue, inputs.store, wanted, inputs.as_of)?;
    Ok(Known { releases: Releases::load(inputs)?, findings: findings::load(inputs)?, ..known })
}

/// Every page of a view, PNG pictures apart.
pub fn all(view: &View<'_>) -> Result<Vec<Page>, PublishError> {
    let made = parallel::each(Route::all(view), |route| route.render(view));
    made.into_iter().filter_map(Result::transpose).collect()
}

/// An error page, designed like a page.
pub fn problem(site: &Site, status: u16, title: &str, message: &str) -> Page {
    page::problem(site, status, title, message).unwrap_or_else(|_| Page {
        path: String::new(),
        media_type: "text/plain; charset=utf-8",
        body: format!("{status} {title}\n{message}\n").into_bytes(),
    })
}

fn view<'a>(inputs: &Inputs<'a>, known: &'a Known) -> View<'a> {
    View {
        catalogue: inputs.catalogue,
        known,
        site: inputs.site,
        now: inputs.now,
        as_of: inputs.as_of,
        words: Words::english(),
        draw: crate::chart::svg,
    }
}
