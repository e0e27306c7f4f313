//! Single trips, and flows along one way.

use super::Expansion;
use super::departures::Rate;
use crate::file::{FlowFile, StopFile, TripFile};
use crate::read::Mistake;
use crate::vehicle::{Stop, Trip};
use pilotzone_map::{LaneId, LinkId, VehicleClass};
use pilotzone_world::AgentKey;
use std::collections::BTreeMap;

/// Where a trip or flow goes and halts, with the ids of the map looked up.
pub(super) struct Course {
    points: Vec<LinkId>,
    stops: Vec<Stop>,
}

/// A way for one class, or why there is none.
type Way = Result<Vec<LinkId>, String>;

impl Expansion<'_, '_> {
    /// Every trip of the scenario.
    pub(super) fn trips(&mut self) {
        let file = self.setting.file;
        for (name, trip) in &file.trips {
            let named = Named { table: "trips", name, from: &trip.from, to: &trip.to, route: &trip.route };
            let course = self.course(&named, &trip.via, &trip.stops);
            let (Some(course), Some(kind)) = (course, self.kind(&trip.kind)) else { continue };
            match self.way(&course, self.class_of(kind)) {
                Ok(route) => self.demand.trips.push(trip_of(name, trip, kind, route, course.stops)),
                Err(reason) => self.give_up(name.clone(), reason),
            }
        }
    }

    /// Every vehicle of every flow.
    pub(super) fn flows(&mut self) {
        let file = self.setting.file;
        for (name, flow) in &file.flows {
            let named = Named { table: "flows", name, from: &flow.from, to: &flow.to, route: &flow.route };
            let course = self.course(&named, &flow.via, &flow.stops);
            let choice = self.choice(flow.kind.as_ref(), flow.mix.as_ref());
            let (Some(course), Some(choice)) = (course, choice) else { continue };
            let rate = Rate {
                vehicles_per_h: flow.vehicles_per_h,
                begin_s: flow.begin_s,
                end_s: self.end_s(flow.end_s),
                profile: flow.profile.as_ref().and_then(|profile| file.profiles.get(profile)),
                start: self.setting.start,
            };
            if !self.can_be_meant(&["flows", name, "vehicles_per_h"], rate.at_most()) {
                continue;
            }
            let mut ways: BTreeMap<VehicleClass, Way> = BTreeMap::new();
            for (n, depart_s) in rate.departures(flow.spacing, file.seed, name).into_iter().enumerate() {
                let key = AgentKey::of_flow(name, n as u64);
                let Some(kind) = choice.of(file.seed, key) else { break };
                let class = self.class_of(kind);
                let way = ways.entry(class).or_insert_with(|| self.way(&course, class)).clone();
                let name = format!("{name}.{n}");
                match way {
                    Ok(route) => {
                        let stops = course.stops.clone();
                        self.demand.trips.push(member_of(
                            name,
                            key,
                            flow,
                            Entry { kind, depart_s, route, stops },
                        ));
                    }
                    Err(reason) => self.give_up(name, reason),
                }
            }
        }
    }

    fn way(&mut self, course: &Course, class: VehicleClass) -> Way {
        let links = self.ways.along(&course.points, class)?;
        let mut ahead = links.iter();
        for stop in &course.stops {
            let link = self.setting.map.link_of(stop.lane);
            let behind = ahead.as_slice();
            // The next halt may lie on the link of the last.
            let Some(at) = behind.iter().position(|l| Some(*l) == link) else {
                let id = link.map(|link| self.setting.map.link(link).id.as_str()).unwrap_or_default();
                return Err(format!(
                    "the way does not pass the halt on link `{id}`, or not in the order of the halts"
                ));
            };
            ahead = behind.get(at..).unwrap_or_default().iter();
        }
        Ok(links)
    }

