//! The whole way of a figure, over the publishers' real files: located, downloaded, archived, read, checked, recorded, published.

use super::publishers::{self, Publishers};
use super::support::{Headway, Running, both, samples};
use headway::store::Store;
use std::collections::BTreeSet;
use std::fs;

/// Series, period, value, and part of the cell that it was read in.
const SPOT_VALUES: &[(&str, &str, &str, &str)] = &[
    ("employment-rate.lf24.uk.rolling-3-months", "2014-05/2014-07", "73", "months"),
    ("employment-rate.lf24.uk.quarter", "2014-Q2", "72.8", "quarters"),
    ("employment-rate.lf24.uk.year", "2013", "71.5", "years"),
    ("prices.cpi-annual-rate.uk.month", "2026-02", "3.0", "line "),
    ("prices.cpi-annual-rate.uk.quarter", "2025-Q4", "3.4", "line "),
    ("prices.cpi-annual-rate.uk.year", "2025", "3.4", "line "),
    ("gdp.growth.uk.quarter", "1955-Q2", "0.0", "quarters"),
    ("gdp.growth.uk.quarter", "2020-Q2", "-20.3", "quarters"),
    ("gdp.growth.uk.quarter", "2024-Q2", "0.5", "quarters"),
    ("new-cars.all.uk.year", "2021", "1677.245", "VEH1153a_RoadUsing!"),
    ("new-cars.battery-electric.uk.year", "2021", "190.42", "VEH1153a_RoadUsing!"),
    ("new-cars.petrol.uk.month", "2022-09", "110.506", "VEH1153a_RoadUsing!"),
    ("new-cars.battery-electric.uk.month", "2022-09", "38.108", "VEH1153a_RoadUsing!"),
    ("electric-vehicles.licensed.uk.quarter", "2022-Q2", "542099", "VEH0132!"),
    ("electric-vehicles.licensed.uk.quarter", "2022-Q1", "486116", "VEH0132!"),
    ("electric-vehicles.licensed.hartlepool.quarter", "2022-Q2", "223", "VEH0132!"),
    ("heat-pumps.bus-grants.ew.financial-year", "FY2023-24", "13735", "A1.7!"),
    ("heat-pumps.bus-grants.ew.financial-year", "FY2025-26", "31018", "A1.7!"),
    ("rtt.extract.waiting.england.month", "2026-01", "7187677", " rows; SHA-256 "),
    ("rtt.extract.within-18-weeks.england.month", "2026-01", "4412147", " rows; SHA-256 "),
    ("fuel-poverty.households.north-east.year", "2020", "172828", "Table 1!"),
    ("fuel-poverty.share.north-east.year", "2020", "14.431255975517601", "Table 1!"),
    ("fuel-poverty.share.west-midlands.year", "2020", "17.82503664339999", "Table 1!"),
    ("carbon-intensity.gb.half-hour", "2026-08-03T23:00Z/PT30M", "158", "actual"),
    ("carbon-intensity.gb.half-hour", "2026-08-04T22:30Z/PT30M", "107", "actual"),
];

