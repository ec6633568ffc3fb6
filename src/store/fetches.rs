//! Attempts at sources.
//!
//! In: one [`Fetch`] an attempt. Out: the last of each source, and how it has gone since it last went well.
//! Invariant: an attempt is never changed or taken back.

use super::Store;
use super::error::StoreError;
use super::rows::{Fetch, FetchResult, LastFetch};
use super::text::{from_instant, to_instant, to_optional_instant};
use rusqlite::{Row, params};
use std::collections::BTreeMap;

const LAST: &str = "
WITH newest AS (SELECT source, max(id) AS id FROM fetch GROUP BY source),
     well AS (SELECT source, max(id) AS id FROM fetch WHERE result IN ('new', 'unchanged') GROUP BY source)
SELECT fetch.source, fetch.started_at, duration_ms, result, step, address, message, file,
       (SELECT started_at FROM fetch AS good WHERE good.id = well.id),
       (SELECT count(*) FROM fetch AS bad WHERE bad.source = fetch.source AND bad.id > coalesce(well.id, 0)
          AND bad.result IN ('failed', 'blocked'))
FROM newest JOIN fetch ON fetch.id = newest.id LEFT JOIN well ON well.source = newest.source";

impl Store {
    /// Writes down one attempt at a source.
    pub fn record_fetch(&self, fetch: &Fetch) -> Result<(), StoreError> {
        self.write("write down a fetch", |change| {
            let sql = "INSERT INTO fetch (source, started_at, duration_ms, result, step, address, message, file)
                       VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)";
            let duration = i64::try_from(fetch.duration_ms).unwrap_or(i64::MAX);
            let (at, result) = (from_instant(fetch.started_at), fetch.result.word());
            let values =
                params![fetch.source, at, duration, result, fetch.step, fetch.address, fetch.message, fetch.file];
            change.prepare_cached(sql)?.execute(values)?;
            Ok(())
        })
    }

    /// The last attempt at each source, and the last that succeeded (new or unchanged), by source.
    pub fn last_fetches(&self) -> Result<BTreeMap<String, LastFetch>, StoreError> {
        self.read("list the last fetches", |reader| {
            let mut statement = reader.prepare_cached(LAST)?;
            statement.query_and_then([], last_fetch)?.collect()
        })
    }
}

fn last_fetch(row: &Row<'_>) -> Result<(String, LastFetch), StoreError> {
    let success: Option<String> = row.get(8)?;
    let last_success_at = to_optional_instant(success.as_deref())?;
    Ok((row.get(0)?, LastFetch { last: fetch(row)?, last_success_at, failures_since: row.get(9)? }))
}

fn fetch(row: &Row<'_>) -> Result<Fetch, StoreError> {
    let (started_at, result): (String, String) = (row.get(1)?, row.get(3)?);
    Ok(Fetch {
        source: row.get(0)?,
        started_at: to_instant(&started_at)?,
        duration_ms: u64::try_from(row.get::<_, i64>(2)?).unwrap_or_default(),
        result: FetchResult::from_word(&result)
            .ok_or_else(|| StoreError::unreadable(format!("the result `{result}` of a fetch")))?,
        step: row.get(4)?,
        address: row.get(5)?,
        message: row.get(6)?,
        file: row.get(7)?,
    })
}
