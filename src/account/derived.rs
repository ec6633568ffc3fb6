//! Derived series: a closed list of operations over recorded ones.
//!
//! In: a formula, the figures of its inputs, their scales. Out: [`DerivedFigure`]s that name what they were computed from.
//! Invariant: exact decimal arithmetic; a period is there only if every input has it; a missing input makes a missing result,
//! for the same reason, never a smaller sum.
//!
//! Sums, differences and products are exact (to the 28 digits of [`Decimal`]); a ratio is rounded to 12 significant digits. A
//! ratio over nothing does not apply; a result too large to hold is not available. Flags are those of every input together, and
//! a figure counts since the latest of its inputs did.

use crate::domain::figure::{Flags, Missing, Recorded, Value};
use crate::domain::period::{Granularity, Period};
use crate::domain::series::Formula;
use chrono::{DateTime, Utc};
use rust_decimal::Decimal;
use std::collections::{BTreeMap, BTreeSet};

/// Significant digits of a ratio.
pub const RATIO_DIGITS: u32 = 12;

/// A figure that was computed, with what it was computed from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DerivedFigure {
    /// The span of time that it describes.
    pub period: Period,
    /// The result in the unit of the derived series, or why there is none.
    pub value: Value,
    /// Every flag of every input.
    pub flags: Flags,
    /// Since when it counts: the latest of its inputs.
    pub effective_at: DateTime<Utc>,
    /// The figures that it was computed from.
    pub inputs: Vec<Input>,
}

/// A figure that another one was computed from.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Input {
    /// The series.
    pub series: String,
    /// The period.
    pub period: Period,
}

/// The figures of a derived series in period order. `inputs`: the figures of each series that the formula names, in period
/// order; `scales`: what their numbers are multiplied by (1 where left out); `granularity`: that of the derived series.
pub fn derive(
    formula: &Formula,
    granularity: Granularity,
    inputs: &BTreeMap<String, Vec<Recorded>>,
    scales: &BTreeMap<String, Decimal>,
) -> Vec<DerivedFigure> {
    let take = |series| Operands::of(series, inputs, scales);
    match formula {
        Formula::Sum(of) => together(of.iter().map(|series| take(series)), sum),
        Formula::Difference(of, less) => together([take(of), take(less)], difference),
        Formula::Ratio { of, over, times } => together([take(of), take(over)], |numbers| ratio(numbers, *times)),
        Formula::Times(of, times) => together([take(of)], |numbers| product(numbers, *times)),
        Formula::RollingSum { of, periods } => rolling_sum(&take(of), usize::from(*periods), granularity),
    }
}

/// The figures of one input, after its scale.
struct Operands<'a>(Vec<Operand<'a>>);

/// One figure of one input.
#[derive(Clone, Copy)]
struct Operand<'a> {
    series: &'a str,
    recorded: &'a Recorded,
    /// After the scale of its series.
    value: Result<Decimal, Missing>,
}

impl<'a> Operands<'a> {
    fn of(series: &'a str, inputs: &'a BTreeMap<String, Vec<Recorded>>, scales: &BTreeMap<String, Decimal>) -> Self {
        let scale = scales.get(series).copied().unwrap_or(Decimal::ONE);
        let figures = inputs.get(series).map(Vec::as_slice).unwrap_or_default();
        let operand = |recorded| Operand { series, recorded, value: scaled(recorded, scale) };
        Self(figures.iter().map(operand).collect())
    }

    fn at(&self, period: &Period) -> Option<Operand<'a>> {
        let place = self.0.binary_search_by_key(period, |operand| operand.recorded.figure.period).ok()?;
        self.0.get(place).copied()
    }
}

fn scaled(recorded: &Recorded, scale: Decimal) -> Result<Decimal, Missing> {
    match recorded.figure.value {
        Value::Number(number) => number.checked_mul(scale).ok_or(Missing::NotAvailable),
        Value::Missing(reason) => Err(reason),
    }
}

