//! The newest file of a dataset page of the Office for National Statistics.
//!
//! In: the page's path, a pattern of the file's name. Out: the file.
//! Invariant: the page's data comes first: a page of several editions leads to its current or newest one; where there is no data, the
//! links of the page itself are looked at; a refusal stays a refusal.

use super::json::{self, Answered};
use super::pattern::Pattern;
use super::{LocateError, Located, Pages, edition, links, newest, some_of};
use crate::ingest::media;
use percent_encoding::percent_decode_str;
use serde_json::Value;
use url::Url;

/// The site.
pub const SITE: &str = "https://www.ons.gov.uk";
/// Any name of a file.
const ANY: &str = "/./";

/// Finds the file.
pub async fn locate(path: &str, file: Option<&str>, pages: &(impl Pages + Sync)) -> Result<Located, LocateError> {
    let pattern = Pattern::new(file.unwrap_or(ANY))?;
    let path = format!("/{}", path.trim_matches('/'));
    let (why, refusal) = match by_data(&path, &pattern, pages).await {
        Ok(Ok(located)) => return Ok(located),
        Ok(Err(why)) => (why, None),
        Err(error) if error.is_no_data() => (format!("{}: {error}", error.address()), Some(error)),
        Err(error) => return Err(error),
    };
    let found = by_links(&path, file, &pattern, &why, pages).await;
    // Where neither leads anywhere, a refusal says more than what came after it.
    found.map_err(|error| refusal.filter(LocateError::is_blocked).unwrap_or(error))
}

/// By the data of the page, or of the edition that it leads to; else why not.
async fn by_data(
    path: &str,
    pattern: &Pattern,
    pages: &(impl Pages + Sync),
) -> Result<Result<Located, String>, LocateError> {
    let mut answered = json::get(pages, &format!("{SITE}{path}/data")).await?;
    let mut trail = Vec::new();
    if json::list(&answered.json, &["downloads"]).is_empty()
        && let Some(uri) = newest_edition(&answered.json)
    {
        trail.push(format!("{}: leads to {uri}", answered.address));
        answered = json::get(pages, &format!("{SITE}{uri}/data")).await?;
    }
    let Some(mut located) = within(&answered, path, pattern) else {
        return Ok(Err(format!("{}: {}", answered.address, some_of("file", names(&answered.json)))));
    };
    located.trail.splice(0..0, trail);
    Ok(Ok(located))
}

/// The current edition of those that the page lists, else the newest by its name, else the first.
fn newest_edition(json: &Value) -> Option<&str> {
    let uris: Vec<_> = json::list(json, &["datasets"]).iter().filter_map(|one| json::text(one, "uri")).collect();
    let current = uris.iter().find(|uri| uri.ends_with("/current"));
    let by_name = || {
        let named = uris.iter().filter_map(|uri| Some((edition::last_day(last_part(uri))?, uri)));
        named.reduce(|best, next| if next.0 > best.0 { next } else { best }).map(|(_, uri)| uri)
    };
    current.or_else(by_name).or_else(|| uris.first()).copied()
}

/// The file among the page's downloads.
fn within(answered: &Answered, path: &str, pattern: &Pattern) -> Option<Located> {
    let files: Vec<_> = names(&answered.json).collect();
    let (file, period) = newest(pattern, &files, |file| file)?;
    let uri = json::text(&answered.json, "uri").unwrap_or(path);
    let whole = if file.starts_with('/') { (*file).to_owned() } else { format!("{uri}/{file}") };
    let description = &answered.json["description"];
    let named = json::text(description, "edition").or_else(|| json::text(description, "title"));
    let trail = vec![format!("{}: \"{}\", {} files", answered.address, named.unwrap_or_default(), files.len())];
    Some(Located {
        address: format!("{SITE}/file?uri={whole}"),
        released_at: json::text(description, "releaseDate").and_then(|instant| instant.parse().ok()),
        edition: period.or_else(|| json::text(description, "edition").map(str::to_owned)),
        trail,
        ..Located::default()
    })
}

fn names(json: &Value) -> impl Iterator<Item = &str> {
    json::list(json, &["downloads"]).iter().filter_map(|one| json::text(one, "file"))
}

/// By the links of the page itself.
async fn by_links(
    path: &str,
    file: Option<&str>,
    pattern: &Pattern,
    why: &str,
    pages: &(impl Pages + Sync),
) -> Result<Located, LocateError> {
    let page = super::page(pages, &format!("{SITE}{path}")).await?;
    let base = Url::parse(&page.address);
    let base = base.map_err(|_| LocateError::Link { address: page.address.clone(), link: path.to_owned() })?;
    let all = links::of(&page.text, &base);
    if all.is_empty() {
        return Err(LocateError::NoLinks { address: page.address, title: media::title(page.text.as_bytes()) });
    }
    let files: Vec<_> = all.iter().filter_map(|link| Some((link, file_of(link)?))).collect();
    let Some(((link, _), period)) = newest(pattern, &files, |(_, name)| name) else {
        let seen = some_of("file", files.iter().map(|(_, name)| last_part(name)));
        let pattern = file.unwrap_or("/file?uri=").to_owned();
        return Err(LocateError::NoMatch { address: page.address, what: "file", pattern, seen });
    };
    let trail = vec![why.to_owned(), format!("{}: found among its links", page.address)];
    Ok(Located { address: (*link).clone(), edition: period, trail, ..Located::default() })
}

