//! The home page: a scoreboard.
//!
//! In: a view. Out: `/`. Invariant: missions filter, they are nobody's parent.

use super::super::view::View;
use super::super::words::count;
use super::super::{Page, PublishError};
use super::cards::{Cards, Chip};
use super::frame::{Frame, Heading};
use super::text::is_reconstructed;
use askama::Template;

#[derive(Template)]
#[template(path = "home.html")]
struct Home {
    frame: Frame,
    lead: String,
    missions: Vec<Chip>,
    cards: Cards,
}

/// `/`.
pub fn page(view: &View<'_>) -> Result<Page, PublishError> {
    let heading = Heading {
        path: "/",
        title: &view.words.say("home-heading"),
        description: &view.words.say("home-description"),
        reconstructed: is_reconstructed(view),
    };
    let home = Home {
        frame: Frame::of(view, &heading).with_form(view, "/"),
        lead: view.words.say_with("home-lead", &[("count", count(view.catalogue.outcomes.len()))]),
        missions: missions(view, None),
        cards: Cards::of(view, view.catalogue.outcomes.iter()),
    };
    super::finish("/", &home)
}

/// The missions as filter links: those that an outcome serves, and the one that is shown.
pub(super) fn missions(view: &View<'_>, current: Option<&str>) -> Vec<Chip> {
    let chip = |mission: &crate::domain::mission::Mission| Chip {
        href: view.link(&format!("/missions/{}", mission.slug)),
        text: mission.name.clone(),
        colour: mission.colour,
        current: current == Some(mission.slug.as_str()),
    };
    let offered = |mission: &&crate::domain::mission::Mission| {
        view.is_served(&mission.slug) || current == Some(mission.slug.as_str())
    };
    view.catalogue.missions.iter().filter(offered).map(chip).collect()
}
