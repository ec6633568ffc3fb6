//! Download: the only room with a door to the network.
//!
//! In: an address, the names that it may go to, what identifies the copy that we have. Out: a file on disk with its SHA-256, "not
//! modified", or an error in words.
//! Invariant: every hop passes the guard; no answer is larger or slower than the limits; one request at a time a host. In a
//! rehearsal every request goes to one given address with the real host in `Host`, and the guard judges the real address.

use super::answer::{Answer, Ask, DownloadError, Known, Page, Received};
use super::guard::{self, Refusal};
use super::kept_pages::KeptPages;
pub use super::limits::Limits;
use super::politeness::{self, AskedToWait, Courtesy};
use super::sink::{Refused, Sink, Taken};
use crate::domain::clock::Clock;
use http::header::{self, HeaderMap};
use reqwest::dns::{Addrs, Name, Resolve, Resolving};
use reqwest::{Client, Response, Url};
use std::collections::BTreeMap;
use std::error::Error;
use std::io::Write;
use std::net::SocketAddr;
use std::path::Path;
use std::sync::{Arc, OnceLock};
use std::time::Duration;
use tokio::time::Instant;

/// How many redirects are followed.
const HOPS: usize = 5;

/// Downloads files and pages.
pub struct Downloader {
    client: OnceLock<Client>,
    limits: Limits,
    user_agent: String,
    rehearsal: Option<SocketAddr>,
    proxy: Option<String>,
    courtesy: Courtesy,
    pages: KeptPages,
    clock: Clock,
}

impl Downloader {
    /// A downloader that names itself `user_agent`. With `rehearsal` every request goes to that address over plain HTTP.
    pub fn new(limits: Limits, user_agent: String, rehearsal: Option<SocketAddr>, clock: Clock) -> Self {
        let courtesy = Courtesy::new(limits.gap, limits.patience.clone());
        let pages = KeptPages::default();
        Self { client: OnceLock::new(), limits, user_agent, rehearsal, proxy: None, courtesy, pages, clock }
    }

    /// The same through a proxy, which then resolves the publishers' names: it has to see to it that none is private.
    pub fn through(self, proxy: Option<String>) -> Self {
        Self { proxy, ..self }
    }

    /// Downloads a file to `into`.
    pub async fn file(&self, ask: &Ask<'_>, into: &Path) -> Result<Answer, DownloadError> {
        let disk =
            |cause: std::io::Error| DownloadError::Disk { path: into.display().to_string(), cause: cause.to_string() };
        let (mut failed, mut until) = (0, self.until());
        loop {
            let mut sink = Sink::file(into, self.limits.file_bytes).map_err(disk)?;
            let error = match self.attempt(ask, &mut until, &mut sink).await {
                Ok(Some(answered)) => return Ok(Answer::File(self.received(answered, sink.end().map_err(disk)?.0))),
                Ok(None) => return Ok(Answer::NotModified),
                Err(error) => error,
            };
            failed += 1;
            self.pause(failed, until, error).await?;
        }
    }

    /// How long `host` wants to be left alone from now; none if it may be asked.
    pub fn wait(&self, host: &str) -> Option<Duration> {
        self.courtesy.wait(host)
    }

    /// Downloads a page into memory as text, or finds that it is what it was.
    pub async fn page(&self, address: &str, hosts: &[String]) -> Result<Page, DownloadError> {
        let kept = self.pages.find(address);
        let ask = Ask { address, hosts, known: kept.as_ref().map(|kept| kept.known.clone()) };
        match (self.taken_in(&ask).await?, kept) {
            (Some((answered, sink)), _) => self.keep_page(address, &answered, sink),
            (None, Some(kept)) => Ok(kept.page.clone()),
            (None, None) => Err(DownloadError::UNCALLED_FOR),
        }
    }

