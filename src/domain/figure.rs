//! One published number, or the publisher's reason for its absence.
//!
//! In: what a publisher's cell says. Out: [`Figure`], the unit of everything that is stored, computed and drawn.
//! Invariant: a value is the number in the publisher's cell, unscaled and exact; a missing value has a reason and is never zero;
//! a flag accompanies a value, a reason replaces it.

use super::evidence::Evidence;
use super::period::Period;
use chrono::{DateTime, Utc};
use rust_decimal::{Decimal, RoundingStrategy};
use std::fmt;

/// A number as published, or the reason why there is none.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Value {
    /// The number in the cell. `73` and `73.0` are equal, and so are `-0.0` and `0`.
    Number(Decimal),
    /// No number, and why.
    Missing(Missing),
}

impl Value {
    /// The number, if there is one.
    pub fn number(self) -> Option<Decimal> {
        match self {
            Self::Number(number) => Some(number),
            Self::Missing(_) => None,
        }
    }

    /// Whether both are one number, published to more and to fewer decimal places: the longer, rounded to the places of the shorter, is
    /// the shorter. `62.3` and `62.34` are; `62.30` and `62.34` are not.
    pub fn is_rounded_alike(self, other: Self) -> bool {
        let (Self::Number(one), Self::Number(other)) = (self, other) else { return false };
        let (short, long) = if one.scale() < other.scale() { (one, other) } else { (other, one) };
        let rounds = [RoundingStrategy::MidpointAwayFromZero, RoundingStrategy::MidpointNearestEven];
        short != long && rounds.iter().any(|rounding| long.round_dp_with_strategy(short.scale(), *rounding) == short)
    }

    /// The number as canonical decimal text with the publisher's own decimal places; empty where missing.
    pub fn text(self) -> String {
        match self {
            Self::Number(number) if number.is_zero() => number.abs().to_string(),
            Self::Number(number) => number.to_string(),
            Self::Missing(_) => String::new(),
        }
    }
}

/// Why there is no number. Replaces a value.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Missing {
    /// `[c]`, `c`, `*`: held back so that nobody can be identified.
    Suppressed,
    /// `[x]`, `x`, `..`, `:`, `-`, `n/a`: not available.
    NotAvailable,
    /// `[z]`, `z`, `.`: does not apply.
    NotApplicable,
    /// `[low]`, `low`: more than nil, but rounds to it.
    Low,
    /// `[k]`, `[ns]` and the like: not collected, or too few to say.
    NotCollected,
    /// An empty cell.
    Blank,
    /// The publisher's newer edition no longer has this period.
    Withdrawn,
}

impl Missing {
    /// Every reason.
    pub const ALL: [Self; 7] = [
        Self::Suppressed,
        Self::NotAvailable,
        Self::NotApplicable,
        Self::Low,
        Self::NotCollected,
        Self::Blank,
        Self::Withdrawn,
    ];

    /// The word used in downloads and in the store.
    pub fn word(self) -> &'static str {
        match self {
            Self::Suppressed => "suppressed",
            Self::NotAvailable => "not_available",
            Self::NotApplicable => "not_applicable",
            Self::Low => "low",
            Self::NotCollected => "not_collected",
            Self::Blank => "blank",
            Self::Withdrawn => "withdrawn",
        }
    }

    /// Reads [`Missing::word`] back.
    pub fn from_word(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|reason| reason.word() == word)
    }
}

/// What the publisher says about a value. Accompanies it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
#[repr(u8)]
pub enum Flag {
    /// `[p]`: will be replaced by better information.
    Provisional = 0,
    /// `[r]`: differs from the last edition.
    Revised = 1,
    /// `[b]`: not comparable with the periods before it.
    Break = 2,
    /// `[e]`: an estimate.
    Estimated = 3,
    /// `[u]`: of low reliability.
    Unreliable = 4,
    /// `[note 1]`: the publisher adds a note.
    Note = 5,
    /// A sum over cells of which some were suppressed: the true sum is at least this.
    LowerBound = 6,
}

impl Flag {
    /// Every flag, in the order in which they are written.
    pub const ALL: [Self; 7] = [
        Self::Provisional,
        Self::Revised,
        Self::Break,
        Self::Estimated,
        Self::Unreliable,
        Self::Note,
        Self::LowerBound,
    ];

    /// The word used in downloads and in the store.
    pub fn word(self) -> &'static str {
        match self {
            Self::Provisional => "provisional",
            Self::Revised => "revised",
            Self::Break => "break",
            Self::Estimated => "estimated",
            Self::Unreliable => "unreliable",
            Self::Note => "note",
            Self::LowerBound => "lower_bound",
        }
    }

    /// Reads [`Flag::word`] back.
    pub fn from_word(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|flag| flag.word() == word)
    }
}

/// A set of flags.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub struct Flags(u8);

impl Flags {
    /// No flag.
    pub const NONE: Self = Self(0);

    /// This set and `flag`.
    pub fn with(self, flag: Flag) -> Self {
        Self(self.0 | 1 << flag as u8)
    }

    /// Every flag of either set.
    pub fn union(self, other: Self) -> Self {
        Self(self.0 | other.0)
    }

