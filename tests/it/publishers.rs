//! The publishers' sites in a folder, for the rehearsal publisher: real files where their publishers serve them, and pages of ours
//! that link to them as the real pages do.

use std::fs;
use std::io::Write;
use std::path::{Path, PathBuf};

const ONS: &str = "www.ons.gov.uk";
const ASSETS: &str = "assets.publishing.service.gov.uk";
const NHS: &str = "www.england.nhs.uk";
const RTT_PAGE: &str = "statistics/statistical-work-areas/rtt-waiting-times";
pub const LF24: &str =
    "www.ons.gov.uk/employmentandlabourmarket/peopleinwork/employmentandemployeetypes/timeseries/lf24/lms/data";
pub const D7G7: &str = "www.ons.gov.uk/economy/inflationandpriceindices/timeseries/d7g7/mm23/data";
pub const IHYQ: &str = "www.ons.gov.uk/economy/grossdomesticproductgdp/timeseries/ihyq/qna/data";

/// A folder laid out as `<host>/<path>`.
pub struct Publishers(pub PathBuf);

impl Publishers {
    /// Lays out every file of `samples` that the catalogue's sources can find.
    pub fn lay_out(folder: &Path, samples: &Path) -> Self {
        let publishers = Self(folder.to_owned());
        publishers.time_series(samples);
        publishers.transport(samples);
        publishers.energy(samples);
        publishers.hospitals(samples);
        publishers
    }

