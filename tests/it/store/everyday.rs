//! What the store does on ordinary days.

use super::support::{SERIES, day, figure, file_row, known, store, vintage};
use chrono::TimeDelta;
use headway::domain::evidence::{Evidence, Known};
use headway::domain::figure::{Figure, Flag, Flags, Missing, Value};
use headway::domain::source::Coverage;
use headway::domain::vintage::NewVintage;
use headway::store::{Fetch, FetchResult, Recording, Store};
use std::collections::BTreeMap;
use std::sync::Arc;

fn recorded(vintage: i64, new_figures: u32, revised_figures: u32) -> Recording {
    Recording::Recorded { vintage, new_figures, revised_figures }
}

#[test]
fn one_revised_figure_is_one_row_and_the_day_before_still_shows_the_old_one() {
    let (_folder, store) = store();
    let first = vintage(&store, 1, &[("2026-01", "10"), ("2026-02", "20.50")]);
    let second = vintage(&store, 8, &[("2026-01", "10"), ("2026-02", "21"), ("2026-03", "30")]);
    assert_eq!(store.record(&first).unwrap(), recorded(1, 2, 0));
    assert_eq!(store.record(&second).unwrap(), recorded(2, 1, 1));
    assert_eq!(known(&store, None), ["2026-01=10", "2026-02=21", "2026-03=30"]);
    assert_eq!(known(&store, Some(day(8) - TimeDelta::seconds(1))), ["2026-01=10", "2026-02=20.50"]);
    assert_eq!(known(&store, Some(day(0))), Vec::<String>::new());
    assert_eq!(store.extent().unwrap(), (4, 1));
    let history: Vec<_> = store.history(SERIES, "2026-02").unwrap().iter().map(|row| row.figure.value.text()).collect();
    assert_eq!(history, ["20.50", "21"]);
}

#[test]
fn every_figure_names_its_file_its_cell_and_how_it_is_known() {
    let (_folder, store) = store();
    let evidence =
        Evidence { known: Known::PublisherPage, address: "https://publisher.example/page".to_owned(), note: None };
    let told = Figure {
        flags: Flags::NONE.with(Flag::Provisional).with(Flag::Note),
        evidence: Some(evidence),
        ..figure("2026-01", "10")
    };
    let missing = Figure { value: Value::Missing(Missing::Suppressed), ..figure("2026-02", "0") };
    let released_at = Some(day(1));
    let figures = vec![missing.clone(), told.clone()];
    let new = NewVintage { figures, released_at, ..vintage(&store, 2, &[]) };
    store.record(&new).unwrap();
    let found = store.figures(SERIES, None).unwrap();
    assert_eq!(found.iter().map(|row| &row.figure).collect::<Vec<_>>(), [&told, &missing]);
    let provenance = &found[0].provenance;
    assert_eq!((&provenance.file, provenance.vintage, provenance.live), (&new.file, 1, true));
    assert_eq!(provenance.address, "https://publisher.example/file.csv");
    let times = (provenance.retrieved_at, provenance.released_at, provenance.recorded_at, provenance.effective_at);
    assert_eq!(times, (day(0), Some(day(1)), day(2), day(2)));
    let vintages = store.vintages(SERIES).unwrap();
    assert_eq!((vintages.len(), vintages[0].new_figures, vintages[0].revised_figures), (1, 2, 0));
}

#[test]
fn a_number_written_otherwise_is_no_revision_and_another_flag_is_one() {
    let (_folder, store) = store();
    store.record(&vintage(&store, 1, &[("2026-01", "73"), ("2026-02", "0")])).unwrap();
    let same = vintage(&store, 2, &[("2026-01", "73.0"), ("2026-02", "-0.0")]);
    assert_eq!(store.record(&same).unwrap(), Recording::Unchanged);
    let mut flagged = vintage(&store, 3, &[("2026-01", "73"), ("2026-02", "0")]);
    flagged.figures[0].flags = Flags::NONE.with(Flag::Revised);
    assert_eq!(store.record(&flagged).unwrap(), recorded(3, 0, 1));
}

#[test]
fn an_older_file_read_today_supersedes_nothing_even_where_the_newer_one_only_confirmed() {
    let (_folder, store) = store();
    store.record(&vintage(&store, 1, &[("2026-01", "10")])).unwrap();
    assert_eq!(store.record(&vintage(&store, 5, &[("2026-01", "10")])).unwrap(), Recording::Unchanged);
    let older = NewVintage { recorded_at: day(6), ..vintage(&store, 3, &[("2026-01", "99")]) };
    assert_eq!(store.record(&older).unwrap(), recorded(3, 0, 1));
    assert_eq!(known(&store, None), ["2026-01=10"]);
    let editions: Vec<_> = store.history(SERIES, "2026-01").unwrap().iter().map(|row| row.provenance.vintage).collect();
    assert_eq!(editions, [1, 3, 2]);
}

