//! What a kind of CSV says by itself: where period, value and flags stand, which rows are no figures, which are copies.
//!
//! In: the kind of a file and the names of its columns. Out: defaults that the series' table overrides, and the columns as they are
//! meant. Invariant: a plain CSV has no defaults; what a kind leaves out is written in `docs/source-table.md`.

use super::header::Columns;
use super::pattern::Pattern;
use super::table::{By, ColumnName, RowCondition};
use crate::domain::source::{Condition, FormatKind};

/// A kind of CSV, as far as the selection is concerned.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Dialect {
    /// Rows and columns that say nothing by themselves; everything that is no CSV, too.
    #[default]
    Plain,
    /// SDMX-CSV.
    Sdmx,
    /// CSV of Fingertips.
    Fingertips,
    /// CSV of Nomis.
    Nomis,
}

/// Where things stand in a dialect, each by the names that it may have, best first.
#[derive(Clone, Copy, Debug)]
pub struct Places {
    /// The period.
    pub period: &'static [&'static str],
    /// The value.
    pub value: &'static [&'static str],
    /// The status codes, where there are any.
    pub flags: &'static [&'static str],
}

/// Columns in which copies of a row of Fingertips may differ.
const OF_PARENTS: &str = r"/^(Parent (Code|Name)|Area Type|Compared to .*|Recent Trend|New data)$/";
/// Columns in which copies of a row of Nomis may differ, where the area is also known by code or name.
const OF_TYPES: &str = r"/^(GEOGRAPHY(_TYPE|_TYPECODE|_SORTORDER)?|URN|RECORD_OFFSET|RECORD_COUNT|DATE_SORTORDER)$/";

impl Dialect {
    /// The dialect of a kind.
    pub fn of(kind: FormatKind) -> Self {
        match kind {
            FormatKind::SdmxCsv => Self::Sdmx,
            FormatKind::Fingertips => Self::Fingertips,
            FormatKind::Nomis => Self::Nomis,
            _ => Self::Plain,
        }
    }

    /// Where period, value and flags stand if the table does not say.
    pub fn places(self) -> Option<Places> {
        match self {
            Self::Plain => None,
            Self::Sdmx => Some(Places { period: &["TIME_PERIOD"], value: &["OBS_VALUE"], flags: &["OBS_STATUS"] }),
            Self::Fingertips => Some(Places { period: &["Time period"], value: &["Value"], flags: &[] }),
            Self::Nomis => Some(Places {
                period: &["DATE_NAME", "DATE", "DATE_CODE"],
                value: &["OBS_VALUE"],
                flags: &["OBS_STATUS_NAME", "OBS_STATUS"],
            }),
        }
    }

    /// Conditions that hold beside those of the table, on columns that a file may also not have.
    pub fn conditions(self, given: &[Condition]) -> Result<Vec<RowCondition>, String> {
        let named = |name: &str| given.iter().any(|condition| condition.column.eq_ignore_ascii_case(name));
        match self {
            // An information to delete is no figure.
            Self::Sdmx if !named("ACTION") => Ok(vec![RowCondition {
                column: by_header("ACTION")?,
                is: None,
                is_not: vec![Pattern::parse("D")?],
                words: "ACTION is not D".to_owned(),
                wanted: Vec::new(),
                optional: true,
            }]),
            // Deprivation deciles, ethnic groups and the like share out the same area.
            Self::Fingertips if !named("Category Type") && !named("Category") => Ok(vec![RowCondition {
                column: by_header("Category Type")?,
                is: Some(vec![Pattern::parse("")?]),
                is_not: Vec::new(),
                words: "a blank Category Type (rows of a category are read where `where` names it)".to_owned(),
                wanted: Vec::new(),
                optional: true,
            }]),
            _ => Ok(Vec::new()),
        }
    }

    /// Which columns tell one row from another; none where rows are never copies.
    pub fn identity(self, columns: &Columns) -> Option<Vec<usize>> {
        let copied = match self {
            Self::Fingertips => OF_PARENTS,
            Self::Nomis => OF_TYPES,
            Self::Plain | Self::Sdmx => return None,
        };
        let copied = Pattern::parse(copied).ok()?;
        let has = |wanted: &str| columns.names.iter().any(|name| name.eq_ignore_ascii_case(wanted));
        let known = has("GEOGRAPHY_CODE") || has("GEOGRAPHY_NAME");
        let alone = |name: &str| name.eq_ignore_ascii_case("GEOGRAPHY") && !known;
        let tells = |name: &String| !copied.matches(name) || alone(name);
        Some(columns.names.iter().enumerate().filter(|(_, name)| tells(name)).map(|(column, _)| column).collect())
    }

    /// The column that says why a value is missing, and how it came about, in the publisher's words.
    pub fn notes(self, columns: &Columns) -> Option<usize> {
        let note = |name: &String| name.eq_ignore_ascii_case("Value note");
        (self == Self::Fingertips).then(|| columns.names.iter().position(note))?
    }

