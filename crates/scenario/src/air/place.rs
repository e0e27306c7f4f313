//! The drones of a scenario, laid onto its map.

use super::{
    AirPermit, AirPlan, AirZone, Facility, Flight, Mission, Operation, Pad, Population, Sensor, UavFault,
};
use crate::file::{Degrees, Metres, MissionFile, MissionWord, OperationFile, PadFile, ScenarioFile};
use crate::read::{Document, Mistake, nearest};
use crate::zones::corners;
use pilotzone_map::skyline::outline_m;
use pilotzone_map::{Map, Point, Skyline};
use pilotzone_world::{AgentKey, Stream};
use std::collections::BTreeMap;

const DUE: Stream = Stream::named("mission_due");
/// Corners of the way round a building.
const ROUND: usize = 16;

/// Lays what flies onto the map. `zones` were read from the files that the scenario names. What does not fit goes to
/// the document; mistakes of names were found before.
pub fn place_air(
    document: &mut Document,
    file: &ScenarioFile,
    (law, law_date): (&str, &str),
    map: &Map,
    zones: Vec<AirZone>,
) -> AirPlan {
    let mut placing = Placing { document, file, map, skyline: Skyline::new(&map.buildings) };
    let pads = placing.pads();
    let missions = placing.missions();
    let mut plan = AirPlan {
        numbers: (!file.missions.is_empty()).then_some(file.air),
        airframes: file.airframes.iter().map(|(name, it)| (name.clone(), it.clone())).collect(),
        wind: file.wind,
        pads,
        operations: file.operations.iter().map(|(name, it)| operation(file, name, it)).collect(),
        missions,
        zones,
        ground_amsl_m: file.airspace.ground_amsl_m,
        facilities: placing.facilities(),
        agreed: placing.agreed(law_date),
        permits: permits(file, law_date),
        population: placing.population(),
        special_uas: law.split('+').any(|part| part == "special" || part == "special-uas"),
        ..AirPlan::default()
    };
    placing.flights(&mut plan);
    placing.faults(&mut plan);
    plan
}

struct Placing<'a> {
    document: &'a mut Document,
    file: &'a ScenarioFile,
    map: &'a Map,
    skyline: Skyline,
}

