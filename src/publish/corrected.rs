//! Declared corrections put in the place of what they correct.
//!
//! In: the figures of a series as known, a correction. Out: the same with the corrected number, the correction beside it.
//! Invariant: a correction applies only while the publisher's file says what it says was published; nothing in the store changes.

use super::known::{KnownFigure, Origin};
use crate::domain::correction::Correction;
use crate::domain::figure::{Figure, Flags, Value};

/// Applies a correction; whether it still applies.
pub fn apply(figures: &mut Vec<KnownFigure>, correction: &Correction) -> bool {
    let place = figures.binary_search_by_key(&correction.period, |known| known.figure.period);
    match place {
        Ok(place) if figures[place].figure.value.number() == correction.published => {
            figures[place].figure.value = Value::Number(correction.corrected);
            figures[place].correction = Some(Box::new(correction.clone()));
            true
        }
        Err(place) if correction.published.is_none() => {
            let added = added(figures, place, correction);
            let there = added.is_some();
            figures.splice(place..place, added);
            there
        }
        _ => false,
    }
}

/// A figure for a period that the file leaves out: it is known by the correction's evidence, and its file is that of its neighbour.
fn added(figures: &[KnownFigure], place: usize, correction: &Correction) -> Option<KnownFigure> {
    let neighbour = figures.get(place.saturating_sub(1))?;
    let Origin::Recorded(_) = neighbour.origin else { return None };
    let figure = Figure {
        period: correction.period,
        label: correction.period.label(),
        value: Value::Number(correction.corrected),
        flags: Flags::NONE,
        cell: String::new(),
        evidence: Some(correction.evidence.clone()),
    };
    Some(KnownFigure { figure, origin: neighbour.origin.clone(), correction: Some(Box::new(correction.clone())) })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::figure::{Missing, Provenance};
    use crate::domain::period::Period;
    use chrono::{DateTime, Utc};

    fn correction(period: &str, published: Option<i64>) -> Correction {
        let published = published.map(|number| format!("published = {number}")).unwrap_or_default();
        toml::from_str(&format!(
            "series = 'lamps'\nperiod = '{period}'\n{published}\ncorrected = 84\nreason = 'Two digits were swapped.'\n\
             evidence = {{ known = 'publisher_page', address = 'https://lamps.example/' }}"
        ))
        .unwrap()
    }

    fn figures() -> Vec<KnownFigure> {
        let at: DateTime<Utc> = "2026-01-01T09:30:00Z".parse().unwrap();
        let provenance = Provenance {
            vintage: 1,
            file: "aa".to_owned(),
            address: String::new(),
            retrieved_at: at,
            released_at: None,
            recorded_at: at,
            effective_at: at,
            live: true,
        };
        let figure = |period: &str, value| Figure {
            period: Period::parse(period).unwrap(),
            label: period.to_owned(),
            value,
            flags: Flags::NONE,
            cell: "B2".to_owned(),
            evidence: None,
        };
        let values = [
            ("2022", Value::Number(48.into())),
            ("2023", Value::Missing(Missing::Blank)),
            ("2025", Value::Number(50.into())),
        ];
        let known = |(period, value)| KnownFigure {
            figure: figure(period, value),
            origin: Origin::Recorded(provenance.clone()),
            correction: None,
        };
        values.into_iter().map(known).collect()
    }

    #[test]
    fn a_correction_holds_while_the_file_says_what_was_published() {
        for (period, published, applies, count) in [
            ("2022", Some(48), true, 3),
            ("2022", Some(49), false, 3),
            ("2022", None, false, 3),
            ("2023", None, true, 3),
            ("2023", Some(48), false, 3),
            ("2024", None, true, 4),
            ("2024", Some(48), false, 3),
            ("2021", None, true, 4),
        ] {
            let (mut known, correction) = (figures(), correction(period, published));
            assert_eq!(apply(&mut known, &correction), applies, "{period} {published:?}");
            assert_eq!(known.len(), count, "{period} {published:?}");
            assert!(known.is_sorted_by_key(|known| known.figure.period));
            let corrected = known.iter().find(|known| known.correction.is_some());
            assert_eq!(corrected.map(|known| known.figure.value.text()), applies.then(|| "84".to_owned()));
            assert!(corrected.is_none_or(|known| known.figure.period == correction.period));
        }
        assert!(!apply(&mut Vec::new(), &correction("2022", None)), "a series of which nothing is known");
    }
}
