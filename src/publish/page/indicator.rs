//! An indicator: its finding, its chart, its source and its figures.
//!
//! In: a subject. Out: [`IndicatorPart`], on outcome and series pages.
//! Invariant: source, period, last check and next release stand within reach of the chart.

use super::super::charts::{self, Form, Subject};
use super::super::corrections::{self, Told};
use super::super::known::Revision;
use super::super::origin::{self, Link, Shown};
use super::super::view::{Measure, View};
use super::super::words::{Words, dates, periods};
use super::super::{breaks, checked, finding};
use super::figures::Figures;
use crate::domain::period::Period;
use crate::domain::series::Break;
use crate::domain::source::Source;
use askama::Template;

/// An indicator.
#[derive(Template)]
#[template(path = "indicator.html")]
pub(super) struct IndicatorPart {
    t: &'static Words,
    id: String,
    /// What the series is called: names its links where they stand beside those of others.
    title: String,
    /// Its own heading; none where the page's heading says it already.
    heading: Option<String>,
    role: Option<String>,
    care: Vec<finding::Care>,
    note: Option<String>,
    subtitle: String,
    wide: String,
    narrow: String,
    description: String,
    breaks: Vec<BreakPart>,
    corrections: Vec<Told>,
    latest: Option<Shown>,
    formula: Option<String>,
    sources: Vec<SourcePart>,
    revisions: Revisions,
    /// Said where no figure is known: there is no table then.
    empty: Option<String>,
    pub(super) figures: Figures,
    csv: String,
    json: String,
    series: String,
    /// Whether the figures are open from the start: on the page of a series.
    open: bool,
}

/// A break in the chart, explained.
struct BreakPart {
    text: String,
    evidence: Link,
}

struct SourcePart {
    publisher: Link,
    title: String,
    checked: String,
    troubled: bool,
    next: Option<String>,
    licence: String,
    licence_address: Option<String>,
    not_open: bool,
}

/// Revisions so far.
struct Revisions {
    summary: String,
    rows: Vec<RevisionRow>,
}

struct RevisionRow {
    period: String,
    steps: Vec<Step>,
}

struct Step {
    value: String,
    when: String,
    file: Link,
}

/// How an indicator is introduced.
pub(super) struct Introduction {
    pub heading: Option<String>,
    pub role: Option<String>,
    pub note: Option<String>,
    pub limit: Option<usize>,
}

impl IndicatorPart {
    /// The indicator of `subject`.
    pub(super) fn of(view: &View<'_>, subject: &Subject<'_>, introduction: Introduction) -> Self {
        let measure = &subject.measure;
        let series = view.series(measure.id);
        let path = format!("/series/{}", measure.id);
        Self {
            t: view.words,
            id: charts::identifier(measure.id),
            title: measure.title.to_owned(),
            heading: introduction.heading,
            role: introduction.role,
            care: finding::care(view, measure),
            note: introduction.note,
            subtitle: charts::subtitle(view, subject),
            wide: charts::inline(view, subject, Form::Wide),
            narrow: charts::inline(view, subject, Form::Narrow),
            description: charts::description(view, subject),
            breaks: breaks(view, measure),
            corrections: corrections::all(view, measure),
            latest: series.latest().map(|latest| origin::of(view, measure, latest)),
            formula: measure.formula.map(|formula| origin::formula(view, formula)),
            sources: view.sources(measure.id).into_iter().map(|source| source_part(view, source, measure)).collect(),
            revisions: revisions(view, measure, &series.revisions),
            empty: series.figures.is_empty().then(|| view.words.say(no_figures(view))),
            figures: Figures::of(view, measure, introduction.limit),
            csv: view.link(&format!("{path}/figures.csv")),
            json: view.link(&format!("{path}/figures.json")),
            series: view.link(&path),
            open: introduction.limit.is_none(),
        }
    }
}

fn no_figures(view: &View<'_>) -> &'static str {
    if view.as_of.is_some() { "no-figures-then" } else { "no-figures" }
}

/// The declared breaks that lie within the figures known.
fn breaks(view: &View<'_>, measure: &Measure<'_>) -> Vec<BreakPart> {
    let figures = &view.series(measure.id).figures;
    let (Some(first), Some(last)) = (figures.first(), figures.last()) else { return Vec::new() };
    let within = |from: &Period| from.start() > first.figure.period.start() && from.start() < last.figure.period.end();
    let part = |each: &Break| {
        let period = periods::period(view.words, &each.from);
        BreakPart {
            text: view.words.say_with("break-from", &[("period", period.into()), ("why", each.why.as_str().into())]),
            evidence: origin::evidence(&each.evidence),
        }
    };
    breaks::declared(view, measure.id).into_iter().filter(|each| within(&each.from)).map(part).collect()
}

fn source_part(view: &View<'_>, source: &Source, measure: &Measure<'_>) -> SourcePart {
    let of_source = |id: &&str| source.series.iter().any(|series| series.id == **id);
    let id = measure.formula.and_then(|formula| formula.inputs().into_iter().find(|id| of_source(id)));
    SourcePart {
        publisher: Link { href: source.page.clone(), text: source.publisher.clone() },
        title: source.title.clone(),
        checked: checked::sentence(view, source, view.series(id.unwrap_or(measure.id))),
        troubled: checked::is_troubled(view, source),
        next: checked::next(view, source),
        licence: source.licence.name.clone(),
        licence_address: source.licence.address.clone(),
        not_open: !source.licence.open,
    }
}

fn revisions(view: &View<'_>, measure: &Measure<'_>, known: &[Revision]) -> Revisions {
    let summary = if known.is_empty() {
        view.words.say("revisions-none")
    } else {
        view.words.say_with("revisions-some", &[("count", super::super::words::count(known.len()))])
    };
    Revisions { summary, rows: known.iter().map(|revision| revision_row(view, measure, revision)).collect() }
}

fn revision_row(view: &View<'_>, measure: &Measure<'_>, revision: &Revision) -> RevisionRow {
    let steps = revision.steps.iter().map(|step| {
        let file = &step.provenance.file;
        let since = crate::domain::instant::london_day(step.provenance.effective_at);
        Step {
            value: step
                .figure
                .value
                .number()
                .map_or_else(|| view.words.say("no-figure"), |number| measure.cell(number)),
            when: dates::day(view.words, since),
            file: Link {
                href: view.link(&format!("/files/{file}")),
                text: view.words.say_with("file-link", &[("hash", origin::short(file).into())]),
            },
        }
    });
    RevisionRow { period: periods::period(view.words, &revision.period), steps: steps.collect() }
}
