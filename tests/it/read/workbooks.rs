//! Workbooks: three kinds, old and new layouts.

use super::check;

#[test]
fn workbooks_of_the_three_kinds_read_identically() {
    let table = r#"
format = { kind = "spreadsheet" }
[[series]]
id = "year"
granularity = "year"
select = { sheet = "Table B", header = "/^2018$/", header_rows = 2, period = { header = "/^\\d{4}$/" }, where = [{ column = "/^$/", is = "BOKG" }] }
[[series]]
id = "quarter"
granularity = "quarter"
select = { sheet = "Table B", header = "/^2018$/", header_rows = 2, period = { header = "/^\\d{4} Q\\d$/" }, where = [{ column = "/^$/", is = "BOKG" }] }
"#
    .replace("/^$/", "#3");
    let expected = [
        ("year", "2018", "349608", ""),
        ("year", "2019", "372618", ""),
        ("quarter", "2018-Q2", "87338", ""),
        ("quarter", "2020-Q1", "82270", ""),
    ];
    let read: Vec<_> = ["xlsx", "xls", "ods"]
        .iter()
        .filter_map(|kind| check(&format!("ons/balanceofpayments2020q1.{kind}"), &table, &expected))
        .collect();
    assert!(read.windows(2).all(|pair| pair[0] == pair[1]));
}

#[test]
fn older_workbooks() {
    let table = r##"
format = { kind = "spreadsheet" }
[[series]]
id = "week"
granularity = "week"
select = { sheet = "/^Weekly figures/", header = "Week number", header_rows = 2, period = { header = "/(\\d{4}-\\d{2}-\\d{2})$/" }, where = [{ column = "#1", is = "Total deaths, all ages" }] }
"##;
    check("ons/weekly-deaths-2019.xls", table, &[("week", "2019-W01", "10955", ""), ("week", "2019-W02", "12609", "")]);
    let table = r##"
format = { kind = "spreadsheet" }
[[series]]
id = "month"
granularity = "month"
select = { header = "Area of usual residence", period = { header = "/^[A-Z][a-z]{2}-\\d/" }, where = [{ column = "#2", is = "/^England, Wales and elsewhere/" }] }
"##;
    check(
        "ons/monthly-deaths-2020.xls",
        table,
        &[("month", "2020-01", "56706", ""), ("month", "2020-02", "43653", ""), ("month", "2020-03", "", "blank")],
    );
    let table = r##"
format = { kind = "spreadsheet" }
[[series]]
id = "employed"
granularity = "rolling-3-months"
select = { sheet = "seasonally adjusted", header = "MGSL", until = "/^Change on/", period = { column = "#1" }, value = "MGRZ" }
[[series]]
id = "unemployed"
granularity = "rolling-3-months"
select = { sheet = "seasonally adjusted", header = "MGSL", until = "/^Change on/", period = { column = "#1" }, value = "MGSC" }
"##;
    check(
        "ons/table-a02-labour-force-2014.xls",
        table,
        &[
            ("employed", "1971-01/1971-03", "24613000", ""),
            ("unemployed", "1971-01/1971-03", "980000", ""),
            ("unemployed", "1971-06/1971-08", "1068000", ""),
        ],
    );
    let table = r##"
format = { kind = "spreadsheet" }
[[series]]
id = "sa"
granularity = "month"
select = { sheet = "Table 1", header = "All visits", header_rows = 4, until = "/^Latest/", fill_down = ["#1"], period = { column = ["#1", "#2"] }, value = "All visits SA" }
[[series]]
id = "nsa"
granularity = "month"
select = { sheet = "Table 1", header = "All visits", header_rows = 4, until = "/^Latest/", fill_down = ["#1"], period = { column = ["#1", "#2"] }, value = "All visits NSA" }
"##;
    check(
        "ons/overseas-travel-and-tourism.xls",
        table,
        &[("sa", "2012-01", "2660", ""), ("nsa", "2012-01", "2245.592954550293", ""), ("sa", "2012-02", "2470", "")],
    );
}

#[test]
fn accessible_workbooks() {
    let table = r#"
format = { kind = "spreadsheet" }
[[series]]
id = "claimants"
granularity = "day"
select = { sheet = "Table_2", header = "ONS Code", period = { header = "/^As at/" }, where = [{ column = "Local Authority", is = "England" }] }
"#;
    check(
        "mhclg/council-tax-support-claimants-2022-23-q3.ods",
        table,
        &[
            ("claimants", "2015-12-31", "1833179", ""),
            ("claimants", "2022-12-31", "1393323", ""),
            ("claimants", "2015-06-30", "", "not_available"),
        ],
    );
    let table = r#"
format = { kind = "spreadsheet" }
[[series]]
id = "hartlepool"
granularity = "year"
select = { sheet = "1a", header = "Region code", period = { header = "/^(\\d{4}) Owned Outright$/" }, where = [{ column = "Local authority name", is = "Hartlepool" }] }
"#;
    check("ons/subnationaldwellingstockbytenure2021.xlsx", table, &[("hartlepool", "2012", "11892", "")]);
    let table = r#"
format = { kind = "spreadsheet" }
[[series]]
id = "courts"
granularity = "month"
select = { period = { column = ["Year", "Month"] }, value = "Payroll staff; AO/AA; Full-time equivalent", where = [{ column = "Organisation name", is = "HM Courts and Tribunals Service" }] }
"#;
    check("govuk-workforce/moj-2026-06.ods", table, &[("courts", "2026-06", "7930.37441", "")]);
}
