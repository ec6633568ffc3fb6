//! Corrected older editions: fetched once a change, recorded at their own place.

use super::rehearsal::{self, Rehearsal, figures};
use headway::domain::source::Source;
use headway::ingest::kit::Purpose;
use headway::ingest::pipeline;
use headway::store::FetchResult;

const COLLECTION: &str = "www.gov.uk/api/content/government/collections/pumps";

/// An edition as its page and its file.
struct Edition {
    month: &'static str,
    first: &'static str,
    changed: String,
    file: String,
}

fn edition(month: &'static str, first: &'static str, file: &str) -> Edition {
    Edition { month, first, changed: first.to_owned(), file: file.to_owned() }
}

/// June, July and August, each with its own month alone.
fn editions() -> Vec<Edition> {
    vec![
        edition("june-2026", "2026-07-30T08:30:00Z", "2026-06 100\n"),
        edition("july-2026", "2026-08-27T08:30:00Z", "2026-07 110\n"),
        edition("august-2026", "2026-09-24T08:30:00Z", "2026-08 120\n"),
    ]
}

impl Edition {
    fn correct(&mut self, at: &str, file: &str) {
        (self.changed, self.file) = (at.to_owned(), file.to_owned());
    }

    /// A new address whenever it has changed, as GOV.UK gives it.
    fn media(&self) -> String {
        let upload: String = self.changed.chars().filter(char::is_ascii_digit).collect();
        format!("files.stats.example/media/{upload}/pumps-{}.csv", self.month)
    }

    fn page(&self) -> String {
        let (month, first, changed, media) = (self.month, self.first, &self.changed, self.media());
        serde_json::json!({"title": format!("Pumps: {month}"), "first_published_at": first, "public_updated_at": changed,
            "details": {"attachments": [{"url": format!("https://{media}"), "content_type": "text/csv"}]}})
        .to_string()
    }
}

fn publish(rehearsal: &Rehearsal, editions: &[Edition]) {
    let listed: Vec<_> = editions
        .iter()
        .map(|one| {
            serde_json::json!({"title": format!("Pumps: {}", one.month), "public_updated_at": one.changed,
                "base_path": format!("/government/statistics/pumps-{}", one.month)})
        })
        .collect();
    rehearsal.write(COLLECTION, serde_json::json!({"links": {"documents": listed}}).to_string());
    for one in editions {
        let page = format!("www.gov.uk/api/content/government/statistics/pumps-{}", one.month);
        rehearsal.write(&page, one.page());
        rehearsal.write(&one.media(), &one.file);
    }
}

/// The source; each file speaks of its own period alone.
fn source() -> Source {
    let route = "[[route]]\nlocate = { kind = 'govuk-collection', path = '/government/collections/pumps', edition = '/^Pumps: (.*)/', attachment = '/csv$/' }\nformat = { kind = 'csv' }";
    let mut source = rehearsal::source(route);
    source.routes.truncate(1);
    source.series[0].coverage = headway::domain::source::Coverage::Single;
    source
}

