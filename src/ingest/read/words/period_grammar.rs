//! The period grammar: every way in which publishers write years, quarters and months, in one table.
//!
//! In: a label in lower case without notes. Out: [`Said`]. Invariant: a form is tried whole, and the first that fits decides.

use super::period_spans::{DAY, days, spans};
use super::period_text::{Joint, Kind, Said};
use chrono::NaiveDate;
use regex::{Captures, Regex};
use std::sync::LazyLock;

/// Named groups of a match, as numbers.
pub struct Groups<'t>(pub Captures<'t>);

impl<'t> From<Captures<'t>> for Groups<'t> {
    fn from(captures: Captures<'t>) -> Self {
        Self(captures)
    }
}

impl Groups<'_> {
    /// A number.
    pub fn number(&self, name: &str) -> Option<i32> {
        self.0.name(name)?.as_str().parse().ok()
    }

    /// A small number.
    pub fn small(&self, name: &str) -> Option<u32> {
        self.0.name(name)?.as_str().parse().ok()
    }

    /// A year of four digits, or of two: 70 to 99 are of the twentieth century.
    pub fn year(&self, name: &str) -> Option<i32> {
        let text = self.0.name(name)?.as_str();
        let year: i32 = text.parse().ok()?;
        Some(match (text.len(), year) {
            (2, 70..) => 1900 + year,
            (2, _) => 2000 + year,
            _ => year,
        })
    }

    /// A month by its name.
    pub fn month(&self, name: &str) -> Option<u32> {
        let text = self.0.name(name)?.as_str();
        let names = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"];
        let index = names.iter().position(|month| text.starts_with(month))?;
        u32::try_from(index + 1).ok()
    }

    /// The first of two years that follow one another, the second whole or of two digits.
    pub fn split(&self) -> Option<i32> {
        let first = self.year("y")?;
        let second = self.0.name("z")?.as_str();
        let follows = match second.len() {
            2 => second.parse::<i32>().ok()? == (first + 1).rem_euclid(100),
            _ => second.parse::<i32>().ok()? == first + 1,
        };
        follows.then_some(first)
    }

    /// Which kind of year, where it is said.
    pub fn kind(&self) -> Option<Kind> {
        let word = self.0.name("kind").or_else(|| self.0.name("after"))?.as_str();
        Some(if word.starts_with('a') { Kind::Academic } else { Kind::Financial })
    }

    /// A day of year, month (by number or name) and day.
    pub fn date(&self) -> Option<NaiveDate> {
        let month = self.small("m").or_else(|| self.month("month"))?;
        NaiveDate::from_ymd_opt(self.year("y")?, month, self.small("d")?)
    }
}

