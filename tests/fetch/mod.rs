//! A rehearsal: a publisher on this machine, a store and a reader in memory.

use chrono::{DateTime, Utc};
use headway::domain::clock::Clock;
use headway::domain::figure::{Figure, Flags, Provenance, Recorded, Value};
use headway::domain::period::Period;
use headway::domain::source::Source;
use headway::domain::vintage::{NewVintage, Vintage};
use headway::ingest::download::{Downloader, Limits};
use headway::ingest::kit::{Kit, Purpose, Read, Unreadable};
use headway::ingest::politeness::Patience;
use headway::ingest::read::{Reading, SeriesReading};
use headway::ingest::records::Records;
use headway::store::{Fetch, FetchResult, FileRow, LastFetch, Recording, StoreError};
use std::collections::BTreeMap;
use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use std::time::Duration;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};

/// The instant of every rehearsal.
pub fn now() -> DateTime<Utc> {
    "2026-11-23T10:00:00Z".parse().unwrap()
}

/// Limits at which tests need not wait.
pub fn short_limits() -> Limits {
    Limits {
        file_bytes: 10_000,
        page_bytes: 10_000,
        connect: Duration::from_millis(400),
        idle: Duration::from_millis(400),
        whole: Duration::from_secs(2),
        gap: Duration::ZERO,
        patience: Patience {
            attempts: 3,
            first_wait: Duration::from_millis(2),
            longest_wait: Duration::from_millis(20),
        },
    }
}

/// `2025-12 107` on each line.
pub fn figures(text: &str) -> Vec<Figure> {
    text.lines().enumerate().map(|(index, line)| figure(index + 1, line).unwrap()).collect()
}

fn figure(line: usize, text: &str) -> Result<Figure, Unreadable> {
    let unreadable = || Unreadable { step: "decode", message: format!("line {line}: no figure in `{text}`") };
    let (period, value) = text.split_once(' ').ok_or_else(unreadable)?;
    Ok(Figure {
        period: Period::parse(period).map_err(|_| unreadable())?,
        label: period.to_owned(),
        value: Value::Number(value.parse().map_err(|_| unreadable())?),
        flags: Flags::NONE,
        cell: format!("line {line}"),
        evidence: None,
    })
}

/// A publisher on this machine, and what it was asked.
pub struct Rehearsal {
    folder: tempfile::TempDir,
    /// Where every download goes.
    pub address: SocketAddr,
    /// What was recorded.
    pub store: Arc<Memory>,
    reads: Arc<AtomicUsize>,
    requests: Arc<Mutex<Vec<(String, String)>>>,
}

impl Rehearsal {
    /// Serves files by path.
    pub async fn start(files: &[(&str, &str)]) -> Self {
        let folder = tempfile::tempdir().unwrap();
        std::fs::create_dir_all(folder.path().join("site")).unwrap();
        let publisher = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let behind = publisher.local_addr().unwrap();
        let site = folder.path().join("site");
        tokio::spawn(async move { headway::serve::replay::serve(&site, publisher, std::future::pending()).await });
        let requests = Arc::default();
        let address = listen_in(behind, Arc::clone(&requests)).await;
        let store = Arc::new(Memory::new(folder.path().join("archive")));
        let rehearsal = Self { folder, address, store, reads: Arc::default(), requests };
        for (path, text) in files {
            rehearsal.write(path, text);
        }
        rehearsal
    }

    /// Writes a file of the publisher.
    pub fn write(&self, path: &str, text: &str) {
        let path = self.folder.path().join("site").join(path);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(path, text).unwrap();
    }

    /// A kit, as a new process would make it.
    pub fn kit(&self) -> Kit {
        self.kit_connected_to(self.address, Purpose::Record)
    }

