//! What the other tests of real files leave of the spot values.

use super::{check, count};

/// A table of one series in a year, month …
fn table(format: &str, granularity: &str, select: &str) -> String {
    format!(
        "format = {{ {format} }}\n[[series]]\nid = \"s\"\ngranularity = \"{granularity}\"\nselect = {{ {select} }}\n"
    )
}

/// Conditions on columns.
fn at(conditions: &[(&str, &str)]) -> String {
    let told: Vec<_> =
        conditions.iter().map(|(column, is)| format!("{{ column = \"{column}\", is = \"{is}\" }}")).collect();
    format!("where = [{}]", told.join(", "))
}

const CSV: &str = "kind = \"csv\"";

#[test]
fn workforce_of_departments() {
    let dft = |grade: &str, name: &str| {
        format!(
            "header = \"Organisation name\", header_rows = 3, period = {{ fixed = \"2020-01\" }}, value = \"Payroll staff {grade}\", {}",
            at(&[("#1", name)])
        )
    };
    let one = |file: &str, format: &str, select: &str, value: &str| {
        check(&format!("govuk-workforce/{file}"), &table(format, "month", select), &[("s", "2020-01", value, "")]);
    };
    one("dft-three-row-header-cp1252.csv", CSV, &dft("EO Headcount", "Department for Transport"), "324");
    let blank = |grade: &str, name: &str| {
        format!(
            "header = \"AO/AA\", header_rows = 2, period = {{ fixed = \"2020-01\" }}, value = \"{grade}\", {}",
            at(&[("#1", name)])
        )
    };
    let beis = "Department for Business, Energy and Industrial Strategy";
    one("blank-rows-bom.csv", CSV, &blank("AO/AA Full-time Equivalent", beis), "132.63");
    one("blank-rows-bom.csv", CSV, &blank("AO/AA Headcount", "Civil Nuclear Police Authority (CNPA)"), "1081");
    let mac = |name: &str| {
        format!(
            "header = \"Organisation name\", period = {{ fixed = \"2020-01\" }}, value = \"Payroll staff AO/AA Headcount\", {}",
            at(&[("#1", name)])
        )
    };
    let roman = "kind = \"csv\", encoding = \"macintosh\"";
    one("cr-only-line-endings.csv", roman, &mac("Cabinet Office"), "135");
    one("cr-only-line-endings.csv", roman, &mac("Civil Service Commission"), "1");
    let dated = |grade: &str, name: &str| {
        format!(
            "period = {{ column = [\"Year\", \"Month\"] }}, value = \"/^Payroll staff; {grade}/\", {}",
            at(&[("Organisation name", name)])
        )
    };
    let ods = "kind = \"spreadsheet\"";
    for (file, format, grade, name, period, value) in [
        ("dwp-2023-07-cp1252-long.csv", CSV, "AO/AA; Full", "Department for Work and Pensions", "2023-07", "21518.20"),
        ("dwp-2023-07-cp1252-long.csv", CSV, "EO; Head", "Department for Work and Pensions", "2023-07", "43174.00"),
        ("cabinet-office-2025-04-bom-crlf.csv", CSV, "AO/AA; Full", "Cabinet Office", "2025-04", "417.9"),
        ("cabinet-office-2025-04-bom-crlf.csv", CSV, "EO; Head", "Cabinet Office", "2025-04", "743"),
        ("moj-2026-06.ods", ods, "AO/AA; Head", "Ministry of Justice", "2026-06", "317"),
        ("moj-2026-06.ods", ods, "AO/AA; Head", "HM Courts and Tribunals Service", "2026-06", "9089"),
    ] {
        let table = table(format, "month", &dated(grade, name));
        check(&format!("govuk-workforce/{file}"), &table, &[("s", period, value, "")]);
    }
}

