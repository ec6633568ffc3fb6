//! The period grammar: every way in which publishers write a period, in one table.
//!
//! In: a label such as `2026 MAY-JUL`, `2nd quarter 2026 [provisional]`, `FYE 2025`. Out: [`Said`], what it can mean.
//! Invariant: reading a label knows nothing of the series; where a label can mean two things (`2004-05`) both are kept and the
//! series' granularity decides (`period_fit.rs`); dates are read day first, as in Britain.

use super::super::select::pattern::spaces;
use chrono::{DateTime, NaiveDate, NaiveDateTime, TimeDelta, Utc};
use regex::{Captures, Regex};
use std::sync::LazyLock;

/// What a label says.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Said {
    /// `2026`.
    Year(i32),
    /// `2026-05`, `202605`, `2004-05`: a month, a quarter, a week or two years joined; the series decides.
    YearAnd(i32, u32, Joint),
    /// `2024/25`, `2024 to 2025`, `FYE 2025`: the first year, and which kind where it says so.
    SplitYear(i32, Option<Kind>),
    /// `2026 Q2`.
    Quarter(i32, u32),
    /// `2020/21 Q4`, by the first year.
    FinancialQuarter(i32, u32),
    /// `May 2026`.
    Month(i32, u32),
    /// `May-Jul 2026`, as year and month of the first and the last.
    Months((i32, u32), (i32, u32)),
    /// `Year ending June 2026`.
    YearEnding(i32, u32),
    /// `Three months to July 2026`.
    MonthsTo(u32, i32, u32),
    /// `2021 - 23`, `2022 to 2024`.
    Years(i32, i32),
    /// `2026 week 5`.
    Week(i32, u32),
    /// `31 March 2026`.
    Day(NaiveDate),
    /// `2026-08-04T00:00Z`: in UTC where it names a zone.
    Instant(NaiveDateTime, bool),
    /// `2026-08-04T00:00Z/PT30M`.
    Minutes(NaiveDateTime, u16),
}

/// What joins a year and two digits.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Joint {
    /// A slash: rather two years.
    Slash,
    /// A hyphen, a space or nothing: rather a part of a year.
    Other,
}

/// Kind of a year that begins in one calendar year and ends in the next.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// From April.
    Financial,
    /// From September.
    Academic,
}

/// Reads a label. None where it is no period.
pub fn read(label: &str) -> Option<Said> {
    let text = normalised(label);
    let said = FORMS.iter().find_map(|(form, meaning)| meaning(&Groups(form.captures(&text)?)))?;
    Some(months_in_parentheses(label, said).unwrap_or(said))
}

/// `Q1 (April to June) 2024`: the months in parentheses say which quarter is meant.
fn months_in_parentheses(label: &str, said: Said) -> Option<Said> {
    let Said::Quarter(year, quarter) = said else { return None };
    let inside = label.split('(').nth(1)?.split(')').next()?;
    let Said::Months((_, first), (_, last)) = read(&format!("{inside} {year}")).or_else(|| read(inside))? else {
        return None;
    };
    (first != quarter * 3 - 2).then(|| Said::Months((year, first), (year + i32::from(last < first), last)))
}

/// Reads a label of an ONS time series (`2026 MAY-JUL`), whose year is that of the month `date` that it stands beside.
pub fn read_window(label: &str, beside: Option<(i32, u32)>) -> Option<Said> {
    let said = read(label)?;
    let (Said::Months((first_year, first), (last_year, last)), Some((year, month))) = (said, beside) else {
        return Some(said);
    };
    let length = (last_year - first_year) * 12 + last.cast_signed() - first.cast_signed();
    let at = year * 12 + month.cast_signed() - 1;
    // The year that puts the month beside it inside the window.
    [year - 1, year].into_iter().find_map(|start_year| {
        let start = start_year * 12 + first.cast_signed() - 1;
        let end = start + length;
        (start <= at && at <= end).then(|| Said::Months((start_year, first), (end.div_euclid(12), last)))
    })
}

