//! The address space, through the real router with a publisher of the test's own.

use axum::body::{Body, to_bytes};
use axum::response::Response;
use chrono::{DateTime, Utc};
use headway::domain::clock::Clock;
use headway::publish::Page;
use headway::publish::past::{Archived, Publisher, Trouble};
use headway::publish::snapshot::{Origin, Snapshot, standalone_style_hash};
use headway::serve::{Server, Stop, listen};
use http::{Request, StatusCode};
use std::io::Write;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Condvar, Mutex};
use tower::ServiceExt;

const NOW: &str = "2026-11-23T12:00:00Z";
const HASH: &str = "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08";

/// Holds whoever comes until it is opened.
#[derive(Default)]
struct Gate {
    open: Mutex<bool>,
    opened: Condvar,
}

impl Gate {
    fn pass(&self) {
        drop(self.opened.wait_while(self.open.lock().unwrap(), |open| !*open).unwrap());
    }

    fn open(&self) {
        *self.open.lock().unwrap() = true;
        self.opened.notify_all();
    }
}

/// A publisher that counts how often it is asked and fails on demand.
struct Fake {
    asked: AtomicUsize,
    gate: Gate,
    file: tempfile::NamedTempFile,
}

fn page(path: &str, media_type: &'static str, body: &str) -> Page {
    Page { path: path.to_owned(), media_type, body: body.as_bytes().to_vec() }
}

impl Publisher for Fake {
    fn page(&self, path: &str, as_of: Option<DateTime<Utc>>) -> Result<Option<Page>, Trouble> {
        self.asked.fetch_add(1, Ordering::Relaxed);
        let then = as_of.map_or("now".to_owned(), |instant| instant.to_rfc3339());
        Ok(match path {
            "/" => Some(page(path, "text/html; charset=utf-8", &format!("home as of {then}"))),
            "/outcomes/heat-pumps/figures.csv" => {
                Some(page(path, "text/csv; charset=utf-8", &format!("then\n{then}\n")))
            }
            "/outcomes/heat-pumps/chart.png" => Some(page(path, "image/png", "png")),
            _ if path.starts_with("/slow/") => {
                self.gate.pass();
                Some(page(path, "text/html; charset=utf-8", "slow"))
            }
            "/broken" => return Err(Trouble::Failed("a secret cause".to_owned())),
            "/away" => return Err(Trouble::StoreAway("a secret cause".to_owned())),
            "/panics" => panic!("a secret cause"),
            _ => None,
        })
    }

    fn archived(&self, sha256: &str) -> Result<Option<Archived>, Trouble> {
        let address = "https://example.org/media/evil.html".to_owned();
        let archived = Archived { path: self.file.path().to_owned(), media_type: "text/html".to_owned(), address };
        Ok((sha256 == HASH).then_some(archived))
    }

    fn problem(&self, status: u16, title: &str, message: &str) -> Page {
        page("/", "text/html; charset=utf-8", &format!("<!doctype html><h1>{status} {title}</h1><p>{message}</p>"))
    }

    fn store(&self) -> Result<(), Trouble> {
        Err(Trouble::StoreAway("locked".to_owned()))
    }
}

struct Site {
    server: Arc<Server>,
    fake: Arc<Fake>,
}

fn snapshot(home: &str) -> Snapshot {
    let long = |text: &str| format!("{text} ").repeat(60);
    let pages = vec![
        page("/", "text/html; charset=utf-8", &long(home)),
        page("/outcomes/heat-pumps", "text/html; charset=utf-8", &long("heat pumps")),
        page("/outcomes/heat-pumps/chart.svg", "image/svg+xml", &long("<svg/>")),
        page("/outcomes/heat-pumps/figures.csv", "text/csv; charset=utf-8", &long("2024,84000\n")),
        page("/outcomes/heat-pumps/figures.json", "application/json", &long("{}")),
        page("/assets/style.3f2a9c01.css", "text/css; charset=utf-8", &long("a{}")),
    ];
    let mut snapshot = Snapshot::make(Origin::default(), pages, None);
    snapshot.recompress(|| false);
    snapshot
}

