//! Missions that cannot be flown are told before the run: no way, no battery for it, a closed zone, a wall beside the
//! pad, a body in the way.

use super::place::wall_beside_m;
use super::{AirPlan, Flight, Mission, Pad, Sky, closed_to};
use crate::file::{AirframeFile, MissionWord};
use crate::read::{Document, Mistake};
use pilotzone_map::{Map, Place3, Point};
use std::collections::BTreeSet;

/// A pad keeps so far from walls beyond the span of its aircraft (m).
const PAD_MARGIN_M: f64 = 1.0;

/// Refuses what cannot be flown from the run's start (s since 1970) on.
pub fn check_flights(document: &mut Document, plan: &AirPlan, map: &Map, start_unix_s: i64) {
    let (Some(mut sky), true) = (Sky::new(map, plan), document.errors.is_empty()) else { return };
    let mut checks = Checks { document, plan, sky: &mut sky, start_unix_s };
    checks.pads();
    let mut seen: BTreeSet<(u32, u32, Option<u32>)> = BTreeSet::new();
    for flight in &plan.flights {
        // Flights of a mission with the same pads are one to a planner.
        if seen.insert((flight.mission, flight.home, flight.to)) {
            checks.flight(flight);
        }
    }
}

struct Checks<'a> {
    document: &'a mut Document,
    plan: &'a AirPlan,
    sky: &'a mut Sky,
    start_unix_s: i64,
}