/// Lower case, plain dashes and spaces, notes in brackets and words that say nothing taken off.
fn normalised(label: &str) -> String {
    let label = label.replace(['\u{2010}', '\u{2011}', '\u{2012}', '\u{2013}', '\u{2014}', '\u{2212}'], "-");
    let label: String = label.chars().filter(|c| !matches!(c, '¹' | '²' | '³' | '⁰' | '⁴'..='⁹')).collect();
    let mut text = spaces(&label).to_lowercase().replace(['_', ','], " ");
    if let Some(brackets) = BRACKETS.as_ref() {
        text = brackets.replace_all(&text, " ").into_owned();
    }
    let text = spaces(&text).into_owned();
    let text = text.trim_end_matches(['*', ':', '†', '.', ';']).trim_end();
    let marked = ["p", "r", "provisional", "revised", "estimated"].iter().find_map(|mark| text.strip_suffix(mark));
    let unmarked = marked.map(|bare| bare.trim_end_matches([' ', ':', '-']));
    let text = unmarked.filter(|bare| bare.ends_with(|last: char| last.is_ascii_digit())).unwrap_or(text);
    ["as at ", "as of ", "at ", "as at the end of ", "end of ", "end "]
        .iter()
        .fold(text, |text, words| text.strip_prefix(words).unwrap_or(text))
        .to_owned()
}

static BRACKETS: LazyLock<Option<Regex>> = LazyLock::new(|| Regex::new(r"\[[^\]]*\]|\([^)]*\)").ok());

/// Named groups of a match, as numbers.
struct Groups<'t>(Captures<'t>);

impl Groups<'_> {
    fn number(&self, name: &str) -> Option<i32> {
        self.0.name(name)?.as_str().parse().ok()
    }

    fn small(&self, name: &str) -> Option<u32> {
        self.0.name(name)?.as_str().parse().ok()
    }

    /// A year of four digits, or of two: 70 to 99 are of the twentieth century.
    fn year(&self, name: &str) -> Option<i32> {
        let text = self.0.name(name)?.as_str();
        let year: i32 = text.parse().ok()?;
        Some(match (text.len(), year) {
            (2, 70..) => 1900 + year,
            (2, _) => 2000 + year,
            _ => year,
        })
    }

    fn month(&self, name: &str) -> Option<u32> {
        let text = self.0.name(name)?.as_str();
        let names = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"];
        let index = names.iter().position(|month| text.starts_with(month))?;
        u32::try_from(index + 1).ok()
    }

    /// The first of two years that follow one another, the second whole or of two digits.
    fn split(&self) -> Option<i32> {
        let first = self.year("y")?;
        let second = self.0.name("z")?.as_str();
        let follows = match second.len() {
            2 => second.parse::<i32>().ok()? == (first + 1).rem_euclid(100),
            _ => second.parse::<i32>().ok()? == first + 1,
        };
        follows.then_some(first)
    }

    fn kind(&self) -> Option<Kind> {
        let word = self.0.name("kind").or_else(|| self.0.name("after"))?.as_str();
        Some(if word.starts_with('a') { Kind::Academic } else { Kind::Financial })
    }

    fn date(&self) -> Option<NaiveDate> {
        let month = self.small("m").or_else(|| self.month("month"))?;
        NaiveDate::from_ymd_opt(self.year("y")?, month, self.small("d")?)
    }
}

