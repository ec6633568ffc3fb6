//! Redefined releases: those from which on a publisher's figures mean something else.
//!
//! In: sources with the breaks declared of their series, the newest period known of each, a day. Out: [`Redefined`], one an event.
//! Invariant: what is declared of several series of a source for one reason is one event; its day is the one that a source gives, and
//! never guessed from when a figure came: a publisher may put earlier years on the new basis later.

use crate::domain::evidence::Evidence;
use crate::domain::period::Period;
use crate::domain::series::Break;
use crate::domain::source::Source;
use chrono::NaiveDate;

/// A release that changed what is counted.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Redefined<'a> {
    /// The source.
    pub source: &'a str,
    /// The series that it changed.
    pub series: Vec<&'a str>,
    /// The first period on the new basis.
    pub from: Period,
    /// The day of the release, where a source gives it.
    pub on: Option<NaiveDate>,
    /// What changed.
    pub why: &'a str,
    /// Where it is said.
    pub evidence: &'a Evidence,
    /// Whether it is still to come.
    pub to_come: bool,
}

/// Every redefinition, the newest first. `newest`: the newest period known of a series.
pub fn redefined(sources: &[Source], newest: impl Fn(&str) -> Option<Period>, day: NaiveDate) -> Vec<Redefined<'_>> {
    let mut events: Vec<Redefined<'_>> = Vec::new();
    for source in sources {
        for (series, declared) in
            source.series.iter().flat_map(|series| series.breaks.iter().map(move |each| (series, each)))
        {
            let to_come = is_to_come(declared, newest(&series.id), day);
            match events.iter_mut().find(|event| event.source == source.id && event.is(declared)) {
                Some(event) => {
                    event.series.push(&series.id);
                    event.to_come &= to_come;
                }
                None => events.push(Redefined {
                    source: &source.id,
                    series: vec![&series.id],
                    from: declared.from,
                    on: declared.on,
                    why: &declared.why,
                    evidence: &declared.evidence,
                    to_come,
                }),
            }
        }
    }
    events.sort_by(|one, other| (other.place(), one.source).cmp(&(one.place(), other.source)));
    events
}

impl Redefined<'_> {
    /// Whether a break is this event.
    fn is(&self, declared: &Break) -> bool {
        (self.from, self.on, self.why) == (declared.from, declared.on, declared.why.as_str())
    }

    /// Where it stands among the others.
    fn place(&self) -> NaiveDate {
        self.on.unwrap_or_else(|| self.from.last_day())
    }
}

/// By the day that a source gives; else until a figure on the new basis is known; of a series of which none is, until the period is over.
fn is_to_come(declared: &Break, newest: Option<Period>, day: NaiveDate) -> bool {
    match (declared.on, newest) {
        (Some(on), _) => on > day,
        (None, Some(newest)) => newest.start() < declared.from.start(),
        (None, None) => declared.from.last_day() >= day,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A source with a series for each text, that is the breaks of the series.
    fn source(id: &str, breaks: &[&str]) -> Source {
        let series = breaks.iter().enumerate().map(|(index, breaks)| {
            format!(
                "[[series]]\nid = '{id}.{index}'\ntitle = 'x'\nunit = '%'\nplace = 'x'\npopulation = 'x'\ngranularity = 'year'\n{breaks}"
            )
        });
        let head = format!(
            "id = '{id}'\ntitle = 'x'\npublisher = 'x'\npage = 'https://a.example/'\nlicence = {{ name = 'x', open = true }}\n"
        );
        toml::from_str(&std::iter::once(head).chain(series).collect::<String>()).unwrap()
    }

    fn declared(from: &str, on: &str, why: &str) -> String {
        let on = if on.is_empty() { String::new() } else { format!("on = '{on}'\n") };
        format!(
            "[[series.break]]\nfrom = '{from}'\n{on}why = '{why}'\nevidence = {{ known = 'publisher_page', address = 'https://a.example/' }}\n"
        )
    }

    fn day(text: &str) -> NaiveDate {
        text.parse().unwrap()
    }

    #[test]
    fn what_is_declared_of_several_series_for_one_reason_is_one_event_and_the_newest_comes_first() {
        let survey = declared("2019", "", "A new survey.");
        let both = survey.clone() + &declared("2024", "2025-03-27", "New weights.");
        let sources = [source("a", &[&survey, &both, ""]), source("b", &[&survey])];
        let events = redefined(&sources, |_| None, day("2026-11-24"));
        let told: Vec<_> = events.iter().map(|event| (event.source, event.series.join(" "), event.why)).collect();
        assert_eq!(
            told,
            [
                ("a", "a.1".to_owned(), "New weights."),
                ("a", "a.0 a.1".to_owned(), "A new survey."),
                ("b", "b.0".to_owned(), "A new survey."),
            ]
        );
    }

    #[test]
    fn it_is_to_come_until_its_day_or_until_a_figure_on_the_new_basis_is_known() {
        for (on, newest, to_come) in [
            ("2026-11-24", None, false),
            ("2026-11-25", None, true),
            ("2026-11-25", Some("2026"), true),
            ("2026-11-24", Some("2024"), false),
            ("", Some("2024"), true),
            ("", Some("2025"), false),
            ("", Some("2026"), false),
            ("", None, false),
        ] {
            let sources = [source("a", &[&declared("2025", on, "x")])];
            let newest = |_: &str| newest.and_then(|label: &str| Period::parse(label).ok());
            let events = redefined(&sources, newest, day("2026-11-24"));
            assert_eq!(events[0].to_come, to_come, "{on} {:?}", newest(""));
        }
        let sources = [source("a", &[&declared("2026", "", "x")])];
        assert!(redefined(&sources, |_| None, day("2026-11-24"))[0].to_come, "the year is not over");
    }
}
