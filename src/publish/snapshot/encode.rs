//! Content codings: one body, several encodings of it.
//!
//! In: bytes. Out: the same bytes, smaller. Invariant: the same bytes and coding make the same result; a result that is not
//! smaller is not kept.

use serde::{Deserialize, Serialize};
use std::io::Write;

/// A content coding of HTTP, best first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Encoding {
    /// Brotli.
    Br,
    /// Zstandard.
    Zstd,
    /// Gzip.
    Gzip,
    /// As it is.
    Identity,
}

impl Encoding {
    /// The codings that take long and are therefore added in the background.
    pub const SLOW: [Self; 2] = [Self::Br, Self::Zstd];

    /// Its name in `Accept-Encoding` and `Content-Encoding`.
    pub fn token(self) -> &'static str {
        match self {
            Self::Br => "br",
            Self::Zstd => "zstd",
            Self::Gzip => "gzip",
            Self::Identity => "identity",
        }
    }
}

/// Whether bodies of this media type become smaller: text does; pictures, fonts and archives are compressed already.
pub fn is_worthwhile(media_type: &str) -> bool {
    let kind = media_type.split(';').next().unwrap_or_default().trim();
    let text = ["application/json", "application/problem+json", "application/javascript", "application/xml"];
    kind.starts_with("text/") || kind.ends_with("+xml") || kind.ends_with("+json") || text.contains(&kind)
}

/// `body` in `encoding`; none where that is not smaller. `lasting` bodies are worth more time: they are kept for a year.
pub fn encode(encoding: Encoding, body: &[u8], lasting: bool) -> Option<Vec<u8>> {
    let encoded = match encoding {
        Encoding::Identity => return None,
        Encoding::Gzip => gzip(body),
        Encoding::Br => brotli(body, if lasting { 11 } else { 9 }),
        Encoding::Zstd => zstd::bulk::compress(body, 19).ok(),
    };
    encoded.filter(|encoded| encoded.len() < body.len())
}

fn gzip(body: &[u8]) -> Option<Vec<u8>> {
    let quick = flate2::Compression::new(5);
    let mut encoder = flate2::write::GzEncoder::new(Vec::with_capacity(body.len() / 4), quick);
    encoder.write_all(body).and_then(|()| encoder.finish()).ok()
}

fn brotli(body: &[u8], quality: i32) -> Option<Vec<u8>> {
    let parameters = brotli::enc::BrotliEncoderParams { quality, size_hint: body.len(), ..Default::default() };
    let mut encoded = Vec::with_capacity(body.len() / 4);
    brotli::BrotliCompress(&mut &body[..], &mut encoded, &parameters).ok()?;
    Some(encoded)
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::io::Read;

    fn decode(encoding: Encoding, bytes: &[u8]) -> Vec<u8> {
        let mut body = Vec::new();
        match encoding {
            Encoding::Identity => body.extend_from_slice(bytes),
            Encoding::Gzip => drop(flate2::read::GzDecoder::new(bytes).read_to_end(&mut body).unwrap()),
            Encoding::Br => drop(brotli::Decompressor::new(bytes, 4096).read_to_end(&mut body).unwrap()),
            Encoding::Zstd => body = zstd::bulk::decompress(bytes, 1 << 20).unwrap(),
        }
        body
    }

    #[test]
    fn every_coding_gives_the_body_back_and_is_smaller() {
        let body = "period,value\n2024,84000\n".repeat(200).into_bytes();
        for encoding in [Encoding::Gzip, Encoding::Br, Encoding::Zstd] {
            for lasting in [false, true] {
                let encoded = encode(encoding, &body, lasting).unwrap();
                assert!(encoded.len() < body.len() / 10, "{encoding:?}");
                assert_eq!(decode(encoding, &encoded), body, "{encoding:?}");
                assert_eq!(encode(encoding, &body, lasting), Some(encoded), "the same input makes the same bytes");
            }
        }
    }

    #[test]
    fn what_does_not_become_smaller_is_not_kept() {
        for encoding in [Encoding::Gzip, Encoding::Br, Encoding::Zstd, Encoding::Identity] {
            assert_eq!(encode(encoding, b"x", false), None, "{encoding:?}");
        }
    }

    #[test]
    fn text_is_worthwhile_and_pictures_and_fonts_are_not() {
        for (media_type, worthwhile) in [
            ("text/html; charset=utf-8", true),
            ("text/csv; charset=utf-8", true),
            ("application/json", true),
            ("image/svg+xml", true),
            ("image/png", false),
            ("font/woff2", false),
            ("application/zip", false),
        ] {
            assert_eq!(is_worthwhile(media_type), worthwhile, "{media_type}");
        }
    }
}
