//! What is shown: one snapshot at a time, numbered.
//!
//! In: snapshots, new or improved. Out: swaps of the server's. Invariant: an improved snapshot never takes the place of a newer one.

use crate::publish::snapshot::Snapshot;
use crate::serve::Server;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

/// Holds what is shown.
pub(super) struct Stage {
    server: Arc<Server>,
    shown: Mutex<Shown>,
}

/// A snapshot and which one it is, from 0.
#[derive(Clone)]
pub(super) struct Shown {
    /// Which one it is: better encodings of the same do not count.
    pub number: u64,
    /// The snapshot.
    pub snapshot: Arc<Snapshot>,
}

impl Stage {
    /// A stage on which `snapshot` is shown by `server` already.
    pub fn new(server: Arc<Server>, snapshot: Snapshot) -> Self {
        Self { server, shown: Mutex::new(Shown { number: 0, snapshot: Arc::new(snapshot) }) }
    }

    /// What is shown now.
    pub fn shown(&self) -> Shown {
        self.lock().clone()
    }

    /// Shows a newer snapshot.
    pub fn show(&self, snapshot: Snapshot) {
        let mut shown = self.lock();
        *shown = Shown { number: shown.number + 1, snapshot: Arc::new(snapshot) };
        self.server.swap(&shown.snapshot);
    }

    /// Shows the same snapshot with more encodings, unless a newer one is shown. Says whether it did.
    pub fn improve(&self, number: u64, snapshot: Snapshot) -> bool {
        let mut shown = self.lock();
        let is_newest = shown.number == number;
        if is_newest {
            shown.snapshot = Arc::new(snapshot);
            self.server.swap(&shown.snapshot);
        }
        is_newest
    }

    /// Whether nothing newer than `number` is shown.
    pub fn is_newest(&self, number: u64) -> bool {
        self.lock().number == number
    }

    fn lock(&self) -> MutexGuard<'_, Shown> {
        self.shown.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
