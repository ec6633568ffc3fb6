//! Links in a piece of HTML.
//!
//! In: HTML. Out: its links as absolute addresses, in page order, each once.
//! Invariant: entities are undone and relative links resolved; never fails: HTML is as it is.

use regex::Regex;
use std::collections::HashSet;
use std::sync::LazyLock;
use url::Url;

/// How many links of one page are looked at; no publisher's page has nearly so many.
pub(super) const MOST: usize = 20_000;
/// The longest address that is one.
const LONGEST: usize = 4000;

static HREF: LazyLock<Option<Regex>> =
    LazyLock::new(|| Regex::new(r#"(?is)<a\b[^>]*?\bhref\s*=\s*(?:"([^"]*)"|'([^']*)'|([^\s"'>]+))"#).ok());
static BARE: LazyLock<Option<Regex>> = LazyLock::new(|| Regex::new(r#"https://[^\s"'<>\\)\]]+"#).ok());

/// The links of `html`, which came from `base`.
pub fn of(html: &str, base: &Url) -> Vec<String> {
    let hrefs = HREF.iter().flat_map(|href| href.captures_iter(html));
    let texts = hrefs.filter_map(|found| found.iter().skip(1).flatten().next().map(|group| unescape(group.as_str())));
    once(texts.filter_map(|link| resolve(&link, base)))
}

/// Addresses that stand in a text without being links.
pub fn bare(text: &str) -> Vec<String> {
    let found = BARE.iter().flat_map(|bare| bare.find_iter(text));
    once(found.map(|address| unescape(address.as_str())))
}

/// A link as an absolute address.
pub fn resolve(link: &str, base: &Url) -> Option<String> {
    let url = base.join(link.trim()).ok()?;
    matches!(url.scheme(), "http" | "https").then(|| url.to_string())
}

fn once(links: impl Iterator<Item = String>) -> Vec<String> {
    let mut seen = HashSet::new();
    links.filter(|link| link.len() <= LONGEST && seen.insert(link.clone())).take(MOST).collect()
}

fn unescape(text: &str) -> String {
    let named = [("&quot;", "\""), ("&#34;", "\""), ("&#39;", "'"), ("&#x27;", "'"), ("&#38;", "&"), ("&#x26;", "&")];
    let text = named.iter().fold(text.to_owned(), |text, (entity, plain)| text.replace(entity, plain));
    text.replace("&amp;", "&")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn links_come_absolute_unescaped_in_order_and_once() {
        let html = r#"<a class="x" href="/a?b=1&amp;c=2">one</a> <A HREF='../d.xlsx'>two</A> <a href=e.csv>three</a>
            <a href="https://b.example/f">four</a><a href="/a?b=1&#38;c=2">again</a><a href="mailto:x@example.org">post</a>
            <link href="/style.css">"#;
        let base = Url::parse("https://a.example/folder/page/").unwrap();
        assert_eq!(
            of(html, &base),
            [
                "https://a.example/a?b=1&c=2",
                "https://a.example/folder/d.xlsx",
                "https://a.example/folder/page/e.csv",
                "https://b.example/f"
            ]
        );
    }

    #[test]
    fn a_page_of_nothing_but_links_is_looked_at_in_passing() {
        let html: String =
            (0..400_000).flat_map(|number| ["<a href=".to_owned(), number.to_string(), ">".to_owned()]).collect();
        let links = of(&html, &Url::parse("https://a.example/").unwrap());
        assert_eq!((links.len(), links[1].as_str()), (MOST, "https://a.example/1"));
        let long = format!("<a href=\"{}\">", "x".repeat(1_000_000));
        assert_eq!(of(&long, &Url::parse("https://a.example/").unwrap()), [""; 0]);
    }

    #[test]
    fn addresses_in_plain_text_are_found() {
        assert_eq!(
            bare("see https://a.example/x.ods, (https://b.example/y)"),
            ["https://a.example/x.ods,", "https://b.example/y"]
        );
    }
}
