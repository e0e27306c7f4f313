//! What a sensor sees, and what it may.

use super::Air;
use super::state::Phase;
use crate::turn;
use pilotzone_map::geometry::point_in_polygon;
use pilotzone_map::{Place3, Point};
use pilotzone_scenario::air::{Facility, Sensor};
use pilotzone_scenario::file::{OperatorWord, UasPurposeWord};
use pilotzone_world::{AirEvent, EventPhase, Stamped};

/// Facilities that fit the bits of those that are recorded.
const MOST: usize = 64;

/// How far over the ground a sensor sees from a height (m): along the upper edge of its cone, up to its range.
pub(super) fn reach_m(sensor: &Sensor, height_m: f64) -> f64 {
    let flat_m = (sensor.range_m * sensor.range_m - height_m * height_m).max(0.0).sqrt();
    let edge_rad = sensor.tilt_rad - sensor.half_rad;
    if edge_rad <= 0.01 { flat_m } else { (height_m / libm::tan(edge_rad)).clamp(0.0, flat_m) }
}

/// Whether a place lies in a sensor's cone and range. `axis` has length 1.
fn is_in_view(sensor: &Sensor, from_m: [f64; 3], axis: [f64; 3], to_m: [f64; 3]) -> bool {
    let d = [to_m[0] - from_m[0], to_m[1] - from_m[1], to_m[2] - from_m[2]];
    let distance_m = (d[0] * d[0] + d[1] * d[1] + d[2] * d[2]).sqrt();
    let along_m = d[0] * axis[0] + d[1] * axis[1] + d[2] * axis[2];
    distance_m <= sensor.range_m && along_m >= distance_m * libm::cos(sensor.half_rad)
}

/// Places of a facility that are looked for: its corners, the middles of its sides, its own middle; at its foot and top.
fn marks(facility: &Facility) -> impl Iterator<Item = [f64; 3]> + '_ {
    let ring = &facility.polygon;
    let n = ring.len().max(1) as f64;
    let sum = ring.iter().fold((0.0, 0.0), |(x, y), p| (x + p.x, y + p.y));
    let middle = Point::new(sum.0 / n, sum.1 / n);
    let sides = ring.iter().zip(ring.iter().cycle().skip(1)).map(|(a, b)| a.towards(*b, 0.5));
    let all = ring.iter().copied().chain(sides).chain([middle]);
    all.flat_map(|p| [0.1, facility.height_m.max(0.1)].map(|z_m| [p.x, p.y, z_m]))
}

impl Air {
    /// Whether the special case for unmanned devices lets an operation record a facility: it holds, a purpose of it is
    /// declared, the aircraft are reported, and the facility lies in an area agreed beforehand.
    pub(super) fn may_record(&self, operation: u32, facility: &Facility) -> bool {
        let who = &self.plan.operations[operation as usize];
        who.operator == OperatorWord::Military
            || (self.plan.special_uas
                && who.reported
                && who.purpose.is_some_and(|purpose| purpose != UasPurposeWord::Other)
                && self.is_agreed(facility))
    }

    /// Whether all of a facility lies in one area agreed beforehand.
    pub(super) fn is_agreed(&self, facility: &Facility) -> bool {
        let all_in = |ring: &Vec<Point>| facility.polygon.iter().all(|p| point_in_polygon(*p, ring));
        self.plan.agreed.iter().any(all_in)
    }

