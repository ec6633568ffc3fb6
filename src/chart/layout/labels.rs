//! The labels in the plot: values at the ends, names of targets, values of bars and dots, breaks.
//!
//! In: a sheet with its marks. Out: texts that cover no other text, with leaders where they lie away from their point.
//! Invariant: labels are placed in order of what matters (the last value first); what finds no room is shortened, then left out.

use super::axes::{target_time, valued};
use super::marks::{bar_time, breaks};
use super::sizes::Sizes;
use super::text::{ASCENT, Align, DESCENT, Text};
use super::{Rule, Sheet, Stroke};
use crate::chart::geometry::Rect;
use crate::chart::metrics::{Face, shortened, width, wrap};
use crate::chart::number::NumberStyle;
use crate::chart::place::{Found, Side, push_apart};
use crate::chart::spec::{ChartSpec, Kind, Line, Point, Remark, TargetMark};

const SERIES: [&str; 5] = ["label s1", "label s2", "label s3", "label s4", "label s5"];
/// Lines of a label are this far apart, in font sizes.
const LEADING: f64 = 1.18;

/// A label of one or more lines, each a strong and a plain part.
struct Block {
    class: &'static str,
    size: f64,
    lines: Vec<(String, String)>,
}

impl Block {
    fn one(class: &'static str, size: f64, strong: String, plain: String) -> Block {
        Block { class, size, lines: vec![(strong, plain)] }
    }

    fn extent(&self) -> (f64, f64) {
        let wide = |(strong, plain): &(String, String)| {
            width(strong, Face::SemiBold, self.size) + width(plain, Face::Regular, self.size)
        };
        let more = f64::from(u32::try_from(self.lines.len().saturating_sub(1)).unwrap_or(0));
        (self.lines.iter().map(wide).fold(0.0, f64::max), self.size * (ASCENT + DESCENT + more * LEADING))
    }
}

/// Places all labels.
pub fn place(sheet: &mut Sheet<'_>) {
    place_ends(sheet);
    let (in_force, replaced): (Vec<_>, Vec<_>) = sheet.spec.targets.iter().partition(|target| !target.replaced);
    for target in in_force.into_iter().chain(replaced) {
        place_target(sheet, target);
    }
    if sheet.spec.kind != Kind::Trend {
        place_values(sheet);
    }
    for at in breaks(sheet) {
        let words = sheet.spec.words.break_in_series.clone();
        place_beside(sheet, at, words, (12, 0.3));
    }
    let spec = sheet.spec;
    for remark in &spec.remarks {
        place_remark(sheet, remark);
    }
}

fn style(spec: &ChartSpec) -> NumberStyle<'_> {
    NumberStyle { decimals: spec.decimals, prefix: &spec.prefix, suffix: &spec.suffix }
}

/// The forms of a series' end label, the fullest first.
fn end_blocks(spec: &ChartSpec, sizes: &Sizes, index: usize, line: &Line, room: f64) -> Vec<Block> {
    let Some((point, value)) = valued(line).next_back() else { return Vec::new() };
    let (class, size) = (SERIES[index.min(4)], sizes.label);
    let number = style(spec).write(value);
    let short = Block::one(class, size, number.clone(), String::new());
    if spec.series.len() > 1 && !line.label.is_empty() {
        return named_ends(class, size, number, &line.label, room * 0.42);
    }
    if point.label.is_empty() || spec.kind != Kind::Trend {
        return vec![short];
    }
    let lines = vec![(number, String::new()), (String::new(), point.label.clone())];
    let mut blocks = vec![Block { class, size, lines }];
    blocks.retain(|block| block.extent().0 <= room * 0.3);
    blocks.push(short);
    blocks
}

/// Among several series the name matters more than the value.
fn named_ends(class: &'static str, size: f64, number: String, name: &str, room: f64) -> Vec<Block> {
    let full = Block::one(class, size, number, format!(" {name}"));
    let short = Block::one(class, size, String::new(), shortened(name, Face::Regular, size, room));
    if full.extent().0 <= room { vec![full, short] } else { vec![short] }
}