impl Placing<'_> {
    fn choice(&mut self, path: &[&str], what: &str) {
        self.document.refuse(path, Mistake::Choice { key: path.join("."), what: what.to_owned() });
    }

    fn missing(&mut self, path: &[&str], what: &'static str, id: &str, nearest: Option<String>) {
        let (key, map) = (path.join("."), self.file.map.clone());
        self.document.refuse(path, Mistake::NotInMap { key, what, id: id.to_owned(), map, nearest });
    }

    fn pads(&mut self) -> Vec<Pad> {
        let file = self.file;
        file.pads.iter().map(|(name, pad)| self.pad(name, pad)).collect()
    }

    fn pad(&mut self, name: &str, pad: &PadFile) -> Pad {
        let path = ["pads", name];
        let written = (pad.at_deg, pad.at_m, &pad.place);
        let at = match written {
            (Some([lat, lon]), None, None) => {
                let geo = self.map.geo.as_ref().map(|geo| geo.to_local(lat.0, lon.0));
                if geo.is_none() {
                    self.choice(&path, "the map has no place on Earth; write the pad as `at_m`");
                }
                geo
            }
            (None, Some([x, y]), None) => Some(Point::new(x.0, y.0)),
            (None, None, Some(id)) => {
                let pads = self.map.places.iter().filter(|it| it.kind == pilotzone_map::PlaceKind::DronePad);
                let found = pads.clone().find(|it| it.id == *id).map(|it| middle(&it.polygon));
                if found.is_none() {
                    let near = nearest::of(id, pads.map(|it| it.id.as_str()));
                    self.missing(&["pads", name, "place"], "drone pad", id, near);
                }
                found
            }
            _ => {
                self.choice(&path, "write where it lies as one of `at_deg`, `at_m` and `place`");
                None
            }
        };
        let at = at.unwrap_or_default();
        let over = self.skyline.over(at).map(|building| (building.id.clone(), building.top_m));
        let z_m = match (over, pad.on_roof) {
            (Some((id, _)), false) => {
                let what = format!(
                    "lies inside the building `{id}`; move it, or write `on_roof = true` where it lies on its roof"
                );
                self.choice(&path, &what);
                0.0
            }
            (None, true) => {
                self.choice(&path, "is to lie on a roof, but no building stands there");
                0.0
            }
            (Some((_, top_m)), true) => top_m,
            (None, false) => 0.0,
        };
        Pad { name: name.to_owned(), at, z_m, berths: pad.berths }
    }

    fn missions(&mut self) -> Vec<Mission> {
        let file = self.file;
        file.missions.iter().map(|(name, mission)| self.mission(name, mission)).collect()
    }

    fn mission(&mut self, name: &str, mission: &MissionFile) -> Mission {
        let mut looks_at = None;
        let way = match mission.kind {
            MissionWord::Delivery => Vec::new(),
            MissionWord::Inspection => {
                let (middle, way) = self.round(name, mission);
                looks_at = middle;
                way
            }
            MissionWord::Patrol | MissionWord::Emergency => {
                if let Some(way) = corners(&mission.way_deg, &mission.way_m, self.map) {
                    way
                } else {
                    self.choice(
                        &["missions", name, "way_deg"],
                        "the map has no place on Earth; write the way in metres as `way_m`",
                    );
                    Vec::new()
                }
            }
        };
        Mission {
            name: name.to_owned(),
            operation: position(self.file.operations.keys(), &mission.operation),
            kind: mission.kind,
            way,
            height_m: mission.height_m,
            laps: mission.laps,
            stay_s: mission.stay_s,
            payload_kg: mission.payload_kg,
            records: mission.records,
            records_on_the_way: mission.records_on_the_way,
            looks_at,
        }
    }

    /// The circle round a building at the distance asked for, and the building's middle.
    fn round(&mut self, name: &str, mission: &MissionFile) -> (Option<Point>, Vec<Point>) {
        let Some(id) = &mission.building else { return (None, Vec::new()) };
        let buildings = &self.map.buildings;
        let Some(building) = buildings.iter().find(|building| building.id == *id) else {
            let near = nearest::of(id, buildings.iter().map(|building| building.id.as_str()));
            self.missing(&["missions", name, "building"], "building", id, near);
            return (None, Vec::new());
        };
        let centre = middle(&building.ring);
        let reach_m = building.ring.iter().fold(0.0, |most: f64, p| most.max(p.distance(centre)));
        let radius_m = reach_m + mission.standoff_m;
        let corner = |i: usize| {
            let turn = core::f64::consts::TAU * i as f64 / ROUND as f64;
            Point::new(centre.x + radius_m * libm::cos(turn), centre.y + radius_m * libm::sin(turn))
        };
        (Some(centre), (0..=ROUND).map(corner).collect())
    }

    fn outline(
        &mut self,
        path: &[&str],
        (polygon_deg, polygon_m): (&[[Degrees; 2]], &[[Metres; 2]]),
    ) -> Option<Vec<Point>> {
        let ring = corners(polygon_deg, polygon_m, self.map).filter(|ring| ring.len() >= 3);
        if ring.is_none() {
            let what = "write three corners or more as `polygon_deg`, or as `polygon_m` where the map has no place on \
                        Earth";
            self.choice(path, what);
        }
        if ring.as_deref().and_then(super::zone::crosses_itself).is_some() {
            self.choice(path, "its outline crosses itself; order the corners once round");
            return None;
        }
        ring
    }

    fn facilities(&mut self) -> Vec<Facility> {
        let file = self.file;
        let mut all = Vec::new();
        for (name, it) in &file.facilities {
            let Some(polygon) = self.outline(&["facilities", name], (&it.polygon_deg, &it.polygon_m)) else {
                continue;
            };
            all.push(Facility {
                key: name.clone(),
                hypothetical: it.hypothetical,
                polygon,
                height_m: it.height_m,
            });
        }
        all
    }

    fn agreed(&mut self, law_date: &str) -> Vec<Vec<Point>> {
        let file = self.file;
        let before = file.agreed_areas.iter().filter(|(_, area)| area.agreed_on.as_str() <= law_date);
        before
            .filter_map(|(name, area)| {
                self.outline(&["agreed_areas", name], (&area.polygon_deg, &area.polygon_m))
            })
            .collect()
    }

    fn population(&mut self) -> Option<Population> {
        let people = self.file.population.as_ref()?;
        let mut areas = Vec::new();
        for (name, area) in &people.areas {
            let path = ["population", "areas", name];
            if let Some(ring) = self.outline(&path, (&area.polygon_deg, &area.polygon_m)) {
                areas.push((ring, area.per_km2, area.outdoors_share.unwrap_or(people.outdoors_share)));
            }
        }
        Some(Population {
            per_km2: people.per_km2,
            outdoors_share: people.outdoors_share,
            roof_fails_share: people.roof_fails_share,
            dense_per_km2: people.dense_per_km2,
            crowd_per_km2: people.crowd_per_km2,
            by_hour: people.by_hour.iter().map(|share| share.0).collect(),
            areas,
        })
    }

    /// Every single flight.
    fn flights(&mut self, plan: &mut AirPlan) {
        let end_s = self.file.time.duration_s.unwrap_or(86_400.0);
        for (at, (name, mission)) in self.file.missions.iter().enumerate() {
            let placed = &plan.missions[at];
            let Some(operation) = plan.operations.get(placed.operation as usize) else { continue };
            let dues = due_s(self.file.seed, name, mission, end_s);
            for (n, due_s) in dues.into_iter().enumerate() {
                let home = operation.pads[n % operation.pads.len()];
                let to = goal(self.file, mission, n, home);
                plan.flights.push(Flight {
                    name: format!("{name}.{n}"),
                    key: AgentKey::of_flow(name, n as u64),
                    mission: at as u32,
                    home,
                    to,
                    due_s,
                });
            }
        }
        plan.flights.sort_by(|a, b| a.due_s.total_cmp(&b.due_s).then(a.key.cmp(&b.key)));
    }

    fn faults(&mut self, plan: &mut AirPlan) {
        let numbers: BTreeMap<&str, u32> =
            plan.flights.iter().enumerate().map(|(i, flight)| (flight.name.as_str(), i as u32)).collect();
        let mut faults = Vec::new();
        for (name, fault) in &self.file.uav_faults {
            let flight = match &fault.flight {
                None => None,
                Some(known) => {
                    let Some(&at) = numbers.get(known.as_str()) else {
                        let near = nearest::of(known, numbers.keys().copied());
                        let known_ones = format!("it has {} flights, called MISSION.NUMBER", numbers.len());
                        let path = ["uav_faults", name, "flight"];
                        let mistake = Mistake::UnknownName {
                            key: path.join("."),
                            what: "flight",
                            name: known.clone(),
                            nearest: near,
                            known: known_ones,
                        };
                        self.document.refuse(&path, mistake);
                        continue;
                    };
                    Some(at)
                }
            };
            let towards_rad = fault.towards_deg.map(|deg| core::f64::consts::FRAC_PI_2 - deg.to_radians());
            faults.push(UavFault {
                kind: fault.kind,
                flight,
                after_s: fault.after_s,
                per_h: fault.per_h.unwrap_or(0.0),
                lasts_s: fault.lasts_s,
                motor: fault.motor,
                speed_mps: fault.speed_mps,
                towards_rad,
            });
        }
        plan.faults = faults;
    }
}

