//! The axes: ranges, ticks, gridlines, and the words beside them.
//!
//! In: a spec and the room left. Out: the scale, the plot, rules and tick labels.
//! Invariant: ticks are round numbers and natural dates; bars start at zero; an axis that does not start at zero says so.

use super::labels;
use super::sizes::Sizes;
use super::text::{Align, Text};
use super::{Rule, Sheet, Stroke};
use crate::chart::geometry::{Plot, Rect};
use crate::chart::metrics::{Face, width};
use crate::chart::number::NumberStyle;
use crate::chart::spec::{ChartSpec, Kind, Line, Point};
use crate::chart::ticks::{self, NumberTicks};

/// The ranges of both axes, and the ticks of the value axis.
pub struct Scale {
    /// Ticks of the value axis; their range is the plot's.
    pub ticks: NumberTicks,
    /// First and last decimal year.
    pub time: (f64, f64),
    /// Whether the time goes on after the last point, to a target's date.
    pub goes_on: bool,
}

/// Bars keep this share of their height free for the labels above them.
const HEADROOM: f64 = 0.07;

/// Points that have a value.
pub fn valued(line: &Line) -> impl DoubleEndedIterator<Item = (&Point, f64)> {
    line.points.iter().filter_map(|point| point.value.filter(|value| value.is_finite()).map(|value| (point, value)))
}

/// The ranges that show every value and every target.
pub fn scale(spec: &ChartSpec, sizes: &Sizes) -> Scale {
    let (low, high) = value_range(spec);
    let wanted = if spec.size.height < 260 { 4 } else { sizes.ticks };
    let (first, last) = time_range(spec).unwrap_or((0.0, 1.0));
    let dates = spec.targets.iter().filter_map(|target| target_time(spec, target.at?));
    let (start, end) =
        spans(dates.chain(spec.targets.iter().filter_map(|target| Some(target.from?.0)))).unwrap_or((first, last));
    let half = if spec.kind == Kind::Bars { slot(spec) / 2.0 } else { 0.0 };
    let pad = if spec.kind == Kind::Dots { (end.max(last) - start.min(first)) * 0.04 } else { 0.0 };
    let goes_on = end > last + 1e-6;
    let remarked = spec.remarks.iter().filter_map(|remark| target_time(spec, remark.at)).fold(last, f64::max);
    let remarked = if remarked > last { remarked + half } else { last };
    let time = (start.min(first) - pad, if goes_on { remarked.max(end + half) } else { remarked + pad });
    Scale { ticks: ticks::numbers(low, high, wanted), time, goes_on }
}

/// The lowest and highest value to be shown; from zero where bars or the proportions ask for it.
pub fn value_range(spec: &ChartSpec) -> (f64, f64) {
    let stretch = if spec.kind == Kind::Bars { 1.0 + HEADROOM } else { 1.0 };
    let figures = spec.series.iter().flat_map(|line| valued(line).map(|(_, value)| value * stretch));
    let targets = spec.targets.iter().flat_map(|target| [Some(target.value), target.from.map(|from| from.1)]);
    let Some((low, high)) = spans(figures.chain(targets.flatten())) else { return (0.0, 1.0) };
    if spec.kind == Kind::Bars {
        return (low.min(0.0), high.max(0.0));
    }
    if low > 0.0 && low <= high * 0.4 {
        return (0.0, high);
    }
    let pad = match spec.kind {
        _ if high - low <= f64::EPSILON * high.abs() => low.abs().max(1.0) * 0.05,
        Kind::Dots => (high - low) * 0.06,
        _ => 0.0,
    };
    (low - pad, high + pad)
}

/// The time of the points; without any, of the targets.
fn time_range(spec: &ChartSpec) -> Option<(f64, f64)> {
    let of = |point: &Point| if spec.kind == Kind::Trend { [point.at; 2] } else { [point.span.0, point.span.1] };
    let points = spans(spec.series.iter().flat_map(|line| line.points.iter().flat_map(of)));
    points.or_else(|| spans(spec.targets.iter().filter_map(|target| target.at)))
}

/// The lowest and the highest.
fn spans(all: impl Iterator<Item = f64>) -> Option<(f64, f64)> {
    all.filter(|at| at.is_finite()).fold(None, |range: Option<(f64, f64)>, at| {
        let (first, last) = range.unwrap_or((at, at));
        Some((first.min(at), last.max(at)))
    })
}

