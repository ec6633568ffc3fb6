//! An error, as a page for people.
//!
//! In: a status, a title, a message. Out: a page. Invariant: looks like every other page and leads home.

use super::super::site::Site;
use super::super::words::Words;
use super::super::{Page, PublishError};
use super::frame::{Frame, Heading};
use askama::Template;

#[derive(Template)]
#[template(path = "problem.html")]
struct Problem {
    frame: Frame,
    status: u16,
    title: String,
    message: String,
}

/// An error page.
pub fn page(site: &Site, status: u16, title: &str, message: &str) -> Result<Page, PublishError> {
    let heading = Heading { path: "", title, description: message, reconstructed: false };
    let problem = Problem {
        frame: Frame::plain(site, Words::english(), &heading),
        status,
        title: title.to_owned(),
        message: message.to_owned(),
    };
    super::finish("", &problem)
}
