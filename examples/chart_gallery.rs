//! Draws a gallery of charts from published figures, to be looked at.
//!
//! `cargo run --release --example chart_gallery -- FIGURES OUT [NAME]`: FIGURES is a folder of CSV files with the columns
//! `period,value,flags,note`; OUT takes the SVG and PNG files of every chart at five sizes, or of the one named.

use headway::chart::spec::{ChartSpec, Kind, Line, Point, Size, TargetMark, Words};
use headway::chart::{self, Dress};
use std::error::Error;
use std::path::Path;

const SIZES: [(u32, u32); 5] = [(280, 220), (360, 300), (720, 420), (1200, 630), (1920, 1080)];
const MONTHS: [&str; 12] = [
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
];

fn main() -> Result<(), Box<dyn Error>> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let [figures, out, only @ ..] = arguments.as_slice() else {
        return Err("usage: chart_gallery FIGURES OUT [NAME]".into());
    };
    for spec in gallery(Path::new(figures))? {
        if only.first().is_some_and(|name| *name != spec.id) {
            continue;
        }
        for (width, height) in SIZES {
            let spec = ChartSpec { size: Size { width, height }, ..spec.clone() };
            let name = Path::new(out).join(format!("{}-{width}", spec.id));
            std::fs::write(name.with_extension("svg"), chart::svg(&spec, Dress::Standalone))?;
            std::fs::write(name.with_extension("page.svg"), chart::svg(&spec, Dress::Page))?;
            std::fs::write(name.with_extension("png"), chart::png(&spec, 1.0)?)?;
        }
        let spark = ChartSpec { kind: Kind::Sparkline, size: Size { width: 240, height: 64 }, ..spec };
        std::fs::write(Path::new(out).join(format!("{}-spark.png", spark.id)), chart::png(&spark, 2.0)?)?;
    }
    Ok(())
}

/// Targets from the documents named in each source line; figures from the files.
fn gallery(figures: &Path) -> Result<Vec<ChartSpec>, Box<dyn Error>> {
    let read = |name: &str| line(&figures.join(name), "");
    let named = |name: &str, label: &str| line(&figures.join(name), label);
    let heat_pumps = Line { label: String::new(), points: vec![year(2023, 55_000.0), year(2024, 84_000.0)] };
    let pumps = [
        target("Replaced target: 600,000 by 2028", "600,000", 600_000.0, Some(2029.0), Some((2023.5, 55_000.0)), true),
        target(
            "Target: more than 450,000 by 2030",
            ">450,000",
            450_000.0,
            Some(2031.0),
            Some((2023.5, 55_000.0)),
            false,
        ),
    ];
    let mut all = vec![
        ChartSpec {
            targets: pumps.to_vec(),
            ..spec(
                "heat-pumps",
                Kind::Bars,
                [
                    "84,000 heat pumps were installed in 2024; the aim is more than 450,000 a year by 2030",
                    "Heat pumps installed, United Kingdom, 2023 to 2024",
                    "heat pumps a year",
                ],
                0,
                "",
                vec![heat_pumps],
                "Department for Energy Security and Net Zero, Warm Homes Plan, 21 January 2026",
            )
        },
        ChartSpec {
            targets: vec![target(
                "Target: 92% by March 2029",
                "92% by 2029",
                92.0,
                Some(2029.25),
                Some((2024.54, 58.8)),
                false,
            )],
            ..spec(
                "waiting",
                Kind::Trend,
                [
                    "65.4% of patients had waited less than 18 weeks in July 2026; the aim is 92% by March 2029",
                    "Incomplete pathways within 18 weeks of referral, England, August 2007 to July 2026",
                    "% within 18 weeks",
                ],
                1,
                "%",
                vec![read("rtt-pct-within-18-weeks.csv")?],
                "NHS England, Referral to treatment waiting times, September 2026 release. February 2024 is missing",
            )
        },
        spec(
            "long-term-sick",
            Kind::Trend,
            [
                "2.78 million people were out of work because of long-term sickness in May to July 2026",
                "Economically inactive, long-term sick, aged 16 to 64, United Kingdom, three-month averages",
                "thousand people",
            ],
            0,
            "",
            vec![read("lf69-long-term-sick-rolling3m.csv")?],
            "Office for National Statistics, Labour Force Survey, series LF69, 15 September 2026",
        ),
        ChartSpec {
            targets: vec![target(
                "Target: 300,000 by 2030",
                "300,000",
                300_000.0,
                Some(2031.0),
                Some((2022.0, 28_375.0)),
                false,
            )],
            ..spec(
                "chargers",
                Kind::Trend,
                [
                    "There were 87,796 public chargers for electric cars on 1 January 2026; the aim is 300,000 by 2030",
                    "Public electric vehicle charging devices, United Kingdom, quarterly",
                    "devices",
                ],
                0,
                "",
                vec![read("public-ev-charging-devices-uk.csv")?],
                "Department for Transport, Electric vehicle charging device statistics, January 2026",
            )
        },
        ChartSpec {
            targets: vec![target(
                "ZEV mandate: 80% by 2030",
                "80% by 2030",
                80.0,
                Some(2031.0),
                Some((2024.5, 19.6)),
                false,
            )],
            ..spec(
                "electric-cars",
                Kind::Trend,
                [
                    "27.3% of new cars were battery electric in May 2026",
                    "Share of new car registrations, United Kingdom, monthly",
                    "% of new cars",
                ],
                1,
                "%",
                vec![read("smmt-bev-share-new-cars-monthly.csv")?],
                "SMMT, new car registrations (cited as facts; under no open licence)",
            )
        },
    ];
    all.extend(more(&read, &named)?);
    Ok(all)
}