/// Where a target stands: among bars in the middle of the slot that its date falls in or ends, else at its date.
pub fn target_time(spec: &ChartSpec, at: f64) -> Option<f64> {
    if spec.kind != Kind::Bars {
        return Some(at);
    }
    let last = spec.series.first()?.points.last()?;
    let slots = ((at - last.span.1) / slot(spec) - 1e-6).ceil();
    Some(f64::midpoint(last.span.0, last.span.1) + slots * slot(spec))
}

/// The years from one bar to the next.
pub fn slot(spec: &ChartSpec) -> f64 {
    let Some(line) = spec.series.first() else { return 1.0 };
    let pitch = line.points.windows(2).map(|pair| pair[1].at - pair[0].at).fold(f64::MAX, f64::min);
    let span = line.points.first().map_or(1.0, |point| point.span.1 - point.span.0);
    let slot = if pitch < f64::MAX { pitch } else { span };
    if slot > 1e-3 { slot } else { 1.0 }
}

impl Scale {
    /// The unit, and where the axis starts if not at zero.
    pub fn unit_line(&self, spec: &ChartSpec) -> String {
        let (first, last) = self.ticks.range();
        let hides_zero = first > 1e-12 || last < -1e-12;
        if !hides_zero || self.ticks.at.is_empty() {
            return spec.unit.clone();
        }
        let decimals = if first.fract().abs() < 1e-9 { 0 } else { self.ticks.decimals };
        let style = NumberStyle { decimals, prefix: &spec.prefix, suffix: &spec.suffix };
        let note = spec.words.axis_starts_at.replace("{}", &style.write(first));
        if spec.unit.is_empty() { note } else { format!("{} ({note})", spec.unit) }
    }

    fn tick_words(&self, spec: &ChartSpec, value: f64) -> String {
        let bare = !spec.unit.is_empty();
        let (prefix, suffix) = if bare { ("", "") } else { (spec.prefix.as_str(), spec.suffix.as_str()) };
        NumberStyle { decimals: self.ticks.decimals, prefix, suffix }.write(value)
    }
}

/// The plot within `room`: beside it the tick labels, under it the dates, to its right the labels of line ends.
pub fn plot(spec: &ChartSpec, sizes: &Sizes, room: Rect, scale: &Scale) -> Plot {
    let widest = |value: &f64| width(&scale.tick_words(spec, *value), Face::Regular, sizes.tick);
    let gutter = scale.ticks.at.iter().map(widest).fold(0.0, f64::max) + sizes.tick * 0.6;
    let ends = if scale.goes_on { sizes.dot * 1.6 } else { labels::gutter(spec, sizes, room.width()) };
    let area = Rect {
        left: room.left + gutter,
        top: room.top + sizes.tick * 0.75 + if target_on_top(spec, scale) { sizes.label * 1.1 } else { 0.0 },
        right: room.right - ends,
        bottom: room.bottom - sizes.tick * 1.62,
    };
    Plot::new(area, scale.time, scale.ticks.range())
}

/// Whether a target lies so high that its label needs room above the plot.
fn target_on_top(spec: &ChartSpec, scale: &Scale) -> bool {
    let (low, high) = scale.ticks.range();
    spec.targets.iter().any(|target| target.value > high - (high - low) * 0.06)
}

/// Draws gridlines, tick labels and dates.
pub fn draw(sheet: &mut Sheet<'_>, scale: &Scale, room: Rect) {
    let plot = sheet.layout.plot;
    for value in &scale.ticks.at {
        let y = plot.y(*value);
        let class = if value.abs() < 1e-12 { "axis" } else { "grid" };
        rule(sheet, class, [(plot.area.left, y), (plot.area.right, y)]);
        let words = scale.tick_words(sheet.spec, *value);
        let size = sheet.sizes.tick;
        sheet.write(Text::plain("tick", words, plot.area.left - size * 0.5, y + size * 0.34, size).aligned(Align::End));
    }
    draw_times(sheet, room);
}

fn rule(sheet: &mut Sheet<'_>, class: &'static str, ends: [(f64, f64); 2]) {
    let stroke = Stroke::solid(sheet.sizes.hairline);
    sheet.layout.rules.push(Rule { class, ends, stroke });
}

fn draw_times(sheet: &mut Sheet<'_>, room: Rect) {
    if time_range(sheet.spec).is_none() {
        return;
    }
    let (plot, sizes) = (sheet.layout.plot, sheet.sizes);
    let baseline = plot.area.bottom + sizes.tick * 1.38;
    let named = named_periods(sheet.spec);
    let by_date = named.is_empty();
    let ticks = if by_date { dates(sheet.spec, &plot, &sizes, room) } else { thinned(&named, &plot, &sizes, room) };
    for (at, label) in ticks {
        if by_date {
            rule(sheet, "axis", [(plot.x(at), plot.area.bottom), (plot.x(at), plot.area.bottom + sizes.tick * 0.3)]);
        }
        sheet.write(time_text(label, plot.x(at), baseline, sizes.tick, room));
    }
}

