//! Releases on pages: what is to come, what is late, what came; in the chart and beside it.

use super::view::{Town, instant, stored};
use super::{site, steady, text};
use headway::account::releases::Came;
use headway::domain::release::{Announcement, Release, ReleaseState};
use headway::publish::findings::{Finding, Standing};
use headway::publish::releases::Releases;
use headway::publish::{self, Inputs};
use headway::store::{Decided, Decision};

/// An announcement, the same release under the same key.
fn announced(source: &str, key: &str, due: &str, state: ReleaseState) -> Announcement {
    Announcement {
        source: source.to_owned(),
        key: key.to_owned(),
        title: format!("Lamp count: {key}"),
        due_at: instant(due),
        exact: true,
        state,
        reason: None,
        address: format!("https://lamps.example/releases/{key}"),
        seen_at: instant("2026-09-01T09:00:00Z"),
    }
}

fn came(source: &str, at: &str) -> Came {
    Came { source: source.to_owned(), released_at: None, recorded_at: instant(at), live: true }
}

const NOW: &str = "2026-11-23T09:45:00Z";

fn with(announcements: &[Announcement], overrides: &[Release], came: &[Came]) -> Town {
    let mut town = Town::new();
    town.known.releases = Releases::of(announcements, overrides, came, instant(NOW));
    town
}

fn late() -> Town {
    with(&[announced("lamps", "2025", "2026-11-12T09:30:00Z", ReleaseState::Confirmed)], &[], &[])
}

#[test]
fn the_calendar_shows_what_comes_what_is_not_as_announced_and_what_came() {
    let moved = Announcement {
        reason: Some("A lamp fell.".to_owned()),
        seen_at: instant("2026-10-01T09:00:00Z"),
        ..announced("survey", "autumn", "2026-12-03T09:30:00Z", ReleaseState::Confirmed)
    };
    let only_a_day =
        Announcement { exact: false, ..announced("lamps", "January", "2027-01-07T09:30:00Z", ReleaseState::Confirmed) };
    let called_off: Release = toml::from_str(
        "source = \"survey\"\nat = \"2026-11-20T09:30:00\"\ntitle = \"Extra survey\"\nstate = \"cancelled\"\nwhy = \"Nobody walked.\"\n\
         evidence = { known = \"publisher_page\", address = \"https://walkers.example/off\" }",
    )
    .unwrap();
    let town = with(
        &[
            announced("survey", "autumn", "2026-11-26T09:30:00Z", ReleaseState::Confirmed),
            moved,
            only_a_day,
            announced("lamps", "October", "2026-10-15T08:30:00Z", ReleaseState::Confirmed),
            announced("lamps", "November", "2026-11-23T09:30:00Z", ReleaseState::Confirmed),
        ],
        &[called_off],
        &[came("lamps", "2026-10-15T08:30:12Z")],
    );
    let page = text(&site(&town, None), "/releases");
    insta::assert_snapshot!("releases", steady(&page));
    for said in [
        "Thursday 3 December 2026",
        "Moved from 26 November 2026 at 09:30. Why: A lamp fell.",
        "Time of day not announced",
        "Called off by the publisher",
        "Came: recorded here 15 October 2026 at 09:30, 12 seconds after its time",
        "Due now",
        "<a href=\"/outcomes/street-lamps\">Street lamps</a>",
    ] {
        assert!(page.contains(said), "{said}");
    }
}

#[test]
fn a_source_without_an_announced_date_is_listed_with_how_often_it_comes() {
    let mut town = Town::new();
    town.catalogue.sources[0].cadence = Some("once a year, in November".to_owned());
    let page = text(&site(&town, None), "/releases");
    assert!(page.contains("No publisher has announced a release in this time."));
    assert!(page.contains("Usually once a year, in November. Next check: 26 November 2026 at 09:30."));
    assert!(page.contains("Next due: January 2027."));
}

#[test]
fn a_day_by_which_somebody_was_to_enter_figures_is_said_to_be_over_once_it_is() {
    let mut town = Town::new();
    let by_hand = town.catalogue.sources.iter_mut().find(|source| source.routes.is_empty()).unwrap();
    by_hand.next_due = Some("2026-10".to_owned());
    let pages = site(&town, None);
    for path in ["/", "/sources", "/releases"] {
        let page = text(&pages, path);
        assert!(page.contains("Newer figures were due by October 2026; nobody has entered them here yet."), "{path}");
        assert!(!page.contains("Next due: October 2026"), "{path}");
    }
}

