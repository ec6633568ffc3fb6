//! One source on the page of sources.
//!
//! In: a view and a source. Out: [`SourcePart`]. Invariant: what is not known is said to be not known or left out, never guessed.

use super::super::super::checked;
use super::super::super::corrections::{self, Told};
use super::super::super::finding::age;
use super::super::super::findings::{Finding, Standing};
use super::super::super::origin::{self, Link};
use super::super::super::view::{Measure, View};
use super::super::super::words::{dates, periods, releases};
use super::super::releases::outcomes;
use super::super::{Fact, fact};
use crate::domain::period::Period;
use crate::domain::source::Source;
use crate::store::Decision;
use chrono::{DateTime, Utc};

/// A source.
pub struct SourcePart {
    pub id: String,
    pub title: String,
    pub page: Link,
    pub checked: String,
    pub troubled: bool,
    pub facts: Vec<Fact>,
    pub licence: String,
    pub licence_address: Option<String>,
    pub outcomes: Vec<Link>,
    pub series: Vec<Link>,
    pub findings: Vec<FindingPart>,
    /// Declared corrections that do not apply.
    pub lapsed: Vec<Told>,
}

/// A finding, and what was decided.
pub struct FindingPart {
    pub series: Link,
    pub standing: String,
    pub said: Vec<String>,
    pub waits: bool,
}

impl SourcePart {
    /// All that is said of `source`.
    pub fn of(view: &View<'_>, source: &Source) -> Self {
        let first = source.series.first().map_or("", |series| series.id.as_str());
        let findings = view.known.findings.iter().filter(|finding| finding.source == source.id);
        Self {
            id: source.id.clone(),
            title: source.title.clone(),
            page: Link { href: source.page.clone(), text: source.publisher.clone() },
            checked: checked::sentence(view, source, view.series(first)),
            troubled: checked::is_troubled(view, source),
            facts: facts(view, source),
            licence: origin::licence(view, &source.licence),
            licence_address: source.licence.address.clone(),
            outcomes: outcomes(view, source),
            series: series(view, source),
            findings: findings.map(|finding| finding_part(view, finding)).collect(),
            lapsed: corrections::lapsed(view, source),
        }
    }

    /// Whether somebody has to look at it.
    pub fn needs_attention(&self) -> bool {
        self.troubled || !self.lapsed.is_empty()
    }
}

fn facts(view: &View<'_>, source: &Source) -> Vec<Fact> {
    let words = view.words;
    let facts = [
        (words.say("fact-newest"), Some(newest(view, source))),
        (words.say("fact-promise"), promise(view, source)),
        (words.say("fact-next"), checked::next(view, source)),
        (words.say("fact-ended"), ended(view, source)),
        (words.say("fact-last-success"), last_success(view, source)),
        (words.say("fact-last-change"), last_change(view, source)),
        (words.say("fact-delay"), delay(view, source)),
        (words.say("fact-schedule"), Some(checked::schedule(view, source))),
        (words.say("fact-last-attempt"), last_attempt(view, source)),
        (words.say("fact-confidence"), source.confidence.clone()),
    ];
    facts.into_iter().filter_map(|(name, text)| fact(name, text.as_deref())).collect()
}

/// The newest figure of any of its series, how long ago its period ended, and whether newer ones should exist.
fn newest(view: &View<'_>, source: &Source) -> String {
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
fn promise(view: &View<'_>, source: &Source) -> Option<String> {
    match (source.cadence.as_deref(), source.lag.as_deref()) {
        (None, None) => None,
        (Some(cadence), None) => Some(cadence.to_owned()),
        (None, Some(lag)) => Some(view.words.say_with("promise-lag", &[("lag", lag.into())])),
        (Some(cadence), Some(lag)) => {
            Some(view.words.say_with("promise", &[("cadence", cadence.into()), ("lag", lag.into())]))
        }
    }
}

fn ended(view: &View<'_>, source: &Source) -> Option<String> {
    let end = source.discontinued.as_ref()?;
    let date = dates::day(view.words, end.on);
    Some(view.words.say_with("standing-discontinued", &[("date", date.into()), ("why", end.why.as_str().into())]))
}

fn last_success(view: &View<'_>, source: &Source) -> Option<String> {
    (!source.routes.is_empty()).then_some(())?;
    let success = view.known.fetches.get(&source.id).and_then(|fetch| fetch.last_success_at);
    Some(success.map_or_else(|| view.words.say("not-yet"), |success| dates::moment(view.words, success)))
}

/// When the newest live vintage was recorded.
fn last_change(view: &View<'_>, source: &Source) -> Option<String> {
    let vintages = source.series.iter().flat_map(|series| &view.series(&series.id).vintages);
    let (live, shipped): (Vec<_>, Vec<_>) = vintages.partition(|vintage| vintage.live);
    let newest: Option<DateTime<Utc>> = live.iter().map(|vintage| vintage.recorded_at).max();
    match newest {
        Some(newest) => Some(dates::moment(view.words, newest)),
        None if shipped.is_empty() => None,
        None => Some(view.words.say("change-shipped")),
    }
}

fn delay(view: &View<'_>, source: &Source) -> Option<String> {
    (!source.routes.is_empty()).then_some(())?;
    let median = view.known.releases.median_delay(&source.id);
    Some(median.map_or_else(|| view.words.say("delay-unknown"), |median| releases::span(view.words, median)))
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
    let recorded = source.series.iter().map(|series| series.id.as_str());
    recorded.chain(source.derived.iter().map(|derived| derived.id.as_str())).map(|id| series_link(view, id)).collect()
}

fn series_link(view: &View<'_>, id: &str) -> Link {
    let text = view.measure(id).map_or(id, |measure| measure.title).to_owned();
    Link { href: view.link(&format!("/series/{id}")), text }
}

fn finding_part(view: &View<'_>, finding: &Finding) -> FindingPart {
    FindingPart {
        series: series_link(view, &finding.series),
        standing: standing(view, finding),
        said: finding.said.clone(),
        waits: finding.standing == Standing::Waits,
    }
}

/// What became of a finding, in words.
fn standing(view: &View<'_>, finding: &Finding) -> String {
    let words = view.words;
    let since = ("since", dates::moment(words, finding.since).into());
    let (key, decided) = match &finding.standing {
        Standing::Waits => ("finding-waits", None),
        Standing::Overtaken => ("finding-overtaken", None),
        Standing::Noted => ("finding-noted", None),
        Standing::Decided(decided) => match decided.decision {
            Decision::Released => ("finding-released", Some(decided)),
            Decision::Refused => ("finding-refused", Some(decided)),
            Decision::Replaced => ("finding-replaced", Some(decided)),
        },
    };
    let Some(decided) = decided else { return words.say_with(key, &[since]) };
    let when = ("when", dates::moment(words, decided.at).into());
    words.say_with(key, &[since, when, ("by", decided.by.as_str().into()), ("why", decided.why.as_str().into())])
}
