//! How many rows an answer says that it has: Nomis cuts an answer off at its cap and says so in no other way.
//!
//! In: every row of a file of Nomis. Out: a complaint where there are fewer than it tells of.
//! Invariant: nothing half is read: an answer that was cut off, or that may have been and does not tell, is an error.

use super::super::decode::cell::Row;
use super::super::error::ReadError;
use super::header::SEARCHED;

/// The caps of Nomis: for guests, and for those who have a key.
const CAPS: [u64; 2] = [25_000, 100_000];

/// Counts what was told and what came.
#[derive(Debug, Default)]
pub struct Told {
    column: Option<usize>,
    said: u64,
    came: u64,
}

impl Told {
    /// A row goes by.
    pub fn hear(&mut self, row: &mut Row<'_>) {
        let Some(column) = self.column else {
            if row.number <= SEARCHED {
                let filled = row.filled().into_iter();
                let named = filled.filter(|(_, cell)| cell.text().trim().eq_ignore_ascii_case("RECORD_COUNT"));
                self.column = named.map(|(column, _)| column).next();
            }
            return;
        };
        if let Ok(told) = row.cell(column).text().trim().parse::<u64>() {
            self.said = self.said.max(told);
            self.came += 1;
        }
    }

    /// Whether all came, of a file of so many rows.
    pub fn judge(&self, rows: u64) -> Result<(), ReadError> {
        let (came, told) = (self.came, self.said);
        if told > came {
            return Err(ReadError::Truncated(format!(
                "RECORD_COUNT says {told} rows and {came} are there: Nomis cut the answer off at its cap; ask for less at a time, \
                 or with a key"
            )));
        }
        let data = rows.saturating_sub(1);
        if self.column.is_none() && CAPS.contains(&data) {
            return Err(ReadError::Truncated(format!(
                "it has just {data} rows, the cap of Nomis, and does not say how many there are; ask for RECORD_COUNT in `select`"
            )));
        }
        Ok(())
    }
}
