//! Limits: how large and how slow an answer may be, and how patient we are.
//!
//! In: nothing. Out: [`Limits`], for the real thing and for rehearsals. Invariant: nothing is taken without a limit.

use super::politeness::Patience;
use std::time::Duration;

/// How large and how slow an answer may be, and how patient we are.
#[derive(Clone, Debug)]
pub struct Limits {
    /// Bytes of a file, after decompression.
    pub file_bytes: u64,
    /// Bytes of a page on the way to a file.
    pub page_bytes: u64,
    /// Time to connect.
    pub connect: Duration,
    /// Time between two pieces of an answer.
    pub idle: Duration,
    /// Time for everything about a file: its redirects, and asking again.
    pub whole: Duration,
    /// Gap between two requests to one host.
    pub gap: Duration,
    /// When to ask again.
    pub patience: Patience,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            file_bytes: 200 << 20,
            page_bytes: 8 << 20,
            connect: Duration::from_secs(10),
            idle: Duration::from_secs(30),
            whole: Duration::from_mins(5),
            gap: Duration::from_secs(1),
            patience: Patience {
                attempts: 4,
                first_wait: Duration::from_millis(2500),
                longest_wait: Duration::from_mins(1),
            },
        }
    }
}

impl Limits {
    /// Those of a rehearsal: its publisher is our own, so that it needs no courtesy and every wait can be short.
    pub fn of_a_rehearsal() -> Self {
        Self {
            connect: Duration::from_secs(2),
            idle: Duration::from_secs(5),
            whole: Duration::from_mins(1),
            gap: Duration::ZERO,
            patience: Patience {
                attempts: 3,
                first_wait: Duration::from_millis(100),
                longest_wait: Duration::from_secs(5),
            },
            ..Self::default()
        }
    }
}
