//! What can be wrong in a scenario, each with its place and its remedy.

use super::nearest::hint;
use super::tree::Place;
use miette::{Diagnostic, LabeledSpan, SourceCode};
use std::fmt;

/// A number as messages show it.
pub(crate) fn number(value: f64) -> String {
    if value.is_nan() {
        "not a number (nan)".to_owned()
    } else if value.is_infinite() {
        "a number without bound".to_owned()
    } else if value.fract() == 0.0 && value.abs() < 1e16 {
        format!("{value:.0}")
    } else if value != 0.0 && (value.abs() >= 1e9 || value.abs() < 1e-4) {
        format!("{value:e}")
    } else {
        format!("{value}")
    }
}

/// One mistake.
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
pub enum Mistake {
    /// The text is no TOML.
    #[error("this is not TOML: {what}")]
    Syntax {
        /// What the parser says.
        what: String,
    },
    /// A key that the format does not have.
    #[error("unknown key `{key}`{}; known here: {known}", hint(nearest.as_deref()))]
    UnknownKey {
        /// The key with the tables above it.
        key: String,
        /// The nearest key.
        nearest: Option<String>,
        /// All keys that may stand there.
        known: String,
    },
    /// A key that must be there.
    #[error("`{key}` is missing; expected {expected}")]
    Missing {
        /// The key with the tables above it.
        key: String,
        /// What should stand there.
        expected: String,
    },
    /// A value of another type.
    #[error("`{key}` is {found}; expected {expected}")]
    WrongType {
        /// The key with the tables above it.
        key: String,
        /// What stands there.
        found: String,
        /// What should stand there.
        expected: String,
    },
    /// A number that cannot be.
    #[error("`{key}` is {found}; expected {expected}")]
    OutOfRange {
        /// The key with the tables above it.
        key: String,
        /// What stands there.
        found: String,
        /// What should stand there.
        expected: String,
    },
    /// A word that is none of those allowed.
    #[error("`{key}` is \"{found}\"{}; expected one of {known}", hint(nearest.as_deref()))]
    UnknownWord {
        /// The key with the tables above it.
        key: String,
        /// What stands there.
        found: String,
        /// The nearest word.
        nearest: Option<String>,
        /// All words that may stand there.
        known: String,
    },
    /// A name that nothing in the scenario has.
    #[error("`{key}` names the {what} `{name}`, which the scenario does not have{}; {known}", hint(nearest.as_deref()))]
    UnknownName {
        /// The key with the tables above it.
        key: String,
        /// What kind of thing is named.
        what: &'static str,
        /// The name.
        name: String,
        /// The nearest name.
        nearest: Option<String>,
        /// The names that there are, in words.
        known: String,
    },
    /// An id that the map lacks.
    #[error("`{key}` names the {what} `{id}`, which the map {map} lacks{}", hint(nearest.as_deref()))]
    NotInMap {
        /// The key with the tables above it.
        key: String,
        /// What kind of thing is named.
        what: &'static str,
        /// The id.
        id: String,
        /// The map's path.
        map: String,
        /// The nearest id.
        nearest: Option<String>,
    },
    /// One name for two things.
    #[error("the name `{name}` is used twice: {uses}; agents are known by it, so each needs its own")]
    Duplicate {
        /// The name.
        name: String,
        /// Where.
        uses: String,
    },
    /// Something starts after its end.
    #[error("`{key}` starts at {begin_s} s, which is not before its end at {end_s} s")]
    StartAfterEnd {
        /// The table.
        key: String,
        /// Start (s).
        begin_s: f64,
        /// End (s).
        end_s: f64,
    },
    /// Something happens only after the run.
    #[error("`{key}` is {at_s} s, but the run ends at {end_s} s; nothing would come of it")]
    AfterTheRun {
        /// The key.
        key: String,
        /// When (s).
        at_s: f64,
        /// The run's end (s).
        end_s: f64,
    },
    /// A date, time or rule set that does not read.
    #[error("`{key}`: {what}")]
    Unreadable {
        /// The key.
        key: String,
        /// What its reader says.
        what: String,
    },
    /// Nobody would drive.
    #[error(
        "the scenario has no demand; expected at least one of [random.NAME], [flows.NAME], [trips.NAME], [matrices.NAME] or [sumo] with a vehicle in it"
    )]
    EmptyDemand,
    /// Keys that do not go together, or one of several that is needed.
    #[error("`{key}`: {what}")]
    Choice {
        /// The table.
        key: String,
        /// What to do.
        what: String,
    },
    /// A file that cannot be read or understood.
    #[error("{what} `{path}` cannot be read: {why}")]
    File {
        /// What kind of file.
        what: &'static str,
        /// Its path.
        path: String,
        /// The reason.
        why: String,
    },
    /// A file that includes itself.
    #[error("`include` goes in a circle: {chain}")]
    IncludeCycle {
        /// The files, from the first to the one that comes again.
        chain: String,
    },
    /// More files or tables than anybody writes.
    #[error("{what}")]
    TooMuch {
        /// What there is too much of, and the limit.
        what: String,
    },
}

