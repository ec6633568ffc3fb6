//! Headway: a live public outcomes dashboard.
//!
//! Three verbs that never call each other and meet at two things: `ingest` writes the store, `publish` turns the store into a
//! snapshot, `serve` hands out the snapshot. Everything between is a pure function of stored figures and an explicit "now".
//! See ARCHITECTURE.md for the drawing, the invariants and who may import whom.

pub mod account;
pub mod catalogue;
pub mod chart;
pub mod cli;
pub mod domain;
pub mod ingest;
pub mod publish;
pub mod serve;
pub mod store;
