//! The newest edition in a GOV.UK collection, and its attachment.
//!
//! In: the collection's path, a pattern of the editions' titles, a pattern of the attachment's address. Out: the attachment, and what
//! the collection says of the older editions.
//! Invariant: editions are ordered by the period in their title, else in their address: a correction of an old edition carries
//! the newest date and is still an old edition.

use super::govuk::{self, Document};
use super::json;
use super::pattern::Pattern;
use super::{LocateError, Located, Older, Pages, Reissue, edition, govuk_content, some_of};
use chrono::{DateTime, NaiveDate, TimeDelta, Utc};

/// An edition in a collection.
#[derive(Debug)]
pub struct Edition {
    /// The title of its page.
    pub title: String,
    /// The path of its page.
    pub path: String,
    /// Its period in the publisher's words.
    pub period: String,
    /// The last day of the period, which orders editions.
    pub last_day: Option<NaiveDate>,
    /// When the publisher last changed it.
    pub changed_at: Option<DateTime<Utc>>,
}

impl Edition {
    /// The edition of this title at this path, if the title is of one.
    pub fn of(title: &str, path: &str, pattern: &Pattern) -> Option<Self> {
        let fit = pattern.find(title)?;
        let period = fit.period.unwrap_or_else(|| title.to_owned());
        let last_day =
            edition::last_day(&period).or_else(|| edition::last_day(title)).or_else(|| edition::last_day(path));
        Some(Self { title: title.to_owned(), path: path.to_owned(), period, last_day, changed_at: None })
    }
}

/// The edition with the newest period; of several the first.
pub fn newest_of(editions: Vec<Edition>) -> Option<Edition> {
    editions.into_iter().reduce(|best, next| if next.last_day > best.last_day { next } else { best })
}

/// Finds the attachment of the newest edition.
pub async fn locate(
    path: &str,
    pattern: &str,
    attachment: &str,
    pages: &(impl Pages + Sync),
) -> Result<Located, LocateError> {
    let collection = govuk::document(path, pages).await?;
    let mut editions = editions(&collection, pattern)?;
    let among = editions.len();
    let older = older(&mut editions);
    let newest = newest_of(editions).ok_or_else(|| no_edition(&collection, pattern))?;
    let document = govuk::document(&newest.path, pages).await?;
    let mut located = govuk_content::find(&document, attachment, pages).await?;
    located.edition = Some(newest.period);
    located.trail.insert(0, format!("{}: {among} editions, the newest \"{}\"", collection.address, newest.title));
    located.older = older;
    located.first_published_at = document.first_published_at();
    Ok(located)
}

/// Finds the attachment of an older edition that has changed.
///
/// It is placed after everything that was published of it before the next edition, and before that one: it corrects what it said, and
/// supersedes nothing newer.
pub async fn reissue(
    older: &Older,
    newest_at: Option<DateTime<Utc>>,
    attachment: &str,
    pages: &(impl Pages + Sync),
) -> Result<Reissue, LocateError> {
    let document = govuk::document(&older.path, pages).await?;
    let mut located = govuk_content::find(&document, attachment, pages).await?;
    let next_at = match &older.next {
        Some(next) => govuk::document(next, pages).await?.first_published_at(),
        None => newest_at,
    };
    let before = [next_at, newest_at].into_iter().flatten().min().map(|at| at - TimeDelta::microseconds(1));
    located.edition = Some(older.period.clone());
    located.edition_at = [located.released_at, before].into_iter().flatten().min();
    located
        .trail
        .insert(0, format!("an older edition, \"{}\", changed on {}", older.title, older.changed_at.to_rfc3339()));
    let stale = document.released_at().is_none_or(|at| at < older.changed_at);
    Ok(Reissue { located, address: govuk::api(&older.path), text: document.text, stale })
}

fn editions(collection: &Document, pattern_text: &str) -> Result<Vec<Edition>, LocateError> {
    let pattern = Pattern::new(pattern_text)?;
    let documents = json::list(&collection.json, &["links", "documents"]).iter();
    let documents = documents.filter(|document| document["withdrawn"].as_bool() != Some(true));
    let editions = documents.filter_map(|document| {
        let edition = Edition::of(document["title"].as_str()?, document["base_path"].as_str()?, &pattern)?;
        let changed_at = json::text(document, "public_updated_at").and_then(|instant| instant.parse().ok());
        Some(Edition { changed_at, ..edition })
    });
    Ok(editions.collect())
}