#[test]
fn a_period_that_a_whole_newer_file_no_longer_has_is_withdrawn_and_of_a_window_it_means_nothing() {
    for (coverage, after) in
        [(Coverage::Whole, vec!["2026-02=20"]), (Coverage::Window, vec!["2026-01=10", "2026-02=20"])]
    {
        let (_folder, store) = store();
        store.record(&vintage(&store, 1, &[("2026-01", "10"), ("2026-02", "20")])).unwrap();
        store.record(&NewVintage { coverage, ..vintage(&store, 2, &[("2026-02", "20")]) }).unwrap();
        assert_eq!(known(&store, None), after, "{coverage:?}");
        assert_eq!(known(&store, Some(day(1))), ["2026-01=10", "2026-02=20"]);
    }
}

#[test]
fn what_ships_counts_from_its_publication_but_not_in_a_past_that_was_already_live() {
    let (_folder, store) = store();
    let shipped = |at: i64, recorded: i64, figures: &[(&str, &str)]| {
        let vintage = vintage(&store, at, figures);
        NewVintage { live: false, released_at: Some(day(at)), recorded_at: day(recorded), ..vintage }
    };
    store.record(&shipped(1, 10, &[("2026-01", "10")])).unwrap();
    assert_eq!(known(&store, Some(day(1))), ["2026-01=10"]);
    store.record(&vintage(&store, 11, &[("2026-01", "11")])).unwrap();
    // Hidden by the first live record: it may still complete the past before that.
    store.record(&shipped(2, 20, &[("2026-01", "10.5")])).unwrap();
    assert_eq!(known(&store, Some(day(2))), ["2026-01=10.5"]);
    assert_eq!(known(&store, Some(day(11))), ["2026-01=11"]);
    // Newer than the first live record: what was shown between the two stays.
    store.record(&shipped(15, 20, &[("2026-01", "12")])).unwrap();
    assert_eq!(known(&store, Some(day(19))), ["2026-01=11"]);
    assert_eq!(known(&store, Some(day(20))), ["2026-01=12"]);
}

#[test]
fn figures_without_an_archived_file_or_with_two_values_for_a_period_are_refused() {
    let (_folder, store) = store();
    let unarchived = NewVintage { file: "0".repeat(64), ..vintage(&store, 1, &[("2026-01", "10")]) };
    assert!(store.record(&unarchived).unwrap_err().to_string().contains("which is not in the archive"));
    let twice = vintage(&store, 1, &[("2026-01", "10"), ("2026-01", "11")]);
    assert!(store.record(&twice).unwrap_err().to_string().contains("two figures for 2026-01"));
    let other = vintage(&store, 1, &[("2026-01", "10"), ("2026", "11")]);
    assert!(store.record(&other).unwrap_err().to_string().contains("periods of the kind `month`"));
    assert_eq!(store.extent().unwrap(), (0, 0));
}

#[test]
fn the_vintages_of_a_file_are_recorded_all_or_none() {
    let (_folder, store) = store();
    let good = vintage(&store, 1, &[("2026-01", "10")]);
    let bad = NewVintage { series: "other".to_owned(), file: "0".repeat(64), ..good.clone() };
    store.record_all(&[good.clone(), bad]).unwrap_err();
    assert_eq!(store.series().unwrap(), Vec::<String>::new());
    let other = NewVintage { series: "other".to_owned(), ..good.clone() };
    assert_eq!(store.record_all(&[good, other]).unwrap(), [recorded(1, 1, 0), recorded(2, 1, 0)]);
    assert_eq!(store.series().unwrap(), [SERIES, "other"]);
}

#[test]
fn the_archive_keeps_a_file_once_and_refuses_one_that_is_not_what_it_says() {
    let (folder, store) = store();
    let sha256 = store.archive(b"one", &file_row("", "https://publisher.example/1")).unwrap();
    assert_eq!(store.archive(b"one", &file_row("", "https://publisher.example/2")).unwrap(), sha256);
    assert_eq!(std::fs::read(store.archived_path(&sha256)).unwrap(), b"one");
    let row = store.file(&sha256).unwrap().unwrap();
    assert_eq!((row.bytes, row.asked.as_str()), (3, "https://publisher.example/1"));
    let wrong = store.archive(b"two", &file_row(&sha256, "https://publisher.example/3")).unwrap_err();
    assert!(wrong.to_string().starts_with("the file from https://publisher.example/3 has the SHA-256 "));
    let downloaded = folder.path().join("download");
    for _ in 0..2 {
        std::fs::write(&downloaded, b"one").unwrap();
        store.archive_path(&downloaded, &file_row(&sha256, "https://publisher.example/1")).unwrap();
        assert!(!downloaded.exists());
        std::fs::remove_file(store.archived_path(&sha256)).unwrap();
    }
    assert_eq!(store.files().unwrap().len(), 1);
}

#[test]
fn a_commit_of_one_process_changes_the_generation_that_another_sees_and_nothing_new_does_not() {
    let (folder, store) = store();
    let other = Store::open(folder.path()).unwrap();
    let mut seen = vec![other.generation().unwrap()];
    let first = vintage(&store, 1, &[("2026-01", "10")]);
    for _ in 0..2 {
        store.record(&first).unwrap();
        seen.push(other.generation().unwrap());
    }
    assert!(seen[0] != seen[1] && seen[1] == seen[2], "{seen:?}");
}

