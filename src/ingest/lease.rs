//! The right to run a source: one run at a time.
//!
//! In: a source. Out: [`Lease`], with the file that a download goes to.
//! Invariant: between processes of one machine a lock on that file decides, which dies with its process, so that the run after a
//! killed one need not wait; between machines that share a store its lease decides, until it expires.

use super::kit::{Kit, Purpose, of_the_store, whole};
use chrono::TimeDelta;
use std::fs::{File, TryLockError};
use std::path::{Path, PathBuf};

/// How long a run may take before another machine may begin one.
const LONGEST_RUN: TimeDelta = TimeDelta::minutes(30);

/// The right to run a source.
pub struct Lease {
    source: String,
    part: PathBuf,
    lock: File,
}

/// Why a run may not begin.
#[derive(Debug, PartialEq, Eq)]
pub enum Refusal {
    /// Another one is under way.
    Busy(String),
    /// The state folder or the store cannot be used.
    Broken(String),
}

impl Lease {
    /// Takes the right to run `source`.
    pub fn take(kit: &Kit, source: &str) -> Result<Self, Refusal> {
        let busy = || Refusal::Busy("another run of it is under way; nothing to do".to_owned());
        let path = kit.incoming.join(format!("{source}.lock"));
        let broken = |error: std::io::Error| {
            Refusal::Broken(format!(
                "{} cannot be used: {error}; is the disk full, or the state folder not ours to write? The next look tries again",
                path.display()
            ))
        };
        std::fs::create_dir_all(&kit.incoming).map_err(broken)?;
        let lock = File::options().create(true).truncate(false).write(true).open(&path).map_err(broken)?;
        match lock.try_lock() {
            Ok(()) => {}
            Err(TryLockError::WouldBlock) => return Err(busy()),
            Err(TryLockError::Error(error)) => return Err(broken(error)),
        }
        let lease = Self { source: source.to_owned(), part: path.with_extension("part"), lock };
        let now = kit.clock.now();
        let taken = kit.purpose == Purpose::Try
            || kit
                .records
                .take_lease(source, &machine(), now, now + LONGEST_RUN)
                .map_err(|error| Refusal::Broken(of_the_store(&error)))?;
        if taken { Ok(lease) } else { Err(busy()) }
    }

    /// Where the download goes. What a killed run left there is overwritten.
    pub fn part(&self) -> &Path {
        &self.part
    }

    /// Gives the right back, and removes what was not archived.
    pub fn give_back(self, kit: &Kit) {
        let _ = std::fs::remove_file(&self.part);
        if kit.purpose == Purpose::Record
            && let Err(error) = kit.records.drop_lease(&self.source, &machine())
        {
            tracing::warn!(source = self.source, "the lease could not be given back: {}", whole(&error));
        }
    }
}

impl Drop for Lease {
    /// Unlocks in so many words: a worker process that is being started at this moment still holds a copy of the open file, so that
    /// closing ours would leave the source busy for as long.
    fn drop(&mut self) {
        let _ = self.lock.unlock();
    }
}

/// The name of this machine.
fn machine() -> String {
    std::fs::read_to_string("/proc/sys/kernel/hostname")
        .map_or_else(|_| "headway".to_owned(), |name| name.trim().to_owned())
}
