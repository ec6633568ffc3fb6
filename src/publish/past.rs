//! What a running server asks for beyond its snapshot: pages as of an instant, archived files, pages of its own errors.
//!
//! In: a path and an instant, or a hash. Out: a [`Page`], or an [`Archived`] file.
//! Invariant: `serve` knows the store only through [`Publisher`]; the same question about the past has the same answer.

use super::Page;
use chrono::{DateTime, Utc};
use std::path::PathBuf;

/// Whoever computes what is not in the snapshot.
pub trait Publisher: Send + Sync + 'static {
    /// The page at `path`, as known now or as of an instant; none where there is no such page.
    fn page(&self, path: &str, as_of: Option<DateTime<Utc>>) -> Result<Option<Page>, Trouble>;

    /// The archived file with this SHA-256 (64 lower-case hexadecimal digits); none where there is none.
    fn archived(&self, sha256: &str) -> Result<Option<Archived>, Trouble>;

    /// The page for people that says what went wrong.
    fn problem(&self, status: u16, title: &str, message: &str) -> Page;

    /// Whether the store can be read.
    fn store(&self) -> Result<(), Trouble>;
}

/// A file as its publisher sent it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Archived {
    /// Where it lies.
    pub path: PathBuf,
    /// Its media type, as answered.
    pub media_type: String,
    /// The address that it came from: its last part is the file's name.
    pub address: String,
}

/// Why there is no answer.
#[derive(Debug, thiserror::Error)]
pub enum Trouble {
    /// The store cannot be read just now; it may be later.
    #[error("the store cannot be read: {0}")]
    StoreAway(String),
    /// Something is wrong that will not pass by itself.
    #[error("{0}")]
    Failed(String),
}
