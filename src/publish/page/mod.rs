//! Pages: a struct that holds everything its template may use, and one function that fills it from the view.
//!
//! In: a view. Out: finished HTML. Invariant: a template asks the message catalogue for fixed words only; sentences with numbers
//! come finished.

mod cards;
mod figures;
mod file;
mod frame;
mod home;
mod indicator;
mod ledger;
mod mission;
mod outcome;
mod problem;
mod releases;
mod series;
mod sources;
mod text;

pub use file::page as file;
pub use home::page as home;
pub use mission::page as mission;
pub use outcome::page as outcome;
pub use problem::page as problem;
pub use releases::page as releases;
pub use series::page as series;
pub use sources::{one as source, page as sources};
pub use text::{about, method, selection};

use super::{Page, PublishError};
use askama::Template;

/// Media type of a page.
const HTML: &str = "text/html; charset=utf-8";

/// Renders `template` as the page at `path`.
fn finish(path: &str, template: &impl Template) -> Result<Page, PublishError> {
    let body = template.render().map_err(|source| PublishError::Template { path: path.to_owned(), source })?;
    Ok(Page { path: path.to_owned(), media_type: HTML, body: body.into_bytes() })
}

/// A name and what it is, for lists of facts.
struct Fact {
    name: String,
    text: String,
}

/// A fact, unless there is nothing to say.
fn fact(name: String, text: Option<&str>) -> Option<Fact> {
    text.filter(|text| !text.is_empty()).map(|text| Fact { name, text: text.to_owned() })
}
