//! The rehearsal publisher: recorded files, served as their publishers serve them, and scripted to misbehave.
//!
//! In: a folder laid out as `<host>/<path>`, and requests by the `Host` header. Out: the files with `ETag` and `Last-Modified`.
//! Invariant: nothing outside the folder is ever served.
//!
//! - `https://www.ons.gov.uk/a/b/data` is the file `www.ons.gov.uk/a/b/data`.
//! - A query is percent-encoded into the file's name: `https://www.ons.gov.uk/generator?format=csv&uri=/a/b` is
//!   `www.ons.gov.uk/generator%3Fformat%3Dcsv%26uri%3D%2Fa%2Fb`. Names are compared decoded, so encoding less is as good.
//! - A path that ends in `/`, or that is a folder, is its `index.html` (or `index.json`).
//! - Beside a file (or where none is) `<file>.headway.toml` scripts the answer, and when: see [`Script`].
//! - From the script's `appears_at` on the file is `<file>.next`: a release.

mod breaks_off;
mod plain;
mod script;

use crate::domain::clock::Clock;
use axum::body::Body;
use axum::extract::State;
use axum::http::{HeaderMap, HeaderName, HeaderValue, Method, Request, Response, StatusCode, header};
use breaks_off::BreaksOff;
use percent_encoding::percent_decode_str;
use plain::Plain;
pub use script::Script;
use std::collections::HashMap;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;
use tokio::net::TcpListener;

/// The folder, the time, and how often each script has been followed.
struct Publisher {
    folder: PathBuf,
    clock: Clock,
    followed: Mutex<HashMap<PathBuf, u32>>,
}

/// Serves `folder` on `listener` until `stop`.
pub async fn serve(
    folder: &Path,
    listener: TcpListener,
    clock: Clock,
    stop: impl Future<Output = ()> + Send + 'static,
) -> io::Result<()> {
    let publisher = Arc::new(Publisher { folder: folder.canonicalize()?, clock, followed: Mutex::default() });
    let router = axum::Router::new().fallback(answer).with_state(publisher);
    axum::serve(listener, router).with_graceful_shutdown(stop).await
}

async fn answer(State(publisher): State<Arc<Publisher>>, request: Request<Body>) -> Response<Body> {
    let path = publisher.path_of(&request);
    let script = path.as_deref().and_then(script_of).unwrap_or_default();
    let (script, has_appeared) =
        (publisher.follow(path.as_deref(), &script), script.has_appeared(publisher.clock.now()));
    let file = path.and_then(|path| publisher.find(&path, has_appeared));
    tracing::info!(host = host(&request), path = %request.uri(), found = file.is_some(), "asked");
    if script.delay_ms > 0 {
        tokio::time::sleep(Duration::from_millis(script.delay_ms)).await;
    }
    if script.close {
        // Ends the task of this connection without a word, as a publisher whose server dies does.
        std::panic::resume_unwind(Box::new("scripted: closed without an answer"));
    }
    scripted(&request, &script, file.as_deref())
}

impl Publisher {
    /// Where the file of a request would be. The last part of the path is decoded, with its query.
    fn path_of(&self, request: &Request<Body>) -> Option<PathBuf> {
        let (folders, last) =
            request.uri().path().trim_start_matches('/').rsplit_once('/').unwrap_or(("", request.uri().path()));
        let last = last.trim_start_matches('/');
        let name = match request.uri().query() {
            Some(query) => format!("{last}?{query}"),
            None => last.to_owned(),
        };
        let mut path = self.folder.join(part(host(request))?);
        for folder in folders.split('/').filter(|folder| !folder.is_empty()) {
            path.push(part(folder)?);
        }
        Some(entry(&path, &name).unwrap_or_else(|| path.join(name.replace('/', "%2F"))))
    }

    /// The file at `path`, or the index of the folder there; where it has been released, the one that takes its place.
    fn find(&self, path: &Path, has_appeared: bool) -> Option<PathBuf> {
        let candidates = [path.to_owned(), path.join("index.html"), path.join("index.json")];
        let next =
            has_appeared.then(|| candidates.iter().map(|path| script::next_of(path)).find(|path| path.is_file()));
        let file = next.flatten().or_else(|| candidates.into_iter().find(|candidate| candidate.is_file()))?;
        file.canonicalize().ok().filter(|file| file.starts_with(&self.folder))
    }

