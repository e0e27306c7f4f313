//! Places where vehicles stop, and the halts of one vehicle.

use std::collections::BTreeMap;

use super::collect::{Collected, RawStop, StopTarget};
use crate::ImportError;
use pilotzone_map::{BusStop, LaneId, LinkId, Map, VehicleClass};
use pilotzone_scenario::Stop;

/// Length of a halt's stretch where only its end is given (m): twice SUMO's own slack.
const STRETCH_M: f64 = 0.2;

/// A stretch of a lane.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Stretch {
    pub lane: LaneId,
    pub start_m: f64,
    pub end_m: f64,
}

/// Named places for stops.
pub type Places = BTreeMap<String, Stretch>;

/// Adds the files' bus stops to the map, and gives all named places, those of the map included.
pub fn add_to(map: &mut Map, collected: &Collected) -> Result<Places, ImportError> {
    let lanes = lane_names(map);
    let mut places: Places = map
        .bus_stops
        .iter()
        .map(|stop| (stop.id.clone(), Stretch { lane: stop.lane, start_m: stop.start_m, end_m: stop.end_m }))
        .collect();
    for raw in &collected.stop_places {
        let Some(&lane) = lanes.get(&raw.lane) else {
            let what = format!("stop `{}` lies on lane `{}`, which the network lacks", raw.id, raw.lane);
            return Err(collected.unknown(
                &raw.place,
                what,
                "correct the lane, or use the network it belongs to",
            ));
        };
        let length_m = map.lanes.get(lane.0 as usize).map_or(0.0, |lane| lane.length_m);
        let end_m = raw.end_m.unwrap_or(length_m);
        let (start_m, end_m) = held(raw.start_m.unwrap_or(0.0), end_m, length_m);
        if start_m >= end_m && !raw.friendly {
            let what = format!("stop `{}` has no length on lane `{}` of {length_m} m", raw.id, raw.lane);
            return Err(collected.unknown(&raw.place, what, "correct startPos and endPos"));
        }
        if places.insert(raw.id.clone(), Stretch { lane, start_m, end_m }).is_some() {
            let what = format!("stop `{}` is given twice", raw.id);
            return Err(collected.unknown(&raw.place, what, "give each stop its own id"));
        }
        if raw.bus {
            map.bus_stops.push(BusStop { id: raw.id.clone(), name: raw.name.clone(), lane, start_m, end_m });
        }
    }
    Ok(places)
}

/// Lanes of links by their names in SUMO: `EDGE_INDEX`.
pub fn lane_names(map: &Map) -> BTreeMap<String, LaneId> {
    let mut names = BTreeMap::new();
    for link in &map.links {
        for (index, lane) in link.lanes().enumerate() {
            names.insert(format!("{}_{index}", link.id), lane);
        }
    }
    names
}

/// Both ends on the lane; counted from its end where negative.
fn held(start_m: f64, end_m: f64, length_m: f64) -> (f64, f64) {
    let from_start = |pos_m: f64| if pos_m < 0.0 { length_m + pos_m } else { pos_m };
    (from_start(start_m).clamp(0.0, length_m), from_start(end_m).clamp(0.0, length_m))
}

/// What halts need to know of the map.
pub struct StopBook<'m> {
    pub map: &'m Map,
    pub places: &'m Places,
    pub lanes: BTreeMap<String, LaneId>,
    pub links: BTreeMap<&'m str, LinkId>,
}

impl StopBook<'_> {
    /// The lane and the stretch of one halt. The error is its message.
    pub fn stop(&self, raw: &RawStop, class: VehicleClass) -> Result<Stop, String> {
        let stretch = match &raw.target {
            StopTarget::Place(name) => {
                let stretch = *self.places.get(name).ok_or_else(|| format!("there is no stop `{name}`"))?;
                // A halt may use a part of the place.
                let start_m = raw.start_m.filter(|m| *m >= stretch.start_m).unwrap_or(stretch.start_m);
                let end_m =
                    raw.end_m.filter(|m| *m <= stretch.end_m && *m > start_m).unwrap_or(stretch.end_m);
                Stretch { start_m, end_m, ..stretch }
            }
            StopTarget::Lane(name) => {
                let lane = *self.lanes.get(name).ok_or_else(|| format!("there is no lane `{name}`"))?;
                self.stretch(raw, lane)
            }
            StopTarget::Edge(name) => {
                let link = self.links.get(name.as_str()).and_then(|id| self.map.links.get(id.0 as usize));
                let link = link.ok_or_else(|| format!("there is no edge `{name}`"))?;
                let open = |id: &LaneId| {
                    self.map.lanes.get(id.0 as usize).is_some_and(|lane| lane.classes.has(class))
                };
                let lane = link.lanes().find(open).unwrap_or(link.first_lane);
                self.stretch(raw, lane)
            }
        };
        Ok(Stop {
            lane: stretch.lane,
            start_m: stretch.start_m,
            end_m: stretch.end_m,
            duration_s: raw.duration_s.unwrap_or(0.0).max(0.0),
            until_s: raw.until_s,
        })
    }

    fn stretch(&self, raw: &RawStop, lane: LaneId) -> Stretch {
        let length_m = self.map.lanes.get(lane.0 as usize).map_or(0.0, |lane| lane.length_m);
        let end_m = raw.end_m.unwrap_or(length_m);
        let (_, end_m) = held(0.0, end_m, length_m);
        let (start_m, end_m) = held(raw.start_m.unwrap_or((end_m - STRETCH_M).max(0.0)), end_m, length_m);
        Stretch { lane, start_m: start_m.min(end_m), end_m }
    }
}
