//! Interfaces that answer in JSON: rows by path, pages, cubes.

use super::{cell, check, count, ons, said};

#[test]
fn interfaces_that_answer_in_json() {
    let table = r#"
format = { kind = "json", rows = "$.data[*]" }
[[series]]
id = "actual"
granularity = "30-minutes"
select = { period = { column = "from" }, value = "intensity.actual" }
[[series]]
id = "forecast"
granularity = "30-minutes"
select = { period = { column = "from" }, value = "intensity.forecast" }
"#;
    let read = check(
        "neso/carbon-intensity-2026-08-04.json",
        table,
        &[
            ("actual", "2026-08-03T23:00Z/PT30M", "158", ""),
            ("forecast", "2026-08-03T23:00Z/PT30M", "146", ""),
            ("actual", "2026-08-04T22:30Z/PT30M", "107", ""),
        ],
    );
    if let Some(reading) = read {
        assert_eq!(
            (count(&reading, "actual"), cell(&reading, "actual", "2026-08-03T23:00Z/PT30M").as_str()),
            (48, "$['data'][0]['intensity']['actual']")
        );
    }
    let table = r#"
format = { kind = "json", rows = "$.data[?@.dataProvider == 'APXMIDP']" }
[[series]]
id = "price"
granularity = "30-minutes"
select = { period = { column = "startTime" }, value = "price" }
"#;
    let read = check(
        "elexon/market-index-2026-08.json",
        table,
        &[("price", "2026-08-05T00:00Z/PT30M", "123.34", ""), ("price", "2026-08-04T23:30Z/PT30M", "132.6", "")],
    );
    if let Some(reading) = read {
        assert_eq!(count(&reading, "price"), 145);
    }
    let table = r#"
format = { kind = "json", rows = "$.time_series[*]" }
[[series]]
id = "cases"
granularity = "day"
select = { period = { column = "date" }, value = "metric_value" }
"#;
    let read = check(
        "ukhsa/covid19-cases-by-day-england.json",
        table,
        &[("cases", "2022-11-08", "3380", ""), ("cases", "2022-11-12", "2172", "")],
    );
    if let Some(reading) = read {
        assert_eq!(count(&reading, "cases"), 366);
    }
    let yearly = table.replace("\"day\"", "\"year-ending\"");
    check(
        "ukhsa/6-in-1-coverage-uk-12m.json",
        &yearly,
        &[("cases", "YE2010-03", "94.15", ""), ("cases", "YE2013-03", "95.1", "")],
    );
    let table = r#"
format = { kind = "json", rows = "$.FullTable.Results[?@.Location.LocalAuthority.Name == 'Barnet']" }
[[series]]
id = "barnet"
granularity = "academic-year"
select = { period = { column = "TimePeriod" }, value = "Measures.f045bc8d-8dd1-4f16-4c05-08d78f90080f" }
"#;
    check(
        "dfe/permalink-exclusions-by-la.json",
        table,
        &[("barnet", "AY2014-15", "1496", ""), ("barnet", "AY2016-17", "1825", "")],
    );
}

#[test]
fn cubes_in_json_stat() {
    let table = r#"
format = { kind = "json-stat" }
[[series]]
id = "uk"
granularity = "year"
select = { period = { column = "year" }, value = "value", flags = "status", where = [{ column = "area code", is = "UK" }] }
"#;
    let read = check(
        "jsonstat/oecd-unemployment.json",
        table,
        &[("uk", "2003", "5.019884066", ""), ("uk", "2014", "8.036560522", "estimated")],
    );
    if let Some(reading) = read {
        assert!(cell(&reading, "uk", "2003").starts_with("$['value']["), "{}", cell(&reading, "uk", "2003"));
    }
}

/// A source's table of one series.
fn json(rows: &str, granularity: &str, select: &str) -> String {
    format!(
        "format = {{ kind = \"json\", rows = \"{rows}\" }}\n[[series]]\nid = \"s\"\ngranularity = \"{granularity}\"\nselect = {{ {select} }}\n"
    )
}

