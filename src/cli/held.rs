//! `headway held`: what waits for a person, and the person's decision.
//!
//! In: the store. Out: what waits, or that it was decided. Invariant: a decision says by whom and why, and stays.

use super::fetching::{self, say};
use super::{Failure, Outcome, Settings};
use crate::store::{Held, Recording, Store};

/// Arguments of `headway held`.
#[derive(clap::Args, Debug)]
pub struct Arguments {
    #[command(subcommand)]
    decision: Option<Decision>,
}

#[derive(clap::Subcommand, Debug)]
enum Decision {
    /// Record what waits under a number: the figures are right
    Release(Reasons),
    /// Refuse what waits under a number, for good: the figures are wrong
    Refuse(Reasons),
}

#[derive(clap::Args, Debug)]
struct Reasons {
    /// The number that `headway held` shows
    number: i64,
    /// Who decides
    #[arg(long)]
    by: String,
    /// Why, in a sentence
    #[arg(long)]
    why: String,
}

/// Runs the command.
pub fn run(settings: &Settings, arguments: &Arguments) -> Outcome {
    if !Store::exists(&settings.state) {
        return Err(Failure(format!(
            "there is no store in {}: name the state folder with --state",
            settings.state.display()
        )));
    }
    let now = settings.clock().now();
    let failed = |error: crate::store::StoreError| Failure::from_error(&error);
    match &arguments.decision {
        None => {
            list(&fetching::open(settings)?.held().map_err(failed)?);
            Ok(())
        }
        Some(Decision::Release(Reasons { number, by, why })) => {
            let store = fetching::store(settings)?;
            say(&released(*number, &store.release_held(*number, by, why, now).map_err(failed)?));
            Ok(())
        }
        Some(Decision::Refuse(Reasons { number, by, why })) => {
            fetching::store(settings)?.refuse_held(*number, by, why, now).map_err(failed)?;
            say(&format!("{number} is refused; the figures known before stay"));
            Ok(())
        }
    }
}

fn list(waiting: &[Held]) {
    if waiting.is_empty() {
        return say("nothing waits");
    }
    for line in waiting.iter().flat_map(lines) {
        say(&line);
    }
    say("To decide: headway held release NUMBER --by WHO --why \"…\", or refuse.");
}

fn lines(held: &Held) -> Vec<String> {
    let (id, at, vintage) = (held.id, held.held_at.format("%Y-%m-%d %H:%M UTC"), &held.vintage);
    let first = format!("{id}: {} of {}, held since {at}, file {}", vintage.series, vintage.source, vintage.file);
    let findings = held.findings.iter().map(|finding| format!("    {finding}"));
    std::iter::once(first).chain(findings).collect()
}

fn released(number: i64, recording: &Recording) -> String {
    match recording {
        Recording::Unchanged => format!("{number} is released; it says nothing that is not known"),
        Recording::Recorded { new_figures, revised_figures, .. } => {
            format!("{number} is released: {new_figures} new and {revised_figures} changed figures")
        }
    }
}
