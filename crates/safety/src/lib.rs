//! How close it came, what went wrong, and how grave it was: measures of conflict, near misses, incidents, injury.
//!
//! Reads what agents did in the terms of `world`; never drives anybody.

pub mod account;
mod air_words;
mod aloft;
pub mod blame;
mod cross;
pub mod encounter;
mod follow;
mod incidents;
pub mod injury;
pub mod lethality;
pub mod measures;
pub mod memory;
pub mod observe;
pub mod record;
pub mod report;
mod sentences;
pub mod state;
pub mod story;
mod words;

pub use account::{Account, Place, RuleName};
pub use blame::Blame;
pub use encounter::{Encounter, Worst};
pub use injury::Risk;
pub use memory::Deed;
pub use observe::{Safety, Struck};
pub use record::{IncidentRecord, Party};
pub use report::AvReport;
pub use state::State;
pub use story::{headline, story};
pub use words::incident as incident_words;

#[cfg(test)]
#[path = "../../../tests/vectors/reader.rs"]
mod vectors;
