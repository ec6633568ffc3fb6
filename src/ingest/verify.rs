//! Verify: every figure again from the archived files, and whether the store says the same.
//!
//! In: a store, and a way to read a file. Out: [`Verification`]: every discrepancy as a sentence.
//! Invariant: nothing is changed; the archive is the evidence and the store is what is examined; each file is read once for each
//! source table that it was read with; one file's trouble never hides another's.
//!
//! First every archived file is hashed again. Then every edition is recorded again, in the order in which it was recorded, with
//! the source table that was used then and by the code that recorded it, in a temporary store; and the two stores are compared
//! row by row, both ways. A series that rests on a file that is not as it came is named, and left out of the comparison.

use super::read::{Reading, SeriesReading};
use crate::domain::figure::Figure;
use crate::domain::source::{Format, FormatKind, Source};
use crate::store::{Discrepancy, Edition, Replica, Store, StoreError};
use sha2::{Digest, Sha256};
use std::collections::{BTreeMap, BTreeSet};
use std::fmt;
use std::fs::File;
use std::io::{self, Read};
use std::path::Path;
use std::rc::Rc;

/// How often verification starts again when another process records something meanwhile.
const TRIES: u32 = 3;

/// What a verification found.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Verification {
    /// How many figures the store has.
    pub figures: u64,
    /// Of how many series.
    pub series: u64,
    /// From how many archived files.
    pub files: usize,
    /// Where store and archive differ.
    pub discrepancies: Vec<Discrepancy>,
}

impl fmt::Display for Verification {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { figures, series, files, .. } = self;
        let (figures, series, files) = (grouped(*figures), grouped(*series), grouped(*files as u64));
        match self.discrepancies.len() as u64 {
            0 => write!(formatter, "{figures} figures of {series} series rebuilt from {files} files: equal"),
            1 => write!(formatter, "{figures} figures of {series} series, {files} files: 1 discrepancy"),
            many => write!(
                formatter,
                "{figures} figures of {series} series, {files} files: {} discrepancies",
                grouped(many)
            ),
        }
    }
}

/// Verifies `store`; `read` reads a file as ingest does, or says in words why it cannot.
pub fn verify(
    store: &Store,
    mut read: impl FnMut(&Path, &Source, &Format) -> Result<Reading, String>,
) -> Result<Verification, StoreError> {
    let mut tries = 1;
    loop {
        let generation = store.generation()?;
        let verification = verify_once(store, &mut read)?;
        if store.generation()? == generation || tries == TRIES {
            return Ok(verification);
        }
        tracing::info!("something was recorded meanwhile: verifying again");
        tries += 1;
    }
}

fn verify_once(store: &Store, read: &mut ReadFile<'_>) -> Result<Verification, StoreError> {
    let mut discrepancies = store.damage()?;
    let editions = store.editions()?;
    let mut rebuilding = Rebuilding::new(store, &editions, read)?;
    let files = rebuilding.check_files()?;
    for edition in &editions {
        rebuilding.rebuild(edition);
    }
    discrepancies.append(&mut rebuilding.found);
    discrepancies.extend(store.compare(&rebuilding.replica, &rebuilding.left_out)?);
    let (figures, series) = store.extent()?;
    Ok(Verification { figures, series, files, discrepancies })
}

type ReadFile<'a> = dyn FnMut(&Path, &Source, &Format) -> Result<Reading, String> + 'a;

/// A file as it was read: its hash, the source table, the route.
type ReadAs<'a> = (&'a str, &'a str, Option<usize>);

struct Rebuilding<'a> {
    store: &'a Store,
    replica: Replica,
    read: &'a mut ReadFile<'a>,
    /// Source and series that rest on a file.
    resting: BTreeMap<&'a str, BTreeSet<(&'a str, &'a str)>>,
    /// How many editions still want a reading: it is kept no longer than that.
    wanted: BTreeMap<ReadAs<'a>, usize>,
    readings: BTreeMap<ReadAs<'a>, Rc<Result<Vec<SeriesReading>, String>>>,
    /// Series that cannot be rebuilt.
    left_out: BTreeSet<String>,
    found: Vec<Discrepancy>,
}

impl<'a> Rebuilding<'a> {
    fn new(store: &'a Store, editions: &'a [Edition], read: &'a mut ReadFile<'_>) -> Result<Self, StoreError> {
        let mut resting: BTreeMap<&str, BTreeSet<_>> = BTreeMap::new();
        let mut wanted = BTreeMap::new();
        for Edition { vintage, .. } in editions {
            resting.entry(&vintage.file).or_default().insert((vintage.source.as_str(), vintage.series.as_str()));
            *wanted.entry((vintage.file.as_str(), vintage.table.as_str(), vintage.route)).or_default() += 1;
        }
        let (readings, left_out, found) = (BTreeMap::new(), BTreeSet::new(), Vec::new());
        Ok(Self { store, replica: Replica::new()?, read, resting, wanted, readings, left_out, found })
    }

