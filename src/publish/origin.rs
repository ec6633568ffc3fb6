//! Where one figure came from, ready to be shown: publisher, file, cell, how it is known; or formula and inputs.
//!
//! In: a known figure and its measure. Out: [`Shown`] for tables, [`formula`] in words.
//! Invariant: every figure leads somewhere: to its archived file, or to what it was computed from.

use super::known::{KnownFigure, Origin, Used};
use super::view::{Measure, View};
use super::words::{dates, known, periods};
use crate::domain::evidence::Evidence;
use crate::domain::figure::Provenance;
use crate::domain::series::Formula;
use crate::domain::source::Licence;
use std::collections::BTreeMap;

/// Where a figure came from, as a table shows it.
#[derive(Clone, Debug, Default)]
pub struct Shown {
    /// The publisher.
    pub publisher: String,
    /// The publisher's page about it.
    pub page: String,
    /// The page about the archived file, named by where in it the figure stands: "line 11 of file 52446ac1".
    pub file: Option<Link>,
    /// When that was retrieved, in words.
    pub retrieved: String,
    /// How it is known.
    pub known: String,
    /// The page that says so, where it is not the file.
    pub evidence: Option<String>,
    /// What a reader should know about the evidence.
    pub note: Option<String>,
    /// The figures that it was computed from.
    pub inputs: Vec<Link>,
}

/// A link.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Link {
    /// Where it leads.
    pub href: String,
    /// What it says.
    pub text: String,
}

/// Says of one figure after another where it came from; what is the same for a whole file is said once.
pub struct Teller<'v, 'a> {
    view: &'v View<'a>,
    measure: &'v Measure<'a>,
    files: BTreeMap<String, (Link, String)>,
}

impl<'v, 'a> Teller<'v, 'a> {
    /// For the figures of `measure`.
    pub fn new(view: &'v View<'a>, measure: &'v Measure<'a>) -> Self {
        Self { view, measure, files: BTreeMap::new() }
    }

    /// Where `figure` came from.
    pub fn of(&mut self, figure: &KnownFigure) -> Shown {
        let source = self.measure.source;
        let shown = Shown { publisher: source.publisher.clone(), page: source.page.clone(), ..Shown::default() };
        match &figure.origin {
            Origin::Recorded(provenance) => self.recorded(shown, figure, provenance),
            Origin::Derived(used) => computed(self.view, shown, used),
        }
    }

    fn recorded(&mut self, shown: Shown, figure: &KnownFigure, provenance: &Provenance) -> Shown {
        let view = self.view;
        let said = self.files.entry(provenance.file.clone()).or_insert_with(|| file(view, provenance)).clone();
        let evidence = figure.figure.evidence.as_ref();
        Shown {
            file: Some(in_file(view, said.0, &figure.figure.cell)),
            retrieved: said.1,
            known: known::how_known(view.words, evidence),
            evidence: evidence.map(|evidence| evidence.address.clone()),
            note: evidence.and_then(|evidence| evidence.note.clone()),
            ..shown
        }
    }
}

/// Where `figure` came from.
pub fn of(view: &View<'_>, measure: &Measure<'_>, figure: &KnownFigure) -> Shown {
    Teller::new(view, measure).of(figure)
}

/// A formula in words: `100 × A ÷ B`.
pub fn formula(view: &View<'_>, formula: &Formula) -> String {
    let title = |id: &str| view.measure(id).map_or_else(|| id.to_owned(), |measure| measure.title.to_owned());
    match formula {
        Formula::Sum(inputs) => inputs.iter().map(|id| title(id)).collect::<Vec<_>>().join(" + "),
        Formula::Difference(first, second) => format!("{} \u{2212} {}", title(first), title(second)),
        Formula::Ratio { of, over, times } if times.is_zero() || *times == rust_decimal::Decimal::ONE => {
            format!("{} ÷ {}", title(of), title(over))
        }
        Formula::Ratio { of, over, times } => format!("{times} × {} ÷ {}", title(of), title(over)),
        Formula::Times(of, times) => format!("{times} × {}", title(of)),
        Formula::RollingSum { of, periods } => {
            view.words.say_with("formula-rolling-sum", &[("count", (*periods).into()), ("title", title(of).into())])
        }
    }
}

/// A licence in words: one that is not open says that its figures are cited as facts.
pub fn licence(view: &View<'_>, licence: &Licence) -> String {
    if licence.open {
        return licence.name.clone();
    }
    view.words.say_with("licence-not-open", &[("licence", licence.name.as_str().into())])
}

/// A piece of evidence as a link that says whose page it is.
pub fn evidence(evidence: &Evidence) -> Link {
    Link { href: evidence.address.clone(), text: known::host(&evidence.address).to_owned() }
}

/// The first characters of a SHA-256, enough to tell files apart.
pub fn short(sha256: &str) -> &str {
    sha256.get(..8).unwrap_or(sha256)
}

/// The link to an archived file, and when that was retrieved.
fn file(view: &View<'_>, provenance: &Provenance) -> (Link, String) {
    let retrieved = dates::day(view.words, crate::domain::instant::london_day(provenance.retrieved_at));
    let text = view.words.say_with("file-link", &[("hash", short(&provenance.file).into())]);
    let link = Link { href: view.link(&format!("/files/{}", provenance.file)), text };
    let key = if provenance.live { "retrieved" } else { "came-with-site" };
    (link, view.words.say_with(key, &[("date", retrieved.into())]))
}

/// The link to a file, saying also where in it.
fn in_file(view: &View<'_>, file: Link, cell: &str) -> Link {
    if cell.is_empty() {
        return file;
    }
    let text = view.words.say_with("cell-of-file", &[("cell", cell.to_owned().into()), ("file", file.text.into())]);
    Link { href: file.href, text }
}

fn computed(view: &View<'_>, shown: Shown, used: &[Used]) -> Shown {
    Shown {
        known: view.words.say("known-derived"),
        inputs: used.iter().map(|used| input(view, used)).collect(),
        ..shown
    }
}

fn input(view: &View<'_>, used: &Used) -> Link {
    let period = periods::period(view.words, &used.period);
    let number = view.series(&used.series).at(&used.period).and_then(|known| known.figure.value.number());
    let value = match (view.measure(&used.series), number) {
        (Some(measure), Some(number)) => measure.cell(number),
        _ => view.words.say("missing-not-available"),
    };
    let href = format!("{}#{}", view.link(&format!("/series/{}", used.series)), periods::anchor(&used.period));
    let text = view.words.say_with("input-link", &[("value", value.into()), ("period", period.into())]);
    Link { href, text }
}
