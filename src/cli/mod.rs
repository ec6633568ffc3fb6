//! The command line: settings in, one command run, an exit code out.
//!
//! In: arguments and `HEADWAY_…` variables. Out: 0 well, 1 something failed and is named, 2 wrong usage.
//! Invariant: the wall clock (`clock.rs`) and the environment (here, by clap) are read in `cli` alone.

mod check;
mod clock;
mod explain;
mod fetching;
mod held;
mod ingest;
mod logging;
mod publish;
mod read;
mod replay;
mod run;
mod serve;
mod settings;
mod source;
mod verify;

use clap::{Parser, Subcommand};
pub use settings::Settings;
use std::process::ExitCode;

/// What a command answers: an error is printed whole, with its causes, and makes exit code 1.
pub type Outcome = Result<(), Failure>;

/// Why a command failed, in words for the person at the terminal: what, where, what to do.
#[derive(Debug, thiserror::Error)]
#[error("{0}")]
pub struct Failure(pub String);

impl Failure {
    /// Any error with the errors that caused it.
    pub fn from_error(error: &dyn std::error::Error) -> Self {
        let mut words = error.to_string();
        let mut cause = error.source();
        while let Some(error) = cause {
            words.push_str(": ");
            words.push_str(&error.to_string());
            cause = error.source();
        }
        Self(words)
    }
}

/// What stands below the options of `--help`.
const MORE: &str = "Every option can be given as the variable beside it instead. Two more concern the log, which goes to standard error:
  HEADWAY_LOG         what is logged, such as headway=debug [default: headway=info,warn]
  HEADWAY_LOG_FORMAT  text or json [default: text]

Exit codes: 0 all well; 1 something failed, and is named; 2 wrong usage.";

/// A live public outcomes dashboard: every figure as published, as revised, and back to its cell.
#[derive(Parser, Debug)]
#[command(name = "headway", version, about, after_help = MORE)]
struct Arguments {
    #[command(flatten)]
    settings: Settings,
    #[command(subcommand)]
    command: Option<Command>,
}

#[derive(Subcommand, Debug)]
enum Command {
    /// Serve the dashboard and fetch by the schedule (what happens when no command is given)
    Run,
    /// Fetch the sources that are due and record what is new
    Ingest(ingest::Arguments),
    /// Make a snapshot of everything from the store
    Publish,
    /// Serve the last snapshot without fetching
    Serve,
    /// Check the catalogue in data/ and print every mistake with file and line
    Check,
    /// Say each step's result for one outcome, in words
    Explain(explain::Arguments),
    /// List what a check holds for a person, and release or refuse it
    Held(held::Arguments),
    /// Rebuild every figure from the archived files and compare it with the store
    Verify,
    /// List sources, or try one without writing anything
    Source(source::Arguments),
    /// Read a local file as if it had just come from a source and print its figures as CSV
    Read(read::Arguments),
    /// Serve recorded files as if they came from their publishers
    Replay(replay::Arguments),
    /// Read a workbook in a process with limits of its own (used by the other commands)
    #[command(hide = true)]
    Worker(read::WorkerArguments),
}

/// Runs the command that the arguments name.
pub fn main() -> ExitCode {
    let Arguments { settings, command } = Arguments::parse();
    logging::start();
    match dispatch(&settings, command.unwrap_or(Command::Run)) {
        Ok(()) => ExitCode::SUCCESS,
        Err(failure) => {
            logging::complain(&failure);
            ExitCode::FAILURE
        }
    }
}

fn dispatch(settings: &Settings, command: Command) -> Outcome {
    match command {
        Command::Run => run::run(settings),
        Command::Ingest(arguments) => ingest::run(settings, &arguments),
        Command::Publish => publish::run(settings),
        Command::Serve => serve::run(settings),
        Command::Check => check::run(settings),
        Command::Explain(arguments) => explain::run(settings, &arguments),
        Command::Held(arguments) => held::run(settings, &arguments),
        Command::Verify => verify::run(settings),
        Command::Source(arguments) => source::run(settings, &arguments),
        Command::Read(arguments) => read::run(settings, &arguments),
        Command::Replay(arguments) => replay::run(settings, &arguments),
        Command::Worker(arguments) => read::worker(&arguments),
    }
}
