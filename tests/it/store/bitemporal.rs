//! The store against a naive model that keeps every edition whole and knows no cleverness.

use super::support::{SERIES, day, file_row};
use chrono::{DateTime, Utc};
use headway::domain::figure::{Figure, Flag, Flags, Missing, Recorded, Value};
use headway::domain::period::Period;
use headway::domain::source::Coverage;
use headway::domain::vintage::NewVintage;
use headway::store::{Recording, Replica, Store};
use proptest::prelude::*;
use std::collections::{BTreeMap, BTreeSet};
use tempfile::TempDir;

type Answer = BTreeMap<Period, (Value, Flags)>;

/// What an edition is in the model: everything.
struct Whole {
    edition_at: DateTime<Utc>,
    effective_at: DateTime<Utc>,
    live: bool,
    coverage: Coverage,
    says: Answer,
}

#[derive(Default)]
struct Model(Vec<Whole>);

impl Model {
    fn record(&mut self, vintage: &NewVintage) {
        let effective_at = self.effective_at(vintage);
        let says = vintage.figures.iter().map(|figure| (figure.period, (figure.value, figure.flags))).collect();
        let NewVintage { edition_at, live, coverage, .. } = *vintage;
        self.0.push(Whole { edition_at, effective_at, live, coverage, says });
    }

    fn effective_at(&self, vintage: &NewVintage) -> DateTime<Utc> {
        let published = vintage.released_at.unwrap_or(vintage.edition_at);
        // `min_by_key` takes the first of several.
        match self.0.iter().filter(|edition| edition.live).min_by_key(|edition| edition.effective_at) {
            _ if vintage.live => vintage.recorded_at,
            None => published,
            Some(first)
                if first.coverage == Coverage::Whole
                    && first.edition_at > vintage.edition_at
                    && first.effective_at > published =>
            {
                published
            }
            Some(_) => vintage.recorded_at,
        }
    }

    fn answer(&self, as_of: Option<DateTime<Utc>>) -> Answer {
        let mut editions: Vec<_> =
            self.0.iter().filter(|edition| as_of.is_none_or(|as_of| edition.effective_at <= as_of)).collect();
        editions.sort_by_key(|edition| edition.edition_at);
        let mut answer = Answer::new();
        for edition in editions {
            if edition.coverage == Coverage::Whole {
                answer.clear();
            }
            answer.extend(&edition.says);
        }
        answer.retain(|_, (value, _)| *value != Value::Missing(Missing::Withdrawn));
        answer
    }
}

fn said(figures: &[Recorded]) -> Answer {
    figures.iter().map(|recorded| (recorded.figure.period, (recorded.figure.value, recorded.figure.flags))).collect()
}

fn period(month: u32) -> Period {
    Period::month(2026, month).unwrap()
}

fn a_figure() -> impl Strategy<Value = (Value, Flags)> {
    let value = prop_oneof![
        4 => (0..3i64).prop_map(|number| Value::Number(number.into())),
        1 => Just(Value::Missing(Missing::Suppressed)),
        1 => Just(Value::Missing(Missing::Withdrawn)),
    ];
    let flags = prop_oneof![3 => Just(Flags::NONE), 1 => Just(Flags::NONE.with(Flag::Provisional))];
    (value, flags)
}

/// A vintage whose file is named by what it says, so that the same file says the same.
fn a_vintage(recorded: impl Strategy<Value = i64>) -> impl Strategy<Value = NewVintage> {
    let coverage = prop_oneof![Just(Coverage::Whole), Just(Coverage::Window), Just(Coverage::Single)];
    let figures = proptest::collection::btree_map(1..5u32, a_figure(), 0..5);
    let released = proptest::option::of(0..6i64);
    (0..6i64, recorded, proptest::bool::weighted(0.7), released, coverage, figures).prop_map(
        |(edition, recorded, live, released, coverage, figures)| NewVintage {
            series: SERIES.to_owned(),
            source: "cars".to_owned(),
            file: format!("{coverage:?} {figures:?}"),
            table: "title = \"Cars\"".to_owned(),
            route: Some(0),
            released_at: released.map(day),
            edition_at: day(edition),
            recorded_at: day(recorded),
            live,
            coverage,
            figures: figures
                .into_iter()
                .map(|(month, (value, flags))| Figure {
                    period: period(month),
                    label: format!("month {month}"),
                    value,
                    flags,
                    cell: format!("A{month}"),
                    evidence: None,
                })
                .collect(),
        },
    )
}

