//! The catalogue: what ships is whole, and every mistake of a broken one is reported at once with its line.
//!
//! In: data/ and small broken copies of a small sound one. Out: passes or says what differs.
//! Invariant: nothing here needs a network; what is compared with other folders is skipped, aloud, where they are not there.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::print_stdout,
    reason = "a test says what is wrong by panicking, and what it skips by printing"
)]

#[cfg(test)]
mod mistakes;
#[cfg(test)]
mod ships;
#[cfg(test)]
mod small;