#[test]
fn a_late_release_is_said_on_card_page_chart_and_in_words() {
    let pages = site(&late(), None);
    let said = "Newer figures were due on 12 November 2026 at 09:30 and have not come.";
    for path in ["/", "/outcomes/street-lamps", "/series/lamps.lit.town.year", "/series/lamps.share.town.year"] {
        assert!(text(&pages, path).contains(said), "{path}");
    }
    let page = text(&pages, "/outcomes/street-lamps");
    assert!(page.contains("; Newer figures were due on 12 November 2026\"></svg>"), "in the chart");
    let words = page.split("The chart in words</summary>").nth(1).unwrap().split("</details>").next().unwrap();
    assert!(words.contains(said), "{words}");
    assert!(text(&pages, "/outcomes/street-lamps/chart.svg").contains("were due on 12 November 2026"));
    assert!(!text(&pages, "/outcomes/walkers").contains("were due on"), "another source");
}

#[test]
fn which_figures_are_awaited_is_said_where_the_release_before_tells() {
    // The figure for 2024 came out on 13 November 2025: 317 days after its year.
    for (before, what) in [("2025-11-13T09:30:00Z", "Figures for 2025"), ("2024-11-14T09:30:00Z", "Newer figures")] {
        let earlier = announced("lamps", "2024", before, ReleaseState::Confirmed);
        let late = announced("lamps", "2025", "2026-11-12T09:30:00Z", ReleaseState::Confirmed);
        let town = with(&[earlier, late], &[], &[came("lamps", before)]);
        let page = text(&site(&town, None), "/outcomes/street-lamps");
        assert!(page.contains(&format!("{what} were due on 12 November 2026 at 09:30")), "{what}");
    }
}

#[test]
fn figures_that_came_and_wait_for_a_person_are_not_said_to_be_late() {
    let mut town = late();
    town.known.waiting.insert("lamps".to_owned(), instant("2026-11-12T09:31:00Z"));
    let pages = site(&town, None);
    let said = "were due on 12 November 2026 at 09:30; they came and wait for a person to check them.";
    assert!(text(&pages, "/outcomes/street-lamps").contains(said));
    assert!(text(&pages, "/releases").contains("Came: waits for a person to check it"));
    for path in ["/", "/outcomes/street-lamps", "/series/lamps.lit.town.year"] {
        assert!(
            text(&pages, path).contains("wait for a person to check them; the last good figures are shown"),
            "{path}"
        );
    }
}

#[test]
fn a_source_that_has_ended_says_so_everywhere_and_promises_nothing() {
    let mut town = Town::new();
    town.catalogue.sources[0].discontinued = Some(
        toml::from_str(
            "on = \"2026-03-31\"\nwhy = \"The Lamp Office was closed.\"\n\
             evidence = { known = \"publisher_page\", address = \"https://lamps.example/end\" }",
        )
        .unwrap(),
    );
    let pages = site(&town, None);
    let said = "The publisher has stopped these figures, on 31 March 2026. The Lamp Office was closed.";
    for path in ["/", "/outcomes/street-lamps", "/series/lamps.lit.town.year"] {
        assert!(text(&pages, path).contains(said), "{path}");
        assert!(!text(&pages, path).contains("Next check: "), "{path}");
    }
    for path in ["/releases", "/sources", "/sources/lamps"] {
        let said = "Discontinued on 31 March 2026: The Lamp Office was closed.";
        assert!(text(&pages, path).contains(said), "{path}");
    }
    assert!(text(&pages, "/outcomes/street-lamps").contains("; stopped on 31 March 2026\"></svg>"));
}

#[test]
fn the_next_release_is_said_where_it_is_announced() {
    let town = with(&[announced("lamps", "2025", "2026-12-10T09:30:00Z", ReleaseState::Confirmed)], &[], &[]);
    for path in ["/", "/sources", "/sources/lamps", "/outcomes/street-lamps"] {
        let page = text(&site(&town, None), path);
        assert!(page.contains("Next release: 10 December 2026 at 09:30."), "{path}");
        assert!(!page.contains("Next check: "), "{path}");
    }
}