/// The width to keep free to the right of the plot for the labels at the ends.
pub fn gutter(spec: &ChartSpec, sizes: &Sizes, room: f64) -> f64 {
    if spec.kind == Kind::Bars || spec.kind == Kind::Dots && spec.series.len() == 1 {
        return sizes.dot;
    }
    let blocks = spec
        .series
        .iter()
        .enumerate()
        .filter_map(|(index, line)| end_blocks(spec, sizes, index, line, room).into_iter().next());
    blocks.map(|block| block.extent().0).fold(0.0, f64::max) + sizes.dot + sizes.label * 0.5
}

fn end_sides(spec: &ChartSpec, below: bool) -> &'static [Side] {
    match spec.kind {
        Kind::Bars if below => &[Side::Below, Side::Above],
        Kind::Bars if spec.series.len() > 1 => {
            &[Side::Above, Side::Right, Side::AboveRight, Side::AboveLeft, Side::Below]
        }
        Kind::Bars | Kind::Dots if spec.series.len() == 1 => &[Side::Above, Side::Below],
        _ => &[
            Side::Right,
            Side::AboveRight,
            Side::BelowRight,
            Side::Above,
            Side::Below,
            Side::AboveLeft,
            Side::BelowLeft,
        ],
    }
}

/// Pushes the end labels of several series apart, then places each, the headline first.
fn place_ends(sheet: &mut Sheet<'_>) {
    let spec = sheet.spec;
    let ends: Vec<(usize, &Line, (f64, f64))> = spec
        .series
        .iter()
        .enumerate()
        .filter_map(|(index, line)| Some((index, line, end_anchor(sheet, index, line)?)))
        .collect();
    let wanted: Vec<f64> = ends.iter().map(|(_, _, anchor)| anchor.1).collect();
    let (high, area) = (sheet.sizes.label * (ASCENT + DESCENT), sheet.layout.plot.area);
    let apart = push_apart(&wanted, high + 4.5, (area.top - high * 0.5, area.bottom - high * 0.5 - 1.0));
    for ((index, line, anchor), y) in ends.into_iter().zip(apart) {
        let blocks = end_blocks(spec, &sheet.sizes, index, line, sheet.layout.frame.width());
        let aim = if spec.kind == Kind::Trend { (anchor.0, y) } else { anchor };
        let clearance =
            if spec.kind == Kind::Bars { sheet.sizes.label * 0.25 } else { sheet.sizes.dot + sheet.sizes.label * 0.25 };
        let below = valued(line).next_back().is_some_and(|(_, value)| value < 0.0);
        place_near(sheet, &blocks, aim, clearance, end_sides(spec, below));
    }
}

/// Where the last figure of a series lies; on top of its bar.
fn end_anchor(sheet: &Sheet<'_>, index: usize, line: &Line) -> Option<(f64, f64)> {
    let (point, value) = valued(line).next_back()?;
    Some(anchor_of(sheet, index, point, value))
}

fn anchor_of(sheet: &Sheet<'_>, index: usize, point: &Point, value: f64) -> (f64, f64) {
    let at = if sheet.spec.kind == Kind::Bars {
        let (from, to) = bar_time(sheet, index, point);
        f64::midpoint(from, to)
    } else {
        point.at
    };
    sheet.layout.plot.point((at, value))
}

/// Places the first form that finds room without hiding much; else whichever hides least.
fn place_near(sheet: &mut Sheet<'_>, blocks: &[Block], anchor: (f64, f64), clearance: f64, sides: &[Side]) -> bool {
    let tight = |block: &Block| match (sheet.spec.kind, sides.first()) {
        (Kind::Bars, Some(side)) => sheet.space.find_tight(block.extent(), anchor, clearance, *side),
        _ => None,
    };
    let find = |block: &Block| tight(block).or_else(|| sheet.space.find(block.extent(), anchor, clearance, sides));
    let mut best: Option<(Found, &Block)> = None;
    for block in blocks {
        let Some(found) = find(block) else { continue };
        if best.as_ref().is_none_or(|(least, _)| found.cost + 6.0 < least.cost) {
            best = Some((found, block));
        }
        if best.as_ref().is_some_and(|(least, _)| least.cost < 8.0) {
            break;
        }
    }
    let Some((found, block)) = best else { return false };
    lead(sheet, found.frame, anchor, clearance + block.size * 0.9);
    put(sheet, block, found.frame, alignment(found.side));
    true
}

