//! How long a chart takes: SVG before and after label placement, PNG.

use headway::chart::spec::{ChartSpec, Kind, Line, Point, Size, TargetMark, Words};
use headway::chart::{self, Dress};
use std::hint::black_box;

fn main() {
    divan::main();
}

fn spec(kind: Kind, count: u32, years_a_point: f64) -> ChartSpec {
    let point = |index: u32| {
        let start = 2012.0 + f64::from(index) * years_a_point;
        let value = 40.0 + f64::from((index * 7919) % 101) / 10.0 + f64::from(index) / f64::from(count) * 30.0;
        Point {
            at: start + years_a_point / 2.0,
            span: (start, start + years_a_point),
            label: format!("{start:.0}"),
            value: Some(value),
            provisional: index + 3 > count,
            break_before: index == count / 2,
            joined: true,
        }
    };
    let end = 2012.0 + f64::from(count) * years_a_point;
    let target = |label: &str, value: f64, replaced: bool| TargetMark {
        label: label.to_owned(),
        short_label: "92%".to_owned(),
        value,
        at: Some(end + 4.0),
        from: Some((2012.0, 42.0)),
        replaced,
    };
    ChartSpec {
        id: "bench".to_owned(),
        kind,
        size: Size { width: 720, height: 420 },
        title: "65.4% of patients had waited less than 18 weeks in July 2026; the aim is 92% by March 2029".to_owned(),
        subtitle: "Incomplete pathways within 18 weeks of referral, England, monthly".to_owned(),
        unit: "% within 18 weeks".to_owned(),
        decimals: 1,
        prefix: String::new(),
        suffix: "%".to_owned(),
        series: vec![Line { label: "England".to_owned(), points: (0..count).map(point).collect() }],
        targets: vec![target("Target: 92% by March 2029", 92.0, false), target("Replaced target: 85%", 85.0, true)],
        remarks: Vec::new(),
        source: "Source: NHS England, Referral to treatment waiting times, September 2026 release".to_owned(),
        description: "The share rose and fell.".to_owned(),
        stamp: None,
        words: Words::default(),
    }
}

#[divan::bench]
fn trend_144_before_label_placement(bencher: divan::Bencher) {
    let spec = spec(Kind::Trend, 144, 1.0 / 12.0);
    bencher.bench(|| chart::svg_unlabelled(black_box(&spec), Dress::Standalone));
}

#[divan::bench]
fn trend_144(bencher: divan::Bencher) {
    let spec = spec(Kind::Trend, 144, 1.0 / 12.0);
    bencher.bench(|| chart::svg(black_box(&spec), Dress::Standalone));
}

#[divan::bench]
fn bars_20(bencher: divan::Bencher) {
    let spec = spec(Kind::Bars, 20, 1.0);
    bencher.bench(|| chart::svg(black_box(&spec), Dress::Standalone));
}

#[divan::bench]
fn sparkline_144(bencher: divan::Bencher) {
    let spec = ChartSpec { size: Size { width: 240, height: 60 }, ..spec(Kind::Sparkline, 144, 1.0 / 12.0) };
    bencher.bench(|| chart::svg(black_box(&spec), Dress::Page));
}

#[divan::bench]
fn trend_5000(bencher: divan::Bencher) {
    let spec = spec(Kind::Trend, 5_000, 1.0 / 365.0);
    bencher.bench(|| chart::svg(black_box(&spec), Dress::Standalone));
}

#[divan::bench(sample_count = 20)]
fn png_twice_the_size(bencher: divan::Bencher) {
    let spec = spec(Kind::Trend, 144, 1.0 / 12.0);
    bencher.bench(|| chart::png(black_box(&spec), 2.0));
}
