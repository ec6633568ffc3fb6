//! Every source of the catalogue that fetches, tried against the rehearsal publisher by the very command that a person runs.
//!
//! In: the catalogue's own list, the publishers' real files where they are at hand, files made in the documented shape where they
//! are not. Out: passes or says which source went wrong and what it said.
//! Invariant: the list is the catalogue's: a source that nobody has laid a file out for fails; one that is entered by hand (each
//! way of it is figures in a file of ours) has nothing to try, and is known by that and not by its name.

use super::super::publishers::Publishers;
use super::super::support::{Headway, Running, both, samples};
use super::{Made, cars, crime, early_years, economy, energy, health, homes, poverty, school, waiting, young};
use headway::catalogue::Catalogue;
use headway::domain::source::Source;
use std::collections::BTreeSet;

/// Sources whose publisher's real file is among the samples.
const REAL: [&str; 9] = [
    "desnz-bus",
    "desnz-fuel-poverty",
    "dft-veh0132",
    "dft-veh1153",
    "neso-carbon-intensity",
    "nhs-rtt-extract",
    "ons-d7g7",
    "ons-ihyq",
    "ons-lf24",
];

/// Lays out a file for every source that has none among the samples.
fn lay_out_what_is_made(made: &Made) {
    cars::publish_chargers(made);
    cars::publish_new_cars(made);
    crime::publish(made, crime::by_number);
    early_years::publish(made);
    economy::publish_income(made, "6581");
    economy::publish_growth(made);
    economy::publish_investment(made);
    economy::publish_long_term_sick(made);
    energy::publish(made);
    health::publish_emergency(made);
    health::publish_healthy_years(made);
    health::publish_obesity(made);
    homes::publish(made);
    poverty::publish_two_editions(made);
    school::publish_whole_years(made);
    school::publish_weeks(made);
    waiting::publish(made);
    young::publish(made);
}

/// Tries a source as a person would; what it printed, or what it complained of.
fn attempt(source: &Source, publisher: &Running) -> Result<String, String> {
    let headway = Headway::rehearsing(publisher);
    let output = headway.run(&["source", "try", &source.id]);
    let said = both(&output);
    let unread = source.series.iter().map(|series| &series.id).filter(|id| {
        !said.contains(&format!("{id}: would record ")) || said.contains(&format!("{id}: would record 0 new"))
    });
    let unread: Vec<_> = unread.collect();
    let wrote = headway.state.path().join("headway.db").exists();
    if output.status.success() && unread.is_empty() && !wrote {
        Ok(said)
    } else {
        Err(format!("{}: nothing of {unread:?}; wrote: {wrote}; {said}", source.id))
    }
}

#[test]
fn each_source_of_the_catalogue_is_tried_by_its_own_name_and_does_well() {
    let catalogue = Catalogue::load(None).unwrap();
    let fetched = || catalogue.sources.iter().filter(|source| !source.routes.is_empty());
    let real: BTreeSet<&str> = REAL.into();
    let unknown: Vec<_> = REAL.iter().filter(|id| !fetched().any(|source| source.id == **id)).collect();
    assert!(unknown.is_empty(), "no source of the catalogue fetches {unknown:?}");

    let made = Made::new();
    lay_out_what_is_made(&made);
    let of_made = Running::publisher(made.folder.path());
    let folder = tempfile::tempdir().unwrap();
    let samples = samples("a trial of the sources with real files");
    let of_real = samples.map(|samples| {
        Publishers::lay_out(folder.path(), &samples);
        Running::publisher(folder.path())
    });
    let publisher = |id: &str| if real.contains(id) { of_real.as_ref() } else { Some(&of_made) };
    let tried: Vec<_> =
        fetched().filter_map(|source| Some((source, attempt(source, publisher(&source.id)?)))).collect();
    let failed: Vec<_> = tried.iter().filter_map(|(_, tried)| tried.as_ref().err().cloned()).collect();
    assert!(failed.is_empty(), "{}", failed.join("\n\n"));
    for (source, said) in &tried {
        println!("{}\n{}", source.id, said.as_ref().unwrap());
    }
    let skipped = fetched().count() - tried.len();
    assert!(skipped == 0 || (of_real.is_none() && skipped == REAL.len()), "{skipped} sources were not tried");
}
