//! Editions that came, whether they brought anything new or only repeated what was known.
//!
//! In: the tables `vintage` and `confirmation`. Out: [`Arrival`]s, in the order of recording.
//! Invariant: an edition of several series that was recorded at one instant is one arrival.

use super::Store;
use super::error::StoreError;
use super::text::{to_instant, to_optional_instant};
use chrono::{DateTime, Utc};
use rusqlite::Row;

const ARRIVALS: &str = "
SELECT source, released_at, recorded_at, effective_at, live FROM vintage
UNION
SELECT source, released_at, recorded_at, effective_at, live FROM confirmation
ORDER BY recorded_at, source";

/// An edition of a source that came.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Arrival {
    /// The source.
    pub source: String,
    /// When the publisher released it, if known.
    pub released_at: Option<DateTime<Utc>>,
    /// When it was recorded here.
    pub recorded_at: DateTime<Utc>,
    /// Since when it counts.
    pub effective_at: DateTime<Utc>,
    /// Fetched live, as against shipped with the product.
    pub live: bool,
}

impl Store {
    /// Every edition that came.
    pub fn arrivals(&self) -> Result<Vec<Arrival>, StoreError> {
        self.read("list the editions that came", |reader| {
            reader.prepare_cached(ARRIVALS)?.query_and_then([], arrival)?.collect()
        })
    }
}

fn arrival(row: &Row<'_>) -> Result<Arrival, StoreError> {
    let (released_at, recorded_at, effective_at): (Option<String>, String, String) =
        (row.get(1)?, row.get(2)?, row.get(3)?);
    Ok(Arrival {
        source: row.get(0)?,
        released_at: to_optional_instant(released_at.as_deref())?,
        recorded_at: to_instant(&recorded_at)?,
        effective_at: to_instant(&effective_at)?,
        live: row.get(4)?,
    })
}
