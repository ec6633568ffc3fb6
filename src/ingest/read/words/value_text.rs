//! What a value cell says: an exact number, or why there is none, and what accompanies it.
//!
//! In: `1,234`, `£5.20`, `(3.1)`, `12.5 [r]`, `[c2]`, `..`, a double. Out: a value and its flags.
//! Invariant: the number is exact, with the publisher's own decimal places and unscaled; what is neither a number nor a known mark
//! is no value at all (the caller says where it stands), never zero and never left out.

use super::super::decode::cell::Cell;
use super::super::select::pattern::spaces;
use super::markers;
use crate::domain::figure::{Flag, Flags, Missing, Value};
use rust_decimal::Decimal;
use std::collections::BTreeMap;

/// The table's own marks, in lower case.
pub type OwnMarkers = BTreeMap<String, markers::Status>;

/// Reads a cell. None where it is neither a number nor a known mark.
pub fn read(cell: &Cell<'_>, own: &OwnMarkers) -> Option<(Value, Flags)> {
    match cell {
        Cell::Empty => Some((Value::Missing(Missing::Blank), Flags::NONE)),
        Cell::Number(number) => Some((Value::Number(unsigned_zero(*number)), Flags::NONE)),
        Cell::Date(_) => None,
        Cell::Bytes(bytes, _) => match small_integer(bytes) {
            Some(number) => Some((Value::Number(number), Flags::NONE)),
            None => read_text(&cell.text(), own),
        },
        Cell::Text(text) => read_text(text, own),
    }
}

/// A few digits and nothing else: what most cells of large files are.
fn small_integer(bytes: &[u8]) -> Option<Decimal> {
    let digits = (1..=15).contains(&bytes.len()) && bytes.iter().all(u8::is_ascii_digit);
    digits.then(|| Decimal::from(bytes.iter().fold(0_u64, |number, digit| number * 10 + u64::from(digit - b'0'))))
}

/// Reads text.
pub fn read_text(text: &str, own: &OwnMarkers) -> Option<(Value, Flags)> {
    let text = spaces(text);
    if text.is_empty() {
        return Some((Value::Missing(Missing::Blank), Flags::NONE));
    }
    if let Some(status) = own.get(&text.to_lowercase()) {
        return match status {
            markers::Status::Reason(reason) => Some((Value::Missing(*reason), Flags::NONE)),
            _ => None,
        };
    }
    if let Some(reason) = markers::reason(&dashes(&text)) {
        return Some((Value::Missing(reason), Flags::NONE));
    }
    if text.eq_ignore_ascii_case("u") || text.eq_ignore_ascii_case("[u]") {
        return Some((Value::Missing(Missing::NotAvailable), Flags::NONE.with(Flag::Unreliable)));
    }
    let (bare, reason, mut flags) = without_brackets(&text, own)?;
    match (bare.is_empty(), reason) {
        (true, Some(reason)) => return Some((Value::Missing(reason), flags)),
        (true, None) => {
            return (flags == Flags::NONE.with(Flag::Note)).then_some((Value::Missing(Missing::NotAvailable), flags));
        }
        (false, Some(_)) => return None,
        (false, None) => {}
    }
    if let Some(reason) = markers::reason(&dashes(&bare)).or_else(|| below(&bare)) {
        return Some((Value::Missing(reason), flags));
    }
    let (digits, more) = without_tail(&bare, own);
    flags = flags.union(more);
    number(digits).map(|number| (Value::Number(unsigned_zero(number)), flags))
}

/// Every kind of dash as a hyphen.
fn dashes(text: &str) -> String {
    text.replace(['\u{2010}', '\u{2011}', '\u{2012}', '\u{2013}', '\u{2014}', '\u{2212}'], "-")
}

