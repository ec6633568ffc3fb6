//! Formats and selections: what `ingest` needs to read a file is there and can be understood.
//!
//! In: a format or a series. Out: mistakes. Invariant: every text in slashes is a regular expression that compiles.

use super::load::{Mistakes, Place};
use crate::domain::period::Granularity;
use crate::domain::series::Series;
use crate::domain::source::{Condition, Format, FormatKind, OneOrMany, PeriodFrom, Route, Select};
use regex::Regex;

/// Checks how a file is laid out.
pub(super) fn format(format: &Format, place: &Place, mistakes: &mut Mistakes) {
    if let Some(member) = &format.member {
        pattern(member, &place.inside("member"), mistakes);
    }
    let text = format.kind.is_csv() || matches!(format.kind, FormatKind::OnsCsv | FormatKind::Figures);
    if let Some(encoding) = &format.encoding {
        if encoding_rs::Encoding::for_label(encoding.as_bytes()).is_none() {
            let message = format!("unknown encoding `{encoding}`; expected such as windows-1252, macintosh, utf-16le");
            mistakes.add(&place.inside("encoding"), message);
        }
        if !text {
            mistakes.add(&place.inside("encoding"), "an encoding is for text files only");
        }
    }
    if format.delimiter.is_some() && !text {
        mistakes.add(&place.inside("delimiter"), "a delimiter is for text files only");
    }
    if format.delimiter.is_some_and(|delimiter| !delimiter.is_ascii()) {
        mistakes.add(&place.inside("delimiter"), "the delimiter is not an ASCII character");
    }
    if let Some(next) = &format.next_page {
        next_page(next, format, place, mistakes);
    }
    match (&format.rows, format.kind) {
        (None, FormatKind::Json) => {
            mistakes.add(place, "JSON needs rows: which objects are the rows, such as $.data[*]");
        }
        (Some(rows), FormatKind::Json) => {
            if let Err(error) = serde_json_path::JsonPath::parse(rows) {
                mistakes.add(&place.inside("rows"), format!("`{rows}` is not a JSON path (RFC 9535): {error}"));
            }
        }
        (Some(_), _) => mistakes.add(&place.inside("rows"), "rows is for kind = \"json\" only"),
        (None, _) => {}
    }
}

fn next_page(next: &str, format: &Format, place: &Place, mistakes: &mut Mistakes) {
    let at = place.inside("next_page");
    if format.kind != FormatKind::Json {
        mistakes.add(&at, "next_page is for kind = \"json\" only");
    }
    if let Err(error) = serde_json_path::JsonPath::parse(next) {
        mistakes.add(&at, format!("`{next}` is not a JSON path (RFC 9535): {error}"));
    }
    if format.rows.as_ref().is_some_and(|rows| !rows.starts_with("$[*]") && !rows.starts_with("$..")) {
        mistakes.add(&place.inside("rows"), "pages are kept as an array of them, so that rows begins with $[*]");
    }
}

/// Checks how a series is selected from the files of its source.
pub(super) fn series(series: &Series, routes: &[Route], place: &Place, mistakes: &mut Mistakes) {
    let needed = routes.iter().any(|route| !says_itself(route.format.kind));
    match &series.select {
        None if needed => {
            let message = "no [select]; only ONS time series, SDMX-CSV, Fingertips, Nomis and files of figures say themselves what to read";
            mistakes.add(place, message);
        }
        None => {
            let readable = matches!(
                series.granularity,
                Granularity::Year | Granularity::Quarter | Granularity::Month | Granularity::RollingMonths(3)
            );
            let time_series =
                routes.iter().any(|route| matches!(route.format.kind, FormatKind::OnsJson | FormatKind::OnsCsv));
            if time_series && !readable {
                let message = format!(
                    "an ONS time series has no {} periods; expected year, quarter, month or rolling-3-months",
                    series.granularity
                );
                mistakes.add(&place.inside("granularity"), message);
            }
        }
        Some(select) => selection(select, needed, &place.inside("select"), mistakes),
    }
}

/// Kinds of file in which period and value have their place.
fn says_itself(kind: FormatKind) -> bool {
    use FormatKind::{Figures, Fingertips, Nomis, OnsCsv, OnsJson, SdmxCsv};
    matches!(kind, OnsJson | OnsCsv | Figures | SdmxCsv | Fingertips | Nomis)
}

