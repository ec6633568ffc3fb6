//! A sparkline: the line, its last point and the target in it; no axes and no words but the stamp.
//!
//! In: a spec of kind sparkline. Out: a layout. Invariant: nothing is drawn beyond the frame.

use super::marks;
use super::sizes::Sizes;
use super::{Layout, Sheet, axes, page};
use crate::chart::geometry::{Plot, Rect};
use crate::chart::place::Space;
use crate::chart::spec::ChartSpec;

/// Lays a sparkline out.
pub fn lay_out(spec: &ChartSpec) -> Layout {
    let sizes = Sizes { dot: 3.4, stroke: 1.8, ..Sizes::of(spec.size) };
    let frame = Rect::at(0.0, 0.0, f64::from(spec.size.width), f64::from(spec.size.height));
    let scale = axes::scale(spec, &sizes);
    let plot = Plot::new(frame.grown(-sizes.dot * 1.6), scale.time, axes::value_range(spec));
    let layout = Layout {
        frame,
        plot,
        rules: Vec::new(),
        marks: Vec::new(),
        leaders: Vec::new(),
        stamp: None,
        texts: Vec::new(),
    };
    let mut sheet = Sheet { spec, sizes, layout, space: Space::new(frame) };
    marks::draw(&mut sheet);
    sheet.layout.stamp = page::stamp(spec, &plot);
    sheet.layout
}
