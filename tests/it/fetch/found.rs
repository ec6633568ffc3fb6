//! Ways to a file, each from its publisher's pages to the recorded figures; and the content API's own examples.

use super::GOOD;
use super::rehearsal::{self, Rehearsal, figures};
use crate::support::samples;
use headway::domain::source::{Locate, Source};
use headway::ingest::answer::{DownloadError, Page};
use headway::ingest::locate::{self, Located, Pages};
use headway::ingest::pipeline;
use headway::store::FetchResult;
use std::path::PathBuf;

fn source(locate: &str, hosts: &[&str]) -> Source {
    let route = format!("[[route]]\nlocate = {{ {locate} }}\nformat = {{ kind = 'csv' }}");
    let mut source = rehearsal::source(&route);
    source.routes.truncate(1);
    source.hosts.extend(hosts.iter().map(|host| (*host).to_owned()));
    source
}

/// How a kind finds its file: the table, the hosts beside the usual, the pages, the file.
type Way = (&'static str, &'static [&'static str], &'static [(&'static str, &'static str)], &'static str);

const WAYS: [Way; 7] = [
    (
        "kind = 'dated', every = 'month', address = 'https://www.stats.example/pumps-{month-name}-{year}.csv'",
        &[],
        &[],
        "www.stats.example/pumps-september-2026.csv",
    ),
    (
        "kind = 'dated', every = 'quarter', address = '/government/statistics/pumps-{quarter-months}-{year}', attachment = '/csv$/'",
        &[],
        &[(
            "www.gov.uk/api/content/government/statistics/pumps-july-to-september-2026",
            r#"{"title":"Pumps","details":{"attachments":[{"url":"https://files.stats.example/media/1/pumps.csv"}]}}"#,
        )],
        "files.stats.example/media/1/pumps.csv",
    ),
    (
        "kind = 'dated', every = 'year', address = 'https://www.stats.example/data-{year}-{yy+1}/', links = ['/csv$/']",
        &[],
        &[("www.stats.example/data-2025-26/index.html", "<a href='pumps.csv'>pumps</a>")],
        "www.stats.example/data-2025-26/pumps.csv",
    ),
    (
        "kind = 'ons-page', path = '/energy/datasets/pumps'",
        &["www.ons.gov.uk"],
        &[
            ("www.ons.gov.uk/energy/datasets/pumps/data", r#"{"datasets":[{"uri":"/energy/datasets/pumps/current"}]}"#),
            (
                "www.ons.gov.uk/energy/datasets/pumps/current/data",
                r#"{"uri":"/energy/datasets/pumps/current","downloads":[{"file":"pumps.csv"}]}"#,
            ),
        ],
        "www.ons.gov.uk/file%3Furi%3D%2Fenergy%2Fdatasets%2Fpumps%2Fcurrent%2Fpumps.csv",
    ),
    (
        "kind = 'ckan', api = 'https://data.stats.example/api/3/action', package = 'pumps', resource = '/csv$/'",
        &["data.stats.example"],
        &[(
            "data.stats.example/api/3/action/package_show%3Fid%3Dpumps",
            r#"{"success":true,"result":{"resources":[{"name":"pumps.csv","url":"/download/pumps.csv"}]}}"#,
        )],
        "data.stats.example/download/pumps.csv",
    ),
    (
        "kind = 'education-statistics', publication = 'fcda', data_set = '/headline/'",
        &["api.education.gov.uk"],
        &[(
            "api.education.gov.uk/statistics/v1/publications/fcda/data-sets%3Fpage%3D1%26pageSize%3D20",
            r#"{"paging":{"totalPages":1},"results":[{"id":"b1","title":"Headline measures"}]}"#,
        )],
        "api.education.gov.uk/statistics/v1/data-sets/b1/csv",
    ),
    (
        "kind = 'govuk-search', search = 'pumps', edition = '/^Pumps: (.*)/', attachment = '/csv$/'",
        &[],
        &[
            (
                "www.gov.uk/api/search.json%3Fq%3Dpumps%26order%3D-public_timestamp%26count%3D20%26fields%3Dtitle%2Clink%2Cpublic_timestamp%2Ccontent_store_document_type",
                r#"{"results":[{"title":"Pumps: August 2026","link":"/government/statistics/pumps-august-2026"}]}"#,
            ),
            (
                "www.gov.uk/api/content/government/statistics/pumps-august-2026",
                r#"{"title":"Pumps","details":{"attachments":[{"url":"https://files.stats.example/media/2/pumps.csv"}]}}"#,
            ),
        ],
        "files.stats.example/media/2/pumps.csv",
    ),
];

#[tokio::test(flavor = "current_thread")]
async fn each_kind_of_way_leads_to_recorded_figures() {
    for (table, hosts, pages, file) in WAYS {
        let rehearsal = Rehearsal::start(pages).await;
        rehearsal.write(file, GOOD);
        let source = source(table, hosts);
        let report = pipeline::run(&rehearsal.kit(), &source).await;
        assert_eq!(report.line(), "heat-pumps: new, pumps: 4 new and 0 changed figures", "{table}");
        assert_eq!(rehearsal.known("pumps"), figures(GOOD));
        assert!(!locate::words(&source.routes[0].locate).is_empty());

        // And with nothing there: one clear message, and the last good figures stay.
        for path in pages.iter().map(|(path, _)| *path).chain([file]) {
            rehearsal.write(&format!("{path}.headway.toml"), "status = 404\n");
        }
        let report = pipeline::run(&rehearsal.kit(), &source).await;
        assert!(report.failed() && !report.address.is_empty(), "{table}: {}", report.line());
        assert_eq!(rehearsal.known("pumps"), figures(GOOD));
        // And refused, now that there is something new.
        rehearsal.write(file, format!("{GOOD}2026-01 110\n"));
        for path in pages.iter().map(|(path, _)| *path).chain([file]) {
            rehearsal
                .write(&format!("{path}.headway.toml"), "body = '<!DOCTYPE html><title>Just a moment...</title>'\n");
        }
        let report = pipeline::run(&rehearsal.kit(), &source).await;
        assert_eq!(report.result, Some(FetchResult::Blocked), "{table}: {}", report.line());
        assert!(report.message.contains("Just a moment..."), "{table}: {}", report.line());
    }
}

#[tokio::test(flavor = "current_thread")]
async fn a_dated_file_goes_back_only_where_nothing_is_and_says_how_far_it_looked() {
    let (table, hosts, _, file) = WAYS[0];
    let rehearsal = Rehearsal::start(&[(file, GOOD)]).await;
    let source = source(&format!("{table}, back = 3"), hosts);
    pipeline::run(&rehearsal.kit(), &source).await;
    assert_eq!(rehearsal.asked(), ["404", "404", "200"]);
    let again = pipeline::run(&rehearsal.kit(), &source).await;
    assert_eq!(again.line(), "heat-pumps: unchanged, the same file as before");
    let vintage = &rehearsal.store.vintages("pumps").unwrap()[0];
    assert_eq!(vintage.edition_at.to_rfc3339(), "2026-09-30T23:00:00+00:00", "the end of its month");

    rehearsal.write("www.stats.example/pumps-october-2026.csv.headway.toml", "status = 500\n");
    let line = pipeline::run(&rehearsal.kit(), &source).await.line();
    let begins = "heat-pumps: failed at download, https://www.stats.example/pumps-october-2026.csv: answered 500";
    assert!(line.starts_with(begins), "{line}");
    rehearsal.write("www.stats.example/pumps-october-2026.csv.headway.toml", "status = 404\n");
    rehearsal.write(&format!("{file}.headway.toml"), "status = 410\n");
    let line = pipeline::run(&rehearsal.kit(), &source).await.line();
    assert!(
        line.starts_with(
            "heat-pumps: failed at download, https://www.stats.example/pumps-november-2026.csv: answered 404"
        ),
        "{line}"
    );
    assert!(
        line.ends_with(
            "; nor is anything at the other 2 addresses back to https://www.stats.example/pumps-september-2026.csv"
        ),
        "{line}"
    );
}

#[tokio::test(flavor = "current_thread")]
async fn the_newest_edition_of_a_collection_is_fetched_with_its_date() {
    let collection = r#"{"links":{"documents":[
        {"title":"Pumps: July 2026","base_path":"/government/statistics/pumps-july-2026"},
        {"title":"Pumps: August 2026","base_path":"/government/statistics/pumps-august-2026"}]}}"#;
    let edition = r#"{"title":"Pumps: August 2026","public_updated_at":"2026-09-24T09:30:00+01:00",
        "details":{"attachments":[{"url":"https://files.stats.example/media/6ab/pumps.csv"}]}}"#;
    let rehearsal = Rehearsal::start(&[
        ("www.gov.uk/api/content/government/collections/pumps", collection),
        ("www.gov.uk/api/content/government/statistics/pumps-august-2026", edition),
        ("files.stats.example/media/6ab/pumps.csv", GOOD),
    ])
    .await;
    let route = "[[route]]\nlocate = { kind = 'govuk-collection', path = '/government/collections/pumps', edition = '/^Pumps: (.*)/', attachment = '/csv$/' }\nformat = { kind = 'csv' }";
    let report = pipeline::run(&rehearsal.kit(), &rehearsal::source(route)).await;
    assert_eq!(report.line(), "heat-pumps: new, pumps: 4 new and 0 changed figures");
    let vintages = rehearsal.store.vintages("pumps").unwrap();
    assert_eq!(vintages[0].released_at.unwrap().to_rfc3339(), "2026-09-24T08:30:00+00:00");
    assert!(vintages[0].live);
}

