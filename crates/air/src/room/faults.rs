//! What fails in the air: at a time that is set, or at one that is drawn from a rate.

use super::Air;
use super::state::{Fault, NONE, Phase};
use crate::drone::{Failure, Navigation};
use pilotzone_scenario::air::UavFault;
use pilotzone_scenario::file::{ResponseWord, UavFaultWord};
use pilotzone_world::{AirEvent, EventPhase, Stamped, Stream, UavFaultKind};

const ONSET: Stream = Stream::named("uav_fault_onset");
const PLACE: Stream = Stream::named("uav_fault_place");
/// Faults that fit the bits of those that had their time.
const MOST: usize = 64;

impl Air {
    /// Faults begin and end.
    pub(super) fn fail(&mut self, events: &mut Vec<Stamped>) {
        if self.plan.faults.is_empty() {
            return;
        }
        let now_s = self.time_s();
        for at in 0..self.state.active.len() {
            let id = self.state.active[at];
            if self.state.flights[id as usize].phase != Phase::Flying {
                continue;
            }
            self.end_faults(id, now_s, events);
            for number in 0..self.plan.faults.len().min(MOST) {
                let flight = &self.state.flights[id as usize];
                let fresh = flight.spent & (1 << number) == 0;
                if fresh && self.onset_s(id, number).is_some_and(|at_s| now_s >= at_s) {
                    self.begin_fault(id, number, now_s, events);
                }
            }
            self.drift(id);
        }
    }

    /// When a fault begins for a flight (s of simulation); none where it never does.
    fn onset_s(&self, id: u32, number: usize) -> Option<f64> {
        let (flight, fault) = (&self.state.flights[id as usize], &self.plan.faults[number]);
        if fault.flight.is_some_and(|wanted| wanted != id) {
            return None;
        }
        if let Some(after_s) = fault.after_s {
            return Some(flight.off_s + after_s);
        }
        let mut draws = ONSET.draws(self.seed, self.key(id), number as u64);
        (fault.per_h > 0.0).then(|| flight.off_s + draws.exponential(3600.0 / fault.per_h))
    }

    fn begin_fault(&mut self, id: u32, number: usize, now_s: f64, events: &mut Vec<Stamped>) {
        let fault: UavFault = self.plan.faults[number].clone();
        let mut draws = PLACE.draws(self.seed, self.key(id), number as u64);
        let turn = core::f64::consts::TAU * draws.unit();
        let towards_rad = fault.towards_rad.unwrap_or(turn);
        let drift_mps = [fault.speed_mps * libm::cos(towards_rad), fault.speed_mps * libm::sin(towards_rad)];
        let kind = kind_of(fault.kind);
        let row = self.state.flights[id as usize].row;
        let flight = &mut self.state.flights[id as usize];
        flight.spent |= 1 << number;
        let until_s = fault.lasts_s.map_or(f64::MAX, |lasts_s| now_s + lasts_s);
        flight.faults.push(Fault { number: number as u32, kind, until_s, drift_mps });
        self.emit(EventPhase::Move, id, AirEvent::UavFaultBegan { fault: kind }, events);
        let who = &self.plan.operations[self.operation_of(id) as usize];
        let (power, gnss) = (who.on_power_loss, who.on_gnss_loss);
        match fault.kind {
            UavFaultWord::Motor => {
                let rotors = self.fleet.airframe(row).rotors as u64;
                let rotor = fault.motor.map_or_else(|| draws.below(rotors), u64::from).min(rotors - 1);
                self.fleet.fail(row, Failure::MotorOut(rotor as u8));
                self.respond(id, power, kind, events);
            }
            UavFaultWord::Battery => {
                self.fleet.fail(row, Failure::PowerLoss);
                self.respond(id, power, kind, events);
            }
            UavFaultWord::GnssLoss => {
                let navigation = Navigation { fix: false, ..self.fleet.drone(row).navigation };
                self.fleet.set_navigation(row, navigation);
                // Without a position nothing but coming down or a parachute is left.
                let response = if gnss == ResponseWord::Parachute { gnss } else { ResponseWord::LandNow };
                self.respond(id, response, kind, events);
            }
            UavFaultWord::FlyAway => {
                let height_m = self.fleet.place_m(row)[2];
                self.emit(EventPhase::Move, id, AirEvent::FlewAway { height_m }, events);
            }
            UavFaultWord::GnssDrift | UavFaultWord::LinkLoss | UavFaultWord::AvoidLoss => {}
        }
    }

    fn end_faults(&mut self, id: u32, now_s: f64, events: &mut Vec<Stamped>) {
        let flight = &mut self.state.flights[id as usize];
        let (over, on): (Vec<Fault>, Vec<Fault>) =
            flight.faults.iter().partition(|fault| fault.until_s <= now_s);
        flight.faults = on;
        let row = flight.row;
        for fault in over {
            if matches!(fault.kind, UavFaultKind::GnssLoss | UavFaultKind::GnssDrift) {
                self.fleet.set_navigation(row, Navigation { error_m: [0.0; 3], fix: true });
            }
            self.emit(EventPhase::Move, id, AirEvent::UavFaultEnded { fault: fault.kind }, events);
        }
    }

    /// A position that wanders off: the controller believes in a place beside the true one.
    fn drift(&mut self, id: u32) {
        let flight = &self.state.flights[id as usize];
        let Some(fault) = flight.faults.iter().find(|fault| fault.kind == UavFaultKind::GnssDrift) else {
            return;
        };
        let (row, drift_mps) = (flight.row, fault.drift_mps);
        let mut navigation = self.fleet.drone(row).navigation;
        navigation.error_m[0] += drift_mps[0] * self.dt_s;
        navigation.error_m[1] += drift_mps[1] * self.dt_s;
        self.fleet.set_navigation(row, navigation);
    }

    /// Where a drone flies that obeys nobody (m/s).
    pub(super) fn flies_away(&self, id: u32) -> Option<[f64; 3]> {
        let faults = &self.state.flights[id as usize].faults;
        let fault =
            faults.iter().find(|fault| fault.kind == UavFaultKind::FlyAway && fault.number != NONE)?;
        Some([fault.drift_mps[0], fault.drift_mps[1], 0.0])
    }
}

fn kind_of(word: UavFaultWord) -> UavFaultKind {
    match word {
        UavFaultWord::Motor => UavFaultKind::Motor,
        UavFaultWord::Battery => UavFaultKind::Battery,
        UavFaultWord::GnssLoss => UavFaultKind::GnssLoss,
        UavFaultWord::GnssDrift => UavFaultKind::GnssDrift,
        UavFaultWord::LinkLoss => UavFaultKind::LinkLoss,
        UavFaultWord::AvoidLoss => UavFaultKind::AvoidLoss,
        UavFaultWord::FlyAway => UavFaultKind::FlyAway,
    }
}
