//! The quarantine: vintages that wait for a person.
//!
//! In: a vintage with findings; later a decision, by whom and why. Out: what waits, and what became of everything that ever did.
//! Invariant: what waits is in no figure that is shown; a decision stays; what a file says is held once, and not again when it was
//! decided.
//!
//! What tells two vintages in quarantine apart is the series, the file and what was read in it; while one waits, a further file that
//! says the same is no other. Should the table that it is read by be
//! corrected meanwhile, the same file says something else: that is a new number, and the one that waited is `replaced`, so that
//! nobody can release what the old table misread. A file that was refused and comes again under another hash is judged anew.

use super::Store;
use super::error::StoreError;
use super::held_rows::{from_text, read, to_text, write};
use super::record::Recorder;
use super::rows::{Decided, Decision, Held, Quarantined, Recording};
use super::text::{from_instant, to_instant};
use crate::domain::vintage::NewVintage;
use chrono::{DateTime, TimeDelta, Utc};
use rusqlite::{Connection, Row, params};

/// Overtaken: an edition of the series was recorded since that the publisher brought out later, or at the same time.
const COLUMNS: &str = "
SELECT held.id, held.vintage, findings, held_at, decision, decided_by, why, decided_at,
  EXISTS (SELECT 1 FROM (SELECT series, edition_at, recorded_at FROM vintage UNION ALL
                         SELECT series, edition_at, recorded_at FROM confirmation) AS edition
          JOIN series ON series.key = edition.series
          WHERE series.id = held.series AND edition.edition_at >= held.vintage ->> 'edition_at'
            AND (edition.edition_at > held.vintage ->> 'edition_at' OR edition.recorded_at > held.held_at))
FROM held";

impl Store {
    /// Puts a vintage in quarantine, unless what that file says of the series is there already, or was, and was decided. Its number
    /// there.
    pub fn hold(&self, vintage: &NewVintage, findings: &[String]) -> Result<i64, StoreError> {
        let json = to_text(vintage)?;
        let findings = write(&findings)?;
        let held_at = from_instant(vintage.recorded_at);
        self.write("hold a vintage", |change| {
            if let Some(there) = saying_the_same(change, vintage)? {
                return Ok(there.held.id);
            }
            if let Some(id) = waits_already(change, vintage)? {
                return Ok(id);
            }
            let sql = "UPDATE held SET decision = ?3, decided_by = 'Headway', why = ?4, decided_at = ?5
                       WHERE series = ?1 AND file = ?2 AND decision IS NULL";
            let why = "the file was read again by another table and says something else";
            let replaced = Decision::Replaced.word();
            change.execute(sql, params![vintage.series, vintage.file, replaced, why, held_at])?;
            let sql = "INSERT INTO held (series, file, vintage, findings, held_at) VALUES (?1, ?2, ?3, ?4, ?5)";
            change.execute(sql, params![vintage.series, vintage.file, json, findings, held_at])?;
            Ok(change.last_insert_rowid())
        })
    }

    /// What was decided of what this file says of the series, if that was ever held.
    pub fn decided(&self, vintage: &NewVintage) -> Result<Option<Decision>, StoreError> {
        self.read("look into the quarantine", |reader| {
            Ok(saying_the_same(reader, vintage)?.and_then(|there| there.decided).map(|decided| decided.decision))
        })
    }

    /// Vintages in quarantine that nobody has decided on.
    pub fn held(&self) -> Result<Vec<Held>, StoreError> {
        self.read("list what is held", |reader| {
            let sql = format!("{COLUMNS} WHERE decision IS NULL ORDER BY held.id");
            let waiting =
                reader.prepare_cached(&sql)?.query_and_then([], quarantined)?.collect::<Result<Vec<_>, _>>()?;
            Ok(waiting.into_iter().map(|waiting| waiting.held).collect())
        })
    }

    /// Everything that ever was in quarantine, in the order in which it was held.
    pub fn quarantine(&self) -> Result<Vec<Quarantined>, StoreError> {
        self.read("list the quarantine", |reader| {
            reader.prepare_cached(&format!("{COLUMNS} ORDER BY held.id"))?.query_and_then([], quarantined)?.collect()
        })
    }

    /// What is or was in quarantine under a number.
    pub fn quarantined(&self, id: i64) -> Result<Quarantined, StoreError> {
        self.read("look into the quarantine", |reader| under(reader, id))
    }

    /// Records a vintage that was held: `by` has looked at it and says `why`. It counts from `at`, at the place of its own edition.
    pub fn release_held(&self, id: i64, by: &str, why: &str, at: DateTime<Utc>) -> Result<Recording, StoreError> {
        let decided = Decided { decision: Decision::Released, by: by.to_owned(), why: why.to_owned(), at };
        self.write("release a held vintage", |change| {
            let held = decide(change, id, &decided)?;
            let edition_at = place(change, &held)?;
            Recorder::new(change).record(&NewVintage { recorded_at: at, edition_at, ..held.vintage }, None)
        })
    }

    /// Refuses a vintage that was held, for good.
    pub fn refuse_held(&self, id: i64, by: &str, why: &str, at: DateTime<Utc>) -> Result<(), StoreError> {
        let decided = Decided { decision: Decision::Refused, by: by.to_owned(), why: why.to_owned(), at };
        self.write("refuse a held vintage", |change| decide(change, id, &decided).map(|_| ()))
    }
}

