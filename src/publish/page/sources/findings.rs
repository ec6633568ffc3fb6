//! What checks found, in words.
//!
//! In: a view and findings. Out: [`FindingPart`]s. Invariant: what was decided stands beside what was found, with role and reason.

use super::super::super::findings::{Finding, Standing};
use super::super::super::origin::Link;
use super::super::super::view::View;
use super::super::super::words::dates;
use crate::store::Decision;

/// A finding, and what was decided.
pub struct FindingPart {
    pub series: Link,
    pub standing: String,
    pub said: Vec<String>,
    pub waits: bool,
}

/// `finding` in words.
pub fn part(view: &View<'_>, finding: &Finding) -> FindingPart {
    FindingPart {
        series: series_link(view, &finding.series),
        standing: standing(view, finding),
        said: finding.said.clone(),
        waits: finding.standing == Standing::Waits,
    }
}

/// What became of a finding, in words.
fn standing(view: &View<'_>, finding: &Finding) -> String {
    let words = view.words;
    let since = ("since", dates::moment(words, finding.since).into());
    let (key, decided) = match &finding.standing {
        Standing::Waits => ("finding-waits", None),
        Standing::Overtaken => ("finding-overtaken", None),
        Standing::Noted => ("finding-noted", None),
        Standing::Decided(decided) => match decided.decision {
            Decision::Released => ("finding-released", Some(decided)),
            Decision::Refused => ("finding-refused", Some(decided)),
            Decision::Replaced => ("finding-replaced", Some(decided)),
        },
    };
    let Some(decided) = decided else { return words.say_with(key, &[since]) };
    let when = ("when", dates::moment(words, decided.at).into());
    words.say_with(key, &[since, when, ("by", decided.by.as_str().into()), ("why", decided.why.as_str().into())])
}

/// A link to a series.
pub fn series_link(view: &View<'_>, id: &str) -> Link {
    let text = view.measure(id).map_or(id, |measure| measure.title).to_owned();
    Link { href: view.link(&format!("/series/{id}")), text }
}
