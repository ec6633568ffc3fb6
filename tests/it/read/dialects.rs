//! Kinds of CSV that say by themselves where things stand: SDMX-CSV, Fingertips, Nomis.

use super::{check, said};

/// A source's table of one series; `select` may be empty.
fn table(kind: &str, granularity: &str, select: &str) -> String {
    format!(
        "format = {{ kind = \"{kind}\" }}\n[[series]]\nid = \"s\"\ngranularity = \"{granularity}\"\nselect = {{ {select} }}\n"
    )
}

const GBR: &str = "where = [{ column = \"REF_AREA\", is = \"GBR\" }]";

#[test]
fn sdmx_csv_in_every_dress() {
    let expected = "2023=79.8; 2024=80.1 provisional";
    for text in [
        "DATAFLOW,REF_AREA,FREQ,TIME_PERIOD,OBS_VALUE,OBS_STATUS\nX:Y(1.0),GBR,A,2023,79.8,A\nX:Y(1.0),FRA,A,2023,1,A\nX:Y(1.0),GBR,A,2024,80.1,P\n",
        "STRUCTURE,STRUCTURE_ID,ACTION,REF_AREA,TIME_PERIOD,OBS_VALUE,OBS_STATUS\ndataflow,X:Y(1.0),I,GBR,2023,79.8,A\ndataflow,X:Y(1.0),R,GBR,2024,80.1,P\ndataflow,X:Y(1.0),D,GBR,2022,-,\ndataflow,X:Y(1.0),D,GBR,2021,3,\n",
        "STRUCTURE[|];STRUCTURE_ID;ACTION;REF_AREA: Pays;TIME_PERIOD: Temps;OBS_VALUE: Valeur;OBS_STATUS: Statut;TITLE[fr|en]\ndataflow;X:Y(1.0): Titre;I;GBR: Royaume-Uni;2023: 2023;79,8;A: Valeur normale;fr:a|en:b\ndataflow;X:Y(1.0): Titre;D: Delete;GBR: Royaume-Uni;2022: 2022;-;;\ndataflow;X:Y(1.0): Titre;I;GBR: Royaume-Uni;2024: 2024;80,1;P: Provisoire;\n",
        "STRUCTURE,STRUCTURE_ID,STRUCTURE_NAME,ACTION,REF_AREA,Reference area,SEX,Sex,MEASURE,Measure,UNIT,Measure,TIME_PERIOD,Time period,OBS_VALUE,Observation value,OBS_STATUS,Observation status\nDATAFLOW,X:Y(1.0),Output,I,GBR,United Kingdom,_T,Total,M,Output,U,Hours,2023,,79.8,,A,Normal value\nDATAFLOW,X:Y(1.0),Output,I,GBR,United Kingdom,_T,Total,M,Output,U,Hours,2024,,80.1,,P,Provisional value\n",
        "DATAFLOW\tREF_AREA:Reference area\tTIME_PERIOD\tOBS_VALUE\tOBS_STATUS\nX:Y(1.0): Output\tGBR: United Kingdom\t2023\t79.8\tA: Normal value\nX:Y(1.0)\tGBR: United Kingdom\t2024\t80.1\tP: Provisional value\n",
    ] {
        for text in [text.to_owned(), format!("\u{feff}{}", text.replace('\n', "\r\n"))] {
            assert_eq!(said(text.as_bytes(), &table("sdmx-csv", "year", GBR)), expected, "{text}");
        }
        if text.contains("United Kingdom") {
            let by_label = "where = [{ column = \"REF_AREA label\", is = \"United Kingdom\" }]";
            assert_eq!(said(text.as_bytes(), &table("sdmx-csv", "year", by_label)), expected, "{text}");
        }
    }
}

