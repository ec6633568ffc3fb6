//! What a reader gets: pictures of each kind, and what every SVG must and must not hold.

use super::spec::{Kind, Line, Point, Size, TargetMark, Words};
use super::*;

fn point(year: i32, value: f64) -> Point {
    let start = f64::from(year);
    Point {
        at: start + 0.5,
        span: (start, start + 1.0),
        label: year.to_string(),
        value: Some(value),
        provisional: year == 2024,
        break_before: year == 2021,
        joined: year != 2022,
    }
}

/// Made-up figures in the layout of a real chart.
fn sample(kind: Kind) -> ChartSpec {
    let values = [(2019, 12.0), (2020, 15.5), (2021, 14.0), (2022, 19.25), (2023, 22.0), (2024, 24.5)];
    let target = |label: &str, short: &str, value, at, replaced| TargetMark {
        label: label.to_owned(),
        short_label: short.to_owned(),
        value,
        at: Some(at),
        from: Some((2020.5, 15.5)),
        replaced,
    };
    ChartSpec {
        id: "sample".to_owned(),
        kind,
        size: Size { width: 360, height: 300 },
        title: "24.5 widgets were made in 2024; the aim is 40 by 2028".to_owned(),
        subtitle: "Widgets & <gadgets> made, Nowhere".to_owned(),
        unit: "widgets a year".to_owned(),
        decimals: 1,
        prefix: String::new(),
        suffix: String::new(),
        series: vec![Line {
            label: "Nowhere".to_owned(),
            points: values.map(|(year, value)| point(year, value)).to_vec(),
        }],
        targets: vec![
            target("Target: 40 by 2028", "40", 40.0, 2029.0, false),
            target("Replaced target: 35 by 2026", "35", 35.0, 2027.0, true),
        ],
        remarks: Vec::new(),
        source: "Source: example".to_owned(),
        description: "Widgets rose from 12 in 2019 to 24.5 in 2024.".to_owned(),
        stamp: None,
        words: Words::default(),
    }
}

const KINDS: [Kind; 4] = [Kind::Trend, Kind::Bars, Kind::Dots, Kind::Sparkline];

/// One element a line, so that a changed picture is read as a changed picture.
fn by_element(svg: &str) -> String {
    svg.replace("><", ">\n<")
}

#[test]
fn a_trend_is_drawn() {
    insta::assert_snapshot!(by_element(&svg(&sample(Kind::Trend), Dress::Page)));
}

#[test]
fn bars_are_drawn() {
    insta::assert_snapshot!(by_element(&svg(&sample(Kind::Bars), Dress::Page)));
}

#[test]
fn dots_are_drawn() {
    insta::assert_snapshot!(by_element(&svg(&sample(Kind::Dots), Dress::Page)));
}

#[test]
fn a_sparkline_is_drawn() {
    let spec = ChartSpec { size: Size { width: 160, height: 48 }, ..sample(Kind::Sparkline) };
    insta::assert_snapshot!(by_element(&svg(&spec, Dress::Page)));
}

#[test]
fn every_svg_is_well_formed_and_has_a_text_alternative() {
    for kind in KINDS {
        for dress in [Dress::Page, Dress::Standalone] {
            let text = svg(&sample(kind), dress);
            let document = resvg::usvg::roxmltree::Document::parse(&text).unwrap();
            let root = document.root_element();
            assert_eq!(
                (root.attribute("role"), root.attribute("aria-labelledby")),
                (Some("img"), Some("sample-title sample-desc"))
            );
            let words = |id: &str| {
                root.children()
                    .find(|node| node.attribute("id") == Some(id))
                    .and_then(|node| node.text())
                    .map(str::to_owned)
            };
            assert_eq!(words("sample-title"), Some(sample(kind).title));
            assert_eq!(words("sample-desc"), Some(sample(kind).description));
        }
    }
}

