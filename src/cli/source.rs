//! `headway source list` and `headway source try ID`.
//!
//! In: the catalogue, the store if there is one. Out: lines. Invariant: neither writes anything.

use super::fetching::{self, say};
use super::{Failure, Outcome, Settings, ingest};
use crate::domain::source::Source;
use crate::ingest::kit::Purpose;
use crate::ingest::pipeline;
use crate::ingest::records::{Nothing, Records};
use crate::ingest::trace::{Step, result_word};
use crate::store::LastFetch;
use std::sync::Arc;

/// Arguments of `headway source`.
#[derive(clap::Args, Debug)]
pub struct Arguments {
    #[command(subcommand)]
    action: Action,
}

#[derive(clap::Subcommand, Debug)]
enum Action {
    /// A line for each source
    List,
    /// Run every step for one source, print what each saw, found and would record, and write nothing
    Try {
        /// The source
        id: String,
    },
}

/// Runs the command.
pub fn run(settings: &Settings, arguments: &Arguments) -> Outcome {
    match &arguments.action {
        Action::List => list(settings),
        Action::Try { id } => attempt(settings, id),
    }
}

/// The store, if the state folder has one. It is not made.
pub(super) fn existing(settings: &Settings) -> Result<Arc<dyn Records>, Failure> {
    if !settings.state.join("headway.db").exists() {
        return Ok(Arc::new(Nothing));
    }
    let store = fetching::open(settings)?;
    Ok(Arc::new(store))
}

fn list(settings: &Settings) -> Outcome {
    let catalogue = fetching::catalogue(settings)?;
    let last = existing(settings)?.last_fetches().map_err(|error| Failure::from_error(&error))?;
    for source in &catalogue.sources {
        say(&line(source, last.get(&source.id)));
    }
    Ok(())
}

/// Id, publisher, schedule and last result, with tabs between them.
fn line(source: &Source, last: Option<&LastFetch>) -> String {
    let schedule = source.schedule.as_deref().unwrap_or("by hand");
    let result = last.map_or_else(|| "never fetched".to_owned(), last_words);
    format!("{}\t{}\t{schedule}\t{result}", source.id, source.publisher)
}

/// The last attempt in words.
pub(super) fn last_words(last: &LastFetch) -> String {
    let fetch = &last.last;
    let at = fetch.started_at.format("%Y-%m-%d %H:%M UTC");
    let mut words = format!("{} on {at}: {}", result_word(fetch.result), fetch.message);
    if last.failures_since > 0 {
        let since = last.last_success_at.map_or("never".to_owned(), |at| at.format("%Y-%m-%d %H:%M UTC").to_string());
        words = format!("{words} (failed {} times; last well {since})", last.failures_since);
    }
    words
}

fn attempt(settings: &Settings, id: &str) -> Outcome {
    let catalogue = fetching::catalogue(settings)?;
    let source = ingest::find(&catalogue, id)?;
    let folder = tempfile::tempdir().map_err(|error| Failure(format!("no folder for the download: {error}")))?;
    let kit = fetching::kit_for(settings, existing(settings)?, folder.path().to_owned(), Purpose::Try)?;
    let runtime = fetching::runtime()?;
    let report = runtime.block_on(pipeline::run(&kit, source));
    runtime.shutdown_background();
    report.trace.0.iter().for_each(|step| say(&step_words(step)));
    if report.failed() {
        return Err(Failure(report.line()));
    }
    say(&report.line());
    Ok(())
}

/// A step with what it saw, a line each.
fn step_words(step: &Step) -> String {
    let mark = if step.went_well { "" } else { "FAILED " };
    let head = format!("{:<9} {mark}{}", step.name, step.address);
    let lines = step.words.iter().map(|words| format!("          {words}"));
    std::iter::once(head).chain(lines).collect::<Vec<_>>().join("\n")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_step_is_its_name_its_address_and_what_it_saw() {
        let mut step = Step {
            name: "locate",
            address: "https://a.example/x".to_owned(),
            words: vec!["edition: August 2026".to_owned()],
            went_well: true,
        };
        assert_eq!(step_words(&step), "locate    https://a.example/x\n          edition: August 2026");
        step.went_well = false;
        assert!(step_words(&step).starts_with("locate    FAILED https://a.example/x"));
    }
}