    /// Whether `flag` is in the set.
    pub fn has(self, flag: Flag) -> bool {
        self.0 & (1 << flag as u8) != 0
    }

    /// Whether the set is empty.
    pub fn is_empty(self) -> bool {
        self.0 == 0
    }

    /// The flags of the set, in writing order.
    pub fn iter(self) -> impl Iterator<Item = Flag> {
        Flag::ALL.into_iter().filter(move |flag| self.has(*flag))
    }

    /// Reads words separated by `;` back.
    pub fn from_words(words: &str) -> Option<Self> {
        words
            .split(';')
            .filter(|word| !word.is_empty())
            .try_fold(Self::NONE, |flags, word| Some(flags.with(Flag::from_word(word)?)))
    }
}

impl fmt::Display for Flags {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let words: Vec<_> = self.iter().map(Flag::word).collect();
        formatter.write_str(&words.join(";"))
    }
}

/// One figure of one series, as read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Figure {
    /// The span of time that it describes.
    pub period: Period,
    /// The publisher's own label of that span.
    pub label: String,
    /// The number in the cell, or the reason why there is none.
    pub value: Value,
    /// What the publisher says about the value.
    pub flags: Flags,
    /// Where in the file it stands: `Sheet!B12`, `line 40, column value`, `$['months'][3]['value']`; for a sum: filter, row
    /// count and hash of the rows matched.
    pub cell: String,
    /// How it is known where that is not "read in the publisher's file": the figures that ship with the product.
    pub evidence: Option<Evidence>,
}

impl Figure {
    /// Missing reason and flags as words separated by `;`, as downloads write them.
    pub fn words(&self) -> String {
        let reason = match self.value {
            Value::Missing(reason) => Some(reason.word()),
            Value::Number(_) => None,
        };
        let words: Vec<_> = reason.into_iter().chain(self.flags.iter().map(Flag::word)).collect();
        words.join(";")
    }

    /// Whether `other` says the same of the same period: same number or reason, same flags. Label and cell may differ.
    pub fn says_the_same_as(&self, other: &Self) -> bool {
        self.period == other.period && self.value == other.value && self.flags == other.flags
    }

    /// Whether it revises what an older edition said of the period. More or fewer decimals of the same number are no revision.
    pub fn revises(&self, older: &Self) -> bool {
        let alike = self.flags == older.flags && self.value.is_rounded_alike(older.value);
        !alike && !self.says_the_same_as(older)
    }
}

/// A figure as the store knows it, with everything needed to check it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Recorded {
    /// The figure.
    pub figure: Figure,
    /// Where it came from.
    pub provenance: Provenance,
}

/// Where a recorded figure came from, and since when it was the current one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Provenance {
    /// Number of the vintage that brought it.
    pub vintage: i64,
    /// SHA-256 of the archived file, in lower-case hexadecimal.
    pub file: String,
    /// The address from which the file was asked for.
    pub address: String,
    /// When the file was retrieved.
    pub retrieved_at: DateTime<Utc>,
    /// When the publisher released the edition, if known.
    pub released_at: Option<DateTime<Utc>>,
    /// When it was recorded here.
    pub recorded_at: DateTime<Utc>,
    /// Since when it counts: recorded_at for a live fetch, released_at for what shipped with the product.
    pub effective_at: DateTime<Utc>,
    /// Whether it was fetched live (as against shipped with the product or backfilled).
    pub live: bool,
}

#[cfg(test)]
mod tests {
    use super::*;

    fn number(text: &str) -> Value {
        Value::Number(text.parse().unwrap())
    }

    #[test]
    fn more_decimals_of_the_same_number_are_no_revision() {
        for (one, other, alike) in [
            ("62.3", "62.34", true),
            ("62.34", "62.3", true),
            ("62", "61.5", true),
            ("62", "62.5", true),
            ("-0.4", "-0.36", true),
            ("62.3", "62.36", false),
            ("62.30", "62.34", false),
            ("62.3", "62.30", false),
            ("1080", "1081", false),
        ] {
            assert_eq!(number(one).is_rounded_alike(number(other)), alike, "{one} {other}");
        }
        assert!(!number("0").is_rounded_alike(Value::Missing(Missing::Low)));
    }

    #[test]
    fn a_change_of_number_or_of_flags_revises() {
        let figure = |value: &str, flags| Figure {
            period: Period::parse("2026-01").unwrap(),
            label: String::new(),
            value: number(value),
            flags,
            cell: String::new(),
            evidence: None,
        };
        let provisional = Flags::NONE.with(Flag::Provisional);
        for (new, old, revises) in [
            (figure("5", Flags::NONE), figure("5.0", Flags::NONE), false),
            (figure("5.12", Flags::NONE), figure("5.1", Flags::NONE), false),
            (figure("5.12", Flags::NONE), figure("5.1", provisional), true),
            (figure("5", Flags::NONE), figure("5", provisional), true),
            (figure("6", Flags::NONE), figure("5", Flags::NONE), true),
        ] {
            assert_eq!(new.revises(&old), revises, "{new:?} {old:?}");
        }
    }
}
