//! JSON-stat, versions 1 and 2: a cube unrolled into rows.
//!
//! In: a dataset, or a bundle of one. Out: a row for each cell of the cube: labels and codes of its dimensions, value, status.
//! Invariant: the last dimension varies fastest; a value that a sparse cube leaves out is a blank cell.

use super::super::error::ReadError;
use super::super::select::{Flow, Selection};
use super::cell::{Cell, Place, Row};
use super::json;
use serde_json::Value;
use std::borrow::Cow;
use std::io::Read;

const MOST_CELLS: usize = 20_000_000;

/// A dimension: its identifier, its label, and code and label of each of its categories in order.
struct Dimension {
    id: String,
    label: Option<String>,
    categories: Vec<(String, String)>,
}

/// Reads a JSON-stat document.
pub fn read(reader: &mut dyn Read, selection: &mut Selection<'_>) -> Result<(), ReadError> {
    let document: Value = json::parse(reader)?;
    let (path, cube) = cube(&document).ok_or_else(|| not_json_stat("no `dimension` and `value`"))?;
    let dimensions = dimensions(cube).ok_or_else(|| not_json_stat("dimensions that do not say their categories"))?;
    let size = dimensions.iter().try_fold(1_usize, |size, dimension| size.checked_mul(dimension.categories.len()));
    let size = size
        .filter(|size| *size <= MOST_CELLS)
        .ok_or_else(|| ReadError::TooLarge("a cube of more than 20 million cells".to_owned()))?;
    whole(cube, &dimensions, size)?;
    selection.table_has(size as u64);
    selection.own_words(json::words_of(cube));
    selection.begin("");
    let (names, also) = names(&dimensions);
    let of_value = dimensions.len() * 2;
    let header: Vec<_> =
        names.iter().enumerate().map(|(column, name)| (column, Cell::Text(Cow::Borrowed(name.as_str())))).collect();
    selection.row(&mut Row::sparse(1, Place::Json("$", &[]), &header))?;
    let mut suffixes = vec![String::new(); names.len()];
    for index in 0..size {
        let mut cells = Vec::with_capacity(names.len());
        let mut rest = index;
        for (place, dimension) in dimensions.iter().enumerate().rev() {
            let (code, label) = &dimension.categories[rest % dimension.categories.len()];
            rest /= dimension.categories.len();
            cells.push((place * 2 + 1, Cell::Text(Cow::Borrowed(code.as_str()))));
            cells.push((place * 2, Cell::Text(Cow::Borrowed(label.as_str()))));
        }
        cells.reverse();
        let (value, subscript) = at(cube.get("value"), index);
        cells.push((of_value, value));
        cells.push((of_value + 1, at(cube.get("status"), index).0));
        for (offset, column) in also.iter().enumerate() {
            let cell = cells.get(*column).map_or(Cell::Empty, |(_, cell)| cell.clone());
            cells.push((of_value + 2 + offset, cell));
        }
        if let Some(suffix) = suffixes.get_mut(of_value) {
            *suffix = format!("['value']{subscript}");
        }
        if selection.row(&mut Row::sparse(index + 2, Place::Json(&path, &suffixes), &cells))? == Flow::Stop {
            break;
        }
    }
    selection.end()
}

/// Refuses a cube whose parts disagree about its size: its values would stand under the wrong periods.
fn whole(cube: &Value, dimensions: &[Dimension], size: usize) -> Result<(), ReadError> {
    let sizes = cube.get("size").or_else(|| cube.get("dimension")?.get("size")).and_then(Value::as_array);
    let said: Option<Vec<_>> = sizes.map(|sizes| sizes.iter().filter_map(Value::as_u64).collect());
    let listed: Vec<_> = dimensions.iter().map(|dimension| dimension.categories.len() as u64).collect();
    if let Some(said) = said.filter(|said| *said != listed) {
        let found = format!("dimensions of {listed:?} categories where its `size` says {said:?}");
        return Err(not_json_stat(&found));
    }
    let fits = match cube.get("value") {
        Some(Value::Array(values)) => values.len() == size,
        Some(Value::Object(values)) => {
            values.keys().all(|place| place.parse::<usize>().is_ok_and(|place| place < size))
        }
        _ => true,
    };
    if fits { Ok(()) } else { Err(not_json_stat(&format!("more or fewer values than its {size} cells"))) }
}

