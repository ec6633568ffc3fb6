//! Check: what must hold of a new edition before it is recorded.
//!
//! In: the figures of a series as just read, what is known of it, its table, the file that it stands in. Out: findings, each a sentence.
//! Invariant: judges only what is new or changed, so that an edition that says what is known is never held; a finding never throws a
//! figure away: it holds the vintage for a person, or notes something beside it.

pub mod decimals;
pub mod duplicates;
pub mod empty;
pub mod fewer_rows;
pub mod full_table;
pub mod gaps;
pub mod jump;
pub mod older;
pub mod parts;
pub mod provisional;
pub mod range;
pub mod revision;
pub mod shrinkage;
pub mod unit;
pub mod unsaid;
mod usual;

use crate::domain::figure::Figure;
use crate::domain::period::Period;
use crate::domain::series::Series;
use crate::domain::source::Coverage;
use crate::ingest::read::SeriesReading;
use chrono::{DateTime, Utc};
use rust_decimal::Decimal;
use std::collections::BTreeSet;

/// What a rule says of a vintage.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Finding {
    /// It waits for a person.
    Hold(String),
    /// It is recorded, with this said.
    Note(String),
}

impl Finding {
    /// The sentence.
    pub fn sentence(&self) -> &str {
        match self {
            Self::Hold(sentence) | Self::Note(sentence) => sentence,
        }
    }

    /// The same as a note.
    fn noted(self) -> Self {
        let (Self::Hold(sentence) | Self::Note(sentence)) = self;
        Self::Note(sentence)
    }

    /// Whether the vintage waits.
    pub fn holds(&self) -> bool {
        matches!(self, Self::Hold(_))
    }
}

/// An edition of a series to be judged.
#[derive(Clone, Copy, Debug)]
pub struct Edition<'a> {
    /// The series.
    pub series: &'a Series,
    /// Its figures as just read, in period order.
    pub figures: &'a [Figure],
    /// What orders it among the editions.
    pub at: DateTime<Utc>,
    /// Its figures as known now, in period order.
    pub known: &'a [Figure],
    /// The newest edition known, none for the first.
    pub known_at: Option<DateTime<Utc>>,
    /// The largest revision of each past edition that revised anything.
    pub past_revisions: &'a [Decimal],
    /// What the table says the file must say and it does not.
    pub unsaid: &'a [String],
    /// How many rows the longest table of the file has; 0 where that is not known.
    pub rows: u64,
    /// How many the last file of the same kind had that was recorded, where that is known.
    pub rows_before: Option<u64>,
    /// Every series that was read in the file.
    pub in_file: &'a [SeriesReading],
    /// Every series of the source.
    pub of_source: &'a [Series],
}

/// The rules, one file each. Without those of the first list an edition cannot be recorded; those of the second are for any edition;
/// those of the third compare with what is known.
type Rule = fn(&Edition<'_>) -> Vec<Finding>;
const NEEDED: [Rule; 2] = [empty::check, duplicates::check];
const ALWAYS: [Rule; 6] =
    [unsaid::check, range::check, full_table::check, parts::check, provisional::check, older::check];
const AGAINST_KNOWN: [Rule; 7] =
    [unit::check, jump::check, revision::check, shrinkage::check, fewer_rows::check, gaps::check, decimals::check];

/// Judges an edition by every rule that applies.
pub fn examine(edition: &Edition<'_>) -> Vec<Finding> {
    let needed = NEEDED.iter().flat_map(|rule| rule(edition));
    let against_known = !edition.known.is_empty() && !edition.is_older() && !edition.figures.is_empty();
    let against_known = if against_known { &AGAINST_KNOWN[..] } else { &[] };
    let others = ALWAYS.iter().chain(against_known).flat_map(|rule| rule(edition));
    let says_something = edition.says_something();
    needed.chain(others.map(|finding| if says_something { finding } else { finding.noted() })).collect()
}

impl Edition<'_> {
    /// Whether a newer edition is known.
    fn is_older(&self) -> bool {
        self.known_at.is_some_and(|known| self.at < known)
    }

    /// The known figure of a period.
    fn known_of(&self, period: &Period) -> Option<&Figure> {
        self.known.binary_search_by_key(period, |figure| figure.period).ok().map(|place| &self.known[place])
    }

    /// The newest period known.
    fn newest_known(&self) -> Option<Period> {
        self.known.iter().map(|figure| figure.period).max()
    }

    /// How many periods are not known, and of how many it says something else than is known.
    pub fn differences(&self) -> (usize, usize) {
        let (known, new): (Vec<_>, Vec<_>) = self.news().partition(|figure| self.known_of(&figure.period).is_some());
        (new.len(), known.len())
    }

    /// Whether recording it would change anything: figures that are not known, or known ones that a whole file has no more.
    fn says_something(&self) -> bool {
        self.news().next().is_some() || !self.lost().is_empty()
    }

    /// Known periods that a file of the whole series does not have any more.
    fn lost(&self) -> Vec<Period> {
        if self.series.coverage != Coverage::Whole {
            return Vec::new();
        }
        let there: BTreeSet<_> = self.figures.iter().map(|figure| figure.period).collect();
        self.known.iter().map(|figure| figure.period).filter(|period| !there.contains(period)).collect()
    }

    /// The figures that say something that is not known.
    fn news(&self) -> impl Iterator<Item = &Figure> {
        self.figures
            .iter()
            .filter(|figure| !self.known_of(&figure.period).is_some_and(|known| known.says_the_same_as(figure)))
    }
}

/// What a person does about a vintage that waits.
pub(crate) const WHAT_TO_DO: &str =
    "look at the file and the publisher's page, then release or refuse it (`headway held`)";

/// Up to four findings of one kind as they are; of more, three and how many others.
fn shorten(mut findings: Vec<Finding>) -> Vec<Finding> {
    const SHOWN: usize = 4;
    if findings.len() > SHOWN {
        let others = findings.len() - (SHOWN - 1);
        findings.truncate(SHOWN - 1);
        findings.push(Finding::Hold(format!("and {others} more figures of the same kind")));
    }
    findings
}

/// Up to five labels, for a sentence.
fn labels(periods: &[Period]) -> String {
    let shown: Vec<_> = periods.iter().take(5).map(Period::label).collect();
    let others = periods.len().saturating_sub(5);
    if others == 0 { shown.join(", ") } else { format!("{} and {others} more", shown.join(", ")) }
}

#[cfg(test)]
pub(crate) mod sample;

#[cfg(test)]
mod tests {
    use super::sample::{judge, words};

    #[test]
    fn an_edition_that_only_adds_a_month_passes() {
        let known = ["2025-10 100", "2025-11 110", "2025-12 105"];
        assert_eq!(words(&judge("", &known, &[&known[..], &["2026-01 112"]].concat())), [""; 0]);
        assert_eq!(words(&judge("", &known, &known)), [""; 0]);
    }

    #[test]
    fn a_first_edition_has_only_its_range_to_keep() {
        assert_eq!(words(&judge("", &[], &["2025-10 1", "2025-11 1000000", "2026-03 2"])), [""; 0]);
    }
}