#[tokio::test(flavor = "current_thread")]
async fn a_corrected_old_edition_changes_its_own_period_only_and_is_fetched_once() {
    let rehearsal = Rehearsal::start(&[]).await;
    let (kit, source, mut editions) = (rehearsal.kit(), source(), editions());
    for newest in 1..=3 {
        publish(&rehearsal, &editions[..newest]);
        let report = pipeline::run(&kit, &source).await;
        assert_eq!(report.line(), "heat-pumps: new, pumps: 1 new and 0 changed figures");
    }
    let asked = rehearsal.asked().len();
    pipeline::run(&kit, &source).await;
    assert_eq!(rehearsal.asked().len() - asked, 3, "the collection, the newest page, its file: nothing older");

    // July is corrected after August came out. It also says something of August, which August knows better.
    editions[1].correct("2026-10-01T08:30:00Z", "2026-07 111\n2026-08 999\n");
    publish(&rehearsal, &editions);
    let report = pipeline::run(&kit, &source).await;
    assert_eq!(report.result, Some(FetchResult::New), "{}", report.line());
    let begins = "heat-pumps: new, the same file as before; july-2026, changed by its publisher on 2026-10-01: pumps: ";
    assert!(report.line().starts_with(begins), "{}", report.line());
    assert_eq!(rehearsal.known("pumps"), figures_at("2026-06 100\n2026-07 111\n2026-08 120\n"));
    let history = rehearsal.store.history("pumps", "2026-07").unwrap();
    assert_eq!(history.len(), 2, "the figure as it was stays beside it");
    let vintages = rehearsal.store.vintages("pumps").unwrap();
    let corrected_at = "2026-10-01T08:30:00Z".parse().ok();
    let vintage = vintages.iter().find(|vintage| vintage.released_at == corrected_at).unwrap();
    assert_eq!(vintage.edition_at.to_rfc3339(), "2026-09-24T08:29:59.999999+00:00", "before August");

    // The same change is not fetched again, not even by another process.
    for kit in [&kit, &rehearsal.kit()] {
        let asked = rehearsal.asked().len();
        assert_eq!(pipeline::run(kit, &source).await.result, Some(FetchResult::Unchanged));
        assert_eq!(rehearsal.asked().len() - asked, 3);
    }

    // A second correction of the same edition goes before the first.
    editions[1].correct("2026-11-02T08:30:00Z", "2026-07 112\n");
    publish(&rehearsal, &editions);
    pipeline::run(&kit, &source).await;
    assert_eq!(rehearsal.known("pumps"), figures_at("2026-06 100\n2026-07 112\n2026-08 120\n"));
}

/// The figures known, whatever line they stood in.
fn figures_at(text: &str) -> Vec<headway::domain::figure::Figure> {
    figures(text)
        .into_iter()
        .map(|figure| headway::domain::figure::Figure { cell: "line 1".to_owned(), ..figure })
        .collect()
}

#[tokio::test(flavor = "current_thread")]
async fn at_the_first_look_only_what_changed_after_the_newest_came_out_is_fetched() {
    let rehearsal = Rehearsal::start(&[]).await;
    let mut editions = editions();
    editions[0].correct("2026-10-05T08:30:00Z", "2026-06 101\n");
    publish(&rehearsal, &editions);
    let report = pipeline::run(&rehearsal.kit(), &source()).await;
    assert_eq!(report.result, Some(FetchResult::New), "{}", report.line());
    assert_eq!(rehearsal.known("pumps"), figures_at("2026-06 101\n2026-08 120\n"), "July was never changed");
}

#[tokio::test(flavor = "current_thread")]
async fn editions_that_came_out_while_nobody_looked_are_caught_up_with() {
    let rehearsal = Rehearsal::start(&[]).await;
    let (kit, source, editions) = (rehearsal.kit(), source(), editions());
    publish(&rehearsal, &editions[..1]);
    pipeline::run(&kit, &source).await;
    let mut fetch = rehearsal.last_fetch();
    fetch.started_at = "2026-08-01T08:00:00Z".parse().unwrap();
    let other = Rehearsal::start(&[]).await;
    publish(&other, &editions);
    other.store.record_fetch(&fetch).unwrap();
    let report = pipeline::run(&other.kit(), &source).await;
    assert_eq!(report.result, Some(FetchResult::New), "{}", report.line());
    assert_eq!(other.known("pumps"), figures_at("2026-07 110\n2026-08 120\n"));
}