/// Takes marks in brackets off: `12.5 [r1] [note 3]`, `12 (p)`.
fn without_brackets(text: &str, own: &OwnMarkers) -> Option<(String, Option<Missing>, Flags)> {
    let (mut bare, mut reason, mut flags) = (String::new(), None, Flags::NONE);
    let mut rest = text;
    while let Some(at) = rest.find(['[', '(']) {
        let close = if rest[at..].starts_with('[') { ']' } else { ')' };
        let length = rest[at..].find(close)?;
        let mark = rest[at + 1..at + length].trim();
        let status = own.get(&mark.to_lowercase()).or_else(|| own.get(&rest[at..=at + length].to_lowercase())).copied();
        // Beside a number, these tell how significant it is; alone, why there is none.
        let beside = close == ']'
            && markers::significance(mark)
            && text.starts_with(|c: char| c.is_ascii_digit() || "-£(.".contains(c));
        let known = status.or_else(|| beside.then_some(markers::Status::Flag(Flag::Note))).or_else(|| {
            markers::flag(mark).filter(|flag| close == ']' || *flag != Flag::Note).map(markers::Status::Flag)
        });
        match known.or_else(|| markers::bracketed_reason(mark).filter(|_| close == ']').map(markers::Status::Reason)) {
            Some(markers::Status::Flag(flag)) => flags = flags.with(flag),
            Some(markers::Status::Reason(found)) => reason = reason.or(Some(found)),
            Some(markers::Status::Normal) => {}
            None if close == ')' => {
                bare.push_str(&rest[..=at + length]);
                rest = &rest[at + length + 1..];
                continue;
            }
            None => return None,
        }
        bare.push_str(&rest[..at]);
        rest = &rest[at + length + 1..];
    }
    bare.push_str(rest);
    Some((spaces(&bare).into_owned(), reason, flags))
}

/// `<5`: held back because it is small; `<1` and `<0.5`: rounds to nil.
fn below(text: &str) -> Option<Missing> {
    let lower = text.to_lowercase();
    let bare = ["<", "≤", "less than ", "fewer than ", "under "].iter().find_map(|sign| lower.strip_prefix(sign))?;
    let limit = number(bare.trim_start_matches('=').trim())?;
    Some(if limit <= Decimal::ONE { Missing::Low } else { Missing::Suppressed })
}

/// Takes marks behind a number off: `12p`, `12 r`, `12*`, `12²`.
fn without_tail<'t>(text: &'t str, own: &OwnMarkers) -> (&'t str, Flags) {
    let bare = text.trim_end_matches(|character: char| {
        matches!(character, '*' | '†' | '‡' | '#' | '¹' | '²' | '³' | '⁰' | '⁴'..='⁹') || character == ' '
    });
    let noted = if bare.trim_end().len() < text.trim_end().len() { Flags::NONE.with(Flag::Note) } else { Flags::NONE };
    let Some(start) = bare
        .rfind(|character: char| !character.is_alphabetic())
        .map(|at| at + bare[at..].chars().next().map_or(1, char::len_utf8))
    else {
        return (bare, noted);
    };
    let (digits, letters) = bare.split_at(start);
    let flag = match own.get(&letters.to_lowercase()) {
        Some(markers::Status::Flag(flag)) => Some(*flag),
        _ => markers::flag(letters).filter(|flag| *flag != Flag::Note),
    };
    match flag {
        Some(flag) if !letters.is_empty() => (digits.trim_end(), noted.with(flag)),
        _ => (bare, noted),
    }
}

