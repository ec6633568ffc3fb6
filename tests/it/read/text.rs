//! Text files: every encoding and layout.

use super::check;

#[test]
fn text_in_every_encoding() {
    let wide = |header: &str, rows: u8, value: &str, name: &str| {
        format!(
            "format = {{ kind = \"csv\" }}\n[[series]]\nid = \"staff\"\ngranularity = \"month\"\n[series.select]\nheader = \"{header}\"\nheader_rows = {rows}\n\
             period = {{ fixed = \"2020-01\" }}\nvalue = \"{value}\"\nwhere = [{{ column = \"#1\", is = \"{name}\" }}]\n"
        )
    };
    let dft = wide("Organisation name", 3, "Payroll staff AO/AA Headcount", "Driver and Vehicle Licensing Agency");
    check("govuk-workforce/dft-three-row-header-cp1252.csv", &dft, &[("staff", "2020-01", "4194.00", "")]);
    let dft =
        wide("Organisation name", 3, "Payroll staff AO/AA Full-time equivalent", "Driver and Vehicle Licensing Agency");
    check("govuk-workforce/dft-three-row-header-cp1252.csv", &dft, &[("staff", "2020-01", "3559.00", "")]);
    let beis = wide("AO/AA", 2, "AO/AA Headcount", "Department for Business, Energy and Industrial Strategy");
    check("govuk-workforce/blank-rows-bom.csv", &beis, &[("staff", "2020-01", "138", "")]);
    let mac = wide("Organisation name", 1, "Payroll staff AO/AA Full-time Equivalent", "Cabinet Office");
    check(
        "govuk-workforce/cr-only-line-endings.csv",
        &mac.replace("kind = \"csv\"", "kind = \"csv\", encoding = \"macintosh\""),
        &[("staff", "2020-01", "130.8", "")],
    );
    let dated = |name: &str| {
        format!(
            "format = {{ kind = \"csv\" }}\n[[series]]\nid = \"staff\"\ngranularity = \"month\"\n[series.select]\nperiod = {{ column = [\"Year\", \"Month\"] }}\n\
             value = \"Payroll staff; AO/AA; Headcount\"\nwhere = [{{ column = \"Organisation name\", is = \"{name}\" }}]\n"
        )
    };
    check(
        "govuk-workforce/dwp-2023-07-cp1252-long.csv",
        &dated("Department for Work and Pensions"),
        &[("staff", "2023-07", "25120.00", "")],
    );
    check(
        "govuk-workforce/cabinet-office-2025-04-bom-crlf.csv",
        &dated("Cabinet Office"),
        &[("staff", "2025-04", "467", "")],
    );
}

