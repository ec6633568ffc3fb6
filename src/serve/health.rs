//! Is it up, is it ready: for whoever watches the process.
//!
//! In: nothing. Out: a line, or a few words of JSON. Invariant: ready means that the present can be served; the store being away
//! is said and does not make the server unready, since the present does not need it.

use super::Server;
use super::policy::{self, CachePolicy};
use crate::publish::snapshot::Intent;
use axum::extract::State;
use axum::response::Response;
use http::HeaderValue;
use http::header::CONTENT_TYPE;
use std::sync::Arc;

/// The process is up.
pub(super) async fn is_up() -> Response {
    answer("text/plain; charset=utf-8", "up\n".to_owned())
}

/// The snapshot is there; the store is reachable, or why not is in the log.
pub(super) async fn is_ready(State(server): State<Arc<Server>>) -> Response {
    let asking = Arc::clone(&server);
    let store = tokio::task::spawn_blocking(move || asking.publisher.store()).await;
    let reachable = store.is_ok_and(|store| store.inspect_err(|error| tracing::warn!(%error, "not reachable")).is_ok());
    let words = if reachable { "reachable" } else { "not reachable" };
    let shelf = server.shelf.load();
    let body = serde_json::json!({ "ready": true, "pages": shelf.len(), "swaps": shelf.number, "store": words });
    answer("application/json", format!("{body}\n"))
}

fn answer(media_type: &'static str, body: String) -> Response {
    let mut response = Response::new(body.into());
    *response.headers_mut() = policy::headers(Intent::Plain, CachePolicy::Never);
    response.headers_mut().insert(CONTENT_TYPE, HeaderValue::from_static(media_type));
    response
}
