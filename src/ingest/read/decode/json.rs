//! JSON: rows by an RFC 9535 path, members of members as columns with dots.
//!
//! In: a JSON document and the table's `rows`. Out: a header of column names and a row for each node.
//! Invariant: a document is held in memory once, capped; a number is the shortest decimal that round-trips.

use super::super::error::ReadError;
use super::super::select::{Flow, Selection};
use super::cell::{Cell, Place, Row};
use crate::domain::source::Format;
use rust_decimal::Decimal;
use serde_json::Value;
use serde_json_path::{JsonPath, PathElement};
use std::borrow::Cow;
use std::collections::HashMap;
use std::io::Read;

/// The largest document that is read.
const LARGEST: u64 = 64 * 1024 * 1024;

/// Reads a JSON document.
pub fn read(reader: &mut dyn Read, format: &Format, selection: &mut Selection<'_>) -> Result<(), ReadError> {
    let document = parse(reader)?;
    let path = format.rows.as_deref().unwrap_or("$[*]");
    let path = JsonPath::parse(path).map_err(|error| {
        ReadError::table("the source", format!("`rows` is no RFC 9535 path: {error}; write for example `$.data[*]`"))
    })?;
    let nodes = path.query_located(&document).all();
    if nodes.is_empty() {
        let why = format!("`rows` ({path}) finds nothing; at the top there is {}", top(&document));
        return Err(ReadError::NoFigures { series: "the source".to_owned(), why });
    }
    if let Some(list) = nodes.iter().find(|node| is_table(node.node()) && (nodes.len() == 1 || format.rows.is_none())) {
        let mistake = format!("`rows` ({path}) finds a list, and not what is in it: write `{}[*]`", list.location());
        return Err(ReadError::table("the source", mistake));
    }
    selection.table_has(nodes.len() as u64);
    selection.own_words(words_of(&document));
    let mut columns = ColumnList::default();
    let mut rows = Vec::with_capacity(nodes.len());
    for node in &nodes {
        let key = match node.location().last() {
            Some(PathElement::Name(name)) => (*name).to_owned(),
            Some(PathElement::Index(index)) => index.to_string(),
            None => String::new(),
        };
        let mut cells = vec![(columns.place("@key", ""), Cell::Text(Cow::Owned(key)))];
        flatten(node.node(), "", "", &mut columns, &mut cells);
        cells.sort_by_key(|(column, _)| *column);
        rows.push((node.location().to_string(), cells));
    }
    hand_over(&columns, &rows, selection)
}

/// A list of objects: rows, and no row.
fn is_table(value: &Value) -> bool {
    matches!(value, Value::Array(items) if items.len() > 1 && items.iter().all(Value::is_object))
}

/// Reads the whole document; HTML and stumps are told apart by the first bytes and by where the parser stopped.
pub fn parse<T: serde::de::DeserializeOwned>(reader: &mut dyn Read) -> Result<T, ReadError> {
    let mut bytes = Vec::new();
    reader.take(LARGEST + 1).read_to_end(&mut bytes)?;
    if bytes.len() as u64 > LARGEST {
        return Err(ReadError::TooLarge(format!("a JSON document of more than {} MiB", LARGEST / 1024 / 1024)));
    }
    let text = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(&bytes);
    serde_json::from_slice(text).map_err(|error| match error.classify() {
        serde_json::error::Category::Eof => ReadError::Truncated(format!("the JSON ends too early ({error})")),
        serde_json::error::Category::Data => ReadError::NotTheFormat {
            expected: "the JSON that the table describes".to_owned(),
            found: format!("JSON of another shape, from line {}, column {} on", error.line(), error.column()),
        },
        _ => ReadError::NotTheFormat {
            expected: "JSON".to_owned(),
            found: format!("something else, or JSON with a mistake ({error})"),
        },
    })
}

fn hand_over(
    columns: &ColumnList,
    rows: &[(String, Vec<(usize, Cell<'_>)>)],
    selection: &mut Selection<'_>,
) -> Result<(), ReadError> {
    selection.begin("");
    let header: Vec<_> = columns
        .names
        .iter()
        .enumerate()
        .map(|(column, name)| (column, Cell::Text(Cow::Borrowed(name.as_str()))))
        .collect();
    selection.row(&mut Row::sparse(1, Place::Json("$", &[]), &header))?;
    for (index, (path, cells)) in rows.iter().enumerate() {
        let mut row = Row::sparse(index + 2, Place::Json(path, &columns.suffixes), cells);
        if selection.row(&mut row)? == Flow::Stop {
            break;
        }
    }
    selection.end()
}

/// Columns in the order in which they are met.
#[derive(Default)]
struct ColumnList {
    names: Vec<String>,
    suffixes: Vec<String>,
    places: HashMap<String, usize>,
}

impl ColumnList {
    fn place(&mut self, name: &str, suffix: &str) -> usize {
        if let Some(place) = self.places.get(name) {
            return *place;
        }
        let place = self.names.len();
        self.names.push(name.to_owned());
        self.suffixes.push(suffix.to_owned());
        self.places.insert(name.to_owned(), place);
        place
    }
}

/// Leaves of a node as cells: `intensity.actual`; a node that is a leaf itself is the column `value`.
fn flatten<'v>(
    node: &'v Value,
    name: &str,
    suffix: &str,
    columns: &mut ColumnList,
    cells: &mut Vec<(usize, Cell<'v>)>,
) {
    let joined = |key: &str| if name.is_empty() { key.to_owned() } else { format!("{name}.{key}") };
    match node {
        Value::Object(members) => {
            for (key, value) in members {
                let escaped = key.replace('\\', "\\\\").replace('\'', "\\'");
                flatten(value, &joined(key), &format!("{suffix}['{escaped}']"), columns, cells);
            }
        }
        Value::Array(items) => {
            for (index, value) in items.iter().enumerate() {
                flatten(value, &joined(&index.to_string()), &format!("{suffix}[{index}]"), columns, cells);
            }
        }
        leaf => {
            let column = columns.place(if name.is_empty() { "value" } else { name }, suffix);
            cells.push((column, cell(leaf)));
        }
    }
}

/// A leaf as a cell.
pub fn cell(leaf: &Value) -> Cell<'_> {
    match leaf {
        Value::String(text) if text.is_empty() => Cell::Empty,
        Value::String(text) => Cell::Text(Cow::Borrowed(text)),
        Value::Number(number) => {
            let text = number.to_string();
            let exact = Decimal::from_str_exact(&text).or_else(|_| Decimal::from_scientific(&text));
            exact.map_or(Cell::Text(Cow::Owned(text)), Cell::Number)
        }
        Value::Bool(truth) => Cell::Text(Cow::Borrowed(if *truth { "true" } else { "false" })),
        _ => Cell::Empty,
    }
}

/// The texts of a document outside its lists: what it says of itself.
pub fn words_of(document: &Value) -> impl Iterator<Item = String> {
    let mut words = Vec::new();
    let mut left = vec![document];
    while let Some(value) = left.pop() {
        match value {
            Value::Object(members) => left.extend(members.values()),
            Value::String(text) if words.len() < 1000 => words.push(text.clone()),
            _ => {}
        }
    }
    words.into_iter()
}

/// What stands at the top of a document, for messages.
fn top(document: &Value) -> String {
    match document {
        Value::Object(members) => {
            let names: Vec<_> = members.keys().take(20).map(|name| format!("`{name}`")).collect();
            format!("an object with {}", names.join(", "))
        }
        Value::Array(items) => format!("an array of {}", items.len()),
        _ => "a single value".to_owned(),
    }
}
