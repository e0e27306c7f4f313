//! What is said about a file while it becomes a map: problems and defaults.

use pilotzone_map::{Problem, Severity};
use std::collections::BTreeMap;

/// Problems of one kind that are listed one by one; the rest is counted, so that a broken city stays readable.
const LISTED_MAX: usize = 2_000;

/// Problems and counted defaults.
#[derive(Debug, Clone, Default)]
pub(crate) struct Notes {
    file: String,
    problems: Vec<Problem>,
    unlisted: u64,
    defaults: BTreeMap<String, u64>,
}

impl Notes {
    pub(crate) fn new(file: &str) -> Self {
        Self { file: file.to_owned(), ..Self::default() }
    }

    pub(crate) fn file(&self) -> &str {
        &self.file
    }

    /// Something was left out or replaced.
    pub(crate) fn warn(&mut self, line: u32, what: String) {
        self.push(Severity::Warning, line, what);
    }

    /// Something is good to know.
    pub(crate) fn note(&mut self, line: u32, what: String) {
        self.push(Severity::Note, line, what);
    }

    /// A value stood in for a missing one.
    pub(crate) fn default_taken(&mut self, name: impl Into<String>) {
        *self.defaults.entry(name.into()).or_default() += 1;
    }

    fn push(&mut self, severity: Severity, line: u32, what: String) {
        if self.problems.len() >= LISTED_MAX {
            self.unlisted += 1;
            return;
        }
        let problem = Problem { severity, file: self.file.clone(), line, what };
        if self.problems.last() != Some(&problem) {
            self.problems.push(problem);
        }
    }

    /// All problems in the order of the file, and the defaults.
    pub(crate) fn into_parts(mut self) -> (Vec<Problem>, BTreeMap<String, u64>) {
        self.problems.sort_by_key(|p| p.line);
        if self.unlisted > 0 {
            self.problems.push(Problem {
                severity: Severity::Warning,
                file: self.file,
                line: 0,
                what: format!("{} problems more are not listed", self.unlisted),
            });
        }
        (self.problems, self.defaults)
    }
}
