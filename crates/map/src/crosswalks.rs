//! Where people on foot cross: which lanes a crossing line meets, lines across a street, and crosswalks that are
//! assumed where a map has none.

mod across;
mod assume;
mod meet;

pub use across::line_across;
pub use assume::{ASSUMED, assume};
pub use meet::{LaneCrossing, LaneFinder};