    /// The facilities that a flight's sensor would record now, a bit each.
    fn in_view(&self, id: u32) -> u64 {
        let flight = &self.state.flights[id as usize];
        let mission = &self.plan.missions[self.plan.flights[id as usize].mission as usize];
        let who = &self.plan.operations[mission.operation as usize];
        let Some(sensor) = who.sensor.as_ref() else { return 0 };
        let from_m = self.fleet.place_m(flight.row);
        let from = Point::new(from_m[0], from_m[1]);
        let yaw_rad = match mission.looks_at.filter(|_| flight.at_job) {
            Some(at) => libm::atan2(at.y - from.y, at.x - from.x),
            None => turn::yaw_rad(self.fleet.attitude(flight.row)),
        };
        let (down, level) = (libm::sin(sensor.tilt_rad), libm::cos(sensor.tilt_rad));
        let axis = [level * libm::cos(yaw_rad), level * libm::sin(yaw_rad), -down];
        let place = |m: [f64; 3]| Place3 { at: Point::new(m[0], m[1]), z_m: m[2] };
        let sees = |facility: &Facility| {
            let near_m = facility.polygon.iter().fold(f64::MAX, |least: f64, p| least.min(p.distance(from)));
            let reach_m =
                facility.polygon.iter().fold(0.0, |m: f64, p| m.max(p.distance(facility.polygon[0])));
            near_m <= sensor.range_m + reach_m
                && marks(facility).any(|mark| {
                    is_in_view(sensor, from_m, axis, mark)
                        && !self.sky.skyline.is_hidden(place(from_m), place(mark))
                })
        };
        let all = self.plan.facilities.iter().take(MOST).enumerate();
        all.filter(|(_, it)| sees(it)).fold(0, |bits, (at, _)| bits | 1 << at)
    }

    /// Sensors go on and off: a lawful one is off where it would record what it must not.
    pub(super) fn watch_sensors(&mut self, events: &mut Vec<Stamped>) {
        if self.plan.facilities.is_empty() {
            return;
        }
        for at in 0..self.state.active.len() {
            let id = self.state.active[at];
            let flight = &self.state.flights[id as usize];
            if flight.phase != Phase::Flying {
                continue;
            }
            let operation = self.operation_of(id);
            let wanted = self.wants_to_record(id);
            let seen = if wanted { self.in_view(id) } else { 0 };
            let all = self.plan.facilities.iter().take(MOST).enumerate();
            let forbidden = all.filter(|(n, it)| seen & 1 << n != 0 && !self.may_record(operation, it));
            let is_forbidden = forbidden.count() > 0;
            let records = wanted && !(self.plan.operations[operation as usize].lawful && is_forbidden);
            let recorded = if records { seen } else { 0 };
            let new = recorded & !self.state.flights[id as usize].recorded;
            let flight = &mut self.state.flights[id as usize];
            (flight.records, flight.recorded) = (records, recorded);
            for facility in (0..MOST as u32).filter(|n| new & 1 << n != 0) {
                let agreed = self.is_agreed(&self.plan.facilities[facility as usize]);
                let event = AirEvent::RecordingBegan { facility, agreed };
                self.emit(EventPhase::Observe, id, event, events);
            }
        }
    }

    fn wants_to_record(&self, id: u32) -> bool {
        let mission = &self.plan.missions[self.plan.flights[id as usize].mission as usize];
        mission.records_on_the_way || (mission.records && self.state.flights[id as usize].at_job)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use pilotzone_scenario::file::SensorWord;

    fn sensor(view_deg: f64, tilt_deg: f64) -> Sensor {
        Sensor {
            kind: SensorWord::Camera,
            half_rad: (0.5 * view_deg).to_radians(),
            tilt_rad: tilt_deg.to_radians(),
            range_m: 500.0,
        }
    }

    #[test]
    fn a_camera_that_looks_down_sees_a_circle() {
        // 60 degrees straight down from 100 m: 100 m times tan 30 degrees to each side.
        let reach = reach_m(&sensor(60.0, 90.0), 100.0);
        assert!((reach - 57.735).abs() < 0.01, "{reach}");
        let down = [0.0, 0.0, -1.0];
        let camera = sensor(60.0, 90.0);
        assert!(is_in_view(&camera, [0.0, 0.0, 100.0], down, [57.0, 0.0, 0.0]));
        assert!(!is_in_view(&camera, [0.0, 0.0, 100.0], down, [59.0, 0.0, 0.0]));
    }

    #[test]
    fn one_that_looks_ahead_sees_as_far_as_its_range() {
        assert!((reach_m(&sensor(60.0, 20.0), 300.0) - 400.0).abs() < 1e-9);
    }
}
