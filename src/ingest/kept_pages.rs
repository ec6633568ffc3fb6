//! Pages on the way to a file, kept so that asking again costs the publisher next to nothing.
//!
//! In: pages with what identifies them. Out: the same, by address. Invariant: no more of them than `MOST`, nor more text; what cannot
//! be asked for conditionally is not kept; a page is only ever used again on the publisher's word that it is the same.

use super::answer::{Known, Page};
use std::collections::BTreeMap;
use std::sync::{Mutex, PoisonError};

/// How many pages are kept, and how long each may be: the pages of the sources of a catalogue, of some hundred kilobytes.
const MOST: usize = 128;
const LONGEST: usize = 1 << 20;

/// A page and what identifies it to its publisher.
#[derive(Clone, Debug)]
pub struct KeptPage {
    /// What identifies it.
    pub known: Known,
    /// The page.
    pub page: Page,
}

/// Pages by the address that they were asked for at.
#[derive(Debug, Default)]
pub struct KeptPages(Mutex<BTreeMap<String, KeptPage>>);

impl KeptPages {
    /// The page that `address` answered last.
    pub fn find(&self, address: &str) -> Option<KeptPage> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).get(address).cloned()
    }

    /// Keeps what `address` answered, with these headers.
    pub fn keep(&self, address: &str, headers: &BTreeMap<String, String>, page: &Page) {
        let header = |name: &str| headers.get(name).cloned();
        let known = Known { etag: header("etag"), last_modified: header("last-modified") };
        let mut pages = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        pages.remove(address);
        if known == Known::default() || page.text.len() > LONGEST {
            return;
        }
        if pages.len() >= MOST {
            pages.pop_first();
        }
        pages.insert(address.to_owned(), KeptPage { known, page: page.clone() });
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_can_be_asked_for_conditionally_is_kept_and_never_too_much() {
        let pages = KeptPages::default();
        let page = |text: &str| Page { address: "https://a.example/".to_owned(), text: text.to_owned() };
        let etag = BTreeMap::from([("etag".to_owned(), "\"1\"".to_owned())]);
        pages.keep("a", &BTreeMap::new(), &page("no mark"));
        assert!(pages.find("a").is_none());
        pages.keep("a", &etag, &page("marked"));
        assert_eq!(pages.find("a").unwrap().page.text, "marked");
        pages.keep("a", &etag, &page(&"x".repeat(LONGEST + 1)));
        assert!(pages.find("a").is_none(), "what was there is not true any more");
        (0..1000).for_each(|number| pages.keep(&number.to_string(), &etag, &page("x")));
        assert_eq!(pages.0.lock().unwrap().len(), MOST);
    }
}
