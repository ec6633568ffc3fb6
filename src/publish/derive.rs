//! The one place where pages ask for derived figures.
//!
//! In: a derived series and what is known of its inputs. Out: its figures, each with what it was computed from.
//! Invariant: no arithmetic here; `account` computes.

use super::known::{KnownFigure, KnownSeries, Origin, Used};
use crate::account::derived::{self, DerivedFigure};
use crate::catalogue::Catalogue;
use crate::domain::figure::{Figure, Recorded};
use crate::domain::series::Derived;
use rust_decimal::Decimal;
use std::collections::BTreeMap;

/// The figures of `derived`, in period order.
pub fn figures(catalogue: &Catalogue, derived: &Derived, known: &BTreeMap<String, KnownSeries>) -> Vec<KnownFigure> {
    let mut inputs: BTreeMap<String, Vec<Recorded>> = BTreeMap::new();
    let mut scales: BTreeMap<String, Decimal> = BTreeMap::new();
    for id in derived.formula.inputs() {
        inputs.insert(id.to_owned(), known.get(id).map(recorded).unwrap_or_default());
        if let Some((series, _)) = catalogue.series(id) {
            scales.insert(id.to_owned(), series.scale);
        }
    }
    let figures = derived::derive(&derived.formula, derived.granularity, &inputs, &scales);
    figures.into_iter().map(shown).collect()
}

fn recorded(series: &KnownSeries) -> Vec<Recorded> {
    let figures = series.figures.iter().filter_map(|known| match &known.origin {
        Origin::Recorded(provenance) => Some(Recorded { figure: known.figure.clone(), provenance: provenance.clone() }),
        Origin::Derived(_) => None,
    });
    figures.collect()
}

fn shown(derived: DerivedFigure) -> KnownFigure {
    let used = derived.inputs.into_iter().map(|input| Used { series: input.series, period: input.period }).collect();
    let figure = Figure {
        label: derived.period.label(),
        period: derived.period,
        value: derived.value,
        flags: derived.flags,
        cell: String::new(),
        evidence: None,
    };
    KnownFigure { figure, origin: Origin::Derived(used), correction: None }
}
