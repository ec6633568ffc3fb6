//! Where labels go: the cheapest of a few candidate boxes that covers no other text.
//!
//! In: boxes that are taken, lines and shapes better left visible, and the size of a label. Out: a box, or none if there is no room.
//! Invariant: a box that is given lies within the room and overlaps nothing that is taken; the same input gives the same box.

use super::geometry::Rect;

/// On which side of its anchor a label lies.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Side {
    /// To the right, vertically centred.
    Right,
    /// To the left, vertically centred.
    Left,
    /// Above, centred.
    Above,
    /// Below, centred.
    Below,
    /// Above, ending at the anchor.
    AboveLeft,
    /// Above, beginning at the anchor.
    AboveRight,
    /// Below, ending at the anchor.
    BelowLeft,
    /// Below, beginning at the anchor.
    BelowRight,
}

/// A box that was found for a label.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Found {
    /// The box.
    pub frame: Rect,
    /// Its side of the anchor.
    pub side: Side,
    /// How bad it is; zero is best.
    pub cost: f64,
}

/// The room in which labels compete.
#[derive(Clone, Debug)]
pub struct Space {
    room: Rect,
    taken: Vec<Rect>,
    avoided: Vec<Sample>,
    shapes: Vec<Rect>,
}

/// A point of a line, and what it costs to cover it.
type Sample = (f64, f64, f64);

/// Pixels kept free between two texts.
const BETWEEN: f64 = 2.0;
/// Pixels between the samples of an avoided path.
const SAMPLE: f64 = 4.0;
/// Cost of covering one sample of the line of a series.
pub const SERIES: f64 = 2.5;
/// Cost of covering one sample of a dashed or dotted line: a label with its halo interrupts it without harm.
pub const DASHED: f64 = 0.7;
/// Cost of covering a shape.
const COVERS_SHAPE: f64 = 30.0;
/// Cost of a pixel between label and anchor.
const AWAY: f64 = 0.35;
/// How often a candidate is moved on, away from its anchor.
const MOVES: u32 = 7;

impl Space {
    /// An empty room.
    pub fn new(room: Rect) -> Space {
        Space { room, taken: Vec::new(), avoided: Vec::new(), shapes: Vec::new() }
    }

    /// Takes a box: nothing may be placed over it.
    pub fn take(&mut self, frame: Rect) {
        self.taken.push(frame);
    }

    /// Marks a shape as better left visible.
    pub fn avoid_shape(&mut self, shape: Rect) {
        self.shapes.push(shape);
    }

    /// Marks a line as better left visible.
    pub fn avoid_path(&mut self, path: &[(f64, f64)], cost: f64) {
        for pair in path.windows(2) {
            let (from, to) = (pair[0], pair[1]);
            let length = (to.0 - from.0).hypot(to.1 - from.1);
            let steps = (1..=400u32).find(|steps| f64::from(*steps) * SAMPLE >= length).unwrap_or(400);
            self.avoided.extend((0..=steps).map(|step| {
                let share = f64::from(step) / f64::from(steps);
                (from.0 + (to.0 - from.0) * share, from.1 + (to.1 - from.1) * share, cost)
            }));
        }
        self.avoided.sort_by(|left, right| left.0.total_cmp(&right.0));
    }

    /// Whether `frame` lies in the room and covers no text.
    pub fn is_free(&self, frame: &Rect) -> bool {
        let wide = frame.grown(BETWEEN);
        frame.inside(&self.room) && !self.taken.iter().any(|taken| taken.overlaps(&wide))
    }

    /// The best box of `size` (width, height) near `anchor`, at least `clearance` away from it; earlier sides are preferred.
    pub fn find(&self, size: (f64, f64), anchor: (f64, f64), clearance: f64, sides: &[Side]) -> Option<Found> {
        let mut best: Option<Found> = None;
        let mut preference = 0.0;
        for side in sides {
            for offset in offsets(size.1) {
                let frame = beside(anchor, size, clearance, *side, offset).pushed_into(&self.room);
                let least = preference + frame.distance(anchor) * AWAY;
                if best.is_some_and(|found| found.cost <= least) || !self.is_free(&frame) {
                    continue;
                }
                let cost = least + self.covered(&frame);
                if best.is_none_or(|found| cost < found.cost) {
                    best = Some(Found { frame, side: *side, cost });
                }
            }
            preference += 1.5;
        }
        best
    }

