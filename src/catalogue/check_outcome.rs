//! Outcomes: what they refer to exists, and their sentences can be written.
//!
//! In: a draft. Out: mistakes. Invariant: an outcome has one headline indicator, and either a target on it or a statement that none is set.

use super::check::{Facts, not_empty, unknown};
use super::check_source::page;
use super::load::{Draft, Mistakes, Place, Placed};
use crate::domain::evidence::Evidence;
use crate::domain::outcome::{IndicatorRole, Outcome};
use fluent_bundle::FluentResource;
use regex::Regex;

/// Variables that a sentence may use.
const VARIABLES: [&str; 8] = ["value", "period", "when", "year_ago", "change", "newer_value", "newer_period", "title"];

/// Checks every outcome, and the missions that they may serve.
pub(super) fn check(draft: &Draft, facts: &Facts, mistakes: &mut Mistakes) {
    for mission in &draft.missions {
        page(&mission.value.address, &mission.place.inside("address"), mistakes);
        if !(1..=6).contains(&mission.value.colour) {
            let message = format!("colour is {}; expected 1 to 6, a place in the palette", mission.value.colour);
            mistakes.add(&mission.place.inside("colour"), message);
        }
    }
    for outcome in &draft.outcomes {
        references(outcome, draft, mistakes);
        indicators(outcome, facts, mistakes);
        promises(outcome, mistakes);
        sentences(outcome, mistakes);
        texts(outcome, mistakes);
    }
}

fn references(outcome: &Placed<Outcome>, draft: &Draft, mistakes: &mut Mistakes) {
    let missions = || draft.missions.iter().map(|mission| mission.value.slug.as_str());
    for (index, mission) in outcome.value.missions.iter().enumerate() {
        if !missions().any(|known| known == mission) {
            mistakes.add(&outcome.place.inside(&format!("missions.{index}")), unknown("mission", mission, missions()));
        }
    }
    let challenges = || draft.challenges.iter().map(|challenge| challenge.value.slug.as_str());
    for (index, challenge) in outcome.value.challenges.iter().enumerate() {
        if !challenges().any(|known| known == challenge) {
            let place = outcome.place.inside(&format!("challenges.{index}"));
            mistakes.add(&place, unknown("challenge type", challenge, challenges()));
        }
    }
    if outcome.value.challenges.is_empty() {
        mistakes
            .add(&outcome.place.inside("challenges"), "no challenge type; expected at least one, the main one first");
    }
}

fn indicators(outcome: &Placed<Outcome>, facts: &Facts, mistakes: &mut Mistakes) {
    let headlines = |role: &IndicatorRole| *role == IndicatorRole::Headline;
    let count = outcome.value.indicators.iter().filter(|indicator| headlines(&indicator.role)).count();
    if let Some(meanwhile) = &outcome.value.words.while_old
        && !outcome.value.indicators.iter().any(|indicator| indicator.series == meanwhile.series)
    {
        let shown = outcome.value.indicators.iter().map(|indicator| indicator.series.as_str());
        let place = outcome.place.inside("words.while_old.series");
        mistakes.add(&place, unknown("indicator of this outcome", &meanwhile.series, shown));
    }
    if count != 1 {
        let message = format!("{count} indicators with role = \"headline\"; expected one");
        mistakes.add(&outcome.place.inside("indicator"), message);
    }
    for (index, indicator) in outcome.value.indicators.iter().enumerate() {
        let place = outcome.place.inside(&format!("indicator.{index}"));
        match facts.get(&indicator.series) {
            None => {
                let message = unknown("series", &indicator.series, facts.keys().map(String::as_str));
                mistakes.add(&place.inside("series"), message);
            }
            Some(series) => chart_from(indicator.chart_from.as_deref(), series.granularity, &place, mistakes),
        }
    }
}

fn chart_from(
    label: Option<&str>,
    granularity: crate::domain::period::Granularity,
    place: &Place,
    mistakes: &mut Mistakes,
) {
    let Some(label) = label else { return };
    match crate::domain::period::Period::parse(label) {
        Err(error) => mistakes.add(&place.inside("chart_from"), error.to_string()),
        Ok(period) if period.granularity() != granularity => mistakes.add(
            &place.inside("chart_from"),
            format!("`{label}` is a {}; expected a {granularity}, as its series", period.granularity()),
        ),
        Ok(_) => {}
    }
}

