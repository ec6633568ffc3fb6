//! Publish: from the catalogue and the store to a snapshot of finished pages.
//!
//! In: catalogue, figures as known at an instant, an explicit "now". Out: [`Page`]s, and the snapshot that holds them all.
//! Invariant: knows no network and no clock; the same input makes the same bytes.

pub mod past;
pub mod press;
pub mod snapshot;

/// A finished answer to one address.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Page {
    /// Path: `/outcomes/heat-pumps`.
    pub path: String,
    /// Media type with its charset.
    pub media_type: &'static str,
    /// The body.
    pub body: Vec<u8>,
}
