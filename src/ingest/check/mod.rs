//! Check: what must hold of a new edition before it is recorded.
//!
//! In: the figures of a series as just read, what is known of it, its table. Out: findings, each a sentence.
//! Invariant: judges only what is new or changed; a finding never throws a figure away: it holds the vintage for a person, or
//! notes something beside it.

pub mod duplicates;
pub mod empty;
pub mod gaps;
pub mod jump;
pub mod older;
pub mod range;
pub mod shrinkage;

use crate::domain::figure::Figure;
use crate::domain::period::Period;
use crate::domain::series::Series;
use chrono::{DateTime, Utc};

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
}

/// The rules, one file each. Those of the first list are for any edition; those of the second compare with what is known.
type Rule = fn(&Edition<'_>) -> Vec<Finding>;
const ALWAYS: [Rule; 4] = [empty::check, duplicates::check, range::check, older::check];
const AGAINST_KNOWN: [Rule; 3] = [jump::check, shrinkage::check, gaps::check];

/// Judges an edition by every rule that applies.
pub fn examine(edition: &Edition<'_>) -> Vec<Finding> {
    let mut findings: Vec<_> = ALWAYS.iter().flat_map(|rule| rule(edition)).collect();
    if !edition.known.is_empty() && !edition.is_older() && !edition.figures.is_empty() {
        findings.extend(AGAINST_KNOWN.iter().flat_map(|rule| rule(edition)));
    }
    findings
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
pub(crate) mod sample {
    use super::{Edition, Finding, examine};
    use crate::domain::figure::{Figure, Flags, Missing, Value};
    use crate::domain::period::Period;
    use crate::domain::series::Series;
    use chrono::{DateTime, Utc};

    /// A monthly series with the checks given as TOML.
    pub(crate) fn series(more: &str) -> Series {
        let text = format!(
            "id = 'heat-pumps'\ntitle = 'x'\nunit = 'x'\nplace = 'x'\npopulation = 'x'\ngranularity = 'month'\n{more}"
        );
        toml::from_str(&text).unwrap()
    }

    /// Figures from `2026-01 5`; `x` for a missing one.
    pub(crate) fn figures(lines: &[&str]) -> Vec<Figure> {
        let read = |line: &&str| {
            let (period, value) = line.split_once(' ').unwrap();
            Figure {
                period: Period::parse(period).unwrap(),
                label: period.to_owned(),
                value: value.parse().map_or(Value::Missing(Missing::NotAvailable), Value::Number),
                flags: Flags::NONE,
                cell: "Sheet!B2".to_owned(),
                evidence: None,
            }
        };
        lines.iter().map(read).collect()
    }

    /// What all rules say of `new`, a month younger than `known`.
    pub(crate) fn judge(more: &str, known: &[&str], new: &[&str]) -> Vec<Finding> {
        judge_at(more, known, new, "2026-02-01T09:30:00Z".parse().unwrap())
    }

    /// The same with the instant of the new edition; the known one is of 1 January 2026.
    pub(crate) fn judge_at(more: &str, known: &[&str], new: &[&str], at: DateTime<Utc>) -> Vec<Finding> {
        let (series, known, figures) = (series(more), figures(known), figures(new));
        let known_at = (!known.is_empty()).then(|| "2026-01-01T09:30:00Z".parse().unwrap());
        examine(&Edition { series: &series, figures: &figures, at, known: &known, known_at })
    }

    /// The sentences of findings, with `hold: ` or `note: ` before each.
    pub(crate) fn words(findings: &[Finding]) -> Vec<String> {
        let kind = |finding: &Finding| if finding.holds() { "hold" } else { "note" };
        findings.iter().map(|finding| format!("{}: {}", kind(finding), finding.sentence())).collect()
    }
}

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
