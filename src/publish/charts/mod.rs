//! Charts: from figures and targets to a specification that `chart` can draw.
//!
//! In: a [`Subject`] and a [`Form`]. Out: [`ChartSpec`], SVG for a page. Invariant: all words are final; a missing figure is a gap,
//! never zero; a target is drawn only on the series that it is measured on.

mod description;
mod points;
mod remarks;
mod targets;

use super::view::{Measure, View};
use super::words::{dates, numbers, periods};
use super::{finding, known};
use crate::chart::spec::{Kind, Line, Size, Words as ChartWords};
use crate::chart::{ChartSpec, Dress};
use crate::domain::outcome::{ChartKind, Indicator, Outcome};
use crate::domain::period::{Granularity, Period};
use crate::domain::target::Target;

/// What a chart is about.
#[derive(Clone, Copy)]
pub struct Subject<'a> {
    /// Its measure.
    pub measure: Measure<'a>,
    /// How it is drawn.
    pub kind: ChartKind,
    /// The period before which it does not begin.
    pub from: Option<Period>,
    /// The outcome whose targets are drawn in it.
    pub outcome: Option<&'a Outcome>,
}

/// At which size and for whom a chart is drawn.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Form {
    /// Inside a page, on a wide screen.
    Wide,
    /// Inside a page, on a phone.
    Narrow,
    /// A sparkline on the home page.
    Spark,
    /// A picture of its own.
    Standalone,
}

impl Form {
    /// Its size in CSS pixels.
    pub fn size(self) -> Size {
        let (width, height) = match self {
            Self::Wide => (720, 420),
            Self::Narrow => (340, 320),
            Self::Spark => (160, 48),
            Self::Standalone => (1200, 675),
        };
        Size { width, height }
    }

    fn word(self) -> &'static str {
        match self {
            Self::Wide => "wide",
            Self::Narrow => "narrow",
            Self::Spark => "spark",
            Self::Standalone => "chart",
        }
    }
}

/// The subject of an indicator of an outcome.
pub fn of_indicator<'a>(view: &View<'a>, outcome: &'a Outcome, indicator: &'a Indicator) -> Option<Subject<'a>> {
    let from = indicator.chart_from.as_deref().and_then(|label| Period::parse(label).ok());
    let measure = view.measure(&indicator.series)?;
    Some(Subject { measure, kind: indicator.chart, from, outcome: Some(outcome) })
}

