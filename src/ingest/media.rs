//! What came: whether the first bytes of an answer can be the file that we asked for.
//!
//! In: media type, length and first bytes of an answer, the kind of file expected. Out: leave, or [`Wrong`] in words.
//! Invariant: a web page is never taken for data, however it is labelled.

use crate::domain::source::{Format, FormatKind};

/// How many of the first bytes are looked at.
pub const HEAD: usize = 2048;
/// Where a title is looked for.
const LONGEST_HEAD: usize = 64 * 1024;

/// An answer that cannot be the file.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Wrong {
    /// A web page in place of data.
    #[error(
        "answered with a web page{title} in place of data: the publisher refuses programs or has moved the file; open the address in a browser"
    )]
    WebPage {
        /// Its title in brackets, if it has one.
        title: String,
    },
    /// No bytes at all.
    #[error("the file is empty: look at the publisher's page; the next look tries again")]
    Empty,
    /// Another kind of file.
    #[error(
        "the file begins like {looks}, and the source's table expects {expected}: correct `format` or the way to the file"
    )]
    Kind {
        /// What it looks like.
        looks: &'static str,
        /// What is expected.
        expected: &'static str,
    },
}

impl Wrong {
    /// Whether the publisher refuses us, as against having the wrong file there.
    pub fn is_blocked(&self) -> bool {
        matches!(self, Self::WebPage { .. })
    }
}

/// Checks the first bytes of an answer against the kind of file expected.
pub fn check(format: &Format, head: &[u8]) -> Result<(), Wrong> {
    if head.is_empty() {
        return Err(Wrong::Empty);
    }
    let looks = Looks::of(head);
    if looks == Looks::WebPage {
        return Err(Wrong::WebPage { title: title(head) });
    }
    let expected = Expected::of(format);
    if expected.takes(looks) { Ok(()) } else { Err(Wrong::Kind { looks: looks.words(), expected: expected.words() }) }
}

/// What is odd about the media type of a file that was read as `format`, in words; nothing where it may stand for such a file.
/// Publishers label their files loosely, so only what says plainly that it is something else is named.
pub fn contradiction(media_type: &str, format: &Format) -> Option<String> {
    let media_type = media_type.split(';').next().unwrap_or_default().trim().to_ascii_lowercase();
    let expected = Expected::of(format);
    let (kind, rest) = media_type.split_once('/').unwrap_or((&media_type, ""));
    let is_workbook = rest.contains("spreadsheet") || rest.contains("openxmlformats");
    let odd = match (kind, rest) {
        ("text", "html") | ("application", "xhtml+xml" | "pdf") | ("image" | "audio" | "video" | "font", _) => true,
        ("text", _) => matches!(expected, Expected::Workbook),
        ("application", "json" | "ld+json") => matches!(expected, Expected::Workbook | Expected::Text),
        ("application", _) => is_workbook && !matches!(expected, Expected::Workbook),
        _ => false,
    };
    let words = expected.words();
    odd.then(|| format!("the file came labelled `{media_type}` and was read as {words}: the publisher's label is wrong, or the file is another"))
}

/// Whether bytes begin like a web page.
pub fn is_web_page(head: &[u8]) -> bool {
    let text = start_of_text(head).to_ascii_lowercase();
    ["<!doctype html", "<html", "<head", "<body", "<script"].iter().any(|mark| text.starts_with(mark))
}

/// The title of a web page: ` ("Just a moment...")`, or nothing.
pub fn title(page: &[u8]) -> String {
    let text = String::from_utf8_lossy(&page[..page.len().min(LONGEST_HEAD)]);
    let lower = text.to_ascii_lowercase();
    let inside = lower.find("<title>").map(|at| at + "<title>".len());
    let ends = inside.and_then(|from| lower[from..].find("</title>").map(|length| from..from + length));
    ends.and_then(|range| text.get(range))
        .map(|words| format!(" (\"{}\")", words_of_others(words, 100)))
        .unwrap_or_default()
}

