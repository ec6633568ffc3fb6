//! Assets: style sheet, font, icon, robots.txt, built into the binary and named by their content.
//!
//! In: assets/css, assets/fonts. Out: [`Page`]s at `/assets/<name>-<hash>.<extension>`, and a few at fixed addresses.
//! Invariant: an address with a hash never changes its content.

use super::Page;
use include_dir::{Dir, include_dir};
use sha2::{Digest, Sha256};
use std::sync::LazyLock;

static CSS: Dir<'_> = include_dir!("$CARGO_MANIFEST_DIR/assets/css");
static FONT: &[u8] = include_bytes!("../../assets/fonts/SourceSans3-latin.woff2");
static FONT_LICENCE: &[u8] = include_bytes!("../../assets/fonts/LICENSE-OFL.txt");
static ICON: &str = include_str!("../../assets/icon.svg");

/// What the style sheet calls the font.
const FONT_PLACE: &str = "/assets/source-sans-3.woff2";

static HASHED: LazyLock<Hashed> = LazyLock::new(Hashed::new);

struct Hashed {
    stylesheet: Page,
    font: Page,
}

impl Hashed {
    fn new() -> Self {
        let font = hashed("source-sans-3", "woff2", "font/woff2", FONT.to_vec());
        let sheets = ["site.css", "chart.css"].into_iter().filter_map(|name| CSS.get_file(name)?.contents_utf8());
        let css = sheets.map(lighter).collect::<Vec<_>>().join("\n").replace(FONT_PLACE, &font.path);
        Self { stylesheet: hashed("site", "css", "text/css; charset=utf-8", css.into_bytes()), font }
    }
}

/// Everything that is not a page.
pub fn assets() -> Vec<Page> {
    let fixed = |path: &str, media_type, body: &[u8]| Page { path: path.to_owned(), media_type, body: body.to_vec() };
    vec![
        HASHED.stylesheet.clone(),
        HASHED.font.clone(),
        fixed("/favicon.svg", "image/svg+xml", ICON.as_bytes()),
        fixed("/assets/font-licence.txt", "text/plain; charset=utf-8", FONT_LICENCE),
        fixed("/robots.txt", "text/plain; charset=utf-8", b"User-agent: *\nDisallow: /*?as_of=\n"),
    ]
}

/// Address of the style sheet.
pub fn stylesheet() -> &'static str {
    &HASHED.stylesheet.path
}

/// Address of the font.
pub fn font() -> &'static str {
    &HASHED.font.path
}

fn hashed(name: &str, extension: &str, media_type: &'static str, body: Vec<u8>) -> Page {
    let hash = hex::encode(Sha256::digest(&body));
    let hash = hash.get(..12).unwrap_or(&hash);
    Page { path: format!("/assets/{name}-{hash}.{extension}"), media_type, body }
}

/// A style sheet without the spaces at the beginnings of its lines and without empty lines.
fn lighter(css: &str) -> String {
    css.lines().map(str::trim).filter(|line| !line.is_empty()).collect::<Vec<_>>().join("\n")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_style_sheet_names_the_font_by_its_content() {
        let css = String::from_utf8(HASHED.stylesheet.body.clone()).unwrap();
        assert!(css.contains(font()) && !css.contains(FONT_PLACE));
        assert!(assets().iter().any(|asset| asset.path == stylesheet()));
    }
}
