//! What a drone does when something fails.

use super::Air;
use super::state::{Item, Phase};
use crate::setpoint::Setpoint;
use pilotzone_map::Point;
use pilotzone_scenario::file::ResponseWord;
use pilotzone_world::{AirEvent, EventPhase, Stamped, UavFaultKind, UavResponse};

/// A way home takes this much more energy than its time in hover says: wind and turns. Ours.
const MORE: f64 = 1.3;

impl Air {
    /// A drone answers a fault as its operation says, as far as it can.
    pub(super) fn respond(
        &mut self,
        id: u32,
        wanted: ResponseWord,
        fault: UavFaultKind,
        events: &mut Vec<Stamped>,
    ) {
        let flight = &self.state.flights[id as usize];
        if flight.phase != Phase::Flying || (flight.responds && wanted != ResponseWord::Parachute) {
            return;
        }
        let lost = flight.suffers(UavFaultKind::GnssLoss);
        let row = flight.row;
        let response = match wanted {
            ResponseWord::ReturnHome if !lost && self.go_home(id) => UavResponse::ReturnHome,
            ResponseWord::Hover if !lost => {
                let place_m = self.believed_m(id);
                self.state.flights[id as usize].holds_m = Some(place_m);
                UavResponse::Hover
            }
            ResponseWord::Parachute => {
                self.fleet.set(row, Setpoint::parachute());
                self.state.flights[id as usize].phase = Phase::Falling;
                UavResponse::Parachute
            }
            _ => {
                self.land_now(id);
                UavResponse::LandNow
            }
        };
        if response != UavResponse::Hover {
            self.state.flights[id as usize].responds = true;
        }
        self.emit(EventPhase::Move, id, AirEvent::Responded { response, fault }, events);
    }

    fn land_now(&mut self, id: u32) {
        let now_s = self.time_s();
        let flight = &mut self.state.flights[id as usize];
        (flight.items, flight.at, flight.since_s) = (vec![Item::Land], 0, now_s);
        (flight.holds_m, flight.evades_mps, flight.at_job) = (None, None, false);
    }

    /// Lays the way home over what a flight had to do; whether there is one.
    fn go_home(&mut self, id: u32) -> bool {
        let now_s = self.time_s();
        let place_m = self.believed_m(id);
        let here = Point::new(place_m[0], place_m[1]);
        let (home, operation) = (self.plan.flights[id as usize].home, self.operation_of(id));
        let pad_at = self.plan.pads[home as usize].at;
        let unix_s = self.unix_s(now_s);
        let Some(leg) = self.sky.leg(&self.plan, operation, (here, pad_at), unix_s, &[]) else {
            return false;
        };
        let speed_mps = self.plan.operations[operation as usize].cruise_mps;
        let z_m = leg.height_m.max(place_m[2]);
        let fly = |at: &Point| Item::Fly { to_m: [at.x, at.y, z_m], speed_mps };
        let mut items: Vec<Item> = leg.way.iter().map(fly).collect();
        items.push(Item::Berth { pad: home, at_m: [pad_at.x, pad_at.y, z_m] });
        items.push(Item::Land);
        if self.state.flights[id as usize].berth.0 != home {
            self.leave_berth(id, now_s);
        }
        let flight = &mut self.state.flights[id as usize];
        // One that holds a berth at home goes down to it as if it had just got it.
        (flight.items, flight.at, flight.since_s) = (items, 0, now_s);
        (flight.holds_m, flight.at_job) = (None, false);
        true
    }

    /// Sends a flight home while its battery lasts for that.
    pub(super) fn watch_battery(&mut self, id: u32, events: &mut Vec<Stamped>) {
        let flight = &self.state.flights[id as usize];
        if flight.responds || flight.items.is_empty() {
            return;
        }
        let row = flight.row;
        let frame = self.fleet.airframe(row);
        let limits = frame.file.limits;
        let place_m = self.fleet.place_m(row);
        let home = &self.plan.pads[self.plan.flights[id as usize].home as usize];
        let level_m = home.at.distance(Point::new(place_m[0], place_m[1]));
        let cruise_mps = self.plan.operations[self.operation_of(id) as usize].cruise_mps;
        let needed_s = level_m / cruise_mps + (place_m[2] - home.z_m).max(0.0) / limits.descent_mps;
        let hover_w = frame.full_j / (60.0 * frame.file.hover_min);
        let heavier = 1.0 + self.fleet.drone(row).payload_kg / frame.file.mass_kg;
        let needed_j = MORE * needed_s * hover_w * heavier * heavier.sqrt();
        let kept_j = frame.file.battery.reserve_share * frame.full_j;
        if self.fleet.energy_j(row) < kept_j + needed_j && !self.is_on_its_last_leg(id) {
            let fault = UavFaultKind::LowBattery;
            self.emit(EventPhase::Move, id, AirEvent::UavFaultBegan { fault }, events);
            self.respond(id, ResponseWord::ReturnHome, fault, events);
        }
    }

    /// Whether nothing but the way home is left of what a flight does.
    fn is_on_its_last_leg(&self, id: u32) -> bool {
        let flight = &self.state.flights[id as usize];
        let home = self.plan.flights[id as usize].home;
        let ahead = flight.items.iter().skip(flight.at as usize);
        ahead.into_iter().all(|item| match item {
            Item::Fly { .. } | Item::Land => true,
            Item::Berth { pad, .. } => *pad == home,
            _ => false,
        })
    }
}
