//! Where an axis is marked: round numbers, natural dates.
//!
//! In: a range. Out: ticks. Invariant: every number is a multiple of one step of 1, 2, 2.5 or 5 times a power of ten, and the
//! ticks enclose the range; every date is the first of a month, and its month or year a multiple of one step.

/// Ticks of a number axis, lowest first.
#[derive(Clone, Debug, PartialEq)]
pub struct NumberTicks {
    /// Where they lie.
    pub at: Vec<f64>,
    /// The decimal places that their step needs.
    pub decimals: u32,
}

impl NumberTicks {
    /// The range from the first to the last.
    pub fn range(&self) -> (f64, f64) {
        (self.at.first().copied().unwrap_or(0.0), self.at.last().copied().unwrap_or(1.0))
    }
}

const MANTISSAS: [(f64, u32); 4] = [(1.0, 0), (2.0, 0), (2.5, 1), (5.0, 0)];

/// Round numbers that enclose `low` to `high`, about `wanted` of them (4 to 6).
pub fn numbers(low: f64, high: f64, wanted: u32) -> NumberTicks {
    let (low, high) = if high > low { (low, high) } else { (low, low + 1.0) };
    let rough = (high - low) / f64::from(wanted.max(2) - 1);
    let power = rough.log10().floor();
    let mut best: Option<(f64, NumberTicks)> = None;
    for exponent in [power - 1.0, power, power + 1.0] {
        for (mantissa, extra) in MANTISSAS {
            let step = mantissa * 10_f64.powf(exponent);
            let Some(ticks) = stepped(low, high, step, decimals(exponent, extra)) else { continue };
            let cost = cost(&ticks, (low, high), wanted, extra);
            if best.as_ref().is_none_or(|(least, _)| cost < *least) {
                best = Some((cost, ticks));
            }
        }
    }
    best.map_or(NumberTicks { at: vec![low, high], decimals: 0 }, |(_, ticks)| ticks)
}

fn decimals(exponent: f64, extra: u32) -> u32 {
    (0..12).find(|places| f64::from(*places) >= -exponent).unwrap_or(12) + if exponent <= 0.0 { extra } else { 0 }
}

fn stepped(low: f64, high: f64, step: f64, decimals: u32) -> Option<NumberTicks> {
    let slack = 1e-9;
    let (first, last) = ((low / step + slack).floor(), (high / step - slack).ceil());
    let count = (0..12u32).find(|index| first + f64::from(*index) >= last)?;
    let at = (0..=count).map(|index| (first + f64::from(index)) * step).collect();
    Some(NumberTicks { at, decimals })
}

/// Far from the number wanted is worst, then empty room at the ends, then a step of 2.5.
fn cost(ticks: &NumberTicks, (low, high): (f64, f64), wanted: u32, extra: u32) -> f64 {
    let (first, last) = ticks.range();
    let count = u32::try_from(ticks.at.len()).unwrap_or(u32::MAX);
    let waste = ((last - first) / (high - low) - 1.0).max(0.0);
    let outside = if count + 1 < wanted || count > wanted + 1 || count > 6 { 10.0 } else { 0.0 };
    f64::from(count.abs_diff(wanted)) * 0.25 + waste + outside + f64::from(extra) * 0.15
}

/// A tick of a time axis.
#[derive(Clone, Debug, PartialEq)]
pub struct DateTick {
    /// Decimal year.
    pub at: f64,
    /// Its words: `2015`, `Apr`, `Jan 2025`.
    pub label: String,
}

/// Steps in months that a reader knows.
const STEPS: [i32; 10] = [1, 3, 6, 12, 24, 60, 120, 240, 600, 1200];

/// First days of months or years within `from` to `to`: the closest spacing that `fits`. `months` are the twelve short names.
pub fn dates(from: f64, to: f64, months: &[String; 12], fits: impl Fn(&[DateTick]) -> bool) -> Vec<DateTick> {
    for step in STEPS {
        let ticks = dates_by(from, to, step, months);
        if ticks.len() <= 1 && step > 12 {
            break;
        }
        if fits(&ticks) {
            return ticks;
        }
    }
    Vec::new()
}