fn selection(select: &Select, table: bool, place: &Place, mistakes: &mut Mistakes) {
    for (field, text) in [
        ("sheet", &select.sheet),
        ("header", &select.header),
        ("from", &select.from),
        ("until", &select.until),
        ("flags", &select.flags),
    ] {
        if let Some(text) = text {
            pattern(text, &place.inside(field), mistakes);
        }
    }
    patterns(&select.fill_down, &place.inside("fill_down"), mistakes);
    patterns(&select.says, &place.inside("says"), mistakes);
    if let Some(place) =
        select.says.iter().position(|text| text.trim().is_empty()).map(|at| place.inside(&format!("says.{at}")))
    {
        mistakes.add(&place, "an empty text; expected what the file must say");
    }
    for (index, condition) in select.conditions.iter().enumerate() {
        self::condition(condition, &place.inside(&format!("where.{index}")), mistakes);
    }
    if select.header_rows == 0 {
        mistakes.add(&place.inside("header_rows"), "header_rows is 0; expected 1 or more");
    }
    if let Some(value) = &select.value {
        one_or_many(value, &place.inside("value"), mistakes);
    }
    match &select.period {
        Some(from) => period(from, select, table, &place.inside("period"), mistakes),
        None if table => mistakes
            .add(place, "no period; expected period = { column = … }, { header = … }, { text = … } or { fixed = … }"),
        None => {}
    }
}

fn period(from: &PeriodFrom, select: &Select, table: bool, place: &Place, mistakes: &mut Mistakes) {
    let PeriodFrom { column, header, text, fixed, pattern: within, .. } = from;
    let said = [column.is_some(), header.is_some(), text.is_some(), fixed.is_some()];
    let count = said.into_iter().filter(|said| *said).count();
    // Where the kind of file says where the period stands, the table may say the rest alone.
    if count != 1 && !(count == 0 && (within.is_some() || from.month.is_some()) && !table) {
        mistakes.add(place, format!("{count} of column, header, text and fixed; expected exactly one"));
    }
    if let Some(column) = column {
        one_or_many(column, &place.inside("column"), mistakes);
    }
    if let Some(header) = header {
        pattern(header, &place.inside("header"), mistakes);
    }
    // These take something out of a text, so that they are expressions with or without slashes.
    for (field, text) in [("text", text), ("pattern", within)] {
        if let Some(text) = text {
            expression(in_slashes(text).unwrap_or(text), &place.inside(field), mistakes);
        }
    }
    match (header.is_some(), select.value.is_some()) {
        (true, true) => mistakes.add(place, "periods run across (header), so value is not used; leave it out"),
        (false, false) if count == 1 && table => mistakes.add(place, "no value; expected the column that holds it"),
        _ => {}
    }
}

fn condition(condition: &Condition, place: &Place, mistakes: &mut Mistakes) {
    pattern(&condition.column, &place.inside("column"), mistakes);
    if condition.is.is_none() && condition.is_not.is_none() {
        mistakes.add(place, "a condition without is or is_not");
    }
    for (field, values) in [("is", &condition.is), ("is_not", &condition.is_not)] {
        if let Some(values) = values {
            one_or_many(values, &place.inside(field), mistakes);
        }
    }
}

fn one_or_many(texts: &OneOrMany, place: &Place, mistakes: &mut Mistakes) {
    match texts {
        OneOrMany::One(text) => pattern(text, place, mistakes),
        OneOrMany::Many(texts) if texts.is_empty() => mistakes.add(place, "an empty list"),
        OneOrMany::Many(texts) => patterns(texts, place, mistakes),
    }
}

pub(super) fn patterns(texts: &[String], place: &Place, mistakes: &mut Mistakes) {
    for (index, text) in texts.iter().enumerate() {
        pattern(text, &place.inside(&index.to_string()), mistakes);
    }
}

/// A text in slashes has to be a regular expression.
pub(super) fn pattern(text: &str, place: &Place, mistakes: &mut Mistakes) {
    if let Some(inner) = in_slashes(text) {
        expression(inner, place, mistakes);
    }
}

fn in_slashes(text: &str) -> Option<&str> {
    text.strip_prefix('/').and_then(|text| text.strip_suffix('/'))
}

fn expression(text: &str, place: &Place, mistakes: &mut Mistakes) {
    if let Err(error) = Regex::new(text) {
        let what = error.to_string().lines().last().unwrap_or_default().trim().to_owned();
        mistakes.add(place, format!("`{text}` is not a regular expression: {what}"));
    }
}
