//! An overview of every source, for docs/sources.md: what feeds what, from where, in which format, and how far that has been seen.
//!
//! In: a catalogue. Out: Markdown. Invariant: the copy in docs is the same; a test renews it when it is told to.

use super::Catalogue;
use crate::domain::source::{Format, FormatKind, LayoutSeen, Locate, Route, Source, Step};
use std::fmt::Write;

const HEAD: &str = "# Sources

Generated from `data/`; renew it with `HEADWAY_WRITE_DOCS=1 cargo test --test it docs`.

**What has only been rehearsed.** No request has been made from here to a real publisher: locating and downloading have at most been
rehearsed, against `headway replay`. How far the layout of its files has been seen is said of each source:

- *real file*: the table was tried on a real file of the publisher;
- *documented shape only*: it follows a description, or code of others that reads the file; no real file was at hand;
- *entered by hand*: there is no file that a program could fetch; somebody types the figures in from the page that they name.

";

/// docs/sources.md.
pub fn markdown(catalogue: &Catalogue) -> String {
    let mut text = HEAD.to_owned();
    text.push_str(&counts(catalogue));
    text.push_str("\n| source | outcomes | publisher | format | comes out | seen in |\n|---|---|---|---|---|---|\n");
    for source in &catalogue.sources {
        text.push_str(&row(catalogue, source));
    }
    for source in &catalogue.sources {
        text.push_str(&section(catalogue, source));
    }
    text
}

fn counts(catalogue: &Catalogue) -> String {
    let seen = |wanted| catalogue.sources.iter().filter(|source| source.layout_seen() == wanted).count();
    format!(
        "{} sources for {} outcomes: {} seen in a real file, {} in a documented shape only, {} entered by hand.\n",
        catalogue.sources.len(),
        catalogue.outcomes.len(),
        seen(LayoutSeen::File),
        seen(LayoutSeen::Shape),
        seen(LayoutSeen::Hand)
    )
}

fn row(catalogue: &Catalogue, source: &Source) -> String {
    let mut formats: Vec<&str> = source.routes.iter().map(|route| format_name(route.format.kind)).collect();
    formats.dedup();
    let outcomes = outcomes(catalogue, source);
    let cells = [
        format!("[{}](#{})", source.id, source.id),
        if outcomes.is_empty() { "none".to_owned() } else { outcomes.join(", ") },
        source.publisher.clone(),
        if formats.is_empty() { "none".to_owned() } else { formats.join(", ") },
        source.cadence.clone().unwrap_or_else(|| "not said".to_owned()),
        seen_words(source).to_owned(),
    ];
    format!("| {} |\n", cells.map(|cell| in_cell(&cell)).join(" | "))
}

fn section(catalogue: &Catalogue, source: &Source) -> String {
    let mut text = format!("\n## {}\n\n{}, {}: <{}>\n\n", source.id, source.publisher, source.title, source.page);
    let mut point = |name: &str, words: &str| {
        if !words.is_empty() {
            let _ = writeln!(text, "- {name}: {words}");
        }
    };
    point("Feeds", &outcomes(catalogue, source).join(", "));
    for route in &source.routes {
        point("Found", &route_words(route));
    }
    point("Comes out", source.cadence.as_deref().unwrap_or_default());
    point("Comes after", source.lag.as_deref().unwrap_or_default());
    point("Looked at", &source.schedule.as_deref().map(|line| format!("`{line}` (London)")).unwrap_or_default());
    point("Next due", source.next_due.as_deref().unwrap_or_default());
    point(
        "Discontinued",
        &source.discontinued.as_ref().map(|end| format!("{}: {}", end.on, end.why)).unwrap_or_default(),
    );
    point("Licence", &source.licence.name);
    point("Seen in", seen_words(source));
    point("How sure", source.confidence.as_deref().unwrap_or_default());
    for series in &source.series {
        let _ = writeln!(text, "- Series `{}`: {}", series.id, series.title);
    }
    for derived in &source.derived {
        let _ = writeln!(text, "- Series `{}`, computed: {}", derived.id, derived.title);
    }
    text
}

/// The outcomes that a source feeds, by name.
fn outcomes(catalogue: &Catalogue, source: &Source) -> Vec<String> {
    let is_of = |series: &str| catalogue.series(series).is_some_and(|(_, of)| of.id == source.id);
    let feeds = |series: &str| match catalogue.derived(series) {
        Some((derived, _)) => derived.formula.inputs().into_iter().any(is_of),
        None => is_of(series),
    };
    let fed = catalogue.outcomes.iter().filter(|outcome| outcome.indicators.iter().any(|each| feeds(&each.series)));
    fed.map(|outcome| outcome.name.clone()).collect()
}

