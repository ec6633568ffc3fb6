//! When a source is looked at next, a table a question.

use super::*;

fn instant(text: &str) -> DateTime<Utc> {
    text.parse().unwrap()
}

/// A source that is looked at by `line`.
fn source(line: &str) -> Source {
    toml::from_str(&format!(
        "id = 'x'\ntitle = 'x'\npublisher = 'x'\npage = 'https://a.example/'\nlicence = {{ name = 'x', open = true }}\n\
         schedule = '{line}'\n[[route]]\nlocate = {{ kind = 'fixed', address = 'https://a.example/x' }}\nformat = {{ kind = 'csv' }}"
    ))
    .unwrap()
}

fn last(at: &str, found: Found, failures: u32) -> LastLook {
    let (at, news_at) = (instant(at), (found == Found::News).then(|| instant(at)));
    LastLook { at, ended_at: at, found, news_at, failures }
}

fn release(due_at: &str, standing: Standing) -> Entry {
    Entry {
        source: "x".to_owned(),
        title: String::new(),
        due_at: instant(due_at),
        exact: true,
        provisional: false,
        standing,
        moved_from: None,
        reason: None,
        address: None,
        by_hand: false,
    }
}

#[test]
fn times_are_those_of_london_across_both_clock_changes() {
    for (line, after, expected) in [
        ("30 9 * * THU", "2026-11-23T10:00:00Z", "2026-11-26T09:30:00Z"),
        ("30 9 * * THU", "2026-07-20T10:00:00Z", "2026-07-23T08:30:00Z"),
        // The clocks go back on 25 October 2026 and forward on 28 March 2027.
        ("0 7 * * *", "2026-10-24T05:59:59Z", "2026-10-24T06:00:00Z"),
        ("0 7 * * *", "2026-10-24T06:00:00Z", "2026-10-25T07:00:00Z"),
        ("30 9 * * *", "2026-10-24T08:30:00Z", "2026-10-25T09:30:00Z"),
        ("30 9 * * *", "2027-03-27T09:30:00Z", "2027-03-28T08:30:00Z"),
        ("0 7 * * *", "2027-03-27T07:00:00Z", "2027-03-28T06:00:00Z"),
        ("0 7 * * MON", "2027-03-27T07:00:00Z", "2027-03-29T06:00:00Z"),
        // A time that the spring change skips is kept once.
        ("30 1 * * *", "2027-03-27T12:00:00Z", "2027-03-28T01:00:00Z"),
    ] {
        assert_eq!(next(line, instant(after)).unwrap(), instant(expected), "{line} after {after}");
    }
    for (line, until, expected) in [
        ("30 9 * * THU", "2026-11-23T10:00:00Z", "2026-11-19T09:30:00Z"),
        ("0 7 * * *", "2026-10-25T06:59:59Z", "2026-10-24T06:00:00Z"),
        ("0 7 * * *", "2027-03-28T06:00:00Z", "2027-03-28T06:00:00Z"),
    ] {
        assert_eq!(latest(line, instant(until)).unwrap(), instant(expected), "{line} until {until}");
    }
    let refused = next("every day", instant("2026-11-23T10:00:00Z")).unwrap_err().to_string();
    assert!(refused.starts_with("`every day` is not a schedule"), "{refused}");
}

#[test]
fn a_source_is_due_once_a_cron_time_and_a_missed_look_is_caught_up() {
    let thursdays = source("30 9 * * THU");
    let is_due = |last: Option<&LastLook>, now| {
        next_look(&thursdays, last, &[], instant(now)).is_some_and(|look| look <= instant(now))
    };
    assert!(is_due(None, "2026-11-23T10:00:00Z"), "never looked at");
    let wednesday = last("2026-11-18T12:00:00Z", Found::Nothing, 0);
    assert!(!is_due(Some(&wednesday), "2026-11-19T09:29:59Z"));
    assert!(is_due(Some(&wednesday), "2026-11-19T09:31:00Z"));
    assert!(is_due(Some(&wednesday), "2026-11-23T10:00:00Z"), "missed, caught up four days later");
    let thursday = last("2026-11-19T09:30:59Z", Found::News, 0);
    assert!(!is_due(Some(&thursday), "2026-11-23T10:00:00Z"));
    assert!(is_due(Some(&thursday), "2026-11-26T09:31:00Z"));
}

#[test]
fn a_publisher_late_by_cron_is_asked_again_for_an_hour_and_one_that_has_published_is_not() {
    let thursdays = source("30 9 * * THU");
    let look = |at: &str, found| next_look(&thursdays, Some(&last(at, found, 0)), &[], instant(at)).unwrap();
    assert_eq!(look("2026-11-26T09:31:00Z", Found::Nothing), instant("2026-11-26T09:36:00Z"));
    for (at, found) in [("2026-11-26T10:26:00Z", Found::Nothing), ("2026-11-26T09:31:00Z", Found::News)] {
        assert!(look(at, found) >= instant("2026-12-03T09:30:00Z"), "{at}: {}", look(at, found));
    }
}

#[test]
fn a_failed_source_is_tried_again_with_growing_waits() {
    let monthly = source("30 9 1 * *");
    for (failures, again) in [(1, "2026-11-23T10:15:00Z"), (2, "2026-11-23T10:30:00Z"), (9, "2026-11-23T16:00:00Z")] {
        let failed = last("2026-11-23T10:00:00Z", Found::Failure, failures);
        let look = next_look(&monthly, Some(&failed), &[], instant("2026-11-23T10:00:01Z"));
        assert_eq!(look, Some(instant(again)), "{failures}");
    }
}

