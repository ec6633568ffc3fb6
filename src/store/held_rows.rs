//! How a vintage in quarantine stands in the table: whole, as JSON.
//!
//! In: a vintage. Out: text, and the vintage again.
//! Invariant: what was held is what is released, to the last decimal place.

use super::editions;
use super::error::StoreError;
use super::text::{from_instant, to_flags, to_instant, to_optional_instant, to_period, to_value};
use crate::domain::evidence::Evidence;
use crate::domain::figure::{Figure, Value};
use crate::domain::vintage::NewVintage;
use serde::{Deserialize, Serialize};

/// A vintage as text.
pub(super) fn to_text(vintage: &NewVintage) -> Result<String, StoreError> {
    write(&HeldVintage::from(vintage))
}

/// Reads [`to_text`] back.
pub(super) fn from_text(json: &str) -> Result<NewVintage, StoreError> {
    read::<HeldVintage>(json)?.into_vintage()
}

/// Anything as JSON.
pub(super) fn write(value: &impl Serialize) -> Result<String, StoreError> {
    serde_json::to_string(value).map_err(|error| StoreError::unreadable(error.to_string()))
}

/// Reads [`write`] back.
pub(super) fn read<'a, T: Deserialize<'a>>(json: &'a str) -> Result<T, StoreError> {
    serde_json::from_str(json).map_err(|error| StoreError::unreadable(format!("a held vintage ({error})")))
}

/// A vintage as JSON.
#[derive(Serialize, Deserialize)]
struct HeldVintage {
    series: String,
    source: String,
    file: String,
    table: String,
    route: Option<usize>,
    released_at: Option<String>,
    edition_at: String,
    recorded_at: String,
    live: bool,
    coverage: String,
    figures: Vec<HeldFigure>,
}

/// A figure as JSON.
#[derive(Serialize, Deserialize)]
struct HeldFigure {
    period: String,
    label: String,
    value: Option<String>,
    missing: Option<String>,
    flags: String,
    cell: String,
    evidence: Option<Evidence>,
}

impl From<&NewVintage> for HeldVintage {
    fn from(vintage: &NewVintage) -> Self {
        Self {
            series: vintage.series.clone(),
            source: vintage.source.clone(),
            file: vintage.file.clone(),
            table: vintage.table.clone(),
            route: vintage.route,
            released_at: vintage.released_at.map(from_instant),
            edition_at: from_instant(vintage.edition_at),
            recorded_at: from_instant(vintage.recorded_at),
            live: vintage.live,
            coverage: editions::coverage_word(vintage.coverage).to_owned(),
            figures: vintage.figures.iter().map(HeldFigure::from).collect(),
        }
    }
}

impl HeldVintage {
    fn into_vintage(self) -> Result<NewVintage, StoreError> {
        Ok(NewVintage {
            series: self.series,
            source: self.source,
            file: self.file,
            table: self.table,
            route: self.route,
            released_at: to_optional_instant(self.released_at.as_deref())?,
            edition_at: to_instant(&self.edition_at)?,
            recorded_at: to_instant(&self.recorded_at)?,
            live: self.live,
            coverage: editions::coverage_from(&self.coverage)?,
            figures: self.figures.into_iter().map(HeldFigure::into_figure).collect::<Result<_, _>>()?,
        })
    }
}

impl From<&Figure> for HeldFigure {
    fn from(figure: &Figure) -> Self {
        let (value, missing) = match figure.value {
            Value::Number(_) => (Some(figure.value.text()), None),
            Value::Missing(reason) => (None, Some(reason.word().to_owned())),
        };
        Self {
            period: figure.period.label(),
            label: figure.label.clone(),
            value,
            missing,
            flags: figure.flags.to_string(),
            cell: figure.cell.clone(),
            evidence: figure.evidence.clone(),
        }
    }
}

impl HeldFigure {
    fn into_figure(self) -> Result<Figure, StoreError> {
        Ok(Figure {
            period: to_period(&self.period)?,
            value: to_value(self.value.as_deref(), self.missing.as_deref())?,
            flags: to_flags(&self.flags)?,
            label: self.label,
            cell: self.cell,
            evidence: self.evidence,
        })
    }
}
