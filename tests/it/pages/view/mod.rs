//! A small hand-made view: an invented town that counts its street lamps. No figure here is anybody's.

pub mod stored;

use chrono::{DateTime, Utc};
use headway::catalogue::{Catalogue, Challenge, LeftOut, Selection};
use headway::chart::{ChartSpec, Dress};
use headway::domain::figure::{Figure, Flag, Flags, Missing, Provenance, Recorded, Value};
use headway::domain::mission::Mission;
use headway::domain::outcome::Outcome;
use headway::domain::period::Period;
use headway::domain::source::Source;
use headway::domain::vintage::Vintage;
use headway::publish::known::{Known, KnownFigure, KnownSeries, Origin, Revision, Used};
use headway::publish::{Site, view::View, words::Words};
use headway::store::{Fetch, FetchResult, FileRow, LastFetch};

pub const FILE: &str = "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa";
pub const SHIPPED: &str = "bbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbb";

const SOURCE: &str = r#"
id = "lamps"
title = "Lamp count"
publisher = "Lamp Office"
page = "https://lamps.example/count"
licence = { name = "Open Licence", address = "https://lamps.example/licence", open = true }
hosts = ["lamps.example"]
schedule = "30 9 * * THU"
confidence = "Layout seen in a recorded file."
[[route]]
locate = { kind = "fixed", address = "https://lamps.example/count.csv" }
format = { kind = "csv" }
[[series]]
id = "lamps.lit.town.year"
title = "Street lamps lit"
unit = "lamps"
scale = 1000
decimals = 0
place = "Town"
population = "all street lamps"
granularity = "year"
statistical_status = "official statistics"
[[series]]
id = "lamps.all.town.year"
title = "Street lamps"
unit = "lamps"
scale = 1000
place = "Town"
population = "all street lamps"
granularity = "year"
[[derived]]
id = "lamps.share.town.year"
title = "Share of street lamps lit"
unit = "%"
decimals = 1
place = "Town"
population = "all street lamps"
granularity = "year"
formula = { ratio = { of = "lamps.lit.town.year", over = "lamps.all.town.year", times = 100 } }
"#;

const SURVEY: &str = r#"
id = "survey"
title = "Walkers' survey"
publisher = "Walkers' Union"
page = "https://walkers.example/survey"
licence = { name = "All rights reserved", open = false }
next_due = "2027-01"
[[series]]
id = "walkers.afraid.town.month"
title = "Walkers afraid of the dark"
unit = "%"
decimals = 1
place = "Town"
population = "walkers"
granularity = "month"
"#;

const LAMPS: &str = r#"
slug = "street-lamps"
order = 1
name = "Street lamps"
question = "Is the town lit?"
why = "People who can see do not fall."
missions = ["light"]
direction = "higher"
accountable = "Lamp Warden"
departments = ["Lamp Office"]
challenges = ["many-hands"]
challenge_reason = "Every street has its own ladder."
definition = "Lamps that were lit on the last night of the year."
caveats = ["A lamp that flickers counts as lit."]
competing = [{ count = "The union counts fewer.", why = "It leaves out alleys.", evidence = { known = "publisher_page", address = "https://walkers.example/alleys" } }]
words = { finding = "{ $value } street lamps were lit { $when }", aim = "the aim is more than 450,000 by 2030" }
indicator = [
  { series = "lamps.lit.town.year", role = "headline", chart = "bars" },
  { series = "lamps.share.town.year", role = "supporting", chart = "trend", note = "Not every lamp can be lit." },
  { series = "walkers.afraid.town.month", role = "leading", chart = "trend" },
]
[[target]]
id = "old"
series = "lamps.lit.town.year"
unit = "lamps"
place = "Town"
population = "all street lamps"
is = "at-least"
value = 600000
by = "2028"
set_by = "the Mayor"
published_in = "Ten lights"
set_on = "2020-11"
from = "2020-11-18"
until = "2026-01-21"
replaced_by = "new"
evidence = [{ known = "publisher_page", address = "https://lamps.example/ten" }]
[[target]]
id = "new"
series = "lamps.lit.town.year"
unit = "lamps"
place = "Town"
population = "all street lamps"
is = "more-than"
value = 450000
by = "2030"
set_by = "the Mayor"
published_in = "Warm lights"
set_on = "2026-01-21"
from = "2026-01-21"
evidence = [{ known = "repeated_by", address = "https://www.paper.example/lights", note = "Seen in a newspaper." }]
"#;

