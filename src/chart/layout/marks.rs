//! The marks: lines, bars, dots, breaks, and the paths and markers of targets.
//!
//! In: a sheet with its plot. Out: marks in data coordinates, and what labels should leave visible.
//! Invariant: a missing period is a gap; a break cuts the line; provisional figures are hollow; a replaced target is grey.

use super::axes::{slot, target_time, valued};
use super::{Mark, Rule, Shape, Sheet, Stroke};
use crate::chart::geometry::{Plot, Rect};
use crate::chart::place::{DASHED, SERIES};
use crate::chart::spec::{Kind, Line, Point, Remark, TargetMark};

const LINE: [&str; 5] = ["line s1", "line s2", "line s3", "line s4", "line s5"];
const DOT: [&str; 5] = ["dot s1", "dot s2", "dot s3", "dot s4", "dot s5"];
const HOLLOW: [&str; 5] =
    ["dot s1 provisional", "dot s2 provisional", "dot s3 provisional", "dot s4 provisional", "dot s5 provisional"];
const BAR: [&str; 5] = ["bar s1", "bar s2", "bar s3", "bar s4", "bar s5"];
const HOLLOW_BAR: [&str; 5] =
    ["bar s1 provisional", "bar s2 provisional", "bar s3 provisional", "bar s4 provisional", "bar s5 provisional"];

/// More points than this are thinned to the lowest and highest of each pixel.
const MOST_POINTS: usize = 1_500;
/// The share of its slot that a bar fills.
const BAR_SHARE: f64 = 0.72;

/// Draws everything that is in data coordinates.
pub fn draw(sheet: &mut Sheet<'_>) {
    let spec = sheet.spec;
    for target in &spec.targets {
        draw_path(sheet, target);
    }
    for (index, line) in spec.series.iter().enumerate() {
        match spec.kind {
            Kind::Bars => draw_bars(sheet, index, line),
            Kind::Dots => draw_dots(sheet, index, line),
            Kind::Trend | Kind::Sparkline => draw_line(sheet, index, line),
        }
    }
    draw_breaks(sheet);
    for remark in &spec.remarks {
        draw_remark(sheet, remark);
    }
    for target in &spec.targets {
        draw_marker(sheet, target);
    }
}

fn mark(sheet: &mut Sheet<'_>, class: &'static str, shape: Shape, stroke: Stroke) {
    sheet.layout.marks.push(Mark { class, shape, stroke });
}

