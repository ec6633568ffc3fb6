//! What a chart shows, without a pixel.
//!
//! In: made by `publish` from figures and targets. Out: read by layout.
//! Invariant: all words are final (the message catalogue has been asked already); numbers are in the unit shown.

/// A chart.
#[derive(Clone, Debug, PartialEq)]
pub struct ChartSpec {
    /// Identifier within its page, for `aria-labelledby` and anchors: `heat-pumps`.
    pub id: String,
    /// How it is drawn.
    pub kind: Kind,
    /// Size in CSS pixels.
    pub size: Size,
    /// The finding, a full sentence. Empty in a chart whose page says it already.
    pub title: String,
    /// Indicator, unit, place, period.
    pub subtitle: String,
    /// Unit at the top of the axis: `heat pumps a year`.
    pub unit: String,
    /// Decimal places of the axis and value labels.
    pub decimals: u32,
    /// Put before numbers: `£`.
    pub prefix: String,
    /// Put after numbers: `%`.
    pub suffix: String,
    /// The series, the headline first; at most four.
    pub series: Vec<Line>,
    /// Targets, in force and replaced.
    pub targets: Vec<TargetMark>,
    /// Remarks in the plot: a baseline, a release that has not come.
    pub remarks: Vec<Remark>,
    /// Source line at the foot.
    pub source: String,
    /// What a sighted reader takes away, for those who do not see the chart.
    pub description: String,
    /// A word across the chart: `REHEARSAL`.
    pub stamp: Option<String>,
    /// The few words that the chart adds by itself.
    pub words: Words,
}

/// Words that layout puts into a chart; English unless the message catalogue says otherwise.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Words {
    /// Said by an axis that does not start at zero; `{}` is the number: `axis starts at {}`.
    pub axis_starts_at: String,
    /// Said where a series is cut: `break in series`.
    pub break_in_series: String,
    /// Said of a replaced target where only its short label fits: `replaced`.
    pub replaced: String,
    /// Short names of the months.
    pub months: [String; 12],
}

impl Default for Words {
    fn default() -> Words {
        let months = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];
        Words {
            axis_starts_at: "axis starts at {}".to_owned(),
            break_in_series: "break in series".to_owned(),
            replaced: "replaced".to_owned(),
            months: months.map(str::to_owned),
        }
    }
}

/// Kinds of chart.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// A line for a continuous series.
    Trend,
    /// Bars from zero, a bar per period.
    Bars,
    /// Dots for a sparse survey.
    Dots,
    /// A line without axes, with the target in it, for the home page.
    Sparkline,
}

/// Size in CSS pixels.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Size {
    /// Width.
    pub width: u32,
    /// Height.
    pub height: u32,
}

/// A series in a chart.
#[derive(Clone, Debug, PartialEq)]
pub struct Line {
    /// Label at its end: `UK`.
    pub label: String,
    /// Its points in period order; gaps are points without a value.
    pub points: Vec<Point>,
}

/// A point.
#[derive(Clone, Debug, PartialEq)]
pub struct Point {
    /// The middle of the period, as a decimal year (2026.5).
    pub at: f64,
    /// Start and end of the period, as decimal years: the width of a bar.
    pub span: (f64, f64),
    /// Short label of the period: `2024`, `May to July 2026`.
    pub label: String,
    /// The value in the unit shown; none where missing.
    pub value: Option<f64>,
    /// Drawn hollow.
    pub provisional: bool,
    /// Not comparable with the points before it: the line is cut and the break is marked.
    pub break_before: bool,
    /// Whether the line from the point before may be drawn (false where periods in between are missing).
    pub joined: bool,
}

/// A target in a chart.
#[derive(Clone, Debug, PartialEq)]
pub struct TargetMark {
    /// Its label: `Target: more than 450,000 by 2030`.
    pub label: String,
    /// A short label for small sizes: `450,000`.
    pub short_label: String,
    /// The value in the unit shown.
    pub value: f64,
    /// The date, as a decimal year: the end of its period ("by 2030" is 2031.0), so that it stands among the bars of that period. None for
    /// a standing level.
    pub at: Option<f64>,
    /// Where the dashed path begins (decimal year and value): the baseline.
    pub from: Option<(f64, f64)>,
    /// Replaced or dropped: drawn grey.
    pub replaced: bool,
}

/// A remark in the plot.
#[derive(Clone, Debug, PartialEq)]
pub struct Remark {
    /// Where, as a decimal year.
    pub at: f64,
    /// The value of the point that is meant, marked by a dot; none for a moment, marked by a thin line.
    pub value: Option<f64>,
    /// What is said of it; left out of the picture where there is no room.
    pub label: String,
    /// The same for small sizes.
    pub short_label: String,
}
