//! Permits laid onto a map.

use crate::demand::LinkIndex;
use crate::file::{PermitFile, ScenarioFile};
use crate::read::{Document, Mistake};
use crate::regime::Permit;
use crate::rules::predicates::Hours;
use pilotzone_map::{LinkId, Map};

/// The permits with places of types, zones and links. A link that the map lacks is a mistake.
pub fn place_permits(document: &mut Document, file: &ScenarioFile, map: &Map) -> Vec<Permit> {
    let index = LinkIndex::new(map);
    let place = |name: &String, permit: &PermitFile, roads: Vec<LinkId>| Permit {
        name: name.clone(),
        types: permit.types.iter().filter_map(|kind| position(file.types.keys(), kind)).collect(),
        purpose: permit.purpose,
        valid_from: permit.valid_from.clone(),
        valid_to: permit.valid_to.clone(),
        // Zones of a run without mistakes stand in the order of the file's table.
        area: permit.area.as_ref().and_then(|area| position(file.zones.keys(), area)),
        roads,
        max_speed_mps: permit.max_speed_kmh.map(|kmh| kmh / 3.6),
        hours: permit.hours.iter().filter_map(Hours::seconds).collect(),
        max_rain_mm_per_h: permit.max_rain_mm_per_h,
        min_visibility_m: permit.min_visibility_m,
        night: permit.night,
        crew_missing: permit.crew.required && !permit.crew.safety_driver,
        trained_on: permit.crew.trained_on.clone(),
        requires: permit.requires.clone(),
    };
    let mut permits = Vec::new();
    for (name, permit) in &file.permits {
        let mut roads = Vec::new();
        for (i, id) in permit.roads.iter().enumerate() {
            match index.find(id) {
                Ok(link) => roads.push(link),
                Err(nearest) => {
                    let path = ["permits", name.as_str(), "roads", &i.to_string()];
                    let mistake = Mistake::NotInMap {
                        key: path.join("."),
                        what: "link",
                        id: id.clone(),
                        map: file.map.clone(),
                        nearest,
                    };
                    document.refuse(&path, mistake);
                }
            }
        }
        roads.sort_unstable();
        permits.push(place(name, permit, roads));
    }
    permits
}

fn position<'k>(mut keys: impl Iterator<Item = &'k String>, name: &String) -> Option<u32> {
    keys.position(|key| key == name).map(|at| at as u32)
}
