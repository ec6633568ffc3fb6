//! An archived file's page: who published it, how it came, which series were read in it.
//!
//! In: a view and a SHA-256. Out: `/files/<sha256>`. Invariant: says everything that is known of how the file came.

use super::super::origin::{self, Link};
use super::super::view::View;
use super::super::words::{dates, numbers};
use super::super::{Page, PublishError};
use super::frame::{Frame, Heading};
use super::{Fact, fact};
use crate::domain::source::Source;
use crate::store::FileRow;
use askama::Template;

#[derive(Template)]
#[template(path = "file.html")]
struct FilePage {
    frame: Frame,
    heading: String,
    sha256: String,
    content: String,
    /// Whether it came with the site, and not from a publisher.
    shipped: bool,
    facts: Vec<Fact>,
    asked: Option<Link>,
    answered: Option<Link>,
    headers: Vec<Fact>,
    series: Vec<Link>,
}

/// `/files/<sha256>`.
pub fn page(view: &View<'_>, sha256: &str) -> Result<Option<Page>, PublishError> {
    let Some(row) = view.known.files.get(sha256) else { return Ok(None) };
    let path = format!("/files/{sha256}");
    let ids = series_read_in(view, sha256);
    let source = ids.first().and_then(|id| view.measure(id)).map(|measure| measure.source);
    let title = view.words.say_with("file-heading", &[("hash", origin::short(sha256).into())]);
    let heading =
        Heading { path: &path, title: &title, description: &view.words.say("file-description"), reconstructed: false };
    let page = FilePage {
        frame: Frame::of(view, &heading),
        heading: title.clone(),
        sha256: sha256.to_owned(),
        content: format!("{path}/content"),
        shipped: web_link(&row.asked).is_none(),
        facts: facts(view, row, source),
        asked: web_link(&row.asked),
        answered: web_link(&row.answered).filter(|_| row.answered != row.asked),
        headers: row.headers.iter().map(|(name, text)| Fact { name: name.clone(), text: text.clone() }).collect(),
        series: ids.into_iter().map(|id| series_link(view, id)).collect(),
    };
    super::finish(&path, &page).map(Some)
}

fn facts(view: &View<'_>, row: &FileRow, source: Option<&Source>) -> Vec<Fact> {
    let words = view.words;
    let retrieved = dates::moment(words, row.retrieved_at);
    let bytes = words.say_with("bytes", &[("count", numbers::group(&row.bytes.to_string()).into())]);
    let licence = source.map(|source| origin::licence(view, &source.licence));
    // What ships with the product has no address on the web to link to.
    let shipped = web_link(&row.asked).is_none().then_some(row.asked.as_str());
    let publisher = if shipped.is_some() { "fact-figures-of" } else { "fact-publisher" };
    [
        fact(words.say(publisher), source.map(|source| source.publisher.as_str())),
        fact(words.say("fact-title"), source.map(|source| source.title.as_str())),
        fact(words.say("fact-retrieved"), Some(&retrieved)),
        fact(words.say("fact-asked"), shipped),
        fact(words.say("fact-length"), Some(&bytes)),
        fact(words.say("fact-media-type"), Some(&row.media_type)),
        fact(words.say("fact-licence"), licence.as_deref()),
    ]
    .into_iter()
    .flatten()
    .collect()
}

fn web_link(address: &str) -> Option<Link> {
    let is_web = address.starts_with("https://") || address.starts_with("http://");
    is_web.then(|| Link { href: address.to_owned(), text: address.to_owned() })
}

fn series_read_in<'a>(view: &View<'a>, sha256: &str) -> Vec<&'a str> {
    let read_in = |id: &&String| view.series(id).vintages.iter().any(|vintage| vintage.file == sha256);
    view.known.series.keys().filter(read_in).map(String::as_str).filter(|id| view.measure(id).is_some()).collect()
}

fn series_link(view: &View<'_>, id: &str) -> Link {
    let title = view.measure(id).map_or(id, |measure| measure.title);
    Link { href: view.link(&format!("/series/{id}")), text: title.to_owned() }
}
