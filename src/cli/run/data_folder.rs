//! A data/ folder that somebody edits while the site is up.
//!
//! In: a folder. Out: whether it was changed since it was last asked about, once the changing has come to rest.
//! Invariant: half a copy is not taken for the whole: two looks in a row have to see the same.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::time::SystemTime;

type Seen = BTreeMap<PathBuf, (Option<SystemTime>, u64)>;

/// A folder that is looked at now and then.
pub(super) struct DataFolder {
    /// The folder.
    pub folder: PathBuf,
    settled: Seen,
    last: Seen,
}

impl DataFolder {
    /// Looks at `folder` for the first time.
    pub fn new(folder: PathBuf) -> Self {
        let seen = look(&folder);
        Self { folder, settled: seen.clone(), last: seen }
    }

    /// Whether it has changed and come to rest.
    pub fn has_changed(&mut self) -> bool {
        let seen = look(&self.folder);
        let at_rest = seen == self.last;
        self.last = seen;
        let changed = at_rest && self.last != self.settled;
        if changed {
            self.settled.clone_from(&self.last);
        }
        changed
    }
}

fn look(folder: &Path) -> Seen {
    let mut seen = Seen::new();
    let mut folders = vec![folder.to_owned()];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(folder).into_iter().flatten().flatten() {
            match entry.metadata() {
                Ok(metadata) if metadata.is_dir() => folders.push(entry.path()),
                Ok(metadata) => drop(seen.insert(entry.path(), (metadata.modified().ok(), metadata.len()))),
                Err(_) => {}
            }
        }
    }
    seen
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_change_is_told_once_and_only_when_it_has_come_to_rest() {
        let folder = tempfile::tempdir().unwrap();
        fs::create_dir(folder.path().join("outcomes")).unwrap();
        let file = folder.path().join("outcomes/heat-pumps.toml");
        fs::write(&file, "a").unwrap();
        let mut data = DataFolder::new(folder.path().to_owned());
        assert!(!data.has_changed());
        fs::write(&file, "ab").unwrap();
        assert!(!data.has_changed(), "it may still be changing");
        assert!(data.has_changed());
        assert!(!data.has_changed());
        fs::remove_file(&file).unwrap();
        assert!(!data.has_changed());
        assert!(data.has_changed());
    }
}