fn alignment(side: Side) -> Align {
    match side {
        Side::Left | Side::AboveLeft | Side::BelowLeft => Align::End,
        Side::Above | Side::Below => Align::Middle,
        Side::Right | Side::AboveRight | Side::BelowRight => Align::Start,
    }
}

/// A thin line from a label that lies further than `far` away to its point.
fn lead(sheet: &mut Sheet<'_>, frame: Rect, anchor: (f64, f64), far: f64) {
    if frame.distance(anchor) <= far {
        return;
    }
    let near = (anchor.0.clamp(frame.left, frame.right), anchor.1.clamp(frame.top, frame.bottom));
    let ends = [near, (anchor.0 + (near.0 - anchor.0) * 0.25, anchor.1 + (near.1 - anchor.1) * 0.25)];
    let stroke = Stroke::solid(sheet.sizes.hairline);
    sheet.layout.leaders.push(Rule { class: "leader", ends, stroke });
}

fn put(sheet: &mut Sheet<'_>, block: &Block, frame: Rect, align: Align) {
    let x = match align {
        Align::Start => frame.left,
        Align::Middle => f64::midpoint(frame.left, frame.right),
        Align::End => frame.right,
    };
    let mut baseline = frame.top + block.size * ASCENT;
    for (strong, plain) in block.lines.iter().cloned() {
        let text = Text {
            strong,
            plain,
            align,
            halo: true,
            ..Text::plain(block.class, String::new(), x, baseline, block.size)
        };
        sheet.write(text);
        baseline += block.size * LEADING;
    }
    sheet.space.take(frame);
}

fn place_target(sheet: &mut Sheet<'_>, target: &TargetMark) {
    let blocks = target_blocks(sheet, target);
    let plot = sheet.layout.plot;
    let Some(at) = target.at.and_then(|at| target_time(sheet.spec, at)) else {
        place_level(sheet, &blocks, plot.y(target.value));
        return;
    };
    let sides = [
        Side::AboveLeft,
        Side::Left,
        Side::BelowLeft,
        Side::Above,
        Side::Below,
        Side::Right,
        Side::AboveRight,
        Side::BelowRight,
    ];
    let clearance = sheet.sizes.dot * 1.35 + sheet.sizes.label * 0.3;
    place_near(sheet, &blocks, plot.point((at, target.value)), clearance, &sides);
}

/// The forms of a target's label: on one line, on two, short.
fn target_blocks(sheet: &Sheet<'_>, target: &TargetMark) -> Vec<Block> {
    let (class, size) = (if target.replaced { "label replaced" } else { "label target" }, sheet.sizes.label);
    let room = sheet.layout.plot.area.width();
    let form = |lines: Vec<String>| Block {
        class,
        size,
        lines: lines.into_iter().map(|line| (String::new(), line)).collect(),
    };
    let full = width(&target.label, Face::Regular, size);
    let short = if target.replaced {
        format!("{} ({})", target.short_label, sheet.spec.words.replaced)
    } else {
        target.short_label.clone()
    };
    let mut forms = Vec::new();
    if full <= room * 0.6 {
        forms.push(form(vec![target.label.clone()]));
    }
    if full <= room * 1.1 {
        let half = (full * 0.56).max(size * 8.0);
        forms.push(form(wrap(&target.label, Face::Regular, size, half, 3)));
    }
    forms.push(form(vec![short]));
    forms.retain(|block| block.extent().0 > 0.0 && block.lines.iter().all(|line| !line.1.ends_with('…')));
    forms
}

fn place_level(sheet: &mut Sheet<'_>, blocks: &[Block], y: f64) {
    let area = sheet.layout.plot.area;
    let clearance = sheet.sizes.label * 0.25;
    for block in blocks {
        if let Some(found) = sheet.space.find_along(block.extent(), (area.left, area.right), y, clearance) {
            put(sheet, block, found.frame, Align::Start);
            return;
        }
    }
}

