//! `headway ingest`: fetches what is due, or everything once.
//!
//! In: the catalogue, the store. Out: a line a source. Invariant: a failure is named and makes exit code 1; it stops no other source.

use super::fetching::{self, say};
use super::{Failure, Outcome, Settings};
use crate::catalogue::Catalogue;
use crate::domain::source::Source;
use crate::ingest::agenda::Agenda;
use crate::ingest::kit::Kit;
use crate::ingest::trace::Report;
use crate::ingest::{schedule, shipped};
use std::sync::Arc;

/// Arguments of `headway ingest`.
#[derive(clap::Args, Debug)]
pub struct Arguments {
    /// Only this source
    #[arg(long, value_name = "ID")]
    pub source: Option<String>,
    /// Fetch every source now, once, and stop; without it the command goes on by the schedule
    #[arg(long)]
    pub once: bool,
}

/// Runs the command.
pub fn run(settings: &Settings, arguments: &Arguments) -> Outcome {
    let catalogue = fetching::catalogue(settings)?;
    let sources = chosen(&catalogue, arguments.source.as_deref())?;
    let store = Arc::new(fetching::store(settings)?);
    // What ships comes before what is fetched, or it would be a backfill.
    let loaded = shipped::load(store.as_ref(), &catalogue, settings.clock().now());
    let loaded = loaded.map_err(|error| Failure::from_error(&error))?;
    if loaded.files > 0 {
        say(&format!("shipped figures: {} files, {} figures", loaded.files, loaded.figures));
    }
    let kit = Arc::new(fetching::kit(settings, store)?);
    let runtime = fetching::runtime()?;
    let agenda = Agenda { sources, releases: catalogue.releases };
    let outcome = runtime.block_on(fetch(&kit, agenda, arguments.once));
    runtime.shutdown_background();
    outcome
}

/// The sources of the catalogue, or the one asked for.
fn chosen(catalogue: &Catalogue, id: Option<&str>) -> Result<Vec<Source>, Failure> {
    match id {
        None => Ok(catalogue.sources.iter().filter(|source| !source.routes.is_empty()).cloned().collect()),
        Some(id) => Ok(vec![find(catalogue, id)?.clone()]),
    }
}

/// A source by its id, or a failure that names those that there are.
pub(super) fn find<'a>(catalogue: &'a Catalogue, id: &str) -> Result<&'a Source, Failure> {
    catalogue.source(id).ok_or_else(|| {
        let known: Vec<_> = catalogue.sources.iter().map(|source| source.id.as_str()).collect();
        Failure(format!("no source `{id}`; sources are {}", known.join(", ")))
    })
}

async fn fetch(kit: &Arc<Kit>, agenda: Agenda, once: bool) -> Outcome {
    if once {
        let reports = schedule::run_all(kit, agenda.sources, |report| say(&report.line())).await;
        return all_well(&reports);
    }
    let (told, stop) = tokio::sync::watch::channel(false);
    let told = async move {
        let _ = tokio::signal::ctrl_c().await;
        let _ = told.send(true);
        std::future::pending::<()>().await;
    };
    tokio::select! {
        () = schedule::run_schedule(Arc::clone(kit), || agenda.clone(), stop, |report| say(&report.line())) => Ok(()),
        () = told => Ok(()),
    }
}

fn all_well(reports: &[Report]) -> Outcome {
    let failed: Vec<_> = reports.iter().filter(|report| report.failed()).map(|report| report.source.as_str()).collect();
    if failed.is_empty() {
        return Ok(());
    }
    Err(Failure(format!("{} of {} sources failed: {}", failed.len(), reports.len(), failed.join(", "))))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::store::FetchResult;

    #[test]
    fn sources_that_failed_are_named() {
        let report = |source: &str, result| Report { result: Some(result), ..Report::idle(source, String::new()) };
        let well = [report("a", FetchResult::New), report("b", FetchResult::Held)];
        assert!(all_well(&well).is_ok());
        let ill = [report("a", FetchResult::Failed), report("b", FetchResult::New), report("c", FetchResult::Blocked)];
        assert_eq!(all_well(&ill).unwrap_err().to_string(), "2 of 3 sources failed: a, c");
    }

    #[test]
    fn an_unknown_source_is_answered_with_the_known_ones() {
        let error = find(&Catalogue::default(), "x").unwrap_err().to_string();
        assert_eq!(error, "no source `x`; sources are ");
    }
}
