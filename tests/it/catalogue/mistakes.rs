//! Every mistake of a broken catalogue is reported at once with its line.
//!
//! In: small broken catalogues. Out: passes or says what differs. Invariant: each case breaks one sound file.

use super::small::{FIGURES, MISSIONS, OUTCOME, check, with};
use headway::catalogue::Catalogue;
use std::collections::BTreeMap;

#[test]
fn a_small_sound_catalogue_loads() {
    let catalogue = with("missions.toml", &[]).unwrap();
    assert_eq!(catalogue.outcomes[0].slug, "heat-pumps");
    assert_eq!(catalogue.sources.iter().map(|source| source.id.as_str()).collect::<Vec<_>>(), ["counts", "hand"]);
    assert_eq!(catalogue.shipped[0].series, "hand.uk.year");
    assert_eq!(catalogue.derived("heat.share").unwrap().1.id, "counts");
    assert_eq!(catalogue.files.len(), 5);
    let again = Catalogue::from_files(&catalogue.files).unwrap();
    assert_eq!((&again.hash, again.shipped.len()), (&catalogue.hash, 0));
}

#[test]
fn every_mistake_of_a_file_is_reported_at_once() {
    check(
        "outcomes/heat-pumps.toml",
        &[
            ("name = \"Heat pumps\"\n", "title = \"Heat pumps\"\n"),
            ("direction = \"higher\"", "direction = \"up\""),
            ("order = 1", "order = \"first\""),
            ("\"energy\"", "\"enery\""),
            ("chart = \"bars\"", "chart = \"pie\"\ncolour = 3"),
            ("by = \"2030\"", "by = \"2030-31\""),
            ("from = \"2020-11-18\"", "from = 2020-11-18"),
            ("unit = \"pumps\"", "unit = \"homes\""),
        ],
        &[
            (1, "`name` is missing"),
            (1, "invalid type: string \"first\""),
            (2, "unknown field `title`"),
            (5, "no mission `enery`; did you mean `energy`?"),
            (6, "unknown variant `up`, expected `higher` or `lower`"),
            (20, "unknown variant `pie`"),
            (21, "unknown field `colour`"),
            (26, "the target's unit is `homes`, that of its series `heat.uk.year` is `pumps`"),
            (31, "`2030-31` is not a period"),
            (35, "a date is written in quotation marks"),
        ],
    );
}

#[test]
fn text_that_is_not_toml_is_reported_with_what_else_is_wrong() {
    check(
        "outcomes/heat-pumps.toml",
        &[("why = \"Because.\"", "why = Because."), ("\"energy\"", "\"health\"")],
        &[(4, ""), (5, "no mission `health`; there are energy")],
    );
}

#[test]
fn references_between_files_are_checked() {
    let path = "outcomes/heat-pumps.toml";
    check(
        path,
        &[("series = \"heat.uk.year\"", "series = \"heat.uk.yeer\"")],
        &[(18, "did you mean `heat.uk.year`"), (24, "no series")],
    );
    check(path, &[("[\"market\"]", "[\"market\", \"maze\"]")], &[(9, "no challenge type `maze`")]);
    check(path, &[("[\"market\"]", "[]")], &[(9, "no challenge type; expected at least one")]);
    check(path, &[("role = \"headline\"", "role = \"leading\"")], &[(17, "0 indicators with role")]);
    check(
        path,
        &[("chart = \"bars\"", "chart = \"bars\"\nchart_from = \"2010-01\"")],
        &[(21, "`2010-01` is a month; expected a year")],
    );
}

#[test]
fn a_target_must_fit_its_series() {
    let path = "outcomes/heat-pumps.toml";
    for (from, to, line, words) in [
        ("unit = \"pumps\"", "unit = \"homes\"", 25, "unit is `homes`"),
        ("place = \"United Kingdom\"", "place = \"England\"", 26, "place is `England`"),
        ("population = \"all homes\"", "population = \"new homes\"", 27, "population is `new homes`"),
        ("by = \"2030\"", "by = \"2030-12\"", 30, "by is a month (2030-12); expected a year"),
        ("by = \"2030\"\n", "", 22, "neither by nor by_words"),
        (
            "evidence = [{ known = \"repeated_by\", address = \"https://example.org/plan\" }]",
            "evidence = []",
            35,
            "no evidence",
        ),
        ("https://example.org/plan", "see the plan", 35, "is not an address"),
        ("from = \"2020-11-18\"", "from = \"2020-11-18\"\nuntil = \"2020-11-18\"", 35, "until is not after from"),
        (
            "from = \"2020-11-18\"",
            "from = \"2020-11-18\"\nreplaced_by = \"next\"\nuntil = \"2021-01-01\"",
            35,
            "no target `next`",
        ),
        ("from = \"2020-11-18\"", "from = \"2020-11-18\"\nreplaced_by = \"plan-2030\"", 35, "cannot replace itself"),
    ] {
        let mistakes = with(path, &[(from, to)]).map(|_| ()).unwrap_err();
        assert!(
            mistakes.iter().any(|m| m.line == line && m.message.contains(words)),
            "{words} at {line}: {mistakes:#?}"
        );
    }
}

