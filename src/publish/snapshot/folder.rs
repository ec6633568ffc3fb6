//! The folder of snapshots: the current one and the one before it.
//!
//! In: a [`Snapshot`], or a start. Out: files `<hash>.snapshot` and `current`, which names one of them; or the last good snapshot.
//! Invariant: `current` changes by one rename, after the file that it names is on disk whole; a damaged file is passed over, never
//! served and never fatal while another is whole.

use super::{Snapshot, pack};
use std::fs;
use std::io::{self, Write};
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};
use std::time::{Duration, SystemTime};

const CURRENT: &str = "current";
const SUFFIX: &str = ".snapshot";
const PREFIX_OF_UNFINISHED: &str = ".unfinished-";
const KEPT: usize = 2;
const UNFINISHED_FOR: Duration = Duration::from_mins(10);

/// Where snapshots lie: `snapshots` in the state folder.
#[derive(Clone, Debug)]
pub struct Folder(PathBuf);

/// A snapshot could not be written or found.
#[derive(Debug, thiserror::Error)]
pub enum SnapshotError {
    /// The file system refused.
    #[error("cannot {action} {}: check that the state folder may be written and has room", path.display())]
    File {
        /// What was being done.
        action: &'static str,
        /// Where.
        path: PathBuf,
        /// Why not.
        source: io::Error,
    },
    /// The manifest could not be written.
    #[error("cannot write the manifest of a snapshot")]
    Manifest(#[from] serde_json::Error),
}

impl Folder {
    /// The folder of snapshots in the state folder.
    pub fn in_state(state: &Path) -> Self {
        Self(state.join("snapshots"))
    }

    /// Writes `snapshot` and makes it the current one. Returns its name.
    pub fn save(&self, snapshot: &Snapshot) -> Result<String, SnapshotError> {
        fs::create_dir_all(&self.0).map_err(|source| self.refused("make", source))?;
        let (name, file) = pack::write(snapshot)?;
        let path = self.file(&name);
        if !path.exists() {
            self.put(&path, &file)?;
        }
        self.put(&self.0.join(CURRENT), name.as_bytes())?;
        self.tidy(&name);
        Ok(name)
    }

    /// The name of the current snapshot, if there is one.
    pub fn current(&self) -> Option<String> {
        let name = fs::read_to_string(self.0.join(CURRENT)).ok()?;
        let name = name.trim();
        let is_name = name.len() == 64 && name.bytes().all(|byte| byte.is_ascii_hexdigit());
        is_name.then(|| name.to_owned())
    }

    /// The current snapshot and its name; where it is missing or damaged, the newest that is whole.
    pub fn load(&self) -> Option<(String, Snapshot)> {
        let current = self.current();
        let others = self.names_newest_first().into_iter().filter(|name| Some(name) != current.as_ref());
        current.iter().cloned().chain(others).find_map(|name| Some((name.clone(), self.read(&name)?)))
    }

    fn read(&self, name: &str) -> Option<Snapshot> {
        let path = self.file(name);
        let file =
            fs::read(&path).inspect_err(|error| tracing::warn!(path = %path.display(), %error, "no snapshot")).ok()?;
        let damaged =
            |reason: &String| tracing::warn!(path = %path.display(), %reason, "passing over a damaged snapshot");
        pack::read(name, file).inspect_err(damaged).ok()
    }

    fn file(&self, name: &str) -> PathBuf {
        self.0.join(format!("{name}{SUFFIX}"))
    }

    /// Puts `bytes` at `path` by one rename, once they are on disk.
    fn put(&self, path: &Path, bytes: &[u8]) -> Result<(), SnapshotError> {
        let put = || -> io::Result<()> {
            let readable = fs::Permissions::from_mode(0o644);
            let mut unfinished = tempfile::Builder::new();
            let mut file = unfinished.prefix(PREFIX_OF_UNFINISHED).permissions(readable).tempfile_in(&self.0)?;
            file.write_all(bytes)?;
            file.as_file().sync_all()?;
            file.persist(path)?;
            fs::File::open(&self.0)?.sync_all()
        };
        put().map_err(|source| SnapshotError::File { action: "write", path: path.to_owned(), source })
    }