    /// Writes one file at its address.
    pub fn put(&self, address: &str, bytes: &[u8]) {
        let path = self.0.join(address);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, bytes).unwrap();
    }

    /// The answer of the time series generator, whose query is part of the file's name.
    pub fn put_generator(&self, path: &str, bytes: &[u8]) {
        let name = format!("generator?format=csv&uri={path}")
            .replace('%', "%25")
            .replace('/', "%2F")
            .replace('?', "%3F")
            .replace('&', "%26")
            .replace('=', "%3D");
        self.put(&format!("{ONS}/{name}"), bytes);
    }

    fn time_series(&self, samples: &Path) {
        self.put(LF24, &fs::read(samples.join("ons/lf24-2014-09-prelaunch.json")).unwrap());
        self.put(IHYQ, &fs::read(samples.join("ons/ihyq-qna-2024-09.json")).unwrap());
        self.put_generator(
            "/economy/inflationandpriceindices/timeseries/d7g7/mm23",
            &fs::read(samples.join("ons/d7g7-series-2026-03.csv")).unwrap(),
        );
    }

    fn transport(&self, samples: &Path) {
        let tables = ["veh1153.ods", "veh0132.ods"];
        self.put(
            &format!("{ASSETS}/media/6390a1b2c3d4e5f60718293a/veh1153.ods"),
            &fs::read(samples.join("dft/veh1153-2022.ods")).unwrap(),
        );
        self.put(
            &format!("{ASSETS}/media/6390a1b2c3d4e5f60718293a/veh0132.ods"),
            &fs::read(samples.join("dft/veh0132-2022q2.ods")).unwrap(),
        );
        self.content(
            "government/statistical-data-sets/vehicle-licensing-statistics-data-tables",
            "Vehicle licensing statistics data tables",
            "2022-12-13T09:30:00+00:00",
            "6390a1b2c3d4e5f60718293a",
            &tables,
        );
    }

    fn energy(&self, samples: &Path) {
        self.put(
            "api.carbonintensity.org.uk/intensity/date",
            &fs::read(samples.join("neso/carbon-intensity-2026-08-04.json")).unwrap(),
        );
        let table = "sub-regional-fuel-poverty-2022-tables.xlsx";
        self.put(
            &format!("{ASSETS}/media/62615e1ad3bf7f600d4055d3/{table}"),
            &fs::read(samples.join("desnz/sub-regional-fuel-poverty-2022.xlsx")).unwrap(),
        );
        let edition = "government/statistics/sub-regional-fuel-poverty-data-2022";
        self.content(
            edition,
            "Sub-regional fuel poverty data 2022",
            "2022-04-28T08:30:00+00:00",
            "62615e1ad3bf7f600d4055d3",
            &[table],
        );
        self.collection(
            "government/collections/fuel-poverty-sub-regional-statistics",
            &[("Sub-regional fuel poverty data 2022", edition)],
        );
        self.boiler_upgrade_scheme(samples);
    }

    /// The sample is one sheet of the release saved as CSV; it is put back into a workbook, between other sheets, as it is published.
    fn boiler_upgrade_scheme(&self, samples: &Path) {
        let rows = csv::ReaderBuilder::new()
            .has_headers(false)
            .flexible(true)
            .from_path(samples.join("desnz/bus-redemptions-by-la-by-financial-year.csv"))
            .unwrap();
        let name = "Boiler_Upgrade_Scheme_BUS_Statistics_August_2026.xlsx";
        let rows: Vec<_> =
            rows.into_records().map(|row| row.unwrap().iter().map(str::to_owned).collect::<Vec<_>>()).collect();
        self.put(
            &format!("{ASSETS}/media/6ab10b644c0f475de0a66aa4/{name}"),
            &super::workbook::workbook(&[
                ("Cover", &[vec!["Boiler Upgrade Scheme statistics".to_owned()]]),
                ("A1.7", &rows),
            ]),
        );
        let edition = "government/statistics/boiler-upgrade-scheme-statistics-august-2026";
        self.content(
            edition,
            "Boiler Upgrade Scheme statistics: August 2026",
            "2026-09-24T09:30:00+01:00",
            "6ab10b644c0f475de0a66aa4",
            &[name],
        );
        let older = "government/statistics/boiler-upgrade-scheme-statistics-october-2025";
        self.collection(
            "government/collections/boiler-upgrade-scheme-statistics",
            &[
                ("Boiler Upgrade Scheme statistics: October 2025", older),
                ("Boiler Upgrade Scheme statistics: August 2026", edition),
                ("About these statistics", "guidance/about"),
            ],
        );
    }

    fn hospitals(&self, samples: &Path) {
        let year = format!("https://{NHS}/{RTT_PAGE}/rtt-data-2025-26/");
        self.put(&format!("{NHS}/{RTT_PAGE}/index.html"), format!("<html><body><a href=\"{year}\">2025-26</a> <a href='/{RTT_PAGE}/rtt-data-2024-25/'>2024-25</a></body></html>").as_bytes());
        let file = "wp-content/uploads/sites/2/2026/03/Full-CSV-data-file-Jan26-ZIP-4M-abcdef.zip";
        self.put(&format!("{NHS}/{RTT_PAGE}/rtt-data-2025-26/index.html"), format!("<html><body><p><a href=\"https://{NHS}/statistics/{file}\">Full CSV data file Jan26 (ZIP, 4M)</a></p></body></html>").as_bytes());
        self.put(
            &format!("{NHS}/statistics/{file}"),
            &zipped(
                "20260131-RTT-January-2026-full-extract.csv",
                &gunzipped(&samples.join("nhs-england/20260131-RTT-January-2026-full-extract.csv.gz")),
            ),
        );
    }

    /// A page of GOV.UK as its content API gives it.
    pub fn content(&self, path: &str, title: &str, updated: &str, media: &str, files: &[&str]) {
        let attachments: Vec<_> = files.iter().map(|file| serde_json::json!({"attachment_type": "file", "title": file, "filename": file, "url": format!("https://{ASSETS}/media/{media}/{file}")})).collect();
        let page = serde_json::json!({"base_path": format!("/{path}"), "title": title, "schema_name": "publication", "document_type": "official_statistics",
            "public_updated_at": updated, "first_published_at": updated, "details": {"body": "", "attachments": attachments}, "links": {}});
        self.put(&format!("www.gov.uk/api/content/{path}"), page.to_string().as_bytes());
    }

    fn collection(&self, path: &str, editions: &[(&str, &str)]) {
        let documents: Vec<_> = editions.iter().map(|(title, path)| serde_json::json!({"title": title, "base_path": format!("/{path}"), "document_type": "official_statistics"})).collect();
        let page = serde_json::json!({"base_path": format!("/{path}"), "title": path, "schema_name": "document_collection", "details": {"collection_groups": []}, "links": {"documents": documents}});
        self.put(&format!("www.gov.uk/api/content/{path}"), page.to_string().as_bytes());
    }
}

pub fn gunzipped(path: &Path) -> Vec<u8> {
    let mut bytes = Vec::new();
    std::io::copy(&mut flate2::read::GzDecoder::new(fs::File::open(path).unwrap()), &mut bytes).unwrap();
    bytes
}

pub fn zipped(name: &str, bytes: &[u8]) -> Vec<u8> {
    let mut archive = zip::ZipWriter::new(std::io::Cursor::new(Vec::new()));
    archive.start_file(name, zip::write::SimpleFileOptions::default()).unwrap();
    archive.write_all(bytes).unwrap();
    archive.finish().unwrap().into_inner()
}
