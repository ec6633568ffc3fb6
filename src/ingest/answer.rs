//! Answers of a publisher, and what is wrong with them.
//!
//! In: what `download` met. Out: [`Answer`], [`Page`], or a [`DownloadError`] that says what came and what to do.
//! Invariant: an error is either worth asking again, or blocked, or neither; the words never depend on the library that met it.

use super::guard::Refusal;
use super::media;
use super::sink::Taken;
use chrono::{DateTime, Utc};
use std::collections::BTreeMap;
use std::time::Duration;

/// A request for a file or page.
#[derive(Clone, Debug)]
pub struct Ask<'a> {
    /// The address.
    pub address: &'a str,
    /// Names that the download may go to.
    pub hosts: &'a [String],
    /// What identifies the copy that we have, if we have one.
    pub known: Option<Known>,
}

/// What identifies the copy that we have, as its publisher named it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Known {
    /// `ETag`.
    pub etag: Option<String>,
    /// `Last-Modified`.
    pub last_modified: Option<String>,
}

/// What a publisher answered.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Answer {
    /// 304: what we have is what there is.
    NotModified,
    /// A file.
    File(Received),
}

/// A file as it came.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Received {
    /// Length, hash and first bytes.
    pub taken: Taken,
    /// Media type as answered; empty where the publisher does not say.
    pub media_type: String,
    /// The address that answered, after redirects.
    pub answered: String,
    /// Headers of the answer, names in lower case.
    pub headers: BTreeMap<String, String>,
    /// When it had come.
    pub retrieved_at: DateTime<Utc>,
}

/// A page on the way to a file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Page {
    /// The address that answered.
    pub address: String,
    /// Its text.
    pub text: String,
}

impl Page {
    /// Whether it is a web page (as against JSON).
    pub fn is_web_page(&self) -> bool {
        media::is_web_page(self.text.as_bytes())
    }
}

/// A download that did not succeed.
#[derive(Debug, thiserror::Error)]
pub enum DownloadError {
    /// The guard refused the address, or one that it was redirected to.
    #[error("{0}")]
    Refused(#[from] Refusal),
    /// A redirect to an address that the guard refused.
    #[error("redirected to {to}, which was {refusal}")]
    Redirected {
        /// Where to.
        to: String,
        /// Why not.
        refusal: Refusal,
    },
    /// A redirect without an address, or too many of them.
    #[error("redirected {0}: the publisher's site is at fault; look at its page")]
    RedirectLoop(&'static str),
    /// No connection, or it was closed without an answer.
    #[error("no answer ({0}): the publisher's site may be down; the next look tries again")]
    NoAnswer(String),
    /// The answer took too long.
    #[error("no complete answer within {limit} s: the publisher's site is slow; the next look tries again")]
    TooSlow {
        /// The time that was allowed, in seconds.
        limit: String,
    },
    /// It ended before its announced length.
    #[error("the answer broke off after {bytes} bytes{announced}: the next look tries again")]
    Truncated {
        /// What came.
        bytes: u64,
        /// ` of 1000 announced`, where it was announced.
        announced: String,
    },
    /// It is larger than any file that we expect.
    #[error(
        "the answer is larger than {limit} bytes, the most that is taken: look at the publisher's page for what it is"
    )]
    TooLarge {
        /// The cap.
        limit: u64,
    },
    /// A status that is no file.
    #[error("answered {}: {}", status_words(*.status), advice(*.status, *.retry_after))]
    Status {
        /// The status.
        status: u16,
        /// How long the publisher asks us to wait.
        retry_after: Option<Duration>,
    },
    /// The host has asked us before to leave it alone, and the time is not over.
    #[error("{host} has asked us to wait: it is asked again in {seconds} s")]
    AskedToWait {
        /// The host.
        host: String,
        /// How long it is left alone from now.
        seconds: u64,
    },
    /// A 202, as some guards answer programs.
    #[error(
        "answered 202 Accepted in place of a file: the publisher refuses programs; open the address in a browser, or ask the publisher to let this one in"
    )]
    Accepted,
    /// A page in place of data.
    #[error("{0}")]
    Wrong(#[from] media::Wrong),
    /// What came could not be written here.
    #[error("what came could not be written to {path}: {cause}; is the disk full?")]
    Disk {
        /// Where.
        path: String,
        /// Why.
        cause: String,
    },
    /// The client could not be made.
    #[error("downloads cannot begin: {0}")]
    Client(String),
}

