//! Where a record with quotes in it ends, without taking it apart.
//!
//! In: bytes from the start of a record. Out: its length and how many lines end inside its quotes.
//! Invariant: a record ends where `csv_core` ends it: a quote opens at the start of a field alone, and is a character elsewhere.

/// The length of the record at the start of `bytes`, and how many line breaks stand in its quotes; none where it does not end in
/// them. A quote opens at the start of a field alone, as `csv_core` has it.
pub fn whole_record(bytes: &[u8], first_quote: usize, delimiter: u8) -> Option<(usize, u64)> {
    let mut breaks = 0;
    let mut quote = first_quote;
    loop {
        let mut next = quote + 1;
        if quote == 0 || bytes[quote - 1] == delimiter {
            loop {
                let inside = &bytes[next..];
                let length = memchr::memchr(b'"', inside)?;
                breaks += line_breaks(&inside[..length]);
                next += length + 1;
                if *bytes.get(next)? != b'"' {
                    break;
                }
                next += 1;
            }
        }
        let at = next + memchr::memchr3(b'\n', b'\r', b'"', &bytes[next..])?;
        if bytes[at] != b'"' {
            return Some((at, breaks));
        }
        quote = at;
    }
}

/// How many lines end in `bytes`; a return and a line feed end one.
fn line_breaks(bytes: &[u8]) -> u64 {
    let ends = memchr::memchr2_iter(b'\n', b'\r', bytes);
    ends.fold(0, |lines, at| lines + u64::from(bytes[at] == b'\r' || at == 0 || bytes[at - 1] != b'\r'))
}

#[cfg(test)]
mod tests {
    use super::*;

    proptest::proptest! {
        #[test]
        fn a_record_ends_where_the_csv_parser_ends_it(text in "[a,\"\n\r]{1,40}") {
            let bytes = text.trim_start_matches(['\n', '\r']).as_bytes();
            if let Some(quote) = memchr::memchr3(b'\n', b'\r', b'"', bytes).filter(|at| bytes[*at] == b'"') {
                let (mut output, mut ends) = ([0; 64], [0; 64]);
                let (result, read, ..) = csv_core::Reader::new().read_record(bytes, &mut output, &mut ends);
                let whole = whole_record(bytes, quote, b',');
                if matches!(result, csv_core::ReadRecordResult::Record) {
                    let ending = whole.map(|(length, _)| length + 1);
                    proptest::prop_assert_eq!(ending, Some(read));
                    let lines = whole.map(|(length, breaks)| (line_breaks(&bytes[..length]), breaks));
                    proptest::prop_assert_eq!(lines.map(|(all, _)| all), lines.map(|(_, inside)| inside));
                } else {
                    proptest::prop_assert_eq!(whole, None);
                }
            }
        }
    }
}
