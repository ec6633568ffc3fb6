//! Gather: one way to a file, from where it is to what it says (locate → download → archive → read).
//!
//! In: a route of a source. Out: [`Gathered`], or the step that it failed at.
//! Invariant: a file is archived before it is read, so that what cannot be read is kept; what is plainly not the file (a web page,
//! nothing) is not.

use super::answer::{Answer, Ask, DownloadError, Page, Received};
use super::download::Downloader;
use super::kit::{self, Kit, Purpose};
use super::locate::{self, Located, Older, Pages, Reissue};
use super::media;
use super::paging::{self, PagingError};
use super::read::Reading;
use super::trace::{StepFailure, Trace};
use crate::domain::source::{Route, Source};
use crate::store::{FileRow, StoreError};
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// A file and what it says.
#[derive(Debug)]
pub struct Gathered {
    /// Where it was.
    pub located: Located,
    /// The file.
    pub file: FileRow,
    /// Whether it is one that we had.
    pub same: bool,
    /// What it says; none where this process has dealt with the same file already.
    pub reading: Option<Reading>,
}

/// One way to a file and where its parts lie on the way.
pub(crate) struct Way<'a> {
    pub kit: &'a Kit,
    pub source: &'a Source,
    pub route: &'a Route,
    /// The source's table as text.
    pub table: &'a str,
    /// Where the file is downloaded to.
    pub part: &'a Path,
}

/// A file on disk.
struct Fetched {
    row: FileRow,
    path: PathBuf,
    same: bool,
}

/// A file that did not come.
struct Missed {
    failure: StepFailure,
    /// Whether nothing is at its address, so that it may be at another.
    nothing_there: bool,
}

impl From<StepFailure> for Missed {
    fn from(failure: StepFailure) -> Self {
        Self { failure, nothing_there: false }
    }
}

