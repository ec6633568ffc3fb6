//! Charts in three layers: spec (what, no pixels) → layout (where, with measured text) → render (dumb SVG, then PNG).
//!
//! In: a [`spec::ChartSpec`]. Out: SVG text, or PNG bytes. Invariant: the same spec and style make the same bytes; text is measured
//! with the font that it is drawn in; nothing here knows an outcome by name, a file or HTTP.

pub mod spec;

pub use spec::ChartSpec;

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
    let _ = (spec, dress);
    todo!()
}

/// Draws `spec` as PNG at `scale` times its size.
pub fn png(spec: &ChartSpec, scale: f32) -> Vec<u8> {
    let _ = (spec, scale);
    todo!()
}

/// The constant style of a standalone SVG: its hash goes into the Content-Security-Policy.
pub const STANDALONE_STYLE: &str = "";
