//! Writes SVG: groups by class, relative paths, text; knows nothing of charts.
//!
//! In: points on a grid of tenths of a pixel, classes, text. Out: SVG text.
//! Invariant: no style attribute and no script; every word is escaped; the same calls write the same bytes.

use super::layout::{Align, Stroke, Text};
use std::fmt::Write as _;

/// Tenths of a pixel.
pub type Tenths = i32;

/// Pixels as tenths.
#[expect(
    clippy::cast_possible_truncation,
    reason = "a chart is far smaller than i32 tenths of a pixel; the cast saturates"
)]
pub fn tenths(pixels: f64) -> Tenths {
    (pixels * 10.0).round() as Tenths
}

/// SVG while it is being written.
#[derive(Debug, Default)]
pub struct Svg {
    out: String,
    group: Option<(&'static str, Stroke)>,
    path: bool,
}

impl Svg {
    /// Begins a drawing with room for `capacity` bytes.
    pub fn new(capacity: usize) -> Svg {
        Svg { out: String::with_capacity(capacity), group: None, path: false }
    }

    /// Writes markup as it is.
    pub fn raw(&mut self, markup: &str) {
        self.close();
        self.out.push_str(markup);
    }

    /// Writes words between tags, escaped.
    pub fn words(&mut self, words: &str) {
        escape(&mut self.out, words);
    }

    /// Everything drawn from now on has this class and stroke.
    pub fn dress(&mut self, class: &'static str, stroke: Stroke) {
        if self.group == Some((class, stroke)) {
            return;
        }
        self.close();
        let _ = write!(self.out, "<g class=\"{class}\" stroke-width=\"{}\"", Pixels(tenths(stroke.width)));
        if let Some((dash, gap)) = stroke.dash {
            let _ = write!(self.out, " stroke-dasharray=\"{} {}\"", Pixels(tenths(dash)), Pixels(tenths(gap)));
        }
        self.out.push('>');
        self.group = Some((class, stroke));
    }

    /// A path through points; a closed one is filled.
    pub fn path(&mut self, points: impl IntoIterator<Item = (Tenths, Tenths)>, closed: bool) {
        let mut points = points.into_iter();
        let Some(first) = points.next() else { return };
        if !self.path {
            self.out.push_str("<path d=\"");
        }
        self.path = true;
        let _ = write!(self.out, "M{} {}", Pixels(first.0), Pixels(first.1));
        let mut before = first;
        let mut letter = ' ';
        for point in points {
            push_step(&mut self.out, &mut letter, (point.0 - before.0, point.1 - before.1));
            before = point;
        }
        if closed {
            self.out.push('z');
        }
    }

    /// A circle.
    pub fn circle(&mut self, (x, y): (Tenths, Tenths), radius: Tenths) {
        self.end_path();
        let _ = write!(self.out, "<circle cx=\"{}\" cy=\"{}\" r=\"{}\"/>", Pixels(x), Pixels(y), Pixels(radius));
    }

    /// A line of text.
    pub fn text(&mut self, text: &Text) {
        self.close();
        let (x, y, size) = (Pixels(tenths(text.x)), Pixels(tenths(text.baseline)), Pixels(tenths(text.size)));
        let _ = write!(self.out, "<text class=\"{}\" x=\"{x}\" y=\"{y}\" font-size=\"{size}\"", text.class);
        match text.align {
            Align::Start => {}
            Align::Middle => self.out.push_str(" text-anchor=\"middle\""),
            Align::End => self.out.push_str(" text-anchor=\"end\""),
        }
        if text.halo {
            let _ = write!(self.out, " stroke-width=\"{}\" paint-order=\"stroke\"", Pixels(tenths(text.size * 0.22)));
        }
        self.text_words(text);
    }

