//! The quarantine, the notes beside vintages, and what past editions tell of the next one.

use super::support::{day, figure, store, vintage};
use headway::domain::figure::Figure;
use headway::domain::vintage::NewVintage;
use headway::store::{Decision, Noted, Recording, Store};

const SERIES: &str = "cars.electric.uk.month";

fn known(store: &Store, at: i64) -> Vec<String> {
    let shown = |figure: &Figure| format!("{}={}", figure.period, figure.value.text());
    store.figures(SERIES, Some(day(at))).unwrap().iter().map(|recorded| shown(&recorded.figure)).collect()
}

fn findings() -> Vec<String> {
    vec!["ten times the period before".to_owned()]
}

#[test]
fn a_held_vintage_waits_whole_and_is_released_or_refused_once() {
    let (_folder, store) = store();
    let odd = NewVintage { released_at: Some(day(1)), ..vintage(&store, 1, &[("2026-01", "100000.10")]) };
    let id = store.hold(&odd, &findings()).unwrap();
    assert_eq!(store.hold(&odd, &findings()).unwrap(), id);
    let held = store.held().unwrap();
    assert_eq!((held.len(), &held[0].vintage, &held[0].findings), (1, &odd, &findings()));
    assert_eq!(known(&store, 2), Vec::<String>::new());
    let before = store.generation().unwrap();
    let released = store.release_held(id, "statistician", "the publisher confirms it", day(3)).unwrap();
    assert_eq!(released, Recording::Recorded { vintage: 1, new_figures: 1, revised_figures: 0 });
    assert!(store.generation().unwrap() > before, "the pages are made anew");
    assert_eq!(known(&store, 2), Vec::<String>::new());
    assert_eq!(known(&store, 3), ["2026-01=100000.10"]);

    let again = store.refuse_held(id, "editor", "second thoughts", day(4)).unwrap_err();
    let begins = "1 was released by statistician on 2023-11-17";
    assert!(again.to_string().starts_with(begins) && again.to_string().ends_with("a decision stays"), "{again}");
    let unknown = store.refuse_held(7, "editor", "?", day(4)).unwrap_err();
    assert_eq!(unknown.to_string(), "nothing is or was held under the number 7; waiting are: none");
    assert_eq!(store.hold(&odd, &findings()).unwrap(), id);
    assert_eq!((store.held().unwrap(), store.decided(&odd).unwrap()), (vec![], Some(Decision::Released)));

    let kept = &store.quarantine().unwrap()[0];
    let decided = kept.decided.as_ref().unwrap();
    assert_eq!((decided.by.as_str(), decided.why.as_str()), ("statistician", "the publisher confirms it"));
    assert_eq!((decided.at, kept.held.held_at, &kept.held.findings), (day(3), day(1), &findings()));
}

#[test]
fn a_file_that_is_read_otherwise_is_held_anew_and_what_was_misread_cannot_be_released() {
    let (_folder, store) = store();
    let misread = vintage(&store, 1, &[("2026-01", "5")]);
    let first = store.hold(&misread, &findings()).unwrap();
    let figures = vec![figure("2026-01", "500")];
    let read_right = NewVintage { figures, table: "another table".to_owned(), recorded_at: day(2), ..misread.clone() };
    let second = store.hold(&read_right, &findings()).unwrap();
    assert_ne!(first, second);
    let waiting: Vec<_> = store.held().unwrap().into_iter().map(|held| held.id).collect();
    assert_eq!(waiting, [second]);
    let error = store.release_held(first, "statistician", "", day(3)).unwrap_err().to_string();
    assert!(error.starts_with("1 was replaced by Headway on 2023-11-16"), "{error}");
    store.refuse_held(second, "statistician", "wrong too", day(3)).unwrap();
    assert_eq!(store.decided(&read_right).unwrap(), Some(Decision::Refused));
    assert_eq!(store.decided(&misread).unwrap(), Some(Decision::Replaced));
}

#[test]
fn what_says_the_same_in_every_copy_waits_once_until_it_is_decided_or_overtaken() {
    let (_folder, store) = store();
    // Each copy has other bytes: it was written at another time.
    let copy = |at: i64, value: &str| vintage(&store, at, &[("2026-01", value)]);
    let first = store.hold(&copy(1, "900"), &findings()).unwrap();
    for at in 2..20 {
        assert_eq!(store.hold(&copy(at, "900"), &findings()).unwrap(), first, "{at}");
    }
    let other = store.hold(&copy(20, "901"), &findings()).unwrap();
    let waiting = || store.held().unwrap().into_iter().map(|held| held.id).collect::<Vec<_>>();
    assert_eq!(waiting(), [first, other], "another slip");
    store.refuse_held(first, "statistician", "a slip", day(20)).unwrap();
    let again = store.hold(&copy(21, "900"), &findings()).unwrap();
    assert_eq!(waiting(), [other, again], "the same slip, published again, is judged anew");
    store.record(&copy(22, "90")).unwrap();
    let newest = store.hold(&copy(23, "900"), &findings()).unwrap();
    assert_eq!(waiting(), [other, again, newest], "published again after the edition that had put it right");
}