/// The pad on which the n-th flight of a delivery lands: another than its home where there is one.
fn goal(file: &ScenarioFile, mission: &MissionFile, n: usize, home: u32) -> Option<u32> {
    let all: Vec<u32> = mission.to.iter().map(|pad| position(file.pads.keys(), pad)).collect();
    let turned = (0..all.len()).map(|i| all[(n + i) % all.len()]);
    turned.clone().find(|&pad| pad != home).or_else(|| all.first().copied())
}

/// When flights of a mission are due (s of simulation).
fn due_s(seed: u64, name: &str, mission: &MissionFile, run_s: f64) -> Vec<f64> {
    let Some(per_h) = mission.per_h else { return mission.at_s.iter().map(|due| due.0).collect() };
    let apart_s = 3600.0 / per_h;
    let end_s = mission.end_s.unwrap_or(run_s).min(run_s);
    let count = ((end_s - mission.begin_s).max(0.0) / apart_s) as u64;
    let due = |n: u64| {
        let share = DUE.draws(seed, AgentKey::of_flow(name, n), 0).unit();
        mission.begin_s + (n as f64 + share) * apart_s
    };
    (0..count).map(due).collect()
}

fn operation(file: &ScenarioFile, name: &str, it: &OperationFile) -> Operation {
    Operation {
        name: name.to_owned(),
        airframe: position(file.airframes.keys(), &it.airframe),
        operator: it.operator,
        aircraft: it.aircraft,
        pads: it.pads.iter().map(|pad| position(file.pads.keys(), pad)).collect(),
        turnaround_s: it.turnaround_s,
        cruise_mps: it.cruise_mps,
        cruise_m: it.cruise_m,
        reported: it.reported,
        certified: it.certified,
        pilot_class: it.pilot_class,
        insured: it.insured,
        purpose: it.purpose,
        pilot: it.pilot,
        avoids: it.avoids,
        geofence: it.geofence,
        on_link_loss: it.on_link_loss,
        on_gnss_loss: it.on_gnss_loss,
        on_power_loss: it.on_power_loss,
        sensor: it.sensor.map(|sensor| Sensor {
            kind: sensor.kind,
            half_rad: (0.5 * sensor.view_deg).to_radians(),
            tilt_rad: sensor.tilt_deg.to_radians(),
            range_m: sensor.range_m,
        }),
        lawful: it.lawful,
    }
}

