//! A series' table, compiled once per file.
//!
//! In: a [`Series`] with its `[select]`. Out: [`Table`], patterns ready to match; the mistake in words where that is impossible.
//! Invariant: nothing of the file is known here; a table that cannot mean anything is refused before a byte is read.

use super::super::error::ReadError;
use super::super::words::markers::{self, Status};
use super::super::words::value_text::OwnMarkers;
use super::dialect::{Dialect, by_names};
use super::pattern::{Pattern, clean};
use crate::domain::figure::{Flag, Missing};
use crate::domain::period::Granularity;
use crate::domain::series::Series;
use crate::domain::source::{Aggregate, Condition, Format, FormatKind, MonthOfWindow, OneOrMany, PeriodFrom, Select};

/// A column as a table names it.
#[derive(Clone, Debug)]
pub struct ColumnName {
    /// As written.
    pub text: String,
    /// How it is found.
    pub by: By,
}

/// How a column is found.
#[derive(Clone, Debug)]
pub enum By {
    /// By its place, from 0.
    Place(usize),
    /// By its header.
    Header(Pattern),
    /// By the first of several headers that there is.
    FirstOf(Vec<Pattern>),
}

/// A condition on rows.
#[derive(Clone, Debug)]
pub struct RowCondition {
    /// Which column.
    pub column: ColumnName,
    /// The cell must match one of these, where there are any.
    pub is: Option<Vec<Pattern>>,
    /// The cell must match none of these.
    pub is_not: Vec<Pattern>,
    /// In words, for messages and locators: `Fuel = Diesel`.
    pub words: String,
    /// What `is` asks for, as written: for messages.
    pub wanted: Vec<String>,
    /// Whether a file without the column meets it: a condition that the kind of file brings with it.
    pub optional: bool,
}

/// Where the period stands.
#[derive(Clone, Debug)]
pub enum PeriodPlace {
    /// In columns of the row, joined by a space.
    Columns(Vec<ColumnName>),
    /// In the headers of the columns that match.
    Across(Pattern),
    /// In a cell or a line before the header, or in the sheet's name.
    Text(Pattern, String),
    /// Nowhere: it is always this one.
    Fixed(String),
    /// In the columns `label` and `date` of an ONS time series.
    Ons,
}

/// A compiled table.
#[derive(Debug)]
pub struct Table<'s> {
    /// The series.
    pub series: &'s str,
    /// Its granularity.
    pub granularity: Granularity,
    /// Which sheets.
    pub sheet: Option<(Pattern, String)>,
    /// The header row.
    pub header: Option<(Pattern, String)>,
    /// How many rows the header has.
    pub header_rows: usize,
    /// Rows after the first that matches.
    pub from: Option<Pattern>,
    /// Rows before the first that matches.
    pub until: Option<Pattern>,
    /// Columns whose blank cells take the value above.
    pub fill_down: Vec<ColumnName>,
    /// Which rows.
    pub conditions: Vec<RowCondition>,
    /// Where the period stands.
    pub period: PeriodPlace,
    /// Takes the period out of a longer text.
    pub pattern: Option<Pattern>,
    /// Which month of a window a label names.
    pub month: Option<MonthOfWindow>,
    /// Which columns hold the value.
    pub values: Vec<ColumnName>,
    /// The column of status codes.
    pub flags: Option<ColumnName>,
    /// What to do with several values for one period.
    pub aggregate: Option<Aggregate>,
    /// The publisher's own marks.
    pub markers: OwnMarkers,
    /// What the kind of file says by itself.
    pub dialect: Dialect,
    /// Whether days of the workbook count from 1904.
    pub from_1904: bool,
    /// Whether a comma is the decimal point: in SDMX-CSV separated by semicolons.
    pub decimal_comma: bool,
    /// What the file must say.
    pub says: Vec<(Pattern, String)>,
}

impl<'s> Table<'s> {
    /// Whether the rows of a period are added up.
    pub fn sums(&self) -> bool {
        matches!(self.aggregate, Some(Aggregate::Sum | Aggregate::SumAtLeast))
    }

