//! What was seen on the way, for messages that help.
//!
//! In: rows that failed, rows that clash. Out: words. Invariant: a few hundred short strings at most are kept, whatever the file's
//! size; of those, the ones most like what was asked for are shown.

use super::super::decode::cell::Row;
use super::super::error::ReadError;
use super::super::words::period_text::{Said, read};
use super::header::HeldRow;
use super::pattern::Pattern;
use super::plan::Plan;
use super::table::Table;
use std::collections::BTreeSet;

/// What was seen, for the message when nothing is found.
#[derive(Debug, Default)]
pub struct Seen {
    /// Sheets that it was looked for in.
    pub sheets_tried: Vec<String>,
    /// How sheets without its header begin.
    pub heads: Vec<String>,
    /// What the widest row lacked that looked like a header, and its width.
    pub unfit: Option<(usize, ReadError)>,
    /// Rows under the header.
    pub rows: u64,
    /// Rows that met every condition.
    pub met: u64,
    /// Rows between `from` and `until`.
    pub inside: u64,
    /// A label that is a period of another length.
    pub other_length: Option<String>,
    /// Distinct cells at each condition that some row failed first.
    pub instead: Vec<BTreeSet<String>>,
}

impl Seen {
    /// A row that looked like the header and was not; the complaint about the widest is kept.
    pub fn unfit(&mut self, width: usize, error: ReadError) {
        if self.unfit.as_ref().is_none_or(|(widest, _)| width > *widest) {
            self.unfit = Some((width, error));
        }
    }

    /// A row failed a condition; what stood there is kept while nothing better is known.
    pub fn failed(&mut self, plan: &Plan, row: &mut Row<'_>, failed: usize) {
        const KEPT: usize = 400;
        if self.met > 0 || self.inside > 20_000 {
            return;
        }
        if let (Some(values), Some(column)) = (self.instead.get_mut(failed), plan.column_of(failed))
            && values.len() < KEPT
        {
            values.insert(row.cell(column).text().chars().take(50).collect());
        }
    }

    /// A sheet without a header; how it begins.
    pub fn no_header_in(&mut self, held: &[HeldRow]) {
        let beginnings = held.iter().take(5).filter_map(|row| row.cells.first());
        self.heads.extend(beginnings.map(|(_, text)| text.chars().take(60).collect()));
    }

    /// Why there is no sheet or no header.
    pub fn no_header(self, table: &Table<'_>, sheets: &[String]) -> ReadError {
        let series = table.series.to_owned();
        let wanted = |named: Option<&(Pattern, String)>| named.map(|(_, wanted)| wanted.clone());
        if let Some((_, error)) = self.unfit {
            return error;
        }
        let place = match self.sheets_tried.as_slice() {
            [] => {
                let wanted = wanted(table.sheet.as_ref()).unwrap_or_else(|| "at all".to_owned());
                return ReadError::SheetMissing { series, wanted, sheets: sheets.to_vec() };
            }
            [sheet] if sheet.is_empty() => "the file".to_owned(),
            tried => tried.iter().map(|sheet| format!("`{sheet}`")).collect::<Vec<_>>().join(", "),
        };
        let wanted = wanted(table.header.as_ref())
            .map_or_else(|| "there is no filled cell".to_owned(), |wanted| format!("no cell is {wanted}"));
        ReadError::HeaderMissing { series, wanted, place, rows: self.heads }
    }

