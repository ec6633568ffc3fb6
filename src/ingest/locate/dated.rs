//! An address with the date in it, tried from the newest date back.
//!
//! In: a template, how far apart editions are, the instant. Out: the newest that is there: a file, or what a page there links to.
//! Invariant: only "nothing is there" leads to the next older date; a refusal or a broken page is never taken for it.

use super::{LocateError, Located, Pages, govuk_content, page_link};
use crate::domain::instant::london_day;
use crate::domain::source::Step;
use crate::domain::template::Template;
use chrono::{DateTime, Datelike, Months, NaiveDate, Utc};

/// How many dates are tried where the table does not say.
const USUAL: u32 = 24;
/// How many are ever tried: a publisher is not asked more often than this in one look.
const MOST: u32 = 60;

/// An address of one date.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Candidate {
    /// The address, or the path of a GOV.UK page.
    pub address: String,
    /// The date in words: "August 2026".
    pub edition: String,
}

/// The addresses to try, newest first.
pub fn candidates(
    address: &str,
    every: Step,
    back: Option<u32>,
    now: DateTime<Utc>,
) -> Result<Vec<Candidate>, LocateError> {
    let template = Template::parse(address)
        .map_err(|error| LocateError::Template { template: address.to_owned(), error: error.to_string() })?;
    let dates =
        std::iter::successors(end_of(every, london_day(now)), |end| end_of(every, start_of(every, *end)?.pred_opt()?));
    let all = dates.take(back.unwrap_or(USUAL).min(MOST) as usize);
    let mut candidates: Vec<_> =
        all.map(|date| Candidate { address: template.fill(date), edition: words(every, date) }).collect();
    candidates.dedup_by(|older, newer| older.address == newer.address);
    Ok(candidates)
}

/// Finds the newest that is there.
pub async fn locate(
    candidates: Vec<Candidate>,
    attachment: Option<&str>,
    links: &[String],
    pages: &(impl Pages + Sync),
) -> Result<Located, LocateError> {
    if attachment.is_none() && links.is_empty() {
        return Ok(themselves(candidates));
    }
    let mut nothing_at: Vec<Candidate> = Vec::new();
    for candidate in candidates {
        let found = match attachment {
            Some(attachment) => govuk_content::locate(&candidate.address, attachment, pages).await,
            None => page_link::locate(&candidate.address, links, pages).await,
        };
        match found {
            Ok(located) => return Ok(dated(located, candidate, &nothing_at)),
            Err(error) if error.is_nothing_at(&candidate.address) => nothing_at.push(candidate),
            Err(error) => return Err(error),
        }
    }
    let address = |candidate: Option<&Candidate>| candidate.map(|one| one.address.clone()).unwrap_or_default();
    let (newest, oldest) = (address(nothing_at.first()), address(nothing_at.last()));
    Err(LocateError::NothingThere { address: newest, tried: nothing_at.len(), oldest })
}

/// The addresses are the files: only downloading tells which is there.
fn themselves(candidates: Vec<Candidate>) -> Located {
    let mut found = candidates.into_iter().map(|candidate| {
        let trail = vec![format!("the address for {}", candidate.edition)];
        Located { address: candidate.address, edition: Some(candidate.edition), trail, ..Located::default() }
    });
    let first = found.next().unwrap_or_default();
    Located { otherwise: found.collect(), ..first }
}

fn dated(located: Located, candidate: Candidate, nothing_at: &[Candidate]) -> Located {
    let newer = nothing_at.iter().map(|one| format!("{}: nothing there yet", one.address));
    let trail = newer.chain(located.trail).collect();
    Located { trail, edition: located.edition.or(Some(candidate.edition)), ..located }
}

fn start_of(every: Step, date: NaiveDate) -> Option<NaiveDate> {
    let month = match every {
        Step::Day => return Some(date),
        Step::Month => date.month(),
        Step::Quarter => date.quarter() * 3 - 2,
        Step::Year => 1,
    };
    NaiveDate::from_ymd_opt(date.year(), month, 1)
}

fn end_of(every: Step, date: NaiveDate) -> Option<NaiveDate> {
    let months = match every {
        Step::Day => return Some(date),
        Step::Month => 1,
        Step::Quarter => 3,
        Step::Year => 12,
    };
    start_of(every, date)?.checked_add_months(Months::new(months))?.pred_opt()
}

fn words(every: Step, date: NaiveDate) -> String {
    match every {
        Step::Day => date.format("%-d %B %Y").to_string(),
        Step::Month => date.format("%B %Y").to_string(),
        Step::Quarter => format!("Q{} {}", date.quarter(), date.year()),
        Step::Year => date.year().to_string(),
    }
}

#[cfg(test)]
mod tests {
    use super::super::fake::Fake;
    use super::*;
    use std::collections::BTreeMap;

    fn at(now: &str, address: &str, every: Step, back: u32) -> Vec<String> {
        let found = candidates(address, every, Some(back), now.parse().unwrap()).unwrap();
        found.into_iter().map(|one| format!("{} ({})", one.address, one.edition)).collect()
    }