#[test]
fn how_long_figures_take_is_said_from_the_third_release_on() {
    let at = |month: &str, second: &str| format!("2026-{month}-12T09:30:{second}Z");
    let announcements: Vec<_> =
        ["01", "02", "03"].map(|month| announced("lamps", month, &at(month, "00"), ReleaseState::Confirmed)).into();
    let arrivals = [came("lamps", &at("01", "40")), came("lamps", &at("02", "12")), came("lamps", &at("03", "09"))];
    for (count, said) in [(2, "fewer than three announced releases have come here"), (3, "<dd>12 seconds</dd>")] {
        let town = with(&announcements, &[], &arrivals[..count]);
        assert!(text(&site(&town, None), "/sources/lamps").contains(said), "{count}");
    }
}

#[test]
fn what_a_check_found_is_kept_with_who_decided_and_why() {
    let mut town = Town::new();
    let finding = |since: &str, standing| Finding {
        source: "lamps".to_owned(),
        series: "lamps.lit.town.year".to_owned(),
        said: vec!["2024: 84 is far from 55.".to_owned()],
        since: instant(since),
        standing,
    };
    let decided = Decided {
        decision: Decision::Refused,
        by: "statistician on duty".to_owned(),
        why: "The file is of another town.".to_owned(),
        at: instant("2026-11-20T10:00:00Z"),
    };
    town.known.findings = vec![
        finding("2026-11-21T09:31:00Z", Standing::Waits),
        finding("2026-11-19T09:31:00Z", Standing::Decided(decided)),
        finding("2026-11-18T09:31:00Z", Standing::Noted),
    ];
    let pages = site(&town, None);
    for said in [
        "held 21 November 2026 at 09:31; waits for a person.",
        "held 19 November 2026 at 09:31; refused 20 November 2026 at 10:00 by statistician on duty: The file is of another town.",
        "noted 18 November 2026 at 09:31; the figures were recorded.",
        "2024: 84 is far from 55.",
    ] {
        for path in ["/sources", "/sources/lamps"] {
            assert!(text(&pages, path).contains(said), "{path}: {said}");
        }
    }
}

#[test]
fn sources_with_trouble_stand_first_and_old_findings_only_on_the_page_of_their_source() {
    let mut town = Town::new();
    town.known.waiting.insert("survey".to_owned(), instant("2026-11-20T09:31:00Z"));
    let noted = |day: usize| Finding {
        source: "lamps".to_owned(),
        series: "lamps.lit.town.year".to_owned(),
        said: vec![format!("Found on day {day}.")],
        since: instant("2026-10-01T09:31:00Z"),
        standing: Standing::Noted,
    };
    town.known.findings = (1..=21).map(noted).collect();
    town.known.findings.push(Finding { standing: Standing::Waits, ..noted(22) });
    let pages = site(&town, None);
    let (board, page) = (text(&pages, "/sources"), text(&pages, "/sources/lamps"));
    let place = |needle: &str| board.find(needle).unwrap_or_else(|| panic!("{needle} is not on the page"));
    assert!(place("href=\"/sources/survey\"") < place("href=\"/sources/lamps\""));
    assert!(board.contains("One needs somebody’s attention and stands first."));
    assert!(place("Found on day 22.") < place("Found on day 1."), "what waits leads");
    assert!(board.contains("Found on day 20.") && !board.contains("Found on day 21."));
    assert!(page.contains("Found on day 21."));
}

#[test]
fn the_calendar_comes_out_of_the_store_and_a_past_day_knows_only_what_was_announced_by_then() {
    let town = Town::new();
    let (_folder, store) = stored::store(&town);
    for (key, due) in [("October", "2026-10-01T08:30:00Z"), ("November", "2026-11-19T09:30:00Z")] {
        store.record_announcement(&announced("lamps", key, due, ReleaseState::Confirmed)).unwrap();
    }
    let moved = Announcement {
        seen_at: instant("2026-11-20T09:00:00Z"),
        ..announced("lamps", "December", "2026-12-17T09:30:00Z", ReleaseState::Confirmed)
    };
    store.record_announcement(&moved).unwrap();
    let ask = |as_of: Option<&str>| {
        let inputs = Inputs {
            catalogue: &town.catalogue,
            store: &store,
            site: &town.site,
            now: instant(NOW),
            as_of: as_of.map(|text| headway::domain::instant::parse_as_of(text).unwrap()),
        };
        String::from_utf8(publish::page(&inputs, "/releases").unwrap().unwrap().body).unwrap()
    };
    let now = ask(None);
    assert!(now.contains("Came: recorded here 19 November 2026 at 09:31, 60 seconds after its time"), "{now}");
    assert!(now.contains("Lamp count: December"));
    let then = ask(Some("2026-11-18"));
    assert!(!then.contains("Lamp count: December"), "nobody had announced it");
    assert!(then.contains("Thursday 19 November 2026") && then.contains("To come</p>"));
    assert!(!then.contains("recorded here 19 November"));
}

