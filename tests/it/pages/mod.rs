//! Pages, downloads and addresses of a whole small site, made from a hand-made view.

mod breaks;
mod releases;
mod thin;
mod view;

use headway::publish::known::Known;
use headway::publish::{self, Inputs, Page, assets};
use headway::store::FetchResult;
use regex::Regex;
use std::collections::{BTreeMap, BTreeSet};
use view::Town;

fn site(town: &Town, as_of: Option<&str>) -> BTreeMap<String, Page> {
    let pages = publish::all(&town.view(as_of)).unwrap();
    pages.into_iter().map(|page| (page.path.clone(), page)).collect()
}

fn text(pages: &BTreeMap<String, Page>, path: &str) -> String {
    String::from_utf8(pages[path].body.clone()).unwrap()
}

fn html(pages: &BTreeMap<String, Page>) -> impl Iterator<Item = (&str, String)> {
    pages
        .values()
        .filter(|page| page.media_type.starts_with("text/html"))
        .map(|page| (page.path.as_str(), String::from_utf8(page.body.clone()).unwrap()))
}

fn captures(pattern: &str, text: &str) -> Vec<String> {
    Regex::new(pattern).unwrap().captures_iter(text).map(|found| found[1].to_owned()).collect()
}

/// A page without the hashes of its assets: they change with every touch of the style sheet.
fn steady(page: &str) -> String {
    Regex::new(r"/assets/([a-z0-9-]+)-[0-9a-f]{12}\.").unwrap().replace_all(page, "/assets/$1-HASH.").into_owned()
}

#[test]
fn a_page_of_each_kind_reads_as_it_should() {
    let pages = site(&Town::new(), None);
    for (name, path) in [
        ("home", "/"),
        ("outcome", "/outcomes/street-lamps"),
        ("series", "/series/lamps.share.town.year"),
        ("mission", "/missions/light"),
        ("sources", "/sources"),
        ("source", "/sources/lamps"),
        ("selection", "/about/selection"),
        ("file", &format!("/files/{}", view::FILE)),
        ("outcome_csv", "/outcomes/street-lamps/figures.csv"),
        ("series_json", "/series/walkers.afraid.town.month/figures.json"),
    ] {
        insta::assert_snapshot!(name, steady(&text(&pages, path)));
    }
}

#[test]
fn every_internal_link_leads_to_a_page_that_exists() {
    for as_of in [None, Some("2026-03-31"), Some("2026-03-31T09:30:00Z")] {
        let town = Town::new();
        let pages = site(&town, as_of);
        let mut known: BTreeSet<String> = pages.keys().cloned().collect();
        known.extend(assets().into_iter().map(|asset| asset.path));
        known.extend(town.catalogue.outcomes.iter().map(|outcome| format!("/outcomes/{}/chart.png", outcome.slug)));
        known.extend(town.known.files.keys().map(|sha256| format!("/files/{sha256}/content")));
        for (path, body) in html(&pages) {
            for link in captures(r#"(?:href|action)="(/[^"]*|#[^"]*)""#, &body) {
                let (address, anchor) = link.split_once('#').map_or((link.as_str(), None), |(a, b)| (a, Some(b)));
                let target = address.split('?').next().unwrap();
                assert!(target.is_empty() || known.contains(target), "{path} → {link}");
                if let Some(anchor) = anchor {
                    let there = if target.is_empty() { body.clone() } else { text(&pages, target) };
                    assert!(there.contains(&format!("id=\"{anchor}\"")), "{path} → {link}");
                }
            }
        }
    }
}

