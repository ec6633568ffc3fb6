//! What the tests share: temporary folders, the command, a publisher in rehearsal, a browser of ten lines.

use std::io::{Read, Write};
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Output, Stdio};
use std::time::{Duration, Instant};

/// The instant at which every test begins unless it says otherwise.
pub const NOW: &str = "2026-11-23T12:00:00Z";

/// The folder of real files, if it is here; says that the test skipped if it is not.
pub fn samples(test: &str) -> Option<PathBuf> {
    let named = std::env::var_os("HEADWAY_SAMPLES").map(PathBuf::from);
    let beside = Path::new(env!("CARGO_MANIFEST_DIR"))
        .ancestors()
        .map(|folder| folder.join("shared/samples"))
        .find(|folder| folder.is_dir());
    let found = named.filter(|folder| folder.is_dir()).or(beside);
    if found.is_none() {
        println!("skipped: {test} needs the publishers' real files (set HEADWAY_SAMPLES)");
    }
    found
}

/// An address on loopback that nobody listens at.
pub fn free_address() -> SocketAddr {
    TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap()
}

/// A `headway` with a state folder of its own.
pub struct Headway {
    pub state: tempfile::TempDir,
    pub now: String,
    pub connect_to: Option<SocketAddr>,
    pub data: Option<PathBuf>,
}

impl Headway {
    pub fn new() -> Self {
        Self { state: tempfile::tempdir().unwrap(), now: NOW.to_owned(), connect_to: None, data: None }
    }

    pub fn rehearsing(publisher: &Running) -> Self {
        Self { connect_to: Some(publisher.address), ..Self::new() }
    }

    /// The command with its settings, its clock stopped.
    pub fn command(&self, arguments: &[&str]) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_headway"));
        command.args(arguments).arg("--state").arg(self.state.path()).args(["--now", &self.now, "--freeze"]);
        if let Some(address) = self.connect_to {
            command.args(["--connect-to", &address.to_string()]);
        }
        if let Some(data) = &self.data {
            command.arg("--data").arg(data);
        }
        command.env("HEADWAY_LOG", "warn").stdin(Stdio::null());
        command
    }

    pub fn run(&self, arguments: &[&str]) -> Output {
        self.command(arguments).output().unwrap()
    }

    /// Runs a command that must do well; returns what it printed.
    pub fn well(&self, arguments: &[&str]) -> String {
        let output = self.run(arguments);
        assert!(output.status.success(), "headway {}: {}", arguments.join(" "), both(&output));
        String::from_utf8(output.stdout).unwrap()
    }

    /// The store, for looking into.
    pub fn database(&self) -> rusqlite::Connection {
        rusqlite::Connection::open(self.state.path().join("headway.db")).unwrap()
    }

    /// Starts `headway serve` or `headway run` and waits until it is ready.
    pub fn start(&self, command: &str) -> Running {
        let address = free_address();
        let mut child = self.command(&[command]);
        child.args(["--listen", &address.to_string(), "--base-url", &format!("http://{address}")]);
        Running::start(child, address, "/readyz")
    }
}

/// Both outputs of a command, for a failing test to show.
pub fn both(output: &Output) -> String {
    format!("{}\n{}{}", output.status, String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr))
}

/// A server that is stopped when the test ends.
pub struct Running {
    child: Child,
    pub address: SocketAddr,
}

impl Running {
    /// Starts `command` and waits until `path` answers.
    pub fn start(mut command: Command, address: SocketAddr, path: &str) -> Self {
        let child = command.stdout(Stdio::null()).spawn().unwrap();
        let running = Self { child, address };
        assert!(
            within(Duration::from_mins(1), || running.try_get(path).is_some_and(|answer| answer.status != 503)),
            "no answer at {path}"
        );
        running
    }

    /// A publisher in rehearsal that serves `folder`.
    pub fn publisher(folder: &Path) -> Self {
        let address = free_address();
        let mut command = Command::new(env!("CARGO_BIN_EXE_headway"));
        command.arg("replay").arg(folder).args(["--listen", &address.to_string()]).env("HEADWAY_LOG", "warn");
        Self::start(command, address, "/")
    }

    pub fn get(&self, path: &str) -> Answer {
        self.try_get(path).unwrap_or_else(|| panic!("no answer for {path}"))
    }

    fn try_get(&self, path: &str) -> Option<Answer> {
        let mut stream = TcpStream::connect(self.address).ok()?;
        write!(
            stream,
            "GET {path} HTTP/1.1\r\nHost: headway.test\r\nConnection: close\r\nAccept-Encoding: identity\r\n\r\n"
        )
        .ok()?;
        let mut bytes = Vec::new();
        stream.read_to_end(&mut bytes).ok()?;
        Answer::parse(&bytes)
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// An answer over HTTP.
pub struct Answer {
    pub status: u16,
    pub body: Vec<u8>,
}

impl Answer {
    fn parse(bytes: &[u8]) -> Option<Self> {
        let end = bytes.windows(4).position(|four| four == b"\r\n\r\n")?;
        let status = String::from_utf8_lossy(&bytes[..end]).split(' ').nth(1)?.parse().ok()?;
        Some(Self { status, body: bytes[end + 4..].to_vec() })
    }

    pub fn text(&self) -> String {
        String::from_utf8_lossy(&self.body).into_owned()
    }
}

/// Whether `true_by_then` becomes true within `limit`.
pub fn within(limit: Duration, true_by_then: impl Fn() -> bool) -> bool {
    let begun = Instant::now();
    while begun.elapsed() < limit {
        if true_by_then() {
            return true;
        }
        std::thread::sleep(Duration::from_millis(20));
    }
    false
}
