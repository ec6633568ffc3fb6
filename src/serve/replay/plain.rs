//! A recorded file as a publisher serves it.
//!
//! In: a file of the folder. Out: its bytes, media type, `ETag` and `Last-Modified`.
//! Invariant: the same file has the same `ETag`; one that was written again has another.

use axum::http::{HeaderMap, HeaderValue, header};
use chrono::{DateTime, SubsecRound, Utc};
use percent_encoding::percent_decode_str;
use std::fs;
use std::io;
use std::path::Path;

/// A recorded file.
pub(super) struct Plain {
    pub(super) body: Vec<u8>,
    media_type: &'static str,
    etag: String,
    modified: DateTime<Utc>,
}

impl Plain {
    pub(super) fn read(file: &Path) -> io::Result<Self> {
        let body = fs::read(file)?;
        let modified = DateTime::<Utc>::from(fs::metadata(file)?.modified()?);
        let etag = format!("\"{:x}-{:x}\"", body.len(), modified.timestamp_micros());
        Ok(Self { media_type: media_type(file, &body), body, etag, modified: modified.trunc_subsecs(0) })
    }

    pub(super) fn headers(&self) -> HeaderMap {
        let modified = self.modified.format("%a, %d %b %Y %H:%M:%S GMT").to_string();
        let values = [
            (header::CONTENT_TYPE, HeaderValue::from_static(self.media_type)),
            (header::ETAG, HeaderValue::from_str(&self.etag).unwrap_or(HeaderValue::from_static(""))),
            (header::LAST_MODIFIED, HeaderValue::from_str(&modified).unwrap_or(HeaderValue::from_static(""))),
        ];
        values.into_iter().collect()
    }

    /// Whether the asker has it: by `ETag` if it names one, else by date.
    pub(super) fn is_known(&self, headers: &HeaderMap) -> bool {
        let text = |name| headers.get(name).and_then(|value| value.to_str().ok());
        match (text(header::IF_NONE_MATCH), text(header::IF_MODIFIED_SINCE)) {
            (Some(known), _) => known.split(',').any(|known| known.trim().trim_start_matches("W/") == self.etag),
            (None, Some(since)) => DateTime::parse_from_rfc2822(since).is_ok_and(|since| self.modified <= since),
            (None, None) => false,
        }
    }
}

fn media_type(file: &Path, body: &[u8]) -> &'static str {
    let name = file.file_name().unwrap_or_default().to_string_lossy();
    let name = percent_decode_str(&name).decode_utf8_lossy();
    let name = name.strip_suffix(".next").unwrap_or(&name);
    let extension = name.split('?').next().and_then(|name| name.rsplit_once('.')).map(|(_, extension)| extension);
    match extension.map(str::to_ascii_lowercase).as_deref() {
        Some("csv") => "text/csv; charset=utf-8",
        Some("json") => "application/json",
        Some("html" | "htm") => "text/html; charset=utf-8",
        Some("xlsx") => "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
        Some("xls") => "application/vnd.ms-excel",
        Some("ods") => "application/vnd.oasis.opendocument.spreadsheet",
        Some("zip") => "application/zip",
        Some("pdf") => "application/pdf",
        Some("txt") => "text/plain; charset=utf-8",
        Some("xml") => "application/xml",
        _ => by_first_byte(body),
    }
}

/// Addresses of interfaces have no extension.
fn by_first_byte(body: &[u8]) -> &'static str {
    match body.iter().find(|byte| !byte.is_ascii_whitespace()) {
        Some(b'{' | b'[') => "application/json",
        Some(b'<') => "text/html; charset=utf-8",
        Some(b'"') => "text/csv; charset=utf-8",
        _ => "application/octet-stream",
    }
}
