//! `headway read FILE`, and the hidden worker that reads workbooks within limits.

use super::{Failure, Outcome, Settings};
use std::path::PathBuf;

/// Arguments of `headway read`.
#[derive(clap::Args, Debug)]
pub struct Arguments {
    /// The file to read
    pub file: PathBuf,
    /// Read it with this source's table from the catalogue
    #[arg(long, value_name = "ID", required_unless_present = "spec", conflicts_with = "spec")]
    pub source: Option<String>,
    /// Read it with a source's table from this file
    #[arg(long, value_name = "FILE.toml")]
    pub spec: Option<PathBuf>,
}

/// Arguments of the worker.
#[derive(clap::Args, Debug)]
pub struct WorkerArguments {}

/// Runs the command.
pub fn run(_settings: &Settings, _arguments: &Arguments) -> Outcome {
    Err(Failure("not built yet".to_owned()))
}

/// Runs the worker.
pub fn worker(_arguments: &WorkerArguments) -> Outcome {
    Err(Failure("not built yet".to_owned()))
}
