//! Fetching by the schedule, beside serving.
//!
//! In: settings, the press for its store and its catalogue of the moment. Out: runs of sources, on the server's runtime.
//! Invariant: begins after the first page can be served; a changed catalogue counts from the next round.

use crate::cli::ingest;
use crate::cli::settings::Settings;
use crate::domain::clock::Clock;
use crate::ingest::schedule::run_schedule;
use crate::ingest::trace::Report;
use crate::publish::press::Press;
use crate::serve::Stop;
use crate::store::FetchResult;
use std::sync::Arc;
use tokio::runtime::Runtime;

/// Begins, where there is a store to record in.
pub(super) fn start(settings: &Settings, press: &Arc<Press>, clock: &Clock, stop: &Stop, runtime: &Runtime) {
    let store = match press.store() {
        Ok(store) => Arc::clone(store),
        Err(trouble) => return tracing::error!(%trouble, "nothing is fetched: put it right and start again"),
    };
    let kit = Arc::new(ingest::kit(settings, store, clock));
    let press = Arc::clone(press);
    runtime.spawn(run_schedule(kit, move || press.catalogue().sources.clone(), stop.receiver(), log));
}

fn log(report: &Report) {
    let Report { source, step, address, message, .. } = report;
    match report.result {
        Some(FetchResult::New) => tracing::info!(%source, "{message}"),
        Some(FetchResult::Unchanged) | None => tracing::debug!(%source, "{message}"),
        Some(FetchResult::Failed | FetchResult::Blocked | FetchResult::Held) => {
            tracing::warn!(%source, step, %address, "{message}");
        }
    }
}
