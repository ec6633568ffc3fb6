//! A small sound catalogue in a folder of its own, with one file changed.
//!
//! In: a path and what to replace in it. Out: what loading says. Invariant: a change that changes nothing fails the test.

use headway::catalogue::{Catalogue, Mistake};
use std::collections::BTreeMap;
use std::fs;

pub const OUTCOME: &str = r#"order = 1
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

pub const SOURCE: &str = r#"title = "Counts"
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

pub const HAND: &str = r#"title = "By hand"
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

pub const MISSIONS: &str = "[[mission]]\nslug = \"energy\"\nname = \"Energy\"\nsentence = \"s\"\nsense = \"s\"\naddress = \"https://example.org\"\ncolour = 1\n";
pub const CHALLENGES: &str =
    "[[challenge]]\nslug = \"market\"\nname = \"Market\"\nrecognise = \"r\"\napproaches = \"a\"\npitfalls = \"p\"\n";
pub const FIGURES: &str =
    "# edition: 2026-01-21\nperiod,value,flags,known,address,note\n2024,84000,,repeated_by,https://example.org/,\n";

fn files() -> BTreeMap<&'static str, String> {
    BTreeMap::from([
        ("outcomes/heat-pumps.toml", OUTCOME.to_owned()),
        ("sources/counts.toml", SOURCE.to_owned()),
        ("sources/hand.toml", HAND.to_owned()),
        ("missions.toml", MISSIONS.to_owned()),
        ("challenge-types.toml", CHALLENGES.to_owned()),
        ("figures/hand.uk.year.csv", FIGURES.to_owned()),
    ])
}

/// A small sound catalogue with one file changed: every `from` in it replaced by `to`. A file that is not there is made from `("", text)`.
pub fn with(path: &str, changes: &[(&str, &str)]) -> Result<Catalogue, Vec<Mistake>> {
    let mut text = files().remove(path).unwrap_or_default();
    for (from, to) in changes {
        assert!(text.contains(from), "{path} does not hold {from}");
        text = text.replace(from, to);
    }
    with_files(&[(path, &text)])
}

/// A small sound catalogue with other files, or other texts.
pub fn with_files(others: &[(&str, &str)]) -> Result<Catalogue, Vec<Mistake>> {
    let mut files: BTreeMap<&str, String> = files();
    files.extend(others.iter().map(|(path, text)| (*path, (*text).to_owned())));
    let folder = tempfile::tempdir().unwrap();
    for (path, text) in files.into_iter().filter(|(_, text)| !text.is_empty()) {
        let place = folder.path().join(path);
        fs::create_dir_all(place.parent().unwrap()).unwrap();
        fs::write(place, text).unwrap();
    }
    Catalogue::load(Some(folder.path()))
}

#[track_caller]
pub fn check(path: &str, changes: &[(&str, &str)], expected: &[(usize, &str)]) {
    let mistakes = with(path, changes).map(|_| ()).expect_err("a mistake");
    let shown: Vec<_> = mistakes.iter().map(ToString::to_string).collect();
    assert_eq!(mistakes.len(), expected.len(), "{shown:#?}");
    for (mistake, (line, words)) in mistakes.iter().zip(expected) {
        assert_eq!((mistake.path.as_str(), mistake.line), (path, *line), "{shown:#?}");
        assert!(mistake.message.contains(words), "{words} not in {shown:#?}");
    }
}
