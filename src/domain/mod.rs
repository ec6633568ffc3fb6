//! The vocabulary of the product: plain types, no input or output, no async, no framework.
//!
//! In: nothing. Out: periods, figures, series, vintages, outcomes, targets, sources.
//! Invariant: nothing here reads a file, a clock, a socket or the environment, and nothing here imports another module of ours.

pub mod clock;
pub mod correction;
pub mod evidence;
pub mod figure;
pub mod instant;
pub mod look;
pub mod mission;
pub mod outcome;
pub mod period;
pub mod release;
pub mod series;
pub mod source;
pub mod target;
pub mod template;
pub mod vintage;
