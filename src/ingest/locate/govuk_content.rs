//! An attachment of a GOV.UK page.
//!
//! In: the page's path, a pattern of the attachment's address. Out: the attachment.
//! Invariant: attachments come first; where none fits, every address in the document is tried, since older pages keep their files
//! in running text.

use super::govuk::{self, Document};
use super::pattern::Pattern;
use super::{LocateError, Located, Pages, newest, some_of};

/// Finds the attachment.
pub async fn locate(path: &str, attachment: &str, pages: &(impl Pages + Sync)) -> Result<Located, LocateError> {
    let document = govuk::document(path, pages).await?;
    find(&document, attachment)
}

/// The attachment of `document` that fits the pattern.
pub fn find(document: &Document, pattern_text: &str) -> Result<Located, LocateError> {
    let pattern = Pattern::new(pattern_text)?;
    let (attachments, anywhere) = (document.attachments(), document.addresses());
    let ways = [("attachments", &attachments), ("addresses in the text", &anywhere)];
    let found = ways.iter().find_map(|(way, addresses)| Some((way, newest(&pattern, addresses, |text| text)?)));
    let Some((way, (address, edition))) = found else {
        let what = "attachment";
        let seen = some_of(what, attachments.iter().map(|address| file_name(address)));
        let (address, pattern) = (document.address.clone(), pattern_text.to_owned());
        return Err(LocateError::NoMatch { address, what, pattern, seen });
    };
    let trail = format!("{}: \"{}\", found among its {way}", document.address, document.title());
    Ok(Located { address: address.clone(), released_at: document.released_at(), edition, trail: vec![trail] })
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
}