    /// The same, for another publisher or purpose.
    pub fn kit_connected_to(&self, address: SocketAddr, purpose: Purpose) -> Kit {
        let clock = Clock::frozen(now());
        let downloader = Downloader::new(short_limits(), "Headway test".to_owned(), Some(address), clock.clone());
        Kit::new(
            Arc::clone(&self.store) as Arc<dyn Records>,
            downloader,
            self.reader(),
            clock,
            self.incoming(),
            purpose,
        )
    }

    fn reader(&self) -> Read {
        let reads = Arc::clone(&self.reads);
        Arc::new(move |path, source, _| {
            reads.fetch_add(1, Ordering::SeqCst);
            let text = std::fs::read_to_string(path).unwrap();
            let lines = text.lines().enumerate().map(|(index, line)| figure(index + 1, line));
            let figures = lines.collect::<Result<Vec<_>, _>>()?;
            let read = |id: &String| SeriesReading { series: id.clone(), figures: figures.clone() };
            Ok(Reading { series: source.series.iter().map(|series| read(&series.id)).collect(), ..Reading::default() })
        })
    }

    /// Where downloads go on their way.
    pub fn incoming(&self) -> PathBuf {
        self.folder.path().join("incoming")
    }

    /// How many files were read.
    pub fn reads(&self) -> usize {
        self.reads.load(Ordering::SeqCst)
    }

    /// The status of each answer so far.
    pub fn asked(&self) -> Vec<String> {
        self.requests.lock().unwrap().iter().map(|(_, status)| status.clone()).collect()
    }

    /// How each request so far named its sender.
    pub fn user_agents(&self) -> Vec<String> {
        self.requests.lock().unwrap().iter().map(|(agent, _)| agent.clone()).collect()
    }
}

/// A source with one series `pumps`, found at the usual address; `route` comes before that way.
pub fn source(route: &str) -> Source {
    let usual = "[[route]]\nlocate = { kind = 'fixed', address = 'https://www.stats.example/data/heat-pumps.csv' }\nformat = { kind = 'csv' }";
    table(&format!("{route}\n{usual}\n{}", series("pumps", "")))
}

/// The same with a second series that allows any jump.
pub fn source_of_two() -> Source {
    let mut source = source("");
    source.series.extend(table(&series("others", "check = { max_jump = 1000 }")).series);
    source
}

/// A source at another address.
pub fn source_at(id: &str, address: &str) -> Source {
    let route = format!("[[route]]\nlocate = {{ kind = 'fixed', address = '{address}' }}\nformat = {{ kind = 'csv' }}");
    Source { id: id.to_owned(), ..table(&format!("{route}\n{}", series("bad", ""))) }
}

fn table(more: &str) -> Source {
    toml::from_str(&format!(
        "id = 'heat-pumps'\ntitle = 'x'\npublisher = 'x'\npage = 'https://www.stats.example/'\nlicence = {{ name = 'x', open = true }}\n\
         schedule = '30 9 * * THU'\nhosts = ['www.stats.example', 'files.stats.example', 'www.gov.uk']\n{more}"
    ))
    .unwrap()
}

fn series(id: &str, more: &str) -> String {
    format!(
        "[[series]]\nid = '{id}'\ntitle = 'x'\nunit = 'x'\nplace = 'x'\npopulation = 'x'\ngranularity = 'month'\n{more}\n"
    )
}

/// Passes one request a connection on to the publisher, and notes who asked and what it was answered.
async fn listen_in(behind: SocketAddr, requests: Arc<Mutex<Vec<(String, String)>>>) -> SocketAddr {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    tokio::spawn(async move {
        while let Ok((asker, _)) = listener.accept().await {
            tokio::spawn(pass_on(asker, behind, Arc::clone(&requests)));
        }
    });
    address
}