fn site() -> Site {
    let mut file = tempfile::NamedTempFile::new().unwrap();
    file.write_all(b"<script>alert(1)</script>").unwrap();
    let fake = Arc::new(Fake { asked: AtomicUsize::new(0), gate: Gate::default(), file });
    let server = Server::new(&snapshot("home"), fake.clone(), Clock::frozen(NOW.parse().unwrap()));
    Site { server, fake }
}

impl Site {
    async fn ask(&self, method: &str, uri: &str, headers: &[(&str, &str)]) -> Answer {
        let mut request = Request::builder().method(method).uri(uri);
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        let request = request.body(Body::empty()).unwrap();
        Answer::of(self.server.router().oneshot(request).await.unwrap()).await
    }

    async fn get(&self, uri: &str) -> Answer {
        self.ask("GET", uri, &[]).await
    }
}

struct Answer {
    status: StatusCode,
    headers: http::HeaderMap,
    body: Vec<u8>,
}

impl Answer {
    async fn of(response: Response) -> Self {
        let (parts, body) = response.into_parts();
        let body = to_bytes(body, usize::MAX).await.unwrap().to_vec();
        Self { status: parts.status, headers: parts.headers, body }
    }

    fn header(&self, name: &str) -> &str {
        self.headers.get(name).map_or("", |value| value.to_str().unwrap())
    }

    fn text(&self) -> String {
        String::from_utf8(self.body.clone()).unwrap()
    }
}

#[tokio::test]
async fn a_published_page_is_answered_in_the_best_encoding_that_is_taken() {
    let site = site();
    for (accept, encoding) in
        [("", ""), ("gzip", "gzip"), ("gzip, br", "br"), ("zstd", "zstd"), ("br;q=0, gzip;q=0.1", "gzip")]
    {
        let answer = site.ask("GET", "/", &[("accept-encoding", accept)]).await;
        assert_eq!(answer.status, StatusCode::OK);
        assert_eq!(answer.header("content-encoding"), encoding, "{accept}");
        assert_eq!(answer.header("content-length"), answer.body.len().to_string());
        assert_eq!(answer.header("vary"), "accept-encoding");
        assert_eq!(answer.header("content-type"), "text/html; charset=utf-8");
    }
    assert_eq!(site.get("/").await.text(), "home ".repeat(60));
    assert_eq!(site.fake.asked.load(Ordering::Relaxed), 0, "the present computes nothing");
}

#[tokio::test]
async fn a_request_that_rules_everything_out_is_told_so() {
    let answer = site().ask("GET", "/", &[("accept-encoding", "*;q=0")]).await;
    assert_eq!(answer.status, StatusCode::NOT_ACCEPTABLE);
}

#[tokio::test]
async fn what_the_client_has_is_not_sent_again() {
    let site = site();
    let etag = site.ask("GET", "/", &[("accept-encoding", "gzip")]).await.header("etag").to_owned();
    for (accept, tag, status) in [
        ("gzip", etag.clone(), StatusCode::NOT_MODIFIED),
        ("gzip, br", etag.clone(), StatusCode::NOT_MODIFIED),
        ("gzip", format!("\"x\", W/{etag}"), StatusCode::NOT_MODIFIED),
        ("gzip", "*".to_owned(), StatusCode::NOT_MODIFIED),
        ("br", etag.clone(), StatusCode::OK),
        ("gzip", "\"x\"".to_owned(), StatusCode::OK),
    ] {
        let answer = site.ask("GET", "/", &[("accept-encoding", accept), ("if-none-match", &tag)]).await;
        assert_eq!(answer.status, status, "{accept} {tag}");
        if status == StatusCode::NOT_MODIFIED {
            assert!(answer.body.is_empty());
            assert!(!answer.header("etag").is_empty() && !answer.header("cache-control").is_empty());
            assert_eq!(answer.header("vary"), "accept-encoding");
        }
    }
}

#[tokio::test]
async fn head_has_the_headers_of_get_and_no_body() {
    let site = site();
    for uri in
        ["/", "/outcomes/heat-pumps/figures.csv", "/nowhere", "/?as_of=2020-01-01", &format!("/files/{HASH}/content")]
    {
        let (get, head) = (site.ask("GET", uri, &[]).await, site.ask("HEAD", uri, &[]).await);
        assert_eq!((get.status, &get.headers), (head.status, &head.headers), "{uri}");
        assert!(head.body.is_empty() && !get.body.is_empty(), "{uri}");
    }
}

