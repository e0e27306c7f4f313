//! Steps from fine to coarse: how exactly place and time of an incident are told.

use serde::{Deserialize, Serialize};

/// Metres in a degree of latitude on the sphere with the Earth's mean radius (IUGG 1980: 6,371,008.8 m).
const M_PER_DEG: f64 = 6_371_008.8 * core::f64::consts::PI / 180.0;

/// How exactly a place is told.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub enum PlaceLevel {
    /// A square of 50 m.
    #[serde(rename = "50 m")]
    Square50,
    /// A square of 200 m.
    #[serde(rename = "200 m")]
    Square200,
    /// A square kilometre.
    #[serde(rename = "1 km")]
    Square1000,
    /// The district.
    #[serde(rename = "district")]
    District,
    /// The city alone.
    #[serde(rename = "city")]
    City,
}

/// How exactly a time is told.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub enum TimeLevel {
    /// Five minutes.
    #[serde(rename = "5 min")]
    Minutes5,
    /// An hour.
    #[serde(rename = "1 h")]
    Hour,
    /// The day alone.
    #[serde(rename = "day")]
    Day,
}

/// A step of the hierarchy.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Step {
    /// How exactly the place is told.
    pub place: PlaceLevel,
    /// How exactly the time is told.
    pub time: TimeLevel,
    /// Whether it is told who took part: a car, a truck, somebody on foot.
    pub classes: bool,
}

const fn step(place: PlaceLevel, time: TimeLevel, classes: bool) -> Step {
    Step { place, time, classes }
}

/// From the finest to the coarsest; each tells no more than the one before it.
pub const STEPS: [Step; 9] = [
    step(PlaceLevel::Square50, TimeLevel::Minutes5, true),
    step(PlaceLevel::Square200, TimeLevel::Minutes5, true),
    step(PlaceLevel::Square200, TimeLevel::Hour, true),
    step(PlaceLevel::Square1000, TimeLevel::Hour, true),
    step(PlaceLevel::District, TimeLevel::Hour, true),
    step(PlaceLevel::District, TimeLevel::Day, true),
    step(PlaceLevel::City, TimeLevel::Day, true),
    step(PlaceLevel::District, TimeLevel::Day, false),
    step(PlaceLevel::City, TimeLevel::Day, false),
];

impl PlaceLevel {
    /// The name in tables.
    pub fn name(self) -> &'static str {
        match self {
            Self::Square50 => "50 m",
            Self::Square200 => "200 m",
            Self::Square1000 => "1 km",
            Self::District => "district",
            Self::City => "city",
        }
    }

    /// The side of its squares (m); none above squares.
    pub fn side_m(self) -> Option<f64> {
        match self {
            Self::Square50 => Some(50.0),
            Self::Square200 => Some(200.0),
            Self::Square1000 => Some(1000.0),
            Self::District | Self::City => None,
        }
    }
}

impl TimeLevel {
    /// The name in tables.
    pub fn name(self) -> &'static str {
        match self {
            Self::Minutes5 => "5 min",
            Self::Hour => "1 h",
            Self::Day => "day",
        }
    }

    /// How long it lasts (s).
    pub fn lasts_s(self) -> u32 {
        match self {
            Self::Minutes5 => 300,
            Self::Hour => 3600,
            Self::Day => 86_400,
        }
    }
}

/// The square of a grid over the whole Earth in which a place lies: rows of equal height, and in each row squares of
/// equal width.
pub fn square(lon_deg: f64, lat_deg: f64, side_m: f64) -> (i32, i32) {
    let row = (lat_deg * M_PER_DEG / side_m).floor();
    let width_deg = side_m / (M_PER_DEG * libm::cos(row_lat_deg(row, side_m).to_radians()));
    ((lon_deg / width_deg).floor() as i32, row as i32)
}

/// The middle of a square: longitude and latitude (deg).
pub fn middle((column, row): (i32, i32), side_m: f64) -> (f64, f64) {
    let lat_deg = row_lat_deg(f64::from(row), side_m);
    let width_deg = side_m / (M_PER_DEG * libm::cos(lat_deg.to_radians()));
    ((f64::from(column) + 0.5) * width_deg, lat_deg)
}

/// Latitude of the middle of a row (deg).
fn row_lat_deg(row: f64, side_m: f64) -> f64 {
    ((row + 0.5) * side_m / M_PER_DEG).clamp(-89.9, 89.9)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_place_lies_within_half_a_side_of_the_middle_of_its_square() {
        for side_m in [50.0, 200.0, 1000.0] {
            for (lon_deg, lat_deg) in [(127.2605, 36.4851), (-0.001, -0.001), (179.99, 70.0)] {
                let (lon, lat) = middle(square(lon_deg, lat_deg, side_m), side_m);
                let north_m = (lat - lat_deg).abs() * M_PER_DEG;
                let east_m = (lon - lon_deg).abs() * M_PER_DEG * libm::cos(lat_deg.to_radians());
                assert!(north_m <= 0.5 * side_m + 0.01 && east_m <= 0.51 * side_m, "{north_m} {east_m}");
            }
        }
    }

    #[test]
    fn no_step_tells_more_than_those_before_it_did_in_every_way() {
        for (at, later) in STEPS.iter().enumerate() {
            for earlier in &STEPS[..at] {
                let is_finer = later.place < earlier.place && later.time < earlier.time;
                let tells_classes_again = later.classes && !earlier.classes;
                assert!(!is_finer && !tells_classes_again, "{later:?} after {earlier:?}");
            }
        }
    }
}