fn quarantined(row: &Row<'_>) -> Result<Quarantined, StoreError> {
    let (vintage, findings, held_at): (String, String, String) = (row.get(1)?, row.get(2)?, row.get(3)?);
    let held = Held {
        id: row.get(0)?,
        vintage: from_text(&vintage)?,
        findings: read(&findings)?,
        held_at: to_instant(&held_at)?,
        overtaken: row.get(8)?,
    };
    let word: Option<String> = row.get(4)?;
    let Some(word) = word else { return Ok(Quarantined { held, decided: None }) };
    let decision =
        Decision::from_word(&word).ok_or_else(|| StoreError::unreadable(format!("the decision `{word}`")))?;
    let at: String = row.get(7)?;
    let decided = Decided { decision, by: row.get(5)?, why: row.get(6)?, at: to_instant(&at)? };
    Ok(Quarantined { held, decided: Some(decided) })
}

/// The newest in quarantine of the same file and series that says the same.
fn saying_the_same(reader: &Connection, vintage: &NewVintage) -> Result<Option<Quarantined>, StoreError> {
    let sql = format!("{COLUMNS} WHERE held.series = ?1 AND held.file = ?2 ORDER BY held.id DESC");
    let mut statement = reader.prepare_cached(&sql)?;
    let there = statement.query_and_then([&vintage.series, &vintage.file], quarantined)?;
    for there in there {
        let there = there?;
        if says_the_same(&there.held.vintage, vintage) {
            return Ok(Some(there));
        }
    }
    Ok(None)
}

/// What waits of the same series and says the same, in another file: some publishers write the hour into every copy, and each look would
/// put one more before a person. Of what a newer edition has overtaken the same figures are news again.
fn waits_already(reader: &Connection, vintage: &NewVintage) -> Result<Option<i64>, StoreError> {
    let sql = format!("{COLUMNS} WHERE held.series = ?1 AND decision IS NULL ORDER BY held.id DESC");
    let mut statement = reader.prepare_cached(&sql)?;
    for waiting in statement.query_and_then([&vintage.series], quarantined)? {
        let Held { id, vintage: waiting, overtaken, .. } = waiting?.held;
        if !overtaken && says_the_same(&waiting, vintage) {
            return Ok(Some(id));
        }
    }
    Ok(None)
}

fn says_the_same(one: &NewVintage, other: &NewVintage) -> bool {
    one.coverage == other.coverage
        && one.figures.len() == other.figures.len()
        && one.figures.iter().zip(&other.figures).all(|(one, other)| one.says_the_same_as(other))
}

fn under(reader: &Connection, id: i64) -> Result<Quarantined, StoreError> {
    let mut statement = reader.prepare_cached(&format!("{COLUMNS} WHERE held.id = ?1"))?;
    let there = statement.query_and_then([id], quarantined)?.next().transpose()?;
    there.map_or_else(|| Err(StoreError::NotHeld { id, waiting: waiting(reader)? }), Ok)
}

/// The numbers that wait, in words.
fn waiting(reader: &Connection) -> Result<String, StoreError> {
    let mut statement = reader.prepare_cached("SELECT id FROM held WHERE decision IS NULL ORDER BY id")?;
    let numbers = statement.query_map([], |row| row.get::<_, i64>(0))?.collect::<Result<Vec<_>, _>>()?;
    let numbers: Vec<_> = numbers.iter().map(ToString::to_string).collect();
    Ok(if numbers.is_empty() { "none".to_owned() } else { numbers.join(", ") })
}

/// The place of what is released among the editions: its own. Editions of one instant are in the order of recording, so that one which
/// was recorded while it waited would be superseded by it: it is put just before that.
fn place(change: &Connection, held: &Held) -> Result<DateTime<Utc>, StoreError> {
    let sql = "SELECT EXISTS (SELECT 1 FROM (SELECT series, edition_at, recorded_at FROM vintage UNION ALL
                                             SELECT series, edition_at, recorded_at FROM confirmation) AS edition
               JOIN series ON series.key = edition.series
               WHERE series.id = ?1 AND edition.edition_at = ?2 AND edition.recorded_at > ?3)";
    let edition_at = held.vintage.edition_at;
    let columns = params![held.vintage.series, from_instant(edition_at), from_instant(held.held_at)];
    let is_taken: bool = change.query_row(sql, columns, |row| row.get(0))?;
    Ok(if is_taken { edition_at - TimeDelta::microseconds(1) } else { edition_at })
}

fn decide(change: &Connection, id: i64, decided: &Decided) -> Result<Held, StoreError> {
    let there = under(change, id)?;
    if let Some(before) = there.decided {
        return Err(StoreError::Decided { id, decided: Box::new(before) });
    }
    let sql = "UPDATE held SET decision = ?2, decided_by = ?3, why = ?4, decided_at = ?5 WHERE id = ?1";
    let Decided { decision, by, why, at } = decided;
    change.execute(sql, params![id, decision.word(), by, why, from_instant(*at)])?;
    Ok(there.held)
}
