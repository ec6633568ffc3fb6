//! Headers by intent: how long an answer may be kept, and what a browser may do with it.
//!
//! In: what the answer is ([`Intent`]) and how long it holds ([`CachePolicy`]). Out: headers. Invariant: no handler writes such a
//! header itself; no policy allows inline script or style; the Host header is never read.

use crate::publish::snapshot::Intent;
use http::header::{
    ACCESS_CONTROL_ALLOW_ORIGIN, CACHE_CONTROL, CONTENT_SECURITY_POLICY, HeaderName, REFERRER_POLICY,
    X_CONTENT_TYPE_OPTIONS,
};
use http::{HeaderMap, HeaderValue};

/// How long an answer may be kept.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum CachePolicy {
    /// Ask each time whether it is still so; a cache in front may spare us the asking for a few seconds.
    Revalidate,
    /// It never changes under this address.
    Forever,
    /// The words and numbers never change, the style may: a page of the past.
    Day,
    /// Not at all: errors and health.
    Never,
}

impl CachePolicy {
    /// For something in the snapshot.
    pub fn of_present(intent: Intent) -> Self {
        if intent == Intent::Asset { Self::Forever } else { Self::Revalidate }
    }

    /// For something as of an instant: `past` is whether its day in London is over.
    pub fn as_of(intent: Intent, past: bool) -> Self {
        match (past, intent) {
            (false, _) => Self::Revalidate,
            (true, Intent::Page) => Self::Day,
            (true, _) => Self::Forever,
        }
    }

    fn header(self) -> HeaderValue {
        HeaderValue::from_static(match self {
            Self::Revalidate => "public, max-age=0, s-maxage=1, must-revalidate",
            Self::Forever => "public, max-age=31536000, immutable",
            Self::Day => "public, max-age=86400",
            Self::Never => "no-store",
        })
    }
}

/// Pages load style, script, fonts and pictures of their own and nothing else, and stand in no frame.
const PAGE: &str = "default-src 'none'; style-src 'self'; img-src 'self' data:; font-src 'self'; script-src 'self'; \
                    connect-src 'self'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'";
/// Figures and archived files are nothing that a browser should run.
const NOTHING: &str = "default-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'; sandbox";
const PERMISSIONS: &str = "camera=(), microphone=(), geolocation=(), payment=(), usb=(), browsing-topics=()";

/// The headers of an answer with this intent and policy, beside its type, length, encoding and tag.
pub(super) fn headers(intent: Intent, cache: CachePolicy) -> HeaderMap {
    headers_with_style(intent, cache, "")
}

/// The same for what may be a chart that carries the one style with the hash `style`.
pub(super) fn headers_with_style(intent: Intent, cache: CachePolicy, style: &str) -> HeaderMap {
    let mut headers = HeaderMap::new();
    headers.insert(CACHE_CONTROL, cache.header());
    headers.insert(X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff"));
    headers.insert(REFERRER_POLICY, HeaderValue::from_static("strict-origin-when-cross-origin"));
    headers.insert(CONTENT_SECURITY_POLICY, content_security(intent, style));
    let open = matches!(intent, Intent::Data | Intent::Picture);
    put(&mut headers, "cross-origin-resource-policy", if open { "cross-origin" } else { "same-origin" });
    if intent == Intent::Page {
        put(&mut headers, "permissions-policy", PERMISSIONS);
        put(&mut headers, "cross-origin-opener-policy", "same-origin");
    }
    if intent == Intent::Data {
        headers.insert(ACCESS_CONTROL_ALLOW_ORIGIN, HeaderValue::from_static("*"));
    }
    headers
}

fn content_security(intent: Intent, style: &str) -> HeaderValue {
    match intent {
        Intent::Page => HeaderValue::from_static(PAGE),
        Intent::Picture => picture(style),
        Intent::Data | Intent::Asset | Intent::Plain => HeaderValue::from_static(NOTHING),
    }
}

/// A chart that stands alone has one constant style element, allowed by its hash.
fn picture(style: &str) -> HeaderValue {
    let policy = format!(
        "default-src 'none'; style-src '{style}'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'; sandbox"
    );
    HeaderValue::try_from(policy).unwrap_or(HeaderValue::from_static(NOTHING))
}

fn put(headers: &mut HeaderMap, name: &'static str, value: &'static str) {
    headers.insert(HeaderName::from_static(name), HeaderValue::from_static(value));
}

#[cfg(test)]
mod tests {
    use super::*;

    const ALL: [Intent; 5] = [Intent::Page, Intent::Data, Intent::Picture, Intent::Asset, Intent::Plain];

    #[test]
    fn only_hashed_assets_and_the_past_are_kept_without_asking() {
        use CachePolicy::{Day, Forever, Revalidate};
        for (intent, present, today, past) in [
            (Intent::Page, Revalidate, Revalidate, Day),
            (Intent::Data, Revalidate, Revalidate, Forever),
            (Intent::Picture, Revalidate, Revalidate, Forever),
            (Intent::Asset, Forever, Revalidate, Forever),
            (Intent::Plain, Revalidate, Revalidate, Forever),
        ] {
            assert_eq!(CachePolicy::of_present(intent), present, "{intent:?}");
            assert_eq!(CachePolicy::as_of(intent, false), today, "{intent:?}");
            assert_eq!(CachePolicy::as_of(intent, true), past, "{intent:?}");
        }
    }

    #[test]
    fn nothing_allows_inline_script_or_style() {
        for intent in ALL {
            let headers = headers(intent, CachePolicy::Revalidate);
            let policy = headers[CONTENT_SECURITY_POLICY].to_str().unwrap();
            assert!(policy.starts_with("default-src 'none'; "), "{intent:?}");
            assert!(policy.contains("frame-ancestors 'none'") && policy.contains("base-uri 'none'"), "{intent:?}");
            assert!(!policy.contains("unsafe"), "{intent:?}");
            assert_eq!(headers[X_CONTENT_TYPE_OPTIONS], "nosniff");
        }
    }

    #[test]
    fn a_chart_that_stands_alone_is_allowed_its_one_style() {
        let headers = headers_with_style(Intent::Picture, CachePolicy::Revalidate, "sha256-abc=");
        assert!(headers[CONTENT_SECURITY_POLICY].to_str().unwrap().contains("; style-src 'sha256-abc='; "));
    }

    #[test]
    fn figures_alone_may_be_read_by_scripts_of_any_site() {
        for intent in ALL {
            let any = headers(intent, CachePolicy::Revalidate).get(ACCESS_CONTROL_ALLOW_ORIGIN).is_some();
            assert_eq!(any, intent == Intent::Data, "{intent:?}");
        }
    }
}
