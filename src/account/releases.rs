//! Releases, past and coming: what was announced beside what came.
//!
//! In: announcements, overrides of data/releases.toml, editions that came, now. Out: one [`Entry`] a release, in the order of time.
//! Invariant: an override replaces an announcement of the same source and day; a release is late, stale or skipped only by the clock
//! and by what came, never by a guess.
//!
//! An edition belongs to the release in whose window it falls: from the day on which it is due (for one without a date of release:
//! from five minutes before, unless it is the first that was ever fetched) until the day of the source's next release. A window that
//! is filled takes no second edition more than fourteen days after its release; that one, and any with a date of release before the
//! first that was announced, is a past release of its own, without a title. What shipped without a date of release says nothing.

mod announced;

use crate::domain::instant::london_day;
use crate::domain::release::{Announcement, Release};
use announced::Planned;
use chrono::{DateTime, TimeDelta, Utc};
use std::collections::BTreeMap;

/// A release that has not come so long after its time is late.
pub const LATE_AFTER: TimeDelta = TimeDelta::hours(1);
/// A release that has not come so long after its time is stale; an edition that comes so long after another is not of its release.
pub const STALE_AFTER: TimeDelta = TimeDelta::days(14);
/// How long before its time an edition without a date of release may have come.
const EARLY: TimeDelta = TimeDelta::minutes(5);

/// An edition of a source that came.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Came {
    /// The source.
    pub source: String,
    /// When the publisher released it, if known.
    pub released_at: Option<DateTime<Utc>>,
    /// When it was recorded here.
    pub recorded_at: DateTime<Utc>,
    /// Fetched live, as against shipped.
    pub live: bool,
}

/// A release.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Entry {
    /// The source.
    pub source: String,
    /// What comes out; empty for one that came and was never announced.
    pub title: String,
    /// When it is, or was, due.
    pub due_at: DateTime<Utc>,
    /// Whether the time of day is the publisher's own.
    pub exact: bool,
    /// Whether the publisher says that the time may still change, or names only a month (then `due_at` is its last day).
    pub provisional: bool,
    /// How it stands.
    pub standing: Standing,
    /// When it was due before it was moved.
    pub moved_from: Option<DateTime<Utc>>,
    /// Why it was moved or called off.
    pub reason: Option<String>,
    /// Where it is announced.
    pub address: Option<String>,
    /// Whether it stands in data/releases.toml.
    pub by_hand: bool,
}

/// How a release stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Standing {
    /// It is to come.
    Coming,
    /// Its time has come less than an hour ago, and it has not.
    Due,
    /// It came; `at` is when its figures were recorded here.
    Came {
        /// When.
        at: DateTime<Utc>,
    },
    /// It has not come an hour after its time.
    Late,
    /// It has not come fourteen days after its time.
    Stale,
    /// It has not come, and a later one has.
    Skipped,
    /// It was called off.
    Cancelled,
}

/// Every release, in the order of time.
pub fn calendar(
    announcements: &[Announcement],
    overrides: &[Release],
    came: &[Came],
    now: DateTime<Utc>,
) -> Vec<Entry> {
    let mut sources: BTreeMap<&str, (Vec<Planned>, Vec<&Came>)> = BTreeMap::new();
    for planned in announced::planned(announcements, overrides) {
        sources.entry(planned.source).or_default().0.push(planned);
    }
    for came in came {
        sources.entry(&came.source).or_default().1.push(came);
    }
    let mut entries: Vec<_> =
        sources.into_values().flat_map(|(planned, came)| of_one_source(planned, came, now)).collect();
    entries.sort_by(|one, other| (one.due_at, &one.source).cmp(&(other.due_at, &other.source)));
    entries
}

/// A release that is or was to come, and the edition that it turned out to be.
struct Slot<'a> {
    planned: Planned<'a>,
    came: Option<&'a Came>,
}

