//! A file in pages × every fault of each page: all pages or none.

use super::files::Table;
use super::locators::ON_THE_WAY;
use super::{Does, Ends, Stage, blocked, failed};

/// The pages of a file, without `https://`.
const PAGES: [&str; 3] =
    ["files.stats.example/pumps", "files.stats.example/pumps?page=2", "files.stats.example/pumps?page=3"];
const ROUTE: &str = "[[route]]\nlocate = { kind = 'fixed', address = 'https://files.stats.example/pumps' }\nformat = { kind = 'json', rows = '$[*].rows[*]', next_page = '$.next' }";

/// The pages of a table; each names the next one.
fn pages(table: &Table) -> Vec<String> {
    let row = |(period, value): &(String, String)| format!("{{\"Period\":\"{period}\",\"Value\":\"{value}\"}}");
    let parts = table.rows.chunks(table.rows.len().div_ceil(PAGES.len())).enumerate();
    let page = |(at, rows): (usize, &[(String, String)])| {
        let rows: Vec<_> = rows.iter().map(row).collect();
        let next = PAGES.get(at + 1).map_or("null".to_owned(), |next| format!("\"https://{next}\""));
        format!("{{\"rows\":[{}],\"next\":{next}}}", rows.join(","))
    };
    parts.map(page).collect()
}

/// What a page says in place of what it should.
fn of_a_page(page: &str) -> Vec<(&'static str, Vec<u8>, Ends)> {
    let challenge = "<!DOCTYPE html><html><title>Just a moment...</title></html>";
    vec![
        (
            "a challenge",
            challenge.into(),
            blocked(
                "download",
                &["a web page (\"Just a moment...\") in place of data", "open the address in a browser"],
            ),
        ),
        ("empty", Vec::new(), failed("download", &["it is empty", "the next look tries again"])),
        (
            "cut short",
            page.as_bytes()[..page.len() / 2].to_vec(),
            failed("download", &["it is not JSON", "the next look tries again"]),
        ),
        (
            "a circle",
            format!("{{\"rows\":[],\"next\":\"https://{}\"}}", PAGES[0]).into(),
            failed(
                "download",
                &["it leads back to https://files.stats.example/pumps", "the publisher's site is at fault"],
            ),
        ),
    ]
}

#[tokio::test(flavor = "current_thread")]
async fn whatever_breaks_of_one_page_fails_the_whole_and_nothing_is_lost() {
    let mut stage = Stage::new(ROUTE, super::files::TIDY).await;
    let mut months = 12;
    stage.publishes(&Table::of(months));
    assert_eq!(stage.run().await.line(), "pumps: new, pumps: 12 new and 0 changed figures");
    for (number, at) in PAGES.into_iter().enumerate() {
        let on_the_way =
            ON_THE_WAY.iter().map(|fault| (fault.name, Does::Script(fault.script()), fault.ends("download")));
        let inside = of_a_page(&pages(&Table::of(months))[number]);
        let inside = inside.into_iter().map(|(name, bytes, ends)| (name, Does::Serves(bytes), ends));
        for (name, does, ends) in on_the_way.chain(inside) {
            months += 1;
            let (cell, good) = (format!("page {} of JSON, {name}", number + 1), Table::of(months));
            stage.publishes(&good);
            let script = format!("{at}.headway.toml");
            match does {
                Does::Script(text) => stage.rehearsal.write(&script, text),
                Does::Serves(bytes) => stage.rehearsal.write(at, bytes),
            }
            let words = stage.breaks(&cell, &format!("https://{at}"), ends).await;
            assert!(words.starts_with(&format!("page {}: ", number + 1)), "{cell}: {words}");
            stage.rehearsal.write(&script, "");
            stage.publishes(&good);
            stage.is_well_again(&cell, &good).await;
        }
    }
    assert!(months > 12 + 40, "{months} cells and 12");
}

impl Stage {
    fn publishes(&self, table: &Table) {
        for (at, page) in PAGES.into_iter().zip(pages(table)) {
            self.rehearsal.write(at, page);
        }
    }
}
