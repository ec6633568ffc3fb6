//! A rehearsal: a publisher on this machine, a store in a folder of its own, and a small reader.

use chrono::{DateTime, Utc};
use headway::domain::clock::Clock;
use headway::domain::figure::{Figure, Flags, Value};
use headway::domain::period::Period;
use headway::domain::source::Source;
use headway::ingest::download::{Downloader, Limits};
use headway::ingest::kit::{Kit, Purpose, Read, Unreadable};
use headway::ingest::politeness::Patience;
use headway::ingest::read::{Reading, SeriesReading};
use headway::ingest::records::Records;
use headway::store::{Fetch, Store};
use std::net::SocketAddr;
use std::path::PathBuf;
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
    pub store: Arc<Store>,
    reads: Arc<AtomicUsize>,
    requests: Arc<Mutex<Vec<(String, String)>>>,
}

impl Rehearsal {
    /// Serves files by path.
    pub async fn start(files: &[(&str, &str)]) -> Self {
        Self::start_by(Clock::frozen(now()), files).await
    }

    /// The same, for a publisher whose scripts go by `clock`.
    pub async fn start_by(clock: Clock, files: &[(&str, &str)]) -> Self {
        let folder = tempfile::tempdir().unwrap();
        std::fs::create_dir_all(folder.path().join("site")).unwrap();
        let publisher = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let behind = publisher.local_addr().unwrap();
        let site = folder.path().join("site");
        tokio::spawn(
            async move { headway::serve::replay::serve(&site, publisher, clock, std::future::pending()).await },
        );
        let requests = Arc::default();
        let address = listen_in(behind, Arc::clone(&requests)).await;
        let store = Arc::new(Store::open(&folder.path().join("state")).unwrap());
        let rehearsal = Self { folder, address, store, reads: Arc::default(), requests };
        for (path, text) in files {
            rehearsal.write(path, text);
        }
        rehearsal
    }

    /// Writes a file of the publisher.
    pub fn write(&self, path: &str, text: impl AsRef<[u8]>) {
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

    /// A kit with limits, reader and clock of the test's own.
    pub fn kit_of(&self, limits: Limits, read: Read, clock: Clock) -> Kit {
        let downloader = Downloader::new(limits, "Headway test".to_owned(), Some(self.address), clock.clone());
        let records = Arc::clone(&self.store) as Arc<dyn Records>;
        Kit::new(records, downloader, read, clock, self.incoming(), Purpose::Record)
    }

    /// A reader of `2025-12 107` on each line, counted.
    pub fn reader(&self) -> Read {
        let reads = Arc::clone(&self.reads);
        Arc::new(move |path, source, _| {
            reads.fetch_add(1, Ordering::SeqCst);
            let text = std::fs::read_to_string(path).unwrap();
            let lines = text.lines().enumerate().map(|(index, line)| figure(index + 1, line));
            let figures = lines.collect::<Result<Vec<_>, _>>()?;
            let read = |id: &String| SeriesReading {
                series: id.clone(),
                figures: figures.clone(),
                ..SeriesReading::default()
            };
            Ok(Reading { series: source.series.iter().map(|series| read(&series.id)).collect(), ..Reading::default() })
        })
    }

    /// Where downloads go on their way.
    pub fn incoming(&self) -> PathBuf {
        self.folder.path().join("incoming")
    }

    /// The figures known of a series.
    pub fn known(&self, series: &str) -> Vec<Figure> {
        self.store.figures(series, None).unwrap().into_iter().map(|recorded| recorded.figure).collect()
    }

    /// The last attempt at the usual source.
    pub fn last_fetch(&self) -> Fetch {
        self.store.last_fetches().unwrap().remove("heat-pumps").unwrap().last
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
