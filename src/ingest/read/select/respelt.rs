//! Columns that a pattern for periods missed because the publisher wrote their period in another way.
//!
//! In: the names of columns whose period was taken, and of one whose was not. Out: whether that one is a further period of the same
//! kind, only spelt otherwise (`Q2 2026` behind `2026 Q1`, a date behind `April 2026`).
//! Invariant: what a pattern leaves out by its period (`/^(202\d)$/` the years before) is spelt like what it takes, and is left out in
//! peace; so is a period that was taken, and a name with other words.

use std::fmt::Write as _;

/// What stands before and behind the period in a column's name: letters and digits alone.
pub struct Frame<'n> {
    before: &'n str,
    behind: &'n str,
    spelling: String,
}

impl<'n> Frame<'n> {
    /// The frame of `label` in `name`.
    pub fn of(name: &'n str, label: &'n str) -> Option<Self> {
        let at = name.find(label)?;
        let bare = |text: &'n str| text.trim_matches(|character: char| !character.is_alphanumeric());
        Some(Self { before: bare(&name[..at]), behind: bare(&name[at + label.len()..]), spelling: spelling(label) })
    }

    /// What stands in `name` where a period is expected, if it has the same words around it and is spelt otherwise.
    pub fn otherwise<'o>(&self, name: &'o str) -> Option<&'o str> {
        let inside = name.strip_prefix(self.before)?.strip_suffix(self.behind)?;
        let inside = inside.trim_matches(|character: char| !character.is_alphanumeric());
        (!inside.is_empty() && !alike(&spelling(inside), &self.spelling)).then_some(inside)
    }
}

/// May is a short name and a long one.
fn alike(one: &str, other: &str) -> bool {
    ["mon", "month"].iter().any(|name| one.replace("may", name) == other.replace("may", name))
}

/// How a period is written, whichever it is: `999-99`, `month 9999`. A month's short name is told from its long one.
fn spelling(label: &str) -> String {
    const SHORT: [&str; 12] = ["jan", "feb", "mar", "apr", "jun", "jul", "aug", "sep", "sept", "oct", "nov", "dec"];
    const LONG: [&str; 11] = [
        "january",
        "february",
        "march",
        "april",
        "june",
        "july",
        "august",
        "september",
        "october",
        "november",
        "december",
    ];
    let mut words = String::new();
    let lower = label.to_lowercase();
    for word in lower.split_inclusive(|character: char| !character.is_alphabetic()) {
        let (letters, rest) = match word.char_indices().next_back() {
            Some((at, last)) if !last.is_alphabetic() => word.split_at(at),
            _ => (word, ""),
        };
        let name = match letters {
            short if SHORT.contains(&short) => "mon",
            long if LONG.contains(&long) => "month",
            other => other,
        };
        let rest: String = rest.chars().map(|digit| if digit.is_ascii_digit() { '9' } else { digit }).collect();
        let _ = write!(words, "{name}{rest}");
    }
    words
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_further_period_in_another_spelling_is_told_from_what_a_pattern_leaves_out() {
        for (name, label, other, expected) in [
            ("2026 Q1", "2026 Q1", "Q2 2026", Some("Q2 2026")),
            ("2026 Q1", "2026 Q1", "2026Q2", Some("2026Q2")),
            ("2026 Q1", "2026 Q1", "2025 Q1", None),
            ("April 2026", "April 2026", "2026-07-01", Some("2026-07-01")),
            ("April 2026", "April 2026", "Jul 2026", Some("Jul 2026")),
            ("April 2026", "April 2026", "February 2026", None),
            ("April 2026", "April 2026", "May 2026", None),
            ("Apr 2026", "Apr 2026", "May 2026", None),
            ("2025/26: Pumps", "2025/26", "2026-27 Pumps", Some("2026-27")),
            ("2025/26: Pumps", "2025/26", "2026/27: Boilers", None),
            ("2025/26: Pumps", "2025/26", "2021/22: Pumps", None),
            ("2020", "2020", "2019", None),
            ("2020", "2020", "Change", Some("Change")),
        ] {
            assert_eq!(Frame::of(name, label).unwrap().otherwise(other), expected, "{other} beside {name}");
        }
    }
}
