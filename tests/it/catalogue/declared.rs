//! Corrections, releases entered by hand and what must hold of new vintages: every mistake with its line.

use super::small::{SOURCE, check, with};

const CORRECTION: &str = r#"[[correction]]
series = "heat.uk.year"
period = "2024"
published = 84000
corrected = 48000
reason = "Two digits were swapped."
evidence = { known = "publisher_page", address = "https://example.org/correction" }
"#;

const RELEASE: &str = r#"[[release]]
source = "counts"
at = "2026-11-26T09:30:00"
title = "Counts: 2025"
state = "cancelled"
why = "The publisher moved it."
evidence = { known = "publisher_page", address = "https://example.org/calendar" }
"#;

/// The file as `text` after changes.
fn changed(text: &str, changes: &[(&str, &str)]) -> String {
    changes.iter().fold(text.to_owned(), |text, (from, to)| {
        assert!(text.contains(from), "{from}");
        text.replace(from, to)
    })
}

#[test]
fn a_correction_is_of_a_figure_that_can_be_for_a_reason_with_evidence() {
    let path = "corrections.toml";
    let catalogue = with(path, &[("", CORRECTION)]).unwrap();
    assert_eq!(catalogue.corrections[0].period.label(), "2024");
    let twice = format!("{CORRECTION}{CORRECTION}");
    for (from, to, line, words) in [
        ("heat.uk.year", "heat.uk.yeer", 2, "did you mean `heat.uk.year`?"),
        ("heat.uk.year", "heat.share", 2, "`heat.share` is computed here; expected a recorded series"),
        ("\"2024\"", "\"2024-01\"", 3, "2024-01 is a month; expected a year, as its series"),
        ("corrected = 48000", "corrected = 84000.0", 5, "corrected is what was published"),
        ("Two digits were swapped.", " ", 6, "reason is empty"),
        ("https://example.org/correction", "the page", 7, "`the page` is not an address"),
        (CORRECTION, twice.as_str(), 8, "2024 of heat.uk.year is corrected twice, first at corrections.toml:1"),
    ] {
        check(path, &[("", &changed(CORRECTION, &[(from, to)]))], &[(line, words)]);
    }
}

#[test]
fn a_correction_keeps_the_range_of_its_series() {
    let source = changed(
        SOURCE,
        &[("value = \"Pumps\" }\n\n[[series]]", "value = \"Pumps\" }\ncheck = { max = 100 }\n\n[[series]]")],
    );
    let text = changed(CORRECTION, &[("heat.uk.year", "ranged.uk.year")]);
    let ranged = changed(&source, &[("heat.uk", "ranged.uk"), ("heat.share", "ranged.share")]);
    let mistakes =
        super::small::with_files(&[("sources/ranged.toml", &ranged), ("corrections.toml", &text)]).unwrap_err();
    let shown: Vec<_> = mistakes.iter().map(ToString::to_string).collect();
    assert_eq!(shown.len(), 1, "{shown:#?}");
    assert!(shown[0].starts_with("corrections.toml:5: 48000 is outside the series' own range"), "{shown:#?}");
}

#[test]
fn a_release_is_of_a_source_that_is_there_with_evidence() {
    let path = "releases.toml";
    assert_eq!(with(path, &[("", RELEASE)]).unwrap().releases.len(), 1);
    let twice = format!("{RELEASE}{RELEASE}");
    for (from, to, line, words) in [
        ("\"counts\"", "\"count\"", 2, "no source `count`; did you mean `counts`?"),
        ("Counts: 2025", "", 4, "title is empty"),
        ("why = \"The publisher moved it.\"\n", "", 1, "called off without why"),
        ("https://example.org/calendar", "the calendar", 7, "`the calendar` is not an address"),
        (RELEASE, twice.as_str(), 8, "two releases of counts at 2026-11-26 09:30:00, the first at releases.toml:1"),
    ] {
        check(path, &[("", &changed(RELEASE, &[(from, to)]))], &[(line, words)]);
    }
}

#[test]
fn limits_can_be_kept_and_parts_are_there() {
    let yearly = "granularity = \"year\"\nselect = { period = { column = \"Year\" }";
    let with_checks = |checks: &str| format!("check = {{ {checks} }}\n{yearly}");
    for (checks, words) in [
        ("min = 5, max = 5", "min 5 is not below max 5"),
        ("max_jump = 0", "max_jump is 0; expected how many times"),
        ("max_revision = -1", "max_revision is -1; expected how many times"),
        ("parts = [\"heat.uk.yeer\"]", "no series `heat.uk.yeer`; did you mean `heat.uk.year`? in this source"),
        ("parts = [\"heat.uk.year\"]", "a series is no part of itself"),
        ("parts = [\"heat.uk.month\"]", "`heat.uk.month` has the unit `pumps` by month; expected `pumps` by year"),
        ("parts_within = 0.005", "parts_within without parts"),
    ] {
        check("sources/counts.toml", &[(yearly, &with_checks(checks))], &[(18, words)]);
    }
    let monthly = "granularity = \"month\"\nselect = { period = { column = \"Month\" }";
    let by_year = (monthly, changed(monthly, &[("\"month\"", "\"year\"")]));
    let part = with_checks("parts = [\"heat.uk.month\"], parts_within = 5");
    let changes = [(by_year.0, by_year.1.as_str()), (yearly, &part)];
    check("sources/counts.toml", &changes, &[(18, "parts_within is 5; expected a share of the total")]);
}

#[test]
fn a_break_and_an_end_say_why_and_where_that_is_said() {
    let path = "sources/counts.toml";
    let end = "discontinued = { on = \"2026-03-31\", why = \"It has ended.\", evidence = { known = \"publisher_page\", address = \"https://example.org/end\" } }";
    let cut = "break = [{ from = \"2024\", on = \"2025-03-27\", why = \"A new survey.\", evidence = { known = \"publisher_page\", address = \"https://example.org/cut\" } }]";
    let (schedule, select) = ("schedule = \"30 9 * * THU\"\n", "value = \"Pumps\" }\n\n[[series]]");
    let (ended, broken) = (format!("{schedule}{end}\n"), format!("value = \"Pumps\" }}\n{cut}\n\n[[series]]"));
    let both = [(schedule, ended.as_str()), (select, broken.as_str())];
    assert!(with(path, &both).is_ok());
    for (from, to, line, words) in [
        ("It has ended.", "", 7, "why is empty"),
        ("https://example.org/end", "their page", 7, "`their page` is not an address"),
        ("2025-03-27", "2023-12-31", 21, "on is 2023-12-31, before 2024 begins"),
        ("A new survey.", " ", 21, "why is empty"),
        ("https://example.org/cut", "javascript:alert(1)", 21, "`javascript:alert(1)` is not an address"),
    ] {
        check(path, &[both[0], both[1], (from, to)], &[(line, words)]);
    }
}