#[test]
fn pages_are_read_as_one_file() {
    let page = |results: &str, next: &str| {
        format!("{{\"count\":3,\"next\":{next},\"previous\":null,\"results\":[{results}]}}")
    };
    let point = |date: &str, value: &str| {
        format!(
            "{{\"topic\":\"Influenza\",\"geography_code\":\"E92000001\",\"metric\":\"influenza_testing_positivityByWeek\",\"stratum\":\"default\",\"year\":2026,\"month\":1,\"epiweek\":2,\"date\":\"{date}\",\"metric_value\":{value},\"in_reporting_delay_period\":false}}"
        )
    };
    let first =
        page(&[point("2026-01-04", "18.7"), point("2026-01-11", "17.1")].join(","), "\"https://example.org/?page=2\"");
    let second = page(&point("2026-01-18", "null"), "null");
    let table = json(
        "$[*].results[*]",
        "week",
        "period = { column = \"date\" }, value = \"metric_value\", where = [{ column = \"geography_code\", is = \"E92000001\" }]",
    );
    let expected = "2026-W01=18.7; 2026-W02=17.1; 2026-W03= blank";
    assert_eq!(said(format!("[{first},{second}]").as_bytes(), &table), expected);
    let last = said(first.as_bytes(), &table);
    assert!(last.contains("`rows` ($[*].results[*]) finds nothing; at the top there is an object with"), "{last}");
}

#[test]
fn answers_of_explore_education_statistics() {
    let result = |code: &str, period: &str, filter: &str, value: &str| {
        format!(
            "{{\"timePeriod\":{{\"code\":\"{code}\",\"period\":\"{period}\"}},\"geographicLevel\":\"NAT\",\"locations\":{{\"NAT\":\"x1\"}},\"filters\":{{\"BT7J3\":\"{filter}\"}},\"values\":{{\"uxo41\":\"{value}\"}}}}"
        )
    };
    let results = [
        result("AY", "2023/2024", "T", "20.0"),
        result("AY", "2024/2025", "T", "18.7"),
        result("AY", "2024/2025", "P", "z"),
        result("T1", "2024/2025", "T", "19.2"),
    ];
    let answer =
        format!("{{\"paging\":{{\"page\":1,\"totalPages\":1}},\"results\":[{}],\"warnings\":[]}}", results.join(","));
    let select = "period = { column = [\"timePeriod.period\", \"timePeriod.code\"] }, value = \"values.uxo41\", where = [{ column = \"filters.BT7J3\", is = \"T\" }]";
    let table = json("$.results[*]", "academic-year", select);
    assert_eq!(said(answer.as_bytes(), &table), "AY2023-24=20.0; AY2024-25=18.7");
    let primary = table.replace("is = \\\"T\\\"", "is = \\\"P\\\"").replace("is = \"T\"", "is = \"P\"");
    assert_eq!(said(answer.as_bytes(), &primary), "AY2024-25= not_applicable");
    let terms = answer.replace("\"AY\"", "\"T1T2\"");
    let only = said(terms.as_bytes(), &table);
    assert!(
        only.contains(
            "`2023/2024 T1T2` (a term, a season or another part of a year, for which there is no granularity)"
        ),
        "{only}"
    );
}

#[test]
fn generation_by_fuel_of_elexon() {
    let point = |period: u8, fuel: &str, value: &str| {
        format!(
            "{{\"dataset\":\"FUELHH\",\"startTime\":\"2026-09-01T0{}:{}0:00Z\",\"settlementDate\":\"2026-09-01\",\"settlementPeriod\":{period},\"fuelType\":\"{fuel}\",\"generation\":{value}}}",
            (period - 1) / 2,
            (period - 1) % 2 * 3
        )
    };
    let data =
        [point(1, "CCGT", "6123"), point(1, "WIND", "9000"), point(2, "CCGT", "6100"), point(2, "WIND", "9100.5")];
    let answer = format!("{{\"data\":[{}]}}", data.join(","));
    let table = json(
        "$.data[*]",
        "30-minutes",
        "period = { column = \"startTime\" }, value = \"generation\", where = [{ column = \"fuelType\", is = \"WIND\" }]",
    );
    assert_eq!(said(answer.as_bytes(), &table), "2026-09-01T00:00Z/PT30M=9000; 2026-09-01T00:30Z/PT30M=9100.5");
    let sum = json(
        "$.data[*]",
        "30-minutes",
        "period = { column = \"startTime\" }, value = \"generation\", aggregate = \"sum\"",
    );
    assert_eq!(said(answer.as_bytes(), &sum), "2026-09-01T00:00Z/PT30M=15123; 2026-09-01T00:30Z/PT30M=15200.5");
}

