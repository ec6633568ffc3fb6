//! The frame that every page has: head, banners, navigation, footer.
//!
//! In: site, words, instant, path. Out: [`Frame`]. Invariant: says plainly when figures are a rehearsal's or of another day.

use super::super::origin::Link;
use super::super::site::Site;
use super::super::view::View;
use super::super::words::Words;
use super::super::{assets, words};
use crate::domain::instant;

/// Everything around a page.
pub(super) struct Frame {
    pub t: &'static Words,
    pub title: String,
    pub description: String,
    pub canonical: String,
    pub stylesheet: String,
    pub font: String,
    pub site: String,
    pub home: String,
    pub nav: Vec<NavItem>,
    pub rehearsal: bool,
    pub as_of: Option<AsOf>,
    pub form: Option<AsOfForm>,
    pub operator: Option<String>,
    pub contact: Option<Link>,
    pub indexed: bool,
}

/// A place in the navigation.
pub(super) struct NavItem {
    pub href: String,
    pub text: String,
    pub current: bool,
}

/// The banner of a page of another day.
pub(super) struct AsOf {
    pub sentence: String,
    pub reconstructed: bool,
    pub present: String,
}

/// The question for another day.
pub(super) struct AsOfForm {
    pub action: String,
    pub value: String,
    pub last: String,
}

/// What a page is called and where it is.
pub(super) struct Heading<'a> {
    pub path: &'a str,
    pub title: &'a str,
    pub description: &'a str,
    pub reconstructed: bool,
}

impl Frame {
    /// The frame of a page of the view.
    pub(super) fn of(view: &View<'_>, heading: &Heading<'_>) -> Self {
        let mut frame = Self::plain(view.site, view.words, heading);
        frame.home = view.link("/");
        for item in &mut frame.nav {
            item.href = view.link(&item.href);
        }
        frame.as_of = view.as_of.map(|instant| AsOf {
            sentence: view.words.say_with("as-it-stood", &[("when", words::dates::as_of(view.words, instant).into())]),
            reconstructed: heading.reconstructed,
            present: heading.path.to_owned(),
        });
        frame.indexed = view.as_of.is_none() && !view.site.rehearsal;
        frame
    }

    /// Adds the question for another day.
    pub(super) fn with_form(mut self, view: &View<'_>, path: &str) -> Self {
        self.form = Some(AsOfForm {
            action: path.to_owned(),
            value: view.day().to_string(),
            last: instant::london_day(view.now).to_string(),
        });
        self
    }

    /// The frame of a page that shows no figures: an error.
    pub(super) fn plain(site: &Site, words: &'static Words, heading: &Heading<'_>) -> Self {
        let nav = [
            ("/", "nav-outcomes"),
            ("/releases", "nav-releases"),
            ("/sources", "nav-sources"),
            ("/method", "nav-method"),
            ("/about", "nav-about"),
        ];
        let title = if heading.path == "/" {
            words.say_with("title-home", &[("site", site.name.as_str().into())])
        } else {
            words.say_with("title", &[("title", heading.title.into()), ("site", site.name.as_str().into())])
        };
        Self {
            t: words,
            title,
            description: heading.description.to_owned(),
            canonical: site.address(heading.path),
            stylesheet: assets::stylesheet().to_owned(),
            font: assets::font().to_owned(),
            site: site.name.clone(),
            home: "/".to_owned(),
            nav: nav
                .into_iter()
                .map(|(href, key)| NavItem {
                    href: href.to_owned(),
                    text: words.say(key),
                    current: href == heading.path,
                })
                .collect(),
            rehearsal: site.rehearsal,
            as_of: None,
            form: None,
            operator: site
                .operator
                .as_deref()
                .map(|operator| words.say_with("run-by", &[("operator", operator.to_owned().into())])),
            contact: site.contact.as_deref().map(|contact| contact_link(words, contact)),
            indexed: false,
        }
    }
}

fn contact_link(words: &Words, contact: &str) -> Link {
    let is_address = contact.contains("://") || contact.starts_with('/');
    let href = if is_address { contact.to_owned() } else { format!("mailto:{contact}") };
    Link { href, text: words.say("contact") }
}
