//! A figure that waits: held, looked at, released or refused; and what a reader sees meanwhile.

use super::super::support::{Running, within};
use super::{GOOD, PAGE, Rehearsal, SOURCE};
use std::collections::BTreeSet;
use std::time::Duration;

const RELEASE: [&str; 6] = ["release", "1", "--by", "statistician", "--why", "the publisher confirms it"];

#[test]
fn a_held_figure_is_listed_shown_and_released_and_is_then_on_the_page_of_a_running_server() {
    let rehearsal = Rehearsal::start();
    rehearsal.ingest();
    rehearsal.publish(&format!("{GOOD}2026-09,1070\n"));
    assert!(rehearsal.ingest().contains("pumps: held"));
    let site = rehearsal.headway.start("run");
    assert!(!site.get(PAGE).text().contains("1070"), "the last good figures stay");

    let listed = rehearsal.held(&["list"]);
    assert!(listed.starts_with("1: pumps.uk.month of pumps, held since 2026-11-23 12:00 UTC, file "), "{listed}");
    assert!(listed.contains("1070 in 2026-09 (line 6, column Pumps) is further from 107 in 2026-08 than"), "{listed}");
    assert_eq!(rehearsal.held(&[]), listed);
    let shown = rehearsal.held(&["show", "1"]);
    for line in [
        "address  https://office.example/pumps.csv",
        "!  2026-09  not known  1070              line 6, column Pumps",
        "4 more figures are as known",
    ] {
        assert!(shown.contains(line), "{line} not in {shown}");
    }

    let released = rehearsal.held(&RELEASE);
    assert_eq!(released, "1 is released: 1 new and 0 changed figures\n");
    let there = within(Duration::from_mins(1), || site.get(PAGE).text().contains("1070"));
    assert!(there, "the running server did not take up what was released");

    let again = rehearsal.held(&RELEASE);
    assert_eq!(again, "1 was released by statistician on 2026-11-23 12:00 UTC: the publisher confirms it already\n");
    let against = rehearsal.refused(&["refuse", "1", "--by", "editor", "--why", "no"]);
    assert!(against.contains("1 was released by statistician on 2026-11-23 12:00 UTC"), "{against}");
    assert_eq!(rehearsal.held(&["list"]), "nothing waits\n");
    assert!(rehearsal.held(&["list", "--all"]).contains("released by statistician on"));
    assert!(rehearsal.ingest().contains("unchanged"), "what was released is not held again");
    assert!(rehearsal.headway.well(&["verify"]).contains("equal"));
}

#[test]
fn a_refused_file_stays_refused_and_its_reissue_is_judged_anew() {
    let mut rehearsal = Rehearsal::start();
    rehearsal.ingest();
    let odd = format!("{GOOD}2026-09,1070\n");
    rehearsal.publish(&odd);
    rehearsal.ingest();
    rehearsal.held(&["refuse", "1", "--by", "statistician", "--why", "a slip"]);
    assert!(rehearsal.ingest().contains("unchanged"));
    assert_eq!(rehearsal.held(&[]), "nothing waits\n");

    rehearsal.publish(&odd.replace("\n2026-05", "\r\n2026-05"));
    assert!(rehearsal.ingest().contains("held"), "other bytes, the same slip");
    assert!(rehearsal.held(&[]).starts_with("2: pumps.uk.month"));
    rehearsal.later("2026-11-23T12:10:00Z");
    rehearsal.publish(&odd.replace("1070", "107"));
    let mended = rehearsal.ingest();
    assert!(mended.contains("pumps: new"), "the slip is mended, and nothing is in its way: {mended}");
    assert!(rehearsal.held(&["list"]).contains("a newer edition of the series has been recorded since"));
    let late = rehearsal.held(&["release", "2", "--by", "statistician", "--why", "to see it in the history"]);
    assert!(late.ends_with("a newer edition is known and stays the newest\n"), "{late}");
    rehearsal.headway.well(&["publish"]);
    let site = rehearsal.headway.start("serve");
    assert!(site.get(PAGE).text().contains("2026-09,2026-09,107,"), "{}", site.get(PAGE).text());
}

