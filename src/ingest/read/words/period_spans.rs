//! The period grammar's spans of months, and its days, weeks and instants.
//!
//! In: a label in lower case without notes. Out: forms for `period_grammar.rs`. Invariant: dates are read day first, as in Britain.

use super::period_grammar::{Form, Groups, form};
use super::period_text::Said;
use chrono::{DateTime, Datelike, Days, Months, NaiveDate, NaiveDateTime, TimeDelta, Utc};

/// Spans of months.
pub fn spans() -> impl Iterator<Item = Option<Form>> {
    [
        form(r"{Y} {M}{TO}{N}", |g| {
            let ((year, first), last) = ((g.year("y")?, g.month("month")?), g.month("n")?);
            Some(Said::Months((year, first), (year + i32::from(last < first), last)))
        }),
        form(r"(?:between )?{M}{TO}{N}[ -]?{YY}", |g| {
            let (year, first, last) = (g.year("y")?, g.month("month")?, g.month("n")?);
            Some(Said::Months((year - i32::from(last < first), first), (year, last)))
        }),
        form(r"(?:between )?(?:1 )?{M}[ -]?{YY}(?:{TO}| and )(?:(?:28|29|30|31) )?{N}[ -]?{Z}", |g| {
            let first = (g.year("y")?, g.month("month")?);
            Some(Said::Months(first, (g.year("z")?, g.month("n")?)))
        }),
        form(r"{Y}-(?P<m>\d{2})-01(?:{TO}|/)(?P<z>\d{4})-(?P<k>\d{2})-(?P<d>\d{2})", |g| {
            let last = (g.number("z")?, g.small("k")?);
            Some(Said::Months((g.year("y")?, g.small("m")?), last)).filter(|_| is_last_day(last, g.small("d")))
        }),
        form(r"0?1/(?P<m>\d{1,2})/{Y}{TO}(?P<d>\d{2})/(?P<k>\d{1,2})/(?P<z>\d{4})", |g| {
            let last = (g.number("z")?, g.small("k")?);
            Some(Said::Months((g.year("y")?, g.small("m")?), last)).filter(|_| is_last_day(last, g.small("d")))
        }),
        form(r"{Y}-(?P<m>\d{2})-(?P<d>\d{2})(?:{TO}|/)(?P<z>\d{4})-(?P<k>\d{2})-(?P<e>\d{2})", days_between),
        form(r"(?P<d>\d{1,2})/(?P<m>\d{1,2})/{Y}{TO}(?P<e>\d{1,2})/(?P<k>\d{1,2})/(?P<z>\d{4})", days_between),
        form(r"(?P<d>\d{1,2})(?:st|nd|rd|th)? {M}(?: {Y})?{TO}(?P<e>\d{1,2})(?:st|nd|rd|th)? {N} (?P<z>\d{4})", days_between),
        form(r"mid[- ]?(?:year )?{Y}{TO}mid[- ]?(?:year )?(?P<z>\d{4})", |g| {
            Some(Said::Months((g.year("y")?, 7), (g.year("z")?, 6)))
        }),
        form(r"{Y}-(?P<m>\d{2})-(?P<d>\d{2})(?:[t ]00:00(?::00)?z?)?/p(?P<count>\d{1,3})(?P<unit>[ymwd])", duration),
        form(r"{Y}-(?P<m>\d{2})/(?P<z>\d{4})-(?P<k>\d{2})", |g| Some(Said::Months((g.year("y")?, g.small("m")?), (g.year("z")?, g.small("k")?)))),
        form(r"(?:ye|y/e|year {ENDING}|(?:12|twelve)[ -]months? {ENDING}|annual to)[ -]?(?:\d{1,2}(?:st|nd|rd|th)? )?{M}[ -]?{YY}", |g| {
            Some(Said::YearEnding(g.year("y")?, g.month("month")?))
        }),
        form(r"(?:ye|y/e|year {ENDING})[ -]?{Y}-(?P<m>\d{2})", |g| Some(Said::YearEnding(g.year("y")?, g.small("m")?))),
        form(r"(?:ye|y/e|year {ENDING}) ?(?:q(?P<q>[1-4]) {Y}|(?P<z>\d{4}) q(?P<m>[1-4]))", |g| {
            let quarter = g.small("q").or_else(|| g.small("m"))?;
            Some(Said::YearEnding(g.year("y").or_else(|| g.year("z"))?, quarter * 3))
        }),
        form(r"{M} {Y} year end(?:ing)?", |g| Some(Said::YearEnding(g.year("y")?, g.month("month")?))),
        form(r"(?P<count>\d{1,2}|two|three|six|nine)[ -]months? {ENDING} (?:\d{1,2} )?{M}[ -]?{YY}", |g| {
            let count = match g.0.name("count")?.as_str() {
                "two" => 2,
                "three" => 3,
                "six" => 6,
                "nine" => 9,
                digits => digits.parse().ok()?,
            };
            Some(Said::MonthsTo(count, g.year("y")?, g.month("month")?))
        }),
    ]
    .into_iter()
}

