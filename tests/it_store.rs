//! The store as others use it: what was known when, several processes, killed processes, the quarantine, verification.

#![allow(clippy::unwrap_used, clippy::panic, clippy::print_stdout, reason = "a test says what went wrong by failing")]

#[cfg(test)]
#[path = "store/bitemporal.rs"]
mod bitemporal;
#[cfg(test)]
#[path = "store/everyday.rs"]
mod everyday;
#[cfg(test)]
#[path = "store/killed.rs"]
mod killed;
#[cfg(test)]
#[path = "store/support.rs"]
mod support;
#[cfg(test)]
#[path = "store/verifying.rs"]
mod verifying;