#[test]
fn every_page_is_sound_html_without_inline_style_or_script() {
    let mut town = Town::new();
    town.site.rehearsal = true;
    let problem = publish::problem(&town.site, 404, "No such page", "There is nothing at <this> address.");
    let mut pages = site(&town, None);
    pages.insert("problem".to_owned(), problem);
    for (path, body) in html(&pages) {
        let ids = captures(r#" id="([^"]*)""#, &body);
        assert_eq!(ids.len(), ids.iter().collect::<BTreeSet<_>>().len(), "{path}: an id twice: {ids:?}");
        let levels: Vec<u32> = captures(r"<h([1-6])", &body).iter().map(|level| level.parse().unwrap()).collect();
        assert_eq!(levels.iter().filter(|level| **level == 1).count(), 1, "{path}");
        assert_eq!(levels[0], 1, "{path}");
        assert!(levels.windows(2).all(|pair| pair[1] <= pair[0] + 1), "{path}: {levels:?}");
        assert!(!body.contains("style=") && !body.contains("<script") && !body.contains("<style"), "{path}");
        assert_eq!(body.matches("<table").count(), body.matches("<caption>").count(), "{path}");
        for cell in captures("<th([ >][^>]*)", &body) {
            assert!(cell.contains("scope=\"col\"") || cell.contains("scope=\"row\""), "{path}: <th{cell}");
        }
        for needed in [
            "<html lang=\"en-GB\">",
            "<title>",
            "name=\"description\"",
            "rel=\"canonical\"",
            "og:title",
            "<main",
            "REHEARSAL",
        ] {
            assert!(body.contains(needed), "{path}: {needed}");
        }
        for labelled in captures(r#"aria-labelledby="([^"]*)""#, &body) {
            assert!(ids.contains(&labelled), "{path}: nothing is called {labelled}");
        }
        for tag in [
            "section", "div", "p", "ul", "ol", "li", "table", "tr", "td", "th", "details", "dl", "dd", "article",
            "span", "a", "nav",
        ] {
            let opened = Regex::new(&format!(r"<{tag}[ >]")).unwrap().find_iter(&body).count();
            assert_eq!(opened, body.matches(&format!("</{tag}>")).count(), "{path}: <{tag}>");
        }
    }
}

#[test]
fn a_rehearsal_is_said_in_every_download() {
    let mut town = Town::new();
    town.site.rehearsal = true;
    for (path, page) in site(&town, None) {
        if path.contains("figures.") {
            let body = String::from_utf8(page.body).unwrap();
            assert!(body.contains("REHEARSAL"), "{path}");
        }
    }
}

#[test]
fn a_page_of_a_past_day_says_so_and_shows_the_targets_of_that_day() {
    let town = Town::new();
    let pages = site(&town, Some("2026-01-20"));
    let page = text(&pages, "/outcomes/street-lamps");
    assert!(page.contains("As it stood at the end of 20 January 2026."));
    assert!(page.contains("the target then was at least 600,000 by 2028"));
    assert!(!page.contains("450,000"), "a target that was not set yet");
    let chart = text(&pages, "/outcomes/street-lamps/chart.svg");
    assert!(chart.contains("600,000 by 2028") && !chart.contains("450,000"));
    assert!(page.contains("href=\"/sources?as_of=2026-01-20\""));
    assert!(!page.contains("Next check"));
    assert!(text(&pages, "/outcomes/walkers").contains("Reconstructed from publications"));
    assert!(!page.contains("Reconstructed from publications"), "its series has a live record");
    assert!(text(&pages, "/series/lamps.lit.town.year/figures.csv").contains(",2026-01-20,"));
}

#[test]
fn what_the_last_check_said_is_said() {
    let cases = [
        (FetchResult::New, "download", "Last checked 23 November 2026 at 09:31; new figures were recorded."),
        (FetchResult::Unchanged, "download", "Last checked 23 November 2026 at 09:31; the publisher had nothing new."),
        (
            FetchResult::Failed,
            "locate",
            "The publisher could not be reached 23 November 2026 at 09:31; the last good figures are shown.",
        ),
        (FetchResult::Failed, "select", "newest file could not be used 23 November 2026 at 09:31"),
        (FetchResult::Blocked, "download", "turned us away"),
        (FetchResult::Held, "check", "a person has checked them and decided."),
    ];
    for (result, step, said) in cases {
        let mut town = Town::new();
        let fetch = town.known.fetches.get_mut("lamps").unwrap();
        (fetch.last.result, fetch.last.step) = (result, step.to_owned());
        assert!(text(&site(&town, None), "/").contains(said), "{said}");
    }
    // What waits is said on every page of it until it is decided, whatever was fetched since.
    for result in [FetchResult::Held, FetchResult::Unchanged, FetchResult::Failed] {
        let mut town = Town::new();
        town.known.fetches.get_mut("lamps").unwrap().last.result = result;
        town.known.waiting.insert("lamps".to_owned(), view::instant("2026-11-20T09:31:00Z"));
        let pages = site(&town, None);
        for path in ["/", "/sources", "/outcomes/street-lamps"] {
            let said = "Newer figures came 20 November 2026 at 09:31 and wait for a person to check them; the last good figures are shown.";
            assert!(text(&pages, path).contains(said), "{path} {result:?}");
        }
    }
    let mut town = Town::new();
    town.known.fetches.clear();
    let page = text(&site(&town, None), "/");
    assert!(page.contains("These figures came with this site; nothing newer has been looked for yet."));
    assert!(page.contains("Typed in by a person: there is no file to fetch."));
}

#[test]
fn a_site_without_figures_still_stands_and_says_that_nothing_is_known() {
    let town = Town { known: Known::default(), ..Town::new() };
    let pages = site(&town, None);
    assert!(text(&pages, "/").contains("Street lamps: no figure is known here yet."));
    assert!(text(&pages, "/outcomes/street-lamps/chart.svg").contains("Target: more than 450,000 by 2030"));
    assert!(!pages.contains_key("/outcomes/walkers/chart.svg"), "neither figure nor target");
}

#[test]
fn the_same_view_makes_the_same_bytes() {
    let town = Town::new();
    assert_eq!(site(&town, None), site(&town, None));
}

#[test]
fn a_revision_in_the_store_is_on_page_chart_and_downloads_and_the_day_before_shows_the_old_figure() {
    let town = Town::new();
    let (_folder, store) = view::stored::store(&town);
    let ask = |path: &str, as_of: Option<&str>| {
        let inputs = Inputs {
            catalogue: &town.catalogue,
            store: &store,
            site: &town.site,
            now: view::instant("2026-11-23T09:45:00Z"),
            as_of: as_of.map(|text| headway::domain::instant::parse_as_of(text).unwrap()),
        };
        String::from_utf8(publish::page(&inputs, path).unwrap().unwrap().body).unwrap()
    };
    for (path, old, new) in [
        ("/", "54,000 street lamps", "55,000 street lamps"),
        ("/outcomes/street-lamps", "54,000", "55,000"),
        ("/outcomes/street-lamps/chart.svg", "54,000", "55,000"),
        ("/outcomes/street-lamps/figures.csv", "2023,2023,54,54000,", "2023,2023,55,55000,"),
        ("/series/lamps.lit.town.year/figures.json", "\"value\":\"54\"", "\"value\":\"55\""),
        ("/series/lamps.share.town.year", "49.1%", "50.0%"),
    ] {
        let (before, now) = (ask(path, Some("2026-11-18")), ask(path, None));
        assert!(before.contains(old) && !before.contains(new), "{path} on the day before");
        assert!(now.contains(new), "{path} now");
    }
    assert!(ask("/outcomes/street-lamps", None).contains("One figure has been revised"));
    assert!(ask("/series/lamps.share.town.year", None).contains("href=\"/series/lamps.all.town.year#p-2023\""));
}

#[test]
fn every_page_of_a_store_can_also_be_asked_for_alone_and_is_the_same() {
    let town = Town::new();
    let (_folder, store) = view::stored::store(&town);
    let now = view::instant("2026-11-23T09:45:00Z");
    let inputs = Inputs { catalogue: &town.catalogue, store: &store, site: &town.site, now, as_of: None };
    let pages = publish::pages(&inputs).unwrap();
    assert!(pages.iter().any(|page| page.path.starts_with("/files/")));
    for page in pages {
        assert_eq!(publish::page(&inputs, &page.path).unwrap().as_ref(), Some(&page));
    }
    let picture = publish::page(&inputs, "/outcomes/street-lamps/chart.png").unwrap().unwrap();
    assert!(picture.body.starts_with(b"\x89PNG"));
    for path in ["/outcomes/nothing", "/series/nothing", "/files/00", "/missions/nothing", "/nothing"] {
        assert_eq!(publish::page(&inputs, path).unwrap(), None, "{path}");
    }
}

#[test]
fn no_rule_of_the_pages_reaches_into_a_chart() {
    let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("assets/css");
    let (site, chart) =
        ["site.css", "chart.css"].map(|name| std::fs::read_to_string(folder.join(name)).unwrap()).into();
    let classes: BTreeSet<String> = captures(r"\.chart \.([a-z0-9]+)", &chart).into_iter().collect();
    assert!(classes.contains("label") && classes.contains("tick"));
    let bare = Regex::new(r"(?m)(?:^|[,{}]\s*)\.([a-z][a-z0-9-]*)\s*[,{]").unwrap();
    let reaching: Vec<&str> = bare.captures_iter(&site).map(|found| found.get(1).unwrap().as_str()).collect();
    assert!(reaching.contains(&"care"));
    for class in reaching {
        assert!(!classes.contains(class), ".{class} would also style the text of charts");
    }
}

#[test]
fn a_figure_much_older_than_its_rhythm_is_said_to_be_old() {
    let mut town = Town::new();
    town.known.fetches.clear();
    let lit = town.known.series.get_mut("lamps.lit.town.year").unwrap();
    lit.figures.retain(|known| known.figure.period.label() == "2022");
    let page = text(&site(&town, None), "/");
    assert!(
        page.contains("The newest figure here is for 2022. Newer ones should exist; they come with the first fetch.")
    );
    assert!(
        !text(&site(&Town::new(), None), "/").contains("The newest figure here is"),
        "2024 is what its rhythm allows"
    );
}

#[test]
fn a_figure_typed_in_by_hand_is_said_to_be_old_once_the_next_was_due() {
    let said = "The newest figure here is for August 2026. Newer ones may exist; a person has to type them in.";
    for (due, is_old) in [("2026-09", true), ("2025", true), ("2027-01", false), ("2027", false)] {
        let mut town = Town::new();
        let survey = town.catalogue.sources.iter_mut().find(|source| source.id == "survey").unwrap();
        survey.next_due = Some(due.to_owned());
        assert_eq!(text(&site(&town, None), "/outcomes/street-lamps").contains(said), is_old, "{due}");
    }
}

#[test]
fn another_count_leads_only_while_the_headline_is_old() {
    let mut town = Town::new();
    town.catalogue.outcomes[0].words.while_old = Some(headway::domain::outcome::WhileOld {
        series: "walkers.afraid.town.month".to_owned(),
        finding:
            "{ $newer_value } feared the dark in { $newer_period }; the newest count is { $value }, for { $period }"
                .to_owned(),
    });
    assert!(text(&site(&town, None), "/").contains("84,000 street lamps were lit in 2024; the aim is"));
    let lit = town.known.series.get_mut("lamps.lit.town.year").unwrap();
    lit.figures.retain(|known| known.figure.period.label() == "2022");
    let said = "11.0% feared the dark in August 2026; the newest count is 41,000, for 2022.";
    assert!(text(&site(&town, None), "/").contains(said));
}

#[test]
fn the_final_target_leads_then_the_next_stage_and_a_stage_that_has_passed_says_what_the_figure_was() {
    let mut town = Town::new();
    let stage = |by: &str, value: i64| {
        let mut target = town.catalogue.outcomes[0].targets[1].clone();
        (target.id, target.by) = (by.to_owned(), Some(headway::domain::period::Period::parse(by).unwrap()));
        (target.kind, target.value) = (headway::domain::target::TargetKind::Interim, value.into());
        target.from = "2023-01-01".parse().unwrap();
        target
    };
    let stages = [stage("2024", 90_000), stage("2025", 100_000), stage("2027", 200_000), stage("2028", 300_000)];
    town.catalogue.outcomes[0].targets.splice(0..0, stages);
    let pages = site(&town, None);
    let ahead = captures(r#"<p class="state target">.*?</svg>(.*?)</p>"#, &text(&pages, "/outcomes/street-lamps"));
    assert_eq!(ahead, ["Target: more than 450,000 by 2030", "Interim target: more than 200,000 by 2027"]);
    let page = text(&pages, "/outcomes/street-lamps");
    assert!(page.contains("Its date has passed. The figure then was 84,000."));
    assert!(page.contains("Its date has passed. The figure of that time is not known here yet."));
    let order: Vec<_> = captures(r#"<th scope="row">(?:<del>)?((?:Interim t|T)arget: [^<]*)"#, &page);
    assert_eq!(
        order.iter().map(|sentence| sentence.rsplit(' ').next().unwrap()).collect::<Vec<_>>(),
        ["2030", "2027", "2028", "2024", "2025", "2028"]
    );
}

#[test]
fn a_mission_that_nothing_serves_is_no_filter_and_is_said_so() {
    let mut town = Town::new();
    let mut empty = town.catalogue.missions[0].clone();
    (empty.slug, empty.name) = ("quiet".to_owned(), "Quiet for all".to_owned());
    town.catalogue.missions.push(empty);
    let pages = site(&town, None);
    assert!(!text(&pages, "/").contains("Quiet for all"));
    assert!(text(&pages, "/about/selection").contains("Quiet for all"));
    assert!(text(&pages, "/missions/quiet").contains("No outcome here serves it yet."));
}
