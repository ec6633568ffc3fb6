//! What is known: every figure that pages show, with where it came from, loaded before any page is made.
//!
//! In: the store (or hand-made values in tests). Out: [`Known`]. Invariant: after it is loaded, pages are pure functions of it.

use super::findings::Finding;
use super::releases::Releases;
use super::{corrected, derive};
use crate::catalogue::Catalogue;
use crate::domain::correction::Correction;
use crate::domain::figure::{Figure, Provenance, Recorded};
use crate::domain::period::Period;
use crate::domain::vintage::Vintage;
use crate::store::{FileRow, LastFetch, Store, StoreError};
use chrono::{DateTime, Utc};
use std::collections::{BTreeMap, BTreeSet};

/// Every figure, fetch and file that pages show.
#[derive(Clone, Debug, Default)]
pub struct Known {
    /// Series by their identifier, recorded and derived.
    pub series: BTreeMap<String, KnownSeries>,
    /// The last attempt at each source.
    pub fetches: BTreeMap<String, LastFetch>,
    /// Sources of which newer figures wait for a person, and since when. Known for the present alone.
    pub waiting: BTreeMap<String, DateTime<Utc>>,
    /// What checks held, and what was decided. Known for the present alone.
    pub findings: Vec<Finding>,
    /// Releases, past and coming.
    pub releases: Releases,
    /// Archived files by their SHA-256.
    pub files: BTreeMap<String, FileRow>,
    /// Declared corrections of series that are here, and the publisher's file no longer says what they correct: not applied.
    pub lapsed: Vec<Correction>,
}

/// A series as known at the instant shown.
#[derive(Clone, Debug, Default)]
pub struct KnownSeries {
    /// Its figures in period order.
    pub figures: Vec<KnownFigure>,
    /// Its vintages, oldest edition first.
    pub vintages: Vec<Vintage>,
    /// Periods whose figure was changed, newest period first.
    pub revisions: Vec<Revision>,
}

/// A figure and where it came from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct KnownFigure {
    /// The figure.
    pub figure: Figure,
    /// Where it came from.
    pub origin: Origin,
    /// The declared correction by which the figure's number is not the published one.
    pub correction: Option<Box<Correction>>,
}

impl From<Recorded> for KnownFigure {
    fn from(recorded: Recorded) -> Self {
        Self { figure: recorded.figure, origin: Origin::Recorded(recorded.provenance), correction: None }
    }
}

/// Where a figure came from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Origin {
    /// Read in a file or typed from a page.
    Recorded(Provenance),
    /// Computed from these.
    Derived(Vec<Used>),
}

/// A figure that a derived one was computed from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Used {
    /// Its series.
    pub series: String,
    /// Its period.
    pub period: Period,
}

/// A figure that was changed, from the first known to the newest.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Revision {
    /// The period.
    pub period: Period,
    /// Every figure recorded for it, oldest edition first.
    pub steps: Vec<Recorded>,
}

impl KnownSeries {
    /// The newest figure that has a number.
    pub fn latest(&self) -> Option<&KnownFigure> {
        self.figures.iter().rev().find(|known| known.figure.value.number().is_some())
    }

    /// The figure of a period.
    pub fn at(&self, period: &Period) -> Option<&KnownFigure> {
        self.figures.iter().find(|known| known.figure.period == *period)
    }

    /// Whether any vintage was fetched live.
    pub fn has_live(&self) -> bool {
        self.vintages.iter().any(|vintage| vintage.live)
    }
}

impl Known {
    /// A series; an empty one where nothing is known.
    pub fn series(&self, id: &str) -> Option<&KnownSeries> {
        self.series.get(id)
    }

    /// Loads the series named by `wanted`, and what derived ones among them are computed from.
    pub fn load(
        catalogue: &Catalogue,
        store: &Store,
        wanted: &BTreeSet<String>,
        as_of: Option<DateTime<Utc>>,
    ) -> Result<Self, StoreError> {
        let mut known = Self { fetches: store.last_fetches()?, ..Self::default() };
        if let Some(instant) = as_of {
            known.fetches.retain(|_, fetch| fetch.last.started_at <= instant);
        } else {
            let waiting = store.held()?.into_iter().filter(|held| !held.overtaken);
            known.waiting = waiting.map(|held| (held.vintage.source, held.held_at)).collect();
        }
        for id in recorded_ids(catalogue, wanted) {
            let series = load_series(store, &id, as_of)?;
            known.load_files(store, &series)?;
            known.series.insert(id, series);
        }
        known.correct(catalogue);
        known.derive(catalogue, wanted);
        Ok(known)
    }

