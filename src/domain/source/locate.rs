//! How to find the newest file of a source.
//!
//! In: `locate` of a route. Out: [`Locate`]. Invariant: plain data; `ingest::locate` has one file a kind.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// How to find the newest file.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(tag = "kind", rename_all = "kebab-case", deny_unknown_fields)]
pub enum Locate {
    /// Always at the same address.
    Fixed {
        /// The address.
        address: String,
    },
    /// An attachment of a GOV.UK page, found through the content API; where none matches, the newest link in the whole document.
    GovukContent {
        /// Path of the page: `/government/statistical-data-sets/…`.
        path: String,
        /// Which attachment, by its address.
        attachment: String,
    },
    /// An attachment of the newest edition in a GOV.UK collection.
    GovukCollection {
        /// Path of the collection: `/government/collections/…`.
        path: String,
        /// Which documents are editions, by title. What the first group matches is the edition's period ("August 2026").
        edition: String,
        /// Which attachment of the edition, by its address.
        attachment: String,
    },
    /// A link on a page, found by pattern; of several the newest by the period in it, else the first.
    PageLink {
        /// The page.
        page: String,
        /// One pattern a page: links to follow from page to page; the last is the file. What the first group matches, if there
        /// is one, is the edition's period.
        links: Vec<String>,
    },
    /// An address with the date in it, tried from the newest date back until one answers.
    Dated {
        /// The address, or the path of a GOV.UK page, with any of `{year}`, `{month}` (01 to 12), `{month-name}` (`august`), `{day}`
        /// (1 to 31), `{dd}` (01 to 31), `{quarter}` (1 to 4), `{quarter-months}` (`april-to-june`), `{year+1}`, `{year-1}`,
        /// `{yy}`, `{yy+1}` (two digits). The date is the last day of its month, quarter or year, in London.
        address: String,
        /// How far apart two editions are.
        every: Step,
        /// How many dates to try, today's the first; 24 where left out.
        #[serde(default)]
        back: Option<u32>,
        /// Which attachment of the page, where the address is the path of a GOV.UK page (`/government/statistics/…-{year}`).
        #[serde(default)]
        attachment: Option<String>,
        /// Links to follow from the page, where the address is a web page; as in `page-link`.
        #[serde(default)]
        links: Vec<String>,
    },
    /// The newest file of a dataset page of the Office for National Statistics, by the page's data (`/data`), else by its links.
    OnsPage {
        /// Path of the page: `/employmentandlabourmarket/…/datasets/…`.
        path: String,
        /// Which file, by its name; the first where left out.
        #[serde(default)]
        file: Option<String>,
    },
    /// A resource of a CKAN package (data.gov.uk, NESO).
    Ckan {
        /// The site's API: `https://api.neso.energy/api/3/action`.
        api: String,
        /// The package, by name or identifier.
        package: String,
        /// Which resource, by its name or its address; what the first group matches, if there is one, is the edition's period.
        resource: String,
    },
    /// A data set of the statistics API of Explore education statistics, as CSV.
    EducationStatistics {
        /// The publication, by its identifier in the API.
        publication: String,
        /// Which data set, by title.
        data_set: String,
    },
    /// An attachment of the newest GOV.UK page that a search finds: a fallback, since news gets into it.
    GovukSearch {
        /// What to search for.
        search: String,
        /// The organisation, by its name in addresses.
        #[serde(default)]
        organisation: Option<String>,
        /// Which pages are editions, by title; the first group is the edition's period.
        edition: String,
        /// Which attachment, by its address.
        attachment: String,
    },
}

/// How far apart two editions of a dated address are.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Step {
    /// A day.
    Day,
    /// A month.
    Month,
    /// A quarter.
    Quarter,
    /// A year.
    Year,
}