    /// The script to be followed now: a plain one outside its time, and once it has been followed often enough.
    fn follow(&self, path: Option<&Path>, script: &Script) -> Script {
        let Some(path) = path.filter(|_| script.holds(self.clock.now())) else { return Script::default() };
        let mut followed = self.followed.lock().unwrap_or_else(PoisonError::into_inner);
        let followed = followed.entry(script_path(path)).or_default();
        *followed += 1;
        if script.times.is_none_or(|times| *followed <= times) { script.clone() } else { Script::default() }
    }
}

/// The script beside `path`.
fn script_of(path: &Path) -> Option<Script> {
    let path = script_path(path);
    let text = fs::read_to_string(&path).ok()?;
    toml::from_str(&text).inspect_err(|error| tracing::error!("{}: {error}", path.display())).ok()
}

fn script_path(path: &Path) -> PathBuf {
    let index = path.is_dir().then(|| path.join("index.html"));
    script::beside(index.as_deref().unwrap_or(path))
}

fn host(request: &Request<Body>) -> &str {
    let named = request.headers().get(header::HOST).and_then(|host| host.to_str().ok());
    let host = named.or_else(|| request.uri().host()).unwrap_or_default();
    host.split(':').next().unwrap_or_default()
}

/// A part of a path that leads nowhere else.
fn part(text: &str) -> Option<String> {
    let decoded = percent_decode_str(text).decode_utf8().ok()?;
    let plain = !decoded.is_empty() && !matches!(&*decoded, "." | "..") && !decoded.contains(['/', '\\', '\0']);
    plain.then(|| decoded.into_owned())
}

/// The file in `folder` whose name means `name`, however either is encoded.
fn entry(folder: &Path, name: &str) -> Option<PathBuf> {
    let decode = |text: &str| percent_decode_str(text).decode_utf8_lossy().into_owned();
    let wanted = decode(name);
    let entries = fs::read_dir(folder).ok()?.filter_map(Result::ok);
    entries
        .map(|entry| entry.path())
        .find(|path| path.file_name().is_some_and(|name| decode(&name.to_string_lossy()) == wanted))
}

/// The answer that a script and a file make.
fn scripted(request: &Request<Body>, script: &Script, file: Option<&Path>) -> Response<Body> {
    let plain = file.and_then(|file| Plain::read(file).ok());
    let mut headers = plain.as_ref().map(Plain::headers).unwrap_or_default();
    let status = script.status.and_then(|status| StatusCode::from_u16(status).ok());
    let redirected = script.redirect.as_ref().map(|_| StatusCode::FOUND);
    if let Some(to) = script.redirect.as_deref().and_then(|to| HeaderValue::from_str(to).ok()) {
        headers.insert(header::LOCATION, to);
    }
    let body = script.body.clone().map(String::into_bytes);
    let found = plain.is_some() || body.is_some();
    let body = body.or_else(|| plain.as_ref().map(|plain| plain.body.clone())).unwrap_or_default();
    let status = status.or(redirected).unwrap_or(if found { StatusCode::OK } else { StatusCode::NOT_FOUND });
    let not_modified = status == StatusCode::OK && plain.is_some_and(|plain| plain.is_known(request.headers()));
    let (status, body) = if not_modified { (StatusCode::NOT_MODIFIED, Vec::new()) } else { (status, body) };
    add_scripted_headers(&mut headers, script);
    respond(request.method(), status, headers, body, script.truncate)
}

fn add_scripted_headers(headers: &mut HeaderMap, script: &Script) {
    for (name, value) in &script.headers {
        if let (Ok(name), Ok(value)) = (HeaderName::try_from(name), HeaderValue::from_str(value)) {
            headers.insert(name, value);
        }
    }
}