#[test]
fn answers_of_nomis_in_json() {
    let point = |time: &str, value: &str| {
        format!(
            "{{\"geography\":{{\"value\":2092957697,\"description\":\"United Kingdom\",\"geogcode\":\"K02000001\"}},\"time\":{{\"value\":\"2026-03\",\"description\":\"{time}\"}},\"obs_value\":{{\"value\":{value},\"description\":\"\"}},\"obs_status\":{{\"value\":\"A\",\"description\":\"Normal Value\"}}}}"
        )
    };
    let answer = format!(
        "{{\"header\":{{}},\"obs\":[{}]}}",
        [point("Apr 2024-Mar 2025", "75.0"), point("Apr 2025-Mar 2026", "75.4")].join(",")
    );
    let table = json(
        "$.obs[*]",
        "year-ending",
        "period = { column = \"time.description\" }, value = \"obs_value.value\", flags = \"obs_status.description\"",
    );
    assert_eq!(said(answer.as_bytes(), &table), "YE2025-03=75.0; YE2026-03=75.4");
}

#[test]
fn a_cube_whose_parts_disagree_about_its_size_is_refused() {
    let table = "format = { kind = \"json-stat\" }\n[[series]]\nid = \"s\"\ngranularity = \"year\"\nselect = { period = { column = \"year\" }, value = \"value\", where = [{ column = \"area\", is = \"UK\" }] }\n";
    let cube = |size: &str, value: &str| {
        format!(
            "{{\"version\":\"2.0\",\"class\":\"dataset\",\"id\":[\"area\",\"year\"],\"size\":{size},\"dimension\":{{\"area\":{{\"category\":{{\"index\":[\"FR\",\"UK\"]}}}},\"year\":{{\"category\":{{\"index\":[\"2025\",\"2026\"]}}}}}},\"value\":{value}}}"
        )
    };
    for (size, value, expected) in [
        ("[2,2]", "[1,2,3,4]", "2025=3; 2026=4"),
        ("[2,2]", "{\"2\":3}", "2025=3; 2026= blank"),
        ("[2,3]", "[1,2,3,4,5,6]", "dimensions of [2, 2] categories where its `size` says [2, 3]"),
        ("[2,2]", "[1,2,3]", "more or fewer values than its 4 cells"),
        ("[2,2]", "{\"2\":3,\"4\":5}", "more or fewer values than its 4 cells"),
    ] {
        let said = said(cube(size, value).as_bytes(), table);
        assert!(
            said == expected || (!expected.starts_with("2025") && said.contains(expected)),
            "{size} {value}: {said}"
        );
    }
}

#[test]
fn a_time_series_that_ends_inside_its_last_value_is_cut_short() {
    let table = ons("ons-csv", &[("s", "quarter")]);
    let whole = "\"Title\",\"A \"\"5\"\" pipe\"\n\"Important notes\",\"one\ntwo\"\n\"2026 Q1\",\"2770\"\n\"2026 Q2\",\"2774\"\n";
    for ending in ["\n", "\r\n", "\r"] {
        let whole = whole.replace('\n', ending);
        assert_eq!(said(whole.as_bytes(), &table), "2026-Q1=2770; 2026-Q2=2774");
        assert_eq!(said(whole.trim_end().as_bytes(), &table), "2026-Q1=2770; 2026-Q2=2774");
        for cut in 1..=5 {
            let said = said(&whole.trim_end().as_bytes()[..whole.trim_end().len() - cut], &table);
            assert!(said.contains("the quote that opens in its last line is not closed"), "{cut}: {said}");
        }
    }
}