    #[test]
    fn dates_go_back_from_today_in_london() {
        for (now, address, every, expected) in [
            (
                "2026-01-31T23:30:00Z",
                "/x-{month-name}-{year}",
                Step::Month,
                ["/x-january-2026 (January 2026)", "/x-december-2025 (December 2025)"],
            ),
            // Half past eleven at night in Greenwich is the next day in a London summer.
            ("2026-07-31T23:30:00Z", "/x-{month}", Step::Month, ["/x-08 (August 2026)", "/x-07 (July 2026)"]),
            (
                "2026-11-23T10:00:00Z",
                "/as-at-{day}-{month-name}-{year}",
                Step::Quarter,
                ["/as-at-31-december-2026 (Q4 2026)", "/as-at-30-september-2026 (Q3 2026)"],
            ),
            ("2026-11-23T10:00:00Z", "/x-{year}", Step::Year, ["/x-2026 (2026)", "/x-2025 (2025)"]),
            (
                "2026-03-01T10:00:00Z",
                "/x/{year}-{month}-{dd}",
                Step::Day,
                ["/x/2026-03-01 (1 March 2026)", "/x/2026-02-28 (28 February 2026)"],
            ),
        ] {
            assert_eq!(at(now, address, every, 2), expected, "{address}");
        }
        assert_eq!(
            at("2026-11-23T10:00:00Z", "/x-{year}", Step::Month, 14),
            ["/x-2026 (November 2026)", "/x-2025 (December 2025)"]
        );
        assert_eq!(at("2026-11-23T10:00:00Z", "/x-{year}", Step::Year, 5000).len(), 60);
        let error = candidates("/x-{mnth}", Step::Month, None, "2026-11-23T10:00:00Z".parse().unwrap()).unwrap_err();
        assert!(
            error.to_string().starts_with("the address `/x-{mnth}` of the source's table cannot be read"),
            "{error}"
        );
    }

    const API: &str = "https://www.gov.uk/api/content/government/statistics/scheme-";

    async fn found(
        there: &[(&'static str, &str)],
        attachment: Option<&str>,
        links: &[&str],
    ) -> Result<Located, String> {
        let pages =
            Fake(there.iter().map(|(address, text)| (*address, (*text).to_owned())).collect::<BTreeMap<_, _>>());
        let address = match attachment {
            Some(_) => "/government/statistics/scheme-{month-name}-{year}",
            None => "https://www.stats.example/{year}/{month}/",
        };
        let candidates = candidates(address, Step::Month, Some(3), "2026-11-23T10:00:00Z".parse().unwrap()).unwrap();
        let links: Vec<_> = links.iter().map(|link| (*link).to_owned()).collect();
        locate(candidates, attachment, &links, &pages).await.map_err(|error| format!("{}: {error}", error.address()))
    }

    #[tokio::test(flavor = "current_thread")]
    async fn the_newest_page_that_is_there_is_taken() {
        let page = r#"{"title":"Scheme","details":{"attachments":[{"url":"https://assets.publishing.service.gov.uk/media/6/scheme.ods"}]}}"#;
        let there = [("https://www.gov.uk/api/content/government/statistics/scheme-october-2026", page)];
        let located = found(&there, Some("/ods$/"), &[]).await.unwrap();
        assert_eq!(located.address, "https://assets.publishing.service.gov.uk/media/6/scheme.ods");
        assert_eq!(located.edition.as_deref(), Some("October 2026"));
        assert_eq!(located.trail[0], "/government/statistics/scheme-november-2026: nothing there yet");

        let there = [("https://www.stats.example/2026/09/", "<a href='table.csv'>table</a>")];
        let located = found(&there, None, &["/csv$/"]).await.unwrap();
        assert_eq!(located.address, "https://www.stats.example/2026/09/table.csv");
        assert_eq!(located.edition.as_deref(), Some("September 2026"));
    }

    #[tokio::test(flavor = "current_thread")]
    async fn what_is_there_but_wrong_is_never_passed_over() {
        const NOVEMBER: &str = "https://www.gov.uk/api/content/government/statistics/scheme-november-2026";
        const OCTOBER: &str = "https://www.gov.uk/api/content/government/statistics/scheme-october-2026";
        let good =
            r#"{"details":{"attachments":[{"url":"https://assets.publishing.service.gov.uk/media/6/scheme.ods"}]}}"#;
        for (newest, words) in [
            ("<!DOCTYPE html><title>Wait</title>", "answered with a web page (\"Wait\") in place of JSON"),
            ("{\"details\":{}}", "no attachment fits `/ods$/`; there is no attachment"),
        ] {
            let error = found(&[(NOVEMBER, newest), (OCTOBER, good)], Some("/ods$/"), &[]).await.unwrap_err();
            assert!(error.starts_with(&format!("{API}november-2026: {words}")), "{error}");
        }
        // The page is there, and the one that it leads to is not.
        let there = [("https://www.stats.example/2026/11/", "<a href='next/'>next</a>")];
        let error = found(&there, None, &["/next/", "/csv$/"]).await.unwrap_err();
        assert!(error.starts_with("https://www.stats.example/2026/11/next/: answered 404"), "{error}");
        let error = found(&[], Some("/ods$/"), &[]).await.unwrap_err();
        assert_eq!(
            error,
            "/government/statistics/scheme-november-2026: nothing is there, nor at any of the 3 addresses back to /government/statistics/scheme-september-2026; find it on the publisher's page and correct the address"
        );
    }

    #[tokio::test(flavor = "current_thread")]
    async fn where_the_address_is_the_file_the_older_ones_are_kept_at_hand() {
        let located = found(&[], None, &[]).await.unwrap();
        assert_eq!(located.address, "https://www.stats.example/2026/11/");
        let otherwise: Vec<_> = located.otherwise.iter().map(|one| one.edition.as_deref().unwrap()).collect();
        assert_eq!(otherwise, ["October 2026", "September 2026"]);
    }
}
