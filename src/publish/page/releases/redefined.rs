//! Releases that changed what is counted, on the page of releases.
//!
//! In: a view. Out: [`Item`]s. Invariant: a day is said only where a source gives it.

use super::super::super::origin;
use super::super::super::view::View;
use super::super::super::words::{dates, periods};
use super::super::cards::State;
use super::{Item, outcomes, source_link};
use crate::account::redefined::{Redefined, redefined};
use crate::domain::instant::start_of_day;
use chrono::{DateTime, Utc};

/// Every one, past and to come, the newest first.
pub(super) fn all(view: &View<'_>) -> Vec<Item> {
    let day = |event: &Redefined<'_>| event.on.map(|day| dates::day(view.words, day)).unwrap_or_default();
    events(view).iter().filter_map(|event| item(view, event, day(event))).collect()
}

/// Those of which the day is known, each at the beginning of its day, for lists by day.
pub(super) fn dated(view: &View<'_>) -> Vec<(DateTime<Utc>, Item)> {
    let at = |event: &Redefined<'_>| event.on.and_then(start_of_day);
    events(view).iter().filter_map(|event| Some((at(event)?, item(view, event, String::new())?))).collect()
}

fn events<'a>(view: &View<'a>) -> Vec<Redefined<'a>> {
    let newest = |series: &str| view.series(series).latest().map(|known| known.figure.period);
    redefined(&view.catalogue.sources, newest, view.day())
}

fn item(view: &View<'_>, event: &Redefined<'_>, when: String) -> Option<Item> {
    let source = view.catalogue.source(event.source)?;
    let period = ("period", periods::period(view.words, &event.from).into());
    let (shape, key) =
        if event.to_come { ("coming", "standing-redefined-coming") } else { ("came", "standing-redefined") };
    Some(Item {
        when,
        title: title(view, event).unwrap_or_else(|| source.title.clone()),
        source: source_link(view, source),
        outcomes: outcomes(view, source),
        state: State { shape, text: view.words.say_with(key, &[period]) },
        moved: None,
        reason: Some(view.words.say_with("releases-reason", &[("reason", event.why.into())])),
        announced: Some(origin::evidence(event.evidence)),
        by_hand: false,
    })
}

/// The series, where it changed one alone.
fn title(view: &View<'_>, event: &Redefined<'_>) -> Option<String> {
    let [series] = event.series.as_slice() else { return None };
    view.measure(series).map(|measure| measure.title.to_owned())
}
