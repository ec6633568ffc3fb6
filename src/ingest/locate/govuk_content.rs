//! An attachment of a GOV.UK page.
//!
//! In: the page's path, a pattern of the attachment's address. Out: the attachment.
//! Invariant: attachments come first; where none fits, every address in the document is tried, since older pages keep their files
//! in running text; last the pages that are attached to it.

use super::govuk::{self, Document};
use super::pattern::Pattern;
use super::{LocateError, Located, Pages, newest, some_of};

/// How many attached pages are looked into.
const MOST_PAGES: usize = 3;

/// Finds the attachment.
pub async fn locate(path: &str, attachment: &str, pages: &(impl Pages + Sync)) -> Result<Located, LocateError> {
    let document = govuk::document(path, pages).await?;
    find(&document, attachment, pages).await
}

/// The attachment of `document` that fits the pattern.
pub async fn find(
    document: &Document,
    pattern_text: &str,
    pages: &(impl Pages + Sync),
) -> Result<Located, LocateError> {
    let pattern = Pattern::new(pattern_text)?;
    if let Some(located) = within(document, &pattern) {
        return Ok(located);
    }
    for path in document.pages().into_iter().take(MOST_PAGES) {
        let attached = govuk::document(path, pages).await?;
        if let Some(mut located) = within(&attached, &pattern) {
            located.released_at = document.released_at().or(located.released_at);
            located.trail.insert(0, format!("{}: \"{}\", looked into its pages", document.address, document.title()));
            return Ok(located);
        }
    }
    let what = "attachment";
    let seen = some_of(what, document.attachments().iter().map(|address| file_name(address)));
    let (address, pattern) = (document.address.clone(), pattern_text.to_owned());
    Err(LocateError::NoMatch { address, what, pattern, seen })
}

/// What fits in this document itself.
fn within(document: &Document, pattern: &Pattern) -> Option<Located> {
    let places = [("attachments", document.attachments()), ("addresses in the text", document.addresses())];
    let found = places.iter().find_map(|(place, addresses)| Some((place, newest(pattern, addresses, |text| text)?)));
    let (place, (address, edition)) = found?;
    let mut trail = vec![format!("{}: \"{}\", found among its {place}", document.address, document.title())];
    trail.extend(document.withdrawn());
    let released_at = document.released_at();
    Some(Located { address: address.clone(), released_at, edition, trail, ..Located::default() })
}

fn file_name(address: &str) -> &str {
    address.rsplit('/').next().unwrap_or(address)
}

#[cfg(test)]
mod tests {
    use super::super::fake::Fake;
    use super::*;
    use std::collections::BTreeMap;

    const ADDRESS: &str = "https://www.gov.uk/api/content/government/statistical-data-sets/evci";

    async fn located(json: &str, pattern: &str) -> Result<Located, LocateError> {
        let pages = Fake(BTreeMap::from([(ADDRESS, json.to_owned())]));
        locate("/government/statistical-data-sets/evci", pattern, &pages).await
    }

