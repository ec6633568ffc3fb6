//! Finding the header and naming the columns.
//!
//! In: the first rows of a sheet or file as text. Out: the name of each column, and where a named column is.
//! Invariant: the rows of a header are joined by a space; a gap is filled from the left, within the group above it, as merged
//! cells mean it; nothing is filled in the last row, so that spacer columns stay without a name of their own.

use super::super::error::ReadError;
use super::pattern::{Pattern, clean, spaces};
use super::table::{By, ColumnName};

/// How many rows are searched for the header.
pub const SEARCHED: usize = 50;

/// A row of the head of a table: its number, and the text of its filled cells by column.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct HeldRow {
    /// Its number, from 1.
    pub number: usize,
    /// Filled cells.
    pub cells: Vec<(usize, String)>,
}

/// The columns of a table.
#[derive(Clone, Debug, Default)]
pub struct Columns {
    /// Names as matched: cleaned, by column from 0; empty where there is none.
    pub names: Vec<String>,
    /// Names as they stand, with their notes.
    pub raw: Vec<String>,
    /// Further names, of labels that stand beside a code or with it in one cell.
    pub labels: Vec<(String, usize)>,
}

impl Columns {
    /// A column's number plus this is the label in its cells (`GBR: United Kingdom`).
    pub const LABEL: usize = 1 << 24;

    /// Joins the rows of a header.
    pub fn join(rows: &[&HeldRow]) -> Self {
        let width = rows.iter().flat_map(|row| &row.cells).map(|(column, _)| column + 1).max().unwrap_or(0);
        let own: Vec<Vec<String>> = rows.iter().map(|row| laid_out(row, width)).collect();
        let last = own.len().saturating_sub(1);
        let grid: Vec<Vec<String>> = own
            .iter()
            .enumerate()
            .map(|(index, row)| if index < last { filled(row, &own[..index]) } else { row.clone() })
            .collect();
        let raw: Vec<String> = (0..width).map(|column| joined(&grid, column)).collect();
        let names = raw.iter().map(|name| clean(name).into_owned()).collect();
        Self { names, raw, labels: Vec::new() }
    }

    /// The name of `column`, or nothing.
    pub fn name(&self, column: usize) -> &str {
        let label = || self.labels.iter().find(|(_, at)| *at == column).map_or("", |(name, _)| name);
        self.names.get(column).map_or_else(label, String::as_str)
    }

    /// The one column that `wanted` names; of several that differ in nothing but case, the one written just so.
    pub fn find(&self, wanted: &ColumnName, series: &str) -> Result<usize, ReadError> {
        let found = self.find_all(wanted, series)?;
        let just_so: Vec<_> = found.iter().filter(|column| self.name(**column) == wanted.text).collect();
        match (found.as_slice(), just_so.as_slice()) {
            ([column], _) => Ok(*column),
            (_, [column]) => Ok(**column),
            (columns, _) => Err(ReadError::ColumnAmbiguous {
                series: series.to_owned(),
                wanted: format!("`{}`", wanted.text),
                columns: columns.iter().map(|column| format!("#{} {}", column + 1, self.name(*column))).collect(),
            }),
        }
    }

    /// Every column that `wanted` names; at least one.
    pub fn find_all(&self, wanted: &ColumnName, series: &str) -> Result<Vec<usize>, ReadError> {
        let found = match &wanted.by {
            By::Place(place) => vec![*place],
            By::Header(pattern) => self.matching(pattern),
            By::FirstOf(patterns) => patterns
                .iter()
                .map(|pattern| self.matching(pattern))
                .find(|found| !found.is_empty())
                .unwrap_or_default(),
        };
        if found.is_empty() {
            return Err(self.missing(&wanted.text, series));
        }
        Ok(found)
    }

    /// Columns whose name matches, else labels whose name does.
    fn matching(&self, pattern: &Pattern) -> Vec<usize> {
        let names: Vec<_> = (0..self.names.len()).filter(|column| pattern.matches(self.name(*column))).collect();
        if !names.is_empty() {
            return names;
        }
        self.labels.iter().filter(|(name, _)| pattern.matches(name)).map(|(_, column)| *column).collect()
    }

    /// The complaint that no column is called `wanted`.
    pub fn missing(&self, wanted: &str, series: &str) -> ReadError {
        let columns = self.names.iter().filter(|name| !name.is_empty()).cloned().collect();
        ReadError::ColumnMissing { series: series.to_owned(), wanted: format!("`{wanted}`"), columns }
    }
}

