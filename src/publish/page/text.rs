//! Pages of text: method, about, selection.
//!
//! In: a view. Out: `/method`, `/about`, `/about/selection`. Invariant: what is said of flags and reasons covers every one of them.

use super::super::origin::Link;
use super::super::view::View;
use super::super::words::known;
use super::super::{Page, PublishError};
use super::Fact;
use super::frame::{Frame, Heading};
use crate::catalogue::LeftOut;
use crate::domain::figure::{Flag, Missing};
use crate::domain::outcome::Outcome;
use askama::Template;

#[derive(Template)]
#[template(path = "method.html")]
struct MethodPage {
    frame: Frame,
    flags: Vec<Fact>,
    missing: Vec<Fact>,
    sources: String,
    catalogue: String,
}

#[derive(Template)]
#[template(path = "about.html")]
struct AboutPage {
    frame: Frame,
    selection: String,
    method: String,
    sources: String,
}

#[derive(Template)]
#[template(path = "selection.html")]
struct SelectionPage {
    frame: Frame,
    why: String,
    who_decides: String,
    left_out: Vec<LeftOut>,
    /// Missions that no outcome on the list serves yet.
    unserved: Vec<Fact>,
    outcomes: Vec<Listed>,
}

/// An outcome on the list, and why.
struct Listed {
    outcome: Link,
    why: String,
}

/// `/method`.
pub fn method(view: &View<'_>) -> Result<Page, PublishError> {
    let (title, description) = (view.words.say("method-heading"), view.words.say("method-description"));
    let fact = |name, text| Fact { name, text };
    let page = MethodPage {
        frame: frame(view, "/method", &title, &description),
        flags: Flag::ALL
            .into_iter()
            .map(|flag| fact(known::flag(view.words, flag), known::flag_meaning(view.words, flag)))
            .collect(),
        missing: Missing::ALL
            .into_iter()
            .map(|reason| fact(known::missing(view.words, reason), known::missing_meaning(view.words, reason)))
            .collect(),
        sources: view.link("/sources"),
        catalogue: view.catalogue.hash.clone(),
    };
    super::finish("/method", &page)
}

/// `/about`.
pub fn about(view: &View<'_>) -> Result<Page, PublishError> {
    let (title, description) = (view.words.say("about-heading"), view.words.say("about-description"));
    let page = AboutPage {
        frame: frame(view, "/about", &title, &description),
        selection: view.link("/about/selection"),
        method: view.link("/method"),
        sources: view.link("/sources"),
    };
    super::finish("/about", &page)
}

/// `/about/selection`.
pub fn selection(view: &View<'_>) -> Result<Page, PublishError> {
    let (title, description) = (view.words.say("selection-heading"), view.words.say("selection-description"));
    let selection = &view.catalogue.selection;
    let outcomes = view.catalogue.outcomes.iter();
    let page = SelectionPage {
        frame: frame(view, "/about/selection", &title, &description),
        why: selection.why.clone(),
        who_decides: selection.who_decides.clone(),
        left_out: selection.left_out.clone(),
        unserved: unserved(view),
        outcomes: outcomes.map(|outcome| listed(view, outcome)).collect(),
    };
    super::finish("/about/selection", &page)
}

fn listed(view: &View<'_>, outcome: &Outcome) -> Listed {
    let href = view.link(&format!("/outcomes/{}", outcome.slug));
    Listed { outcome: Link { href, text: outcome.name.clone() }, why: outcome.why.clone() }
}

fn unserved(view: &View<'_>) -> Vec<Fact> {
    let missions = view.catalogue.missions.iter().filter(|mission| !view.is_served(&mission.slug));
    missions.map(|mission| Fact { name: mission.name.clone(), text: mission.sentence.clone() }).collect()
}

/// Whether all that the scoreboard shows was put together from publications.
pub(super) fn is_reconstructed(view: &View<'_>) -> bool {
    let headlines = view.catalogue.outcomes.iter().filter_map(Outcome::headline);
    view.as_of.is_some() && headlines.into_iter().any(|headline| view.is_reconstructed(&headline.series))
}

fn frame(view: &View<'_>, path: &str, title: &str, description: &str) -> Frame {
    Frame::of(view, &Heading { path, title, description, reconstructed: false })
}