/// The subject of a series by itself.
pub fn of_measure(measure: Measure<'_>) -> Subject<'_> {
    let kind = match measure.granularity {
        Granularity::Year | Granularity::FinancialYear | Granularity::AcademicYear => ChartKind::Bars,
        _ => ChartKind::Trend,
    };
    let kind = if measure.unit == "%" { ChartKind::Trend } else { kind };
    Subject { measure, kind, from: None, outcome: None }
}

/// The specification of a chart; none where there is neither a number nor a dated target to draw.
pub fn spec(view: &View<'_>, subject: &Subject<'_>, form: Form) -> Option<ChartSpec> {
    let shown = shown_figures(view, subject);
    let measure = &subject.measure;
    let (prefix, suffix) = numbers::signs(measure.unit);
    let ledger = targets_on(view, subject);
    let has_number = has_number(&shown);
    (has_number || (form != Form::Spark && has_date(&ledger))).then_some(())?;
    let alone = form == Form::Standalone;
    Some(ChartSpec {
        id: format!("{}-{}", identifier(measure.id), form.word()),
        kind: kind(subject.kind, form),
        size: form.size(),
        title: if alone { title(view, subject) } else { String::new() },
        subtitle: if alone { subtitle(view, subject) } else { String::new() },
        unit: numbers::unit_words(measure.unit).to_owned(),
        decimals: measure.decimals,
        prefix: prefix.to_owned(),
        suffix: suffix.to_owned(),
        series: vec![Line {
            label: String::new(),
            points: if has_number { points::of(view, measure, &shown) } else { vec![points::gap(view.day())] },
        }],
        targets: targets::marks(view, measure, &shown, &ledger, form),
        remarks: remarks::of(view, subject, &shown, form),
        source: if alone { source_line(view, subject) } else { String::new() },
        description: match form {
            Form::Spark => description::of_spark(view, measure, &shown),
            _ => description(view, subject),
        },
        stamp: view.site.rehearsal.then(|| view.words.say("rehearsal-stamp")),
        words: words(view),
    })
}

/// Whether there is a number or a dated target to draw.
pub fn is_drawn(view: &View<'_>, subject: &Subject<'_>) -> bool {
    has_number(&shown_figures(view, subject)) || has_date(&targets_on(view, subject))
}

fn has_number(figures: &[&known::KnownFigure]) -> bool {
    figures.iter().any(|known| known.figure.value.number().is_some())
}

fn has_date(ledger: &[&Target]) -> bool {
    ledger.iter().any(|target| target.by.is_some())
}

/// The chart as SVG inside a page; empty where there is no number to draw.
pub fn inline(view: &View<'_>, subject: &Subject<'_>, form: Form) -> String {
    spec(view, subject, form).map_or_else(String::new, |spec| (view.draw)(&spec, Dress::Page))
}

/// The text alternative of a chart.
pub fn description(view: &View<'_>, subject: &Subject<'_>) -> String {
    description::of(view, subject, &shown_figures(view, subject), &targets_on(view, subject))
}

/// Indicator, unit, place and period: the line under the finding.
pub fn subtitle(view: &View<'_>, subject: &Subject<'_>) -> String {
    let measure = &subject.measure;
    let shown = shown_figures(view, subject);
    let (Some(first), Some(last)) = (shown.first(), shown.last()) else { return measure.title.to_owned() };
    let text = view.words.say_with(
        "chart-subtitle",
        &[
            ("title", name_and_unit(view, measure).into()),
            ("place", measure.place.into()),
            ("span", periods::span(view.words, &first.figure.period, &last.figure.period).into()),
        ],
    );
    match view.as_of {
        Some(instant) => {
            let as_of = dates::as_of(view.words, instant);
            let stood = view.words.say_with("as-it-stood", &[("when", as_of.into())]);
            format!("{text} {stood}")
        }
        None => text,
    }
}

/// The few words that a chart adds by itself.
fn words(view: &View<'_>) -> ChartWords {
    ChartWords {
        axis_starts_at: view.words.say_with("axis-starts-at", &[("value", "{}".into())]),
        break_in_series: view.words.say("flag-break"),
        replaced: view.words.say("chart-replaced"),
        months: std::array::from_fn(|month| dates::short_month(view.words, month)),
    }
}

fn title(view: &View<'_>, subject: &Subject<'_>) -> String {
    match subject.outcome {
        Some(outcome) if is_headline(outcome, &subject.measure) => finding::of_outcome(view, outcome),
        _ => finding::of_measure(view, &subject.measure),
    }
}

/// The indicator's name, with its unit where the name does not say it.
fn name_and_unit(view: &View<'_>, measure: &Measure<'_>) -> String {
    let unit = match numbers::unit_words(measure.unit) {
        "%" => view.words.say("per-cent"),
        unit => unit.to_owned(),
    };
    let singular = unit.trim_end_matches('s').to_lowercase();
    let is_said = measure.title.to_lowercase().contains(&singular) || measure.title.starts_with("Share ");
    if unit.is_empty() || is_said { measure.title.to_owned() } else { format!("{}, {unit}", measure.title) }
}

fn is_headline(outcome: &Outcome, measure: &Measure<'_>) -> bool {
    outcome.headline().is_some_and(|headline| headline.series == measure.id)
}

/// Who publishes what is drawn and what the title says.
fn source_line(view: &View<'_>, subject: &Subject<'_>) -> String {
    let measure = &subject.measure;
    let other = subject.outcome.filter(|outcome| is_headline(outcome, measure));
    let other = other.and_then(|outcome| finding::leads_meanwhile(view, outcome)).map(|id| view.sources(id));
    let sources = other.into_iter().flatten().chain(view.sources(measure.id));
    let publishers: Vec<_> = sources.map(|source| source.publisher.as_str()).collect();
    view.words.say_with(
        "chart-source",
        &[("publisher", publishers.join(", ").into()), ("site", view.site.name.as_str().into())],
    )
}

fn shown_figures<'a>(view: &View<'a>, subject: &Subject<'_>) -> Vec<&'a known::KnownFigure> {
    let after = subject.from.map(|from| from.start());
    let figures = view.series(subject.measure.id).figures.iter();
    figures.filter(|known| after.is_none_or(|start| known.figure.period.end() > start)).collect()
}

fn targets_on<'a>(view: &View<'a>, subject: &Subject<'a>) -> Vec<&'a Target> {
    let Some(outcome) = subject.outcome else { return Vec::new() };
    view.targets(outcome).into_iter().filter(|target| target.series == subject.measure.id).collect()
}

fn kind(kind: ChartKind, form: Form) -> Kind {
    match (form, kind) {
        (Form::Spark, _) => Kind::Sparkline,
        (_, ChartKind::Trend) => Kind::Trend,
        (_, ChartKind::Bars) => Kind::Bars,
        (_, ChartKind::Dots) => Kind::Dots,
    }
}

/// A series identifier as an identifier within a page.
pub fn identifier(series: &str) -> String {
    series.replace('.', "-")
}