impl Way<'_> {
    /// Goes the way.
    pub(crate) async fn go(&self, trace: &mut Trace) -> Result<Gathered, StepFailure> {
        let located = self.locate(trace).await?;
        let (located, fetched) = self.download(located, trace).await?;
        let Fetched { row: file, path, same } = fetched;
        if same && self.kit.has_dealt_with(&self.source.id, &file.sha256, self.table) {
            return Ok(Gathered { located, file, same, reading: None });
        }
        let reading = self.read(&path, &file, trace).await?;
        Ok(Gathered { located, file, same, reading: Some(reading) })
    }

    /// Where the file of an older edition is that has changed. None for a way that knows no older ones.
    pub(crate) async fn reissue(
        &self,
        older: &Older,
        newest: &Located,
        trace: &mut Trace,
    ) -> Option<Result<Reissue, StepFailure>> {
        let pages = Visitor { downloader: &self.kit.downloader, hosts: &hosts(self.source) };
        let found = locate::reissue(&self.route.locate, older, newest.first_published_at, &pages).await?;
        let found = found.map_err(|error| self.not_located(&error));
        if let Ok(reissue) = &found {
            trace.add("locate", &reissue.located.address, words_of_located(&reissue.located));
        }
        Some(found)
    }

    /// Downloads and reads the file of an older edition.
    pub(crate) async fn go_to(&self, located: Located, trace: &mut Trace) -> Result<Gathered, StepFailure> {
        let (located, Fetched { row: file, path, same }) = self.download(located, trace).await?;
        let reading = self.read(&path, &file, trace).await?;
        Ok(Gathered { located, file, same, reading: Some(reading) })
    }

    async fn locate(&self, trace: &mut Trace) -> Result<Located, StepFailure> {
        let pages = Visitor { downloader: &self.kit.downloader, hosts: &hosts(self.source) };
        let located = locate::locate(&self.route.locate, &pages, self.kit.clock.now()).await;
        let located = located.map_err(|error| self.not_located(&error))?;
        trace.add("locate", &located.address, words_of_located(&located));
        Ok(located)
    }

    fn not_located(&self, error: &locate::LocateError) -> StepFailure {
        let asked = error.address();
        let address = if asked.is_empty() { locate::words(&self.route.locate) } else { asked.to_owned() };
        let (message, blocked) = (error.to_string(), error.is_blocked());
        StepFailure { step: "locate", address, message, blocked, file: None }
    }

    /// Downloads from the first of the addresses at which anything is.
    async fn download(&self, mut located: Located, trace: &mut Trace) -> Result<(Located, Fetched), StepFailure> {
        let mut otherwise = std::mem::take(&mut located.otherwise).into_iter();
        let (mut first, mut tried) = (None, 1);
        loop {
            let missed = match self.fetch(&located.address, trace).await {
                Ok(fetched) => return Ok((located, fetched)),
                Err(missed) => missed,
            };
            if !missed.nothing_there {
                return Err(missed.failure);
            }
            let oldest = located.address.clone();
            let newest = first.get_or_insert(missed.failure).clone();
            let Some(next) = otherwise.next() else { return Err(nor_at(newest, tried, &oldest)) };
            trace.add("download", &oldest, vec!["nothing there yet".to_owned()]);
            (located, tried) = (next, tried + 1);
        }
    }

    async fn fetch(&self, address: &str, trace: &mut Trace) -> Result<Fetched, Missed> {
        if let Some(next_page) = &self.route.format.next_page {
            return self.fetch_pages(address, next_page, trace).await;
        }
        let copy = self.kit.copy_of(self.source, address).map_err(|error| store_failed("download", address, &error))?;
        let hosts = hosts(self.source);
        let ask = Ask { address, hosts: &hosts, known: copy.as_ref().and_then(kit::known) };
        let answer = self.kit.downloader.file(&ask, self.part).await.map_err(|error| missed(address, &error))?;
        match (answer, copy) {
            (Answer::File(received), _) => Ok(self.keep(address, received, trace)?),
            (Answer::NotModified, Some(row)) => {
                let words = format!("not modified since {}: SHA-256 {}", row.retrieved_at.to_rfc3339(), row.sha256);
                trace.add("download", address, vec![words]);
                Ok(Fetched { path: self.kit.records.archived_path(&row.sha256), row, same: true })
            }
            (Answer::NotModified, None) => {
                Err(missed(address, &DownloadError::Status { status: 304, retry_after: None }))
            }
        }
    }

    /// A file that comes in pages. Whether it is one that we have is seen when all of them are here.
    async fn fetch_pages(&self, address: &str, next_page: &str, trace: &mut Trace) -> Result<Fetched, Missed> {
        let (downloader, hosts) = (&self.kit.downloader, hosts(self.source));
        let gap = paging::gap(downloader.limits(), self.source.gap_seconds);
        let pages = paging::Pages { address, hosts: &hosts, next_page, gap };
        let (received, count) =
            paging::file(downloader, pages, self.part).await.map_err(|error| page_missed(&error))?;
        trace.add("download", address, vec![format!("{count} pages, kept as one array")]);
        Ok(self.keep(address, received, trace)?)
    }

    /// Looks at what came and moves it into the archive.
    fn keep(&self, address: &str, received: Received, trace: &mut Trace) -> Result<Fetched, StepFailure> {
        media::check(&self.route.format, &received.taken.head)
            .map_err(|wrong| download_failed(address, &wrong.into()))?;
        let row = file_row(address, received);
        let came = format!("{} bytes, {}, SHA-256 {}", row.bytes, or_unsaid(&row.media_type), row.sha256);
        trace.add("download", &row.answered, vec![came]);
        let archive = |error: StoreError| store_failed("archive", address, &error);
        let same = self.kit.records.file(&row.sha256).map_err(archive)?.is_some();
        if self.kit.purpose == Purpose::Try {
            return Ok(Fetched { path: self.part.to_owned(), row, same });
        }
        self.kit.records.archive_path(self.part, &row).map_err(archive)?;
        let path = self.kit.records.archived_path(&row.sha256);
        trace.add("archive", &path.display().to_string(), vec![if same { "known already" } else { "new" }.to_owned()]);
        Ok(Fetched { row, path, same })
    }

    /// Reads on a thread of its own, so that other downloads go on.
    async fn read(&self, path: &Path, file: &FileRow, trace: &mut Trace) -> Result<Reading, StepFailure> {
        let (read, path) = (Arc::clone(&self.kit.read), path.to_owned());
        let (source, format) = (self.source.clone(), self.route.format.clone());
        let failure = |step: &'static str, message: String| StepFailure {
            step,
            address: file.answered.clone(),
            message,
            blocked: false,
            file: Some(file.sha256.clone()),
        };
        let _turn = self.kit.reading.acquire().await;
        let read = tokio::task::spawn_blocking(move || read(&path, &source, &format)).await;
        let reading = match read {
            Ok(Ok(reading)) => reading,
            Ok(Err(unreadable)) => return Err(failure(unreadable.step, unreadable.message)),
            Err(_) => return Err(failure("decode", "the reader broke down; report the file".to_owned())),
        };
        trace.add("decode", &file.answered, words_of(&reading));
        Ok(reading)
    }
}

