//! Bus stops, on the lane beside which they stand.

use super::arms::project;
use super::document::Document;
use super::parameters::JunctionDefaults;
use super::pieces::Places;
use pilotzone_map::{BusStop, LaneId, LaneKind, Map, Point, VehicleClass};

/// A stop stands at most this far from the middle of its lane (m).
const REACH_M: f64 = 12.0;

/// Adds the bus stops of a file. One that stands at no lane for buses is left out: it serves another road.
pub(crate) fn add(map: &mut Map, document: &Document, places: &Places, limits: &JunctionDefaults) {
    for (&id, node) in &document.nodes {
        if !node.tags.is("highway", "bus_stop") {
            continue;
        }
        let Some(at) = places.get(id) else { continue };
        let Some((lane, along_m)) = nearest_lane(map, at) else { continue };
        let length_m = map.lane(lane).length_m;
        let stop_m = limits.bus_stop_length_m.min(length_m);
        let end_m = (along_m + stop_m / 2.0).clamp(stop_m, length_m);
        map.bus_stops.push(BusStop {
            id: id.to_string(),
            name: ["name", "name:ko", "name:en"].iter().find_map(|key| node.tags.get(key)).map(str::to_owned),
            lane,
            start_m: end_m - stop_m,
            end_m,
        });
    }
}

/// The nearest rightmost lane for buses that has the place at its right hand, or on it.
fn nearest_lane(map: &Map, at: Point) -> Option<(LaneId, f64)> {
    let mut best: Option<(f64, LaneId, f64)> = None;
    for link in &map.links {
        let open = |lane: &LaneId| {
            let lane = map.lane(*lane);
            lane.classes.has(VehicleClass::Bus) && matches!(lane.kind, LaneKind::Driving | LaneKind::Bus)
        };
        let Some(id) = link.lanes().find(open) else { continue };
        let lane = map.lane(id);
        let (along_m, off_m) = project(at, &lane.shape);
        let pose = lane.shape.pose_at(along_m);
        let across = libm::cos(pose.heading_rad) * (at.y - pose.at.y)
            - libm::sin(pose.heading_rad) * (at.x - pose.at.x);
        let at_right_hand = across <= lane.width_m / 2.0;
        if at_right_hand && off_m <= REACH_M && best.is_none_or(|(least_m, ..)| off_m < least_m) {
            best = Some((off_m, id, along_m));
        }
    }
    best.map(|(_, id, along_m)| (id, along_m))
}
