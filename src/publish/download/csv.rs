//! CSV (RFC 4180): one header, one row a figure, nothing else.
//!
//! In: figures. Out: bytes. Invariant: no text cell can be taken for a formula by a spreadsheet.

use super::super::view::View;
use super::{Figures, Row, row};

/// Columns that hold numbers: a minus sign in them is no formula.
const NUMBERS: [&str; 4] = ["value", "scaled_value", "vintage", "published_value"];

/// The file.
pub fn write(view: &View<'_>, figures: &Figures<'_>) -> Result<Vec<u8>, String> {
    let mut writer = csv::WriterBuilder::new().terminator(csv::Terminator::CRLF).from_writer(Vec::new());
    let columns = columns(figures.several);
    writer.write_record(columns.iter()).map_err(|error| error.to_string())?;
    for id in &figures.series {
        let Some(measure) = view.measure(id) else { continue };
        for row in row::of(view, &measure, figures.several) {
            writer.write_record(cells(&row, &columns)).map_err(|error| error.to_string())?;
        }
    }
    writer.into_inner().map_err(|error| error.to_string())
}

fn columns(several: bool) -> Vec<&'static str> {
    let rest = [
        "period",
        "label",
        "value",
        "scaled_value",
        "unit",
        "flags",
        "known",
        "source",
        "publisher_address",
        "file_sha256",
        "cell",
        "retrieved_at",
        "released_at",
        "recorded_at",
        "vintage",
        "licence",
        "as_of",
        "notice",
        "break_before",
        "published_value",
        "correction",
    ];
    several.then_some("series").into_iter().chain(rest).collect()
}

fn cells(row: &Row, columns: &[&str]) -> Vec<String> {
    columns
        .iter()
        .map(|column| {
            let text = text(row, column);
            if NUMBERS.contains(column) { text.to_owned() } else { harmless(text) }
        })
        .collect()
}

fn text<'a>(row: &'a Row, column: &str) -> &'a str {
    match column {
        "series" => row.series.as_deref().unwrap_or_default(),
        "period" => &row.period,
        "label" => &row.label,
        "value" => &row.value,
        "scaled_value" => &row.scaled_value,
        "unit" => &row.unit,
        "flags" => &row.flags,
        "known" => &row.known,
        "source" => &row.source,
        "publisher_address" => &row.publisher_address,
        "file_sha256" => &row.file_sha256,
        "cell" => &row.cell,
        "retrieved_at" => &row.retrieved_at,
        "released_at" => &row.released_at,
        "recorded_at" => &row.recorded_at,
        "vintage" => &row.vintage,
        "licence" => &row.licence,
        "as_of" => &row.as_of,
        "break_before" if row.break_before => "true",
        "break_before" => "false",
        "published_value" => &row.published_value,
        "correction" => &row.correction,
        _ => &row.notice,
    }
}

/// Text that a spreadsheet would run gets an apostrophe before it.
fn harmless(text: &str) -> String {
    match text.chars().next() {
        Some('=' | '+' | '-' | '@' | '\t' | '\r') => format!("'{text}"),
        _ => text.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn text_that_a_spreadsheet_would_run_is_made_harmless() {
        for (text, written) in
            [("=1+1", "'=1+1"), ("@SUM(A1)", "'@SUM(A1)"), ("-", "'-"), ("+44", "'+44"), ("2024", "2024"), ("", "")]
        {
            assert_eq!(harmless(text), written);
        }
    }
}
