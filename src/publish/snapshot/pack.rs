//! A snapshot as one file: a line, the manifest, the bodies.
//!
//! In: a [`Snapshot`], or the bytes of such a file. Out: the other. Invariant: the name of the file is the SHA-256 of the manifest,
//! the manifest holds the hash of every body, and a file in which anything disagrees is refused whole.

use super::{Body, Encoding, Entry, Intent, Origin, Snapshot, etag_of};
use bytes::Bytes;
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use std::collections::BTreeMap;

const FIRST_WORDS: &str = "headway-snapshot 1";

#[derive(Serialize, Deserialize)]
struct Manifest {
    origin: Origin,
    style: String,
    entries: BTreeMap<String, Listed>,
}

#[derive(Serialize, Deserialize)]
struct Listed {
    media_type: String,
    intent: Intent,
    bodies: Vec<Located>,
}

#[derive(Serialize, Deserialize)]
struct Located {
    encoding: Encoding,
    etag: String,
    offset: usize,
    length: usize,
}

/// The file of `snapshot`, and its name.
pub(super) fn write(snapshot: &Snapshot) -> serde_json::Result<(String, Vec<u8>)> {
    let mut bodies = Vec::new();
    let entries = snapshot.entries.iter().map(|(path, entry)| (path.clone(), list(entry, &mut bodies))).collect();
    let manifest =
        serde_json::to_vec(&Manifest { origin: snapshot.origin.clone(), style: snapshot.style.clone(), entries })?;
    let mut file = format!("{FIRST_WORDS} {}\n", manifest.len()).into_bytes();
    file.extend_from_slice(&manifest);
    file.extend_from_slice(&bodies);
    Ok((hex::encode(Sha256::digest(&manifest)), file))
}

fn list(entry: &Entry, bodies: &mut Vec<u8>) -> Listed {
    let mut locate = |body: &Body| {
        let offset = bodies.len();
        bodies.extend_from_slice(&body.bytes);
        Located { encoding: body.encoding, etag: body.etag.clone(), offset, length: body.bytes.len() }
    };
    let located = entry.bodies.iter().map(&mut locate).collect();
    Listed { media_type: entry.media_type.clone(), intent: entry.intent, bodies: located }
}

/// The snapshot in `file`, whose name is `name`; else why it is not one.
pub(super) fn read(name: &str, file: Vec<u8>) -> Result<Snapshot, String> {
    let file = Bytes::from(file);
    let end = file.iter().take(100).position(|byte| *byte == b'\n').ok_or("its first line is missing")?;
    let length = length_of_manifest(&file[..end])?;
    let manifest = file.get(end + 1..).and_then(|rest| rest.get(..length)).ok_or("its manifest is cut off")?;
    if hex::encode(Sha256::digest(manifest)) != name {
        return Err("its manifest is not the one that its name promises".to_owned());
    }
    let manifest: Manifest = serde_json::from_slice(manifest).map_err(|error| error.to_string())?;
    let bodies = file.slice(end + 1 + length..);
    let entries = manifest.entries.into_iter().map(|(path, listed)| Ok((path, take(listed, &bodies)?)));
    Ok(Snapshot { origin: manifest.origin, style: manifest.style, entries: entries.collect::<Result<_, String>>()? })
}

fn length_of_manifest(line: &[u8]) -> Result<usize, String> {
    let line = std::str::from_utf8(line).unwrap_or_default();
    let length = line.strip_prefix(FIRST_WORDS).and_then(|rest| rest.trim().parse().ok());
    length.ok_or_else(|| format!("its first line is not `{FIRST_WORDS} LENGTH`"))
}

fn take(listed: Listed, bodies: &Bytes) -> Result<Entry, String> {
    let take_one = |located: Located| {
        let end = located.offset.checked_add(located.length).filter(|end| *end <= bodies.len());
        let bytes = bodies.slice(located.offset..end.ok_or("it is cut off")?);
        if etag_of(&bytes) != located.etag {
            return Err("a body is not the one that the manifest promises".to_owned());
        }
        Ok(Body { encoding: located.encoding, etag: located.etag, bytes })
    };
    let found = listed.bodies.into_iter().map(take_one).collect::<Result<Vec<_>, String>>()?;
    if found.last().is_none_or(|body| body.encoding != Encoding::Identity) {
        return Err("an entry has no plain body".to_owned());
    }
    Ok(Entry { media_type: listed.media_type, intent: listed.intent, bodies: found })
}

#[cfg(test)]
mod tests {
    use super::super::tests::page;
    use super::*;

    fn sample() -> Snapshot {
        let pages = vec![page("/", &"home ".repeat(40)), page("/about", "short")];
        let mut snapshot = Snapshot::make(Origin { generation: 7, ..Origin::default() }, pages, None);
        snapshot.recompress(|| false);
        snapshot
    }

    #[test]
    fn a_snapshot_comes_back_as_it_went_in_and_the_same_one_has_the_same_name() {
        let (name, file) = write(&sample()).unwrap();
        assert_eq!(read(&name, file.clone()).unwrap(), sample());
        assert_eq!(write(&sample()).unwrap(), (name, file));
    }

    #[test]
    fn a_file_cut_off_anywhere_is_refused() {
        let (name, file) = write(&sample()).unwrap();
        for length in 0..file.len() {
            assert!(read(&name, file[..length].to_vec()).is_err(), "cut off at {length} of {}", file.len());
        }
    }

    #[test]
    fn a_file_with_any_byte_of_its_bodies_or_manifest_changed_is_refused() {
        let (name, file) = write(&sample()).unwrap();
        let start = file.iter().position(|byte| *byte == b'\n').unwrap();
        for position in start + 1..file.len() {
            let mut changed = file.clone();
            changed[position] ^= 1;
            assert!(read(&name, changed).is_err(), "byte {position}");
        }
    }

    #[test]
    fn the_reason_is_given_in_words() {
        for (file, reason) in [
            ("", "its first line is missing"),
            ("something else\n", "its first line is not `headway-snapshot 1 LENGTH`"),
            ("headway-snapshot 1 99\n{}", "its manifest is cut off"),
            ("headway-snapshot 1 2\n{}", "its manifest is not the one that its name promises"),
        ] {
            assert_eq!(read("0", file.as_bytes().to_vec()).unwrap_err(), reason);
        }
    }
}
