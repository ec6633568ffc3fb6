//! Serve: the snapshot over HTTP.
//!
//! In: a snapshot. Out: answers. Invariant: a request for the present computes nothing; axum is known here alone; every answer
//! carries the policy of its kind; an error is a page for people and RFC 9457 for programs.

pub mod replay;
