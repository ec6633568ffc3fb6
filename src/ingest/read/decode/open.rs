//! Opening: what a file is by its first bytes, and the text inside a gzip or a ZIP.
//!
//! In: a path and a [`Format`]. Out: a stream of the content, capped, and a clear word where it is not what it should be.
//! Invariant: never more than [`INFLATED`] bytes come out of a compressed file; nothing is held in memory but a window.

use super::super::error::ReadError;
use super::super::select::pattern::Pattern;
use crate::domain::source::{Format, FormatKind};
use std::fs::File;
use std::io::{self, BufReader, Read};
use std::path::Path;

/// The most that may come out of a compressed file.
pub const INFLATED: u64 = 512 * 1024 * 1024;
/// The most members that a ZIP may have.
pub const MEMBERS: usize = 500;
/// How many times its size a member of a ZIP may inflate to, where that is more than a mebibyte.
const RATIO: u64 = 250;
const HEAD: usize = 4096;

/// What a file is, by its first bytes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Nature {
    /// Nothing, or white space alone.
    Empty,
    /// gzip.
    Gzip,
    /// ZIP: also XLSX and ODS.
    Zip,
    /// The older container of Microsoft: XLS, and encrypted XLSX.
    Ole,
    /// A web page.
    Html,
    /// XML other than a web page.
    Xml,
    /// JSON.
    Json,
    /// PDF.
    Pdf,
    /// Any other text.
    Text,
    /// Bytes that are not text.
    Binary,
}

impl Nature {
    /// What it is, in words.
    pub fn words(self) -> &'static str {
        match self {
            Self::Empty => "an empty file",
            Self::Gzip => "gzip",
            Self::Zip => "a ZIP (or an XLSX or ODS workbook)",
            Self::Ole => "an XLS workbook (or an encrypted one)",
            Self::Html => "an HTML page; the publisher may have moved the file or be refusing to serve it",
            Self::Xml => "XML",
            Self::Json => "JSON",
            Self::Pdf => "a PDF",
            Self::Text => "plain text",
            Self::Binary => "binary data of an unknown kind",
        }
    }

    /// Judges the first bytes of a file.
    pub fn of(head: &[u8]) -> Self {
        match head {
            [0x1f, 0x8b, ..] => return Self::Gzip,
            [b'P', b'K', 3, 4, ..] | [b'P', b'K', 5, 6, ..] => return Self::Zip,
            [0xd0, 0xcf, 0x11, 0xe0, ..] => return Self::Ole,
            [0xff, 0xfe, ..] | [0xfe, 0xff, ..] => return Self::Text,
            _ => {}
        }
        let text = head.strip_prefix(b"\xef\xbb\xbf").unwrap_or(head).trim_ascii_start();
        let lower = text.get(..text.len().min(200)).unwrap_or_default().to_ascii_lowercase();
        match lower.first() {
            None => Self::Empty,
            Some(b'{' | b'[') if !lower.starts_with(b"[note") => Self::Json,
            Some(b'<') if is_html(&lower) => Self::Html,
            Some(b'<') if lower.starts_with(b"<?xml") => Self::Xml,
            Some(b'%') if lower.starts_with(b"%pdf") => Self::Pdf,
            _ if text.contains(&0) && utf_16(head).is_none() => Self::Binary,
            _ => Self::Text,
        }
    }
}

fn is_html(lower: &[u8]) -> bool {
    ["<!doctype", "<html", "<head", "<body", "<script", "<!--", "<title", "<meta"]
        .iter()
        .any(|tag| lower.starts_with(tag.as_bytes()))
        || (lower.starts_with(b"<?xml") && memchr::memmem::find(lower, b"html").is_some())
}

/// The UTF-16 that text without a byte order mark seems to be: every second byte is zero.
pub fn utf_16(head: &[u8]) -> Option<&'static encoding_rs::Encoding> {
    let pairs: Vec<_> = head.chunks_exact(2).take(200).collect();
    let zeros = |at: usize| pairs.iter().filter(|pair| pair[at] == 0).count();
    let (high, low) = (zeros(0), zeros(1));
    let most = pairs.len() * 3 / 4;
    let few = pairs.len() / 10;
    match (pairs.len() >= 8, low > most && high <= few, high > most && low <= few) {
        (true, true, _) => Some(encoding_rs::UTF_16LE),
        (true, _, true) => Some(encoding_rs::UTF_16BE),
        _ => None,
    }
}

