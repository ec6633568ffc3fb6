//! Sources: addresses, hosts, schedule and derived series.
//!
//! In: a draft. Out: mistakes. Invariant: a download can only go to a host that its source names, so every address that a source
//! gives must be on one of them.

use super::check::{Facts, not_empty, unknown};
use super::load::{Draft, Mistakes, Place, Placed};
use super::{check_breaks, check_limits, check_route, check_select};
use crate::domain::period::{Granularity, Period};
use crate::domain::series::{Derived, Formula, Series};
use crate::domain::source::{Locate, Source};
use crate::domain::template::Template;
use chrono::NaiveDate;
use std::str::FromStr;

/// The hosts of GOV.UK's content and of its files.
const GOVUK: [&str; 2] = ["www.gov.uk", "assets.publishing.service.gov.uk"];
/// The host of the Office for National Statistics.
const ONS: &str = "www.ons.gov.uk";
/// The host of the statistics API of Explore education statistics.
const EDUCATION: &str = "api.education.gov.uk";

/// Checks every source.
pub(super) fn check(draft: &Draft, facts: &Facts, mistakes: &mut Mistakes) {
    for source in &draft.sources {
        let Placed { value, place } = source;
        page(&value.page, &place.inside("page"), mistakes);
        schedule(value, place, mistakes);
        next_due(value, place, mistakes);
        if let Some(address) = &value.licence.address {
            page(address, &place.inside("licence.address"), mistakes);
        }
        hosts(value, place, mistakes);
        check_breaks::ended(value, place, mistakes);
        for (index, route) in value.routes.iter().enumerate() {
            check_route::route(route, &place.inside(&format!("route.{index}")), mistakes);
        }
        for (index, series) in value.series.iter().enumerate() {
            let place = place.inside(&format!("series.{index}"));
            texts(series, &place, mistakes);
            check_select::series(series, &value.routes, &place, mistakes);
            check_breaks::breaks(series, &place, mistakes);
        }
        check_limits::check(value, place, mistakes);
        for (index, derived) in value.derived.iter().enumerate() {
            formula(derived, facts, &place.inside(&format!("derived.{index}")), mistakes);
        }
        if value.series.is_empty() && value.derived.is_empty() {
            mistakes.add(place, "no [[series]]; a source has at least one");
        }
    }
}

fn texts(series: &Series, place: &Place, mistakes: &mut Mistakes) {
    for (field, text) in
        [("title", &series.title), ("unit", &series.unit), ("place", &series.place), ("population", &series.population)]
    {
        not_empty(text, &place.inside(field), field, mistakes);
    }
    if series.scale.is_zero() {
        mistakes.add(&place.inside("scale"), "scale is 0; expected what the number in the cell is multiplied with");
    }
}

pub(super) fn page(address: &str, place: &Place, mistakes: &mut Mistakes) {
    if host(address).is_none() {
        mistakes.add(place, format!("`{address}` is not an address; expected https://…"));
    }
}

fn schedule(source: &Source, place: &Place, mistakes: &mut Mistakes) {
    match &source.schedule {
        Some(line) => {
            if let Err(error) = croner::Cron::from_str(line) {
                let expected = "expected minute, hour, day, month and weekday: 30 9 * * THU";
                mistakes.add(&place.inside("schedule"), format!("`{line}` is not a cron line: {error}; {expected}"));
            }
            if source.routes.is_empty() {
                mistakes.add(
                    &place.inside("schedule"),
                    "a schedule without a [[route]]; expected next_due for figures entered by hand",
                );
            }
        }
        None if !source.routes.is_empty() => {
            mistakes.add(place, "no schedule; a source with a [[route]] says when to look for a new file");
        }
        None => {}
    }
}

fn next_due(source: &Source, place: &Place, mistakes: &mut Mistakes) {
    let Some(due) = &source.next_due else { return };
    let known = Period::parse(due).is_ok_and(|due| matches!(due.granularity(), Granularity::Day | Granularity::Month));
    if !known {
        let message = format!("next_due is `{due}`; expected a day or a month: 2027-01-15, 2027-01");
        mistakes.add(&place.inside("next_due"), message);
    }
}

