//! What the commands that fetch have in common: the catalogue, the store with its rehearsal rule, the kit.
//!
//! In: settings. Out: [`Kit`] and what it stands on.
//! Invariant: a folder that was ever used for a rehearsal is never used without one, and one with real figures never for one.

use super::logging::plain;
use super::{Failure, Settings};
use crate::catalogue::Catalogue;
use crate::ingest::download::{Downloader, Limits};
use crate::ingest::kit::{Kit, Purpose, Read, reading_with};
use crate::ingest::read::Reader;
use crate::ingest::records::Records;
use crate::store::{Store, StoreError};
use std::path::PathBuf;
use std::sync::Arc;

/// Loads the catalogue; a failure names every mistake.
pub(super) fn catalogue(settings: &Settings) -> Result<Catalogue, Failure> {
    data_is_there(settings)?;
    Catalogue::load(settings.data.as_deref()).map_err(|mistakes| {
        let lines: Vec<_> = mistakes.iter().map(ToString::to_string).collect();
        Failure(format!("the catalogue has mistakes; correct them and run `headway check`:\n{}", lines.join("\n")))
    })
}

/// Names a `--data` that is no folder.
pub(super) fn data_is_there(settings: &Settings) -> Result<(), Failure> {
    match &settings.data {
        Some(data) if !data.is_dir() => Err(Failure(format!(
            "{} is not a folder: --data names the one to use in place of the built-in data/",
            data.display()
        ))),
        _ => Ok(()),
    }
}

/// Opens the store as it is; a failure names its folder and says what to do.
pub(super) fn open(settings: &Settings) -> Result<Store, Failure> {
    Store::open(&settings.state).map_err(|error| {
        let (words, state) = (Failure::from_error(&error), settings.state.display());
        if matches!(error, StoreError::Database { .. }) {
            let advice = "is it damaged, or its disk full? Make room, or restore headway.db from a back-up; with another \
                          --state Headway begins anew";
            Failure(format!("{words} (headway.db in {state}): {advice}"))
        } else {
            words
        }
    })
}

/// Opens the store, and sees to it that rehearsals and the real thing never mix.
pub(super) fn store(settings: &Settings) -> Result<Store, Failure> {
    admit(settings, open(settings)?)
}

/// The same for a store that is open already.
pub(super) fn admit(settings: &Settings, store: Store) -> Result<Store, Failure> {
    may_use(settings, &store).map(|()| store)
}

/// Whether a store may be used as these settings want to use it.
pub(super) fn may_use(settings: &Settings, store: &Store) -> Result<(), Failure> {
    let failed = |error: crate::store::StoreError| Failure::from_error(&error);
    let (folder, is_rehearsal) = (settings.state.display(), store.is_rehearsal().map_err(failed)?);
    match (settings.connect_to, is_rehearsal) {
        (None, false) | (Some(_), true) => {}
        (None, true) => {
            return Err(is_a_rehearsal(settings));
        }
        (Some(_), false) if has_fetched(store).map_err(failed)? => {
            return Err(Failure(format!(
                "{folder} holds figures fetched from publishers and cannot be used for a rehearsal; use another --state"
            )));
        }
        (Some(_), false) => store.mark_rehearsal().map_err(failed)?,
    }
    Ok(())
}

/// Why a folder that was ever used for a rehearsal is refused.
pub(super) fn is_a_rehearsal(settings: &Settings) -> Failure {
    Failure(format!(
        "{} holds a rehearsal and cannot be used for the real thing; \
         use another --state, or --connect-to to go on with the rehearsal",
        settings.state.display()
    ))
}

fn has_fetched(store: &Store) -> Result<bool, crate::store::StoreError> {
    Ok(store.last_fetches()?.values().any(|last| last.last_success_at.is_some()))
}

/// The kit of runs that record.
pub(super) fn kit(settings: &Settings, store: Arc<Store>) -> Result<Kit, Failure> {
    let incoming = settings.state.join("incoming");
    kit_for(settings, store, incoming, Purpose::Record)
}

/// A kit.
pub(super) fn kit_for(
    settings: &Settings,
    records: Arc<dyn Records>,
    incoming: PathBuf,
    purpose: Purpose,
) -> Result<Kit, Failure> {
    let quick = settings.connect_to.is_some() && !settings.real_pace;
    let limits = if quick { Limits::of_a_rehearsal() } else { Limits::default() };
    let downloader = Downloader::new(limits, user_agent(settings), settings.connect_to, settings.clock());
    let downloader = downloader.through(settings.proxy.clone());
    Ok(Kit::new(records, downloader, reader()?, settings.clock(), incoming, purpose))
}

fn reader() -> Result<Read, Failure> {
    let program =
        std::env::current_exe().map_err(|error| Failure(format!("this program cannot find itself: {error}")))?;
    Ok(reading_with(Reader::with_worker(program)))
}

/// Who asks, and where a publisher can reach whoever runs this site.
fn user_agent(settings: &Settings) -> String {
    let contact = settings.contact.clone().unwrap_or_else(|| format!("{}/about", settings.site().base_url));
    format!("Headway/{} (+{contact})", env!("CARGO_PKG_VERSION"))
}

/// A runtime for one command: fetching needs one thread, and reading has its own.
pub(super) fn runtime() -> Result<tokio::runtime::Runtime, Failure> {
    let made = tokio::runtime::Builder::new_current_thread().enable_all().build();
    made.map_err(|error| Failure(format!("no runtime: {error}")))
}

/// A line on standard output.
pub(super) fn say(line: &str) {
    use std::io::Write;
    let line = plain(line);
    // Nobody is left to tell when the reader of our output has gone.
    let _ = writeln!(std::io::stdout().lock(), "{line}");
}
