//! The figures of a series as they are found: one a period, or the sum of several.
//!
//! In: values with their periods and places. Out: figures in period order.
//! Invariant: two values for one period are an error unless the table says what to do with them; a sum over suppressed cells is
//! missing or a lower bound, never silently complete; a sum carries its filter, the count and the SHA-256 of its rows.

use super::plan::Labelled;
use crate::domain::figure::{Figure, Flag, Flags, Missing, Value};
use crate::domain::period::Period;
use crate::domain::source::Aggregate;
use crate::ingest::media;
use rust_decimal::Decimal;
use sha2::{Digest, Sha256};
use std::collections::BTreeMap;

/// The longest label or place that says something.
const LONGEST: usize = 1000;

/// A value that was found.
#[derive(Clone, Debug)]
pub struct FoundValue {
    /// The number or the reason.
    pub value: Value,
    /// Its flags.
    pub flags: Flags,
    /// Where it stands.
    pub place: String,
}

/// Figures as they are found.
#[derive(Debug, Default)]
pub struct Tally {
    single: BTreeMap<Period, Figure>,
    sums: BTreeMap<Period, Sum>,
    /// The rows of all sums, where every row is of every period.
    of_all: Sha256,
}

/// Two values for one period, each with its place.
#[derive(Debug, PartialEq, Eq)]
pub struct Clash {
    /// The period.
    pub period: Period,
    /// The first.
    pub first: String,
    /// The second.
    pub second: String,
    /// Whether just one of them is an empty cell.
    pub one_is_blank: bool,
}

impl Tally {
    /// Whether nothing was found.
    pub fn is_empty(&self) -> bool {
        self.single.is_empty() && self.sums.is_empty()
    }

    /// Takes a value for a period. `same` takes a second one that says the same.
    pub fn one(&mut self, at: &Labelled, found: FoundValue, same: bool) -> Result<(), Clash> {
        let figure = Figure {
            period: at.period,
            label: at.label.clone(),
            value: found.value,
            flags: found.flags.union(at.flags),
            cell: found.place,
            evidence: None,
        };
        match self.single.get(&at.period) {
            None => {
                self.single.insert(at.period, figure);
                Ok(())
            }
            Some(first) if same && first.says_the_same_as(&figure) => Ok(()),
            Some(first) => Err(Clash {
                period: at.period,
                first: told(first),
                second: told(&figure),
                one_is_blank: is_blank(first) != is_blank(&figure),
            }),
        }
    }

    /// A row that is of every period's sum; `row` is what the hash covers.
    pub fn row_of_all(&mut self, row: impl FnOnce(&mut Sha256)) {
        row(&mut self.of_all);
    }

    /// Adds a row's values to the sum of a period. `row` is what the hash covers; none where the row is of every period's sum.
    pub fn add(
        &mut self,
        at: &Labelled,
        values: impl Iterator<Item = FoundValue>,
        row: Option<impl FnOnce(&mut Sha256)>,
    ) {
        let sum = self.sums.entry(at.period).or_insert_with(|| Sum {
            label: at.label.clone(),
            flags: at.flags,
            ..Sum::default()
        });
        sum.rows += 1;
        match row {
            Some(row) => row(sum.hash.get_or_insert_default()),
            None => sum.hash = None,
        }
        values.for_each(|found| sum.take(found));
    }

    /// All figures in period order. `filter` says in words which rows were summed.
    pub fn finish(self, aggregate: Option<Aggregate>, filter: &str) -> Vec<Figure> {
        let of_all = self.of_all.finalize();
        let sums = self.sums.into_iter().map(|(period, mut sum)| {
            let hash = sum.hash.take().map_or(of_all, Digest::finalize);
            sum.finish(period, aggregate == Some(Aggregate::SumAtLeast), filter, &hex::encode(hash))
        });
        let mut figures: Vec<_> = self.single.into_values().chain(sums).map(in_plain_letters).collect();
        figures.sort_by_key(|figure| figure.period);
        figures
    }
}

/// Label and place are a publisher's words: they are kept, shown, downloaded and printed.
fn in_plain_letters(mut figure: Figure) -> Figure {
    for words in [&mut figure.label, &mut figure.cell] {
        if words.len() > LONGEST || words.chars().any(media::is_unseen) {
            *words = media::words_of_others(words, LONGEST);
        }
    }
    figure
}

fn is_blank(figure: &Figure) -> bool {
    figure.value == Value::Missing(Missing::Blank)
}

fn told(figure: &Figure) -> String {
    let text = if figure.value.number().is_some() { figure.value.text() } else { figure.words() };
    format!("{text} at {}", figure.cell)
}

/// A sum in the making.
#[derive(Debug, Default)]
struct Sum {
    label: String,
    flags: Flags,
    total: Decimal,
    numbers: u64,
    cells: u64,
    rows: u64,
    withheld: Option<Missing>,
    absent: Option<Missing>,
    first: String,
    hash: Option<Sha256>,
}

