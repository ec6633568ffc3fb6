//! Paging: a file of JSON that comes in pages.
//!
//! In: the address of the first page, where a page names the next one. Out: one file, a JSON array of the pages in order, byte for byte
//! as they came.
//! Invariant: all pages or none: an empty answer, a broken page, a loop, too many of them or too slow ones fail the whole; every page passes the same
//! guard as the first, and none is asked for before the publisher's gap is over.

use super::answer::{DownloadError, Received};
use super::download::{Downloader, Limits};
use super::media;
use super::sink::{Refused, Sink};
use serde_json::Value;
use serde_json_path::JsonPath;
use std::collections::HashSet;
use std::fs::File;
use std::path::Path;
use std::time::Duration;
use tokio::time::{Instant, sleep, timeout_at};
use url::Url;

/// More pages than any file of ours has: a year of days is three or four.
const MOST_PAGES: usize = 100;
/// Pages that are slow without any of them being too slow end after so many times what one may take: before the lease of the run does.
const MOST_TIMES: u32 = 5;
/// Headers that say something of one page, and nothing of the file.
const OF_ONE_PAGE: [&str; 4] = ["etag", "last-modified", "content-length", "link"];

/// A page that did not come, or is none.
#[derive(Debug, thiserror::Error)]
#[error("page {number}: {wrong}")]
pub struct PagingError {
    /// Which page, from 1.
    pub number: usize,
    /// Its address.
    pub address: String,
    /// What is wrong.
    pub wrong: Wrong,
}

/// What is wrong with a page.
#[derive(Debug, thiserror::Error)]
pub enum Wrong {
    /// It did not come.
    #[error("{0}")]
    Download(#[from] DownloadError),
    /// Nothing came.
    #[error(
        "it is empty, as publishers answer who ask too often; the next look tries again, and `gap_seconds` in the source's table keeps pages apart"
    )]
    Empty,
    /// It is not JSON.
    #[error("it is not JSON ({0}); the next look tries again")]
    NotJson(serde_json::Error),
    /// What stands in place of the next address is none.
    #[error("the address of the next page is `{0}`, which is no address: correct `next_page`")]
    Next(String),
    /// The next page is one that came before.
    #[error("it leads back to {0}: the publisher's site is at fault; the next look tries again")]
    Loop(String),
    /// Too many pages.
    #[error("there are more than {MOST_PAGES} pages: ask for larger pages or a shorter time")]
    TooMany,
    /// The path to the next address cannot be read.
    #[error("`next_page` of the source's table is not a JSON path (RFC 9535): {0}")]
    Path(serde_json_path::ParseError),
}

impl PagingError {
    /// Whether the publisher refuses us.
    pub fn is_blocked(&self) -> bool {
        matches!(&self.wrong, Wrong::Download(error) if error.is_blocked())
    }

    /// Whether nothing is at the first address.
    pub fn is_nothing_there(&self) -> bool {
        self.number == 1 && matches!(&self.wrong, Wrong::Download(error) if error.is_nothing_there())
    }
}

/// What to download in pages.
#[derive(Clone, Copy, Debug)]
pub struct Pages<'a> {
    /// The first page.
    pub address: &'a str,
    /// Names that the download may go to.
    pub hosts: &'a [String],
    /// Where a page names the next one.
    pub next_page: &'a str,
    /// How long to wait before the next page.
    pub gap: Duration,
}

/// Downloads every page into one file at `into`. The file, and how many pages it has.
pub async fn file(downloader: &Downloader, pages: Pages<'_>, into: &Path) -> Result<(Received, usize), PagingError> {
    let (mut number, mut address) = (1, pages.address.to_owned());
    let mut gathering = Gathering::begin(downloader.limits(), pages.next_page, into).map_err(|wrong| PagingError {
        number,
        address: address.clone(),
        wrong,
    })?;
    let whole = downloader.limits().whole * MOST_TIMES;
    let until = Instant::now() + whole;
    loop {
        let next = timeout_at(until, gathering.page(downloader, &address, pages.hosts)).await;
        let next = next
            .unwrap_or_else(|_| Err(too_slow(whole)))
            .and_then(|next| if number == MOST_PAGES && next.is_some() { Err(Wrong::TooMany) } else { Ok(next) });
        match next.map_err(|wrong| PagingError { number, address: address.clone(), wrong })? {
            Some(next) => address = next,
            None => break,
        }
        number += 1;
        sleep(pages.gap).await;
    }
    let received = gathering.end(into).map_err(|wrong| PagingError { number, address, wrong })?;
    Ok((received, number))
}

/// How long to wait between two pages: as long as the publisher wants, and not at all where no courtesy is due (a rehearsal).
pub fn gap(limits: &Limits, gap_seconds: Option<u32>) -> Duration {
    let wanted = Duration::from_secs(gap_seconds.unwrap_or_default().into());
    if limits.gap.is_zero() { Duration::ZERO } else { wanted.saturating_sub(limits.gap) }
}

/// A file on its way.
struct Gathering {
    next_page: JsonPath,
    sink: Sink<File>,
    seen: HashSet<String>,
    /// What came first; the whole is as young as what came last.
    first: Option<Received>,
}

impl Gathering {
    fn begin(limits: &Limits, next_page: &str, into: &Path) -> Result<Self, Wrong> {
        let next_page = JsonPath::parse(next_page).map_err(Wrong::Path)?;
        let sink = Sink::file(into, limits.file_bytes).map_err(|cause| disk(into, &cause))?;
        Ok(Self { next_page, sink, seen: HashSet::new(), first: None })
    }

