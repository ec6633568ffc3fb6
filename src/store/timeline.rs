//! Which rows a new edition needs so that every question, about any instant, keeps its right answer.
//!
//! In: the rows of one period, a new edition and what it says. Out: the rows to write.
//! Invariant: for every instant t, the row of the newest edition that counts by t says what the newest edition that counts by
//! t and speaks of the period said, written down or not.
//!
//! An edition that repeats what is answered without it gets no row: it *leans* on the rows of older editions. When an older
//! edition turns up later and gets a row that would be answered in its place, the leaning edition is given the row that it was
//! understood to have. "Withdrawn" and "never heard of" are one answer, `None`.

use crate::domain::figure::{Flags, Missing, Value};
use chrono::{DateTime, Utc};

/// The place of an edition in both times.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Stand {
    /// Its place among the publisher's editions.
    pub edition_at: DateTime<Utc>,
    /// Its number, in the order of recording: orders editions of one instant.
    pub id: i64,
    /// Since when it counts.
    pub effective_at: DateTime<Utc>,
}

impl Stand {
    /// What orders editions.
    pub fn key(&self) -> (DateTime<Utc>, i64) {
        (self.edition_at, self.id)
    }
}

/// What an edition says of a period: a number or a reason with flags; `None` if it does not know it any more.
pub(super) type Says = Option<(Value, Flags)>;

/// What a figure amounts to.
pub(super) fn says(value: Value, flags: Flags) -> Says {
    (value != Value::Missing(Missing::Withdrawn)).then_some((value, flags))
}

/// A row of one period.
#[derive(Clone, Copy, Debug)]
pub(super) struct Row {
    /// The period, as `period_order`.
    pub period: i64,
    /// The place of its edition.
    pub stand: Stand,
    /// What it says.
    pub says: Says,
    /// Its number in the table; 0 until it is written.
    pub id: i64,
}

/// A row to write.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Needed {
    /// For which edition.
    pub edition: i64,
    /// What it holds.
    pub content: Content,
}

/// What a row to write holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Content {
    /// What the new edition says.
    New,
    /// The same as that row.
    CopyOf(i64),
    /// The period was withdrawn.
    Withdrawn,
}

/// What `rows` (in order of edition) answer to somebody who knows the editions older than `stand`, at the instant when it
/// begins to count.
pub(super) fn before<'a>(rows: &'a [Row], stand: &Stand) -> Option<&'a Row> {
    older(rows, stand).find(|row| row.stand.effective_at <= stand.effective_at)
}

/// The rows that are needed so that `new` says `says` of the period of `rows` (in order of edition). `newer`: the editions
/// newer than it that speak of the period without a row of their own, in order.
pub(super) fn settle(rows: &[Row], new: Stand, says: Says, newer: &[Stand]) -> Vec<Needed> {
    if is_repeated(rows, &new, says) {
        return Vec::new();
    }
    let content = if says.is_some() { Content::New } else { Content::Withdrawn };
    let mut needed = vec![Needed { edition: new.id, content }];
    if newer.is_empty() {
        return needed;
    }
    let understood: Vec<_> = newer.iter().map(|stand| (*stand, before(rows, stand).copied())).collect();
    let mut rows = rows.to_vec();
    let period = rows.first().map_or(0, |row| row.period);
    insert(&mut rows, Row { period, stand: new, says, id: 0 });
    for (stand, leant_on) in understood {
        let says = leant_on.and_then(|row| row.says);
        if !is_repeated(&rows, &stand, says) {
            let content =
                leant_on.filter(|row| row.says.is_some()).map_or(Content::Withdrawn, |row| Content::CopyOf(row.id));
            needed.push(Needed { edition: stand.id, content });
            insert(&mut rows, Row { period, stand, says, id: 0 });
        }
    }
    needed
}

/// Whether, from the instant when `stand` counts, the rows of older editions always answer `says`.
fn is_repeated(rows: &[Row], stand: &Stand, says: Says) -> bool {
    // From the newest edition to the oldest: each answers from when it counts until a newer one does.
    let mut until: Option<DateTime<Utc>> = None;
    for row in older(rows, stand) {
        let from = row.stand.effective_at.max(stand.effective_at);
        if until.is_none_or(|until| from < until) {
            if row.says != says {
                return false;
            }
            if row.stand.effective_at <= stand.effective_at {
                return true;
            }
            until = Some(from);
        }
    }
    // Until the first of them counts, nothing is known.
    says.is_none()
}

fn older<'a>(rows: &'a [Row], stand: &Stand) -> impl Iterator<Item = &'a Row> {
    let key = stand.key();
    rows.iter().rev().filter(move |row| row.stand.key() < key)
}

fn insert(rows: &mut Vec<Row>, row: Row) {
    let place = rows.partition_point(|other| other.stand.key() < row.stand.key());
    rows.insert(place, row);
}

#[cfg(test)]
mod tests {
    use super::*;
    use rust_decimal::Decimal;

    fn stand(edition: i64, id: i64, effective: i64) -> Stand {
        let at = |seconds| DateTime::from_timestamp(seconds, 0).unwrap();
        Stand { edition_at: at(edition), id, effective_at: at(effective) }
    }

    fn number(number: i64) -> Says {
        says(Value::Number(Decimal::from(number)), Flags::NONE)
    }

    fn row(stand: Stand, says: Says) -> Row {
        Row { period: 0, stand, says, id: stand.id * 10 }
    }

    #[test]
    fn an_edition_that_repeats_the_answer_needs_no_row() {
        let rows = [row(stand(1, 1, 1), number(73))];
        assert_eq!(settle(&rows, stand(2, 2, 2), number(73), &[]), []);
        assert_eq!(settle(&rows, stand(2, 2, 2), number(74), &[]), [Needed { edition: 2, content: Content::New }]);
    }

    #[test]
    fn an_older_edition_that_turns_up_late_does_not_get_past_one_that_leant_on_its_elder() {
        let rows = [row(stand(1, 1, 1), number(73))];
        let leaning = stand(3, 2, 2);
        assert_eq!(
            settle(&rows, stand(2, 3, 3), number(99), &[leaning]),
            [Needed { edition: 3, content: Content::New }, Needed { edition: 2, content: Content::CopyOf(10) }]
        );
    }

    #[test]
    fn a_whole_edition_without_the_period_withdraws_what_an_older_one_brings_later() {
        let whole = stand(3, 1, 1);
        assert_eq!(
            settle(&[], stand(2, 2, 2), number(99), &[whole]),
            [Needed { edition: 2, content: Content::New }, Needed { edition: 1, content: Content::Withdrawn }]
        );
    }

    #[test]
    fn a_repetition_that_counts_before_what_it_repeats_needs_a_row() {
        let rows = [row(stand(1, 1, 10), number(73))];
        assert_eq!(settle(&rows, stand(2, 2, 5), number(73), &[]), [Needed { edition: 2, content: Content::New }]);
    }
}
