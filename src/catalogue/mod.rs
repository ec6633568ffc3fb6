//! The catalogue: what is published and why, as plain files that an analyst can edit.
//!
//! In: the files of data/, built in or from a folder. Out: [`Catalogue`], or every mistake of every file at once.
//! Invariant: a catalogue that loads is whole: every series, mission, target and source that is named exists and fits.

mod check;
mod check_breaks;
mod check_correction;
mod check_figures;
mod check_ids;
mod check_limits;
mod check_outcome;
mod check_release;
mod check_route;
mod check_select;
mod check_source;
mod check_target;
pub mod figures;
mod files;
mod lines;
mod load;
pub mod overview;
mod parse;
pub mod schema;

use crate::domain::correction::Correction;
use crate::domain::mission::Mission;
use crate::domain::outcome::Outcome;
use crate::domain::release::Release;
use crate::domain::series::{Derived, Series};
use crate::domain::source::Source;
use files::Files;
use std::collections::BTreeMap;
use std::fmt;
use std::path::Path;

/// More outcomes than this are no longer a short list.
const LONG_LIST: usize = 20;

/// Everything in data/.
#[derive(Clone, Debug, Default)]
pub struct Catalogue {
    /// Outcomes in the order of the home page.
    pub outcomes: Vec<Outcome>,
    /// All sources: those in data/sources and those inline in outcomes, by id.
    pub sources: Vec<Source>,
    /// Missions.
    pub missions: Vec<Mission>,
    /// Kinds of challenge.
    pub challenges: Vec<Challenge>,
    /// Why these outcomes: what was left out and why, who decides.
    pub selection: Selection,
    /// Declared corrections, from data/corrections.toml.
    pub corrections: Vec<Correction>,
    /// Releases entered by hand, from data/releases.toml.
    pub releases: Vec<Release>,
    /// The figures that ship, by series.
    pub shipped: Vec<Shipped>,
    /// SHA-256 over the TOML files (not the figures), in lower-case hexadecimal.
    pub hash: String,
    /// The TOML files, path → text: what the hash covers, and what the store keeps of each state ever published.
    pub files: BTreeMap<String, String>,
}

/// A kind of challenge, from data/challenge-types.toml.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize, serde::Deserialize, schemars::JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Challenge {
    /// Its name in files and addresses: `market-to-be-made`.
    pub slug: String,
    /// Its name.
    pub name: String,
    /// How to recognise it.
    pub recognise: String,
    /// What suits it.
    pub approaches: String,
    /// What goes wrong.
    pub pitfalls: String,
}

/// Why these outcomes, from data/selection.toml.
#[derive(Clone, Debug, Default, PartialEq, Eq, serde::Serialize, serde::Deserialize, schemars::JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Selection {
    /// Why these.
    pub why: String,
    /// Who decides, and how to ask for a change.
    pub who_decides: String,
    /// What was left out and why.
    #[serde(default, rename = "left_out")]
    pub left_out: Vec<LeftOut>,
}

/// Something that is not on the list.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize, serde::Deserialize, schemars::JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct LeftOut {
    /// What.
    pub what: String,
    /// Why.
    pub why: String,
}

/// A file of figures that ships with the product: `data/figures/<series>.csv` (several vintages: `<series>@<edition>.csv`).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Shipped {
    /// The series.
    pub series: String,
    /// Path in data/.
    pub path: String,
    /// The file, byte for byte.
    pub bytes: Vec<u8>,
}

/// A mistake in a file of the catalogue.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Mistake {
    /// Path of the file in data/.
    pub path: String,
    /// Line, from 1.
    pub line: usize,
    /// What is wrong and what was expected.
    pub message: String,
}

impl Mistake {
    /// What mistakes are sorted by.
    fn in_order(&self) -> (&str, usize, &str) {
        (&self.path, self.line, &self.message)
    }
}

impl fmt::Display for Mistake {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "{}:{}: {}", self.path, self.line, self.message)
    }
}

impl Catalogue {
    /// Loads data/ from `folder`, or the one built in.
    pub fn load(folder: Option<&Path>) -> Result<Self, Vec<Mistake>> {
        load::load(folder.map_or_else(Files::built_in, Files::in_folder))
    }

    /// Loads a past state from its TOML files (figures are in the store). It was checked when it came into force, so that only a
    /// file that cannot be read at all refuses it.
    pub fn from_files(files: &BTreeMap<String, String>) -> Result<Self, Vec<Mistake>> {
        load::load_past(Files { toml: files.clone(), ..Files::default() })
    }

    /// What is not wrong but should be known: a list that has grown too long to be pursued.
    pub fn warnings(&self) -> Vec<String> {
        let count = self.outcomes.len();
        let long = format!("{count} outcomes; a list of more than {LONG_LIST} is not pursued relentlessly");
        (count > LONG_LIST).then_some(long).into_iter().collect()
    }

    /// An outcome by its slug.
    pub fn outcome(&self, slug: &str) -> Option<&Outcome> {
        self.outcomes.iter().find(|outcome| outcome.slug == slug)
    }

    /// A source by its id.
    pub fn source(&self, id: &str) -> Option<&Source> {
        self.sources.iter().find(|source| source.id == id)
    }

    /// A recorded series and its source.
    pub fn series(&self, id: &str) -> Option<(&Series, &Source)> {
        self.sources.iter().find_map(|source| Some((source.series.iter().find(|series| series.id == id)?, source)))
    }

    /// A derived series and the source that defines it.
    pub fn derived(&self, id: &str) -> Option<(&Derived, &Source)> {
        self.sources.iter().find_map(|source| Some((source.derived.iter().find(|derived| derived.id == id)?, source)))
    }
}
