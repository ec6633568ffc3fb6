//! The catalogue: what ships is whole, and every mistake of a broken one is reported at once with its line.
//!
//! In: data/ and small broken copies of a small sound one. Out: passes or says what differs.
//! Invariant: nothing here needs a network; what is compared with other folders is skipped, aloud, where they are not there.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::print_stdout,
    reason = "a test says what is wrong by panicking, and what it skips by printing"
)]

use headway::catalogue::{Catalogue, Mistake, figures, schema};
use rust_decimal::Decimal;
use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

const OUTCOME: &str = r#"order = 1
name = "Heat pumps"
question = "How many?"
why = "Because."
missions = ["energy"]
direction = "higher"
accountable = "Secretary of State"
departments = ["Department"]
challenges = ["market"]
challenge_reason = "A market."
definition = "Counted."

[words]
finding = "{ $value } in { $period }"
aim = "the aim is 10"

[[indicator]]
series = "heat.uk.year"
role = "headline"
chart = "bars"

[[target]]
id = "plan-2030"
series = "heat.uk.year"
unit = "pumps"
place = "United Kingdom"
population = "all homes"
is = "at-least"
value = 10
by = "2030"
set_by = "Minister"
published_in = "Plan"
set_on = "2020"
from = "2020-11-18"
evidence = [{ known = "repeated_by", address = "https://example.org/plan" }]
"#;

const SOURCE: &str = r#"title = "Counts"
publisher = "Office"
page = "https://example.org/"
licence = { name = "Open Government Licence v3.0", open = true }
hosts = ["example.org"]
schedule = "30 9 * * THU"

[[route]]
locate = { kind = "fixed", address = "https://example.org/file.csv" }
format = { kind = "csv" }

[[series]]
id = "heat.uk.year"
title = "Pumps"
unit = "pumps"
place = "United Kingdom"
population = "all homes"
granularity = "year"
select = { period = { column = "Year" }, value = "Pumps" }

[[series]]
id = "heat.uk.month"
title = "Pumps by month"
unit = "pumps"
place = "United Kingdom"
population = "all homes"
granularity = "month"
select = { period = { column = "Month" }, value = "Pumps" }

[[derived]]
id = "heat.share"
title = "Share"
unit = "%"
place = "United Kingdom"
population = "all homes"
granularity = "year"
formula = { ratio = { of = "heat.uk.year", over = "heat.uk.year", times = 100 } }
"#;

const HAND: &str = r#"title = "By hand"
publisher = "Office"
page = "https://example.org/"
licence = { name = "none", open = false }

[[series]]
id = "hand.uk.year"
title = "By hand"
unit = "pumps"
place = "United Kingdom"
population = "all homes"
granularity = "year"
"#;

const MISSIONS: &str = "[[mission]]\nslug = \"energy\"\nname = \"Energy\"\nsentence = \"s\"\nsense = \"s\"\naddress = \"https://example.org\"\ncolour = 1\n";
const CHALLENGES: &str =
    "[[challenge]]\nslug = \"market\"\nname = \"Market\"\nrecognise = \"r\"\napproaches = \"a\"\npitfalls = \"p\"\n";
const FIGURES: &str =
    "# edition: 2026-01-21\nperiod,value,flags,known,address,note\n2024,84000,,repeated_by,https://example.org/,\n";

/// A small sound catalogue with one file changed: every `from` in it replaced by `to`.
fn with(path: &str, changes: &[(&str, &str)]) -> Result<Catalogue, Vec<Mistake>> {
    let mut files = BTreeMap::from([
        ("outcomes/heat-pumps.toml", OUTCOME.to_owned()),
        ("sources/counts.toml", SOURCE.to_owned()),
        ("sources/hand.toml", HAND.to_owned()),
        ("missions.toml", MISSIONS.to_owned()),
        ("challenge-types.toml", CHALLENGES.to_owned()),
        ("figures/hand.uk.year.csv", FIGURES.to_owned()),
    ]);
    let text = files.entry(path).or_default();
    for (from, to) in changes {
        assert!(text.contains(from), "{path} does not hold {from}");
        *text = text.replace(from, to);
    }
    let folder = tempfile::tempdir().unwrap();
    for (path, text) in files.into_iter().filter(|(_, text)| !text.is_empty()) {
        let place = folder.path().join(path);
        fs::create_dir_all(place.parent().unwrap()).unwrap();
        fs::write(place, text).unwrap();
    }
    Catalogue::load(Some(folder.path()))
}

#[track_caller]
fn check(path: &str, changes: &[(&str, &str)], expected: &[(usize, &str)]) {
    let mistakes = with(path, changes).map(|_| ()).expect_err("a mistake");
    let shown: Vec<_> = mistakes.iter().map(ToString::to_string).collect();
    assert_eq!(mistakes.len(), expected.len(), "{shown:#?}");
    for (mistake, (line, words)) in mistakes.iter().zip(expected) {
        assert_eq!((mistake.path.as_str(), mistake.line), (path, *line), "{shown:#?}");
        assert!(mistake.message.contains(words), "{words} not in {shown:#?}");
    }
}

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
    check(path, &[("[words]", &format!("{none}\n[words]"))], &[(14, "both [[target]] and [no_target]")]);
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

fn repository() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR"))
}

#[test]
fn schemas_are_those_of_the_types() {
    let folder = repository().join("data/schema");
    let renew = std::env::var_os("HEADWAY_WRITE_SCHEMAS").is_some();
    for (name, text) in schema::all() {
        let place = folder.join(name);
        if renew {
            fs::create_dir_all(&folder).unwrap();
            fs::write(&place, &text).unwrap();
        }
        let kept = fs::read_to_string(&place).unwrap_or_default();
        assert!(
            kept == text,
            "{name} is stale; renew with HEADWAY_WRITE_SCHEMAS=1 cargo test --test it_catalogue schemas"
        );
    }
}

