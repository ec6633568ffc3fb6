//! How far past editions of a series revised its figures.
//!
//! In: the rows of a series. Out: the largest revision of each edition that revised anything.
//! Invariant: what came first for a period is no revision, nor is the same number with other decimals; a missing figure has no size.

use super::Store;
use super::error::StoreError;
use super::text::to_value;
use crate::domain::figure::Value;
use rust_decimal::Decimal;
use std::collections::BTreeMap;

const ROWS: &str = "
SELECT period_order, vintage, value FROM figure JOIN vintage ON vintage.id = figure.vintage
WHERE figure.series = (SELECT key FROM series WHERE id = ?1) AND value IS NOT NULL
ORDER BY period_order, vintage.edition_at, vintage.id";

impl Store {
    /// The largest revision of each edition of a series that revised any number, in the order of recording.
    pub fn past_revisions(&self, series: &str) -> Result<Vec<Decimal>, StoreError> {
        self.read("read the revisions of a series", |reader| {
            let mut statement = reader.prepare_cached(ROWS)?;
            let mut rows = statement.query([series])?;
            let (mut largest, mut before) = (BTreeMap::new(), None);
            while let Some(row) = rows.next()? {
                let (period, vintage): (i64, i64) = (row.get(0)?, row.get(1)?);
                let value = to_value(row.get_ref(2)?.as_str_or_null().map_err(rusqlite::Error::from)?, None)?;
                if let Some(size) = before.filter(|(known, _)| *known == period).and_then(|(_, old)| size(old, value)) {
                    let known: &mut Decimal = largest.entry(vintage).or_default();
                    *known = size.max(*known);
                }
                before = Some((period, value));
            }
            Ok(largest.into_values().collect())
        })
    }
}

fn size(old: Value, new: Value) -> Option<Decimal> {
    let (from, to) = (old.number()?, new.number()?);
    let size = to.checked_sub(from)?.abs();
    (!size.is_zero() && !new.is_rounded_alike(old)).then_some(size)
}
