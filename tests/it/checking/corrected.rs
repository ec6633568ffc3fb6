//! A declared correction: what is drawn, derived and downloaded is the corrected number, while the publisher says the other.

use super::{GOOD, PAGE, Rehearsal};
use headway::catalogue::Catalogue;
use headway::publish::known::{Known, every_series};
use headway::store::Store;

const CORRECTION: &str = r#"[[correction]]
series = "pumps.uk.month"
period = "2026-06"
published = 104
corrected = 140
reason = "Two digits were swapped."
evidence = { known = "publisher_page", address = "https://office.example/correction" }
"#;

fn known(rehearsal: &Rehearsal) -> Known {
    let catalogue = Catalogue::load(rehearsal.headway.data.as_deref()).unwrap();
    let store = Store::open(rehearsal.headway.state.path()).unwrap();
    Known::load(&catalogue, &store, &every_series(&catalogue), None).unwrap()
}

fn value(known: &Known, series: &str) -> String {
    let figures = &known.series(series).unwrap().figures;
    let figure = figures.iter().find(|known| known.figure.period.label() == "2026-06").unwrap();
    figure.figure.value.text()
}

#[test]
fn a_corrected_number_is_drawn_and_derived_from_until_the_publisher_corrects_it() {
    let mut rehearsal = Rehearsal::start();
    rehearsal.write("corrections.toml", CORRECTION);
    rehearsal.ingest();
    let before = known(&rehearsal);
    let series = before.series("pumps.uk.month").unwrap();
    let correction = series.figures[1].correction.as_ref().unwrap();
    assert_eq!(correction.published.unwrap().to_string(), "104");
    assert_eq!(value(&before, "pumps.uk.month"), "140");
    assert_eq!(value(&before, "pumps.dozens.uk.month"), "1680");
    assert!(before.lapsed.is_empty() && series.revisions.is_empty());
    rehearsal.headway.well(&["publish"]);
    let site = rehearsal.headway.start("serve");
    assert!(site.get(PAGE).text().contains("2026-06,2026-06,140,"), "{}", site.get(PAGE).text());

    rehearsal.later("2026-11-24T12:00:00Z");
    rehearsal.publish(&GOOD.replace(",104", ",141"));
    let revised = rehearsal.ingest();
    assert!(revised.contains("pumps: held") || revised.contains("pumps: new"), "{revised}");
    rehearsal.headway.run(&["held", "release", "1", "--by", "statistician", "--why", "the publisher says so"]);
    let after = known(&rehearsal);
    assert_eq!(value(&after, "pumps.uk.month"), "141", "the correction no longer applies");
    assert_eq!(after.lapsed.len(), 1);
    rehearsal.headway.well(&["publish"]);
    let sources = rehearsal.headway.start("serve").get("/sources").text();
    let said = "A correction declared here no longer applies, and the publisher’s own figure is shown: ";
    let numbers = "June 2026. Declared: published 104, corrected to 140: Two digits were swapped. The publisher’s file has 141 there now.";
    assert!(sources.contains(said) && sources.contains(numbers), "{sources}");
    assert!(sources.contains("<a href=\"https://office.example/correction\">"));
    assert!(rehearsal.headway.well(&["verify"]).contains("equal"), "the store keeps what was published");
}
