//! Fetching by the schedule, beside serving.
//!
//! In: settings, the press for its store and its catalogue of the moment. Out: runs of sources, on the server's runtime.
//! Invariant: begins after the first page can be served; a changed catalogue counts from the next round.

use crate::cli::fetching;
use crate::cli::settings::Settings;
use crate::ingest::schedule::run_schedule;
use crate::ingest::trace::Report;
use crate::publish::press::Press;
use crate::serve::Stop;
use crate::store::FetchResult;
use std::sync::Arc;
use tokio::runtime::Runtime;

/// Begins, where there is a store to record in.
pub(super) fn start(settings: &Settings, press: &Arc<Press>, stop: &Stop, runtime: &Runtime) {
    let store = press.store().map_err(|trouble| super::in_words(&trouble));
    let kit = match store.and_then(|store| fetching::kit(settings, Arc::clone(store))) {
        Ok(kit) => Arc::new(kit),
        Err(failure) => return tracing::error!(%failure, "nothing is fetched: put it right and start again"),
    };
    let press = Arc::clone(press);
    // A store that was taken away or replaced records nothing that anybody will see: nothing is fetched for it.
    let sources = move || press.store().map_or_else(|_| Vec::new(), |_| press.catalogue().sources.clone());
    runtime.spawn(run_schedule(kit, sources, stop.receiver(), log));
}

fn log(report: &Report) {
    match report.result {
        Some(FetchResult::New) => tracing::info!("{}", report.line()),
        Some(FetchResult::Unchanged) | None => tracing::debug!("{}", report.line()),
        Some(FetchResult::Failed | FetchResult::Blocked | FetchResult::Held) => tracing::warn!("{}", report.line()),
    }
}
