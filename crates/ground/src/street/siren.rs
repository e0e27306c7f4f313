//! Emergency vehicles with their siren on, and how others make way for them.

use crate::Ground;
use crate::plan::Plan;
use crate::roads::NONE;
use crate::state::{Car, flag};
use crate::view::View;
use pilotzone_scenario::street::Emergency;
use pilotzone_world::hash::mix;
use pilotzone_world::{AgentClass, Fold};

/// One looks along a siren's way through at most so many lanes.
const LANES_AHEAD: usize = 8;
/// Which drivers do not notice a siren.
const UNAWARE: u64 = Fold::START.text("siren_unaware").0;

/// An emergency vehicle on its way.
#[derive(Debug, Clone)]
pub(crate) struct Siren {
    /// Its index in the dense run at the start of the step.
    pub(crate) car: u32,
    /// The lanes of its way within hearing, each with the way to its start (m).
    lanes: Vec<(u32, f64)>,
}

impl Ground {
    /// Notes which sirens drivers hear in the step.
    pub(crate) fn note_sirens(&mut self) {
        let Some(emergency) = &self.street.plan.emergency else { return };
        let view = self.view();
        let all = self.state.cars.iter().enumerate().filter(|(_, car)| view.has_siren(car));
        let sirens =
            all.map(|(at, car)| Siren { car: at as u32, lanes: view.way_of(car, emergency.heard_m) });
        self.street.sirens = sirens.collect();
    }

    /// Whether a vehicle drives with its siren on.
    pub fn has_siren(&self, car: &Car) -> bool {
        self.view().has_siren(car)
    }
}

impl View<'_> {
    /// Whether a vehicle drives with its siren on.
    pub(crate) fn has_siren(&self, car: &Car) -> bool {
        self.street.plan.emergency.is_some()
            && self.kind(car).class == AgentClass::Emergency
            && car.flags & (flag::WRECK | flag::HALTING) == 0
    }

    /// What a siren's driver may do at a light or a line that says no: go slowly, giving way to all.
    pub(crate) fn red_mps(&self, car: &Car) -> Option<f64> {
        self.has_siren(car).then_some(())?;
        self.street.plan.emergency.as_ref().map(|emergency| emergency.red_mps)
    }

    fn way_of(&self, car: &Car, heard_m: f64) -> Vec<(u32, f64)> {
        let agent = &self.agents[car.id as usize];
        let (mut lane, mut turn, mut place, mut start_m) = (car.lane, car.turn, agent.place, -car.pos_m);
        let mut lanes = Vec::new();
        while lanes.len() < LANES_AHEAD && start_m < heard_m {
            lanes.push((lane, start_m));
            let record = self.roads.lane(lane);
            start_m += record.length_m;
            if record.turn != NONE {
                lane = self.roads.turn(record.turn).to;
                place += 1;
                turn = self.routes.choice(agent.route, place, self.roads.lane(lane).index).turn;
            } else if turn != NONE {
                lane = self.roads.turn(turn).inner;
            } else {
                break;
            }
        }
        lanes
    }

    /// Gets out of the way of a siren behind: into a lane beside, rather the right one; those beside slow down.
    pub(crate) fn make_way(&self, car: &Car, plan: &mut Plan) {
        let Some(emergency) = self.street.plan.emergency.as_ref().filter(|_| !self.street.sirens.is_empty())
        else {
            return;
        };
        let lane = self.roads.lane(car.lane);
        if lane.turn != NONE || self.has_siren(car) || !self.makes_way(car, emergency) {
            return;
        }
        let heard = |of: u32| self.street.sirens.iter().any(|siren| self.is_heard(siren, of, car, emergency));
        let kind = self.kind(car);
        let open = |target: u32, permitted: pilotzone_map::ClassSet| {
            target != NONE && permitted.has(kind.access) && self.roads.allows(target, kind.access)
        };
        if heard(car.lane) {
            let sides = [(-1, lane.right, lane.change_right), (1, lane.left, lane.change_left)];
            let side =
                sides.into_iter().find(|&(_, target, permitted)| open(target, permitted) && !heard(target));
            if let Some((side, _, _)) = side {
                plan.change = side;
                plan.mandatory = true;
            }
            return;
        }
        let beside = [(1i8, lane.left), (-1, lane.right)];
        for (side, _) in beside.into_iter().filter(|&(_, target)| target != NONE && heard(target)) {
            let gentle_mps = (car.speed_mps - kind.decel_mps2 * self.dt_s).max(emergency.slows_to_mps);
            plan.speed_mps = plan.speed_mps.min(gentle_mps);
            if plan.change == side {
                plan.change = 0;
            }
        }
    }

    /// Whether a siren comes along a lane from behind a car's place, within hearing.
    fn is_heard(&self, siren: &Siren, lane: u32, car: &Car, emergency: &Emergency) -> bool {
        siren.lanes.iter().any(|&(own, start_m)| {
            let ahead_m = start_m + car.pos_m;
            own == lane && ahead_m > 0.0 && ahead_m <= emergency.heard_m
        })
    }

    /// Whether a driver is one who makes way.
    fn makes_way(&self, car: &Car, emergency: &Emergency) -> bool {
        let unaware = (mix(car.draw, UNAWARE) >> 11) as f64 * (1.0 / (1u64 << 53) as f64);
        unaware >= emergency.unaware_share && emergency.stubborn.binary_search(&car.id).is_err()
    }
}
