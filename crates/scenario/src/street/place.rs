//! What stands in the scenario about the street, laid onto the map and the trips.

use super::{Breakdown, Emergency, Object, Parked, SchoolZone, Street, Walking};
use crate::demand::links::LinkIndex;
use crate::file::ScenarioFile;
use crate::read::{Document, Mistake, nearest};
use crate::vehicle::{DepartLane, DepartPos, DepartSpeed, Trip};
use crate::zones::corners;
use pilotzone_map::{LaneId, LinkId, Map};
use pilotzone_world::{AgentKey, StartTime};

/// Seconds of a kilometre an hour.
const KMH: f64 = 3.6;

/// Lays the street's parts of a scenario onto its map. Trips that begin parked are changed to begin so; what does
/// not fit goes to the document.
pub fn place_street(
    document: &mut Document,
    file: &ScenarioFile,
    start: StartTime,
    map: &Map,
    trips: &mut [Trip],
) -> Street {
    let mut placing = Placing { document, file, map, links: LinkIndex::new(map) };
    let mut street = Street {
        weather: file.weather.into(),
        walking: file.walking.as_ref().map(|walking| Walking {
            gap_s: walking.gap_s,
            gap_way_m: walking.gap_way_m,
            gap_s_per_m: walking.gap_s_per_m,
            gap_scale_s: walking.gap_scale_s,
            gap_least_s: walking.gap_least_s,
            pavement_m: walking.pavement_m,
        }),
        objects: placing.objects(),
        breakdowns: placing.breakdowns(trips),
        parked: placing.parked(trips),
        emergency: placing.emergency(trips),
        school_zones: placing.school_zones(),
        ..Street::default()
    };
    placing.walks(start, &mut street);
    street
}

pub(super) struct Placing<'a> {
    pub(super) document: &'a mut Document,
    pub(super) file: &'a ScenarioFile,
    pub(super) map: &'a Map,
    links: LinkIndex<'a>,
}

impl Placing<'_> {
    pub(super) fn choice(&mut self, path: &[&str], what: &str) {
        self.document.refuse(path, Mistake::Choice { key: path.join("."), what: what.to_owned() });
    }

    pub(super) fn missing(&mut self, path: &[&str], what: &'static str, id: &str, nearest: Option<String>) {
        let (key, map) = (path.join("."), self.file.map.clone());
        self.document.refuse(path, Mistake::NotInMap { key, what, id: id.to_owned(), map, nearest });
    }

    pub(super) fn link(&mut self, path: &[&str], id: &str) -> Option<LinkId> {
        match self.links.find(id) {
            Ok(link) => Some(link),
            Err(nearest) => {
                self.missing(path, "link", id, nearest);
                None
            }
        }
    }

    fn trip(&mut self, path: &[&str], name: &str, trips: &[Trip]) -> Option<u32> {
        let found = trips.iter().position(|trip| trip.name == name);
        if found.is_none() {
            let nearest = nearest::of(name, trips.iter().map(|trip| trip.name.as_str()));
            let (key, name) = (path.join("."), name.to_owned());
            let known = format!("it has {} trips", trips.len());
            self.document.refuse(path, Mistake::UnknownName { key, what: "trip", name, nearest, known });
        }
        found.map(|at| at as u32)
    }

    fn objects(&mut self) -> Vec<Object> {
        let mut objects = Vec::new();
        for (name, object) in &self.file.objects {
            let Some(link) = self.link(&["objects", name, "link"], &object.link) else { continue };
            let link = self.map.link(link);
            if object.lane >= link.lane_count {
                self.choice(&["objects", name, "lane"], &format!("the link has {} lanes", link.lane_count));
                continue;
            }
            if object.pos_m > link.length_m {
                let what = format!("the link is {:.1} m long", link.length_m);
                self.choice(&["objects", name, "pos_m"], &what);
                continue;
            }
            objects.push(Object {
                name: name.clone(),
                key: AgentKey::of_name(name),
                lane: LaneId(link.first_lane.0 + object.lane),
                pos_m: object.pos_m,
                length_m: object.length_m,
                width_m: object.width_m,
                mass_kg: object.mass_kg,
                from_s: object.from_s,
                to_s: object.to_s.unwrap_or(f64::MAX),
            });
        }
        objects
    }

    fn breakdowns(&mut self, trips: &[Trip]) -> Vec<Breakdown> {
        let mut breakdowns = Vec::new();
        for (name, breakdown) in &self.file.breakdowns {
            let Some(trip) = self.trip(&["breakdowns", name, "agent"], &breakdown.agent, trips) else {
                continue;
            };
            let to_s = breakdown.at_s + breakdown.duration_s;
            breakdowns.push(Breakdown { trip, from_s: breakdown.at_s, to_s });
        }
        breakdowns.sort_by(|a, b| a.trip.cmp(&b.trip).then(a.from_s.total_cmp(&b.from_s)));
        breakdowns
    }

    fn parked(&mut self, trips: &mut [Trip]) -> Vec<Parked> {
        let mut all = Vec::new();
        for (name, parked) in &self.file.parked {
            let Some(trip) = self.trip(&["parked", name, "agent"], &parked.agent, trips) else { continue };
            let of = &mut trips[trip as usize];
            of.depart_lane = DepartLane::First;
            of.depart_pos = DepartPos::At(parked.pos_m);
            of.depart_speed = DepartSpeed::At(0.0);
            all.push(Parked { trip, pos_m: parked.pos_m, gap_s: parked.gap_s, forces: parked.forces });
        }
        all.sort_by_key(|parked| parked.trip);
        all
    }

    fn emergency(&mut self, trips: &[Trip]) -> Option<Emergency> {
        let emergency = self.file.emergency.as_ref()?;
        let names = &emergency.stubborn;
        let found = names.iter().filter_map(|name| self.trip(&["emergency", "stubborn"], name, trips));
        let mut stubborn: Vec<u32> = found.collect();
        stubborn.sort_unstable();
        Some(Emergency {
            heard_m: emergency.heard_m,
            slows_to_mps: emergency.slows_to_mps,
            red_mps: emergency.red_mps,
            held_mps: emergency.held_mps,
            held_s: emergency.held_s,
            unaware_share: emergency.unaware_share,
            stubborn,
        })
    }

    fn school_zones(&mut self) -> Vec<SchoolZone> {
        let mut zones = Vec::new();
        for (name, zone) in &self.file.school_zones {
            let polygon = corners(&zone.polygon_deg, &zone.polygon_m, self.map);
            let Some(polygon) = polygon.filter(|polygon| polygon.len() >= 3) else {
                let what = "write three corners or more as `polygon_deg`, or as `polygon_m` where the map has no \
                            place on Earth";
                self.choice(&["school_zones", name], what);
                continue;
            };
            let [from_s, to_s] = zone.hours.map_or([0.0, 86_400.0], |hours| hours.map(|h| h.0 * 3600.0));
            zones.push(SchoolZone { polygon, limit_mps: zone.limit_kmh / KMH, from_s, to_s });
        }
        zones
    }
}
