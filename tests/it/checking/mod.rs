//! Checking, through the real command: what waits for a person and what becomes of it; declared corrections.

mod corrected;
mod held;
mod rules;

use super::support::{Headway, Running, both};
use std::fs;

pub const GOOD: &str = "Month,Pumps\n2026-05,100\n2026-06,104\n2026-07,101\n2026-08,107\n";
pub const PAGE: &str = "/series/pumps.uk.month/figures.csv";

/// A publisher of one file, and a site over a catalogue of its own. No figure here is anybody's.
pub struct Rehearsal {
    folder: tempfile::TempDir,
    pub headway: Headway,
    _publisher: Running,
}

impl Rehearsal {
    pub fn start() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let data = folder.path().join("data");
        fs::create_dir_all(data.join("sources")).unwrap();
        fs::write(data.join("sources/pumps.toml"), SOURCE).unwrap();
        let site = folder.path().join("site");
        fs::create_dir_all(&site).unwrap();
        let publisher = Running::publisher(&site);
        let headway = Headway { data: Some(data), ..Headway::rehearsing(&publisher) };
        let rehearsal = Self { folder, headway, _publisher: publisher };
        rehearsal.publish(GOOD);
        rehearsal
    }

    pub fn publish(&self, text: &str) {
        let path = self.folder.path().join("site/office.example/pumps.csv");
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text).unwrap();
    }

    pub fn write(&self, path: &str, text: &str) {
        fs::write(self.folder.path().join("data").join(path), text).unwrap();
    }

    /// Lets the clock move on.
    pub fn later(&mut self, now: &str) {
        self.headway.now = now.to_owned();
    }

    pub fn ingest(&self) -> String {
        both(&self.headway.run(&["ingest", "--once"]))
    }

    pub fn held(&self, arguments: &[&str]) -> String {
        self.headway.well(&[&["held"], arguments].concat())
    }

    /// What a decision that is refused says.
    pub fn refused(&self, arguments: &[&str]) -> String {
        let output = self.headway.run(&[&["held"], arguments].concat());
        assert!(!output.status.success(), "{arguments:?}: {}", both(&output));
        both(&output)
    }
}

pub const SOURCE: &str = r#"title = "Pumps"
publisher = "Office of Pumps"
page = "https://office.example/pumps"
licence = { name = "Open Government Licence v3.0", open = true }
hosts = ["office.example"]
schedule = "30 9 * * THU"

[[route]]
locate = { kind = "fixed", address = "https://office.example/pumps.csv" }
format = { kind = "csv" }

[[series]]
id = "pumps.uk.month"
title = "Pumps"
unit = "pumps"
place = "United Kingdom"
population = "all homes"
granularity = "month"
select = { period = { column = "Month" }, value = "Pumps" }

[[derived]]
id = "pumps.dozens.uk.month"
title = "Pumps, twelve times"
unit = "pumps"
place = "United Kingdom"
population = "all homes"
granularity = "month"
formula = { times = ["pumps.uk.month", 12] }
"#;
