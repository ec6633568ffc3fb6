//! The home page: a scoreboard.
//!
//! In: a view. Out: `/`. Invariant: missions filter, they are nobody's parent.

use super::super::finding;
use super::super::view::View;
use super::super::words::count;
use super::super::{Page, PublishError};
use super::cards::{Cards, Chip};
use super::frame::{Frame, Heading};
use super::text::is_reconstructed;
use crate::domain::outcome::Outcome;
use askama::Template;

/// A list of more outcomes than this can be jumped through.
const SHORT_LIST: usize = 10;

#[derive(Template)]
#[template(path = "home.html")]
struct Home {
    frame: Frame,
    lead: String,
    /// Every outcome with its newest figure, to jump to; none where the list is short.
    glance: Option<Glance>,
    missions: Vec<Chip>,
    cards: Cards,
}

/// All outcomes at a glance.
struct Glance {
    summary: String,
    rows: Vec<GlanceRow>,
}

struct GlanceRow {
    href: String,
    name: String,
    value: String,
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
        glance: glance(view),
        missions: missions(view, None),
        cards: Cards::of(view, view.catalogue.outcomes.iter()),
    };
    super::finish("/", &home)
}

fn glance(view: &View<'_>) -> Option<Glance> {
    let outcomes = &view.catalogue.outcomes;
    (outcomes.len() > SHORT_LIST).then_some(())?;
    let summary = view.words.say_with("glance", &[("count", count(outcomes.len()))]);
    Some(Glance { summary, rows: outcomes.iter().map(|outcome| glance_row(view, outcome)).collect() })
}

fn glance_row(view: &View<'_>, outcome: &Outcome) -> GlanceRow {
    // While the official figure is old and another count leads in the title, it leads here as well.
    let headline = outcome.headline().map(|headline| headline.series.as_str());
    let measure = finding::leads_meanwhile(view, outcome).or(headline).and_then(|series| view.measure(series));
    let newest = measure.and_then(|measure| {
        let number = view.series(measure.id).latest()?.figure.value.number()?;
        Some(measure.prose(number))
    });
    let value = newest.unwrap_or_else(|| view.words.say("no-figure"));
    GlanceRow { href: format!("#{}", outcome.slug), name: outcome.name.clone(), value }
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