/// The first bytes of the file at `path`.
pub fn head_of(path: &Path) -> Result<Vec<u8>, ReadError> {
    let mut head = Vec::with_capacity(HEAD);
    File::open(path)?.take(HEAD as u64).read_to_end(&mut head)?;
    Ok(head)
}

/// What a kind of file is called in messages.
pub fn kind_in_words(kind: FormatKind) -> &'static str {
    match kind {
        FormatKind::Csv => "a text file of rows and columns",
        FormatKind::SdmxCsv => "SDMX-CSV",
        FormatKind::Fingertips => "a CSV of Fingertips",
        FormatKind::Nomis => "a CSV of Nomis",
        FormatKind::Spreadsheet => "a workbook",
        FormatKind::Json => "JSON",
        FormatKind::JsonStat => "JSON-stat",
        FormatKind::OnsJson => "an ONS time series as JSON",
        FormatKind::OnsCsv => "an ONS time series as CSV",
        FormatKind::Figures => "a file of figures",
    }
}

/// Whether a file of this nature may be of this kind, as far as the first bytes tell.
pub fn fits(nature: Nature, head: &[u8], kind: FormatKind) -> bool {
    let text = head.strip_prefix(b"\xef\xbb\xbf").unwrap_or(head);
    match (nature, kind) {
        (Nature::Empty | Nature::Html | Nature::Pdf | Nature::Binary, _) => false,
        (nature, FormatKind::Spreadsheet) => matches!(nature, Nature::Zip | Nature::Ole),
        (Nature::Gzip | Nature::Zip, _) => true,
        (_, FormatKind::Json | FormatKind::JsonStat | FormatKind::OnsJson) => nature == Nature::Json,
        (_, FormatKind::OnsCsv) => text.starts_with(b"\"Title\"") || text.starts_with(b"Title,"),
        (_, FormatKind::Figures) => text.starts_with(b"#") || text.starts_with(b"period,"),
        (_, FormatKind::Csv | FormatKind::SdmxCsv | FormatKind::Fingertips | FormatKind::Nomis) => {
            nature == Nature::Text
        }
    }
}

/// Hands the content of the file to `read`: unzipped, capped, and known to be possible for its kind; with it its first bytes.
pub fn with_content<T>(
    path: &Path,
    format: &Format,
    read: impl FnOnce(&[u8], &mut dyn Read) -> Result<T, ReadError>,
) -> Result<T, ReadError> {
    match Nature::of(&head_of(path)?) {
        Nature::Gzip => {
            let file = BufReader::with_capacity(128 * 1024, File::open(path)?);
            sniffed(&mut Capped::new(flate2::bufread::MultiGzDecoder::new(file)), format, read)
        }
        Nature::Zip => {
            let mut archive = open_zip(path)?;
            let index = choose_member(&mut archive, format)?;
            let member = archive.by_index(index).map_err(|error| zip_error(&error))?;
            sniffed(&mut Capped::new(member), format, read)
        }
        _ => sniffed(&mut File::open(path)?, format, read),
    }
}

/// Looks at the first bytes and gives them back before the rest.
fn sniffed<T>(
    reader: &mut dyn Read,
    format: &Format,
    read: impl FnOnce(&[u8], &mut dyn Read) -> Result<T, ReadError>,
) -> Result<T, ReadError> {
    let mut head = Vec::with_capacity(HEAD);
    (&mut *reader).take(HEAD as u64).read_to_end(&mut head)?;
    let nature = Nature::of(&head);
    if nature == Nature::Empty && head.len() < HEAD {
        return Err(ReadError::Empty);
    }
    let text_of_any_kind = format.kind.is_csv() && nature == Nature::Json;
    if !text_of_any_kind && !fits(nature, &head, format.kind) {
        let expected = kind_in_words(format.kind).to_owned();
        return Err(ReadError::NotTheFormat { expected, found: nature.words().to_owned() });
    }
    read(&head, &mut io::Cursor::new(&head).chain(reader))
}