#[test]
fn a_publishers_file_becomes_figures_with_their_file_and_cell_and_a_second_run_records_nothing() {
    let Some(samples) = samples("the whole way") else { return };
    let folder = tempfile::tempdir().unwrap();
    let publishers = Publishers::lay_out(folder.path(), &samples);
    let publisher = Running::publisher(folder.path());
    let headway = Headway::rehearsing(&publisher);

    headway.run(&["ingest", "--once"]);
    let store = Store::open(headway.state.path()).unwrap();
    for (series, period, value, cell) in SPOT_VALUES {
        let history = store.history(series, period).unwrap();
        let found = history.iter().find(|recorded| recorded.figure.value.text() == *value && recorded.provenance.live);
        let recorded = found.unwrap_or_else(|| panic!("{series} {period}: no {value} among {history:#?}"));
        assert!(recorded.figure.cell.contains(cell), "{series} {period}: {}", recorded.figure.cell);
        assert_eq!(recorded.provenance.file.len(), 64);
        assert!(store.archived_path(&recorded.provenance.file).is_file(), "{series}: the file is not in the archive");
    }

    let figures = count(&headway);
    let again = both(&headway.run(&["ingest", "--once"]));
    for source in [
        "ons-lf24",
        "ons-d7g7",
        "ons-ihyq",
        "dft-veh1153",
        "dft-veh0132",
        "desnz-bus",
        "desnz-fuel-poverty",
        "nhs-rtt-extract",
    ] {
        assert!(again.contains(&format!("{source}: unchanged")), "{source} was not found unchanged: {again}");
    }
    assert_eq!(count(&headway), figures, "the same files again must record nothing");

    // The JSON of 2015 comes back after the CSV of 2026: it is kept, and supersedes nothing.
    publishers.put(publishers::D7G7, &fs::read(samples.join("ons/d7g7-2015-07.json")).unwrap());
    headway.run(&["ingest", "--once", "--source", "ons-d7g7"]);
    let june = store.history("prices.cpi-annual-rate.uk.month", "2015-06").unwrap();
    assert!(
        june.iter().any(|recorded| recorded.figure.value.text() == "0.0" && recorded.figure.cell.contains("months")),
        "{june:#?}"
    );
    let now = store.figures("prices.cpi-annual-rate.uk.month", None).unwrap();
    assert_eq!(now.last().unwrap().figure.period.label(), "2026-02");
    let files: BTreeSet<_> = now.iter().map(|recorded| &recorded.provenance.file).collect();
    assert_eq!(files.len(), 1, "every current figure is still the newer edition's");

    let verified = headway.well(&["verify"]);
    assert!(verified.contains("equal"), "{verified}");
}

#[test]
fn a_file_with_one_revised_figure_makes_a_vintage_of_one_and_yesterday_still_shows_the_old_one() {
    let Some(samples) = samples("a revision") else { return };
    let folder = tempfile::tempdir().unwrap();
    let publishers = Publishers(folder.path().to_owned());
    let original = fs::read_to_string(samples.join("ons/ihyq-qna-2024-09.json")).unwrap();
    publishers.put(publishers::IHYQ, original.as_bytes());
    let publisher = Running::publisher(folder.path());
    let mut headway = Headway::rehearsing(&publisher);
    headway.now = "2026-11-20T12:00:00Z".to_owned();
    headway.well(&["ingest", "--once", "--source", "ons-ihyq"]);
    let before = count(&headway);

    let (head, tail) = original.rsplit_once("\"value\": \"0.5\"").unwrap();
    publishers.put(publishers::IHYQ, format!("{head}\"value\": \"0.7\"{tail}").as_bytes());
    headway.now = "2026-11-22T12:00:00Z".to_owned();
    headway.well(&["ingest", "--once", "--source", "ons-ihyq"]);
    assert_eq!(count(&headway), before + 1, "exactly the revised figure gets a row");
    let vintages = Store::open(headway.state.path()).unwrap().vintages("gdp.growth.uk.quarter").unwrap();
    let newest = vintages.last().unwrap();
    assert_eq!((newest.new_figures, newest.revised_figures), (0, 1));

    headway.now = "2026-11-23T12:00:00Z".to_owned();
    headway.well(&["publish"]);
    let site = headway.start("serve");
    for (path, now, then) in [
        ("/series/gdp.growth.uk.quarter/figures.csv", "2024-Q2,2024 Q2,0.7", "2024-Q2,2024 Q2,0.5"),
        (
            "/series/gdp.growth.uk.quarter/figures.json",
            "\"label\":\"2024 Q2\",\"value\":\"0.7\"",
            "\"label\":\"2024 Q2\",\"value\":\"0.5\"",
        ),
    ] {
        assert!(site.get(path).text().contains(now), "{path}: {}", tail_of(&site.get(path).text()));
        let past = site.get(&format!("{path}?as_of=2026-11-21"));
        assert!(
            past.status == 200 && past.text().contains(then) && !past.text().contains(now),
            "{path}: {}",
            tail_of(&past.text())
        );
    }
    let page = site.get("/series/gdp.growth.uk.quarter?as_of=2026-11-21").text();
    assert!(page.contains("21 November 2026"), "the page says as of when");
}