/// One result for each period that every input has.
fn together<'a>(
    inputs: impl IntoIterator<Item = Operands<'a>>,
    compute: impl Fn(&[Decimal]) -> Result<Decimal, Missing>,
) -> Vec<DerivedFigure> {
    let inputs: Vec<_> = inputs.into_iter().collect();
    let Some(first) = inputs.first() else { return Vec::new() };
    let periods: BTreeSet<_> = first.0.iter().map(|operand| operand.recorded.figure.period).collect();
    let rows = periods.into_iter().filter_map(|period| {
        let operands: Vec<_> = inputs.iter().map(|input| input.at(&period)).collect::<Option<_>>()?;
        result(period, &operands, &compute)
    });
    rows.collect()
}

/// The result of one period; `None` without any operand.
fn result(
    period: Period,
    operands: &[Operand<'_>],
    compute: impl Fn(&[Decimal]) -> Result<Decimal, Missing>,
) -> Option<DerivedFigure> {
    let numbers: Result<Vec<_>, _> = operands.iter().map(|operand| operand.value).collect();
    let value = numbers.and_then(|numbers| compute(&numbers)).map_or_else(Value::Missing, Value::Number);
    let inputs = operands
        .iter()
        .map(|operand| Input { series: operand.series.to_owned(), period: operand.recorded.figure.period });
    Some(DerivedFigure {
        period,
        value,
        flags: operands.iter().fold(Flags::NONE, |flags, operand| flags.union(operand.recorded.figure.flags)),
        effective_at: operands.iter().map(|operand| operand.recorded.provenance.effective_at).max()?,
        inputs: inputs.collect(),
    })
}

fn sum(numbers: &[Decimal]) -> Result<Decimal, Missing> {
    let total = numbers.iter().try_fold(Decimal::ZERO, |total, number| total.checked_add(*number));
    total.ok_or(Missing::NotAvailable)
}

fn difference(numbers: &[Decimal]) -> Result<Decimal, Missing> {
    let [of, less] = numbers else { return Err(Missing::NotAvailable) };
    of.checked_sub(*less).ok_or(Missing::NotAvailable)
}

fn product(numbers: &[Decimal], times: Decimal) -> Result<Decimal, Missing> {
    let product = numbers.iter().try_fold(times, |product, number| product.checked_mul(*number));
    product.ok_or(Missing::NotAvailable)
}

fn ratio(numbers: &[Decimal], times: Decimal) -> Result<Decimal, Missing> {
    let [of, over] = numbers else { return Err(Missing::NotAvailable) };
    if over.is_zero() {
        return Err(Missing::NotApplicable);
    }
    let ratio = of.checked_mul(times).and_then(|product| product.checked_div(*over)).ok_or(Missing::NotAvailable)?;
    ratio.round_sf(RATIO_DIGITS).map(|rounded| rounded.normalize()).ok_or(Missing::NotAvailable)
}

/// The sum of every `count` periods that follow one another without a gap, named as a period of the derived series.
fn rolling_sum(input: &Operands<'_>, count: usize, granularity: Granularity) -> Vec<DerivedFigure> {
    let windows = input.0.windows(count.max(1)).filter(|window| is_unbroken(window));
    windows.filter_map(|window| result(spanning(window, granularity)?, window, sum)).collect()
}

fn is_unbroken(window: &[Operand<'_>]) -> bool {
    let period = |operand: &Operand<'_>| operand.recorded.figure.period;
    window.windows(2).all(|pair| period(&pair[0]).next() == Some(period(&pair[1])))
}

/// The period of that granularity from the start of the first to the end of the last, if there is one: four quarters make a
/// calendar year only from January.
fn spanning(window: &[Operand<'_>], granularity: Granularity) -> Option<Period> {
    use chrono::Datelike;
    let (first, last) = (window.first()?.recorded.figure.period, window.last()?.recorded.figure.period);
    let (start, day) = (first.start(), last.last_day());
    let period = match granularity {
        Granularity::Year => Period::year(day.year()),
        Granularity::Quarter => Period::quarter(day.year(), day.month0() / 3 + 1),
        Granularity::Month => Period::month(day.year(), day.month()),
        Granularity::Week => Period::week(day.iso_week().year(), day.iso_week().week()),
        Granularity::FinancialYear => Period::financial_year(start.year()),
        Granularity::AcademicYear => Period::academic_year(start.year()),
        Granularity::YearEnding => Period::year_ending(day.year(), day.month()),
        Granularity::RollingMonths(months) => Period::rolling_months(months, day.year(), day.month()),
        Granularity::RollingYears(years) => Period::rolling_years(years, day.year()),
        Granularity::Day => Period::day(day),
        Granularity::Minutes(minutes) => Period::minutes(start, minutes),
    };
    period.filter(|period| period.start() == start && period.end() == last.end())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::figure::{Figure, Flag, Provenance};

    fn recorded(period: &str, value: &str, effective: i64) -> Recorded {
        let at = DateTime::from_timestamp(effective, 0).unwrap();
        let value = Missing::from_word(value).map_or_else(|| Value::Number(value.parse().unwrap()), Value::Missing);
        let period = Period::parse(period).unwrap();
        let figure =
            Figure { period, label: period.label(), value, flags: Flags::NONE, cell: String::new(), evidence: None };
        let provenance = Provenance {
            vintage: 1,
            file: String::new(),
            address: String::new(),
            retrieved_at: at,
            released_at: None,
            recorded_at: at,
            effective_at: at,
            live: true,
        };
        Recorded { figure, provenance }
    }

    fn series(figures: &[(&str, &str)]) -> Vec<Recorded> {
        figures.iter().map(|(period, value)| recorded(period, value, 1)).collect()
    }

    fn two(first: &[(&str, &str)], second: &[(&str, &str)]) -> BTreeMap<String, Vec<Recorded>> {
        BTreeMap::from([("a".to_owned(), series(first)), ("b".to_owned(), series(second))])
    }

    fn told(figures: &[DerivedFigure]) -> Vec<String> {
        let told = figures.iter().map(|figure| match figure.value {
            Value::Number(number) => format!("{} {number}", figure.period),
            Value::Missing(reason) => format!("{} {}", figure.period, reason.word()),
        });
        told.collect()
    }

    fn check(formula: &Formula, inputs: &BTreeMap<String, Vec<Recorded>>, expected: &[&str]) {
        assert_eq!(told(&derive(formula, Granularity::Month, inputs, &BTreeMap::new())), expected, "{formula:?}");
    }

    #[test]
    fn every_operation_is_exact_and_missing_inputs_make_missing_results() {
        let inputs = two(
            &[("2026-01", "0.1"), ("2026-02", "2"), ("2026-03", "3"), ("2026-04", "4"), ("2026-05", "5")],
            &[("2026-01", "0.2"), ("2026-02", "3"), ("2026-03", "suppressed"), ("2026-05", "0")],
        );
        let (a, b) = ("a".to_owned(), "b".to_owned());
        let sum = Formula::Sum(vec![a.clone(), b.clone()]);
        check(&sum, &inputs, &["2026-01 0.3", "2026-02 5", "2026-03 suppressed", "2026-05 5"]);
        let difference = Formula::Difference(a.clone(), b.clone());
        check(&difference, &inputs, &["2026-01 -0.1", "2026-02 -1", "2026-03 suppressed", "2026-05 5"]);
        let ratio = Formula::Ratio { of: a.clone(), over: b, times: Decimal::ONE_HUNDRED };
        check(
            &ratio,
            &inputs,
            &["2026-01 50", "2026-02 66.6666666667", "2026-03 suppressed", "2026-05 not_applicable"],
        );
        let times = Formula::Times(a, Decimal::new(15, 1));
        check(&times, &inputs, &["2026-01 0.15", "2026-02 3.0", "2026-03 4.5", "2026-04 6.0", "2026-05 7.5"]);
    }

    #[test]
    fn the_share_of_patients_within_18_weeks_comes_out_as_published() {
        // NHS England, RTT full extract for January 2026, incomplete pathways: within 18 weeks, and all; published as 61.4%.
        let inputs = two(&[("2026-01", "4412147")], &[("2026-01", "7187677")]);
        let formula = Formula::Ratio { of: "a".to_owned(), over: "b".to_owned(), times: Decimal::ONE_HUNDRED };
        check(&formula, &inputs, &["2026-01 61.3848813741"]);
    }

    #[test]
    fn a_rolling_sum_needs_every_period_and_takes_the_name_of_its_span() {
        let months = [
            ("2025-11", "1"),
            ("2025-12", "2"),
            ("2026-01", "3"),
            ("2026-02", "4"),
            ("2026-04", "5"),
            ("2026-05", "6"),
        ];
        let inputs = two(&months, &[]);
        let formula = |periods| Formula::RollingSum { of: "a".to_owned(), periods };
        let sums = derive(&formula(3), Granularity::RollingMonths(3), &inputs, &BTreeMap::new());
        assert_eq!(told(&sums), ["2025-11/2026-01 6", "2025-12/2026-02 9"]);
        let periods: Vec<_> = sums[0].inputs.iter().map(|input| input.period.label()).collect();
        assert_eq!(periods, ["2025-11", "2025-12", "2026-01"]);
        let quarters =
            two(&[("2025-Q1", "1"), ("2025-Q2", "2"), ("2025-Q3", "3"), ("2025-Q4", "low"), ("2026-Q1", "9")], &[]);
        let years = derive(&formula(4), Granularity::Year, &quarters, &BTreeMap::new());
        assert_eq!(told(&years), ["2025 low"]);
        let years = derive(&formula(4), Granularity::YearEnding, &quarters, &BTreeMap::new());
        assert_eq!(told(&years), ["YE2025-12 low", "YE2026-03 low"]);
    }

    #[test]
    fn inputs_are_taken_after_their_own_scale() {
        let scales = BTreeMap::from([("a".to_owned(), Decimal::ONE_THOUSAND)]);
        let formula = Formula::Sum(vec!["a".to_owned(), "b".to_owned()]);
        let figures = derive(&formula, Granularity::Year, &two(&[("2026", "1.5")], &[("2026", "7")]), &scales);
        assert_eq!(told(&figures), ["2026 1507.0"]);
    }

    #[test]
    fn a_result_has_the_flags_of_every_input_and_counts_since_the_latest() {
        let mut inputs = two(&[("2026-01", "1")], &[]);
        let mut other = recorded("2026-01", "2", 9);
        other.figure.flags = Flags::NONE.with(Flag::Revised);
        inputs.get_mut("a").unwrap()[0].figure.flags = Flags::NONE.with(Flag::Provisional);
        inputs.insert("b".to_owned(), vec![other]);
        let formula = Formula::Sum(vec!["a".to_owned(), "b".to_owned()]);
        let figures = derive(&formula, Granularity::Month, &inputs, &BTreeMap::new());
        assert_eq!(figures[0].flags.to_string(), "provisional;revised");
        assert_eq!(figures[0].effective_at.timestamp(), 9);
        let named: Vec<_> = figures[0].inputs.iter().map(|input| input.series.as_str()).collect();
        assert_eq!(named, ["a", "b"]);
    }

    #[test]
    fn a_series_that_is_not_there_makes_no_figure_and_a_result_too_large_is_not_available() {
        let lonely = Formula::Sum(vec!["a".to_owned(), "nobody".to_owned()]);
        check(&lonely, &two(&[("2026-01", "1")], &[]), &[]);
        let large = Formula::Times("a".to_owned(), Decimal::MAX);
        check(&large, &two(&[("2026-01", "2")], &[]), &["2026-01 not_available"]);
    }
}
