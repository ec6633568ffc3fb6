//! The snapshot: every finished page, in every encoding, under the hash of its bytes.
//!
//! In: [`Page`]s and the snapshot before. Out: [`Snapshot`] in memory ([`Snapshot::make`]), and on disk ([`Folder`]).
//! Invariant: an entity tag names exactly the bytes that it comes with; what did not change since the snapshot before is not
//! compressed again; what is on disk is whole or is not loaded.

mod encode;
mod folder;
mod intent;
mod pack;

pub use encode::{Encoding, encode, is_worthwhile};
pub use folder::{Folder, SnapshotError};
pub use intent::Intent;

use super::{Page, parallel};
use bytes::Bytes;
use chrono::NaiveDate;
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use std::collections::BTreeMap;

/// Everything that a site answers for the present.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Snapshot {
    /// What it was made from.
    pub origin: Origin,
    /// Hash of the one style that its charts carry, for the Content-Security-Policy: `sha256-…`. Another build may have another.
    pub style: String,
    /// Entries by path.
    pub entries: BTreeMap<String, Entry>,
}

/// What a snapshot was made from: another origin may mean other pages, the same origin means the same.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Origin {
    /// The program that made it, down to its build.
    pub program: String,
    /// Hash of the site's settings and notices.
    pub site: String,
    /// Hash of the catalogue.
    pub catalogue: String,
    /// Generation of the store.
    pub generation: i64,
    /// The day in Europe/London.
    pub day: NaiveDate,
    /// How many moments have passed at which a release changes how it stands: due, late, stale.
    #[serde(default)]
    pub turns: usize,
}

/// A finished answer in every encoding that there is of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Entry {
    /// Media type with its charset.
    pub media_type: String,
    /// What it is for.
    pub intent: Intent,
    /// The bodies, best encoding first; identity is always there, and last.
    pub bodies: Vec<Body>,
}

/// One encoding of a finished answer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Body {
    /// Its encoding.
    pub encoding: Encoding,
    /// Strong entity tag with its quotes: from the SHA-256 of exactly these bytes.
    pub etag: String,
    /// The bytes.
    pub bytes: Bytes,
}

impl Body {
    /// A body under the hash of its bytes.
    pub fn new(encoding: Encoding, bytes: impl Into<Bytes>) -> Self {
        let bytes = bytes.into();
        Self { encoding, etag: etag_of(&bytes), bytes }
    }
}

impl Entry {
    /// A page as it is and with quick gzip.
    pub fn quick(page: Page) -> Self {
        let intent = Intent::of(&page.path, page.media_type);
        let identity = Body::new(Encoding::Identity, page.body);
        let mut entry = Self { media_type: page.media_type.to_owned(), intent, bodies: vec![identity] };
        entry.add(Encoding::Gzip);
        entry
    }

    /// The bytes as they are.
    pub fn identity(&self) -> Bytes {
        self.bodies.last().map(|body| body.bytes.clone()).unwrap_or_default()
    }

    /// Adds `encoding`, unless it is there or is not worth it. Says whether it did.
    pub fn add(&mut self, encoding: Encoding) -> bool {
        if self.bodies.iter().any(|body| body.encoding == encoding) || !is_worthwhile(&self.media_type) {
            return false;
        }
        let encoded = encode(encoding, &self.identity(), self.intent == Intent::Asset);
        let Some(encoded) = encoded else { return false };
        self.bodies.push(Body::new(encoding, encoded));
        self.bodies.sort_by_key(|body| body.encoding);
        true
    }

    fn is_same_as(&self, other: &Self) -> bool {
        self.media_type == other.media_type && self.intent == other.intent && self.bodies.last() == other.bodies.last()
    }

    fn is_of(&self, page: &Page) -> bool {
        self.media_type == page.media_type && self.bodies.last().is_some_and(|body| body.bytes == page.body)
    }
}

impl Snapshot {
    /// A snapshot of `pages` with quick encodings, and with all encodings of what is as it was in `last`.
    pub fn make(origin: Origin, pages: Vec<Page>, last: Option<&Self>) -> Self {
        let before = |page: &Page| last?.entries.get(&page.path).filter(|entry| entry.is_of(page)).cloned();
        let entries =
            parallel::each(pages, |page| (page.path.clone(), before(&page).unwrap_or_else(|| Entry::quick(page))));
        Self { origin, style: standalone_style_hash(), entries: entries.into_iter().collect() }
    }

    /// Takes the encodings over that `other` has of the same bytes.
    pub fn adopt(&mut self, other: &Self) {
        for (path, entry) in &mut self.entries {
            if let Some(same) = other.entries.get(path).filter(|same| entry.is_same_as(same)) {
                entry.clone_from(same);
            }
        }
    }

    /// Adds the encodings that take long. Stops when `stop` says so, asked before each body; answers whether it came to the end.
    pub fn recompress(&mut self, stop: impl Fn() -> bool) -> bool {
        for entry in self.entries.values_mut() {
            for encoding in Encoding::SLOW {
                if stop() {
                    return false;
                }
                entry.add(encoding);
            }
        }
        true
    }
}