type Reading<T> = Result<T, Box<dyn Error>>;

fn more(read: &dyn Fn(&str) -> Reading<Line>, named: &dyn Fn(&str, &str) -> Reading<Line>) -> Reading<Vec<ChartSpec>> {
    let lives = vec![
        named("healthy-life-expectancy-female-england.csv", "Women, England")?,
        named("healthy-life-expectancy-male-england.csv", "Men, England")?,
        named("healthy-life-expectancy-female-uk.csv", "Women, UK")?,
        named("healthy-life-expectancy-male-uk.csv", "Men, UK")?,
    ];
    let mut school = read("eyfsp-good-level-of-development-pct.csv")?;
    school.points[1].joined = false;
    let mut cars = read("smmt-bev-share-new-cars-annual.csv")?;
    cars.points.iter_mut().rev().take(1).for_each(|point| point.provisional = true);
    let mut pumps = read("mcs-heat-pump-installations-monthly.csv")?;
    pumps.points.drain(..156);
    let mut growth = read("lzvd-output-per-hour-annual-growth-quarterly.csv")?;
    growth.points.drain(..150);
    growth.points.iter_mut().rev().take(6).for_each(|point| point.provisional = true);
    Ok(vec![
        spec(
            "heat-pumps-monthly",
            Kind::Trend,
            [
                "3,370 certified heat pumps were installed in April 2026",
                "Certified installations, United Kingdom, monthly",
                "heat pumps a month",
            ],
            0,
            "",
            vec![pumps],
            "Microgeneration Certification Scheme (cited as facts; under no open licence)",
        ),
        ChartSpec {
            targets: vec![target(
                "Target: 75% in 2027/28",
                "75% in 2027/28",
                75.0,
                Some(2028.166),
                Some((2024.166, 67.7)),
                false,
            )],
            ..spec(
                "school-readiness",
                Kind::Trend,
                [
                    "68.3% of children were ready for school in 2024/25; the aim is 75% in 2027/28",
                    "Good level of development at the end of reception, England",
                    "% of children",
                ],
                1,
                "%",
                vec![school],
                "Department for Education, Early years foundation stage profile results",
            )
        },
        spec(
            "management",
            Kind::Dots,
            [
                "Management practice scored 0.55 out of 1 in 2023; nobody measures it often",
                "Mean management practice score, Great Britain, from 2023 United Kingdom",
                "score from 0 to 1",
            ],
            2,
            "",
            vec![read("mes-mean-management-score.csv")?],
            "Office for National Statistics, Management and Expectations Survey",
        ),
        ChartSpec {
            targets: vec![target("Long-term ambition: 80%", "80%", 80.0, None, None, false)],
            stamp: Some("REHEARSAL".to_owned()),
            ..spec(
                "employment",
                Kind::Trend,
                [
                    "75.1% of people aged 16 to 64 were in work in April to June 2026",
                    "Employment rate, United Kingdom, seasonally adjusted, three-month averages",
                    "% of people aged 16 to 64",
                ],
                1,
                "%",
                vec![read("lf24-employment-rate-rolling3m.csv")?],
                "Office for National Statistics, Labour Force Survey, series LF24",
            )
        },
        spec(
            "healthy-life",
            Kind::Trend,
            [
                "Healthy life expectancy has fallen since 2011 to 2013 for women and for men",
                "Healthy life expectancy at birth, three years each",
                "years",
            ],
            1,
            "",
            lives,
            "Office for National Statistics, Health state life expectancies",
        ),
        ChartSpec {
            targets: vec![target("ZEV mandate: 33% in 2026", "33% in 2026", 33.0, Some(2027.0), None, false)],
            ..spec(
                "electric-cars-yearly",
                Kind::Bars,
                [
                    "23.4% of new cars were battery electric in 2025",
                    "Share of new car registrations, United Kingdom, yearly",
                    "% of new cars",
                ],
                1,
                "%",
                vec![cars],
                "SMMT, new car registrations (cited as facts; under no open licence)",
            )
        },
        spec(
            "growth",
            Kind::Bars,
            [
                "Output per hour was 0.5% higher in the first quarter of 2026 than a year before",
                "Output per hour worked, growth on a year earlier, United Kingdom",
                "% on a year earlier",
            ],
            1,
            "%",
            vec![growth],
            "Office for National Statistics, series LZVD",
        ),
    ])
}

