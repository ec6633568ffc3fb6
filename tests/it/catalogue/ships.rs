//! What ships is whole, and says what the first vintages say.
//!
//! In: data/, and the first vintages where they lie beside the repository. Out: passes or says what differs.
//! Invariant: a comparison that cannot be made says that it was skipped.

use headway::catalogue::{Catalogue, figures, schema};
use headway::domain::period::Period;
use rust_decimal::Decimal;
use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

fn repository() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR"))
}

#[test]
fn schemas_are_those_of_the_types() {
    let folder = repository().join("data/schema");
    let renew = std::env::var_os("HEADWAY_WRITE_SCHEMAS").is_some();
    for (name, text) in schema::all() {
        let place = folder.join(name);
        if renew {
            fs::create_dir_all(&folder).unwrap();
            fs::write(&place, &text).unwrap();
        }
        let kept = fs::read_to_string(&place).unwrap_or_default();
        assert!(kept == text, "{name} is stale; renew with HEADWAY_WRITE_SCHEMAS=1 cargo test --test it schemas");
    }
}

#[test]
fn what_ships_is_whole() {
    let catalogue = Catalogue::load(Some(&repository().join("data")))
        .unwrap_or_else(|mistakes| panic!("{:#?}", mistakes.iter().map(ToString::to_string).collect::<Vec<_>>()));
    assert_eq!(catalogue.warnings(), Vec::<String>::new());
    assert_eq!(catalogue.outcomes.len(), 20);
}

/// A folder that lies beside the repository or above it.
fn beside(name: &str) -> Option<PathBuf> {
    repository().ancestors().map(|folder| folder.join("shared").join(name)).find(|place| place.is_dir())
}

/// The figures that ship, the file of the first vintages that each was carried over from, and by what it was divided.
const CARRIED: [(&str, &str, i64); 48] = [
    ("clean-power.clean-share.gb.year", "clean-power-share-gb-generation-annual", 1),
    ("clean-power.low-carbon-share-reported.uk.quarter", "uk-low-carbon-share-generation-quarterly", 1),
    ("clean-power.renewables-share-reported.uk.quarter", "uk-renewables-share-generation-quarterly", 1),
    ("neighbourhood-police.stock.ew.31-march", "neighbourhood-policing-fte-stock", 1),
    ("neighbourhood-police.programme-growth.ew.half-yearly", "neighbourhood-policing-programme-growth-fte", 1),
    ("child-poverty.relative-ahc.uk.financial-year", "hbai-children-relative-low-income-ahc-pct-2026-vintage", 1),
    ("persistent-absence.full-year.england.academic-year", "persistent-absence-rate-england-full-year", 1),
    ("knife-crime.release-july-2020.ew.year-ending", "knife-offences-rolling-year-excluding-gmp", 1),
    (
        "knife-crime.release-october-2024.ew.year-ending",
        "knife-offences-rolling-year-excluding-gmp-october-2024-release",
        1,
    ),
    ("knife-crime.release-january-2025.ew.year-ending", "knife-enabled-crime-rolling-year-january-2025-release", 1),
    ("long-term-sick.lf69.uk.rolling-3-months", "lf69-long-term-sick-rolling3m", 1),
    ("employment-rate.lf24.uk.rolling-3-months", "lf24-employment-rate-rolling3m", 1),
    ("rtt.within-18-weeks.england.month", "rtt-pct-within-18-weeks", 100),
    ("rtt.waiting-list.england.month", "rtt-waiting-list-total", 1),
    ("ev-share.veh1153.uk.quarter", "veh1153-bev-share-new-cars-quarterly", 1),
    ("ev-share.smmt.uk.month", "smmt-bev-share-new-cars-monthly", 1),
    ("ev-share.smmt.uk.year", "smmt-bev-share-new-cars-annual", 1),
    ("ev-chargers.devices.uk.quarterly", "public-ev-charging-devices-uk", 1),
    ("ev-chargers.devices-50kw.uk.quarterly", "public-ev-charging-devices-uk-50kw-plus", 1),
    ("school-readiness.good-level-of-development.england.academic-year", "eyfsp-good-level-of-development-pct", 1),
    ("small-firms.management-score.all.year", "mes-mean-management-score", 1),
    ("small-firms.management-score.20-49.year", "mes-mean-management-score-20-49", 1),
    ("small-firms.management-score.50-99.year", "mes-mean-management-score-50-99", 1),
    ("small-firms.management-score.100-249.year", "mes-mean-management-score-100-249", 1),
    ("small-firms.management-score.250-plus.year", "mes-mean-management-score-250plus", 1),
    ("small-firms.ai-use.all.month", "bics-ai-use-all", 1),
    ("small-firms.ai-use.0-9.month", "bics-ai-use-0-9", 1),
    ("small-firms.ai-use.10-49.month", "bics-ai-use-10-49", 1),
    ("small-firms.ai-use.50-99.month", "bics-ai-use-50-99", 1),
    ("small-firms.ai-use.100-249.month", "bics-ai-use-100-249", 1),
    ("small-firms.ai-use.250-plus.month", "bics-ai-use-250plus", 1),
    ("small-firms.ai-use.10-plus.month", "bics-ai-use-10plus", 1),
    ("heat-pumps.mcs.uk.month", "mcs-heat-pump-installations-monthly", 1),
    ("heat-pumps.mcs.uk.year", "mcs-heat-pump-installations-annual", 1),
    ("heat-pumps.bus-grants.ew.financial-year", "bus-heat-pump-grants-paid-fy", 1),
    ("ae.within-4-hours.england.month", "ae-pct-within-4-hours-all-types", 100),
    ("living-standards.rhdi-per-head.uk.quarter", "crxx-rhdi-per-head-quarterly", 1),
    ("productivity.output-per-hour-growth.uk.quarter", "lzvd-output-per-hour-annual-growth-quarterly", 1),
    ("business-investment.index.uk.quarter", "business-investment-index-2019q4-quarterly", 1),
    ("homes.net-additions.england.financial-year", "net-additional-dwellings-england-annual", 1),
    ("homes.net-additions-per-1000.england.financial-year", "net-additional-dwellings-per-1000-stock-england", 1),
    ("healthy-life-expectancy.men.england.rolling-3-years", "healthy-life-expectancy-male-england", 1),
    ("healthy-life-expectancy.women.england.rolling-3-years", "healthy-life-expectancy-female-england", 1),
    ("healthy-life-expectancy.men.uk.rolling-3-years", "healthy-life-expectancy-male-uk", 1),
    ("healthy-life-expectancy.women.uk.rolling-3-years", "healthy-life-expectancy-female-uk", 1),
    ("obesity.year-6.england.academic-year", "ncmp-year-6-obesity-england-pct", 1),
    ("neet.rate.uk.quarter", "neet-16-24-rate-quarterly", 1),
    ("apprenticeships.starts-per-100000.england.academic-year", "apprenticeship-starts-per-100000-england", 1),
];

