//! Hundreds of random charts: no text leaves the frame, no two texts overlap.

use super::*;
use crate::chart::spec::{Line, Point, Size, TargetMark, Words};

const SIZES: [(u32, u32); 5] = [(280, 220), (360, 300), (720, 420), (1200, 630), (1920, 1080)];

/// A small generator with a fixed seed, so that a failure can be seen again.
struct Chance(u64);

impl Chance {
    fn below(&mut self, limit: u32) -> u32 {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        u32::try_from((self.0 >> 33) % u64::from(limit)).unwrap()
    }

    fn share(&mut self) -> f64 {
        f64::from(self.below(10_001)) / 10_000.0
    }

    fn one_in(&mut self, count: u32) -> bool {
        self.below(count) == 0
    }

    fn words(&mut self, most: u32) -> String {
        const WORDS: [&str; 9] =
            ["84,000", "heat", "pumps", "were", "installed", "in", "2024;", "wellbeing", "Llŷr & <b>"];
        let count = self.below(most + 1);
        (0..count).map(|_| WORDS[usize::try_from(self.below(9)).unwrap()]).collect::<Vec<_>>().join(" ")
    }
}

fn series(chance: &mut Chance, count: u32, years: f64, scale: f64) -> Line {
    let level = (chance.share() - 0.3) * scale;
    let drift = (chance.share() - 0.5) * scale / 40.0;
    let point = |index: u32, chance: &mut Chance| {
        let start = 2005.0 + f64::from(index) * years;
        Point {
            at: start + years / 2.0,
            span: (start, start + years),
            label: if years < 0.9 { "May to July 2026".to_owned() } else { format!("{start:.0}") },
            value: (!chance.one_in(15)).then(|| level + drift * f64::from(index) + chance.share() * scale / 10.0),
            provisional: chance.one_in(6),
            break_before: chance.one_in(25),
            joined: !chance.one_in(20),
        }
    };
    Line { label: chance.words(3), points: (0..count).map(|index| point(index, chance)).collect() }
}

fn target(chance: &mut Chance, scale: f64) -> TargetMark {
    let value = chance.share() * scale;
    TargetMark {
        label: format!("Target: {} by 2030", chance.words(6)),
        short_label: format!("{value:.0}"),
        value,
        at: (!chance.one_in(3)).then(|| 2006.0 + chance.share() * 30.0),
        from: (!chance.one_in(3)).then(|| (2005.0 + chance.share() * 5.0, chance.share() * scale)),
        replaced: chance.one_in(3),
    }
}

fn chart(chance: &mut Chance) -> ChartSpec {
    let kind = [Kind::Trend, Kind::Bars, Kind::Dots, Kind::Sparkline][usize::try_from(chance.below(4)).unwrap()];
    let scale = 10_f64.powi(i32::try_from(chance.below(9)).unwrap() - 2);
    let count = [0, 1, 2, 5, 20, 150][usize::try_from(chance.below(6)).unwrap()];
    let years = [1.0 / 12.0, 0.25, 1.0][usize::try_from(chance.below(3)).unwrap()];
    let (lines, targets) = (chance.below(5), chance.below(4));
    ChartSpec {
        id: "random".to_owned(),
        kind,
        size: Size { width: 720, height: 420 },
        title: chance.words(24),
        subtitle: chance.words(20),
        unit: chance.words(8),
        decimals: chance.below(3),
        prefix: if chance.one_in(3) { "£".to_owned() } else { String::new() },
        suffix: if chance.one_in(3) { "%".to_owned() } else { String::new() },
        series: (0..lines).map(|_| series(chance, count, years, scale)).collect(),
        targets: (0..targets).map(|_| target(chance, scale)).collect(),
        remarks: Vec::new(),
        source: chance.words(40),
        description: chance.words(9),
        stamp: chance.one_in(4).then(|| "REHEARSAL".to_owned()),
        words: Words::default(),
    }
}

fn faults(layout: &Layout) -> Vec<String> {
    let outside = |text: &&Text| !text.frame().inside(&layout.frame);
    let mut faults: Vec<String> =
        layout.texts.iter().chain(&layout.stamp).filter(outside).map(|text| format!("outside: {text:?}")).collect();
    for (index, text) in layout.texts.iter().enumerate() {
        let over = layout.texts[index + 1..].iter().filter(|other| other.frame().overlaps(&text.frame()));
        faults.extend(over.map(|other| format!("{:?} over {:?}", text.words(), other.words())));
    }
    faults
}

#[test]
fn no_text_leaves_the_frame_or_covers_another() {
    let mut chance = Chance(7);
    let mut seen = 0;
    for number in 0..400 {
        let spec = chart(&mut chance);
        for (width, height) in SIZES {
            let spec = ChartSpec { size: Size { width, height }, ..spec.clone() };
            for dress in [Dress::Page, Dress::Standalone] {
                let layout = lay_out(&spec, dress);
                let faults = faults(&layout);
                assert!(faults.is_empty(), "chart {number} at {width}×{height} {:?} {dress:?}: {faults:#?}", spec.kind);
                assert!(layout.texts.iter().all(|text| text.size >= 11.0));
                seen += layout.texts.len();
            }
        }
    }
    assert!(seen > 40_000, "labels are placed, not left out: {seen}");
}

#[test]
fn the_last_value_of_a_lone_series_is_always_labelled() {
    let mut chance = Chance(11);
    for _ in 0..200 {
        let mut spec = ChartSpec { kind: Kind::Trend, ..chart(&mut chance) };
        spec.series = vec![series(&mut chance, 30, 0.25, 100.0)];
        spec.series[0].points[29].value = Some(64.0);
        for (width, height) in SIZES {
            let spec = ChartSpec { size: Size { width, height }, ..spec.clone() };
            let layout = lay_out(&spec, Dress::Standalone);
            assert!(
                layout.texts.iter().any(|text| text.class == "label s1" && text.strong.contains("64")),
                "{width}: {:?}",
                spec.title
            );
        }
    }
}

#[test]
fn bars_start_at_zero_and_a_line_that_does_not_says_so() {
    let mut chance = Chance(3);
    for _ in 0..200 {
        let spec = chart(&mut chance);
        let layout = lay_out(&spec, Dress::Standalone);
        let (low, high) = layout.plot.value;
        let hidden = low > 1e-9 || high < -1e-9;
        match spec.kind {
            Kind::Bars => assert!(!hidden, "{:?}", layout.plot.value),
            Kind::Sparkline => {}
            _ => {
                let units: String = layout.texts.iter().filter(|text| text.class == "unit").map(Text::words).collect();
                assert_eq!(units.contains("axis"), hidden, "{units}: {low} to {high}");
            }
        }
    }
}

#[test]
fn everything_drawn_lies_within_the_plot_and_a_chart_without_figures_invents_no_dates() {
    let mut chance = Chance(19);
    for _ in 0..300 {
        let mut spec = chart(&mut chance);
        let layout = lay_out(&spec, Dress::Page);
        let room = layout.plot.area.grown(1.0);
        for mark in &layout.marks {
            let corners = match &mark.shape {
                Shape::Line(points) => points.clone(),
                Shape::Bar(from, to) => vec![*from, *to],
                Shape::Dot(at, _) | Shape::Diamond(at, _) => vec![*at],
            };
            assert!(
                corners.into_iter().all(|point| room.distance(layout.plot.point(point)) < 1e-6),
                "{mark:?} {:?}",
                layout.plot
            );
        }
        spec.series.clear();
        spec.targets.clear();
        let empty = lay_out(&spec, Dress::Page);
        assert!(empty.marks.is_empty());
    }
}
