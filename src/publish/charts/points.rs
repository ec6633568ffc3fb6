//! Points: figures on a scale of decimal years.
//!
//! In: figures in period order. Out: points. Invariant: a line is drawn only between periods that follow each other.

use super::super::breaks;
use super::super::known::KnownFigure;
use super::super::view::{Measure, View};
use super::super::words::periods;
use crate::chart::spec::Point;
use crate::domain::figure::Flag;
use crate::domain::period::{Granularity, Period};
use chrono::{Datelike, Months, NaiveDate, NaiveDateTime, Timelike};
use rust_decimal::Decimal;
use rust_decimal::prelude::ToPrimitive;

/// The points of a series.
pub fn of(view: &View<'_>, measure: &Measure<'_>, figures: &[&KnownFigure]) -> Vec<Point> {
    let breaks = breaks::starts(view, measure.id);
    let mut points: Vec<Point> = Vec::with_capacity(figures.len());
    let mut before: Option<&KnownFigure> = None;
    for known in figures {
        let period = &known.figure.period;
        let joined = before.is_some_and(|before| {
            before.figure.value.number().is_some() && follows(&before.figure.period, period, measure.months_between)
        });
        points.push(Point {
            at: middle(period),
            span: (decimal_year(period.start()), decimal_year(period.end())),
            label: periods::short(view.words, period),
            value: known.figure.value.number().and_then(|number| value(measure, number)),
            provisional: known.figure.flags.has(Flag::Provisional),
            break_before: breaks.contains(period),
            joined,
        });
        before = Some(known);
    }
    points
}

/// A gap for the year of `day`: a chart without a figure begins at the day that it is about.
pub fn gap(day: NaiveDate) -> Point {
    let year = f64::from(day.year());
    Point {
        at: year + 0.5,
        span: (year, year + 1.0),
        label: day.year().to_string(),
        value: None,
        provisional: false,
        break_before: false,
        joined: false,
    }
}

/// A published number in the unit shown, for drawing.
pub fn value(measure: &Measure<'_>, number: Decimal) -> Option<f64> {
    measure.shown(number)?.to_f64()
}

/// The middle of a period, as a decimal year. A snapshot is at its day.
pub fn middle(period: &Period) -> f64 {
    if period.granularity() == Granularity::Day {
        return decimal_year(period.start());
    }
    f64::midpoint(decimal_year(period.start()), decimal_year(period.end()))
}

/// An instant as a decimal year: the middle of 2026 is about 2026.5.
pub fn decimal_year(instant: NaiveDateTime) -> f64 {
    let days = if instant.date().leap_year() { 366.0 } else { 365.0 };
    let day = f64::from(instant.ordinal0()) + f64::from(instant.num_seconds_from_midnight()) / 86_400.0;
    f64::from(instant.year()) + day / days
}

fn follows(before: &Period, period: &Period, months_between: Option<u8>) -> bool {
    if before.granularity() != period.granularity() {
        return false;
    }
    match months_between {
        Some(months) => before.start().checked_add_months(Months::new(u32::from(months))) == Some(period.start()),
        None => before.next() == Some(*period),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_joins_only_periods_that_follow_each_other() {
        for (before, period, months, joined) in [
            ("2024", "2025", None, true),
            ("2023", "2025", None, false),
            ("2026-04/2026-06", "2026-05/2026-07", None, true),
            ("2025-10-01", "2026-01-01", Some(3), true),
            ("2025-07-01", "2026-01-01", Some(3), false),
            ("2025", "2026-Q1", None, false),
        ] {
            let (before, period) = (Period::parse(before).unwrap(), Period::parse(period).unwrap());
            assert_eq!(follows(&before, &period, months), joined, "{before} {period}");
        }
    }

    #[test]
    fn a_period_is_drawn_at_its_middle_and_a_snapshot_at_its_day() {
        for (label, at) in [("2025", 2025.5), ("2026-01-01", 2026.0), ("FY2024-25", 2024.748)] {
            assert!((middle(&Period::parse(label).unwrap()) - at).abs() < 0.001, "{label}");
        }
    }
}
