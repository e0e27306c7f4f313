//! Sound numbers and lines.

use super::{At, CheckError, Where};
use crate::{GeoReference, Map, Point, Polyline};

/// No length, speed or coordinate on Earth is larger (m, m/s): squares of such numbers stay finite.
const LIMIT: f64 = 1e9;

pub(super) fn finite(at: Where, field: &'static str, numbers: &[f64]) -> Result<(), CheckError> {
    match numbers.iter().find(|number| !number.is_finite() || number.abs() > LIMIT) {
        Some(&found) => Err(CheckError::NotFinite { at: at(), field, found }),
        None => Ok(()),
    }
}

pub(super) fn positive(at: Where, field: &'static str, found: f64) -> Result<(), CheckError> {
    finite(at, field, &[found])?;
    if found > 0.0 { Ok(()) } else { Err(CheckError::NotPositive { at: at(), field, found }) }
}

pub(super) fn not_negative(at: Where, field: &'static str, found: f64) -> Result<(), CheckError> {
    finite(at, field, &[found])?;
    if found >= 0.0 { Ok(()) } else { Err(CheckError::Negative { at: at(), field, found }) }
}

pub(super) fn line(at: Where, field: &'static str, line: &Polyline) -> Result<(), CheckError> {
    lines(at, field, &line.0, 2)
}

pub(super) fn lines(
    at: Where,
    field: &'static str,
    points: &[Point],
    needed: usize,
) -> Result<(), CheckError> {
    if points.len() < needed {
        return Err(CheckError::TooFewPoints { at: at(), field, found: points.len(), needed });
    }
    points.iter().try_for_each(|p| finite(at, field, &[p.x, p.y]))
}

pub(super) fn check_place_on_earth(map: &Map) -> Result<(), CheckError> {
    let at = || At::new("geographic reference", 0);
    match map.geo {
        None => Ok(()),
        Some(GeoReference::Enu { lat_deg, lon_deg }) => {
            finite(&at, "lat_deg", &[lat_deg])?;
            finite(&at, "lon_deg", &[lon_deg])?;
            super::require(lat_deg.abs() <= 90.0, &at, "its latitude is beyond the poles")
        }
        Some(GeoReference::Utm { zone, offset_x_m, offset_y_m, .. }) => {
            finite(&at, "offset_x_m", &[offset_x_m])?;
            finite(&at, "offset_y_m", &[offset_y_m])?;
            super::require((1..=60).contains(&zone), &at, "its UTM zone is not between 1 and 60")
        }
    }
}