#[expect(clippy::cast_possible_truncation, reason = "years of charts are small numbers; the cast saturates")]
fn dates_by(from: f64, to: f64, step: i32, months: &[String; 12]) -> Vec<DateTick> {
    let month_of = |at: f64| (at * 12.0 - 1e-6).ceil() as i32;
    let first = month_of(from).div_euclid(step) * step;
    let last = (to * 12.0 + 1e-6).floor() as i32;
    let most = 60;
    (0..most)
        .map(|index| first.saturating_add(index * step))
        .take_while(|month| *month <= last)
        .filter(|month| *month >= month_of(from))
        .enumerate()
        .map(|(index, month)| DateTick {
            at: f64::from(month) / 12.0,
            label: date_label(month, step, index == 0, months),
        })
        .collect()
}

fn date_label(month: i32, step: i32, first: bool, months: &[String; 12]) -> String {
    let year = month.div_euclid(12);
    if step >= 12 {
        return year.to_string();
    }
    let name =
        usize::try_from(month.rem_euclid(12)).ok().and_then(|index| months.get(index)).map_or("", String::as_str);
    if first || month.rem_euclid(12) == 0 { format!("{name} {year}") } else { name.to_owned() }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::chart::spec::Words;

    #[test]
    fn number_ticks_are_round_and_enclose_the_range() {
        let check = |low, high, wanted, expected: &[f64]| {
            let ticks = numbers(low, high, wanted);
            let same = ticks.at.len() == expected.len()
                && ticks.at.iter().zip(expected).all(|(got, want)| (got - want).abs() < 1e-9 * want.abs().max(1.0));
            assert!(same, "{low} to {high}: {:?}", ticks.at);
        };
        check(0.0, 600_000.0, 5, &[0.0, 200_000.0, 400_000.0, 600_000.0]);
        check(57.2, 95.0, 5, &[50.0, 60.0, 70.0, 80.0, 90.0, 100.0]);
        check(0.48, 0.55, 5, &[0.48, 0.5, 0.52, 0.54, 0.56]);
        check(0.0, 2800.0, 5, &[0.0, 1000.0, 2000.0, 3000.0]);
        check(-0.8, 1.2, 5, &[-1.0, -0.5, 0.0, 0.5, 1.0, 1.5]);
    }

    #[test]
    fn number_ticks_are_four_to_six_for_any_range() {
        let mut low = 0.013;
        for index in 1..400 {
            low = (low * 1.37 + f64::from(index) * 0.011) % 900.0;
            let high = low + 0.003 * f64::from(index * index);
            let ticks = numbers(low, high, 5);
            let (first, last) = ticks.range();
            assert!((4..=6).contains(&ticks.at.len()), "{low} to {high}: {:?}", ticks.at);
            assert!(first <= low + 1e-6 && last >= high - 1e-6);
        }
    }

    #[test]
    fn decimals_follow_the_step() {
        assert_eq!(numbers(0.48, 0.55, 5).decimals, 2);
        assert_eq!(numbers(0.0, 600_000.0, 5).decimals, 0);
        assert_eq!(numbers(0.0, 1.0, 5).decimals, 2);
    }

    #[test]
    fn dates_are_natural() {
        let months = Words::default().months;
        let labels = |from, to, most| {
            let ticks = dates(from, to, &months, |ticks| ticks.len() <= most);
            ticks.into_iter().map(|tick| tick.label).collect::<Vec<_>>()
        };
        assert_eq!(labels(2007.6, 2029.2, 6), ["2010", "2015", "2020", "2025"]);
        assert_eq!(labels(2022.0, 2026.5, 6), ["2022", "2023", "2024", "2025", "2026"]);
        assert_eq!(labels(2025.5, 2026.5, 6), ["Jul 2025", "Oct", "Jan 2026", "Apr", "Jul"]);
        assert_eq!(labels(1993.3, 2026.5, 4), ["2000", "2010", "2020"]);
        assert_eq!(labels(2020.3, 2020.3, 6), Vec::<String>::new());
    }
}
