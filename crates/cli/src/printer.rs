//! Words for people on stderr, data for programs on stdout; neither ever panics.

use crate::outcome::Failure;
use miette::{MietteHandlerOpts, Report};
use pilotzone_map::Problem;
use pilotzone_record::Language;
use std::io::{ErrorKind, Write};
use std::path::Path;

/// Warnings shown one by one; the rest is counted.
const MOST_WARNINGS: usize = 10;

/// Where a command's words go.
pub struct Printer {
    /// Language of what regulators read.
    pub language: Language,
}

/// Error reports keep paths whole, so that `file:line` can be searched for and clicked on.
pub fn plain_reports() {
    // Only a second hook could fail, and this is the first.
    let _ = miette::set_hook(Box::new(|_| {
        Box::new(MietteHandlerOpts::new().wrap_lines(false).break_words(false).build())
    }));
}

impl Printer {
    /// Words in that language.
    pub fn new(language: Language) -> Self {
        Self { language }
    }

    /// One of two texts.
    pub fn pick<'a>(&self, ko: &'a str, en: &'a str) -> &'a str {
        self.language.pick(ko, en)
    }

    /// A line or more for people. A closed stderr is no reason to stop.
    #[expect(clippy::unused_self, reason = "all words go through the printer")]
    pub fn note(&self, text: &str) {
        let _ = writeln!(std::io::stderr(), "{}", text.trim_end());
    }

    /// An error, on a small page of its own.
    pub fn report(&self, report: &Report) {
        self.note(&format!("{report:?}"));
    }

    /// Something for programs.
    #[expect(clippy::unused_self, reason = "all words go through the printer")]
    pub fn data(&mut self, text: &str) -> Result<(), Failure> {
        let mut out = std::io::stdout();
        let written = writeln!(out, "{}", text.trim_end()).and_then(|()| out.flush());
        written.map_err(|error| match error.kind() {
            ErrorKind::BrokenPipe => Failure::ClosedPipe,
            _ => Failure::writing(Path::new("stdout"), &error),
        })
    }

    /// What was left out or replaced in a source, one line each.
    pub fn problems(&self, problems: &[Problem]) {
        for problem in problems.iter().take(MOST_WARNINGS) {
            self.note(&line(problem));
        }
        if problems.len() > MOST_WARNINGS {
            let more = problems.len() - MOST_WARNINGS;
            self.note(&format!("... {more} {}", self.pick("건 더 있음", "more")));
        }
    }
}

/// A problem on one line, `file:line` in front.
fn line(problem: &Problem) -> String {
    let severity = match problem.severity {
        pilotzone_map::Severity::Note => "note",
        pilotzone_map::Severity::Warning => "warning",
    };
    match problem.line {
        0 => format!("{severity}: {}: {}", problem.file, problem.what),
        n => format!("{severity}: {}:{n}: {}", problem.file, problem.what),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use pilotzone_map::Severity;

    #[test]
    fn a_problem_is_shown_with_file_and_line_in_front() {
        let problem = |n| Problem {
            severity: Severity::Warning,
            file: "a.osm".into(),
            line: n,
            what: "node 7 has no place and is left out".into(),
        };
        assert_eq!(line(&problem(12)), "warning: a.osm:12: node 7 has no place and is left out");
        assert_eq!(line(&problem(0)), "warning: a.osm: node 7 has no place and is left out");
    }
}
