//! The command link and the pilot's eye: both end at distance and at buildings.

use super::Air;
use super::state::Phase;
use pilotzone_map::{Place3, Point};
use pilotzone_scenario::file::PilotWord;
use pilotzone_world::{AirEvent, EventPhase, Stamped, UavFaultKind};

/// Walls further away than this matter to nobody (m).
pub(super) const WALLS_M: f64 = 60.0;

impl Air {
    /// Every now and then each drone's link, its pilot's view and the walls beside it are looked at.
    pub(super) fn watch_links(&mut self, events: &mut Vec<Stamped>) {
        let link = self.numbers.link;
        if !self.is_due(link.every_s) {
            return;
        }
        let now_s = self.time_s();
        for at in 0..self.state.active.len() {
            let id = self.state.active[at];
            if self.state.flights[id as usize].phase == Phase::Flying {
                self.watch_link(id, now_s, events);
            }
        }
    }

    fn watch_link(&mut self, id: u32, now_s: f64, events: &mut Vec<Stamped>) {
        let link = self.numbers.link;
        let row = self.state.flights[id as usize].row;
        let [x, y, z_m] = self.fleet.place_m(row);
        let place = Place3 { at: Point::new(x, y), z_m };
        let pad = &self.plan.pads[self.plan.flights[id as usize].home as usize];
        let antenna = Place3 { at: pad.at, z_m: pad.z_m + link.antenna_m };
        let level_m = pad.at.distance(place.at);
        let distance_m = libm::hypot(level_m, z_m - antenna.z_m);
        let hidden = self.sky.skyline.is_hidden(antenna, place);
        let who = &self.plan.operations[self.operation_of(id) as usize];
        let at_pad = who.pilot == PilotWord::AtPad;
        let response = who.on_link_loss;
        let wall_m = self.sky.skyline.nearest_wall_m(place, WALLS_M);
        let flight = &mut self.state.flights[id as usize];
        flight.pilot_m = distance_m;
        flight.seen = at_pad && !hidden;
        flight.wall_m = wall_m.unwrap_or(f64::MAX);
        let range_m = if hidden { link.behind_m } else { link.range_m };
        let works = distance_m <= range_m && !flight.suffers(UavFaultKind::LinkLoss);
        if works {
            let lost_s = now_s - flight.silent_s;
            flight.silent_s = f64::MAX;
            if flight.lost {
                flight.lost = false;
                flight.holds_m = None;
                self.emit(EventPhase::Move, id, AirEvent::LinkBack { lasted_s: lost_s }, events);
            }
            return;
        }
        flight.silent_s = flight.silent_s.min(now_s);
        if !flight.lost && now_s - flight.silent_s >= link.lost_after_s - 1e-9 {
            flight.lost = true;
            self.emit(EventPhase::Move, id, AirEvent::LinkLost { distance_m, hidden }, events);
            self.respond(id, response, UavFaultKind::LinkLoss, events);
        }
    }
}