fn permits(file: &ScenarioFile, law_date: &str) -> Vec<AirPermit> {
    let holds = |from: &str, to: &str| from <= law_date && law_date <= to;
    let all = file.air_permits.values().filter(|it| holds(&it.valid_from, &it.valid_to));
    all.map(|it| AirPermit {
        operations: it.operations.iter().map(|name| position(file.operations.keys(), name)).collect(),
        allows: it.allows.iter().fold(0, |bits, word| bits | word.bit()),
        zones: it.zones.clone(),
        max_height_m: it.max_height_m,
    })
    .collect()
}

/// The place of a name in a table; names that no table has were refused before, and nothing runs then.
fn position<'k>(mut keys: impl Iterator<Item = &'k String>, name: &str) -> u32 {
    keys.position(|key| key == name).unwrap_or(0) as u32
}

fn middle(ring: &[Point]) -> Point {
    let n = ring.len().max(1) as f64;
    let sum = ring.iter().fold((0.0, 0.0), |(x, y), p| (x + p.x, y + p.y));
    Point::new(sum.0 / n, sum.1 / n)
}

/// Distance of a place from the nearest building that is higher than where it lies (m), none within `radius_m`.
pub(super) fn wall_beside_m(skyline: &Skyline, pad: &Pad, radius_m: f64) -> Option<(String, f64)> {
    let higher = skyline.buildings().iter().filter(|building| building.top_m > pad.z_m + 0.5);
    let near = higher.map(|building| (building, outline_m(building, pad.at)));
    let nearest = near.filter(|(_, m)| *m <= radius_m).min_by(|a, b| a.1.total_cmp(&b.1));
    nearest.map(|(building, m)| (building.id.clone(), m))
}
