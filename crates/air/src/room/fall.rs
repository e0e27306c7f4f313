//! What drones strike: the ground, buildings, people, vehicles, each other; and what becomes of them.

use super::Air;
use super::risk::death;
use super::state::{NONE, Phase};
use crate::around::Mover;
use crate::drone::Life;
use crate::setpoint::Setpoint;
use crate::touch::{Struck, Touch};
use pilotzone_map::Point;
use pilotzone_world::{AgentKey, AirEvent, EventPhase, RemovalReason, Stamped, UavFaultKind, UavStruck};

/// Slower than this a touch is no blow (m/s): it rolls against something.
const BLOW_MPS: f64 = 0.3;
/// A broken one that moves slower than this lies (m/s).
const REST_MPS: f64 = 0.2;
/// Whoever was struck is not struck again for so long (s).
const AGAIN_S: f64 = 5.0;

/// A drone that fell on somebody.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Blow {
    /// The drone.
    pub drone: AgentKey,
    /// Whom it struck.
    pub other: AgentKey,
    /// Whether that is a person.
    pub person: bool,
    /// Speed of the drone (m/s).
    pub speed_mps: f64,
    /// Kinetic energy (J).
    pub energy_j: f64,
}

/// A drone that lies where it fell.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Fallen {
    /// Stable key.
    pub key: AgentKey,
    /// Its place among all that can take part in the run.
    pub id: u32,
    /// Where it lies.
    pub at: Point,
    /// Height of its middle above ground (m).
    pub z_m: f64,
    /// Width (m).
    pub size_m: f64,
    /// Mass (kg).
    pub mass_kg: f64,
    /// Until when it lies there (s of simulation).
    pub to_s: f64,
}

impl Air {
    /// What was touched is told; who broke lies; who landed stands; the way flown is summed up.
    pub(super) fn settle(&mut self, movers: &[Mover], events: &mut Vec<Stamped>) {
        let touches = std::mem::take(&mut self.touches);
        for touch in &touches {
            self.note_touch(touch, movers, events);
        }
        self.touches = touches;
        let now_s = self.time_s() + self.dt_s;
        self.state.struck.retain(|_, at_s| now_s - *at_s < AGAIN_S);
        let mut lost = Vec::new();
        for at in 0..self.state.active.len() {
            let id = self.state.active[at];
            let flight = &self.state.flights[id as usize];
            if !flight.is_aloft() {
                continue;
            }
            let (row, last_m) = (flight.row, flight.last_m);
            let place_m = self.fleet.place_m(row);
            if !place_m.iter().all(|m| m.is_finite()) {
                lost.push(id);
                continue;
            }
            let d = [0, 1, 2].map(|i| place_m[i] - last_m[i]);
            let drone = self.fleet.drone(row);
            let (life, moves) = (drone.life, drone.moves());
            let flight = &mut self.state.flights[id as usize];
            flight.distance_m += (d[0] * d[0] + d[1] * d[1] + d[2] * d[2]).sqrt();
            flight.last_m = place_m;
            if moves {
                self.state.tally.updates += 1;
                self.state.tally.flight_s += self.dt_s;
            }
            let rests = flight.broke && libm::hypot(libm::hypot(d[0], d[1]), d[2]) < REST_MPS * self.dt_s;
            if rests || life == Life::Wreck || (flight.phase == Phase::Falling && life == Life::Standing) {
                flight.phase = Phase::Wreck;
                flight.cleared_s = now_s + self.numbers.on_the_road.lies_s;
                self.down.push(id);
                self.leave_berth(id, now_s);
            }
        }
        for id in lost {
            self.take_out(id, RemovalReason::NotFinite, events);
        }
    }

