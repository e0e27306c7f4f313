//! Where on Earth a map lies.

use serde::{Deserialize, Serialize};

/// How the local frame is tied to WGS84.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum GeoReference {
    /// East-north of a tangent plane at this place.
    Enu {
        /// Latitude of the origin (deg).
        lat_deg: f64,
        /// Longitude of the origin (deg).
        lon_deg: f64,
    },
    /// Universal transverse Mercator on WGS84, moved by an offset: `easting = x - offset_x`.
    Utm {
        /// Zone, 1 to 60.
        zone: u8,
        /// Whether it is north of the equator.
        north: bool,
        /// What was added to the easting (m).
        offset_x_m: f64,
        /// What was added to the northing (m).
        offset_y_m: f64,
    },
}
