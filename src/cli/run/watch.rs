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
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;
use std::sync::mpsc::Sender;
use std::time::{Duration, Instant};

const LOOK_EVERY: Duration = Duration::from_millis(250);
const ANYWAY_EVERY: Duration = Duration::from_hours(1);
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
            watch.look_whatever_happens(&mut memory);
        }
    });
}

struct Memory {
    published: Instant,
    refused: Option<(Origin, Instant)>,
    away: bool,
}

impl Watch {
    /// Looks. One figure that makes a page break down must not be the last thing that was ever published.
    fn look_whatever_happens(&mut self, memory: &mut Memory) {
        let looked = catch_unwind(AssertUnwindSafe(|| self.look(memory)));
        if looked.is_err() {
            tracing::error!("publishing broke down: what was shown before is shown still; please report it");
            memory.refused = self.press.origin().ok().map(|origin| (origin, Instant::now()));
        }
    }

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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::publish::Site;
    use crate::serve::Server;
    use crate::store::Store;
    use std::path::Path;
    use std::sync::mpsc::{Receiver, channel};

    fn watch(state: &Path, data: Option<&Path>) -> (Watch, Memory, Receiver<()>) {
        let clock = Clock::frozen("2026-11-23T12:00:00Z".parse().unwrap());
        let site = Site {
            base_url: "https://headway.example".to_owned(),
            name: "Headway".to_owned(),
            operator: None,
            contact: None,
            notices: Vec::new(),
            rehearsal: false,
        };
        let catalogue = Arc::new(Catalogue::load(data).unwrap());
        let press = Press::new(state.to_owned(), catalogue, site, clock.clone(), String::new());
        let press = Arc::new(press.over(Store::open(state).unwrap()));
        let snapshot = press.press(None).unwrap();
        let server = Server::new(&snapshot, Arc::clone(&press) as _, clock.clone());
        let shown = Arc::new(Stage::new(server, snapshot));
        let (recompressor, told) = channel();
        let data = data.map(|folder| DataFolder::new(folder.to_owned()));
        let memory = Memory { published: Instant::now(), refused: None, away: false };
        (Watch { press, stage: shown, recompressor, data, clock, stop: Stop::default() }, memory, told)
    }

    fn page(watch: &Watch, path: &str) -> String {
        let shown = watch.stage.shown();
        String::from_utf8(shown.snapshot.entries[path].identity().to_vec()).unwrap()
    }

    #[test]
    fn a_commit_is_published_once_and_nothing_else_is() {
        let state = tempfile::tempdir().unwrap();
        let (mut watch, mut memory, told) = watch(state.path(), None);
        watch.look(&mut memory);
        assert_eq!((watch.stage.shown().number, told.try_iter().count()), (0, 0));
        // Another process, as far as the store can tell.
        Store::open(state.path()).unwrap().mark_rehearsal().unwrap();
        watch.look(&mut memory);
        watch.look(&mut memory);
        assert_eq!((watch.stage.shown().number, told.try_iter().count()), (1, 1));
        assert!(page(&watch, "/").to_lowercase().contains("rehearsal"));
    }

    #[test]
    fn a_store_that_was_taken_away_leaves_what_is_shown_and_comes_back() {
        let state = tempfile::tempdir().unwrap();
        let (mut watch, mut memory, _told) = watch(state.path(), None);
        let (database, kept) = (state.path().join("headway.db"), state.path().join("kept.db"));
        std::fs::rename(&database, &kept).unwrap();
        watch.look(&mut memory);
        assert!(memory.away && page(&watch, "/").contains("<h1"));
        let trouble = watch.press.store().err().unwrap().to_string();
        assert!(trouble.contains("was removed or replaced while in use"), "{trouble}");
        std::fs::rename(&kept, &database).unwrap();
        watch.look(&mut memory);
        assert!(!memory.away);
    }

    #[test]
    fn mistakes_in_data_leave_the_last_good_state_and_are_said_until_they_are_put_right() {
        let (state, folder) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
        let built_in = Catalogue::load(None).unwrap();
        let texts = built_in.files.iter().map(|(path, text)| (path, text.as_bytes()));
        for (path, bytes) in texts.chain(built_in.shipped.iter().map(|shipped| (&shipped.path, &*shipped.bytes))) {
            let path = folder.path().join(path);
            std::fs::create_dir_all(path.parent().unwrap()).unwrap();
            std::fs::write(path, bytes).unwrap();
        }
        let (mut watch, mut memory, _told) = watch(state.path(), Some(folder.path()));
        let hash = watch.press.catalogue().hash.clone();
        let broken = folder.path().join("outcomes/broken.toml");
        std::fs::write(&broken, "this is no outcome").unwrap();
        (0..2).for_each(|_| watch.look(&mut memory));
        assert!(page(&watch, "/sources").contains("The files in data/ have"));
        assert_eq!(watch.press.catalogue().hash, hash);
        std::fs::remove_file(&broken).unwrap();
        let away = folder.path().with_extension("away");
        std::fs::rename(folder.path(), &away).unwrap();
        (0..2).for_each(|_| watch.look(&mut memory));
        assert!(page(&watch, "/sources").contains("The folder data/ is away, so its last state is shown."));
        std::fs::rename(&away, folder.path()).unwrap();
        (0..2).for_each(|_| watch.look(&mut memory));
        assert!(!page(&watch, "/sources").contains("The files in data/ have"));
    }
}
