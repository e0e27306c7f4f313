//! Where the sun stands: the law's night begins at sunset and ends at sunrise.

use core::f64::consts::PI;

/// The centre of the sun at sunrise and sunset (deg): its radius and the refraction at the horizon below it.
pub const HORIZON_DEG: f64 = -0.833;

/// Geometric elevation of the sun's centre over the horizon (deg), without refraction.
///
/// NOAA Global Monitoring Laboratory, solar calculator, after Meeus 1998, chapter 25. Years 1900 to 2100; `unix_s` counts
/// seconds since 1970 UTC, longitude is positive to the east.
pub fn elevation_deg(unix_s: f64, lat_deg: f64, lon_deg: f64) -> f64 {
    let sin = |deg: f64| libm::sin(deg * PI / 180.0);
    let cos = |deg: f64| libm::cos(deg * PI / 180.0);
    // Centuries since J2000, which is 10,957.5 days after 1970-01-01.
    let t = (unix_s / 86_400.0 - 10_957.5) / 36_525.0;
    let turn = |deg: f64| deg - 360.0 * libm::floor(deg / 360.0);
    let mean_longitude = turn(280.466_46 + t * (36_000.769_83 + t * 0.000_303_2));
    let anomaly = 357.529_11 + t * (35_999.050_29 - 0.000_153_7 * t);
    let eccentricity = 0.016_708_634 - t * (0.000_042_037 + 0.000_000_126_7 * t);
    let centre = sin(anomaly) * (1.914_602 - t * (0.004_817 + 0.000_014 * t))
        + sin(2.0 * anomaly) * (0.019_993 - 0.000_101 * t)
        + sin(3.0 * anomaly) * 0.000_289;
    let node = 125.04 - 1934.136 * t;
    let longitude = mean_longitude + centre - 0.00569 - 0.00478 * sin(node);
    let seconds = 21.448 - t * (46.815 + t * (0.00059 - t * 0.001_813));
    let obliquity = 23.0 + (26.0 + seconds / 60.0) / 60.0 + 0.00256 * cos(node);
    let declination_rad = libm::asin(sin(obliquity) * sin(longitude));
    let half = libm::tan(obliquity / 2.0 * PI / 180.0);
    let y = half * half;
    let equation_min = 4.0 * 180.0 / PI
        * (y * sin(2.0 * mean_longitude) - 2.0 * eccentricity * sin(anomaly)
            + 4.0 * eccentricity * y * sin(anomaly) * cos(2.0 * mean_longitude)
            - 0.5 * y * y * sin(4.0 * mean_longitude)
            - 1.25 * eccentricity * eccentricity * sin(2.0 * anomaly));
    let minute = (unix_s - 86_400.0 * libm::floor(unix_s / 86_400.0)) / 60.0;
    let hour_angle = (minute + equation_min + 4.0 * lon_deg) / 4.0 - 180.0;
    let height = sin(lat_deg) * libm::sin(declination_rad)
        + cos(lat_deg) * libm::cos(declination_rad) * cos(hour_angle);
    libm::asin(height.clamp(-1.0, 1.0)) * 180.0 / PI
}

/// Whether it is night: between sunset and sunrise.
pub fn is_night(unix_s: f64, lat_deg: f64, lon_deg: f64) -> bool {
    elevation_deg(unix_s, lat_deg, lon_deg) < HORIZON_DEG
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::StartTime;
    use crate::vectors::vectors;

    #[test]
    fn elevations_are_those_of_the_calculator() {
        for case in vectors("sun_elevation_noaa") {
            let time = StartTime::parse(&format!("{}+09:00", case.text("local_time"))).unwrap();
            let (lat, lon) = (case.number("lat_deg"), case.number("lon_deg"));
            case.holds("elevation_deg", elevation_deg(time.unix_s as f64, lat, lon));
        }
    }

    #[test]
    fn a_winter_evening_in_jamsil_is_night_and_its_noon_is_not() {
        let at = |text: &str| StartTime::parse(text).unwrap().unix_s as f64;
        assert!(is_night(at("2026-12-22T18:00:00+09:00"), 37.51, 127.1));
        assert!(!is_night(at("2026-12-22T12:00:00+09:00"), 37.51, 127.1));
    }
}
