//! Where the bytes of an answer go: a file or memory, counted and hashed on the way.
//!
//! In: chunks of an answer. Out: [`Taken`]: how many bytes, their SHA-256, the first of them.
//! Invariant: never more bytes than the cap; the hash is that of exactly what was written.

use super::media::HEAD;
use sha2::{Digest, Sha256};
use std::fs::File;
use std::io::{self, Write};
use std::path::Path;

/// What was written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Taken {
    /// How many bytes.
    pub bytes: u64,
    /// Their SHA-256, in lower-case hexadecimal.
    pub sha256: String,
    /// The first of them.
    pub head: Vec<u8>,
}

/// Takes the chunks of one answer.
pub struct Sink<W> {
    into: W,
    cap: u64,
    bytes: u64,
    hash: Sha256,
    head: Vec<u8>,
}

/// Why a chunk was not taken.
#[derive(Debug)]
pub enum Refused {
    /// More bytes than this cap.
    TooLarge(u64),
    /// It could not be written.
    Io(io::Error),
}

impl Sink<File> {
    /// Into the file at `path`, which is emptied first.
    pub fn file(path: &Path, cap: u64) -> io::Result<Self> {
        if let Some(folder) = path.parent() {
            std::fs::create_dir_all(folder)?;
        }
        Ok(Self::new(File::create(path)?, cap))
    }
}

impl<W: Write> Sink<W> {
    /// Into `into`, at most `cap` bytes.
    pub fn new(into: W, cap: u64) -> Self {
        Self { into, cap, bytes: 0, hash: Sha256::new(), head: Vec::new() }
    }

    /// The most that it takes.
    pub fn cap(&self) -> u64 {
        self.cap
    }

    /// Takes a chunk.
    pub fn take(&mut self, chunk: &[u8]) -> Result<(), Refused> {
        self.bytes += chunk.len() as u64;
        if self.bytes > self.cap {
            return Err(Refused::TooLarge(self.cap));
        }
        self.hash.update(chunk);
        let room = HEAD.saturating_sub(self.head.len()).min(chunk.len());
        self.head.extend_from_slice(&chunk[..room]);
        self.into.write_all(chunk).map_err(Refused::Io)
    }

    /// Ends, and gives back what was written into.
    pub fn end(mut self) -> io::Result<(Taken, W)> {
        self.into.flush()?;
        let sha256 = hex::encode(self.hash.finalize());
        Ok((Taken { bytes: self.bytes, sha256, head: self.head }, self.into))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bytes_are_counted_and_hashed_and_stop_at_the_cap() {
        let mut sink = Sink::new(Vec::new(), 5);
        sink.take(b"ab").unwrap();
        sink.take(b"c").unwrap();
        assert!(matches!(sink.take(b"def"), Err(Refused::TooLarge(5))));

        let mut sink = Sink::new(Vec::new(), 5);
        sink.take(b"abc").unwrap();
        let (taken, written) = sink.end().unwrap();
        assert_eq!((taken.bytes, taken.head.as_slice(), written.as_slice()), (3, b"abc".as_slice(), b"abc".as_slice()));
        assert_eq!(taken.sha256, "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
    }
}
