//! What each step of a run saw and did, in words; and how the run ended.
//!
//! In: steps as they happen. Out: [`Report`], for a line in the terminal, a row in the store and `source try`.
//! Invariant: a report of a failure names source, step, address, what happened and what to do.

use super::media::words_of_others;
use crate::store::{FetchResult, Recording};

/// The longest message: a page of text. What a publisher wrote can be in it, and it is kept and shown.
const LONGEST: usize = 4000;

/// One step of a run.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Step {
    /// `locate`, `download`, `archive`, `decode`, `select`, `check`, `record`.
    pub name: &'static str,
    /// The address concerned, or nothing.
    pub address: String,
    /// What was seen, found and done, a line each.
    pub words: Vec<String>,
    /// Whether the run could go on.
    pub went_well: bool,
}

/// The steps of one run, in order.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Trace(pub Vec<Step>);

impl Trace {
    /// Adds a step that went well.
    pub fn add(&mut self, name: &'static str, address: &str, words: Vec<String>) {
        let words = words.into_iter().map(|words| words_of_others(&words, LONGEST)).collect();
        self.0.push(Step { name, address: words_of_others(address, LONGEST), words, went_well: true });
    }

    /// Adds the step that a way failed at.
    pub fn add_failure(&mut self, failure: &StepFailure) {
        let StepFailure { step, address, message, .. } = failure;
        self.add(step, address, vec![message.clone()]);
        self.0.iter_mut().next_back().into_iter().for_each(|step| step.went_well = false);
    }
}

/// Why a way to a file failed.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{step}, {address}: {message}")]
pub struct StepFailure {
    /// At which step.
    pub step: &'static str,
    /// At which address.
    pub address: String,
    /// What happened and what to do.
    pub message: String,
    /// Whether the publisher refuses us.
    pub blocked: bool,
    /// SHA-256 of the file, where one came.
    pub file: Option<String>,
}

/// How a run of a source ended.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Report {
    /// The source.
    pub source: String,
    /// How it ended; none where there was nothing to run.
    pub result: Option<FetchResult>,
    /// The step that it ended at.
    pub step: &'static str,
    /// The address concerned.
    pub address: String,
    /// What happened, in words.
    pub message: String,
    /// SHA-256 of the file, where one came.
    pub file: Option<String>,
    /// What was recorded, by series.
    pub recorded: Vec<(String, Recording)>,
    /// The steps.
    pub trace: Trace,
}

impl Report {
    /// A run that did not begin.
    pub fn idle(source: &str, message: String) -> Self {
        Self {
            source: source.to_owned(),
            result: None,
            step: "locate",
            address: String::new(),
            message,
            file: None,
            recorded: Vec::new(),
            trace: Trace::default(),
        }
    }

    /// The same with a message that can be kept and shown whatever a publisher put into it.
    pub fn tidied(mut self) -> Self {
        self.message = words_of_others(&self.message, LONGEST);
        self.address = words_of_others(&self.address, LONGEST);
        self
    }

    /// Whether it failed.
    pub fn failed(&self) -> bool {
        matches!(self.result, Some(FetchResult::Failed | FetchResult::Blocked))
    }

    /// The run in a line.
    pub fn line(&self) -> String {
        let Self { source, step, address, message, .. } = self;
        match self.result {
            None => format!("{source}: {message}"),
            Some(result @ (FetchResult::Failed | FetchResult::Blocked)) => {
                format!("{source}: {} at {step}, {address}: {message}", result_word(result))
            }
            Some(result) => format!("{source}: {}, {message}", result_word(result)),
        }
    }
}

/// How a run ended, in a word.
pub fn result_word(result: FetchResult) -> &'static str {
    match result {
        FetchResult::New => "new",
        FetchResult::Unchanged => "unchanged",
        FetchResult::Failed => "failed",
        FetchResult::Blocked => "blocked",
        FetchResult::Held => "held",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_publisher_wrote_cannot_write_to_the_terminal_or_fill_the_store() {
        let hostile = format!("no column `\u{1b}]0;owned\u{7}\nheap-pumps: new, all is well{}`", "x".repeat(1_000_000));
        let line = Report::idle("heat-pumps", hostile.clone()).tidied().line();
        assert!(!line.chars().any(char::is_control) && line.len() < 5000, "{}", line.len());
        let mut trace = Trace::default();
        trace.add("locate", &hostile, vec![hostile.clone()]);
        let Step { address, words, .. } = &trace.0[0];
        assert!([address, &words[0]].iter().all(|text| !text.chars().any(char::is_control) && text.len() < 5000));
    }

    #[test]
    fn a_failure_names_source_step_and_address() {
        let report = Report {
            result: Some(FetchResult::Failed),
            step: "download",
            address: "https://a.example/x".to_owned(),
            ..Report::idle("heat-pumps", "answered 404 Not Found: look there".to_owned())
        };
        assert!(report.failed());
        assert_eq!(
            report.line(),
            "heat-pumps: failed at download, https://a.example/x: answered 404 Not Found: look there"
        );
    }
}
