//! Writing down what `record` has planned: the statements, and the keys of series, files and source tables.
//!
//! In: a new edition and its plan. Out: rows.
//! Invariant: rows are only ever added; the one that moves is a confirmation that becomes a vintage under its own number.

use super::editions::{ReadFrom, coverage_word};
use super::error::StoreError;
use super::record::{New, Plan, Recorder};
use super::runs;
use super::text::from_instant;
use super::timeline::Content;
use crate::domain::figure::{Figure, Missing, Value};
use crate::domain::source::Coverage;
use crate::domain::vintage::NewVintage;
use rusqlite::{OptionalExtension, params};
use sha2::{Digest, Sha256};

impl Recorder<'_> {
    pub(super) fn next_number(&self) -> Result<i64, StoreError> {
        let sql = "SELECT 1 + max(coalesce((SELECT max(id) FROM vintage), 0), coalesce((SELECT max(id) FROM confirmation), 0))";
        Ok(self.change.prepare_cached(sql)?.query_row([], |row| row.get(0))?)
    }

    pub(super) fn series_key(&self, vintage: &NewVintage) -> Result<i64, StoreError> {
        let (key, mut kept) = self.known_series(&vintage.series)?;
        for figure in &vintage.figures {
            let found = figure.period.granularity().to_string();
            match &kept {
                Some(kept) if *kept != found => {
                    return Err(StoreError::OtherPeriods { series: vintage.series.clone(), kept: kept.clone(), found });
                }
                Some(_) => {}
                None => {
                    let sql = "UPDATE series SET granularity = ?2 WHERE key = ?1";
                    self.change.prepare_cached(sql)?.execute(params![key, found])?;
                    kept = Some(found);
                }
            }
        }
        Ok(key)
    }

    /// The key of a series and the granularity of its periods, once it has any.
    fn known_series(&self, id: &str) -> Result<(i64, Option<String>), StoreError> {
        let sql = "INSERT INTO series (id) VALUES (?1) ON CONFLICT (id) DO NOTHING";
        self.change.prepare_cached(sql)?.execute([id])?;
        let sql = "SELECT key, granularity FROM series WHERE id = ?1";
        Ok(self.change.prepare_cached(sql)?.query_row([id], |row| row.try_into())?)
    }

    pub(super) fn read_from(&mut self, vintage: &NewVintage) -> Result<ReadFrom, StoreError> {
        let route = vintage.route.map(|route| i64::try_from(route).unwrap_or(i64::MAX));
        Ok(ReadFrom { file: self.file_key(vintage)?, table: self.table_key(&vintage.table)?, route })
    }

    fn file_key(&mut self, vintage: &NewVintage) -> Result<i64, StoreError> {
        if let Some(key) = self.files.get(&vintage.file) {
            return Ok(*key);
        }
        let sql = "SELECT id FROM file WHERE sha256 = ?1";
        let found = self.change.prepare_cached(sql)?.query_row([&vintage.file], |row| row.get(0)).optional()?;
        let (series, sha256) = (vintage.series.clone(), vintage.file.clone());
        let key = found.ok_or(StoreError::NotArchived { series, sha256 })?;
        self.files.insert(vintage.file.clone(), key);
        Ok(key)
    }

    fn table_key(&mut self, toml: &str) -> Result<i64, StoreError> {
        if let Some(key) = self.tables.get(toml) {
            return Ok(*key);
        }
        let hash = hex::encode(Sha256::digest(toml));
        let sql = "INSERT INTO source_table (hash, toml) VALUES (?1, ?2) ON CONFLICT (hash) DO NOTHING";
        self.change.prepare_cached(sql)?.execute([hash.as_str(), toml])?;
        let sql = "SELECT key FROM source_table WHERE hash = ?1";
        let key = self.change.prepare_cached(sql)?.query_row([hash], |row| row.get(0))?;
        self.tables.insert(toml.to_owned(), key);
        Ok(key)
    }

    pub(super) fn insert_confirmation(&self, new: &New<'_>, plan: &Plan<'_>) -> Result<(), StoreError> {
        let sql = "INSERT INTO confirmation (id, series, source, file, source_table, route, released_at, edition_at, recorded_at,
                     effective_at, live, coverage, repeats, note)
                   VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14)";
        self.insert_edition(sql, new, plan, None)
    }

    pub(super) fn insert_vintage(&self, new: &New<'_>, plan: &Plan<'_>) -> Result<(), StoreError> {
        let sql =
            "INSERT INTO vintage (id, series, source, file, source_table, route, released_at, edition_at, recorded_at,
                     effective_at, live, coverage, repeats, note, new_figures, revised_figures)
                   VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16)";
        self.insert_edition(sql, new, plan, Some((plan.new_figures, plan.revised_figures)))?;
        for (period, figure, needed) in &plan.needed {
            if needed.edition != new.stand.id {
                self.promote(needed.edition)?;
            }
            match (needed.content, figure) {
                (Content::New, Some(figure)) => self.insert_figure(new, *period, figure)?,
                (Content::CopyOf(row), _) => self.copy_figure(row, needed.edition)?,
                _ => self.insert_withdrawn(new.series, *period, needed.edition)?,
            }
        }
        Ok(())
    }

    fn insert_edition(
        &self,
        sql: &str,
        new: &New<'_>,
        plan: &Plan<'_>,
        counts: Option<(u32, u32)>,
    ) -> Result<(), StoreError> {
        let New { vintage, read_from, stand, .. } = new;
        let repeats: Vec<_> = plan.repeats.iter().map(|figure| figure.period).collect();
        let repeats = if vintage.coverage == Coverage::Whole { String::new() } else { runs::write(&repeats) };
        let released_at = vintage.released_at.map(from_instant);
        let (edition_at, recorded_at) = (from_instant(stand.edition_at), from_instant(vintage.recorded_at));
        let (effective_at, coverage) = (from_instant(stand.effective_at), coverage_word(vintage.coverage));
        let mut statement = self.change.prepare_cached(sql)?;
        let columns = params![
            stand.id,
            new.series,
            vintage.source,
            read_from.file,
            read_from.table,
            read_from.route,
            released_at,
            edition_at,
            recorded_at,
            effective_at,
            vintage.live,
            coverage,
            repeats,
            new.note,
        ];
        for (column, value) in columns.iter().enumerate() {
            statement.raw_bind_parameter(column + 1, value)?;
        }
        if let Some((new_figures, revised_figures)) = counts {
            statement.raw_bind_parameter(15, new_figures)?;
            statement.raw_bind_parameter(16, revised_figures)?;
        }
        statement.raw_execute()?;
        Ok(())
    }

    /// A confirmation that is given a row becomes a vintage, under its own number.
    fn promote(&self, edition: i64) -> Result<(), StoreError> {
        let sql = "INSERT INTO vintage (id, series, source, file, source_table, route, released_at, edition_at, recorded_at,
                     effective_at, live, coverage, repeats, note, new_figures, revised_figures)
                   SELECT id, series, source, file, source_table, route, released_at, edition_at, recorded_at, effective_at, live,
                     coverage, repeats, note, 0, 0 FROM confirmation WHERE id = ?1";
        if self.change.prepare_cached(sql)?.execute([edition])? > 0 {
            self.change.prepare_cached("DELETE FROM confirmation WHERE id = ?1")?.execute([edition])?;
        }
        Ok(())
    }

    fn insert_figure(&self, new: &New<'_>, order: i64, figure: &Figure) -> Result<(), StoreError> {
        let sql = "INSERT INTO figure (series, period, period_order, vintage, file, value, missing, flags, label, cell, known,
                     address, note)
                   VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13)";
        let period = figure.period.label();
        let (value, missing) = match figure.value {
            Value::Number(_) => (Some(figure.value.text()), None),
            Value::Missing(reason) => (None, Some(reason.word())),
        };
        let label = (figure.label != period).then_some(&figure.label);
        let evidence = figure.evidence.as_ref();
        self.change.prepare_cached(sql)?.execute(params![
            new.series,
            period,
            order,
            new.stand.id,
            new.read_from.file,
            value,
            missing,
            figure.flags.to_string(),
            label,
            figure.cell,
            evidence.map(|evidence| evidence.known.word()),
            evidence.map(|evidence| &evidence.address),
            evidence.and_then(|evidence| evidence.note.as_ref()),
        ])?;
        Ok(())
    }

    fn copy_figure(&self, row: i64, edition: i64) -> Result<(), StoreError> {
        let sql = "INSERT INTO figure (series, period, period_order, vintage, file, value, missing, flags, label, cell, known,
                     address, note)
                   SELECT series, period, period_order, ?2, file, value, missing, flags, label, cell, known, address, note
                   FROM figure WHERE id = ?1";
        self.change.prepare_cached(sql)?.execute([row, edition])?;
        Ok(())
    }

    fn insert_withdrawn(&self, series: i64, order: i64, edition: i64) -> Result<(), StoreError> {
        let sql = "INSERT INTO figure (series, period, period_order, vintage, file, missing, flags, label, cell)
                   SELECT figure.series, period, period_order, vintage.id, vintage.file, ?4, '', label, ''
                   FROM figure JOIN vintage ON vintage.id = ?3 WHERE figure.series = ?1 AND period_order = ?2 LIMIT 1";
        let reason = Missing::Withdrawn.word();
        self.change.prepare_cached(sql)?.execute(params![series, order, edition, reason])?;
        Ok(())
    }
}