/// Opens a ZIP whose directory keeps within the limits.
pub fn open_zip(path: &Path) -> Result<zip::ZipArchive<BufReader<File>>, ReadError> {
    let mut archive = zip::ZipArchive::new(BufReader::new(File::open(path)?)).map_err(|error| zip_error(&error))?;
    if archive.len() > MEMBERS {
        return Err(ReadError::TooLarge(format!("a ZIP of {} members; at most {MEMBERS} are read", archive.len())));
    }
    let mut total = 0_u64;
    for index in 0..archive.len() {
        let member = archive.by_index_raw(index).map_err(|error| zip_error(&error))?;
        let (inflated, packed) = (member.size(), member.compressed_size().max(1));
        total = total.saturating_add(inflated);
        if total > INFLATED || (inflated > 1024 * 1024 && inflated / packed > RATIO) {
            return Err(ReadError::TooLarge(format!(
                "a ZIP bomb: `{}` inflates {packed} bytes to {inflated}; at most {RATIO} times and {} MiB in all are read",
                member.name().unwrap_or_default(),
                INFLATED / 1024 / 1024
            )));
        }
    }
    Ok(archive)
}

/// What a mistake in a ZIP means.
pub fn zip_error(error: &zip::result::ZipError) -> ReadError {
    match error {
        zip::result::ZipError::Io(error) => ReadError::from(io::Error::new(error.kind(), error.to_string())),
        zip::result::ZipError::InvalidArchive(_) => {
            ReadError::Truncated(format!("it begins as a ZIP and does not end as one ({error})"))
        }
        _ => ReadError::NotTheFormat { expected: "a ZIP that can be read".to_owned(), found: error.to_string() },
    }
}

fn choose_member(archive: &mut zip::ZipArchive<BufReader<File>>, format: &Format) -> Result<usize, ReadError> {
    let names: Vec<String> = archive.file_names().map(|name| name.unwrap_or_default().into_owned()).collect();
    if names.iter().any(|name| name == "[Content_Types].xml" || name == "mimetype") {
        let expected = kind_in_words(format.kind).to_owned();
        return Err(ReadError::NotTheFormat { expected, found: "a workbook: say kind = \"spreadsheet\"".to_owned() });
    }
    let wanted = format
        .member
        .as_deref()
        .map(Pattern::parse)
        .transpose()
        .map_err(|mistake| ReadError::table("the source", mistake))?;
    let is_file = |name: &str| !name.ends_with('/') && !name.starts_with("__MACOSX/");
    let fitting: Vec<usize> = names
        .iter()
        .enumerate()
        .filter(|(_, name)| {
            let base = name.rsplit('/').next().unwrap_or(name);
            is_file(name) && wanted.as_ref().is_none_or(|wanted| wanted.matches(name) || wanted.matches(base))
        })
        .map(|(index, _)| index)
        .collect();
    match fitting.as_slice() {
        [index] => Ok(*index),
        [] => Err(ReadError::MemberMissing { wanted: quoted(format, "at all"), members: names }),
        _ => Err(ReadError::MemberMissing {
            wanted: quoted(format, "chosen (several fit: name one with `member`)"),
            members: names,
        }),
    }
}

fn quoted(format: &Format, otherwise: &str) -> String {
    format.member.as_ref().map_or_else(|| otherwise.to_owned(), |member| format!("`{member}`"))
}

/// A reader that refuses to give more than [`INFLATED`] bytes.
struct Capped<R> {
    inner: R,
    left: u64,
}

impl<R: Read> Capped<R> {
    fn new(inner: R) -> Self {
        Self { inner, left: INFLATED }
    }
}

