//! A publisher's file, byte for byte as it came.
//!
//! In: a SHA-256. Out: the archived bytes, as a download. Invariant: what others sent us is never shown as a page of ours: it is
//! an attachment, of the type that was stated, in a sandbox.

use super::policy::{self, CachePolicy};
use super::problem::{self, Problem};
use super::routes::without_body;
use super::{Server, negotiate};
use crate::publish::past::Archived;
use crate::publish::snapshot::Intent;
use axum::body::Body;
use axum::extract::{Path, Request, State};
use axum::response::Response;
use http::header::{CONTENT_DISPOSITION, CONTENT_LENGTH, CONTENT_TYPE, ETAG};
use http::{HeaderMap, HeaderValue, Method, StatusCode};
use std::sync::Arc;
use tokio::fs::File;
use tokio_util::io::ReaderStream;

/// The archived bytes of the file with this SHA-256.
pub(super) async fn content(
    State(server): State<Arc<Server>>,
    Path(sha256): Path<String>,
    request: Request,
) -> Response {
    let request = without_body(request);
    let answer = find_and_open(&server, &sha256, &request).await;
    answer.unwrap_or_else(|refused| problem::answer(&server, &request, &refused))
}

async fn find_and_open(server: &Arc<Server>, sha256: &str, request: &http::Request<()>) -> Result<Response, Problem> {
    let is_hash = sha256.len() == 64 && sha256.bytes().all(|byte| matches!(byte, b'0'..=b'9' | b'a'..=b'f'));
    let archived = if is_hash { find(server, sha256).await? } else { None };
    let archived = archived.ok_or_else(Problem::not_found)?;
    let mut headers = headers_of(&archived, sha256);
    let mut response = Response::new(Body::empty());
    if negotiate::which_is_had(request.headers(), [format!("\"{sha256}\"").as_str()].into_iter()).is_some() {
        *response.status_mut() = StatusCode::NOT_MODIFIED;
    } else {
        let file = File::open(&archived.path).await.map_err(|error| gone(&error, sha256))?;
        let length = file.metadata().await.map_err(|error| gone(&error, sha256))?.len();
        headers.insert(CONTENT_LENGTH, HeaderValue::from(length));
        if request.method() != Method::HEAD {
            *response.body_mut() = Body::from_stream(ReaderStream::with_capacity(file, 64 * 1024));
        }
    }
    *response.headers_mut() = headers;
    Ok(response)
}

async fn find(server: &Arc<Server>, sha256: &str) -> Result<Option<Archived>, Problem> {
    let (server, hash) = (Arc::clone(server), sha256.to_owned());
    let found = tokio::task::spawn_blocking(move || server.publisher.archived(&hash)).await;
    let found = found.map_err(|panic| Problem::failed(&problem::log(&panic, sha256)))?;
    found.map_err(|trouble| Problem::of(&trouble, sha256))
}

fn gone(error: &std::io::Error, sha256: &str) -> Problem {
    Problem::failed(&problem::log(&format_args!("archived file {sha256}: {error}"), "/files"))
}

fn headers_of(archived: &Archived, sha256: &str) -> HeaderMap {
    let mut headers = policy::headers(Intent::Plain, CachePolicy::Forever);
    let unknown = HeaderValue::from_static("application/octet-stream");
    headers.insert(CONTENT_TYPE, HeaderValue::from_str(&archived.media_type).unwrap_or(unknown));
    let disposition = format!("attachment; filename=\"{}\"", file_name(&archived.address, sha256));
    headers.insert(
        CONTENT_DISPOSITION,
        HeaderValue::try_from(disposition).unwrap_or(HeaderValue::from_static("attachment")),
    );
    if let Ok(tag) = HeaderValue::try_from(format!("\"{sha256}\"")) {
        headers.insert(ETAG, tag);
    }
    headers
}

/// The last part of the address that it came from, in plain characters; else the start of its hash.
fn file_name(address: &str, sha256: &str) -> String {
    let path = address.split(['?', '#']).next().unwrap_or_default();
    let last = path.rsplit('/').next().unwrap_or_default();
    let plain =
        |letter: char| if letter.is_ascii_alphanumeric() || matches!(letter, '.' | '-' | '_') { letter } else { '_' };
    let name: String = last.chars().map(plain).take(120).collect();
    let name = name.trim_matches('.');
    if name.is_empty() { sha256.chars().take(16).collect() } else { name.to_owned() }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_is_saved_under_the_name_that_its_publisher_gave_it() {
        for (address, name) in [
            ("https://assets.example.org/media/6a1/veh0132.ods", "veh0132.ods"),
            ("https://example.org/file?uri=/a/b.csv", "file"),
            ("https://example.org/a%20b\";x.csv", "a_20b__x.csv"),
            ("https://example.org/", "0123456789abcdef"),
            ("https://example.org/..", "0123456789abcdef"),
        ] {
            assert_eq!(file_name(address, "0123456789abcdef0123"), name, "{address}");
        }
    }
}