type Form = (Regex, fn(&Groups<'_>) -> Option<Said>);

/// Writes a form: `{M}` is a month's name, `{Y}` a year, `{K}` a kind of year, `{TO}` what joins two months.
fn form(pattern: &str, meaning: fn(&Groups<'_>) -> Option<Said>) -> Option<Form> {
    let month = "(?:jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?)\\.?";
    let pattern = pattern
        .replace("{M}", &format!("(?P<month>{month})"))
        .replace("{N}", &format!("(?P<n>{month})"))
        .replace("{Y}", "(?P<y>(?:1[5-9]|20|21)\\d{2})")
        .replace("{YY}", "(?P<y>(?:1[5-9]|20|21)\\d{2}|\\d{2})")
        .replace("{Z}", "(?P<z>\\d{4}|\\d{2})")
        .replace("{K}", "(?P<kind>financial year|fiscal year|tax year|academic year|school year|fy|ay)")
        .replace("{A}", "(?P<after>financial year|fiscal year|tax year|academic year|school year|fy|ay)")
        .replace("{TO}", " ?(?:-|/|to|until) ?")
        .replace("{DAY}", DAY)
        .replace("{ENDING}", "(?:ending|ended|to|end)(?: in)?(?: the)?");
    Regex::new(&format!("^(?:{pattern})$")).ok().map(|regex| (regex, meaning))
}

static FORMS: LazyLock<Vec<Form>> =
    LazyLock::new(|| years().chain(quarters()).chain(months()).chain(spans()).chain(days()).flatten().collect());

fn years() -> impl Iterator<Item = Option<Form>> {
    [
        form(r"(?:(?:calendar )?year |cy ?)?{Y}(?:\.0+)?(?: calendar year| cy)?", |g| g.year("y").map(Said::Year)),
        form(r"(?:{K} ?)?{Y} ?(?:-|/|to) ?(?P<z>\d{4})(?: ?{A})?", |g| match (g.split(), g.kind()) {
            (Some(first), kind) => Some(Said::SplitYear(first, kind)),
            (None, None) => Some(Said::Years(g.year("y")?, g.number("z")?)).filter(|_| g.number("z") > g.year("y")),
            _ => None,
        }),
        form(r"{K} ?{Y} ?[-/]? ?(?P<z>\d{2})", |g| Some(Said::SplitYear(g.split()?, g.kind()))),
        form(r"{Y} ?[-/]? ?(?P<z>\d{2}) ?{A}", |g| Some(Said::SplitYear(g.split()?, g.kind()))),
        form(r"(?:{K} ?)?(?P<y>\d{2})/(?P<z>\d{2})(?: ?{A})?", |g| Some(Said::SplitYear(g.split()?, g.kind()))),
        form(r"{K} ?(?P<y>\d{2})-(?P<z>\d{2})", |g| Some(Said::SplitYear(g.split()?, g.kind()))),
        form(r"(?P<y>20\d{2}) {A}", |g| Some(Said::SplitYear(g.number("y")?, g.kind()))),
        form(r"(?:fye|(?:financial|fiscal) year {ENDING}) ?(?:31 )?(?:march |mar )?{Y}|{Z} ?fye", |g| {
            let last = g.year("y").or_else(|| g.year("z"))?;
            Some(Said::SplitYear(last - 1, Some(Kind::Financial)))
        }),
        form(r"{Y}[-/](?P<z>\d{2})(?: ?- ?| to )(?P<v>(?:\d{2})?\d{2})[-/](?P<w>\d{2})", |g| {
            let (first, last) = (g.split()?, g.year("v")?);
            (g.number("w") == Some((last + 1).rem_euclid(100)) && last > first)
                .then_some(Said::Months((first, 4), (last + 1, 3)))
        }),
        form(r"{Y} ?- ?(?P<z>\d{2})", |g| Some(Said::YearAnd(g.year("y")?, g.small("z")?, Joint::Other))),
        form(r"{Y} ?/ ?(?P<z>\d{2})", |g| Some(Said::YearAnd(g.year("y")?, g.small("z")?, Joint::Slash))),
        form(r"{Y} to (?P<z>\d{2})", |g| Some(Said::YearAnd(g.year("y")?, g.small("z")?, Joint::Slash))),
        form(r"{Y} ?(?P<z>\d{2})", |g| Some(Said::YearAnd(g.year("y")?, g.small("z")?, Joint::Other))),
        form(r"{Y}[ /-](?P<z>\d)", |g| Some(Said::YearAnd(g.year("y")?, g.small("z")?, Joint::Other))),
    ]
    .into_iter()
}

fn quarters() -> impl Iterator<Item = Option<Form>> {
    [
        form(r"{Y} ?[-/:]? ?(?:q|quarter|qtr) ?(?P<q>[1-4])", |g| Some(Said::Quarter(g.year("y")?, g.small("q")?))),
        form(r"(?:q|quarter|qtr) ?(?P<q>[1-4])(?: ?[-/]| of)? ?{Y}", |g| {
            Some(Said::Quarter(g.year("y")?, g.small("q")?))
        }),
        form(r"(?P<q>[1-4])(?:st|nd|rd|th) (?:quarter|qtr)(?: of)? ?{Y}", |g| {
            Some(Said::Quarter(g.year("y")?, g.small("q")?))
        }),
        form(r"{Y} (?P<q>[1-4])(?:st|nd|rd|th) (?:quarter|qtr)", |g| Some(Said::Quarter(g.year("y")?, g.small("q")?))),
        form(r"(?P<word>first|second|third|fourth) (?:quarter|qtr)(?: of)? {Y}", |g| {
            let quarter = match g.0.name("word")?.as_str() {
                "first" => 1,
                "second" => 2,
                "third" => 3,
                _ => 4,
            };
            Some(Said::Quarter(g.year("y")?, quarter))
        }),
        form(r"(?:{K} ?)?{Y}(?:[-/]| to ){Z} ?-?(?:q|quarter|qtr)? ?(?P<q>[1-4])", |g| {
            Some(Said::FinancialQuarter(g.split()?, g.small("q")?))
        }),
        form(r"(?:q|quarter|qtr) ?(?P<q>[1-4])(?: of)? ?(?:{K} ?)?{Y}(?:[-/]| to ){Z}", |g| {
            Some(Said::FinancialQuarter(g.split()?, g.small("q")?))
        }),
        form(r"(?:quarter|qtr) {ENDING} (?:\d{1,2} )?{M}[ -]{YY}", |g| {
            Some(Said::MonthsTo(3, g.year("y")?, g.month("month")?))
        }),
    ]
    .into_iter()
}

fn months() -> impl Iterator<Item = Option<Form>> {
    [
        form(r"{Y} ?[-/]? ?{M}", |g| Some(Said::Month(g.year("y")?, g.month("month")?))),
        form(r"(?:month (?:{ENDING}|of) )?{M}(?: ?[-/'] ?| )?{Y}", |g| {
            Some(Said::Month(g.year("y")?, g.month("month")?))
        }),
        // `Jan-203` is January 2020 with footnote 3: no year has three digits.
        form(r"{M}(?: ?[-/'] ?| )?(?P<y>\d{2})\d?", |g| Some(Said::Month(g.year("y")?, g.month("month")?))),
        form(r"(?P<m>\d{1,2})[/-]{Y}", |g| Some(Said::Month(g.year("y")?, g.small("m")?))),
        form(r"{Y}[ -]?m ?(?P<m>\d{1,2})", |g| Some(Said::Month(g.year("y")?, g.small("m")?))),
    ]
    .into_iter()
}

fn spans() -> impl Iterator<Item = Option<Form>> {
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

fn days() -> impl Iterator<Item = Option<Form>> {
    [
        form(r"{Y}-?w(?:eek)? ?(?P<w>\d{1,2})|(?P<z>\d{4}) (?:wk|week) ?(?P<q>\d{1,2})", |g| {
            Some(Said::Week(g.year("y").or_else(|| g.year("z"))?, g.small("w").or_else(|| g.small("q"))?))
        }),
        form(r"(?:wk|week|w) ?(?P<w>\d{1,2}),?(?: of)? {Y}", |g| Some(Said::Week(g.year("y")?, g.small("w")?))),
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

fn is_last_day((year, month): (i32, u32), day: Option<u32>) -> bool {
    let date = day.and_then(|day| NaiveDate::from_ymd_opt(year, month, day));
    date.and_then(|date| date.succ_opt()).is_some_and(|next| chrono::Datelike::day(&next) == 1)
}

const DAY: &str = r"(?:(?:week|w)(?:[ /]?(?:ending|ended|e|commencing|beginning|starting|c|b)) )?(?:(?:mon|tues?|wed(?:nes)?|thu(?:rs)?|fri|sat(?:ur)?|sun)(?:day)?,? )?";

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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_form_compiles() {
        let all: Vec<_> = years().chain(quarters()).chain(months()).chain(spans()).chain(days()).collect();
        let broken: Vec<_> =
            all.iter().enumerate().filter(|(_, form)| form.is_none()).map(|(index, _)| index).collect();
        assert_eq!(broken, Vec::<usize>::new());
    }

    #[test]
    fn a_label_that_can_mean_two_things_keeps_both() {
        assert_eq!(read("2004-05"), Some(Said::YearAnd(2004, 5, Joint::Other)));
        assert_eq!(read("2004/05"), Some(Said::YearAnd(2004, 5, Joint::Slash)));
        assert_eq!(read("2024/2025"), Some(Said::SplitYear(2024, None)));
    }
}
