//! Parts that do not add up to their total.
//!
//! In: an edition of a total, the other series of the file, `parts` and `parts_within` of its table. Out: a hold of the total with every
//! period that does not add up; a note for a part.
//! Invariant: only periods of which the edition says something new, and in which the total and all parts have exact numbers.
//!
//! Which of them is wrong cannot be seen from the numbers. The total is what outcomes are measured by, so it is the total that waits.

use super::{Edition, Finding, WHAT_TO_DO, labels};
use crate::domain::figure::{Figure, Flag};
use crate::domain::period::Period;
use crate::domain::series::Series;
use rust_decimal::Decimal;

/// Holds a total that is not the sum of its parts.
pub fn check(edition: &Edition<'_>) -> Vec<Finding> {
    let totals = edition.of_source.iter().filter(|series| !series.check.parts.is_empty());
    totals.filter_map(|total| of_total(edition, total)).collect()
}

fn of_total(edition: &Edition<'_>, total: &Series) -> Option<Finding> {
    let (id, is_total) = (&edition.series.id, total.id == edition.series.id);
    if !is_total && !total.check.parts.contains(id) {
        return None;
    }
    let wrong: Vec<_> =
        edition.news().map(|figure| figure.period).filter_map(|period| adrift(edition, total, period)).collect();
    let (period, sum, stated) = *wrong.first()?;
    let periods: Vec<_> = wrong.iter().map(|(period, ..)| *period).collect();
    let shown = labels(&periods);
    Some(if is_total {
        Finding::Hold(format!(
            "{id}: the parts do not add up to the total in {shown} (in {period} they make {sum}, and the total is {stated}); {WHAT_TO_DO}"
        ))
    } else {
        Finding::Note(format!(
            "{id}: with the other parts it does not add up to {} in {shown}; the total waits for a person",
            total.id
        ))
    })
}

/// A period in which the parts make something else than the total: the period, the sum and the total, in the unit of the series.
fn adrift(edition: &Edition<'_>, total: &Series, period: Period) -> Option<(Period, Decimal, Decimal)> {
    let number = |id: &str| {
        let series = edition.of_source.iter().find(|series| series.id == id)?;
        exact(edition, id, &period)?.checked_mul(series.scale)
    };
    let stated = number(&total.id)?;
    let sum = total.check.parts.iter().try_fold(Decimal::ZERO, |sum, part| sum.checked_add(number(part)?))?;
    let within = total.check.parts_within.unwrap_or_default().checked_mul(stated)?.abs();
    let off = sum.checked_sub(stated)?.abs();
    (off > within).then(|| (period, sum.normalize(), stated.normalize()))
}

/// The number of a series in the file, unless it is only a lower bound.
fn exact(edition: &Edition<'_>, id: &str, period: &Period) -> Option<Decimal> {
    let read = edition.in_file.iter().find(|read| read.series == id)?;
    let exact = |figure: &&Figure| figure.period == *period && !figure.flags.has(Flag::LowerBound);
    read.figures.iter().find(exact)?.value.number()
}

#[cfg(test)]
mod tests {
    use super::super::sample::{self, Sample, figures, series, words};
    use crate::domain::series::Series;
    use crate::ingest::read::SeriesReading;

    fn judge(id: &str, within: &str, england: &[&str], known: &[&str]) -> Vec<String> {
        let named = |id: &str, more: &str| Series { id: id.to_owned(), ..series(more) };
        let total = format!("scale = 1000\ncheck = {{ parts = ['england', 'wales'], parts_within = {within} }}");
        let all = [named("total", &total), named("england", ""), named("wales", "")];
        let of = |id: &str, lines: &[&str]| SeriesReading {
            series: id.to_owned(),
            figures: figures(lines),
            ..SeriesReading::default()
        };
        let total = ["2025-11 5", "2025-12 6"];
        let wales = ["2025-11 1000", "2025-12 1000"];
        let file = [of("total", &total), of("england", england), of("wales", &wales)];
        let at = all.iter().position(|series| series.id == id).unwrap();
        let new: Vec<&str> = [&total[..], england, &wales[..]][at].to_vec();
        let sample =
            Sample { of_source: &all, in_file: &file, series: all[at].clone(), ..Sample::new("", known, &new) };
        words(&sample::examine(&sample))
    }

    #[test]
    fn a_total_that_is_not_the_sum_of_its_parts_waits_and_a_part_says_so() {
        assert_eq!(judge("total", "0", &["2025-11 4000", "2025-12 5000"], &[]), [""; 0]);
        let off = ["2025-11 4000", "2025-12 5100"];
        assert_eq!(
            judge("total", "0", &off, &[]),
            [
                "hold: total: the parts do not add up to the total in 2025-12 (in 2025-12 they make 6100, and the total is 6000); look at the file and the publisher's page, then release or refuse it (`headway held`)"
            ]
        );
        assert_eq!(
            judge("england", "0", &off, &[]),
            [
                "note: england: with the other parts it does not add up to total in 2025-12; the total waits for a person"
            ]
        );
        assert_eq!(judge("total", "0.02", &off, &[]), [""; 0], "rounding is allowed for");
        assert_eq!(judge("total", "0", &off, &["2025-12 6"]), [""; 0], "what is known is not judged again");
        assert_eq!(
            judge("total", "0", &["2025-11 4000", "2025-12 x"], &[]),
            [""; 0],
            "a part that is missing proves nothing"
        );
    }
}