fn promises(outcome: &Placed<Outcome>, mistakes: &mut Mistakes) {
    let Outcome { targets, no_target, words, .. } = &outcome.value;
    if targets.is_empty() && no_target.is_none() {
        mistakes.add(
            &outcome.place,
            "neither [[target]] nor [no_target]; an outcome without a target says so, with evidence",
        );
    }
    if let Some(none) = no_target {
        let place = outcome.place.inside("no_target");
        evidence(&none.evidence, &place, mistakes);
        if stands(&outcome.value) {
            mistakes.add(
                &place,
                "both [[target]] and [no_target]; expected one of them, or targets that have ended (until) or are on another series than the headline",
            );
        }
    }
    if (targets.is_empty() || no_target.is_some()) && words.aim.is_some() {
        mistakes.add(&outcome.place.inside("words.aim"), "an aim without a target; leave it out");
    }
}

/// Whether a target stands on the headline's series: neither replaced nor dropped.
fn stands(outcome: &Outcome) -> bool {
    let headline = outcome.headline().map(|indicator| indicator.series.as_str());
    outcome.targets.iter().any(|target| target.until.is_none() && Some(target.series.as_str()) == headline)
}

/// Checks that there is evidence and that each piece has an address.
pub(super) fn evidence(pieces: &[Evidence], place: &Place, mistakes: &mut Mistakes) {
    if pieces.is_empty() {
        mistakes.add(
            &place.inside("evidence"),
            "no evidence; expected at least one piece with the address of a public page",
        );
    }
    for (index, piece) in pieces.iter().enumerate() {
        if !piece.address.starts_with("https://") && !piece.address.starts_with("http://") {
            let message = format!("`{}` is not an address; expected https://…", piece.address);
            mistakes.add(&place.inside(&format!("evidence.{index}.address")), message);
        }
    }
}

fn sentences(outcome: &Placed<Outcome>, mistakes: &mut Mistakes) {
    let words = &outcome.value.words;
    let sentences = [
        ("finding", Some(&words.finding)),
        ("aim", words.aim.as_ref()),
        ("not_measured_well", words.not_measured_well.as_ref()),
    ];
    let while_old = words.while_old.as_ref().map(|meanwhile| ("while_old.finding", &meanwhile.finding));
    let given = sentences.into_iter().filter_map(|(name, sentence)| Some((name, sentence?)));
    for (name, sentence) in given.chain(while_old) {
        if let Some(message) = wrong_sentence(sentence) {
            mistakes.add(&outcome.place.inside(&format!("words.{name}")), message);
        }
    }
}

fn wrong_sentence(sentence: &str) -> Option<String> {
    let indented = sentence.replace('\n', "\n    ");
    if let Err((_, errors)) = FluentResource::try_new(format!("sentence = {indented}\n")) {
        let what = errors.first().map(ToString::to_string).unwrap_or_default();
        return Some(format!("not a Fluent pattern: {what}; expected text with variables such as {{ $value }}"));
    }
    if sentence.trim_end().ends_with('.') {
        return Some("a sentence ends without its full stop here; the page adds it".to_owned());
    }
    let variables = Regex::new(r"\$([A-Za-z][A-Za-z0-9_-]*)").ok()?;
    let unknown = variables
        .captures_iter(sentence)
        .map(|found| found[1].to_owned())
        .find(|name| !VARIABLES.contains(&name.as_str()))?;
    Some(format!("unknown variable ${unknown}; variables are ${}", VARIABLES.join(", $")))
}

fn texts(outcome: &Placed<Outcome>, mistakes: &mut Mistakes) {
    let Outcome { name, question, why, accountable, definition, challenge_reason, .. } = &outcome.value;
    for (field, text) in [
        ("name", name),
        ("question", question),
        ("why", why),
        ("accountable", accountable),
        ("definition", definition),
        ("challenge_reason", challenge_reason),
    ] {
        not_empty(text, &outcome.place.inside(field), field, mistakes);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_sentence_is_a_fluent_pattern_with_known_variables() {
        for (sentence, complaint) in [
            ("{ $value } were sold in { $period }", None),
            ("{ $value were sold", Some("not a Fluent pattern")),
            ("{ $worth } were sold", Some("unknown variable $worth")),
            ("{ $value } were sold.", Some("full stop")),
        ] {
            let message = wrong_sentence(sentence);
            assert_eq!(message.is_some(), complaint.is_some(), "{sentence}: {message:?}");
            assert!(message.unwrap_or_default().contains(complaint.unwrap_or_default()), "{sentence}");
        }
    }
}
