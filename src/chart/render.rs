//! Render: a layout as SVG. Shapes go through plotters onto a grid of tenths of a pixel; text is written as it was measured.
//!
//! In: a [`Layout`], the words for those who do not see it, a dress. Out: SVG text.
//! Invariant: nothing is decided here. Own backend, because plotters' own rounds to whole pixels, measures text wrongly and writes
//! every dash as a line of its own.

use super::Dress;
use super::geometry::Rect;
use super::layout::{Layout, Mark, Rule, Shape};
use super::spec::{ChartSpec, Kind};
use super::style::STANDALONE_STYLE;
use super::svg::{Svg, escape, tenths};
use plotters::coord::Shift;
use plotters::coord::types::RangedCoordf64;
use plotters::prelude::{
    BLACK, Cartesian2d, Circle, DrawingArea, DrawingAreaErrorKind, EmptyElement, IntoDrawingArea, PathElement, Polygon,
    Rectangle, ShapeStyle,
};
use plotters_backend::{BackendColor, BackendCoord, BackendStyle, DrawingBackend, DrawingErrorKind};
use std::cell::RefCell;
use std::convert::Infallible;

type Outcome = Result<(), DrawingErrorKind<Infallible>>;
type Drawn = Result<(), DrawingAreaErrorKind<Infallible>>;
type Data = Cartesian2d<RangedCoordf64, RangedCoordf64>;

/// A plotters backend that writes SVG paths in tenths of a pixel.
struct Pen<'a> {
    svg: &'a RefCell<Svg>,
    size: (u32, u32),
}

impl DrawingBackend for Pen<'_> {
    type ErrorType = Infallible;

    fn get_size(&self) -> (u32, u32) {
        self.size
    }

    fn ensure_prepared(&mut self) -> Outcome {
        Ok(())
    }

    fn present(&mut self) -> Outcome {
        Ok(())
    }

    fn draw_pixel(&mut self, _: BackendCoord, _: BackendColor) -> Outcome {
        Ok(())
    }

    fn draw_line<S: BackendStyle>(&mut self, from: BackendCoord, to: BackendCoord, _: &S) -> Outcome {
        self.svg.borrow_mut().path([from, to], false);
        Ok(())
    }

    fn draw_path<S: BackendStyle, I: IntoIterator<Item = BackendCoord>>(&mut self, path: I, _: &S) -> Outcome {
        self.svg.borrow_mut().path(path, false);
        Ok(())
    }

    fn fill_polygon<S: BackendStyle, I: IntoIterator<Item = BackendCoord>>(&mut self, corners: I, _: &S) -> Outcome {
        self.svg.borrow_mut().path(corners, true);
        Ok(())
    }

    fn draw_rect<S: BackendStyle>(&mut self, from: BackendCoord, to: BackendCoord, _: &S, _: bool) -> Outcome {
        self.svg.borrow_mut().path([from, (from.0, to.1), to, (to.0, from.1)], true);
        Ok(())
    }

    fn draw_circle<S: BackendStyle>(&mut self, centre: BackendCoord, radius: u32, _: &S, _: bool) -> Outcome {
        self.svg.borrow_mut().circle(centre, i32::try_from(radius).unwrap_or(i32::MAX));
        Ok(())
    }
}

/// Writes `layout` as SVG.
pub fn svg(spec: &ChartSpec, layout: &Layout, dress: Dress) -> String {
    let points: usize = spec.series.iter().map(|line| line.points.len()).sum();
    let paper = RefCell::new(Svg::new(4_500 + points.min(4_000) * 12));
    open(&mut paper.borrow_mut(), spec, layout, dress);
    let drawn = shapes(&paper, layout);
    debug_assert!(drawn.is_ok(), "a backend that cannot fail has failed: {drawn:?}");
    let mut svg = paper.into_inner();
    for text in &layout.texts {
        svg.text(text);
    }
    svg.finish()
}

