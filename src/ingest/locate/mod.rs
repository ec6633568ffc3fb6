//! Locate: from a source's route to the address of the newest file.
//!
//! In: a [`Locate`] of the source's table, pages of the publisher. Out: [`Located`], or a [`LocateError`] that names what was there.
//! Invariant: editions are ordered by the period in their title or address, never by when they were touched; a page that is not
//! what it should be is an error, never "no news".

pub mod ckan;
pub mod dated;
pub mod edition;
pub mod education_statistics;
pub mod error;
pub mod fixed;
pub mod govuk;
pub mod govuk_collection;
pub mod govuk_content;
pub mod govuk_search;
pub mod json;
pub mod links;
pub mod ons_page;
pub mod page_link;
pub mod pattern;

use super::answer::{DownloadError, Page};
use super::media;
use crate::domain::source::Locate;
use chrono::{DateTime, Utc};
pub use error::LocateError;
use pattern::Pattern;

/// Where the newest file is.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Located {
    /// Its address.
    pub address: String,
    /// When the publisher released the edition, where a page says so.
    pub released_at: Option<DateTime<Utc>>,
    /// What orders the edition, where that is not its release: a corrected older edition keeps its place.
    pub edition_at: Option<DateTime<Utc>>,
    /// The edition in the publisher's words: "August 2026".
    pub edition: Option<String>,
    /// What was looked at on the way, a sentence each.
    pub trail: Vec<String>,
    /// Where to ask next if nothing is at the address, in order.
    pub otherwise: Vec<Located>,
    /// What the publisher lists of older editions, newest first.
    pub older: Vec<Older>,
    /// When the edition was first published; no correction moves it.
    pub first_published_at: Option<DateTime<Utc>>,
}

/// An older edition, as its publisher lists it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Older {
    /// The title of its page.
    pub title: String,
    /// The path of its page.
    pub path: String,
    /// Its period in the publisher's words.
    pub period: String,
    /// When the publisher last changed it.
    pub changed_at: DateTime<Utc>,
    /// The path of the edition after it; none where that is the newest.
    pub next: Option<String>,
}

/// Where the file of an older edition is, and the page that says so.
#[derive(Clone, Debug)]
pub struct Reissue {
    /// The file.
    pub located: Located,
    /// The address of the page.
    pub address: String,
    /// The page.
    pub text: String,
    /// Whether the page is older than the change: a copy from before it, on its way through the publisher's caches.
    pub stale: bool,
}

/// Gets pages. The downloader, or a fake in tests.
pub trait Pages {
    /// The page at `address`.
    fn page(&self, address: &str) -> impl Future<Output = Result<Page, DownloadError>> + Send;
}

/// Finds the newest file. The registry of locators: one line a kind.
pub async fn locate(how: &Locate, pages: &(impl Pages + Sync), now: DateTime<Utc>) -> Result<Located, LocateError> {
    match how {
        Locate::Fixed { address } => Ok(fixed::locate(address)),
        Locate::GovukContent { path, attachment } => govuk_content::locate(path, attachment, pages).await,
        Locate::GovukCollection { path, edition, attachment } => {
            govuk_collection::locate(path, edition, attachment, pages).await
        }
        Locate::PageLink { page, links } => page_link::locate(page, links, pages).await,
        Locate::Dated { address, every, back, attachment, links } => {
            dated::locate(dated::candidates(address, *every, *back, now)?, attachment.as_deref(), links, pages).await
        }
        Locate::OnsPage { path, file } => ons_page::locate(path, file.as_deref(), pages).await,
        Locate::Ckan { api, package, resource } => ckan::locate(api, package, resource, pages).await,
        Locate::EducationStatistics { publication, data_set } => {
            education_statistics::locate(publication, data_set, pages).await
        }
        Locate::GovukSearch { search, organisation, edition, attachment } => {
            govuk_search::locate(search, organisation.as_deref(), edition, attachment, pages).await
        }
    }
}

/// Finds the file of an older edition that has changed. None for a kind that lists no older ones.
pub async fn reissue(
    how: &Locate,
    older: &Older,
    newest_at: Option<DateTime<Utc>>,
    pages: &(impl Pages + Sync),
) -> Option<Result<Reissue, LocateError>> {
    let Locate::GovukCollection { attachment, .. } = how else { return None };
    Some(govuk_collection::reissue(older, newest_at, attachment, pages).await)
}