#[test]
fn several_openers_writers_and_readers_do_not_disturb_each_other() {
    let folder = tempfile::TempDir::new().unwrap();
    let path = Arc::new(folder.path().to_owned());
    let workers: Vec<_> = (0..6_i64)
        .map(|worker| {
            let path = Arc::clone(&path);
            std::thread::spawn(move || {
                let store = Store::open(&path).unwrap();
                for round in 1..6 {
                    let value = (worker * 100 + round).to_string();
                    let new = vintage(&store, worker * 10 + round, &[("2026-01", &value)]);
                    store.record(&NewVintage { series: format!("series-{worker}"), ..new }).unwrap();
                    assert_eq!(store.figures(&format!("series-{worker}"), None).unwrap()[0].figure.value.text(), value);
                }
            })
        })
        .collect();
    for worker in workers {
        worker.join().unwrap();
    }
    assert_eq!(Store::open(&path).unwrap().extent().unwrap(), (30, 6));
}

#[test]
fn a_lease_is_one_holders_until_it_expires_or_is_given_back() {
    let (folder, store) = store();
    let other = Store::open(folder.path()).unwrap();
    assert!(store.take_lease("cars", "a", day(1), day(2)).unwrap());
    assert!(!other.take_lease("cars", "b", day(1), day(2)).unwrap());
    assert!(store.take_lease("cars", "a", day(1), day(3)).unwrap());
    assert!(other.take_lease("other", "b", day(1), day(2)).unwrap());
    assert!(!other.take_lease("cars", "b", day(2), day(3)).unwrap());
    assert!(other.take_lease("cars", "b", day(3), day(4)).unwrap());
    store.drop_lease("cars", "a").unwrap();
    assert!(!store.take_lease("cars", "a", day(3), day(4)).unwrap());
    other.drop_lease("cars", "b").unwrap();
    assert!(store.take_lease("cars", "a", day(3), day(4)).unwrap());
}

#[test]
fn the_last_fetch_of_each_source_says_how_long_it_has_gone_wrong() {
    let (_folder, store) = store();
    let fetch = |source: &str, at, result| Fetch {
        source: source.to_owned(),
        started_at: day(at),
        duration_ms: 250,
        result,
        step: "download".to_owned(),
        address: "https://publisher.example/file.csv".to_owned(),
        message: "404".to_owned(),
        file: None,
    };
    let attempts =
        [FetchResult::Failed, FetchResult::Unchanged, FetchResult::Failed, FetchResult::Held, FetchResult::Blocked];
    for (at, result) in (1..).zip(attempts) {
        store.record_fetch(&fetch("cars", at, result)).unwrap();
    }
    store.record_fetch(&fetch("homes", 9, FetchResult::Failed)).unwrap();
    let last = store.last_fetches().unwrap();
    let (cars, homes) = (&last["cars"], &last["homes"]);
    assert_eq!(cars.last, fetch("cars", 5, FetchResult::Blocked));
    assert_eq!((cars.last_success_at, cars.failures_since), (Some(day(2)), 2));
    assert_eq!((homes.last_success_at, homes.failures_since), (None, 1));
}

#[test]
fn every_state_of_the_catalogue_is_found_again_by_its_day() {
    let (_folder, store) = store();
    assert_eq!(store.catalogue_at(day(1)).unwrap(), None);
    let files = |text: &str| BTreeMap::from([("missions.toml".to_owned(), text.to_owned())]);
    for (hash, at) in [("a", 2), ("a", 3), ("b", 4), ("a", 6)] {
        store.put_catalogue(hash, &files(hash), day(at)).unwrap();
    }
    for (at, hash, from) in [(1, "a", 2), (3, "a", 2), (4, "b", 4), (5, "b", 4), (9, "a", 6)] {
        let state = store.catalogue_at(day(at)).unwrap().unwrap();
        assert_eq!((state.hash.as_str(), state.in_force_from), (hash, day(from)));
        assert_eq!(state.files, files(hash));
    }
}

#[test]
fn a_rehearsal_is_one_for_good() {
    let (folder, store) = store();
    assert!(!store.is_rehearsal().unwrap());
    store.mark_rehearsal().unwrap();
    store.mark_rehearsal().unwrap();
    drop(store);
    assert!(Store::open(folder.path()).unwrap().is_rehearsal().unwrap());
}

#[test]
fn a_database_that_was_removed_or_replaced_is_noticed() {
    let (folder, store) = store();
    let (database, kept) = (folder.path().join("headway.db"), folder.path().join("kept.db"));
    assert!(store.is_still_there());
    std::fs::rename(&database, &kept).unwrap();
    assert!(!store.is_still_there());
    std::fs::copy(&kept, &database).unwrap();
    assert!(!store.is_still_there(), "a copy is another file");
    std::fs::rename(&kept, &database).unwrap();
    assert!(store.is_still_there());
}
