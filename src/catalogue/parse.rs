//! From the text of a TOML file to one of our types, with every mistake and not only the first.
//!
//! In: the text. Out: [`Parsed`]: the value, the lines of its parts, and the mistakes.
//! Invariant: reading goes on after a mistake: an unknown field is taken away, and a missing or wrong value is replaced by a
//! placeholder, until the type is satisfied. A value that was made up here is never shown: the catalogue is refused whole.

use super::Mistake;
use super::lines::{Lines, PLACEHOLDER};
use serde::de::DeserializeOwned;
use std::collections::BTreeMap;
use std::ops::Range;
use toml::Spanned;
use toml::de::{DeArray, DeTable, DeValue, Error, ValueDeserializer};

/// What a file says.
pub(super) struct Parsed<T> {
    /// The value; none where no repair made it readable.
    pub value: Option<T>,
    /// Where its parts stand.
    pub lines: Lines,
    /// What is wrong with it.
    pub mistakes: Vec<Mistake>,
}

/// Reads `text`, the file at `path`.
pub(super) fn parse<T: DeserializeOwned>(path: &str, text: &str) -> Parsed<T> {
    let (table, syntax) = DeTable::parse_recoverable(text);
    let span = table.span();
    let mut mending = Mending::new(Spanned::new(span, DeValue::Table(table.into_inner())), &syntax);
    let value = mending.read();
    let lines = Lines::new(path, text, &mending.root);
    let mistake =
        |(offset, message): (usize, String)| Mistake { path: path.to_owned(), line: lines.line_of(offset), message };
    let mistakes = mending.found.into_iter().map(mistake).collect();
    Parsed { value, lines, mistakes }
}

/// A file on its way to being readable.
struct Mending<'i> {
    root: Spanned<DeValue<'i>>,
    found: Vec<(usize, String)>,
    broken: bool,
    next: usize,
    tried: BTreeMap<usize, usize>,
}

