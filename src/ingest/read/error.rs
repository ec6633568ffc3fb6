//! Why a file cannot be read: the step, what was met, where, and what to do.
//!
//! In: a decoder's or the selector's trouble. Out: [`ReadError`], which also travels from the worker to its parent.
//! Invariant: every message names the alternatives that exist (sheets, columns, members) where there are any; none holds a path.

use serde::{Deserialize, Serialize};

/// A file that cannot be read.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error, Serialize, Deserialize)]
pub enum ReadError {
    /// The file is something else than the table says.
    #[error("not {expected}: this is {found}")]
    NotTheFormat {
        /// What the table says that it is.
        expected: String,
        /// What it is.
        found: String,
    },
    /// There is nothing in the file.
    #[error("the file is empty: fetch it again, or look at the publisher's page")]
    Empty,
    /// The file ends too early.
    #[error("the file is cut short: {0}; fetch it again")]
    Truncated(String),
    /// Text that is not in the encoding that the table names.
    #[error("{place} is not {encoding}: name the right `encoding` in the route's `format`")]
    Encoding {
        /// Where.
        place: String,
        /// The encoding that the table names.
        encoding: String,
    },
    /// A ZIP without the member that the table names.
    #[error("no member {wanted} in the ZIP; members are {}", list(.members))]
    MemberMissing {
        /// What the table asks for.
        wanted: String,
        /// The members that there are.
        members: Vec<String>,
    },
    /// Larger than anything that a publisher sends: a ZIP bomb, or a sheet with too many cells.
    #[error("beyond the limits of reading: {0}")]
    TooLarge(String),
    /// The worker ran out of memory.
    #[error("beyond the limits of reading: the workbook needs more than {mebibytes} MiB of memory")]
    OutOfMemory {
        /// The limit.
        mebibytes: u64,
    },
    /// The worker ran out of time.
    #[error("beyond the limits of reading: the workbook was not read within {seconds} s")]
    OutOfTime {
        /// The limit.
        seconds: u64,
    },
    /// The worker did not answer.
    #[error("the process that reads workbooks failed: {0}")]
    Worker(String),
    /// The file cannot be opened or read at all.
    #[error("cannot read the file: {0}")]
    Unreadable(String),
    /// The source's table cannot mean anything.
    #[error("the table of {series} is wrong: {mistake}")]
    Table {
        /// The series, or "the source".
        series: String,
        /// What is wrong and what was expected.
        mistake: String,
    },
    /// No sheet of the name.
    #[error("{series}: no sheet {wanted}; sheets are {}", list(.sheets))]
    SheetMissing {
        /// The series.
        series: String,
        /// What the table asks for.
        wanted: String,
        /// The sheets that there are.
        sheets: Vec<String>,
    },
    /// No row that looks like the header.
    #[error("{series}: no header: {wanted} in the first 50 rows of {place}; the first rows begin {}", list(.rows))]
    HeaderMissing {
        /// The series.
        series: String,
        /// What the table asks for.
        wanted: String,
        /// Where it was looked for.
        place: String,
        /// How the first rows begin.
        rows: Vec<String>,
    },
    /// No column of the name.
    #[error("{series}: no column {wanted}; columns are {}", list(.columns))]
    ColumnMissing {
        /// The series.
        series: String,
        /// What the table asks for.
        wanted: String,
        /// The columns that there are.
        columns: Vec<String>,
    },
    /// More columns of the name than one.
    #[error("{series}: {wanted} is more than one column: {}; write `#3` for the third, or a narrower pattern", list(.columns))]
    ColumnAmbiguous {
        /// The series.
        series: String,
        /// What the table asks for.
        wanted: String,
        /// The columns that match.
        columns: Vec<String>,
    },
    /// A value that is neither a number nor a known marker.
    #[error(
        "{series}: {place} is {text}, which is neither a number nor a known marker; if the publisher explains it, add it to `markers`"
    )]
    BadValue {
        /// The series.
        series: String,
        /// Where.
        place: String,
        /// What stands there.
        text: String,
    },
    /// A status code that is not known.
    #[error(
        "{series}: {place} is {text}, which is not a known status; if the publisher explains it, add it to `markers`"
    )]
    BadStatus {
        /// The series.
        series: String,
        /// Where.
        place: String,
        /// What stands there.
        text: String,
    },
    /// A value whose period cannot be read.
    #[error("{series}: {place} is {text}, which is no period of the granularity {granularity}{hint}")]
    BadPeriod {
        /// The series.
        series: String,
        /// Where.
        place: String,
        /// What stands there.
        text: String,
        /// What the series' periods are.
        granularity: String,
        /// What to do, where that is known.
        hint: String,
    },
    /// A part of a sum is not in the file.
    #[error(
        "{series}: no row that is added up has `{wanted}` in {column}, so that the sum would be short: the publisher has renamed or left out a part; correct `is`, with one expression where a part has several names"
    )]
    SummandMissing {
        /// The series.
        series: String,
        /// The column.
        column: String,
        /// What no row had.
        wanted: String,
    },
    /// A number beside a status that says that there is none.
    #[error(
        "{series}: {place} is {text}, and its status `{status}` says that there is no value: say in `markers` what `{status}` means in this file, as a reason for absence (then the number is none) or as `normal`"
    )]
    StatusContradicts {
        /// The series.
        series: String,
        /// Where.
        place: String,
        /// The number.
        text: String,
        /// The status.
        status: String,
    },
    /// A column of a further period that the pattern for periods misses, because it is written in another way.
    #[error(
        "{series}: column `{column}` is of a further period, `{text}`, written otherwise than `{taken}`, and `period.header` does not match it: let the pattern match both, or the figure would be left out"
    )]
    PeriodRespelt {
        /// The series.
        series: String,
        /// The column's name.
        column: String,
        /// The period in it.
        text: String,
        /// The last that was matched.
        taken: String,
    },
    /// Two values for one period.
    #[error("{series}: several values for {period}: {first} and {second}; narrow `where`, or say `aggregate`")]
    SeveralValues {
        /// The series.
        series: String,
        /// The period.
        period: String,
        /// Where the first stands, and what it is.
        first: String,
        /// Where the second stands, and what it is.
        second: String,
    },
    /// Nothing was selected.
    #[error("{series}: no figures: {why}")]
    NoFigures {
        /// The series.
        series: String,
        /// What was seen.
        why: String,
    },
}

