//! Plain data that all rooms share: agents' keys, classes, time, events, random streams, hashes.

pub mod air;
pub mod class;
pub mod event;
pub mod hash;
pub mod key;
pub mod language;
pub mod lognormal;
pub mod r157;
pub mod random;
pub mod rss;
pub mod scene;
pub mod spool;
pub mod sun;
pub mod time;
#[cfg(test)]
#[path = "../../../tests/vectors/reader.rs"]
mod vectors;
pub mod verdict;

pub use air::{AirEvent, Uav, UavFaultKind, UavResponse, UavStruck, Undone};
pub use class::{AgentClass, PerClass};
pub use event::{AtCrosswalk, Event, EventPhase, RemovalReason, Stamped};
pub use hash::Fold;
pub use key::AgentKey;
pub use language::Language;
pub use lognormal::Lognormal;
pub use r157::{CompetentDriver, CutInLimit};
pub use random::{Draws, Stream};
pub use rss::RssParams;
pub use scene::{Activity, Control, Leave, RoadUser, Scene, Weather};
pub use time::{StartTime, TimeError};
pub use verdict::{Cause, FaultKind, IncidentKind, Lapse, NearMissKind, OddLimit, Outcome, RuleRef};
