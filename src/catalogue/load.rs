//! From files to a catalogue: read each file, check all of it together, refuse it whole or take it whole.
//!
//! In: [`Files`]. Out: [`Catalogue`], or every mistake of every file, sorted by path and line.
//! Invariant: the hash covers every TOML file and nothing else.

use super::check;
use super::files::Files;
use super::lines::Lines;
use super::parse::parse;
use super::{Catalogue, Challenge, Mistake, Selection};
use crate::domain::correction::Correction;
use crate::domain::mission::Mission;
use crate::domain::outcome::Outcome;
use crate::domain::release::Release;
use crate::domain::source::Source;
use schemars::JsonSchema;
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use std::collections::BTreeMap;
use std::rc::Rc;

/// The file missions.toml.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Missions {
    /// Missions, in the order in which they are shown.
    #[serde(default, rename = "mission")]
    pub missions: Vec<Mission>,
}

/// The file challenge-types.toml.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ChallengeTypes {
    /// Kinds of challenge, in the order in which they are shown.
    #[serde(default, rename = "challenge")]
    pub challenges: Vec<Challenge>,
}

/// The file corrections.toml.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Corrections {
    /// Declared corrections.
    #[serde(default, rename = "correction")]
    pub corrections: Vec<Correction>,
}

/// The file releases.toml.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Releases {
    /// Releases that no machine announces, or whose announcement is wrong.
    #[serde(default, rename = "release")]
    pub releases: Vec<Release>,
}

/// A value and where in which file it stands.
#[derive(Clone, Debug)]
pub(super) struct Placed<T> {
    /// The value.
    pub value: T,
    /// Where.
    pub place: Place,
}

/// A part of a file.
#[derive(Clone, Debug)]
pub(super) struct Place {
    lines: Rc<Lines>,
    path: String,
}

impl Place {
    /// The part at `path` within this part.
    pub fn inside(&self, path: &str) -> Self {
        let path = if self.path.is_empty() { path.to_owned() } else { format!("{}.{path}", self.path) };
        Self { lines: Rc::clone(&self.lines), path }
    }

    /// "outcomes/heat-pumps.toml, line 12".
    pub fn words(&self) -> String {
        let line = self.lines.line(&self.path).unwrap_or(1);
        format!("{}:{line}", self.lines.path())
    }
}

/// Mistakes found so far.
#[derive(Debug, Default)]
pub(super) struct Mistakes(pub Vec<Mistake>);

impl Mistakes {
    /// Notes a mistake at a place; one in a value that could not be read was noted already.
    pub fn add(&mut self, place: &Place, message: impl Into<String>) {
        if let Some(line) = place.lines.line(&place.path) {
            self.at(place.lines.path(), line, message);
        }
    }

    /// Notes a mistake at a line.
    pub fn at(&mut self, path: &str, line: usize, message: impl Into<String>) {
        self.0.push(Mistake { path: path.to_owned(), line, message: message.into() });
    }
}

/// Everything that was read, before it is known to be whole.
#[derive(Debug, Default)]
pub(super) struct Draft {
    pub outcomes: Vec<Placed<Outcome>>,
    pub sources: Vec<Placed<Source>>,
    pub missions: Vec<Placed<Mission>>,
    pub challenges: Vec<Placed<Challenge>>,
    pub selection: Selection,
    pub corrections: Vec<Placed<Correction>>,
    pub releases: Vec<Placed<Release>>,
    pub mistakes: Mistakes,
}

/// Reads `files` and checks all of it together.
pub(super) fn load(mut files: Files) -> Result<Catalogue, Vec<Mistake>> {
    let mut draft = read(&mut files);
    if files.toml.is_empty() && draft.mistakes.0.is_empty() {
        draft.mistakes.at(".", 1, "there is no catalogue here; expected outcomes/, sources/, missions.toml and so on");
    }
    check::everything(&mut draft, &files.figures);
    draft.finish(files)
}

/// Reads a past state. It was checked when it came into force: a rule that is newer than it does not refuse it.
pub(super) fn load_past(mut files: Files) -> Result<Catalogue, Vec<Mistake>> {
    read(&mut files).finish(files)
}

fn read(files: &mut Files) -> Draft {
    let mut draft = Draft { mistakes: Mistakes(std::mem::take(&mut files.mistakes)), ..Draft::default() };
    for (path, text) in &files.toml {
        draft.take(path, text);
    }
    let place = |outcome: &Placed<Outcome>| (outcome.value.order, outcome.value.slug.clone());
    draft.outcomes.sort_by_key(place);
    draft.sources.sort_by(|one, other| one.value.id.cmp(&other.value.id));
    draft
}

