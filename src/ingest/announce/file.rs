//! The next release, as a file names it itself.
//!
//! In: what was read from a file. Out: an announcement, once for what it says.
//! Invariant: the release after one edition is one release, however often its day is changed; a day that had passed when the file came
//! out announces nothing.

use super::when::{self, When};
use crate::domain::instant::london_day;
use crate::domain::release::{Announcement, ReleaseState};
use crate::domain::source::{Announced, Source};
use crate::ingest::gather::Gathered;
use crate::ingest::kit::{Kit, Purpose, whole};
use crate::ingest::media::words_of_others;
use crate::ingest::read::Reading;
use chrono::{DateTime, Utc};

/// Writes down what the file of `source` says of its next release, if that is where it is announced.
pub(crate) fn write_down(kit: &Kit, source: &Source, gathered: &Gathered) {
    if kit.purpose != Purpose::Record {
        return;
    }
    let Some(announcement) = announcement(source, gathered, kit.clock.now()) else { return };
    if let Err(error) = kit.records.record_announcement(&announcement) {
        tracing::warn!(source = source.id, "the next release could not be written down: {}", whole(&error));
    }
}

/// What the file says of the next release; none where it says nothing that is a day or a month to come.
pub fn announcement(source: &Source, gathered: &Gathered, now: DateTime<Utc>) -> Option<Announcement> {
    let Some(Announced::File { at }) = &source.announced else { return None };
    let reading = gathered.reading.as_ref()?;
    let text = reading.next_release.as_deref()?.trim();
    let came = gathered.located.released_at.or(reading.released_at);
    let after = london_day(came.unwrap_or(gathered.file.retrieved_at));
    let Some(next) = when::read(text).into_iter().filter(|when| when.day > after).min_by_key(|when| when.day) else {
        tracing::debug!(source = source.id, "`{text}` names no release to come");
        return None;
    };
    Some(Announcement {
        source: source.id.clone(),
        key: format!("after {}", words_of_others(&edition(came, gathered, reading), 200)),
        title: source.title.clone(),
        due_at: next.instant(when::time_of_day(at.as_deref())),
        exact: next.time.is_some(),
        state: if next.is_month { ReleaseState::Provisional } else { ReleaseState::Confirmed },
        reason: only_a_month(&next, text),
        address: gathered.file.answered.clone(),
        seen_at: now,
    })
}

/// What tells the edition: its day of release, what its page calls it, or its newest period.
fn edition(came: Option<DateTime<Utc>>, gathered: &Gathered, reading: &Reading) -> String {
    let day = came.map(|came| london_day(came).to_string());
    let newest = || reading.series.iter().filter_map(|series| series.figures.last()).map(|figure| figure.period).max();
    day.or_else(|| gathered.located.edition.clone())
        .or_else(|| newest().map(|period| period.label()))
        .unwrap_or_else(|| gathered.file.sha256.clone())
}

/// That only a month is named, in the publisher's words.
pub(super) fn only_a_month(when: &When, text: &str) -> Option<String> {
    when.is_month.then(|| format!("announced for {}", words_of_others(text, 200)))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ingest::locate::Located;
    use crate::store::FileRow;
    use std::collections::BTreeMap;

    fn source(announced: &str) -> Source {
        toml::from_str(&format!(
            "id = 'lf24'\ntitle = 'Employment rate'\npublisher = 'x'\npage = 'https://a.example/'\n\
             licence = {{ name = 'x', open = true }}\n{announced}"
        ))
        .unwrap()
    }

    fn gathered(next_release: &str, released_at: Option<&str>) -> Gathered {
        let reading = Reading {
            next_release: Some(next_release.to_owned()),
            released_at: released_at.map(|at| at.parse().unwrap()),
            ..Reading::default()
        };
        let file = FileRow {
            sha256: "ab".repeat(32),
            bytes: 1,
            media_type: String::new(),
            asked: "https://a.example/data".to_owned(),
            answered: "https://a.example/data".to_owned(),
            headers: BTreeMap::new(),
            retrieved_at: "2026-09-16T00:00:00Z".parse().unwrap(),
        };
        Gathered { located: Located::default(), file, same: false, reading: Some(reading) }
    }

    fn read(announced: &str, next_release: &str) -> Option<Announcement> {
        let now = "2026-09-16T00:00:00Z".parse().unwrap();
        announcement(&source(announced), &gathered(next_release, Some("2026-09-15T06:00:00Z")), now)
    }

    #[test]
    fn a_file_announces_the_release_after_its_edition() {
        let file = "announced = { by = 'file', at = '07:00' }";
        for (announced, text, due, state) in [
            (file, "13 October 2026", Some("2026-10-13T06:00:00Z"), ReleaseState::Confirmed),
            (file, "10 November 2026, 13 October 2026", Some("2026-10-13T06:00:00Z"), ReleaseState::Confirmed),
            (file, "14 July 2026", None, ReleaseState::Confirmed),
            (file, "15 September 2026", None, ReleaseState::Confirmed),
            (file, "October 2026", Some("2026-10-31T07:00:00Z"), ReleaseState::Provisional),
            (file, "To be announced", None, ReleaseState::Confirmed),
            (file, "Discontinued", None, ReleaseState::Confirmed),
            ("announced = { by = 'file' }", "13 October 2026", Some("2026-10-13T08:30:00Z"), ReleaseState::Confirmed),
            ("", "13 October 2026", None, ReleaseState::Confirmed),
        ] {
            let found = read(announced, text);
            let expected = due.map(|due| (due.parse::<DateTime<Utc>>().unwrap(), state, "after 2026-09-15"));
            assert_eq!(found.as_ref().map(|found| (found.due_at, found.state, &*found.key)), expected, "{text}");
        }
        let month = read(file, "October 2026").unwrap();
        assert_eq!((month.exact, month.reason.as_deref()), (false, Some("announced for October 2026")));
    }
}
