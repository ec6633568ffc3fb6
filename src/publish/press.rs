//! The press: makes snapshots of the present, and pages of any instant, for a running program.
//!
//! In: a state folder, a catalogue that may be replaced, the site's settings, a clock. Out: [`Snapshot`]s; answers as a
//! [`Publisher`]. Invariant: a store that cannot be opened is tried again at the next question; a page of the past is made with the
//! catalogue in force then.

use super::past::{Archived, Publisher, Trouble};
use super::snapshot::{Origin, Snapshot};
use super::{Inputs, Page, Site, releases};
use crate::catalogue::Catalogue;
use crate::domain::clock::Clock;
use crate::domain::instant::london_day;
use crate::domain::release::Announcement;
use crate::store::Store;
use arc_swap::ArcSwap;
use chrono::{DateTime, Utc};
use sha2::{Digest, Sha256};
use std::collections::BTreeMap;
use std::path::PathBuf;
use std::sync::{Arc, Mutex, OnceLock, PoisonError};

/// How many past states of data/ are kept in memory.
const STATES_KEPT: usize = 16;

/// Makes snapshots and pages.
pub struct Press {
    state: PathBuf,
    store: OnceLock<Arc<Store>>,
    catalogue: ArcSwap<Catalogue>,
    states: Mutex<BTreeMap<String, Arc<Catalogue>>>,
    /// What publishers had announced by a generation of the store.
    announced: Mutex<Option<(i64, Vec<Announcement>)>>,
    site: ArcSwap<Site>,
    clock: Clock,
    program: String,
}

impl Press {
    /// A press over the store in `state`. `program` names the program down to its build. With an empty catalogue, the one in
    /// force according to the store is used: what was published last.
    pub fn new(state: PathBuf, catalogue: Arc<Catalogue>, site: Site, clock: Clock, program: String) -> Self {
        Self {
            state,
            store: OnceLock::new(),
            catalogue: ArcSwap::new(catalogue),
            states: Mutex::default(),
            announced: Mutex::default(),
            site: ArcSwap::from_pointee(site),
            clock,
            program,
        }
    }

    /// The same with a store that is open already.
    pub fn over(self, store: Store) -> Self {
        Self { store: OnceLock::from(Arc::new(store)), ..self }
    }

    /// The store, opened when it is first needed. A folder without one has none made in it.
    pub fn store(&self) -> Result<&Arc<Store>, Trouble> {
        if let Some(store) = self.store.get() {
            return if store.is_still_there() { Ok(store) } else { Err(self.gone()) };
        }
        if !self.state.join("headway.db").exists() {
            return Err(Trouble::StoreAway(format!("there is none in {}", self.state.display())));
        }
        let store = Store::open(&self.state).map_err(|error| store_away(&error))?;
        Ok(self.store.get_or_init(|| Arc::new(store)))
    }

    fn gone(&self) -> Trouble {
        let state = self.state.display();
        Trouble::StoreAway(format!(
            "headway.db in {state} was removed or replaced while in use: put it right and start Headway again"
        ))
    }

    /// The catalogue of the present.
    pub fn catalogue(&self) -> Arc<Catalogue> {
        self.catalogue.load_full()
    }

    /// Puts another catalogue in its place.
    pub fn set_catalogue(&self, catalogue: Arc<Catalogue>) {
        self.catalogue.store(catalogue);
    }

    /// Says what readers of `/sources` should know of the site itself.
    pub fn set_notices(&self, notices: Vec<String>) {
        self.site.store(Arc::new(Site { notices, ..Site::clone(&self.site.load()) }));
    }

    /// What a snapshot made now would be made from.
    pub fn origin(&self) -> Result<Origin, Trouble> {
        let store = self.store()?;
        let site = format!("{:?}", self.site(store)?);
        Ok(Origin {
            program: self.program.clone(),
            site: hex::encode(Sha256::digest(site)),
            catalogue: identity(&self.catalogue.load()),
            generation: store.generation().map_err(|error| store_away(&error))?,
            day: london_day(self.clock.now()),
            turns: self.turns(store)?,
        })
    }

    /// Asked with every look at the store: what was announced is read again only after a commit.
    fn turns(&self, store: &Store) -> Result<usize, Trouble> {
        let generation = store.generation().map_err(|error| store_away(&error))?;
        let mut kept = self.announced.lock().unwrap_or_else(PoisonError::into_inner);
        if kept.as_ref().is_none_or(|(at, _)| *at != generation) {
            *kept = Some((generation, store.announcements().map_err(|error| store_away(&error))?));
        }
        let announcements = kept.as_ref().map(|(_, announcements)| announcements.as_slice()).unwrap_or_default();
        Ok(releases::turns(announcements, &self.catalogue.load().releases, self.clock.now()))
    }