fn open(svg: &mut Svg, spec: &ChartSpec, layout: &Layout, dress: Dress) {
    let (width, height) = (spec.size.width, spec.size.height);
    let mut id = String::with_capacity(spec.id.len());
    escape(&mut id, &spec.id);
    svg.raw(&format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" class=\"chart {}\" role=\"img\" aria-labelledby=\"{id}-title {id}-desc\" \
         width=\"{width}\" height=\"{height}\" viewBox=\"0 0 {width} {height}\"><title id=\"{id}-title\">",
        kind_class(spec.kind)
    ));
    svg.words(if spec.title.is_empty() { &spec.subtitle } else { &spec.title });
    svg.raw(&format!("</title><desc id=\"{id}-desc\">"));
    svg.words(if spec.description.is_empty() { &spec.subtitle } else { &spec.description });
    svg.raw("</desc>");
    if dress == Dress::Standalone {
        svg.raw(&format!(
            "<style>{STANDALONE_STYLE}</style><rect width=\"{width}\" height=\"{height}\" fill=\"#fff\"/>"
        ));
    }
    if let Some(stamp) = &layout.stamp {
        svg.text(stamp);
    }
}

fn kind_class(kind: Kind) -> &'static str {
    match kind {
        Kind::Trend => "trend",
        Kind::Bars => "bars",
        Kind::Dots => "dots",
        Kind::Sparkline => "sparkline",
    }
}

fn shapes(svg: &RefCell<Svg>, layout: &Layout) -> Drawn {
    let size = (layout.frame.width() * 10.0, layout.frame.height() * 10.0);
    let whole = |pixels: f64| u32::try_from(tenths(pixels / 10.0)).unwrap_or(0);
    let root = Pen { svg, size: (whole(size.0), whole(size.1)) }.into_drawing_area();
    let data = data_area(&root, layout);
    for rule in &layout.rules {
        draw_rule(&root, svg, rule)?;
    }
    for mark in &layout.marks {
        svg.borrow_mut().dress(mark.class, mark.stroke);
        draw_mark(&data, mark)?;
    }
    for leader in &layout.leaders {
        draw_rule(&root, svg, leader)?;
    }
    Ok(())
}

fn data_area<'a>(root: &DrawingArea<Pen<'a>, Shift>, layout: &Layout) -> DrawingArea<Pen<'a>, Data> {
    let Rect { left, top, right, bottom } = layout.plot.area;
    let ((first, last), (low, high)) = (layout.plot.time, layout.plot.value);
    let pixels = (tenths(left)..tenths(right), tenths(bottom)..tenths(top));
    root.clone().apply_coord_spec(Cartesian2d::<RangedCoordf64, RangedCoordf64>::new(first..last, low..high, pixels))
}

fn solid() -> ShapeStyle {
    ShapeStyle { color: BLACK.into(), filled: true, stroke_width: 1 }
}

fn draw_rule(root: &DrawingArea<Pen<'_>, Shift>, svg: &RefCell<Svg>, rule: &Rule) -> Drawn {
    svg.borrow_mut().dress(rule.class, rule.stroke);
    let ends: Vec<BackendCoord> = rule.ends.iter().map(|(x, y)| (tenths(*x), tenths(*y))).collect();
    root.draw(&PathElement::new(ends, solid()))
}

fn draw_mark(data: &DrawingArea<Pen<'_>, Data>, mark: &Mark) -> Drawn {
    match &mark.shape {
        Shape::Line(points) => data.draw(&PathElement::new(points.as_slice(), solid())),
        Shape::Bar(from, to) => data.draw(&Rectangle::new([*from, *to], solid())),
        Shape::Dot(at, radius) => data.draw(&Circle::new(*at, tenths(*radius), solid())),
        Shape::Diamond(at, radius) => {
            let far = tenths(*radius);
            data.draw(&(EmptyElement::at(*at) + Polygon::new(vec![(0, -far), (far, 0), (0, far), (-far, 0)], solid())))
        }
    }
}
