//! What is computed when it is asked for: the past, and pictures of the present.
//!
//! In: a path and an instant. Out: the answer, made by the same pure functions as the snapshot. Invariant: however much is asked
//! for, a few are computed at once, a bounded number wait, the rest is told to come back; the same thing is computed once.

use super::Server;
use super::policy::CachePolicy;
use super::problem::{self, Problem};
use super::request::Asked;
use super::shelf::Ready;
use crate::domain::instant::london_day;
use crate::publish::past::Trouble;
use crate::publish::snapshot::{Entry, standalone_style_hash};
use axum::response::Response;
use chrono::{DateTime, Utc};
use http::Request;
use quick_cache::Weighter;
use quick_cache::sync::Cache;
use std::sync::Arc;
use std::time::Duration;
use tokio::sync::Semaphore;

const BYTES_KEPT: u64 = 64 * 1024 * 1024;
const ANSWERS_KEPT: usize = 1000;
const AT_ONCE: usize = 2;
const WAITING: usize = 64;
const PATIENCE: Duration = Duration::from_secs(10);

/// What an answer depends on. A picture of the present depends on the chart that it is of; all else on the snapshot beside it.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
enum Key {
    Past { swap: u64, path: String, instant: DateTime<Utc> },
    Picture { path: String, chart: String },
    Present { swap: u64, path: String },
}

/// What has been computed, and the right to compute more.
pub(super) struct Computed {
    kept: Cache<Key, Arc<Ready>, ByBytes>,
    working: Arc<Semaphore>,
    waiting: Arc<Semaphore>,
}

impl Default for Computed {
    fn default() -> Self {
        let kept = Cache::with_weighter(ANSWERS_KEPT, BYTES_KEPT, ByBytes);
        Self { kept, working: Arc::new(Semaphore::new(AT_ONCE)), waiting: Arc::new(Semaphore::new(WAITING)) }
    }
}

#[derive(Clone)]
struct ByBytes;

impl Weighter<Key, Arc<Ready>> for ByBytes {
    fn weight(&self, _: &Key, ready: &Arc<Ready>) -> u64 {
        ready.weight()
    }
}

/// The answer to what is not on the shelf.
pub(super) async fn answer(server: &Arc<Server>, asked: &Asked, request: &Request<()>) -> Result<Response, Problem> {
    let (method, headers) = (request.method().clone(), request.headers().clone());
    let Some(key) = key(server, asked) else { return Err(Problem::not_found()) };
    let made = tokio::time::timeout(PATIENCE, kept_or_made(server, asked, key));
    let ready = made.await.map_err(|_| Problem::busy())??;
    ready.answer(&method, &headers)
}

/// What the answer is kept under; none where nothing can be there.
fn key(server: &Server, asked: &Asked) -> Option<Key> {
    let shelf = server.shelf.load();
    let (swap, path) = (shelf.number, asked.path.clone());
    if let Some(instant) = asked.as_of {
        return Some(Key::Past { swap, path, instant });
    }
    if let Some(stem) = path.strip_suffix(".png") {
        let chart = shelf.get(&format!("{stem}.svg"))?.content_tag().to_owned();
        return Some(Key::Picture { path, chart });
    }
    path.starts_with("/files/").then_some(Key::Present { swap, path })
}

async fn kept_or_made(server: &Arc<Server>, asked: &Asked, key: Key) -> Result<Arc<Ready>, Problem> {
    let making = async { make(server, asked).await.map(Arc::new) };
    server.computed.kept.get_or_insert_async(&key, making).await
}

async fn make(server: &Arc<Server>, asked: &Asked) -> Result<Ready, Problem> {
    let waiting = Arc::clone(&server.computed.waiting).try_acquire_owned().map_err(|_| Problem::busy())?;
    let working = Arc::clone(&server.computed.working).acquire_owned().await.map_err(|_| Problem::busy())?;
    drop(waiting);
    let (server, path, as_of) = (Arc::clone(server), asked.path.clone(), asked.as_of);
    let work = tokio::task::spawn_blocking(move || {
        let _working = working;
        compute(&server, &path, as_of)
    });
    work.await.unwrap_or_else(|panic| Err(Problem::failed(&problem::log(&panic, &asked.path))))
}

fn compute(server: &Server, path: &str, as_of: Option<DateTime<Utc>>) -> Result<Ready, Problem> {
    let page = server.publisher.page(path, as_of).map_err(|trouble: Trouble| Problem::of(&trouble, path))?;
    let entry = Entry::quick(page.ok_or_else(Problem::not_found)?);
    let cache = match as_of {
        Some(instant) => CachePolicy::as_of(entry.intent, is_past(server, instant)),
        None => CachePolicy::of_present(entry.intent),
    };
    Ok(Ready::of(path, &entry, cache, &standalone_style_hash()))
}

/// Whether the day of `instant` is over in London.
fn is_past(server: &Server, instant: DateTime<Utc>) -> bool {
    london_day(instant) < london_day(server.clock.now())
}
