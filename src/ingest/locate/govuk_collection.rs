//! The newest edition in a GOV.UK collection, and its attachment.
//!
//! In: the collection's path, a pattern of the editions' titles, a pattern of the attachment's address. Out: the attachment.
//! Invariant: editions are ordered by the period in their title, else in their address: a correction of an old edition carries
//! the newest date and is still an old edition.

use super::govuk::{self, Document};
use super::pattern::Pattern;
use super::{LocateError, Located, Pages, edition, govuk_content, some_of};
use chrono::NaiveDate;

/// An edition in a collection.
struct Edition {
    title: String,
    path: String,
    /// In the publisher's words.
    period: String,
    last_day: Option<NaiveDate>,
}

/// Finds the attachment of the newest edition.
pub async fn locate(
    path: &str,
    pattern: &str,
    attachment: &str,
    pages: &(impl Pages + Sync),
) -> Result<Located, LocateError> {
    let collection = govuk::document(path, pages).await?;
    let (edition, among) = newest_edition(&collection, pattern)?;
    let document = govuk::document(&edition.path, pages).await?;
    let mut located = govuk_content::find(&document, attachment)?;
    located.edition = Some(edition.period);
    located.trail.insert(0, format!("{}: {among} editions, the newest \"{}\"", collection.address, edition.title));
    Ok(located)
}

fn newest_edition(collection: &Document, pattern_text: &str) -> Result<(Edition, usize), LocateError> {
    let pattern = Pattern::new(pattern_text)?;
    let documents: Vec<_> = collection.json["links"]["documents"].as_array().into_iter().flatten().collect();
    let titles = documents.iter().filter_map(|document| document["title"].as_str());
    let editions = documents.iter().filter(|document| document["withdrawn"].as_bool() != Some(true));
    let editions: Vec<_> = editions
        .filter_map(|document| edition_of(document["title"].as_str()?, document["base_path"].as_str()?, &pattern))
        .collect();
    let among = editions.len();
    let newest = editions.into_iter().reduce(|best, next| if next.last_day > best.last_day { next } else { best });
    let newest = newest.ok_or_else(|| LocateError::NoMatch {
        address: collection.address.clone(),
        what: "edition",
        pattern: pattern_text.to_owned(),
        seen: some_of("document", titles),
    })?;
    Ok((newest, among))
}

fn edition_of(title: &str, path: &str, pattern: &Pattern) -> Option<Edition> {
    let fit = pattern.find(title)?;
    let period = fit.period.unwrap_or_else(|| title.to_owned());
    let last_day = edition::last_day(&period).or_else(|| edition::last_day(title)).or_else(|| edition::last_day(path));
    Some(Edition { title: title.to_owned(), path: path.to_owned(), period, last_day })
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