#[tokio::test(flavor = "current_thread")]
async fn a_failing_old_edition_undoes_nothing_of_the_newest() {
    let rehearsal = Rehearsal::start(&[]).await;
    let (kit, source, mut editions) = (rehearsal.kit(), source(), editions());
    editions[0].correct("2026-10-05T08:30:00Z", "laid out otherwise then\n");
    editions[1].correct("2026-10-01T08:30:00Z", "2026-07 111\n");
    publish(&rehearsal, &editions);
    let script = format!("{}.headway.toml", editions[1].media());
    rehearsal.write(&script, "status = 404\n");
    let report = pipeline::run(&kit, &source).await;
    assert_eq!(report.result, Some(FetchResult::New), "{}", report.line());
    for words in [
        "pumps: 1 new and 0 changed figures",
        "the older edition july-2026 has changed, and failed at download, https://files.stats.example/media/",
        "the older edition june-2026 has changed, and failed at decode, ",
    ] {
        assert!(report.message.contains(words), "{words}: {}", report.message);
    }
    assert_eq!(rehearsal.known("pumps"), figures_at("2026-08 120\n"));

    // What did not come is asked for again; what came and could not be read is not.
    rehearsal.write(&script, "");
    let report = pipeline::run(&kit, &source).await;
    assert!(
        report.message.contains("july-2026, changed by") && !report.message.contains("june-2026"),
        "{}",
        report.message
    );
    assert_eq!(rehearsal.known("pumps"), figures_at("2026-07 111\n2026-08 120\n"));
}

#[tokio::test(flavor = "current_thread")]
async fn a_page_from_before_the_change_is_waited_for() {
    let rehearsal = Rehearsal::start(&[]).await;
    let (kit, source, mut editions) = (rehearsal.kit(), source(), editions());
    publish(&rehearsal, &editions);
    let (page, old) = ("www.gov.uk/api/content/government/statistics/pumps-july-2026", editions[1].page());
    editions[1].correct("2026-10-01T08:30:00Z", "2026-07 111\n");
    publish(&rehearsal, &editions);
    rehearsal.write(page, &old);
    pipeline::run(&kit, &source).await;
    assert_eq!(rehearsal.known("pumps"), figures_at("2026-08 120\n"));
    rehearsal.write(page, editions[1].page());
    pipeline::run(&kit, &source).await;
    assert_eq!(rehearsal.known("pumps"), figures_at("2026-07 111\n2026-08 120\n"));
}

#[tokio::test(flavor = "current_thread")]
async fn many_changes_at_once_are_worked_off_a_few_a_run() {
    const MONTHS: [&str; 7] =
        ["january-2026", "february-2026", "march-2026", "april-2026", "may-2026", "june-2026", "july-2026"];
    let rehearsal = Rehearsal::start(&[]).await;
    let (kit, source) = (rehearsal.kit(), source());
    let files: Vec<_> = (1..=7).map(|month| format!("2026-{month:02} {month}\n")).collect();
    let mut all: Vec<_> =
        MONTHS.into_iter().zip(&files).map(|(month, file)| edition(month, "2026-03-01T08:30:00Z", file)).collect();
    all.iter_mut().zip(&files).for_each(|(one, file)| one.correct("2026-10-01T08:30:00Z", file));
    all.push(edition("august-2026", "2026-09-24T08:30:00Z", "2026-08 8\n"));
    publish(&rehearsal, &all);
    pipeline::run(&kit, &source).await;
    assert_eq!(rehearsal.known("pumps").len(), 6, "the newest and five older ones");
    pipeline::run(&kit, &source).await;
    assert_eq!(rehearsal.known("pumps").len(), 8);
}

#[tokio::test(flavor = "current_thread")]
async fn a_trial_looks_at_them_and_keeps_nothing() {
    let rehearsal = Rehearsal::start(&[]).await;
    let mut editions = editions();
    editions[1].correct("2026-10-01T08:30:00Z", "2026-07 111\n");
    publish(&rehearsal, &editions);
    let kit = rehearsal.kit_connected_to(rehearsal.address, Purpose::Try);
    let report = pipeline::run(&kit, &source()).await;
    assert!(
        report.message.contains("july-2026, changed by its publisher on 2026-10-01: pumps: would record 1 new"),
        "{}",
        report.message
    );
    assert!(rehearsal.store.files().unwrap().is_empty());
}