impl Sum {
    fn take(&mut self, found: FoundValue) {
        self.flags = self.flags.union(found.flags);
        if self.cells == 0 {
            self.first = found.place;
        }
        self.cells += 1;
        match found.value {
            Value::Number(number) => {
                self.numbers += 1;
                // A sum beyond 28 digits is no statistic; it is withheld rather than wrong.
                match self.total.checked_add(number) {
                    Some(total) => self.total = total,
                    None => self.withheld = Some(Missing::NotAvailable),
                }
            }
            // An empty cell and one that does not apply have nothing to add.
            Value::Missing(reason @ (Missing::Blank | Missing::NotApplicable)) => {
                self.absent = self.absent.or(Some(reason));
            }
            Value::Missing(reason) => self.withheld = self.withheld.or(Some(reason)),
        }
    }

    fn finish(self, period: Period, at_least: bool, filter: &str, hash: &str) -> Figure {
        let (value, flags) = match (self.withheld, self.numbers) {
            (None, 0) => (Value::Missing(self.absent.unwrap_or(Missing::Blank)), self.flags),
            (None, _) => (Value::Number(self.total), self.flags),
            (Some(_), 1..) if at_least => (Value::Number(self.total), self.flags.with(Flag::LowerBound)),
            (Some(reason), _) => (Value::Missing(reason), self.flags),
        };
        let cell = match self.cells {
            1 => self.first,
            _ => format!("{filter}; {} rows; SHA-256 {hash}", self.rows),
        };
        Figure { period, label: self.label, value, flags, cell, evidence: None }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(label: &str) -> Labelled {
        Labelled { period: Period::parse(label).unwrap(), label: label.to_owned(), flags: Flags::NONE }
    }

    fn found(value: Value, place: &str) -> FoundValue {
        FoundValue { value, flags: Flags::NONE, place: place.to_owned() }
    }

    fn number(number: i64) -> Value {
        Value::Number(Decimal::from(number))
    }

    #[test]
    fn a_second_value_for_a_period_is_refused_unless_it_may_repeat() {
        let mut tally = Tally::default();
        tally.one(&at("2024"), found(number(5), "A1"), false).unwrap();
        let clash = tally.one(&at("2024"), found(number(5), "A2"), false).unwrap_err();
        assert_eq!((clash.first.as_str(), clash.second.as_str()), ("5 at A1", "5 at A2"));
        assert_eq!(tally.one(&at("2024"), found(number(5), "A2"), true), Ok(()));
        assert!(tally.one(&at("2024"), found(number(6), "A2"), true).is_err());
    }

    #[test]
    fn what_nobody_sees_is_kept_neither_of_a_label_nor_of_a_place() {
        let mut tally = Tally::default();
        let labelled = Labelled { label: "2024\u{202e}\u{1b}[31m".to_owned(), ..at("2024") };
        let place = format!("line 2, column Cars\u{1b}]0;owned\u{7}{}", "x".repeat(1_000_000));
        tally.one(&labelled, found(number(5), &place), false).unwrap();
        tally.one(&at("2025"), found(number(6), "Fahrzeuge\u{a0}(ü)!B2"), false).unwrap();
        let figures = tally.finish(None, "");
        assert_eq!(figures[0].label, "2024  [31m");
        assert!(figures[0].cell.starts_with("line 2, column Cars ]0;owned xxx") && figures[0].cell.len() < 1100);
        assert_eq!(figures[1].cell, "Fahrzeuge\u{a0}(ü)!B2");
    }

    #[test]
    fn a_sum_over_suppressed_cells_is_missing_or_a_lower_bound() {
        let suppressed = Value::Missing(Missing::Suppressed);
        let blank = Value::Missing(Missing::Blank);
        for (values, aggregate, text, words) in [
            (vec![number(2), number(3), blank], Aggregate::Sum, "5", ""),
            (vec![number(2), suppressed], Aggregate::Sum, "", "suppressed"),
            (vec![number(2), suppressed], Aggregate::SumAtLeast, "2", "lower_bound"),
            (vec![suppressed, suppressed], Aggregate::SumAtLeast, "", "suppressed"),
            (vec![blank, blank], Aggregate::Sum, "", "blank"),
        ] {
            let mut tally = Tally::default();
            tally.add(
                &at("2024"),
                values.into_iter().map(|value| found(value, "A1")),
                Some(|hash: &mut Sha256| hash.update(b"row")),
            );
            let figures = tally.finish(Some(aggregate), "sum of A");
            assert_eq!((figures[0].value.text().as_str(), figures[0].words().as_str()), (text, words));
            assert!(figures[0].cell.starts_with("sum of A; 1 rows; SHA-256 "), "{}", figures[0].cell);
        }
    }
}