#[test]
fn tidy_text() {
    let table = r#"
format = { kind = "csv" }
[[series]]
id = "england"
granularity = "year"
select = { period = { column = "Time period" }, value = "Value", where = [
  { column = "Area Name", is = "England" }, { column = "Sex", is = "Persons" }, { column = "Age", is = "All ages" }, { column = "Category Type", is = "" }, { column = "Parent Code", is = "" } ] }
[[series]]
id = "london"
granularity = "year"
select = { period = { column = "Time period" }, value = "Value", aggregate = "same", where = [
  { column = "Area Name", is = "City of London" }, { column = "Sex", is = "Persons" }, { column = "Age", is = "All ages" }, { column = "Category Type", is = "" } ] }
"#;
    check(
        "fingertips/indicators-CountyUA.data.csv",
        table,
        &[("england", "2015", "94.7261896202678", ""), ("london", "2015", "", "blank")],
    );
    let table = r#"
format = { kind = "csv" }
[[series]]
id = "north-east"
granularity = "year"
select = { period = { column = "DATE_NAME" }, value = "OBS_VALUE", flags = "OBS_STATUS", where = [
  { column = "GEOGRAPHY_NAME", is = "North East" }, { column = "GEOGRAPHY_TYPE", is = "regions" }, { column = "GENDER_NAME", is = "Total" }, { column = "C_AGE_NAME", is = "All Ages" } ] }
"#;
    check("nomis/population-estimates-lad-2021.csv", table, &[("north-east", "2021", "2646772", "")]);
    let table = r#"
format = { kind = "csv" }
[[series]]
id = "cpi"
granularity = "year"
select = { period = { column = "TIME_PERIOD" }, value = "OBS_VALUE", flags = "OBS_STATUS", where = [{ column = "REF_AREA", is = "CHN" }] }
"#;
    check("oecd/g20-prices-cpi-china.sdmx.csv", table, &[("cpi", "1985", "9.3", ""), ("cpi", "1987", "7.3", "")]);
    let table = r#"
format = { kind = "csv" }
[[series]]
id = "co2"
granularity = "year"
select = { period = { column = "year" }, value = "co2", where = [{ column = "country", is = "United Kingdom" }] }
"#;
    check("owid/owid-co2-data-2020-12-09.csv", table, &[("co2", "2018", "379.04", ""), ("co2", "1990", "600.773", "")]);
    let table = r#"
format = { kind = "csv" }
[[series]]
id = "hkd"
granularity = "year"
select = { period = { column = "TIME_PERIOD" }, value = "OBS_VALUE", flags = "OBS_STATUS", where = [
  { column = "DER_REP_CTY", is = "5J" }, { column = "DER_CURR_LEG1", is = "HKD" }, { column = "DER_CURR_LEG2", is = "TO1" } ] }
"#;
    check(
        "bis/otc-derivatives.sdmx.csv",
        table,
        &[
            ("hkd", "2004", "14206.490766", ""),
            ("hkd", "2010", "31040.395041", ""),
            ("hkd", "2002", "", "not_available"),
        ],
    );
    let table = r#"
format = { kind = "csv" }
[[series]]
id = "bona-vacantia"
granularity = "year-ending"
select = { period = { header = "/^(\\w+ \\d{4} to \\w+ \\d{4}): volume$/" }, where = [{ column = "Name of service", is = "/^Trusts and estates: referrals/" }] }
"#;
    check(
        "gds/transaction-volumes.csv",
        &table.replace("from2014", ""),
        &[("bona-vacantia", "YE2012-03", "40000", "")],
    );
    let table = r#"
format = { kind = "csv" }
[[series]]
id = "east"
granularity = "year"
select = { period = { column = "Year" }, value = "Value", flags = "Observation status", where = [
  { column = "Series", is = "/^1/" }, { column = "Region", is = "East" }, { column = "Sex", is = "Male" }, { column = "Working Pattern", is = "Full Time" }, { column = "Age", is = "" }, { column = "Occupation", is = "" }, { column = "Disability status", is = "" } ] }
"#;
    check("ons/sdg-indicator-8-5-1.csv", table, &[("east", "1997", "9.75", ""), ("east", "1999", "10.71", "")]);
}

#[test]
fn education() {
    let table = r#"
format = { kind = "csv" }
[[series]]
id = "bullying"
granularity = "academic-year"
select = { period = { column = ["time_period", "time_identifier"] }, value = "perm_bullying", where = [{ column = "geographic_level", is = "national" }, { column = "school_type", is = "Total" }] }
[[series]]
id = "primary-drugs"
granularity = "academic-year"
select = { markers = { x = "suppressed" }, period = { column = ["time_period", "time_identifier"] }, value = "perm_drug_alcohol", where = [{ column = "geographic_level", is = "national" }, { column = "school_type", is = "State-funded primary" }] }
"#;
    check(
        "dfe/exclusions_by_reason.csv",
        table,
        &[
            ("bullying", "AY2016-17", "25", ""),
            ("bullying", "AY2015-16", "40", ""),
            ("primary-drugs", "AY2016-17", "", "suppressed"),
        ],
    );
    let table = r#"
format = { kind = "csv" }
[[series]]
id = "attending"
granularity = "day"
select = { period = { column = "date" }, value = "children_attending", where = [{ column = "time_period", is = "2020" }, { column = "week", is = ["13", "14"] }] }
"#;
    check(
        "dfe/attendance-dates-2020.csv",
        table,
        &[
            ("attending", "2020-03-23", "330000", ""),
            ("attending", "2020-03-24", "212000", ""),
            ("attending", "2020-03-25", "175000", ""),
        ],
    );
}