/// The editions older than the newest, newest first, each with the one after it. Leaves `editions` in any order.
fn older(editions: &mut [Edition]) -> Vec<Older> {
    editions.sort_by_key(|edition| std::cmp::Reverse(edition.last_day));
    let Some(newest) = editions.first().and_then(|edition| edition.last_day) else { return Vec::new() };
    let read = |edition: &Edition| {
        let last_day = edition.last_day.filter(|day| *day < newest)?;
        let next = editions.iter().rev().find(|other| other.last_day > Some(last_day))?;
        Some(Older {
            title: edition.title.clone(),
            path: edition.path.clone(),
            period: edition.period.clone(),
            changed_at: edition.changed_at?,
            next: (next.last_day < Some(newest)).then(|| next.path.clone()),
        })
    };
    editions.iter().filter_map(read).collect()
}

fn no_edition(collection: &Document, pattern: &str) -> LocateError {
    let documents = json::list(&collection.json, &["links", "documents"]);
    let titles = documents.iter().filter_map(|document| document["title"].as_str());
    LocateError::NoMatch {
        address: collection.address.clone(),
        what: "edition",
        pattern: pattern.to_owned(),
        seen: some_of("document", titles),
    }
}

#[cfg(test)]
mod tests {
    use super::super::fake::Fake;
    use super::*;
    use std::collections::BTreeMap;

    const COLLECTION: &str = "https://www.gov.uk/api/content/government/collections/boiler-upgrade-scheme-statistics";
    const AUGUST: &str = "https://www.gov.uk/api/content/government/statistics/bus-august-2026";

    /// July was corrected after August came out, and the list is in no order.
    const DOCUMENTS: &str = r#"{"links":{"documents":[
        {"title":"Boiler Upgrade Scheme statistics: July 2026","base_path":"/government/statistics/bus-july-2026","public_updated_at":"2026-10-01T09:30:00Z"},
        {"title":"Boiler Upgrade Scheme statistics: August 2026","base_path":"/government/statistics/bus-august-2026","public_updated_at":"2026-09-24T09:30:00Z"},
        {"title":"Boiler Upgrade Scheme statistics: December 2025","base_path":"/government/statistics/bus-december-2025"},
        {"title":"Boiler Upgrade Scheme: methodology 2027","base_path":"/government/publications/bus-method"}]}}"#;
    const EDITION: &str = r#"{"title":"Boiler Upgrade Scheme statistics: August 2026","public_updated_at":"2026-09-24T09:30:00+01:00",
        "details":{"attachments":[{"url":"https://assets.publishing.service.gov.uk/media/6ab/BUS_August_2026.xlsx"}]}}"#;

    async fn located(collection: &str, edition: &str) -> Result<Located, LocateError> {
        let pages = Fake(BTreeMap::from([(COLLECTION, collection.to_owned()), (AUGUST, EDITION.to_owned())]));
        locate("/government/collections/boiler-upgrade-scheme-statistics", edition, "/\\.xlsx$/", &pages).await
    }

    #[tokio::test(flavor = "current_thread")]
    async fn the_newest_edition_is_the_one_with_the_newest_period() {
        let located = located(DOCUMENTS, "/^Boiler Upgrade Scheme statistics: (.*)$/").await.unwrap();
        assert_eq!(located.address, "https://assets.publishing.service.gov.uk/media/6ab/BUS_August_2026.xlsx");
        assert_eq!(located.edition.as_deref(), Some("August 2026"));
        assert_eq!(located.released_at.unwrap().to_rfc3339(), "2026-09-24T08:30:00+00:00");
        assert!(located.trail[0].contains("3 editions"), "{:?}", located.trail);
    }

    #[tokio::test(flavor = "current_thread")]
    async fn a_collection_without_an_edition_says_what_it_has() {
        let error = located(DOCUMENTS, "/^Solar statistics/").await.unwrap_err().to_string();
        assert!(error.starts_with("no edition fits `/^Solar statistics/`; documents are `Boiler Upgrade"), "{error}");
        let error = located("{}", "/x/").await.unwrap_err().to_string();
        assert!(error.contains("there is no document"), "{error}");
    }
}
