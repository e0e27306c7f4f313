//! Where on Earth a map lies.
//!
//! All of it by `libm`, so that a place has the same coordinates on every machine.

pub mod enu;
pub mod utm;

use serde::{Deserialize, Serialize};

use crate::Point;
use enu::{Enu, Geodetic};

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

impl GeoReference {
    /// The place in the local frame (m) of a place on the ellipsoid (deg).
    pub fn to_local(&self, lat_deg: f64, lon_deg: f64) -> Point {
        match *self {
            Self::Enu { lat_deg: origin_lat_deg, lon_deg: origin_lon_deg } => {
                let origin = Geodetic::on_ground(origin_lat_deg, origin_lon_deg);
                let local = enu::to_enu(origin, Geodetic::on_ground(lat_deg, lon_deg));
                Point::new(local.east_m, local.north_m)
            }
            Self::Utm { zone, north, offset_x_m, offset_y_m } => {
                let grid = utm::forward(zone, north, lat_deg, lon_deg);
                Point::new(grid.x + offset_x_m, grid.y + offset_y_m)
            }
        }
    }

    /// Latitude and longitude (deg, -180 up to 180) of a place in the local frame.
    pub fn to_geo(&self, point: Point) -> (f64, f64) {
        match *self {
            Self::Enu { lat_deg, lon_deg } => {
                let origin = Geodetic::on_ground(lat_deg, lon_deg);
                let mut local = Enu { east_m: point.x, north_m: point.y, up_m: 0.0 };
                let mut place = enu::from_enu(origin, local);
                // The ground falls away from the tangent plane: go down until the height is nought. Each round
                // leaves less than a thousandth of the height even 100 km away, where it is 800 m.
                for _ in 0..4 {
                    local.up_m -= place.height_m;
                    place = enu::from_enu(origin, local);
                }
                (place.lat_deg, place.lon_deg)
            }
            Self::Utm { zone, north, offset_x_m, offset_y_m } => {
                utm::inverse(zone, north, Point::new(point.x - offset_x_m, point.y - offset_y_m))
            }
        }
    }
}

/// A difference or place in longitude (deg), brought to -180 up to 180: the short way round.
pub fn wrap_lon_deg(lon_deg: f64) -> f64 {
    let turns = ((lon_deg + 180.0) / 360.0).floor();
    if turns == 0.0 { lon_deg } else { lon_deg - 360.0 * turns }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn longitudes_are_brought_to_the_short_way_round() {
        assert_eq!(wrap_lon_deg(127.3), 127.3);
        assert_eq!(wrap_lon_deg(180.0), -180.0);
        assert_eq!(wrap_lon_deg(-181.0), 179.0);
        assert_eq!(wrap_lon_deg(359.5), -0.5);
    }

    #[test]
    fn a_map_over_the_date_line_hangs_together() {
        let enu = GeoReference::Enu { lat_deg: 10.0, lon_deg: 179.999 };
        // The tenth reference vector: 219.27872809553193 m.
        assert!((enu.to_local(10.0, -179.999).x - 219.278_728).abs() < 1e-5);
        let utm = GeoReference::Utm { zone: 60, north: true, offset_x_m: 0.0, offset_y_m: 0.0 };
        let gap_m = utm.to_local(10.0, 179.999).distance(utm.to_local(10.0, -179.999));
        // Out there, nearly 3 degrees from the middle, the scale is 1.0009.
        assert!((gap_m - 219.5).abs() < 0.3, "{gap_m}");
    }

    proptest! {
        #[test]
        fn a_place_goes_to_the_plane_and_back(
            lat_deg in -80.0..80.0, lon_deg in -180.0..180.0, east in -0.5..0.5, north in -0.5..0.5,
        ) {
            let origin = GeoReference::Enu { lat_deg, lon_deg };
            let zone = utm::zone_of(lon_deg);
            let grid = GeoReference::Utm { zone, north: lat_deg >= 0.0, offset_x_m: -3e5, offset_y_m: 12.5 };
            let place = (lat_deg + north, wrap_lon_deg(lon_deg + east));
            for reference in [origin, grid] {
                let local = reference.to_local(place.0, place.1);
                let back = reference.to_geo(local);
                prop_assert!((back.0 - place.0).abs() < 1e-10, "{back:?} {place:?}");
                prop_assert!(wrap_lon_deg(back.1 - place.1).abs() < 1e-9, "{back:?} {place:?}");
                prop_assert!((-180.0..180.0).contains(&back.1));
            }
        }
    }
}