/// Values of the bars or dots before the last, if all of them fit beside each other.
fn place_values(sheet: &mut Sheet<'_>) {
    let spec = sheet.spec;
    let [line] = spec.series.as_slice() else { return };
    let size = sheet.sizes.label;
    let values: Vec<(&Point, f64)> = valued(line).collect();
    let block = |value: f64| Block::one("label value", size, String::new(), style(spec).write(value));
    let widest = values.iter().map(|(_, value)| block(*value).extent().0).fold(0.0, f64::max);
    let pixels = sheet.layout.plot.pixels_a_year();
    if values.windows(2).any(|pair| (pair[1].0.at - pair[0].0.at) * pixels < widest + size * 0.4) {
        return;
    }
    let earlier = values.len().saturating_sub(1);
    let clearance = if spec.kind == Kind::Bars { size * 0.25 } else { sheet.sizes.dot * 1.25 + size * 0.25 };
    for (point, value) in values.into_iter().take(earlier) {
        let block = block(value);
        let outward = if value < 0.0 && spec.kind == Kind::Bars { Side::Below } else { Side::Above };
        let anchor = anchor_of(sheet, 0, point, value);
        let tight = |towards| sheet.space.find_tight(block.extent(), anchor, clearance, towards);
        if let Some(found) =
            tight(outward).or_else(|| tight(if spec.kind == Kind::Bars { outward } else { Side::Below }))
        {
            put(sheet, &block, found.frame, Align::Middle);
        }
    }
}

/// What is said of a remark: in full, else shortly, else not at all.
fn place_remark(sheet: &mut Sheet<'_>, remark: &Remark) {
    let Some(at) = target_time(sheet.spec, remark.at) else { return };
    let size = sheet.sizes.tick;
    let Some(value) = remark.value else {
        let fits = width(&remark.label, Face::Regular, size) < sheet.layout.plot.area.width() * 0.4;
        let words = if fits { &remark.label } else { &remark.short_label };
        place_beside(sheet, at, words.clone(), (40, 0.04));
        return;
    };
    let anchor = sheet.layout.plot.point((at, value));
    let sides = [Side::Above, Side::AboveRight, Side::BelowRight, Side::Below, Side::AboveLeft, Side::BelowLeft];
    let free = |words: &String| {
        let block = Block::one("label break", size, String::new(), words.clone());
        let found = sheet.space.find(block.extent(), anchor, sheet.sizes.dot + size * 0.2, &sides)?;
        (found.cost < 30.0).then_some((block, found))
    };
    if let Some((block, found)) = [&remark.label, &remark.short_label].into_iter().find_map(free) {
        lead(sheet, found.frame, anchor, sheet.sizes.dot + size * 1.1);
        put(sheet, &block, found.frame, alignment(found.side));
    }
}

/// Words beside an upright line, in one of the first lines from the top; each pixel further down costs as much as said.
fn place_beside(sheet: &mut Sheet<'_>, at: f64, words: String, (lines, cost): (u8, f64)) {
    let size = sheet.sizes.tick;
    let block = Block::one("label break", size, String::new(), words);
    let (x, top) = (sheet.layout.plot.x(at), sheet.layout.plot.area.top);
    let (wide, high) = block.extent();
    let candidates = (0..lines).flat_map(|step| {
        let y = top + f64::from(step) * high;
        [
            (Align::Start, Rect::at(x + size * 0.4, y, wide, high)),
            (Align::End, Rect::at(x - size * 0.4 - wide, y, wide, high)),
        ]
    });
    let free = candidates.filter(|(_, frame)| sheet.space.is_free(frame));
    let best = free
        .map(|(align, frame)| (sheet.space.covered(&frame) + (frame.top - top) * cost, align, frame))
        .min_by(|left, right| left.0.total_cmp(&right.0));
    if let Some((_, align, frame)) = best {
        put(sheet, &block, frame, align);
    }
}
