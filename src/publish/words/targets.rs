//! Targets in words: `Target: more than 450,000 by 2030`.
//!
//! In: targets. Out: text. Invariant: the words of a target are made here alone, for page, chart and download.

use super::{Words, dates, numbers, periods};
use crate::domain::target::{Comparison, Target, TargetKind};
use rust_decimal::Decimal;

/// The value with its comparison: `more than 450,000`.
pub fn aim(words: &Words, target: &Target) -> String {
    let key = match target.is {
        Comparison::AtLeast => "aim-at-least",
        Comparison::MoreThan => "aim-more-than",
        Comparison::AtMost => "aim-at-most",
    };
    words.say_with(key, &[("value", value(target).into())])
}

/// The value alone: `450,000`, `92%`.
pub fn value(target: &Target) -> String {
    let number: Decimal = target.value.normalize();
    numbers::prose(number, number.scale(), &target.unit)
}

/// By when: `2030`, or what the publication says.
pub fn by(words: &Words, target: &Target) -> String {
    match (&target.by_words, &target.by) {
        (Some(text), _) => text.clone(),
        (None, Some(period)) => periods::period(words, period),
        (None, None) => words.say("no-date-set"),
    }
}

/// The value and its date: `more than 450,000 by 2030`, `at least 80% (no date set)`.
pub fn aim_and_date(words: &Words, target: &Target) -> String {
    let key = match (&target.by, &target.by_words) {
        (Some(_), None) => "target-by",
        (_, Some(_)) => "target-by-words",
        (None, None) => return aim(words, target),
    };
    words.say_with(key, &[("aim", aim(words, target).into()), ("by", by(words, target).into())])
}

/// The whole: `Target: more than 450,000 by 2030`.
pub fn sentence(words: &Words, target: &Target) -> String {
    let kind = words.say(match target.kind {
        TargetKind::Final => "target-final",
        TargetKind::Interim => "target-interim",
        TargetKind::Ambition => "target-ambition",
    });
    words.say_with("target-sentence", &[("kind", kind.into()), ("aim", aim_and_date(words, target).into())])
}

/// A target that is no longer in force: `Replaced on 21 January 2026: at least 600,000 by 2028`.
pub fn replaced(words: &Words, target: &Target, day: chrono::NaiveDate) -> String {
    let standing = standing(words, target, day);
    words.say_with("target-sentence", &[("kind", standing.into()), ("aim", aim_and_date(words, target).into())])
}

/// Whether the period by which it was to be reached was over on `day`.
pub fn is_past(target: &Target, day: chrono::NaiveDate) -> bool {
    target.by.is_some_and(|by| by.last_day() < day)
}

/// What became of it by `day`: in force, its date has passed, replaced on a day, dropped on a day.
pub fn standing(words: &Words, target: &Target, day: chrono::NaiveDate) -> String {
    match target.until.filter(|until| *until <= day) {
        None if is_past(target, day) => words.say("target-past"),
        None => words.say("target-in-force"),
        Some(until) if target.replaced_by.is_some() => {
            words.say_with("target-replaced-on", &[("date", dates::day(words, until).into())])
        }
        Some(until) => words.say_with("target-dropped-on", &[("date", dates::day(words, until).into())]),
    }
}

#[cfg(test)]
pub(crate) mod tests {
    use super::*;

    /// A target to test with.
    pub(crate) fn target(toml: &str) -> Target {
        let rest = "id = \"t\"\nseries = \"heat-pumps.uk.year\"\nplace = \"United Kingdom\"\npopulation = \"homes\"\n\
                    set_by = \"the Government\"\npublished_in = \"A plan\"\nset_on = \"January 2026\"\nevidence = []\n";
        toml::from_str(&format!("{rest}{toml}")).unwrap()
    }

    #[test]
    fn a_target_says_how_much_and_by_when() {
        for (toml, said) in [
            (
                "unit = \"heat pumps\"\nis = \"more-than\"\nvalue = 450000\nby = \"2030\"\nfrom = \"2026-01-21\"",
                "Target: more than 450,000 by 2030",
            ),
            (
                "unit = \"%\"\nis = \"at-least\"\nvalue = 92.0\nby = \"2029-03\"\nfrom = \"2025-01-06\"",
                "Target: at least 92% by March 2029",
            ),
            (
                "unit = \"%\"\nis = \"at-least\"\nvalue = 80\nkind = \"ambition\"\nby_words = \"no date set\"\nfrom = \"2024-11-26\"",
                "Ambition: at least 80% (no date set)",
            ),
            (
                "unit = \"people\"\nis = \"at-most\"\nvalue = 2500000\nkind = \"interim\"\nfrom = \"2024-11-26\"",
                "Interim target: no more than 2.5 million",
            ),
        ] {
            assert_eq!(sentence(Words::english(), &target(toml)), said);
        }
    }
}
