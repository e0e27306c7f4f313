//! Curves through junctions, and where they meet.

mod area;
mod conflict;
mod curve;
pub(crate) mod measure;

pub use area::{point_in_polygon, polygon_area};
pub use conflict::find_conflicts;
pub use curve::{curve_speed_mps, inner_shape};
pub(crate) use measure::{nearest_on_segment, turn_rad};
