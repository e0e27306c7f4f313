//! What bodies do when they meet, and what stands in the way of a look.
//!
//! Nothing here remembers anything but an [`Arena`], which is handed in and out: an impact is a function of two bodies,
//! and the buildings never move.

pub mod arena;
pub mod impact;
pub mod rays;
pub mod rectangle;
pub mod solids;
pub mod triangles;

pub use arena::{Arena, Hull, Motion, MovingBox, Thing};
pub use impact::{Body, Impact, impact};
pub use rays::Outlines;
pub use rectangle::Rectangle;
pub use solids::Solids;

#[cfg(test)]
#[path = "../../../tests/vectors/reader.rs"]
mod vectors;
