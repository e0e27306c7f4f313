//! Plain data that all rooms share: agents' keys, classes, time, events, random streams, hashes.

pub mod class;
pub mod event;
pub mod hash;
pub mod key;
pub mod random;
pub mod time;

pub use class::{AgentClass, PerClass};
pub use event::{Event, EventPhase, RemovalReason, Stamped};
pub use hash::Fold;
pub use key::AgentKey;
pub use random::{Draws, Stream};
pub use time::{StartTime, TimeError};
