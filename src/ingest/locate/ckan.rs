//! A resource of a CKAN package (data.gov.uk, NESO).
//!
//! In: the site's API, the package, a pattern of the resource's name or address. Out: the resource.
//! Invariant: of several resources the newest by the period in the first group, else the first; deleted ones do not count.

use super::json::{self, Answered};
use super::pattern::Pattern;
use super::{LocateError, Located, Pages, newest, some_of};
use chrono::{DateTime, NaiveDateTime, Utc};
use serde_json::Value;
use url::Url;

/// Finds the resource.
pub async fn locate(
    api: &str,
    package: &str,
    resource: &str,
    pages: &(impl Pages + Sync),
) -> Result<Located, LocateError> {
    let pattern = Pattern::new(resource)?;
    let address = Url::parse_with_params(&format!("{}/package_show", api.trim_end_matches('/')), [("id", package)]);
    let address = address.map_err(|_| LocateError::Link { address: api.to_owned(), link: api.to_owned() })?;
    let answered = json::get(pages, address.as_str()).await?;
    if answered.json["success"].as_bool() == Some(false) {
        let said = json::text(&answered.json["error"], "message").unwrap_or("nothing more").to_owned();
        return Err(LocateError::Refused { address: answered.address, said });
    }
    find(&answered, &pattern, resource)
}

fn find(answered: &Answered, pattern: &Pattern, resource: &str) -> Result<Located, LocateError> {
    let all = json::list(&answered.json, &["result", "resources"]);
    let there: Vec<_> = all.iter().filter(|one| one["state"].as_str().is_none_or(|state| state == "active")).collect();
    let by = |field: &'static str| newest(pattern, &there, move |one| one[field].as_str().unwrap_or_default());
    let Some((found, edition)) = by("name").or_else(|| by("url")) else {
        let names = there.iter().filter_map(|one| json::text(one, "name").or_else(|| json::text(one, "url")));
        let seen = some_of("resource", names);
        let (address, pattern) = (answered.address.clone(), resource.to_owned());
        return Err(LocateError::NoMatch { address, what: "resource", pattern, seen });
    };
    let link = found["url"].as_str().unwrap_or_default();
    let base = Url::parse(&answered.address).ok();
    let address = base.filter(|_| !link.is_empty()).and_then(|base| super::links::resolve(link, &base));
    let address =
        address.ok_or_else(|| LocateError::Link { address: answered.address.clone(), link: link.to_owned() })?;
    let name = json::text(found, "name").unwrap_or(link);
    let trail = vec![format!("{}: {} resources, of them \"{name}\"", answered.address, there.len())];
    Ok(Located { address, released_at: changed_at(found), edition, trail, ..Located::default() })
}

/// When the resource was last changed. CKAN writes instants of UTC without saying so.
fn changed_at(resource: &Value) -> Option<DateTime<Utc>> {
    let text = json::text(resource, "last_modified").or_else(|| json::text(resource, "created"))?;
    text.parse().ok().or_else(|| text.parse::<NaiveDateTime>().ok().map(|instant| instant.and_utc()))
}

#[cfg(test)]
mod tests {
    use super::super::fake::Fake;
    use super::*;
    use std::collections::BTreeMap;

    const ADDRESS: &str = "https://api.neso.energy/api/3/action/package_show?id=wind+forecast";

    async fn found(json: &str, resource: &str) -> Result<Located, LocateError> {
        let pages = Fake(BTreeMap::from([(ADDRESS, json.to_owned())]));
        locate("https://api.neso.energy/api/3/action", "wind forecast", resource, &pages).await
    }

    const PACKAGE: &str = r#"{"success":true,"result":{"resources":[
        {"name":"Archive 2027","url":"https://api.neso.energy/download/2027.csv","state":"deleted"},
        {"name":"Archive 2025","url":"https://api.neso.energy/download/2025.csv","state":"active","created":"2026-01-02T10:00:00.5"},
        {"name":"Archive 2026","url":"https://api.neso.energy/download/2026.csv","state":"active","last_modified":"2026-11-20T08:30:00.123456","created":"2026-01-02T10:00:00"},
        {"name":"","url":"/download/notes.pdf"}]}}"#;

    #[tokio::test(flavor = "current_thread")]
    async fn a_resource_is_found_by_name_or_address_and_of_several_the_newest() {
        for (resource, address, edition, changed) in [
            (
                "/^Archive (\\d+)/",
                "https://api.neso.energy/download/2026.csv",
                Some("2026"),
                Some("2026-11-20T08:30:00.123456+00:00"),
            ),
            ("Archive 2025", "https://api.neso.energy/download/2025.csv", None, Some("2026-01-02T10:00:00.500+00:00")),
            ("/notes\\.pdf$/", "https://api.neso.energy/download/notes.pdf", None, None),
        ] {
            let located = found(PACKAGE, resource).await.unwrap();
            assert_eq!((located.address.as_str(), located.edition.as_deref()), (address, edition));
            assert_eq!(located.released_at.map(|at| at.to_rfc3339()).as_deref(), changed);
        }
    }

    #[tokio::test(flavor = "current_thread")]
    async fn what_goes_wrong_is_named() {
        for (json, blocked, words) in [
            (
                PACKAGE,
                false,
                "no resource fits `/gas/`; resources are `Archive 2025`, `Archive 2026`, `/download/notes.pdf`",
            ),
            (r#"{"success":true,"result":{"resources":[]}}"#, false, "no resource fits `/gas/`; there is no resource"),
            (r#"{"success":false,"error":{"message":"Not found"}}"#, false, "the publisher says \"Not found\""),
            (r#"{"success":true,"result":{"resources":[{"name":"gas"}]}}"#, false, "the link `` is not an address"),
            ("<html><title>Denied</title>", true, "answered with a web page (\"Denied\") in place of JSON"),
        ] {
            let error = found(json, "/gas/").await.unwrap_err();
            assert!(error.to_string().starts_with(words), "{error}");
            assert_eq!((error.is_blocked(), error.address()), (blocked, ADDRESS), "{error}");
        }
    }
}
