//! Log lines on standard error, and the last word of a command that failed.
//!
//! In: `HEADWAY_LOG` (a filter such as `headway=debug`) and `HEADWAY_LOG_FORMAT` (`text` or `json`). Out: lines on standard error.
//! Invariant: standard output carries results only.

use super::Failure;
use std::io::IsTerminal;
use tracing_subscriber::EnvFilter;

/// Begins to log.
pub fn start() {
    let filter = EnvFilter::try_from_env("HEADWAY_LOG").unwrap_or_else(|_| EnvFilter::new("headway=info,warn"));
    let subscriber = tracing_subscriber::fmt().with_env_filter(filter).with_writer(std::io::stderr);
    let subscriber = subscriber.with_ansi(std::io::stderr().is_terminal()).with_target(false);
    match std::env::var("HEADWAY_LOG_FORMAT").as_deref() {
        Ok("json") => subscriber.json().init(),
        _ => subscriber.init(),
    }
}

/// Prints why a command failed.
#[expect(clippy::print_stderr, reason = "the last word to the person at the terminal")]
pub fn complain(failure: &Failure) {
    eprintln!("headway: {failure}");
}
