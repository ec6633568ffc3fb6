//! Schedule: the loop that looks at each source when it is due (see `account::looks`).
//!
//! In: the sources and releases of the moment, the last looks, a clock. Out: runs of what is due; announcements asked for beside them.
//! Invariant: one run of a source at a time, and no source waits for another but at the door of one host; a host that has asked us to
//! wait is left alone; a release that is known begins at its second; the clock is asked again at least every minute, so that a sleep of
//! the machine or a step of its clock does no harm.

use super::agenda::{Agenda, Announced};
use super::announce::asking::Asking;
use super::kit::{Kit, whole};
use super::locate;
use super::running::Running;
use super::trace::Report;
use crate::account::looks::next_look;
use crate::account::releases::Entry;
use crate::domain::source::Source;
use crate::store::{FetchResult, LastFetch, StoreError};
use chrono::{DateTime, Utc};
use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::Duration;
use tokio::sync::watch;

/// The longest the loop sleeps without looking at the clock.
const LONGEST_SLEEP: Duration = Duration::from_mins(1);
/// The shortest: a clock that stands a little before the time must not be asked for ever.
const SHORTEST_SLEEP: Duration = Duration::from_millis(10);

/// Runs `sources` once, side by side. Each report is given as soon as it is there.
pub async fn run_all(kit: &Arc<Kit>, sources: Vec<Source>, mut on_done: impl FnMut(&Report)) -> Vec<Report> {
    let (mut running, mut all) = (Running::new(kit), Vec::new());
    running.begin(sources);
    while let Some(report) = running.next().await {
        on_done(&report);
        all.push(report);
    }
    all
}

/// Looks at sources when they are due, until `stop` says true (or its sender is gone). `agenda` is asked at each look, so that a
/// changed catalogue counts from the next one. A run that is under way when `stop` comes is given up; nothing is lost.
pub async fn run_schedule(
    kit: Arc<Kit>,
    agenda: impl Fn() -> Agenda,
    mut stop: watch::Receiver<bool>,
    mut on_done: impl FnMut(&Report),
) {
    let mut schedule = Schedule::new(&kit);
    while !*stop.borrow() {
        let sleep = schedule.look(&agenda());
        tokio::select! {
            Some(report) = schedule.running.next() => {
                schedule.learn(&report);
                on_done(&report);
            }
            Some(()) = schedule.asking.next() => schedule.announced.forget(),
            () = tokio::time::sleep(sleep) => {}
            changed = stop.changed() => if changed.is_err() { return },
        }
    }
}

/// What the loop knows.
struct Schedule {
    kit: Arc<Kit>,
    running: Running,
    asking: Asking,
    announced: Announced,
}

impl Schedule {
    fn new(kit: &Arc<Kit>) -> Self {
        Self {
            kit: Arc::clone(kit),
            running: Running::new(kit),
            asking: Asking::new(kit),
            announced: Announced::default(),
        }
    }

    /// Begins what is due, and says how long to sleep.
    fn look(&mut self, agenda: &Agenda) -> Duration {
        self.try_to_look(agenda).unwrap_or_else(|error| {
            tracing::error!("the schedule waits for the store: {}", whole(&error));
            LONGEST_SLEEP
        })
    }

    fn try_to_look(&mut self, agenda: &Agenda) -> Result<Duration, StoreError> {
        let last = self.kit.records.last_fetches()?;
        let now = self.kit.clock.now();
        let releases = self.announced.releases(self.kit.records.as_ref(), &agenda.releases, now);
        let waits =
            agenda.sources.iter().filter_map(|source| Some((source, self.wait(source, &last, &releases, now)?)));
        let (due, later): (Vec<_>, Vec<_>) = waits.partition(|(_, wait)| wait.is_zero());
        self.running.begin(due.into_iter().map(|(source, _)| source.clone()).collect());
        self.asking.begin(&agenda.sources, &releases, now);
        let sleep = later.into_iter().map(|(_, wait)| wait).min().unwrap_or(LONGEST_SLEEP);
        Ok(sleep.clamp(SHORTEST_SLEEP, LONGEST_SLEEP))
    }

    /// How long from now until a source is looked at; none while it runs, or if it never is.
    fn wait(
        &self,
        source: &Source,
        last: &BTreeMap<String, LastFetch>,
        releases: &[Entry],
        now: DateTime<Utc>,
    ) -> Option<Duration> {
        let rest = self.running.may_begin_in(&source.id)?;
        let last = self.running.last_look(&source.id, last.get(&source.id));
        let look = next_look(source, last.as_ref(), releases, now)?;
        let until_look = (look - now).to_std().unwrap_or_default();
        Some(until_look.max(rest).max(self.host_wait(source)))
    }

    /// How long the host that the source begins at wants to be left alone.
    fn host_wait(&self, source: &Source) -> Duration {
        let host = source.routes.first().and_then(|route| locate::hosts(&route.locate));
        host.and_then(|host| self.kit.downloader.wait(&host)).unwrap_or_default()
    }

    fn learn(&mut self, report: &Report) {
        if !matches!(report.result, Some(FetchResult::Unchanged | FetchResult::Failed | FetchResult::Blocked)) {
            self.announced.forget();
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// So that a server may spawn it beside itself.
    #[test]
    fn the_loop_can_be_spawned() {
        fn spawnable<T: Send + 'static>(_: impl FnOnce(Arc<Kit>) -> T) {}
        spawnable(|kit| run_schedule(kit, Agenda::default, watch::channel(false).1, |_| {}));
    }
}