/// Some editions; some of them come again at another time, or live after they had shipped.
fn vintages() -> impl Strategy<Value = Vec<NewVintage>> {
    let again = proptest::collection::vec((any::<prop::sample::Index>(), 0..9usize, 0..8i64, any::<bool>()), 0..4);
    (proptest::collection::vec(a_vintage(0..8i64), 1..8), again).prop_map(|(mut vintages, again)| {
        for (which, place, recorded, live) in again {
            let vintage = NewVintage { recorded_at: day(recorded), live, ..which.get(&vintages).clone() };
            vintages.insert(place.min(vintages.len()), vintage);
        }
        vintages
    })
}

/// Recorded one after the other, as a clock that does not go back would have it.
fn vintages_in_time() -> impl Strategy<Value = Vec<NewVintage>> {
    vintages().prop_map(|mut vintages| {
        vintages.sort_by_key(|vintage| vintage.recorded_at);
        vintages
    })
}

fn instants() -> impl Iterator<Item = Option<DateTime<Utc>>> {
    (-1..9).map(|at| Some(day(at))).chain([None])
}

fn replica_for(vintages: &[NewVintage]) -> Replica {
    let replica = Replica::new().unwrap();
    for vintage in vintages {
        replica.put_file(&file_row(&vintage.file, "https://publisher.example/file.csv")).unwrap();
    }
    replica
}

/// So many cases, or those of `PROPTEST_CASES` where it is given.
fn cases(quick: u32) -> ProptestConfig {
    let asked = std::env::var("PROPTEST_CASES").ok().and_then(|cases| cases.parse().ok());
    ProptestConfig { cases: asked.unwrap_or(quick), failure_persistence: None, ..ProptestConfig::default() }
}

proptest! {
    #![proptest_config(cases(150))]

    #[test]
    fn whatever_is_recorded_in_whatever_order_every_question_has_the_naive_answer(vintages in vintages()) {
        let (mut model, mut store) = (Model::default(), replica_for(&vintages));
        for vintage in &vintages {
            model.record(vintage);
            store.record(None, vintage).unwrap();
            for as_of in instants() {
                let figures = store.figures(SERIES, as_of).unwrap();
                prop_assert_eq!(said(&figures), model.answer(as_of), "as of {:?}", as_of);
                prop_assert!(figures.iter().all(|figure| as_of.is_none_or(|as_of| figure.provenance.effective_at <= as_of)));
                prop_assert!(figures.is_sorted_by_key(|figure| figure.figure.period));
            }
        }
    }

    #[test]
    fn once_a_series_is_live_what_was_answered_since_then_never_changes(vintages in vintages_in_time()) {
        let mut store = replica_for(&vintages);
        let mut live_since: Option<DateTime<Utc>> = None;
        for vintage in &vintages {
            let before: Vec<_> = instants().map(|as_of| said(&store.figures(SERIES, as_of).unwrap())).collect();
            store.record(None, vintage).unwrap();
            for (as_of, before) in instants().zip(before) {
                let Some(as_of) = as_of else { continue };
                if live_since.is_some_and(|live_since| live_since <= as_of) && as_of < vintage.recorded_at {
                    prop_assert_eq!(said(&store.figures(SERIES, Some(as_of)).unwrap()), before, "as of {}", as_of);
                }
            }
            if vintage.live {
                live_since = live_since.or(Some(vintage.recorded_at));
            }
        }
    }

    #[test]
    fn the_same_edition_again_records_nothing(vintages in vintages()) {
        let mut store = replica_for(&vintages);
        for vintage in &vintages {
            store.record(None, vintage).unwrap();
            prop_assert_eq!(store.record(None, vintage).unwrap(), Recording::Unchanged);
        }
    }
}

proptest! {
    #![proptest_config(cases(20))]

    #[test]
    fn a_store_that_is_recorded_again_from_its_editions_is_equal_row_by_row(vintages in vintages()) {
        let folder = TempDir::new().unwrap();
        let store = Store::open(folder.path()).unwrap();
        let mut files = BTreeMap::new();
        for vintage in &vintages {
            let file = store.archive(vintage.file.as_bytes(), &file_row("", "https://publisher.example/file.csv")).unwrap();
            let vintage = NewVintage { file: file.clone(), ..vintage.clone() };
            store.record(&vintage).unwrap();
            files.insert(file, vintage.figures);
        }
        let mut replica = Replica::new().unwrap();
        for file in store.files().unwrap() {
            replica.put_file(&file).unwrap();
        }
        for edition in store.editions().unwrap() {
            let figures = files[&edition.vintage.file].clone();
            replica.record(Some(edition.id), &edition.with_figures(figures)).unwrap();
        }
        prop_assert_eq!(store.compare(&replica, &BTreeSet::new()).unwrap(), vec![]);
    }
}
