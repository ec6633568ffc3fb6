//! The GOV.UK content API: documents as JSON.
//!
//! In: a path on www.gov.uk. Out: [`Document`] with the addresses in it and when it was published.
//! Invariant: anything but a JSON object is an error that says what came instead.

use super::links;
use super::{LocateError, Page, Pages};
use chrono::{DateTime, Utc};
use serde_json::Value;
use url::Url;

/// The site.
pub const SITE: &str = "https://www.gov.uk";

/// A document of the content API.
#[derive(Debug)]
pub struct Document {
    /// The address in the API.
    pub address: String,
    /// The JSON.
    pub json: Value,
}

/// Gets the document at `path`.
pub async fn document(path: &str, pages: &(impl Pages + Sync)) -> Result<Document, LocateError> {
    let address = format!("{SITE}/api/content/{}", path.trim_start_matches('/'));
    let page = super::page(pages, &address).await?;
    parse(page)
}

fn parse(page: Page) -> Result<Document, LocateError> {
    let blocked = page.is_web_page();
    match serde_json::from_str(&page.text) {
        Ok(json @ Value::Object(_)) => Ok(Document { address: page.address, json }),
        other => {
            let what = match other {
                _ if blocked => format!("a web page{}", super::super::media::title(page.text.as_bytes())),
                Ok(_) => "JSON that is not a document".to_owned(),
                Err(error) => format!("broken text ({error})"),
            };
            let advice = if blocked {
                "the publisher refuses programs; open the address in a browser"
            } else {
                "the next look tries again; if it stays, the path is wrong"
            };
            Err(LocateError::NotJson { address: page.address, what, advice, blocked })
        }
    }
}

impl Document {
    /// The addresses of its attachments; of a document without any, the links in its text.
    pub fn attachments(&self) -> Vec<String> {
        let attachments = self.json["details"]["attachments"].as_array().into_iter().flatten();
        attachments.filter_map(|attachment| absolute(attachment["url"].as_str()?)).collect()
    }

    /// Every address anywhere in it, for documents that keep their files in running text.
    pub fn addresses(&self) -> Vec<String> {
        let mut found = Vec::new();
        collect(&self.json, &mut found);
        found
    }

    /// When this edition was published.
    pub fn released_at(&self) -> Option<DateTime<Utc>> {
        ["public_updated_at", "first_published_at"].iter().find_map(|field| self.json[field].as_str()?.parse().ok())
    }

    /// Its title.
    pub fn title(&self) -> &str {
        self.json["title"].as_str().unwrap_or_default()
    }
}

fn collect(value: &Value, found: &mut Vec<String>) {
    match value {
        _ if found.len() > links::MOST => {}
        Value::String(text) => found.extend(in_text(text)),
        Value::Array(values) => values.iter().for_each(|value| collect(value, found)),
        Value::Object(members) => members.values().for_each(|value| collect(value, found)),
        _ => {}
    }
}

fn in_text(text: &str) -> Vec<String> {
    if !text.starts_with('/') && !text.contains("http") && !text.contains('<') {
        return Vec::new();
    }
    let linked = Url::parse(SITE).map(|base| links::of(text, &base)).unwrap_or_default();
    let whole = text.starts_with('/').then(|| absolute(text)).flatten();
    linked.into_iter().chain(links::bare(text)).chain(whole).collect()
}

fn absolute(link: &str) -> Option<String> {
    links::resolve(link, &Url::parse(SITE).ok()?)
}
