//! What is planned: the newest word on each release, whoever has it.
//!
//! In: announcements in the order in which they were read, overrides. Out: [`Planned`], at most one announced a source and day.
//! Invariant: a release that was moved keeps the time that it was moved from; making a provisional month firm is no move.

use crate::domain::instant::{end_of_day, london_day};
use crate::domain::release::{Announcement, Release, ReleaseState};
use chrono::{DateTime, NaiveDate, Utc};
use std::collections::BTreeMap;

/// A release as planned.
pub(super) struct Planned<'a> {
    pub source: &'a str,
    pub title: &'a str,
    pub due_at: DateTime<Utc>,
    pub exact: bool,
    pub provisional: bool,
    state: ReleaseState,
    pub moved_from: Option<DateTime<Utc>>,
    pub reason: Option<&'a str>,
    pub address: &'a str,
    pub by_hand: bool,
}

impl Planned<'_> {
    pub fn is_cancelled(&self) -> bool {
        self.state == ReleaseState::Cancelled
    }

    /// The instant from which its lateness counts.
    pub fn latest(&self) -> DateTime<Utc> {
        let vague = self.provisional && !self.exact;
        let end = vague.then(|| end_of_day(london_day(self.due_at))).flatten();
        end.unwrap_or(self.due_at)
    }

    fn day(&self) -> (&str, NaiveDate) {
        (self.source, london_day(self.due_at))
    }
}

/// Every release that is or was to come.
pub(super) fn planned<'a>(announcements: &'a [Announcement], overrides: &'a [Release]) -> Vec<Planned<'a>> {
    let by_hand: Vec<_> = overrides.iter().map(by_hand).collect();
    let mut announced = announced(announcements);
    announced.retain(|announced| by_hand.iter().all(|by_hand| by_hand.day() != announced.day()));
    announced.extend(by_hand);
    announced
}

fn by_hand(release: &Release) -> Planned<'_> {
    Planned {
        source: &release.source,
        title: &release.title,
        due_at: release.instant(),
        exact: true,
        provisional: release.state == ReleaseState::Provisional,
        state: release.state,
        moved_from: None,
        reason: release.why.as_deref(),
        address: &release.evidence.address,
        by_hand: true,
    }
}

/// The newest word on each announced release. Of several for one day the newest that is not called off stands for all: a publisher
/// that announces anew what it has called off means one release.
fn announced(announcements: &[Announcement]) -> Vec<Planned<'_>> {
    let mut rows: BTreeMap<(&str, &str), Vec<&Announcement>> = BTreeMap::new();
    for row in announcements {
        rows.entry((&row.source, &row.key)).or_default().push(row);
    }
    let mut newest: Vec<_> = rows.values().filter_map(|rows| rows.split_last()).collect();
    newest.sort_by_key(|(row, _)| (row.state != ReleaseState::Cancelled, row.seen_at));
    let mut days: BTreeMap<(&str, NaiveDate), Planned<'_>> = BTreeMap::new();
    for (row, earlier) in newest {
        days.insert((&row.source, london_day(row.due_at)), told(row, earlier));
    }
    days.into_values().collect()
}

fn told<'a>(row: &'a Announcement, earlier: &[&Announcement]) -> Planned<'a> {
    Planned {
        source: &row.source,
        title: &row.title,
        due_at: row.due_at,
        exact: row.exact,
        provisional: row.state == ReleaseState::Provisional,
        state: row.state,
        moved_from: earlier.iter().rev().find(|earlier| is_moved(earlier, row)).map(|earlier| earlier.due_at),
        reason: row.reason.as_deref(),
        address: &row.address,
        by_hand: false,
    }
}

/// Whether `row` puts the release at another time than `earlier` had said.
fn is_moved(earlier: &Announcement, row: &Announcement) -> bool {
    let (was, is) = (london_day(earlier.due_at), london_day(row.due_at));
    match (earlier.exact, earlier.state) {
        (true, _) => earlier.due_at != row.due_at,
        (false, ReleaseState::Provisional) => was < is,
        (false, _) => was != is,
    }
}
