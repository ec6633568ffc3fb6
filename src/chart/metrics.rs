//! The width of text, from the font that it is drawn in.
//!
//! In: text, a face, a size in CSS pixels. Out: widths, wrapped lines.
//! Invariant: a width is the exact sum of the glyphs' advances; kerning, which mostly narrows, is left out, so text never needs
//! more room than is measured here.

use ab_glyph::{Font, FontRef};
use std::sync::OnceLock;

/// The regular face, embedded.
pub const REGULAR: &[u8] = include_bytes!("../../assets/fonts/HeadwaySans-Regular.ttf");
/// The semibold face, embedded.
pub const SEMIBOLD: &[u8] = include_bytes!("../../assets/fonts/HeadwaySans-SemiBold.ttf");

/// A weight of the one family.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Face {
    /// For text.
    Regular,
    /// For emphasis.
    SemiBold,
}

/// Characters whose advances are kept in a table: Latin with its extensions.
const TABLE: u16 = 0x250;
/// What an unreadable font would be taken for; a test sees that it never is.
const FALLBACK_EM: f64 = 0.6;

struct Metrics {
    font: FontRef<'static>,
    em: f64,
    latin: Vec<f64>,
}

impl Metrics {
    fn read(bytes: &'static [u8]) -> Option<Metrics> {
        let font = FontRef::try_from_slice(bytes).ok()?;
        let em = f64::from(font.units_per_em()?);
        let latin = (0..TABLE).map(|code| advance(&font, char::from_u32(u32::from(code)).unwrap_or(' '))).collect();
        Some(Metrics { font, em, latin })
    }

    fn units(&self, letter: char) -> f64 {
        let at = usize::try_from(u32::from(letter)).unwrap_or(usize::MAX);
        self.latin.get(at).copied().unwrap_or_else(|| advance(&self.font, letter))
    }
}

fn advance(font: &FontRef<'_>, letter: char) -> f64 {
    f64::from(font.h_advance_unscaled(font.glyph_id(letter)))
}

fn metrics(face: Face) -> Option<&'static Metrics> {
    static FACES: OnceLock<[Option<Metrics>; 2]> = OnceLock::new();
    let faces = FACES.get_or_init(|| [Metrics::read(REGULAR), Metrics::read(SEMIBOLD)]);
    match face {
        Face::Regular => faces[0].as_ref(),
        Face::SemiBold => faces[1].as_ref(),
    }
}

/// The width of `text` at `size` pixels.
pub fn width(text: &str, face: Face, size: f64) -> f64 {
    let ems: f64 = match metrics(face) {
        Some(known) => text.chars().map(|letter| known.units(letter)).sum::<f64>() / known.em,
        None => text.chars().map(|_| FALLBACK_EM).sum(),
    };
    ems * size
}

/// Breaks `text` into at most `most` lines no wider than `room`; what does not fit ends in an ellipsis.
pub fn wrap(text: &str, face: Face, size: f64, room: f64, most: usize) -> Vec<String> {
    let mut lines = greedy(text, face, size, room);
    if lines.len() > most {
        let rest = lines.split_off(most.saturating_sub(1)).join(" ");
        lines.push(format!("{rest}…"));
    }
    lines.truncate(most);
    lines.into_iter().map(|line| shortened(&line, face, size, room)).collect()
}

/// As [`wrap`], with lines of about the same length: for titles.
pub fn wrap_balanced(text: &str, face: Face, size: f64, room: f64, most: usize) -> Vec<String> {
    let lines = greedy(text, face, size, room);
    if lines.len() < 2 || lines.len() > most {
        return wrap(text, face, size, room, most);
    }
    let (mut narrow, mut wide) = (room * 0.5, room);
    for _ in 0..5 {
        let middle = f64::midpoint(narrow, wide);
        if greedy(text, face, size, middle).len() > lines.len() { narrow = middle } else { wide = middle }
    }
    wrap(text, face, size, wide, most)
}

fn greedy(text: &str, face: Face, size: f64, room: f64) -> Vec<String> {
    let space = width(" ", face, size);
    let mut lines: Vec<String> = Vec::new();
    let mut used = 0.0;
    for word in text.split(' ').filter(|word| !word.is_empty()) {
        let wide = width(word, face, size);
        match lines.last_mut() {
            Some(line) if used + space + wide <= room => {
                line.push(' ');
                line.push_str(word);
                used += space + wide;
            }
            _ => {
                lines.push(word.to_owned());
                used = wide;
            }
        }
    }
    lines
}

/// `line`, cut so that it fits with an ellipsis; empty if not even the ellipsis fits.
pub fn shortened(line: &str, face: Face, size: f64, room: f64) -> String {
    if width(line, face, size) <= room {
        return line.to_owned();
    }
    let mut kept = line.trim_end_matches('…').to_owned();
    while kept.pop().is_some() {
        let cut = format!("{}…", kept.trim_end_matches([' ', ',', ';', ':', '.']));
        if width(&cut, face, size) <= room {
            return cut;
        }
    }
    String::new()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_width_is_the_exact_sum_of_the_advances() {
        for (face, bytes) in [(Face::Regular, REGULAR), (Face::SemiBold, SEMIBOLD)] {
            let font = FontRef::try_from_slice(bytes).unwrap();
            let text = "84,000 heat pumps; Caerdydd ŵŷ −3.5% → £1–2 ≥";
            let units: f32 = text.chars().map(|letter| font.h_advance_unscaled(font.glyph_id(letter))).sum();
            assert!(text.chars().all(|letter| font.glyph_id(letter).0 != 0), "every letter has a glyph");
            let expected = f64::from(units) / f64::from(font.units_per_em().unwrap()) * 14.0;
            assert!((width(text, face, 14.0) - expected).abs() < 1e-9);
        }
    }

    #[test]
    fn figures_are_tabular() {
        for face in [Face::Regular, Face::SemiBold] {
            let one = width("1", face, 10.0);
            assert!("0123456789".chars().all(|digit| (width(&digit.to_string(), face, 10.0) - one).abs() < 1e-9));
        }
    }

    #[test]
    fn wrapped_lines_fit_and_lose_no_word() {
        let text = "84,000 heat pumps were installed in 2024; the aim is more than 450,000 a year by 2030";
        for room in [120.0, 200.0, 333.0, 900.0] {
            for wrapped in [wrap, wrap_balanced] {
                let lines = wrapped(text, Face::SemiBold, 15.0, room, 20);
                assert!(lines.iter().all(|line| width(line, Face::SemiBold, 15.0) <= room), "{lines:?}");
                assert_eq!(lines.join(" "), text);
            }
        }
    }

    #[test]
    fn what_does_not_fit_ends_in_an_ellipsis() {
        let lines = wrap("one two three four five six seven", Face::Regular, 12.0, 50.0, 2);
        assert_eq!(lines.len(), 2);
        assert!(lines[1].ends_with('…'), "{lines:?}");
        assert!(lines.iter().all(|line| width(line, Face::Regular, 12.0) <= 50.0));
        assert_eq!(shortened("anything", Face::Regular, 12.0, 3.0), "");
        assert_eq!(wrap("", Face::Regular, 12.0, 50.0, 2), Vec::<String>::new());
    }
}
