//! Declared breaks: cut in charts, said beside them, kept out of comparisons, and in downloads without a flag that nobody set.

use super::view::Town;
use super::{captures, site, text};
use headway::domain::series::Break;

fn broken(series: usize, from: &str) -> Town {
    let mut town = Town::new();
    let text = format!(
        "from = \"{from}\"\nwhy = \"The town counts its alleys too.\"\n\
         evidence = {{ known = \"publisher_page\", address = \"https://lamps.example/alleys\" }}"
    );
    let declared: Break = toml::from_str(&text).unwrap();
    town.catalogue.sources[0].series[series].breaks = vec![declared];
    town
}

#[test]
fn a_declared_break_is_explained_and_flagged_in_downloads_beside_the_publishers_own_flags() {
    let pages = site(&broken(0, "2024"), None);
    let page = text(&pages, "/outcomes/street-lamps");
    let said = "Figures from 2024 on do not compare with those before. The town counts its alleys too.";
    assert!(page.contains(said) && page.contains("href=\"https://lamps.example/alleys\""));
    assert!(page.contains("provisional, does not compare with earlier periods"));
    let csv = text(&pages, "/series/lamps.lit.town.year/figures.csv");
    let rows: Vec<Vec<&str>> = csv.lines().map(|line| line.split(',').collect()).collect();
    let column = |name: &str| rows[0].iter().position(|column| *column == name).unwrap();
    let flags: Vec<_> = rows[1..].iter().map(|row| row[column("flags")]).collect();
    assert_eq!(flags, ["", "break", "provisional"], "as the publisher has them");
    assert_eq!(captures(r",(true|false),", &csv), ["false", "true", "true"]);
    let json = text(&pages, "/series/lamps.lit.town.year/figures.json");
    assert!(json.contains("\"breaks\":[{\"from\":\"2024\""));
    assert!(json.contains("\"break_before\":true"));
}

#[test]
fn nothing_is_compared_across_a_break() {
    let described = |town: &Town| text(&site(town, None), "/series/lamps.lit.town.year");
    assert!(described(&Town::new()).contains("That is more than a year earlier (55,000 in 2023)."));
    assert!(!described(&broken(0, "2024")).contains("a year earlier"));
    let mut town = broken(0, "2024");
    town.catalogue.outcomes[0].words.finding = "{ $value } were lit { $when }, { $change } on the year".to_owned();
    let home = text(&site(&town, None), "/");
    assert!(home.contains("Street lamps lit: 84,000 in 2024") && !home.contains("were lit in 2024"), "{home}");
    let mut whole = Town::new();
    whole.catalogue.outcomes[0].words.finding = town.catalogue.outcomes[0].words.finding.clone();
    assert!(text(&site(&whole, None), "/").contains("84,000 were lit in 2024, +29,000 on the year"));
}

#[test]
fn a_computed_series_has_the_breaks_of_what_it_is_computed_from() {
    let mut town = broken(1, "2024");
    let figures = &mut town.known.series.get_mut("lamps.share.town.year").unwrap().figures;
    let mut earlier = figures[0].clone();
    earlier.figure.period = headway::domain::period::Period::parse("2023").unwrap();
    figures.insert(0, earlier);
    let pages = site(&town, None);
    assert!(text(&pages, "/series/lamps.share.town.year").contains("Figures from 2024 on do not compare"));
    assert_eq!(
        captures(r",(true|false),", &text(&pages, "/series/lamps.share.town.year/figures.csv")),
        ["false", "true"]
    );
    assert!(!text(&pages, "/series/lamps.lit.town.year").contains("Figures from 2024 on"), "another input");
}

#[test]
fn a_line_is_cut_at_a_declared_break_in_chart_and_sparkline() {
    let cuts = |town: &mut Town, path: &str| {
        let lit = town.known.series.get_mut("lamps.lit.town.year").unwrap();
        lit.figures.iter_mut().for_each(|known| known.figure.flags = headway::domain::figure::Flags::NONE);
        let view = headway::publish::view::View { draw: headway::chart::svg, ..town.view(None) };
        let pages = headway::publish::all(&view).unwrap();
        let page = pages.into_iter().find(|page| page.path == path).unwrap();
        String::from_utf8(page.body).unwrap().matches("class=\"break\"").count()
    };
    for (path, pictures) in [("/", 1), ("/outcomes/street-lamps", 2), ("/outcomes/street-lamps/chart.svg", 1)] {
        assert_eq!((cuts(&mut Town::new(), path), cuts(&mut broken(0, "2024"), path)), (0, pictures), "{path}");
    }
}

#[test]
fn where_the_publisher_warns_against_comparing_no_sentence_compares_with_the_year_before() {
    for warned in [false, true] {
        let mut town = Town::new();
        town.catalogue.sources[0].series[0].not_compared = warned;
        let page = text(&site(&town, None), "/outcomes/street-lamps");
        assert_eq!(page.contains("than a year earlier (55,000 in 2023)"), !warned, "{warned}");
        assert!(page.contains("The newest figure is 84,000 in 2024."));
    }
}