#[test]
fn statistics_of_wales_with_merged_headers() {
    let table = r##"
format = { kind = "csv" }
[[series]]
id = "all"
granularity = "month"
select = { header = "All", header_rows = 3, period = { column = "#1" }, value = "All" }
[[series]]
id = "first"
granularity = "month"
select = { header = "All", header_rows = 3, period = { column = "#1" }, value = "/Over 0 weeks and up to 1 week$/" }
"##;
    check(
        "statswales/rtt-waits-2022-07.csv",
        table,
        &[
            ("all", "2011-09", "392467", ""),
            ("first", "2011-09", "33452", ""),
            ("all", "2022-07", "743229", ""),
            ("first", "2022-07", "32708", ""),
        ],
    );
}

/// Every period of a wide sum is over the same rows, and says so by their hash: each cell and the byte 1F, a line feed a row.
#[test]
fn a_sum_over_rows_of_a_wide_table_is_hashed_over_those_rows() {
    use sha2::Digest as _;
    let text = "Fuel,Make,2023,2024\nElectric,A,1,2\nDiesel,A,5,6\nElectric,B,3,[c]\n";
    let table = "format = { kind = \"csv\" }\n[[series]]\nid = \"s\"\ngranularity = \"year\"\nselect = { period = { header = '/^\\d{4}$/' }, aggregate = \"sum-at-least\", where = [{ column = \"Fuel\", is = \"Electric\" }] }\n";
    assert_eq!(super::said(text.as_bytes(), table), "2023=4; 2024=2 lower_bound");
    let mut file = tempfile::NamedTempFile::new().unwrap();
    std::io::Write::write_all(&mut file, text.as_bytes()).unwrap();
    let source = super::source(table);
    let reading =
        headway::ingest::read::Reader::in_process().read(file.path(), &source, &source.routes[0].format).unwrap();
    let rows = "Electric\x1fA\x1f1\x1f2\x1f\nElectric\x1fB\x1f3\x1f[c]\x1f\n";
    let hash = hex::encode(sha2::Sha256::digest(rows.as_bytes()));
    for figure in &reading.series[0].figures {
        let expected = format!("sum of the column of the period where Fuel = Electric; 2 rows; SHA-256 {hash}");
        assert_eq!(figure.cell, expected);
    }
}

#[test]
fn a_sum_of_one_value_names_its_cell_where_periods_run_across() {
    let table = "format = { kind = \"csv\" }\n[[series]]\nid = \"s\"\ngranularity = \"quarter\"\n[series.select]\n\
        where = [{ column = \"Area\", is = \"/^(UK|Both)$/\" }]\nperiod = { header = '/^(2023 Q\\d)$/' }\naggregate = \"sum\"\n";
    let source = super::source(table);
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("file");
    for (text, cells) in [
        ("Area,2023 Q1,2023 Q2\nUK,1,2\nFR,3,4\n", ["line 2, column 2023 Q1", "line 2, column 2023 Q2"]),
        ("Area,2023 Q1,2023 Q2\nUK,1,2\nBoth,3,4\n", ["2 rows; SHA-256 ", "2 rows; SHA-256 "]),
    ] {
        std::fs::write(&path, text).unwrap();
        let reading =
            headway::ingest::read::Reader::in_process().read(&path, &source, &source.routes[0].format).unwrap();
        for (figure, cell) in reading.series[0].figures.iter().zip(cells) {
            assert!(figure.cell.contains(cell), "{}", figure.cell);
        }
    }
}