#[test]
fn what_is_released_late_takes_the_place_of_its_own_edition() {
    let (_folder, store) = store();
    let odd = vintage(&store, 1, &[("2026-01", "900")]);
    let id = store.hold(&odd, &findings()).unwrap();
    assert!(!store.held().unwrap()[0].overtaken);
    store.record(&vintage(&store, 5, &[("2026-01", "90")])).unwrap();
    assert!(store.held().unwrap()[0].overtaken, "the pages are past it");
    store.release_held(id, "statistician", "it was published so", day(9)).unwrap();
    assert_eq!(known(&store, 10), ["2026-01=90"], "the newer edition stays");
    let history = store.history(SERIES, "2026-01").unwrap();
    let values: Vec<_> = history.iter().map(|recorded| recorded.figure.value.text()).collect();
    assert_eq!(values, ["900", "90"], "in the order of editions");
}

#[test]
fn what_is_released_late_does_not_supersede_what_was_published_at_the_same_instant_and_recorded_while_it_waited() {
    let (_folder, store) = store();
    store.record(&vintage(&store, 0, &[("2026-01", "80")])).unwrap();
    let id = store.hold(&vintage(&store, 1, &[("2026-01", "900")]), &findings()).unwrap();
    let mended = NewVintage { recorded_at: day(2), edition_at: day(1), ..vintage(&store, 2, &[("2026-01", "90")]) };
    store.record(&mended).unwrap();
    assert!(store.held().unwrap()[0].overtaken);
    store.release_held(id, "statistician", "it was published so", day(3)).unwrap();
    assert_eq!(known(&store, 4), ["2026-01=90"]);
}

#[test]
fn an_older_edition_recorded_before_does_not_overtake_what_waits() {
    let (_folder, store) = store();
    store.record(&vintage(&store, 1, &[("2026-01", "90")])).unwrap();
    store.hold(&vintage(&store, 2, &[("2026-01", "900")]), &findings()).unwrap();
    assert!(!store.held().unwrap()[0].overtaken);
}

#[test]
fn notes_are_kept_with_their_vintage_once() {
    let (_folder, store) = store();
    let noted = |at, figures: &[(&str, &str)], notes: &[&str]| Noted {
        vintage: vintage(&store, at, figures),
        notes: notes.iter().map(|note| (*note).to_owned()).collect(),
    };
    let first = noted(1, &[("2026-01", "90")], &["a mark was odd"]);
    assert_eq!(store.record_noted(std::slice::from_ref(&first)).unwrap().len(), 1);
    store.record_noted(&[first]).unwrap();
    store.record_noted(&[noted(2, &[("2026-01", "90")], &["nothing new"])]).unwrap();
    let kept = store.notes("cars", 10).unwrap();
    let shown: Vec<_> = kept.iter().map(|note| (note.sentence.as_str(), note.vintage, note.recorded_at)).collect();
    assert_eq!(shown, [("nothing new", None, day(2)), ("a mark was odd", Some(1), day(1))]);
    assert_eq!((kept[0].series.as_str(), kept[0].file.len()), (SERIES, 64));
    assert_eq!(store.notes("cars", 1).unwrap().len(), 1);
    assert_eq!(store.notes("lamps", 10).unwrap(), []);
}

#[test]
fn past_revisions_are_the_largest_of_each_edition_that_revised() {
    let (_folder, store) = store();
    for (at, figures) in [
        (1, [("2026-01", "10.0"), ("2026-02", "20.0")]),
        (2, [("2026-01", "10.5"), ("2026-02", "18.0")]),
        (3, [("2026-01", "10.52"), ("2026-02", "18.0")]),
        (4, [("2026-01", "10.60"), ("2026-02", "18.0")]),
    ] {
        // The third only sharpens a figure.
        store.record(&vintage(&store, at, &figures)).unwrap();
    }
    let sizes: Vec<_> = store.past_revisions(SERIES).unwrap().iter().map(ToString::to_string).collect();
    assert_eq!(sizes, ["2.0", "0.08"]);
    assert!(store.past_revisions("nobody").unwrap().is_empty());
}

#[test]
fn the_rows_of_the_last_recorded_file_are_known() {
    let (_folder, store) = store();
    let [one, two, three] = [1, 2, 3].map(|at| vintage(&store, at, &[("2026-01", &at.to_string())]));
    store.note_rows("cars", 0, &one.file, 1000).unwrap();
    assert_eq!(store.rows_before("cars", 0, &two.file).unwrap(), None, "nothing of it is recorded yet");
    store.record(&one).unwrap();
    assert_eq!(store.rows_before("cars", 0, &two.file).unwrap(), Some(1000));
    assert_eq!(store.rows_before("cars", 0, &one.file).unwrap(), None, "a file is not measured against itself");
    assert_eq!(store.rows_before("cars", 1, &two.file).unwrap(), None, "another way is another kind of file");
    let id = store.hold(&two, &findings()).unwrap();
    store.note_rows("cars", 0, &two.file, 700).unwrap();
    assert_eq!(store.rows_before("cars", 0, &three.file).unwrap(), Some(1000), "what waits is no measure");
    store.release_held(id, "statistician", "fewer areas from now on", day(3)).unwrap();
    assert_eq!(store.rows_before("cars", 0, &three.file).unwrap(), Some(700));
}