#[tokio::test]
async fn other_methods_are_refused_and_the_allowed_ones_are_named() {
    let site = site();
    for uri in ["/", "/nowhere", "/healthz"] {
        for method in ["POST", "PUT", "DELETE", "OPTIONS"] {
            let answer = site.ask(method, uri, &[]).await;
            assert_eq!(answer.status, StatusCode::METHOD_NOT_ALLOWED, "{method} {uri}");
            assert_eq!(answer.header("allow").replace(' ', ""), "GET,HEAD");
        }
    }
}

#[tokio::test]
async fn unknown_parameters_change_nothing_and_slashes_at_the_end_lead_to_the_plain_address() {
    let site = site();
    assert_eq!(site.get("/?utm_source=newsletter").await.text(), site.get("/").await.text());
    for (uri, location) in [
        ("/outcomes/heat-pumps/", "/outcomes/heat-pumps"),
        ("/outcomes/heat-pumps/?a=b", "/outcomes/heat-pumps?a=b"),
        ("/outcomes/heat-pumps/?as_of=2020-01-01", "/outcomes/heat-pumps?as_of=2020-01-01"),
        ("//", "/"),
    ] {
        let answer = site.get(uri).await;
        assert_eq!(answer.status, StatusCode::PERMANENT_REDIRECT, "{uri}");
        assert_eq!(answer.header("location"), location);
    }
    for uri in ["//example.org/", "/example.org/", "/nowhere/"] {
        assert_eq!(site.get(uri).await.status, StatusCode::NOT_FOUND, "{uri}");
    }
}

#[tokio::test]
async fn no_path_leads_out_of_what_is_published() {
    let site = site();
    assert_eq!(site.get("/outcomes/heat%2Dpumps").await.status, StatusCode::OK);
    let hash = HASH.to_uppercase();
    for uri in [
        "/../../etc/passwd",
        "/%2e%2e/%2e%2e/etc/passwd",
        "/assets/..%2f..%2fCargo.toml",
        "/outcomes/heat-pumps%00",
        "/%ff",
        "/files/../headway.db/content",
        "/files/%2e%2e%2fheadway.db/content",
        &format!("/files/{hash}/content"),
        &format!("/files/{}/content", "0".repeat(64)),
    ] {
        assert_eq!(site.get(uri).await.status, StatusCode::NOT_FOUND, "{uri}");
    }
}

#[tokio::test]
async fn errors_are_pages_for_people_and_problem_details_for_programs() {
    let site = site();
    for (uri, accept, program) in [
        ("/nowhere", "text/html", false),
        ("/nowhere", "*/*", false),
        ("/nowhere", "application/json", true),
        ("/nowhere.json", "*/*", true),
        ("/nowhere.json", "text/html", false),
    ] {
        let answer = site.ask("GET", uri, &[("accept", accept)]).await;
        assert_eq!(answer.status, StatusCode::NOT_FOUND);
        assert_eq!(answer.header("cache-control"), "no-store");
        if program {
            assert_eq!(answer.header("content-type"), "application/problem+json", "{uri} {accept}");
            let problem: serde_json::Value = serde_json::from_slice(&answer.body).unwrap();
            assert_eq!((&problem["status"], &problem["instance"]), (&404.into(), &uri.into()));
            assert!(problem["title"].is_string() && problem["detail"].is_string());
        } else {
            assert!(answer.text().starts_with("<!doctype html><h1>404 "), "{uri} {accept}");
        }
    }
}

#[tokio::test]
async fn causes_are_never_sent() {
    let site = site();
    for (path, status) in [("/broken", 500), ("/away", 503), ("/panics", 500)] {
        let answer = site.get(&format!("{path}?as_of=2020-01-01")).await;
        assert_eq!(answer.status.as_u16(), status, "{path}");
        assert!(!answer.text().contains("secret"), "{path}");
        assert_eq!(answer.header("retry-after").is_empty(), status != 503);
    }
}

