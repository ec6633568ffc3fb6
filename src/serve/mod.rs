//! Serve: the snapshot over HTTP.
//!
//! In: a snapshot, and a [`Publisher`] for what is not in it. Out: answers. Invariant: a request for the present computes nothing;
//! axum is known here alone; every answer carries the policy of its kind; an error is a page for people and RFC 9457 for programs.

mod computed;
mod files;
mod health;
mod listen;
mod negotiate;
mod policy;
mod present;
mod problem;
pub mod replay;
mod request;
mod routes;
mod shelf;
mod stalled;

pub use listen::{Stop, listen};

use crate::domain::clock::Clock;
use crate::publish::past::Publisher;
use crate::publish::snapshot::Snapshot;
use arc_swap::ArcSwap;
use shelf::Shelf;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

/// What every request needs. Cheap to share: one for the whole process.
pub struct Server {
    shelf: ArcSwap<Shelf>,
    swaps: AtomicU64,
    publisher: Arc<dyn Publisher>,
    clock: Clock,
    computed: computed::Computed,
}

impl Server {
    /// A server of `snapshot` that asks `publisher` for the rest.
    pub fn new(snapshot: &Snapshot, publisher: Arc<dyn Publisher>, clock: Clock) -> Arc<Self> {
        let shelf = ArcSwap::from_pointee(Shelf::of(snapshot, 0));
        Arc::new(Self { shelf, swaps: AtomicU64::new(0), publisher, clock, computed: computed::Computed::default() })
    }

    /// Puts `snapshot` in the place of the one before: every request from now on sees all of it, none a mixture.
    pub fn swap(&self, snapshot: &Snapshot) {
        let number = self.swaps.fetch_add(1, Ordering::Relaxed) + 1;
        self.shelf.store(Arc::new(Shelf::of(snapshot, number)));
    }

    /// The address space, as a service.
    pub fn router(self: &Arc<Self>) -> axum::Router {
        routes::routes(Arc::clone(self))
    }
}
