//! Routes: a way to a file can be gone as it is written.
//!
//! In: a route. Out: mistakes. Invariant: every text in slashes is a regular expression that compiles, every name in braces stands for
//! a part of the date, and a dated address differs from one date to the next.

use super::check::not_empty;
use super::check_select::{format, pattern, patterns};
use super::load::{Mistakes, Place};
use crate::domain::source::{Locate, Route, Step};
use crate::domain::template::Template;

/// The most dates that one look may try.
const MOST_DATES: u32 = 60;

/// Checks a route.
pub(super) fn route(route: &Route, place: &Place, mistakes: &mut Mistakes) {
    locate(&route.locate, &place.inside("locate"), mistakes);
    format(&route.format, &place.inside("format"), mistakes);
}

fn locate(locate: &Locate, place: &Place, mistakes: &mut Mistakes) {
    match locate {
        Locate::Fixed { .. } => {}
        Locate::GovukContent { attachment, .. } => pattern(attachment, &place.inside("attachment"), mistakes),
        Locate::GovukCollection { edition, attachment, .. } => {
            pattern(edition, &place.inside("edition"), mistakes);
            pattern(attachment, &place.inside("attachment"), mistakes);
        }
        Locate::GovukSearch { search, edition, attachment, .. } => {
            not_empty(search, &place.inside("search"), "search", mistakes);
            pattern(edition, &place.inside("edition"), mistakes);
            pattern(attachment, &place.inside("attachment"), mistakes);
        }
        Locate::PageLink { links, .. } => {
            if links.is_empty() {
                mistakes.add(&place.inside("links"), "no link to follow; expected at least one pattern");
            }
            patterns(links, &place.inside("links"), mistakes);
        }
        Locate::Dated { address, every, back, attachment, links } => {
            dated(address, *every, *back, place, mistakes);
            leads_on(address, attachment.as_deref(), links, place, mistakes);
        }
        Locate::OnsPage { path, file } => {
            if !path.starts_with('/') || path.ends_with("/data") {
                let message = format!("`{path}` is not the path of a page; expected /topic/…/datasets/… without /data");
                mistakes.add(&place.inside("path"), message);
            }
            if let Some(file) = file {
                pattern(file, &place.inside("file"), mistakes);
            }
        }
        Locate::Ckan { package, resource, .. } => {
            not_empty(package, &place.inside("package"), "package", mistakes);
            pattern(resource, &place.inside("resource"), mistakes);
        }
        Locate::EducationStatistics { publication, data_set } => {
            identifier(publication, &place.inside("publication"), mistakes);
            pattern(data_set, &place.inside("data_set"), mistakes);
        }
    }
}

fn dated(address: &str, every: Step, back: Option<u32>, place: &Place, mistakes: &mut Mistakes) {
    match Template::parse(address) {
        Err(error) => mistakes.add(&place.inside("address"), error.to_string()),
        Ok(template) if !template.tells_apart(every) => {
            let step = format!("{every:?}").to_lowercase();
            let message = format!("`{address}` is the same from one {step} to the next; expected its {step} in braces");
            mistakes.add(&place.inside("address"), message);
        }
        Ok(_) => {}
    }
    if back.is_some_and(|back| !(1..=MOST_DATES).contains(&back)) {
        mistakes.add(&place.inside("back"), format!("back is not between 1 and {MOST_DATES}"));
    }
}

/// What a dated page leads on to: its attachment or its links, as its kind is.
fn leads_on(address: &str, attachment: Option<&str>, links: &[String], place: &Place, mistakes: &mut Mistakes) {
    if let Some(attachment) = attachment {
        pattern(attachment, &place.inside("attachment"), mistakes);
    }
    patterns(links, &place.inside("links"), mistakes);
    let wrong = match (address.starts_with('/'), attachment.is_some(), links.is_empty()) {
        (true, false, _) => "the path of a GOV.UK page needs attachment: which of its attachments is the file",
        (true, true, false) => "a GOV.UK page has an attachment; links are for other pages",
        (false, true, _) => "attachment is for the path of a GOV.UK page; expected links, or neither for a file",
        _ => return,
    };
    mistakes.add(place, wrong);
}

fn identifier(text: &str, place: &Place, mistakes: &mut Mistakes) {
    let known = |letter: char| letter.is_ascii_alphanumeric() || letter == '-';
    if text.is_empty() || !text.chars().all(known) {
        let message = format!("`{text}` is not an identifier; expected such as fcda2962-82a6-4052-afa2-ea398c53c85f");
        mistakes.add(place, message);
    }
}
