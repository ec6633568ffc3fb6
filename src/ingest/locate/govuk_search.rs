//! An attachment of the newest GOV.UK page that a search finds. A fallback: news gets into a search.
//!
//! In: what to search for, a pattern of the editions' titles, a pattern of the attachment's address. Out: the attachment.
//! Invariant: editions are ordered by the period in their title, else in their address; only pages of the government's own count.

use super::govuk::{self, SITE};
use super::govuk_collection::{Edition, newest_of};
use super::json::{self, Answered};
use super::pattern::Pattern;
use super::{LocateError, Located, Pages, govuk_content, some_of};
use url::Url;

/// How many results are asked for.
const RESULTS: &str = "20";
const FIELDS: &str = "title,link,public_timestamp,content_store_document_type";

/// Finds the attachment of the newest edition.
pub async fn locate(
    search: &str,
    organisation: Option<&str>,
    edition: &str,
    attachment: &str,
    pages: &(impl Pages + Sync),
) -> Result<Located, LocateError> {
    let answered = json::get(pages, &address(search, organisation)).await?;
    let newest = newest_edition(&answered, edition)?;
    let document = govuk::document(&newest.path, pages).await?;
    let mut located = govuk_content::find(&document, attachment, pages).await?;
    located.edition = Some(newest.period);
    located.trail.insert(0, format!("{}: found \"{}\"", answered.address, newest.title));
    Ok(located)
}

/// The search, newest first.
fn address(search: &str, organisation: Option<&str>) -> String {
    let organisation = organisation.map(|name| ("filter_organisations", name));
    let order = [("order", "-public_timestamp"), ("count", RESULTS), ("fields", FIELDS)];
    let query = [("q", search)].into_iter().chain(organisation).chain(order);
    let address = Url::parse_with_params(&format!("{SITE}/api/search.json"), query);
    address.map(String::from).unwrap_or_default()
}

fn newest_edition(answered: &Answered, pattern_text: &str) -> Result<Edition, LocateError> {
    let pattern = Pattern::new(pattern_text)?;
    let results = json::list(&answered.json, &["results"]);
    let editions = results.iter().filter_map(|result| {
        let link = json::text(result, "link").filter(|link| link.starts_with("/government/"))?;
        Edition::of(json::text(result, "title")?, link, &pattern)
    });
    newest_of(editions.collect()).ok_or_else(|| LocateError::NoMatch {
        address: answered.address.clone(),
        what: "edition",
        pattern: pattern_text.to_owned(),
        seen: some_of("result", results.iter().filter_map(|result| json::text(result, "title"))),
    })
}

#[cfg(test)]
mod tests {
    use super::super::fake::Fake;
    use super::*;
    use std::collections::BTreeMap;

    const SEARCH: &str = "https://www.gov.uk/api/search.json?q=heat+pump+deployment&filter_organisations=desnz&order=-public_timestamp&count=20&fields=title%2Clink%2Cpublic_timestamp%2Ccontent_store_document_type";
    const PAGE: &str = "https://www.gov.uk/api/content/government/statistics/heat-pumps-q2-2026";
    const RESULTS: &str = r#"{"results":[
        {"title":"Minister welcomes heat pump statistics Q3 2026","link":"/government/news/welcome"},
        {"title":"Heat pump deployment: Q1 2026 (corrected)","link":"/government/statistics/heat-pumps-q1-2026"},
        {"title":"Heat pump deployment: Q2 2026","link":"/government/statistics/heat-pumps-q2-2026"},
        {"title":"Heat pump deployment: Q4 2026","link":"https://elsewhere.example/q4"}]}"#;

    async fn found(results: &str, edition: &str) -> Result<Located, LocateError> {
        let page = r#"{"title":"Heat pump deployment","details":{"attachments":[{"url":"https://assets.publishing.service.gov.uk/media/6/hp.ods"}]}}"#;
        let pages = Fake(BTreeMap::from([(SEARCH, results.to_owned()), (PAGE, page.to_owned())]));
        locate("heat pump deployment", Some("desnz"), edition, "/ods$/", &pages).await
    }

    #[tokio::test(flavor = "current_thread")]
    async fn the_newest_edition_by_its_title_is_taken_and_news_is_not() {
        let located = found(RESULTS, "/^Heat pump deployment: (Q\\d \\d{4})/").await.unwrap();
        assert_eq!(located.address, "https://assets.publishing.service.gov.uk/media/6/hp.ods");
        assert_eq!(located.edition.as_deref(), Some("Q2 2026"));
    }

    #[tokio::test(flavor = "current_thread")]
    async fn what_goes_wrong_is_named() {
        for (results, blocked, words) in [
            (
                RESULTS,
                false,
                "no edition fits `/^Solar/`; results are `Minister welcomes heat pump statistics Q3 2026`",
            ),
            (r#"{"results":[],"total":0}"#, false, "no edition fits `/^Solar/`; there is no result"),
            ("<html><head><title>429</title>", true, "answered with a web page (\"429\") in place of JSON"),
            ("[]", false, "answered with JSON that is not a document"),
        ] {
            let error = found(results, "/^Solar/").await.unwrap_err();
            assert!(error.to_string().starts_with(words), "{error}");
            assert_eq!((error.is_blocked(), error.address()), (blocked, SEARCH), "{error}");
        }
    }
}