#[test]
fn a_revised_outcome_shows_its_old_figure_and_chart_as_of_the_day_before() {
    let Some(samples) = samples("a revised outcome") else { return };
    let folder = tempfile::tempdir().unwrap();
    let publishers = Publishers(folder.path().to_owned());
    let mut series: serde_json::Value =
        serde_json::from_str(&fs::read_to_string(samples.join("ons/lf24-2014-09-prelaunch.json")).unwrap()).unwrap();
    // A release of our own making: the newest month is given a new date and value, so that the headline moves.
    series["description"]["releaseDate"] = "2026-10-19T23:00:00.000Z".into();
    series["months"] = serde_json::json!(shipped_employment_months());
    publishers.put(publishers::LF24, series.to_string().as_bytes());
    let publisher = Running::publisher(folder.path());
    let mut headway = Headway::rehearsing(&publisher);
    headway.now = "2026-11-22T12:00:00Z".to_owned();
    headway.run(&["ingest", "--once", "--source", "ons-lf24"]);
    headway.well(&["publish"]);
    let site = headway.start("serve");
    let path = "/outcomes/employment-rate";
    let (now, then) = (site.get(path).text(), site.get(&format!("{path}?as_of=2026-11-21")).text());
    assert!(now.contains("75.7%") && !then.contains("75.7%"), "the page shows the figures of the day asked for");
    for (file, newest) in [
        ("chart.svg", "75.7%"),
        ("figures.csv", "2026-05/2026-07,2026 MAY-JUL,75.7"),
        ("figures.json", "\"label\":\"2026 MAY-JUL\",\"value\":\"75.7\""),
    ] {
        let (now, then) = (site.get(&format!("{path}/{file}")), site.get(&format!("{path}/{file}?as_of=2026-11-21")));
        assert_eq!((now.status, then.status), (200, 200));
        assert!(now.text().contains(newest) && !then.text().contains(newest), "{file}: {}", tail_of(&now.text()));
    }
    let png = site.get(&format!("{path}/chart.png?as_of=2026-11-21"));
    assert!(png.status == 200 && png.body.starts_with(b"\x89PNG"));
    assert!(now.contains("REHEARSAL") || now.contains("ehearsal"), "a rehearsal says so on every page");
}

/// The months of the shipped series in the publisher's layout, with one more month of our own at the end.
fn shipped_employment_months() -> Vec<serde_json::Value> {
    let text = include_str!("../../data/figures/employment-rate.lf24.uk.rolling-3-months.csv");
    let mut months: Vec<_> =
        text.lines().filter_map(|line| month(line.split(',').next()?, line.split(',').nth(1)?)).collect();
    months.push(serde_json::json!({"date": "2026 JUN", "label": "2026 MAY-JUL", "value": "75.7"}));
    months
}

fn month(period: &str, value: &str) -> Option<serde_json::Value> {
    const NAMES: [&str; 12] = ["JAN", "FEB", "MAR", "APR", "MAY", "JUN", "JUL", "AUG", "SEP", "OCT", "NOV", "DEC"];
    let (first, last) = period.split_once('/')?;
    let (year, number) = first.split_once('-')?;
    let (year, number): (u32, usize) = (year.parse().ok()?, number.parse().ok()?);
    let last: usize = last.split_once('-')?.1.parse().ok()?;
    let (middle_year, middle) = if number == 12 { (year + 1, 0) } else { (year, number) };
    let label_year = if last < number { year + 1 } else { year };
    Some(
        serde_json::json!({"date": format!("{middle_year} {}", NAMES[middle]), "label": format!("{label_year} {}-{}", NAMES[number - 1], NAMES[last - 1]), "value": value}),
    )
}

fn count(headway: &Headway) -> i64 {
    headway.database().query_row("SELECT count(*) FROM figure", [], |row| row.get(0)).unwrap()
}

fn tail_of(text: &str) -> &str {
    &text[text.len().saturating_sub(600)..]
}
