//! A release: a moment at which a publisher brings out figures, as announced, moved or called off.
//!
//! In: announcements of publishers, and data/releases.toml. Out: [`Release`] and [`Announcement`]s of it.
//! Invariant: what was announced is never changed; a move or a cancellation is a further announcement.

use super::evidence::Evidence;
use chrono::{DateTime, NaiveDateTime, TimeZone, Utc};
use chrono_tz::Europe::London;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// An override, from data/releases.toml: a release that no machine announces, or one whose announcement is wrong.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Release {
    /// The source.
    pub source: String,
    /// When, in London: `2026-11-26T09:30`.
    #[schemars(with = "String")]
    #[serde(deserialize_with = "to_the_minute")]
    pub at: NaiveDateTime,
    /// What comes out: "Housing supply; net additional dwellings, England: 2025 to 2026".
    pub title: String,
    /// How firm it is.
    #[serde(default)]
    pub state: ReleaseState,
    /// Why it is here, or why it was moved or called off.
    #[serde(default)]
    pub why: Option<String>,
    /// Where it is said.
    pub evidence: Evidence,
}

impl Release {
    /// The instant at which it comes out. A time that the clocks skip is taken an hour on; one that comes twice, the first time.
    pub fn instant(&self) -> DateTime<Utc> {
        london(self.at)
    }
}

/// Reads `2026-11-26T09:30`, with or without seconds.
fn to_the_minute<'de, D: serde::Deserializer<'de>>(deserializer: D) -> Result<NaiveDateTime, D::Error> {
    let text = String::deserialize(deserializer)?;
    let read = ["%Y-%m-%dT%H:%M", "%Y-%m-%dT%H:%M:%S"].map(|form| NaiveDateTime::parse_from_str(&text, form).ok());
    let refused = || serde::de::Error::custom(format!("`{text}` is not a day and time in London: 2026-11-26T09:30"));
    read.into_iter().flatten().next().ok_or_else(refused)
}

/// The instant of a time of day in London; one that the clocks skip is taken an hour on, of one that comes twice the first.
pub fn london(at: NaiveDateTime) -> DateTime<Utc> {
    let skipped = || London.from_local_datetime(&(at + chrono::TimeDelta::hours(1))).earliest();
    let found = London.from_local_datetime(&at).earliest().or_else(skipped);
    found.map_or_else(|| at.and_utc(), |instant| instant.with_timezone(&Utc))
}

/// How firm a release is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum ReleaseState {
    /// The publisher has named day and time.
    #[default]
    Confirmed,
    /// The publisher has named a time that may change, or only a month.
    Provisional,
    /// Called off.
    Cancelled,
}

impl ReleaseState {
    const ALL: [Self; 3] = [Self::Confirmed, Self::Provisional, Self::Cancelled];

    /// The word used in the store.
    pub fn word(self) -> &'static str {
        match self {
            Self::Confirmed => "confirmed",
            Self::Provisional => "provisional",
            Self::Cancelled => "cancelled",
        }
    }

    /// Reads [`ReleaseState::word`] back.
    pub fn from_word(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|state| state.word() == word)
    }
}

/// What a publisher said of a release, and when we read it. The newest of one `key` counts; those before it show that it was moved.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Announcement {
    /// The source.
    pub source: String,
    /// What tells this release from the source's others, whenever it comes: the announcement's path, or the edition's period.
    pub key: String,
    /// What comes out.
    pub title: String,
    /// When.
    pub due_at: DateTime<Utc>,
    /// Whether the publisher gave the time of day; where it gave only a day, the source's own time of day is taken.
    pub exact: bool,
    /// How firm it is.
    pub state: ReleaseState,
    /// Why it was moved or called off, in the publisher's words.
    pub reason: Option<String>,
    /// Where it is said.
    pub address: String,
    /// When we read it.
    pub seen_at: DateTime<Utc>,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn half_past_nine_in_london_is_an_hour_earlier_in_summer_and_a_skipped_time_is_taken_an_hour_on() {
        for (at, instant) in [
            ("2026-11-26T09:30:00", "2026-11-26T09:30:00Z"),
            ("2026-07-23T09:30:00", "2026-07-23T08:30:00Z"),
            ("2026-03-29T01:30:00", "2026-03-29T01:30:00Z"),
            ("2026-10-25T01:30:00", "2026-10-25T00:30:00Z"),
        ] {
            let expected: DateTime<Utc> = instant.parse().unwrap();
            assert_eq!(london(at.parse().unwrap()), expected, "{at}");
        }
    }

    #[test]
    fn a_release_is_written_to_the_minute() {
        let text = |at: &str| {
            format!(
                "source = 'x'\nat = '{at}'\ntitle = 'x'\nevidence = {{ known = 'publisher_page', address = 'https://a.example/' }}"
            )
        };
        for at in ["2026-11-26T09:30", "2026-11-26T09:30:00"] {
            let release: Release = toml::from_str(&text(at)).unwrap();
            assert_eq!(release.instant().to_rfc3339(), "2026-11-26T09:30:00+00:00", "{at}");
        }
    }
}