#[test]
fn a_corrected_table_takes_back_what_the_old_one_misread() {
    let mut rehearsal = Rehearsal::start();
    rehearsal.ingest();
    rehearsal.publish("Month,Pumps,Boilers\n2026-05,1000,100\n2026-06,1040,104\n2026-07,1010,101\n2026-08,1070,107\n2026-09,1080,108\n");
    rehearsal.ingest();
    let listed = rehearsal.held(&[]);
    assert!(listed.contains("about 10 times what they were: the unit of the file has changed"), "{listed}");
    rehearsal.write("sources/pumps.toml", &SOURCE.replace("value = \"Pumps\"", "value = \"Boilers\""));
    rehearsal.later("2026-11-23T12:10:00Z");
    let read_right = rehearsal.ingest();
    assert!(read_right.contains("pumps: new"), "{read_right}");
    assert!(rehearsal.held(&[]).contains("a newer edition of the series has been recorded since"));
}

#[test]
fn who_decides_is_a_role_and_says_why() {
    let rehearsal = Rehearsal::start();
    rehearsal.ingest();
    for (by, why, says) in [
        ("someone@office.example", "it is right", "in which role"),
        (" ", "it is right", "in which role"),
        ("statistician", " ", "say why"),
    ] {
        let words = rehearsal.refused(&["release", "1", "--by", by, "--why", why]);
        assert!(words.contains(says), "{by}: {words}");
    }
    let words = rehearsal.refused(&["release", "7", "--by", "statistician", "--why", "it is right"]);
    assert!(words.contains("nothing is or was held under the number 7; waiting are: none"), "{words}");
}

/// Every address of the site that a page of it leads to, and the same as it stood at some instants.
fn everything(site: &Running) -> Vec<(String, String)> {
    let (mut to_see, mut seen) = (vec!["/".to_owned(), "/series/pumps.uk.month".to_owned()], BTreeSet::new());
    let mut found = Vec::new();
    while let Some(path) = to_see.pop() {
        if !seen.insert(path.clone()) {
            continue;
        }
        let text = site.get(&path).text();
        for link in text.split("href=\"/").skip(1).filter_map(|rest| rest.split(['"', '#']).next()) {
            let link = format!("/{}", link.replace("&amp;", "&").replace("&#38;", "&"));
            let then = ["2026-11-23", "2026-11-23T23:00:00Z"].map(|at| format!("{link}?as_of={at}"));
            to_see.extend(then.into_iter().filter(|_| !link.contains('?')));
            to_see.push(link);
        }
        found.push((path, text));
    }
    found
}

#[test]
fn a_held_or_refused_figure_is_nowhere_but_in_the_sentence_that_says_why_it_waits() {
    let rehearsal = Rehearsal::start();
    rehearsal.ingest();
    rehearsal.publish(&format!("{GOOD}2026-09,98765\n").replace("104", "45678"));
    assert!(rehearsal.ingest().contains("pumps: held"));
    for decided in [false, true] {
        if decided {
            rehearsal.held(&["refuse", "1", "--by", "statistician", "--why", "a slip of the pen"]);
        }
        rehearsal.headway.well(&["publish"]);
        let site = rehearsal.headway.start("serve");
        let pages = everything(&site);
        let has = |part: &str| pages.iter().any(|(path, _)| path.contains(part));
        assert!(pages.len() > 15 && has("figures.json") && has("as_of=") && has("/files/"), "{}", pages.len());
        for (path, text) in &pages {
            // The numbers themselves, as shown, and times twelve.
            let leaks = ["98765", "98,765", "1185180", "1,185,180", "45678", "45,678", "548136", "548,136"];
            let leaks = leaks.iter().any(|number| text.contains(number));
            assert!(!leaks || path.starts_with("/sources"), "{decided} {path}: {text}");
        }
        let sources = site.get("/sources").text();
        let said = if decided { "by statistician: a slip of the pen" } else { "waits for a person" };
        assert!(sources.contains(said), "{sources}");
    }
}