#[test]
fn tidy_and_wide_text() {
    let east = at(&[
        ("Series", "/^1/"),
        ("Region", "East"),
        ("Sex", "Male"),
        ("Working Pattern", "Full Time"),
        ("Age", ""),
        ("Occupation", ""),
        ("Disability status", ""),
    ]);
    let select = format!("period = {{ column = \"Year\" }}, value = \"Value\", flags = \"Observation status\", {east}");
    check("ons/sdg-indicator-8-5-1.csv", &table(CSV, "year", &select), &[("s", "1998", "10.2", "")]);
    for (source, value) in [("Landfill gas", "14.585362514441282"), ("Hydro", "0.4769582776143818")] {
        let select = at(&[
            ("Country", "England"),
            ("Region", ""),
            ("Renewable source", source),
            ("Wind", ""),
            ("Bioenergy", ""),
        ]);
        let select = format!("period = {{ column = \"Year\" }}, value = \"Value\", {select}");
        check("ons/sdg-indicator-7-b-1.csv", &table(CSV, "year", &select), &[("s", "2008", value, "")]);
    }
    let select = format!("period = {{ column = \"year\" }}, value = \"co2\", {}", at(&[("country", "World")]));
    check("owid/owid-co2-data-2020-12-09.csv", &table(CSV, "year", &select), &[("s", "2018", "36572.754", "")]);
    let select = format!(
        "period = {{ header = '/^(\\w+ \\d{{4}} to \\w+ \\d{{4}}): volume$/' }}, {}",
        at(&[("Name of service", "Witness expenses: reimbursements")])
    );
    check("gds/transaction-volumes.csv", &table(CSV, "year-ending", &select), &[("s", "YE2012-03", "55432", "")]);
    let select = format!(
        "period = {{ column = [\"time_period\", \"time_identifier\"] }}, value = \"perm_sexual_misconduct\", {}",
        at(&[("geographic_level", "national"), ("school_type", "Total")])
    );
    check("dfe/exclusions_by_reason.csv", &table(CSV, "academic-year", &select), &[("s", "AY2016-17", "105", "")]);
}

#[test]
fn parts_of_the_full_extract() {
    let part = |id: &str, part: &str| {
        let select = format!(
            "period = {{ column = \"Period\", pattern = \"RTT-(.+)\" }}, value = \"Total All\", aggregate = \"sum\", {}",
            at(&[("RTT Part Type", part), ("Treatment Function Code", "C_999")])
        );
        format!("[[series]]\nid = \"{id}\"\ngranularity = \"month\"\nselect = {{ {select} }}\n")
    };
    let table =
        format!("format = {{ {CSV} }}\n{}{}{}", part("a", "Part_1A"), part("b", "Part_1B"), part("c", "Part_3"));
    let expected = [("a", "2026-01", "302826", ""), ("b", "2026-01", "1251335", ""), ("c", "2026-01", "1773734", "")];
    let read = check("nhs-england/20260131-RTT-January-2026-full-extract.csv.gz", &table, &expected);
    if let Some(reading) = read {
        assert_eq!(reading.rows, 183_418);
    }
}

#[test]
fn workbooks() {
    let book = "kind = \"spreadsheet\"";
    let select = "sheet = \"seasonally adjusted\", header = \"MGSL\", until = \"/^Change on/\", period = { column = \"#1\" }, value = \"MGSL\"";
    let file = "ons/table-a02-labour-force-2014.xls";
    check(file, &table(book, "rolling-3-months", select), &[("s", "1971-01/1971-03", "40513000", "")]);
    let select = format!(
        "sheet = \"1a\", header = \"Region code\", period = {{ header = '/^(\\d{{4}}) Owned Outright$/' }}, {}",
        at(&[("Local authority name", "Middlesbrough")])
    );
    check(
        "ons/subnationaldwellingstockbytenure2021.xlsx",
        &table(book, "year", &select),
        &[("s", "2012", "16170", "")],
    );
    let cars = |interval: &str| {
        let select = at(&[
            ("Geography", "United Kingdom"),
            ("Date Interval", interval),
            ("Units", "Thousands"),
            ("BodyType", "Cars"),
        ]);
        format!(
            "sheet = \"VEH1153a_RoadUsing\", header = \"Date Interval\", period = {{ column = \"Date\" }}, value = \"/^Battery electric/\", {select}"
        )
    };
    let series = |id: &str, granularity: &str, interval: &str| {
        format!("[[series]]\nid = \"{id}\"\ngranularity = \"{granularity}\"\nselect = {{ {} }}\n", cars(interval))
    };
    let table = format!("format = {{ {book} }}\n{}{}", series("y", "year", "Annual"), series("m", "month", "Monthly"));
    check("dft/veh1153-2022.ods", &table, &[("y", "2021", "190.42", ""), ("m", "2022-09", "38.108", "")]);
}