    /// Looks up all ids of a course; none where one was refused.
    fn course(&mut self, named: &Named<'_>, via: &[String], stops: &[StopFile]) -> Option<Course> {
        let path = [named.table, named.name];
        let mut halts = Vec::new();
        for (i, stop) in stops.iter().enumerate() {
            halts.push(self.stop(&path, i, stop));
        }
        let mut points = Vec::new();
        if let Some(route) = named.route {
            let file = self.setting.file;
            for (i, id) in file.routes.get(route)?.links.iter().enumerate() {
                points.push(self.link(&["routes", route, "links", &i.to_string()], id));
            }
        } else {
            points.push(self.link(&[path[0], path[1], "from"], named.from.as_ref()?));
            for (i, id) in via.iter().enumerate() {
                points.push(self.link(&[path[0], path[1], "via", &i.to_string()], id));
            }
            if via.is_empty() {
                let passed = halts.iter().flatten().map(|stop| self.setting.map.link_of(stop.lane));
                points.extend(passed);
            }
            points.push(self.link(&[path[0], path[1], "to"], named.to.as_ref()?));
        }
        let points = points.into_iter().collect::<Option<Vec<_>>>()?;
        let stops = halts.into_iter().collect::<Option<Vec<_>>>()?;
        Some(Course { points, stops })
    }

    /// The link that is named at a path; says so where the map lacks it.
    pub(super) fn link(&mut self, path: &[&str], id: &str) -> Option<LinkId> {
        match self.links.find(id) {
            Ok(link) => Some(link),
            Err(nearest) => {
                self.not_in_map(path, "link", id, nearest);
                None
            }
        }
    }

    fn not_in_map(&mut self, path: &[&str], what: &'static str, id: &str, nearest: Option<String>) {
        let map = self.setting.map_path.to_owned();
        self.refuse(path, Mistake::NotInMap { key: path.join("."), what, id: id.to_owned(), map, nearest });
    }

    fn stop(&mut self, path: &[&str; 2], i: usize, stop: &StopFile) -> Option<Stop> {
        let i = i.to_string();
        let map = self.setting.map;
        let (lane, start_m, end_m) = if let Some(id) = &stop.bus_stop {
            let Some(place) = map.bus_stops.iter().find(|place| place.id == *id) else {
                let nearest =
                    crate::read::nearest::of(id, map.bus_stops.iter().map(|place| place.id.as_str()));
                self.not_in_map(&[path[0], path[1], "stops", &i, "bus_stop"], "bus stop", id, nearest);
                return None;
            };
            (place.lane, place.start_m, place.end_m)
        } else {
            let link = self.link(&[path[0], path[1], "stops", &i, "link"], stop.link.as_ref()?)?;
            let record = map.link(link);
            if stop.lane >= record.lane_count {
                let what = format!(
                    "is {}, but link `{}` has {} lanes, counted from 0",
                    stop.lane, record.id, record.lane_count
                );
                let key = format!("{}.{}.stops.{i}.lane", path[0], path[1]);
                self.refuse(&[path[0], path[1], "stops", &i, "lane"], Mistake::Choice { key, what });
                return None;
            }
            let lane = LaneId(record.first_lane.0 + stop.lane);
            let length_m = map.lane(lane).length_m;
            (lane, stop.start_m.min(length_m), stop.end_m.unwrap_or(length_m).min(length_m))
        };
        Some(Stop { lane, start_m, end_m, duration_s: stop.duration_s, until_s: stop.until_s })
    }
}

/// Where a trip or flow stands in the file, and where it says that it goes.
struct Named<'a> {
    table: &'static str,
    name: &'a str,
    from: &'a Option<String>,
    to: &'a Option<String>,
    route: &'a Option<String>,
}

/// What the vehicles of a flow differ in.
struct Entry {
    kind: u32,
    depart_s: f64,
    route: Vec<LinkId>,
    stops: Vec<Stop>,
}

fn trip_of(name: &str, trip: &TripFile, kind: u32, route: Vec<LinkId>, stops: Vec<Stop>) -> Trip {
    Trip {
        name: name.to_owned(),
        key: AgentKey::of_name(name),
        kind,
        depart_s: trip.depart_s,
        route,
        depart_lane: trip.depart_lane.into(),
        depart_pos: trip.depart_pos.into(),
        depart_speed: trip.depart_speed.into(),
        arrival_pos_m: trip.arrival_pos_m,
        stops,
        triggered: false,
    }
}

fn member_of(name: String, key: AgentKey, flow: &FlowFile, entry: Entry) -> Trip {
    Trip {
        name,
        key,
        kind: entry.kind,
        depart_s: entry.depart_s,
        route: entry.route,
        depart_lane: flow.depart_lane.into(),
        depart_pos: flow.depart_pos.into(),
        depart_speed: flow.depart_speed.into(),
        arrival_pos_m: flow.arrival_pos_m,
        stops: entry.stops,
        triggered: false,
    }
}