/// The name of the host that a way to a file goes to first.
pub fn hosts(how: &Locate) -> Option<String> {
    let address = match how {
        Locate::Dated { address, .. } if address.starts_with('/') => govuk::SITE,
        Locate::Fixed { address } | Locate::Dated { address, .. } => address,
        Locate::PageLink { page, .. } => page,
        Locate::GovukContent { .. } | Locate::GovukCollection { .. } | Locate::GovukSearch { .. } => govuk::SITE,
        Locate::OnsPage { .. } => ons_page::SITE,
        Locate::Ckan { api, .. } => api,
        Locate::EducationStatistics { .. } => education_statistics::API,
    };
    url::Url::parse(address).ok()?.host_str().map(str::to_owned)
}

/// In words, where a way to a file looks.
pub fn words(how: &Locate) -> String {
    match how {
        Locate::Fixed { address } => address.clone(),
        Locate::GovukContent { path, attachment } => format!("attachment {attachment} of {}{path}", govuk::SITE),
        Locate::GovukCollection { path, edition, attachment } => {
            format!("attachment {attachment} of the newest {edition} in {}{path}", govuk::SITE)
        }
        Locate::PageLink { page, links } => format!("link {} from {page}", links.join(" → ")),
        Locate::Dated { address, attachment: Some(attachment), .. } => {
            format!("attachment {attachment} of the newest {}{address}", govuk::SITE)
        }
        Locate::Dated { address, links, .. } if !links.is_empty() => {
            format!("link {} from the newest {address}", links.join(" → "))
        }
        Locate::Dated { address, .. } => format!("the newest {address}"),
        Locate::OnsPage { path, file } => {
            format!("file {} of {}{path}", file.as_deref().unwrap_or("(the first)"), ons_page::SITE)
        }
        Locate::Ckan { api, package, resource } => format!("resource {resource} of the package {package} at {api}"),
        Locate::EducationStatistics { publication, data_set } => {
            format!("data set {data_set} of {}/publications/{publication}", education_statistics::API)
        }
        Locate::GovukSearch { search, edition, attachment, .. } => {
            format!(
                "attachment {attachment} of the newest {edition} that a search of {} for \"{search}\" finds",
                govuk::SITE
            )
        }
    }
}

async fn page(pages: &impl Pages, address: &str) -> Result<Page, LocateError> {
    pages.page(address).await.map_err(|error| LocateError::Page { address: address.to_owned(), error })
}

/// Of the texts that fit a pattern: the newest by the period in its first group, else the first.
fn newest<'a, T>(pattern: &Pattern, items: &'a [T], text: impl Fn(&T) -> &str) -> Option<(&'a T, Option<String>)> {
    let fitting = items.iter().filter_map(|item| Some((item, pattern.find(text(item))?.period)));
    let dated = |period: &Option<String>| period.as_deref().and_then(edition::last_day);
    let mut best: Option<(&T, Option<String>)> = None;
    for (item, period) in fitting {
        let newer = best.as_ref().is_none_or(|(_, best)| dated(&period) > dated(best));
        if newer {
            best = Some((item, period));
        }
    }
    best
}

/// Up to five texts, for a message.
fn some_of<'a>(what: &str, texts: impl Iterator<Item = &'a str>) -> String {
    let texts: Vec<_> = texts.collect();
    let shown: Vec<_> = texts.iter().take(5).map(|text| format!("`{}`", media::words_of_others(text, 200))).collect();
    match texts.len() {
        0 => format!("there is no {what}"),
        count if count <= 5 => format!("{what}s are {}", shown.join(", ")),
        count => format!("there are {count} {what}s, such as {}", shown.join(", ")),
    }
}

#[cfg(test)]
pub(crate) mod fake {
    use super::{DownloadError, Page, Pages};
    use std::collections::BTreeMap;

    /// Pages by address; any other is a 404.
    pub(crate) struct Fake(pub BTreeMap<&'static str, String>);

    impl Pages for Fake {
        async fn page(&self, address: &str) -> Result<Page, DownloadError> {
            let missing = DownloadError::Status { status: 404, retry_after: None };
            let text = self.0.get(address).ok_or(missing)?;
            Ok(Page { address: address.to_owned(), text: text.clone() })
        }
    }
}