#[test]
fn what_waits_in_the_store_and_what_was_decided_are_on_the_page_of_sources() {
    let town = Town::new();
    let (_folder, store) = stored::store(&town);
    let first = stored::vintage(&store, &town, "2026-11-20T09:31:00Z", &[("2024", "840")]);
    let second = stored::vintage(&store, &town, "2026-11-21T09:31:00Z", &[("2024", "84")]);
    let number = store.hold(&first, &["2024: 840 is far from 55.".to_owned()]).unwrap();
    store.refuse_held(number, "statistician on duty", "A slipped digit.", instant("2026-11-20T10:00:00Z")).unwrap();
    store.hold(&second, &["2024: 84 is far from 55.".to_owned()]).unwrap();
    let inputs = Inputs { catalogue: &town.catalogue, store: &store, site: &town.site, now: instant(NOW), as_of: None };
    let ask = |path: &str| String::from_utf8(publish::page(&inputs, path).unwrap().unwrap().body).unwrap();
    let page = ask("/sources");
    for said in [
        "refused 20 November 2026 at 10:00 by statistician on duty: A slipped digit.",
        "840 is far from 55.",
        "waits for a person.",
    ] {
        assert!(page.contains(said), "{said}");
    }
    for path in ["/", "/outcomes/street-lamps", "/series/lamps.lit.town.year", "/sources"] {
        let said = "Newer figures came 21 November 2026 at 09:31 and wait for a person to check them; the last good figures are shown.";
        assert!(ask(path).contains(said), "{path}");
        assert!(!ask(path).contains("840,000"), "{path}");
    }
}

/// A town whose first series is counted anew from 2024 on, brought in by the release of `on`.
fn redefined(on: &str) -> Town {
    let mut town = Town::new();
    let declared = format!(
        "from = \"2024\"\n{on}\nwhy = \"The town counts its alleys too.\"\n\
         evidence = {{ known = \"publisher_page\", address = \"https://lamps.example/alleys\" }}"
    );
    town.catalogue.sources[0].series[0].breaks = vec![toml::from_str(&declared).unwrap()];
    town
}

#[test]
fn a_redefined_release_is_an_event_on_its_day_and_among_its_like_and_a_mark_on_the_chart() {
    let part = |page: &str, id: &str| {
        let after = page.split(&format!("<section aria-labelledby=\"{id}\">")).nth(1).unwrap_or_default();
        after.split("</section>").next().unwrap_or_default().to_owned()
    };
    let came = "Redefined: figures from 2024 on do not compare with those before";
    let coming = "To be redefined: figures from 2024 on will not compare with those before";
    for (on, said, day, list) in [
        ("", came, "", ""),
        ("on = \"2026-11-12\"", came, "Thursday 12 November 2026", "past"),
        ("on = \"2025-11-13\"", came, "", ""),
        ("on = \"2026-11-24\"", coming, "Tuesday 24 November 2026", "coming"),
        ("on = \"2027-11-25\"", coming, "", ""),
    ] {
        let pages = site(&redefined(on), None);
        let page = text(&pages, "/releases");
        let own = part(&page, "redefined");
        for said in
            [said, "Why: The town counts its alleys too.", "<a href=\"https://lamps.example/alleys\">lamps.example</a>"]
        {
            assert!(own.contains(said), "{on} {said}: {own}");
        }
        for each in ["past", "coming"] {
            let there = part(&page, each);
            let expected = each == list;
            assert_eq!(there.contains(said) && there.contains(day), expected, "{on} {each}: {there}");
        }
        let mut chart = redefined(on);
        let lit = &mut chart.known.series.get_mut("lamps.lit.town.year").unwrap().figures;
        for known in lit {
            known.figure.flags = headway::domain::figure::Flags::NONE;
        }
        let view = headway::publish::view::View { draw: headway::chart::svg, ..chart.view(None) };
        let drawn =
            publish::all(&view).unwrap().into_iter().find(|page| page.path == "/outcomes/street-lamps").unwrap();
        assert!(String::from_utf8(drawn.body).unwrap().contains("class=\"break\""), "{on}");
    }
    assert!(!text(&site(&Town::new(), None), "/releases").contains("id=\"redefined\""), "nothing was");
}
