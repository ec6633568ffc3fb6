//! Numbers in words: thousands separators, the publisher's own decimals, a true minus sign, "million" in prose.
//!
//! In: exact decimals and a unit. Out: text. Invariant: a table shows every digit that was published; only prose is shortened.

use rust_decimal::{Decimal, RoundingStrategy};

/// The minus sign.
const MINUS: char = '\u{2212}';

/// `number` with `decimals` places: `84,000`, `−0.5`.
pub fn plain(number: Decimal, decimals: u32) -> String {
    let rounded = number.round_dp_with_strategy(decimals, RoundingStrategy::MidpointAwayFromZero);
    let places = usize::try_from(decimals).unwrap_or(0);
    let text = format!("{:.places$}", rounded.abs());
    let text = group(&text);
    if rounded.is_sign_negative() && !rounded.is_zero() { format!("{MINUS}{text}") } else { text }
}

/// `number` as in a table: with the signs of its unit (`£`, `%`).
pub fn with_unit(number: Decimal, decimals: u32, unit: &str) -> String {
    dressed(&plain(number, decimals), unit)
}

/// `number` as in a sentence: a million or more is written "2.8 million", with at most two decimals.
pub fn prose(number: Decimal, decimals: u32, unit: &str) -> String {
    let million = Decimal::from(1_000_000);
    let (scaled, word) = match number.abs() {
        size if size >= million * Decimal::from(1000) => (number / (million * Decimal::from(1000)), " billion"),
        size if size >= million => (number / million, " million"),
        _ => return with_unit(number, decimals, unit),
    };
    let short = plain(scaled, 2);
    let short = if short.contains('.') { short.trim_end_matches('0').trim_end_matches('.') } else { &short };
    dressed(&format!("{short}{word}"), unit)
}

/// A difference with its sign: `+3.2`, `−9,000`.
pub fn signed(number: Decimal, decimals: u32) -> String {
    let text = plain(number, decimals);
    if number > Decimal::ZERO { format!("+{text}") } else { text }
}

/// What stands before and after a number in `unit`.
pub fn signs(unit: &str) -> (&'static str, &'static str) {
    match unit {
        "%" => ("", "%"),
        _ if unit.starts_with('£') => ("£", ""),
        _ => ("", ""),
    }
}

/// What the unit is called where its sign stands at the number already.
pub fn unit_words(unit: &str) -> &str {
    match unit {
        "%" => "%",
        _ => unit.strip_prefix('£').map_or(unit, str::trim_start),
    }
}

/// Puts commas between thousands of a number written with digits and at most one point.
pub fn group(text: &str) -> String {
    let (whole, rest) = text.find('.').map_or((text, ""), |point| text.split_at(point));
    let mut grouped = String::with_capacity(text.len() + 4);
    for (index, digit) in whole.chars().enumerate() {
        if index > 0 && (whole.len() - index).is_multiple_of(3) {
            grouped.push(',');
        }
        grouped.push(digit);
    }
    grouped + rest
}

fn dressed(text: &str, unit: &str) -> String {
    let (prefix, suffix) = signs(unit);
    match text.strip_prefix(MINUS) {
        Some(size) => format!("{MINUS}{prefix}{size}{suffix}"),
        None => format!("{prefix}{text}{suffix}"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn number(text: &str) -> Decimal {
        text.parse().unwrap()
    }

    #[test]
    fn tables_keep_every_published_digit() {
        for (value, decimals, unit, text) in [
            ("84000", 0, "heat pumps", "84,000"),
            ("7187677", 0, "pathways", "7,187,677"),
            ("61.44", 1, "%", "61.4%"),
            ("61.45", 1, "%", "61.5%"),
            ("73", 1, "%", "73.0%"),
            ("-0.5", 1, "%", "−0.5%"),
            ("-0.04", 1, "%", "0.0%"),
            ("-1234.5", 1, "£", "−£1,234.5"),
            ("999", 0, "people", "999"),
            ("0", 0, "people", "0"),
        ] {
            assert_eq!(with_unit(number(value), decimals, unit), text);
        }
    }

    #[test]
    fn prose_says_million_above_a_million() {
        for (value, unit, text) in [
            ("999999", "people", "999,999"),
            ("1000000", "people", "1 million"),
            ("2780000", "people", "2.78 million"),
            ("7187677", "pathways", "7.19 million"),
            ("10500000000", "£", "£10.5 billion"),
            ("-2500000", "£", "−£2.5 million"),
            ("20000000", "people", "20 million"),
        ] {
            assert_eq!(prose(number(value), 0, unit), text);
        }
    }

    #[test]
    fn a_difference_carries_its_sign() {
        assert_eq!(
            [signed(number("3.24"), 1), signed(number("-9000"), 0), signed(Decimal::ZERO, 0)],
            ["+3.2", "−9,000", "0"]
        );
    }
}
