//! Pilot zones laid onto a map.

use crate::file::{Degrees, Metres, ScenarioFile};
use crate::read::{Document, Mistake};
use crate::run::Zone;
use pilotzone_map::{Map, Point};

/// The zones in the map's frame. One that lies nowhere on the map is a mistake.
pub fn place_zones(document: &mut Document, file: &ScenarioFile, map: &Map) -> Vec<Zone> {
    let mut zones = Vec::new();
    for (name, zone) in &file.zones {
        let key = if zone.polygon_m.is_empty() { "polygon_deg" } else { "polygon_m" };
        let path = ["zones", name.as_str(), key];
        let mut refuse = |what: String| document.refuse(&path, Mistake::Choice { key: path.join("."), what });
        let Some(polygon) = corners(&zone.polygon_deg, &zone.polygon_m, map) else {
            refuse("the map has no place on Earth; write the outline in metres as `polygon_m`".to_owned());
            continue;
        };
        if !meets(&polygon, map) {
            refuse("the zone lies beside the map; corners in degrees are [latitude, longitude]".to_owned());
            continue;
        }
        zones.push(Zone {
            key: name.clone(),
            name_ko: zone.name_ko.clone(),
            name_en: zone.name_en.clone(),
            hypothetical: zone.hypothetical,
            polygon,
        });
    }
    zones
}

/// An outline in the map's frame; none where it stands in degrees and the map has no place on Earth.
pub(crate) fn corners(
    polygon_deg: &[[Degrees; 2]],
    polygon_m: &[[Metres; 2]],
    map: &Map,
) -> Option<Vec<Point>> {
    if !polygon_m.is_empty() {
        return Some(polygon_m.iter().map(|[x, y]| Point::new(x.0, y.0)).collect());
    }
    let geo = map.geo.as_ref()?;
    Some(polygon_deg.iter().map(|[lat, lon]| geo.to_local(lat.0, lon.0)).collect())
}

/// Whether the boxes round the zone and round the map have anything in common.
fn meets(polygon: &[Point], map: &Map) -> bool {
    let shapes = map.lanes.iter().flat_map(|lane| lane.shape.0.iter());
    let (Some(zone), Some(streets)) = (bounds(polygon.iter()), bounds(shapes)) else { return true };
    zone.0.x <= streets.1.x && streets.0.x <= zone.1.x && zone.0.y <= streets.1.y && streets.0.y <= zone.1.y
}

fn bounds<'p>(mut points: impl Iterator<Item = &'p Point>) -> Option<(Point, Point)> {
    let first = *points.next()?;
    Some(points.fold((first, first), |(low, high), p| {
        (Point::new(low.x.min(p.x), low.y.min(p.y)), Point::new(high.x.max(p.x), high.y.max(p.y)))
    }))
}
