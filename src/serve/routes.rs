//! The whole address space in one function.
//!
//! In: a [`Server`]. Out: a router. Invariant: what is published is found by looking its path up, never by joining it to a folder.

use super::problem::{self, Problem};
use super::request::Asked;
use super::{Server, computed, files, health, present};
use axum::Router;
use axum::extract::{Request, State};
use axum::response::Response;
use axum::routing::get;
use http::Method;
use std::sync::Arc;
use tower_http::catch_panic::CatchPanicLayer;

/// Every address that there is.
pub(super) fn routes(server: Arc<Server>) -> Router {
    let crashed = problem::Crashed::of(server.publisher.as_ref());
    Router::new()
        // The process is up. The snapshot is there, and what is to be said of the store.
        .route("/healthz", get(health::is_up))
        .route("/readyz", get(health::is_ready))
        // A publisher's file, byte for byte as it came.
        .route("/files/{sha256}/content", get(files::content))
        .method_not_allowed_fallback(only_reading)
        // Everything else is published: pages, charts, figures, style. `?as_of=` asks for it as it was known then.
        .fallback(published)
        .layer(CatchPanicLayer::custom(crashed))
        .with_state(server)
}

async fn published(State(server): State<Arc<Server>>, request: Request) -> Response {
    let request = without_body(request);
    let answer = match *request.method() {
        Method::GET | Method::HEAD => find(&server, &request).await,
        _ => Err(Problem::only_reading()),
    };
    answer.unwrap_or_else(|refused| problem::answer(&server, &request, &refused))
}

async fn find(server: &Arc<Server>, request: &http::Request<()>) -> Result<Response, Problem> {
    let asked = Asked::of(request)?;
    // The shelf is let go of before anything is waited for.
    let ready = present::answer(&server.shelf.load(), &asked, request);
    match ready {
        Some(answer) => answer,
        None => computed::answer(server, &asked, request).await,
    }
}

async fn only_reading(State(server): State<Arc<Server>>, request: Request) -> Response {
    problem::answer(&server, &without_body(request), &Problem::only_reading())
}

/// Nothing here reads a body.
pub(super) fn without_body(request: Request) -> http::Request<()> {
    request.map(drop)
}
