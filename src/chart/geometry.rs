//! Boxes, and the plot that turns time and value into pixels.
//!
//! In: numbers. Out: [`Rect`], [`Plot`].
//! Invariant: pixels grow right and down; a plot's ranges are never empty, so nothing here divides by zero.

/// A box in CSS pixels.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Rect {
    /// Left edge.
    pub left: f64,
    /// Top edge.
    pub top: f64,
    /// Right edge.
    pub right: f64,
    /// Bottom edge.
    pub bottom: f64,
}

impl Rect {
    /// A box from its top left corner and its size.
    pub fn at(left: f64, top: f64, width: f64, height: f64) -> Rect {
        Rect { left, top, right: left + width, bottom: top + height }
    }

    /// Its width.
    pub fn width(&self) -> f64 {
        self.right - self.left
    }

    /// Its height.
    pub fn height(&self) -> f64 {
        self.bottom - self.top
    }

    /// The same box, larger by `by` on every side.
    pub fn grown(&self, by: f64) -> Rect {
        Rect { left: self.left - by, top: self.top - by, right: self.right + by, bottom: self.bottom + by }
    }

    /// The same box, moved.
    pub fn moved(&self, right: f64, down: f64) -> Rect {
        Rect { left: self.left + right, top: self.top + down, right: self.right + right, bottom: self.bottom + down }
    }

    /// Whether the two share any area.
    pub fn overlaps(&self, other: &Rect) -> bool {
        self.left < other.right && other.left < self.right && self.top < other.bottom && other.top < self.bottom
    }

    /// Whether this box lies within `outer`.
    pub fn inside(&self, outer: &Rect) -> bool {
        self.left >= outer.left && self.right <= outer.right && self.top >= outer.top && self.bottom <= outer.bottom
    }

    /// How far the point lies from the box; zero within it.
    pub fn distance(&self, (x, y): (f64, f64)) -> f64 {
        let across = (self.left - x).max(x - self.right).max(0.0);
        let down = (self.top - y).max(y - self.bottom).max(0.0);
        across.hypot(down)
    }

    /// Moved, if need be, so that it lies within `outer`.
    pub fn pushed_into(&self, outer: &Rect) -> Rect {
        let right = (outer.left - self.left).max(0.0) - (self.right - outer.right).max(0.0);
        let down = (outer.top - self.top).max(0.0) - (self.bottom - outer.bottom).max(0.0);
        self.moved(right, down)
    }
}

/// The part of a chart in which figures are drawn, with the ranges that it spans.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Plot {
    /// Where it lies.
    pub area: Rect,
    /// First and last decimal year.
    pub time: (f64, f64),
    /// Lowest and highest value.
    pub value: (f64, f64),
}

impl Plot {
    /// A plot whose ranges are widened if they are empty.
    pub fn new(area: Rect, time: (f64, f64), value: (f64, f64)) -> Plot {
        Plot { area, time: widened(time), value: widened(value) }
    }

    /// The pixel of a decimal year.
    pub fn x(&self, at: f64) -> f64 {
        self.area.left + (at - self.time.0) / (self.time.1 - self.time.0) * self.area.width()
    }

    /// The pixel of a value.
    pub fn y(&self, value: f64) -> f64 {
        self.area.bottom - (value - self.value.0) / (self.value.1 - self.value.0) * self.area.height()
    }

    /// The pixels of a point.
    pub fn point(&self, (at, value): (f64, f64)) -> (f64, f64) {
        (self.x(at), self.y(value))
    }

    /// How many pixels a year takes.
    pub fn pixels_a_year(&self) -> f64 {
        self.area.width() / (self.time.1 - self.time.0)
    }
}

fn widened((low, high): (f64, f64)) -> (f64, f64) {
    if high - low > f64::EPSILON * high.abs().max(1.0) { (low, high) } else { (low - 0.5, low + 0.5) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_plot_maps_its_corners() {
        let plot = Plot::new(Rect::at(10.0, 20.0, 100.0, 50.0), (2020.0, 2030.0), (0.0, 5.0));
        assert_eq!(plot.point((2020.0, 0.0)), (10.0, 70.0));
        assert_eq!(plot.point((2030.0, 5.0)), (110.0, 20.0));
        assert!((plot.pixels_a_year() - 10.0).abs() < 1e-9);
    }

    #[test]
    fn an_empty_range_is_widened() {
        let plot = Plot::new(Rect::at(0.0, 0.0, 10.0, 10.0), (2020.0, 2020.0), (3.0, 3.0));
        assert_eq!(plot.point((2020.0, 3.0)), (5.0, 5.0));
    }

    #[test]
    fn boxes_that_only_touch_do_not_overlap() {
        let left = Rect::at(0.0, 0.0, 10.0, 10.0);
        assert!(!left.overlaps(&Rect::at(10.0, 0.0, 5.0, 5.0)));
        assert!(left.overlaps(&Rect::at(9.9, 9.9, 5.0, 5.0)));
        assert_eq!(Rect::at(-3.0, 8.0, 5.0, 5.0).pushed_into(&left), Rect::at(0.0, 5.0, 5.0, 5.0));
    }
}
