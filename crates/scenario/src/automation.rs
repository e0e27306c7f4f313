//! Automated-driving stacks, the people who watch over them, drivers who err, and what goes wrong when.

mod crew;
mod driver;
mod faults;
mod stack;

pub use crew::{Crew, CrewKind, TaskShares};
pub use driver::DriverErrors;
pub use faults::{FaultFile, LapseFile, LapseWord, PlannedFault, PlannedLapse};
pub use stack::{Detection, EmergencyBraking, Odd, RssFile, Sensor, SensorKind, Stack};

use serde::{Deserialize, Serialize};

/// Automated-driving stacks, and drivers who err. Vehicle types name them by their place here.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
pub struct Automation {
    /// Drivers who err.
    pub drivers: Vec<DriverErrors>,
    /// Their names, in the same order.
    pub driver_names: Vec<String>,
    /// Automated-driving stacks.
    pub stacks: Vec<Stack>,
    /// People who watch over a stack.
    pub crews: Vec<Crew>,
    /// Faults by rate, by schedule, forced.
    pub faults: Vec<PlannedFault>,
    /// Lapses that a scenario forces.
    pub lapses: Vec<PlannedLapse>,
}
