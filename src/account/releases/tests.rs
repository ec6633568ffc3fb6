//! Releases as they stand, a table a question.

use super::*;
use crate::domain::evidence::{Evidence, Known};
use crate::domain::release::ReleaseState;

fn instant(text: &str) -> DateTime<Utc> {
    text.parse().unwrap()
}

fn announcement(key: &str, due_at: &str) -> Announcement {
    Announcement {
        source: "bus".to_owned(),
        key: key.to_owned(),
        title: "Boiler Upgrade Scheme statistics".to_owned(),
        due_at: instant(due_at),
        exact: true,
        state: ReleaseState::Confirmed,
        reason: None,
        address: "https://www.gov.uk/government/statistics/announcements/x".to_owned(),
        seen_at: instant("2026-11-01T00:00:00Z"),
    }
}

fn by_hand(at: &str, state: ReleaseState) -> Release {
    let address = "https://www.gov.uk/".to_owned();
    Release {
        source: "bus".to_owned(),
        at: at.parse().unwrap(),
        title: "By hand".to_owned(),
        state,
        why: Some("announced by letter".to_owned()),
        evidence: Evidence { known: Known::PublisherPage, address, note: None },
    }
}

fn came(released_at: Option<&str>, recorded_at: &str) -> Came {
    Came {
        source: "bus".to_owned(),
        released_at: released_at.map(instant),
        recorded_at: instant(recorded_at),
        live: true,
    }
}

fn standings(entries: &[Entry]) -> Vec<(String, Standing)> {
    entries.iter().map(|entry| (entry.due_at.format("%d %b %H:%M").to_string(), entry.standing)).collect()
}

#[test]
fn a_release_is_coming_then_due_then_late_then_stale_by_the_clock_alone() {
    let announced = [announcement("november", "2026-11-26T09:30:00Z")];
    for (now, standing) in [
        ("2026-11-26T09:29:59Z", Standing::Coming),
        ("2026-11-26T09:30:00Z", Standing::Due),
        ("2026-11-26T10:29:59Z", Standing::Due),
        ("2026-11-26T10:30:00Z", Standing::Late),
        ("2026-12-10T09:29:59Z", Standing::Late),
        ("2026-12-10T09:30:00Z", Standing::Stale),
    ] {
        let entries = calendar(&announced, &[], &[], instant(now));
        assert_eq!(standings(&entries), [("26 Nov 09:30".to_owned(), standing)], "{now}");
    }
}

#[test]
fn an_edition_belongs_to_the_release_in_whose_window_it_falls() {
    let announced = [announcement("october", "2026-10-29T09:30:00Z"), announcement("november", "2026-11-26T09:30:00Z")];
    let now = instant("2026-11-26T12:00:00Z");
    for (released, recorded, filled) in [
        (Some("2026-11-26T09:30:00Z"), "2026-11-26T09:30:07Z", (false, true)),
        // The file names only the day: its first instant.
        (Some("2026-11-26T00:00:00Z"), "2026-11-26T09:30:07Z", (false, true)),
        (None, "2026-11-26T09:26:00Z", (false, true)),
        (None, "2026-11-26T09:20:00Z", (true, false)),
        (Some("2026-10-29T09:30:00Z"), "2026-11-26T11:00:00Z", (true, false)),
        // A day late.
        (Some("2026-10-30T09:30:00Z"), "2026-10-30T09:31:00Z", (true, false)),
        // Before the first release that is known of.
        (None, "2026-10-01T00:00:00Z", (false, false)),
    ] {
        let first = came(None, "2026-09-01T00:00:00Z");
        let entries = calendar(&announced, &[], &[first, came(released, recorded)], now);
        let filled_now = |index: usize| matches!(entries[index].standing, Standing::Came { .. });
        assert_eq!((filled_now(0), filled_now(1)), filled, "{released:?} {recorded}");
        assert_eq!(entries.len(), 2);
    }
    let all = [
        came(Some("2026-10-29T09:30:00Z"), "2026-10-29T09:31:00Z"),
        came(Some("2026-11-26T09:30:00Z"), "2026-11-26T09:31:00Z"),
        // A correction in the same window changes nothing.
        came(Some("2026-11-05T09:30:00Z"), "2026-11-05T09:31:00Z"),
    ];
    let entries = calendar(&announced, &[], &all, now);
    let at = |at: &str| Standing::Came { at: instant(at) };
    assert_eq!(
        entries.iter().map(|entry| entry.standing).collect::<Vec<_>>(),
        [at("2026-10-29T09:31:00Z"), at("2026-11-26T09:31:00Z")]
    );
}