const WALKERS: &str = r#"
slug = "walkers"
order = 2
name = "Walkers"
question = "Do people dare to walk?"
why = "Walking is how most people get about."
direction = "lower"
accountable = "Lamp Warden"
departments = ["Lamp Office"]
challenges = ["many-hands"]
challenge_reason = "Fear has many causes."
definition = "Walkers who say that they are afraid."
words = { finding = "{ $value } of walkers were afraid { $when }, { $change } on the year", not_measured_well = "Nobody measures this well" }
no_target = { statement = "No target has been set for walkers.", evidence = [{ known = "publisher_page", address = "https://lamps.example/none" }] }
indicator = [{ series = "walkers.afraid.town.month", role = "headline", chart = "trend" }]
"#;

/// Everything that a view borrows.
pub struct Town {
    pub catalogue: Catalogue,
    pub known: Known,
    pub site: Site,
}

impl Town {
    pub fn new() -> Self {
        Self { catalogue: catalogue(), known: known(), site: site() }
    }

    pub fn view(&self, as_of: Option<&str>) -> View<'_> {
        View {
            catalogue: &self.catalogue,
            known: &self.known,
            site: &self.site,
            now: instant("2026-11-23T09:45:00Z"),
            as_of: as_of.map(|text| headway::domain::instant::parse_as_of(text).unwrap()),
            words: Words::english(),
            draw,
        }
    }
}

pub fn instant(text: &str) -> DateTime<Utc> {
    text.parse().unwrap()
}

fn draw(spec: &ChartSpec, dress: Dress) -> String {
    let marks: Vec<_> = spec
        .targets
        .iter()
        .map(|mark| format!("{}{}", mark.label, if mark.replaced { " (replaced)" } else { "" }))
        .collect();
    let remarks: Vec<_> = spec.remarks.iter().map(|remark| format!("; {}", remark.label)).collect();
    let remarks = remarks.concat();
    format!(
        "<svg id=\"{}\" class=\"chart\" role=\"img\" aria-label=\"{:?} {:?} {} points; {}{remarks}\"></svg>",
        spec.id,
        dress,
        spec.kind,
        spec.series[0].points.len(),
        marks.join(", ")
    )
}

fn site() -> Site {
    Site {
        base_url: "https://headway.example".to_owned(),
        name: "Headway".to_owned(),
        operator: Some("the Society".to_owned()),
        contact: Some("hello@headway.example".to_owned()),
        notices: Vec::new(),
        rehearsal: false,
    }
}

fn catalogue() -> Catalogue {
    let source = |text| toml::from_str::<Source>(text).unwrap();
    let outcome = |text| toml::from_str::<Outcome>(text).unwrap();
    Catalogue {
        outcomes: vec![outcome(LAMPS), outcome(WALKERS)],
        sources: vec![source(SOURCE), source(SURVEY)],
        missions: vec![Mission {
            slug: "light".to_owned(),
            name: "Light for all".to_owned(),
            sentence: "Every street is lit.".to_owned(),
            sense: "a priority of the town".to_owned(),
            address: "https://lamps.example/mission".to_owned(),
            colour: 2,
        }],
        challenges: vec![Challenge {
            slug: "many-hands".to_owned(),
            name: "Many hands".to_owned(),
            recognise: String::new(),
            approaches: String::new(),
            pitfalls: String::new(),
        }],
        selection: Selection {
            why: "Light comes first.".to_owned(),
            who_decides: "The Society.".to_owned(),
            left_out: vec![LeftOut { what: "Moonlight".to_owned(), why: "Nobody can promise it.".to_owned() }],
        },
        hash: "cccc".to_owned(),
        ..Catalogue::default()
    }
}

fn figure(period: &str, value: Value, flags: Flags, cell: &str) -> Figure {
    Figure {
        period: Period::parse(period).unwrap(),
        label: format!("year {period}"),
        value,
        flags,
        cell: cell.to_owned(),
        evidence: None,
    }
}

fn number(text: &str) -> Value {
    Value::Number(text.parse().unwrap())
}

fn provenance(vintage: i64, file: &str, live: bool) -> Provenance {
    Provenance {
        vintage,
        file: file.to_owned(),
        address: if live { "https://lamps.example/count.csv" } else { "data/figures/walkers.csv" }.to_owned(),
        retrieved_at: instant("2026-11-19T09:31:00Z"),
        released_at: (!live).then(|| instant("2026-10-01T08:30:00Z")),
        recorded_at: instant("2026-11-19T09:31:02Z"),
        effective_at: instant(if live { "2026-11-19T09:31:02Z" } else { "2026-10-01T08:30:00Z" }),
        live,
    }
}

