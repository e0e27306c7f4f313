//! Plain data that all rooms share: agents' keys, classes, time, events, random streams, hashes.

pub mod class;
pub mod event;
pub mod hash;
pub mod key;
pub mod random;
pub mod scene;
pub mod time;
pub mod verdict;

pub use class::{AgentClass, PerClass};
pub use event::{AtCrosswalk, Event, EventPhase, RemovalReason, Stamped};
pub use hash::Fold;
pub use key::AgentKey;
pub use random::{Draws, Stream};
pub use scene::{Activity, Control, Leave, RoadUser, Scene, Weather};
pub use time::{StartTime, TimeError};
pub use verdict::{Cause, FaultKind, IncidentKind, Lapse, NearMissKind, OddLimit, Outcome, RuleRef};
