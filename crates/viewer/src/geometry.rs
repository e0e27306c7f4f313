//! Triangles.

mod polygon;
mod soup;
mod strip;

pub use polygon::{cut, signed_area_m2};
pub use soup::Soup;
pub use strip::{dashes, ribbon};