#[test]
fn what_sdmx_says_of_an_observation() {
    for (value, status, expected) in [
        ("5", "A", "2024=5"),
        ("5", "", "2024=5"),
        ("5", "B", "2024=5 break"),
        ("5", "E", "2024=5 estimated"),
        ("5", "F", "2024=5 estimated"),
        ("5", "I", "2024=5 estimated"),
        ("5", "P", "2024=5 provisional"),
        ("5", "V", "2024=5 provisional"),
        ("5", "U", "2024=5 unreliable"),
        ("5", "D", "2024=5 note"),
        ("5", "N", "2024=5 note"),
        ("5", "S", "2024=5 note"),
        ("5", "W", "2024=5 note"),
        ("5", "B;P", "2024=5 provisional;break"),
        ("", "", "2024= blank"),
        ("", "A", "2024= blank"),
        ("", "M", "2024= not_available"),
        ("NaN", "M", "2024= not_available"),
        ("NaN", "", "2024= not_available"),
        ("0", "M", "2024= not_available"),
        ("", "L", "2024= not_collected"),
        ("", "K", "2024= not_available"),
        ("", "O", "2024= not_available"),
        ("", "H", "2024= not_available"),
        ("NaN", "Q", "2024= suppressed"),
        ("-1.25E-3", "A", "2024=-0.00125"),
        (
            "5",
            "perhaps",
            "s: line 2, column OBS_STATUS is `perhaps`, which is not a known status; if the publisher explains it, add it to `markers`",
        ),
    ] {
        let text = format!("DATAFLOW,TIME_PERIOD,OBS_VALUE,OBS_STATUS\nX:Y(1.0),2024,{value},{status}\n");
        assert_eq!(said(text.as_bytes(), &table("sdmx-csv", "year", "")), expected, "{value} {status}");
    }
    let without = "DATAFLOW,TIME_PERIOD,OBS_VALUE\nX:Y(1.0),2024,5\n";
    assert_eq!(said(without.as_bytes(), &table("sdmx-csv", "year", "")), "2024=5");
    let own = "markers = { perhaps = \"provisional\" }";
    let text = "DATAFLOW,TIME_PERIOD,OBS_VALUE,OBS_STATUS\nX:Y(1.0),2024,5,perhaps\n";
    assert_eq!(said(text.as_bytes(), &table("sdmx-csv", "year", own)), "2024=5 provisional");
}

#[test]
fn the_table_overrides_what_a_kind_says() {
    let text = "DATAFLOW,TIME,TIME_PERIOD,OBS_VALUE,SHARE,CONF\nX:Y(1.0),2024-Q2,2024,5,0.25,p\n";
    let select = "period = { column = \"TIME\" }, value = \"SHARE\", flags = \"CONF\"";
    assert_eq!(said(text.as_bytes(), &table("sdmx-csv", "quarter", select)), "2024-Q2=0.25 provisional");
    let other = said(text.as_bytes(), &table("sdmx-csv", "quarter", ""));
    assert!(other.contains("the periods are of another length than quarter: `2024`"), "{other}");
    let missing = said(b"DATAFLOW,TIME,VALUE\nX:Y(1.0),2024,5\n", &table("sdmx-csv", "year", ""));
    assert!(missing.contains("no column `OBS_VALUE`; columns are `DATAFLOW`, `TIME`, `VALUE`"), "{missing}");
}

const HEAD: &str = "Indicator ID,Indicator Name,Parent Code,Parent Name,Area Code,Area Name,Area Type,Sex,Age,Category Type,Category,Time period,Value,Lower CI 95.0 limit,Upper CI 95.0 limit,Count,Denominator,Value note,Recent Trend,Compared to England value or percentiles,Time period Sortable,New data,Compared to goal,Time period range\n";

/// A row of Fingertips.
fn row(parent: &str, area: &str, category: &str, period: &str, value: &str, note: &str) -> String {
    format!(
        "90362,Healthy life expectancy,{parent},{area},{area},England,Male,All ages,{category},{period},{value},61.3,61.7,,,{note},Cannot be calculated,Not compared,20210000,,,3y\n"
    )
}

