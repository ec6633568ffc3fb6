//! Every form of the period grammar, with what it means for a series of each granularity.
//!
//! In: labels as publishers write them. Out: canonical periods. Invariant: a form that is not in this table is not promised.

use super::period_fit::{Fit, fit, fit_said};
use crate::domain::period::Granularity;
use crate::domain::source::MonthOfWindow;
use MonthOfWindow::{First, Last, Middle};

fn said(label: &str, granularity: &str, month: Option<MonthOfWindow>) -> String {
    match fit(label, granularity.parse().unwrap(), month) {
        Fit::Is(period) => period.label(),
        other => format!("{other:?}"),
    }
}

#[test]
fn every_form_of_the_grammar_is_read() {
    for (granularity, label, expected) in [
        ("year", "2026", "2026"),
        ("year", "2018.0", "2018"),
        ("year", "Calendar year 2016", "2016"),
        ("year", "Jan to Dec 2024", "2024"),
        ("year", "Year ending December 2024", "2024"),
        ("year", "2018-01-01", "2018"),
        ("year", "2024 [provisional]", "2024"),
        ("quarter", "2026 Q2", "2026-Q2"),
        ("quarter", "Q2 2026", "2026-Q2"),
        ("quarter", "2026-Q2", "2026-Q2"),
        ("quarter", "2026Q2", "2026-Q2"),
        ("quarter", "2018  Q2", "2018-Q2"),
        ("quarter", "Jan to Mar 2024", "2024-Q1"),
        ("quarter", "January to March 2024", "2024-Q1"),
        ("quarter", "Apr - Jun 2026", "2026-Q2"),
        ("quarter", "Apr-Jun 2026", "2026-Q2"),
        ("quarter", "Oct–Dec 2025", "2025-Q4"),
        ("quarter", "2nd quarter\n2026 [provisional]", "2026-Q2"),
        ("quarter", "2nd quarter 2026", "2026-Q2"),
        ("quarter", "Quarter 2 2026", "2026-Q2"),
        ("quarter", "2020/21 Q4", "2021-Q1"),
        ("quarter", "2020/21 1", "2020-Q2"),
        ("quarter", "Q4 2020/21", "2021-Q1"),
        ("quarter", "2026 2", "2026-Q2"),
        ("quarter", "2026-06-30", "2026-Q2"),
        ("quarter", "2026-04-01", "2026-Q2"),
        ("quarter", "Quarter ending June 2026", "2026-Q2"),
        ("quarter", "3 months to June 2026", "2026-Q2"),
        ("quarter", "April to June 2026 (Q1)", "2026-Q2"),
        ("quarter", "Q1 (April to June) 2024", "2024-Q2"),
        ("quarter", "Q1 2024 (Jan - Mar)", "2024-Q1"),
        ("quarter", "2024-25 Q1 (Apr - Jun)", "2024-Q2"),
        ("quarter", "2024-01-01 to 2024-03-31", "2024-Q1"),
        ("quarter", "2026-06-30T00:00:00", "2026-Q2"),
        ("financial-year", "01/04/2023 - 31/03/2024", "FY2023-24"),
        ("financial-year", "1 April 2023 to 31 March 2024", "FY2023-24"),
        ("year", "2024p", "2024"),
        ("year", "Year 2024", "2024"),
        ("year", "2024 provisional", "2024"),
        ("quarter", "2026 Q2: revised", "2026-Q2"),
        ("quarter", "2026:Q2", "2026-Q2"),
        ("quarter", "Second quarter 2026", "2026-Q2"),
        ("quarter", "2026 to 2027 Q1", "2026-Q2"),
        ("quarter", "Q1 2026 to 2027", "2026-Q2"),
        ("quarter", "Apr/Jun 2026", "2026-Q2"),
        ("month", "2026/05", "2026-05"),
        ("month", "2026-M05", "2026-05"),
        ("month", "Month ending May 2026", "2026-05"),
        ("month", "01/05/2026 00:00", "2026-05"),
        ("week", "week ending Friday 3 April 2026", "2026-W14"),
        ("month", "05-2026", "2026-05"),
        ("month", "2026 MAY", "2026-05"),
        ("month", "May 2026", "2026-05"),
        ("month", "2026 June", "2026-06"),
        ("month", "June_2026", "2026-06"),
        ("month", "Apr-10", "2010-04"),
        ("month", "Apr 2010", "2010-04"),
        ("month", "Apr-99", "1999-04"),
        ("month", "Sep-2011 ", "2011-09"),
        ("month", "Sept 2024", "2024-09"),
        ("month", "July-2022", "2022-07"),
        ("month", "Jan-203", "2020-01"),
        ("month", "Mar-203 ", "2020-03"),
        ("month", "2024-05", "2024-05"),
        ("month", "2004-05", "2004-05"),
        ("month", "202605", "2026-05"),
        ("month", "2026M05", "2026-05"),
        ("month", "05/2026", "2026-05"),
        ("month", "2026-05-01", "2026-05"),
        ("month", "31/05/2026", "2026-05"),
        ("month", "46143", "2026-05"),
        ("month", "January-2026", "2026-01"),
        ("week", "2026-W05", "2026-W05"),
        ("week", "Week 13 2020", "2020-W13"),
        ("week", "2020 Week 13", "2020-W13"),
        ("week", "week ending 4 January 2019", "2019-W01"),
        ("week", "w/e 04/01/2019", "2019-W01"),
        ("week", "2019-01-11", "2019-W02"),
        ("financial-year", "2024/25", "FY2024-25"),
        ("financial-year", "2024-25", "FY2024-25"),
        ("financial-year", "2004-05", "FY2004-05"),
        ("financial-year", "2024 to 2025", "FY2024-25"),
        ("financial-year", "2024/2025", "FY2024-25"),
        ("financial-year", "2024 to 25", "FY2024-25"),
        ("financial-year", "FYE 2025", "FY2024-25"),
        ("financial-year", "FYE March 2025", "FY2024-25"),
        ("financial-year", "2025 FYE", "FY2024-25"),
        ("financial-year", "FY 2024/25", "FY2024-25"),
        ("financial-year", "FY2024-25", "FY2024-25"),
        ("financial-year", "Financial year 2024-25", "FY2024-25"),
        ("financial-year", "202425", "FY2024-25"),
        ("financial-year", "202425 Financial year", "FY2024-25"),
        ("financial-year", "financial year 202425", "FY2024-25"),
        ("financial-year", "Year ending March 2026", "FY2025-26"),
        ("financial-year", "April 2011 to March 2012", "FY2011-12"),
        ("financial-year", "1999/00", "FY1999-00"),
        ("financial-year", "24/25", "FY2024-25"),
        ("financial-year", "2016_FY", "FY2016-17"),
        ("academic-year", "202425", "AY2024-25"),
        ("academic-year", "202425 Academic year", "AY2024-25"),
        ("academic-year", "academic year 201617", "AY2016-17"),
        ("academic-year", "2024/2025 AY", "AY2024-25"),
        ("academic-year", "2016_AY", "AY2016-17"),
        ("academic-year", "2024/25", "AY2024-25"),
        ("year-ending", "Year ending March 2026", "YE2026-03"),
        ("year-ending", "YE Jun 2026", "YE2026-06"),
        ("year-ending", "YE2026-06", "YE2026-06"),
        ("year-ending", "Year ended 30 June 2026", "YE2026-06"),
        ("year-ending", "12 months to June 2026", "YE2026-06"),
        ("year-ending", "Apr 2025-Mar 2026", "YE2026-03"),
        ("year-ending", "January 2012 to December 2012", "YE2012-12"),
        ("year-ending", "Jul 2023 to Jun 2024", "YE2024-06"),
        ("year-ending", "2010-03-31", "YE2010-03"),
        ("year-ending", "YE Q2 2024", "YE2024-06"),
        ("rolling-3-months", "2026 MAY-JUL", "2026-05/2026-07"),
        ("rolling-3-months", "May-Jul 2026", "2026-05/2026-07"),
        ("rolling-3-months", "May to July 2014", "2014-05/2014-07"),
        ("rolling-3-months", "Jan-Mar 1971", "1971-01/1971-03"),
        ("rolling-3-months", "Dec-Feb 1972", "1971-12/1972-02"),
        ("rolling-3-months", "2025 DEC-FEB", "2025-12/2026-02"),
        ("rolling-3-months", "Nov 2025 to Jan 2026", "2025-11/2026-01"),
        ("rolling-3-months", "three months to July 2026", "2026-05/2026-07"),
        ("rolling-3-months", "2026 Q2", "2026-04/2026-06"),
        ("rolling-3-years", "2021 - 23", "2021/2023"),
        ("rolling-3-years", "2021-23", "2021/2023"),
        ("rolling-3-years", "2022-2024", "2022/2024"),
        ("rolling-3-years", "1998 - 00", "1998/2000"),
        ("rolling-60-months", "2016/17 - 20/21", "2016-04/2021-03"),
        ("day", "2026-03-31", "2026-03-31"),
        ("day", "31/03/2026", "2026-03-31"),
        ("day", "1 January 2026", "2026-01-01"),
        ("day", "1st January 2026", "2026-01-01"),
        ("day", "31-Mar-26", "2026-03-31"),
        ("day", "As at 31 December 2022 (Q3)", "2022-12-31"),
        ("day", "Tuesday 31 March 2026", "2026-03-31"),
        ("day", "March 31, 2026", "2026-03-31"),
        ("day", "20260331", "2026-03-31"),
        ("day", "43831", "2020-01-01"),
        ("day", "2026-03-31T00:00:00", "2026-03-31"),
        ("day", "2026-06-29T23:00:00.000Z", "2026-06-30"),
        // Explore education statistics: time_period and time_identifier, and the codes of its interface.
        ("year", "2024 Calendar year", "2024"),
        ("year", "2024 CY", "2024"),
        ("year", "2024 Reporting year", "2024"),
        ("year", "2024|RY", "2024"),
        ("financial-year", "202425 Tax year", "FY2024-25"),
        ("financial-year", "2024/2025 FY", "FY2024-25"),
        ("academic-year", "2024/2025|AY", "AY2024-25"),
        ("quarter", "202425 Financial year Q1", "2024-Q2"),
        ("quarter", "202425 Financial Year Q4", "2025-Q1"),
        ("quarter", "2024/2025 FYQ2", "2024-Q3"),
        ("quarter", "Financial year Q1 2024/25", "2024-Q2"),
        ("quarter", "2024 Calendar year Q3", "2024-Q3"),
        ("quarter", "2024 CYQ3", "2024-Q3"),
        ("rolling-6-months", "202425 Financial year Q1-Q2", "2024-04/2024-09"),
        ("rolling-9-months", "202425 Financial year Q2-4", "2024-07/2025-03"),
        ("rolling-6-months", "2024 Calendar year Q1-Q2", "2024-01/2024-06"),
        ("rolling-6-months", "2024/2025 P2", "2024-10/2025-03"),
        ("rolling-6-months", "2024/25 Part 1 (April to September)", "2024-04/2024-09"),
        ("week", "2020 Week 13", "2020-W13"),
        ("week", "2020 W13", "2020-W13"),
        ("month", "2024 January", "2024-01"),
        ("month", "2024 M1", "2024-01"),
        // SDMX.
        ("year", "2024-A1", "2024"),
        ("month", "2024-M01", "2024-01"),
        ("rolling-6-months", "2024-S2", "2024-07/2024-12"),
        ("rolling-4-months", "2024-T1", "2024-01/2024-04"),
        ("week", "2024-W05", "2024-W05"),
        ("day", "2024-D060", "2024-02-29"),
        ("month", "2024-01-01/P1M", "2024-01"),
        ("quarter", "2024-01-01/P3M", "2024-Q1"),
        ("quarter", "2001-04-01 00:00:00/P3M", "2001-Q2"),
        ("year", "2024-01-01T00:00:00/P1Y", "2024"),
        ("financial-year", "2024-04-01/P1Y", "FY2024-25"),
        ("week", "2024-01-29/P7D", "2024-W05"),
        // Linked data.
        ("year", "year/2020", "2020"),
        ("quarter", "quarter/2020-Q1", "2020-Q1"),
        ("month", "http://reference.data.gov.uk/id/month/2020-01", "2020-01"),
        ("financial-year", "government-year/2020-2021", "FY2020-21"),
        ("quarter", "gregorian-interval/2001-04-01T00:00:00/P3M", "2001-Q2"),
        // PxStat of NISRA and the CSO.
        ("month", "202606", "2026-06"),
        ("month", "2026 June", "2026-06"),
        ("quarter", "20262", "2026-Q2"),
        ("quarter", "2026Q2", "2026-Q2"),
        // Fingertips.
        ("year", "20200000", "2020"),
        ("rolling-60-months", "2016/17 - 20/21", "2016-04/2021-03"),
        ("financial-year", "2020/21", "FY2020-21"),
        ("quarter", "2019/20 Q1", "2019-Q2"),
        ("month", "Nov 2021", "2021-11"),
        ("year-ending", "Aug 2022 - Jul 2023", "YE2023-07"),
        // Households below average income.
        ("financial-year", "1994/95", "FY1994-95"),
        ("rolling-36-months", "20/21- 22/23", "2020-04/2023-03"),
        ("rolling-36-months", "2020/21 to 2022/23", "2020-04/2023-03"),
        ("rolling-36-months", "2019/2020-2021/2022", "2019-04/2022-03"),
        // The health service: a financial year and the name of a month.
        ("month", "2025-26 APRIL", "2025-04"),
        ("month", "2025-26 January", "2026-01"),
        ("month", "March 2025/26", "2026-03"),
        // Home Office and others.
        ("quarter", "Apr to Jun 2025", "2025-Q2"),
        ("quarter", "2024/25 Q1", "2024-Q2"),
        ("quarter", "24/25 Q4", "2025-Q1"),
        ("quarter", "Q1 24/25", "2024-Q2"),
        ("quarter", "Q1 24", "2024-Q1"),
        ("quarter", "24Q1", "2024-Q1"),
        ("quarter", "2026\nApr-Jun", "2026-Q2"),
        ("quarter", "July 2024 to September 2024", "2024-Q3"),
        ("quarter", "1 April 2024 to 30 June 2024", "2024-Q2"),
        ("quarter", "1 April to 30 June 2024", "2024-Q2"),
        ("year-ending", "Year ending June 2025", "YE2025-06"),
        ("year-ending", "Year to June 2025", "YE2025-06"),
        ("year-ending", "12 months to end June 2025", "YE2025-06"),
        ("year-ending", "Apr '24 to Mar '25", "YE2025-03"),
        ("year-ending", "Year ending 31 December 2024", "YE2024-12"),
        ("year-ending", "Apr 2025-Mar 2026", "YE2026-03"),
        ("year-ending", "mid-2023 to mid-2024", "YE2024-06"),
        ("financial-year", "FYE 25", "FY2024-25"),
        ("financial-year", "FY24/25", "FY2024-25"),
        ("financial-year", "1994/5", "FY1994-95"),
        ("financial-year", "2023/2024", "FY2023-24"),
        ("rolling-6-months", "H1 2024", "2024-01/2024-06"),
        ("rolling-6-months", "2024-25 H2", "2024-10/2025-03"),
        ("rolling-6-months", "second half of 2024", "2024-07/2024-12"),
        ("rolling-3-years", "2014-2016", "2014/2016"),
        ("rolling-3-years", "2022 to 2024", "2022/2024"),
        ("year", "Mid-2024", "2024"),
        ("day", "Mid-2024", "2024-06-30"),
        ("day", "mid-year 2024", "2024-06-30"),
        ("day", "at 31 March 2025", "2025-03-31"),
        ("day", "on 30 September 2025", "2025-09-30"),
        ("week", "29 December 2025 to 4 January 2026", "2026-W01"),
        ("30-minutes", "2026-08-03T23:00Z", "2026-08-03T23:00Z/PT30M"),
        ("30-minutes", "2026-08-05T00:00:00Z", "2026-08-05T00:00Z/PT30M"),
        ("30-minutes", "2026-08-05T01:00:00+01:00", "2026-08-05T00:00Z/PT30M"),
        ("30-minutes", "2026-08-04T00:00Z/PT30M", "2026-08-04T00:00Z/PT30M"),
    ] {
        assert_eq!(said(label, granularity, None), expected, "{label} as {granularity}");
    }
}

