//! A mission: a way to gather outcomes, never a parent over them.
//!
//! In: data/missions.toml. Out: [`Mission`]. Invariant: an outcome may serve several missions, or none.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// A mission.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Mission {
    /// Its name in an address: `clean-energy`.
    pub slug: String,
    /// Its name.
    pub name: String,
    /// What it is, in a sentence.
    pub sentence: String,
    /// In which sense the word is used: a priority, a kind of challenge, a way of working.
    pub sense: String,
    /// Where it is published.
    pub address: String,
    /// Which colour of the palette marks it, 1 to 6.
    pub colour: u8,
}
