//! The store as others use it: what was known when, several processes, killed processes, the quarantine.

#[path = "store/bitemporal.rs"]
mod bitemporal;
#[path = "store/everyday.rs"]
mod everyday;
#[path = "store/killed.rs"]
mod killed;
#[path = "store/support.rs"]
mod support;