fn respond(
    method: &Method,
    status: StatusCode,
    headers: HeaderMap,
    body: Vec<u8>,
    truncate: Option<usize>,
) -> Response<Body> {
    let announced = body.len();
    let body = match truncate {
        _ if *method == Method::HEAD => Body::empty(),
        Some(bytes) => Body::new(BreaksOff::after(body, bytes)),
        None => Body::from(body),
    };
    let mut response = Response::new(body);
    *response.status_mut() = status;
    *response.headers_mut() = headers;
    if status != StatusCode::NOT_MODIFIED {
        response.headers_mut().insert(header::CONTENT_LENGTH, HeaderValue::from(announced));
    }
    response
}

#[cfg(test)]
mod tests {
    use super::*;
    use axum::body::to_bytes;
    use tower::ServiceExt;

    async fn ask(folder: &Path, request: Request<Body>) -> (u16, HeaderMap, String) {
        ask_at("2026-11-26T09:30:00Z", folder, request).await
    }

    async fn ask_at(now: &str, folder: &Path, request: Request<Body>) -> (u16, HeaderMap, String) {
        let clock = Clock::frozen(now.parse().unwrap());
        let publisher = Publisher { folder: folder.canonicalize().unwrap(), clock, followed: Mutex::default() };
        let router = axum::Router::new().fallback(answer).with_state(Arc::new(publisher));
        let response = router.oneshot(request).await.unwrap();
        let (status, headers) = (response.status().as_u16(), response.headers().clone());
        let body = to_bytes(response.into_body(), 1 << 20).await.unwrap();
        (status, headers, String::from_utf8(body.to_vec()).unwrap())
    }

    fn get(host: &str, path: &str) -> Request<Body> {
        Request::builder().uri(path).header(header::HOST, host).body(Body::empty()).unwrap()
    }

    fn folder(files: &[(&str, &str)]) -> tempfile::TempDir {
        let folder = tempfile::tempdir().unwrap();
        for (path, text) in files {
            let path = folder.path().join(path);
            fs::create_dir_all(path.parent().unwrap()).unwrap();
            fs::write(path, text).unwrap();
        }
        folder
    }

    #[tokio::test(flavor = "current_thread")]
    async fn files_are_found_by_host_path_and_query() {
        let folder = folder(&[
            ("www.ons.gov.uk/a/data", "{\"months\":[]}"),
            ("www.ons.gov.uk/generator%3Fformat%3Dcsv%26uri%3D%2Fa%2Fb", "\"Title\""),
            ("www.ons.gov.uk/lazy?x=1&y=2", "lazily named"),
            ("www.nhs.uk/page/index.html", "<a href='x'>"),
            ("www.nhs.uk/with space.csv", "a,b"),
        ]);
        for (host, path, status, body, media) in [
            ("www.ons.gov.uk", "/a/data", 200, "{\"months\":[]}", "application/json"),
            ("www.ons.gov.uk:443", "/generator?format=csv&uri=/a/b", 200, "\"Title\"", "text/csv; charset=utf-8"),
            ("www.ons.gov.uk", "/generator?format=csv&uri=%2Fa%2Fb", 200, "\"Title\"", "text/csv; charset=utf-8"),
            ("www.ons.gov.uk", "/lazy?x=1&y=2", 200, "lazily named", "application/octet-stream"),
            ("www.nhs.uk", "/page/", 200, "<a href='x'>", "text/html; charset=utf-8"),
            ("www.nhs.uk", "/page", 200, "<a href='x'>", "text/html; charset=utf-8"),
            ("www.nhs.uk", "/with%20space.csv", 200, "a,b", "text/csv; charset=utf-8"),
            ("www.nhs.uk", "/a/data", 404, "", ""),
            ("www.ons.gov.uk", "/generator", 404, "", ""),
        ] {
            let (answered, headers, text) = ask(folder.path(), get(host, path)).await;
            let told = headers.get(header::CONTENT_TYPE).map_or("", |value| value.to_str().unwrap());
            assert_eq!((answered, text.as_str(), told), (status, body, media), "{host}{path}");
        }
    }

