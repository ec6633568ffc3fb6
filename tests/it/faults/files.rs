//! One small table in every layout that a decoder reads, so that one list of faults can be worked into all of them.

use crate::{publishers, workbook};
use std::fmt::Write as _;
use std::io::Write as _;

/// A table of months, before it is written down as a file.
#[derive(Clone, Debug)]
pub struct Table {
    /// The sheet, member, or list that it is in.
    pub sheet: &'static str,
    /// The name of the column of periods.
    pub period: &'static str,
    /// Canonical month and value.
    pub rows: Vec<(String, String)>,
}

/// How a tidy table is selected.
pub const TIDY: &str = "select = { period = { column = 'Period' }, value = 'Value' }";

impl Table {
    /// So many months from January 2015.
    pub fn of(months: usize) -> Self {
        let row = |at: usize| (format!("{}-{:02}", 2015 + at / 12, at % 12 + 1), (100 + at).to_string());
        Self { sheet: "Data", period: "Period", rows: (0..months).map(row).collect() }
    }

    /// The periods as the Office for National Statistics writes them.
    fn ons_rows(&self) -> impl Iterator<Item = (String, &String)> {
        const NAMES: [&str; 12] = ["JAN", "FEB", "MAR", "APR", "MAY", "JUN", "JUL", "AUG", "SEP", "OCT", "NOV", "DEC"];
        self.rows.iter().map(|(period, value)| {
            let month: usize = period[5..].parse().unwrap();
            (format!("{} {}", &period[..4], NAMES[month - 1]), value)
        })
    }

    fn cells(&self) -> Vec<Vec<String>> {
        let rows = self.rows.iter().map(|(period, value)| vec![period.clone(), value.clone()]);
        std::iter::once(vec![self.period.to_owned(), "Value".to_owned()]).chain(rows).collect()
    }
}

/// `"a","b"` joined.
fn lines(head: &str, rows: impl Iterator<Item = String>) -> Vec<u8> {
    rows.fold(format!("{head}\n"), |text, row| text + &row + "\n").into_bytes()
}

pub fn csv(table: &Table) -> Vec<u8> {
    lines(&format!("{},Value", table.period), table.rows.iter().map(|(period, value)| format!("{period},{value}")))
}

pub fn gzip(table: &Table) -> Vec<u8> {
    let mut encoder = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
    encoder.write_all(&csv(table)).unwrap();
    encoder.finish().unwrap()
}

pub fn zip(table: &Table) -> Vec<u8> {
    publishers::zipped(&format!("{}.csv", table.sheet), &csv(table))
}

pub fn xlsx(table: &Table) -> Vec<u8> {
    workbook::workbook(&[("Notes", &[vec!["About".to_owned()]]), (table.sheet, &table.cells())])
}

pub fn ods(table: &Table) -> Vec<u8> {
    let name = "urn:oasis:names:tc:opendocument:xmlns";
    let mut text = format!(
        "<office:document-content xmlns:office=\"{name}:office:1.0\" xmlns:table=\"{name}:table:1.0\" xmlns:text=\"{name}:text:1.0\"><office:body><office:spreadsheet><table:table table:name=\"{}\">",
        table.sheet
    );
    for row in table.cells() {
        text.push_str("<table:table-row>");
        for cell in row {
            let kind = match cell.parse::<f64>() {
                Ok(_) => format!("office:value-type=\"float\" office:value=\"{cell}\""),
                Err(_) => "office:value-type=\"string\"".to_owned(),
            };
            let _ = write!(text, "<table:table-cell {kind}><text:p>{cell}</text:p></table:table-cell>");
        }
        text.push_str("</table:table-row>");
    }
    text.push_str("</table:table></office:spreadsheet></office:body></office:document-content>");
    let manifest = format!("<manifest:manifest xmlns:manifest=\"{name}:manifest:1.0\"/>");
    let kind = "application/vnd.oasis.opendocument.spreadsheet";
    crate::read::hostile::zip_of(&[("mimetype", kind), ("META-INF/manifest.xml", &manifest), ("content.xml", &text)])
}

pub fn xls(table: &Table) -> Vec<u8> {
    super::old_workbook::of(table.sheet, &table.cells())
}

