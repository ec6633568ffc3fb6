//! A row of a download: one figure with everything needed to check it.
//!
//! In: a known figure. Out: [`Row`], in the order of the columns. Invariant: `value` is the number in the publisher's cell, exact (or its declared
//! correction, and then `published_value` is the number in the cell);
//! `scaled_value` is the same number in `unit`.

use super::super::breaks;
use super::super::known::{KnownFigure, Origin};
use super::super::origin;
use super::super::view::{Measure, View};
use crate::domain::evidence::Known;
use chrono::{DateTime, SecondsFormat, Utc};
use serde::Serialize;

/// One figure.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Row {
    /// The series; left out where the file holds one alone.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub series: Option<String>,
    /// Canonical label of the period.
    pub period: String,
    /// The publisher's own label.
    pub label: String,
    /// The number in the cell; empty where missing.
    pub value: String,
    /// The number in `unit`; empty where missing.
    pub scaled_value: String,
    /// The unit of `scaled_value`.
    pub unit: String,
    /// Missing reason and flags, separated by `;`.
    pub flags: String,
    /// How it is known: `read_from_file`, `publisher_page`, `repeated_by`, `derived`.
    pub known: String,
    /// Who publishes it.
    pub source: String,
    /// The page or file that says so.
    pub publisher_address: String,
    /// SHA-256 of the archived file.
    pub file_sha256: String,
    /// Where in the file; for a derived figure its formula and inputs.
    pub cell: String,
    /// When the file was retrieved.
    pub retrieved_at: String,
    /// When the publisher released it, if known.
    pub released_at: String,
    /// When it was recorded here.
    pub recorded_at: String,
    /// The vintage that brought it.
    pub vintage: String,
    /// The licence.
    pub licence: String,
    /// The instant as known at which it is shown; empty for the present.
    pub as_of: String,
    /// What everybody who uses it must know.
    pub notice: String,
    /// Whether a break lies before it, declared or flagged by the publisher: it does not compare with the figure before.
    pub break_before: bool,
    /// The number as published, where `value` is a declared correction of it; empty where it is not.
    pub published_value: String,
    /// Why it was corrected, and where that is said.
    pub correction: String,
}

/// The rows of a series, in period order.
pub fn of<'v>(view: &'v View<'_>, measure: &'v Measure<'_>, several: bool) -> impl Iterator<Item = Row> + 'v {
    let (as_of, notice) = (super::as_of(view), super::notice(view, measure.id));
    let licence = licence(view, measure);
    let breaks = breaks::starts(view, measure.id);
    view.series(measure.id).figures.iter().map(move |known| Row {
        as_of: as_of.clone(),
        notice: notice.clone(),
        licence: licence.clone(),
        break_before: breaks.contains(&known.figure.period),
        series: several.then(|| measure.id.to_owned()),
        ..row(view, measure, known)
    })
}

fn row(view: &View<'_>, measure: &Measure<'_>, known: &KnownFigure) -> Row {
    let figure = &known.figure;
    let scaled = figure.value.number().and_then(|number| measure.shown(number));
    let evidence = figure.evidence.as_ref();
    let corrected = known.correction.as_deref();
    let row = Row {
        series: None,
        period: figure.period.label(),
        label: figure.label.clone(),
        value: figure.value.text(),
        scaled_value: scaled.map(|number| plain(number).to_string()).unwrap_or_default(),
        unit: measure.unit.to_owned(),
        flags: figure.words(),
        known: evidence.map_or(Known::ReadFromFile, |evidence| evidence.known).word().to_owned(),
        source: measure.source.publisher.clone(),
        publisher_address: evidence.map_or_else(String::new, |evidence| evidence.address.clone()),
        file_sha256: String::new(),
        cell: figure.cell.clone(),
        retrieved_at: String::new(),
        released_at: String::new(),
        recorded_at: String::new(),
        vintage: String::new(),
        licence: String::new(),
        as_of: String::new(),
        notice: String::new(),
        break_before: false,
        published_value: corrected.and_then(|each| each.published).map(|number| number.to_string()).unwrap_or_default(),
        correction: corrected.map(|each| format!("{} ({})", each.reason, each.evidence.address)).unwrap_or_default(),
    };
    match &known.origin {
        Origin::Recorded(provenance) => Row {
            publisher_address: if row.publisher_address.is_empty() {
                provenance.address.clone()
            } else {
                row.publisher_address
            },
            file_sha256: provenance.file.clone(),
            retrieved_at: instant(provenance.retrieved_at),
            released_at: provenance.released_at.map(instant).unwrap_or_default(),
            recorded_at: instant(provenance.recorded_at),
            vintage: provenance.vintage.to_string(),
            ..row
        },
        Origin::Derived(used) => {
            let formula = measure.formula.map(|formula| origin::formula(view, formula)).unwrap_or_default();
            let inputs: Vec<String> = used.iter().map(|used| format!("{}[{}]", used.series, used.period)).collect();
            Row {
                known: "derived".to_owned(),
                cell: format!("{formula}: {}", inputs.join(", ")),
                publisher_address: measure.source.page.clone(),
                ..row
            }
        }
    }
}

fn licence(view: &View<'_>, measure: &Measure<'_>) -> String {
    let mut names: Vec<String> = Vec::new();
    for source in view.sources(measure.id) {
        let name = origin::licence(view, &source.licence);
        if !names.contains(&name) {
            names.push(name);
        }
    }
    names.join("; ")
}

/// A scaled number without the zeros that multiplication added to a whole number.
fn plain(number: rust_decimal::Decimal) -> rust_decimal::Decimal {
    if number.is_zero() { rust_decimal::Decimal::ZERO } else { number.normalize() }
}

fn instant(instant: DateTime<Utc>) -> String {
    instant.to_rfc3339_opts(SecondsFormat::AutoSi, true)
}
