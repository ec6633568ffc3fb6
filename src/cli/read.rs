//! `headway read FILE`, and the hidden worker that reads workbooks within limits.
//!
//! In: a local file and a source's table. Out: its figures as CSV on standard output. Invariant: writes nothing else.

use super::{Failure, Outcome, Settings};
use crate::catalogue::Catalogue;
use crate::domain::source::{Format, FormatKind, Source};
use crate::ingest::read::{Reader, Reading, worker};
use std::io::Write;
use std::path::{Path, PathBuf};

/// Arguments of `headway read`.
#[derive(clap::Args, Debug)]
pub struct Arguments {
    /// The file to read
    pub file: PathBuf,
    /// Read it with this source's table from the catalogue
    #[arg(long, value_name = "ID", required_unless_present = "spec", conflicts_with = "spec")]
    pub source: Option<String>,
    /// Read it with a source's table from this file
    #[arg(long, value_name = "FILE.toml")]
    pub spec: Option<PathBuf>,
}

/// Arguments of the worker.
#[derive(clap::Args, Debug)]
pub struct WorkerArguments {}

/// Runs the command.
pub fn run(settings: &Settings, arguments: &Arguments) -> Outcome {
    let source = match (&arguments.source, &arguments.spec) {
        (Some(id), _) => from_catalogue(settings, id)?,
        (None, Some(path)) => from_spec(path)?,
        (None, None) => return Err(Failure("say --source ID or --spec FILE.toml".to_owned())),
    };
    let executable =
        std::env::current_exe().map_err(|error| Failure(format!("cannot find the program itself: {error}")))?;
    let reading = read(&Reader::with_worker(executable), &arguments.file, &source)?;
    warn(&reading, std::io::stderr().lock());
    print(&reading, std::io::stdout().lock()).or_else(|error| match error.kind() {
        // Whoever reads the output has seen enough.
        std::io::ErrorKind::BrokenPipe => Ok(()),
        _ => Err(Failure(format!("cannot write the figures: {error}"))),
    })
}

/// Runs the worker.
pub fn worker(_arguments: &WorkerArguments) -> Outcome {
    worker::serve(std::io::stdin().lock(), std::io::stdout().lock()).map_err(Failure)
}

/// Reads by the source's routes; a source without one has its figures entered by hand.
fn read(reader: &Reader, file: &Path, source: &Source) -> Result<Reading, Failure> {
    let result = match source.routes.as_slice() {
        [] => reader.read(file, source, &figures_format()),
        [only] => reader.read(file, source, &only.format),
        _ => reader.read_any(file, source).map(|(_, reading)| reading),
    };
    result.map_err(|error| {
        let name = file.display();
        Failure(format!("{name}: cannot {} it with the table of {}: {error}", error.step(), source.id))
    })
}

fn figures_format() -> Format {
    Format::of(FormatKind::Figures)
}

fn from_catalogue(settings: &Settings, id: &str) -> Result<Source, Failure> {
    let catalogue = Catalogue::load(settings.data.as_deref()).map_err(|mistakes| {
        let lines: Vec<_> = mistakes.iter().map(ToString::to_string).collect();
        Failure(format!("the catalogue has mistakes:\n{}", lines.join("\n")))
    })?;
    catalogue.source(id).cloned().ok_or_else(|| {
        let known: Vec<_> = catalogue.sources.iter().map(|source| source.id.as_str()).collect();
        Failure(format!("no source `{id}`; sources are {}", known.join(", ")))
    })
}

/// A source's table from a file. What only a published source needs may be left out.
fn from_spec(path: &Path) -> Result<Source, Failure> {
    let text = std::fs::read_to_string(path).map_err(|error| Failure(format!("{}: {error}", path.display())))?;
    spec(&text).map_err(|mistake| Failure(format!("{}: {mistake}", path.display())))
}

fn spec(text: &str) -> Result<Source, String> {
    let mut table: toml::Table = text.parse().map_err(|error: toml::de::Error| error.to_string())?;
    if let Some(toml::Value::Table(inner)) = table.remove("source") {
        table = inner;
    }
    for (key, value) in [("id", "spec"), ("title", "A file"), ("publisher", "not said"), ("page", "not said")] {
        table.entry(key).or_insert_with(|| value.into());
    }
    let unknown = toml::Table::from_iter([("name".to_owned(), "not said".into()), ("open".to_owned(), false.into())]);
    table.entry("licence").or_insert(unknown.into());
    if let Some(format) = table.remove("format") {
        let route = toml::Table::from_iter([("format".to_owned(), format)]);
        table.insert("route".to_owned(), toml::Value::Array(vec![route.into()]));
    }
    each(&mut table, "route", |route| {
        let here =
            toml::Table::from_iter([("kind".to_owned(), "fixed".into()), ("address".to_owned(), "not said".into())]);
        route.entry("locate").or_insert(here.into());
    });
    each(&mut table, "series", |series| {
        let id = series.get("id").cloned().unwrap_or_else(|| "series".into());
        series.entry("id").or_insert_with(|| id.clone());
        series.entry("title").or_insert(id);
        for key in ["unit", "place", "population"] {
            series.entry(key).or_insert_with(|| "not said".into());
        }
    });
    // The text again, so that a mistake is shown where it stands as far as the reader of it can tell.
    Source::deserialize(table)
}

