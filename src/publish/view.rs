//! The view: all that a page may look at while it is made.
//!
//! In: catalogue, what is known, site, an explicit "now". Out: [`View`], with links that keep the instant, and [`Measure`]s.
//! Invariant: a page made from the same view is the same, byte for byte.

use super::known::{Known, KnownSeries};
use super::site::Site;
use super::words::{Words, dates, numbers};
use crate::catalogue::Catalogue;
use crate::chart::{ChartSpec, Dress};
use crate::domain::instant;
use crate::domain::outcome::Outcome;
use crate::domain::period::Granularity;
use crate::domain::series::{Derived, Formula, Series};
use crate::domain::source::Source;
use crate::domain::target::Target;
use chrono::{DateTime, NaiveDate, Utc};
use rust_decimal::Decimal;

/// Draws a chart: `chart::svg`, or a stand-in in tests.
pub type Draw = fn(&ChartSpec, Dress) -> String;

/// All that a page may look at.
#[derive(Clone, Copy)]
pub struct View<'a> {
    /// The catalogue.
    pub catalogue: &'a Catalogue,
    /// What is known.
    pub known: &'a Known,
    /// The site's settings.
    pub site: &'a Site,
    /// The time now.
    pub now: DateTime<Utc>,
    /// The instant as known at which everything is shown; none for the present.
    pub as_of: Option<DateTime<Utc>>,
    /// The message catalogue.
    pub words: &'static Words,
    /// Draws charts.
    pub draw: Draw,
}

impl<'a> View<'a> {
    /// The day that the page is about, in Britain.
    pub fn day(&self) -> NaiveDate {
        instant::london_day(self.as_of.unwrap_or(self.now))
    }

    /// A link to `path` that keeps the instant shown.
    pub fn link(&self, path: &str) -> String {
        match self.as_of {
            Some(instant) => format!("{path}?as_of={}", dates::as_of_text(instant)),
            None => path.to_owned(),
        }
    }

    /// What is known of a series; an empty one where nothing is.
    pub fn series(&self, id: &str) -> &'a KnownSeries {
        static NOTHING: KnownSeries = KnownSeries { figures: Vec::new(), vintages: Vec::new(), revisions: Vec::new() };
        self.known.series(id).unwrap_or(&NOTHING)
    }

    /// What a series measures, recorded or derived.
    pub fn measure(&self, id: &str) -> Option<Measure<'a>> {
        let recorded = self.catalogue.series(id).map(|(series, source)| Measure::recorded(series, source));
        recorded.or_else(|| self.catalogue.derived(id).map(|(derived, source)| Measure::derived(derived, source)))
    }

    /// Targets of an outcome that had been set by the day of the page, in the order of the ledger.
    pub fn targets(&self, outcome: &'a Outcome) -> Vec<&'a Target> {
        let day = self.day();
        outcome.targets.iter().filter(|target| target.from <= day).collect()
    }

    /// Whether any outcome serves a mission.
    pub fn is_served(&self, mission: &str) -> bool {
        self.catalogue.outcomes.iter().any(|outcome| outcome.missions.iter().any(|each| each == mission))
    }

    /// Whether what is shown of `series` was put together from publications, before the first live record.
    pub fn is_reconstructed(&self, series: &str) -> bool {
        let inputs = self.measure(series).and_then(|measure| measure.formula).map(Formula::inputs);
        let ids = inputs.unwrap_or_else(|| vec![series]);
        self.as_of.is_some() && !ids.iter().any(|id| self.series(id).has_live())
    }

    /// The sources that a series rests on: its own, and those of what it is computed from.
    pub fn sources(&self, series: &str) -> Vec<&'a Source> {
        let Some(measure) = self.measure(series) else { return Vec::new() };
        let Some(formula) = measure.formula else { return vec![measure.source] };
        let mut sources: Vec<&Source> = Vec::new();
        for input in formula.inputs() {
            if let Some((_, source)) = self.catalogue.series(input)
                && !sources.iter().any(|known| known.id == source.id)
            {
                sources.push(source);
            }
        }
        sources
    }
}

/// What a series measures, whether it is recorded or derived.
#[derive(Clone, Copy, Debug)]
pub struct Measure<'a> {
    /// Stable identifier.
    pub id: &'a str,
    /// What it is called.
    pub title: &'a str,
    /// The unit shown.
    pub unit: &'a str,
    /// The number in the cell times this is in `unit`.
    pub scale: Decimal,
    /// Decimal places to show.
    pub decimals: u32,
    /// Where.
    pub place: &'a str,
    /// Of whom or what.
    pub population: &'a str,
    /// Seasonal adjustment, where that applies.
    pub adjustment: Option<&'a str>,
    /// How long its periods are.
    pub granularity: Granularity,
    /// Months between two periods, where the granularity does not say.
    pub months_between: Option<u8>,
    /// Standing of the statistic.
    pub statistical_status: Option<&'a str>,
    /// The source that it is read from or defined in.
    pub source: &'a Source,
    /// How it is computed, where it is.
    pub formula: Option<&'a Formula>,
}

impl<'a> Measure<'a> {
    fn recorded(series: &'a Series, source: &'a Source) -> Self {
        Self {
            id: &series.id,
            title: &series.title,
            unit: &series.unit,
            scale: series.scale,
            decimals: series.decimals,
            place: &series.place,
            population: &series.population,
            adjustment: series.adjustment.as_deref(),
            granularity: series.granularity,
            months_between: series.months_between,
            statistical_status: series.statistical_status.as_deref(),
            source,
            formula: None,
        }
    }

    fn derived(derived: &'a Derived, source: &'a Source) -> Self {
        Self {
            id: &derived.id,
            title: &derived.title,
            unit: &derived.unit,
            scale: Decimal::ONE,
            decimals: derived.decimals,
            place: &derived.place,
            population: &derived.population,
            adjustment: None,
            granularity: derived.granularity,
            months_between: derived.months_between,
            statistical_status: derived.statistical_status.as_deref(),
            source,
            formula: Some(&derived.formula),
        }
    }

    /// A published number in the unit shown; none where it is out of range.
    pub fn shown(&self, number: Decimal) -> Option<Decimal> {
        number.checked_mul(self.scale)
    }

    /// A published number as a table shows it: `84,000`, `61.4%`.
    pub fn cell(&self, number: Decimal) -> String {
        self.shown(number)
            .map_or_else(|| number.to_string(), |shown| numbers::with_unit(shown, self.decimals, self.unit))
    }

    /// A published number as a sentence says it: `2.78 million`.
    pub fn prose(&self, number: Decimal) -> String {
        self.shown(number).map_or_else(|| number.to_string(), |shown| numbers::prose(shown, self.decimals, self.unit))
    }
}
