//! What only some drivers do: press on at amber and early red, stop at minimal risk, brake for what is not there.

use super::Decision;
use crate::kinds::Leader;
use crate::minds::{Eyes, Mind};
use crate::roads::{NONE, Turn};
use crate::state::{Agent, Car, flag};
use crate::view::View;
use pilotzone_map::Aspect;
use pilotzone_world::{AgentKey, Control, FaultKind, Lapse, Stream};

const AMBER: Stream = Stream::named("amber_choice");
/// Whoever is slower than this does not press on (m/s).
const ROLLS_MPS: f64 = 3.0;
/// A ghost stands so far ahead where the fault says nothing else (m).
const GHOST_M: f64 = 15.0;

impl<'a> View<'a> {
    /// Whether a person passes a line at amber or early red; none where the light alone decides.
    ///
    /// At amber he stops with a probability that is logistic in the time to the line. One quantile for each line holds as
    /// long as he approaches it, so that he does not change his mind.
    pub(super) fn presses_on(
        &self,
        decision: &Decision<'a>,
        agent: &Agent,
        turn: &Turn,
        line_m: f64,
    ) -> Option<bool> {
        let Eyes::Person { mind, person, traits } = decision.eyes else { return None };
        if turn.light == NONE {
            return None;
        }
        let (errors, car) = (&person.errors, decision.car);
        let key = self.trips[car.id as usize].key;
        match self.signals.aspect(turn.light) {
            Aspect::Amber if errors.amber_slope_per_s > 0.0 && car.speed_mps > ROLLS_MPS => {
                let left_s = line_m / car.speed_mps.max(0.1);
                let stops =
                    1.0 / (1.0 + libm::exp(-errors.amber_slope_per_s * (left_s - errors.amber_half_s)));
                Some(AMBER.draws(self.seed, key, u64::from(agent.place)).unit() >= stops)
            }
            Aspect::Red | Aspect::RedAmber => {
                let forced = self.is_forced(mind, key, Lapse::RedLight);
                let early = self.signals.red_for_s(turn.light, self.time_s) < errors.red_running_s;
                (forced || traits.runs_red && early && car.speed_mps > ROLLS_MPS).then_some(true)
            }
            Aspect::StopThenGo => self.is_forced(mind, key, Lapse::RedLight).then_some(true),
            _ => None,
        }
    }

    /// Whether the scenario forces that lapse on a driver now.
    pub(super) fn is_forced(&self, mind: &Mind, key: AgentKey, kind: Lapse) -> bool {
        self.minds.lapses.iter().any(|lapse| {
            let from = mind.entered.saturating_add((lapse.at_s / self.dt_s + 1e-6) as u64);
            let until = from.saturating_add((lapse.lasts_s / self.dt_s + 1e-6) as u64);
            lapse.agent == key && lapse.kind == kind && (from..until).contains(&self.step)
        })
    }

    /// Whether a driver who runs into somebody drives on.
    pub(crate) fn flees(&self, car: &Car) -> bool {
        let Some(place) = self.minds.place(car.id) else { return false };
        self.is_forced(&self.mind_states[place], self.trips[car.id as usize].key, Lapse::Flight)
    }

    /// Whether a driver who has fled so far stops now.
    pub(super) fn ends_flight(&self, car: &Car) -> bool {
        let had_accident = self.agents[car.id as usize].cleared_s < f64::INFINITY;
        had_accident && !car.has(flag::WRECK) && !self.flees(car)
    }

    /// Bounds that come from modes and faults.
    pub(super) fn minimal_risk(&self, decision: &mut Decision<'a>) {
        let car = decision.car;
        let Some(place) = self.minds.place(car.id) else { return };
        let mind = &self.mind_states[place];
        let Some((system, _)) = self.minds.system_of(self.minds.kinds[place]) else { return };
        if matches!(mind.control, Control::MinimalRisk | Control::Halted) {
            decision.at_most((car.speed_mps - system.stack.minimal_risk_mps2 * self.dt_s).max(0.0));
        }
        if !mind.control.is_automated() {
            return;
        }
        if let Some(size_m) = mind.faults.size(FaultKind::GhostObject) {
            let gap_m = if size_m > 0.0 { size_m } else { GHOST_M };
            let ghost = Leader { gap_m, speed_mps: 0.0, accel_mps2: 0.0, decel_mps2: 4.5, id: NONE };
            decision.at_most(decision.kind.follow(car.speed_mps, car.desired_mps, ghost));
        }
    }

    /// How far from where it is a driver takes a line to be (m): the drift of a stack's localisation.
    pub(super) fn drift_m(&self, eyes: Eyes<'_>) -> f64 {
        match eyes {
            Eyes::System { mind, .. } => mind.faults.size(FaultKind::LocalisationDrift).unwrap_or(0.0),
            Eyes::Perfect | Eyes::Person { .. } => 0.0,
        }
    }
}