    /// A snapshot of the present. What is as it was in `last` keeps its encodings.
    pub fn press(&self, last: Option<&Snapshot>) -> Result<Snapshot, Trouble> {
        // Asked first: what is committed meanwhile makes another origin, and so another snapshot.
        let origin = self.origin()?;
        let store = self.store()?;
        let (catalogue, site) = (self.catalogue.load(), self.site(store)?);
        let inputs = Inputs { catalogue: &catalogue, store, site: &site, now: self.clock.now(), as_of: None };
        let mut pages = super::pages(&inputs).map_err(|error| failed(&error))?;
        pages.extend(super::assets());
        Ok(Snapshot::make(origin, pages, last))
    }

    fn site(&self, store: &Store) -> Result<Site, Trouble> {
        let site = Site::clone(&self.site.load());
        let rehearsal = site.rehearsal || store.is_rehearsal().map_err(|error| store_away(&error))?;
        Ok(Site { rehearsal, ..site })
    }

    /// The catalogue in force at `as_of`, or now.
    fn catalogue_at(&self, store: &Store, as_of: Option<DateTime<Utc>>) -> Result<Arc<Catalogue>, Trouble> {
        let now = self.catalogue();
        if as_of.is_none() && !now.hash.is_empty() {
            return Ok(now);
        }
        let instant = as_of.unwrap_or_else(|| self.clock.now());
        let state = store.catalogue_at(instant).map_err(|error| store_away(&error))?;
        let Some(state) = state.filter(|state| state.hash != now.hash) else { return Ok(now) };
        if let Some(known) = self.states().get(&state.hash) {
            return Ok(Arc::clone(known));
        }
        let unreadable = |mistakes: Vec<_>| {
            let count = mistakes.len();
            Trouble::Failed(format!(
                "the state {} of data/ cannot be read by this version ({count} mistakes)",
                state.hash
            ))
        };
        let catalogue = Arc::new(Catalogue::from_files(&state.files).map_err(unreadable)?);
        self.keep(state.hash, Arc::clone(&catalogue));
        Ok(catalogue)
    }

    fn keep(&self, hash: String, catalogue: Arc<Catalogue>) {
        let mut states = self.states();
        if states.len() >= STATES_KEPT {
            states.pop_first();
        }
        states.insert(hash, catalogue);
    }