fn time_text(label: String, x: f64, baseline: f64, size: f64, room: Rect) -> Text {
    let text = Text::plain("tick", label, x, baseline, size).aligned(Align::Middle);
    let frame = text.frame();
    Text { x: x + frame.pushed_into(&Rect { top: f64::MIN, bottom: f64::MAX, ..room }).left - frame.left, ..text }
}

fn dates(spec: &ChartSpec, plot: &Plot, sizes: &Sizes, room: Rect) -> Vec<(f64, String)> {
    let fits = |ticks: &[ticks::DateTick]| {
        ticks.len() <= sizes.dates && apart(ticks.iter().map(|tick| (tick.at, tick.label.as_str())), plot, sizes, room)
    };
    ticks::dates(plot.time.0, plot.time.1, &spec.words.months, fits)
        .into_iter()
        .map(|tick| (tick.at, tick.label))
        .collect()
}

/// Whether the labels stand apart from each other.
fn apart<'a>(labels: impl Iterator<Item = (f64, &'a str)>, plot: &Plot, sizes: &Sizes, room: Rect) -> bool {
    let mut end = f64::MIN;
    for (at, label) in labels {
        let frame = time_text(label.to_owned(), plot.x(at), 0.0, sizes.tick, room).frame();
        if frame.left < end || frame.width() > room.width() {
            return false;
        }
        end = frame.right + sizes.tick * 0.7;
    }
    true
}

/// Periods of about a year that bear their own names, with the years after them up to the last target.
fn named_periods(spec: &ChartSpec) -> Vec<(f64, String)> {
    let Some(line) = spec.series.first() else { return Vec::new() };
    let yearly =
        line.points.iter().all(|point| (0.9..1.1).contains(&(point.span.1 - point.span.0))) && slot(spec) > 0.9;
    if !yearly || line.points.len() > 40 {
        return Vec::new();
    }
    let mut named: Vec<(f64, String)> = line.points.iter().map(|point| (point.at, point.label.clone())).collect();
    let end = spec.targets.iter().filter_map(|target| target_time(spec, target.at?)).fold(f64::MIN, f64::max);
    if let Some((at, label)) = named.last().cloned() {
        let coming = (1..40u8).map_while(|years| Some((at + f64::from(years), label_after(&label, years)?)));
        named.extend(coming.take_while(|(at, _)| *at <= end + 0.01));
    }
    named
}

/// The label `years` after `label`, where it is a year (`2024`) or a pair of years (`2024/25`).
fn label_after(label: &str, years: u8) -> Option<String> {
    let year: u32 = label.get(..4)?.parse().ok()?;
    let next = year + u32::from(years);
    let rest = label.get(4..)?;
    let mut letters = rest.chars();
    match (letters.next(), letters.as_str().parse::<u32>()) {
        (None, _) => Some(next.to_string()),
        (Some(sign), Ok(_)) if rest.chars().count() == 3 => Some(format!("{next}{sign}{:02}", (next + 1) % 100)),
        _ => None,
    }
}

/// Every name, or every second, fifth, … so that they stand apart; counted so that the last figure keeps its own.
fn thinned(named: &[(f64, String)], plot: &Plot, sizes: &Sizes, room: Rect) -> Vec<(f64, String)> {
    let most = sizes.dates + 3;
    for step in [1, 2, 3, 4, 5, 10, 20, 40] {
        let kept: Vec<(f64, String)> = named
            .iter()
            .enumerate()
            .filter(|(index, name)| on_step(*index, name, step))
            .map(|(_, name)| name.clone())
            .collect();
        if kept.len() <= most && apart(kept.iter().map(|(at, label)| (*at, label.as_str())), plot, sizes, room) {
            return kept;
        }
    }
    Vec::new()
}

fn on_step(index: usize, (_, label): &(f64, String), step: usize) -> bool {
    let year = label.get(..4).and_then(|year| year.parse::<usize>().ok());
    year.unwrap_or(index).is_multiple_of(step)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn years_and_pairs_of_years_go_on() {
        assert_eq!(label_after("2024", 6).as_deref(), Some("2030"));
        assert_eq!(label_after("2024/25", 3).as_deref(), Some("2027/28"));
        assert_eq!(label_after("2098–99", 1).as_deref(), Some("2099–00"));
        assert_eq!(label_after("Q1 2024", 1), None);
        assert_eq!(label_after("2024 Q1", 1), None);
    }
}