/// The path of the file that a link leads to, if it leads to one.
fn file_of(link: &str) -> Option<String> {
    let url = Url::parse(link).ok().filter(|url| url.path() == "/file")?;
    let uri = url.query_pairs().find(|(name, _)| name == "uri").map(|(_, value)| value.into_owned())?;
    Some(percent_decode_str(&uri).decode_utf8_lossy().into_owned())
}

fn last_part(path: &str) -> &str {
    path.rsplit('/').next().unwrap_or(path)
}

#[cfg(test)]
mod tests {
    use super::super::fake::Fake;
    use super::*;
    use std::collections::BTreeMap;

    const PATH: &str = "/business/datasets/insights";

    async fn found(there: &[(&'static str, &str)], file: Option<&str>) -> Result<Located, LocateError> {
        let pages = there.iter().map(|(path, text)| {
            let address: &'static str = Box::leak(format!("{SITE}{PATH}{path}").into_boxed_str());
            (address, (*text).to_owned())
        });
        locate(PATH, file, &Fake(pages.collect::<BTreeMap<_, _>>())).await
    }

    const CURRENT: &str = r#"{"type":"dataset","uri":"/business/datasets/insights/current","downloads":[{"file":"insights.xlsx"},{"file":"insights.csv"}],
        "description":{"edition":"Wave 159","releaseDate":"2026-07-01T23:00:00.000Z"}}"#;

    #[tokio::test(flavor = "current_thread")]
    async fn a_landing_page_leads_to_its_current_edition_and_its_file() {
        let landing = r#"{"type":"dataset_landing_page","uri":"/business/datasets/insights","description":{"title":"Insights"},
            "datasets":[{"uri":"/business/datasets/insights/july2026"},{"uri":"/business/datasets/insights/current"}]}"#;
        for (file, name) in
            [(None, "insights.xlsx"), (Some("/\\.csv$/"), "insights.csv"), (Some("insights.csv"), "insights.csv")]
        {
            let located = found(&[("/data", landing), ("/current/data", CURRENT)], file).await.unwrap();
            assert_eq!(located.address, format!("https://www.ons.gov.uk/file?uri={PATH}/current/{name}"));
            assert_eq!(located.edition.as_deref(), Some("Wave 159"));
            assert_eq!(located.released_at.unwrap().to_rfc3339(), "2026-07-01T23:00:00+00:00");
            assert_eq!(located.trail.len(), 2, "{:?}", located.trail);
        }
    }

    #[tokio::test(flavor = "current_thread")]
    async fn without_a_current_edition_the_newest_by_its_name_is_followed() {
        let landing = r#"{"datasets":[{"uri":"/business/datasets/insights/may2026"},{"uri":"/business/datasets/insights/july2026"},{"uri":"/business/datasets/insights/june2026"}]}"#;
        let july = r#"{"uri":"/business/datasets/insights/july2026","downloads":[{"file":"july.xlsx"}]}"#;
        let located = found(&[("/data", landing), ("/july2026/data", july)], None).await.unwrap();
        assert_eq!(located.address, "https://www.ons.gov.uk/file?uri=/business/datasets/insights/july2026/july.xlsx");
    }

    #[tokio::test(flavor = "current_thread")]
    async fn an_older_landing_page_names_its_file_by_the_whole_path() {
        let landing = r#"{"uri":"/business/datasets/insights","downloads":[{"title":"Latest","file":"/business/datasets/insights/labd02jul2015_tcm77-408195.xls"}]}"#;
        let located = found(&[("/data", landing)], None).await.unwrap();
        assert_eq!(
            located.address,
            "https://www.ons.gov.uk/file?uri=/business/datasets/insights/labd02jul2015_tcm77-408195.xls"
        );
    }

    #[tokio::test(flavor = "current_thread")]
    async fn where_there_is_no_data_the_links_of_the_page_are_looked_at() {
        let page = r#"<a href="/about">about</a><a class="btn--thick" href="/file?uri=/business/datasets/insights/current/insights-june2026.xlsx">xlsx</a>
            <a href="/file?uri=%2fbusiness%2fdatasets%2finsights%2fcurrent/insights-july2026.xlsx">xlsx</a>"#;
        for data in [None, Some("<!DOCTYPE html><title>Insights</title>"), Some("{\"type\":\"x\"}"), Some("")] {
            let mut there = vec![("", page)];
            there.extend(data.map(|data| ("/data", data)));
            let located = found(&there, Some("/insights-(\\w+)\\.xlsx$/")).await.unwrap();
            assert!(located.address.ends_with("/insights-july2026.xlsx"), "{}", located.address);
            assert_eq!((located.edition.as_deref(), located.trail.len()), (Some("july2026"), 2));
        }
    }

    #[tokio::test(flavor = "current_thread")]
    async fn what_goes_wrong_is_named() {
        let challenge = "<!DOCTYPE html><title>Just a moment...</title>";
        for (there, blocked, words) in [
            (vec![], false, "answered 404 Not Found"),
            (
                vec![("/data", challenge), ("", challenge)],
                true,
                "answered with a web page (\"Just a moment...\") in place of JSON",
            ),
            (
                vec![("/data", CURRENT), ("", "<a href='/file?uri=/x/other.xls'>xls</a>")],
                false,
                "no file fits `/table-9/`; files are `other.xls`",
            ),
            (
                vec![("/data", CURRENT), ("", "<a href='/about'>about</a>")],
                false,
                "no file fits `/table-9/`; there is no file",
            ),
        ] {
            let error = found(&there, Some("/table-9/")).await.unwrap_err();
            assert!(error.to_string().starts_with(words), "{error}");
            assert_eq!(error.is_blocked(), blocked, "{error}");
        }
    }
}