impl ReadError {
    /// The step that failed: `decode` (the bytes are not what they should be) or `select` (the figures are not where they should
    /// be).
    pub fn step(&self) -> &'static str {
        match self {
            Self::NotTheFormat { .. }
            | Self::Empty
            | Self::Truncated(_)
            | Self::Encoding { .. }
            | Self::MemberMissing { .. }
            | Self::TooLarge(_)
            | Self::OutOfMemory { .. }
            | Self::OutOfTime { .. }
            | Self::Worker(_)
            | Self::Unreadable(_) => "decode",
            _ => "select",
        }
    }

    /// A mistake in the table itself.
    pub(super) fn table(series: &str, mistake: impl Into<String>) -> Self {
        Self::Table { series: series.to_owned(), mistake: mistake.into() }
    }
}

impl From<std::io::Error> for ReadError {
    fn from(error: std::io::Error) -> Self {
        match error.kind() {
            std::io::ErrorKind::UnexpectedEof => Self::Truncated("its end is missing".to_owned()),
            std::io::ErrorKind::FileTooLarge => Self::TooLarge(error.to_string()),
            std::io::ErrorKind::InvalidInput | std::io::ErrorKind::InvalidData => {
                Self::NotTheFormat { expected: "a sound compressed file".to_owned(), found: error.to_string() }
            }
            _ => Self::Unreadable(error.to_string()),
        }
    }
}

/// Quotes names and shortens a long list.
fn list(names: &[String]) -> String {
    const SHOWN: usize = 30;
    let mut quoted: Vec<_> = names.iter().take(SHOWN).map(|name| format!("`{name}`")).collect();
    if names.len() > SHOWN {
        quoted.push(format!("and {} more", names.len() - SHOWN));
    }
    if quoted.is_empty() { "none".to_owned() } else { quoted.join(", ") }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_error_names_what_there_is_and_its_step() {
        let error = ReadError::ColumnMissing {
            series: "cars".to_owned(),
            wanted: "`Fuel`".to_owned(),
            columns: vec!["Fuel type".to_owned(), "Cars".to_owned()],
        };
        assert_eq!(error.to_string(), "cars: no column `Fuel`; columns are `Fuel type`, `Cars`");
        assert_eq!((error.step(), ReadError::Empty.step()), ("select", "decode"));
    }

    #[test]
    fn a_long_list_is_shortened() {
        let names: Vec<_> = (0..40).map(|n| n.to_string()).collect();
        assert!(list(&names).ends_with("`29`, and 10 more"));
    }
}
