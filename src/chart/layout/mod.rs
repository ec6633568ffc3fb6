//! Layout: where everything of a chart lies, with measured text. Reads as the steps.
//!
//! In: a [`ChartSpec`]. Out: a [`Layout`] that only needs to be written down.
//! Invariant: every text lies within the frame and none overlaps another (the stamp behind them apart); no colour and no SVG here.

mod axes;
mod labels;
mod marks;
mod page;
mod sizes;
mod sparkline;
mod text;

pub use text::{Align, Text};

use super::Dress;
use super::geometry::{Plot, Rect};
use super::place::Space;
use super::spec::{ChartSpec, Kind};
use sizes::Sizes;

/// A chart, laid out.
#[derive(Clone, Debug)]
pub struct Layout {
    /// The whole picture.
    pub frame: Rect,
    /// Where the data lie, and their ranges.
    pub plot: Plot,
    /// Lines drawn in pixels, under the data.
    pub rules: Vec<Rule>,
    /// What is drawn in data coordinates, in drawing order.
    pub marks: Vec<Mark>,
    /// Lines from a label to its point, in pixels, over the data.
    pub leaders: Vec<Rule>,
    /// The stamp, behind everything.
    pub stamp: Option<Text>,
    /// All other text.
    pub texts: Vec<Text>,
}

/// A straight line in pixels.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Rule {
    /// What it is: `grid`, `axis`, `break`, `leader`.
    pub class: &'static str,
    /// Its ends.
    pub ends: [(f64, f64); 2],
    /// Its width and dash.
    pub stroke: Stroke,
}

/// How a line is drawn.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Stroke {
    /// Width in pixels.
    pub width: f64,
    /// Dash and gap in pixels.
    pub dash: Option<(f64, f64)>,
}

impl Stroke {
    /// An unbroken line.
    pub fn solid(width: f64) -> Stroke {
        Stroke { width, dash: None }
    }

    /// A dashed line.
    pub fn dashed(width: f64, dash: f64, gap: f64) -> Stroke {
        Stroke { width, dash: Some((dash, gap)) }
    }
}

/// Something drawn in data coordinates (decimal year, value).
#[derive(Clone, Debug, PartialEq)]
pub struct Mark {
    /// What it is: `line s1`, `bar s1 provisional`, `target`.
    pub class: &'static str,
    /// Its form.
    pub shape: Shape,
    /// Its line.
    pub stroke: Stroke,
}

/// The form of a mark.
#[derive(Clone, Debug, PartialEq)]
pub enum Shape {
    /// A line through points.
    Line(Vec<(f64, f64)>),
    /// A bar from one corner to the other.
    Bar((f64, f64), (f64, f64)),
    /// A circle around a point, with its radius in pixels.
    Dot((f64, f64), f64),
    /// A diamond around a point, with its radius in pixels.
    Diamond((f64, f64), f64),
}

/// A chart while it is being laid out.
struct Sheet<'a> {
    spec: &'a ChartSpec,
    sizes: Sizes,
    layout: Layout,
    space: Space,
}

impl Sheet<'_> {
    /// Puts a text down and takes its room.
    fn write(&mut self, text: Text) {
        self.space.take(text.frame());
        self.layout.texts.push(text);
    }
}

/// Lays `spec` out.
pub fn lay_out(spec: &ChartSpec, dress: Dress) -> Layout {
    if spec.kind == Kind::Sparkline {
        return sparkline::lay_out(spec);
    }
    let mut sheet = without_labels(spec, dress);
    labels::place(&mut sheet);
    sheet.layout
}

/// Lays `spec` out but for the labels within the plot: what the benchmark measures before placement.
pub fn lay_out_unlabelled(spec: &ChartSpec, dress: Dress) -> Layout {
    if spec.kind == Kind::Sparkline { sparkline::lay_out(spec) } else { without_labels(spec, dress).layout }
}

fn without_labels(spec: &ChartSpec, dress: Dress) -> Sheet<'_> {
    let sizes = Sizes::of(spec.size);
    let frame = Rect::at(0.0, 0.0, f64::from(spec.size.width), f64::from(spec.size.height));
    let margin = if dress == Dress::Page { sizes.margin.min(2.0) } else { sizes.margin };
    let room = frame.grown(-margin);
    let scale = axes::scale(spec, &sizes);
    let page = page::set(spec, &sizes, room, &scale);
    let plot = axes::plot(spec, &sizes, page.room, &scale);
    let layout = Layout {
        frame,
        plot,
        rules: Vec::new(),
        marks: Vec::new(),
        leaders: Vec::new(),
        stamp: None,
        texts: Vec::new(),
    };
    let mut sheet = Sheet { spec, sizes, layout, space: Space::new(label_room(&page.room, &plot)) };
    for text in page.texts {
        sheet.write(text);
    }
    axes::draw(&mut sheet, &scale, room);
    marks::draw(&mut sheet);
    sheet.layout.stamp = page::stamp(spec, &plot);
    sheet
}

/// Labels may use the gutter to the right of the plot, and the room above it.
fn label_room(page: &Rect, plot: &Plot) -> Rect {
    Rect { left: plot.area.left, top: page.top, right: page.right, bottom: plot.area.bottom - 1.0 }
}

#[cfg(test)]
mod tests;