/// A form and what it means.
pub type Form = (Regex, fn(&Groups<'_>) -> Option<Said>);

/// Writes a form: `{M}` is a month's name, `{Y}` a year, `{K}` a kind of year, `{S}` a season, `{TO}` what joins
/// two months.
pub fn form(pattern: &str, meaning: fn(&Groups<'_>) -> Option<Said>) -> Option<Form> {
    let month = "(?:jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?)\\.?";
    let pattern = pattern
        .replace("{M}", &format!("(?P<month>{month})"))
        .replace("{N}", &format!("(?P<n>{month})"))
        .replace("{Y}", "(?P<y>(?:1[5-9]|20|21)\\d{2})")
        .replace("{YY}", "(?P<y>(?:1[5-9]|20|21)\\d{2}|\\d{2})")
        .replace("{Z}", "(?P<z>\\d{4}|\\d{2})")
        .replace("{K}", "(?P<kind>financial year|fiscal year|tax year|academic year|school year|fy|ay)")
        .replace("{A}", "(?P<after>financial year|fiscal year|tax year|academic year|school year|fy|ay|ty)")
        .replace("{TO}", " ?(?:-|/|to|until) ?")
        .replace("{S}", "(?:autumn|spring|summer|winter)")
        .replace("{DAY}", DAY)
        .replace("{ENDING}", "(?:ending|ended|to|end)(?: in)?(?: the)?(?: end(?: of)?)?");
    Regex::new(&format!("^(?:{pattern})$")).ok().map(|regex| (regex, meaning))
}

/// Every form, in the order in which they are tried.
pub static FORMS: LazyLock<Vec<Form>> = LazyLock::new(|| {
    years().chain(quarters()).chain(parts()).chain(months()).chain(spans()).chain(days()).flatten().collect()
});

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
        // Fingertips' column for sorting: a year with neither quarter nor month.
        form(r"{Y}0000", |g| g.year("y").map(Said::Year)),
        form(r"{Y} ?(?:reporting year|ry)", |g| g.year("y").map(Said::ReportingYear)),
        form(r"mid[- ]?(?:year )?{Y}", |g| g.year("y").map(Said::Middle)),
        form(r"(?:fye|(?:financial|fiscal) year {ENDING}) ?(?:31 )?(?:march |mar )?{YY}|{Z} ?fye", |g| {
            let last = g.year("y").or_else(|| g.year("z"))?;
            Some(Said::SplitYear(last - 1, Some(Kind::Financial)))
        }),
        form(r"{YY}[-/]{Z}(?: ?- ?| to )(?P<v>(?:\d{2})?\d{2})[-/](?P<w>(?:\d{2})?\d{2})", |g| {
            let (first, last) = (g.split()?, g.year("v")?);
            (g.number("w")?.rem_euclid(100) == (last + 1).rem_euclid(100) && last > first)
                .then_some(Said::Months((first, 4), (last + 1, 3)))
        }),
        form(r"{Y} ?- ?(?P<z>\d{2})", |g| Some(Said::YearAnd(g.year("y")?, g.small("z")?, Joint::Other))),
        form(r"{Y} ?/ ?(?P<z>\d{2})", |g| Some(Said::YearAnd(g.year("y")?, g.small("z")?, Joint::Slash))),
        form(r"{Y} to (?P<z>\d{2})", |g| Some(Said::YearAnd(g.year("y")?, g.small("z")?, Joint::Slash))),
        form(r"{Y} ?(?P<z>\d{2})", |g| Some(Said::YearAnd(g.year("y")?, g.small("z")?, Joint::Other))),
        form(r"{Y}/(?P<z>\d)", |g| Some(Said::YearAnd(g.year("y")?, g.small("z")?, Joint::Slash))),
        form(r"{Y}(?P<z>[1-4])", |g| Some(Said::YearAnd(g.year("y")?, g.small("z")?, Joint::Other))),
        form(r"{Y}[ -](?P<z>\d)", |g| Some(Said::YearAnd(g.year("y")?, g.small("z")?, Joint::Other))),
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
        form(r"(?P<y>\d{2})/(?P<z>\d{2}) ?-?(?:q|quarter|qtr) ?(?P<q>[1-4])", |g| {
            Some(Said::FinancialQuarter(g.split()?, g.small("q")?))
        }),
        form(r"(?:q|quarter|qtr) ?(?P<q>[1-4]) ?(?P<y>\d{2})/(?P<z>\d{2})", |g| {
            Some(Said::FinancialQuarter(g.split()?, g.small("q")?))
        }),
        form(r"(?:q|quarter|qtr) ?(?P<q>[1-4])[ /-]?(?P<y>\d{2})|(?P<z>\d{2}) ?q(?P<w>[1-4])", |g| {
            let quarter = g.small("q").or_else(|| g.small("w"))?;
            Some(Said::Quarter(g.year("y").or_else(|| g.year("z"))?, quarter))
        }),
        form(r"{Y} (?:calendar year|cy) ?q(?P<q>[1-4])", |g| Some(Said::Quarter(g.year("y")?, g.small("q")?))),
        form(r"{Y}(?: ?[-/] ?| to )?{Z} ?{A} ?q ?(?P<q>[1-4])", quarter_of_kind),
        form(r"{K} ?q ?(?P<q>[1-4]) {Y}(?:[-/]| to ){Z}", quarter_of_kind),
        form(r"(?:quarter|qtr) {ENDING} (?:\d{1,2} )?{M}[ -]{YY}", |g| {
            Some(Said::MonthsTo(3, g.year("y")?, g.month("month")?))
        }),
    ]
    .into_iter()
}

/// A quarter of a financial or tax year; those of academic years begin when the publication says.
fn quarter_of_kind(groups: &Groups<'_>) -> Option<Said> {
    let (first, quarter) = (groups.split()?, groups.small("q")?);
    Some(match groups.kind()? {
        Kind::Financial => Said::FinancialQuarter(first, quarter),
        Kind::Academic => Said::Part,
    })
}

/// Parts of years that are neither quarters nor months.
fn parts() -> impl Iterator<Item = Option<Form>> {
    [
        form(r"{Y}[ -]?[hs](?P<q>[12])|[hs](?P<w>[12]) (?P<z>\d{4})", |g| {
            let (year, half) = (g.year("y").or_else(|| g.year("z"))?, g.small("q").or_else(|| g.small("w"))?);
            Some(Said::Months((year, half * 6 - 5), (year, half * 6)))
        }),
        form(r"(?P<word>first|second) half(?: of)? {Y}", |g| {
            let (year, last) = (g.year("y")?, if g.0.name("word")?.as_str() == "first" { 6 } else { 12 });
            Some(Said::Months((year, last - 5), (year, last)))
        }),
        form(r"{Y}-?t(?P<q>[1-3])", |g| {
            let (year, third) = (g.year("y")?, g.small("q")?);
            Some(Said::Months((year, third * 4 - 3), (year, third * 4)))
        }),
        form(r"{Y}(?:[-/]| to )?{Z} (?:p|part |h)(?P<q>[12])", |g| match (g.split()?, g.small("q")?) {
            (first, 1) => Some(Said::Months((first, 4), (first, 9))),
            (first, _) => Some(Said::Months((first, 10), (first + 1, 3))),
        }),
        form(r"{Y}(?:[-/]| to )?{Z} {A} ?q(?P<q>[1-4]) ?(?:-|to)? ?q?(?P<w>[1-4])", |g| {
            let (first, from, to) = (g.split()?, g.small("q")?, g.small("w")?);
            let month = |quarter: u32, offset: u32| {
                let index = 3 * quarter + offset;
                (first + i32::from(index > 12), (index - 1) % 12 + 1)
            };
            let months = Said::Months(month(from, 1), month(to, 3));
            (from < to).then_some(if g.kind()? == Kind::Financial { months } else { Said::Part })
        }),
        form(r"{Y} (?:calendar year|cy) ?q(?P<q>[1-4]) ?(?:-|to)? ?q?(?P<w>[1-4])", |g| {
            let (year, from, to) = (g.year("y")?, g.small("q")?, g.small("w")?);
            (from < to).then_some(Said::Months((year, from * 3 - 2), (year, to * 3)))
        }),
        form(
            r"(?:{Y}(?:(?:[-/]| to )?{Z})? )?{S}(?: ?(?:and|&|/|-) ?{S})? terms?(?: \d{4}(?:(?:[-/]| to )?\d{2,4})?)?",
            |_| Some(Said::Part),
        ),
        form(r"{S} {Y}(?:(?:[-/]| to )?{Z})?", |_| Some(Said::Part)),
        form(r"{Y}(?:(?:[-/]| to )?{Z})? {S}", |_| Some(Said::Part)),
        form(r"(?:{Y}(?:(?:[-/]| to )?{Z})? )?(?:(?:five|six) half[ -]terms|up until 31st march)", |_| {
            Some(Said::Part)
        }),
        form(r"{Y}(?:[-/]| to )?{Z} (?:t1t2|t[1-3]|ht[56]|eom)", |g| g.split().map(|_| Said::Part)),
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
        // A month of a financial year: `2025-26 April`, `January 2025/26`.
        form(r"{Y}[-/]{Z} ?-?{M}", month_of_financial_year),
        form(r"{M} ?-?{Y}[-/]{Z}", month_of_financial_year),
        form(r"{Y}[ -]?m ?(?P<m>\d{1,2})", |g| Some(Said::Month(g.year("y")?, g.small("m")?))),
    ]
    .into_iter()
}

fn month_of_financial_year(groups: &Groups<'_>) -> Option<Said> {
    let (first, month) = (groups.split()?, groups.month("month")?);
    Some(Said::Month(first + i32::from(month < 4), month))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_form_compiles() {
        let all = years().chain(quarters()).chain(parts()).chain(months()).chain(spans()).chain(days());
        let broken: Vec<_> = all.enumerate().filter(|(_, form)| form.is_none()).map(|(index, _)| index).collect();
        assert_eq!(broken, Vec::<usize>::new());
    }
}
