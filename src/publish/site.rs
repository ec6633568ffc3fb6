//! What publish is given: the site's settings and its inputs.
//!
//! In: settings from the command line. Out: [`Site`], [`Inputs`]. Invariant: plain data.

use crate::catalogue::Catalogue;
use crate::store::Store;
use chrono::{DateTime, Utc};

/// The site's own settings.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Site {
    /// Where it is reached, without a slash at the end: `https://headway.example`.
    pub base_url: String,
    /// Its name.
    pub name: String,
    /// Who runs it.
    pub operator: Option<String>,
    /// How to reach them: an address of a page, or an e-mail address.
    pub contact: Option<String>,
    /// What readers should know of the site itself, said on `/sources`: that data/ has mistakes and an older state is in force.
    pub notices: Vec<String>,
    /// Whether the figures come from a rehearsal publisher.
    pub rehearsal: bool,
}

impl Site {
    /// The whole address of a path of this site.
    pub fn address(&self, path: &str) -> String {
        format!("{}{path}", self.base_url.trim_end_matches('/'))
    }
}

/// Everything that pages are made from.
#[derive(Clone, Copy)]
pub struct Inputs<'a> {
    /// The catalogue: of today, or the one in force at `as_of`.
    pub catalogue: &'a Catalogue,
    /// The store.
    pub store: &'a Store,
    /// The site's settings.
    pub site: &'a Site,
    /// The time now.
    pub now: DateTime<Utc>,
    /// The instant as known at which everything is shown; none for the present.
    pub as_of: Option<DateTime<Utc>>,
}
