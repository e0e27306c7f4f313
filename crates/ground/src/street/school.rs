//! School zones: while their hours run, their limit holds on every lane that lies inside.

use crate::Ground;
use pilotzone_map::geometry::point_in_polygon;
use pilotzone_map::{LaneId, Map};
use pilotzone_scenario::Street as Plan;
use pilotzone_scenario::street::SchoolZone;

const DAY_S: f64 = 86_400.0;
/// Times are sums (s).
const SLACK_S: f64 = 1e-6;

/// School zones with the lanes inside each.
#[derive(Debug, Clone, Default)]
pub(crate) struct SchoolHours {
    zones: Vec<(SchoolZone, Vec<u32>)>,
    /// By lane: whether it lies in a zone whose hours run.
    inside: Vec<bool>,
    /// Time of day at the start of simulation (s).
    midnight_s: f64,
    /// Which zones' hours ran when the limits were set last.
    running: Vec<bool>,
}

impl SchoolHours {
    pub(crate) fn new(map: &Map, plan: &Plan, midnight_s: f64) -> Self {
        if plan.school_zones.is_empty() {
            return Self::default();
        }
        let middle = |lane: &pilotzone_map::Lane| lane.shape.pose_at(lane.shape.length_m() / 2.0).at;
        let lanes_in = |zone: &SchoolZone| {
            let lanes =
                (0..map.lanes.len()).filter(|&i| point_in_polygon(middle(&map.lanes[i]), &zone.polygon));
            lanes.map(|i| i as u32).collect()
        };
        let zones: Vec<_> = plan.school_zones.iter().map(|zone| (zone.clone(), lanes_in(zone))).collect();
        Self { running: vec![false; zones.len()], zones, inside: vec![false; map.lanes.len()], midnight_s }
    }

    /// Whether a lane lies in a school zone whose hours run.
    pub(crate) fn holds_on(&self, lane: u32) -> bool {
        self.inside.get(lane as usize).copied().unwrap_or(false)
    }

    /// Whether the hours of some school zone run.
    pub(crate) fn holds(&self) -> bool {
        self.running.contains(&true)
    }

    fn runs(&self, zone: &SchoolZone, time_s: f64) -> bool {
        let day_s = self.midnight_s + time_s + SLACK_S;
        let day_s = day_s - libm::floor(day_s / DAY_S) * DAY_S;
        if zone.from_s <= zone.to_s {
            zone.from_s <= day_s && day_s < zone.to_s
        } else {
            day_s >= zone.from_s || day_s < zone.to_s // Over midnight.
        }
    }
}

impl Ground {
    /// Sets the limits of the school zones whose hours begin or end at that time (s of simulation).
    pub(crate) fn keep_school_hours(&mut self, time_s: f64) {
        let school = &mut self.street.school;
        if school.zones.is_empty() {
            return;
        }
        let running: Vec<bool> = school.zones.iter().map(|(zone, _)| school.runs(zone, time_s)).collect();
        if running == school.running {
            return;
        }
        school.running = running;
        for (_, lanes) in &school.zones {
            for &lane in lanes {
                school.inside[lane as usize] = false;
                self.roads.lanes[lane as usize].speed_mps = self.map.lane(LaneId(lane)).speed_mps;
            }
        }
        for ((zone, lanes), _) in school.zones.iter().zip(&school.running).filter(|(_, runs)| **runs) {
            for &lane in lanes {
                school.inside[lane as usize] = true;
                let limit_mps = &mut self.roads.lanes[lane as usize].speed_mps;
                *limit_mps = limit_mps.min(zone.limit_mps);
            }
        }
        for at in 0..self.state.cars.len() {
            let mut car = self.state.cars[at];
            let factor = self.state.agents[car.id as usize].factor;
            let limit_mps = self.roads.lane(car.lane).speed_mps;
            car.desired_mps = (limit_mps * factor).min(self.kinds[car.kind as usize].max_speed_mps);
            self.state.cars[at] = car;
        }
    }

    /// Whether a lane lies in a school zone whose hours run.
    pub fn is_in_school_zone(&self, lane: LaneId) -> bool {
        self.street.school.holds_on(lane.0)
    }

    /// The limit on a lane now (m/s).
    pub fn limit_mps(&self, lane: LaneId) -> f64 {
        self.roads.lane(lane.0).speed_mps
    }
}
