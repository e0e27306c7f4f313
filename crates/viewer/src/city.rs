//! What stands still: roads, buildings, zones, lights.

mod buildings;
mod level;
mod lights;
mod roads;
mod zones;

pub use buildings::buildings;
pub use level::{Level, Sheet};
pub use lights::{Lamps, is_for_feet, lamp_at, masts};
pub use roads::{land, marks, surfaces};
pub use zones::{Zones, zones};
