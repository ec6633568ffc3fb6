//! A mission's page: what it is, in which sense, and the outcomes that serve it.
//!
//! In: a view and a mission's slug. Out: `/missions/<slug>`. Invariant: names where the mission is published.

use super::super::origin::Link;
use super::super::view::View;
use super::super::words::{count, known};
use super::super::{Page, PublishError};
use super::cards::{Cards, Chip};
use super::frame::{Frame, Heading};
use super::home::missions;
use super::text::is_reconstructed;
use askama::Template;

#[derive(Template)]
#[template(path = "mission.html")]
struct MissionPage {
    frame: Frame,
    name: String,
    sentence: String,
    sense: String,
    published: Link,
    serve: String,
    all: String,
    missions: Vec<Chip>,
    cards: Cards,
}

/// `/missions/<slug>`.
pub fn page(view: &View<'_>, slug: &str) -> Result<Option<Page>, PublishError> {
    let Some(mission) = view.catalogue.missions.iter().find(|mission| mission.slug == slug) else { return Ok(None) };
    let path = format!("/missions/{slug}");
    let heading = Heading {
        path: &path,
        title: &mission.name,
        description: &mission.sentence,
        reconstructed: is_reconstructed(view),
    };
    let serving = || view.catalogue.outcomes.iter().filter(|outcome| outcome.missions.iter().any(|each| each == slug));
    let page = MissionPage {
        frame: Frame::of(view, &heading).with_form(view, &path),
        name: mission.name.clone(),
        sentence: mission.sentence.clone(),
        sense: mission.sense.clone(),
        published: Link { href: mission.address.clone(), text: known::host(&mission.address).to_owned() },
        serve: view.words.say_with("mission-serves", &[("count", count(serving().count()))]),
        all: view.link("/"),
        missions: missions(view, Some(slug)),
        cards: Cards::of(view, serving()),
    };
    super::finish(&path, &page).map(Some)
}
