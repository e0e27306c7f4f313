//! Traffic signals and their fixed-time programmes.

use serde::{Deserialize, Serialize};

/// A signal's place in [`crate::Map::signals`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct SignalId(pub u32);

/// What one signal head shows.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum Aspect {
    /// Stop.
    Red,
    /// Stop, green is next.
    RedAmber,
    /// Stop if that is possible with comfort.
    Amber,
    /// Go, giving way where the right of way says so.
    GreenYield,
    /// Go; nobody who crosses has green.
    GreenProtected,
    /// Stop, then go giving way: the right turn on red.
    StopThenGo,
    /// Flashing amber: go giving way.
    OffBlinking,
    /// Dark: the right of way of an unsignalled junction.
    Off,
}

/// A stretch of time in which no aspect changes.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Phase {
    /// How long it lasts (s).
    pub duration_s: f64,
    /// The aspect of each signal group.
    pub aspects: Vec<Aspect>,
}

/// A fixed-time plan; the cycle starts at `offset_s` and repeats both ways in time.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Programme {
    /// The name in the source.
    pub id: String,
    /// Time at which a cycle begins (s of simulation).
    pub offset_s: f64,
    /// The phases of one cycle.
    pub phases: Vec<Phase>,
}

impl Programme {
    /// Length of a cycle (s).
    pub fn cycle_s(&self) -> f64 {
        self.phases.iter().map(|p| p.duration_s).sum()
    }
}

/// How we know that there is a signal and how it is timed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum SignalOrigin {
    /// Both stand in the source.
    Given,
    /// The signal is in the source, its timing is our default.
    DefaultTiming,
    /// The source itself guessed the signal (marked so in the scenario or the source's note).
    Guessed,
}

/// One signal controller.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Signal {
    /// The name in the source.
    pub id: String,
    /// Where the signal and its timing come from.
    pub origin: SignalOrigin,
    /// All programmes of the source.
    pub programmes: Vec<Programme>,
    /// Which of them runs.
    pub active: u32,
}

impl Signal {
    /// The programme that runs.
    pub fn programme(&self) -> Option<&Programme> {
        self.programmes.get(self.active as usize)
    }
}