#[test]
fn an_outcome_has_targets_or_says_that_there_is_none() {
    let path = "outcomes/heat-pumps.toml";
    let none = "\n[no_target]\nstatement = \"None.\"\nevidence = []\n";
    check(
        path,
        &[("[words]", &format!("{none}\n[words]"))],
        &[
            (14, "both [[target]] and [no_target]; expected one of them, or targets that have ended"),
            (16, "no evidence"),
            (20, "an aim without a target"),
        ],
    );
    let some = "\n[no_target]\nstatement = \"None.\"\nevidence = [{ known = \"repeated_by\", address = \"https://example.org/\" }]\n";
    let ended = "from = \"2020-11-18\"\nuntil = \"2021-11-18\"";
    let (words, aim) = (format!("{some}\n[words]"), "aim = \"the aim is 10\"\n");
    with(path, &[("[words]", &words), ("from = \"2020-11-18\"", ended), (aim, "")]).unwrap();
    let start = OUTCOME.find("[[target]]").unwrap();
    check(
        path,
        &[(&OUTCOME[start..], "")],
        &[(1, "neither [[target]] nor [no_target]"), (15, "an aim without a target")],
    );
    check(path, &[(&OUTCOME[start..], none), ("aim = \"the aim is 10\"\n", "")], &[(24, "no evidence")]);
}

#[test]
fn identifiers_are_well_formed_and_used_once() {
    check(
        "missions.toml",
        &[(MISSIONS, &format!("{MISSIONS}\n{MISSIONS}"))],
        &[(10, "`energy` stands here a second time; the first is at missions.toml:2")],
    );
    check(
        "sources/counts.toml",
        &[("\"heat.uk.month\"", "\"heat.uk.year\"")],
        &[(22, "series `heat.uk.year` stands here a second time")],
    );
    check(
        "sources/counts.toml",
        &[("\"heat.share\"", "\"Heat share\"")],
        &[(31, "series identifier `Heat share` is not well-formed")],
    );
}

#[test]
fn a_source_says_how_it_is_found_and_read() {
    let path = "sources/counts.toml";
    for (from, to, line, words) in [
        ("hosts = [\"example.org\"]", "hosts = []", 9, "goes to example.org, which is not among hosts"),
        ("hosts = [\"example.org\"]", "hosts = [\"example.org\", \"https://x.org/\"]", 5, "is not the name of a host"),
        ("30 9 * * THU", "30 9 * * THURSDAY", 6, "is not a cron line"),
        ("schedule = \"30 9 * * THU\"\n", "", 1, "no schedule"),
        (
            "address = \"https://example.org/file.csv\"",
            "address = \"http://example.org/file.csv\"",
            9,
            "is not an address",
        ),
        (
            "kind = \"fixed\", address = \"https://example.org/file.csv\"",
            "kind = \"govuk-content\", path = \"/government/x\", attachment = \"/(x/\"",
            9,
            "www.gov.uk, which is not among hosts",
        ),
        (
            "kind = \"fixed\", address = \"https://example.org/file.csv\"",
            "kind = \"govuk-content\", path = \"/x\", attachment = \"/(x/\"",
            9,
            "is not a regular expression",
        ),
        (
            "kind = \"fixed\", address = \"https://example.org/file.csv\"",
            "kind = \"page-link\", page = \"https://example.org/\", links = []",
            9,
            "no link to follow",
        ),
        ("kind = \"fixed\"", "kind = \"fixd\"", 9, "unknown variant `fixd`"),
        ("format = { kind = \"csv\" }", "format = { kind = \"json\" }", 10, "JSON needs rows"),
        ("format = { kind = \"csv\" }", "format = { kind = \"json\", rows = \"$[\" }", 10, "is not a JSON path"),
        ("format = { kind = \"csv\" }", "format = { kind = \"csv\", rows = \"$\" }", 10, "rows is for kind"),
        ("format = { kind = \"csv\" }", "format = { kind = \"csv\", encoding = \"latin-99\" }", 10, "unknown encoding"),
        (
            "format = { kind = \"csv\" }",
            "format = { kind = \"spreadsheet\", encoding = \"utf-8\" }",
            10,
            "for text files only",
        ),
        (
            "period = { column = \"Year\" }, value",
            "period = { column = \"Year\", pattern = \"(\" }, value",
            19,
            "is not a regular expression",
        ),
        ("schedule = ", "next_due = \"soon\"\nschedule = ", 6, "next_due is `soon`"),
        ("period = { column = \"Year\" }, value", "period = { }, value", 19, "0 of column, header, text and fixed"),
        (
            "period = { column = \"Year\" }, value",
            "period = { column = \"Year\", fixed = \"2024\" }, value",
            19,
            "2 of column, header",
        ),
        ("period = { column = \"Year\" }, value", "period = { header = \"/^20/\" }, value", 19, "value is not used"),
        ("period = { column = \"Year\" }, value = \"Pumps\"", "period = { column = \"Year\" }", 19, "no value"),
        (
            "period = { column = \"Year\" }, value",
            "where = [{ column = \"Area\" }], period = { column = \"Year\" }, value",
            19,
            "a condition without is",
        ),
        (
            "period = { column = \"Year\" }, value",
            "where = [{ column = \"Area\", is = [\"/)/\"] }], period = { column = \"Year\" }, value",
            19,
            "is not a regular expression",
        ),
        ("select = { period = { column = \"Year\" }, value = \"Pumps\" }\n", "", 12, "no [select]"),
        ("granularity = \"month\"", "granularity = \"fortnight\"", 27, "unknown granularity `fortnight`"),
        ("of = \"heat.uk.year\"", "of = \"heat.uk.month\"", 37, "has month periods, `heat.share` year"),
        ("over = \"heat.uk.year\"", "over = \"heat.share\"", 37, "is derived itself"),
        ("over = \"heat.uk.year\"", "over = \"heat\"", 37, "no series `heat`"),
    ] {
        let mistakes = with(path, &[(from, to)]).map(|_| ()).unwrap_err();
        assert!(
            mistakes.iter().any(|m| m.path == path && m.line == line && m.message.contains(words)),
            "{words} at {line}: {mistakes:#?}"
        );
    }
}