    /// Hashes every archived file again. How many there are.
    fn check_files(&mut self) -> Result<usize, StoreError> {
        let files = self.store.files()?;
        for file in &files {
            self.replica.put_file(file)?;
            let found = match hash(&self.store.archived_path(&file.sha256)) {
                Ok(found) if found == file.sha256 => continue,
                Ok(found) => format!("has changed: its bytes now have the SHA-256 {found}"),
                Err(error) => format!("cannot be read: {error}"),
            };
            let resting = self.resting.get(file.sha256.as_str()).cloned().unwrap_or_default();
            let names = |names: BTreeSet<&str>| names.into_iter().collect::<Vec<_>>().join(", ");
            let sources = names(resting.iter().map(|(source, _)| *source).collect());
            let series = names(resting.iter().map(|(_, series)| *series).collect());
            let (sha256, address) = (&file.sha256, &file.asked);
            let rests = match series.as_str() {
                "" => "no figure rests on it".to_owned(),
                series => format!("of the source {sources}; what rests on it was not rebuilt: {series}"),
            };
            self.found.push(Discrepancy(format!("the archived file {sha256} from {address} {found} ({rests})")));
            self.left_out.extend(resting.iter().map(|(_, series)| (*series).to_owned()));
        }
        Ok(files.len())
    }

    /// Records one edition again.
    fn rebuild(&mut self, edition: &'a Edition) {
        if !self.left_out.contains(&edition.vintage.series) {
            let rebuilt = self.figures(edition).and_then(|figures| {
                let vintage = edition.with_figures(figures);
                self.replica.record(Some(edition.id), &vintage).map_err(|error| error.to_string())
            });
            if let Err(reason) = rebuilt {
                self.leave_out(edition, &reason);
            }
        }
        self.forget(edition);
    }

    fn leave_out(&mut self, edition: &Edition, reason: &str) {
        let (series, file) = (&edition.vintage.series, &edition.vintage.file);
        let number = edition.id;
        let words = format!("{series}: edition {number} cannot be rebuilt from the archived file {file}: {reason}");
        self.found.push(Discrepancy(words));
        self.left_out.insert(series.clone());
    }

    /// The figures of an edition, from its file.
    fn figures(&mut self, edition: &'a Edition) -> Result<Vec<Figure>, String> {
        let vintage = &edition.vintage;
        let key = (vintage.file.as_str(), vintage.table.as_str(), vintage.route);
        let known = self.readings.get(&key).cloned();
        let reading = known.unwrap_or_else(|| {
            let reading = Rc::new(self.read_again(key));
            self.readings.insert(key, Rc::clone(&reading));
            reading
        });
        let series = reading.as_ref().as_ref().map_err(Clone::clone)?;
        let found = series.iter().find(|read| read.series == vintage.series);
        Ok(found.map(|read| read.figures.clone()).unwrap_or_default())
    }

    fn read_again(&mut self, (file, table, route): ReadAs<'_>) -> Result<Vec<SeriesReading>, String> {
        let source: Source = toml::from_str(table)
            .map_err(|error| format!("the source table that was used is not readable: {error}"))?;
        let format = format_of(&source, route)?;
        (self.read)(&self.store.archived_path(file), &source, &format).map(|reading| reading.series)
    }

    fn forget(&mut self, edition: &'a Edition) {
        let vintage = &edition.vintage;
        let key = (vintage.file.as_str(), vintage.table.as_str(), vintage.route);
        let left = self.wanted.get_mut(&key).map(|wanted| {
            *wanted -= 1;
            *wanted
        });
        if left == Some(0) {
            self.readings.remove(&key);
        }
    }
}

/// How a file was laid out: as the route says, or in the product's own format.
fn format_of(source: &Source, route: Option<usize>) -> Result<Format, String> {
    let Some(index) = route else {
        return Ok(Format::of(FormatKind::Figures));
    };
    let route = source.routes.get(index);
    route
        .map(|route| route.format.clone())
        .ok_or_else(|| format!("the source table that was used has no route {}", index + 1))
}

fn hash(path: &Path) -> io::Result<String> {
    let mut file = File::open(path)?;
    let mut digest = Sha256::new();
    let mut buffer = vec![0; 1 << 16];
    loop {
        match file.read(&mut buffer)? {
            0 => return Ok(hex::encode(digest.finalize())),
            length => digest.update(&buffer[..length]),
        }
    }
}

/// `1234567` as `1,234,567`.
fn grouped(number: u64) -> String {
    let digits = number.to_string();
    let groups: Vec<_> = digits.as_bytes().rchunks(3).rev().map(String::from_utf8_lossy).collect();
    groups.join(",")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn large_numbers_are_grouped() {
        for (number, words) in [(0, "0"), (999, "999"), (1234, "1,234"), (7_187_677, "7,187,677")] {
            assert_eq!(grouped(number), words);
        }
    }
}