/// Days, weeks and instants.
pub fn days() -> impl Iterator<Item = Option<Form>> {
    [
        form(r"{Y}[ -]?w(?:eek)? ?(?P<w>\d{1,2})|(?P<z>\d{4}) (?:wk|week) ?(?P<q>\d{1,2})", |g| {
            Some(Said::Week(g.year("y").or_else(|| g.year("z"))?, g.small("w").or_else(|| g.small("q"))?))
        }),
        form(r"(?:wk|week|w) ?(?P<w>\d{1,2}),?(?: of)? {Y}", |g| Some(Said::Week(g.year("y")?, g.small("w")?))),
        form(r"{Y}-?a1", |g| g.year("y").map(Said::Year)),
        form(r"{Y}-d(?P<d>\d{3})", |g| NaiveDate::from_yo_opt(g.year("y")?, g.small("d")?).map(Said::Day)),
        form(r"{DAY}{Y}-(?P<m>\d{1,2})-(?P<d>\d{1,2})", |g| g.date().map(Said::Day)),
        form(r"{DAY}{Y}/(?P<m>\d{1,2})/(?P<d>\d{1,2})", |g| g.date().map(Said::Day)),
        form(r"{DAY}(?P<d>\d{1,2})[/.-](?P<m>\d{1,2})[/.-]{YY}(?: 00:00(?::00)?)?", |g| g.date().map(Said::Day)),
        form(r"{DAY}(?P<d>\d{1,2})(?:st|nd|rd|th)?(?: of)?[ /-]?{M}[ /-]?{YY}", |g| g.date().map(Said::Day)),
        form(r"{DAY}{M} (?P<d>\d{1,2})(?:st|nd|rd|th)? {Y}", |g| g.date().map(Said::Day)),
        form(r"{Y}(?P<m>\d{2})(?P<d>\d{2})", |g| g.date().map(Said::Day)),
        form(r"(?P<serial>\d{5})(?:\.0+)?", |g| {
            // A date of a workbook that lost its format: days since 30 December 1899.
            let serial = g.number("serial").filter(|serial| (30_000..60_000).contains(serial))?;
            NaiveDate::from_ymd_opt(1899, 12, 30)?.checked_add_signed(TimeDelta::days(serial.into())).map(Said::Day)
        }),
        form(r"(?P<instant>\d{4}-\d{2}-\d{2}[t ]\d{2}:\d{2}.*)", |g| instant(g.0.name("instant")?.as_str())),
    ]
    .into_iter()
}

/// From one day to another; whole months where it is those.
fn days_between(groups: &Groups<'_>) -> Option<Said> {
    let last_month = groups.small("k").or_else(|| groups.month("n"))?;
    let last = NaiveDate::from_ymd_opt(groups.year("z")?, last_month, groups.small("e")?)?;
    let first_month = groups.small("m").or_else(|| groups.month("month"))?;
    let first_year = groups.year("y").unwrap_or(last.year() - i32::from(first_month > last_month));
    between(NaiveDate::from_ymd_opt(first_year, first_month, groups.small("d")?)?, last)
}

/// `2024-01-01/P3M`.
fn duration(groups: &Groups<'_>) -> Option<Said> {
    let (first, count) = (groups.date()?, groups.small("count")?);
    let after = match groups.0.name("unit")?.as_str() {
        "y" => first.checked_add_months(Months::new(count * 12)),
        "m" => first.checked_add_months(Months::new(count)),
        "w" => first.checked_add_days(Days::new(u64::from(count) * 7)),
        _ => first.checked_add_days(Days::new(u64::from(count))),
    };
    between(first, after?.pred_opt()?)
}

fn between(first: NaiveDate, last: NaiveDate) -> Option<Said> {
    let ends_month = last.succ_opt()?.day() == 1;
    match first.cmp(&last) {
        std::cmp::Ordering::Greater => None,
        std::cmp::Ordering::Equal => Some(Said::Day(first)),
        std::cmp::Ordering::Less if first.day() == 1 && ends_month => {
            Some(Said::Months((first.year(), first.month()), (last.year(), last.month())))
        }
        std::cmp::Ordering::Less => Some(Said::Days(first, last)),
    }
}

fn is_last_day((year, month): (i32, u32), day: Option<u32>) -> bool {
    let date = day.and_then(|day| NaiveDate::from_ymd_opt(year, month, day));
    date.and_then(|date| date.succ_opt()).is_some_and(|next| chrono::Datelike::day(&next) == 1)
}

/// What may stand before a day: that a week ends or begins with it, its name.
pub const DAY: &str = r"(?:(?:week|w)(?:[ /]?(?:ending|ended|e|commencing|beginning|starting|c|b)) )?(?:(?:mon|tues?|wed(?:nes)?|thu(?:rs)?|fri|sat(?:ur)?|sun)(?:day)?,? )?";

fn instant(text: &str) -> Option<Said> {
    let text = text.to_uppercase();
    if let Some((start, minutes)) = text.split_once("/PT") {
        let start = NaiveDateTime::parse_from_str(start, "%Y-%m-%dT%H:%MZ").ok()?;
        return Some(Said::Minutes(start, minutes.strip_suffix('M')?.parse().ok()?));
    }
    let text = text.replacen(' ', "T", 1);
    let (date, time) = text.split_once('T')?;
    // Seconds may be left out, which RFC 3339 does not allow.
    let zone = time.find(['Z', '+', '-']).map_or("", |at| &time[at..]);
    let clock = &time[..time.len() - zone.len()];
    let clock = if clock.matches(':').count() == 1 { format!("{clock}:00") } else { clock.to_owned() };
    if zone.is_empty() {
        return NaiveDateTime::parse_from_str(&format!("{date}T{clock}"), "%Y-%m-%dT%H:%M:%S%.f")
            .ok()
            .map(|at| Said::Instant(at, false));
    }
    let instant = DateTime::parse_from_rfc3339(&format!("{date}T{clock}{zone}")).ok()?;
    Some(Said::Instant(instant.with_timezone(&Utc).naive_utc(), true))
}
