//! A line of text, laid out.
//!
//! In: words, face, size, place. Out: [`Text`] and the box that it takes.
//! Invariant: the box is measured with the font that is drawn.

use crate::chart::geometry::Rect;
use crate::chart::metrics::{Face, width};

/// Which part of a text lies at its `x`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Align {
    /// Its beginning.
    Start,
    /// Its middle.
    Middle,
    /// Its end.
    End,
}

/// A line of text: a strong part, then a plain one; either may be empty.
#[derive(Clone, Debug, PartialEq)]
pub struct Text {
    /// What it is: `title`, `tick`, `label s1`.
    pub class: &'static str,
    /// Words in semibold.
    pub strong: String,
    /// Words in regular.
    pub plain: String,
    /// Where `align` lies.
    pub x: f64,
    /// The line that it stands on.
    pub baseline: f64,
    /// Font size.
    pub size: f64,
    /// Alignment.
    pub align: Align,
    /// Drawn with a halo, because it may lie over lines.
    pub halo: bool,
}

/// Height of a letter with its accent above the baseline, in font sizes.
pub const ASCENT: f64 = 0.76;
/// Depth of a letter below the baseline.
pub const DESCENT: f64 = 0.22;

impl Text {
    /// A plain text that begins at `x`.
    pub fn plain(class: &'static str, words: String, x: f64, baseline: f64, size: f64) -> Text {
        Text { class, strong: String::new(), plain: words, x, baseline, size, align: Align::Start, halo: false }
    }

    /// The same in semibold.
    pub fn strong(class: &'static str, words: String, x: f64, baseline: f64, size: f64) -> Text {
        Text { strong: words, ..Text::plain(class, String::new(), x, baseline, size) }
    }

    /// The same text, aligned.
    pub fn aligned(self, align: Align) -> Text {
        Text { align, ..self }
    }

    /// Its measured width.
    pub fn width(&self) -> f64 {
        width(&self.strong, Face::SemiBold, self.size) + width(&self.plain, Face::Regular, self.size)
    }

    /// The box that it takes.
    pub fn frame(&self) -> Rect {
        let wide = self.width();
        let left = match self.align {
            Align::Start => self.x,
            Align::Middle => self.x - wide / 2.0,
            Align::End => self.x - wide,
        };
        Rect::at(left, self.baseline - self.size * ASCENT, wide, self.size * (ASCENT + DESCENT))
    }

    /// All its words.
    pub fn words(&self) -> String {
        format!("{}{}", self.strong, self.plain)
    }
}
