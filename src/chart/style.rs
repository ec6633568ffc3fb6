//! The style of a chart on its own. Inside a page `assets/css/chart.css` dresses the same classes.
//!
//! Invariant: constant text, because its hash goes into the Content-Security-Policy; literal colours, because the PNG renderer knows
//! no variables; every class that layout uses is coloured in both places (a test compares them).

/// The constant style of a standalone SVG: its hash goes into the Content-Security-Policy.
pub const STANDALONE_STYLE: &str = "\
.chart text{font-family:'Headway Sans','Source Sans 3','Source Sans Pro',system-ui,sans-serif;font-variant-numeric:tabular-nums;fill:#1b1f24}\
.chart .title{fill:#0b0c0c}\
.chart .subtitle,.chart .unit,.chart .tick,.chart .source{fill:#50575e}\
.chart .stamp{fill:#e3e6ea}\
.chart .grid{stroke:#dfe3e7}\
.chart .axis{stroke:#6f777f}\
.chart .break{stroke:#6f777f}\
.chart .leader{stroke:#8a9299}\
.chart .s1{stroke:#12436d;fill:#12436d}\
.chart .s2{stroke:#28a197;fill:#28a197}\
.chart .s3{stroke:#801650;fill:#801650}\
.chart .s4{stroke:#f46a25;fill:#f46a25}\
.chart .s5{stroke:#6b7178;fill:#6b7178}\
.chart .path{stroke:#b3246f}\
.chart .target{stroke:#b3246f;fill:#b3246f}\
.chart .replaced{stroke:#868d94}\
.chart .target.replaced{fill:#868d94}\
.chart .line,.chart .path{fill:none;stroke-linejoin:round}\
.chart .label{stroke:#fff;stroke-linejoin:round}\
.chart .bar{stroke:none}\
.chart .dot{stroke:#fff}\
.chart .provisional{fill:#fff}\
.chart .provisional.s1{stroke:#12436d}\
.chart .provisional.s2{stroke:#28a197}\
.chart .provisional.s3{stroke:#801650}\
.chart .provisional.s4{stroke:#f46a25}\
.chart .provisional.s5{stroke:#6b7178}\
.chart .label.s1{fill:#12436d}\
.chart .label.s2{fill:#1a7a72}\
.chart .label.s3{fill:#801650}\
.chart .label.s4{fill:#b8430a}\
.chart .label.s5{fill:#50575e}\
.chart .label.target{fill:#a01e62}\
.chart .label.replaced,.chart .label.break{fill:#646b72}\
.chart .label.value{fill:#1b1f24}";

/// The rules that a page's style sheet must include: the same classes in light, dark, print and forced colours.
pub fn page_css() -> &'static str {
    include_str!("../../assets/css/chart.css")
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeSet;

    fn selectors(css: &str) -> BTreeSet<String> {
        let heads = css.split('}').filter_map(|rule| rule.rsplit_once('{')).map(|(head, _)| head);
        let all = heads.flat_map(|head| head.split(',')).map(|selector| selector.trim().to_owned());
        all.filter(|selector| selector.starts_with(".chart ")).collect()
    }

    #[test]
    fn page_and_standalone_style_the_same_classes() {
        assert_eq!(selectors(page_css()), selectors(STANDALONE_STYLE));
        assert!(selectors(STANDALONE_STYLE).len() > 25);
    }

    #[test]
    fn the_page_has_dark_print_and_forced_colours() {
        for wanted in ["prefers-color-scheme: dark", "[data-theme=\"dark\"]", "@media screen", "forced-colors: active"]
        {
            assert!(page_css().contains(wanted), "{wanted}");
        }
        assert!(!STANDALONE_STYLE.contains("var("), "the PNG renderer knows no variables");
    }
}
