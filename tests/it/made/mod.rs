//! Sources of which no real file is at hand, rehearsed with files made in the shape that public code reads.
//!
//! In: the figures that ship, printed as their publisher prints them, with one newer period. Out: the same figures, read and recorded
//! through the real downloader. Invariant: every figure is compared, not a sample; the layout is as documented, never as guessed.

mod cars;
mod crime;
mod early_years;
mod economy;
mod energy;
mod every;
mod health;
mod homes;
mod kinds;
mod poverty;
mod school;
mod waiting;
mod young;

use super::publishers::Publishers;
use super::support::{Headway, Running};
use headway::domain::figure::{Missing, Recorded, Value};
use headway::store::Store;
use std::path::Path;

/// Periods and values, in the order of time.
pub type Figures = Vec<(String, String)>;

/// The figures that ship for a series.
pub fn shipped(series: &str) -> Figures {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("data/figures").join(format!("{series}.csv"));
    let text = std::fs::read_to_string(path).unwrap();
    let rows = text.lines().filter(|line| !line.starts_with('#')).skip(1);
    rows.map(|row| row.split(',').collect::<Vec<_>>()).map(|cells| (cells[0].to_owned(), cells[1].to_owned())).collect()
}

/// The same with one newer figure.
pub fn with_newer(series: &str, period: &str, value: &str) -> Figures {
    let mut figures = shipped(series);
    figures.push((period.to_owned(), value.to_owned()));
    figures
}

const MONTHS: [&str; 12] = ["JAN", "FEB", "MAR", "APR", "MAY", "JUN", "JUL", "AUG", "SEP", "OCT", "NOV", "DEC"];

/// A point of a time series: `2026 Q2`; three months by the one in their middle, with a label that names the first and the last.
fn point(period: &str, value: &str) -> serde_json::Value {
    let Some((first, last)) = period.split_once('/') else {
        let label = period.replace('-', " ");
        return serde_json::json!({"date": label, "label": label, "value": value});
    };
    let parse = |month: &str| (month[..4].parse::<usize>().unwrap(), month[5..].parse::<usize>().unwrap());
    let ((year, begin), (end_year, end)) = (parse(first), parse(last));
    let middle = if begin == 12 { format!("{end_year} JAN") } else { format!("{year} {}", MONTHS[begin]) };
    let label = format!("{end_year} {}-{}", MONTHS[begin - 1], MONTHS[end - 1]);
    serde_json::json!({"date": middle, "label": label, "value": value})
}

/// A publisher made for one test.
pub struct Made {
    folder: tempfile::TempDir,
    pub publishers: Publishers,
}

/// What became of a fetch.
pub struct Fetched {
    pub headway: Headway,
    pub store: Store,
}

impl Made {
    pub fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let publishers = Publishers(folder.path().to_owned());
        Self { folder, publishers }
    }

    /// Puts a file at an address that has a query.
    pub fn put_query(&self, host_and_path: &str, query: &str, bytes: &[u8]) {
        let (host, path) = host_and_path.rsplit_once('/').unwrap();
        let name = format!("{path}?{query}").replace('%', "%25").replace('/', "%2F").replace('?', "%3F");
        self.publishers.put(&format!("{host}/{}", name.replace('&', "%26").replace('=', "%3D")), bytes);
    }

    /// Puts a series at the address of the time series API, by quarters or by three months, as national statistics give it.
    pub fn put_time_series(&self, path: &str, description: &serde_json::Value, figures: &Figures) {
        let points: Vec<_> = figures.iter().map(|(period, value)| point(period, value)).collect();
        let (quarters, months) = if figures[0].0.contains('/') { (vec![], points) } else { (points, vec![]) };
        let series = serde_json::json!({"type": "timeseries", "uri": format!("/{path}"), "description": description, "years": [],
            "quarters": quarters, "months": months, "versions": [], "alerts": [], "section": {}});
        self.publishers.put(&format!("www.ons.gov.uk/{path}/data"), series.to_string().as_bytes());
    }

    /// Fetches a source from this publisher; it must do well.
    pub fn fetch(&self, source: &str) -> Fetched {
        let publisher = Running::publisher(self.folder.path());
        let headway = Headway::rehearsing(&publisher);
        print!("{}", headway.well(&["ingest", "--once", "--source", source]));
        let store = Store::open(headway.state.path()).unwrap();
        Fetched { headway, store }
    }
}

impl Fetched {
    /// The newest figure of a series, which must have been read in the fetched file.
    pub fn newest(&self, series: &str) -> Recorded {
        let newest = self.store.figures(series, None).unwrap().pop().unwrap_or_else(|| panic!("{series}: no figure"));
        assert!(newest.provenance.live, "{series}: the newest figure is not of the fetched file: {newest:?}");
        newest
    }

    /// Asserts that the newest figure is this one, from a cell with these words, and that nothing was held.
    pub fn has_newest(&self, series: &str, period: &str, value: &str, cell: &str) {
        let newest = self.newest(series);
        assert_eq!((newest.figure.period.label().as_str(), newest.figure.value.text().as_str()), (period, value));
        assert!(newest.figure.cell.contains(cell), "{series}: {} does not hold {cell}", newest.figure.cell);
        assert_eq!(newest.figure.flags.to_string(), "", "{series}");
    }

    /// Asserts that the oldest figure is missing for this reason.
    pub fn begins_missing(&self, series: &str, period: &str, reason: &str) {
        let oldest = &self.store.figures(series, None).unwrap()[0].figure;
        assert_eq!(
            (oldest.period.label().as_str(), oldest.value),
            (period, Value::Missing(Missing::from_word(reason).unwrap()))
        );
    }

    /// Asserts that the series reads as `figures`, whole: each period once, with this value.
    pub fn reads(&self, series: &str, figures: &Figures) {
        let read: Figures = self
            .store
            .figures(series, None)
            .unwrap()
            .iter()
            .map(|recorded| (recorded.figure.period.label(), recorded.figure.value.text()))
            .collect();
        assert_eq!(read, *figures, "{series}");
    }

    /// The lines that `headway read` prints of a file with the table of a source.
    pub fn read_again(&self, source: &str, series: &str) -> Vec<String> {
        let file = self.newest(series).provenance.file;
        let path = self.store.archived_path(&file);
        let printed = self.headway.well(&["read", path.to_str().unwrap(), "--source", source]);
        printed.lines().filter(|line| line.starts_with(&format!("{series},"))).map(str::to_owned).collect()
    }
}