/// What ships without such a file: totals of a plan, shares and counts read in public copies of workbooks, and figures that reports name.
const APART: [&str; 12] = [
    "heat-pumps.market.uk.year",
    "ev-share.veh1153.uk.year",
    "clean-power.offshore-wind.uk.end-of-year",
    "child-poverty.relative-ahc-number.uk.financial-year",
    "child-poverty.relative-bhc.uk.financial-year",
    "child-poverty.relative-bhc-number.uk.financial-year",
    "knife-crime.recorded.ew.year-ending",
    "vawg.combined.people.ew.year-ending",
    "vawg.combined.women.ew.year-ending",
    "vawg.combined.men.ew.year-ending",
    "homes.since-9-july-2024.england",
    "early-cancer.stage-1-2.england.year-ending",
];

fn carried_rows(folder: &Path, name: &str, divisor: i64) -> Vec<(String, Decimal, String, String)> {
    let mut reader = csv::Reader::from_path(folder.join(name).with_extension("csv")).unwrap();
    let rows = reader.records().map(|record| {
        let record = record.unwrap();
        let flags = record[2].replace('b', "break").replace('p', "provisional");
        let flags = if flags == "r" { "revised".to_owned() } else { flags };
        let value = record[1].parse::<Decimal>().unwrap() / Decimal::from(divisor);
        (record[0].to_owned(), value, flags, record[3].to_owned())
    });
    rows.collect()
}

/// `2024/25` and `FY2024-25` name the same year, `2023-10/2024-09` and `YE2024-09` the same twelve months.
fn plain(period: &Period) -> String {
    let label = period.label();
    if label.starts_with("YE") {
        return format!("{}/{}", period.start().format("%Y-%m"), period.last_day().format("%Y-%m"));
    }
    match label.strip_prefix("FY").or(label.strip_prefix("AY")) {
        Some(years) => years.replace('-', "/"),
        None => label,
    }
}

#[test]
fn every_row_that_ships_is_the_row_of_the_first_vintages() {
    let Some(folder) = beside("figures") else {
        println!("skipped: no folder shared/figures beside the repository");
        return;
    };
    let catalogue = Catalogue::load(Some(&repository().join("data"))).unwrap();
    let shipped: BTreeMap<_, _> = catalogue.shipped.iter().map(|file| (file.series.as_str(), file)).collect();
    for (series, name, divisor) in CARRIED {
        let file = figures::parse(&shipped[series].bytes).unwrap();
        let rows: Vec<_> = file
            .rows
            .iter()
            .map(|row| {
                let note = row.evidence.note.clone().unwrap_or_default();
                (plain(&row.period), row.value.number().unwrap(), row.flags.to_string(), note)
            })
            .collect();
        assert_eq!(rows, carried_rows(&folder, name, divisor), "{series}");
    }
    let known = |series: &&&str| CARRIED.iter().any(|(carried, ..)| *carried == **series) || APART.contains(*series);
    assert_eq!(shipped.keys().find(|series| !known(series)), None, "a file that nothing is compared with");
}