    /// Why there is no figure.
    pub fn why_nothing(&self, table: &Table<'_>) -> String {
        let seen = self;
        if let Some(label) = seen.other_length.as_ref().filter(|_| seen.met > 0) {
            let part = if read(label) == Some(Said::Part) {
                " (a term, a season or another part of a year, for which there is no granularity)"
            } else {
                ""
            };
            return format!("the periods are of another length than {}: `{label}`{part}", table.granularity);
        }
        if seen.rows == 0 {
            return "there is no row under the header".to_owned();
        }
        if seen.inside == 0 {
            return format!("no row between `from` and `until`, of {} under the header", seen.rows);
        }
        if seen.met > 0 {
            return format!("{} rows meet the conditions and none has a period and a value", seen.met);
        }
        let failed = table.conditions.iter().zip(&seen.instead).rfind(|(_, values)| !values.is_empty());
        match failed {
            Some((condition, values)) => {
                const SHOWN: usize = 12;
                let wanted = condition.wanted.join(" ");
                let mut values: Vec<_> = values.iter().collect();
                values.sort_by_cached_key(|value| std::cmp::Reverse(likeness(value, &wanted)));
                let shown: Vec<_> = values.iter().take(SHOWN).map(|value| format!("`{value}`")).collect();
                let more = if values.len() > SHOWN { " and others" } else { "" };
                format!("no row of {} has {}; there are {}{more}", seen.inside, condition.words, shown.join(", "))
            }
            None => format!("no row of {} meets the conditions", seen.inside),
        }
    }
}

/// How much a text is like what was asked for, of 1000: by pairs of letters; by initials (`UK`), all.
fn likeness(text: &str, wanted: &str) -> usize {
    let pairs = |text: &str| {
        let letters: Vec<char> = text.to_lowercase().chars().filter(|letter| letter.is_alphanumeric()).collect();
        letters.windows(2).map(|pair| (pair[0], pair[1])).collect::<BTreeSet<_>>()
    };
    let initials: String = text.split_whitespace().filter_map(|word| word.chars().next()).collect();
    if initials.len() > 1 && initials.eq_ignore_ascii_case(wanted) {
        return 1000;
    }
    let (ours, theirs) = (pairs(text), pairs(wanted));
    2000 * ours.intersection(&theirs).count() / (ours.len() + theirs.len()).max(1)
}

/// In which columns two rows differ, apart from those that hold the value; measures only where nothing else differs.
pub fn differences(plan: &Plan, first: &[(usize, String)], row: &mut Row<'_>) -> String {
    let width = row.width().max(first.last().map_or(0, |(column, _)| column + 1));
    let (mut told, mut measures) = (Vec::new(), Vec::new());
    for column in 0..width {
        let told_apart = plan.identity.as_ref().is_none_or(|identity| identity.contains(&column));
        let here = row.cell(column).text().into_owned();
        let there = first.iter().find(|(at, _)| *at == column).map_or("", |(_, text)| text);
        if here == there || !told_apart || plan.values.contains(&column) {
            continue;
        }
        let is_measure = [there, &here].iter().all(|text| text.parse::<f64>().is_ok() && text.contains('.'));
        let list = if is_measure || plan.is_across(column) { &mut measures } else { &mut told };
        list.push(format!("{} (`{there}`, `{here}`)", plan.columns.name(column)));
    }
    let told = if told.is_empty() { measures } else { told };
    let told: Vec<_> = told.into_iter().take(6).collect();
    if told.is_empty() { String::new() } else { format!(" (the rows differ in {})", told.join(", ")) }
}

/// Which cells are summed, in words.
pub fn filter_in_words(table: &Table<'_>) -> String {
    let columns: Vec<_> = table.values.iter().map(|value| value.text.as_str()).collect();
    let columns = if columns.is_empty() { "the column of the period".to_owned() } else { columns.join(" + ") };
    let conditions: Vec<_> = table.conditions.iter().map(|condition| condition.words.as_str()).collect();
    let conditions = if conditions.is_empty() { String::new() } else { format!(" where {}", conditions.join(" and ")) };
    format!("sum of {columns}{conditions}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_likest_text_is_shown_first() {
        for (wanted, best) in
            [("UK", "United Kingdom"), ("Hartlepol", "Hartlepool"), ("great britain", "Great Britain")]
        {
            let mut texts = ["Afghanistan", "Great Britain", "Hartlepool", "Ukraine", "United Kingdom"];
            texts.sort_by_key(|text| std::cmp::Reverse(likeness(text, wanted)));
            assert_eq!(texts[0], best, "{wanted}");
        }
    }
}
