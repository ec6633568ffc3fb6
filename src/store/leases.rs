//! The right to run a source: one run of a source at a time, whatever the number of processes.
//!
//! In: who asks, for how long. Out: whether they have it.
//! Invariant: a lease that has expired is anybody's, so a killed process blocks nobody for good.

use super::Store;
use super::error::StoreError;
use super::text::from_instant;
use chrono::{DateTime, Utc};
use rusqlite::params;

impl Store {
    /// Takes the right to run `source` until `until`, unless another process has it. One run of a source at a time.
    pub fn take_lease(
        &self,
        source: &str,
        holder: &str,
        now: DateTime<Utc>,
        until: DateTime<Utc>,
    ) -> Result<bool, StoreError> {
        self.write_quietly("take a lease", |change| {
            let sql = "INSERT INTO lease VALUES (?1, ?2, ?3) ON CONFLICT (source)
                       DO UPDATE SET holder = excluded.holder, until = excluded.until
                       WHERE until <= ?4 OR holder = excluded.holder";
            let values = params![source, holder, from_instant(until), from_instant(now)];
            Ok(change.prepare_cached(sql)?.execute(values)? == 1)
        })
    }

    /// Gives it back.
    pub fn drop_lease(&self, source: &str, holder: &str) -> Result<(), StoreError> {
        self.write_quietly("give a lease back", |change| {
            change.execute("DELETE FROM lease WHERE source = ?1 AND holder = ?2", [source, holder])?;
            Ok(())
        })
    }
}