#[test]
fn one_month_stands_for_a_window_as_the_table_says() {
    for (granularity, label, month, expected) in [
        ("rolling-3-months", "2026 JUN", Some(Middle), "2026-05/2026-07"),
        ("rolling-3-months", "2014 JUL", Some(Last), "2014-05/2014-07"),
        ("rolling-3-months", "2025 DEC", Some(First), "2025-12/2026-02"),
        ("rolling-3-months", "2026 JUN", None, "NeedsMonth"),
        ("quarter", "Jun 2026", Some(Last), "2026-Q2"),
        ("quarter", "2026-04", Some(First), "2026-Q2"),
        ("day", "January 2026", Some(First), "2026-01-01"),
        ("day", "2022 Q2", Some(Last), "2022-06-30"),
        ("day", "January 2026", None, "NeedsMonth"),
    ] {
        assert_eq!(said(label, granularity, month), expected, "{label} as {granularity}");
    }
}

#[test]
fn a_period_of_another_length_is_not_no_period() {
    for (granularity, label, expected) in [
        ("month", "2026", "Other"),
        ("financial-year", "20200000", "Other"),
        ("year", "20200100", "Not"),
        ("month", "2026 Q2", "Other"),
        ("year", "2026 Q2", "Other"),
        ("year", "2024/25", "Other"),
        ("financial-year", "2024", "Other"),
        ("financial-year", "202425 Academic year", "Other"),
        ("rolling-3-months", "2016/17 - 20/21", "Other"),
        ("month", "2024/25", "Other"),
        ("month", "2011/12", "Not"),
        ("financial-year", "FY25", "Not"),
        ("month", "Total", "Not"),
        ("month", "", "Not"),
        ("month", "2026-13-45", "Not"),
        ("year", "20260", "Not"),
        ("academic-year", "Autumn term 2024/25", "Other"),
        ("academic-year", "202425 Autumn term", "Other"),
        ("academic-year", "202425 Autumn and spring term", "Other"),
        ("academic-year", "202425 Spring Term", "Other"),
        ("academic-year", "2024/2025 T1", "Other"),
        ("academic-year", "2024/2025 T1T2", "Other"),
        ("academic-year", "202425 Five half terms", "Other"),
        ("academic-year", "202425 Up until 31st March", "Other"),
        ("academic-year", "202425 Academic year Q1", "Other"),
        ("quarter", "202425 Academic year Q1", "Other"),
        ("financial-year", "202425 Financial year Q1", "Other"),
        ("year-ending", "2024 Reporting year", "Other"),
        ("academic-year", "202425 Week 13", "Not"),
        ("year", "Winter 2024/25", "Other"),
        ("year", "Winter fuel payments", "Not"),
        ("year", "Summer", "Not"),
        ("month", "15 June 2026 to 28 June 2026", "Other"),
        ("month", "29/06/2026", "Not"),
        ("quarter", "2026-06-15", "Not"),
        ("quarter", "2026-05-31", "Other"),
        ("financial-year", "2026-04-05", "Not"),
        ("month", "2026-08-04T00:30Z", "Not"),
        ("week", "30 December 2025 to 5 January 2026", "Other"),
        ("quarter", "20265", "Not"),
        ("year", "12.5", "Not"),
        ("day", "30/02/2026", "Not"),
    ] {
        assert_eq!(said(label, granularity, None), expected, "{label} as {granularity}");
    }
}

