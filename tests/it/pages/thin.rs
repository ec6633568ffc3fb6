//! Outcomes with few figures, or none; baselines and milestones.

use super::view::Town;
use super::{site, text};
use headway::domain::correction::Correction;
use headway::domain::outcome::{Baseline, Milestone};
use headway::publish::{self, view::View};

/// The town with only the newest `count` figures of street lamps, and its other indicators without any.
fn thin(count: usize) -> Town {
    let mut town = Town::new();
    for (id, series) in &mut town.known.series {
        let keep = if id == "lamps.lit.town.year" { count } else { 0 };
        series.figures.drain(..series.figures.len().saturating_sub(keep));
        series.revisions.clear();
    }
    town
}

#[test]
fn an_outcome_with_no_figure_or_with_few_still_makes_whole_pages() {
    for count in [0, 1, 2] {
        for without_target in [false, true] {
            let mut town = thin(count);
            if without_target {
                town.catalogue.outcomes[0].targets.clear();
            }
            let view = View { draw: headway::chart::svg, ..town.view(None) };
            let pages = publish::all(&view).unwrap();
            let body = |path: &str| {
                let page = pages.iter().find(|page| page.path == path).unwrap();
                String::from_utf8(page.body.clone()).unwrap()
            };
            let page = body("/outcomes/street-lamps");
            let has_picture = count > 0 || !without_target;
            assert_eq!(page.contains("chart.svg"), has_picture, "{count} {without_target}");
            assert_eq!(pages.iter().any(|page| page.path == "/outcomes/street-lamps/chart.svg"), has_picture);
            assert!(!page.contains("<tbody>\n</tbody>") && !page.contains("NaN"), "{count}: an empty table");
            assert_eq!(page.contains("<h1>Street lamps: no figure is known here yet.</h1>"), count == 0);
            assert!(body("/").contains(if count == 0 { "no figure is known here yet" } else { "84,000" }));
            // Its other indicators have none in any case.
            assert!(page.contains("There is no figure yet."));
            assert!(body("/series/lamps.share.town.year").contains("There is no figure yet."));
        }
    }
}

#[test]
fn a_baseline_is_looked_up_and_said_to_be_unknown_where_it_is() {
    for (period, said) in [
        ("2022", "Progress is counted from 41,000 in 2022. The Mayor took office."),
        ("2019", "Progress is counted from 2019, whose figure is not known here yet. The Mayor took office."),
    ] {
        let mut town = Town::new();
        let text_of =
            format!("series = \"lamps.lit.town.year\"\nperiod = \"{period}\"\nwhy = \"The Mayor took office.\"");
        town.catalogue.outcomes[0].baseline = Some(toml::from_str::<Baseline>(&text_of).unwrap());
        let page = text(&site(&town, None), "/outcomes/street-lamps");
        assert!(page.contains(said), "{said}");
        assert_eq!(page.contains("; baseline 41,000"), period == "2022", "in the chart");
    }
}

#[test]
fn milestones_stand_in_order_with_what_is_still_to_come_apart() {
    let mut town = Town::new();
    let milestone = |when: &str, kind: &str, what: &str, expected: bool| -> Milestone {
        toml::from_str(&format!(
            "when = \"{when}\"\nkind = \"{kind}\"\nwhat = \"{what}\"\nexpected = {expected}\n\
             evidence = {{ known = \"repeated_by\", address = \"https://www.paper.example/lamps\" }}"
        ))
        .unwrap()
    };
    town.catalogue.outcomes[0].milestones = vec![
        milestone("2028", "trial", "A lamp without oil is tried.", true),
        milestone("2025-06", "prize", "A prize is won.", false),
        milestone("2019", "programme", "A school for lamps opens.", false),
    ];
    let page = text(&site(&town, None), "/outcomes/street-lamps");
    let places = ["Programme.</strong> A school", "Prize.</strong> A prize", "Still to come", "Trial.</strong> A lamp"];
    let places: Vec<_> = places.iter().map(|said| page.find(said).unwrap_or_else(|| panic!("{said}"))).collect();
    assert!(places.is_sorted(), "{places:?}");
    assert!(page.contains("June 2025") && page.contains("Not yet checked here"));
    assert!(!text(&site(&Town::new(), None), "/outcomes/street-lamps").contains("Milestones"));
}

#[test]
fn a_long_list_can_be_jumped_through_and_a_short_one_needs_no_list() {
    let mut town = Town::new();
    assert!(!text(&site(&town, None), "/").contains("at a glance"));
    for number in 3..=20 {
        let mut outcome = town.catalogue.outcomes[0].clone();
        (outcome.slug, outcome.order) = (format!("lamps-{number}"), number);
        town.catalogue.outcomes.push(outcome);
    }
    let home = text(&site(&town, None), "/");
    assert!(home.contains("All 20 at a glance"));
    assert!(home.contains("<li><a href=\"#lamps-20\">Street lamps</a> <span>84,000</span></li>"));
    assert!(home.contains("<li class=\"card\" id=\"lamps-20\">"));
    // Where another count leads in the title, it leads in the list.
    let meanwhile = "series = \"walkers.afraid.town.month\"\nfinding = \"{ $newer_value } feared the dark\"";
    town.catalogue.outcomes[19].words.while_old = Some(toml::from_str(meanwhile).unwrap());
    let lit = town.known.series.get_mut("lamps.lit.town.year").unwrap();
    lit.figures.retain(|known| known.figure.period.label() == "2022");
    let home = text(&site(&town, None), "/");
    assert!(home.contains("<li><a href=\"#lamps-19\">Street lamps</a> <span>41,000</span></li>"));
    assert!(home.contains("<li><a href=\"#lamps-20\">Street lamps</a> <span>11.0%</span></li>"));
}

#[test]
fn a_corrected_figure_shows_both_numbers_with_reason_and_evidence() {
    let mut town = Town::new();
    let correction = "series = \"lamps.lit.town.year\"\nperiod = \"2024\"\npublished = 85\ncorrected = 84\n\
                      reason = \"One lamp was counted twice.\"\n\
                      evidence = { known = \"publisher_page\", address = \"https://lamps.example/twice\" }";
    let correction: Correction = toml::from_str(correction).unwrap();
    let lamps = town.known.series.get_mut("lamps.lit.town.year").unwrap();
    let corrected = lamps.figures.iter_mut().find(|known| known.figure.period == correction.period).unwrap();
    corrected.correction = Some(Box::new(correction));
    let pages = site(&town, None);
    let said = "published 85,000, corrected to 84,000: One lamp was counted twice.";
    for path in ["/outcomes/street-lamps", "/series/lamps.lit.town.year"] {
        let page = text(&pages, path);
        assert_eq!(page.matches(said).count(), 2, "{path}: under the chart and in the table");
        assert!(page.contains("href=\"https://lamps.example/twice\""));
        assert!(page.contains("One figure is shown as corrected, not as published."));
    }
    let csv = text(&pages, "/series/lamps.lit.town.year/figures.csv");
    assert!(csv.contains("85,One lamp was counted twice. (https://lamps.example/twice)"), "{csv}");
}