    /// Adds one page. The address of the next, if there is one.
    async fn page(
        &mut self,
        downloader: &Downloader,
        address: &str,
        hosts: &[String],
    ) -> Result<Option<String>, Wrong> {
        self.seen.insert(address.to_owned());
        let (received, bytes) = downloader.bytes(address, hosts).await?;
        let next = next_of(&self.next_page, &received.answered, &bytes)?;
        if let Some(seen) = next.as_ref().filter(|next| self.seen.contains(*next)) {
            return Err(Wrong::Loop(seen.clone()));
        }
        let opening: &[u8] = if self.first.is_some() { b"," } else { b"[" };
        self.take(opening)?;
        self.take(&bytes)?;
        let retrieved_at = received.retrieved_at;
        self.first.get_or_insert(received).retrieved_at = retrieved_at;
        Ok(next)
    }

    fn take(&mut self, bytes: &[u8]) -> Result<(), Wrong> {
        self.sink.take(bytes).map_err(|refused| match refused {
            Refused::TooLarge(limit) => DownloadError::TooLarge { limit }.into(),
            Refused::Io(cause) => disk(Path::new("the state folder"), &cause),
        })
    }

    /// The whole file, described as its first page was.
    fn end(mut self, into: &Path) -> Result<Received, Wrong> {
        self.take(b"]")?;
        let (taken, _) = self.sink.end().map_err(|cause| disk(into, &cause))?;
        let mut received = self.first.ok_or(Wrong::Empty)?;
        received.headers.retain(|name, _| !OF_ONE_PAGE.contains(&name.as_str()));
        Ok(Received { taken, ..received })
    }
}

fn too_slow(limit: Duration) -> Wrong {
    DownloadError::TooSlow { limit: limit.as_secs().to_string() }.into()
}

fn disk(path: &Path, cause: &std::io::Error) -> Wrong {
    DownloadError::Disk { path: path.display().to_string(), cause: cause.to_string() }.into()
}

/// The address of the page after this one.
fn next_of(path: &JsonPath, address: &str, page: &[u8]) -> Result<Option<String>, Wrong> {
    if page.trim_ascii().is_empty() {
        return Err(Wrong::Empty);
    }
    if media::is_web_page(page) {
        let title = media::title(page);
        return Err(DownloadError::Wrong(media::Wrong::WebPage { title }).into());
    }
    let json: Value = serde_json::from_slice(page).map_err(Wrong::NotJson)?;
    match path.query(&json).first() {
        None | Some(Value::Null | Value::Bool(false)) => Ok(None),
        Some(Value::String(next)) if next.trim().is_empty() => Ok(None),
        Some(Value::String(next)) => resolve(next, address).map(Some),
        Some(other) => Err(Wrong::Next(media::words_of_others(&other.to_string(), 200))),
    }
}

/// A relative address is of the page's place; what the page's own host names as http is its https.
fn resolve(next: &str, address: &str) -> Result<String, Wrong> {
    let broken = || Wrong::Next(media::words_of_others(next, 200));
    let base = Url::parse(address).map_err(|_| broken())?;
    let mut next = base.join(next.trim()).map_err(|_| broken())?;
    if next.scheme() == "http" && next.host() == base.host() {
        next.set_scheme(base.scheme()).map_err(|()| broken())?;
    }
    Ok(next.into())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_next_page_is_found_wherever_the_table_says() {
        let next = |path: &str, page: &str| {
            next_of(&JsonPath::parse(path).unwrap(), "https://a.example/v1/cases?page=1", page.as_bytes())
                .map_err(|wrong| wrong.to_string())
        };
        let page = |number: u8| Ok(Some(format!("https://a.example/v1/cases?page={number}")));
        assert_eq!(next("$.next", r#"{"next":"https://a.example/v1/cases?page=2"}"#), page(2));
        assert_eq!(next("$.next", r#"{"next":"http://a.example/v1/cases?page=2"}"#), page(2));
        assert_eq!(
            next(
                "$.links[?@.rel=='next'].href",
                r#"{"links":[{"rel":"self","href":"x"},{"rel":"next","href":"?page=3"}]}"#
            ),
            page(3)
        );
        for last in [r#"{"next":null}"#, r#"{"next":""}"#, r#"{"next":" "}"#, r#"{"next":false}"#, "{}"] {
            assert_eq!(next("$.next", last), Ok(None), "{last}");
        }
        assert!(next("$.next", r#"{"next":7}"#).unwrap_err().contains("is `7`, which is no address"));
        assert!(next("$.next", " \n").unwrap_err().starts_with("it is empty"));
        assert!(next("$.next", "{\"next\":").unwrap_err().starts_with("it is not JSON"));
        assert!(next("$.next", "<html><title>Wait</title>").unwrap_err().contains("a web page (\"Wait\")"));
    }

    #[test]
    fn the_gap_is_the_publishers_and_none_in_a_rehearsal() {
        let usual = Limits::default();
        assert_eq!(gap(&usual, Some(10)) + usual.gap, Duration::from_secs(10));
        assert_eq!(gap(&usual, None), Duration::ZERO);
        assert_eq!(gap(&Limits::of_a_rehearsal(), Some(10)), Duration::ZERO);
    }
}