#[tokio::test]
async fn the_past_is_computed_once_and_lasts_and_today_and_the_future_do_not() {
    let site = site();
    let csv = "/outcomes/heat-pumps/figures.csv";
    for (as_of, page, data) in [
        ("2026-11-22", "public, max-age=86400", "public, max-age=31536000, immutable"),
        ("2020-01-01", "public, max-age=86400", "public, max-age=31536000, immutable"),
        (
            "2026-11-23",
            "public, max-age=0, s-maxage=1, must-revalidate",
            "public, max-age=0, s-maxage=1, must-revalidate",
        ),
        (
            "2026-11-23T00:00:00Z",
            "public, max-age=0, s-maxage=1, must-revalidate",
            "public, max-age=0, s-maxage=1, must-revalidate",
        ),
        (
            "2030-01-01",
            "public, max-age=0, s-maxage=1, must-revalidate",
            "public, max-age=0, s-maxage=1, must-revalidate",
        ),
    ] {
        assert_eq!(site.get(&format!("/?as_of={as_of}")).await.header("cache-control"), page, "{as_of}");
        assert_eq!(site.get(&format!("{csv}?as_of={as_of}")).await.header("cache-control"), data, "{as_of}");
    }
    let asked = site.fake.asked.load(Ordering::Relaxed);
    let answer = site.get("/?as_of=2020-01-01").await;
    assert_eq!(answer.text(), "home as of 2020-01-01T23:59:59.999999+00:00");
    assert_eq!(site.fake.asked.load(Ordering::Relaxed), asked, "it was kept");
    let again = site.ask("GET", "/?as_of=2020-01-01", &[("if-none-match", answer.header("etag"))]).await;
    assert_eq!(again.status, StatusCode::NOT_MODIFIED);
    site.server.swap(&snapshot("home"));
    site.get("/?as_of=2020-01-01").await;
    assert_eq!(site.fake.asked.load(Ordering::Relaxed), asked + 1, "a swap may have changed what is known of the past");
}

#[tokio::test]
async fn the_same_past_asked_for_by_many_at_once_is_computed_once() {
    let site = site();
    let ask = || site.get("/?as_of=2020-01-01");
    let answers = tokio::join!(ask(), ask(), ask(), ask());
    assert!([answers.0, answers.1, answers.2, answers.3].iter().all(|answer| answer.status == StatusCode::OK));
    assert_eq!(site.fake.asked.load(Ordering::Relaxed), 1);
}

#[tokio::test]
async fn more_than_can_be_computed_is_told_to_come_back_and_the_present_is_not_affected() {
    let site = Arc::new(site());
    let mut asking = tokio::task::JoinSet::new();
    for number in 0..100 {
        let site = Arc::clone(&site);
        asking.spawn(async move { site.get(&format!("/slow/{number}?as_of=2020-01-01")).await });
    }
    let first = asking.join_next().await.unwrap().unwrap();
    assert_eq!((first.status, first.header("retry-after")), (StatusCode::SERVICE_UNAVAILABLE, "5"));
    assert_eq!(site.get("/").await.status, StatusCode::OK);
    site.fake.gate.open();
    let rest = asking.join_all().await;
    let well = rest.iter().filter(|answer| answer.status == StatusCode::OK).count();
    assert!((2..=66).contains(&well), "{well}");
    assert_eq!(site.get("/slow/0?as_of=2020-01-01").await.status, StatusCode::OK, "and later there is room again");
}

#[tokio::test]
async fn style_is_the_same_at_all_times() {
    let site = site();
    let answer = site.get("/assets/style.3f2a9c01.css?as_of=2020-01-01").await;
    assert_eq!(answer.header("cache-control"), "public, max-age=31536000, immutable");
    assert_eq!(site.fake.asked.load(Ordering::Relaxed), 0);
}

#[tokio::test]
async fn an_instant_that_cannot_be_read_is_refused_with_both_forms() {
    let answer = site().get("/?as_of=yesterday").await;
    assert_eq!(answer.status, StatusCode::BAD_REQUEST);
    assert!(answer.text().contains("2026-03-31") && answer.text().contains("2026-03-31T09:30:00Z"));
}

#[tokio::test]
async fn a_picture_is_drawn_once_for_each_state_of_its_chart() {
    let site = site();
    for _ in 0..3 {
        let answer = site.get("/outcomes/heat-pumps/chart.png").await;
        assert_eq!((answer.status, answer.header("content-type")), (StatusCode::OK, "image/png"));
    }
    assert_eq!(site.fake.asked.load(Ordering::Relaxed), 1);
    site.server.swap(&snapshot("another home, the same chart"));
    site.get("/outcomes/heat-pumps/chart.png").await;
    assert_eq!(site.fake.asked.load(Ordering::Relaxed), 1);
    assert_eq!(site.get("/outcomes/nothing/chart.png").await.status, StatusCode::NOT_FOUND);
    assert_eq!(site.fake.asked.load(Ordering::Relaxed), 1, "no chart, no picture");
}