    /// Downloads a page into memory, as it comes.
    pub async fn bytes(&self, address: &str, hosts: &[String]) -> Result<(Received, Vec<u8>), DownloadError> {
        let ask = Ask { address, hosts, known: None };
        let (answered, sink) = self.taken_in(&ask).await?.ok_or(DownloadError::UNCALLED_FOR)?;
        let (taken, bytes) = sink.end().map_err(|cause| DownloadError::NoAnswer(cause.to_string()))?;
        Ok((self.received(answered, taken), bytes))
    }

    async fn taken_in(&self, ask: &Ask<'_>) -> Result<Option<(Answered, Sink<Vec<u8>>)>, DownloadError> {
        let (mut failed, mut until) = (0, self.until());
        loop {
            let mut sink = Sink::new(Vec::new(), self.limits.page_bytes);
            let error = match self.attempt(ask, &mut until, &mut sink).await {
                Ok(answered) => return Ok(answered.map(|answered| (answered, sink))),
                Err(error) => error,
            };
            failed += 1;
            self.pause(failed, until, error).await?;
        }
    }

    fn keep_page(&self, asked: &str, answered: &Answered, sink: Sink<Vec<u8>>) -> Result<Page, DownloadError> {
        let (_, bytes) = sink.end().map_err(|cause| DownloadError::NoAnswer(cause.to_string()))?;
        let text = String::from_utf8_lossy(&bytes).into_owned();
        let page = Page { address: answered.address.clone(), text };
        self.pages.keep(asked, &answered.headers, &page);
        Ok(page)
    }

    /// How large and how slow an answer may be.
    pub(super) fn limits(&self) -> &Limits {
        &self.limits
    }

    /// By when it has to be here: a publisher who answers slowly, again and again, keeps nobody else waiting for longer.
    fn until(&self) -> Instant {
        Instant::now() + self.limits.whole
    }

    /// Waits before the next attempt, or gives up with `error`.
    async fn pause(&self, failed: u32, until: Instant, error: DownloadError) -> Result<(), DownloadError> {
        let wait = self.limits.patience.wait(failed, error.retry_after(), politeness::random());
        let wait = wait.filter(|wait| Instant::now() + *wait < until);
        let (true, Some(wait)) = (error.is_passing(), wait) else { return Err(error) };
        tracing::debug!(failed, wait = ?wait, "asking again: {error}");
        tokio::time::sleep(wait).await;
        Ok(())
    }

    /// One attempt, with its redirects. None: not modified.
    async fn attempt<W: Write>(
        &self,
        ask: &Ask<'_>,
        until: &mut Instant,
        sink: &mut Sink<W>,
    ) -> Result<Option<Answered>, DownloadError> {
        let mut url = guard::check(ask.address, ask.hosts)?;
        for _ in 0..=HOPS {
            let queued = Instant::now();
            let host = url.host_str().unwrap_or_default().to_owned();
            let _turn = self
                .courtesy
                .turn(&host)
                .await
                .map_err(|AskedToWait(wait)| DownloadError::asked_to_wait(&host, wait))?;
            // Waiting for our own other requests is no fault of the publisher's.
            *until += queued.elapsed();
            let late = DownloadError::TooSlow { limit: seconds(self.limits.whole) };
            let hop = tokio::time::timeout_at(*until, self.hop(&url, ask, sink)).await.unwrap_or(Err(late));
            match &hop {
                Err(error) if error.asks_to_wait() => self.courtesy.asked_to_wait(&host, error.retry_after()),
                Err(_) => {}
                Ok(_) => self.courtesy.answered(&host),
            }
            match hop? {
                Hop::Redirect(next) => url = next,
                Hop::NotModified => return Ok(None),
                Hop::Here(headers) => return Ok(Some(Answered { address: url.to_string(), headers })),
            }
        }
        Err(DownloadError::RedirectLoop("too often"))
    }