#[test]
fn what_ships_is_whole() {
    let catalogue = Catalogue::load(Some(&repository().join("data")))
        .unwrap_or_else(|mistakes| panic!("{:#?}", mistakes.iter().map(ToString::to_string).collect::<Vec<_>>()));
    assert_eq!(catalogue.warnings(), Vec::<String>::new());
    assert_eq!(catalogue.outcomes.len(), 8);
}

/// A folder that lies beside the repository or above it.
fn beside(name: &str) -> Option<PathBuf> {
    repository().ancestors().map(|folder| folder.join("shared").join(name)).find(|place| place.is_dir())
}

/// The figures that ship, the file of the first vintages that each was carried over from, and by what it was divided.
const CARRIED: [(&str, &str, i64); 25] = [
    ("long-term-sick.lf69.uk.rolling-3-months", "lf69-long-term-sick-rolling3m", 1),
    ("employment-rate.lf24.uk.rolling-3-months", "lf24-employment-rate-rolling3m", 1),
    ("rtt.within-18-weeks.england.month", "rtt-pct-within-18-weeks", 100),
    ("rtt.waiting-list.england.month", "rtt-waiting-list-total", 1),
    ("ev-share.veh1153.uk.quarter", "veh1153-bev-share-new-cars-quarterly", 1),
    ("ev-share.smmt.uk.month", "smmt-bev-share-new-cars-monthly", 1),
    ("ev-share.smmt.uk.year", "smmt-bev-share-new-cars-annual", 1),
    ("ev-chargers.devices.uk.quarterly", "public-ev-charging-devices-uk", 1),
    ("ev-chargers.devices-50kw.uk.quarterly", "public-ev-charging-devices-uk-50kw-plus", 1),
    ("school-readiness.good-level-of-development.england.academic-year", "eyfsp-good-level-of-development-pct", 1),
    ("small-firms.management-score.all.year", "mes-mean-management-score", 1),
    ("small-firms.management-score.20-49.year", "mes-mean-management-score-20-49", 1),
    ("small-firms.management-score.50-99.year", "mes-mean-management-score-50-99", 1),
    ("small-firms.management-score.100-249.year", "mes-mean-management-score-100-249", 1),
    ("small-firms.management-score.250-plus.year", "mes-mean-management-score-250plus", 1),
    ("small-firms.ai-use.all.month", "bics-ai-use-all", 1),
    ("small-firms.ai-use.0-9.month", "bics-ai-use-0-9", 1),
    ("small-firms.ai-use.10-49.month", "bics-ai-use-10-49", 1),
    ("small-firms.ai-use.50-99.month", "bics-ai-use-50-99", 1),
    ("small-firms.ai-use.100-249.month", "bics-ai-use-100-249", 1),
    ("small-firms.ai-use.250-plus.month", "bics-ai-use-250plus", 1),
    ("small-firms.ai-use.10-plus.month", "bics-ai-use-10plus", 1),
    ("heat-pumps.mcs.uk.month", "mcs-heat-pump-installations-monthly", 1),
    ("heat-pumps.mcs.uk.year", "mcs-heat-pump-installations-annual", 1),
    ("heat-pumps.bus-grants.ew.financial-year", "bus-heat-pump-grants-paid-fy", 1),
];

/// What ships without such a file: two totals of a plan, and seven shares read in a public copy of a workbook.
const APART: [&str; 2] = ["heat-pumps.market.uk.year", "ev-share.veh1153.uk.year"];

fn carried_rows(folder: &Path, name: &str, divisor: i64) -> Vec<(String, Decimal, String, String)> {
    let mut reader = csv::Reader::from_path(folder.join(name).with_extension("csv")).unwrap();
    let rows = reader.records().map(|record| {
        let record = record.unwrap();
        let flags = record[2].replace('b', "break").replace('p', "provisional");
        let value = record[1].parse::<Decimal>().unwrap() / Decimal::from(divisor);
        (record[0].to_owned(), value, flags, record[3].to_owned())
    });
    rows.collect()
}

/// `2024/25` and `FY2024-25` name the same year.
fn plain(label: &str) -> String {
    match label.strip_prefix("FY").or(label.strip_prefix("AY")) {
        Some(years) => years.replace('-', "/"),
        None => label.to_owned(),
    }
}

#[test]
fn every_row_that_ships_is_the_row_of_the_first_vintages() {
    let Some(folder) = beside("figures") else {
        println!("skipped: no folder shared/figures beside the repository");
        return;
    };
    let catalogue = Catalogue::load(Some(&repository().join("data"))).unwrap();
    let shipped: BTreeMap<_, _> = catalogue.shipped.iter().map(|file| (file.series.as_str(), file)).collect();
    for (series, name, divisor) in CARRIED {
        let file = figures::parse(&shipped[series].bytes).unwrap();
        let rows: Vec<_> = file
            .rows
            .iter()
            .map(|row| {
                let note = row.evidence.note.clone().unwrap_or_default();
                (plain(&row.period.label()), row.value.number().unwrap(), row.flags.to_string(), note)
            })
            .collect();
        assert_eq!(rows, carried_rows(&folder, name, divisor), "{series}");
    }
    let known = |series: &&&str| CARRIED.iter().any(|(carried, ..)| *carried == **series) || APART.contains(*series);
    assert_eq!(shipped.keys().find(|series| !known(series)), None, "a file that nothing is compared with");
}
