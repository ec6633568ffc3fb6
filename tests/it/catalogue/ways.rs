//! Ways to a file: which the catalogue takes, and what it says of those that lead nowhere.

use super::small::with;

const FIXED: &str = "kind = \"fixed\", address = \"https://example.org/file.csv\"";

fn mistakes(locate: &str, hosts: &str) -> Vec<String> {
    let hosts = format!("hosts = [\"example.org\", {hosts}]");
    let changes = [(FIXED, locate), ("hosts = [\"example.org\"]", hosts.as_str())];
    let found = with("sources/counts.toml", &changes).map(|_| ()).err().unwrap_or_default();
    found.into_iter().map(|mistake| mistake.message).collect()
}

const GOVUK: &str = "\"www.gov.uk\", \"assets.publishing.service.gov.uk\"";

#[test]
fn every_kind_of_way_is_taken_where_its_hosts_are_named() {
    for (locate, hosts) in [
        ("kind = 'dated', address = 'https://example.org/{year}/{month}.csv', every = 'month', back = 60", ""),
        ("kind = 'dated', address = 'https://example.org/{year}-{yy+1}/', every = 'year', links = ['/csv$/']", ""),
        (
            "kind = 'dated', address = '/government/statistics/x-{month-name}-{year}', every = 'month', attachment = '/ods$/'",
            GOVUK,
        ),
        ("kind = 'ons-page', path = '/business/datasets/x', file = '/xlsx$/'", "\"www.ons.gov.uk\""),
        (
            "kind = 'ckan', api = 'https://api.neso.energy/api/3/action', package = 'x', resource = '/csv/'",
            "\"api.neso.energy\"",
        ),
        (
            "kind = 'education-statistics', publication = 'fcda2962-82a6', data_set = '/headline/'",
            "\"api.education.gov.uk\"",
        ),
        ("kind = 'govuk-search', search = 'heat pumps', edition = '/^Heat/', attachment = '/ods$/'", GOVUK),
    ] {
        assert_eq!(mistakes(locate, hosts), [""; 0], "{locate}");
        if !hosts.is_empty() {
            let missing = mistakes(locate, "");
            assert!(
                missing.iter().any(|message| message.contains("which is not among hosts")),
                "{locate}: {missing:#?}"
            );
        }
    }
}

#[test]
fn a_way_that_leads_nowhere_is_a_mistake() {
    let dated = |rest: &str| format!("kind = 'dated', every = 'month', {rest}");
    for (locate, words) in [
        (dated("address = 'https://example.org/{mnth}.csv'"), "`{mnth}` stands for nothing; there are {year}"),
        (dated("address = 'https://example.org/{year.csv'"), "has a brace without its other one"),
        (dated("address = 'https://example.org/{year}.csv'"), "is the same from one month to the next"),
        (dated("address = 'https://example.org/{month}.csv', back = 0"), "back is not between 1 and 60"),
        (dated("address = 'https://example.org/{month}.csv', back = 61"), "back is not between 1 and 60"),
        (dated("address = 'http://example.org/{month}.csv'"), "is not an address"),
        (dated("address = 'https://example.org/{month}/', links = ['/(/']"), "is not a regular expression"),
        (
            dated("address = 'https://example.org/{month}/', attachment = '/csv/'"),
            "attachment is for the path of a GOV.UK page",
        ),
        (dated("address = '/government/x-{month}'"), "needs attachment"),
        (dated("address = '/government/x-{month}', attachment = '/x/', links = ['/y/']"), "links are for other pages"),
        (dated("address = '/x-{month}', attachment = '/x/'"), "is not the path of a GOV.UK page"),
        ("kind = 'ons-page', path = 'business/datasets/x'".to_owned(), "is not the path of a page"),
        ("kind = 'ons-page', path = '/business/datasets/x/data'".to_owned(), "without /data"),
        ("kind = 'ons-page', path = '/x', file = '/(/'".to_owned(), "is not a regular expression"),
        ("kind = 'ckan', api = 'api.neso.energy', package = 'x', resource = 'x'".to_owned(), "is not an address"),
        ("kind = 'ckan', api = 'https://example.org/api', package = '', resource = 'x'".to_owned(), "package"),
        ("kind = 'education-statistics', publication = 'a/b', data_set = 'x'".to_owned(), "`a/b` is not an identifier"),
        ("kind = 'govuk-search', search = ' ', edition = '/x/', attachment = '/x/'".to_owned(), "search"),
        (
            "kind = 'govuk-search', search = 'x', edition = '/(/', attachment = '/x/'".to_owned(),
            "is not a regular expression",
        ),
    ] {
        let found = mistakes(&locate, GOVUK);
        assert!(found.iter().any(|message| message.contains(words)), "{locate}: {words} not in {found:#?}");
    }
}
