//! A vintage: one release of a series that changed at least one figure.
//!
//! In: what ingest read. Out: [`NewVintage`] for the store, [`Vintage`] from it.
//! Invariant: an edition that changes nothing makes no vintage; an older edition supersedes nothing.

use super::figure::Figure;
use super::source::Coverage;
use chrono::{DateTime, Utc};

/// What ingest hands to the store for one series.
#[derive(Clone, Debug, PartialEq)]
pub struct NewVintage {
    /// The series.
    pub series: String,
    /// The source that it was read from.
    pub source: String,
    /// SHA-256 of the archived file, in lower-case hexadecimal.
    pub file: String,
    /// The source's table as TOML, exactly as used for reading: `verify` reads the file again with it.
    pub table: String,
    /// Which route of the source was used, from 0; none for figures that ship.
    pub route: Option<usize>,
    /// When the publisher released the edition, if known.
    pub released_at: Option<DateTime<Utc>>,
    /// What orders editions: released_at, else the edition parsed from the file, else when it was retrieved.
    pub edition_at: DateTime<Utc>,
    /// When it was recorded here.
    pub recorded_at: DateTime<Utc>,
    /// Fetched live, as against shipped with the product or backfilled.
    pub live: bool,
    /// What absence of a period in the file means.
    pub coverage: Coverage,
    /// Every figure of the series in the file.
    pub figures: Vec<Figure>,
}

/// A vintage as the store knows it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Vintage {
    /// Its number.
    pub id: i64,
    /// The series.
    pub series: String,
    /// The source that it was read from.
    pub source: String,
    /// SHA-256 of the archived file.
    pub file: String,
    /// When the publisher released the edition, if known.
    pub released_at: Option<DateTime<Utc>>,
    /// What orders editions.
    pub edition_at: DateTime<Utc>,
    /// When it was recorded here.
    pub recorded_at: DateTime<Utc>,
    /// Since when it counts.
    pub effective_at: DateTime<Utc>,
    /// Fetched live, as against shipped or backfilled.
    pub live: bool,
    /// How many figures were new in it.
    pub new_figures: u32,
    /// How many figures it changed.
    pub revised_figures: u32,
}