    /// One request and its answer.
    async fn hop<W: Write>(&self, url: &Url, ask: &Ask<'_>, sink: &mut Sink<W>) -> Result<Hop, DownloadError> {
        let response = self.send(url, ask.known.as_ref()).await?;
        if let Some(next) = redirect(url, &response, ask.hosts)? {
            return Ok(Hop::Redirect(next));
        }
        if response.status() == http::StatusCode::NOT_MODIFIED {
            return Ok(Hop::NotModified);
        }
        let headers = self.accept(&response)?;
        self.pour(response, sink).await?;
        Ok(Hop::Here(headers))
    }

    async fn send(&self, url: &Url, known: Option<&Known>) -> Result<Response, DownloadError> {
        let (to, host) = self.direct(url)?;
        let mut request = self.client()?.get(to);
        if let Some(host) = host {
            request = request.header(header::HOST, host);
        }
        let known = known.cloned().unwrap_or_default();
        for (name, value) in [(header::IF_NONE_MATCH, known.etag), (header::IF_MODIFIED_SINCE, known.last_modified)] {
            if let Some(value) = value {
                request = request.header(name, value);
            }
        }
        request.send().await.map_err(|error| self.explain(&error, 0, None))
    }

    /// Where a request really goes, and the `Host` to name where that differs: the address itself, or the rehearsal's publisher.
    fn direct(&self, url: &Url) -> Result<(Url, Option<String>), DownloadError> {
        let Some(address) = self.rehearsal else { return Ok((url.clone(), None)) };
        let query = url.query().map(|query| format!("?{query}")).unwrap_or_default();
        let to = Url::parse(&format!("http://{address}{}{query}", url.path()));
        let to = to.map_err(|_| DownloadError::Refused(Refusal::NotAnAddress(url.to_string())))?;
        Ok((to, Some(url.host_str().unwrap_or_default().to_owned())))
    }

    /// The headers of an answer that is a file.
    fn accept(&self, response: &Response) -> Result<BTreeMap<String, String>, DownloadError> {
        match response.status().as_u16() {
            200 => Ok(plain(response.headers())),
            202 => Err(DownloadError::Accepted),
            status => {
                let header = response.headers().get(header::RETRY_AFTER).and_then(|value| value.to_str().ok());
                let retry_after = header.and_then(|header| politeness::retry_after(header, self.clock.now()));
                Err(DownloadError::Status { status, retry_after })
            }
        }
    }

    /// The body into the sink, counted after decompression.
    async fn pour<W: Write>(&self, mut response: Response, sink: &mut Sink<W>) -> Result<(), DownloadError> {
        let announced = response.content_length();
        if announced.is_some_and(|length| length > sink.cap()) {
            return Err(DownloadError::TooLarge { limit: sink.cap() });
        }
        let mut bytes = 0;
        loop {
            let chunk = response.chunk().await.map_err(|error| self.explain(&error, bytes, announced))?;
            let Some(chunk) = chunk else { return Ok(()) };
            bytes += chunk.len() as u64;
            sink.take(&chunk).map_err(|refused| match refused {
                Refused::TooLarge(limit) => DownloadError::TooLarge { limit },
                Refused::Io(cause) => {
                    DownloadError::Disk { path: "the state folder".to_owned(), cause: cause.to_string() }
                }
            })?;
        }
    }

    fn received(&self, answered: Answered, taken: Taken) -> Received {
        let media_type = answered.headers.get("content-type").cloned().unwrap_or_default();
        let Answered { address, headers } = answered;
        Received { taken, media_type, answered: address, headers, retrieved_at: self.clock.now() }
    }

    /// The client, made when first needed: it reads all certificates of the system.
    fn client(&self) -> Result<&Client, DownloadError> {
        if let Some(client) = self.client.get() {
            return Ok(client);
        }
        let client = self.make_client().map_err(|error| DownloadError::Client(deepest(&error)))?;
        Ok(self.client.get_or_init(|| client))
    }

