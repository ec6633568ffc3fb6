//! Politeness: how often and how soon we may ask a publisher.
//!
//! In: hosts, answers that ask us to wait. Out: waits.
//! Invariant: one request at a time a host, with a gap after each, whatever the number of sources that ask it; a publisher that asks us
//! to wait is left alone by all of them for as long as it says, in this run and after.

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

/// Reads a `Retry-After` header: seconds, however many, or an instant.
pub fn retry_after(header: &str, now: DateTime<Utc>) -> Option<Duration> {
    let header = header.trim();
    if !header.is_empty() && header.bytes().all(|byte| byte.is_ascii_digit()) {
        return Some(Duration::from_secs(header.parse().unwrap_or(u64::MAX)));
    }
    let until = DateTime::parse_from_rfc2822(header).ok()?;
    Some((until.with_timezone(&Utc) - now).to_std().unwrap_or(Duration::ZERO))
}

/// The longest that a publisher who says nothing of it is left alone after it has said "too many requests", again and again.
const LONGEST_UNASKED: Duration = Duration::from_mins(5);
/// The longest wait that is believed of a publisher.
const LONGEST_BELIEVED: Duration = Duration::from_hours(24);

/// Keeps requests to one host apart, and away from one that has asked us to wait.
#[derive(Debug)]
pub struct Courtesy {
    gap: Duration,
    patience: Patience,
    hosts: Lock<HashMap<String, Host>>,
}

/// What is known of a host.
#[derive(Debug, Default)]
struct Host {
    turn: Turn,
    /// Before which it does not want to be asked.
    not_before: Option<Instant>,
    /// How often it has asked us to wait since it last answered.
    refusals: u32,
}

/// When the last request to a host ended; whoever holds the lock may ask.
type Turn = Arc<Mutex<Option<Instant>>>;

/// A host has asked us to wait for longer than a run waits.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct AskedToWait(pub Duration);

impl Courtesy {
    /// At least `gap` between the end of a request and the next one to the same host. Waits up to the longest of `patience` are waited.
    pub fn new(gap: Duration, patience: Patience) -> Self {
        Self { gap, patience, hosts: Lock::default() }
    }

    /// Waits for the turn to ask `host`, first come first served; the turn ends when what is returned is dropped.
    pub async fn turn(&self, host: &str) -> Result<HeldTurn, AskedToWait> {
        self.is_worth_waiting(host)?;
        let turn = self.with(host, |host| Arc::clone(&host.turn));
        let held = turn.lock_owned().await;
        if let Some(ended) = *held {
            tokio::time::sleep_until(ended + self.gap).await;
        }
        // It may ask us to wait while we do.
        while let Some(wait) = self.wait(host) {
            self.is_worth_waiting(host)?;
            tokio::time::sleep(wait).await;
        }
        Ok(HeldTurn(held))
    }

    /// How long `host` wants to be left alone from now; none if it may be asked.
    pub fn wait(&self, host: &str) -> Option<Duration> {
        let not_before = self.with(host, |host| host.not_before)?;
        not_before.checked_duration_since(Instant::now()).filter(|wait| !wait.is_zero())
    }

    fn is_worth_waiting(&self, host: &str) -> Result<(), AskedToWait> {
        let wait = self.wait(host).filter(|wait| *wait > self.patience.longest_wait);
        wait.map_or(Ok(()), |wait| Err(AskedToWait(wait)))
    }

    /// `host` has asked us to wait, for so long or without saying how long: it is believed for all that we ask of it.
    pub fn asked_to_wait(&self, host: &str, retry_after: Option<Duration>) {
        let first = self.patience.first_wait;
        self.with(host, |host| {
            let doubled = first.saturating_mul(1_u32 << host.refusals.min(10)).min(LONGEST_UNASKED);
            host.refusals += 1;
            let until = Instant::now() + retry_after.unwrap_or(doubled).min(LONGEST_BELIEVED);
            host.not_before = host.not_before.max(Some(until));
        });
    }

    /// `host` has answered.
    pub fn answered(&self, host: &str) {
        self.with(host, |host| (host.not_before, host.refusals) = (None, 0));
    }

    fn with<T>(&self, host: &str, work: impl FnOnce(&mut Host) -> T) -> T {
        let mut hosts = self.hosts.lock().unwrap_or_else(PoisonError::into_inner);
        work(hosts.entry(host.to_owned()).or_default())
    }
}