/// An exact number: signs, currency, per cent, thousands, negatives in parentheses, powers of ten.
fn number(text: &str) -> Option<Decimal> {
    // A pound sign that was decoded twice is two characters in some publishers' own files.
    let text = dashes(text).replace("Â£", "£");
    let (inner, negative) = match text.strip_prefix('(').and_then(|rest| rest.strip_suffix(')')) {
        Some(inner) => (inner, true),
        None => (text.as_str(), false),
    };
    let inner = inner.trim();
    let (inner, minus) = inner.strip_prefix('-').map_or((inner, false), |rest| (rest.trim_start(), true));
    let (inner, minus) = match inner.strip_prefix(['£', '$', '€']).map(str::trim_start) {
        Some(rest) => rest.strip_prefix('-').filter(|_| !minus).map_or((rest, minus), |rest| (rest, true)),
        None => (inner, minus),
    };
    let inner = inner.strip_prefix('+').unwrap_or(inner);
    let inner = inner.strip_suffix('%').unwrap_or(inner).trim_end();
    let plain = without_thousands(inner)?;
    let magnitude = if plain.contains(['e', 'E']) {
        Decimal::from_scientific(&plain).ok()?
    } else {
        Decimal::from_str_exact(&plain).or_else(|_| plain.parse()).ok()?
    };
    match (negative, minus) {
        (true, true) => None,
        (false, false) => Some(magnitude),
        _ => Some(-magnitude),
    }
}

/// Digits without their thousands separators; none where they stand in wrong places or anything else is in between.
fn without_thousands(text: &str) -> Option<String> {
    let (whole, rest) = text.find(['.', 'e', 'E']).map_or((text, ""), |at| text.split_at(at));
    let groups: Vec<_> = whole.split([',', ' ', '\'']).collect();
    let digits = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit());
    let grouped = groups.len() == 1
        || groups
            .iter()
            .enumerate()
            .all(|(index, group)| if index == 0 { (1..=3).contains(&group.len()) } else { group.len() == 3 });
    let tail = rest.strip_prefix('.').unwrap_or(rest);
    let (fraction, power) = tail.find(['e', 'E']).map_or((tail, ""), |at| tail.split_at(at));
    let exponent = power.get(1..).unwrap_or_default().trim_start_matches(['+', '-']);
    let sound = groups.iter().all(|group| digits(group))
        && digits(fraction)
        && digits(exponent)
        && (power.is_empty() || !exponent.is_empty());
    let some = !(whole.is_empty() && fraction.is_empty()) && (power.is_empty() || !whole.is_empty());
    if !(grouped && sound && some) {
        return None;
    }
    let whole = groups.concat();
    let whole = if whole.is_empty() { "0" } else { &whole };
    Some(format!("{whole}{}", if rest == "." { "" } else { rest }))
}

