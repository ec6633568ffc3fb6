//! The worker: a child process of our own binary that reads one workbook within limits.
//!
//! In: a request on standard input. Out: an answer on standard output, both JSON.
//! Invariant: the child has its own limits on memory and computing, and is killed when its time is up; whatever becomes of it, the
//! parent gets an error in words.

use super::{ReadError, Reader, Reading, SeriesReading};
use crate::domain::figure::{Figure, Flags, Missing, Value};
use crate::domain::period::Period;
use crate::domain::source::{Format, Source};
use chrono::{DateTime, Utc};
use rust_decimal::Decimal;
use serde::{Deserialize, Serialize};
use std::io::{Read, Write};
use std::os::unix::process::ExitStatusExt;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

/// The memory that a worker may use, in MiB.
pub const MEBIBYTES: u64 = 2048;
/// The time that a worker may compute, in seconds.
pub const SECONDS: u64 = 60;
/// The time that a worker may take by the clock, in seconds: generous, because a busy machine is no fault of the workbook.
pub const CLOCK_SECONDS: u64 = 300;
/// What ends a process that computes too long.
const SIGXCPU: i32 = 24;

#[derive(Serialize, Deserialize)]
struct Request {
    path: PathBuf,
    source: Source,
    format: Format,
}

#[derive(Serialize, Deserialize)]
enum Answer {
    Read(WireReading),
    Failed(ReadError),
}

#[derive(Serialize, Deserialize)]
struct WireReading {
    series: Vec<WireSeries>,
    rows: u64,
    released_at: Option<DateTime<Utc>>,
    edition_at: Option<DateTime<Utc>>,
    next_release: Option<String>,
}

#[derive(Serialize, Deserialize)]
struct WireSeries {
    series: String,
    figures: Vec<WireFigure>,
    unsaid: Vec<String>,
}

#[derive(Serialize, Deserialize)]
struct WireFigure {
    period: Period,
    label: String,
    number: Option<Decimal>,
    reason: Option<String>,
    flags: String,
    cell: String,
}

/// Has a worker read the file.
pub fn ask(executable: &Path, path: &Path, source: &Source, format: &Format) -> Result<Reading, ReadError> {
    ask_within(executable, path, source, format, Duration::from_secs(CLOCK_SECONDS))
}

fn ask_within(
    executable: &Path,
    path: &Path,
    source: &Source,
    format: &Format,
    time: Duration,
) -> Result<Reading, ReadError> {
    let path = std::path::absolute(path)?;
    std::fs::File::open(&path)?;
    let request = Request { path, source: source.clone(), format: format.clone() };
    let request = serde_json::to_vec(&request).map_err(|error| ReadError::Worker(error.to_string()))?;
    let mut child = Command::new(executable)
        .arg("worker")
        .env_clear()
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .map_err(|error| ReadError::Worker(format!("it cannot be started: {error}")))?;
    let talk = Conversation::begin(&mut child, request);
    let outcome = wait(&mut child, time);
    let (answer, complaint) = talk.end();
    match outcome {
        Waited::TimeUp => Err(ReadError::OutOfTime { seconds: time.as_secs() }),
        Waited::Failed(error) => Err(ReadError::Worker(error)),
        Waited::Ended(status) if status.success() => understand(&answer),
        Waited::Ended(status) if status.signal() == Some(SIGXCPU) => Err(ReadError::OutOfTime { seconds: SECONDS }),
        Waited::Ended(_) if complaint.contains("memory allocation") || complaint.contains("capacity overflow") => {
            Err(ReadError::OutOfMemory { mebibytes: MEBIBYTES })
        }
        Waited::Ended(status) => {
            let said = complaint.lines().next().unwrap_or("it said nothing").to_owned();
            Err(ReadError::Worker(format!("it ended with {status}: {said}; the workbook may be broken")))
        }
    }
}

enum Waited {
    Ended(std::process::ExitStatus),
    TimeUp,
    Failed(String),
}

/// Waits for the child, and ends it when its time is up.
fn wait(child: &mut Child, time: Duration) -> Waited {
    let begun = Instant::now();
    let mut pause = Duration::from_micros(200);
    loop {
        match child.try_wait() {
            Ok(Some(status)) => return Waited::Ended(status),
            Ok(None) if begun.elapsed() > time => {
                let _ = child.kill();
                let _ = child.wait();
                return Waited::TimeUp;
            }
            Ok(None) => std::thread::sleep(pause),
            Err(error) => return Waited::Failed(error.to_string()),
        }
        pause = (pause * 2).min(Duration::from_millis(10));
    }
}

/// Threads that keep the child's pipes moving.
struct Conversation {
    asking: Option<std::thread::JoinHandle<()>>,
    answer: Option<std::thread::JoinHandle<Vec<u8>>>,
    complaint: Option<std::thread::JoinHandle<Vec<u8>>>,
}

impl Conversation {
    fn begin(child: &mut Child, request: Vec<u8>) -> Self {
        let asking = child.stdin.take().map(|mut pipe| {
            std::thread::spawn(move || {
                // A child that has died does not read; its exit status says why.
                let _ = pipe.write_all(&request);
            })
        });
        let answer = child.stdout.take().map(|pipe| std::thread::spawn(move || drain(pipe, 512 * 1024 * 1024)));
        let complaint = child.stderr.take().map(|pipe| std::thread::spawn(move || drain(pipe, 64 * 1024)));
        Self { asking, answer, complaint }
    }

