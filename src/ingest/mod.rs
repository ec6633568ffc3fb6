//! Ingest: from a publisher's file to the store.
//!
//! In: sources of the catalogue. Out: vintages in the store, or a finding that says what, where and what to do.
//! Invariant: one source's failure never stops another's and never removes data; nothing unchecked is recorded.

pub mod read;
pub mod verify;
