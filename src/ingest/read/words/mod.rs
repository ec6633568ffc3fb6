//! Words: what the text of a single cell or label means.
//!
//! In: text. Out: periods, numbers, reasons for absence, flags. Invariant: pure; each form stands in one table and has a test.

pub mod markers;
pub mod period_fit;
#[cfg(test)]
mod period_forms;
pub mod period_grammar;
pub mod period_spans;
pub mod period_text;
pub mod value_text;