    /// The box of `extent` right above or below the anchor, if it covers no text and no shape; lines may run behind it.
    pub fn find_tight(&self, extent: (f64, f64), anchor: (f64, f64), clearance: f64, side: Side) -> Option<Found> {
        let frame = beside(anchor, extent, clearance, side, 0.0).pushed_into(&self.room);
        let near = frame.distance(anchor) < clearance * 1.5;
        let hides = self.shapes.iter().any(|shape| shape.overlaps(&frame));
        (near && !hides && self.is_free(&frame)).then_some(Found { frame, side, cost: 0.0 })
    }

    /// The best box of `size` along the level line at `y`, from `left` to `right`, above it or below.
    pub fn find_along(&self, size: (f64, f64), (left, right): (f64, f64), y: f64, clearance: f64) -> Option<Found> {
        let mut best: Option<Found> = None;
        for step in 0..=12u32 {
            let x = left + (right - left - size.0) * f64::from(step) / 12.0;
            for side in [Side::AboveRight, Side::BelowRight] {
                let frame = beside((x, y), size, clearance, side, 0.0).pushed_into(&self.room);
                let cost =
                    self.covered(&frame) + f64::from(step) * 0.3 + if side == Side::BelowRight { 1.5 } else { 0.0 };
                if self.is_free(&frame) && best.is_none_or(|found| cost < found.cost) {
                    best = Some(Found { frame, side, cost });
                }
            }
        }
        best
    }

    /// What it costs that `frame` hides lines and shapes.
    pub fn covered(&self, frame: &Rect) -> f64 {
        let wide = frame.grown(BETWEEN);
        let first = self.avoided.partition_point(|point| point.0 < wide.left);
        let within = |point: &&Sample| point.1 > wide.top && point.1 < wide.bottom;
        let points = self.avoided[first..].iter().take_while(|point| point.0 <= wide.right).filter(within);
        let shapes = self.shapes.iter().filter(|shape| shape.overlaps(frame)).count();
        points.map(|point| point.2).sum::<f64>() + f64::from(u32::try_from(shapes).unwrap_or(u32::MAX)) * COVERS_SHAPE
    }
}

fn offsets(height: f64) -> impl Iterator<Item = f64> {
    (0..=MOVES).flat_map(move |step| {
        let away = f64::from(step) * height * 0.5;
        [away, -away].into_iter().take(if step == 0 { 1 } else { 2 })
    })
}

/// The box on `side` of the anchor. `offset` moves it: up and down beside the anchor, or further away above and below it.
fn beside((x, y): (f64, f64), (wide, high): (f64, f64), gap: f64, side: Side, offset: f64) -> Rect {
    let far = offset.abs();
    let (left, top) = match side {
        Side::Right => (x + gap, y - high / 2.0 + offset),
        Side::Left => (x - gap - wide, y - high / 2.0 + offset),
        Side::Above => (x - wide / 2.0, y - gap - high - far),
        Side::Below => (x - wide / 2.0, y + gap + far),
        Side::AboveLeft => (x - wide, y - gap - high - far),
        Side::AboveRight => (x, y - gap - high - far),
        Side::BelowLeft => (x - wide, y + gap + far),
        Side::BelowRight => (x, y + gap + far),
    };
    Rect::at(left, top, wide, high)
}

