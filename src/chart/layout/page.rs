//! What stands around the plot: title, subtitle and unit above, source below, stamp behind.
//!
//! In: a spec and the room. Out: texts, and the room that is left for the plot with its axis labels.
//! Invariant: the plot keeps its share of the height; words give way in a fixed order, the title last.

use super::axes::Scale;
use super::sizes::Sizes;
use super::text::{Align, Text};
use crate::chart::geometry::{Plot, Rect};
use crate::chart::metrics::{Face, width, wrap, wrap_balanced};
use crate::chart::spec::ChartSpec;

/// Texts around the plot, and the room between them.
pub struct Page {
    /// Title, subtitle, unit and source lines.
    pub texts: Vec<Text>,
    /// What is left.
    pub room: Rect,
}

/// Most lines of title, subtitle and source, from generous to bare.
const ALLOWANCES: [(usize, usize, usize); 8] =
    [(4, 3, 3), (4, 2, 3), (4, 2, 2), (4, 1, 2), (4, 0, 2), (3, 0, 2), (3, 0, 1), (2, 0, 0)];
/// The share of the height that the plot keeps.
const PLOT_SHARE: f64 = 0.42;

/// Sets the words around the plot.
pub fn set(spec: &ChartSpec, sizes: &Sizes, room: Rect, scale: &Scale) -> Page {
    let needed = room.height() * PLOT_SHARE;
    let mut page = set_within(spec, sizes, room, scale, ALLOWANCES[0]);
    for allowance in &ALLOWANCES[1..] {
        if page.room.height() >= needed {
            break;
        }
        page = set_within(spec, sizes, room, scale, *allowance);
    }
    page
}

fn set_within(spec: &ChartSpec, sizes: &Sizes, room: Rect, scale: &Scale, most: (usize, usize, usize)) -> Page {
    let mut column = Column { texts: Vec::new(), left: room.left, y: room.top };
    let title = wrap_balanced(&spec.title, Face::SemiBold, sizes.title, room.width(), most.0);
    column.add(title, sizes.title, 1.18, |words, x, y, size| Text::strong("title", words, x, y, size));
    let mut subtitle = wrap(&spec.subtitle, Face::Regular, sizes.subtitle, room.width(), 9);
    if subtitle.len() > most.1 {
        subtitle.clear(); // left out rather than cut: it is in the text alternative as well
    }
    column.gap(if subtitle.is_empty() { 0.0 } else { sizes.subtitle * 0.3 });
    column.add(subtitle, sizes.subtitle, 1.28, |words, x, y, size| Text::plain("subtitle", words, x, y, size));
    column.gap(if column.texts.is_empty() { 0.0 } else { sizes.tick * 0.7 });
    let unit = wrap(&scale.unit_line(spec), Face::Regular, sizes.tick, room.width(), 2);
    column.add(unit, sizes.tick, 1.25, |words, x, y, size| Text::plain("unit", words, x, y, size));
    let top = column.y;
    let source = wrap(&spec.source, Face::Regular, sizes.source, room.width(), most.2);
    let bottom = foot(&mut column, source, sizes.source, room.bottom);
    Page { texts: column.texts, room: Rect { top, bottom, ..room } }
}

/// Puts the source lines at the bottom and gives the bottom of what is left.
fn foot(column: &mut Column, lines: Vec<String>, size: f64, bottom: f64) -> f64 {
    if lines.is_empty() {
        return bottom;
    }
    let count = f64::from(u32::try_from(lines.len()).unwrap_or(u32::MAX));
    column.y = bottom - count * size * 1.25;
    let top = column.y - size * 0.6;
    column.add(lines, size, 1.25, |words, x, y, size| Text::plain("source", words, x, y, size));
    top
}

struct Column {
    texts: Vec<Text>,
    left: f64,
    y: f64,
}

impl Column {
    fn gap(&mut self, by: f64) {
        self.y += by;
    }

    fn add(&mut self, lines: Vec<String>, size: f64, leading: f64, make: impl Fn(String, f64, f64, f64) -> Text) {
        for words in lines {
            self.texts.push(make(words, self.left, self.y + size * (leading - 0.24), size));
            self.y += size * leading;
        }
    }
}

/// The stamp: as large as the plot allows, behind everything.
pub fn stamp(spec: &ChartSpec, plot: &Plot) -> Option<Text> {
    let words = spec.stamp.clone().filter(|words| !words.is_empty())?;
    let area = &plot.area;
    let size = (area.width() * 0.8 / width(&words, Face::SemiBold, 1.0)).min(area.height() * 0.5);
    let (x, y) = (f64::midpoint(area.left, area.right), f64::midpoint(area.top, area.bottom));
    Some(Text::strong("stamp", words, x, y + size * 0.33, size).aligned(Align::Middle))
}