    #[tokio::test(flavor = "current_thread")]
    async fn an_attachment_is_found_by_its_address() {
        let json = r#"{"title":"Chargers","public_updated_at":"2026-09-24T09:30:00+01:00","details":{"attachments":[
            {"url":"/government/statistics/x/notes"},{"url":"https://assets.publishing.service.gov.uk/media/6/evci9002.ods"},
            {"url":"https://assets.publishing.service.gov.uk/media/7/evci9001_July.ods"}]}}"#;
        let located = located(json, "/evci9001[^/]*\\.ods$/").await.unwrap();
        assert_eq!(located.address, "https://assets.publishing.service.gov.uk/media/7/evci9001_July.ods");
        assert_eq!(located.released_at.unwrap().to_rfc3339(), "2026-09-24T08:30:00+00:00");
    }

    #[tokio::test(flavor = "current_thread")]
    async fn a_file_in_running_text_is_found_too_and_of_several_the_newest() {
        let json = r#"{"title":"Chargers","details":{"body":"<p><a href=\"/media/evci9001-may-2026.ods\">May</a> <a href=\"/media/evci9001-june-2026.ods\">June</a></p>","documents":["<a href='/media/evci9001-april-2026.ods'>"]}}"#;
        let located = located(json, "/evci9001-(.*)\\.ods$/").await.unwrap();
        assert_eq!(located.address, "https://www.gov.uk/media/evci9001-june-2026.ods");
        assert_eq!(located.edition.as_deref(), Some("june-2026"));
    }

    #[tokio::test(flavor = "current_thread")]
    async fn what_is_there_is_named_when_nothing_fits() {
        let json =
            r#"{"details":{"attachments":[{"url":"https://assets.publishing.service.gov.uk/media/7/other.ods"}]}}"#;
        let error = located(json, "/evci9001/").await.unwrap_err();
        assert_eq!(error.address(), ADDRESS);
        assert_eq!(
            error.to_string(),
            "no attachment fits `/evci9001/`; attachments are `other.ods`; open the page and correct the pattern"
        );
    }

    #[tokio::test(flavor = "current_thread")]
    async fn a_challenge_page_is_blocked_and_broken_json_is_not() {
        for (text, blocked, words) in [
            ("<!DOCTYPE html><title>Wait</title>", true, "answered with a web page (\"Wait\") in place of JSON"),
            ("{\"title\":", false, "answered with broken text"),
            ("[]", false, "answered with JSON that is not a document"),
        ] {
            let error = located(text, "/x/").await.unwrap_err();
            assert_eq!(error.is_blocked(), blocked);
            assert!(error.to_string().starts_with(words), "{error}");
        }
    }

    #[tokio::test(flavor = "current_thread")]
    async fn an_attached_page_is_never_the_file_and_is_looked_into_last() {
        const CHILD: &str = "https://www.gov.uk/api/content/government/statistics/evci/tables-july-2026-ods";
        let json = r#"{"title":"Chargers","public_updated_at":"2026-09-24T09:30:00+01:00","details":{"attachments":[
            {"attachment_type":"html","title":"Tables","url":"/government/statistics/evci/tables-july-2026-ods"},
            {"attachment_type":"file","filename":"notes.pdf","content_type":"application/pdf","url":"https://assets.publishing.service.gov.uk/media/7/notes.pdf"}]}}"#;
        let child = r#"{"title":"Tables","public_updated_at":"2020-01-01T00:00:00Z","details":{"body":"<a href=\"https://assets.publishing.service.gov.uk/media/8/tables.ods\">ODS</a>"}}"#;
        let pages = Fake(BTreeMap::from([(ADDRESS, json.to_owned()), (CHILD, child.to_owned())]));
        let located = locate("/government/statistical-data-sets/evci", "/ods$/", &pages).await.unwrap();
        assert_eq!(located.address, "https://assets.publishing.service.gov.uk/media/8/tables.ods");
        assert_eq!(located.released_at.unwrap().to_rfc3339(), "2026-09-24T08:30:00+00:00", "of the page itself");
        assert_eq!(located.trail.len(), 2);
        // A page that is a page is no attachment either where it does not say what it is.
        let json = r#"{"details":{"attachments":[{"url":"/government/statistics/evci/tables.ods"}]}}"#;
        let error = located_in(json, "/ods$/").await;
        assert!(error.contains("answered 404"), "{error}");
    }

    async fn located_in(json: &str, pattern: &str) -> String {
        let pages = Fake(BTreeMap::from([(ADDRESS, json.to_owned())]));
        locate("/government/statistical-data-sets/evci", pattern, &pages).await.unwrap_err().to_string()
    }

    #[tokio::test(flavor = "current_thread")]
    async fn a_withdrawn_page_says_so() {
        let json = r#"{"title":"Chargers","details":{"attachments":[{"url":"https://assets.publishing.service.gov.uk/media/7/evci.ods"}]},
            "withdrawn_notice":{"withdrawn_at":"2026-05-01T12:00:00Z","explanation":"<div><p>Replaced by <a href=\"/x\">newer tables</a>.</p></div>"}}"#;
        let located = located(json, "/evci/").await.unwrap();
        assert!(
            located.trail[1].ends_with(": withdrawn on 2026-05-01: Replaced by newer tables ."),
            "{:?}",
            located.trail
        );
        let in_force = located_trail(
            r#"{"withdrawn_notice":{},"details":{"attachments":[{"url":"https://a.example/evci.ods"}]}}"#,
        )
        .await;
        assert_eq!(in_force.len(), 1);
    }

    async fn located_trail(json: &str) -> Vec<String> {
        located(json, "/evci/").await.unwrap().trail
    }
}