impl Mistake {
    /// A stable name for the book.
    fn code(&self) -> &'static str {
        match self {
            Self::Syntax { .. } => "scenario::syntax",
            Self::UnknownKey { .. } => "scenario::unknown_key",
            Self::Missing { .. } => "scenario::missing",
            Self::WrongType { .. } => "scenario::wrong_type",
            Self::OutOfRange { .. } => "scenario::out_of_range",
            Self::UnknownWord { .. } => "scenario::unknown_word",
            Self::UnknownName { .. } => "scenario::unknown_name",
            Self::NotInMap { .. } => "scenario::not_in_map",
            Self::Duplicate { .. } => "scenario::duplicate",
            Self::StartAfterEnd { .. } => "scenario::start_after_end",
            Self::AfterTheRun { .. } => "scenario::after_the_run",
            Self::Unreadable { .. } => "scenario::unreadable",
            Self::EmptyDemand => "scenario::empty_demand",
            Self::Choice { .. } => "scenario::choice",
            Self::File { .. } => "scenario::file",
            Self::IncludeCycle { .. } => "scenario::include_cycle",
            Self::TooMuch { .. } => "scenario::too_much",
        }
    }
}

/// A mistake with its place.
#[derive(Debug, Clone, PartialEq)]
pub struct ScenarioError {
    /// Where; none where it belongs to no file, such as an override on the command line.
    pub place: Option<Place>,
    /// What.
    pub mistake: Mistake,
}

impl ScenarioError {
    /// A mistake at a place.
    pub fn at(place: Place, mistake: Mistake) -> Self {
        Self { place: Some(place), mistake }
    }

    /// A mistake that stands in no file.
    pub fn outside(mistake: Mistake) -> Self {
        Self { place: None, mistake }
    }
}

impl fmt::Display for ScenarioError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if let Some(place) = &self.place {
            write!(f, "{}:{}: ", place.source.path, place.line())?;
        }
        self.mistake.fmt(f)
    }
}

impl std::error::Error for ScenarioError {}

impl Diagnostic for ScenarioError {
    fn code<'a>(&'a self) -> Option<Box<dyn fmt::Display + 'a>> {
        Some(Box::new(self.mistake.code()))
    }

    fn source_code(&self) -> Option<&dyn SourceCode> {
        self.place.as_ref().map(|place| place.source.as_ref() as &dyn SourceCode)
    }

    fn labels(&self) -> Option<Box<dyn Iterator<Item = LabeledSpan> + '_>> {
        let place = self.place.as_ref()?;
        let label = LabeledSpan::new(None, place.start, place.end.saturating_sub(place.start));
        Some(Box::new(std::iter::once(label)))
    }
}

/// All mistakes of a scenario.
#[derive(Debug, Clone, PartialEq)]
pub struct ScenarioErrors(pub Vec<ScenarioError>);

impl ScenarioErrors {
    /// One line a mistake, each with `path:line` in front.
    pub fn plain(&self) -> String {
        self.0.iter().map(ToString::to_string).collect::<Vec<_>>().join("\n")
    }
}

impl fmt::Display for ScenarioErrors {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.0.len() {
            1 => f.write_str("the scenario has a mistake; nothing was run"),
            n => write!(f, "the scenario has {n} mistakes; nothing was run"),
        }
    }
}

impl std::error::Error for ScenarioErrors {}

impl Diagnostic for ScenarioErrors {
    fn related<'a>(&'a self) -> Option<Box<dyn Iterator<Item = &'a dyn Diagnostic> + 'a>> {
        Some(Box::new(self.0.iter().map(|error| error as &dyn Diagnostic)))
    }
}