fn spec(
    id: &str,
    kind: Kind,
    words: [&str; 3],
    decimals: u32,
    suffix: &str,
    series: Vec<Line>,
    source: &str,
) -> ChartSpec {
    let [title, subtitle, unit] = words.map(str::to_owned);
    ChartSpec {
        id: id.to_owned(),
        kind,
        size: Size { width: 720, height: 420 },
        description: title.clone(),
        title,
        subtitle,
        unit,
        decimals,
        prefix: String::new(),
        suffix: suffix.to_owned(),
        series,
        targets: Vec::new(),
        remarks: Vec::new(),
        source: format!("Source: {source}"),
        stamp: None,
        words: Words::default(),
    }
}

fn target(
    label: &str,
    short: &str,
    value: f64,
    at: Option<f64>,
    from: Option<(f64, f64)>,
    replaced: bool,
) -> TargetMark {
    TargetMark { label: label.to_owned(), short_label: short.to_owned(), value, at, from, replaced }
}

fn year(year: i32, value: f64) -> Point {
    let start = f64::from(year);
    let (span, label) = ((start, start + 1.0), year.to_string());
    Point { at: start + 0.5, span, label, value: Some(value), provisional: false, break_before: false, joined: true }
}

fn line(file: &Path, label: &str) -> Reading<Line> {
    let mut rows = csv::Reader::from_path(file).map_err(|error| format!("{}: {error}", file.display()))?;
    let mut points: Vec<Point> = Vec::new();
    for row in rows.records() {
        let row = row?;
        let (span, name) = period(&row[0]).ok_or_else(|| format!("{}: period {}", file.display(), &row[0]))?;
        let joined = points
            .last()
            .is_some_and(|before: &Point| span.0 - before.span.0 < 1.6 * (span.1 - span.0).clamp(0.25, 1.0));
        points.push(Point {
            at: f64::midpoint(span.0, span.1),
            span,
            label: name,
            value: row[1].parse().ok(),
            provisional: row[2].contains('p'),
            break_before: row[2].contains('b'),
            joined,
        });
    }
    Ok(Line { label: label.to_owned(), points })
}

/// The span of a period in decimal years, and its words.
fn period(label: &str) -> Option<((f64, f64), String)> {
    let number = |text: &str| text.parse::<f64>().ok();
    let month =
        |text: &str| Some((number(text.get(..4)?)? + (number(text.get(5..7)?)? - 1.0) / 12.0, month_name(text)?));
    match (label.len(), label.split_once('/')) {
        (_, Some((from, to))) if from.len() == 7 => {
            let ((start, first), (last, end)) = (month(from)?, month(to)?);
            let first_name = first.split(' ').next()?.to_owned();
            Some(((start, last + 1.0 / 12.0), format!("{first_name} to {end}")))
        }
        (_, Some((from, to))) if to.len() == 4 => Some(((number(from)?, number(to)? + 1.0), format!("{from} to {to}"))),
        (_, Some((from, _))) => Some(((number(from)? + 0.666, number(from)? + 1.666), label.to_owned())),
        (4, _) => Some(((number(label)?, number(label)? + 1.0), label.to_owned())),
        (10, _) => month(label).map(|(start, name)| {
            ((start, start), format!("{} {name}", label.get(8..).unwrap_or("").trim_start_matches('0')))
        }),
        (7, _) if label.contains('Q') => {
            let (start, quarter) = (number(label.get(..4)?)?, number(label.get(6..)?)?);
            Some(((start + (quarter - 1.0) / 4.0, start + quarter / 4.0), label.replace('-', " ")))
        }
        _ => month(label).map(|(start, name)| ((start, start + 1.0 / 12.0), name)),
    }
}

fn month_name(text: &str) -> Option<String> {
    let month: usize = text.get(5..7)?.parse().ok()?;
    Some(format!("{} {}", MONTHS.get(month.checked_sub(1)?)?, text.get(..4)?))
}
