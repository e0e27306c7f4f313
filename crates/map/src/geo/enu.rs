//! WGS84: geodetic, earth-centred, and local east-north-up coordinates.
//!
//! NIMA TR8350.2; EPSG methods 9602 (geodetic to earth-centred) and 9837 (geodetic to topocentric). Heights are
//! above the ellipsoid, in Korea 23 to 28 m more than above the sea.

use super::wrap_lon_deg;

/// Half the long axis of the ellipsoid (m).
pub const SEMI_MAJOR_M: f64 = 6_378_137.0;
/// How much shorter the short axis is, as a share.
pub const FLATTENING: f64 = 1.0 / 298.257_223_563;
/// First eccentricity, squared.
pub const ECCENTRICITY_SQUARED: f64 = FLATTENING * (2.0 - FLATTENING);

/// A place by latitude, longitude and height above the ellipsoid.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Geodetic {
    /// Latitude (deg).
    pub lat_deg: f64,
    /// Longitude (deg).
    pub lon_deg: f64,
    /// Height above the ellipsoid (m).
    pub height_m: f64,
}

impl Geodetic {
    /// A place on the ellipsoid itself.
    pub const fn on_ground(lat_deg: f64, lon_deg: f64) -> Self {
        Self { lat_deg, lon_deg, height_m: 0.0 }
    }
}

/// A place seen from an origin.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Enu {
    /// To the east (m).
    pub east_m: f64,
    /// To the north (m).
    pub north_m: f64,
    /// Up, away from the tangent plane (m); this is not height: 10 km away the ground is 7.8 m lower.
    pub up_m: f64,
}

/// Earth-centred coordinates (m): x to the equator at longitude 0, z to the north pole.
pub fn to_ecef(place: Geodetic) -> [f64; 3] {
    let (lat, lon) = (place.lat_deg.to_radians(), place.lon_deg.to_radians());
    let (sin_lat, cos_lat) = (libm::sin(lat), libm::cos(lat));
    let normal_m = SEMI_MAJOR_M / libm::sqrt(1.0 - ECCENTRICITY_SQUARED * sin_lat * sin_lat);
    let across_m = (normal_m + place.height_m) * cos_lat;
    [
        across_m * libm::cos(lon),
        across_m * libm::sin(lon),
        (normal_m * (1.0 - ECCENTRICITY_SQUARED) + place.height_m) * sin_lat,
    ]
}

/// The inverse of [`to_ecef`], by iteration of the latitude; not meant for places near the Earth's centre.
pub fn from_ecef(ecef_m: [f64; 3]) -> Geodetic {
    let [x, y, z] = ecef_m;
    let across_m = libm::hypot(x, y);
    let mut lat = libm::atan2(z, across_m * (1.0 - ECCENTRICITY_SQUARED));
    // Exact on the ellipsoid from the start; each round leaves less than 0.7 % of the error, so that after five
    // nothing is left that the digits could show.
    for _ in 0..5 {
        let sin_lat = libm::sin(lat);
        let normal_m = SEMI_MAJOR_M / libm::sqrt(1.0 - ECCENTRICITY_SQUARED * sin_lat * sin_lat);
        lat = libm::atan2(z + ECCENTRICITY_SQUARED * normal_m * sin_lat, across_m);
    }
    let (sin_lat, cos_lat) = (libm::sin(lat), libm::cos(lat));
    let root = libm::sqrt(1.0 - ECCENTRICITY_SQUARED * sin_lat * sin_lat);
    Geodetic {
        lat_deg: lat.to_degrees(),
        lon_deg: wrap_lon_deg(libm::atan2(y, x).to_degrees()),
        // Free of divisions, hence good at the poles too.
        height_m: across_m * cos_lat + z * sin_lat - SEMI_MAJOR_M * root,
    }
}

/// A place as seen from an origin.
pub fn to_enu(origin: Geodetic, place: Geodetic) -> Enu {
    let (from, to) = (to_ecef(origin), to_ecef(place));
    // The difference first, then the rotation: the big numbers would eat the digits.
    let (dx, dy, dz) = (to[0] - from[0], to[1] - from[1], to[2] - from[2]);
    let Axes { sin_lat, cos_lat, sin_lon, cos_lon } = Axes::at(origin);
    Enu {
        east_m: -sin_lon * dx + cos_lon * dy,
        north_m: -sin_lat * (cos_lon * dx + sin_lon * dy) + cos_lat * dz,
        up_m: cos_lat * (cos_lon * dx + sin_lon * dy) + sin_lat * dz,
    }
}