fn seen_words(source: &Source) -> &'static str {
    match source.layout_seen() {
        LayoutSeen::File => "real file",
        LayoutSeen::Shape => "documented shape only",
        LayoutSeen::Hand => "entered by hand",
    }
}

fn route_words(route: &Route) -> String {
    format!("{}; {}", locate_words(&route.locate), format_words(&route.format))
}

fn locate_words(locate: &Locate) -> String {
    match locate {
        Locate::Fixed { address } => format!("always at <{address}>"),
        Locate::GovukContent { path, attachment } => {
            format!("the attachment `{attachment}` of the GOV.UK page `{path}`")
        }
        Locate::GovukCollection { path, edition, attachment } => {
            format!("the attachment `{attachment}` of the newest edition `{edition}` in the GOV.UK collection `{path}`")
        }
        Locate::PageLink { page, links } => format!("from <{page}> by the links `{}`", links.join("` then `")),
        Locate::Dated { address, every, attachment, links, .. } => {
            dated_words(address, *every, attachment.as_deref(), links)
        }
        Locate::OnsPage { path, file } => {
            let file =
                file.as_deref().map_or_else(|| "the newest file".to_owned(), |file| format!("the file `{file}`"));
            format!("{file} of the ONS page `{path}`")
        }
        Locate::Ckan { api, package, resource } => {
            format!("the resource `{resource}` of the package `{package}` at <{api}>")
        }
        Locate::EducationStatistics { publication, data_set } => {
            format!("the data set `{data_set}` of the publication `{publication}` of Explore education statistics")
        }
        Locate::GovukSearch { search, edition, attachment, .. } => {
            format!(
                "the attachment `{attachment}` of the newest `{edition}` that a search of GOV.UK for “{search}” finds"
            )
        }
    }
}

fn dated_words(address: &str, every: Step, attachment: Option<&str>, links: &[String]) -> String {
    let every = match every {
        Step::Day => "day",
        Step::Month => "month",
        Step::Quarter => "quarter",
        Step::Year => "year",
    };
    let within = attachment.map(|attachment| format!(", its attachment `{attachment}`")).unwrap_or_default();
    let links = if links.is_empty() { String::new() } else { format!(", by the links `{}`", links.join("` then `")) };
    format!("the newest {every} at `{address}` that answers{within}{links}")
}

fn format_words(format: &Format) -> String {
    let member = format.member.as_deref().map(|member| format!(", the member `{member}` of a ZIP")).unwrap_or_default();
    let rows = format.rows.as_deref().map(|rows| format!(", rows `{rows}`")).unwrap_or_default();
    format!("{}{member}{rows}", format_name(format.kind))
}

fn format_name(kind: FormatKind) -> &'static str {
    match kind {
        FormatKind::Csv => "CSV",
        FormatKind::Spreadsheet => "spreadsheet",
        FormatKind::Json => "JSON",
        FormatKind::JsonStat => "JSON-stat",
        FormatKind::OnsJson => "ONS time series as JSON",
        FormatKind::OnsCsv => "ONS time series as CSV",
        FormatKind::SdmxCsv => "SDMX-CSV",
        FormatKind::Fingertips => "Fingertips CSV",
        FormatKind::Nomis => "Nomis CSV",
        FormatKind::Figures => "Headway’s own figures",
    }
}

/// Text that a table of Markdown takes for one cell.
fn in_cell(text: &str) -> String {
    text.replace('|', "\\|").replace('\n', " ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_bar_in_a_cell_does_not_end_it() {
        assert_eq!(in_cell("a|b\nc"), "a\\|b c");
    }

    #[test]
    fn a_source_that_only_feeds_a_computed_series_feeds_its_outcome() {
        let catalogue = Catalogue::load(None).unwrap();
        let of = |series: &str| catalogue.derived(series).map(|(derived, _)| derived.formula.inputs()[0].to_owned());
        let computed = catalogue.outcomes.iter().flat_map(|outcome| {
            outcome.indicators.iter().filter_map(|each| Some((outcome.name.clone(), of(&each.series)?)))
        });
        for (name, input) in computed {
            let (_, source) = catalogue.series(&input).unwrap();
            assert!(outcomes(&catalogue, source).contains(&name), "{name} {input}");
        }
    }
}
