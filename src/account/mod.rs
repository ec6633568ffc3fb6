//! The account: pure arithmetic over figures, one file a measure.
//!
//! In: figures and an explicit "now". Out: measures, each with its inputs. Invariant: no input or output, no clock.

pub mod derived;
pub mod looks;
pub mod redefined;
pub mod releases;