#[test]
fn figures_that_ship_are_read_row_by_row() {
    let path = "figures/hand.uk.year.csv";
    check(path, &[("2024,84000,,", "2024,84k,,")], &[(3, "`84k` is not a number")]);
    check(path, &[("2024,", "2024-06,")], &[(3, "2024-06 is a month; expected a year")]);
    check(path, &[("# edition: 2026-01-21\n", "")], &[(1, "neither `# released:` nor `# edition:`")]);
    check(
        path,
        &[("# edition: 2026-01-21\n", "# edition: 2026-01-21\n# series: heat.uk.year\n")],
        &[(1, "the preamble says series")],
    );
    let mistakes = with(path, &[(FIGURES, "")]).map(|_| ()).unwrap_err();
    assert_eq!((mistakes[0].path.as_str(), mistakes[0].line), ("sources/hand.toml", 7), "{mistakes:#?}");
    assert!(mistakes[0].message.contains("entered by hand"), "{mistakes:#?}");
}

#[test]
fn figures_are_within_the_range_of_their_series() {
    let check = "granularity = \"year\"\ncheck = { min = 1000, max = 50000 }";
    let mistakes = with("sources/hand.toml", &[("granularity = \"year\"", check)]).map(|_| ()).unwrap_err();
    assert_eq!((mistakes.len(), mistakes[0].line), (1, 3), "{mistakes:#?}");
    assert!(mistakes[0].message.contains("84000 is above the series' max 50000"), "{mistakes:#?}");
}

#[test]
fn a_past_state_is_not_refused_by_a_rule_that_is_newer() {
    let files = BTreeMap::from([("outcomes/heat-pumps.toml".to_owned(), OUTCOME.to_owned())]);
    assert_eq!(Catalogue::from_files(&files).unwrap().outcomes[0].slug, "heat-pumps");
    let files = BTreeMap::from([("outcomes/heat-pumps.toml".to_owned(), "order = [".to_owned())]);
    assert!(Catalogue::from_files(&files).is_err());
}

#[test]
fn a_folder_without_a_catalogue_is_a_mistake() {
    let folder = tempfile::tempdir().unwrap();
    let mistakes = Catalogue::load(Some(folder.path())).map(|_| ()).unwrap_err();
    assert!(mistakes[0].message.contains("no catalogue here"), "{mistakes:#?}");
}

#[test]
fn a_file_that_nobody_reads_is_a_mistake() {
    check("outcome.toml", &[("", "name = 1")], &[(1, "unknown file")]);
}

#[test]
fn the_hash_changes_with_every_text_and_path() {
    let one = with("missions.toml", &[]).unwrap().hash;
    let other = with("missions.toml", &[("\"Energy\"", "\"Power\"")]).unwrap().hash;
    let figures = with("figures/hand.uk.year.csv", &[("84000", "84001")]).unwrap().hash;
    assert_ne!(one, other);
    assert_eq!(one, figures, "figures are no part of it");
}
