//! The sources: how every publisher's file stands against its promise, those with trouble first, and what checks found last.
//!
//! In: a view. Out: `/sources`. Invariant: a source that fails is listed like any other, with what went wrong.

mod facts;
mod findings;
mod one;

use super::super::corrections::{self, Told};
use super::super::findings::{Finding, Standing};
use super::super::origin::Link;
use super::super::view::View;
use super::super::words::count;
use super::super::{Page, PublishError, checked};
use super::frame::{Frame, Heading};
use crate::domain::source::Source;
use askama::Template;
use findings::FindingPart;
pub use one::page as one;

/// So many findings that nobody has to decide any more are listed here; all are on the page of their source.
const SETTLED: usize = 20;

#[derive(Template)]
#[template(path = "sources.html")]
struct SourcesPage {
    frame: Frame,
    lead: String,
    notices: Vec<String>,
    rows: Vec<Row>,
    /// What waits for a person, then what was decided or noted last.
    findings: Vec<FindingPart>,
}

/// A source in the table.
struct Row {
    source: Link,
    publisher: String,
    checked: String,
    troubled: bool,
    /// Declared corrections that do not apply.
    lapsed: Vec<Told>,
    newest: String,
    promise: String,
    last_success: String,
    last_change: String,
    delay: String,
    next: String,
}

/// `/sources`.
pub fn page(view: &View<'_>) -> Result<Page, PublishError> {
    let heading = Heading {
        path: "/sources",
        title: &view.words.say("sources-heading"),
        description: &view.words.say("sources-description"),
        reconstructed: false,
    };
    let page = SourcesPage {
        frame: Frame::of(view, &heading),
        lead: lead(view),
        notices: view.site.notices.clone(),
        rows: rows(view),
        findings: listed(&view.known.findings).map(|finding| findings::part(view, finding)).collect(),
    };
    super::finish("/sources", &page)
}

fn lead(view: &View<'_>) -> String {
    let troubled = view.catalogue.sources.iter().filter(|source| facts::needs_attention(view, source)).count();
    let all = view.catalogue.sources.len();
    view.words.say_with("sources-lead", &[("count", count(all)), ("troubled", count(troubled))])
}

/// Those with trouble first, else in the order of the catalogue.
fn rows(view: &View<'_>) -> Vec<Row> {
    let (troubled, well): (Vec<_>, Vec<_>) =
        view.catalogue.sources.iter().map(|source| row(view, source)).partition(|row| row.troubled);
    troubled.into_iter().chain(well).collect()
}

fn row(view: &View<'_>, source: &Source) -> Row {
    let first = source.series.first().map_or("", |series| series.id.as_str());
    Row {
        source: link(view, source),
        publisher: source.publisher.clone(),
        checked: checked::sentence(view, source, view.series(first)),
        troubled: facts::needs_attention(view, source),
        lapsed: corrections::lapsed(view, source),
        newest: facts::newest(view, source),
        promise: facts::promise(view, source).unwrap_or_default(),
        last_success: facts::last_success(view, source).unwrap_or_default(),
        last_change: facts::last_change(view, source).unwrap_or_default(),
        delay: facts::delay(view, source, "sources-unknown").unwrap_or_default(),
        next: facts::next(view, source).unwrap_or_default(),
    }
}

fn link(view: &View<'_>, source: &Source) -> Link {
    Link { href: view.link(&format!("/sources/{}", source.id)), text: source.title.clone() }
}

fn listed(findings: &[Finding]) -> impl Iterator<Item = &Finding> {
    let (waiting, settled): (Vec<_>, Vec<_>) = findings.iter().partition(|finding| finding.standing == Standing::Waits);
    waiting.into_iter().chain(settled.into_iter().take(SETTLED))
}
