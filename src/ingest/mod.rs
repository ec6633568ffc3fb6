//! Ingest: from a publisher's file to the store.
//!
//! In: sources of the catalogue. Out: vintages in the store, or a finding that says what, where and what to do.
//! Invariant: one source's failure never stops another's and never removes data; nothing unchecked is recorded.

pub mod agenda;
pub mod announce;
pub mod answer;
pub mod check;
pub mod download;
pub mod ending;
pub mod gather;
pub mod guard;
pub mod judge;
pub mod kept_pages;
pub mod kit;
pub mod lease;
pub mod limits;
pub mod locate;
pub mod media;
pub mod paging;
pub mod pipeline;
pub mod politeness;
pub mod read;
pub mod records;
mod reissued;
mod running;
pub mod schedule;
pub mod shipped;
pub mod sink;
pub mod trace;
pub mod verify;
