//! Where on Earth the network lies.

use super::Draft;
use pilotzone_map::GeoReference;

/// Sets the geographic reference, where the file names one that we know.
pub(super) fn place(draft: &mut Draft<'_>) {
    let Some(location) = &draft.raw.location else { return };
    let projection = location.projection.trim();
    if projection.is_empty() || projection == "!" || projection == "-" {
        return;
    }
    let Some((zone, north)) = utm(projection) else {
        let what = format!("the projection `{projection}` is not known here; the map has no place on Earth");
        draft.note(location.line, what);
        return;
    };
    draft.map.geo =
        Some(GeoReference::Utm { zone, north, offset_x_m: location.offset.x, offset_y_m: location.offset.y });
}

/// Zone and hemisphere of a PROJ text for UTM.
fn utm(projection: &str) -> Option<(u8, bool)> {
    let mut is_utm = false;
    let mut zone = None;
    let mut north = true;
    for part in projection.split_ascii_whitespace() {
        match part.trim_start_matches('+').split_once('=') {
            Some(("proj", kind)) => is_utm = kind == "utm",
            Some(("zone", digits)) => {
                zone = digits.parse::<u8>().ok().filter(|zone| (1..=60).contains(zone));
            }
            // WGS84 and GRS80 differ by less than a millimetre.
            Some(("ellps" | "datum", name)) if !matches!(name, "WGS84" | "GRS80" | "NAD83") => return None,
            None if part == "+south" => north = false,
            _ => {}
        }
    }
    zone.filter(|_| is_utm).map(|zone| (zone, north))
}

#[cfg(test)]
mod tests {
    use super::utm;

    #[test]
    fn utm_zones_are_known_and_nothing_else() {
        assert_eq!(utm("+proj=utm +zone=52 +ellps=WGS84 +datum=WGS84 +units=m +no_defs"), Some((52, true)));
        assert_eq!(utm("+proj=utm +zone=22 +south +datum=WGS84"), Some((22, false)));
        assert_eq!(utm("+proj=utm +zone=61 +datum=WGS84"), None);
        assert_eq!(utm("+proj=tmerc +lat_0=38 +lon_0=127 +ellps=bessel"), None);
    }
}
