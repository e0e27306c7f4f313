//! Vehicles that run into people, and those that pass where people cross.

use super::{RADIUS_M, pose_of};
use crate::Ground;
use crate::body::Body;
use crate::roads::NONE;
use crate::state::{Car, flag};
use crate::view::View;
use crate::zebras::Strip;
use pilotzone_map::{LaneId, Point};
use pilotzone_world::{AtCrosswalk, Event, EventPhase, Stamped};

/// Slower than this a vehicle hurts nobody (m/s).
const HURTS_MPS: f64 = 0.1;
/// Who stood so near before a crosswalk's edge has stopped for it (m).
const STOPPED_M: f64 = 6.0;

impl Ground {
    /// Finds who is run into.
    pub(crate) fn hit_people(&mut self, events: &mut Vec<Stamped>) {
        let mut hits = Vec::new();
        for &id in &self.state.people.active {
            let person = &self.state.people.all[id as usize];
            let zebra = self.zebra_of(id);
            if person.is_down() || person.way_m <= 0.0 || person.way_m >= zebra.length_m {
                continue;
            }
            let at = pose_of(zebra, self.walk(id), person.way_m).at;
            let found = self.street.zebras.strips(self.walk(id).place).iter().find_map(|strip| {
                self.cars_on(strip).find_map(|car| {
                    let depth_m = depth_m(&self.body(&self.state.cars[car]), at)?;
                    (self.state.cars[car].speed_mps > HURTS_MPS).then_some((car, depth_m))
                })
            });
            hits.extend(found.map(|(car, depth_m)| (id, car, depth_m)));
        }
        let cleared_s = self.time_after_step_s() + self.clearance_s;
        for (id, car, depth_m) in hits {
            let (key, person) = (self.walk(id).key, &mut self.state.people.all[id as usize]);
            person.cleared_s = cleared_s;
            let speed_mps = person.speed_mps;
            let flees = self.view().flees(&self.state.cars[car]);
            self.wreck_alone(car, key, (speed_mps, depth_m), events);
            if flees {
                self.state.cars[car].flags &= !flag::WRECK;
            }
        }
    }

    /// The cars whose bodies may be on a strip at the end of the step, by index.
    fn cars_on(&self, strip: &Strip) -> impl Iterator<Item = usize> {
        let reaches = |at: &usize| {
            let car = &self.state.cars[*at];
            let rear_m = car.pos_m - self.kinds[car.kind as usize].length_m;
            car.pos_m > strip.enter_m && rear_m < strip.leave_m
        };
        let over = &self.overhangs[strip.lane as usize];
        let over = (over.step == self.state.step + 1).then_some(over.car as usize);
        self.runs[strip.lane as usize].range().filter(reaches).chain(over)
    }

    /// Tells who has passed the edge of a crosswalk where somebody is, or one without light in a school zone.
    pub(crate) fn note_passed_crosswalks(&self, events: &mut Vec<Stamped>) {
        if self.street.zebras.is_empty() {
            return;
        }
        for car in &self.state.cars {
            let agent = &self.state.agents[car.id as usize];
            let moved_m = car.speed_mps * self.dt_s;
            if moved_m <= 0.0 || agent.entered_s >= self.time_after_step_s() {
                continue;
            }
            // From the front of now back to where it was at the start of the step.
            let (mut lane, mut to_m, mut left_m) = (car.lane, car.pos_m, moved_m);
            let mut trail = agent.trail.iter();
            loop {
                let from_m = to_m - left_m;
                for strip in self.street.zebras.on_lane(lane) {
                    if strip.enter_m > from_m && strip.enter_m <= to_m {
                        self.note_passed(car, strip, events);
                    }
                }
                left_m -= to_m;
                match trail.next() {
                    Some(&before) if left_m > 0.0 && before != NONE => lane = before,
                    _ => break,
                }
                to_m = self.roads.lane(lane).length_m;
            }
        }
    }

    fn note_passed(&self, car: &Car, strip: &Strip, events: &mut Vec<Stamped>) {
        let zebra = self.street.zebras.zebra(strip.zebra);
        let here = self.street.crossers_at(strip.zebra).iter().filter(|crosser| {
            let (_, out_m) = crosser.way_through(strip);
            out_m > 0.0
        });
        let person = here
            .map(|crosser| if crosser.is_on { AtCrosswalk::On } else { AtCrosswalk::AboutToCross })
            .max()
            .unwrap_or(AtCrosswalk::Nobody);
        let school_zone = self.street.school.holds_on(strip.lane);
        let signalised = zebra.light.is_some();
        if !zebra.marked || person == AtCrosswalk::Nobody && (signalised || !school_zone) {
            return;
        }
        let event = Event::PassedCrosswalk {
            crosswalk: strip.zebra,
            lane: LaneId(strip.lane),
            speed_mps: car.speed_mps,
            person,
            signalised,
            school_zone,
            stopped: self.view().has_stopped_before(car, strip),
        };
        self.emit(EventPhase::Move, car.id, event, events);
    }
}

impl View<'_> {
    /// Whether a car stood shortly before a strip's edge.
    pub(crate) fn has_stopped_before(&self, car: &Car, strip: &Strip) -> bool {
        let agent = &self.agents[car.id as usize];
        let (lane, pos_m) = agent.stood_at;
        let before_m = if lane == strip.lane {
            strip.enter_m - pos_m
        } else {
            // On the lane before: its rest, and the way to the edge.
            let is_before = agent.trail.contains(&lane) && lane != NONE;
            if !is_before {
                return false;
            }
            self.roads.lane(lane).length_m - pos_m + strip.enter_m
        };
        (-HURTS_MPS..=STOPPED_M).contains(&before_m)
    }
}

/// How deep somebody on foot is inside a body's outline (m); none where he is beside it.
fn depth_m(body: &Body, at: Point) -> Option<f64> {
    let (sin, cos) = (libm::sin(body.heading_rad), libm::cos(body.heading_rad));
    let (dx, dy) = (at.x - body.front.x, at.y - body.front.y);
    // From the body's middle, along it and to its left.
    let (along_m, left_m) = (dx * cos + dy * sin + body.length_m / 2.0, dy * cos - dx * sin);
    let out_m = (along_m.abs() - body.length_m / 2.0, left_m.abs() - body.width_m / 2.0);
    let distance_m = libm::hypot(out_m.0.max(0.0), out_m.1.max(0.0));
    let inside_m = out_m.0.max(out_m.1).min(0.0);
    let depth_m = RADIUS_M - distance_m - inside_m;
    (distance_m < RADIUS_M).then_some(depth_m)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_person_touches_a_body_within_his_radius_round_corners_too() {
        let front = Point::new(0.0, 0.0);
        let body = Body { front, heading_rad: 0.0, length_m: 4.0, width_m: 2.0 };
        let depth = |x: f64, y: f64| depth_m(&body, Point::new(x, y));
        assert_eq!(depth(0.26, 0.0), None);
        assert!(depth(0.2, 0.0).is_some_and(|d| (d - 0.05).abs() < 1e-12));
        assert_eq!(depth(0.2, 1.2), None, "0.28 m from the corner");
        assert!(depth(-1.0, 0.0).is_some_and(|d| (d - 1.25).abs() < 1e-12), "inside");
    }
}