#[test]
fn an_ons_window_takes_its_year_from_the_month_beside_it() {
    use super::period_text::read_window;
    let window = |label, beside| match fit_said(
        read_window(label, Some(beside)).unwrap(),
        Granularity::RollingMonths(3),
        None,
    ) {
        Fit::Is(period) => period.label(),
        other => format!("{other:?}"),
    };
    assert_eq!(window("2026 MAY-JUL", (2026, 6)), "2026-05/2026-07");
    assert_eq!(window("2025 DEC-FEB", (2026, 1)), "2025-12/2026-02");
    assert_eq!(window("2026 DEC-FEB", (2026, 1)), "2025-12/2026-02");
    assert_eq!(window("2025 NOV-JAN", (2025, 12)), "2025-11/2026-01");
}

proptest::proptest! {
    #[test]
    fn no_label_makes_it_panic(label in "\\PC{0,24}", month in 0_u8..4) {
        let month = [None, Some(First), Some(Middle), Some(Last)][usize::from(month)];
        for granularity in ["year", "quarter", "month", "week", "financial-year", "academic-year", "year-ending", "rolling-3-months", "rolling-3-years", "day", "30-minutes"] {
            let _ = said(&label, granularity, month);
        }
    }

    #[test]
    fn no_label_made_of_periods_makes_it_panic(label in "(20[0-9]{2}|jan|dec|[0-9]{1,2}|q[1-4]|week|ye|fy|to|[-/ ]){1,6}") {
        for granularity in ["year", "quarter", "month", "week", "financial-year", "academic-year", "year-ending", "rolling-3-months", "rolling-250-months", "rolling-3-years", "day", "30-minutes"] {
            let _ = said(&label, granularity, Some(Middle));
        }
    }
}