    #[tokio::test(flavor = "current_thread")]
    async fn nothing_outside_the_folder_is_served() {
        let folder = folder(&[("site/a.csv", "1"), ("secret", "2")]);
        let served = folder.path().join("site");
        std::os::unix::fs::symlink(folder.path().join("secret"), served.join("link")).unwrap();
        for (host, path) in [
            ("..", "/secret"),
            (".", "/../secret"),
            ("a.example", "/../../secret"),
            ("a.example", "/%2e%2e/%2e%2e/secret"),
            ("a.example", "/..%2f..%2fsecret"),
            ("a.example", "//etc/passwd"),
            ("", "/link"),
        ] {
            let (status, _, _) = ask(&served, get(host, path)).await;
            assert_eq!(status, 404, "{host} {path}");
        }
    }

    #[tokio::test(flavor = "current_thread")]
    async fn what_the_asker_has_is_not_sent_again() {
        let folder = folder(&[("a.example/x.csv", "1")]);
        let (_, headers, _) = ask(folder.path(), get("a.example", "/x.csv")).await;
        for (name, value) in [
            (header::IF_NONE_MATCH, headers[header::ETAG].clone()),
            (header::IF_MODIFIED_SINCE, headers[header::LAST_MODIFIED].clone()),
        ] {
            let mut request = get("a.example", "/x.csv");
            request.headers_mut().insert(name, value);
            let (status, _, body) = ask(folder.path(), request).await;
            assert_eq!((status, body.as_str()), (304, ""));
        }
        let mut head = get("a.example", "/x.csv");
        *head.method_mut() = Method::HEAD;
        let (status, headers, body) = ask(folder.path(), head).await;
        assert_eq!((status, headers[header::CONTENT_LENGTH].to_str().unwrap(), body.as_str()), (200, "1", ""));
    }

    #[tokio::test(flavor = "current_thread")]
    async fn a_script_makes_a_publisher_misbehave() {
        let folder = folder(&[
            ("a.example/x.csv", "1"),
            ("a.example/x.csv.headway.toml", "status = 429\nbody = 'later'\nheaders = { retry-after = '7' }"),
            ("a.example/moved.headway.toml", "redirect = 'https://b.example/y'"),
        ]);
        let (status, headers, body) = ask(folder.path(), get("a.example", "/x.csv")).await;
        assert_eq!((status, headers["retry-after"].to_str().unwrap(), body.as_str()), (429, "7", "later"));
        let (status, headers, _) = ask(folder.path(), get("a.example", "/moved")).await;
        assert_eq!((status, headers[header::LOCATION].to_str().unwrap()), (302, "https://b.example/y"));
    }

    #[tokio::test(flavor = "current_thread")]
    async fn a_file_is_released_at_its_instant_and_a_script_holds_in_its_time() {
        let folder = folder(&[
            ("a.example/x.csv", "old"),
            ("a.example/x.csv.next", "new"),
            (
                "a.example/x.csv.headway.toml",
                "appears_at = '2026-11-26T09:30:00Z'\nfrom = '2026-11-26T09:30:00Z'\nuntil = '2026-11-26T09:31:00Z'\nstatus = 429",
            ),
            ("a.example/new.csv.next", "new"),
            ("a.example/new.csv.headway.toml", "appears_at = '2026-11-26T09:30:00Z'"),
        ]);
        for (now, path, status, body, media) in [
            ("2026-11-26T09:29:59Z", "/x.csv", 200, "old", "text/csv; charset=utf-8"),
            ("2026-11-26T09:30:59Z", "/x.csv", 429, "new", "text/csv; charset=utf-8"),
            ("2026-11-26T09:31:00Z", "/x.csv", 200, "new", "text/csv; charset=utf-8"),
            ("2026-11-26T09:29:59Z", "/new.csv", 404, "", ""),
            ("2026-11-26T09:30:00Z", "/new.csv", 200, "new", "text/csv; charset=utf-8"),
        ] {
            let (answered, headers, text) = ask_at(now, folder.path(), get("a.example", path)).await;
            let told = headers.get(header::CONTENT_TYPE).map_or("", |value| value.to_str().unwrap());
            assert_eq!((answered, text.as_str(), told), (status, body, media), "{path} at {now}");
        }
    }
}
