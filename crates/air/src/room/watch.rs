//! What is looked at after everybody has moved: zones, sensors, distances, and what all that flying risks below.

use super::Air;
use super::risk::{death, fall_mps};
use super::state::Close;
use pilotzone_map::Point;
use pilotzone_scenario::air::closed_to;
use pilotzone_world::{AirEvent, EventPhase, Stamped};

/// Zones that fit the bits of those that a flight is in.
const MOST: usize = 64;

impl Air {
    /// Looks at the end of a step.
    pub(super) fn watch(&mut self, events: &mut Vec<Stamped>) {
        if self.is_due(self.numbers.avoidance.every_s) {
            self.watch_zones(events);
            self.watch_sensors(events);
        }
        self.watch_distances(events);
        let on = |id: &&u32| self.state.flights[**id as usize].records;
        self.state.tally.records_s += self.dt_s * self.state.active.iter().filter(on).count() as f64;
        if self.is_due(self.numbers.link.every_s) {
            self.sum_risk();
        }
    }

    fn watch_zones(&mut self, events: &mut Vec<Stamped>) {
        if self.plan.zones.is_empty() {
            return;
        }
        let unix_s = self.unix_s(self.time_s());
        for at in 0..self.state.active.len() {
            let id = self.state.active[at];
            let flight = &self.state.flights[id as usize];
            if !flight.is_aloft() {
                continue;
            }
            let [x, y, height_m] = self.fleet.place_m(flight.row);
            let place = Point::new(x, y);
            let closed = closed_to(&self.plan, self.operation_of(id), height_m, unix_s);
            let inside = closed.iter().filter(|&&zone| zone < MOST && self.plan.zones[zone].covers(place));
            let now = inside.fold(0_u64, |bits, zone| bits | 1 << zone);
            let before = flight.zones;
            self.state.flights[id as usize].zones = now;
            for zone in 0..self.plan.zones.len().min(MOST) as u32 {
                let bit = 1_u64 << zone;
                if now & !before & bit != 0 {
                    self.emit(EventPhase::Observe, id, AirEvent::ZoneEntered { zone, height_m }, events);
                } else if before & !now & bit != 0 {
                    self.emit(EventPhase::Observe, id, AirEvent::ZoneLeft { zone }, events);
                }
            }
        }
    }

    /// Pairs that come closer than well clear, and closer than a near mid-air collision.
    fn watch_distances(&mut self, events: &mut Vec<Stamped>) {
        let limits = self.numbers.incidents;
        let now_s = self.time_s() + self.dt_s;
        self.seat(limits.well_clear_m);
        let mut grid = std::mem::take(&mut self.grid);
        let mut found = Vec::new();
        grid.each_pair(|a, b| {
            let beside_m = libm::hypot(b.place_m[0] - a.place_m[0], b.place_m[1] - a.place_m[1]);
            let above_m = (b.place_m[2] - a.place_m[2]).abs();
            if beside_m < limits.well_clear_m && above_m < limits.well_clear_height_m {
                found.push((a.id, b.id, beside_m, above_m));
            }
        });
        self.grid = grid;
        found.retain(|&(a, b, ..)| !(self.is_at_pad(a) && self.is_at_pad(b)));
        found.sort_unstable_by_key(|&(a, b, ..)| (a, b));
        for (a, b, beside_m, above_m) in found {
            let nmac = beside_m < limits.nmac_m && above_m < limits.nmac_height_m;
            let other = self.key(b);
            let known = self.state.close.get(&(a, b)).copied();
            if known.is_none() {
                let event = AirEvent::WellClearLost { other, beside_m, above_m };
                self.emit(EventPhase::Observe, a, event, events);
            }
            if nmac && !known.is_some_and(|close| close.nmac) {
                self.emit(EventPhase::Observe, a, AirEvent::Nmac { other, beside_m, above_m }, events);
            }
            let nmac = nmac || known.is_some_and(|close| close.nmac);
            self.state.close.insert((a, b), Close { last_s: now_s, nmac });
        }
        self.state.close.retain(|_, close| now_s - close.last_s < limits.apart_s);
    }

    /// Whether a drone climbs from a pad or comes down to one: there they are close by design.
    pub(super) fn is_at_pad(&self, id: u32) -> bool {
        let spec = &self.plan.flights[id as usize];
        let [x, y, _] = self.fleet.place_m(self.state.flights[id as usize].row);
        let at = Point::new(x, y);
        let margin_m = self.numbers.incidents.well_clear_m;
        let pads = [Some(spec.home), spec.to].into_iter().flatten();
        pads.into_iter().any(|pad| {
            let pad = &self.plan.pads[pad as usize];
            pad.at.distance(at) <= pad.reach_m(self.numbers.planning.berth_m) + margin_m
        })
    }

    /// What is expected to happen to people below: the rate of loss, times those in the way of a fall, times the
    /// probability that they die of it (the form of JARUS SORA, Annex F). A fall hits whom the hull's circle meets.
    fn sum_risk(&mut self) {
        let Some(people) = self.plan.population.as_ref() else { return };
        let (risk, density_kgpm3) = (self.numbers.ground_risk, self.plan.wind.density_kgpm3);
        let factor = people.factor(self.start_of_day_s + self.time_s());
        let hours = self.numbers.link.every_s / 3600.0;
        let (mut deaths, mut below) = (0.0, 0.0);
        for &id in &self.state.active {
            let flight = &self.state.flights[id as usize];
            if !flight.is_aloft() {
                continue;
            }
            let [x, y, z_m] = self.fleet.place_m(flight.row);
            let (per_km2, outdoors) = people.at(Point::new(x, y));
            let exposed = outdoors + (1.0 - outdoors) * people.roof_fails_share;
            let file = &self.fleet.airframe(flight.row).file;
            let mass_kg = file.mass_kg + self.fleet.drone(flight.row).payload_kg;
            let speed_mps = fall_mps(z_m, mass_kg, file.drag_area_m2[2].0, density_kgpm3);
            let energy_j = 0.5 * mass_kg * speed_mps * speed_mps;
            let radius_m = risk.person_radius_m + 0.5 * file.span_m;
            let area_km2 = core::f64::consts::PI * radius_m * radius_m / 1e6;
            let dies = death(energy_j, risk.alpha_j, risk.beta_j, risk.shelter);
            deaths += hours * risk.loss_per_h * per_km2 * factor * exposed * area_km2 * dies;
            below += self.numbers.link.every_s * per_km2 * factor;
        }
        self.state.tally.expected_deaths += deaths;
        self.state.tally.below_s_per_km2 += below;
    }
}