fn words_of_located(located: &Located) -> Vec<String> {
    let mut words = located.trail.clone();
    words.extend(located.edition.iter().map(|edition| format!("edition: {edition}")));
    words.extend(located.released_at.iter().map(|instant| format!("released: {}", instant.to_rfc3339())));
    words
}

fn words_of(reading: &Reading) -> Vec<String> {
    let series = reading.series.iter().map(|series| match (series.figures.first(), series.figures.last()) {
        (Some(first), Some(last)) => format!(
            "{}: {} figures, {} to {}; the last {} in {}",
            series.series,
            series.figures.len(),
            first.period,
            last.period,
            last.value.text(),
            last.cell
        ),
        _ => format!("{}: no figures", series.series),
    });
    let released =
        reading.released_at.iter().map(|instant| format!("released, says the file: {}", instant.to_rfc3339()));
    let next = reading.next_release.iter().map(|next| format!("next release, says the file: {next}"));
    series.chain(released).chain(next).collect()
}

/// Names that a download of `source` may go to: those that it lists, and those in its ways to the file.
pub fn hosts(source: &Source) -> Vec<String> {
    let mut hosts = source.hosts.clone();
    for host in source.routes.iter().filter_map(|route| locate::hosts(&route.locate)) {
        if !hosts.contains(&host) {
            hosts.push(host);
        }
    }
    hosts
}

/// Gets pages through the downloader.
pub(crate) struct Visitor<'a> {
    pub downloader: &'a Downloader,
    /// Names that it may go to.
    pub hosts: &'a [String],
}

impl Pages for Visitor<'_> {
    async fn page(&self, address: &str) -> Result<Page, DownloadError> {
        self.downloader.page(address, self.hosts).await
    }
}

fn file_row(asked: &str, received: Received) -> FileRow {
    FileRow {
        sha256: received.taken.sha256,
        bytes: received.taken.bytes,
        media_type: received.media_type,
        asked: asked.to_owned(),
        answered: received.answered,
        headers: received.headers,
        retrieved_at: received.retrieved_at,
    }
}

fn or_unsaid(media_type: &str) -> &str {
    if media_type.is_empty() { "no media type" } else { media_type }
}

fn download_failed(address: &str, error: &DownloadError) -> StepFailure {
    let (message, blocked) = (error.to_string(), error.is_blocked());
    StepFailure { step: "download", address: address.to_owned(), message, blocked, file: None }
}

fn missed(address: &str, error: &DownloadError) -> Missed {
    Missed { failure: download_failed(address, error), nothing_there: error.is_nothing_there() }
}

fn page_missed(error: &PagingError) -> Missed {
    let (message, blocked) = (error.to_string(), error.is_blocked());
    let failure = StepFailure { step: "download", address: error.address.clone(), message, blocked, file: None };
    Missed { failure, nothing_there: error.is_nothing_there() }
}

/// That nothing is at the newest address, and at none of the others.
fn nor_at(newest: StepFailure, tried: usize, oldest: &str) -> StepFailure {
    if tried == 1 {
        return newest;
    }
    let message = format!("{}; nor is anything at the other {} addresses back to {oldest}", newest.message, tried - 1);
    StepFailure { message, ..newest }
}

pub(crate) fn store_failed(step: &'static str, address: &str, error: &StoreError) -> StepFailure {
    StepFailure { step, address: address.to_owned(), message: kit::of_the_store(error), blocked: false, file: None }
}
