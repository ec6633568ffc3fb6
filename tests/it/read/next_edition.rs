//! What a publisher's next edition may look like: each is read right, or refused with the cell.

use super::hostile::zip_of;
use super::{check, said};

fn table(kind: &str, select: &str) -> String {
    format!(
        "format = {{ kind = \"{kind}\" }}\n[[series]]\nid = \"s\"\ngranularity = \"year\"\nselect = {{ period = {{ column = \"Year\" }}, value = \"Cars\"{select} }}\n"
    )
}

#[test]
fn text_that_changed_its_dress() {
    for (text, expected) in [
        ("Area,Year,Cars\nUK,2023,1\n", "2023=1"),
        ("Year [note 3],Cars [p] [Notes 1 and 2]\n2023,1\n", "2023=1"),
        ("Year (note 3),Cars (notes 1 and 2)\n2023,1\n", "2023=1"),
        ("Year¹,Cars²\n2023³,5²\n", "2023=5 note"),
        (
            "\nTitle\n\nYear,Cars\n,\n2023,1\n\n2024,\"2,000 [r]\"\n\nSource: DfT\n1. Final,figures\n",
            "2023=1; 2024=2000 revised",
        ),
        ("Year,Cars\r2023 provisional,\u{a0}1\u{202f}234\r2024.0,(1.5)\r", "2023=1234 provisional; 2024=-1.5"),
        ("Year,Cars\n2023,12.5 %\nYear,Cars\n2024,Â£7\n", "2023=12.5; 2024=7"),
        ("Year,Cars\n2023,1\nTotal,1\n", "s: line 3, column Year is `Total`"),
        ("Year,Cars\n2023,\"1.234,5\"\n", "s: line 2, column Cars is `1.234,5`"),
        ("Year,Cars\n2023,[q]\n", "s: line 2, column Cars is `[q]`"),
        ("Year,Cars\n2023,\n2023,5\n", "one is blank: `is_not = \"\"` on the value's column leaves it out"),
    ] {
        for bytes in [text.as_bytes().to_vec(), utf_16(text)] {
            let said = said(&bytes, &table("csv", ""));
            let fits = if expected.contains('`') { said.contains(expected) } else { said == expected };
            assert!(fits, "{text:?} is {said}");
        }
    }
}