/// What to do about a mistake.
enum Remedy<'m> {
    TakeAway(&'m str),
    Add(&'m str),
    Replace,
}

impl<'i> Mending<'i> {
    fn new(root: Spanned<DeValue<'i>>, syntax: &[Error]) -> Self {
        let offset = |error: &Error| error.span().map_or(0, |span| span.start);
        let found: Vec<_> = syntax.iter().map(|error| (offset(error), in_words(error.message()))).collect();
        Self { root, broken: !found.is_empty(), found, next: PLACEHOLDER, tried: BTreeMap::new() }
    }

    fn read<T: DeserializeOwned>(&mut self) -> Option<T> {
        for _ in 0..2_000 {
            match T::deserialize(ValueDeserializer::from(self.root.clone())) {
                Ok(value) => return Some(value),
                Err(error) => self.mend(&error)?,
            }
        }
        None
    }

    /// Notes the mistake and repairs the place; nothing where it cannot.
    fn mend(&mut self, error: &Error) -> Option<()> {
        let Some(span) = error.span() else {
            self.found.push((0, in_words(error.message())));
            return None;
        };
        let remedy = remedy(error.message());
        // Where the text itself is broken, what is missing may stand in the broken part.
        let follows = self.broken && matches!(remedy, Remedy::Add(_));
        let mistake = (span.start, in_words(error.message()));
        if span.start < PLACEHOLDER && !follows && !self.found.contains(&mistake) {
            self.found.push(mistake);
        }
        match remedy {
            Remedy::TakeAway(field) => take_away(&mut self.root, &span, field).then_some(()),
            Remedy::Add(field) => self.add(&span, field),
            Remedy::Replace => self.replace(&span, error.message()),
        }
    }

    fn add(&mut self, span: &Range<usize>, field: &str) -> Option<()> {
        let placeholder = self.placeholder(DeValue::String("".into()));
        let DeValue::Table(table) = find(&mut self.root, span, true)?.get_mut() else { return None };
        table.insert(Spanned::new(span.clone(), field.to_owned().into()), placeholder);
        Some(())
    }

    fn replace(&mut self, span: &Range<usize>, message: &str) -> Option<()> {
        let tried = self.tried.get(&span.start).copied().filter(|_| span.start >= PLACEHOLDER).unwrap_or(0);
        let candidate = candidate(tried, message)?;
        let placeholder = self.placeholder(candidate);
        self.tried.insert(placeholder.span().start, tried + 1);
        *find(&mut self.root, span, false)? = placeholder;
        Some(())
    }

    fn placeholder(&mut self, value: DeValue<'i>) -> Spanned<DeValue<'i>> {
        self.next += 2;
        Spanned::new(self.next..self.next + 1, value)
    }
}

fn remedy(message: &str) -> Remedy<'_> {
    let named = |prefix: &str| message.strip_prefix(prefix)?.split('`').next();
    match (named("unknown field `"), named("missing field `")) {
        (Some(field), _) => Remedy::TakeAway(field),
        (_, Some(field)) => Remedy::Add(field),
        _ => Remedy::Replace,
    }
}

/// The outermost part with this span: the outermost table where one is wanted.
fn find<'a, 'i>(
    value: &'a mut Spanned<DeValue<'i>>,
    span: &Range<usize>,
    table: bool,
) -> Option<&'a mut Spanned<DeValue<'i>>> {
    if value.span() == *span && (!table || matches!(value.get_ref(), DeValue::Table(_))) {
        return Some(value);
    }
    match value.get_mut() {
        DeValue::Table(inner) => inner.iter_mut().find_map(|(_, value)| find(value, span, table)),
        DeValue::Array(inner) => inner.iter_mut().find_map(|value| find(value, span, table)),
        _ => None,
    }
}

/// Takes the field away whose key has this span, or that is named so in the table with this span.
fn take_away(value: &mut Spanned<DeValue<'_>>, span: &Range<usize>, field: &str) -> bool {
    let here = value.span() == *span;
    match value.get_mut() {
        DeValue::Table(inner) => {
            let wanted = |key: &&Spanned<_>| key.get_ref() == field && (here || key.span() == *span);
            match inner.keys().find(wanted).cloned() {
                Some(key) => inner.remove(&key).is_some(),
                None => inner.iter_mut().any(|(_, value)| take_away(value, span, field)),
            }
        }
        DeValue::Array(inner) => inner.iter_mut().any(|value| take_away(value, span, field)),
        _ => false,
    }
}

/// Something to read in place of a wrong value: what the message asks for, then one of each kind.
fn candidate(tried: usize, message: &str) -> Option<DeValue<'static>> {
    let text = |text: &str| DeValue::String(text.to_owned().into());
    if let Some((_, expected)) = message.split_once("expected ").filter(|_| message.starts_with("unknown variant")) {
        return Some(text(expected.split('`').nth(1)?));
    }
    Some(match tried {
        0 => text(""),
        1 => number(),
        2 => DeValue::Array(DeArray::default()),
        3 => DeValue::Boolean(false),
        4 => text("2000"),
        5 => text("2000-01-01"),
        6 => text("year"),
        7 => text("x"),
        8..12 => DeValue::Table(DeTable::new()),
        _ => return None,
    })
}

fn number() -> DeValue<'static> {
    match DeValue::parse("1").map(Spanned::into_inner) {
        Ok(DeValue::Integer(one)) => DeValue::Integer(one),
        _ => DeValue::Boolean(true),
    }
}

fn in_words(message: &str) -> String {
    let message = message.lines().collect::<Vec<_>>().join(", ");
    if let Some(field) = message.strip_prefix("missing field ") {
        return format!("{field} is missing; it is required here");
    }
    if message.starts_with("invalid type: map, expected a formatted date") || message.contains("TOML datetime") {
        return "a date is written in quotation marks; expected \"2026-01-21\"".to_owned();
    }
    if message.starts_with("data did not match any variant of untagged enum OneOrMany") {
        return "expected a text or a list of texts".to_owned();
    }
    message.replace("a Decimal type representing a fixed-point number", "a number")
}