    fn make_client(&self) -> Result<Client, reqwest::Error> {
        let builder = Client::builder()
            .user_agent(&self.user_agent)
            .no_proxy()
            .redirect(reqwest::redirect::Policy::none())
            .connect_timeout(self.limits.connect)
            .read_timeout(self.limits.idle);
        if self.rehearsal.is_some() {
            return builder.build();
        }
        let Some(proxy) = &self.proxy else {
            return builder.https_only(true).dns_resolver(Arc::new(GuardedNames)).build();
        };
        // The proxy's own name is not the guard's business, and no other is resolved here.
        builder.https_only(true).proxy(reqwest::Proxy::all(proxy)?).build()
    }

    /// What the library met, in our words.
    fn explain(&self, error: &reqwest::Error, bytes: u64, announced: Option<u64>) -> DownloadError {
        if let Some(refusal) = causes(error).find_map(|cause| cause.downcast_ref::<Refusal>()) {
            return DownloadError::Refused(refusal.clone());
        }
        if error.is_timeout() {
            let limit = if error.is_connect() { self.limits.connect } else { self.limits.idle };
            return DownloadError::TooSlow { limit: seconds(limit) };
        }
        if error.is_body() || error.is_decode() {
            let announced = announced.map(|length| format!(" of {length} announced")).unwrap_or_default();
            return DownloadError::Truncated { bytes, announced };
        }
        DownloadError::NoAnswer(deepest(error))
    }
}

/// What one request came to.
enum Hop {
    /// Another address.
    Redirect(Url),
    /// Nothing new.
    NotModified,
    /// The body is in the sink; these are its headers.
    Here(BTreeMap<String, String>),
}

/// An answer whose body was taken.
struct Answered {
    address: String,
    headers: BTreeMap<String, String>,
}

/// Resolves names, and refuses those that resolve to private addresses.
struct GuardedNames;

impl Resolve for GuardedNames {
    fn resolve(&self, name: Name) -> Resolving {
        Box::pin(async move {
            let addresses = guard::resolve(name.as_str()).await?;
            Ok(Box::new(addresses.into_iter()) as Addrs)
        })
    }
}

/// Where a redirect leads, if the answer is one and the guard lets it.
fn redirect(from: &Url, response: &Response, hosts: &[String]) -> Result<Option<Url>, DownloadError> {
    if !matches!(response.status().as_u16(), 301 | 302 | 303 | 307 | 308) {
        return Ok(None);
    }
    let location = response.headers().get(header::LOCATION).and_then(|value| value.to_str().ok());
    let to = location.and_then(|location| from.join(location).ok()).ok_or(DownloadError::RedirectLoop("to nowhere"))?;
    match guard::check_url(&to, hosts) {
        Ok(()) => Ok(Some(to)),
        Err(refusal) => Err(DownloadError::Redirected { to: guard::without_user(&to), refusal }),
    }
}

/// What is kept of a header, and of how many: they stand in the store and on the file's page for good.
const HEADER_LENGTH: usize = 1000;
const HEADERS: usize = 50;

/// Headers as plain text. What is not text, is longer than any that says something, or is a cookie is left out.
fn plain(headers: &HeaderMap) -> BTreeMap<String, String> {
    let text = |value: &http::HeaderValue| value.to_str().ok().map(str::to_owned);
    let told = headers.iter().filter(|(name, value)| **name != header::SET_COOKIE && value.len() <= HEADER_LENGTH);
    told.filter_map(|(name, value)| Some((name.as_str().to_owned(), text(value)?))).take(HEADERS).collect()
}

fn causes<'a>(error: &'a (dyn Error + 'static)) -> impl Iterator<Item = &'a (dyn Error + 'static)> {
    let mut next = Some(error);
    std::iter::from_fn(move || {
        let error = next?;
        next = error.source();
        Some(error)
    })
}

/// The innermost cause, which is the one that says what happened.
fn deepest(error: &(dyn Error + 'static)) -> String {
    causes(error).last().map(ToString::to_string).unwrap_or_default()
}

fn seconds(duration: Duration) -> String {
    if duration.subsec_millis() == 0 { duration.as_secs().to_string() } else { duration.as_secs_f32().to_string() }
}
