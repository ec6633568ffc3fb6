//! The one way to ask what time it is.
//!
//! In: a closure that tells the time, made once by the command line. Out: [`Clock`], handed to whoever needs "now".
//! Invariant: no other module reads the wall clock; a frozen clock always answers the same.

use chrono::{DateTime, Utc};
use std::sync::Arc;

/// Tells the time. Cheap to clone; every clone tells the same time.
#[derive(Clone)]
pub struct Clock(Arc<dyn Fn() -> DateTime<Utc> + Send + Sync>);

impl Clock {
    /// A clock that asks `tell` each time.
    pub fn new(tell: impl Fn() -> DateTime<Utc> + Send + Sync + 'static) -> Self {
        Self(Arc::new(tell))
    }

    /// A clock that always answers `instant`.
    pub fn frozen(instant: DateTime<Utc>) -> Self {
        Self::new(move || instant)
    }

    /// The time now.
    pub fn now(&self) -> DateTime<Utc> {
        (self.0)()
    }
}

impl std::fmt::Debug for Clock {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(formatter, "Clock({})", self.now())
    }
}
