//! `headway replay DIR`.

use super::{Failure, Outcome, Settings};
use std::path::PathBuf;

/// Arguments of `headway replay`. The address to serve at is the common `--listen`.
#[derive(clap::Args, Debug)]
pub struct Arguments {
    /// Folder laid out as DIR/<host>/<path>
    pub folder: PathBuf,
}

/// Runs the command.
pub fn run(_settings: &Settings, _arguments: &Arguments) -> Outcome {
    Err(Failure("not built yet".to_owned()))
}