    fn end(self) -> (Vec<u8>, String) {
        let _ = self.asking.map(std::thread::JoinHandle::join);
        let bytes = |thread: Option<std::thread::JoinHandle<Vec<u8>>>| {
            thread.and_then(|thread| thread.join().ok()).unwrap_or_default()
        };
        (bytes(self.answer), String::from_utf8_lossy(&bytes(self.complaint)).into_owned())
    }
}

fn drain(pipe: impl Read, most: u64) -> Vec<u8> {
    let mut bytes = Vec::new();
    let _ = pipe.take(most).read_to_end(&mut bytes);
    bytes
}

fn understand(answer: &[u8]) -> Result<Reading, ReadError> {
    match serde_json::from_slice(answer) {
        Ok(Answer::Read(reading)) => Ok(reading.into()),
        Ok(Answer::Failed(error)) => Err(error),
        Err(error) => Err(ReadError::Worker(format!("its answer cannot be understood: {error}"))),
    }
}

/// The worker itself: sets its limits, reads the request, answers.
pub fn serve(input: impl Read, mut output: impl Write) -> Result<(), String> {
    let bytes = MEBIBYTES * 1024 * 1024;
    rlimit::setrlimit(rlimit::Resource::AS, bytes, bytes).map_err(|error| format!("cannot limit memory: {error}"))?;
    rlimit::setrlimit(rlimit::Resource::CPU, SECONDS, SECONDS + 1)
        .map_err(|error| format!("cannot limit computing: {error}"))?;
    // A worker that dies leaves no core file behind.
    let _ = rlimit::setrlimit(rlimit::Resource::CORE, 0, 0);
    let request: Request =
        serde_json::from_reader(input).map_err(|error| format!("the request cannot be understood: {error}"))?;
    let answer = match Reader::in_process().read(&request.path, &request.source, &request.format) {
        Ok(reading) => Answer::Read(reading.into()),
        Err(error) => Answer::Failed(error),
    };
    let answer = serde_json::to_vec(&answer).map_err(|error| error.to_string())?;
    output.write_all(&answer).and_then(|()| output.flush()).map_err(|error| error.to_string())
}

impl From<Reading> for WireReading {
    fn from(reading: Reading) -> Self {
        Self {
            series: reading.series.into_iter().map(WireSeries::from).collect(),
            rows: reading.rows,
            released_at: reading.released_at,
            edition_at: reading.edition_at,
            next_release: reading.next_release,
        }
    }
}

impl From<WireReading> for Reading {
    fn from(wire: WireReading) -> Self {
        Self {
            series: wire.series.into_iter().map(SeriesReading::from).collect(),
            released_at: wire.released_at,
            edition_at: wire.edition_at,
            rows: wire.rows,
            next_release: wire.next_release,
        }
    }
}

impl From<SeriesReading> for WireSeries {
    fn from(read: SeriesReading) -> Self {
        let figures = read.figures.into_iter().map(WireFigure::from).collect();
        Self { series: read.series, figures, unsaid: read.unsaid }
    }
}

impl From<WireSeries> for SeriesReading {
    fn from(wire: WireSeries) -> Self {
        let figures = wire.figures.into_iter().map(Figure::from).collect();
        Self { series: wire.series, figures, unsaid: wire.unsaid }
    }
}

impl From<Figure> for WireFigure {
    fn from(figure: Figure) -> Self {
        let (number, reason) = match figure.value {
            Value::Number(number) => (Some(number), None),
            Value::Missing(reason) => (None, Some(reason.word().to_owned())),
        };
        Self {
            period: figure.period,
            label: figure.label,
            number,
            reason,
            flags: figure.flags.to_string(),
            cell: figure.cell,
        }
    }
}

impl From<WireFigure> for Figure {
    fn from(wire: WireFigure) -> Self {
        let reason = wire.reason.as_deref().and_then(Missing::from_word).unwrap_or(Missing::Blank);
        Self {
            period: wire.period,
            label: wire.label,
            value: wire.number.map_or(Value::Missing(reason), Value::Number),
            flags: Flags::from_words(&wire.flags).unwrap_or_default(),
            cell: wire.cell,
            evidence: None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::source::FormatKind;
    use std::os::unix::fs::PermissionsExt;

    /// What becomes of a worker that is this shell script.
    fn asked(script: &str, time: Duration) -> ReadError {
        let folder = tempfile::tempdir().unwrap();
        let executable = folder.path().join("worker.sh");
        std::fs::write(&executable, format!("#!/bin/sh\n{script}\n")).unwrap();
        std::fs::set_permissions(&executable, std::fs::Permissions::from_mode(0o755)).unwrap();
        let source: Source = toml::from_str(
            "id = \"s\"\ntitle = \"t\"\npublisher = \"p\"\npage = \"p\"\nlicence = { name = \"l\", open = true }",
        )
        .unwrap();
        let format = Format::of(FormatKind::Spreadsheet);
        // While another test's process is being started, it may hold the script open for writing for a moment.
        let ask = || ask_within(&executable, &executable, &source, &format, time).unwrap_err();
        std::iter::repeat_with(ask).take(100).find(|error| !error.to_string().contains("cannot be started")).unwrap()
    }

    #[test]
    fn a_worker_that_does_not_answer_is_told_of_in_words() {
        let (long, short) = (Duration::from_secs(30), Duration::from_millis(50));
        assert_eq!(asked("kill -XCPU $$", long), ReadError::OutOfTime { seconds: SECONDS });
        assert_eq!(asked("while :; do :; done", short), ReadError::OutOfTime { seconds: 0 });
        assert_eq!(
            asked("echo memory allocation failed >&2; exit 1", long),
            ReadError::OutOfMemory { mebibytes: MEBIBYTES }
        );
        assert!(asked("exit 3", long).to_string().contains("it said nothing"));
    }
}
