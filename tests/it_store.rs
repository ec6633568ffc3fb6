//! The store as others use it: what was known when, several processes, killed processes, the quarantine, verification.

#![allow(clippy::unwrap_used, clippy::panic, clippy::print_stdout, reason = "a test says what went wrong by failing")]

#[path = "store/bitemporal.rs"]
mod bitemporal;
#[path = "store/everyday.rs"]
mod everyday;
#[path = "store/killed.rs"]
mod killed;
#[path = "store/support.rs"]
mod support;
#[path = "store/verifying.rs"]
mod verifying;