fn laid_out(row: &HeldRow, width: usize) -> Vec<String> {
    let mut cells = vec![String::new(); width];
    for (column, text) in &row.cells {
        // StatsWales writes a full stop into every cell that a merged one covers.
        if let Some(cell) = cells.get_mut(*column).filter(|_| text.trim() != ".") {
            *cell = spaces(text).into_owned();
        }
    }
    cells
}

/// A row with its gaps filled from the left, as far as no row above begins a new group.
fn filled(row: &[String], above: &[Vec<String>]) -> Vec<String> {
    let mut current = String::new();
    let fill = |(column, cell): (usize, &String)| {
        let name = |row: &[String], column: usize| row.get(column).cloned().unwrap_or_default();
        let begins = above
            .iter()
            .any(|row| !name(row, column).is_empty() && (column == 0 || name(row, column) != name(row, column - 1)));
        if begins || !cell.is_empty() {
            current.clone_from(cell);
        }
        current.clone()
    };
    row.iter().enumerate().map(fill).collect()
}

fn joined(grid: &[Vec<String>], column: usize) -> String {
    let parts: Vec<_> =
        grid.iter().filter_map(|row| row.get(column)).filter(|text| !text.is_empty()).map(String::as_str).collect();
    parts.join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn columns(rows: &[&[&str]]) -> Vec<String> {
        let held: Vec<_> = rows
            .iter()
            .enumerate()
            .map(|(number, cells)| HeldRow {
                number,
                cells: cells
                    .iter()
                    .enumerate()
                    .filter(|(_, text)| !text.is_empty())
                    .map(|(column, text)| (column, (*text).to_owned()))
                    .collect(),
            })
            .collect();
        Columns::join(&held.iter().collect::<Vec<_>>()).names
    }

    #[test]
    fn rows_are_joined_and_gaps_filled_within_their_group() {
        let three = columns(&[
            &["Name", "Payroll staff", "", "", "", "Grand total", ""],
            &["", "AO/AA", "", "EO", "", "", ""],
            &["", "Headcount", "FTE", "Headcount", "FTE", "Headcount", "FTE"],
        ]);
        let expected = [
            "Name",
            "Payroll staff AO/AA Headcount",
            "Payroll staff AO/AA FTE",
            "Payroll staff EO Headcount",
            "Payroll staff EO FTE",
            "Grand total Headcount",
            "Grand total FTE",
        ];
        assert_eq!(three, expected);
        assert_eq!(
            columns(&[&["", "2018", "2018", "2018"], &["", "", "  Q2", "  Q3"]]),
            ["", "2018", "2018 Q2", "2018 Q3"]
        );
        assert_eq!(
            columns(&[&["", "All visits", "", ""], &["", "NSA", "", "SA"]]),
            ["", "All visits NSA", "All visits", "All visits SA"]
        );
        assert_eq!(
            columns(&[&["All ", "", "", "All "], &["Up to 26 ", ".", "Over", "."], &["0-1 ", "1-2 ", "27 ", "."]]),
            ["All Up to 26 0-1", "All Up to 26 1-2", "All Over 27", "All"]
        );
    }

    #[test]
    fn notes_and_line_breaks_are_cleaned_off_a_name() {
        assert_eq!(
            columns(&[&["2022/23:\nHeat pump technologies [note 24]", "Name\u{a0}\u{a0}"]]),
            ["2022/23: Heat pump technologies", "Name"]
        );
    }

    #[test]
    fn a_missing_and_an_ambiguous_column_name_what_there_is() {
        let columns =
            Columns { names: ["Year", "Cars", "cars", "CARS"].map(str::to_owned).to_vec(), ..Columns::default() };
        let named = |text: &str| ColumnName { text: text.to_owned(), by: By::Header(Pattern::parse(text).unwrap()) };
        assert_eq!(
            columns.find(&named("Vans"), "s").unwrap_err().to_string(),
            "s: no column `Vans`; columns are `Year`, `Cars`, `cars`, `CARS`"
        );
        assert!(columns.find(&named("cArs"), "s").unwrap_err().to_string().contains("`#2 Cars`, `#3 cars`"));
        assert_eq!(columns.find(&named("cars"), "s"), Ok(2));
        assert_eq!(columns.find(&named("/^y/"), "s"), Ok(0));
    }
}
