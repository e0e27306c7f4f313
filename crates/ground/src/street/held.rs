//! Emergency vehicles held up by somebody who could make way.

use crate::Ground;
use crate::plan::Fate;
use crate::roads::NONE;
use crate::state::{Car, flag};
use pilotzone_map::LaneId;
use pilotzone_world::{Event, EventPhase, Stamped};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// Whoever is further ahead than this does not hold it up (m).
const HOLDS_M: f64 = 15.0;
/// Whoever has so much free road before him could drive on (m).
const FREE_M: f64 = 10.0;

/// An emergency vehicle that does not get on.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Held {
    /// Since which step.
    pub since: u64,
    /// Whether the event has been told.
    pub reported: bool,
}

impl Ground {
    /// Tells, once per hold-up, who does not make way for a siren though he could. To be asked while plans still
    /// belong to their cars.
    pub(crate) fn watch_sirens(&mut self, events: &mut Vec<Stamped>) {
        let Some(emergency) = &self.street.plan.emergency else { return };
        let (held_mps, held_s) = (emergency.held_mps, emergency.held_s);
        let mut held = BTreeMap::new();
        for siren in &self.street.sirens {
            let at = siren.car as usize;
            let car = self.moved(at);
            if self.plans[at].fate != Fate::Stays || car.speed_mps >= held_mps {
                continue;
            }
            let known = self.state.held.get(&car.id).copied();
            let mut now = known.unwrap_or(Held { since: self.state.step, reported: false });
            let since_s = (self.state.step - now.since) as f64 * self.dt_s;
            if !now.reported
                && since_s >= held_s
                && let Some(other) = self.who_holds(at)
            {
                now.reported = true;
                let other = self.trips[other.id as usize].key;
                let event = Event::EmergencyHeldUp { other, lane: LaneId(car.lane), since_s };
                self.emit(EventPhase::Settle, car.id, event, events);
            }
            held.insert(car.id, now);
        }
        self.state.held = held;
    }

    /// The vehicle directly ahead, if it could make way.
    fn who_holds(&self, at: usize) -> Option<Car> {
        let view = self.view();
        let car = &self.state.cars[at];
        let run = self.runs[car.lane as usize];
        let ahead = (at > run.start as usize).then(|| at - 1)?;
        let other = self.state.cars[ahead];
        let near = view.rear_m(&other) - car.pos_m < HOLDS_M;
        (near && self.could_make_way(ahead)).then_some(other)
    }

    fn could_make_way(&self, at: usize) -> bool {
        let (view, car) = (self.view(), &self.state.cars[at]);
        if car.flags & (flag::WRECK | flag::HALTING) != 0 || view.is_broken_down(car) {
            return false;
        }
        let (lane, kind) = (self.roads.lane(car.lane), view.kind(car));
        let beside = [(lane.right, lane.change_right), (lane.left, lane.change_left)];
        let has_room = beside.into_iter().any(|(target, permitted)| {
            target != NONE
                && permitted.has(kind.access)
                && self.roads.allows(target, kind.access)
                && self.fits(&self.moved(at), target, kind.decel_mps2)
        });
        let run = self.runs[car.lane as usize];
        let free_m = if at > run.start as usize {
            view.rear_m(&self.state.cars[at - 1]) - car.pos_m
        } else {
            view.overhang(car.lane).map_or(f64::INFINITY, |(rear_m, _)| rear_m - car.pos_m)
        };
        has_room || !car.has(flag::BLOCKED) && free_m > FREE_M
    }
}