/// Moves values that lie closer than `apart` away from each other, keeping their order and, where `low` to `high` allows, their middle.
pub fn push_apart(wanted: &[f64], apart: f64, (low, high): (f64, f64)) -> Vec<f64> {
    let within = |middle: f64, members: f64| {
        middle.min(high - (members - 1.0) / 2.0 * apart).max(low + (members - 1.0) / 2.0 * apart)
    };
    let mut order: Vec<usize> = (0..wanted.len()).collect();
    order.sort_by(|left, right| wanted[*left].total_cmp(&wanted[*right]).then(left.cmp(right)));
    let mut groups: Vec<(f64, f64)> = Vec::new(); // middle, members
    for index in &order {
        groups.push((within(wanted[*index], 1.0), 1.0));
        while let [.., upper, lower] = groups.as_slice()
            && lower.0 - upper.0 < f64::midpoint(upper.1, lower.1) * apart
        {
            let members = upper.1 + lower.1;
            let merged = (within((upper.0 * upper.1 + lower.0 * lower.1) / members, members), members);
            groups.truncate(groups.len() - 2);
            groups.push(merged);
        }
    }
    let mut placed = vec![0.0; wanted.len()];
    let mut next = order.into_iter();
    for (middle, members) in groups {
        let mut at = middle - (members - 1.0) / 2.0 * apart;
        while at < middle + members / 2.0 * apart {
            let Some(index) = next.next() else { break };
            placed[index] = at;
            at += apart;
        }
    }
    placed
}

#[cfg(test)]
mod tests {
    use super::*;

    const ROOM: Rect = Rect { left: 0.0, top: 0.0, right: 200.0, bottom: 100.0 };

    #[test]
    fn a_label_takes_the_first_side_when_nothing_is_in_its_way() {
        let found = Space::new(ROOM).find((40.0, 10.0), (100.0, 50.0), 5.0, &[Side::Right, Side::Above]).unwrap();
        assert_eq!((found.side, found.frame), (Side::Right, Rect::at(105.0, 45.0, 40.0, 10.0)));
    }

    #[test]
    fn a_label_never_covers_another() {
        let mut space = Space::new(ROOM);
        for _ in 0..12 {
            if let Some(found) =
                space.find((50.0, 12.0), (100.0, 50.0), 4.0, &[Side::Right, Side::Above, Side::Left, Side::Below])
            {
                assert!(space.is_free(&found.frame));
                space.take(found.frame);
            }
        }
        assert!(space.taken.len() >= 6, "{}", space.taken.len());
        for (index, frame) in space.taken.iter().enumerate() {
            assert!(frame.inside(&ROOM) && !space.taken[index + 1..].iter().any(|other| other.overlaps(frame)));
        }
    }

    #[test]
    fn a_label_leaves_a_line_visible_if_it_can() {
        let mut space = Space::new(ROOM);
        space.avoid_path(&[(100.0, 50.0), (200.0, 50.0)], SERIES);
        let found = space.find((40.0, 10.0), (100.0, 50.0), 5.0, &[Side::Right, Side::Above]).unwrap();
        assert!(space.covered(&found.frame) < 1e-9);
    }

    #[test]
    fn no_room_gives_no_box() {
        let mut space = Space::new(ROOM);
        space.take(ROOM);
        assert_eq!(space.find((10.0, 10.0), (100.0, 50.0), 5.0, &[Side::Right]), None);
        assert_eq!(Space::new(ROOM).find((300.0, 10.0), (100.0, 50.0), 5.0, &[Side::Right]), None);
    }

    #[test]
    fn pushed_apart_values_keep_their_order_and_their_middle() {
        let check = |wanted: &[f64], expected: &[f64]| assert_eq!(push_apart(wanted, 10.0, (-5.0, 95.0)), expected);
        check(&[50.0, 50.0], &[45.0, 55.0]);
        check(&[10.0, 90.0, 12.0], &[6.0, 90.0, 16.0]);
        check(&[0.0, 20.0, 40.0], &[0.0, 20.0, 40.0]);
        check(&[30.0, 31.0, 38.0], &[23.0, 33.0, 43.0]);
        check(&[94.0, 95.0], &[85.0, 95.0]);
        check(&[], &[]);
    }
}