impl Draft {
    fn take(&mut self, path: &str, text: &str) {
        match path.split_once('/') {
            Some(("outcomes", name)) => self.outcome(path, name, text),
            Some(("sources", name)) => self.source(path, name, text),
            None if path == "missions.toml" => {
                if let Some((file, place)) = self.read::<Missions>(path, text) {
                    self.missions = placed(file.missions, &place, "mission");
                }
            }
            None if path == "challenge-types.toml" => {
                if let Some((file, place)) = self.read::<ChallengeTypes>(path, text) {
                    self.challenges = placed(file.challenges, &place, "challenge");
                }
            }
            None if path == "selection.toml" => {
                self.selection = self.read(path, text).map(|(file, _)| file).unwrap_or_default();
            }
            None if path == "corrections.toml" => {
                if let Some((file, place)) = self.read::<Corrections>(path, text) {
                    self.corrections = placed(file.corrections, &place, "correction");
                }
            }
            None if path == "releases.toml" => {
                if let Some((file, place)) = self.read::<Releases>(path, text) {
                    self.releases = placed(file.releases, &place, "release");
                }
            }
            _ => self.mistakes.at(
                path,
                1,
                "unknown file; expected outcomes/<slug>.toml, sources/<id>.toml, missions.toml, challenge-types.toml, selection.toml, corrections.toml or releases.toml",
            ),
        }
    }

    fn outcome(&mut self, path: &str, name: &str, text: &str) {
        let Some((mut value, place)) = self.read::<Outcome>(path, text) else { return };
        if value.slug.is_empty() {
            stem(name).clone_into(&mut value.slug);
        }
        for source in value.sources.iter_mut().filter(|source| source.id.is_empty()) {
            value.slug.clone_into(&mut source.id);
        }
        self.sources.extend(placed(value.sources.clone(), &place, "source"));
        self.outcomes.push(Placed { value, place });
    }

    fn source(&mut self, path: &str, name: &str, text: &str) {
        let Some((mut value, place)) = self.read::<Source>(path, text) else { return };
        if value.id.is_empty() {
            stem(name).clone_into(&mut value.id);
        }
        self.sources.push(Placed { value, place });
    }

    fn read<T: DeserializeOwned>(&mut self, path: &str, text: &str) -> Option<(T, Place)> {
        let parsed = parse(path, text);
        self.mistakes.0.extend(parsed.mistakes);
        Some((parsed.value?, Place { lines: Rc::new(parsed.lines), path: String::new() }))
    }

    fn finish(self, files: Files) -> Result<Catalogue, Vec<Mistake>> {
        if self.mistakes.0.is_empty() {
            return Ok(self.catalogue(files));
        }
        let mut mistakes = self.mistakes.0;
        mistakes.sort_by(|one, other| one.in_order().cmp(&other.in_order()));
        mistakes.dedup();
        Err(mistakes)
    }

    fn catalogue(self, files: Files) -> Catalogue {
        Catalogue {
            outcomes: values(self.outcomes),
            sources: values(self.sources),
            missions: values(self.missions),
            challenges: values(self.challenges),
            selection: self.selection,
            corrections: values(self.corrections),
            releases: values(self.releases),
            shipped: files.figures,
            hash: hash(&files.toml),
            files: files.toml,
        }
    }
}

fn placed<T>(values: Vec<T>, place: &Place, key: &str) -> Vec<Placed<T>> {
    let part = |(index, value)| Placed { value, place: place.inside(&format!("{key}.{index}")) };
    values.into_iter().enumerate().map(part).collect()
}

fn values<T>(placed: Vec<Placed<T>>) -> Vec<T> {
    placed.into_iter().map(|placed| placed.value).collect()
}

fn stem(name: &str) -> &str {
    name.strip_suffix(".toml").unwrap_or(name)
}

/// SHA-256 over path and text of each file, in the order of paths, each preceded by its length.
pub(super) fn hash(files: &BTreeMap<String, String>) -> String {
    let mut hasher = Sha256::new();
    for part in files.iter().flat_map(|(path, text)| [path, text]) {
        hasher.update((part.len() as u64).to_be_bytes());
        hasher.update(part.as_bytes());
    }
    hex::encode(hasher.finalize())
}
