//! Log lines on standard error, and the last word of a command that failed.
//!
//! In: `HEADWAY_LOG` (a filter such as `headway=debug`) and `HEADWAY_LOG_FORMAT` (`text` or `json`). Out: lines on standard error.
//! Invariant: standard output carries results only.

use super::Failure;
use crate::ingest::media;
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

/// What may be printed: a publisher's words may stand in it, and they shall not write to the terminal.
pub fn plain(text: &str) -> String {
    text.replace(|letter| media::is_unseen(letter) && !matches!(letter, '\n' | '\t'), " ")
}

/// Prints why a command failed.
#[expect(clippy::print_stderr, reason = "the last word to the person at the terminal")]
pub fn complain(failure: &Failure) {
    eprintln!("headway: {}", plain(&failure.to_string()));
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_that_is_printed_writes_to_the_terminal() {
        let hostile = "no column; columns are `Month\u{1b}[31m`,\r\u{202e}`Pumps`\n\tnext line";
        assert_eq!(plain(hostile), "no column; columns are `Month [31m`,  `Pumps`\n\tnext line");
    }
}