#[test]
fn documents_in_json() {
    let rows = |rows: &str| format!("kind = \"json\", rows = \"{rows}\"");
    let day = "period = { column = \"date\" }, value = \"metric_value\"";
    let cases = table(&rows("$.time_series[*]"), "day", day);
    check("ukhsa/covid19-cases-by-day-england.json", &cases, &[("s", "2022-11-09", "3185", "")]);
    let coverage = check(
        "ukhsa/6-in-1-coverage-uk-12m.json",
        &cases.replace("\"day\"", "\"year-ending\""),
        &[("s", "YE2015-03", "94.66", "")],
    );
    assert!(coverage.is_none_or(|reading| count(&reading, "s") == 15));
    let barnet = rows("$.FullTable.Results[?@.Location.LocalAuthority.Name == 'Barnet']");
    for (measure, period, value) in [
        ("f045bc8d-8dd1-4f16-4c05-08d78f90080f", "AY2015-16", "1580"),
        ("68aeda43-2b6a-433a-4c06-08d78f90080f", "AY2016-17", "3.2"),
    ] {
        let select = format!("period = {{ column = \"TimePeriod\" }}, value = \"Measures.{measure}\"");
        check(
            "dfe/permalink-exclusions-by-la.json",
            &table(&barnet, "academic-year", &select),
            &[("s", period, value, "")],
        );
    }
    let all = table(
        &rows("$.data[*]"),
        "30-minutes",
        "period = { column = \"startTime\" }, value = \"price\", aggregate = \"sum\"",
    );
    let read = check("elexon/market-index-2026-08.json", &all, &[]);
    assert!(read.is_none_or(|reading| reading.rows == 290));
}

#[test]
fn cubes() {
    let cube = "kind = \"json-stat\"";
    let select = format!(
        "period = {{ column = \"Time\" }}, value = \"value\", {}",
        at(&[("Special Aggregate", "CPI (overall index)")])
    );
    let values = [("s", "1996-01", "67.8", ""), ("s", "1996-02", "68.1", ""), ("s", "1996-12", "69.5", "")];
    check("jsonstat/cso-ireland-cpi15.json", &table(cube, "month", &select), &values);
    let ages = |sex: &str| {
        format!(
            "period = {{ column = \"Time\" }}, value = \"value\", {}",
            at(&[("Age (T087A)", "All categories: Age"), ("Sex (T003A)", sex)])
        )
    };
    for (sex, value) in [("All categories: Sex", "195074"), ("Males", "96699"), ("Females", "98375")] {
        check("jsonstat/ons-census-st1117.json", &table(cube, "year", &ages(sex)), &[("s", "2011", value, "")]);
    }
    let galicia = |residence: &str| {
        let select =
            at(&[("birth code", "T"), ("age code", "T"), ("gender", "total"), ("province of residence", residence)]);
        format!("period = {{ column = \"year\" }}, value = \"value\", {select}")
    };
    for (residence, value) in [("total", "2695880"), ("A Coruña", "1096027"), ("Lugo", "357648")] {
        check(
            "jsonstat/galicia-population.json",
            &table(cube, "year", &galicia(residence)),
            &[("s", "2001", value, "")],
        );
    }
    for (sex, value) in [("total", "34880.5"), ("male", "17309.1"), ("female", "17571.3")] {
        let select = format!(
            "period = {{ column = \"year\" }}, value = \"value\", flags = \"status\", {}",
            at(&[("concept code", "POP"), ("age group", "total"), ("sex", sex)])
        );
        check("jsonstat/canada-population.json", &table(cube, "year", &select), &[("s", "2012", value, "")]);
    }
}
