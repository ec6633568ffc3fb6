//! A link on a page, or on a page that it leads to.
//!
//! In: a page, one pattern a hop. Out: the last link.
//! Invariant: a pattern may fit the link as written or as resolved; of several links the newest by the period in the first group,
//! else the first; a page without any link is a refusal, not "no news".

use super::pattern::Pattern;
use super::{LocateError, Located, Pages, links, newest, some_of};
use crate::ingest::media;
use url::Url;

/// Follows the patterns from `page`.
pub async fn locate(page: &str, patterns: &[String], pages: &(impl Pages + Sync)) -> Result<Located, LocateError> {
    let mut located = Located { address: page.to_owned(), ..Located::default() };
    for pattern in patterns {
        let (address, period) = hop(&located.address, pattern, pages).await?;
        located.trail.push(format!("{}: `{pattern}` leads to {address}", located.address));
        located.address = address;
        located.edition = period.or(located.edition);
    }
    Ok(located)
}

async fn hop(
    address: &str,
    pattern_text: &str,
    pages: &(impl Pages + Sync),
) -> Result<(String, Option<String>), LocateError> {
    let pattern = Pattern::new(pattern_text)?;
    let page = super::page(pages, address).await?;
    let base = Url::parse(&page.address);
    let base = base.map_err(|_| LocateError::Link { address: address.to_owned(), link: page.address.clone() })?;
    let links = links::of(&page.text, &base);
    if links.is_empty() {
        return Err(LocateError::NoLinks { address: page.address, title: media::title(page.text.as_bytes()) });
    }
    let found = newest(&pattern, &links, |link| link).map(|(link, period)| (link.clone(), period));
    found.ok_or_else(|| LocateError::NoMatch {
        address: page.address,
        what: "link",
        pattern: pattern_text.to_owned(),
        seen: some_of("link", links.iter().map(String::as_str)),
    })
}

#[cfg(test)]
mod tests {
    use super::super::fake::Fake;
    use super::*;
    use std::collections::BTreeMap;

    const START: &str = "https://www.england.nhs.uk/statistics/rtt/";
    const YEAR: &str = "https://www.england.nhs.uk/statistics/rtt/rtt-data-2026-27/";

    async fn located(start: &str, patterns: &[&str]) -> Result<Located, LocateError> {
        let year = r#"<a href="/files/2026/07/RTT-Overview-Timeseries-May26.xlsx">May</a>
            <a href="/files/2026/08/RTT-Overview-Timeseries-Jun26.xlsx?a=1&amp;b=2">June</a>
            <a href="/files/2026/06/RTT-Overview-Timeseries-Apr26.xlsx">April</a>"#;
        let pages = Fake(BTreeMap::from([(START, start.to_owned()), (YEAR, year.to_owned())]));
        let patterns: Vec<_> = patterns.iter().map(|pattern| (*pattern).to_owned()).collect();
        locate(START, &patterns, &pages).await
    }

    #[tokio::test(flavor = "current_thread")]
    async fn the_newest_year_and_in_it_the_newest_month_are_followed() {
        let start = "<a href='rtt-data-2025-26/'>old</a><a href='rtt-data-2026-27/'>new</a><a href='/about'>about</a>";
        let patterns = ["/rtt-data-(\\d{4}-\\d{2})/", "/RTT-Overview-Timeseries-(\\w+)\\.xlsx/"];
        let located = located(start, &patterns).await.unwrap();
        assert_eq!(
            located.address,
            "https://www.england.nhs.uk/files/2026/08/RTT-Overview-Timeseries-Jun26.xlsx?a=1&b=2"
        );
        assert_eq!(located.edition.as_deref(), Some("Jun26"));
        assert_eq!(located.trail.len(), 2);
    }

    #[tokio::test(flavor = "current_thread")]
    async fn a_page_without_links_is_a_refusal_and_one_without_the_link_is_a_change() {
        let error = located("<html><title>Just a moment</title></html>", &["/x/"]).await.unwrap_err();
        assert!(error.is_blocked());
        assert!(error.to_string().contains("(\"Just a moment\")"), "{error}");
        let error = located("<a href='/about'>about</a>", &["/xlsx/"]).await.unwrap_err();
        assert!(!error.is_blocked());
        assert!(error.to_string().contains("links are `https://www.england.nhs.uk/about`"), "{error}");
    }
}