pub fn json(table: &Table) -> Vec<u8> {
    let row =
        |(period, value): &(String, String)| format!("{{\"{}\":\"{period}\",\"Value\":\"{value}\"}}", table.period);
    let rows: Vec<_> = table.rows.iter().map(row).collect();
    format!("{{\"{}\":[{}],\"rest\":[]}}", table.sheet, rows.join(",")).into_bytes()
}

fn cube(table: &Table) -> (String, String) {
    let quoted = |text: &String| format!("\"{text}\"");
    let periods: Vec<_> = table.rows.iter().map(|(period, _)| quoted(period)).collect();
    let number = |value: &String| if value.parse::<f64>().is_ok() { value.clone() } else { quoted(value) };
    let values: Vec<_> = table.rows.iter().map(|(_, value)| number(value)).collect();
    let dimension = format!("\"{}\":{{\"category\":{{\"index\":[{}]}}}}", table.period, periods.join(","));
    (dimension, values.join(","))
}

/// Version 1: a bundle, with identifiers and sizes among the dimensions.
pub fn json_stat_1(table: &Table) -> Vec<u8> {
    let (dimension, values) = cube(table);
    let (id, size) = (table.period, table.rows.len());
    format!(
        "{{\"{}\":{{\"dimension\":{{{dimension},\"id\":[\"{id}\"],\"size\":[{size}]}},\"value\":[{values}]}}}}",
        table.sheet
    )
    .into_bytes()
}

/// Version 2: a dataset.
pub fn json_stat_2(table: &Table) -> Vec<u8> {
    let (dimension, values) = cube(table);
    let (id, size) = (table.period, table.rows.len());
    format!(
        "{{\"version\":\"2.0\",\"class\":\"dataset\",\"id\":[\"{id}\"],\"size\":[{size}],\"dimension\":{{{dimension}}},\"value\":[{values}]}}"
    )
    .into_bytes()
}

pub fn ons_json(table: &Table) -> Vec<u8> {
    let point = |(date, value): (String, &String)| format!("{{\"date\":\"{date}\",\"value\":\"{value}\"}}");
    let points: Vec<_> = table.ons_rows().map(point).collect();
    let list = if table.sheet == "Data" { "months" } else { table.sheet };
    format!("{{\"{list}\":[{}],\"description\":{{\"title\":\"Pumps\"}}}}", points.join(",")).into_bytes()
}

pub fn ons_csv(table: &Table) -> Vec<u8> {
    let row = |(date, value): (String, &String)| format!("\"{date}\",\"{value}\"");
    lines("\"Title\",\"Pumps\"\n\"CDID\",\"PUMP\"\n\"Unit\",\"\"\n\"Important Notes\",\"\"", table.ons_rows().map(row))
}

pub fn sdmx_csv(table: &Table) -> Vec<u8> {
    let period = if table.period == "Period" { "TIME_PERIOD" } else { table.period };
    let row = |(period, value): &(String, String)| format!("X:PUMPS(1.0),M,{period},{value},A");
    lines(&format!("DATAFLOW,FREQ,{period},OBS_VALUE,OBS_STATUS"), table.rows.iter().map(row))
}

pub fn fingertips(table: &Table) -> Vec<u8> {
    let period = if table.period == "Period" { "Time period" } else { table.period };
    let row = |(period, value): &(String, String)| format!("1,Pumps,E92000001,England,{period},{value}");
    lines(&format!("Indicator ID,Indicator Name,Area Code,Area Name,{period},Value"), table.rows.iter().map(row))
}

pub fn nomis(table: &Table) -> Vec<u8> {
    let period = if table.period == "Period" { "DATE_NAME" } else { table.period };
    let row = |(period, value): &(String, String)| format!("\"{period}\",\"United Kingdom\",{value},\"Normal Value\"");
    lines(&format!("\"{period}\",\"GEOGRAPHY_NAME\",\"OBS_VALUE\",\"OBS_STATUS_NAME\""), table.rows.iter().map(row))
}

pub fn figures(table: &Table) -> Vec<u8> {
    let period = if table.period == "Period" { "period" } else { table.period };
    let row =
        |(period, value): &(String, String)| format!("{period},{value},,read_from_file,https://www.stats.example/,");
    lines(&format!("# series: pumps\n{period},value,flags,known,address,note"), table.rows.iter().map(row))
}
