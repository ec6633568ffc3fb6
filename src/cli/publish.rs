//! `headway publish`: a snapshot of everything, and what `run` needs before it can make one.
//!
//! In: settings. Out: the snapshot in the state folder, and a line that says so; or a [`Press`] that is ready.
//! Invariant: a catalogue with mistakes is never published; the last good one is.

use super::{Failure, Outcome, Settings, fetching};
use crate::catalogue::{Catalogue, Mistake};
use crate::domain::clock::Clock;
use crate::ingest::shipped;
use crate::publish::past::Trouble;
use crate::publish::press::Press;
use crate::publish::snapshot::Folder;
use crate::store::Store;
use std::io::Write;
use std::sync::Arc;
use std::time::Instant;

/// Runs the command.
pub fn run(settings: &Settings) -> Outcome {
    let started = Instant::now();
    let clock = settings.clock();
    let press = prepare(settings, &clock, fetching::store(settings)?, Catalogue::load(settings.data.as_deref()))?;
    load_shipped(&press, &clock)?;
    let folder = Folder::in_state(&settings.state);
    let last = folder.load().map(|(_, snapshot)| snapshot);
    let mut snapshot = press.press(last.as_ref()).map_err(|trouble| in_words(&trouble))?;
    snapshot.recompress(|| false);
    let name = folder.save(&snapshot).map_err(|error| Failure::from_error(&error))?;
    let (count, seconds) = (snapshot.entries.len(), started.elapsed().as_secs_f32());
    let line = format!("Published {count} pages and files as snapshot {} in {seconds:.1} s", &name[..16]);
    writeln!(std::io::stdout(), "{line}").map_err(|error| Failure::from_error(&error))
}

/// A press over `store` with the catalogue as `loaded` from data/, or where that has mistakes with the last good one.
pub(super) fn prepare(
    settings: &Settings,
    clock: &Clock,
    store: Store,
    loaded: Result<Catalogue, Vec<Mistake>>,
) -> Result<Arc<Press>, Failure> {
    let (catalogue, notices) = match loaded {
        Ok(catalogue) => (catalogue, Vec::new()),
        Err(mistakes) => {
            let last = last_good(&store, clock, &mistakes);
            let last = last.map_err(|failure| fetching::data_is_there(settings).err().unwrap_or(failure))?;
            (last, vec![notice(&mistakes)])
        }
    };
    let press = press_of(settings, clock, catalogue).over(store);
    press.set_notices(notices);
    Ok(Arc::new(press))
}

/// A press with these settings.
pub(super) fn press_of(settings: &Settings, clock: &Clock, catalogue: Catalogue) -> Press {
    Press::new(settings.state.clone(), Arc::new(catalogue), settings.site(), clock.clone(), program())
}

/// Records the figures that ship and the state of data/, unless both are known already.
pub(super) fn load_shipped(press: &Press, clock: &Clock) -> Outcome {
    let (catalogue, now) = (press.catalogue(), clock.now());
    let store = press.store().map_err(|trouble| in_words(&trouble))?;
    shipped::load(store.as_ref(), &catalogue, now).map_err(|error| Failure::from_error(&error))?;
    store.put_catalogue(&catalogue.hash, &catalogue.files, now).map_err(|error| Failure::from_error(&error))
}

/// What readers are told when data/ has mistakes.
pub(super) fn notice(mistakes: &[Mistake]) -> String {
    if let [Mistake { path, .. }] = mistakes
        && path == "."
    {
        return "The folder data/ is away, so its last state is shown.".to_owned();
    }
    let first = mistakes.first().map(ToString::to_string).unwrap_or_default();
    let mistakes = if mistakes.len() == 1 { "a mistake".to_owned() } else { format!("{} mistakes", mistakes.len()) };
    format!("The files in data/ have {mistakes}, so the last state without any is shown. The first: {first}.")
}

/// What went wrong, for the person at the terminal.
pub(super) fn in_words(trouble: &Trouble) -> Failure {
    Failure(trouble.to_string())
}

fn last_good(store: &Store, clock: &Clock, mistakes: &[Mistake]) -> Result<Catalogue, Failure> {
    let lines: Vec<_> = mistakes.iter().map(ToString::to_string).collect();
    let failure = || Failure(format!("data/ has mistakes (see `headway check`):\n{}", lines.join("\n")));
    let state = store.catalogue_at(clock.now()).map_err(|error| Failure::from_error(&error))?.ok_or_else(failure)?;
    let catalogue = Catalogue::from_files(&state.files).map_err(|_| failure())?;
    tracing::error!(mistakes = lines.len(), first = %lines.first().map_or("", String::as_str), "data/ has mistakes: using its last good state");
    Ok(catalogue)
}

/// The program down to its build: another build may make other pages.
fn program() -> String {
    let metadata = std::env::current_exe().and_then(std::fs::metadata);
    let modified = metadata.as_ref().ok().and_then(|metadata| metadata.modified().ok());
    let length = metadata.map_or(0, |metadata| metadata.len());
    format!("{} {length} {modified:?}", env!("CARGO_PKG_VERSION"))
}
