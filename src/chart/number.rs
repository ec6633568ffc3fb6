//! Numbers as words: thousands separators, minus sign, prefix and suffix.
//!
//! In: a value in the unit shown. Out: text. Invariant: U+2212 for minus, before the prefix; never a minus before zero.

/// How numbers of one chart are written.
#[derive(Clone, Copy, Debug)]
pub struct NumberStyle<'a> {
    /// Decimal places.
    pub decimals: u32,
    /// Put before the digits: `£`.
    pub prefix: &'a str,
    /// Put after them: `%`.
    pub suffix: &'a str,
}

impl NumberStyle<'_> {
    /// `value` in this style: `−£1,234.5`.
    pub fn write(&self, value: f64) -> String {
        let places = usize::try_from(self.decimals.min(12)).unwrap_or(0);
        let digits = format!("{:.places$}", value.abs());
        let (whole, fraction) = digits.split_once('.').unwrap_or((&digits, ""));
        let minus = if value < 0.0 && digits.bytes().any(|digit| (b'1'..=b'9').contains(&digit)) { "−" } else { "" };
        let mut text = format!("{minus}{}", self.prefix);
        push_grouped(&mut text, whole);
        if !fraction.is_empty() {
            text.push('.');
            text.push_str(fraction);
        }
        text.push_str(self.suffix);
        text
    }
}

fn push_grouped(text: &mut String, whole: &str) {
    for (index, digit) in whole.chars().enumerate() {
        if index > 0 && (whole.len() - index).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_written_as_the_house_style_says() {
        let check = |value, decimals, prefix, suffix, expected: &str| {
            assert_eq!(NumberStyle { decimals, prefix, suffix }.write(value), expected);
        };
        check(84_000.0, 0, "", "", "84,000");
        check(65.4, 1, "", "%", "65.4%");
        check(-1234.5, 1, "£", "", "−£1,234.5");
        check(-0.04, 1, "", "%", "0.0%");
        check(999.6, 0, "", "", "1,000");
        check(100.0, 0, "", "", "100");
        check(7_328_252.0, 0, "", "", "7,328,252");
    }
}
