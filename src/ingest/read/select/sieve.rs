//! Which records of a text file cannot be of any series, judged by their bytes before they are split.
//!
//! In: compiled tables and raw records. Out: whether a record may be passed over.
//! Invariant: a record that a table could want is never passed over. A record is judged only where what stands in it is what is
//! matched: ASCII without a note in brackets; a text that must stand in one of its cells then stands in the record as it is,
//! unbroken up to white space, in either case. Where a table has no such text, or looks at rows that fail its conditions
//! (`from`, `until`, `fill_down`), there is no sieve.

use super::pattern::{NOTES_OPEN, Pattern};
use super::table::{RowCondition, Table};
use regex::bytes::{Regex, RegexBuilder};

/// A shorter text is found in too many records to be worth the search.
const SHORTEST: usize = 3;

/// Knows records that no series can want.
#[derive(Debug)]
pub struct Sieve {
    texts: Regex,
}

impl Sieve {
    /// A sieve for all of `tables`; none where some table could want any record.
    pub fn new<'t>(tables: impl Iterator<Item = &'t Table<'t>>) -> Option<Self> {
        let texts: Vec<Vec<&str>> = tables.map(texts_of).collect::<Option<_>>()?;
        let texts: Vec<&str> = texts.into_iter().flatten().collect();
        if texts.is_empty() {
            return None;
        }
        // A note may stand inside a text.
        let any: Vec<String> = texts.into_iter().chain(NOTES_OPEN).map(regex::escape).collect();
        let texts = RegexBuilder::new(&any.join("|")).case_insensitive(true).unicode(false).build().ok()?;
        Some(Self { texts })
    }

    /// Whether no series can want this record.
    pub fn holds_back(&self, record: &[u8]) -> bool {
        !self.texts.is_match(record) && record.is_ascii() && memchr::memchr(b'[', record).is_none()
    }
}

/// Texts of which one stands in every row that the table wants: those of the condition whose shortest is the longest.
fn texts_of<'t>(table: &'t Table<'t>) -> Option<Vec<&'t str>> {
    if table.from.is_some() || table.until.is_some() || !table.fill_down.is_empty() {
        return None;
    }
    let shortest = |texts: &Vec<&str>| texts.iter().map(|text| text.len()).min();
    table.conditions.iter().filter_map(texts_of_condition).max_by_key(shortest)
}

fn texts_of_condition(condition: &RowCondition) -> Option<Vec<&str>> {
    condition.is.as_ref()?.iter().map(longest_run).collect()
}

/// The longest run of a literal that stands in a record as it is: without white space, which may be any other in the file, and
/// without quotes, which may be doubled.
fn longest_run(pattern: &Pattern) -> Option<&str> {
    let Pattern::Whole(whole) = pattern else { return None };
    let runs = whole.split(|character: char| character.is_whitespace() || character == '"');
    runs.max_by_key(|run| run.len()).filter(|run| run.len() >= SHORTEST && whole.is_ascii())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::series::Series;

    fn series(select: &str) -> Series {
        let head = r#"
            id = "s"
            title = "t"
            unit = "u"
            place = "p"
            population = "p"
            granularity = "year"
        "#;
        toml::from_str(&format!("{head}\nselect = {{ period = {{ column = \"y\" }}, value = \"v\", {select} }}"))
            .unwrap()
    }

    fn sieve(selects: &[&str]) -> Option<Sieve> {
        let format = toml::from_str("kind = \"csv\"").unwrap();
        let series: Vec<_> = selects.iter().map(|select| series(select)).collect();
        let tables: Vec<_> = series.iter().map(|series| Table::compile(series, &format).unwrap()).collect();
        Sieve::new(tables.iter())
    }

    #[test]
    fn a_record_without_the_text_of_any_series_is_held_back() {
        let heat = r#"where = [{ column = "a", is = "2" }, { column = "b", is = ["Heat  pump", "Boiler"] }]"#;
        let code = r#"where = [{ column = "c", is = "C_110" }]"#;
        let sieve = sieve(&[heat, code]).unwrap();
        for (record, held_back) in [
            ("2024,Boat,C_111,5", true),
            ("2024,BOILER,x,5", false),
            ("2024,\"heat\u{a0}\npump\",x,5", false),
            ("2024,\"Heat pump\",x,5", false),
            ("2024,,c_110,5", false),
            // Notes, superscripts and characters that nobody sees may stand inside a text; they are cleaned off before it is matched.
            ("2024,,C_1[note 2]10,5", false),
            ("2024,,C_1(note 2)10,5", false),
            ("2024,A Place (of some kind),C_111,5", true),
            ("2024,,C_1\u{ad}10,5", false),
            ("2024,,C_1\u{b9}10,5", false),
        ] {
            assert_eq!(sieve.holds_back(record.as_bytes()), held_back, "{record}");
        }
    }

    proptest::proptest! {
        #[test]
        fn what_a_condition_matches_is_never_held_back(notes in proptest::array::uniform3(0_usize..14)) {
            const NOTES: [&str; 14] = [
                "", "[note 1]", " [x]", "(note 2)", " (Notes 1 and 2)", "(Footnote)", "(revised)", " (Provisional)", "\u{ad}",
                "\u{b9}", " ", "(a)", "(", "[",
            ];
            let [before, inside, after] = notes.map(|note| NOTES[note]);
            let cell = format!("{before}C_1{inside}10{after}");
            let sieve = sieve(&[r#"where = [{ column = "c", is = "C_110" }]"#]).unwrap();
            if Pattern::parse("C_110").unwrap().matches(&cell) {
                proptest::prop_assert!(!sieve.holds_back(format!("2024,\"{cell}\",5").as_bytes()), "{cell}");
            }
        }
    }

    #[test]
    fn there_is_no_sieve_where_any_record_could_be_wanted() {
        let code = r#"where = [{ column = "c", is = "C_110" }]"#;
        for select in [
            r"where = []",
            r#"where = [{ column = "c", is = "/C_110/" }]"#,
            r#"where = [{ column = "c", is = ["C_110", "/x/"] }]"#,
            r#"where = [{ column = "c", is = "" }]"#,
            r#"where = [{ column = "c", is = "a b" }]"#,
            r#"where = [{ column = "c", is = "Éire" }]"#,
            r#"where = [{ column = "c", is_not = "C_110" }]"#,
            r#"fill_down = ["c"], where = [{ column = "c", is = "C_110" }]"#,
            r#"until = "Total", where = [{ column = "c", is = "C_110" }]"#,
            r#"from = "Start", where = [{ column = "c", is = "C_110" }]"#,
        ] {
            assert!(sieve(&[code, select]).is_none(), "{select}");
        }
        assert!(sieve(&[code, code]).is_some());
        assert!(sieve(&[]).is_none());
    }
}