    /// Removes all but the last few snapshots, and what a killed process left behind. Not being able to is no failure.
    fn tidy(&self, current: &str) {
        let old = self.names_newest_first().into_iter().filter(|name| name != current).skip(KEPT - 1);
        for name in old {
            let _ = fs::remove_file(self.file(&name));
        }
        let now = modified(&self.0.join(CURRENT));
        for path in self.paths().filter(|path| name_of(path).starts_with(PREFIX_OF_UNFINISHED)) {
            if now.duration_since(modified(&path)).is_ok_and(|age| age > UNFINISHED_FOR) {
                let _ = fs::remove_file(path);
            }
        }
    }

    fn names_newest_first(&self) -> Vec<String> {
        let mut paths: Vec<_> = self.paths().filter(|path| name_of(path).ends_with(SUFFIX)).collect();
        paths.sort_by_key(|path| std::cmp::Reverse(modified(path)));
        paths.iter().map(|path| name_of(path).trim_end_matches(SUFFIX).to_owned()).collect()
    }

    fn paths(&self) -> impl Iterator<Item = PathBuf> {
        fs::read_dir(&self.0).into_iter().flatten().flatten().map(|entry| entry.path())
    }

    fn refused(&self, action: &'static str, source: io::Error) -> SnapshotError {
        SnapshotError::File { action, path: self.0.clone(), source }
    }
}

fn name_of(path: &Path) -> String {
    path.file_name().unwrap_or_default().to_string_lossy().into_owned()
}

fn modified(path: &Path) -> SystemTime {
    fs::metadata(path).and_then(|metadata| metadata.modified()).unwrap_or(SystemTime::UNIX_EPOCH)
}

#[cfg(test)]
mod tests {
    use super::super::tests::page;
    use super::super::{Origin, Snapshot};
    use super::*;

    fn numbered(generation: i64) -> Snapshot {
        let pages = vec![page("/", &format!("generation {generation} ").repeat(30))];
        Snapshot::make(Origin { generation, ..Origin::default() }, pages, None)
    }

    fn files(folder: &Folder) -> usize {
        folder.paths().filter(|path| name_of(path).ends_with(SUFFIX)).count()
    }

    #[test]
    fn what_was_saved_last_is_loaded_and_only_two_are_kept() {
        let state = tempfile::tempdir().unwrap();
        let folder = Folder::in_state(state.path());
        assert!(folder.load().is_none());
        for generation in 1..=4 {
            let name = folder.save(&numbered(generation)).unwrap();
            assert_eq!(folder.load().unwrap(), (name, numbered(generation)));
        }
        assert_eq!(files(&folder), 2);
    }

    #[test]
    fn saving_the_same_again_changes_nothing() {
        let state = tempfile::tempdir().unwrap();
        let folder = Folder::in_state(state.path());
        let names = [folder.save(&numbered(1)).unwrap(), folder.save(&numbered(1)).unwrap()];
        assert_eq!(names[0], names[1]);
        assert_eq!(files(&folder), 1);
    }

    #[test]
    fn a_torn_snapshot_is_passed_over_and_the_one_before_it_is_served() {
        let state = tempfile::tempdir().unwrap();
        let folder = Folder::in_state(state.path());
        folder.save(&numbered(1)).unwrap();
        let name = folder.save(&numbered(2)).unwrap();
        let file = fs::read(folder.file(&name)).unwrap();
        fs::write(folder.file(&name), &file[..file.len() - 1]).unwrap();
        assert_eq!(folder.load().unwrap().1, numbered(1));
    }

    #[test]
    fn a_current_that_names_nothing_or_no_name_falls_back_on_the_newest() {
        for current in ["", "../../etc/passwd", &"0".repeat(64)] {
            let state = tempfile::tempdir().unwrap();
            let folder = Folder::in_state(state.path());
            folder.save(&numbered(1)).unwrap();
            fs::write(folder.0.join(CURRENT), current).unwrap();
            assert_eq!(folder.load().unwrap().1, numbered(1), "{current}");
        }
    }

    #[test]
    fn a_folder_that_cannot_be_made_is_named() {
        let file = tempfile::NamedTempFile::new().unwrap();
        let error = Folder::in_state(file.path()).save(&numbered(1)).unwrap_err().to_string();
        assert!(error.starts_with("cannot make ") && error.contains("snapshots: check that"), "{error}");
    }
}
