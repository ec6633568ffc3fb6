//! Charts in three layers: spec (what, no pixels) → layout (where, with measured text) → render (dumb SVG, then PNG).
//!
//! In: a [`spec::ChartSpec`]. Out: SVG text, or PNG bytes. Invariant: the same spec and style make the same bytes; text is measured
//! with the font that it is drawn in; nothing here knows an outcome by name, a file or HTTP.

pub mod geometry;
pub mod layout;
pub mod metrics;
mod number;
mod place;
mod raster;
mod render;
pub mod spec;
mod style;
mod svg;
mod ticks;

pub use raster::ChartError;
pub use spec::ChartSpec;
pub use style::{STANDALONE_STYLE, page_css};

/// For whom the SVG is drawn.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Dress {
    /// Inside a page: classes only, colours and font come from the page's style sheet (light, dark, print).
    Page,
    /// On its own: one constant `<style>` with literal colours for light.
    Standalone,
}

/// Draws `spec` as SVG.
pub fn svg(spec: &ChartSpec, dress: Dress) -> String {
    render::svg(spec, &layout::lay_out(spec, dress), dress)
}

/// Draws `spec` as SVG without the labels in its plot: the part of the work before label placement, for the benchmark.
pub fn svg_unlabelled(spec: &ChartSpec, dress: Dress) -> String {
    render::svg(spec, &layout::lay_out_unlabelled(spec, dress), dress)
}

/// Draws `spec` as PNG at `scale` times its size.
pub fn png(spec: &ChartSpec, scale: f32) -> Result<Vec<u8>, ChartError> {
    raster::png(&svg(spec, Dress::Standalone), scale)
}

#[cfg(test)]
mod tests;