#[test]
fn what_is_entered_by_hand_or_has_ended_is_never_due_and_what_is_only_announced_is_looked_at_daily() {
    let now = instant("2026-11-23T10:00:00Z");
    let by_hand = Source { routes: Vec::new(), ..source("30 9 * * THU") };
    assert_eq!(next_look(&by_hand, None, &[], now), None);
    let ended: Source = toml::from_str(&format!(
        "{}\n[discontinued]\non = '2026-11-01'\nwhy = 'x'\nevidence = {{ known = 'publisher_page', address = 'https://a.example/' }}",
        toml::to_string(&source("30 9 * * THU")).unwrap()
    ))
    .unwrap();
    assert_eq!(next_look(&ended, None, &[], now), None);
    assert_eq!(next_look(&ended, None, &[], instant("2026-10-31T10:00:00Z")), Some(instant("2026-10-31T10:00:00Z")));
    let announced = crate::domain::source::Announced::File { at: None };
    let announced = Source { schedule: None, announced: Some(announced), ..source("30 9 * * THU") };
    let looked = last("2026-11-23T09:00:00Z", Found::Nothing, 0);
    assert_eq!(next_look(&announced, Some(&looked), &[], now), Some(instant("2026-11-24T09:00:00Z")));
}

#[test]
fn a_look_in_the_future_is_no_reason_to_wait_for_it() {
    let future = last("2099-01-01T00:00:00Z", Found::Nothing, 0);
    let now = instant("2026-11-23T10:00:00Z");
    assert_eq!(next_look(&source("30 9 * * THU"), Some(&future), &[], now), Some(now));
}

#[test]
fn a_known_release_is_looked_for_at_its_second_and_a_missed_one_at_once() {
    let monthly = source("30 9 1 * *");
    let looked = last("2026-11-23T10:00:00Z", Found::Nothing, 0);
    let look = |release: &Entry, now: &str| {
        next_look(&monthly, Some(&looked), std::slice::from_ref(release), instant(now)).unwrap()
    };
    let due = instant("2026-11-26T09:30:00Z");
    let never = instant("2026-12-01T09:30:00Z");
    for (now, standing) in [
        ("2026-11-24T00:00:00Z", Standing::Coming),
        ("2026-11-26T09:45:00Z", Standing::Due),
        // The machine was off or asleep.
        ("2026-11-26T18:00:00Z", Standing::Late),
    ] {
        assert_eq!(look(&release("2026-11-26T09:30:00Z", standing), now), due, "{now}");
    }
    let standing = Standing::Coming;
    let vague = Entry { exact: false, provisional: true, ..release("2026-11-26T09:30:00Z", standing) };
    let others = Entry { source: "y".to_owned(), ..release("2026-11-26T09:30:00Z", standing) };
    let cancelled = release("2026-11-26T09:30:00Z", Standing::Cancelled);
    let came = release("2026-11-26T09:30:00Z", Standing::Came { at: due });
    for release in [vague, others, cancelled, came] {
        assert!(look(&release, "2026-11-24T00:00:00Z") >= never, "{release:?}");
    }
}

#[test]
fn a_release_that_has_not_come_is_asked_for_by_the_rhythm() {
    let monthly = source("30 9 1 * *");
    let entry = release("2026-11-26T09:30:00Z", Standing::Due);
    for (at, every) in [
        ("2026-11-26T09:30:01Z", 5),
        ("2026-11-26T09:31:59Z", 5),
        ("2026-11-26T09:32:00Z", 15),
        ("2026-11-26T09:40:00Z", 60),
        ("2026-11-26T10:30:00Z", 300),
        ("2026-11-26T15:30:00Z", 1800),
        ("2026-11-27T09:30:00Z", 10_800),
    ] {
        let wait = |last: &LastLook| {
            let look = next_look(&monthly, Some(last), std::slice::from_ref(&entry), instant(at)).unwrap();
            (look - instant(at)).num_milliseconds()
        };
        let waits = every * 1000..every * 1100;
        assert!(waits.contains(&wait(&last(at, Found::Nothing, 0))), "{at}");
        // It failed three times: four times as long, within limits.
        let failed = (every * 4).min(every.max(120)).min(3600) * 1000;
        assert!((failed..failed + every * 100 + 1).contains(&wait(&last(at, Found::Failure, 3))), "{at}");
    }
    // A new edition that does not say that it is this one may be it: no haste any more.
    let news = last("2026-11-26T09:30:06Z", Found::News, 0);
    let look = next_look(&monthly, Some(&news), std::slice::from_ref(&entry), news.at).unwrap();
    assert!(look >= instant("2026-11-26T09:35:06Z"), "{look}");
}

#[test]
fn a_slow_publisher_is_given_its_rest_after_the_answer() {
    let entry = release("2026-11-26T09:30:00Z", Standing::Due);
    let slow =
        LastLook { ended_at: instant("2026-11-26T09:30:25Z"), ..last("2026-11-26T09:30:00Z", Found::Nothing, 0) };
    let look = next_look(&source("30 9 1 * *"), Some(&slow), &[entry], slow.ended_at).unwrap();
    assert!(look >= instant("2026-11-26T09:30:30Z") && look < instant("2026-11-26T09:30:31Z"), "{look}");
}
