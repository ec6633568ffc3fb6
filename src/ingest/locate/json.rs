//! JSON on the way to a file.
//!
//! In: an address. Out: the JSON object that it answers with.
//! Invariant: anything but a JSON object is an error that says what came instead; a web page is a refusal.

use super::{LocateError, Page, Pages};
use crate::ingest::media;
use serde_json::Value;

/// A JSON object and the address that answered with it.
#[derive(Clone, Debug)]
pub struct Answered {
    /// The address.
    pub address: String,
    /// The object.
    pub json: Value,
    /// The same as it came.
    pub text: String,
}

/// Gets the JSON object at `address`.
pub async fn get(pages: &(impl Pages + Sync), address: &str) -> Result<Answered, LocateError> {
    parse(super::page(pages, address).await?)
}

/// Reads a page as a JSON object.
pub fn parse(page: Page) -> Result<Answered, LocateError> {
    let blocked = page.is_web_page();
    match serde_json::from_str(&page.text) {
        Ok(json @ Value::Object(_)) => Ok(Answered { address: page.address, json, text: page.text }),
        other => {
            let what = match other {
                _ if blocked => format!("a web page{}", media::title(page.text.as_bytes())),
                _ if page.text.trim().is_empty() => "nothing".to_owned(),
                Ok(_) => "JSON that is not a document".to_owned(),
                Err(error) => format!("broken text ({error})"),
            };
            let advice = if blocked {
                "the publisher refuses programs; open the address in a browser"
            } else {
                "the next look tries again; if it stays, the path is wrong"
            };
            Err(LocateError::NotJson { address: page.address, what, advice, blocked })
        }
    }
}

/// The members of the list at `place`, by its names from the outside; none where it is no list.
pub fn list<'a>(json: &'a Value, place: &[&str]) -> &'a [Value] {
    let found = place.iter().try_fold(json, |value, name| value.get(name));
    found.and_then(Value::as_array).map_or(&[], Vec::as_slice)
}

/// The text of a member, unless it is empty.
pub fn text<'a>(json: &'a Value, name: &str) -> Option<&'a str> {
    json[name].as_str().map(str::trim).filter(|text| !text.is_empty())
}