    /// Compiles the table of `series` for files of `format`.
    pub fn compile(series: &'s Series, format: &Format) -> Result<Self, ReadError> {
        let dialect = Dialect::of(format.kind);
        let of_ons = matches!(format.kind, FormatKind::OnsJson | FormatKind::OnsCsv);
        let select = match &series.select {
            Some(select) => select.clone(),
            None if of_ons || dialect != Dialect::Plain => Select::of_time_series(),
            None => {
                return Err(ReadError::table(
                    &series.id,
                    "it has no [series.select]: say where period and value stand",
                ));
            }
        };
        compile(series, &select, of_ons, dialect).map_err(|mistake| ReadError::table(&series.id, mistake))
    }
}

fn compile<'s>(series: &'s Series, select: &Select, of_ons: bool, dialect: Dialect) -> Result<Table<'s>, String> {
    let default_period = PeriodFrom::default();
    let period = select.period.as_ref().unwrap_or(&default_period);
    let mut conditions = select.conditions.iter().map(row_condition).collect::<Result<Vec<_>, _>>()?;
    conditions.extend(dialect.conditions(&select.conditions)?);
    let usual = dialect.places();
    let place = period_place(period, of_ons, usual.map(|usual| usual.period))?;
    let across = matches!(place, PeriodPlace::Across(_));
    let mut values = names(select.value.as_ref())?;
    if values.is_empty() && !across {
        values.extend(of_ons.then(|| column("value")).or_else(|| Some(by_names(usual?.value))).transpose()?);
    }
    let flags = match (&select.flags, usual) {
        (Some(name), _) => Some(column(name)?),
        (None, Some(usual)) if !usual.flags.is_empty() => Some(by_names(usual.flags)?),
        _ => None,
    };
    if of_ons && matches!(place, PeriodPlace::Ons) {
        conditions.push(frequency(series.granularity)?);
    }
    if values.is_empty() && !across {
        return Err("it has no `value`: name the column that holds the value".to_owned());
    }
    if values.len() > 1 && select.aggregate.is_none() {
        return Err("several `value` columns need `aggregate = \"sum\"` or \"sum-at-least\"".to_owned());
    }
    if !(1..=20).contains(&select.header_rows) {
        return Err("`header_rows` must be 1 to 20".to_owned());
    }
    Ok(Table {
        series: &series.id,
        granularity: series.granularity,
        sheet: named_pattern(select.sheet.as_deref())?,
        header: named_pattern(select.header.as_deref())?,
        header_rows: usize::from(select.header_rows),
        from: select.from.as_deref().map(Pattern::parse).transpose()?,
        until: select.until.as_deref().map(Pattern::parse).transpose()?,
        fill_down: select.fill_down.iter().map(|name| column(name)).collect::<Result<_, _>>()?,
        conditions,
        period: place,
        pattern: period.pattern.as_deref().map(search).transpose()?,
        month: period.month,
        values,
        flags,
        aggregate: select.aggregate,
        markers: own_markers(select)?,
        dialect,
        decimal_comma: false,
        from_1904: false,
        says: select.says.iter().map(|text| Ok((said(text)?, text.clone()))).collect::<Result<_, String>>()?,
    })
}

/// What a file must say: a text stands anywhere in what it says, as whole words.
fn said(text: &str) -> Result<Pattern, String> {
    if text.len() > 2 && text.starts_with('/') && text.ends_with('/') {
        return Pattern::parse(text);
    }
    let words = clean(text);
    let edge = |at_edge: Option<char>| if at_edge.is_some_and(char::is_alphanumeric) { r"\b" } else { "" };
    let (first, last) = (edge(words.chars().next()), edge(words.chars().next_back()));
    Pattern::parse(&format!("/{first}{}{last}/", regex::escape(&words)))
}

fn named_pattern(text: Option<&str>) -> Result<Option<(Pattern, String)>, String> {
    text.map(|text| Ok((Pattern::parse(text)?, quoted(text)))).transpose()
}

fn quoted(text: &str) -> String {
    format!("`{text}`")
}

/// A pattern that is a regular expression whether it stands in slashes or not: its purpose is to take something out.
fn search(text: &str) -> Result<Pattern, String> {
    if text.len() > 2 && text.starts_with('/') && text.ends_with('/') {
        Pattern::parse(text)
    } else {
        Pattern::parse(&format!("/{text}/"))
    }
}

