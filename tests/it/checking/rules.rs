//! Rules over whole files: what is noted stays beside the vintage; a total waits while its parts go on; a cut-off table is noticed.

use super::{GOOD, Rehearsal, SOURCE};
use headway::catalogue::Catalogue;
use headway::publish::known::{Known, every_series};
use headway::store::Store;
use std::fmt::Write;

fn store(rehearsal: &Rehearsal) -> Store {
    Store::open(rehearsal.headway.state.path()).unwrap()
}

#[test]
fn more_decimals_are_noted_and_shown_as_no_revision() {
    let mut rehearsal = Rehearsal::start();
    rehearsal.ingest();
    rehearsal.later("2026-11-24T12:00:00Z");
    rehearsal.publish(&GOOD.replace(",104", ",104.2").replace(",101", ",102"));
    rehearsal.ingest();
    let store = store(&rehearsal);
    let notes = store.notes("pumps", 10).unwrap();
    let shown: Vec<_> = notes.iter().map(|note| (note.sentence.as_str(), note.vintage)).collect();
    let sentence = "pumps.uk.month: the same figures with other decimals than before (2026-06): not a revision";
    assert_eq!(shown, [(sentence, Some(2))]);
    let catalogue = Catalogue::load(rehearsal.headway.data.as_deref()).unwrap();
    let known = Known::load(&catalogue, &store, &every_series(&catalogue), None).unwrap();
    let revised: Vec<_> =
        known.series("pumps.uk.month").unwrap().revisions.iter().map(|each| each.period.label()).collect();
    assert_eq!(revised, ["2026-07"]);
    let sizes = store.past_revisions("pumps.uk.month").unwrap();
    assert_eq!(sizes.iter().map(ToString::to_string).collect::<Vec<_>>(), ["1"]);
}

#[test]
fn a_total_that_is_not_the_sum_of_its_parts_waits_while_the_parts_go_on() {
    let rehearsal = Rehearsal::start();
    let series = |id: &str, column: &str, more: &str| {
        format!(
            "\n[[series]]\nid = \"{id}\"\ntitle = \"x\"\nunit = \"pumps\"\nplace = \"x\"\npopulation = \"x\"\ngranularity = \"month\"\n\
             select = {{ period = {{ column = \"Month\" }}, value = \"{column}\" }}\n{more}"
        )
    };
    let total = "check = { parts = [\"pumps.england.month\", \"pumps.wales.month\"] }\n";
    let table = SOURCE.split("[[series]]").next().unwrap().to_owned();
    let table = table
        + &series("pumps.uk.month", "Both", total)
        + &series("pumps.england.month", "England", "")
        + &series("pumps.wales.month", "Wales", "");
    rehearsal.write("sources/pumps.toml", &table);
    rehearsal.publish("Month,England,Wales,Both\n2026-05,90,10,100\n2026-06,91,10,101\n");
    let well = rehearsal.ingest();
    assert!(well.contains("pumps: new"), "{well}");
    rehearsal.publish("Month,England,Wales,Both\n2026-05,90,10,100\n2026-06,91,10,101\n2026-07,92,11,130\n");
    let held = rehearsal.ingest();
    assert!(held.contains("pumps.uk.month: the parts do not add up to the total in 2026-07 (in 2026-07 they make 103, and the total is 130)"), "{held}");
    let store = store(&rehearsal);
    let counts =
        ["pumps.uk.month", "pumps.england.month", "pumps.wales.month"].map(|id| store.figures(id, None).unwrap().len());
    assert_eq!(counts, [2, 3, 3]);
    assert!(
        store.notes("pumps", 10).unwrap().iter().all(|note| note.sentence.contains("the total waits for a person"))
    );
    assert_eq!(store.notes("pumps", 10).unwrap().len(), 2);
}

#[test]
fn a_table_that_ends_where_a_spreadsheet_ends_waits_and_one_row_more_does_not() {
    let rehearsal = Rehearsal::start();
    let summed = "select = { period = { column = \"Month\" }, value = \"Pumps\", aggregate = \"sum\" }";
    rehearsal.write(
        "sources/pumps.toml",
        &SOURCE.replace("select = { period = { column = \"Month\" }, value = \"Pumps\" }", summed),
    );
    let table = |rows: usize| {
        (0..rows).fold("Month,Pumps\n".to_owned(), |mut text, row| {
            writeln!(text, "2026-{:02},1", row % 4 + 5).unwrap();
            text
        })
    };
    rehearsal.publish(&table(65_536));
    let well = rehearsal.ingest();
    assert!(well.contains("pumps: new"), "{well}");
    rehearsal.publish(&table(65_535));
    let cut = rehearsal.ingest();
    assert!(cut.contains("the table has 65536 rows and ends exactly at the limit of XLS"), "{cut}");
    rehearsal.publish(&table(40_000));
    let shrunk = rehearsal.ingest();
    assert!(shrunk.contains("the file has 40001 rows and the last one had 65537: figures may be missing"), "{shrunk}");
}
