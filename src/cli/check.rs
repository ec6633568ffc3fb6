//! `headway check`.

use super::{Failure, Outcome, Settings};

/// Runs the command.
pub fn run(_settings: &Settings) -> Outcome {
    Err(Failure("not built yet".to_owned()))
}
