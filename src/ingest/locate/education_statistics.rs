//! A data set of the statistics API of Explore education statistics.
//!
//! In: the publication's identifier, a pattern of the data set's title. Out: its CSV.
//! Invariant: every page of the list is looked at; a withdrawn data set is never taken, a deprecated one only where no other fits.

use super::json::{self, Answered};
use super::pattern::Pattern;
use super::{LocateError, Located, Pages, newest, some_of};
use serde_json::Value;

/// The API.
pub const API: &str = "https://api.education.gov.uk/statistics/v1";
/// The most that one page of the list may hold.
const PAGE_SIZE: u64 = 20;
/// How many pages of the list are looked at.
const MOST_PAGES: u64 = 10;

/// Finds the data set.
pub async fn locate(publication: &str, data_set: &str, pages: &(impl Pages + Sync)) -> Result<Located, LocateError> {
    let pattern = Pattern::new(data_set)?;
    let (list, all) = every(publication, pages).await?;
    let status = |status: &'static str| move |one: &&Value| one["status"].as_str().unwrap_or("Published") == status;
    let in_use: Vec<_> = all.iter().filter(status("Published")).collect();
    let deprecated: Vec<_> = all.iter().filter(status("Deprecated")).collect();
    let fitting = |sets: &[&Value]| {
        newest(&pattern, sets, |one| one["title"].as_str().unwrap_or_default())
            .map(|(one, period)| ((*one).clone(), period))
    };
    let found = fitting(&in_use).or_else(|| fitting(&deprecated));
    let located = found.and_then(|(one, period)| located(&list, &one, period, all.len()));
    located.ok_or_else(|| LocateError::NoMatch {
        address: list,
        what: "data set",
        pattern: data_set.to_owned(),
        seen: some_of("data set", all.iter().filter_map(|one| json::text(one, "title"))),
    })
}

/// The list's address, and every data set in it.
async fn every(publication: &str, pages: &(impl Pages + Sync)) -> Result<(String, Vec<Value>), LocateError> {
    let (mut list, mut all) = (String::new(), Vec::new());
    for number in 1..=MOST_PAGES {
        let address = format!("{API}/publications/{publication}/data-sets?page={number}&pageSize={PAGE_SIZE}");
        let Answered { address, json, .. } = json::get(pages, &address).await?;
        if !json["results"].is_array() {
            return Err(LocateError::Refused {
                address,
                said: json::text(&json, "title").unwrap_or("no results").to_owned(),
            });
        }
        all.extend(json::list(&json, &["results"]).iter().cloned());
        if number == 1 {
            list = address;
        }
        if json["paging"]["totalPages"].as_u64().is_none_or(|last| number >= last) {
            break;
        }
    }
    Ok((list, all))
}

fn located(list: &str, data_set: &Value, period: Option<String>, among: usize) -> Option<Located> {
    let (id, title) = (json::text(data_set, "id")?, json::text(data_set, "title").unwrap_or_default());
    let version = &data_set["latestVersion"];
    let number = json::text(version, "version").map(|number| format!(", version {number}")).unwrap_or_default();
    let mut trail = vec![format!("{list}: {among} data sets, of them \"{title}\"{number}")];
    if data_set["status"].as_str() == Some("Deprecated") {
        let successor = json::text(data_set, "supersedingDataSetId").unwrap_or("no other yet");
        trail.push(format!("the publisher will not update it any more; in its place: {successor}"));
    }
    Some(Located {
        address: format!("{API}/data-sets/{id}/csv"),
        released_at: json::text(version, "published").and_then(|instant| instant.parse().ok()),
        edition: period.or_else(|| json::text(&version["timePeriods"], "end").map(str::to_owned)),
        trail,
        ..Located::default()
    })
}

#[cfg(test)]
mod tests {
    use super::super::fake::Fake;
    use super::*;
    use std::collections::BTreeMap;

    const FIRST: &str = "https://api.education.gov.uk/statistics/v1/publications/fcda/data-sets?page=1&pageSize=20";
    const SECOND: &str = "https://api.education.gov.uk/statistics/v1/publications/fcda/data-sets?page=2&pageSize=20";
    const LIST: &str = r#"{"paging":{"page":1,"pageSize":20,"totalResults":22,"totalPages":2},"results":[
        {"id":"a1","title":"By region","status":"Published"},{"id":"a2","title":"Headline (old)","status":"Deprecated","supersedingDataSetId":"b1"},
        {"id":"a3","title":"Headline (wrong)","status":"Withdrawn"},{"id":"a4","title":"By school","status":"Deprecated"}]}"#;
    const REST: &str = r#"{"paging":{"page":2,"pageSize":20,"totalResults":22,"totalPages":2},"results":[
        {"id":"b1","title":"Headline measures","status":"Published","latestVersion":{"version":"2.0","published":"2026-11-26T09:30:00+00:00","timePeriods":{"start":"2021/22","end":"2025/26"}}}]}"#;

    async fn found(first: &str, data_set: &str) -> Result<Located, LocateError> {
        let pages = Fake(BTreeMap::from([(FIRST, first.to_owned()), (SECOND, REST.to_owned())]));
        locate("fcda", data_set, &pages).await
    }

    #[tokio::test(flavor = "current_thread")]
    async fn a_data_set_is_found_by_title_on_any_page_of_the_list() {
        for (data_set, id, edition) in
            [("/^headline/", "b1", Some("2025/26")), ("By region", "a1", None), ("/school/", "a4", None)]
        {
            let located = found(LIST, data_set).await.unwrap();
            assert_eq!(located.address, format!("https://api.education.gov.uk/statistics/v1/data-sets/{id}/csv"));
            assert_eq!(located.edition.as_deref(), edition);
            assert_eq!(located.released_at.is_some(), id == "b1");
            assert_eq!(located.trail.len(), if id == "a4" { 2 } else { 1 });
        }
    }

    #[tokio::test(flavor = "current_thread")]
    async fn what_goes_wrong_is_named() {
        for (first, blocked, words) in [
            (
                LIST,
                false,
                "no data set fits `/wrong/`; data sets are `By region`, `Headline (old)`, `Headline (wrong)`",
            ),
            (r#"{"results":[]}"#, false, "no data set fits `/wrong/`; there is no data set"),
            (r#"{"title":"Not Found","status":404}"#, false, "the publisher says \"Not Found\""),
            ("<!doctype html><title>Sign in</title>", true, "answered with a web page (\"Sign in\") in place of JSON"),
            ("", false, "answered with nothing in place of JSON"),
        ] {
            let error = found(first, "/wrong/").await.unwrap_err();
            assert!(error.to_string().starts_with(words), "{error}");
            assert_eq!((error.is_blocked(), error.address()), (blocked, FIRST), "{error}");
        }
    }
}
