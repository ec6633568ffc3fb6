//! The editions of a series that the store knows: vintages, and confirmations that brought nothing new.
//!
//! In: the tables `vintage` and `confirmation`. Out: what `record` has to know of each.
//! Invariant: numbers of vintages and confirmations come from one row and never repeat.

use super::error::StoreError;
use super::runs;
use super::text::{from_instant, order, to_instant};
use super::timeline::Stand;
use crate::domain::source::Coverage;
use crate::domain::vintage::NewVintage;
use chrono::{DateTime, Utc};
use rusqlite::{Connection, Row};
use std::collections::BTreeSet;

const OF_A_SERIES: &str = "
SELECT id, edition_at, effective_at, coverage, repeats, live, file, source_table, route FROM vintage WHERE series = ?1
UNION ALL
SELECT id, edition_at, effective_at, coverage, repeats, live, file, source_table, route FROM confirmation WHERE series = ?1";

/// An edition, as far as recording another one needs it.
#[derive(Clone, Debug)]
pub(super) struct EditionRow {
    pub stand: Stand,
    pub coverage: Coverage,
    /// Periods that it repeated, where its coverage does not tell.
    pub repeats: String,
    pub live: bool,
    /// File, source table and route: two editions alike in these and in coverage say the same.
    pub read_from: ReadFrom,
}

/// What an edition was read from and how.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct ReadFrom {
    pub file: i64,
    pub table: i64,
    pub route: Option<i64>,
}

/// The editions of a series, in the order of editions.
pub(super) fn of_series(connection: &Connection, series: i64) -> Result<Vec<EditionRow>, StoreError> {
    let mut statement = connection.prepare_cached(OF_A_SERIES)?;
    let mut editions = statement.query_and_then([series], edition)?.collect::<Result<Vec<_>, _>>()?;
    editions.sort_by_key(|edition| edition.stand.key());
    Ok(editions)
}

fn edition(row: &Row<'_>) -> Result<EditionRow, StoreError> {
    let instant = |column| to_instant(row.get_ref(column)?.as_str().map_err(rusqlite::Error::from)?);
    Ok(EditionRow {
        stand: Stand { id: row.get(0)?, edition_at: instant(1)?, effective_at: instant(2)? },
        coverage: coverage_from(row.get_ref(3)?.as_str().map_err(rusqlite::Error::from)?)?,
        repeats: row.get(4)?,
        live: row.get(5)?,
        read_from: ReadFrom { file: row.get(6)?, table: row.get(7)?, route: row.get(8)? },
    })
}

/// The word for a coverage in the tables.
pub(super) fn coverage_word(coverage: Coverage) -> &'static str {
    match coverage {
        Coverage::Whole => "whole",
        Coverage::Window => "window",
        Coverage::Single => "single",
    }
}

/// Reads [`coverage_word`] back.
pub(super) fn coverage_from(word: &str) -> Result<Coverage, StoreError> {
    [Coverage::Whole, Coverage::Window, Coverage::Single]
        .into_iter()
        .find(|coverage| coverage_word(*coverage) == word)
        .ok_or_else(|| StoreError::unreadable(format!("the coverage `{word}`")))
}

/// An edition and the periods of which it spoke without getting a row; none stands for "of every period".
pub(super) struct Leaning {
    pub stand: Stand,
    spoke_of: Option<BTreeSet<i64>>,
}

impl Leaning {
    pub fn on(edition: &EditionRow) -> Result<Self, StoreError> {
        let spoke_of = match edition.coverage {
            Coverage::Whole => None,
            Coverage::Window | Coverage::Single => Some(runs::read(&edition.repeats)?.iter().map(order).collect()),
        };
        Ok(Self { stand: edition.stand, spoke_of })
    }

    pub fn spoke_of(&self, period: i64) -> bool {
        self.spoke_of.as_ref().is_none_or(|periods| periods.contains(&period))
    }
}

/// Since when a new edition counts, and a note where that is not when it was recorded (live) or published (not live).
/// The reasons are in the header of the store.
pub(super) fn effective_at(new: &NewVintage, known: &[EditionRow]) -> (DateTime<Utc>, Option<String>) {
    if new.live {
        return (new.recorded_at, None);
    }
    let published = new.released_at.unwrap_or(new.edition_at);
    let first_live = known
        .iter()
        .filter(|edition| edition.live)
        .min_by_key(|edition| (edition.stand.effective_at, edition.stand.id));
    let Some(first_live) = first_live else {
        return (published, None);
    };
    let stand = first_live.stand;
    let hidden =
        first_live.coverage == Coverage::Whole && stand.edition_at > new.edition_at && stand.effective_at > published;
    if hidden {
        return (published, None);
    }
    let (published, since) = (from_instant(published), from_instant(stand.effective_at));
    let note = format!(
        "published {published}; counts from when it was recorded, because the series has been live since {since} and what was shown since then does not change"
    );
    (new.recorded_at, Some(note))
}