fn column(text: &str) -> Result<ColumnName, String> {
    let place = text.strip_prefix('#').and_then(|digits| digits.parse::<usize>().ok());
    let by = match place {
        Some(0) => return Err("columns are numbered from `#1`".to_owned()),
        Some(place) => By::Place(place - 1),
        None => By::Header(Pattern::parse(text)?),
    };
    Ok(ColumnName { text: text.to_owned(), by })
}

fn names(texts: Option<&OneOrMany>) -> Result<Vec<ColumnName>, String> {
    texts.map(OneOrMany::all).unwrap_or_default().iter().map(|text| column(text)).collect()
}

fn row_condition(condition: &Condition) -> Result<RowCondition, String> {
    let patterns = |texts: Option<&OneOrMany>| {
        texts
            .map(|texts| texts.all().iter().map(|text| Pattern::parse(text)).collect::<Result<Vec<_>, _>>())
            .transpose()
    };
    if condition.is.is_none() && condition.is_not.is_none() {
        return Err(format!("the condition on `{}` has neither `is` nor `is_not`", condition.column));
    }
    let told = |sign: &str, texts: Option<&OneOrMany>| {
        texts.map(|texts| format!("{} {sign} {}", condition.column, texts.all().join(" or "))).into_iter()
    };
    let words: Vec<_> = told("=", condition.is.as_ref()).chain(told("is not", condition.is_not.as_ref())).collect();
    Ok(RowCondition {
        column: column(&condition.column)?,
        is: patterns(condition.is.as_ref())?,
        is_not: patterns(condition.is_not.as_ref())?.unwrap_or_default(),
        words: words.join(" and "),
        wanted: condition.is.as_ref().map(|is| is.all().to_vec()).unwrap_or_default(),
        optional: false,
    })
}

fn period_place(period: &PeriodFrom, of_ons: bool, usual: Option<&[&str]>) -> Result<PeriodPlace, String> {
    let given = [period.column.is_some(), period.header.is_some(), period.text.is_some(), period.fixed.is_some()];
    if of_ons && !given.contains(&true) {
        return Ok(PeriodPlace::Ons);
    }
    if let Some(usual) = usual.filter(|_| !given.contains(&true)) {
        return Ok(PeriodPlace::Columns(vec![by_names(usual)?]));
    }
    if given.iter().filter(|given| **given).count() != 1 {
        return Err("`period` needs exactly one of column, header, text and fixed".to_owned());
    }
    if let Some(columns) = &period.column {
        return names(Some(columns)).map(PeriodPlace::Columns);
    }
    if let Some(header) = &period.header {
        return Pattern::parse(header).map(PeriodPlace::Across);
    }
    if let Some(text) = &period.text {
        return Ok(PeriodPlace::Text(search(text)?, quoted(text)));
    }
    Ok(PeriodPlace::Fixed(period.fixed.clone().unwrap_or_default()))
}

/// The rows of an ONS time series that are of this granularity.
fn frequency(granularity: Granularity) -> Result<RowCondition, String> {
    let word = match granularity {
        Granularity::Year => "year",
        Granularity::Quarter => "quarter",
        Granularity::Month | Granularity::RollingMonths(_) => "month",
        other => {
            return Err(format!(
                "an ONS time series has years, quarters and months; a series of granularity `{other}` needs a [series.select] of its own"
            ));
        }
    };
    let is = Some(OneOrMany::One(word.to_owned()));
    row_condition(&Condition { column: "frequency".to_owned(), is, is_not: None })
}

/// The publisher's own marks, each meant as a word of the product's: `suppressed`, `provisional`, `normal` …
fn own_markers(select: &Select) -> Result<OwnMarkers, String> {
    select
        .markers
        .iter()
        .map(|(mark, word)| {
            let meaning = Missing::from_word(word)
                .map(Status::Reason)
                .or_else(|| Flag::from_word(word).map(Status::Flag))
                .or_else(|| (word == "normal").then_some(Status::Normal))
                .or_else(|| markers::flag(word).map(Status::Flag));
            let known = Missing::ALL.iter().map(|reason| reason.word()).chain(Flag::ALL.iter().map(|flag| flag.word()));
            meaning.map(|meaning| (mark.trim().to_lowercase(), meaning)).ok_or_else(|| {
                format!(
                    "`markers` gives `{mark}` the meaning `{word}`: expected normal, {}",
                    known.collect::<Vec<_>>().join(", ")
                )
            })
        })
        .collect()
}
