//! Tables of sources that read whatever looks like a table, each in another way.
//!
//! In: a kind of file. Out: sources to choose from. Invariant: between them every word of a series' `select` is used.

use headway::domain::source::{FormatKind, Source};
use std::sync::LazyLock;

/// The tables to choose from for a kind of file.
pub fn of(kind: FormatKind) -> &'static [Source] {
    static OF_TABLES: LazyLock<Vec<Source>> = LazyLock::new(|| TABLES.iter().map(|series| source(series)).collect());
    static OF_TIME_SERIES: LazyLock<Vec<Source>> =
        LazyLock::new(|| TIME_SERIES.iter().map(|series| source(series)).collect());
    match kind {
        FormatKind::OnsJson | FormatKind::OnsCsv | FormatKind::Figures => &OF_TIME_SERIES,
        _ => &OF_TABLES,
    }
}

/// A line of granularity, then the table of a series.
const TABLES: &[&str] = &[
    "granularity = 'year'\nselect = { period = { column = '/^(year|time|date|period)/' }, value = '/^(value|obs|cars)/' }",
    "granularity = 'month'\nselect = { period = { column = '#1' }, value = '#2', aggregate = 'sum' }",
    "granularity = 'quarter'\nselect = { header = '/q[1-4]/', where = [{ column = '#1', is = ['a', '/^uk/'] }], period = { header = '/^(.*q.*)$/' }, aggregate = 'sum-at-least' }",
    "granularity = 'financial-year'\nselect = { header_rows = 2, from = '/^from/', until = '/^until/', fill_down = ['#1'], where = [{ column = '#1', is_not = '' }], period = { column = ['#1', '#2'] }, value = '#3', flags = '#4', markers = { q = 'provisional', zz = 'suppressed', ok = 'normal' } }",
    "granularity = 'year'\nselect = { header = 'a', period = { fixed = '2024' }, value = ['#2', '/b/'], aggregate = 'sum', sheet = '/^[ds]/' }",
    "granularity = 'day'\nselect = { period = { column = '#1', pattern = '/(\\d.*)/', month = 'last' }, value = '#2', aggregate = 'same' }",
    "granularity = 'week'\nselect = { header = '/./', period = { text = '/(20\\d\\d.*)/' }, value = '#2' }",
    "granularity = 'rolling-3-months'\nselect = { period = { header = '/(.*\\d.*)/', month = 'middle' }, value = '#1', aggregate = 'sum' }",
    "granularity = '30-minutes'\nselect = { period = { column = '/from|time|period/' }, value = '/actual|value/' }",
];

const TIME_SERIES: &[&str] = &[
    "granularity = 'year'",
    "granularity = 'quarter'",
    "granularity = 'month'",
    "granularity = 'rolling-3-months'",
    "granularity = 'day'",
];

fn source(series: &str) -> Source {
    let table = format!(
        "id = 'fuzz'\ntitle = 't'\npublisher = 'p'\npage = 'https://publisher.example/'\nlicence = {{ name = 'l', open = true }}\n\
         [[route]]\nlocate = {{ kind = 'fixed', address = 'https://publisher.example/' }}\nformat = {{ kind = 'csv' }}\n\
         [[series]]\nid = 's'\ntitle = 't'\nunit = 'u'\nplace = 'p'\npopulation = 'p'\n{series}\n"
    );
    toml::from_str(&table).unwrap_or_else(|error| panic!("{error}: {table}"))
}