/// What others wrote, for a sentence of ours: on one line, without what nobody sees, no longer than `longest`.
pub fn words_of_others(text: &str, longest: usize) -> String {
    let plain = |letter: char| if is_unseen(letter) { ' ' } else { letter };
    let mut words: String = text.trim().chars().take(longest + 1).map(plain).collect();
    if words.chars().count() > longest {
        words = words.chars().take(longest).chain(['…']).collect();
    }
    words
}

/// Whether a letter is seen by nobody and still does something: it writes to the terminal, breaks the line, or turns the order in which
/// the letters around it are read.
pub fn is_unseen(letter: char) -> bool {
    let turns =
        matches!(letter, '\u{061c}' | '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{206f}');
    let breaks = matches!(letter, '\u{2028}' | '\u{2029}');
    let hides = matches!(letter, '\u{feff}' | '\u{fff9}'..='\u{fffb}' | '\u{e0000}'..='\u{e007f}');
    letter.is_control() || turns || breaks || hides
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Looks {
    WebPage,
    Zip,
    OldWorkbook,
    Pdf,
    Gzip,
    Json,
    Text,
}

impl Looks {
    fn of(head: &[u8]) -> Self {
        match head {
            [b'P', b'K', 3 | 5, 4 | 6, ..] => Self::Zip,
            [0xd0, 0xcf, 0x11, 0xe0, ..] => Self::OldWorkbook,
            [b'%', b'P', b'D', b'F', ..] => Self::Pdf,
            [0x1f, 0x8b, ..] => Self::Gzip,
            _ if is_web_page(head) => Self::WebPage,
            _ if start_of_text(head).starts_with(['{', '[']) => Self::Json,
            _ => Self::Text,
        }
    }

    fn words(self) -> &'static str {
        match self {
            Self::WebPage => "a web page",
            Self::Zip => "a ZIP (XLSX, ODS or an archive)",
            Self::OldWorkbook => "an XLS workbook",
            Self::Pdf => "a PDF",
            Self::Gzip => "a gzip archive",
            Self::Json => "JSON",
            Self::Text => "plain text",
        }
    }
}

#[derive(Clone, Copy)]
enum Expected {
    Workbook,
    Json,
    Text,
}

impl Expected {
    fn of(format: &Format) -> Self {
        match format.kind {
            FormatKind::Spreadsheet => Self::Workbook,
            FormatKind::Csv
            | FormatKind::SdmxCsv
            | FormatKind::Fingertips
            | FormatKind::Nomis
            | FormatKind::OnsCsv
            | FormatKind::Figures => Self::Text,
            FormatKind::Json | FormatKind::JsonStat | FormatKind::OnsJson => Self::Json,
        }
    }

    /// Anything but a workbook may come in a ZIP or in gzip; a text file may begin with a bracket.
    fn takes(self, looks: Looks) -> bool {
        match self {
            Self::Workbook => matches!(looks, Looks::Zip | Looks::OldWorkbook),
            Self::Json => matches!(looks, Looks::Json | Looks::Zip | Looks::Gzip),
            Self::Text => matches!(looks, Looks::Text | Looks::Json | Looks::Zip | Looks::Gzip),
        }
    }

    fn words(self) -> &'static str {
        match self {
            Self::Workbook => "a workbook (XLSX, ODS or XLS)",
            Self::Json => "JSON",
            Self::Text => "a text file in rows",
        }
    }
}