impl Slot<'_> {
    /// Whether an edition falls on this release or after it.
    fn is_open_at(&self, came: &Came, early: TimeDelta) -> bool {
        match released(came) {
            Some(released) => london_day(self.planned.due_at) <= london_day(released),
            None => self.planned.due_at - early <= came.recorded_at,
        }
    }

    /// Whether it is filled, and `came` too late to be a further part or a correction of it.
    fn is_over_before(&self, came: &Came) -> bool {
        self.came.is_some() && self.planned.due_at + STALE_AFTER < at(came)
    }
}

/// When an edition came out, as far as is known.
fn at(came: &Came) -> DateTime<Utc> {
    released(came).unwrap_or(came.recorded_at)
}

/// When its publisher released it. Nothing was released on a day after the one on which it was recorded, whatever its file says: it
/// would stand for releases that are still to come.
fn released(came: &Came) -> Option<DateTime<Utc>> {
    came.released_at.filter(|released| london_day(*released) <= london_day(came.recorded_at))
}

fn of_one_source(mut planned: Vec<Planned<'_>>, mut came: Vec<&Came>, now: DateTime<Utc>) -> Vec<Entry> {
    planned.sort_by_key(|planned| planned.due_at);
    came.sort_by_key(|came| (at(came), came.recorded_at));
    let mut slots: Vec<_> = planned.into_iter().map(|planned| Slot { planned, came: None }).collect();
    let mut unannounced: Vec<&Came> = Vec::new();
    let first = came.iter().filter(|came| came.live).map(|came| came.recorded_at).min();
    for came in came.into_iter().filter(|came| came.live || released(came).is_some()) {
        // What was first fetched may have lain there for long: it is never early.
        let early = if Some(came.recorded_at) == first { TimeDelta::zero() } else { EARLY };
        match slots.iter_mut().rfind(|slot| !slot.planned.is_cancelled() && slot.is_open_at(came, early)) {
            Some(slot) if !slot.is_over_before(came) => slot.came = slot.came.or(Some(came)),
            _ => unannounced.extend(released(came).is_some().then_some(came)),
        }
    }
    let newest = slots.iter().filter_map(|slot| slot.came.map(|_| slot.planned.due_at)).max();
    let newest = newest.max(unannounced.iter().map(|came| at(came)).max());
    unannounced.dedup_by_key(|came| london_day(at(came)));
    let past = unannounced.into_iter().map(unplanned);
    slots.iter().map(|slot| entry(slot, newest, now)).chain(past).collect()
}

fn entry(slot: &Slot<'_>, newest: Option<DateTime<Utc>>, now: DateTime<Utc>) -> Entry {
    let standing = standing(slot, newest, now);
    let Planned { source, title, due_at, exact, provisional, moved_from, reason, address, by_hand, .. } = slot.planned;
    Entry {
        source: source.to_owned(),
        title: title.to_owned(),
        due_at,
        exact,
        provisional,
        standing,
        moved_from,
        reason: reason.map(str::to_owned),
        address: Some(address.to_owned()),
        by_hand,
    }
}

fn standing(slot: &Slot<'_>, newest: Option<DateTime<Utc>>, now: DateTime<Utc>) -> Standing {
    let Slot { planned, came } = slot;
    // Where only a month is named, its last day has to be over.
    let (from, to) = (planned.due_at, planned.latest());
    match came {
        _ if planned.is_cancelled() => Standing::Cancelled,
        Some(came) => Standing::Came { at: came.recorded_at },
        None if newest.is_some_and(|newest| newest > to) => Standing::Skipped,
        None if now < from => Standing::Coming,
        None if now < to + LATE_AFTER => Standing::Due,
        None if now < to + STALE_AFTER => Standing::Late,
        None => Standing::Stale,
    }
}

/// A release that came without having been announced, as far as is known here.
fn unplanned(came: &Came) -> Entry {
    Entry {
        source: came.source.clone(),
        title: String::new(),
        due_at: at(came),
        exact: false,
        provisional: false,
        standing: Standing::Came { at: came.recorded_at },
        moved_from: None,
        reason: None,
        address: None,
        by_hand: false,
    }
}

#[cfg(test)]
mod tests;
