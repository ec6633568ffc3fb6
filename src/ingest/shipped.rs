//! The figures that ship with the product, as a first vintage of each series.
//!
//! In: data/figures of the catalogue. Out: archived files and vintages that are not live.
//! Invariant: archived like any file, so that they can be verified; loading again changes nothing and reads nothing.

use super::kit::{self, Read};
use super::locate::edition;
use super::read::Reader;
use super::records::Records;
use crate::catalogue::{Catalogue, Shipped};
use crate::domain::figure::Figure;
use crate::domain::instant::start_of_day;
use crate::domain::source::{Format, FormatKind, Source};
use crate::domain::vintage::NewVintage;
use crate::store::{FileRow, Recording, StoreError};
use chrono::{DateTime, Utc};
use sha2::{Digest, Sha256};
use std::collections::BTreeMap;

/// What loading did.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Loaded {
    /// Files that were not loaded before.
    pub files: usize,
    /// Figures in them that were new or changed something.
    pub figures: u32,
}

/// Shipped figures that could not be loaded.
#[derive(Debug, thiserror::Error)]
pub enum ShippedError {
    /// A file of figures of no series.
    #[error("{path}: no source has the series `{series}`; name the file after one")]
    NoSeries {
        /// The file.
        path: String,
        /// What it is named after.
        series: String,
    },
    /// A file that cannot be read.
    #[error("{path}: {message}")]
    Unreadable {
        /// The file.
        path: String,
        /// Why not, and what to do.
        message: String,
    },
    /// The store could not be used.
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// Loads every shipped file that is not loaded yet.
pub fn load(records: &dyn Records, catalogue: &Catalogue, now: DateTime<Utc>) -> Result<Loaded, ShippedError> {
    load_with(records, catalogue, now, &kit::reading_with(Reader::in_process()))
}

/// The same with a reader.
pub fn load_with(
    records: &dyn Records,
    catalogue: &Catalogue,
    now: DateTime<Utc>,
    read: &Read,
) -> Result<Loaded, ShippedError> {
    let mut vintages = Vec::new();
    for shipped in &catalogue.shipped {
        let sha256 = hex::encode(Sha256::digest(&shipped.bytes));
        if !records.vintages(&shipped.series)?.iter().any(|vintage| vintage.file == sha256) {
            vintages.push(vintage(records, catalogue, shipped, &sha256, now, read)?);
        }
    }
    // Older editions first, so that what each changed is counted as it was then.
    vintages.sort_by_key(|vintage| vintage.edition_at);
    let recordings = records.record_all(&vintages)?;
    Ok(Loaded { files: vintages.len(), figures: recordings.iter().map(figures_in).sum() })
}

fn figures_in(recording: &Recording) -> u32 {
    match recording {
        Recording::Unchanged => 0,
        Recording::Recorded { new_figures, revised_figures, .. } => new_figures + revised_figures,
    }
}

/// Archives and reads one file.
fn vintage(
    records: &dyn Records,
    catalogue: &Catalogue,
    shipped: &Shipped,
    sha256: &str,
    now: DateTime<Utc>,
    read: &Read,
) -> Result<NewVintage, ShippedError> {
    let Shipped { series, path, bytes } = shipped;
    let no_series = || ShippedError::NoSeries { path: path.clone(), series: series.clone() };
    let (definition, source) = catalogue.series(series).ok_or_else(no_series)?;
    records.archive(bytes, &file_row(shipped, sha256, now))?;
    // The file has one series, so it is read by a table of one.
    let source = Source { series: vec![definition.clone()], derived: Vec::new(), ..source.clone() };
    let unreadable = |message: String| ShippedError::Unreadable { path: path.clone(), message };
    let reading = read(&records.archived_path(sha256), &source, &figures_format());
    let reading = reading.map_err(|error| unreadable(error.message))?;
    let figures = reading.series.into_iter().find(|read| read.series == *series).map(|read| read.figures);
    let figures = figures
        .filter(|figures| !figures.is_empty())
        .ok_or_else(|| unreadable("there is no figure in it".to_owned()))?;
    let edition_at =
        reading.released_at.or(reading.edition_at).or_else(|| edition_of(path)).or_else(|| end_of(&figures));
    Ok(NewVintage {
        series: series.clone(),
        source: source.id.clone(),
        file: sha256.to_owned(),
        table: toml::to_string(&source).map_err(|error| unreadable(error.to_string()))?,
        route: None,
        released_at: reading.released_at,
        edition_at: edition_at.unwrap_or(now),
        recorded_at: now,
        live: false,
        coverage: definition.coverage,
        figures,
    })
}

fn figures_format() -> Format {
    Format::of(FormatKind::Figures)
}

fn file_row(shipped: &Shipped, sha256: &str, now: DateTime<Utc>) -> FileRow {
    let address = format!("headway:data/{}", shipped.path.trim_start_matches("data/"));
    FileRow {
        sha256: sha256.to_owned(),
        bytes: shipped.bytes.len() as u64,
        media_type: "text/csv; charset=utf-8".to_owned(),
        asked: address.clone(),
        answered: address,
        headers: BTreeMap::new(),
        retrieved_at: now,
    }
}

/// The edition in the name of a file: `heat-pumps@2026-08.csv`.
fn edition_of(path: &str) -> Option<DateTime<Utc>> {
    edition::ends_at(path.rsplit_once('@')?.1)
}

/// The end of the newest period: an edition cannot be older than what it tells of.
fn end_of(figures: &[Figure]) -> Option<DateTime<Utc>> {
    start_of_day(figures.iter().map(|figure| figure.period.end()).max()?.date())
}
