//! The sources: every publisher's file, how it stands against its promise, what its checks found, and how sure its table is.
//!
//! In: a view. Out: `/sources`. Invariant: a source that fails is listed like any other, with what went wrong.

mod part;

use super::super::origin::Link;
use super::super::view::View;
use super::super::words::count;
use super::super::{Page, PublishError};
use super::frame::{Frame, Heading};
use askama::Template;
use part::SourcePart;

#[derive(Template)]
#[template(path = "sources.html")]
struct SourcesPage {
    frame: Frame,
    lead: String,
    notices: Vec<String>,
    /// Sources that need somebody's attention.
    troubled: Vec<Link>,
    sources: Vec<SourcePart>,
}

/// `/sources`.
pub fn page(view: &View<'_>) -> Result<Page, PublishError> {
    let heading = Heading {
        path: "/sources",
        title: &view.words.say("sources-heading"),
        description: &view.words.say("sources-description"),
        reconstructed: false,
    };
    let sources: Vec<_> = view.catalogue.sources.iter().map(|source| SourcePart::of(view, source)).collect();
    let troubled = sources.iter().filter(|source| source.needs_attention());
    let page = SourcesPage {
        frame: Frame::of(view, &heading),
        lead: view.words.say_with("sources-lead", &[("count", count(view.catalogue.sources.len()))]),
        notices: view.site.notices.clone(),
        troubled: troubled.map(|source| Link { href: format!("#{}", source.id), text: source.title.clone() }).collect(),
        sources,
    };
    super::finish("/sources", &page)
}
