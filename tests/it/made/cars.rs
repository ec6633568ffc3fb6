//! Electric cars and chargers: a workbook with quarters across, and a wide table of models.
//!
//! In: the sheets, headers and columns that public code reads, with the figures that ship. Out: passes or says what differs.
//! Invariant: the row of the United Kingdom is taken by its code; a count held back makes a lower bound.

use super::kinds::{Cell, ods, text};
use super::{Figures, Made, with_newer};
use chrono::NaiveDate;

const DEVICES: &str = "ev-chargers.devices.uk.quarterly";
const FAST: &str = "ev-chargers.devices-50kw.uk.quarterly";
const ASSETS: &str = "assets.publishing.service.gov.uk/media";

/// One row an area, one column a quarter, headed as the department heads it.
fn areas(title: &str, figures: &Figures) -> Vec<Vec<Cell>> {
    let heading = |(place, (period, _)): (usize, &(String, String))| {
        let day: NaiveDate = period.parse().unwrap();
        let note = if place == 0 { " [note 4]" } else { "" };
        text(&format!("{}{note}", day.format("%B %Y")))
    };
    let numbers = |share: f64| {
        figures
            .iter()
            .map(move |(_, value)| Cell::Number((value.parse::<f64>().unwrap() * share).round()))
            .collect::<Vec<_>>()
    };
    let row = |code: &str, name: &str, cells: Vec<Cell>| {
        [text(code), text(name)].into_iter().chain(cells).collect::<Vec<_>>()
    };
    // What England has is what the other three leave: the four countries add up to the United Kingdom.
    let rest = figures.iter().map(|(_, value)| {
        let whole = value.parse::<f64>().unwrap();
        Cell::Number(whole - [0.05, 0.08, 0.01].map(|share| (whole * share).round()).iter().sum::<f64>())
    });
    let rest = rest.collect();
    vec![
        vec![text(title)],
        vec![text("This worksheet contains one table.")],
        row(
            "Local authority / region code [note 1]",
            "Local authority / region name",
            figures.iter().enumerate().map(heading).collect(),
        ),
        row("K02000001", "United Kingdom", numbers(1.0)),
        row("E92000001", "England", rest),
        row("W92000004", "Wales", numbers(0.05)),
        row("S92000003", "Scotland", numbers(0.08)),
        row("N92000002", "Northern Ireland", numbers(0.01)),
        row("E12000007", "London", numbers(0.3)),
        row("E06000001", "Hartlepool", figures.iter().map(|_| text("[c]")).collect()),
    ]
}

fn devices() -> (Figures, Figures) {
    (with_newer(DEVICES, "2026-04-01", "90012"), with_newer(FAST, "2026-04-01", "18990"))
}

pub(super) fn publish_chargers(made: &Made) {
    let (all, fast) = devices();
    let file = ods(&[
        ("Cover", vec![vec![text("EVCI9001")]]),
        ("1a", areas("Table 1a: all devices", &all)),
        ("1b", areas("Table 1b: 50 kW and over", &fast)),
    ]);
    let media = "6a0f1d2c3b4a59687786950a";
    let names = ["evci0101.ods", "evci9001_april_2026.ods"];
    made.publishers.put(&format!("{ASSETS}/{media}/{}", names[1]), &file);
    made.publishers.content(
        "government/statistical-data-sets/electric-vehicle-charging-infrastructure-statistics-data-tables-evci",
        "Electric vehicle charging infrastructure statistics: data tables (EVCI)",
        "2026-05-21T09:30:00+01:00",
        media,
        &names,
    );
}

#[test]
fn chargers_of_the_united_kingdom_are_read_quarter_by_quarter() {
    let (all, fast) = devices();
    let made = Made::new();
    publish_chargers(&made);
    let fetched = made.fetch("dft-evci9001");
    fetched.has_newest(DEVICES, "2026-04-01", "90012", "1a!");
    fetched.reads(DEVICES, &all);
    fetched.has_newest(FAST, "2026-04-01", "18990", "1b!");
    fetched.reads(FAST, &fast);
}

pub(super) fn publish_new_cars(made: &Made) {
    let csv = "BodyType,Make,GenModel,Model,Fuel,2026 Q3,2026 Q2\n\
        Cars,ABARTH,ABARTH 500,500E,Battery electric,70000,80000\n\
        Cars,ACME,ACME ONE,ONE EV,Battery electric,[c],50000\n\
        Cars,ACME,ACME ONE,ONE PETROL,Petrol,330000,300000\n\
        Cars,ACME,ACME TWO,TWO HYBRID,Plug-in hybrid electric (petrol),90000,[z]\n\
        Motorcycles,ACME,ACME BIKE,BIKE EV,Battery electric,500,600\n";
    let (media, name) = ("6aad4b1ef1f8d2a39605fa1b", "df_VEH0160_UK.csv");
    made.publishers.put(&format!("{ASSETS}/{media}/{name}"), csv.as_bytes());
    made.publishers.content(
        "government/statistical-data-sets/vehicle-licensing-statistics-data-files",
        "Vehicle licensing statistics data files",
        "2026-10-15T09:30:00+01:00",
        media,
        &["df_VEH0160_GB.csv", name],
    );
}

#[test]
fn new_cars_are_added_up_over_models_and_a_count_held_back_makes_a_lower_bound() {
    let made = Made::new();
    publish_new_cars(&made);
    let fetched = made.fetch("dft-veh0160");
    for (series, expected) in [
        (
            "new-cars.veh0160.battery-electric.uk.quarter",
            [("2026-Q2", "130000", ""), ("2026-Q3", "70000", "lower_bound")],
        ),
        ("new-cars.veh0160.all.uk.quarter", [("2026-Q2", "430000", ""), ("2026-Q3", "490000", "lower_bound")]),
    ] {
        let known = fetched.store.figures(series, None).unwrap();
        let read: Vec<_> = known
            .iter()
            .map(|known| (known.figure.period.label(), known.figure.value.text(), known.figure.flags.to_string()))
            .collect();
        assert_eq!(
            read,
            expected.map(|(period, value, flags)| (period.to_owned(), value.to_owned(), flags.to_owned())),
            "{series}"
        );
    }
}
