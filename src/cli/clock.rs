//! Makes the clock: the only place that reads the wall clock.
//!
//! In: `--now` and `--freeze`. Out: a [`Clock`].
//! Invariant: with `--now` the clock starts there and runs at the pace of the monotonic clock, or stands still.

use crate::domain::clock::Clock;
use chrono::{DateTime, TimeDelta, Utc};
use std::time::Instant;

/// A clock that starts at `now` (or is the wall clock), and stands still if `freeze`.
pub fn make(now: Option<DateTime<Utc>>, freeze: bool) -> Clock {
    match (now, freeze) {
        (Some(now), true) => Clock::frozen(now),
        (Some(now), false) => running_from(now),
        #[expect(clippy::disallowed_methods, reason = "this is the one place")]
        (None, _) => Clock::new(Utc::now),
    }
}

fn running_from(now: DateTime<Utc>) -> Clock {
    let started = Instant::now();
    Clock::new(move || now + TimeDelta::from_std(started.elapsed()).unwrap_or(TimeDelta::zero()))
}