/// The first bytes as text, without byte order mark and white space.
fn start_of_text(head: &[u8]) -> String {
    let text = String::from_utf8_lossy(head);
    text.trim_start_matches('\u{feff}').trim_start().chars().take(64).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn format(kind: FormatKind) -> Format {
        Format::of(kind)
    }

    #[test]
    fn only_what_can_be_the_file_passes() {
        let web_page = b"\xef\xbb\xbf \n<!DOCTYPE html><html><head><title>Just a moment...</title>".as_slice();
        for (kind, head, passes) in [
            (FormatKind::Csv, b"\"Title\",\"x\"\n".as_slice(), true),
            (FormatKind::Csv, b"PK\x03\x04rest".as_slice(), true),
            (FormatKind::Csv, b"\x1f\x8b\x08rest".as_slice(), true),
            (FormatKind::Json, b"\x1f\x8b\x08rest".as_slice(), true),
            (FormatKind::Spreadsheet, b"\x1f\x8b\x08rest".as_slice(), false),
            (FormatKind::Csv, web_page, false),
            (FormatKind::Csv, b"%PDF-1.7".as_slice(), false),
            (FormatKind::Csv, b"".as_slice(), false),
            (FormatKind::OnsJson, b" {\"years\":[]}".as_slice(), true),
            (FormatKind::OnsJson, b"Too many requests".as_slice(), false),
            (FormatKind::OnsJson, web_page, false),
            (FormatKind::Spreadsheet, b"PK\x03\x04".as_slice(), true),
            (FormatKind::Spreadsheet, b"\xd0\xcf\x11\xe0\xa1".as_slice(), true),
            (FormatKind::Spreadsheet, b"a,b\n".as_slice(), false),
        ] {
            assert_eq!(check(&format(kind), head).is_ok(), passes, "{kind:?} {}", String::from_utf8_lossy(head));
        }
    }

    #[test]
    fn a_label_that_contradicts_the_file_is_named() {
        for (media_type, kind, odd) in [
            ("text/html; charset=utf-8", FormatKind::Csv, true),
            ("text/html", FormatKind::Spreadsheet, true),
            ("application/pdf", FormatKind::OnsJson, true),
            ("text/plain", FormatKind::Spreadsheet, true),
            ("application/json", FormatKind::Csv, true),
            ("application/vnd.oasis.opendocument.spreadsheet", FormatKind::Csv, true),
            ("text/plain", FormatKind::OnsJson, false),
            ("text/csv; header=present", FormatKind::Csv, false),
            ("application/vnd.ms-excel", FormatKind::Csv, false),
            ("application/octet-stream", FormatKind::Spreadsheet, false),
            ("application/zip", FormatKind::Csv, false),
            ("", FormatKind::Csv, false),
        ] {
            assert_eq!(contradiction(media_type, &format(kind)).is_some(), odd, "{media_type} {kind:?}");
        }
        let words = contradiction("Text/HTML", &format(FormatKind::Csv)).unwrap();
        assert!(
            words.starts_with("the file came labelled `text/html` and was read as a text file in rows:"),
            "{words}"
        );
    }

    #[test]
    fn a_title_is_a_few_words_on_one_line() {
        let page = format!("<html><title>\u{1b}[31mred\n{}</title>", "x".repeat(10_000));
        let title = title(page.as_bytes());
        assert!(title.starts_with(" (\" [31mred xxx") && title.ends_with("x…\")"), "{title}");
        assert!(title.chars().count() < 110);
    }

    #[test]
    fn what_nobody_sees_and_still_turns_or_breaks_a_sentence_is_left_out() {
        for (text, shown) in [
            ("a\u{202e}detsurt\u{202c}b", "a detsurt b"),
            ("\u{2066}x\u{2069}", " x "),
            ("one\u{2028}two\r\nthree", "one two  three"),
            ("\u{9b}31mred \u{1b}]8;;x\u{7}", " 31mred  ]8;;x "),
            ("l\u{200b}a\u{feff}m\u{e0041}p", "l a m p"),
            (
                "Caf\u{e9} na\u{ef}ve \u{2013} \u{2018}x\u{2019} \u{a0}5\u{202f}%",
                "Caf\u{e9} na\u{ef}ve \u{2013} \u{2018}x\u{2019} \u{a0}5\u{202f}%",
            ),
        ] {
            assert_eq!(words_of_others(text, 100), shown, "{text:?}");
        }
    }

    #[test]
    fn a_web_page_is_named_by_its_title_and_counts_as_refusal() {
        let wrong = check(&format(FormatKind::Csv), b"<html><title> Access denied </title>").unwrap_err();
        assert!(wrong.is_blocked());
        assert!(wrong.to_string().starts_with("answered with a web page (\"Access denied\") in place of data"));
        assert!(!check(&format(FormatKind::Csv), b"").unwrap_err().is_blocked());
    }
}