impl DownloadError {
    /// "Not modified", answered to a question without a condition.
    pub(super) const UNCALLED_FOR: Self = Self::Status { status: 304, retry_after: None };

    /// A host that wants to be left alone for so long.
    pub(super) fn asked_to_wait(host: &str, wait: Duration) -> Self {
        Self::AskedToWait { host: host.to_owned(), seconds: wait.as_secs() + 1 }
    }

    /// Whether the publisher refuses us, as against failing.
    pub fn is_blocked(&self) -> bool {
        match self {
            Self::Accepted => true,
            Self::Wrong(wrong) => wrong.is_blocked(),
            Self::Status { status, .. } => matches!(status, 401 | 403 | 407 | 451),
            _ => false,
        }
    }

    /// Whether nothing is at the address (any more, or yet), as against not being given to us.
    pub fn is_nothing_there(&self) -> bool {
        matches!(self, Self::Status { status: 404 | 410, .. })
    }

    /// Whether it may go better when asked again soon.
    pub fn is_passing(&self) -> bool {
        match self {
            Self::NoAnswer(_) | Self::TooSlow { .. } | Self::Truncated { .. } => true,
            Self::Status { status, .. } => matches!(status, 408 | 429 | 500 | 502 | 503 | 504),
            _ => false,
        }
    }

    /// Whether the publisher asks us to leave it alone for a while, with or without saying how long.
    pub fn asks_to_wait(&self) -> bool {
        matches!(self, Self::Status { status: 429, .. } | Self::Status { status: 503, retry_after: Some(_) })
    }

    /// How long the publisher asks us to wait.
    pub fn retry_after(&self) -> Option<Duration> {
        match self {
            Self::Status { retry_after, .. } => *retry_after,
            _ => None,
        }
    }
}

fn status_words(status: u16) -> String {
    let reason = http::StatusCode::from_u16(status).ok().and_then(|status| status.canonical_reason());
    reason.map_or_else(|| status.to_string(), |reason| format!("{status} {reason}"))
}

fn advice(status: u16, retry_after: Option<Duration>) -> String {
    match (status, retry_after) {
        (404 | 410, _) => "nothing is there any more; find it on the publisher's page and correct the route".to_owned(),
        (401 | 403 | 407 | 451, _) => {
            "the publisher refuses programs; open the address in a browser, or ask the publisher to let this one in"
                .to_owned()
        }
        (429 | 503, Some(wait)) => format!("it asks us to wait {} s; the next look tries again", wait.as_secs()),
        (429, None) => "we ask too often; the next look tries again".to_owned(),
        (500.., _) => "the publisher's site is at fault; the next look tries again".to_owned(),
        _ => "no file came; open the address in a browser".to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn status(status: u16, seconds: Option<u64>) -> DownloadError {
        DownloadError::Status { status, retry_after: seconds.map(Duration::from_secs) }
    }

    #[test]
    fn every_status_says_what_came_and_what_to_do() {
        for (error, words, passing, blocked) in [
            (status(404, None), "answered 404 Not Found: nothing is there any more", false, false),
            (status(403, None), "answered 403 Forbidden: the publisher refuses programs", false, true),
            (status(429, Some(120)), "answered 429 Too Many Requests: it asks us to wait 120 s", true, false),
            (status(500, None), "answered 500 Internal Server Error: the publisher's site is at fault", true, false),
            (status(299, None), "answered 299: no file came", false, false),
            (DownloadError::Accepted, "answered 202 Accepted in place of a file", false, true),
        ] {
            assert!(error.to_string().starts_with(words), "{error}");
            assert_eq!((error.is_passing(), error.is_blocked()), (passing, blocked), "{error}");
        }
    }
}