fn hosts(source: &Source, place: &Place, mistakes: &mut Mistakes) {
    for (index, host) in source.hosts.iter().enumerate() {
        if host.contains(['/', ':', '@', ' ']) || !host.contains('.') || host.to_lowercase() != *host {
            let message = format!("`{host}` is not the name of a host; expected a name such as www.gov.uk");
            mistakes.add(&place.inside(&format!("hosts.{index}")), message);
        }
    }
    for (index, route) in source.routes.iter().enumerate() {
        let place = place.inside(&format!("route.{index}.locate"));
        for needed in needed(&route.locate, &place, mistakes) {
            if !source.hosts.contains(&needed) {
                let message =
                    format!("the route goes to {needed}, which is not among hosts; expected hosts = [\"{needed}\", …]");
                mistakes.add(&place, message);
            }
        }
    }
}

/// The hosts that a locator goes to.
fn needed(locate: &Locate, place: &Place, mistakes: &mut Mistakes) -> Vec<String> {
    let (field, address) = match locate {
        Locate::Fixed { address } => ("address", address.clone()),
        Locate::PageLink { page, .. } => ("page", page.clone()),
        Locate::Dated { address, .. } if address.starts_with('/') => {
            return govuk("address", address, place, mistakes);
        }
        Locate::Dated { address, .. } => ("address", of_a_date(address)),
        Locate::Ckan { api, .. } => ("api", api.clone()),
        Locate::OnsPage { .. } => return vec![ONS.to_owned()],
        Locate::EducationStatistics { .. } => return vec![EDUCATION.to_owned()],
        Locate::GovukContent { path, .. } | Locate::GovukCollection { path, .. } => {
            return govuk("path", path, place, mistakes);
        }
        Locate::GovukSearch { .. } => return GOVUK.map(str::to_owned).to_vec(),
    };
    if host(&address).is_none() {
        mistakes.add(&place.inside(field), format!("`{address}` is not an address; expected https://…"));
    }
    host(&address).into_iter().collect()
}

fn govuk(field: &str, path: &str, place: &Place, mistakes: &mut Mistakes) -> Vec<String> {
    if !path.starts_with("/government/") {
        let message = format!("`{path}` is not the path of a GOV.UK page; expected /government/…");
        mistakes.add(&place.inside(field), message);
    }
    GOVUK.map(str::to_owned).to_vec()
}

/// The address of some date; one that cannot be read is found elsewhere.
fn of_a_date(address: &str) -> String {
    Template::parse(address).map_or_else(|_| address.to_owned(), |template| template.fill(NaiveDate::default()))
}

/// The host of an https address.
fn host(address: &str) -> Option<String> {
    let uri = http::Uri::from_str(address).ok()?;
    (uri.scheme_str() == Some("https")).then_some(())?;
    uri.host().map(str::to_lowercase).filter(|host| host.contains('.'))
}

fn formula(derived: &Derived, facts: &Facts, place: &Place, mistakes: &mut Mistakes) {
    let place = place.inside("formula");
    for input in derived.formula.inputs() {
        match facts.get(input) {
            None => mistakes.add(&place, unknown("series", input, facts.keys().map(String::as_str))),
            Some(facts) if facts.derived => {
                mistakes.add(&place, format!("`{input}` is derived itself; expected recorded series"));
            }
            Some(facts) if facts.granularity != derived.granularity && !rolls(&derived.formula) => {
                let message = format!(
                    "`{input}` has {} periods, `{}` {}; expected the same",
                    facts.granularity, derived.id, derived.granularity
                );
                mistakes.add(&place, message);
            }
            Some(_) => {}
        }
    }
    if derived.formula.inputs().is_empty() {
        mistakes.add(&place, "a sum of nothing; expected series");
    }
}

/// A rolling sum makes longer periods than those of its input.
fn rolls(formula: &Formula) -> bool {
    matches!(formula, Formula::RollingSum { .. })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_host_of_an_address_is_found_only_over_https() {
        for (address, found) in [
            ("https://www.ons.gov.uk/a?b=c", Some("www.ons.gov.uk")),
            ("http://www.ons.gov.uk/", None),
            ("https://localhost/", None),
            ("www.ons.gov.uk", None),
        ] {
            assert_eq!(host(address).as_deref(), found, "{address}");
        }
    }
}
