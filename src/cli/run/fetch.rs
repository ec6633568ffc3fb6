//! Fetching by the schedule, beside serving.
//!
//! In: settings, the press for its store and its catalogue of the moment. Out: runs of sources, on the server's runtime.
//! Invariant: begins after the first page can be served, and once there is a store: one that is away at the start is waited for; a
//! changed catalogue counts from the next round.

use crate::cli::publish::{in_words, load_shipped};
use crate::cli::settings::Settings;
use crate::cli::{Failure, fetching};
use crate::domain::clock::Clock;
use crate::ingest::agenda::Agenda;
use crate::ingest::kit::Kit;
use crate::ingest::schedule::run_schedule;
use crate::ingest::trace::Report;
use crate::publish::press::Press;
use crate::serve::Stop;
use crate::store::FetchResult;
use std::sync::Arc;
use std::time::Duration;
use tokio::runtime::Runtime;

/// How often a store that is away is looked for.
const LOOK_EVERY: Duration = Duration::from_secs(5);

/// Begins.
pub(super) fn start(settings: &Settings, press: &Arc<Press>, clock: &Clock, stop: &Stop, runtime: &Runtime) {
    let (settings, press, clock) = (settings.clone(), Arc::clone(press), clock.clone());
    let receiver = stop.receiver();
    // A store that shows what ships has been shown it already; else it comes before what is fetched, or it would be a backfill.
    let shows = press.store().is_ok();
    runtime.spawn(async move {
        let kit = kit(&settings, &press, &clock, shows).await;
        // A store that was taken away or replaced records nothing that anybody will see: nothing is fetched for it.
        let agenda = move || press.store().map_or_else(|_| Agenda::default(), |_| agenda(&press));
        run_schedule(kit, agenda, receiver, log).await;
    });
}

/// The kit, as soon as there is a store to record in.
async fn kit(settings: &Settings, press: &Press, clock: &Clock, shows: bool) -> Arc<Kit> {
    let mut said = String::new();
    loop {
        match try_kit(settings, press, clock, shows) {
            Ok(kit) => return Arc::new(kit),
            Err(failure) if said != failure.0 => {
                tracing::error!(%failure, "nothing is fetched until this is put right");
                said = failure.0;
            }
            Err(_) => {}
        }
        tokio::time::sleep(LOOK_EVERY).await;
    }
}

fn try_kit(settings: &Settings, press: &Press, clock: &Clock, shows: bool) -> Result<Kit, Failure> {
    let store = press.store().map_err(|trouble| in_words(&trouble))?;
    fetching::may_use(settings, store)?;
    if !shows {
        if press.catalogue().hash.is_empty() {
            return Err(Failure("data/ cannot be read".to_owned()));
        }
        load_shipped(press, clock)?;
    }
    fetching::kit(settings, Arc::clone(store))
}

fn agenda(press: &Press) -> Agenda {
    let catalogue = press.catalogue();
    Agenda { sources: catalogue.sources.clone(), releases: catalogue.releases.clone() }
}

fn log(report: &Report) {
    match report.result {
        Some(FetchResult::New) => tracing::info!("{}", report.line()),
        Some(FetchResult::Unchanged) | None => tracing::debug!("{}", report.line()),
        Some(FetchResult::Failed | FetchResult::Blocked | FetchResult::Held) => tracing::warn!("{}", report.line()),
    }
}
