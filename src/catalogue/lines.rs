//! Where each value of a TOML file stands, so that a mistake can name its line.
//!
//! In: the text of a file and its parsed table. Out: [`Lines`], from a path (`target.0.by`) to a line.
//! Invariant: a path that is not in the file answers with the line of the nearest part that is; a path that leads to a
//! placeholder (put in where a value was missing or wrong, and reported once) answers with none.

use std::collections::BTreeMap;
use toml::Spanned;
use toml::de::DeValue;

/// Spans that begin here belong to placeholders, not to the file.
pub(super) const PLACEHOLDER: usize = usize::MAX / 2;

/// Lines of the values of one file.
#[derive(Clone, Debug, Default)]
pub struct Lines {
    path: String,
    starts: Vec<usize>,
    offsets: BTreeMap<String, usize>,
}

impl Lines {
    /// Lines of the file at `path` with this text.
    pub(super) fn new(path: &str, text: &str, root: &Spanned<DeValue<'_>>) -> Self {
        let mut lines = Self { path: path.to_owned(), starts: starts(text), offsets: BTreeMap::new() };
        lines.note(String::new(), root);
        lines
    }

    /// The file.
    pub fn path(&self) -> &str {
        &self.path
    }

    /// The line of the value at `path`, or of the nearest part of the file that holds it; none within a placeholder.
    pub fn line(&self, path: &str) -> Option<usize> {
        let mut path = path;
        loop {
            match self.offsets.get(path) {
                Some(offset) if *offset >= PLACEHOLDER => return None,
                Some(offset) => return Some(self.line_of(*offset)),
                None if path.is_empty() => return Some(1),
                None => path = path.rsplit_once('.').map_or("", |(parent, _)| parent),
            }
        }
    }

    /// The line, from 1, of a byte of the text.
    pub(super) fn line_of(&self, offset: usize) -> usize {
        self.starts.partition_point(|start| *start <= offset).max(1)
    }

    fn note(&mut self, path: String, value: &Spanned<DeValue<'_>>) {
        let inner = |name: &str| if path.is_empty() { name.to_owned() } else { format!("{path}.{name}") };
        match value.get_ref() {
            DeValue::Table(table) => {
                for (key, value) in table {
                    self.note(inner(key.get_ref()), value);
                }
            }
            DeValue::Array(array) => {
                for (index, value) in array.iter().enumerate() {
                    self.note(inner(&index.to_string()), value);
                }
            }
            _ => {}
        }
        self.offsets.insert(path, value.span().start);
    }
}

fn starts(text: &str) -> Vec<usize> {
    std::iter::once(0).chain(text.match_indices('\n').map(|(offset, _)| offset + 1)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    const TEXT: &str = "name = \"a\"\n\n[[target]]\nid = \"x\"\nby = \"2030\"\n\n[[target]]\nid = \"y\"\n";

    #[test]
    fn a_path_leads_to_its_line_and_an_absent_one_to_the_part_that_holds_it() {
        let root = DeValue::parse("{ }").unwrap();
        assert_eq!(Lines::new("f", "", &root).line("target.0"), Some(1));
        let table = toml::de::DeTable::parse(TEXT).unwrap();
        let span = table.span();
        let lines = Lines::new("f", TEXT, &Spanned::new(span, DeValue::Table(table.into_inner())));
        for (path, line) in
            [("name", 1), ("target.0", 3), ("target.0.by", 5), ("target.1.id", 8), ("target.1.by", 7), ("nothing", 1)]
        {
            assert_eq!(lines.line(path), Some(line), "{path}");
        }
    }
}