/// Names of the columns: each dimension by its identifier, `value`, `status`, and each dimension by its label where that is another
/// name; with which column each of the last repeats.
fn names(dimensions: &[Dimension]) -> (Vec<String>, Vec<usize>) {
    let ids = dimensions.iter().flat_map(|dimension| [dimension.id.clone(), format!("{} code", dimension.id)]);
    let mut names: Vec<_> = ids.chain(["value".to_owned(), "status".to_owned()]).collect();
    let mut also = Vec::new();
    for (place, label) in
        dimensions.iter().enumerate().filter_map(|(place, dimension)| Some((place, dimension.label.as_ref()?)))
    {
        for (column, name) in [(place * 2, label.clone()), (place * 2 + 1, format!("{label} code"))] {
            if !names.iter().any(|known| known.eq_ignore_ascii_case(&name)) {
                names.push(name);
                also.push(column);
            }
        }
    }
    (names, also)
}

fn not_json_stat(found: &str) -> ReadError {
    ReadError::NotTheFormat { expected: "JSON-stat".to_owned(), found: format!("JSON with {found}") }
}

/// The dataset: the document itself, or the first member of a bundle that is one.
fn cube(document: &Value) -> Option<(String, &Value)> {
    let is_cube = |value: &Value| value.get("dimension").is_some() && value.get("value").is_some();
    if is_cube(document) {
        return Some(("$".to_owned(), document));
    }
    document.as_object()?.iter().find(|(_, value)| is_cube(value)).map(|(name, value)| (format!("$['{name}']"), value))
}

/// Dimensions in order. Version 1 keeps `id` and `size` under `dimension`.
fn dimensions(cube: &Value) -> Option<Vec<Dimension>> {
    let dimension = cube.get("dimension")?;
    let ids = cube.get("id").or_else(|| dimension.get("id"))?.as_array()?;
    ids.iter()
        .map(|id| {
            let id = id.as_str()?;
            let label =
                dimension.get(id)?.get("label").and_then(Value::as_str).filter(|label| !label.trim().is_empty());
            let categories = categories(dimension.get(id)?.get("category")?)?;
            let label = label.map(str::to_owned);
            (!categories.is_empty()).then(|| Dimension { id: id.to_owned(), label, categories })
        })
        .collect()
}

fn categories(category: &Value) -> Option<Vec<(String, String)>> {
    let label = |code: &str| {
        category.get("label").and_then(|labels| labels.get(code)).and_then(Value::as_str).unwrap_or(code).to_owned()
    };
    let codes: Vec<String> = match (category.get("index"), category.get("label")) {
        (Some(Value::Array(codes)), _) => codes.iter().filter_map(Value::as_str).map(str::to_owned).collect(),
        (Some(Value::Object(places)), _) => {
            let mut codes: Vec<_> =
                places.iter().map(|(code, place)| (place.as_u64().unwrap_or(u64::MAX), code.clone())).collect();
            codes.sort();
            codes.into_iter().map(|(_, code)| code).collect()
        }
        // A dimension of one category may leave its index out.
        (None, Some(Value::Object(labels))) => labels.keys().cloned().collect(),
        _ => return None,
    };
    Some(codes.into_iter().map(|code| (code.clone(), label(&code))).collect())
}

/// The element of an array, of an object keyed by index, or of a single value for all; and its subscript in a path.
fn at(values: Option<&Value>, index: usize) -> (Cell<'_>, String) {
    match values {
        // One status for all may also stand in an array by itself.
        Some(Value::Array(values)) if values.len() == 1 => {
            (values.first().map_or(Cell::Empty, json::cell), "[0]".to_owned())
        }
        Some(Value::Array(values)) => (values.get(index).map_or(Cell::Empty, json::cell), format!("[{index}]")),
        Some(Value::Object(values)) => {
            (values.get(&index.to_string()).map_or(Cell::Empty, json::cell), format!("['{index}']"))
        }
        Some(value) => (json::cell(value), String::new()),
        None => (Cell::Empty, String::new()),
    }
}