#[test]
fn a_part_of_a_sum_that_was_renamed_or_left_out_is_missed() {
    for (rows, is, expected) in [
        ("Solar,2023,1\nWind,2023,2", r#"["Solar", "Wind"]"#, "2023=3"),
        ("Solar,2023,1\nOnshore wind,2023,2", r#"["Solar", "Wind"]"#, "no row that is added up has `Wind` in Fuel"),
        ("Solar,2023,1", r#"["Solar", "/wind/"]"#, "no row that is added up has `/wind/` in Fuel"),
        // One expression for a part that has had several names, and a list that only begins later.
        ("Solar PV,2023,1\nWind,2023,2", r#"["/^Solar( PV)?$/", "Wind"]"#, "2023=3"),
        ("Solar,2022,5\nSolar,2023,1\nWind,2023,2", r#"["Solar", "Wind"]"#, "2022=5; 2023=3"),
    ] {
        let select = format!(r#", aggregate = "sum", where = [{{ column = "Fuel", is = {is} }}]"#);
        let said = said(format!("Fuel,Year,Cars\n{rows}\n").as_bytes(), &table("csv", &select));
        assert!(said == expected || (expected.contains('`') && said.contains(expected)), "{rows:?} is {said}");
    }
}

#[test]
fn a_newest_period_that_is_written_otherwise_across_is_refused_and_not_left_out() {
    let wide = |headings: &str, pattern: &str, granularity: &str| {
        let table = format!(
            "format = {{ kind = \"csv\" }}\n[[series]]\nid = \"s\"\ngranularity = \"{granularity}\"\nselect = {{ header = \"Area\", period = {{ header = '{pattern}', month = \"first\" }} }}\n"
        );
        said(format!("Area,{headings}\nUK,1,2\n").as_bytes(), &table)
    };
    let quarters = r"/^(20\d\d Q[1-4])/";
    for (headings, pattern, granularity, expected) in [
        ("2026 Q1,2026 Q2 [p]", quarters, "day", "2026-01-01=1; 2026-04-01=2 provisional"),
        ("2026 Q1,Q2 2026", quarters, "day", "column `Q2 2026` is of a further period"),
        ("2026 Q1,2026Q2", quarters, "day", "column `2026Q2` is of a further period"),
        ("January 2026,2026-04-01", r"/^(\w+ 20\d\d)/", "day", "column `2026-04-01` is of a further period"),
        (
            "January 2026,Apr 2026",
            r"/^((?:January|April) 20\d\d)/",
            "day",
            "`Apr 2026`, written otherwise than `January",
        ),
        ("2025/26: Pumps,2026-27 Pumps", r"/^(20\d\d.\d\d): P/", "financial-year", "further period, `2026-27`"),
        // What is left out by its period, its words or its length is meant to be.
        ("2026,2025", r"/^(2026)$/", "year", "2026=1"),
        ("2025/26: Pumps,2026/27: Boilers", r"/^(20\d\d.\d\d): P/", "financial-year", "FY2025-26=1"),
        ("2026 Q1,2026", quarters, "day", "2026-01-01=1"),
        ("2026 Q1,Q1 2026", quarters, "day", "2026-01-01=1"),
    ] {
        let said = wide(headings, pattern, granularity);
        assert!(said == expected || (expected.contains('`') && said.contains(expected)), "{headings}: {said}");
    }
}

fn utf_16(text: &str) -> Vec<u8> {
    std::iter::once(0xfeff).chain(text.encode_utf16()).flat_map(u16::to_le_bytes).collect()
}

#[test]
fn a_day_inside_a_month_and_a_number_without_a_value_are_refused() {
    let months = table("csv", "").replace("\"year\"", "\"month\"");
    for (row, expected) in [
        ("30/06/2026,2", "2026-05=1; 2026-06=2"),
        ("29/06/2026,2", "s: line 3, column Year is `29/06/2026`, which is no period"),
        ("2026,2", "2026-05=1"),
    ] {
        let said = said(format!("Year,Cars\n31/05/2026,1\n{row}\n").as_bytes(), &months);
        assert!(said == expected || (expected.contains('`') && said.contains(expected)), "{row}: {said}");
    }
    for (markers, status, value, expected) in [
        ("", "c", "", "2026= suppressed"),
        (
            "",
            "c",
            "0",
            "s: line 2, column Cars is `0`, and its status `c` says that there is no value: say in `markers`",
        ),
        ("", "zz", "5", "is `5`, and its status `zz` says that there is no value"),
        ("", "p", "5", "2026=5 provisional"),
        (", markers = { c = \"suppressed\" }", "C", "0", "2026= suppressed"),
        (", markers = { c = \"normal\" }", "c", "5", "2026=5"),
    ] {
        let table = table("csv", &format!(", flags = \"Status\"{markers}"));
        let said = said(format!("Year,Cars,Status\n2026,{value},{status}\n").as_bytes(), &table);
        assert!(said == expected || (expected.contains('`') && said.contains(expected)), "{status} {value}: {said}");
    }
}

#[test]
fn tables_below_one_another_are_told_apart_by_their_first_row() {
    let row = |year: i32| format!("{year},{}", year + 1);
    let rows = |from: i32| (from..from + 60).map(row).collect::<Vec<_>>().join("\n");
    let text = format!("Cars\nYear,All\n{}\nChange,1\n\nVans\nYear,Some\n{}\nChange,2\n", rows(1900), rows(1950));
    let table = table("csv", ", from = \"Vans\", until = \"Change\"").replace("\"Cars\"", "\"Some\"");
    let said = said(text.as_bytes(), &table);
    assert!(said.starts_with("1950=1951; 1951=1952") && said.ends_with("2009=2010"), "{said}");
    let missing = self::said(text.as_bytes(), &table.replace("Vans", "Lorries"));
    assert!(missing.contains("no column `Some`"), "{missing}");
    let real = r##"
format = { kind = "spreadsheet" }
[[series]]
id = "rate"
granularity = "rolling-3-months"
select = { sheet = "seasonally adjusted", from = "All aged 16 to 64", until = "/^Change/", header = "LF2O", period = { column = "#1" }, value = "LF24", where = [{ column = "LF24", is_not = "" }] }
"##;
    check("ons/table-a02-labour-force-2014.xls", real, &[("rate", "1971-02/1971-04", "72.1", "")]);
}

/// A workbook of the sheets `Old`, which is hidden, and `New`; `rows` are of the new one.
fn workbook(strings: &str, rows: &str) -> Vec<u8> {
    workbook_with("", strings, rows)
}

/// The same with properties.
fn workbook_with(properties: &str, strings: &str, rows: &str) -> Vec<u8> {
    let main = "http://schemas.openxmlformats.org/spreadsheetml/2006/main";
    let office = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";
    let sheet = |rows: &str| format!("<worksheet xmlns=\"{main}\"><sheetData>{rows}</sheetData></worksheet>");
    let header = r#"<row r="1"><c r="A1" t="inlineStr"><is><t>Year</t></is></c><c r="B1" t="inlineStr"><is><t>Cars</t></is></c></row>"#;
    let relation = |id: &str, kind: &str, target: &str| {
        format!("<Relationship Id=\"{id}\" Type=\"{office}/{kind}\" Target=\"{target}\"/>")
    };
    let relations = |inner: &str| {
        format!(
            "<Relationships xmlns=\"http://schemas.openxmlformats.org/package/2006/relationships\">{inner}</Relationships>"
        )
    };
    let book = format!(
        "<workbook xmlns=\"{main}\" xmlns:r=\"{office}\">{properties}<sheets><sheet name=\"Old\" sheetId=\"1\" state=\"hidden\" r:id=\"r1\"/><sheet name=\"New\" sheetId=\"2\" r:id=\"r2\"/></sheets></workbook>"
    );
    let old = r#"<row r="2"><c r="A2"><v>2023</v></c><c r="B2"><v>99</v></c></row>"#;
    let parts = [
        relation("r1", "worksheet", "worksheets/sheet1.xml"),
        relation("r2", "worksheet", "worksheets/sheet2.xml"),
        relation("r3", "sharedStrings", "sharedStrings.xml"),
    ];
    zip_of(&[
        ("[Content_Types].xml", "<Types xmlns=\"http://schemas.openxmlformats.org/package/2006/content-types\"/>"),
        ("_rels/.rels", &relations(&relation("r1", "officeDocument", "xl/workbook.xml"))),
        ("xl/workbook.xml", &book),
        ("xl/_rels/workbook.xml.rels", &relations(&parts.concat())),
        ("xl/sharedStrings.xml", &format!("<sst xmlns=\"{main}\">{strings}</sst>")),
        ("xl/worksheets/sheet1.xml", &sheet(&format!("{header}{old}"))),
        ("xl/worksheets/sheet2.xml", &sheet(&format!("{header}{rows}"))),
    ])
}

#[test]
fn cells_of_every_kind() {
    let raised = r#"<si><r><t>345</t></r><r><rPr><vertAlign val="superscript"/></rPr><t>3</t></r></si>"#;
    for (cell, expected) in [
        (r#"<c r="B2"><v>1</v></c>"#, "2023=1"),
        (r#"<c r="B2" t="s"><v>0</v></c>"#, "2023=345 note"),
        (r#"<c r="B2" t="inlineStr"><is><r><t>1,2</t></r><r><t>34 [r]</t></r></is></c>"#, "2023=1234 revised"),
        (r#"<c r="B2"><f>SUM(C1:C9)</f><v>42</v></c>"#, "2023=42"),
        (r#"<c r="B2" t="str"><f>"a"</f><v>[c]</v></c>"#, "2023= suppressed"),
        (r#"<c r="B2" t="e"><f>NA()</f><v>#N/A</v></c>"#, "2023= not_available"),
        (r#"<c r="B2" t="e"><v>#DIV/0!</v></c>"#, "s: New!B2 is `#DIV/0!`"),
        (r#"<c r="B2" t="b"><v>1</v></c>"#, "s: New!B2 is `TRUE`"),
        (r#"<c r="B2" t="d"><v>2023-01-01</v></c>"#, "s: New!B2 is `2023-01-01`"),
        (r#"<c r="B2"/>"#, "2023= blank"),
    ] {
        let bytes = workbook(raised, &format!(r#"<row r="2"><c r="A2"><v>2023</v></c>{cell}</row>"#));
        let said = said(&bytes, &table("spreadsheet", ""));
        let fits = if expected.contains('`') { said.contains(expected) } else { said == expected };
        assert!(fits, "{cell} is {said}");
        // What is hidden is read where it is asked for by name.
        assert_eq!(self::said(&bytes, &table("spreadsheet", ", sheet = \"Old\"")), "2023=99");
    }
}

#[test]
fn bare_days_of_a_workbook_that_counts_from_1904_are_read_so() {
    let row = r#"<row r="2"><c r="A2"><v>44561</v></c><c r="B2"><v>5</v></c></row>"#;
    let months = table("spreadsheet", "").replace("\"year\"", "\"month\"");
    for (properties, expected) in [
        ("", "2021-12=5"),
        ("<workbookPr date1904=\"0\"/>", "2021-12=5"),
        ("<workbookPr date1904=\"1\"/>", "2026-01=5"),
        ("<workbookPr codeName='a' date1904='true'/>", "2026-01=5"),
    ] {
        assert_eq!(said(&workbook_with(properties, "", row), &months), expected, "{properties}");
    }
}

#[test]
fn digits_raised_in_an_old_workbook_are_notes() {
    let table = r##"
format = { kind = "spreadsheet" }
[[series]]
id = "s"
granularity = "month"
select = { sheet = "/^Figures for/", header = "/^Area of usual/", period = { header = "Jan-20" }, where = [{ column = "#1", is = "E92000001" }] }
"##;
    // The sample's heading reads `Jan-203` without its format: the pattern is the whole of it, and the note is off.
    let read = check("ons/monthly-deaths-2020.xls", table, &[("s", "2020-01", "53045", "")]);
    assert!(read.is_none_or(|reading| reading.series[0].figures[0].label == "Jan-20\u{b3}"));
}

#[test]
fn cells_of_an_ods_say_what_they_show() {
    let header = "<table:table-row><table:table-cell office:value-type=\"string\"><text:p>Year</text:p></table:table-cell><table:table-cell office:value-type=\"string\"><text:p>Cars</text:p></table:table-cell></table:table-row>";
    for (cell, expected) in [
        (r#"office:value-type="float" office:value="0"><text:p>0</text:p>"#, "2023=0"),
        (r#"office:value-type="float" office:value="0"><text:p>#DIV/0!</text:p>"#, "s: Data!B2 is `#DIV/0!`"),
        (r#"office:value-type="float" office:value="0"><text:p>Err:502</text:p>"#, "s: Data!B2 is `Err:502`"),
        (r#"office:value-type="float" office:value="0"><text:p>#N/A</text:p>"#, "2023= not_available"),
        (
            r#"office:value-type="string" office:string-value="" calcext:value-type="error"><text:p>#REF!</text:p>"#,
            "s: Data!B2 is `#REF!`",
        ),
        (r#"office:value-type="percentage" office:value="0.125"><text:p>12.5%</text:p>"#, "2023=0.125"),
        (
            r#"office:value-type="string"><text:p>345<text:span text:style-name="T1">3</text:span></text:p>"#,
            "2023=345 note",
        ),
        (
            r#"office:value-type="string"><text:p>345<text:span text:style-name="T2">3</text:span></text:p>"#,
            "2023=3453",
        ),
    ] {
        let styles = "<style:style xmlns:style=\"urn:oasis:names:tc:opendocument:xmlns:style:1.0\" style:name=\"T1\" style:family=\"text\"><style:text-properties style:text-position=\"super 58%\"/></style:style>";
        let year = "<table:table-cell office:value-type=\"float\" office:value=\"2023\"><text:p>2023</text:p></table:table-cell>";
        let rows = format!(
            "{styles}{header}<table:table-row>{year}<table:table-cell {cell}</table:table-cell></table:table-row>"
        );
        let said = said(&super::hostile::ods_named("Data", &rows), &table("spreadsheet", ""));
        let fits = if expected.contains('`') { said.contains(expected) } else { said == expected };
        assert!(fits, "{cell} is {said}");
    }
}

#[test]
fn raised_digits_are_notes_where_the_texts_stand_in_the_sheet() {
    let rows = |cell: &str| format!("<row r=\"2\"><c r=\"A2\"><v>2023</v></c>{cell}</row>");
    let cell = "<c r=\"B2\" t=\"inlineStr\"><is><r><t>345</t></r><r><rPr><vertAlign val=\"superscript\"/></rPr><t>3</t></r></is></c>";
    let header = r#"<row r="1"><c r="A1" t="inlineStr"><is><t>Year</t></is></c><c r="B1" t="inlineStr"><is><t>Cars</t></is></c></row>"#;
    let bytes = super::hostile::xlsx(&format!("{header}{}", rows(cell)));
    assert_eq!(said(&bytes, &table("spreadsheet", "")), "2023=345 note");
}
