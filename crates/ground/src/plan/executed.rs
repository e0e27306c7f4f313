//! From what a driver decides to what the vehicle does: reaction, glances, brakes that build up, faults of actuators.

use super::Decision;
use crate::minds::{Eyes, Mind, NEVER, System};
use crate::state::{Car, flag};
use crate::view::View;
use pilotzone_world::{Control, FaultKind};

/// Braking that grows by more than this in one step is sudden (m/s²).
const SUDDEN_MPS2: f64 = 1.0;
/// Whoever does not look, or has not reacted yet, neither brakes nor speeds up by more than this (m/s²).
const IDLE_MPS2: f64 = 0.3;

/// Whoever is slower than this keeps his eyes on the road (m/s).
const CRAWLS_MPS: f64 = 2.0;

/// What a vehicle does in a step.
#[derive(Debug, Clone, Copy)]
pub(super) struct Executed {
    /// Speed at its end (m/s).
    pub speed_mps: f64,
    /// Bits of [`flag`] that arise.
    pub flags: u16,
}

impl<'a> View<'a> {
    /// What becomes of a decision, where hardest braking leads to `slowest_mps` at the end of the step.
    pub(super) fn executed(&self, decision: &Decision<'a>, slowest_mps: f64) -> Executed {
        let car = decision.car;
        let accel = |speed_mps: f64| (speed_mps.max(slowest_mps) - car.speed_mps) / self.dt_s;
        let (accel_mps2, flags) = match decision.eyes {
            Eyes::Perfect => {
                return Executed { speed_mps: decision.speed_mps.max(slowest_mps), flags: 0 };
            }
            Eyes::Person { mind, person, .. } => {
                if mind.looks_away(self.step) && car.speed_mps > CRAWLS_MPS {
                    (car.accel_mps2.clamp(-IDLE_MPS2, IDLE_MPS2), 0)
                } else {
                    let (braking_mps2, flags) =
                        self.reacting(mind, car, accel(decision.braked_mps), person.errors.surprise_mps2);
                    (braking_mps2.min(accel(decision.speed_mps)), flags)
                }
            }
            Eyes::System { mind, system } => {
                self.actuated(mind, system, car, accel(decision.speed_mps), decision.alarm)
            }
        };
        Executed { speed_mps: (car.speed_mps + accel_mps2 * self.dt_s).max(0.0), flags }
    }

    /// What a stack's actuators make of its plan (m/s²).
    fn actuated(&self, mind: &Mind, system: &System, car: &Car, wished_mps2: f64, alarm: bool) -> (f64, u16) {
        if mind.faults.has(FaultKind::ActuatorStuck) {
            return (car.accel_mps2, 0);
        }
        let off = mind.faults.has(FaultKind::ComputerStop) && mind.control != Control::MinimalRisk;
        let (planned_mps2, flags) =
            if off { (-IDLE_MPS2, 0) } else { self.reacting(mind, car, wished_mps2, 2.0 * SUDDEN_MPS2) };
        let (called_mps2, flags) =
            if alarm { (-system.brake_max_mps2, flags | flag::BRAKES_HARD) } else { (planned_mps2, flags) };
        let left_mps2 = mind.faults.size(FaultKind::BrakeLoss).unwrap_or(system.brake_max_mps2);
        let built_up_mps2 = car.accel_mps2.min(0.0) - system.stack.brake_ramp_mps3 * self.dt_s;
        (called_mps2.max(built_up_mps2).max(-left_mps2.min(system.brake_max_mps2)), flags)
    }

    /// Sudden hard braking comes only after the time to react; until then the vehicle goes on as it did.
    fn reacting(&self, mind: &Mind, car: &Car, wished_mps2: f64, surprise_mps2: f64) -> (f64, u16) {
        let sudden = wished_mps2 < -surprise_mps2 && wished_mps2 < car.accel_mps2 - SUDDEN_MPS2;
        let idle_mps2 = wished_mps2.max(car.accel_mps2.min(0.0) - IDLE_MPS2 * self.dt_s);
        match mind.reacts {
            NEVER if sudden => (idle_mps2, flag::SURPRISED),
            reacts if reacts != NEVER && self.step < reacts => (idle_mps2, 0),
            _ => (wished_mps2, 0),
        }
    }
}
