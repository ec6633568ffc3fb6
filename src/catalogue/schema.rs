//! JSON Schemas of the files of data/, so that editors complete and check them.
//!
//! In: our types. Out: a schema a kind of file, in draft 7, which editors of TOML understand.
//! Invariant: the copies in data/schema are the same; a test renews them when it is told to.

use super::Selection;
use super::load::{ChallengeTypes, Corrections, Missions, Releases};
use crate::domain::outcome::Outcome;
use crate::domain::source::Source;
use schemars::{JsonSchema, Schema, generate::SchemaSettings};
use serde::Serialize;
use serde_json::json;

/// Every schema: the name of its file in data/schema, and its text.
pub fn all() -> Vec<(&'static str, String)> {
    vec![
        ("outcome.schema.json", text::<Outcome>()),
        ("source.schema.json", text::<Source>()),
        ("missions.schema.json", text::<Missions>()),
        ("challenge-types.schema.json", text::<ChallengeTypes>()),
        ("selection.schema.json", text::<Selection>()),
        ("corrections.schema.json", text::<Corrections>()),
        ("releases.schema.json", text::<Releases>()),
        ("spec.schema.json", spec()),
    ]
}

fn text<T: JsonSchema>() -> String {
    printed(&schema::<T>())
}

fn schema<T: JsonSchema>() -> Schema {
    SchemaSettings::draft07().into_generator().into_root_schema_for::<T>()
}

/// The table of a source as `headway read --spec` takes it: what only a published source needs may be left out, and `format` may
/// stand at the top.
fn spec() -> String {
    let mut schema = schema::<Source>().to_value();
    schema["title"] = "Spec".into();
    schema["required"] = json!(["series"]);
    schema["properties"]["format"] = json!({
        "description": "How the file is laid out, in place of a route.",
        "allOf": [{ "$ref": "#/definitions/Format" }],
    });
    schema["definitions"]["Route"]["required"] = json!(["format"]);
    schema["definitions"]["Series"]["required"] = json!(["granularity"]);
    printed(&schema)
}

fn printed(schema: &impl Serialize) -> String {
    let mut text = serde_json::to_string_pretty(schema).unwrap_or_default();
    text.push('\n');
    text
}