#[test]
fn what_was_first_fetched_just_before_a_release_is_not_that_release() {
    let announced = [announcement("november", "2026-11-26T09:30:00Z")];
    let now = instant("2026-11-26T09:40:00Z");
    let first = came(None, "2026-11-26T09:29:00Z");
    let entries = calendar(&announced, &[], std::slice::from_ref(&first), now);
    assert_eq!(entries[0].standing, Standing::Due);
    let entries = calendar(&announced, &[], &[first, came(None, "2026-11-26T09:29:30Z")], now);
    assert_eq!(entries[0].standing, Standing::Came { at: instant("2026-11-26T09:29:30Z") });
}

#[test]
fn a_release_that_never_came_is_skipped_once_a_later_one_has() {
    let announced = [announcement("october", "2026-10-29T09:30:00Z"), announcement("november", "2026-11-26T09:30:00Z")];
    let came = [came(Some("2026-11-26T09:30:00Z"), "2026-11-26T09:31:00Z")];
    let entries = calendar(&announced, &[], &came, instant("2026-11-26T12:00:00Z"));
    assert_eq!(entries[0].standing, Standing::Skipped);
}

#[test]
fn a_move_keeps_where_it_was_moved_from_and_a_month_made_firm_is_no_move() {
    let month = |due| Announcement { exact: false, state: ReleaseState::Provisional, ..announcement("a", due) };
    let day = |due| Announcement { exact: false, ..announcement("a", due) };
    for (rows, moved_from) in [
        (vec![announcement("a", "2026-11-25T09:30:00Z"), announcement("a", "2026-11-26T09:30:00Z")], Some("25 09:30")),
        (vec![announcement("a", "2026-11-26T07:00:00Z"), announcement("a", "2026-11-26T09:30:00Z")], Some("26 07:00")),
        (vec![month("2026-11-30T09:30:00Z"), announcement("a", "2026-11-26T09:30:00Z")], None),
        (vec![month("2026-10-31T09:30:00Z"), announcement("a", "2026-11-26T09:30:00Z")], Some("31 09:30")),
        (vec![day("2026-11-26T07:00:00Z"), day("2026-11-26T09:30:00Z")], None),
        (vec![announcement("a", "2026-11-26T09:30:00Z")], None),
    ] {
        let entries = calendar(&rows, &[], &[], instant("2026-11-24T00:00:00Z"));
        let from = entries[0].moved_from.map(|from| from.format("%d %H:%M").to_string());
        assert_eq!((entries.len(), from.as_deref()), (1, moved_from), "{rows:?}");
        assert_eq!(entries[0].due_at, instant("2026-11-26T09:30:00Z"));
    }
}

#[test]
fn what_is_called_off_stays_with_its_reason_and_is_never_late() {
    let off = Announcement {
        state: ReleaseState::Cancelled,
        reason: Some("data are not ready".to_owned()),
        ..announcement("a", "2026-11-26T09:30:00Z")
    };
    let entries = calendar(std::slice::from_ref(&off), &[], &[], instant("2027-01-01T00:00:00Z"));
    assert_eq!((entries[0].standing, entries[0].reason.as_deref()), (Standing::Cancelled, Some("data are not ready")));
    // Announced anew for the same day: one release.
    let anew = [off, announcement("a--2", "2026-11-26T09:30:00Z")];
    let entries = calendar(&anew, &[], &[], instant("2026-11-24T00:00:00Z"));
    assert_eq!(standings(&entries), [("26 Nov 09:30".to_owned(), Standing::Coming)]);
}

