//! The releases: what is to come, what is not as announced, what came.
//!
//! In: a view. Out: `/releases`. Invariant: in the order of time, in London; a standing has a word and a shape; a source without an
//! announced date is listed too, with how often it usually comes, and a release that changed what is counted.

mod redefined;

use super::super::origin::Link;
use super::super::view::View;
use super::super::words::{count, dates, releases as told};
use super::super::{Page, PublishError, checked};
use super::cards::State;
use super::frame::{Frame, Heading};
use crate::account::releases::{Entry, Standing};
use crate::domain::instant::london_day;
use crate::domain::source::Source;
use askama::Template;
use chrono::{DateTime, NaiveDate, TimeDelta, Utc};

/// How far ahead the page looks.
const AHEAD: i64 = 60;
/// How far back it looks.
const BACK: i64 = 365;

#[derive(Template)]
#[template(path = "releases.html")]
struct ReleasesPage {
    frame: Frame,
    coming_heading: String,
    past_text: String,
    coming: Vec<Day>,
    attention: Vec<Item>,
    usual: Vec<Usual>,
    past: Vec<Day>,
    /// Releases that changed what is counted, the newest first.
    redefined: Vec<Item>,
}

struct Day {
    id: String,
    name: String,
    items: Vec<Item>,
}

/// A release.
struct Item {
    /// The time of day where a day stands above it, else the whole date.
    when: String,
    title: String,
    source: Link,
    outcomes: Vec<Link>,
    state: State,
    moved: Option<String>,
    reason: Option<String>,
    announced: Option<Link>,
    by_hand: bool,
}

/// A source without an announced date.
struct Usual {
    source: Link,
    outcomes: Vec<Link>,
    text: String,
}

/// `/releases`.
pub fn page(view: &View<'_>) -> Result<Page, PublishError> {
    let words = view.words;
    let heading = Heading {
        path: "/releases",
        title: &words.say("releases-heading"),
        description: &words.say("releases-description"),
        reconstructed: false,
    };
    let (now, calendar) = (view.as_of.unwrap_or(view.now), entries(view));
    let ahead = now + TimeDelta::days(AHEAD);
    let coming = calendar.iter().filter(|(entry, _)| is_coming(entry) && entry.due_at <= ahead);
    let attention = calendar.iter().filter(|(entry, _)| needs_attention(entry, now));
    let back = now - TimeDelta::days(BACK);
    let past = calendar.iter().filter(|(entry, _)| is_over(entry) && entry.due_at > back && entry.due_at <= now);
    let timed =
        |(entry, source): &(&Entry, &Source)| (entry.due_at, item(view, entry, source, told::time(words, entry)));
    let (to_come, have_been): (Vec<_>, Vec<_>) = redefined::dated(view).into_iter().partition(|(at, _)| *at > now);
    let coming = coming.map(timed).chain(to_come.into_iter().filter(|(at, _)| *at <= ahead));
    let past = past.map(timed).chain(have_been.into_iter().filter(|(at, _)| *at > back));
    let counted = |key: &str, days: i64| words.say_with(key, &[("count", count(usize::try_from(days).unwrap_or(0)))]);
    let page = ReleasesPage {
        frame: Frame::of(view, &heading).with_form(view, "/releases"),
        coming_heading: counted("releases-coming", AHEAD),
        past_text: counted("releases-past-text", BACK),
        coming: by_day(view, "coming", coming.collect(), false),
        attention: ended(view)
            .into_iter()
            .chain(attention.map(|(entry, source)| item(view, entry, source, told::when(words, entry))))
            .collect(),
        usual: view.catalogue.sources.iter().filter_map(|source| usual(view, source)).collect(),
        past: by_day(view, "past", past.collect(), true),
        redefined: redefined::all(view),
    };
    super::finish("/releases", &page)
}

/// Every release of a source that is still in the catalogue.
fn entries<'a>(view: &View<'a>) -> Vec<(&'a Entry, &'a Source)> {
    let calendar = view.known.releases.calendar.iter();
    calendar.filter_map(|entry| Some((entry, view.catalogue.source(&entry.source)?))).collect()
}

fn is_coming(entry: &Entry) -> bool {
    matches!(entry.standing, Standing::Coming | Standing::Due)
}

fn is_over(entry: &Entry) -> bool {
    matches!(entry.standing, Standing::Came { .. } | Standing::Skipped | Standing::Cancelled)
}

