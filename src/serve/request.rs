//! What is asked for: a path and, if so, an instant.
//!
//! In: a request. Out: [`Asked`], or the [`Problem`] with it. Invariant: the path is decoded once and only ever looked up; unknown
//! query parameters change nothing.

use super::problem::Problem;
use crate::domain::instant::parse_as_of;
use chrono::{DateTime, Utc};
use http::{Request, StatusCode};
use percent_encoding::percent_decode_str;
use std::borrow::Cow;

/// What is asked for.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Asked {
    /// The path, percent-decoded.
    pub path: String,
    /// The instant after `as_of=`.
    pub as_of: Option<DateTime<Utc>>,
}

impl Asked {
    /// What `request` asks for.
    pub fn of(request: &Request<()>) -> Result<Self, Problem> {
        let path = percent_decode_str(request.uri().path()).decode_utf8().map_err(|_| Problem::not_found())?;
        let as_of = as_of(request.uri().query().unwrap_or_default())?;
        Ok(Self { path: path.into_owned(), as_of })
    }
}

fn as_of(query: &str) -> Result<Option<DateTime<Utc>>, Problem> {
    let Some(text) = query.split('&').find_map(|pair| pair.strip_prefix("as_of=")) else { return Ok(None) };
    let text = decode(text);
    parse_as_of(text.trim()).map(Some).map_err(|_| not_an_instant(&text))
}

/// A plus sign that was not encoded stays one: `parse_as_of` takes a space for it too.
fn decode(text: &str) -> Cow<'_, str> {
    percent_decode_str(text).decode_utf8_lossy()
}

fn not_an_instant(text: &str) -> Problem {
    let shown: String = text.chars().take(40).collect();
    let message = format!(
        "`{shown}` is neither a day nor an instant. Ask for a day, as in ?as_of=2026-03-31 (it means the end of that day in London), \
         or for an instant, as in ?as_of=2026-03-31T09:30:00Z."
    );
    Problem::new(StatusCode::BAD_REQUEST, "Not a day or an instant", message)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn asked(uri: &str) -> Result<Asked, Problem> {
        Asked::of(&Request::get(uri).body(()).unwrap())
    }

    #[test]
    fn a_path_is_decoded_and_the_instant_is_read() {
        for (uri, path, as_of) in [
            ("/", "/", None),
            ("/outcomes/heat%2Dpumps", "/outcomes/heat-pumps", None),
            ("/?utm_source=x&fbclid=1", "/", None),
            ("/?x_as_of=1", "/", None),
            ("/?as_of=2026-06-30", "/", Some("2026-06-30T22:59:59.999999Z")),
            ("/?x=1&as_of=2026-06-30T09%3A30%3A00Z", "/", Some("2026-06-30T09:30:00Z")),
            ("/?as_of=2026-06-30T09:30:00+01:00", "/", Some("2026-06-30T08:30:00Z")),
            ("/?as_of=2026-06-30T09:30:00%2B01:00", "/", Some("2026-06-30T08:30:00Z")),
        ] {
            let as_of = as_of.map(|text| text.parse().unwrap());
            assert_eq!(asked(uri).unwrap(), Asked { path: path.to_owned(), as_of }, "{uri}");
        }
    }

    #[test]
    fn anything_but_a_day_or_an_instant_is_refused_and_both_forms_are_named() {
        for text in ["yesterday", "", "2026-02-30", "2026-13-01", "2026", "%00", "%FF", "2026-03-31T09:30:00"] {
            let problem = asked(&format!("/?as_of={text}")).unwrap_err();
            assert_eq!(problem.status, StatusCode::BAD_REQUEST, "{text}");
            assert!(problem.message.contains("?as_of=2026-03-31 "), "{text}");
            assert!(problem.message.contains("?as_of=2026-03-31T09:30:00Z"), "{text}");
        }
    }

    #[test]
    fn a_path_that_is_not_text_is_nowhere() {
        assert_eq!(asked("/%FF%FE").unwrap_err().status, StatusCode::NOT_FOUND);
    }
}
