//! All numbers a thousand times what they were: the unit of the file has changed.
//!
//! In: an edition, what is known. Out: a hold where nearly every number that it shares with what is known is the same power of ten times
//! the known one.
//! Invariant: two numbers at least are compared, and noughts never.

use super::{Edition, Finding, WHAT_TO_DO};
use crate::domain::figure::Figure;
use rust_decimal::Decimal;

/// The powers of ten that units differ by: from per cent to a share, from units to thousands, millions, billions.
const POWERS: [u32; 6] = [1, 2, 3, 4, 6, 9];

/// Holds an edition in another unit.
pub fn check(edition: &Edition<'_>) -> Vec<Finding> {
    let shared = |figure: &Figure| Some((figure.value.number()?, edition.known_of(&figure.period)?.value.number()?));
    let pairs: Vec<_> =
        edition.figures.iter().filter_map(shared).filter(|(new, old)| !new.is_zero() && !old.is_zero()).collect();
    let factors = POWERS.iter().map(|power| Decimal::from(10_u64.pow(*power)));
    let found = factors.filter(|_| pairs.len() > 1).find_map(|factor| {
        let (larger, smaller) = (
            nearly_all(&pairs, factor),
            nearly_all(&pairs.iter().map(|(new, old)| (*old, *new)).collect::<Vec<_>>(), factor),
        );
        larger.then_some(("times", factor)).or(smaller.then_some(("a part in", factor)))
    });
    found.map(|(how, factor)| Finding::Hold(sentence(edition, how, factor))).into_iter().collect()
}

/// Whether nine in ten of the first numbers are `factor` times the second ones, within a tenth.
fn nearly_all(pairs: &[(Decimal, Decimal)], factor: Decimal) -> bool {
    let tenth = Decimal::new(1, 1);
    let is_so = |(large, small): &&(Decimal, Decimal)| {
        let expected = small.checked_mul(factor);
        let off = expected.and_then(|expected| Some((large.checked_sub(expected)?.abs(), expected.abs())));
        off.and_then(|(off, expected)| Some(off <= expected.checked_mul(tenth)?)).unwrap_or(false)
    };
    pairs.iter().filter(is_so).count() * 10 >= pairs.len() * 9
}

fn sentence(edition: &Edition<'_>, how: &str, factor: Decimal) -> String {
    let words = match how {
        "times" => format!("{factor} times"),
        _ => format!("a {factor}th of"),
    };
    format!(
        "{}: the numbers are about {words} what they were: the unit of the file has changed; correct `scale`, or {WHAT_TO_DO}",
        edition.series.id
    )
}

#[cfg(test)]
mod tests {
    use super::super::sample::{judge, words};

    const KNOWN: [&str; 3] = ["2025-10 1234", "2025-11 0", "2025-12 1310"];

    fn first(new: &[&str]) -> Option<String> {
        words(&judge("", &KNOWN, new)).into_iter().find(|words| words.contains("unit of the file"))
    }

    #[test]
    fn a_change_of_unit_is_named_as_what_it_is() {
        for (new, expected) in [
            (["2025-10 1234000", "2025-11 0", "2025-12 1310000"], Some("about 1000 times what they were")),
            (["2025-10 1.2", "2025-11 0", "2025-12 1.3"], Some("about a 1000th of what they were")),
            (["2025-10 12.34", "2025-11 0", "2025-12 13.1"], Some("about a 100th of what they were")),
            (["2025-10 1250", "2025-11 0", "2025-12 1300"], None),
            (["2025-10 12340", "2025-11 0", "2025-12 1310"], None),
        ] {
            let found = first(&new);
            assert_eq!(found.is_some(), expected.is_some(), "{new:?}: {found:?}");
            assert!(found.unwrap_or_default().contains(expected.unwrap_or_default()));
        }
    }

    #[test]
    fn one_number_proves_nothing() {
        assert_eq!(words(&judge("coverage = 'window'", &["2025-12 10"], &["2025-12 100"])), [""; 0]);
    }
}
