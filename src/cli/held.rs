//! `headway held`: what waits for a person, and the person's decision.
//!
//! In: the store. Out: what waits, what it would change, or that it was decided. Invariant: a decision says by which role and why, and
//! stays; asked twice it says who decided and when.

mod comparison;

use super::fetching::{self, say};
use super::{Failure, Outcome, Settings};
use crate::store::{Decided, Decision, Held, Quarantined, Recording, Store, StoreError};
use chrono::{DateTime, Utc};

/// Arguments of `headway held`.
#[derive(clap::Args, Debug)]
pub struct Arguments {
    #[command(subcommand)]
    command: Option<Command>,
}

#[derive(clap::Subcommand, Debug)]
enum Command {
    /// What waits, and why (what happens when nothing else is said)
    List {
        /// Also what was decided, by which role and why
        #[arg(long)]
        all: bool,
    },
    /// What waits under a number: findings, file, and each value beside the one known
    Show {
        /// The number that `headway held` shows
        number: i64,
    },
    /// Record what waits under a number: the figures are right
    Release(Reasons),
    /// Refuse what waits under a number, for good: the figures are wrong
    Refuse(Reasons),
}

#[derive(clap::Args, Debug)]
struct Reasons {
    /// The number that `headway held` shows
    number: i64,
    /// Who decides, as a role: `statistician`, `duty editor`. It is shown to readers: never a person's name
    #[arg(long, value_parser = role)]
    by: String,
    /// Why, in a sentence. It is shown to readers
    #[arg(long, value_parser = reason)]
    why: String,
}

/// Runs the command.
pub fn run(settings: &Settings, arguments: &Arguments) -> Outcome {
    if !Store::exists(&settings.state) {
        return Err(Failure(format!(
            "there is no store in {}: name the state folder with --state",
            settings.state.display()
        )));
    }
    let now = settings.clock().now();
    let lines = match &arguments.command {
        None => list(&fetching::open(settings)?, false),
        Some(Command::List { all }) => list(&fetching::open(settings)?, *all),
        Some(Command::Show { number }) => show(&fetching::open(settings)?, *number),
        Some(Command::Release(reasons)) => release(&fetching::store(settings)?, reasons, now),
        Some(Command::Refuse(reasons)) => refuse(&fetching::store(settings)?, reasons, now),
    };
    for line in lines.map_err(|error| Failure::from_error(&error))? {
        // A publisher's words may stand in it: they shall not look like a line of ours.
        say(&line.replace(char::is_control, " "));
    }
    Ok(())
}

const TO_DECIDE: &str =
    "To look: headway held show NUMBER. To decide: headway held release NUMBER --by ROLE --why \"…\", or refuse.";

fn list(store: &Store, all: bool) -> Result<Vec<String>, StoreError> {
    let quarantine = store.quarantine()?;
    let shown: Vec<_> = quarantine.iter().filter(|each| all || each.decided.is_none()).collect();
    let mut lines: Vec<_> = shown.iter().flat_map(|each| entry(each)).collect();
    let waits = quarantine.iter().any(|each| each.decided.is_none());
    lines.push(if waits { TO_DECIDE } else { "nothing waits" }.to_owned());
    Ok(lines)
}

fn entry(each: &Quarantined) -> Vec<String> {
    let Held { id, vintage, findings, .. } = &each.held;
    let since = instant(each.held.held_at);
    let mut lines =
        vec![format!("{id}: {} of {}, held since {since}, file {}", vintage.series, vintage.source, vintage.file)];
    lines.extend(findings.iter().map(|finding| format!("    {finding}")));
    lines.extend(standing(each).map(|standing| format!("    {standing}")));
    lines
}

/// What became of it, or that it no longer matters to the pages.
fn standing(each: &Quarantined) -> Option<String> {
    match &each.decided {
        Some(decided) => Some(in_words(decided)),
        None if each.held.overtaken => Some(OVERTAKEN.to_owned()),
        None => None,
    }
}

const OVERTAKEN: &str =
    "a newer edition of the series has been recorded since: released, it takes its place before that one";