async fn pass_on(
    mut asker: TcpStream,
    behind: SocketAddr,
    requests: Arc<Mutex<Vec<(String, String)>>>,
) -> std::io::Result<()> {
    let mut request = Vec::new();
    while !request.ends_with(b"\r\n\r\n") {
        request.push(asker.read_u8().await?);
    }
    let request = String::from_utf8(request).unwrap();
    let agent = request.lines().find_map(|line| line.strip_prefix("user-agent: ")).unwrap_or_default().to_owned();
    let mut publisher = TcpStream::connect(behind).await?;
    publisher.write_all(request.replacen("\r\n\r\n", "\r\nconnection: close\r\n\r\n", 1).as_bytes()).await?;
    let mut answer = Vec::new();
    publisher.read_to_end(&mut answer).await?;
    let status = String::from_utf8_lossy(&answer).split(' ').nth(1).unwrap_or("none").to_owned();
    requests.lock().unwrap().push((agent, status));
    asker.write_all(&answer).await
}

/// A store in memory.
pub struct Memory {
    archive: PathBuf,
    files: Mutex<BTreeMap<String, FileRow>>,
    vintages: Mutex<Vec<NewVintage>>,
    held: Mutex<Vec<(String, String, Vec<String>)>>,
    fetches: Mutex<Vec<Fetch>>,
    leases: Mutex<BTreeMap<String, String>>,
}

type Answer<T> = Result<T, StoreError>;

impl Memory {
    fn new(archive: PathBuf) -> Self {
        std::fs::create_dir_all(&archive).unwrap();
        Self {
            archive,
            files: Mutex::default(),
            vintages: Mutex::default(),
            held: Mutex::default(),
            fetches: Mutex::default(),
            leases: Mutex::default(),
        }
    }

    /// Where a file lies.
    pub fn archived(&self, sha256: &str) -> PathBuf {
        self.archive.join(sha256)
    }

    /// What is known of a series.
    pub fn known(&self, series: &str) -> Vec<Figure> {
        let vintages = self.vintages.lock().unwrap();
        let mut known = BTreeMap::new();
        for vintage in vintages.iter().filter(|vintage| vintage.series == series) {
            known.extend(vintage.figures.iter().map(|figure| (figure.period, figure.clone())));
        }
        known.into_values().collect()
    }

    /// How many vintages a series has.
    pub fn vintages_of(&self, series: &str) -> usize {
        self.vintages.lock().unwrap().iter().filter(|vintage| vintage.series == series).count()
    }

    /// The last one.
    pub fn newest_vintage(&self, series: &str) -> NewVintage {
        self.vintages.lock().unwrap().iter().rfind(|vintage| vintage.series == series).unwrap().clone()
    }

    /// Series and findings of what is held.
    pub fn held(&self) -> Vec<(String, Vec<String>)> {
        self.held.lock().unwrap().iter().map(|(series, _, findings)| (series.clone(), findings.clone())).collect()
    }

    /// The last attempt at a source.
    pub fn last_fetch(&self, source: &str) -> Fetch {
        self.fetches.lock().unwrap().iter().rfind(|fetch| fetch.source == source).unwrap().clone()
    }

    /// Whether nothing was ever written.
    pub fn is_untouched(&self) -> bool {
        self.files.lock().unwrap().is_empty()
            && self.vintages.lock().unwrap().is_empty()
            && self.fetches.lock().unwrap().is_empty()
            && std::fs::read_dir(&self.archive).unwrap().next().is_none()
    }
}

impl Memory {
    fn record(&self, vintage: &NewVintage) -> Recording {
        let known = self.known(&vintage.series);
        let news: Vec<_> =
            vintage.figures.iter().filter(|figure| !known.iter().any(|known| known.says_the_same_as(figure))).collect();
        if news.is_empty() {
            return Recording::Unchanged;
        }
        let revised = news.iter().filter(|figure| known.iter().any(|known| known.period == figure.period)).count();
        let new = news.len() - revised;
        let mut vintages = self.vintages.lock().unwrap();
        vintages.push(vintage.clone());
        Recording::Recorded {
            vintage: vintages.len().try_into().unwrap(),
            new_figures: new.try_into().unwrap(),
            revised_figures: revised.try_into().unwrap(),
        }
    }
}