/// The turn to ask a host.
#[derive(Debug)]
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
            ("0", Some(0)),
            ("-5", None),
            ("18446744073709551615", Some(u64::MAX)),
            ("99999999999999999999999", Some(u64::MAX)),
            ("Fri, 31 Dec 9999 23:59:59 GMT", Some(251_606_874_599)),
            ("1.5", None),
            ("", None),
            ("soon", None),
        ] {
            assert_eq!(retry_after(header, now), seconds.map(Duration::from_secs), "{header}");
        }
    }

    #[tokio::test(flavor = "current_thread", start_paused = true)]
    async fn requests_to_one_host_keep_apart_and_others_do_not_wait() {
        let courtesy = Courtesy::new(Duration::from_secs(1), PATIENCE);
        let began = Instant::now();
        drop(courtesy.turn("a").await);
        drop(courtesy.turn("b").await);
        assert_eq!(began.elapsed(), Duration::ZERO);
        drop(courtesy.turn("a").await);
        assert!(began.elapsed() >= Duration::from_secs(1));
    }

    #[tokio::test(flavor = "current_thread", start_paused = true)]
    async fn five_sources_of_one_host_take_turns_in_the_order_in_which_they_came() {
        let courtesy = Arc::new(Courtesy::new(Duration::from_secs(1), PATIENCE));
        let order: Arc<Lock<Vec<(usize, u64)>>> = Arc::default();
        let began = Instant::now();
        let ask = |source: usize| {
            let (courtesy, order) = (Arc::clone(&courtesy), Arc::clone(&order));
            async move {
                for _ in 0..2 {
                    let _turn = courtesy.turn("www.ons.gov.uk").await.unwrap();
                    order.lock().unwrap().push((source, began.elapsed().as_secs()));
                }
            }
        };
        let mut asking = tokio::task::JoinSet::new();
        (0..5).for_each(|source| drop(asking.spawn(ask(source))));
        asking.join_all().await;
        let order = order.lock().unwrap();
        let seconds: Vec<_> = order.iter().map(|(_, second)| *second).collect();
        assert_eq!(seconds, (0..10).collect::<Vec<_>>(), "a request a second");
        // The first may ask again before the others have come; then everybody has a turn before anybody has the next.
        let sources: Vec<_> = order.iter().map(|(source, _)| *source).collect();
        assert_eq!(sources, [0, 0, 1, 2, 3, 4, 1, 2, 3, 4]);
    }

    #[tokio::test(flavor = "current_thread", start_paused = true)]
    async fn a_host_that_asks_us_to_wait_is_left_alone_by_everybody_for_as_long_as_it_says() {
        let courtesy = Courtesy::new(Duration::ZERO, PATIENCE);
        courtesy.asked_to_wait("a", Some(Duration::from_secs(30)));
        let began = Instant::now();
        assert!(courtesy.turn("a").await.is_ok());
        assert_eq!(began.elapsed().as_secs(), 30);
        courtesy.asked_to_wait("a", Some(Duration::from_hours(2)));
        assert_eq!(courtesy.turn("a").await.unwrap_err(), AskedToWait(Duration::from_hours(2)));
        assert!(courtesy.turn("b").await.is_ok());
        tokio::time::advance(Duration::from_hours(2)).await;
        assert!(courtesy.turn("a").await.is_ok() && courtesy.wait("a").is_none());
        courtesy.asked_to_wait("a", Some(Duration::from_secs(u64::MAX)));
        assert_eq!(courtesy.wait("a"), Some(LONGEST_BELIEVED));
    }

    #[tokio::test(flavor = "current_thread", start_paused = true)]
    async fn a_host_that_does_not_say_how_long_is_left_alone_for_longer_each_time_until_it_answers() {
        let courtesy = Courtesy::new(Duration::ZERO, PATIENCE);
        for seconds in [2, 4, 8, 16, 32, 64, 128, 256, 300, 300] {
            courtesy.asked_to_wait("a", None);
            assert_eq!(courtesy.wait("a").map(|wait| wait.as_secs()), Some(seconds));
            tokio::time::advance(Duration::from_secs(seconds)).await;
        }
        courtesy.answered("a");
        courtesy.asked_to_wait("a", None);
        assert_eq!(courtesy.wait("a").map(|wait| wait.as_secs()), Some(2));
    }
}
