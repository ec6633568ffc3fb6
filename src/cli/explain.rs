//! `headway explain SLUG`.

use super::{Failure, Outcome, Settings};

/// Arguments of `headway explain`.
#[derive(clap::Args, Debug)]
pub struct Arguments {
    /// The outcome, by its name in an address
    pub slug: String,
}

/// Runs the command.
pub fn run(_settings: &Settings, _arguments: &Arguments) -> Outcome {
    Err(Failure("not built yet".to_owned()))
}
