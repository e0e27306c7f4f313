//! What must hold between the keys of a scenario, before any map is looked at.

mod air;
mod airframes;
mod automation;
mod demand;
mod expect;
mod parts;
mod permits;

use crate::file::ScenarioFile;
use crate::law::{parse_date, parse_law};
use crate::read::{Document, Mistake, nearest};
use pilotzone_world::StartTime;

/// What the scenario says about its place in time and law, read.
#[derive(Debug, Clone, PartialEq)]
pub struct Calendar {
    /// Start on the calendar.
    pub start: StartTime,
    /// Rule set by its printed names.
    pub law: String,
    /// The date that picks the rules in force.
    pub law_date: String,
}

/// Checks everything that can be checked without a map. Mistakes go to the document; what stands in for a value
/// that was refused is only used to find more mistakes.
pub fn check_scenario(document: &mut Document, file: &ScenarioFile) -> Calendar {
    let mut checks = Checks { document, file };
    let calendar = checks.calendar();
    checks.time();
    checks.zones();
    checks.expect();
    checks.types();
    checks.automation();
    checks.airframes();
    checks.air();
    checks.permits();
    checks.mixes_and_profiles();
    checks.demand();
    checks.people();
    checks.names_are_used_once();
    calendar
}

struct Checks<'a> {
    document: &'a mut Document,
    file: &'a ScenarioFile,
}

impl Checks<'_> {
    fn refuse(&mut self, path: &[&str], mistake: Mistake) {
        self.document.refuse(path, mistake);
    }

    fn unreadable(&mut self, path: &[&str], what: impl ToString) {
        self.refuse(path, Mistake::Unreadable { key: path.join("."), what: what.to_string() });
    }

    fn choice(&mut self, path: &[&str], what: &str) {
        self.refuse(path, Mistake::Choice { key: path.join("."), what: what.to_owned() });
    }

    /// A name that must be among those of a table of the scenario.
    fn named(&mut self, path: &[&str], what: &'static str, name: &str, known: &[&String]) {
        if known.iter().any(|k| *k == name) {
            return;
        }
        let nearest = nearest::of(name, known.iter().map(|k| k.as_str()));
        let list = known.iter().take(12).map(|k| k.as_str()).collect::<Vec<_>>().join(", ");
        let known =
            if list.is_empty() { format!("it has no {what} at all") } else { format!("it has {list}") };
        self.refuse(
            path,
            Mistake::UnknownName { key: path.join("."), what, name: name.to_owned(), nearest, known },
        );
    }

    fn calendar(&mut self) -> Calendar {
        let start = StartTime::parse(&self.file.time.start).unwrap_or_else(|error| {
            self.unreadable(&["time", "start"], error);
            StartTime { unix_s: 0, offset_s: 0 }
        });
        let law = parse_law(&self.file.law);
        let (law, own_date) = match law {
            Ok(law) => (law.set, law.date),
            Err(error) => {
                self.unreadable(&["law"], error);
                (String::new(), None)
            }
        };
        let law_date = parse_date(&self.file.law_date).unwrap_or_else(|error| {
            self.unreadable(&["law_date"], error);
            String::new()
        });
        Calendar { start, law, law_date: own_date.unwrap_or(law_date) }
    }

    fn time(&mut self) {
        let time = &self.file.time;
        match (time.duration_s, time.until_empty) {
            (None, false) => self.choice(
                &["time"],
                "`duration_s` is missing: write how long the run lasts, or `until_empty = true`",
            ),
            (Some(duration_s), _) if duration_s < time.dt_s => {
                let what = format!("is {duration_s} s, shorter than one step of {} s", time.dt_s);
                self.unreadable(&["time", "duration_s"], what);
            }
            _ => {}
        }
    }
}