#[tokio::test]
async fn every_answer_has_a_strict_policy_and_its_kind_decides_the_rest() {
    let site = site();
    let page = "default-src 'none'; style-src 'self'; ";
    let picture = format!("default-src 'none'; style-src '{}'; ", standalone_style_hash());
    let file = format!("/files/{HASH}/content");
    for (uri, policy) in [
        ("/", page),
        ("/nowhere", page),
        ("/?as_of=2020-01-01", page),
        ("/?as_of=x", page),
        ("/outcomes/heat-pumps/chart.svg", picture.as_str()),
        ("/outcomes/heat-pumps/chart.png", picture.as_str()),
        ("/outcomes/heat-pumps/figures.csv", "default-src 'none'; base-uri"),
        ("/assets/style.3f2a9c01.css", "default-src 'none'; base-uri"),
        ("/healthz", "default-src 'none'; base-uri"),
        ("/readyz", "default-src 'none'; base-uri"),
        (&file, "default-src 'none'; base-uri"),
    ] {
        let answer = site.get(uri).await;
        let found = answer.header("content-security-policy");
        assert!(found.starts_with(policy), "{uri}: {found}");
        assert!(!found.contains("unsafe"), "{uri}");
        assert_eq!(answer.header("x-content-type-options"), "nosniff", "{uri}");
        assert!(!answer.header("referrer-policy").is_empty(), "{uri}");
        let any_site = answer.header("access-control-allow-origin") == "*";
        assert_eq!(any_site, uri.ends_with("figures.csv"), "{uri}");
    }
}

#[tokio::test]
async fn an_archived_file_is_a_download_that_cannot_run() {
    let site = site();
    let uri = format!("/files/{HASH}/content");
    let answer = site.get(&uri).await;
    assert_eq!(answer.text(), "<script>alert(1)</script>");
    assert_eq!(answer.header("content-disposition"), "attachment; filename=\"evil.html\"");
    assert!(answer.header("content-security-policy").ends_with("sandbox"));
    assert_eq!(answer.header("cache-control"), "public, max-age=31536000, immutable");
    let again = site.ask("GET", &uri, &[("if-none-match", answer.header("etag"))]).await;
    assert_eq!(again.status, StatusCode::NOT_MODIFIED);
}

#[tokio::test]
async fn it_is_up_and_ready_even_while_the_store_is_away() {
    let site = site();
    assert_eq!(site.get("/healthz").await.text(), "up\n");
    let ready: serde_json::Value = serde_json::from_slice(&site.get("/readyz").await.body).unwrap();
    assert_eq!((&ready["ready"], &ready["pages"], &ready["store"]), (&true.into(), &6.into(), &"not reachable".into()));
}

#[tokio::test]
async fn a_swap_is_seen_by_the_next_request() {
    let site = site();
    site.server.swap(&snapshot("another home"));
    assert!(site.get("/").await.text().starts_with("another home"));
}

#[tokio::test]
async fn the_door_answers_over_a_socket_and_closes_when_told_to() {
    use tokio::io::{AsyncReadExt, AsyncWriteExt};
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    let stop = Stop::default();
    let door = tokio::spawn(listen(listener, site().server.router(), stop.clone()));
    let mut stream = tokio::net::TcpStream::connect(address).await.unwrap();
    stream.write_all(b"GET /healthz HTTP/1.1\r\nHost: evil.example\r\nConnection: close\r\n\r\n").await.unwrap();
    let mut answer = String::new();
    stream.read_to_string(&mut answer).await.unwrap();
    assert!(answer.starts_with("HTTP/1.1 200 OK\r\n") && answer.ends_with("up\n"), "{answer}");
    let idle = tokio::net::TcpStream::connect(address).await.unwrap();
    stop.stop();
    door.await.unwrap();
    assert!(tokio::net::TcpStream::connect(address).await.is_err());
    drop(idle);
}