fn show(store: &Store, number: i64) -> Result<Vec<String>, StoreError> {
    let each = store.quarantined(number)?;
    let Held { vintage, findings, .. } = &each.held;
    let file = store.file(&vintage.file)?;
    let address = file.map_or_else(|| "an address that is not known any more".to_owned(), |file| file.answered);
    let mut lines = vec![
        format!("{number}: {} of {}", vintage.series, vintage.source),
        format!("held     {}", instant(each.held.held_at)),
        format!("edition  {}", instant(vintage.edition_at)),
        format!("file     {}", store.archived_path(&vintage.file).display()),
        format!("address  {address}"),
    ];
    lines.extend(standing(&each).map(|standing| format!("decided  {standing}")));
    lines.extend(findings.iter().map(|finding| format!("finding  {finding}")));
    lines.push(String::new());
    let known: Vec<_> = store.figures(&vintage.series, None)?.into_iter().map(|recorded| recorded.figure).collect();
    lines.extend(comparison::table(vintage, &known, findings));
    Ok(lines)
}

fn release(store: &Store, reasons: &Reasons, now: DateTime<Utc>) -> Result<Vec<String>, StoreError> {
    let Reasons { number, by, why } = reasons;
    let each = store.quarantined(*number)?;
    if let Some(again) = again(&each, Decision::Released) {
        return Ok(vec![again]);
    }
    let recording = store.release_held(*number, by, why, now)?;
    let overtaken = each.held.overtaken.then(|| "a newer edition is known and stays the newest".to_owned());
    Ok([Some(released(*number, &recording)), overtaken].into_iter().flatten().collect())
}

fn refuse(store: &Store, reasons: &Reasons, now: DateTime<Utc>) -> Result<Vec<String>, StoreError> {
    let Reasons { number, by, why } = reasons;
    if let Some(again) = again(&store.quarantined(*number)?, Decision::Refused) {
        return Ok(vec![again]);
    }
    store.refuse_held(*number, by, why, now)?;
    Ok(vec![format!("{number} is refused; the figures known before stay")])
}

/// That it was decided just so before: nothing is to be done.
fn again(each: &Quarantined, wanted: Decision) -> Option<String> {
    let decided = each.decided.as_ref().filter(|decided| decided.decision == wanted)?;
    Some(format!("{} was {} already", each.held.id, in_words(decided)))
}

fn in_words(decided: &Decided) -> String {
    format!("{} by {} on {}: {}", decided.decision.word(), decided.by, instant(decided.at), decided.why)
}

fn instant(instant: DateTime<Utc>) -> String {
    instant.format("%Y-%m-%d %H:%M UTC").to_string()
}

fn released(number: i64, recording: &Recording) -> String {
    match recording {
        Recording::Unchanged => format!("{number} is released; it says nothing that is not known"),
        Recording::Recorded { new_figures, revised_figures, .. } => {
            format!("{number} is released: {new_figures} new and {revised_figures} changed figures")
        }
    }
}

/// A role: it stands on public pages for good, and nobody's name or address should.
fn role(text: &str) -> Result<String, String> {
    let role = text.trim();
    if role.is_empty() || role.contains('@') || !role.chars().any(char::is_alphabetic) {
        return Err("say in which role, not who: `statistician`, `duty editor`. It is shown to readers".to_owned());
    }
    Ok(role.to_owned())
}

fn reason(text: &str) -> Result<String, String> {
    let reason = text.trim();
    if reason.is_empty() {
        Err("say why, in a sentence. It is shown to readers".to_owned())
    } else {
        Ok(reason.to_owned())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_decision_is_taken_in_a_role_and_for_a_reason() {
        for (text, taken) in [
            ("statistician", Some("statistician")),
            (" duty editor ", Some("duty editor")),
            ("", None),
            ("  ", None),
            ("someone@office.example", None),
            ("1", None),
        ] {
            assert_eq!(role(text).ok().as_deref(), taken, "{text}");
        }
        assert!(reason(" ").is_err());
    }
}
