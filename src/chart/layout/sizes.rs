//! Type and stroke by the size of the chart: four steps, not a scaled picture.
//!
//! In: width and height. Out: [`Sizes`]. Invariant: no type below 11 pixels.

use crate::chart::spec::Size;

/// Sizes in CSS pixels.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Sizes {
    /// The finding.
    pub title: f64,
    /// The line under it.
    pub subtitle: f64,
    /// Axis labels and the unit.
    pub tick: f64,
    /// Labels in the plot.
    pub label: f64,
    /// The source line.
    pub source: f64,
    /// White around a chart on its own.
    pub margin: f64,
    /// The line of a series.
    pub stroke: f64,
    /// Gridlines.
    pub hairline: f64,
    /// Radius of a point.
    pub dot: f64,
    /// Ticks wanted on the value axis.
    pub ticks: u32,
    /// Most labels on the time axis.
    pub dates: usize,
}

const COMPACT: Sizes = Sizes {
    title: 15.0,
    subtitle: 12.0,
    tick: 11.0,
    label: 12.0,
    source: 11.0,
    margin: 8.0,
    stroke: 2.0,
    hairline: 0.8,
    dot: 3.2,
    ticks: 4,
    dates: 5,
};
const REGULAR: Sizes = Sizes {
    title: 21.0,
    subtitle: 15.0,
    tick: 13.0,
    label: 14.0,
    source: 12.0,
    margin: 16.0,
    stroke: 2.5,
    hairline: 1.0,
    dot: 4.2,
    ticks: 5,
    dates: 7,
};
const LARGE: Sizes = Sizes {
    title: 34.0,
    subtitle: 22.0,
    tick: 19.0,
    label: 20.0,
    source: 17.0,
    margin: 36.0,
    stroke: 4.0,
    hairline: 1.4,
    dot: 6.5,
    ticks: 5,
    dates: 7,
};
const STAGE: Sizes = Sizes {
    title: 54.0,
    subtitle: 34.0,
    tick: 29.0,
    label: 31.0,
    source: 25.0,
    margin: 60.0,
    stroke: 6.0,
    hairline: 2.0,
    dot: 10.0,
    ticks: 5,
    dates: 7,
};

impl Sizes {
    /// The step for a chart of this size; a flat chart counts as a small one.
    pub fn of(size: Size) -> Sizes {
        let measure = f64::from(size.width).min(f64::from(size.height) * 1.6);
        match measure {
            _ if measure < 420.0 => COMPACT,
            _ if measure < 840.0 => REGULAR,
            _ if measure < 1400.0 => LARGE,
            _ => STAGE,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn type_grows_with_the_chart_and_is_never_below_eleven_pixels() {
        let title = |width, height| Sizes::of(Size { width, height }).title;
        assert!(
            title(280, 220) < title(720, 420)
                && title(720, 420) < title(1200, 630)
                && title(1200, 630) < title(1920, 1080)
        );
        for sizes in [COMPACT, REGULAR, LARGE, STAGE] {
            let least = [sizes.title, sizes.subtitle, sizes.tick, sizes.label, sizes.source]
                .into_iter()
                .fold(f64::MAX, f64::min);
            assert!(least >= 11.0);
        }
    }
}