#[test]
fn fingertips_counts_an_area_once() {
    let england = "where = [{ column = \"Area Code\", is = \"E92000001\" }]";
    let read = |rows: &[String], select: &str| {
        said(format!("{HEAD}{}", rows.concat()).as_bytes(), &table("fingertips", "rolling-3-years", select))
    };
    let alone = row(",", "E92000001", ",", "2021 - 23", "61.5", "");
    let nested = row("E92000001,England", "E92000001", ",", "2021 - 23", "61.5", "");
    let decile = row(",", "E92000001", "Deprivation deciles,Most deprived", "2021 - 23", "51.5", "");
    let before =
        row(",", "E92000001", ",", "2020 - 22", "", "Value suppressed for disclosure control due to small count");
    let merged = row(",", "E92000001", ",", "2019 - 21", "", "Value for Hackney and City of London combined");
    let noted = row(",", "E92000001", ",", "2018 - 20", "60", "Aggregated from all known lower geography values");
    let both = [alone.clone(), nested.clone(), decile.clone(), before, merged, noted];
    let expected = "2018/2020=60 note; 2019/2021= not_available; 2020/2022= suppressed; 2021/2023=61.5";
    assert_eq!(read(&both, england), expected);
    // A sum takes no area twice; a category is read where it is asked for.
    assert_eq!(read(&both[..3], &format!("{england}, aggregate = \"sum\"")), "2021/2023=61.5");
    let asked =
        "where = [{ column = \"Area Code\", is = \"E92000001\" }, { column = \"Category\", is = \"Most deprived\" }]";
    assert_eq!(read(&both, asked), "2021/2023=51.5");
    // Copies that differ are no copies.
    let other = read(&[alone.clone(), nested.replace("61.5", "61.6")], england);
    assert!(other.starts_with("s: several values for 2021/2023: 61.5 at line 2, column Value and 61.6"), "{other}");
    let sexes = read(&[alone.clone(), alone.replace("Male", "Female")], england);
    assert!(sexes.contains("(the rows differ in Sex (`Male`, `Female`))"), "{sexes}");
    let only = read(&[decile], england);
    assert!(
        only.contains("no row of 1 has a blank Category Type (rows of a category are read where `where` names it)"),
        "{only}"
    );
    assert!(read(&[], england).contains("there is no row under the header"), "{}", read(&[], england));
}

#[test]
fn nomis_is_read_whole_or_not_at_all() {
    let head = "\"DATE\",\"DATE_NAME\",\"GEOGRAPHY\",\"GEOGRAPHY_NAME\",\"GEOGRAPHY_CODE\",\"GEOGRAPHY_TYPE\",\"OBS_VALUE\",\"OBS_STATUS\",\"OBS_STATUS_NAME\",\"URN\",\"RECORD_OFFSET\",\"RECORD_COUNT\"\n";
    let row = |date: &str, kind: &str, value: &str, status: &str, offset: u8, count: u8| {
        format!(
            "\"2026-03\",\"{date}\",2092957697,\"United Kingdom\",\"K02000001\",\"{kind}\",{value},\"A\",\"{status}\",\"Nm-{offset}\",{offset},{count}\n"
        )
    };
    let ask = |rows: &[String]| said(format!("{head}{}", rows.concat()).as_bytes(), &table("nomis", "year-ending", ""));
    let rows = [
        row("Apr 2025-Mar 2026", "countries", "75.4", "Normal Value", 0, 4),
        row("Apr 2025-Mar 2026", "nations", "75.4", "Normal Value", 1, 4),
        row("Apr 2024-Mar 2025", "countries", "", "These figures are missing.", 2, 4),
        row(
            "Apr 2023-Mar 2024",
            "countries",
            "",
            "Estimate and confidence interval not available since the group sample size is zero or disclosive (0-2)",
            3,
            4,
        ),
    ];
    assert_eq!(ask(&rows), "YE2024-03= suppressed; YE2025-03= not_available; YE2026-03=75.4");
    let cut = ask(&rows[..3]);
    assert!(cut.contains("RECORD_COUNT says 4 rows and 3 are there: Nomis cut the answer off at its cap"), "{cut}");
    let few = "DATE_NAME,OBS_VALUE\n".to_owned();
    let full = format!("{few}2024,5\n{}", "2023,1\n".repeat(24_999));
    let complaint = said(full.as_bytes(), &table("nomis", "year", ""));
    assert!(complaint.contains("just 25000 rows, the cap of Nomis"), "{complaint}");
    assert_eq!(said(format!("{few}2024,5\n2023,1\n").as_bytes(), &table("nomis", "year", "")), "2023=1; 2024=5");
    let months = "DATE_NAME,GEOGRAPHY,OBS_VALUE\nMay 2026,1,5\nMay 2026,2,5\n";
    let several = said(months.as_bytes(), &table("nomis", "month", ""));
    assert!(several.contains("(the rows differ in GEOGRAPHY (`1`, `2`))"), "{several}");
}