    /// Applies the declared corrections of the series that are here, before anything is derived from them.
    pub fn correct(&mut self, catalogue: &Catalogue) {
        for correction in &catalogue.corrections {
            let Some(series) = self.series.get_mut(&correction.series) else { continue };
            if !corrected::apply(&mut series.figures, correction) {
                self.lapsed.push(correction.clone());
            }
        }
    }

    /// Adds the derived series of `wanted`, computed from the recorded ones that are here.
    pub fn derive(&mut self, catalogue: &Catalogue, wanted: &BTreeSet<String>) {
        for derived in catalogue.sources.iter().flat_map(|source| &source.derived) {
            if wanted.contains(&derived.id) {
                let figures = derive::figures(catalogue, derived, &self.series);
                self.series.insert(derived.id.clone(), KnownSeries { figures, ..KnownSeries::default() });
            }
        }
    }

    fn load_files(&mut self, store: &Store, series: &KnownSeries) -> Result<(), StoreError> {
        let cited = series.vintages.iter().map(|vintage| &vintage.file);
        for sha256 in cited {
            if !self.files.contains_key(sha256)
                && let Some(row) = store.file(sha256)?
            {
                self.files.insert(sha256.clone(), row);
            }
        }
        Ok(())
    }
}

/// Every series of the catalogue.
pub fn every_series(catalogue: &Catalogue) -> BTreeSet<String> {
    let recorded = catalogue.sources.iter().flat_map(|source| source.series.iter().map(|series| series.id.clone()));
    let derived = catalogue.sources.iter().flat_map(|source| source.derived.iter().map(|derived| derived.id.clone()));
    recorded.chain(derived).collect()
}

/// The recorded series among `wanted` and the inputs of the derived ones.
fn recorded_ids(catalogue: &Catalogue, wanted: &BTreeSet<String>) -> BTreeSet<String> {
    let mut ids = BTreeSet::new();
    for id in wanted {
        match catalogue.derived(id) {
            Some((derived, _)) => ids.extend(derived.formula.inputs().into_iter().map(str::to_owned)),
            None => drop(ids.insert(id.clone())),
        }
    }
    ids
}

fn load_series(store: &Store, id: &str, as_of: Option<DateTime<Utc>>) -> Result<KnownSeries, StoreError> {
    let figures = store.figures(id, as_of)?;
    let mut vintages = store.vintages(id)?;
    if let Some(instant) = as_of {
        vintages.retain(|vintage| vintage.effective_at <= instant);
    }
    let revisions = load_revisions(store, id, &figures, &vintages, as_of)?;
    let figures = figures.into_iter().map(KnownFigure::from).collect();
    Ok(KnownSeries { figures, vintages, revisions })
}

/// Looks for a history only where the figure came with a vintage that changed some.
fn load_revisions(
    store: &Store,
    id: &str,
    figures: &[Recorded],
    vintages: &[Vintage],
    as_of: Option<DateTime<Utc>>,
) -> Result<Vec<Revision>, StoreError> {
    let revising: BTreeSet<i64> =
        vintages.iter().filter(|vintage| vintage.revised_figures > 0).map(|vintage| vintage.id).collect();
    let mut revisions = Vec::new();
    for recorded in figures.iter().rev().filter(|recorded| revising.contains(&recorded.provenance.vintage)) {
        let mut steps = store.history(id, &recorded.figure.period.label())?;
        steps.retain(|step| as_of.is_none_or(|instant| step.provenance.effective_at <= instant));
        if steps.windows(2).any(|pair| pair[1].figure.revises(&pair[0].figure)) {
            revisions.push(Revision { period: recorded.figure.period, steps });
        }
    }
    Ok(revisions)
}
