//! Whether a text file lost the end of its last line: what was a whole number may then be the front half of one.
//!
//! In: the file at hand and the one before it. Out: a sentence where the one before ended its last line and this one does not.
//! Invariant: a publisher who never ends the last line is never suspected; what is packed (its end is checked by its own sums) and
//! what is no text of lines is not judged.

use super::records::Records;
use crate::domain::source::{FormatKind, Source};
use crate::store::StoreError;
use std::fs::File;
use std::io::{Read, Seek, SeekFrom};
use std::path::Path;

/// What is wrong with the end of `file`, in words.
pub fn lost(records: &dyn Records, source: &Source, route: usize, file: &str) -> Result<Option<String>, StoreError> {
    let lines = |kind: FormatKind| {
        matches!(
            kind,
            FormatKind::Csv | FormatKind::SdmxCsv | FormatKind::Fingertips | FormatKind::Nomis | FormatKind::OnsCsv
        )
    };
    let (Some(route), Some(series)) = (source.routes.get(route), source.series.first()) else { return Ok(None) };
    if !lines(route.format.kind) || ends_its_line(&records.archived_path(file)) != Some(false) {
        return Ok(None);
    }
    let vintages = records.vintages(&series.id)?;
    let others = vintages.iter().filter(|vintage| vintage.live && vintage.file != file);
    let before = others.max_by_key(|vintage| vintage.recorded_at);
    let ended = before.is_some_and(|before| ends_its_line(&records.archived_path(&before.file)) == Some(true));
    Ok(ended.then(|| {
        "the file does not end its last line and the one before it did: its last value may be cut short".to_owned()
    }))
}

/// Whether a text file ends with the end of a line; none where it is packed, empty or not there.
fn ends_its_line(path: &Path) -> Option<bool> {
    let mut file = File::open(path).ok()?;
    let mut bytes = [0; 4];
    file.read_exact(&mut bytes).ok()?;
    if bytes.starts_with(b"PK") || bytes.starts_with(&[0x1f, 0x8b]) {
        return None;
    }
    file.seek(SeekFrom::End(-2)).ok()?;
    let mut end = [0; 2];
    file.read_exact(&mut end).ok()?;
    // UTF-16 has a nought before or behind.
    Some(matches!(end, [_, b'\n' | b'\r'] | [b'\n' | b'\r', 0]))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_end_of_a_line_is_known_in_text_of_every_kind() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("file");
        for (bytes, expected) in [
            (&b"a,b\n1,2\n"[..], Some(true)),
            (b"a,b\r1,2\r", Some(true)),
            (b"a,b\n1,2", Some(false)),
            (b"1\0\n\0", Some(true)),
            (b"\x001\0\n", Some(true)),
            (b"PK\x03\x04....\n", None),
            (b"\x1f\x8b\x08\x00....\n", None),
            (b"a", None),
        ] {
            std::fs::write(&path, bytes).unwrap();
            assert_eq!(ends_its_line(&path), expected, "{bytes:?}");
        }
        assert_eq!(ends_its_line(&folder.path().join("nothing")), None);
    }
}
