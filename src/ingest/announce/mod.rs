//! Announcements: what publishers say of the releases that are to come.
//!
//! In: files that name their next release, the release announcements of GOV.UK. Out: [`Announcement`](crate::domain::release::Announcement)s in
//! the store, each with when it was read. Invariant: what cannot be read as a day or a month is no announcement; a failure here never
//! stops the source itself.

pub mod asking;
pub mod file;
pub mod govuk;
pub mod when;
