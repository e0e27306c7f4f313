//! What is wrong in a map, and where.

use core::fmt;

/// A place in a map: what kind of thing, its id in the map's arrays, and its name in the source.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct At {
    /// What it is: `link`, `turn`, ...
    pub kind: &'static str,
    /// Its place in the map's array of that kind.
    pub index: usize,
    /// Its name in the source; empty where it has none.
    pub name: String,
}

impl At {
    pub(super) fn new(kind: &'static str, index: usize) -> Self {
        Self { kind, index, name: String::new() }
    }

    pub(super) fn named(kind: &'static str, index: usize, name: &str) -> Self {
        Self { kind, index, name: name.to_owned() }
    }
}

impl fmt::Display for At {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {}", self.kind, self.index)?;
        if self.name.is_empty() { Ok(()) } else { write!(f, " (`{}`)", self.name) }
    }
}

/// Why a map does not hold together.
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
pub enum CheckError {
    /// An id leads nowhere.
    #[error("{at}: `{field}` is {found}, but the map has only {count} of them, from 0")]
    OutOfRange {
        /// Where.
        at: At,
        /// Which field.
        field: &'static str,
        /// The id.
        found: u32,
        /// How many there are.
        count: usize,
    },
    /// A number is not finite, or larger than anything on Earth.
    #[error("{at}: `{field}` is {found}; it must be a number between -1e9 and 1e9")]
    NotFinite {
        /// Where.
        at: At,
        /// Which field.
        field: &'static str,
        /// The number.
        found: f64,
    },
    /// A measure is nought or less.
    #[error("{at}: `{field}` is {found}; it must be above 0")]
    NotPositive {
        /// Where.
        at: At,
        /// Which field.
        field: &'static str,
        /// The number.
        found: f64,
    },
    /// A distance is below nought.
    #[error("{at}: `{field}` is {found}; it must not be below 0")]
    Negative {
        /// Where.
        at: At,
        /// Which field.
        field: &'static str,
        /// The number.
        found: f64,
    },
    /// A line or ring has too few points.
    #[error("{at}: `{field}` has {found} points; it needs {needed} or more")]
    TooFewPoints {
        /// Where.
        at: At,
        /// Which field.
        field: &'static str,
        /// How many it has.
        found: usize,
        /// How many it needs.
        needed: usize,
    },
    /// A light that some phase does not show.
    #[error(
        "{at}: signal group {group} is not shown by signal `{signal}`, programme `{programme}`, phase {phase}"
    )]
    NoSuchGroup {
        /// Where.
        at: At,
        /// Name of the signal.
        signal: String,
        /// The group.
        group: u16,
        /// Name of the programme.
        programme: String,
        /// Number of the phase, from 0.
        phase: usize,
    },
    /// Two parts of the map do not agree.
    #[error("{at}: {what}")]
    Contradiction {
        /// Where.
        at: At,
        /// What is wrong there.
        what: &'static str,
    },
}
