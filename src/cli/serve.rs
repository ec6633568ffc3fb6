//! `headway serve`: the last snapshot, and the way a server begins and ends for `run` too.
//!
//! In: settings, a snapshot. Out: answers until the process is told to stop. Invariant: the present is served without the store
//! and without data/; a newer snapshot in the folder takes the place of the one before.

use super::publish::press_of;
use super::{Failure, Outcome, Settings, fetching};
use crate::catalogue::Catalogue;
use crate::publish::snapshot::Folder;
use crate::serve::{Server, Stop, listen};
use crate::store::Store;
use std::io::Write;
use std::net::{SocketAddr, TcpListener};
use std::sync::Arc;
use std::time::Duration;
use tokio::runtime::Runtime;
use tokio::signal::unix::{SignalKind, signal};

const LOOK_EVERY: Duration = Duration::from_millis(500);
const LAST_WORK: Duration = Duration::from_secs(3);
const OPEN_FILES: u64 = 65_536;

/// Runs the command.
pub fn run(settings: &Settings) -> Outcome {
    let listener = bind(settings.listen)?;
    let folder = Folder::in_state(&settings.state);
    let none = "there is no snapshot in the state folder: make one with `headway publish`, or use `headway run`";
    let (name, snapshot) = folder.load().ok_or_else(|| Failure(none.to_owned()))?;
    refuse_rehearsal(settings)?;
    let clock = settings.clock();
    let press = Arc::new(press_of(settings, &clock, Catalogue::default()));
    let server = Server::new(&snapshot, press, clock);
    let stop = Stop::default();
    let watched = Arc::clone(&server);
    let stopping = stop.clone();
    std::thread::spawn(move || follow(&folder, name, &watched, &stopping));
    until_told(&server, listener, &stop, &runtime()?)
}

/// A rehearsal is served as one alone. A store that cannot be opened says nothing of it; the snapshot's own banner does.
fn refuse_rehearsal(settings: &Settings) -> Outcome {
    if settings.connect_to.is_some() || !Store::exists(&settings.state) {
        return Ok(());
    }
    let marked =
        fetching::open(settings).and_then(|store| store.is_rehearsal().map_err(|error| Failure::from_error(&error)));
    match marked {
        Ok(true) => Err(fetching::is_a_rehearsal(settings)),
        Ok(false) => Ok(()),
        Err(failure) => {
            tracing::warn!(%failure, "the store cannot be read: the last snapshot is served, and pages of the past are not");
            Ok(())
        }
    }
}

/// Swaps each newer snapshot in.
fn follow(folder: &Folder, mut shown: String, server: &Server, stop: &Stop) {
    while !stop.is_stopping() {
        std::thread::sleep(LOOK_EVERY);
        if folder.current().is_none_or(|current| current == shown) {
            continue;
        }
        if let Some((name, snapshot)) = folder.load().filter(|(name, _)| *name != shown) {
            server.swap(&snapshot);
            tracing::info!(pages = snapshot.entries.len(), "showing a newer snapshot");
            shown = name;
        }
    }
}

/// The listener, before anything else is done: an address in use is known at once, and early clients wait instead of failing.
pub(super) fn bind(address: SocketAddr) -> Result<TcpListener, Failure> {
    let _ = rlimit::increase_nofile_limit(OPEN_FILES);
    let refused = |error| Failure(format!("cannot listen at {address}: {error}; choose another address with --listen"));
    let listener = TcpListener::bind(address).map_err(refused)?;
    listener.set_nonblocking(true).map_err(refused)?;
    Ok(listener)
}

/// The runtime of a server.
pub(super) fn runtime() -> Result<Runtime, Failure> {
    tokio::runtime::Builder::new_multi_thread().enable_all().build().map_err(|error| Failure::from_error(&error))
}

/// Serves until SIGTERM, ctrl-c or `stop`; then lets what is under way come to its end for a few seconds.
pub(super) fn until_told(server: &Arc<Server>, listener: TcpListener, stop: &Stop, runtime: &Runtime) -> Outcome {
    let router = server.router();
    let outcome = runtime.block_on(async {
        tokio::spawn(hear_signals(stop.clone()));
        let address = listener.local_addr()?;
        let listener = tokio::net::TcpListener::from_std(listener)?;
        say(&format!("Headway is at http://{address}"));
        listen(listener, router, stop.clone()).await;
        Ok::<_, std::io::Error>(())
    });
    stop.stop();
    outcome.map_err(|error| Failure::from_error(&error))
}

/// Ends what is left of the work in the background.
pub(super) fn end(runtime: Runtime) {
    runtime.shutdown_timeout(LAST_WORK);
}

async fn hear_signals(stop: Stop) {
    let (Ok(mut terminate), Ok(mut interrupt)) = (signal(SignalKind::terminate()), signal(SignalKind::interrupt()))
    else {
        tracing::warn!("cannot hear signals");
        return;
    };
    tokio::select! {
        _ = terminate.recv() => {}
        _ = interrupt.recv() => {}
    }
    tracing::info!("told to stop");
    stop.stop();
}

fn say(line: &str) {
    let mut out = std::io::stdout();
    let _ = writeln!(out, "{line}").and_then(|()| out.flush());
}