fn class_of(classes: &[&'static str; 5], index: usize) -> &'static str {
    classes[index.min(4)]
}

/// The joined runs of a line: cut at missing periods, at breaks and where periods between are missing.
pub fn runs(line: &Line) -> Vec<Vec<(f64, f64)>> {
    let mut runs: Vec<Vec<(f64, f64)>> = Vec::new();
    let mut open = false;
    for point in &line.points {
        match point.value.filter(|value| value.is_finite()) {
            Some(value) if open && point.joined && !point.break_before => {
                if let Some(run) = runs.last_mut() {
                    run.push((point.at, value));
                }
            }
            Some(value) => runs.push(vec![(point.at, value)]),
            None => {}
        }
        open = point.value.is_some();
    }
    runs
}

/// At most the first, lowest, highest and last point of each pixel.
pub fn decimated(run: &[(f64, f64)], plot: &Plot) -> Vec<(f64, f64)> {
    let mut kept: Vec<(f64, f64)> = Vec::new();
    let mut rest = run;
    while let Some(first) = rest.first() {
        let pixel = plot.x(first.0).floor();
        let count = rest.iter().take_while(|point| plot.x(point.0) < pixel + 1.0).count().max(1);
        let (column, after) = rest.split_at(count);
        kept.extend(extremes(column));
        rest = after;
    }
    kept
}

fn extremes(column: &[(f64, f64)]) -> Vec<(f64, f64)> {
    let by_value = |left: &&(f64, f64), right: &&(f64, f64)| left.1.total_cmp(&right.1);
    let ends = [column.first(), column.iter().min_by(by_value), column.iter().max_by(by_value), column.last()];
    let mut kept: Vec<(f64, f64)> = ends.into_iter().flatten().copied().collect();
    kept.sort_by(|left, right| left.0.total_cmp(&right.0));
    kept.dedup();
    kept
}

fn draw_line(sheet: &mut Sheet<'_>, index: usize, line: &Line) {
    let plot = sheet.layout.plot;
    let (dot, stroke) = (sheet.sizes.dot, Stroke::solid(sheet.sizes.stroke));
    for run in runs(line) {
        let run = if line.points.len() > MOST_POINTS { decimated(&run, &plot) } else { run };
        sheet.space.avoid_path(&run.iter().map(|point| plot.point(*point)).collect::<Vec<_>>(), SERIES);
        match run.as_slice() {
            [alone] => {
                mark(sheet, class_of(&DOT, index), Shape::Dot(*alone, dot * 0.85), Stroke::solid(sheet.sizes.hairline));
            }
            _ => mark(sheet, class_of(&LINE, index), Shape::Line(run), stroke),
        }
    }
    draw_points(sheet, index, line);
}

/// Provisional points, and the last.
fn draw_points(sheet: &mut Sheet<'_>, index: usize, line: &Line) {
    let full = sheet.sizes.dot;
    let pitch = slot(sheet.spec) * sheet.layout.plot.pixels_a_year();
    let small = (pitch * 0.42).min(full * 0.75);
    let last = valued(line).next_back().map(|(point, _)| point.at);
    for (point, value) in valued(line) {
        let is_last = last.is_some_and(|at| at <= point.at);
        if is_last || (point.provisional && small >= 1.2) {
            let radius = if is_last { full } else { small };
            draw_dot(sheet, index, point, value, radius);
        }
    }
}

fn draw_dot(sheet: &mut Sheet<'_>, index: usize, point: &Point, value: f64, radius: f64) {
    let class = class_of(if point.provisional { &HOLLOW } else { &DOT }, index);
    let width = (sheet.sizes.stroke * 0.8).min(radius * 0.6);
    let drawn = if point.provisional { radius - width / 2.0 } else { radius };
    mark(sheet, class, Shape::Dot((point.at, value), drawn), Stroke::solid(width));
    let (x, y) = sheet.layout.plot.point((point.at, value));
    sheet.space.avoid_shape(Rect::at(x, y, 0.0, 0.0).grown(radius));
}

fn draw_dots(sheet: &mut Sheet<'_>, index: usize, line: &Line) {
    for (point, value) in valued(line) {
        draw_dot(sheet, index, point, value, sheet.sizes.dot * 1.25);
    }
}

/// The time that a bar takes: its share of the slot, beside the bars of the other series.
pub fn bar_time(sheet: &Sheet<'_>, index: usize, point: &Point) -> (f64, f64) {
    let count = f64::from(u32::try_from(sheet.spec.series.len().max(1)).unwrap_or(1));
    let position = f64::from(u32::try_from(index).unwrap_or(0));
    let whole = slot(sheet.spec) * BAR_SHARE;
    let from = f64::midpoint(point.span.0, point.span.1) - whole / 2.0 + whole * position / count;
    (from, from + whole / count)
}

fn draw_bars(sheet: &mut Sheet<'_>, index: usize, line: &Line) {
    let plot = sheet.layout.plot;
    for (point, value) in valued(line) {
        let (from, to) = bar_time(sheet, index, point);
        let width = sheet.sizes.stroke * 0.7;
        let inset = if point.provisional { width / 2.0 / plot.pixels_a_year() } else { 0.0 };
        let class = class_of(if point.provisional { &HOLLOW_BAR } else { &BAR }, index);
        mark(sheet, class, Shape::Bar((from + inset, 0.0), (to - inset, value)), Stroke::solid(width));
        let (top, bottom) = (plot.y(value.max(0.0)), plot.y(value.min(0.0)));
        sheet.space.avoid_shape(Rect { left: plot.x(from), top, right: plot.x(to), bottom });
    }
}

/// The decimal years at which series are cut by a break.
pub fn breaks(sheet: &Sheet<'_>) -> Vec<f64> {
    let cut = |pair: &[Point]| pair[1].break_before.then(|| f64::midpoint(pair[0].at, pair[1].at));
    let mut breaks: Vec<f64> =
        sheet.spec.series.iter().flat_map(|line| line.points.windows(2).filter_map(cut)).collect();
    breaks.sort_by(f64::total_cmp);
    breaks.dedup_by(|left, right| (*left - *right).abs() < 1e-6);
    breaks
}

fn draw_breaks(sheet: &mut Sheet<'_>) {
    let (area, width) = (sheet.layout.plot.area, sheet.sizes.hairline * 1.2);
    for at in breaks(sheet) {
        let x = sheet.layout.plot.x(at);
        let ends = [(x, area.top), (x, area.bottom)];
        sheet.space.avoid_path(&ends, DASHED);
        sheet.layout.rules.push(Rule { class: "break", ends, stroke: Stroke::dashed(width, width, width * 2.5) });
    }
}

/// A point that is meant by a remark gets a small grey dot; a moment, a line of long dashes.
fn draw_remark(sheet: &mut Sheet<'_>, remark: &Remark) {
    let Some(at) = target_time(sheet.spec, remark.at) else { return };
    let (area, width) = (sheet.layout.plot.area, sheet.sizes.hairline * 1.2);
    if let Some(value) = remark.value {
        let radius = sheet.sizes.dot * 0.8;
        mark(sheet, DOT[4], Shape::Dot((at, value), radius), Stroke::solid(width));
        let (x, y) = sheet.layout.plot.point((at, value));
        sheet.space.avoid_shape(Rect::at(x, y, 0.0, 0.0).grown(radius));
        return;
    }
    let x = sheet.layout.plot.x(at);
    let ends = [(x, area.top), (x, area.bottom)];
    sheet.space.avoid_path(&ends, DASHED);
    sheet.layout.rules.push(Rule {
        class: "break",
        ends,
        stroke: Stroke::dashed(sheet.sizes.hairline, width * 4.0, width * 4.0),
    });
}

fn target_class(target: &TargetMark, in_force: &'static str, replaced: &'static str) -> &'static str {
    if target.replaced { replaced } else { in_force }
}

/// The path to a target: from its baseline to its date, or across the plot at a standing level.
fn draw_path(sheet: &mut Sheet<'_>, target: &TargetMark) {
    let plot = sheet.layout.plot;
    let path = match (target.at.and_then(|at| target_time(sheet.spec, at)), target.from) {
        (Some(at), Some(from)) => vec![from, (at, target.value)],
        (Some(_), None) => return,
        (None, _) => vec![(plot.time.0, target.value), (plot.time.1, target.value)],
    };
    sheet.space.avoid_path(&path.iter().map(|point| plot.point(*point)).collect::<Vec<_>>(), DASHED);
    let width = sheet.sizes.stroke * if target.replaced { 0.6 } else { 0.75 };
    let stroke = Stroke::dashed(width, width * 3.2, width * 2.4);
    mark(sheet, target_class(target, "path", "path replaced"), Shape::Line(path), stroke);
}

fn draw_marker(sheet: &mut Sheet<'_>, target: &TargetMark) {
    let Some(at) = target.at.and_then(|at| target_time(sheet.spec, at)) else { return };
    let radius = sheet.sizes.dot * 1.35;
    let class = target_class(target, "target", "target replaced");
    mark(sheet, class, Shape::Diamond((at, target.value), radius), Stroke::solid(sheet.sizes.hairline));
    let (x, y) = sheet.layout.plot.point((at, target.value));
    sheet.space.avoid_shape(Rect::at(x, y, 0.0, 0.0).grown(radius));
}

#[cfg(test)]
mod tests {
    use super::*;

    fn point(at: f64, value: Option<f64>) -> Point {
        Point { at, span: (at, at), label: String::new(), value, provisional: false, break_before: false, joined: true }
    }

    #[test]
    fn a_line_is_cut_at_gaps_and_breaks_and_never_bridged() {
        let mut points = vec![point(1.0, Some(1.0)), point(2.0, Some(2.0)), point(3.0, None), point(4.0, Some(4.0))];
        points.push(Point { break_before: true, ..point(5.0, Some(5.0)) });
        points.push(Point { joined: false, ..point(8.0, Some(8.0)) });
        points.push(point(9.0, Some(9.0)));
        let runs = runs(&Line { label: String::new(), points });
        assert_eq!(
            runs,
            vec![vec![(1.0, 1.0), (2.0, 2.0)], vec![(4.0, 4.0)], vec![(5.0, 5.0)], vec![(8.0, 8.0), (9.0, 9.0)]]
        );
    }

    #[test]
    fn thinning_keeps_ends_and_extremes() {
        let plot = Plot::new(Rect::at(0.0, 0.0, 100.0, 50.0), (0.0, 1.0), (0.0, 1.0));
        let run: Vec<(f64, f64)> =
            (0..5_000u32).map(|index| (f64::from(index) / 5_000.0, f64::from(index * 37 % 1009) / 1009.0)).collect();
        let kept = decimated(&run, &plot);
        let highest = |points: &[(f64, f64)]| points.iter().map(|point| point.1).fold(f64::MIN, f64::max);
        assert!(kept.len() <= 400, "{}", kept.len());
        assert_eq!((kept.first(), kept.last()), (run.first(), run.last()));
        assert!((highest(&kept) - highest(&run)).abs() < 1e-12);
    }
}
