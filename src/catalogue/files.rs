//! The files of data/, from a folder or from the copy built into the program.
//!
//! In: a folder, or none. Out: [`Files`]. Invariant: paths are relative to data/ with `/` between their parts, and sorted.

use super::{Mistake, Shipped};
use include_dir::{Dir, include_dir};
use std::collections::BTreeMap;
use std::path::Path;

static BUILT_IN: Dir<'static> = include_dir!("$CARGO_MANIFEST_DIR/data");

/// What data/ holds.
#[derive(Clone, Debug, Default)]
pub(super) struct Files {
    /// TOML files, path → text.
    pub toml: BTreeMap<String, String>,
    /// Files of figures.
    pub figures: Vec<Shipped>,
    /// Files that could not be read.
    pub mistakes: Vec<Mistake>,
}

impl Files {
    /// The copy built into the program.
    pub fn built_in() -> Self {
        let mut files = Self::default();
        files.walk_built_in(&BUILT_IN);
        files.sorted()
    }

    /// The files of `folder`.
    pub fn in_folder(folder: &Path) -> Self {
        let mut files = Self::default();
        files.walk(folder, "");
        files.sorted()
    }

    fn walk_built_in(&mut self, folder: &Dir<'static>) {
        for file in folder.files() {
            self.take(&file.path().to_string_lossy().replace('\\', "/"), file.contents().to_vec());
        }
        folder.dirs().for_each(|folder| self.walk_built_in(folder));
    }

    fn walk(&mut self, folder: &Path, path: &str) {
        let entries = match std::fs::read_dir(folder) {
            Ok(entries) => entries,
            Err(error) => return self.unreadable(path, &error),
        };
        for entry in entries.flatten() {
            let name = entry.file_name().to_string_lossy().into_owned();
            let inner = if path.is_empty() { name.clone() } else { format!("{path}/{name}") };
            match entry.path() {
                _ if name.starts_with('.') => {}
                place if place.is_dir() => self.walk(&place, &inner),
                place => match std::fs::read(&place) {
                    Ok(bytes) => self.take(&inner, bytes),
                    Err(error) => self.unreadable(&inner, &error),
                },
            }
        }
    }

    fn take(&mut self, path: &str, bytes: Vec<u8>) {
        if let Some(series) = figures_series(path) {
            self.figures.push(Shipped { series: series.to_owned(), path: path.to_owned(), bytes });
        } else if has_extension(path, "toml") {
            match String::from_utf8(bytes) {
                Ok(text) => drop(self.toml.insert(path.to_owned(), text)),
                Err(error) => self.unreadable(path, &error),
            }
        }
    }

    fn unreadable(&mut self, path: &str, error: &dyn std::error::Error) {
        let path = if path.is_empty() { "." } else { path };
        self.mistakes.push(Mistake { path: path.to_owned(), line: 1, message: format!("cannot be read: {error}") });
    }

    fn sorted(mut self) -> Self {
        self.figures.sort_by(|one, other| one.path.cmp(&other.path));
        self
    }
}

/// The series of a file of figures: its name before `@` or `.csv`.
fn figures_series(path: &str) -> Option<&str> {
    let name = path.strip_prefix("figures/")?.strip_suffix(".csv")?;
    Some(name.split('@').next().unwrap_or(name))
}

fn has_extension(path: &str, extension: &str) -> bool {
    Path::new(path).extension().is_some_and(|found| found == extension)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_of_figures_belongs_to_the_series_in_its_name() {
        for (path, series) in
            [("figures/a.b.csv", Some("a.b")), ("figures/a.b@2026-09-24.csv", Some("a.b")), ("outcomes/a.toml", None)]
        {
            assert_eq!(figures_series(path), series);
        }
    }
}