    fn states(&self) -> std::sync::MutexGuard<'_, BTreeMap<String, Arc<Catalogue>>> {
        self.states.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Publisher for Press {
    fn page(&self, path: &str, as_of: Option<DateTime<Utc>>) -> Result<Option<Page>, Trouble> {
        let store = self.store()?;
        let site = self.site(store)?;
        let catalogue = self.catalogue_at(store, as_of)?;
        let inputs = Inputs { catalogue: &catalogue, store, site: &site, now: self.clock.now(), as_of };
        super::page(&inputs, path).map_err(|error| failed(&error))
    }

    fn archived(&self, sha256: &str) -> Result<Option<Archived>, Trouble> {
        let store = self.store()?;
        let row = store.file(sha256).map_err(|error| store_away(&error))?;
        let path = store.archived_path(sha256);
        Ok(row.map(|row| Archived { path, media_type: row.media_type, address: row.answered }))
    }

    fn problem(&self, status: u16, title: &str, message: &str) -> Page {
        let site = Self::store(self).and_then(|store| self.site(store));
        let site = site.unwrap_or_else(|_| Site::clone(&self.site.load()));
        super::problem(&site, status, title, message)
    }

    fn store(&self) -> Result<(), Trouble> {
        Self::store(self)?.generation().map(drop).map_err(|error| store_away(&error))
    }
}

/// Names the catalogue with the figures that ship with it.
fn identity(catalogue: &Catalogue) -> String {
    let mut digest = Sha256::new_with_prefix(&catalogue.hash);
    for shipped in &catalogue.shipped {
        digest.update(&shipped.path);
        digest.update(&shipped.bytes);
    }
    hex::encode(digest.finalize())
}

fn store_away(error: &dyn std::error::Error) -> Trouble {
    Trouble::StoreAway(with_causes(error))
}

fn failed(error: &dyn std::error::Error) -> Trouble {
    Trouble::Failed(with_causes(error))
}

fn with_causes(error: &dyn std::error::Error) -> String {
    let causes = std::iter::successors(error.source(), |cause| cause.source());
    std::iter::once(error.to_string()).chain(causes.map(ToString::to_string)).collect::<Vec<_>>().join(": ")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::store::{Fetch, FetchResult};

    const NOW: &str = "2026-11-23T12:00:00Z";

    fn site() -> Site {
        Site {
            base_url: "https://headway.example".to_owned(),
            name: "Headway".to_owned(),
            operator: None,
            contact: None,
            notices: Vec::new(),
            rehearsal: false,
        }
    }

    fn press(state: &std::path::Path, catalogue: Catalogue) -> Press {
        let clock = Clock::frozen(NOW.parse().unwrap());
        Press::new(state.to_owned(), Arc::new(catalogue), site(), clock, "test".to_owned())
    }

    fn with_store(state: &std::path::Path) -> Press {
        press(state, Catalogue::load(None).unwrap()).over(Store::open(state).unwrap())
    }

    fn text(press: &Press, path: &str, as_of: Option<&str>) -> String {
        let as_of = as_of.map(|instant| instant.parse().unwrap());
        String::from_utf8(press.page(path, as_of).unwrap().unwrap().body).unwrap()
    }

    fn attempt() -> Fetch {
        Fetch {
            source: "x".to_owned(),
            started_at: NOW.parse().unwrap(),
            duration_ms: 1,
            result: FetchResult::Unchanged,
            step: "download".to_owned(),
            address: String::new(),
            message: String::new(),
            file: None,
        }
    }

    #[test]
    fn the_origin_changes_with_a_commit_a_notice_and_a_catalogue_and_else_stays() {
        let state = tempfile::tempdir().unwrap();
        let press = with_store(state.path());
        let mut seen = vec![press.origin().unwrap()];
        assert_eq!(press.origin().unwrap(), seen[0]);
        Press::store(&press).unwrap().record_fetch(&attempt()).unwrap();
        seen.push(press.origin().unwrap());
        press.set_notices(vec!["data/ has a mistake".to_owned()]);
        seen.push(press.origin().unwrap());
        press.set_catalogue(Arc::new(Catalogue { hash: "other".to_owned(), ..Catalogue::clone(&press.catalogue()) }));
        seen.push(press.origin().unwrap());
        for (number, origin) in seen.iter().enumerate() {
            assert!(!seen[..number].contains(origin), "{number}");
        }
    }

    #[test]
    fn a_folder_without_a_store_is_left_as_it_is() {
        let state = tempfile::tempdir().unwrap();
        let press = press(state.path(), Catalogue::default());
        assert!(matches!(press.page("/", None), Err(Trouble::StoreAway(_))));
        assert!(matches!(press.archived(&"0".repeat(64)), Err(Trouble::StoreAway(_))));
        assert_eq!(std::fs::read_dir(state.path()).unwrap().count(), 0);
        assert!(!press.problem(404, "Page not found", "Nothing here.").body.is_empty());
    }

    #[test]
    fn the_past_is_told_in_the_words_of_then_and_without_a_catalogue_those_of_the_last_one() {
        let state = tempfile::tempdir().unwrap();
        let now = with_store(state.path());
        let store = Press::store(&now).unwrap();
        let catalogue = now.catalogue();
        let (slug, name) = (&catalogue.outcomes[0].slug, &catalogue.outcomes[0].name);
        let mut files = catalogue.files.clone();
        let file = files.iter().find(|(path, text)| path.contains(slug.as_str()) && text.contains(name.as_str()));
        let path = file.unwrap().0.clone();
        let changed = files[&path].replacen(&format!("name = \"{name}\""), "name = \"Of old\"", 1);
        files.insert(path, changed);
        let old = Catalogue::from_files(&files).unwrap();
        store.put_catalogue(&old.hash, &old.files, "2026-01-01T00:00:00Z".parse().unwrap()).unwrap();
        store.put_catalogue(&catalogue.hash, &catalogue.files, "2026-02-01T00:00:00Z".parse().unwrap()).unwrap();
        let page = format!("/outcomes/{slug}");
        assert!(text(&now, &page, Some("2026-01-15T00:00:00Z")).contains("Of old"));
        assert!(!text(&now, &page, Some("2026-02-15T00:00:00Z")).contains("Of old"));
        assert!(!text(&now, &page, None).contains("Of old"));
        let without = press(state.path(), Catalogue::default());
        assert!(text(&without, &page, None).contains(name.as_str()));
    }

    #[test]
    fn notices_are_said_on_the_page_of_sources() {
        let state = tempfile::tempdir().unwrap();
        let press = with_store(state.path());
        press.set_notices(vec!["The files in data/ have a mistake".to_owned()]);
        assert!(text(&press, "/sources", None).contains("The files in data/ have a mistake"));
    }

    #[test]
    fn a_snapshot_has_every_page_and_every_file_that_they_need() {
        let state = tempfile::tempdir().unwrap();
        let snapshot = with_store(state.path()).press(None).unwrap();
        for path in ["/", "/sources", "/method", "/about", "/robots.txt"] {
            assert!(snapshot.entries.contains_key(path), "{path}");
        }
        let home = String::from_utf8(snapshot.entries["/"].identity().to_vec()).unwrap();
        let assets: Vec<_> = home.split('"').filter(|part| part.starts_with("/assets/")).collect();
        assert!(!assets.is_empty() && assets.iter().all(|path| snapshot.entries.contains_key(*path)));
    }
}