#[test]
fn an_override_replaces_the_announcement_of_its_day_and_no_other() {
    let announced = [announcement("a", "2026-11-26T09:30:00Z"), announcement("b", "2026-12-17T09:30:00Z")];
    let overrides = [
        by_hand("2026-11-26T14:00:00", ReleaseState::Confirmed),
        by_hand("2026-12-01T09:30:00", ReleaseState::Cancelled),
    ];
    let entries = calendar(&announced, &overrides, &[], instant("2026-11-24T00:00:00Z"));
    let told: Vec<_> = entries.iter().map(|entry| (entry.due_at, entry.by_hand, entry.standing)).collect();
    assert_eq!(
        told,
        [
            (instant("2026-11-26T14:00:00Z"), true, Standing::Coming),
            (instant("2026-12-01T09:30:00Z"), true, Standing::Cancelled),
            (instant("2026-12-17T09:30:00Z"), false, Standing::Coming),
        ]
    );
    assert_eq!(entries[0].reason.as_deref(), Some("announced by letter"));
}

#[test]
fn a_month_is_not_late_before_it_is_over() {
    let month =
        Announcement { exact: false, state: ReleaseState::Provisional, ..announcement("a", "2026-11-30T09:30:00Z") };
    for (now, standing) in [
        ("2026-11-30T09:00:00Z", Standing::Coming),
        ("2026-11-30T23:30:00Z", Standing::Due),
        ("2026-12-01T01:00:00Z", Standing::Late),
    ] {
        let entries = calendar(std::slice::from_ref(&month), &[], &[], instant(now));
        assert_eq!((entries[0].standing, entries[0].provisional), (standing, true), "{now}");
    }
}

#[test]
fn editions_that_nobody_announced_are_past_releases_one_a_day() {
    let shipped = |released: &str| Came { live: false, ..came(Some(released), "2026-11-23T12:00:00Z") };
    let silent = Came { live: false, ..came(None, "2026-11-23T12:00:00Z") };
    let editions = [
        shipped("2026-09-24T08:30:00Z"),
        shipped("2026-08-27T08:30:00Z"),
        shipped("2026-08-27T08:30:00Z"),
        silent,
        came(None, "2026-11-23T12:00:00Z"),
    ];
    let entries = calendar(&[], &[], &editions, instant("2026-11-24T00:00:00Z"));
    let at = Standing::Came { at: instant("2026-11-23T12:00:00Z") };
    assert_eq!(standings(&entries), [("27 Aug 08:30".to_owned(), at), ("24 Sep 08:30".to_owned(), at)]);
    // Long after the only announced release came, one more came.
    let announced = [announcement("a", "2026-03-26T09:30:00Z")];
    let editions = [came(Some("2026-03-26T09:30:00Z"), "2026-03-26T09:31:00Z"), shipped("2026-09-24T08:30:00Z")];
    assert_eq!(calendar(&announced, &[], &editions, instant("2026-11-24T00:00:00Z")).len(), 2);
}

#[test]
fn sources_do_not_meet_and_the_order_is_that_of_time() {
    let other = Announcement { source: "aaa".to_owned(), ..announcement("a", "2026-12-01T09:30:00Z") };
    let announced = [other, announcement("a", "2026-11-26T09:30:00Z")];
    let editions = [Came { source: "aaa".to_owned(), ..came(Some("2026-12-01T09:30:00Z"), "2026-12-01T09:31:00Z") }];
    let entries = calendar(&announced, &[], &editions, instant("2026-12-01T10:00:00Z"));
    assert_eq!(entries.iter().map(|entry| entry.source.as_str()).collect::<Vec<_>>(), ["bus", "aaa"]);
    assert_eq!(entries[0].standing, Standing::Late);
}

#[test]
fn an_edition_that_is_dated_years_ahead_fills_no_release_that_is_to_come_and_skips_none() {
    let announced =
        [announcement("november", "2026-11-26T09:30:00Z"), announcement("december", "2026-12-17T09:30:00Z")];
    let now = instant("2026-11-20T12:00:00Z");
    for released in ["2062-11-20T09:30:00Z", "2026-12-17T09:30:00Z", "2026-11-26T09:30:00Z"] {
        let entries = calendar(&announced, &[], &[came(Some(released), "2026-11-20T09:30:30Z")], now);
        assert!(entries.iter().all(|entry| entry.standing == Standing::Coming), "{released}: {entries:?}");
        assert_eq!(entries.len(), 2, "{released}");
    }
}
