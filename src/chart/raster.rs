//! PNG: the standalone SVG through resvg, with the embedded fonts and no others.
//!
//! In: SVG text, a scale. Out: PNG bytes. Invariant: the picture is the SVG's; no font of the machine is looked at.

use super::metrics::{REGULAR, SEMIBOLD};
use resvg::tiny_skia::{Pixmap, Transform};
use resvg::usvg::{self, fontdb};
use std::sync::{Arc, OnceLock};

/// Why a chart could not be drawn as PNG.
#[derive(Debug, thiserror::Error)]
pub enum ChartError {
    /// The SVG was refused: a fault of this room.
    #[error("cannot draw the chart: its SVG was refused ({0}); report this with the chart's specification")]
    Refused(#[from] usvg::Error),
    /// No picture of this size.
    #[error(
        "cannot draw a picture of {width} × {height} pixels; choose a scale that gives 1 to {LARGEST} pixels on each side"
    )]
    Size {
        /// Width asked.
        width: f32,
        /// Height asked.
        height: f32,
    },
    /// The PNG could not be written.
    #[error("cannot write the PNG: {0}")]
    Encoding(#[from] png::EncodingError),
}

/// The largest side of a picture, in pixels.
const LARGEST: f32 = 8_192.0;
const FAMILY: &str = "Headway Sans";

fn fonts() -> Arc<fontdb::Database> {
    static FONTS: OnceLock<Arc<fontdb::Database>> = OnceLock::new();
    let fonts = FONTS.get_or_init(|| {
        let mut fonts = fontdb::Database::new();
        for face in [REGULAR, SEMIBOLD] {
            fonts.load_font_source(fontdb::Source::Binary(Arc::new(face)));
        }
        fonts.set_sans_serif_family(FAMILY);
        Arc::new(fonts)
    });
    Arc::clone(fonts)
}

/// Draws `svg` at `scale` times its size.
pub fn png(svg: &str, scale: f32) -> Result<Vec<u8>, ChartError> {
    let options = usvg::Options { font_family: FAMILY.to_owned(), fontdb: fonts(), ..usvg::Options::default() };
    let tree = usvg::Tree::from_str(svg, &options)?;
    let (width, height) = ((tree.size().width() * scale).round(), (tree.size().height() * scale).round());
    let mut picture = blank(width, height).ok_or(ChartError::Size { width, height })?;
    resvg::render(&tree, Transform::from_scale(scale, scale), &mut picture.as_mut());
    encode(&picture)
}

#[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "the range is checked first")]
fn blank(width: f32, height: f32) -> Option<Pixmap> {
    let possible = 1.0..=LARGEST;
    if !possible.contains(&width) || !possible.contains(&height) {
        return None;
    }
    Pixmap::new(width as u32, height as u32)
}

/// The picture is opaque: three channels are enough.
fn encode(picture: &Pixmap) -> Result<Vec<u8>, ChartError> {
    let mut colours = Vec::with_capacity(picture.data().len() / 4 * 3);
    for pixel in picture.data().chunks_exact(4) {
        colours.extend_from_slice(&pixel[..3]);
    }
    let mut bytes = Vec::with_capacity(64 * 1024);
    let mut encoder = png::Encoder::new(&mut bytes, picture.width(), picture.height());
    encoder.set_color(png::ColorType::Rgb);
    encoder.set_depth(png::BitDepth::Eight);
    encoder.set_compression(png::Compression::Fast);
    encoder.write_header()?.write_image_data(&colours)?;
    Ok(bytes)
}
