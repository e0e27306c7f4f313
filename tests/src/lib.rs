//! What the end-to-end tests share: the program as a user calls it, its answers, the tables it leaves, SUMO beside it.

pub mod events;
pub mod found;
pub mod program;
pub mod python;
pub mod sumo;
pub mod workspace;

pub use events::Events;
pub use program::{Answer, Profile, Ran, call, run};
