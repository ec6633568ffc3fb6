//! The sources: every publisher's file, when it is looked at, what the last look said, and how sure its table is.
//!
//! In: a view. Out: `/sources`. Invariant: a source that fails is listed like any other, with what went wrong.

use super::super::origin::{self, Link};
use super::super::view::View;
use super::super::words::{count, dates};
use super::super::{Page, PublishError, checked};
use super::Fact;
use super::frame::{Frame, Heading};
use crate::domain::source::Source;
use askama::Template;

#[derive(Template)]
#[template(path = "sources.html")]
struct SourcesPage {
    frame: Frame,
    lead: String,
    notices: Vec<String>,
    sources: Vec<SourcePart>,
}

struct SourcePart {
    id: String,
    title: String,
    page: Link,
    checked: String,
    troubled: bool,
    facts: Vec<Fact>,
    licence: String,
    licence_address: Option<String>,
    series: Vec<Link>,
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
        lead: view.words.say_with("sources-lead", &[("count", count(view.catalogue.sources.len()))]),
        notices: view.site.notices.clone(),
        sources: view.catalogue.sources.iter().map(|source| part(view, source)).collect(),
    };
    super::finish("/sources", &page)
}

fn part(view: &View<'_>, source: &Source) -> SourcePart {
    let first = source.series.first().map_or("", |series| series.id.as_str());
    SourcePart {
        id: source.id.clone(),
        title: source.title.clone(),
        page: Link { href: source.page.clone(), text: source.publisher.clone() },
        checked: checked::sentence(view, source, view.series(first)),
        troubled: checked::is_troubled(view, source),
        facts: facts(view, source),
        licence: origin::licence(view, &source.licence),
        licence_address: source.licence.address.clone(),
        series: series(view, source),
    }
}

fn facts(view: &View<'_>, source: &Source) -> Vec<Fact> {
    let words = view.words;
    let facts = [
        (words.say("fact-schedule"), Some(checked::schedule(view, source))),
        (words.say("fact-next"), checked::next(view, source)),
        (words.say("fact-last-attempt"), last_attempt(view, source)),
        (words.say("fact-confidence"), source.confidence.clone()),
    ];
    facts.into_iter().filter_map(|(name, text)| super::fact(name, text.as_deref())).collect()
}

fn last_attempt(view: &View<'_>, source: &Source) -> Option<String> {
    let fetch = &view.known.fetches.get(&source.id)?.last;
    Some(view.words.say_with(
        "last-attempt",
        &[
            ("when", dates::moment(view.words, fetch.started_at).into()),
            ("step", checked::step(view, fetch).into()),
            ("message", fetch.message.as_str().into()),
        ],
    ))
}

fn series(view: &View<'_>, source: &Source) -> Vec<Link> {
    let recorded = source.series.iter().map(|series| (&series.id, &series.title));
    let derived = source.derived.iter().map(|derived| (&derived.id, &derived.title));
    let link =
        |(id, title): (&String, &String)| Link { href: view.link(&format!("/series/{id}")), text: title.clone() };
    recorded.chain(derived).map(link).collect()
}
