//! The store as others use it: what was known when, several processes, killed processes, the quarantine, verification.

mod bitemporal;
mod everyday;
mod held;
mod killed;
mod support;
mod verifying;
