//! Replays: what a run looked like, small enough to keep, and read by any MCAP reader.
//!
//! Start at [`Writer`] and [`Replay`]. A replay is one MCAP file. Its first chunk holds the run's [`Header`] and the
//! [`Drawing`] of its map; each chunk after it holds ten seconds and needs no other chunk to be read: its first
//! frame is whole, and it names everybody who is in it. So opening at any time reads one chunk, and a file that was
//! cut off plays up to its last whole chunk.
//!
//! | topic | what | encoding |
//! |---|---|---|
//! | `/run` | [`Header`], once | JSON |
//! | `/map` | [`Drawing`], once | JSON |
//! | `/agents` | [`AgentNote`]s: who is in the chunk's first frame, and who came since | JSON |
//! | `/signals` | [`SignalsNote`]: all phases at a chunk's start, then those that changed | JSON |
//! | `/frames` | where everybody is: see [`frame`] | binary |
//! | `/events` | [`EventNote`]s that matter to who looks on | JSON |
//! | `/incidents` | [`IncidentNote`]s | JSON |
//!
//! Times of messages are nanoseconds of simulation; the header says when that began on the calendar. The attachment
//! `timeline` of a whole file has all incidents and near misses ([`Timeline`]), so that nobody needs to read
//! everything to draw one.

mod agent;
mod chunk;
mod cut;
mod drawing;
mod error;
pub mod frame;
mod header;
mod index;
mod look;
mod notes;
mod reader;
mod row;
mod schema;
mod sizes;
mod varint;
mod writer;

pub use agent::AgentNote;
pub use chunk::Chunk;
pub use drawing::{
    AreaShape, ArrowShape, BuildingShape, Drawing, HeadShape, LaneShape, LineShape, NodeShape, SignalShape,
    StripShape,
};
pub use error::ReplayError;
pub use frame::Frame;
pub use header::{FORMAT, Header, Kind, MapNote, PermitNote, ZoneNote};
pub use look::LOOK;
pub use notes::{EventNote, IncidentNote, Mark, SignalsNote, Timeline};
pub use reader::Replay;
pub use row::{Place, Row, state};
pub use writer::Writer;
