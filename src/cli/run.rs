//! `headway run`: serve, publish what changes, fetch by the schedule; one process.
//!
//! In: settings. Out: the dashboard, until told to stop. Invariant: it serves before it fetches; a store or a data/ that cannot be
//! read takes nothing away that was shown before.

mod data_folder;
mod fetch;
mod recompress;
mod stage;
mod watch;

use super::publish::{in_words, load_shipped, prepare, press_of};
use super::serve::{bind, end, runtime, until_told};
use super::{Failure, Outcome, Settings, fetching};
use crate::catalogue::Catalogue;
use crate::domain::clock::Clock;
use crate::publish::press::Press;
use crate::publish::snapshot::{Folder, Snapshot};
use crate::serve::{Server, Stop};
use stage::Stage;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;

/// Runs the command.
pub fn run(settings: &Settings) -> Outcome {
    let listener = bind(settings.listen)?;
    let clock = settings.clock();
    let folder = Folder::in_state(&settings.state);
    let (press, snapshot) = first(settings, &clock, &folder)?;
    let server = Server::new(&snapshot, Arc::clone(&press) as _, clock.clone());
    let stage = Arc::new(Stage::new(Arc::clone(&server), snapshot));
    let stop = Stop::default();
    let runtime = runtime()?;
    let recompressor = recompress::start(Arc::clone(&stage), folder, stop.clone());
    let data = settings.data.clone().map(data_folder::DataFolder::new);
    watch::start(watch::Watch {
        press: Arc::clone(&press),
        stage,
        recompressor,
        data,
        clock: clock.clone(),
        stop: stop.clone(),
    });
    fetch::start(settings, &press, &clock, &stop, &runtime);
    let outcome = until_told(&server, listener, &stop, &runtime);
    end(runtime);
    outcome
}

/// What is shown first: the last snapshot if it is still true, else a new one; the last one in any case where none can be made.
fn first(settings: &Settings, clock: &Clock, folder: &Folder) -> Result<(Arc<Press>, Snapshot), Failure> {
    let (loaded, last) = std::thread::scope(|scope| {
        let loading = scope.spawn(|| Catalogue::load(settings.data.as_deref()));
        let last = folder.load().map(|(_, snapshot)| snapshot);
        (loading.join().unwrap_or_else(|panic| std::panic::resume_unwind(panic)), last)
    });
    let store = match (fetching::open(settings), &last) {
        (Err(failure), Some(last)) => return Ok(anyway(settings, clock, last.clone(), &failure)),
        (store, _) => store?,
    };
    let press = prepare(settings, clock, fetching::admit(settings, store)?, loaded)?;
    let origin = press.origin().ok();
    if let Some(last) = last.as_ref().filter(|last| Some(&last.origin) == origin.as_ref()) {
        return Ok((press, last.clone()));
    }
    tracing::info!(state = %settings.state.display(), "loading the figures that ship and publishing");
    let press_it = || press.press(last.as_ref()).map_err(|trouble| in_words(&trouble));
    // A figure that makes a page break down keeps nobody from starting with what was shown last.
    let made = load_shipped(&press, clock).and_then(|()| {
        let broke_down = |_| Err(Failure("publishing broke down; please report it".to_owned()));
        catch_unwind(AssertUnwindSafe(press_it)).unwrap_or_else(broke_down)
    });
    match (made, last) {
        (Ok(snapshot), _) => Ok((press, snapshot)),
        (Err(failure), Some(last)) => Ok(anyway(settings, clock, last, &failure)),
        (Err(failure), None) => Err(failure),
    }
}

/// The last snapshot, whatever failed.
fn anyway(settings: &Settings, clock: &Clock, last: Snapshot, failure: &Failure) -> (Arc<Press>, Snapshot) {
    tracing::error!(%failure, "showing the last snapshot");
    let catalogue = Catalogue::load(settings.data.as_deref()).unwrap_or_default();
    (Arc::new(press_of(settings, clock, catalogue)), last)
}
