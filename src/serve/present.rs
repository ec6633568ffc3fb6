//! The present: finished bytes out of memory.
//!
//! In: a shelf and a request. Out: the answer, if it is on the shelf. Invariant: nothing is computed, nothing is waited for.

use super::problem::Problem;
use super::request::Asked;
use super::shelf::Shelf;
use axum::response::Response;
use bytes::Bytes;
use http::header::LOCATION;
use http::{HeaderValue, Request, StatusCode};

/// The answer to `request` if it is on the shelf, or the way to where it is. What changes with time is not there for the past.
pub(super) fn answer(shelf: &Shelf, asked: &Asked, request: &Request<()>) -> Option<Result<Response, Problem>> {
    match shelf.get(&asked.path) {
        Some(ready) if asked.as_of.is_none() || ready.is_timeless() => {
            Some(ready.answer(request.method(), request.headers()))
        }
        Some(_) => None,
        None => plain_path(shelf, &asked.path).map(|path| Ok(moved(path, request.uri().query()))),
    }
}

/// The path without slashes at its end, where that is on the shelf: an address that was never published leads nowhere else.
fn plain_path<'a>(shelf: &'a Shelf, path: &str) -> Option<&'a str> {
    let plain = path.trim_end_matches('/');
    if plain.len() == path.len() {
        return None;
    }
    shelf.key(if plain.is_empty() { "/" } else { plain })
}

fn moved(path: &str, query: Option<&str>) -> Response {
    let address = query.map_or_else(|| path.to_owned(), |query| format!("{path}?{query}"));
    let mut response = Response::new(Bytes::new().into());
    *response.status_mut() = StatusCode::PERMANENT_REDIRECT;
    if let Ok(address) = HeaderValue::try_from(address) {
        response.headers_mut().insert(LOCATION, address);
    }
    response
}