/// The source of the style hash for the Content-Security-Policy of a chart that stands alone.
pub fn standalone_style_hash() -> String {
    style_hash(crate::chart::STANDALONE_STYLE)
}

/// `sha256-…` of a style element's content.
pub fn style_hash(style: &str) -> String {
    format!("sha256-{}", base64(&Sha256::digest(style.as_bytes())))
}

fn etag_of(bytes: &[u8]) -> String {
    format!("\"{}\"", hex::encode(&Sha256::digest(bytes)[..16]))
}

fn base64(bytes: &[u8]) -> String {
    use base64::Engine as _;
    base64::engine::general_purpose::STANDARD.encode(bytes)
}

#[cfg(test)]
mod tests {
    use super::*;

    pub(super) fn page(path: &str, body: &str) -> Page {
        Page { path: path.to_owned(), media_type: "text/html; charset=utf-8", body: body.as_bytes().to_vec() }
    }

    fn encodings(snapshot: &Snapshot, path: &str) -> Vec<Encoding> {
        snapshot.entries[path].bodies.iter().map(|body| body.encoding).collect()
    }

    #[test]
    fn the_first_snapshot_has_identity_and_gzip_and_the_second_all() {
        let mut snapshot = Snapshot::make(Origin::default(), vec![page("/", &"heat pumps ".repeat(50))], None);
        assert_eq!(encodings(&snapshot, "/"), [Encoding::Gzip, Encoding::Identity]);
        assert!(snapshot.recompress(|| false));
        assert_eq!(encodings(&snapshot, "/"), [Encoding::Br, Encoding::Zstd, Encoding::Gzip, Encoding::Identity]);
    }

    #[test]
    fn what_did_not_change_keeps_its_encodings_and_what_did_is_made_anew() {
        let long = "long enough to be compressed ".repeat(20);
        let mut last = Snapshot::make(Origin::default(), vec![page("/", &long), page("/about", &long)], None);
        last.recompress(|| false);
        let next =
            Snapshot::make(Origin::default(), vec![page("/", &long), page("/about", &format!("{long}!"))], Some(&last));
        assert_eq!(next.entries["/"], last.entries["/"]);
        assert_eq!(encodings(&next, "/about"), [Encoding::Gzip, Encoding::Identity]);
    }

    #[test]
    fn an_entity_tag_names_the_bytes_and_each_encoding_has_its_own() {
        let mut snapshot = Snapshot::make(Origin::default(), vec![page("/", &"figure ".repeat(90))], None);
        snapshot.recompress(|| false);
        let etags: Vec<_> = snapshot.entries["/"].bodies.iter().map(|body| body.etag.clone()).collect();
        let distinct: std::collections::BTreeSet<_> = etags.iter().collect();
        assert_eq!(distinct.len(), 4);
        assert_eq!(etags[3], etag_of("figure ".repeat(90).as_bytes()));
        assert!(etags.iter().all(|etag| etag.len() == 34 && etag.starts_with('"') && etag.ends_with('"')));
    }

    #[test]
    fn encodings_are_adopted_for_the_same_bytes_only() {
        let long = "long enough to be compressed ".repeat(20);
        let mut done = Snapshot::make(Origin::default(), vec![page("/", &long), page("/about", &long)], None);
        done.recompress(|| false);
        let mut next =
            Snapshot::make(Origin::default(), vec![page("/", &long), page("/about", &format!("{long}!"))], None);
        next.adopt(&done);
        assert_eq!(next.entries["/"], done.entries["/"]);
        assert_eq!(encodings(&next, "/about"), [Encoding::Gzip, Encoding::Identity]);
    }

    #[test]
    fn every_page_is_in_it_however_the_work_is_shared() {
        for count in [0, 1, 2, 3, 7] {
            let pages = (0..count).map(|number| page(&format!("/{number}"), &number.to_string())).collect();
            let snapshot = Snapshot::make(Origin::default(), pages, None);
            let bodies: Vec<_> = snapshot.entries.values().map(Entry::identity).collect();
            assert_eq!(bodies, (0..count).map(|number| Bytes::from(number.to_string())).collect::<Vec<_>>());
        }
    }

    #[test]
    fn recompression_stops_when_told_to() {
        let mut snapshot = Snapshot::make(Origin::default(), vec![page("/", &"figure ".repeat(90))], None);
        assert!(!snapshot.recompress(|| true));
        assert_eq!(encodings(&snapshot, "/"), [Encoding::Gzip, Encoding::Identity]);
    }

    #[test]
    fn the_style_hash_is_the_one_that_browsers_compute() {
        // `printf 'a{}' | openssl dgst -sha256 -binary | base64`
        assert_eq!(style_hash("a{}"), "sha256-X1RutGBrXCt9KkSaXMK7tHftWiRscFHOhxsS8tv8hBk=");
    }
}
