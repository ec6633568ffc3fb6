//! The shelf: a snapshot with every header of every answer made ready.
//!
//! In: a [`Snapshot`], or one computed page. Out: [`Ready`] answers by path. Invariant: what is on the shelf needs nothing but copying.

use super::negotiate::{Taken, which_is_had};
use super::policy::{self, CachePolicy};
use super::problem::Problem;
use crate::publish::snapshot::{Body, Encoding, Entry, Intent, Snapshot};
use axum::response::Response;
use bytes::Bytes;
use http::header::{CACHE_CONTROL, CONTENT_DISPOSITION, CONTENT_ENCODING, CONTENT_LENGTH, CONTENT_TYPE, ETAG, VARY};
use http::{HeaderMap, HeaderValue, Method, StatusCode};
use std::collections::HashMap;

/// Every answer for the present.
pub(super) struct Shelf {
    /// Which swap brought it: part of the key of what is computed beside it.
    pub number: u64,
    ready: HashMap<Box<str>, Ready>,
}

/// One answer in every encoding.
pub(super) struct Ready {
    intent: Intent,
    variants: Vec<Variant>,
}

struct Variant {
    encoding: Encoding,
    etag: String,
    bytes: Bytes,
    headers: HeaderMap,
    not_modified: HeaderMap,
}

impl Shelf {
    /// A shelf of `snapshot`.
    pub fn of(snapshot: &Snapshot, number: u64) -> Self {
        let make = |(path, entry): (&String, &Entry)| {
            let ready = Ready::of(path, entry, CachePolicy::of_present(entry.intent), &snapshot.style);
            (path.clone().into_boxed_str(), ready)
        };
        Self { number, ready: snapshot.entries.iter().map(make).collect() }
    }

    /// The answer at `path`.
    pub fn get(&self, path: &str) -> Option<&Ready> {
        self.ready.get(path)
    }

    /// The path as it is on the shelf.
    pub fn key(&self, path: &str) -> Option<&str> {
        self.ready.get_key_value(path).map(|(key, _)| &**key)
    }

    /// How many answers there are.
    pub fn len(&self) -> usize {
        self.ready.len()
    }
}

impl Ready {
    /// `entry` with its headers; `style` is the hash of the style of a chart.
    pub fn of(path: &str, entry: &Entry, cache: CachePolicy, style: &str) -> Self {
        let mut common = policy::headers_with_style(entry.intent, cache, style);
        common.insert(CONTENT_TYPE, value(&entry.media_type));
        common.insert(VARY, HeaderValue::from_static("accept-encoding"));
        if let Some(name) = file_name(path) {
            common.insert(CONTENT_DISPOSITION, value(&format!("inline; filename=\"{name}\"")));
        }
        let variants = entry.bodies.iter().map(|body| Variant::of(body, &common)).collect();
        Self { intent: entry.intent, variants }
    }

    /// The answer to a request with these headers: the body in the best encoding, or that the client has it.
    pub fn answer(&self, method: &Method, asked: &HeaderMap) -> Result<Response, Problem> {
        let taken = Taken::of(asked);
        // Which of the encodings that the client takes is ours to choose: one that it has already, if there is such.
        let offered: Vec<_> = self.variants.iter().filter(|variant| taken.quality(variant.encoding) > 0).collect();
        if let Some(number) = which_is_had(asked, offered.iter().map(|variant| variant.etag.as_str())) {
            return Ok(offered[number].not_modified());
        }
        let best = taken.best(&self.variants, |variant| variant.encoding);
        best.map(|variant| variant.answer(method)).ok_or_else(Problem::not_acceptable)
    }

    /// Whether it is the same at all times.
    pub fn is_timeless(&self) -> bool {
        matches!(self.intent, Intent::Asset | Intent::Plain)
    }

    /// The tag of the plain bytes: names the content whatever its encoding.
    pub fn content_tag(&self) -> &str {
        self.variants.last().map_or("", |variant| &variant.etag)
    }

    /// How much memory it takes, roughly.
    pub fn weight(&self) -> u64 {
        self.variants.iter().map(|variant| variant.bytes.len() as u64 + 2048).sum()
    }
}

impl Variant {
    fn of(body: &Body, common: &HeaderMap) -> Self {
        let mut headers = common.clone();
        headers.insert(ETAG, value(&body.etag));
        headers.insert(CONTENT_LENGTH, HeaderValue::from(body.bytes.len()));
        if body.encoding != Encoding::Identity {
            headers.insert(CONTENT_ENCODING, HeaderValue::from_static(body.encoding.token()));
        }
        let told_again = [ETAG, CACHE_CONTROL, VARY];
        let not_modified =
            told_again.into_iter().filter_map(|name| Some((name.clone(), headers.get(&name)?.clone()))).collect();
        Self { encoding: body.encoding, etag: body.etag.clone(), bytes: body.bytes.clone(), headers, not_modified }
    }

    fn answer(&self, method: &Method) -> Response {
        let body = if method == Method::HEAD { Bytes::new() } else { self.bytes.clone() };
        let mut response = Response::new(body.into());
        *response.headers_mut() = self.headers.clone();
        response
    }

    fn not_modified(&self) -> Response {
        let mut response = Response::new(Bytes::new().into());
        *response.status_mut() = StatusCode::NOT_MODIFIED;
        *response.headers_mut() = self.not_modified.clone();
        response
    }
}

/// `/outcomes/heat-pumps/figures.csv` is saved as `heat-pumps-figures.csv`.
fn file_name(path: &str) -> Option<String> {
    let mut parts = path.rsplit('/');
    let (last, above) = (parts.next()?, parts.next()?);
    let is_file = ["figures.csv", "figures.json", "chart.svg", "chart.png"].contains(&last);
    let plain = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'.' | b'-' | b'_');
    (is_file && !above.is_empty() && above.bytes().all(plain)).then(|| format!("{above}-{last}"))
}

fn value(text: &str) -> HeaderValue {
    HeaderValue::from_str(text).unwrap_or(HeaderValue::from_static("application/octet-stream"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_download_is_saved_under_a_name_that_says_what_it_is() {
        for (path, name) in [
            ("/outcomes/heat-pumps/figures.csv", Some("heat-pumps-figures.csv")),
            (
                "/series/heat-pumps.bus-grants.ew.month/figures.json",
                Some("heat-pumps.bus-grants.ew.month-figures.json"),
            ),
            ("/outcomes/heat-pumps/chart.png", Some("heat-pumps-chart.png")),
            ("/outcomes/heat-pumps", None),
            ("/", None),
            ("/outcomes/\"x/figures.csv", None),
        ] {
            assert_eq!(file_name(path).as_deref(), name, "{path}");
        }
    }
}
