//! Asking for announcements, beside the runs of sources.
//!
//! In: sources that GOV.UK announces, their releases, now. Out: announcements in the store.
//! Invariant: one source at a time, at most daily, and again the day before a release and on its morning; never around the very second
//! of a release, when the site is needed for the figures; a failure is logged and tried again in an hour.

use super::govuk::{self, Wanted};
use crate::account::releases::{Entry, Standing};
use crate::domain::source::{Announced, Source};
use crate::ingest::gather::Visitor;
use crate::ingest::kit::{Kit, whole};
use crate::ingest::locate::govuk::SITE;
use chrono::{DateTime, TimeDelta, Utc};
use std::collections::HashMap;
use std::sync::Arc;
use tokio::task::JoinSet;

const DAILY: TimeDelta = TimeDelta::days(1);
/// Before a release, announcements are read again so long before its time: the day before, and on its morning.
const NEAR: [TimeDelta; 2] = [TimeDelta::hours(24), TimeDelta::minutes(90)];
const AFTER_FAILURE: TimeDelta = TimeDelta::hours(1);
/// Nothing is asked so close to a release.
const QUIET: TimeDelta = TimeDelta::minutes(3);

/// When a source was asked for, and how it went.
#[derive(Clone, Copy, Debug)]
struct Asked {
    at: DateTime<Utc>,
    went_well: bool,
}

/// Asks for announcements.
pub struct Asking {
    kit: Arc<Kit>,
    asked: HashMap<String, Asked>,
    task: JoinSet<(String, Asked)>,
}

impl Asking {
    /// Nothing has been asked.
    pub fn new(kit: &Arc<Kit>) -> Self {
        Self { kit: Arc::clone(kit), asked: HashMap::new(), task: JoinSet::new() }
    }

    /// Begins to ask for the announcements of one source, if it is time.
    pub fn begin(&mut self, sources: &[Source], releases: &[Entry], now: DateTime<Utc>) {
        if !self.task.is_empty() || is_busy(releases, now) {
            return;
        }
        let wanted = sources.iter().find(|source| {
            let is_govuk = matches!(source.announced, Some(Announced::Govuk { .. }));
            is_govuk && is_wanted(self.asked.get(&source.id), next_due(&source.id, releases, now), now)
        });
        if let Some(source) = wanted {
            let (kit, source) = (Arc::clone(&self.kit), source.clone());
            self.task.spawn(async move {
                let went_well = ask(&kit, &source).await;
                (source.id, Asked { at: kit.clock.now(), went_well })
            });
        }
    }

    /// Waits until the source that is being asked for has been; none where none is.
    pub async fn next(&mut self) -> Option<()> {
        let ended = self.task.join_next().await?;
        match ended {
            Ok((source, asked)) => drop(self.asked.insert(source, asked)),
            Err(error) => tracing::error!("asking for announcements broke down ({error}); please report it"),
        }
        Some(())
    }
}

/// Asks and writes down; whether that went well.
async fn ask(kit: &Kit, source: &Source) -> bool {
    let asked = ask_and_record(kit, source).await;
    if let Err(words) = &asked {
        tracing::warn!(source = source.id, "its announcements could not be read: {words}");
    }
    asked.is_ok()
}

async fn ask_and_record(kit: &Kit, source: &Source) -> Result<(), String> {
    let Some(Announced::Govuk { search, title, organisation }) = &source.announced else { return Ok(()) };
    let known = kit.records.announcements().map_err(|error| whole(&error))?;
    let hosts = [SITE.trim_start_matches("https://").to_owned()];
    let pages = Visitor { downloader: &kit.downloader, hosts: &hosts };
    let wanted = Wanted { source: &source.id, search, title, organisation: organisation.as_deref() };
    let told = govuk::ask(wanted, &known, &pages, kit.clock.now()).await;
    for announcement in told.map_err(|error| format!("{}: {error}", error.address()))? {
        kit.records.record_announcement(&announcement).map_err(|error| whole(&error))?;
    }
    Ok(())
}

/// Whether a release is so near that nothing else is asked.
fn is_busy(releases: &[Entry], now: DateTime<Utc>) -> bool {
    releases.iter().any(|release| {
        let awaited = matches!(release.standing, Standing::Coming | Standing::Due);
        awaited && (release.due_at - now).abs() < QUIET
    })
}

fn next_due(source: &str, releases: &[Entry], now: DateTime<Utc>) -> Option<DateTime<Utc>> {
    let own = releases.iter().filter(|release| release.source == source && release.due_at > now);
    own.filter(|release| release.standing == Standing::Coming).map(|release| release.due_at).min()
}

fn is_wanted(asked: Option<&Asked>, next_due: Option<DateTime<Utc>>, now: DateTime<Utc>) -> bool {
    let Some(asked) = asked.filter(|asked| asked.at <= now) else { return true };
    if !asked.went_well {
        return asked.at + AFTER_FAILURE <= now;
    }
    let near = next_due.is_some_and(|due| NEAR.iter().any(|before| asked.at < due - *before && due - *before <= now));
    near || asked.at + DAILY <= now
}

#[cfg(test)]
mod tests {
    use super::*;

    fn instant(text: &str) -> DateTime<Utc> {
        text.parse().unwrap()
    }

    #[test]
    fn announcements_are_asked_for_daily_the_day_before_and_on_the_morning() {
        let due = Some(instant("2026-11-26T09:30:00Z"));
        for (asked, due, now, wanted) in [
            (None, None, "2026-11-24T00:00:00Z", true),
            (Some("2026-11-24T00:00:00Z"), due, "2026-11-24T23:59:00Z", false),
            (Some("2026-11-24T00:00:00Z"), due, "2026-11-25T00:00:00Z", true),
            (Some("2026-11-25T09:00:00Z"), due, "2026-11-25T09:29:00Z", false),
            (Some("2026-11-25T09:00:00Z"), due, "2026-11-25T09:30:00Z", true),
            (Some("2026-11-25T09:30:00Z"), due, "2026-11-26T07:59:00Z", false),
            (Some("2026-11-25T09:30:00Z"), due, "2026-11-26T08:00:00Z", true),
            (Some("2026-11-26T08:00:00Z"), due, "2026-11-26T09:29:00Z", false),
            // The clock was set back.
            (Some("2026-11-30T00:00:00Z"), None, "2026-11-26T00:00:00Z", true),
        ] {
            let last = asked.map(|at| Asked { at: instant(at), went_well: true });
            assert_eq!(is_wanted(last.as_ref(), due, instant(now)), wanted, "{asked:?} {now}");
        }
        let failed = Asked { at: instant("2026-11-26T08:00:00Z"), went_well: false };
        assert!(!is_wanted(Some(&failed), due, instant("2026-11-26T08:59:00Z")));
        assert!(is_wanted(Some(&failed), due, instant("2026-11-26T09:00:00Z")));
    }
}
