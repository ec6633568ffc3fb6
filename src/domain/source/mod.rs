//! A source: a publisher's file, how to find it, how to read it, what must hold of it.
//!
//! In: `data/sources/<id>.toml`, the `[source]` of an outcome's file, or a file given by `--spec`. Out: [`Source`].
//! Invariant: plain data; only `ingest` gives these words their meaning. Text in `/slashes/` is a regular expression
//! (case-insensitive), any other text is matched whole after cleaning (notes, line breaks and outer spaces taken off; case ignored).

mod checks;
mod format;
mod locate;
mod select;

use super::evidence::Evidence;
use super::series::{Derived, Series};
pub use checks::{Checks, Coverage};
use chrono::NaiveDate;
pub use format::{Format, FormatKind};
pub use locate::{Locate, Step};
use schemars::JsonSchema;
pub use select::{Aggregate, Condition, MonthOfWindow, OneOrMany, PeriodFrom, Select};
use serde::{Deserialize, Serialize};

/// A publisher's file and the series in it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Source {
    /// Stable identifier; the file's name where left out.
    #[serde(default)]
    pub id: String,
    /// What the publisher calls it.
    pub title: String,
    /// Who publishes it.
    pub publisher: String,
    /// The publisher's page about it, for people.
    pub page: String,
    /// Under which licence the figures may be reused.
    pub licence: Licence,
    /// Names that downloads may go to. A redirect to any other name is refused.
    #[serde(default)]
    pub hosts: Vec<String>,
    /// How many seconds to leave between two pages of a file that comes in pages, where the publisher wants more than one.
    #[serde(default)]
    pub gap_seconds: Option<u32>,
    /// When to look for a new file, as a cron line in Europe/London: `30 9 * * THU`. None for figures entered by hand. Where the
    /// publisher announces its releases, they count as well.
    #[serde(default)]
    pub schedule: Option<String>,
    /// Where the publisher announces its releases.
    #[serde(default)]
    pub announced: Option<Announced>,
    /// How often it comes out, in words: `monthly`, `every quarter`, `once a year, in late November`.
    #[serde(default)]
    pub cadence: Option<String>,
    /// How long after the end of a period its figures come out, in words: `about six weeks`.
    #[serde(default)]
    pub lag: Option<String>,
    /// Said of a source that the publisher has stopped.
    #[serde(default)]
    pub discontinued: Option<Discontinued>,
    /// How sure it is that addresses and layout are as described here; shown on /sources.
    #[serde(default)]
    pub confidence: Option<String>,
    /// In what the layout was seen; shown in docs/sources.md. Where left out: by hand without a route, else only as a documented shape.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub layout_seen: Option<LayoutSeen>,
    /// For figures entered by hand: when somebody has to look again (a day, or a month).
    #[serde(default)]
    pub next_due: Option<String>,
    /// Ways to the file, tried in order until one works. None for figures entered by hand.
    #[serde(default, rename = "route", skip_serializing_if = "Vec::is_empty")]
    pub routes: Vec<Route>,
    /// The series in the file.
    #[serde(default, rename = "series", skip_serializing_if = "Vec::is_empty")]
    pub series: Vec<Series>,
    /// Series computed from recorded ones.
    #[serde(default, rename = "derived", skip_serializing_if = "Vec::is_empty")]
    pub derived: Vec<Derived>,
}

impl Source {
    /// In what the layout was seen, as declared, else as little as can be meant.
    pub fn layout_seen(&self) -> LayoutSeen {
        let least = if self.routes.is_empty() { LayoutSeen::Hand } else { LayoutSeen::Shape };
        self.layout_seen.unwrap_or(least)
    }

    /// Whether the day, or the last day of the month or year, by which figures were to be entered by hand is over on `day`. A source that is
    /// fetched, or of which no such day is known, is never overdue.
    pub fn is_overdue(&self, day: NaiveDate) -> bool {
        let today = day.to_string();
        let due = self.next_due.as_deref().filter(|_| self.routes.is_empty());
        due.is_some_and(|due| today.get(..due.len()).is_some_and(|today| due < today))
    }
}

/// In what the layout of a source was seen.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum LayoutSeen {
    /// In a real file of the publisher, with which the table was tried.
    File,
    /// In a description, or in code of others that reads it: no real file was at hand.
    Shape,
    /// Nowhere: the figures are entered by hand.
    Hand,
}

/// Where a publisher announces its releases.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(tag = "by", rename_all = "kebab-case", deny_unknown_fields)]
pub enum Announced {
    /// In the file itself, as the Office for National Statistics does ("next release: 13 October 2026").
    File {
        /// At which time of day in London, where only the day is given: `07:00`; `09:30` where left out.
        #[serde(default)]
        at: Option<String>,
    },
    /// In the release announcements of GOV.UK, found through its search.
    Govuk {
        /// What to search for: the title of the statistics.
        search: String,
        /// Which announcements are of this source, by title: `/^Boiler Upgrade Scheme statistics/`.
        title: String,
        /// The organisation, by its name in addresses: `department-for-energy-security-and-net-zero`.
        #[serde(default)]
        organisation: Option<String>,
    },
}

/// The end of a source.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Discontinued {
    /// The day from which it counts as stopped.
    pub on: NaiveDate,
    /// Why, and what takes its place.
    pub why: String,
    /// Where the publisher says so.
    pub evidence: Evidence,
}

/// A licence.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Licence {
    /// Its name: `Open Government Licence v3.0`.
    pub name: String,
    /// Its text.
    #[serde(default)]
    pub address: Option<String>,
    /// Whether it is an open licence. Figures under none are cited as facts, and page and download say so.
    pub open: bool,
}

/// One way to a file.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Route {
    /// How to find the newest file.
    pub locate: Locate,
    /// How the file is laid out.
    pub format: Format,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_month_is_over_with_its_last_day_and_a_day_with_itself() {
        for (due, day, overdue) in [
            (Some("2026-07"), "2026-07-31", false),
            (Some("2026-07"), "2026-08-01", true),
            (Some("2026-07-09"), "2026-07-09", false),
            (Some("2026-07-09"), "2026-07-10", true),
            (None, "2026-07-10", false),
        ] {
            let mut source: Source = toml::from_str(MINIMAL).unwrap();
            source.next_due = due.map(str::to_owned);
            assert_eq!(source.is_overdue(day.parse().unwrap()), overdue, "{due:?} on {day}");
        }
    }

    const MINIMAL: &str = "title = 'Lamps'\npublisher = 'Town'\npage = 'https://town.example/'\nlicence = { name = 'None', open = false }\n";
}