    fn text_words(&mut self, text: &Text) {
        match (text.strong.is_empty(), text.plain.is_empty()) {
            (false, true) => {
                self.out.push_str(" font-weight=\"600\">");
                escape(&mut self.out, &text.strong);
            }
            (true, _) => {
                self.out.push('>');
                escape(&mut self.out, &text.plain);
            }
            (false, false) => {
                self.out.push_str("><tspan font-weight=\"600\">");
                escape(&mut self.out, &text.strong);
                self.out.push_str("</tspan>");
                escape(&mut self.out, &text.plain);
            }
        }
        self.out.push_str("</text>");
    }

    fn end_path(&mut self) {
        if std::mem::take(&mut self.path) {
            self.out.push_str("\"/>");
        }
    }

    fn close(&mut self) {
        self.end_path();
        if self.group.take().is_some() {
            self.out.push_str("</g>");
        }
    }

    /// The drawing.
    pub fn finish(mut self) -> String {
        self.close();
        self.out.push_str("</svg>");
        self.out
    }
}

fn push_step(out: &mut String, letter: &mut char, (right, down): (Tenths, Tenths)) {
    let next = match (right, down) {
        (0, 0) => return,
        (_, 0) => 'h',
        (0, _) => 'v',
        _ => 'l',
    };
    let separator = if next == *letter { ' ' } else { next };
    *letter = next;
    let first = if next == 'v' { down } else { right };
    if separator != ' ' || first >= 0 {
        out.push(separator);
    }
    push_pixels(out, first);
    if next == 'l' {
        if down >= 0 {
            out.push(' ');
        }
        push_pixels(out, down);
    }
}

struct Pixels(Tenths);

impl std::fmt::Display for Pixels {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let mut text = String::with_capacity(8);
        push_pixels(&mut text, self.0);
        formatter.write_str(&text)
    }
}

/// Tenths as pixels with at most one decimal, without a leading zero: `12`, `-3.4`, `.5`.
fn push_pixels(out: &mut String, tenths: Tenths) {
    if tenths < 0 {
        out.push('-');
    }
    let (whole, tenth) = (tenths.unsigned_abs() / 10, tenths.unsigned_abs() % 10);
    if whole > 0 || tenth == 0 {
        push_digits(out, whole);
    }
    if tenth > 0 {
        out.push('.');
        push_digits(out, tenth);
    }
}

fn push_digits(out: &mut String, number: u32) {
    if number >= 10 {
        push_digits(out, number / 10);
    }
    out.push(char::from_digit(number % 10, 10).unwrap_or('0'));
}

/// Escapes text for element content and attributes; leaves out what XML forbids.
pub fn escape(out: &mut String, words: &str) {
    for letter in words.chars() {
        match letter {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\'' => out.push_str("&#39;"),
            '\n' | '\t' => out.push(' '),
            '\u{fffe}' | '\u{ffff}' => {}
            _ if letter.is_control() => {}
            _ => out.push(letter),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pixels_have_at_most_one_decimal() {
        let check = |tenths, expected: &str| assert_eq!(Pixels(tenths).to_string(), expected);
        check(0, "0");
        check(5, ".5");
        check(-34, "-3.4");
        check(7200, "720");
        check(tenths(12.34), "12.3");
    }

    #[test]
    fn a_path_is_relative_and_compact() {
        let mut svg = Svg::new(100);
        svg.dress("grid", Stroke::solid(1.0));
        svg.path([(0, 100), (7000, 100)], false);
        svg.path([(0, 200), (10, 195), (20, 205), (20, 300)], false);
        assert_eq!(
            svg.finish(),
            "<g class=\"grid\" stroke-width=\"1\"><path d=\"M0 10h700M0 20l1-.5 1 1v9.5\"/></g></svg>"
        );
    }

    #[test]
    fn words_are_escaped() {
        let mut out = String::new();
        escape(&mut out, "A <b> & \"c\" 'd'\u{1}\u{0}\n\u{ffff}e");
        assert_eq!(out, "A &lt;b&gt; &amp; &quot;c&quot; &#39;d&#39; e");
    }
}
