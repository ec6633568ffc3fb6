//! The GOV.UK content API: documents as JSON.
//!
//! In: a path on www.gov.uk. Out: [`Document`] with the addresses in it and when it was published.
//! Invariant: an HTML attachment is a page, never a file; a withdrawn page says so.

use super::json::{self, Answered};
use super::links;
use super::{LocateError, Page, Pages};
use crate::ingest::media;
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
    /// The same as it came.
    pub text: String,
}

/// The address of a path in the content API.
pub fn api(path: &str) -> String {
    format!("{SITE}/api/content/{}", path.trim_start_matches('/'))
}

/// Gets the document at `path`.
pub async fn document(path: &str, pages: &(impl Pages + Sync)) -> Result<Document, LocateError> {
    let Answered { address, json, text } = json::get(pages, &api(path)).await?;
    Ok(Document { address, json, text })
}

/// Reads a document that was kept.
pub fn read(address: &str, text: String) -> Result<Document, LocateError> {
    let Answered { address, json, text } = json::parse(Page { address: address.to_owned(), text })?;
    Ok(Document { address, json, text })
}

impl Document {
    /// The addresses of its attachments that are files.
    pub fn attachments(&self) -> Vec<String> {
        let files = json::list(&self.json, &["details", "attachments"]).iter().filter(|one| !is_page(one));
        files.filter_map(|attachment| absolute(attachment["url"].as_str()?)).collect()
    }

    /// The paths of its attachments that are pages of GOV.UK.
    pub fn pages(&self) -> Vec<&str> {
        let pages = json::list(&self.json, &["details", "attachments"]).iter().filter(|one| is_page(one));
        pages.filter_map(|attachment| attachment["url"].as_str()).filter(|url| url.starts_with('/')).collect()
    }

    /// Every address anywhere in it, for documents that keep their files in running text, or as older ones do as HTML (`documents`).
    pub fn addresses(&self) -> Vec<String> {
        let mut found = Vec::new();
        collect(&self.json, &mut found);
        let pages: Vec<_> = self.pages().into_iter().filter_map(absolute).collect();
        let is_file = |address: &String| !address.ends_with("/preview") && !address.starts_with(&api(""));
        found.retain(|address| is_file(address) && !pages.contains(address));
        found
    }

    /// When this edition was published.
    pub fn released_at(&self) -> Option<DateTime<Utc>> {
        self.instant("public_updated_at").or_else(|| self.instant("first_published_at"))
    }

    /// When it was first published: no correction moves it.
    pub fn first_published_at(&self) -> Option<DateTime<Utc>> {
        self.instant("first_published_at").or_else(|| self.instant("public_updated_at"))
    }

    fn instant(&self, field: &str) -> Option<DateTime<Utc>> {
        self.json[field].as_str()?.parse().ok()
    }

    /// Its title.
    pub fn title(&self) -> &str {
        self.json["title"].as_str().unwrap_or_default()
    }

    /// That it was withdrawn, when and why, in a sentence.
    pub fn withdrawn(&self) -> Option<String> {
        let notice = &self.json["withdrawn_notice"];
        let (at, why) = (json::text(notice, "withdrawn_at"), json::text(notice, "explanation"));
        let on = at.map(|at| format!(" on {}", at.get(..10).unwrap_or(at))).unwrap_or_default();
        let why = why.map(|why| format!(": {}", media::words_of_others(&without_tags(why), 200))).unwrap_or_default();
        at.or(json::text(notice, "explanation")).map(|_| format!("{}: withdrawn{on}{why}", self.address))
    }
}

/// Whether an attachment is a page of GOV.UK as against a file.
fn is_page(attachment: &Value) -> bool {
    let relative = attachment["url"].as_str().is_some_and(|url| url.starts_with('/') && !url.starts_with("//"));
    match attachment["attachment_type"].as_str() {
        Some("html") => true,
        Some("file") => false,
        _ => relative && attachment["content_type"].as_str().is_none() && attachment["filename"].as_str().is_none(),
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

/// The words of a piece of HTML.
fn without_tags(html: &str) -> String {
    let pieces = html.split('<').map(|piece| piece.split_once('>').map_or(piece, |(_, words)| words));
    pieces.collect::<Vec<_>>().join(" ").split_whitespace().collect::<Vec<_>>().join(" ")
}
