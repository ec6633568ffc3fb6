//! `headway ingest`.

use super::{Failure, Outcome, Settings};

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
pub fn run(_settings: &Settings, _arguments: &Arguments) -> Outcome {
    Err(Failure("not built yet".to_owned()))
}