#[test]
fn real_files_of_these_kinds() {
    let china = table("sdmx-csv", "year", "");
    let values = [("s", "1985", "9.3", ""), ("s", "1986", "6.5", ""), ("s", "1987", "7.3", "")];
    check("oecd/g20-prices-cpi-china.sdmx.csv", &china, &values);
    let leg = "where = [{ column = \"DER_REP_CTY\", is = \"5J\" }, { column = \"DER_CURR_LEG1\", is = \"HKD\" }, { column = \"DER_CURR_LEG2\", is = \"TO1\" }]";
    let values = [
        ("s", "2004", "14206.490766", ""),
        ("s", "2007", "29929.036014", ""),
        ("s", "2010", "31040.395041", ""),
        ("s", "2002", "", "not_available"),
    ];
    check("bis/otc-derivatives.sdmx.csv", &table("sdmx-csv", "year", leg), &values);
    let area = |name: &str| {
        format!(
            "where = [{{ column = \"Area Name\", is = \"{name}\" }}, {{ column = \"Sex\", is = \"Persons\" }}, {{ column = \"Age\", is = \"All ages\" }}]"
        )
    };
    for (name, period, value, words) in [
        ("England", "2015", "94.7261896202678", ""),
        ("West Sussex", "2017", "115.790534094209", ""),
        ("City of London", "2015", "", "not_available"),
    ] {
        let file = "fingertips/indicators-CountyUA.data.csv";
        check(file, &table("fingertips", "year", &area(name)), &[("s", period, value, words)]);
    }
    let england = format!("value = \"Count\", {}", area("England"));
    check(
        "fingertips/indicators-CountyUA.data.csv",
        &table("fingertips", "year", &england),
        &[("s", "2015", "51897", "")],
    );
    // The region and the combined authority have the same name, and are not the same.
    let by_name = "where = [{ column = \"GEOGRAPHY_NAME\", is = \"North East\" }, { column = \"GENDER_NAME\", is = \"Total\" }, { column = \"C_AGE_NAME\", is = \"All Ages\" }]";
    if let Some(folder) = super::samples() {
        let bytes = std::fs::read(folder.join("nomis/population-estimates-lad-2021.csv")).unwrap();
        let both = said(&bytes, &table("nomis", "year", by_name));
        assert!(both.contains("(the rows differ in GEOGRAPHY_CODE (`E12000001`, `E47000010`))"), "{both}");
    }
    for (age, value) in [("All Ages", "2646772"), ("Aged 0 to 15", "467562"), ("Aged 16 to 24", "281448")] {
        let select = format!(
            "where = [{{ column = \"GEOGRAPHY_CODE\", is = \"E12000001\" }}, {{ column = \"GENDER_NAME\", is = \"Total\" }}, {{ column = \"C_AGE_NAME\", is = \"{age}\" }}]"
        );
        check("nomis/population-estimates-lad-2021.csv", &table("nomis", "year", &select), &[("s", "2021", value, "")]);
    }
}