    /// The columns as they are meant.
    pub fn name(self, columns: &mut Columns) {
        if self == Self::Sdmx {
            name_sdmx(columns);
        }
    }
}

/// A column by the names that it may have, best first.
pub fn by_names(names: &[&str]) -> Result<ColumnName, String> {
    let patterns = names.iter().map(|name| Pattern::parse(name)).collect::<Result<_, _>>()?;
    Ok(ColumnName { text: names.join(" or "), by: By::FirstOf(patterns) })
}

fn by_header(name: &str) -> Result<ColumnName, String> {
    Ok(ColumnName { text: name.to_owned(), by: By::Header(Pattern::parse(name)?) })
}

/// SDMX-CSV names columns in three ways: `REF_AREA`; `REF_AREA: Reference area` (code and label in one cell); `REF_AREA` and, in the
/// next column, `Reference area`. The code is always `REF_AREA`, and the label always `REF_AREA label`.
fn name_sdmx(columns: &mut Columns) {
    let paired = columns.names.iter().any(|name| name == "STRUCTURE_NAME");
    for name in &mut columns.names {
        if let Some((code, _)) = name.split_once(':').filter(|(code, _)| is_identifier(code)) {
            *name = code.to_owned();
        }
        // `STRUCTURE[;]`, `ATTR_1[]`, `ATTR_2[en;fr]`: how several values are written in one cell.
        if let Some((code, _)) = name.split_once('[').filter(|(code, rest)| is_identifier(code) && rest.ends_with(']'))
        {
            *name = code.to_owned();
        }
    }
    let mut previous: Option<(usize, String)> = None;
    let mut labels = Vec::new();
    for (column, name) in columns.names.iter().enumerate() {
        let is_code = is_identifier(name) && *name == name.to_uppercase();
        match previous.take() {
            Some((_, code)) if paired && !is_code => labels.push((format!("{code} label"), column)),
            Some((at, code)) => {
                labels.push((format!("{code} label"), at + Columns::LABEL));
                previous = Some((column, name.clone()));
            }
            None => previous = Some((column, name.clone())),
        }
    }
    labels.extend(previous.map(|(at, code)| (format!("{code} label"), at + Columns::LABEL)));
    columns.labels = labels;
}

/// What an identifier of SDMX may consist of.
pub fn is_identifier(text: &str) -> bool {
    !text.is_empty()
        && text.bytes().all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'@' | b'$' | b'-'))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn named(names: &[&str]) -> Columns {
        let names: Vec<String> = names.iter().map(|name| (*name).to_owned()).collect();
        let mut columns = Columns { raw: names.clone(), names, labels: Vec::new() };
        Dialect::Sdmx.name(&mut columns);
        columns
    }

    fn found(columns: &Columns, wanted: &str) -> usize {
        let name = ColumnName { text: wanted.to_owned(), by: By::Header(Pattern::parse(wanted).unwrap()) };
        columns.find(&name, "s").unwrap()
    }

    #[test]
    fn a_code_and_its_label_are_found_however_they_are_written() {
        let apart = named(&[
            "STRUCTURE",
            "STRUCTURE_ID",
            "STRUCTURE_NAME",
            "ACTION",
            "SEX",
            "Sex",
            "AGE",
            "Age",
            "OBS_VALUE",
            "Observation value",
        ]);
        for (wanted, column) in
            [("SEX", 4), ("Sex", 5), ("SEX label", 5), ("AGE label", 7), ("OBS_VALUE", 8), ("ACTION", 3)]
        {
            assert_eq!(found(&apart, wanted), column, "{wanted}");
        }
        let both = named(&["STRUCTURE[;]", "STRUCTURE_ID", "ACTION", "SEX: Sex", "AGE:Age", "ATTR_1[]"]);
        for (wanted, column) in
            [("STRUCTURE", 0), ("sex", 3), ("AGE", 4), ("ATTR_1", 5), ("AGE label", 4 + Columns::LABEL)]
        {
            assert_eq!(found(&both, wanted), column, "{wanted}");
        }
    }

    #[test]
    fn copies_are_told_by_everything_but_their_parents_and_types() {
        let columns = |names: &[&str]| Columns {
            names: names.iter().map(|name| (*name).to_owned()).collect(),
            ..Columns::default()
        };
        let of = |dialect: Dialect, names: &[&str]| dialect.identity(&columns(names));
        assert_eq!(
            of(Dialect::Fingertips, &["Parent Code", "Area Code", "Area Type", "Sex", "Value"]),
            Some(vec![1, 3, 4])
        );
        assert_eq!(
            of(Dialect::Nomis, &["GEOGRAPHY", "GEOGRAPHY_CODE", "GEOGRAPHY_TYPE", "OBS_VALUE"]),
            Some(vec![1, 3])
        );
        assert_eq!(of(Dialect::Nomis, &["GEOGRAPHY", "OBS_VALUE"]), Some(vec![0, 1]));
        assert_eq!(of(Dialect::Plain, &["GEOGRAPHY"]), None);
    }
}
