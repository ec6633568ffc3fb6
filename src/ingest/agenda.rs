//! Agenda: what is to be looked at, and which releases are known of.
//!
//! In: the catalogue of the moment, announcements and editions from the store. Out: releases as they stand now.
//! Invariant: the store is asked again after something has changed in it, as far as this process knows, and else every minute.

use super::kit::whole;
use super::records::Records;
use crate::account::releases::{Came, Entry, calendar};
use crate::domain::release::{Announcement, Release};
use crate::domain::source::Source;
use crate::store::{Arrival, StoreError};
use chrono::{DateTime, Utc};
use std::time::Duration;
use tokio::time::Instant;

/// How old what is known of the store may be: another process may have written to it.
const FRESH_FOR: Duration = Duration::from_mins(1);

/// What is to be looked at.
#[derive(Clone, Debug, Default)]
pub struct Agenda {
    /// The sources.
    pub sources: Vec<Source>,
    /// Releases of data/releases.toml.
    pub releases: Vec<Release>,
}

impl From<Vec<Source>> for Agenda {
    fn from(sources: Vec<Source>) -> Self {
        Self { sources, releases: Vec::new() }
    }
}

/// What the store knows of releases.
#[derive(Debug, Default)]
pub(super) struct Announced {
    rows: Option<(Instant, Vec<Announcement>, Vec<Came>)>,
}

impl Announced {
    /// What is known is not true any more.
    pub(super) fn forget(&mut self) {
        self.rows = None;
    }

    /// Every release as it stands now. A store that does not answer is asked again the next time; then only overrides are known.
    pub(super) fn releases(&mut self, records: &dyn Records, overrides: &[Release], now: DateTime<Utc>) -> Vec<Entry> {
        if self.rows.as_ref().is_none_or(|(at, ..)| at.elapsed() >= FRESH_FOR) {
            let read = rows(records);
            self.rows = read
                .inspect_err(|error| tracing::error!("the releases cannot be read: {}", whole(error)))
                .ok()
                .map(|(announcements, came)| (Instant::now(), announcements, came));
        }
        match &self.rows {
            Some((_, announcements, came)) => calendar(announcements, overrides, came, now),
            None => calendar(&[], overrides, &[], now),
        }
    }
}

/// Every release as it stands now.
pub fn releases(records: &dyn Records, overrides: &[Release], now: DateTime<Utc>) -> Result<Vec<Entry>, StoreError> {
    let (announcements, came) = rows(records)?;
    Ok(calendar(&announcements, overrides, &came, now))
}

fn rows(records: &dyn Records) -> Result<(Vec<Announcement>, Vec<Came>), StoreError> {
    let came = records.arrivals()?.into_iter().map(|arrival| {
        let Arrival { source, released_at, recorded_at, live, .. } = arrival;
        Came { source, released_at, recorded_at, live }
    });
    Ok((records.announcements()?, came.collect()))
}
