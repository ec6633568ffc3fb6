//! One source: how it stands, what its checks found, under which licence it comes, and what is read in it.
//!
//! In: a view and a source's identifier. Out: `/sources/<id>`. Invariant: a source that fails has a page like any other, with what went wrong.

use super::super::super::corrections::{self, Told};
use super::super::super::origin::{self, Link};
use super::super::super::view::View;
use super::super::super::{Page, PublishError, checked};
use super::super::frame::{Frame, Heading};
use super::super::releases::outcomes;
use super::super::{Fact, finish};
use super::facts;
use super::findings::{FindingPart, part, series_link};
use crate::domain::source::Source;
use askama::Template;

#[derive(Template)]
#[template(path = "source.html")]
struct SourcePage {
    frame: Frame,
    title: String,
    /// The publisher's page.
    page: Link,
    /// The page of all sources.
    board: Link,
    checked: String,
    troubled: bool,
    /// Declared corrections that do not apply.
    lapsed: Vec<Told>,
    facts: Vec<Fact>,
    licence: String,
    licence_address: Option<String>,
    outcomes: Vec<Link>,
    series: Vec<Link>,
    findings: Vec<FindingPart>,
}

/// `/sources/<id>`; none where there is no such source.
pub fn page(view: &View<'_>, id: &str) -> Result<Option<Page>, PublishError> {
    let Some(source) = view.catalogue.sources.iter().find(|source| source.id == id) else { return Ok(None) };
    let path = format!("/sources/{id}");
    let heading = Heading {
        path: &path,
        title: &source.title,
        description: &view.words.say_with("source-description", &[("publisher", source.publisher.as_str().into())]),
        reconstructed: false,
    };
    finish(&path, &content(view, source, Frame::of(view, &heading))).map(Some)
}

fn content(view: &View<'_>, source: &Source, frame: Frame) -> SourcePage {
    let first = source.series.first().map_or("", |series| series.id.as_str());
    let findings = view.known.findings.iter().filter(|finding| finding.source == source.id);
    SourcePage {
        frame,
        title: source.title.clone(),
        page: Link { href: source.page.clone(), text: source.publisher.clone() },
        board: Link { href: view.link("/sources"), text: view.words.say("sources-heading") },
        checked: checked::sentence(view, source, view.series(first)),
        troubled: checked::is_troubled(view, source),
        lapsed: corrections::lapsed(view, source),
        facts: facts::all(view, source),
        licence: origin::licence(view, &source.licence),
        licence_address: source.licence.address.clone(),
        outcomes: outcomes(view, source),
        series: series(view, source),
        findings: findings.map(|finding| part(view, finding)).collect(),
    }
}

fn series(view: &View<'_>, source: &Source) -> Vec<Link> {
    let recorded = source.series.iter().map(|series| series.id.as_str());
    recorded.chain(source.derived.iter().map(|derived| derived.id.as_str())).map(|id| series_link(view, id)).collect()
}