fn unsigned_zero(number: Decimal) -> Decimal {
    if number.is_zero() { number.abs() } else { number }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn said(text: &str) -> String {
        match read_text(text, &OwnMarkers::new()) {
            None => "?".to_owned(),
            Some((Value::Missing(reason), flags)) => format!("{} {flags}", reason.word()).trim_end().to_owned(),
            Some((value, flags)) => format!("{} {flags}", value.text()).trim_end().to_owned(),
        }
    }

    #[test]
    fn numbers_keep_their_decimals_and_lose_their_dress() {
        for (text, expected) in [
            ("73", "73"),
            ("3.0", "3.0"),
            ("-0.0", "0.0"),
            ("\u{2212}20.3", "-20.3"),
            ("–4", "-4"),
            ("1,234,567.50", "1234567.50"),
            ("1 234", "1234"),
            ("1\u{a0}234", "1234"),
            ("£15,533,693.26", "15533693.26"),
            ("-£5", "-5"),
            ("Â£9,520,568.56", "9520568.56"),
            ("£-5", "-5"),
            ("61.4%", "61.4"),
            ("(3.1)", "-3.1"),
            ("(1,234)", "-1234"),
            ("+0.5", "0.5"),
            (".5", "0.5"),
            ("12.", "12"),
            ("1.2e3", "1200"),
            ("1E-3", "0.001"),
            (" 42 ", "42"),
            ("14.585362514441282", "14.585362514441282"),
        ] {
            assert_eq!(said(text), expected, "{text}");
        }
    }

    #[test]
    fn marks_beside_a_number_are_flags() {
        for (text, expected) in [
            ("12p", "12 provisional"),
            ("12 r", "12 revised"),
            ("12P", "12 provisional"),
            ("1,234 R", "1234 revised"),
            ("12 [Note 24]", "12 note"),
            ("£1,234.50\u{a0}[r]", "1234.50 revised"),
            ("12.5 [r1]", "12.5 revised"),
            ("12 (p)", "12 provisional"),
            ("1,234 [p] [note 3]", "1234 provisional;note"),
            ("7 [b] [e] [u]", "7 break;estimated;unreliable"),
            ("12*", "12 note"),
            ("12²", "12 note"),
            ("5e", "5 estimated"),
            ("5%p", "5 provisional"),
            ("12 [f]", "12 estimated"),
            ("12 [er]", "12 revised"),
            ("12.5 [s]", "12.5 note"),
            ("-3 [ns]", "-3 note"),
            ("12 [sss][p]", "12 provisional;note"),
        ] {
            assert_eq!(said(text), expected, "{text}");
        }
    }

    #[test]
    fn marks_in_place_of_a_number_are_reasons() {
        for (text, expected) in [
            ("", "blank"),
            (" \u{a0} ", "blank"),
            ("[c]", "suppressed"),
            ("[c2]", "suppressed"),
            ("c", "suppressed"),
            ("*", "suppressed"),
            ("[x]", "not_available"),
            ("[x] [note 4]", "not_available note"),
            ("..", "not_available"),
            (":", "not_available"),
            ("-", "not_available"),
            ("–", "not_available"),
            ("N/A", "not_available"),
            ("#N/A", "not_available"),
            ("[z]", "not_applicable"),
            (".", "not_applicable"),
            ("[low]", "low"),
            ("low", "low"),
            ("[c1]", "suppressed"),
            ("k", "not_collected"),
            ("~", "not_collected"),
            ("x", "not_available"),
            ("z", "not_applicable"),
            ("n/a", "not_available"),
            ("#", "not_available"),
            ("<0.5", "low"),
            ("<5", "suppressed"),
            ("[k]", "not_collected"),
            ("[w]", "not_collected"),
            ("[ns]", "not_collected"),
            ("[s]", "suppressed"),
            ("[supp]", "suppressed"),
            ("...", "not_available"),
            ("…", "not_available"),
            ("—", "not_available"),
            ("[..]", "not_available"),
            ("[c][r]", "suppressed revised"),
            ("≤5", "suppressed"),
            ("fewer than 5", "suppressed"),
            ("Less than 0.5", "low"),
            ("[note 1]", "not_available note"),
            ("u", "not_available unreliable"),
        ] {
            assert_eq!(said(text), expected, "{text}");
        }
    }

    #[test]
    fn anything_else_is_no_value() {
        for text in [
            "abc",
            "1,23",
            "12,3456",
            "1.2.3",
            "12 apples",
            "#REF!",
            "[q9z]",
            "5 [c]",
            "--5",
            "(-5)",
            "£",
            "2024/25",
            "12:30",
            "e5",
            ">5",
        ] {
            assert_eq!(said(text), "?", "{text}");
        }
        // A letter that the publisher explains is read once the table says so.
        let own = OwnMarkers::from([("tbc".to_owned(), markers::Status::Reason(Missing::NotAvailable))]);
        assert_eq!(read_text("TBC", &own).map(|(value, _)| value), Some(Value::Missing(Missing::NotAvailable)));
    }

    proptest::proptest! {
        #[test]
        fn no_text_makes_it_panic(text in "\\PC{0,20}") {
            let _ = said(&text);
        }

        #[test]
        fn every_number_reads_as_itself(units in -1_000_000_000_000_i64..1_000_000_000_000, places in 0_u32..8) {
            let number = Decimal::new(units, places);
            let text = Value::Number(number).text();
            proptest::prop_assert_eq!(said(&text), text);
        }
    }
}
