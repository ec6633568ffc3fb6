//! `headway check`: every mistake of the catalogue at once, a line each.
//!
//! In: data/ from `--data`, or the one built in. Out: `path:line: what; what was expected` on standard output, and exit code 1; or one
//! line that says how much was checked.

use super::{Failure, Outcome, Settings};
use crate::catalogue::{Catalogue, Mistake};
use std::io::Write;

/// Runs the command.
pub fn run(settings: &Settings) -> Outcome {
    let folder = settings.data.as_deref();
    let shown = folder.map_or_else(|| "data".to_owned(), |folder| folder.display().to_string());
    let result = Catalogue::load(folder);
    let mut out = std::io::stdout().lock();
    let written = match &result {
        Ok(catalogue) => summary(&mut out, catalogue),
        Err(mistakes) => report(&mut out, shown.trim_end_matches('/'), mistakes),
    };
    written.map_err(|error| Failure::from_error(&error))?;
    match result {
        Ok(_) => Ok(()),
        Err(mistakes) => Err(Failure(format!("{} in {shown}", count(mistakes.len(), "mistake")))),
    }
}

fn report(out: &mut impl Write, shown: &str, mistakes: &[Mistake]) -> std::io::Result<()> {
    mistakes.iter().try_for_each(|mistake| writeln!(out, "{shown}/{mistake}"))
}

fn summary(out: &mut impl Write, catalogue: &Catalogue) -> std::io::Result<()> {
    for warning in catalogue.warnings() {
        writeln!(out, "warning: {warning}")?;
    }
    let series: usize = catalogue.sources.iter().map(|source| source.series.len() + source.derived.len()).sum();
    let targets: usize = catalogue.outcomes.iter().map(|outcome| outcome.targets.len()).sum();
    let parts = [
        count(catalogue.outcomes.len(), "outcome"),
        count(targets, "target"),
        count(catalogue.sources.len(), "source"),
        format!("{series} series"),
        format!("{} of figures", count(catalogue.shipped.len(), "file")),
    ];
    writeln!(out, "No mistake in {}; catalogue {}", parts.join(", "), &catalogue.hash[..12])
}

fn count(number: usize, noun: &str) -> String {
    if number == 1 { format!("1 {noun}") } else { format!("{number} {noun}s") }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_mistake_is_a_line_with_path_and_line() {
        let mistake = Mistake { path: "missions.toml".into(), line: 3, message: "what; what was expected".into() };
        let mut out = Vec::new();
        report(&mut out, "data", &[mistake]).unwrap();
        assert_eq!(String::from_utf8(out).unwrap(), "data/missions.toml:3: what; what was expected\n");
    }

    #[test]
    fn a_sound_catalogue_is_one_line() {
        let catalogue = Catalogue { hash: "0123456789abcdef".into(), ..Catalogue::default() };
        let mut out = Vec::new();
        summary(&mut out, &catalogue).unwrap();
        let line =
            "No mistake in 0 outcomes, 0 targets, 0 sources, 0 series, 0 files of figures; catalogue 0123456789ab\n";
        assert_eq!(String::from_utf8(out).unwrap(), line);
    }
}
