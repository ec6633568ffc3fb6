//! What a sum must find: every name in the lists of its conditions.
//!
//! In: a compiled table that adds rows up, and the rows that it takes. Out: an error that names what no row had.
//! Invariant: a part that a publisher renamed or left out never makes a sum smaller in silence.

use super::super::decode::cell::Row;
use super::super::error::ReadError;
use super::plan::Plan;
use super::table::Table;

/// The names that no row has had yet, as (condition, place in its list).
#[derive(Debug)]
pub struct Summands(Vec<(usize, usize)>);

impl Summands {
    /// What the sum of `table` must find; nothing where it adds nothing up.
    pub fn of(table: &Table<'_>) -> Self {
        let conditions = table.conditions.iter().enumerate().filter(|_| table.sums());
        let lists = conditions.filter_map(|(index, condition)| Some((index, condition.is.as_ref()?.len())));
        let several = lists.filter(|(_, length)| *length > 1);
        Self(several.flat_map(|(index, length)| (0..length).map(move |place| (index, place))).collect())
    }

    /// A row that is added.
    pub fn take(&mut self, table: &Table<'_>, plan: &Plan, row: &mut Row<'_>) {
        self.0.retain(|(condition, place)| !has(table, plan, row, *condition, *place));
    }

    /// Whether every name was found.
    pub fn finish(&self, table: &Table<'_>) -> Result<(), ReadError> {
        let Some((condition, place)) = self.0.first() else { return Ok(()) };
        let condition = &table.conditions[*condition];
        let wanted = condition.wanted.get(*place).cloned().unwrap_or_default();
        Err(ReadError::SummandMissing {
            series: table.series.to_owned(),
            column: condition.column.text.clone(),
            wanted,
        })
    }
}

fn has(table: &Table<'_>, plan: &Plan, row: &mut Row<'_>, condition: usize, place: usize) -> bool {
    let patterns = table.conditions[condition].is.as_deref().unwrap_or_default();
    plan.column_of(condition).is_some_and(|column| plan.matches(row, column, &patterns[place..=place]))
}