/// The inverse of [`to_enu`].
pub fn from_enu(origin: Geodetic, local: Enu) -> Geodetic {
    let from = to_ecef(origin);
    let Axes { sin_lat, cos_lat, sin_lon, cos_lon } = Axes::at(origin);
    let outward_m = cos_lat * local.up_m - sin_lat * local.north_m;
    from_ecef([
        from[0] + cos_lon * outward_m - sin_lon * local.east_m,
        from[1] + sin_lon * outward_m + cos_lon * local.east_m,
        from[2] + cos_lat * local.north_m + sin_lat * local.up_m,
    ])
}

struct Axes {
    sin_lat: f64,
    cos_lat: f64,
    sin_lon: f64,
    cos_lon: f64,
}

impl Axes {
    fn at(origin: Geodetic) -> Self {
        let (lat, lon) = (origin.lat_deg.to_radians(), origin.lon_deg.to_radians());
        Self {
            sin_lat: libm::sin(lat),
            cos_lat: libm::cos(lat),
            sin_lon: libm::sin(lon),
            cos_lon: libm::cos(lon),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::Value;

    /// Every case of the independent vectors, with its tolerance.
    fn cases() -> Vec<Value> {
        let text = include_str!("../../../../tests/vectors/wgs84_enu.json");
        let file: Value = serde_json::from_str(text).unwrap();
        file["cases"].as_array().unwrap().clone()
    }

    fn places(case: &Value) -> (Geodetic, Geodetic) {
        let number = |key: &str| case["in"][key].as_f64().unwrap();
        let place = |lat, lon, height| Geodetic {
            lat_deg: number(lat),
            lon_deg: number(lon),
            height_m: number(height),
        };
        (
            place("origin_lat_deg", "origin_lon_deg", "origin_height_m"),
            place("lat_deg", "lon_deg", "height_m"),
        )
    }

    fn assert_near(case: &Value, what: &str, found: f64, asked: f64) {
        let tolerance =
            case["tol_abs"].as_f64().unwrap().max(case["tol_rel"].as_f64().unwrap() * asked.abs());
        assert!((found - asked).abs() <= tolerance, "{} {what}: {found} is not {asked}", case["name"]);
    }

    #[test]
    fn the_reference_vectors_are_met_to_their_tolerance() {
        assert!(cases().len() >= 13);
        for case in cases() {
            let (origin, place) = places(&case);
            let found = to_enu(origin, place);
            let out = |key: &str| case["out"][key].as_f64().unwrap();
            assert_near(&case, "east", found.east_m, out("east_m"));
            assert_near(&case, "north", found.north_m, out("north_m"));
            assert_near(&case, "up", found.up_m, out("up_m"));
            for (i, &found) in to_ecef(place).iter().enumerate() {
                assert_near(&case, "ecef", found, case["out"]["ecef_m"][i].as_f64().unwrap());
            }
        }
    }

    #[test]
    fn the_reference_vectors_are_met_the_other_way_round() {
        for case in cases() {
            let (origin, place) = places(&case);
            let out = |key: &str| case["out"][key].as_f64().unwrap();
            let local = Enu { east_m: out("east_m"), north_m: out("north_m"), up_m: out("up_m") };
            let found = from_enu(origin, local);
            // A micrometre is about 1e-11 degrees; near the pole a degree of longitude is only metres long.
            assert!((found.lat_deg - place.lat_deg).abs() < 1e-10, "{}: {found:?}", case["name"]);
            let lon_deg = wrap_lon_deg(found.lon_deg - place.lon_deg);
            let metres = lon_deg * 111_320.0 * libm::cos(place.lat_deg.to_radians());
            assert!(metres.abs() < 1e-5, "{}: {found:?}", case["name"]);
            assert!((found.height_m - place.height_m).abs() < 1e-5, "{}: {found:?}", case["name"]);
        }
    }
}
