//! Watches what pages are made from, and publishes anew when it changes.
//!
//! In: the store's generation, the day, data/. Out: swaps. Invariant: a commit by any process is shown within two seconds; what
//! cannot be published leaves what is shown; mistakes in data/ leave its last good state and are said on `/sources`.

use super::data_folder::DataFolder;
use super::stage::Stage;
use crate::catalogue::Catalogue;
use crate::cli::publish::{load_shipped, notice};
use crate::domain::clock::Clock;
use crate::publish::press::Press;
use crate::publish::snapshot::Origin;
use crate::serve::Stop;
use std::sync::Arc;
use std::sync::mpsc::Sender;
use std::time::{Duration, Instant};

const LOOK_EVERY: Duration = Duration::from_millis(250);
const ANYWAY_EVERY: Duration = Duration::from_secs(3600);
const TRY_AGAIN_AFTER: Duration = Duration::from_secs(10);

/// What the watch needs.
pub(super) struct Watch {
    /// Makes snapshots.
    pub press: Arc<Press>,
    /// Shows them.
    pub stage: Arc<Stage>,
    /// Is told of each.
    pub recompressor: Sender<()>,
    /// The folder to look at, where data/ is not the one built in.
    pub data: Option<DataFolder>,
    /// Tells when a state of data/ came into force.
    pub clock: Clock,
    /// Ends it.
    pub stop: Stop,
}

/// Starts the thread.
pub(super) fn start(mut watch: Watch) {
    std::thread::spawn(move || {
        let mut memory = Memory { published: Instant::now(), refused: None, away: false };
        while !watch.stop.is_stopping() {
            std::thread::sleep(LOOK_EVERY);
            watch.look(&mut memory);
        }
    });
}

struct Memory {
    published: Instant,
    refused: Option<(Origin, Instant)>,
    away: bool,
}

impl Watch {
    fn look(&mut self, memory: &mut Memory) {
        if self.data.as_mut().is_some_and(DataFolder::has_changed) {
            self.reload();
        }
        match self.press.origin() {
            Ok(origin) => {
                memory.away = false;
                if self.is_due(&origin, memory) {
                    self.publish(origin, memory);
                }
            }
            Err(trouble) if !memory.away => {
                tracing::error!(%trouble, "cannot see whether there is something new");
                memory.away = true;
            }
            Err(_) => {}
        }
    }

    /// What is said on a page of the time of the next look at a source passes, so now and then it is published anyway.
    fn is_due(&self, origin: &Origin, memory: &Memory) -> bool {
        let refused = memory.refused.as_ref().filter(|(_, at)| at.elapsed() < TRY_AGAIN_AFTER);
        let is_new = self.stage.shown().snapshot.origin != *origin;
        (is_new || memory.published.elapsed() > ANYWAY_EVERY) && refused.is_none_or(|(refused, _)| refused != origin)
    }

    fn publish(&self, origin: Origin, memory: &mut Memory) {
        let started = Instant::now();
        match self.press.press(Some(&self.stage.shown().snapshot)) {
            Ok(snapshot) => {
                let pages = snapshot.entries.len();
                self.stage.show(snapshot);
                let _ = self.recompressor.send(());
                let duration_ms = u64::try_from(started.elapsed().as_millis()).unwrap_or(u64::MAX);
                tracing::debug!(pages, duration_ms, "published");
                memory.published = started;
                memory.refused = None;
            }
            Err(trouble) => {
                tracing::error!(%trouble, "cannot publish: what was shown before is shown still");
                memory.refused = Some((origin, started));
            }
        }
    }

    fn reload(&self) {
        let Some(data) = &self.data else { return };
        match Catalogue::load(Some(&data.folder)) {
            Ok(catalogue) => {
                self.press.set_catalogue(Arc::new(catalogue));
                self.press.set_notices(Vec::new());
                tracing::info!("data/ was changed and is in force");
                if let Err(error) = load_shipped(&self.press, &self.clock) {
                    tracing::error!(%error, "the figures in data/ could not be recorded");
                }
            }
            Err(mistakes) => {
                for mistake in mistakes.iter().take(20) {
                    tracing::error!(%mistake, "data/ was changed and has mistakes: its last good state stays in force");
                }
                self.press.set_notices(vec![notice(&mistakes)]);
            }
        }
    }
}