#[test]
fn a_strict_content_security_policy_has_nothing_to_refuse() {
    for kind in KINDS {
        for dress in [Dress::Page, Dress::Standalone] {
            let text = svg(&sample(kind), dress);
            let document = resvg::usvg::roxmltree::Document::parse(&text).unwrap();
            for node in document.descendants() {
                assert!(
                    node.attribute("style").is_none()
                        && !node.attributes().any(|attribute| attribute.name().starts_with("on"))
                );
                assert!(!["script", "foreignObject", "image", "use"].contains(&node.tag_name().name()));
            }
            let styles: Vec<&str> = document
                .descendants()
                .filter(|node| node.has_tag_name("style"))
                .filter_map(|node| node.text())
                .collect();
            let expected: &[&str] = if dress == Dress::Standalone { &[STANDALONE_STYLE] } else { &[] };
            assert_eq!(styles, expected);
        }
    }
}

#[test]
fn the_same_spec_makes_the_same_bytes() {
    for kind in KINDS {
        assert_eq!(svg(&sample(kind), Dress::Standalone), svg(&sample(kind), Dress::Standalone));
    }
    assert_eq!(png(&sample(Kind::Bars), 0.5).unwrap(), png(&sample(Kind::Bars), 0.5).unwrap());
}

fn monthly(count: u32) -> ChartSpec {
    let point = |index: u32| Point {
        at: 2012.0 + f64::from(index) / 12.0,
        span: (2012.0 + f64::from(index) / 12.0, 2012.0 + f64::from(index + 1) / 12.0),
        label: "July 2026".to_owned(),
        value: Some(40.0 + f64::from((index * 7919) % 101) / 3.0),
        provisional: false,
        break_before: false,
        joined: true,
    };
    let points = (0..count).map(point).collect();
    ChartSpec {
        size: Size { width: 720, height: 420 },
        series: vec![Line { label: String::new(), points }],
        ..sample(Kind::Trend)
    }
}

#[test]
fn a_full_chart_stays_small() {
    let bytes = svg(&monthly(144), Dress::Standalone).len();
    assert!(bytes < 15_000, "{bytes}");
    let bytes = svg(&monthly(5_000), Dress::Standalone).len();
    assert!(bytes < 40_000, "{bytes}");
}

#[test]
fn every_class_that_is_drawn_is_styled() {
    for kind in KINDS {
        let text = svg(&ChartSpec { stamp: Some("REHEARSAL".to_owned()), ..sample(kind) }, Dress::Page);
        let document = resvg::usvg::roxmltree::Document::parse(&text).unwrap();
        let shapes = document.descendants().filter(|node| node.is_element() && !node.has_tag_name("svg"));
        for class in shapes.filter_map(|node| node.attribute("class")).flat_map(|classes| classes.split(' ')) {
            assert!(STANDALONE_STYLE.contains(&format!(".{class}")), "{class}");
        }
    }
}

#[test]
fn a_png_has_the_size_asked_and_is_not_blank() {
    let bytes = png(&sample(Kind::Trend), 2.0).unwrap();
    let picture = resvg::tiny_skia::Pixmap::decode_png(&bytes).unwrap();
    assert_eq!((picture.width(), picture.height()), (720, 600));
    let inked = picture.pixels().iter().filter(|pixel| pixel.red() < 100).count();
    assert!(inked > 2_000, "{inked}");
}

#[test]
fn an_impossible_size_is_refused_with_a_hint() {
    for scale in [0.0, -1.0, 1_000.0, f32::NAN] {
        let error = png(&sample(Kind::Trend), scale).unwrap_err().to_string();
        assert!(error.contains("choose a scale"), "{error}");
    }
}

#[test]
fn a_missing_value_is_never_drawn_as_zero_or_not_a_number() {
    for kind in KINDS {
        let mut spec = sample(kind);
        spec.series[0].points[1].value = None;
        spec.series[0].points[2].value = Some(f64::NAN);
        let text = svg(&spec, Dress::Page);
        assert!(!text.contains("NaN") && !text.contains("inf"));
    }
}