    fn note_touch(&mut self, touch: &Touch, movers: &[Mover], events: &mut Vec<Stamped>) {
        let Some(&id) = self.state.rows.get(touch.row as usize) else { return };
        let (what, other) = match touch.struck {
            Struck::Ground => (UavStruck::Ground, self.key(id)),
            Struck::Roof(_) => (UavStruck::Roof, self.key(id)),
            Struck::Facade(_) => (UavStruck::Facade, self.key(id)),
            Struck::Mover(key) => {
                let person = movers.iter().any(|mover| mover.key == key && mover.person);
                (if person { UavStruck::Person } else { UavStruck::Vehicle }, key)
            }
            Struck::Drone(row) => {
                // Both of a pair may tell of it: the one with the lower row does.
                let Some(&partner) = self.state.rows.get(row as usize).filter(|_| touch.row < row) else {
                    return;
                };
                (UavStruck::Uav, self.key(partner))
            }
        };
        // Whoever touches down whole on the ground or a roof lands; all else is a blow.
        let lands = matches!(what, UavStruck::Ground | UavStruck::Roof) && !touch.broke;
        let moved_on = self.state.flights[id as usize].phase == Phase::Wreck;
        let again = other != self.key(id) && self.state.struck.contains_key(&other);
        if lands || moved_on || again || touch.speed_mps() < BLOW_MPS {
            return;
        }
        let dead =
            self.state.flights[id as usize].faults.iter().any(|fault| fault.kind == UavFaultKind::Battery);
        self.state.flights[id as usize].broke |= touch.broke || dead;
        let numbers = self.numbers.ground_risk;
        let person = what == UavStruck::Person;
        let death = if person {
            death(touch.energy_j, numbers.alpha_j, numbers.beta_j, numbers.shelter)
        } else {
            0.0
        };
        if matches!(what, UavStruck::Person | UavStruck::Vehicle) {
            let now_s = self.time_s();
            self.state.struck.insert(other, now_s);
            let (speed_mps, energy_j) = (touch.speed_mps(), touch.energy_j);
            self.blows.push(Blow { drone: self.key(id), other, person, speed_mps, energy_j });
        }
        if person {
            self.state.tally.people_struck += 1;
            self.state.tally.struck_deaths += death;
        }
        let event = AirEvent::Struck {
            what,
            other,
            speed_mps: touch.speed_mps(),
            angle_rad: touch.angle_rad(),
            energy_j: touch.energy_j,
            death,
        };
        self.emit(EventPhase::Move, id, event, events);
        if what == UavStruck::Ground {
            self.note_people_beside(id, touch, movers, events);
        }
    }

    fn note_people_beside(&self, id: u32, touch: &Touch, movers: &[Mover], events: &mut Vec<Stamped>) {
        let at = Point::new(touch.at_m[0], touch.at_m[1]);
        let near_m = self.numbers.incidents.person_m;
        for mover in movers.iter().filter(|mover| mover.person) {
            let distance_m = mover.at.distance(at);
            if distance_m <= near_m && !self.state.struck.contains_key(&mover.key) {
                let event = AirEvent::FellBeside { other: mover.key, distance_m };
                self.emit(EventPhase::Move, id, event, events);
            }
        }
    }

    /// Drones that came to lie somewhere in the last step.
    pub fn fallen(&self) -> impl Iterator<Item = Fallen> {
        self.down.iter().map(|&id| {
            let flight = &self.state.flights[id as usize];
            let [x, y, z_m] = self.fleet.place_m(flight.row);
            let file = &self.fleet.airframe(flight.row).file;
            Fallen {
                key: self.key(id),
                id: self.first_id + id,
                at: Point::new(x, y),
                z_m,
                size_m: file.span_m,
                mass_kg: file.mass_kg + self.fleet.drone(flight.row).payload_kg,
                to_s: flight.cleared_s,
            }
        })
    }

    /// Wrecks are carried off when their time has come.
    pub(super) fn clear_wrecks(&mut self, events: &mut Vec<Stamped>) {
        let now_s = self.time_s() + self.dt_s;
        let due = |id: &&u32| {
            let flight = &self.state.flights[**id as usize];
            flight.phase == Phase::Wreck && flight.cleared_s <= now_s
        };
        let over: Vec<u32> = self.state.active.iter().filter(due).copied().collect();
        for id in over {
            self.take_out(id, RemovalReason::WreckCleared, events);
        }
    }

    fn take_out(&mut self, id: u32, reason: RemovalReason, events: &mut Vec<Stamped>) {
        let now_s = self.time_s();
        self.leave_berth(id, now_s);
        let row = self.state.flights[id as usize].row;
        if row != NONE {
            self.fleet.set(row, Setpoint::off());
            self.fleet.remove(row);
        }
        let flight = &mut self.state.flights[id as usize];
        self.state.tally.undone += u64::from(!flight.done);
        flight.phase = Phase::Over;
        self.state.active.retain(|&other| other != id);
        self.state.tally.removed += 1;
        self.emit(EventPhase::Settle, id, AirEvent::UavRemoved { reason }, events);
    }
}
