//! What went wrong, as a page for people and as RFC 9457 for programs.
//!
//! In: a [`Problem`] and the request. Out: an answer. Invariant: causes are logged once, under a reference, and never sent; no
//! problem is kept by a cache.

use super::policy::{self, CachePolicy};
use super::{Server, negotiate};
use crate::publish::past::{Publisher, Trouble};
use crate::publish::snapshot::Intent;
use axum::body::Body;
use axum::response::Response;
use bytes::Bytes;
use http::header::{ALLOW, CONTENT_LENGTH, CONTENT_TYPE, RETRY_AFTER};
use http::{HeaderValue, Method, Request, StatusCode};
use std::any::Any;
use std::sync::atomic::{AtomicU64, Ordering};
use tower_http::catch_panic::ResponseForPanic;

/// What went wrong, in words that may be shown to anybody.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Problem {
    /// The status.
    pub status: StatusCode,
    /// A few words.
    pub title: &'static str,
    /// What happened and what to do.
    pub message: String,
}

impl Problem {
    /// A problem.
    pub fn new(status: StatusCode, title: &'static str, message: impl Into<String>) -> Self {
        Self { status, title, message: message.into() }
    }

    /// There is nothing at this address.
    pub fn not_found() -> Self {
        let message = "There is nothing at this address. It may have been mistyped, or what it led to may have another name now. \
                       The home page lists every outcome.";
        Self::new(StatusCode::NOT_FOUND, "Page not found", message)
    }

    /// None of the encodings that there are is taken.
    pub fn not_acceptable() -> Self {
        let message =
            "The request rules out every encoding that this address is available in (br, zstd, gzip and identity).";
        Self::new(StatusCode::NOT_ACCEPTABLE, "No encoding that is acceptable", message)
    }

    /// The method is neither GET nor HEAD.
    pub fn only_reading() -> Self {
        let message = "This address can only be read: the method has to be GET or HEAD.";
        Self::new(StatusCode::METHOD_NOT_ALLOWED, "It can only be read", message)
    }

    /// Too much is being computed at once.
    pub fn busy() -> Self {
        let message = "More pages of the past are being put together just now than this server allows. Try again in a few seconds. \
                       Pages of the present are not affected.";
        Self::new(StatusCode::SERVICE_UNAVAILABLE, "Busy just now", message)
    }

    /// What is shown of `trouble`, which is logged.
    pub fn of(trouble: &Trouble, path: &str) -> Self {
        match trouble {
            Trouble::StoreAway(_) => {
                let reference = log(trouble, path);
                let message = format!(
                    "The record of figures cannot be read just now, so nothing but the pages of the present can be shown. \
                     Try again in a few minutes. Reference: {reference}."
                );
                Self::new(StatusCode::SERVICE_UNAVAILABLE, "Not available just now", message)
            }
            Trouble::Failed(_) => Self::failed(&log(trouble, path)),
        }
    }

    /// Something broke here; `reference` leads to it in the log.
    pub fn failed(reference: &str) -> Self {
        let message = format!("Something went wrong here, and it has been written down. Reference: {reference}.");
        Self::new(StatusCode::INTERNAL_SERVER_ERROR, "Something went wrong", message)
    }
}

/// Logs `cause` and returns the reference under which it stands in the log.
pub(super) fn log(cause: &dyn std::fmt::Display, path: &str) -> String {
    static NUMBER: AtomicU64 = AtomicU64::new(1);
    let reference = format!("{:x}-{}", std::process::id(), NUMBER.fetch_add(1, Ordering::Relaxed));
    tracing::error!(%reference, path, %cause, "could not answer");
    reference
}

/// The answer that says `problem`, to a person or a program.
pub(super) fn answer(server: &Server, request: &Request<()>, problem: &Problem) -> Response {
    let (media_type, body) = if negotiate::is_for_program(request.uri(), request.headers()) {
        ("application/problem+json", Bytes::from(for_program(problem, request.uri().path())))
    } else {
        let page = server.publisher.problem(problem.status.as_u16(), problem.title, &problem.message);
        (page.media_type, Bytes::from(page.body))
    };
    respond(problem.status, media_type, body, request.method())
}

fn for_program(problem: &Problem, path: &str) -> String {
    let (status, title, detail) = (problem.status.as_u16(), problem.title, &problem.message);
    serde_json::json!({ "type": "about:blank", "title": title, "status": status, "detail": detail, "instance": path })
        .to_string()
}

fn respond(status: StatusCode, media_type: &'static str, body: Bytes, method: &Method) -> Response {
    let length = body.len();
    let mut response = Response::new(if method == Method::HEAD { Body::empty() } else { Body::from(body) });
    *response.status_mut() = status;
    let headers = response.headers_mut();
    *headers = policy::headers(Intent::Page, CachePolicy::Never);
    headers.insert(CONTENT_TYPE, HeaderValue::from_static(media_type));
    headers.insert(CONTENT_LENGTH, HeaderValue::from(length));
    match status {
        StatusCode::SERVICE_UNAVAILABLE => drop(headers.insert(RETRY_AFTER, HeaderValue::from_static("5"))),
        StatusCode::METHOD_NOT_ALLOWED => drop(headers.insert(ALLOW, HeaderValue::from_static("GET, HEAD"))),
        _ => {}
    }
    response
}

/// Makes the answer after a panic: a page made beforehand, since whatever makes pages may be what panicked.
#[derive(Clone)]
pub(super) struct Crashed {
    media_type: &'static str,
    body: Bytes,
}

impl Crashed {
    /// The page as `publisher` makes it now.
    pub fn of(publisher: &dyn Publisher) -> Self {
        let problem = Problem::failed("in the log, at this minute");
        let page = publisher.problem(problem.status.as_u16(), problem.title, &problem.message);
        Self { media_type: page.media_type, body: Bytes::from(page.body) }
    }
}

impl ResponseForPanic for Crashed {
    type ResponseBody = Body;

    fn response_for_panic(&mut self, cause: Box<dyn Any + Send>) -> Response {
        let words = cause.downcast_ref::<&str>().map(|words| (*words).to_owned());
        let words = words.or_else(|| cause.downcast_ref::<String>().cloned()).unwrap_or_default();
        log(&words, "");
        respond(StatusCode::INTERNAL_SERVER_ERROR, self.media_type, self.body.clone(), &Method::GET)
    }
}