fn each(table: &mut toml::Table, key: &str, change: impl Fn(&mut toml::Table)) {
    if let Some(toml::Value::Array(items)) = table.get_mut(key) {
        items.iter_mut().filter_map(toml::Value::as_table_mut).for_each(change);
    }
}

trait FromTable: Sized {
    fn deserialize(table: toml::Table) -> Result<Self, String>;
}

impl FromTable for Source {
    fn deserialize(table: toml::Table) -> Result<Self, String> {
        toml::Value::Table(table).try_into().map_err(|error: toml::de::Error| in_plain_words(error.to_string().trim()))
    }
}

/// The words of the library for a text that is none mean nothing to whoever wrote the table.
fn in_plain_words(mistake: &str) -> String {
    mistake.replace(
        "data did not match any variant of untagged enum OneOrMany",
        "expected a text or a list of texts, numbers too in quotes: \"2024\"",
    )
}

/// Says what the file no longer says. Where nobody can be told, the figures matter more.
fn warn(reading: &Reading, mut output: impl Write) {
    for series in &reading.series {
        for unsaid in &series.unsaid {
            let _ = writeln!(
                output,
                "warning: {}: the file does not say `{unsaid}` (`says` in the table); it would be held for a person",
                series.series
            );
        }
    }
}

fn print(reading: &Reading, output: impl Write) -> std::io::Result<()> {
    let mut writer = csv::Writer::from_writer(output);
    writer.write_record(["series", "period", "value", "flags", "cell"])?;
    for series in &reading.series {
        for figure in &series.figures {
            writer.write_record([
                &series.series,
                &figure.period.label(),
                &figure.value.text(),
                &figure.words(),
                &figure.cell,
            ])?;
        }
    }
    writer.flush()
}

#[cfg(test)]
mod tests {
    use super::*;

    const SPEC: &str = r#"
        [format]
        kind = "csv"
        [[series]]
        id = "cars"
        granularity = "year"
        [series.select]
        value = "Cars"
        period = { column = "Year" }
    "#;

    #[test]
    fn a_short_table_is_enough_to_print_figures() {
        let mut file = tempfile::NamedTempFile::new().unwrap();
        file.write_all(b"Year,Cars\n2023,\"1,000.50\"\n2024,[c]\n").unwrap();
        let reading = read(&Reader::in_process(), file.path(), &spec(SPEC).unwrap()).unwrap();
        let mut output = Vec::new();
        print(&reading, &mut output).unwrap();
        let expected = "series,period,value,flags,cell\ncars,2023,1000.50,,\"line 2, column Cars\"\ncars,2024,,suppressed,\"line 3, column Cars\"\n";
        assert_eq!(String::from_utf8(output).unwrap(), expected);
    }

    #[test]
    fn what_a_file_does_not_say_is_a_warning() {
        let mut file = tempfile::NamedTempFile::new().unwrap();
        file.write_all(b"Cars in thousands\nYear,Cars\n2023,1\n").unwrap();
        let table = SPEC.replace("value =", "says = [\"thousands\", \"Wales\"]\nvalue =");
        let reading = read(&Reader::in_process(), file.path(), &spec(&table).unwrap()).unwrap();
        let mut output = Vec::new();
        warn(&reading, &mut output);
        let expected =
            "warning: cars: the file does not say `Wales` (`says` in the table); it would be held for a person\n";
        assert_eq!(String::from_utf8(output).unwrap(), expected);
    }

    #[test]
    fn a_mistake_in_a_table_is_named() {
        assert!(spec(&SPEC.replace("value =", "valeu =")).unwrap_err().contains("valeu"));
        assert!(spec("[[series]").is_err());
        let number = SPEC.replace("value = \"Cars\"", "value = \"Cars\"\nwhere = [{ column = \"Year\", is = 2024 }]");
        let mistake = spec(&number).unwrap_err();
        assert!(mistake.starts_with("expected a text or a list of texts, numbers too in quotes"), "{mistake}");
    }

    #[test]
    fn a_failure_names_file_step_and_source() {
        let mut file = tempfile::NamedTempFile::new().unwrap();
        file.write_all(b"Year,Vans\n2023,1\n").unwrap();
        let failure = read(&Reader::in_process(), file.path(), &spec(SPEC).unwrap()).unwrap_err().to_string();
        assert!(
            failure.contains(
                "cannot select it with the table of spec: cars: no column `Cars`; columns are `Year`, `Vans`"
            ),
            "{failure}"
        );
    }
}
