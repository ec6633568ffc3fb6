//! Politeness: how often and how soon we may ask a publisher.
//!
//! In: hosts, answers that ask us to wait. Out: waits.
//! Invariant: one request at a time a host, with a gap after each; a publisher that names a wait gets it, or is not asked again
//! in this run.

use chrono::{DateTime, Utc};
use std::collections::HashMap;
use std::hash::{BuildHasher, Hasher, RandomState};
use std::sync::{Arc, Mutex as Lock, PoisonError};
use std::time::Duration;
use tokio::sync::{Mutex, OwnedMutexGuard};
use tokio::time::Instant;

/// How patient we are after an answer that may be better the next time.
#[derive(Clone, Debug)]
pub struct Patience {
    /// How often to ask at most.
    pub attempts: u32,
    /// Wait after the first failure; doubled after each further one.
    pub first_wait: Duration,
    /// The longest wait that is waited: a publisher that asks for more is left alone until the next scheduled look.
    pub longest_wait: Duration,
}

impl Patience {
    /// How long to wait after failure number `failed` (from 1); none to give up. `random` spreads askers over the wait.
    pub fn wait(&self, failed: u32, retry_after: Option<Duration>, random: u64) -> Option<Duration> {
        if failed >= self.attempts {
            return None;
        }
        match retry_after {
            Some(asked) if asked > self.longest_wait => None,
            Some(asked) => Some(asked),
            None => Some(self.spread(failed, random).min(self.longest_wait)),
        }
    }

    /// Between one and one and a half times the wait of this failure.
    fn spread(&self, failed: u32, random: u64) -> Duration {
        let wait = self.first_wait.saturating_mul(1_u32 << failed.saturating_sub(1).min(10));
        let share = u32::try_from(random % 500).unwrap_or_default();
        wait + wait / 1000 * share
    }
}

/// A number that nobody can foresee.
pub fn random() -> u64 {
    RandomState::new().build_hasher().finish()
}

/// Reads a `Retry-After` header: seconds, or an instant.
pub fn retry_after(header: &str, now: DateTime<Utc>) -> Option<Duration> {
    let header = header.trim();
    if let Ok(seconds) = header.parse() {
        return Some(Duration::from_secs(seconds));
    }
    let until = DateTime::parse_from_rfc2822(header).ok()?;
    Some((until.with_timezone(&Utc) - now).to_std().unwrap_or(Duration::ZERO))
}

/// Keeps requests to one host apart.
#[derive(Debug)]
pub struct Courtesy {
    gap: Duration,
    hosts: Lock<HashMap<String, Turn>>,
}

/// When the last request to a host ended; whoever holds the lock may ask.
type Turn = Arc<Mutex<Option<Instant>>>;

impl Courtesy {
    /// At least `gap` between the end of a request and the next one to the same host.
    pub fn new(gap: Duration) -> Self {
        Self { gap, hosts: Lock::default() }
    }

    /// Waits for the turn to ask `host`; the turn ends when what is returned is dropped.
    pub async fn turn(&self, host: &str) -> HeldTurn {
        let turn =
            Arc::clone(self.hosts.lock().unwrap_or_else(PoisonError::into_inner).entry(host.to_owned()).or_default());
        let held = turn.lock_owned().await;
        if let Some(ended) = *held {
            tokio::time::sleep_until(ended + self.gap).await;
        }
        HeldTurn(held)
    }
}

/// The turn to ask a host.
pub struct HeldTurn(OwnedMutexGuard<Option<Instant>>);

impl Drop for HeldTurn {
    fn drop(&mut self) {
        *self.0 = Some(Instant::now());
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const PATIENCE: Patience =
        Patience { attempts: 4, first_wait: Duration::from_secs(2), longest_wait: Duration::from_mins(1) };

    #[test]
    fn waits_grow_and_end() {
        let seconds = |failed, random| PATIENCE.wait(failed, None, random).map(|wait| wait.as_millis());
        assert_eq!(seconds(1, 0), Some(2000));
        assert_eq!(seconds(2, 0), Some(4000));
        assert_eq!(seconds(2, 499), Some(5996));
        assert_eq!(seconds(3, 0), Some(8000));
        assert_eq!(seconds(4, 0), None);
    }

    #[test]
    fn a_wait_that_the_publisher_names_is_kept_or_we_leave_it_alone() {
        let asked = |seconds| PATIENCE.wait(1, Some(Duration::from_secs(seconds)), 7).map(|wait| wait.as_secs());
        assert_eq!(asked(0), Some(0));
        assert_eq!(asked(30), Some(30));
        assert_eq!(asked(3600), None);
    }

    #[test]
    fn retry_after_is_seconds_or_an_instant() {
        let now = "2026-11-23T09:30:00Z".parse().unwrap();
        for (header, seconds) in [
            ("120", Some(120)),
            (" 5 ", Some(5)),
            ("Mon, 23 Nov 2026 09:31:00 GMT", Some(60)),
            ("Mon, 23 Nov 2026 09:00:00 GMT", Some(0)),
            ("soon", None),
        ] {
            assert_eq!(retry_after(header, now), seconds.map(Duration::from_secs), "{header}");
        }
    }

    #[tokio::test(flavor = "current_thread")]
    async fn requests_to_one_host_keep_apart_and_others_do_not_wait() {
        let courtesy = Courtesy::new(Duration::from_millis(40));
        let began = Instant::now();
        drop(courtesy.turn("a").await);
        drop(courtesy.turn("b").await);
        assert!(began.elapsed() < Duration::from_millis(40));
        drop(courtesy.turn("a").await);
        assert!(began.elapsed() >= Duration::from_millis(40));
    }
}