impl Checks<'_> {
    fn refuse(&mut self, path: &[&str], what: &str) {
        let known = self.document.errors.iter().any(|error| error.to_string().contains(what));
        if !known {
            self.document.refuse(path, Mistake::Choice { key: path.join("."), what: what.to_owned() });
        }
    }

    fn pads(&mut self) {
        let plan = self.plan;
        for (at, pad) in plan.pads.iter().enumerate() {
            let used = plan.flights.iter().filter(|f| f.home as usize == at || f.to == Some(at as u32));
            let spans = used.filter_map(|flight| Some(airframe(plan, mission(plan, flight)?)?.span_m));
            let Some(span_m) = spans.reduce(f64::max) else { continue };
            let apart_m = plan.numbers.as_ref().map_or(0.0, |numbers| numbers.planning.berth_m);
            let needed_m = pad.reach_m(apart_m) + 0.5 * span_m + PAD_MARGIN_M;
            if let Some((id, distance_m)) = wall_beside_m(&self.sky.skyline, pad, needed_m) {
                let what = format!(
                    "lies {distance_m:.1} m from the building `{id}`; its aircraft need {needed_m:.1} m of free sky round it"
                );
                self.refuse(&["pads", &pad.name], &what);
            }
        }
    }

    fn flight(&mut self, flight: &Flight) {
        let plan = self.plan;
        let Some(mission) = mission(plan, flight) else { return };
        let path = ["missions", mission.name.as_str()];
        let Some(home) = plan.pads.get(flight.home as usize) else { return };
        let goal = flight.to.and_then(|to| plan.pads.get(to as usize));
        let lawful = plan.operations.get(mission.operation as usize).is_some_and(|who| who.lawful);
        for pad in [Some(home), goal].into_iter().flatten() {
            let closed = closed_to(plan, mission.operation, pad.z_m, self.start_unix_s);
            let inside = closed.iter().find(|&&at| plan.zones[at].covers(pad.at));
            if let Some(&at) = inside.filter(|_| lawful) {
                let zone = &plan.zones[at];
                let what = format!(
                    "its pad `{}` lies in the zone `{}` ({}), which is closed to it; move it, or write an approval in `air_permits`",
                    pad.name,
                    zone.id,
                    zone.kind.name()
                );
                self.refuse(&path, &what);
                return;
            }
        }
        if self.body_in_the_way(mission) {
            return;
        }
        match self.duration_s(flight, mission, home, goal) {
            None => {
                let what = format!(
                    "no way leads from the pad `{}` to its job in any of its layers; raise `cruise_m` of its operation, or ask for an approval of the zones between",
                    home.name
                );
                self.refuse(&path, &what);
            }
            Some(needed_s) => self.battery(mission, needed_s),
        }
    }

    /// Whether the way of the job leads through a building: then it is told.
    fn body_in_the_way(&mut self, mission: &Mission) -> bool {
        if mission.kind != MissionWord::Inspection {
            return self.no_way_between(mission);
        }
        let Some(z_m) = mission.height_m else { return false };
        let place = |at: &Point| Place3 { at: *at, z_m };
        let blocked =
            mission.way.windows(2).find(|pair| self.sky.skyline.is_hidden(place(&pair[0]), place(&pair[1])));
        let first = mission.way.iter().find(|p| self.sky.skyline.top_m(**p) >= z_m);
        let at = blocked.map(|pair| pair[0]).or(first.copied());
        if let Some(at) = at {
            let what = format!(
                "its way at {z_m} m leads through a building near ({:.0}, {:.0}); fly it higher, or round the building",
                at.x, at.y
            );
            self.refuse(&["missions", &mission.name], &what);
        }
        at.is_some()
    }

    /// Whether no way leads from one place of a job to the next at its height: then it is told.
    fn no_way_between(&mut self, mission: &Mission) -> bool {
        let plan = self.plan;
        let Some(who) = plan.operations.get(mission.operation as usize) else { return false };
        let height_m = mission.height_m.unwrap_or(who.cruise_m);
        let unix_s = self.start_unix_s;
        let alone = mission.way.len() == 1;
        let pairs = mission.way.windows(2).map(|pair| (pair[0], pair[1]));
        let all: Vec<(Point, Point)> =
            pairs.chain(mission.way.first().filter(|_| alone).map(|p| (*p, *p))).collect();
        let blocked = all.into_iter().find(|(a, b)| {
            let inside = self.sky.skyline.top_m(*a) >= height_m || self.sky.skyline.top_m(*b) >= height_m;
            inside || self.sky.way_at(plan, mission.operation, (*a, *b), (height_m, unix_s), &[]).is_none()
        });
        if let Some((at, _)) = blocked {
            let what = format!(
                "its way at {height_m} m leads through a building or a closed zone near ({:.0}, {:.0}); fly it higher, or somewhere else",
                at.x, at.y
            );
            self.refuse(&["missions", &mission.name], &what);
        }
        blocked.is_some()
    }

    /// How long a flight takes (s); none where no way leads there.
    fn duration_s(
        &mut self,
        flight: &Flight,
        mission: &Mission,
        home: &Pad,
        goal: Option<&Pad>,
    ) -> Option<f64> {
        let plan = self.plan;
        let unix_s = self.start_unix_s + flight.due_s as i64;
        let airframe = airframe(plan, mission)?;
        let cruise_mps = plan.operations.get(mission.operation as usize)?.cruise_mps;
        let first = goal.map(|pad| pad.at).or(mission.way.first().copied())?;
        let last = goal.map(|pad| pad.at).or(mission.way.last().copied())?;
        let there = self.sky.leg(plan, mission.operation, (home.at, first), unix_s, &[])?;
        let back = self.sky.leg(plan, mission.operation, (last, home.at), unix_s, &[])?;
        let limits = &airframe.limits;
        let vertical_s = |from_m: f64, to_m: f64| {
            let mps = if to_m > from_m { limits.climb_mps } else { limits.descent_mps };
            (to_m - from_m).abs() / mps
        };
        let job_m = goal.map(|pad| pad.z_m).or(mission.height_m).unwrap_or(there.height_m);
        let job_mps = plan.numbers.as_ref()?.planning.job_mps.min(cruise_mps);
        let round_m: f64 = mission.way.windows(2).map(|pair| pair[0].distance(pair[1])).sum();
        // On the ground at the goal the rotors stand.
        let stay_s = if mission.kind == MissionWord::Delivery { 0.0 } else { mission.stay_s };
        Some(
            vertical_s(home.z_m, there.height_m)
                + there.length_m() / cruise_mps
                + vertical_s(there.height_m, job_m)
                + round_m * f64::from(mission.laps) / job_mps
                + stay_s
                + vertical_s(job_m, back.height_m)
                + back.length_m() / cruise_mps
                + vertical_s(back.height_m, home.z_m),
        )
    }

    fn battery(&mut self, mission: &Mission, needed_s: f64) {
        let Some(airframe) = airframe(self.plan, mission) else { return };
        let has_s = endurance_s(airframe, mission.payload_kg);
        if needed_s > has_s {
            let what = format!(
                "takes {:.1} min, but the battery lasts {:.1} min with {} kg and its reserve kept; take a nearer goal, less load, or another airframe",
                needed_s / 60.0,
                has_s / 60.0,
                mission.payload_kg
            );
            self.refuse(&["missions", &mission.name], &what);
        }
    }
}

/// How long an airframe hovers with a load and its reserve kept (s): power in hover grows with mass to the power 1.5
/// (momentum theory, Leishman ch. 2).
pub fn endurance_s(airframe: &AirframeFile, payload_kg: f64) -> f64 {
    let heavier = (airframe.mass_kg + payload_kg) / airframe.mass_kg;
    60.0 * airframe.hover_min * (1.0 - airframe.battery.reserve_share) / (heavier * heavier.sqrt())
}

fn mission<'p>(plan: &'p AirPlan, flight: &Flight) -> Option<&'p Mission> {
    plan.missions.get(flight.mission as usize)
}

fn airframe<'p>(plan: &'p AirPlan, mission: &Mission) -> Option<&'p AirframeFile> {
    let operation = plan.operations.get(mission.operation as usize)?;
    plan.airframes.get(operation.airframe as usize).map(|(_, airframe)| airframe)
}
