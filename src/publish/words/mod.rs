//! Words: every sentence that a reader sees, out of the message catalogue.
//!
//! In: a key of `assets/locales/en/*.ftl` and its variables, or an outcome's own pattern. Out: final text.
//! Invariant: no English sentence is written in Rust or in a template; numbers, periods and dates arrive as finished text.

pub mod dates;
pub mod known;
pub mod numbers;
pub mod periods;
pub mod releases;
pub mod targets;

use fluent_bundle::concurrent::FluentBundle;
pub use fluent_bundle::{FluentArgs, FluentResource, FluentValue};
use std::sync::LazyLock;
use unic_langid::LanguageIdentifier;

/// The files of the English catalogue.
const ENGLISH: [&str; 6] = [
    include_str!("../../../assets/locales/en/frame.ftl"),
    include_str!("../../../assets/locales/en/outcome.ftl"),
    include_str!("../../../assets/locales/en/data.ftl"),
    include_str!("../../../assets/locales/en/chart.ftl"),
    include_str!("../../../assets/locales/en/about.ftl"),
    include_str!("../../../assets/locales/en/releases.ftl"),
];

static WORDS: LazyLock<Words> = LazyLock::new(|| Words::of(&ENGLISH));

/// A variable of a message.
pub type Variable<'a> = (&'static str, FluentValue<'a>);

/// The message catalogue of one language.
pub struct Words {
    bundle: FluentBundle<FluentResource>,
    /// Names of the months: asked for with nearly every figure, so said once.
    months: [String; 12],
}

impl Words {
    /// The English catalogue.
    pub fn english() -> &'static Self {
        &WORDS
    }

    fn of(files: &[&str]) -> Self {
        let mut bundle = FluentBundle::new_concurrent(vec!["en-GB".parse::<LanguageIdentifier>().unwrap_or_default()]);
        bundle.set_use_isolating(false);
        bundle.set_formatter(Some(grouped));
        for file in files {
            bundle.add_resource_overriding(parse(file));
        }
        let months = std::array::from_fn(|_| String::new());
        let words = Self { bundle, months };
        let months = std::array::from_fn(|month| words.say_with("month", &[("number", count(month + 1))]));
        Self { months, ..words }
    }

    /// The name of a month, from 1.
    pub fn month(&self, month: u32) -> &str {
        let index = usize::try_from(month).unwrap_or_default().saturating_sub(1);
        self.months.get(index).map_or("", String::as_str)
    }

    /// The message `key`. A key that does not exist shows itself, so that it is seen; a test finds every one.
    pub fn say(&self, key: &str) -> String {
        self.say_with(key, &[])
    }

    /// The message `key` with its variables.
    pub fn say_with(&self, key: &str, variables: &[Variable<'_>]) -> String {
        let Some(pattern) = self.bundle.get_message(key).and_then(|message| message.value()) else {
            return key.to_owned();
        };
        let args = args(variables);
        self.bundle.format_pattern(pattern, Some(&args), &mut Vec::new()).into_owned()
    }

    /// An outcome's own pattern with its variables; none where it is not valid or a variable that it needs is not known.
    pub fn pattern(&self, pattern: &str, variables: &[Variable<'_>]) -> Option<String> {
        let text = format!("pattern = {}\n", pattern.trim().replace('\n', "\n    "));
        let resource = FluentResource::try_new(text).ok()?;
        let mut bundle = FluentBundle::new_concurrent(self.bundle.locales.clone());
        bundle.set_use_isolating(false);
        bundle.set_formatter(Some(grouped));
        bundle.add_resource_overriding(resource);
        let args = args(variables);
        let mut mistakes = Vec::new();
        let said =
            bundle.format_pattern(bundle.get_message("pattern")?.value()?, Some(&args), &mut mistakes).into_owned();
        mistakes.is_empty().then_some(said)
    }
}

impl std::fmt::Debug for Words {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.write_str("Words")
    }
}

/// A file with a mistake still gives what could be read of it; a test refuses any mistake.
fn parse(file: &str) -> FluentResource {
    FluentResource::try_new(file.to_owned()).unwrap_or_else(|(resource, _)| resource)
}

fn args<'a>(variables: &[Variable<'a>]) -> FluentArgs<'a> {
    variables.iter().map(|(name, value)| (*name, value.clone())).collect()
}

/// Counts inside sentences get the same thousands separators as figures.
fn grouped<M>(value: &FluentValue<'_>, _: &M) -> Option<String> {
    match value {
        FluentValue::Number(number) => Some(numbers::group(&number.as_string())),
        _ => None,
    }
}

/// A count as a variable.
pub fn count(number: usize) -> FluentValue<'static> {
    FluentValue::from(u32::try_from(number).unwrap_or(u32::MAX))
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeSet;
    use std::path::{Path, PathBuf};

    fn files_under(folder: &Path, found: &mut Vec<PathBuf>) {
        for entry in std::fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() { files_under(&path, found) } else { found.push(path) }
        }
    }

    fn sources() -> String {
        let root = Path::new(env!("CARGO_MANIFEST_DIR"));
        let mut files = Vec::new();
        files_under(&root.join("src/publish"), &mut files);
        files_under(&root.join("assets/templates"), &mut files);
        files.iter().map(|file| std::fs::read_to_string(file).unwrap()).collect()
    }

    fn keys() -> BTreeSet<String> {
        let key = regex::Regex::new(r"(?m)^([a-z][a-z0-9-]*) =").unwrap();
        ENGLISH.iter().flat_map(|file| key.captures_iter(file).map(|found| found[1].to_owned())).collect()
    }

    #[test]
    fn the_catalogue_has_no_mistakes_and_says_nothing_twice() {
        let key = regex::Regex::new(r"(?m)^([a-z][a-z0-9-]*) =").unwrap();
        for file in ENGLISH {
            assert!(
                FluentResource::try_new(file.to_owned()).is_ok(),
                "{:?}",
                FluentResource::try_new(file.to_owned()).err()
            );
        }
        let all: Vec<_> =
            ENGLISH.iter().flat_map(|file| key.captures_iter(file).map(|found| found[1].to_owned())).collect();
        assert_eq!(all.len(), keys().len());
    }

    #[test]
    fn every_message_asked_for_exists() {
        let asked = regex::Regex::new(r#"\.say(?:_with)?\(\s*"([^"]+)""#).unwrap();
        let keys = keys();
        let missing: BTreeSet<_> = asked
            .captures_iter(&sources())
            .map(|found| found[1].to_owned())
            .filter(|key| !keys.contains(key))
            .collect();
        assert_eq!(missing, BTreeSet::new());
    }

    #[test]
    fn every_message_is_asked_for() {
        let sources = sources();
        let unused: Vec<_> = keys().into_iter().filter(|key| !sources.contains(&format!("\"{key}\""))).collect();
        assert_eq!(unused, Vec::<String>::new());
    }

    #[test]
    fn an_outcomes_pattern_is_said_or_refused_whole() {
        let words = Words::english();
        let value = [("value", FluentValue::from("84,000")), ("period", FluentValue::from("2024"))];
        for (pattern, said) in [
            ("{ $value } heat pumps were sold in { $period }", Some("84,000 heat pumps were sold in 2024")),
            ("two\nlines", Some("two\nlines")),
            ("{ $year_ago } a year before", None),
            ("{ $value", None),
        ] {
            assert_eq!(words.pattern(pattern, &value).as_deref(), said);
        }
    }
}
