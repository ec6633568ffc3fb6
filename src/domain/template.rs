//! Addresses with a date in them: `…-statistics-{month-name}-{year}`.
//!
//! In: the text of a source's table, a date. Out: the address of that date.
//! Invariant: what stands in braces is one of the names listed here, or the template is refused by name.

use super::source::Step;
use chrono::{Datelike, NaiveDate};

/// The names, each with what it stands for at a date.
const NAMES: [(&str, Write); 11] = [
    ("year", |date| date.year().to_string()),
    ("year+1", |date| (date.year() + 1).to_string()),
    ("year-1", |date| (date.year() - 1).to_string()),
    ("yy", |date| two_digits(date.year())),
    ("yy+1", |date| two_digits(date.year() + 1)),
    ("month", |date| format!("{:02}", date.month())),
    ("month-name", |date| month_name(date.month()).to_owned()),
    ("day", |date| date.day().to_string()),
    ("dd", |date| format!("{:02}", date.day())),
    ("quarter", |date| date.quarter().to_string()),
    ("quarter-months", |date| quarter_months(date.quarter())),
];

type Write = fn(NaiveDate) -> String;

/// A template that cannot be read.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum TemplateError {
    /// A name that stands for nothing.
    #[error("`{{{name}}}` stands for nothing; there are {known}")]
    Unknown {
        /// The name.
        name: String,
        /// The names that there are.
        known: String,
    },
    /// A brace without its other one.
    #[error("`{0}` has a brace without its other one")]
    Brace(String),
}

/// An address with a date in it.
#[derive(Clone, Debug)]
pub struct Template(Vec<Part>);

#[derive(Clone, Debug)]
enum Part {
    Text(String),
    Date(&'static str, Write),
}

impl Template {
    /// Reads a template.
    pub fn parse(text: &str) -> Result<Self, TemplateError> {
        let broken = || TemplateError::Brace(text.to_owned());
        let (mut parts, mut rest) = (Vec::new(), text);
        while let Some((before, after)) = rest.split_once('{') {
            let (name, after) = after.split_once('}').ok_or_else(broken)?;
            parts.extend([Part::Text(before.to_owned()), named(name)?]);
            rest = after;
        }
        parts.push(Part::Text(rest.to_owned()));
        let stray = parts.iter().any(|part| matches!(part, Part::Text(text) if text.contains('}')));
        if stray { Err(broken()) } else { Ok(Self(parts)) }
    }

    /// The address of a date.
    pub fn fill(&self, date: NaiveDate) -> String {
        let write = |part: &Part| match part {
            Part::Text(text) => text.clone(),
            Part::Date(_, write) => write(date),
        };
        self.0.iter().map(write).collect()
    }

    /// Whether two dates a step apart have two addresses, as far as the names in it tell.
    pub fn tells_apart(&self, step: Step) -> bool {
        let needed: &[&str] = match step {
            Step::Day => &["day", "dd"],
            Step::Month => &["month", "month-name"],
            Step::Quarter => &["quarter", "quarter-months", "month", "month-name"],
            Step::Year => &["year", "year+1", "year-1", "yy", "yy+1"],
        };
        self.0.iter().any(|part| matches!(part, Part::Date(name, _) if needed.contains(name)))
    }
}

fn named(name: &str) -> Result<Part, TemplateError> {
    let known = NAMES.iter().find(|(known, _)| *known == name);
    known.map(|(name, write)| Part::Date(name, *write)).ok_or_else(|| TemplateError::Unknown {
        name: name.to_owned(),
        known: NAMES.map(|(known, _)| format!("{{{known}}}")).join(", "),
    })
}

fn two_digits(year: i32) -> String {
    format!("{:02}", year.rem_euclid(100))
}

/// The name of a month as it stands in addresses: `august`.
fn month_name(month: u32) -> &'static str {
    const MONTHS: [&str; 12] = [
        "january",
        "february",
        "march",
        "april",
        "may",
        "june",
        "july",
        "august",
        "september",
        "october",
        "november",
        "december",
    ];
    MONTHS.get(month as usize - 1).copied().unwrap_or_default()
}

/// The months of a quarter as they stand in addresses: `april-to-june`.
fn quarter_months(quarter: u32) -> String {
    format!("{}-to-{}", month_name(quarter * 3 - 2), month_name(quarter * 3))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_name_stands_for_its_part_of_the_date() {
        let date = NaiveDate::from_ymd_opt(2026, 9, 30).unwrap();
        for (template, address) in [
            ("/x/scheme-{month-name}-{year}", "/x/scheme-september-2026"),
            ("/x/as-at-{day}-{month-name}-{year}", "/x/as-at-30-september-2026"),
            ("/x/{year}/{month}/{dd}.csv", "/x/2026/09/30.csv"),
            ("/x/data-{year}-{yy+1}/{year-1}-{yy}", "/x/data-2026-27/2025-26"),
            ("/x/{year}-to-{year+1}-q{quarter}", "/x/2026-to-2027-q3"),
            ("/x/supply-{quarter-months}-{year}", "/x/supply-july-to-september-2026"),
            ("/x", "/x"),
        ] {
            assert_eq!(Template::parse(template).unwrap().fill(date), address, "{template}");
        }
    }

    #[test]
    fn a_name_that_stands_for_nothing_is_refused_with_those_that_there_are() {
        let error = Template::parse("/x-{mnth}").unwrap_err().to_string();
        assert!(error.starts_with("`{mnth}` stands for nothing; there are {year}, {year+1}"), "{error}");
        for broken in ["/x-{year", "/x-year}", "/x-{{year}}"] {
            assert!(Template::parse(broken).is_err(), "{broken}");
        }
    }

    #[test]
    fn a_template_says_which_steps_it_can_tell_apart() {
        for (template, step, apart) in [
            ("/x-{month-name}-{year}", Step::Month, true),
            ("/x-{month-name}-{year}", Step::Quarter, true),
            ("/x-{month-name}-{year}", Step::Day, false),
            ("/x-{year}", Step::Month, false),
            ("/x-{yy}", Step::Year, true),
            ("/x-{quarter-months}-{year}", Step::Quarter, true),
        ] {
            assert_eq!(Template::parse(template).unwrap().tells_apart(step), apart, "{template} {step:?}");
        }
    }
}