/// The content API's examples by their own paths, as its developers publish them.
struct Examples(PathBuf);

impl Pages for Examples {
    async fn page(&self, address: &str) -> Result<Page, DownloadError> {
        let name = address.rsplit('/').next().unwrap_or_default();
        let text = std::fs::read_to_string(self.0.join(format!("{name}.json")));
        let text = text.map_err(|_| DownloadError::Status { status: 404, retry_after: None })?;
        Ok(Page { address: address.to_owned(), text })
    }
}

async fn example(examples: &Examples, table: &str) -> Result<Located, String> {
    let how: Locate = toml::from_str(table).unwrap();
    locate::locate(&how, examples, rehearsal::now()).await.map_err(|error| error.to_string())
}

#[tokio::test(flavor = "current_thread")]
async fn files_are_found_in_the_content_apis_own_examples() {
    let Some(samples) = samples("files_are_found_in_the_content_apis_own_examples") else { return };
    let examples = Examples(samples.join("govuk-content-api"));
    for (page, pattern, address, released) in [
        // In details.attachments.
        (
            "publication-with-featured-attachments",
            "/PUBLIC_.*\\.pdf$/",
            "https://assets.publishing.service.gov.uk/government/uploads/system/uploads/attachment_data/file/315163/PUBLIC_1392629965.pdf",
            "2014-05-29T10:48:35+00:00",
        ),
        // In running text alone, each link to a file after one to a preview of it.
        (
            "statistical_data_set_with_csv",
            "/dvsa-mot-06-.*\\.csv/",
            "https://www.gov.uk/government/uploads/system/uploads/attachment_data/file/479492/dvsa-mot-06-mot-test-stations-and-testers.csv",
            "2016-11-16T15:39:49.732+00:00",
        ),
    ] {
        let table = format!("kind = 'govuk-content'\npath = '/government/{page}'\nattachment = '{pattern}'");
        let located = example(&examples, &table).await.unwrap();
        assert_eq!(located.address, address);
        assert_eq!(located.released_at.unwrap().to_rfc3339(), released);
    }
    let missing =
        example(&examples, "kind = 'govuk-content'\npath = '/government/official_statistics'\nattachment = '/ods$/'");
    assert!(missing.await.unwrap_err().starts_with("no attachment fits `/ods$/`; there is no attachment"));
    let collection = "kind = 'govuk-collection'\npath = '/government/collections/best-practice-document-collection'\nedition = '/^Road traffic/'\nattachment = '/x/'";
    let error = example(&examples, collection).await.unwrap_err();
    assert!(error.contains("such as `Car and light van driver competence framework`"), "{error}");
}

/// A package, whatever is asked for.
struct Package(PathBuf);

impl Pages for Package {
    async fn page(&self, address: &str) -> Result<Page, DownloadError> {
        Ok(Page { address: address.to_owned(), text: std::fs::read_to_string(&self.0).unwrap() })
    }
}

#[tokio::test(flavor = "current_thread")]
async fn a_resource_is_found_in_a_real_package() {
    let Some(samples) = samples("a_resource_is_found_in_a_real_package") else { return };
    let package = Package(samples.join("ckan/package_show.json"));
    let how = "kind = 'ckan'\napi = 'https://ckan.publishing.service.gov.uk/api/3/action'\npackage = 'x'\nresource = 'BGS Homepage'";
    let located = locate::locate(&toml::from_str(how).unwrap(), &package, rehearsal::now()).await.unwrap();
    assert_eq!(located.address, "http://www.bgs.ac.uk/");
    assert_eq!(located.released_at.unwrap().to_rfc3339(), "2018-05-14T18:12:10.230542+00:00");
}