/// Late, missing, skipped or called off; or moved and still to come. What is long over is listed with the past alone.
fn needs_attention(entry: &Entry, now: DateTime<Utc>) -> bool {
    let lately = entry.due_at + TimeDelta::days(AHEAD) > now;
    match entry.standing {
        Standing::Late | Standing::Stale => true,
        Standing::Skipped | Standing::Cancelled => lately,
        Standing::Coming | Standing::Due => entry.moved_from.is_some(),
        Standing::Came { .. } => false,
    }
}

/// What has a time under the days that it falls on, in the order of time or against it.
fn by_day(view: &View<'_>, part: &str, mut timed: Vec<(DateTime<Utc>, Item)>, newest_first: bool) -> Vec<Day> {
    timed.sort_by_key(|(at, _)| *at);
    if newest_first {
        timed.reverse();
    }
    let mut days: Vec<(NaiveDate, Day)> = Vec::new();
    for (at, item) in timed {
        let date = london_day(at);
        if let Some((_, day)) = days.last_mut().filter(|(last, _)| *last == date) {
            day.items.push(item);
            continue;
        }
        let (id, name) = (format!("{part}-{date}"), told::weekday(view.words, at));
        days.push((date, Day { id, name, items: vec![item] }));
    }
    days.into_iter().map(|(_, day)| day).collect()
}

fn item(view: &View<'_>, entry: &Entry, source: &Source, when: String) -> Item {
    let words = view.words;
    let held = view.known.waiting.get(&source.id).filter(|_| view.as_of.is_none());
    let beside = view.known.releases.beside(entry, held);
    let moved = entry.moved_from.map(|from| ("when", dates::moment(words, from).into()));
    let reason = entry.reason.as_deref().map(|reason| ("reason", reason.into()));
    Item {
        // An edition that was never announced has no time of day of its own.
        when: if entry.address.is_none() { String::new() } else { when },
        title: if entry.title.is_empty() { source.title.clone() } else { entry.title.clone() },
        source: source_link(view, source),
        outcomes: outcomes(view, source),
        state: State { shape: told::shape(entry), text: told::standing(words, entry, beside) },
        moved: moved.map(|moved| words.say_with("releases-moved", &[moved])),
        reason: reason.map(|reason| words.say_with("releases-reason", &[reason])),
        announced: entry.address.as_deref().map(|address| announced(view, address)),
        by_hand: entry.by_hand,
    }
}

fn announced(view: &View<'_>, address: &str) -> Link {
    Link { href: address.to_owned(), text: view.words.say("releases-announced") }
}

/// Sources that their publishers have stopped.
fn ended(view: &View<'_>) -> Vec<Item> {
    let item = |source: &Source| {
        let end = source.discontinued.as_ref().filter(|end| end.on <= view.day())?;
        let date = dates::day(view.words, end.on);
        let said = [("date", date.clone().into()), ("why", end.why.as_str().into())];
        Some(Item {
            when: date,
            title: source.title.clone(),
            source: source_link(view, source),
            outcomes: outcomes(view, source),
            state: State { shape: "off", text: view.words.say_with("standing-discontinued", &said) },
            moved: None,
            reason: None,
            announced: Some(announced(view, &end.evidence.address)),
            by_hand: false,
        })
    };
    view.catalogue.sources.iter().filter_map(item).collect()
}

/// How often a source usually comes and when it is looked at next, where no date is announced and it has not ended.
fn usual(view: &View<'_>, source: &Source) -> Option<Usual> {
    let ended = source.discontinued.as_ref().is_some_and(|end| end.on <= view.day());
    let announced = view.known.releases.next(&source.id).is_some();
    (!ended && !announced).then_some(())?;
    let words = view.words;
    let cadence = source.cadence.as_deref().map(|cadence| words.say_with("usually", &[("cadence", cadence.into())]));
    let parts = cadence.map(|cadence| format!("{cadence}.")).into_iter().chain(checked::next(view, source));
    Some(Usual {
        source: source_link(view, source),
        outcomes: outcomes(view, source),
        text: parts.collect::<Vec<_>>().join(" "),
    })
}

fn source_link(view: &View<'_>, source: &Source) -> Link {
    Link {
        href: view.link(&format!("/sources/{}", source.id)),
        text: format!("{}, {}", source.publisher, source.title),
    }
}

/// The outcomes that a source feeds.
pub(super) fn outcomes(view: &View<'_>, source: &Source) -> Vec<Link> {
    let fed = view.catalogue.outcomes.iter().filter(|outcome| {
        let mut series = outcome.indicators.iter().map(|indicator| indicator.series.as_str());
        series.any(|series| view.sources(series).iter().any(|each| each.id == source.id))
    });
    fed.map(|outcome| Link { href: view.link(&format!("/outcomes/{}", outcome.slug)), text: outcome.name.clone() })
        .collect()
}
