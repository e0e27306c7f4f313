//! Universal transverse Mercator on WGS84, by Krüger's series.
//!
//! Krüger 1912 as in Karney 2011, "Transverse Mercator with an accuracy of a few nanometers", equations 35 and
//! 36 with terms to n⁴; what is left out is below a micrometre within 4,000 km of the middle meridian.

use super::enu::{ECCENTRICITY_SQUARED, FLATTENING, SEMI_MAJOR_M};
use super::wrap_lon_deg;
use crate::Point;

const SCALE: f64 = 0.9996;
const FALSE_EASTING_M: f64 = 500_000.0;
const FALSE_NORTHING_SOUTH_M: f64 = 10_000_000.0;

/// Third flattening and its powers.
const N: f64 = FLATTENING / (2.0 - FLATTENING);
const N2: f64 = N * N;
const N3: f64 = N2 * N;
const N4: f64 = N2 * N2;
/// Radius of the circle that is as long as a meridian (m).
const MERIDIAN_M: f64 = SEMI_MAJOR_M / (1.0 + N) * (1.0 + N2 / 4.0 + N4 / 64.0);

/// From the conformal sphere to the plane.
const ALPHA: [f64; 4] = [
    N / 2.0 - 2.0 / 3.0 * N2 + 5.0 / 16.0 * N3 + 41.0 / 180.0 * N4,
    13.0 / 48.0 * N2 - 3.0 / 5.0 * N3 + 557.0 / 1440.0 * N4,
    61.0 / 240.0 * N3 - 103.0 / 140.0 * N4,
    49561.0 / 161_280.0 * N4,
];
/// From the plane to the conformal sphere.
const BETA: [f64; 4] = [
    N / 2.0 - 2.0 / 3.0 * N2 + 37.0 / 96.0 * N3 - 1.0 / 360.0 * N4,
    1.0 / 48.0 * N2 + 1.0 / 15.0 * N3 - 437.0 / 1440.0 * N4,
    17.0 / 480.0 * N3 - 37.0 / 840.0 * N4,
    4397.0 / 161_280.0 * N4,
];
/// The zone, 1 to 60, in which a longitude (deg) lies, without the exceptions of Norway and Svalbard.
pub fn zone_of(lon_deg: f64) -> u8 {
    (((wrap_lon_deg(lon_deg) + 180.0) / 6.0).floor() as u8).min(59) + 1
}

/// Longitude of a zone's middle (deg).
pub fn middle_lon_deg(zone: u8) -> f64 {
    f64::from(zone) * 6.0 - 183.0
}

/// Easting and northing (m) of a place (deg).
pub fn forward(zone: u8, north: bool, lat_deg: f64, lon_deg: f64) -> Point {
    let lat = lat_deg.to_radians();
    // Over the date line the difference is the short one.
    let lon = wrap_lon_deg(lon_deg - middle_lon_deg(zone)).to_radians();
    let sin_lat = libm::sin(lat);
    let root = 2.0 * libm::sqrt(N) / (1.0 + N);
    let t = libm::sinh(libm::atanh(sin_lat) - root * libm::atanh(root * sin_lat));
    let xi0 = libm::atan2(t, libm::cos(lon));
    let eta0 = libm::atanh(libm::sin(lon) / libm::sqrt(1.0 + t * t));
    let (mut xi, mut eta) = (xi0, eta0);
    for (k, alpha) in (1..).zip(ALPHA) {
        let twice = 2.0 * f64::from(k);
        xi += alpha * libm::sin(twice * xi0) * libm::cosh(twice * eta0);
        eta += alpha * libm::cos(twice * xi0) * libm::sinh(twice * eta0);
    }
    Point::new(FALSE_EASTING_M + SCALE * MERIDIAN_M * eta, false_northing_m(north) + SCALE * MERIDIAN_M * xi)
}

/// Latitude and longitude (deg) of an easting and northing (m).
pub fn inverse(zone: u8, north: bool, grid: Point) -> (f64, f64) {
    let xi0 = (grid.y - false_northing_m(north)) / (SCALE * MERIDIAN_M);
    let eta0 = (grid.x - FALSE_EASTING_M) / (SCALE * MERIDIAN_M);
    let (mut xi, mut eta) = (xi0, eta0);
    for (k, beta) in (1..).zip(BETA) {
        let twice = 2.0 * f64::from(k);
        xi -= beta * libm::sin(twice * xi0) * libm::cosh(twice * eta0);
        eta -= beta * libm::cos(twice * xi0) * libm::sinh(twice * eta0);
    }
    // From conformal to geodetic latitude; each round leaves less than 0.7 % of the error.
    let isometric = libm::atanh((libm::sin(xi) / libm::cosh(eta)).clamp(-1.0, 1.0));
    let eccentricity = libm::sqrt(ECCENTRICITY_SQUARED);
    let mut sin_lat = libm::tanh(isometric);
    for _ in 0..8 {
        sin_lat = libm::tanh(isometric + eccentricity * libm::atanh(eccentricity * sin_lat));
    }
    let lon = libm::atan2(libm::sinh(eta), libm::cos(xi));
    (libm::asin(sin_lat).to_degrees(), wrap_lon_deg(middle_lon_deg(zone) + lon.to_degrees()))
}

fn false_northing_m(north: bool) -> f64 {
    if north { 0.0 } else { FALSE_NORTHING_SOUTH_M }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Zone, north, latitude, longitude, easting, northing by pyproj 3.7.2 (PROJ 9.5.1).
    const KNOWN: [(u8, bool, f64, f64, f64, f64); 9] = [
        (32, true, 44.494_887, 11.342_616, 686_249.968_687_685_9, 4_929_510.493_989_169),
        (52, true, 36.4875, 127.253, 343_514.644_866_598_2, 4_039_440.433_634_321_7),
        (52, true, 37.5133, 127.1, 332_080.621_361_517_23, 4_153_512.666_034_907),
        (52, true, 35.1796, 129.0756, 506_883.518_331_773_3, 3_892_962.933_604_840_7),
        (56, false, -33.86, 151.21, 334_416.393_989_652_5, 6_251_925.360_352_391),
        (60, true, 10.0, -179.999, 829_038.473_884_045_1, 1_106_909.853_098_129_6),
        (1, false, -0.5, -177.0, 500_000.0, 9_944_734.962_857_35),
        (33, true, 78.2, 20.9, 634_470.788_939_547_7, 8_687_473.561_460_273),
        (30, true, 83.9, -6.0, 464_424.319_810_425, 9_317_856.466_148_265),
    ];

    #[test]
    fn places_that_another_tool_projects_are_met_to_a_micrometre() {
        for (zone, north, lat_deg, lon_deg, easting_m, northing_m) in KNOWN {
            let found = forward(zone, north, lat_deg, lon_deg);
            let off_m = found.distance(Point::new(easting_m, northing_m));
            assert!(off_m < 1e-6, "{lat_deg} {lon_deg}: {off_m} m off");
            let back = inverse(zone, north, found);
            assert!((back.0 - lat_deg).abs() < 1e-11, "{back:?}");
            assert!(wrap_lon_deg(back.1 - lon_deg).abs() < 5e-11, "{back:?}");
        }
    }

    #[test]
    fn every_longitude_has_its_zone() {
        assert_eq!([127.3, 129.0, 11.3, -180.0, 180.0, 179.99].map(zone_of), [52, 52, 32, 1, 1, 60]);
    }
}