fn vintage(series: &str, source: &str, from: &Provenance) -> Vintage {
    Vintage {
        id: from.vintage,
        series: series.to_owned(),
        source: source.to_owned(),
        file: from.file.clone(),
        released_at: from.released_at,
        edition_at: from.effective_at,
        recorded_at: from.recorded_at,
        effective_at: from.effective_at,
        live: from.live,
        new_figures: 3,
        revised_figures: 0,
    }
}

fn recorded(series: &str, source: &str, from: &Provenance, figures: Vec<Figure>) -> KnownSeries {
    let origin = |figure| KnownFigure { figure, origin: Origin::Recorded(from.clone()), correction: None };
    KnownSeries {
        figures: figures.into_iter().map(origin).collect(),
        vintages: vec![vintage(series, source, from)],
        revisions: Vec::new(),
    }
}

fn known() -> Known {
    let (live, shipped) = (provenance(7, FILE, true), provenance(1, SHIPPED, false));
    let none = Flags::NONE;
    let mut lit = recorded(
        "lamps.lit.town.year",
        "lamps",
        &live,
        vec![
            figure("2022", number("41"), none, "line 2, column lit"),
            figure("2023", number("55"), none.with(Flag::Break), "line 3, column lit"),
            figure("2024", number("84"), none.with(Flag::Provisional), "line 4, column lit"),
        ],
    );
    let earlier =
        Recorded { figure: figure("2023", number("54"), none, "line 3, column lit"), provenance: shipped.clone() };
    let later = Recorded { figure: lit.figures[1].figure.clone(), provenance: live.clone() };
    lit.revisions = vec![Revision { period: earlier.figure.period, steps: vec![earlier, later] }];
    let all = recorded(
        "lamps.all.town.year",
        "lamps",
        &live,
        vec![
            figure("2023", number("110"), none, "line 3, column all"),
            figure("2024", number("120"), none, "=HYPERLINK(1)"),
        ],
    );
    let used = |series: &str| Used { series: series.to_owned(), period: Period::parse("2024").unwrap() };
    let share = KnownSeries {
        figures: vec![KnownFigure {
            figure: figure("2024", number("70"), none.with(Flag::Provisional), ""),
            origin: Origin::Derived(vec![used("lamps.lit.town.year"), used("lamps.all.town.year")]),
            correction: None,
        }],
        ..KnownSeries::default()
    };
    let mut afraid = recorded(
        "walkers.afraid.town.month",
        "survey",
        &shipped,
        vec![
            figure("2025-08", number("-1.5"), none, "line 2"),
            figure("2025-09", number("12.5"), none, "line 3"),
            figure("2026-08", number("11.0"), none, "line 4"),
            figure("2026-09", Value::Missing(Missing::NotAvailable), none, "line 5"),
        ],
    );
    for known in &mut afraid.figures {
        known.figure.evidence = Some(headway::domain::evidence::Evidence {
            known: headway::domain::evidence::Known::RepeatedBy,
            address: "https://www.paper.example/walkers".to_owned(),
            note: None,
        });
    }
    let series = [
        ("lamps.lit.town.year", lit),
        ("lamps.all.town.year", all),
        ("lamps.share.town.year", share),
        ("walkers.afraid.town.month", afraid),
    ];
    Known {
        lapsed: Vec::new(),
        series: series.into_iter().map(|(id, series)| (id.to_owned(), series)).collect(),
        fetches: [("lamps".to_owned(), fetch())].into(),
        files: [
            (FILE.to_owned(), file(FILE, "https://lamps.example/count.csv")),
            (SHIPPED.to_owned(), file(SHIPPED, "data/figures/walkers.csv")),
        ]
        .into(),
        ..Known::default()
    }
}

fn fetch() -> LastFetch {
    LastFetch {
        last: Fetch {
            source: "lamps".to_owned(),
            started_at: instant("2026-11-23T09:31:00Z"),
            duration_ms: 120,
            result: FetchResult::Unchanged,
            step: "download".to_owned(),
            address: "https://lamps.example/count.csv".to_owned(),
            message: "304 Not Modified".to_owned(),
            file: None,
        },
        last_success_at: Some(instant("2026-11-23T09:31:00Z")),
        failures_since: 0,
    }
}

fn file(sha256: &str, address: &str) -> FileRow {
    FileRow {
        sha256: sha256.to_owned(),
        bytes: 12_345,
        media_type: "text/csv".to_owned(),
        asked: address.to_owned(),
        answered: address.to_owned(),
        headers: [("etag".to_owned(), "\"<1>\"".to_owned())].into(),
        retrieved_at: instant("2026-11-19T09:31:00Z"),
    }
}
