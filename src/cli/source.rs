//! `headway source list` and `headway source try ID`.

use super::{Failure, Outcome, Settings};

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
pub fn run(_settings: &Settings, _arguments: &Arguments) -> Outcome {
    Err(Failure("not built yet".to_owned()))
}
