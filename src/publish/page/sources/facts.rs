//! How a source stands: its newest figure, its promise, when it was last looked at and last changed.
//!
//! In: a view and a source. Out: sentences and [`Fact`]s. Invariant: what is not known is said to be not known or left out, never guessed.

use super::super::super::checked;
use super::super::super::corrections;
use super::super::super::finding::age;
use super::super::super::view::{Measure, View};
use super::super::super::words::{dates, periods, releases};
use super::super::{Fact, fact};
use crate::domain::period::Period;
use crate::domain::source::Source;
use chrono::{DateTime, Utc};

/// Whether somebody has to look at it: the last check failed, figures wait, or a declared correction no longer applies.
pub fn needs_attention(view: &View<'_>, source: &Source) -> bool {
    checked::is_troubled(view, source) || !corrections::lapsed(view, source).is_empty()
}

/// All of it, as a list.
pub fn all(view: &View<'_>, source: &Source) -> Vec<Fact> {
    let words = view.words;
    let facts = [
        (words.say("fact-newest"), Some(newest(view, source))),
        (words.say("fact-promise"), promise(view, source)),
        (words.say("fact-next"), next(view, source)),
        (words.say("fact-last-success"), last_success(view, source)),
        (words.say("fact-last-change"), last_change(view, source)),
        (words.say("fact-delay"), delay(view, source, "delay-unknown")),
        (words.say("fact-schedule"), Some(checked::schedule(view, source))),
        (words.say("fact-last-attempt"), last_attempt(view, source)),
        (words.say("fact-confidence"), source.confidence.clone()),
    ];
    facts.into_iter().filter_map(|(name, text)| fact(name, text.as_deref())).collect()
}

/// The newest figure of any of its series, how long ago its period ended, and whether newer ones should exist.
pub fn newest(view: &View<'_>, source: &Source) -> String {
    let mut newest: Option<(Period, Measure<'_>)> = None;
    for measure in source.series.iter().filter_map(|series| view.measure(&series.id)) {
        let Some(known) = view.series(measure.id).latest() else { continue };
        let period = known.figure.period;
        newest = newest.filter(|(newest, _)| *newest >= period).or(Some((period, measure)));
    }
    let Some((period, measure)) = newest else { return view.words.say("newest-none") };
    let ago = view.day() - period.last_day();
    let said = periods::period(view.words, &period);
    let text = match ago {
        _ if ago.num_days() < 1 => said,
        _ => {
            let span = releases::span(view.words, ago);
            view.words.say_with("newest-ended", &[("period", said.into()), ("span", span.into())])
        }
    };
    let old = age::sentence(view, &measure);
    std::iter::once(text).chain(old).collect::<Vec<_>>().join(". ")
}

/// What the publisher's rhythm promises: cadence and lag.
pub fn promise(view: &View<'_>, source: &Source) -> Option<String> {
    match (source.cadence.as_deref(), source.lag.as_deref()) {
        (None, None) => None,
        (Some(cadence), None) => Some(cadence.to_owned()),
        (None, Some(lag)) => Some(view.words.say_with("promise-lag", &[("lag", lag.into())])),
        (Some(cadence), Some(lag)) => {
            Some(view.words.say_with("promise", &[("cadence", cadence.into()), ("lag", lag.into())]))
        }
    }
}

/// When the next figures or the next look are due, or that there will be none.
pub fn next(view: &View<'_>, source: &Source) -> Option<String> {
    ended(view, source).or_else(|| checked::next(view, source))
}

fn ended(view: &View<'_>, source: &Source) -> Option<String> {
    let end = source.discontinued.as_ref()?;
    let date = dates::day(view.words, end.on);
    Some(view.words.say_with("standing-discontinued", &[("date", date.into()), ("why", end.why.as_str().into())]))
}

/// When a check last worked; none where there is nothing to check.
pub fn last_success(view: &View<'_>, source: &Source) -> Option<String> {
    (!source.routes.is_empty()).then_some(())?;
    let success = view.known.fetches.get(&source.id).and_then(|fetch| fetch.last_success_at);
    Some(success.map_or_else(|| view.words.say("not-yet"), |success| dates::moment(view.words, success)))
}

/// When the newest live vintage was recorded.
pub fn last_change(view: &View<'_>, source: &Source) -> Option<String> {
    let vintages = source.series.iter().flat_map(|series| &view.series(&series.id).vintages);
    let (live, shipped): (Vec<_>, Vec<_>) = vintages.partition(|vintage| vintage.live);
    let newest: Option<DateTime<Utc>> = live.iter().map(|vintage| vintage.recorded_at).max();
    match newest {
        Some(newest) => Some(dates::moment(view.words, newest)),
        None if shipped.is_empty() => None,
        None => Some(view.words.say("change-shipped")),
    }
}

/// The median time from an announced release to the page, or the words of the key `unknown` where too few have come; none where there is
/// nothing to fetch.
pub fn delay(view: &View<'_>, source: &Source, unknown: &str) -> Option<String> {
    (!source.routes.is_empty()).then_some(())?;
    let median = view.known.releases.median_delay(&source.id);
    Some(median.map_or_else(|| view.words.say(unknown), |median| releases::span(view.words, median)))
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
