//! `NAME.baseline.json`: what a scenario gave when it was last looked at and found good.

use super::trace::Course;
use crate::{BatchError, Figures};
use pilotzone_record::Metrics;
use serde::{Deserialize, Serialize};
use std::path::{Path, PathBuf};

/// The format that is read and written.
const FORMAT: u32 = 1;

/// What a scenario gave.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Baseline {
    /// The file format, now 1.
    pub format: u32,
    /// Version of pilotzone that wrote it.
    pub version: String,
    /// Steps done.
    pub steps: u64,
    /// Hash of the state at the end: 16 hex digits.
    pub state_hash: String,
    /// Hash of all events: 16 hex digits.
    pub event_hash: String,
    /// The figures.
    pub metrics: Metrics,
    /// The run's course in digits.
    pub course: Course,
}

impl Baseline {
    /// What a run gave.
    pub fn of(figures: &Figures, course: Course) -> Self {
        let summary = &figures.summary;
        Self {
            format: FORMAT,
            version: summary.version.clone(),
            steps: summary.steps,
            state_hash: summary.state_hash.clone(),
            event_hash: summary.event_hash.clone(),
            metrics: figures.metrics.clone(),
            course,
        }
    }

    /// The file of a scenario's baseline, beside it.
    pub fn path_of(scenario: &Path) -> PathBuf {
        scenario.with_extension("baseline.json")
    }

    /// Reads the baseline of a scenario; none where it has none.
    pub fn read(scenario: &Path) -> Result<Option<Self>, BatchError> {
        let path = Self::path_of(scenario);
        let text = match std::fs::read_to_string(&path) {
            Ok(text) => text,
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => return Ok(None),
            Err(error) => return Err(BatchError::Read { path, why: error.to_string() }),
        };
        let format = serde_json::from_str::<serde_json::Value>(&text).ok().and_then(|v| v["format"].as_u64());
        if let Some(found) = format.filter(|found| *found != u64::from(FORMAT)) {
            let why = format!("it has format {found}, and this pilotzone reads format {FORMAT}");
            return Err(BatchError::Baseline { path, why });
        }
        let read: Result<Self, _> = serde_json::from_str(&text);
        read.map(Some).map_err(|error| BatchError::Baseline { path, why: error.to_string() })
    }

    /// The file's text.
    pub fn to_text(&self) -> String {
        // Plain numbers and texts: nothing that JSON could refuse.
        serde_json::to_string_pretty(self).unwrap_or_default() + "\n"
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_baseline_stands_beside_its_scenario_under_its_whole_name() {
        let path = Baseline::path_of(Path::new("a/gridlock.avoids.toml"));
        assert_eq!(path, Path::new("a/gridlock.avoids.baseline.json"));
    }

    #[test]
    fn a_damaged_baseline_and_one_of_another_format_are_refused_with_the_remedy() {
        let dir = tempfile::tempdir().unwrap();
        let scenario = dir.path().join("a.toml");
        assert_eq!(Baseline::read(&scenario).unwrap(), None);
        for (text, words) in
            [("{", "EOF"), ("{\"format\": 9}", "format 9"), ("{\"format\": 1}", "missing field")]
        {
            std::fs::write(Baseline::path_of(&scenario), text).unwrap();
            let message = Baseline::read(&scenario).unwrap_err().to_string();
            assert!(message.contains(words) && message.contains("--bless"), "{message}");
        }
    }
}