impl Records for Memory {
    fn file(&self, sha256: &str) -> Answer<Option<FileRow>> {
        Ok(self.files.lock().unwrap().get(sha256).cloned())
    }

    fn archived_path(&self, sha256: &str) -> PathBuf {
        self.archived(sha256)
    }

    fn archive_path(&self, path: &Path, row: &FileRow) -> Answer<()> {
        std::fs::rename(path, self.archived(&row.sha256)).unwrap();
        self.files.lock().unwrap().entry(row.sha256.clone()).or_insert_with(|| row.clone());
        Ok(())
    }

    fn archive(&self, bytes: &[u8], row: &FileRow) -> Answer<String> {
        std::fs::write(self.archived(&row.sha256), bytes).unwrap();
        self.files.lock().unwrap().insert(row.sha256.clone(), row.clone());
        Ok(row.sha256.clone())
    }

    fn record_all(&self, vintages: &[NewVintage]) -> Answer<Vec<Recording>> {
        Ok(vintages.iter().map(|vintage| self.record(vintage)).collect())
    }

    fn hold(&self, vintage: &NewVintage, findings: &[String]) -> Answer<i64> {
        let mut held = self.held.lock().unwrap();
        if !held.iter().any(|(series, file, _)| *series == vintage.series && *file == vintage.file) {
            held.push((vintage.series.clone(), vintage.file.clone(), findings.to_vec()));
        }
        Ok(1)
    }

    fn record_fetch(&self, fetch: &Fetch) -> Answer<()> {
        self.fetches.lock().unwrap().push(fetch.clone());
        Ok(())
    }

    fn last_fetches(&self) -> Answer<BTreeMap<String, LastFetch>> {
        let fetches = self.fetches.lock().unwrap();
        let well = |fetch: &&Fetch| matches!(fetch.result, FetchResult::New | FetchResult::Unchanged);
        let last = |fetch: &Fetch| LastFetch {
            last: fetch.clone(),
            last_success_at: fetches.iter().filter(well).map(|fetch| fetch.started_at).max(),
            failures_since: 0,
        };
        Ok(fetches.iter().map(|fetch| (fetch.source.clone(), last(fetch))).collect())
    }

    fn figures(&self, series: &str) -> Answer<Vec<Recorded>> {
        let provenance = |vintage: i64| Provenance {
            vintage,
            file: String::new(),
            address: String::new(),
            retrieved_at: now(),
            released_at: None,
            recorded_at: now(),
            effective_at: now(),
            live: true,
        };
        Ok(self.known(series).into_iter().map(|figure| Recorded { figure, provenance: provenance(1) }).collect())
    }

    fn vintages(&self, series: &str) -> Answer<Vec<Vintage>> {
        let vintages = self.vintages.lock().unwrap();
        let told = |vintage: &NewVintage| Vintage {
            id: 1,
            series: vintage.series.clone(),
            source: vintage.source.clone(),
            file: vintage.file.clone(),
            released_at: vintage.released_at,
            edition_at: vintage.edition_at,
            recorded_at: vintage.recorded_at,
            effective_at: vintage.recorded_at,
            live: vintage.live,
            new_figures: 0,
            revised_figures: 0,
        };
        Ok(vintages.iter().filter(|vintage| vintage.series == series).map(told).collect())
    }

    fn take_lease(&self, source: &str, holder: &str, _now: DateTime<Utc>, _until: DateTime<Utc>) -> Answer<bool> {
        let mut leases = self.leases.lock().unwrap();
        let held = leases.entry(source.to_owned()).or_insert_with(|| holder.to_owned());
        Ok(held == holder)
    }

    fn drop_lease(&self, source: &str, _holder: &str) -> Answer<()> {
        self.leases.lock().unwrap().remove(source);
        Ok(())
    }
}