impl<R: Read> Read for Capped<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let count = self.inner.read(buffer)?;
        self.left = self.left.checked_sub(count as u64).ok_or_else(|| {
            let words = format!("a compressed file that inflates to more than {} MiB", INFLATED / 1024 / 1024);
            io::Error::new(io::ErrorKind::FileTooLarge, words)
        })?;
        Ok(count)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::io::Write;

    #[test]
    fn first_bytes_tell_what_a_file_is() {
        for (head, nature) in [
            (&b""[..], Nature::Empty),
            (b" \n", Nature::Empty),
            (b"\xef\xbb\xbfYear,Value", Nature::Text),
            (b"\n <!DOCTYPE html>", Nature::Html),
            (b"<html>", Nature::Html),
            (b"<?xml version='1.0'?><svg/>", Nature::Xml),
            (b" {\"a\":1}", Nature::Json),
            (b"PK\x03\x04...", Nature::Zip),
            (b"\x1f\x8b\x08", Nature::Gzip),
            (b"a\0\0b\0\0\0cd", Nature::Binary),
            (b"Y\0e\0a\0r\0,\0V\0a\0l\0u\0e\0", Nature::Text),
        ] {
            assert_eq!(Nature::of(head), nature, "{head:?}");
        }
    }

    fn csv() -> Format {
        toml::from_str("kind = \"csv\"").unwrap()
    }

    fn content(bytes: &[u8], format: &Format) -> Result<String, ReadError> {
        let mut file = tempfile::NamedTempFile::new().unwrap();
        file.write_all(bytes).unwrap();
        with_content(file.path(), format, |_, reader| {
            let mut text = String::new();
            reader.read_to_string(&mut text)?;
            Ok(text)
        })
    }

    fn zip_of(members: &[(&str, &[u8])]) -> Vec<u8> {
        let mut writer = zip::ZipWriter::new(io::Cursor::new(Vec::new()));
        for (name, bytes) in members {
            writer.start_file(*name, zip::write::SimpleFileOptions::default()).unwrap();
            writer.write_all(bytes).unwrap();
        }
        writer.finish().unwrap().into_inner()
    }

    #[test]
    fn the_only_member_of_a_zip_is_read_and_several_must_be_chosen_from() {
        assert_eq!(content(&zip_of(&[("a.csv", b"x,1")]), &csv()).unwrap(), "x,1");
        let two = zip_of(&[("a.csv", b"x,1"), ("b.csv", b"y,2")]);
        let error = content(&two, &csv()).unwrap_err().to_string();
        assert!(error.contains("`a.csv`, `b.csv`"), "{error}");
        let chosen = Format { member: Some("/^b/".to_owned()), ..csv() };
        assert_eq!(content(&two, &chosen).unwrap(), "y,2");
        let none = Format { member: Some("c.csv".to_owned()), ..csv() };
        assert!(content(&two, &none).unwrap_err().to_string().contains("no member `c.csv`"));
    }

    #[test]
    fn a_bomb_a_stump_and_a_page_are_told_apart() {
        let bomb = zip_of(&[("zeros.csv", &vec![b'0'; 8 * 1024 * 1024])]);
        assert!(matches!(content(&bomb, &csv()), Err(ReadError::TooLarge(_))));
        let whole = zip_of(&[("a.csv", b"x,1")]);
        assert!(matches!(content(&whole[..whole.len() / 2], &csv()), Err(ReadError::Truncated(_))));
        assert!(matches!(content(b"<!doctype html><p>", &csv()), Err(ReadError::NotTheFormat { .. })));
        assert_eq!(content(b"", &csv()), Err(ReadError::Empty));
    }

    #[test]
    fn a_gzip_gives_no_more_than_the_limit() {
        let mut encoder = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
        let many = vec![b'1'; 1 << 20];
        for _ in 0..=INFLATED >> 20 {
            encoder.write_all(&many).unwrap();
        }
        let mut file = tempfile::NamedTempFile::new().unwrap();
        file.write_all(&encoder.finish().unwrap()).unwrap();
        let read = with_content(file.path(), &csv(), |_, reader| Ok(io::copy(reader, &mut io::sink())?));
        assert!(matches!(&read, Err(ReadError::TooLarge(words)) if words.contains("more than 512 MiB")), "{read:?}");
    }

    #[test]
    fn a_gzip_that_is_cut_short_says_so() {
        let mut encoder = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
        encoder.write_all("a,b\n1,2\n".repeat(5000).as_bytes()).unwrap();
        let whole = encoder.finish().unwrap();
        assert_eq!(content(&whole, &csv()).unwrap().len(), 40_000);
        assert!(matches!(content(&whole[..whole.len() - 9], &csv()), Err(ReadError::Truncated(_))));
    }
}
