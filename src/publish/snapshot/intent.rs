//! What a body is for: the one thing that its caching and its rights follow from.
//!
//! In: path and media type. Out: [`Intent`]. Invariant: only what carries a hash of itself in its name is ever called lasting.

use serde::{Deserialize, Serialize};

/// What a body is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Intent {
    /// A page for people.
    Page,
    /// Figures for programs, from any site.
    Data,
    /// A chart that stands alone, to be shown on any site.
    Picture,
    /// Style, script or font with a hash in its name: it never changes.
    Asset,
    /// Anything else, such as `robots.txt`.
    Plain,
}

impl Intent {
    /// What the body at `path` is for.
    pub fn of(path: &str, media_type: &str) -> Self {
        let kind = media_type.split(';').next().unwrap_or_default().trim();
        match kind {
            _ if has_hash_in_name(path) => Self::Asset,
            "text/html" => Self::Page,
            "text/csv" | "application/json" => Self::Data,
            "image/svg+xml" | "image/png" if is_below_the_top(path) => Self::Picture,
            _ => Self::Plain,
        }
    }
}

/// Charts stand below what they are of; icons stand at the top.
fn is_below_the_top(path: &str) -> bool {
    path.matches('/').count() > 2
}

/// `/assets/style.3f2a9c01.css`, `/assets/style-3f2a9c01.css`: eight or more hexadecimal digits before the last dot.
fn has_hash_in_name(path: &str) -> bool {
    let Some(name) = path.strip_prefix("/assets/") else { return false };
    let stem = name.rsplit_once('.').map_or(name, |(stem, _)| stem);
    let hash = stem.rsplit(['.', '-']).next().unwrap_or_default();
    hash.len() >= 8 && hash.len() < stem.len() && hash.bytes().all(|byte| byte.is_ascii_hexdigit())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_intent_follows_from_path_and_media_type() {
        for (path, media_type, intent) in [
            ("/", "text/html; charset=utf-8", Intent::Page),
            ("/outcomes/heat-pumps/figures.csv", "text/csv; charset=utf-8", Intent::Data),
            ("/outcomes/heat-pumps/figures.json", "application/json", Intent::Data),
            ("/outcomes/heat-pumps/chart.svg", "image/svg+xml", Intent::Picture),
            ("/outcomes/heat-pumps/chart.png", "image/png", Intent::Picture),
            ("/assets/style.3f2a9c01.css", "text/css; charset=utf-8", Intent::Asset),
            ("/assets/style-3f2a9c01aa.css", "text/css; charset=utf-8", Intent::Asset),
            ("/assets/style.css", "text/css; charset=utf-8", Intent::Plain),
            ("/assets/deadbeef.css", "text/css; charset=utf-8", Intent::Plain),
            ("/favicon.svg", "image/svg+xml", Intent::Plain),
            ("/assets/logo.svg", "image/svg+xml", Intent::Plain),
            ("/robots.txt", "text/plain; charset=utf-8", Intent::Plain),
        ] {
            assert_eq!(Intent::of(path, media_type), intent, "{path}");
        }
    }
}
