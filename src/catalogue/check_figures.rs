//! The figures that ship: each file can be read, belongs to a series and has its periods.
//!
//! In: a draft and the files of data/figures. Out: mistakes. Invariant: a series that nobody fetches has figures.

use super::Shipped;
use super::check::{Facts, SeriesFacts, unknown};
use super::figures::{self, FiguresFile};
use super::load::{Draft, Mistakes};
use rust_decimal::Decimal;

/// Checks every file of figures, and that the series entered by hand have one.
pub(super) fn check(draft: &Draft, facts: &Facts, shipped: &[Shipped], mistakes: &mut Mistakes) {
    for file in shipped {
        match facts.get(&file.series) {
            Some(series) if series.derived => {
                let message = format!("`{}` is derived; expected the figures of a recorded series", file.series);
                mistakes.at(&file.path, 1, message);
            }
            Some(series) => contents(file, series, mistakes),
            None => {
                let message = unknown("series", &file.series, facts.keys().map(String::as_str));
                mistakes.at(
                    &file.path,
                    1,
                    format!("{message} (the file's name is the series, then @ and the edition if there are several)"),
                );
            }
        }
    }
    for source in draft.sources.iter().filter(|source| source.value.routes.is_empty()) {
        for (index, series) in source.value.series.iter().enumerate() {
            if !shipped.iter().any(|file| file.series == series.id) {
                let message = format!(
                    "`{}` is entered by hand (its source has no [[route]]) but figures/{}.csv is not there",
                    series.id, series.id
                );
                mistakes.add(&source.place.inside(&format!("series.{index}.id")), message);
            }
        }
    }
}

fn contents(shipped: &Shipped, series: &SeriesFacts, mistakes: &mut Mistakes) {
    match figures::parse(&shipped.bytes) {
        Ok(file) => rows(shipped, &file, series, mistakes),
        Err(found) => found.into_iter().for_each(|(line, message)| mistakes.at(&shipped.path, line, message)),
    }
}

fn rows(shipped: &Shipped, file: &FiguresFile, series: &SeriesFacts, mistakes: &mut Mistakes) {
    if let Some(named) = file.preamble.get("series").filter(|named| **named != shipped.series) {
        let message =
            format!("the preamble says series `{named}`, the file's name `{}`; expected the same", shipped.series);
        mistakes.at(&shipped.path, 1, message);
    }
    for row in &file.rows {
        if row.period.granularity() != series.granularity {
            let message = format!(
                "{} is a {}; expected a {}, as the series",
                row.period,
                row.period.granularity(),
                series.granularity
            );
            mistakes.at(&shipped.path, row.line, message);
        }
        if let Some(message) = row.value.number().and_then(|number| out_of_range(number, series)) {
            mistakes.at(&shipped.path, row.line, message);
        }
    }
}

/// The series' own range, in the unit of the file.
fn out_of_range(number: Decimal, series: &SeriesFacts) -> Option<String> {
    let below = series.min.filter(|min| number < *min).map(|min| format!("{number} is below the series' min {min}"));
    let above = series.max.filter(|max| number > *max).map(|max| format!("{number} is above the series' max {max}"));
    below
        .or(above)
        .map(|message| format!("{message}; expected the value as the publisher's file would hold it, before scale"))
}
