//! Drones see each other and give way: neighbours from a grid, evasion at the closest point of approach.

use super::Air;
use super::state::{Item, NONE, Phase};
use pilotzone_map::{Place3, Point};
use pilotzone_world::UavFaultKind;

/// Closer than this at the closest point of approach, both pass to the right (m).
const HEAD_ON_M: f64 = 1.0;
/// They evade as soon as they would come closer than this many times what they keep, and aim at that many times it: what
/// is aimed at is not reached to the metre, and whoever turns back to his way at once is in conflict again. Ours.
const SOON: f64 = 1.2;
const WIDE: f64 = 1.6;
/// Speed with which two that are too close already part (m/s). Ours: half a second of a gentle tilt.
const PARTING_MPS: f64 = 2.0;
/// How far ahead of an evasion no wall may stand (s).
const WALL_AHEAD_S: f64 = 3.0;
/// Whoever cannot part beside a wall rises so fast (m/s). Ours: no faster than a gentle take-off.
const RISING_MPS: f64 = 1.5;

/// A drone among others.
#[derive(Debug, Clone, Copy)]
pub(super) struct Seat {
    cell: (i32, i32),
    pub(super) id: u32,
    pub(super) place_m: [f64; 3],
    pub(super) velocity_mps: [f64; 3],
}

/// Drones in the air by the cell that they are in. Worked out anew whenever it is needed.
#[derive(Debug, Clone, Default)]
pub(super) struct Grid {
    cell_m: f64,
    seats: Vec<Seat>,
    neighbours: Vec<u32>,
}

impl Grid {
    /// Fills the grid.
    fn fill(&mut self, cell_m: f64, seats: impl Iterator<Item = (u32, [f64; 3], [f64; 3])>) {
        self.cell_m = cell_m;
        self.seats.clear();
        self.seats.extend(seats.map(|(id, place_m, velocity_mps)| {
            let cell = (cell_of(place_m[0], cell_m), cell_of(place_m[1], cell_m));
            Seat { cell, id, place_m, velocity_mps }
        }));
        self.seats.sort_unstable_by_key(|seat| (seat.cell, seat.id));
    }

    /// The places among the seats of those in the cells round one, itself too.
    fn round(&mut self, cell: (i32, i32)) {
        self.neighbours.clear();
        for x in cell.0 - 1..=cell.0 + 1 {
            let from = self.seats.partition_point(|seat| seat.cell < (x, cell.1 - 1));
            let rest = self.seats[from..].iter().take_while(|seat| seat.cell <= (x, cell.1 + 1));
            self.neighbours.extend(rest.enumerate().map(|(i, _)| (from + i) as u32));
        }
    }

    /// Calls back for each pair that is not further apart than a cell, in the order of their cells.
    pub(super) fn each_pair(&mut self, mut see: impl FnMut(&Seat, &Seat)) {
        for at in 0..self.seats.len() {
            self.round(self.seats[at].cell);
            for &other in &self.neighbours {
                let (a, b) = (&self.seats[at], &self.seats[other as usize]);
                if a.id < b.id {
                    see(a, b);
                }
            }
        }
    }
}

fn cell_of(m: f64, cell_m: f64) -> i32 {
    (m / cell_m).floor().clamp(-1e9, 1e9) as i32
}

impl Air {
    /// Puts the drones in the air into the grid.
    pub(super) fn seat(&mut self, cell_m: f64) {
        let mut grid = std::mem::take(&mut self.grid);
        let aloft = self.state.active.iter().filter_map(|&id| {
            let flight = &self.state.flights[id as usize];
            let flies = flight.is_aloft() && self.fleet.drone(flight.row).moves();
            flies.then(|| (id, self.fleet.place_m(flight.row), self.fleet.velocity_mps(flight.row)))
        });
        grid.fill(cell_m, aloft);
        self.grid = grid;
    }

    /// Whoever sees a conflict ahead takes on what is needed to part, whatever the other does.
    pub(super) fn give_way(&mut self) {
        let avoidance = self.numbers.avoidance;
        if !self.is_due(avoidance.every_s) {
            return;
        }
        self.seat(avoidance.range_m);
        let mut pushes: Vec<(u32, [f64; 3])> = Vec::new();
        let mut grid = std::mem::take(&mut self.grid);
        grid.each_pair(|a, b| {
            let Some(push) = conflict(a, b, &avoidance) else { return };
            // At a pad they are close by design, and go up and down one beside the other.
            let berthed = |id: u32| self.state.flights[id as usize].berth.0 != NONE && self.is_at_pad(id);
            if !(berthed(a.id) && berthed(b.id)) {
                pushes.push((a.id, push));
                pushes.push((b.id, push.map(|m| -m)));
            }
        });
        self.grid = grid;
        for &id in &self.state.active {
            self.state.flights[id as usize].evades_mps = None;
        }
        pushes.sort_by_key(|(id, _)| *id);
        for pair in pushes.chunk_by(|a, b| a.0 == b.0) {
            let sum = pair
                .iter()
                .fold([0.0; 3], |sum, (_, push)| [sum[0] + push[0], sum[1] + push[1], sum[2] + push[2]]);
            self.evade(pair[0].0, sum);
        }
    }

    /// Adds an evasion to where a drone wants to go, unless that leads into a wall: then it rises on the spot.
    fn evade(&mut self, id: u32, push_mps: [f64; 3]) {
        let flight = &self.state.flights[id as usize];
        let who = &self.plan.operations[self.operation_of(id) as usize];
        let sees = who.avoids
            && flight.phase == Phase::Flying
            && !flight.suffers(UavFaultKind::AvoidLoss)
            && !flight.suffers(UavFaultKind::GnssLoss)
            && self.fleet.airframe(flight.row).file.can.detect_and_avoid;
        let wanted = flight.items.get(flight.at as usize).copied();
        let place_m = self.fleet.place_m(flight.row);
        let (
            Some(Item::Fly { to_m, .. } | Item::Stay { at_m: to_m, .. } | Item::Berth { at_m: to_m, .. }),
            true,
        ) = (wanted, sees)
        else {
            return;
        };
        let speed_mps = match wanted {
            Some(Item::Fly { speed_mps, .. }) => speed_mps,
            _ => PARTING_MPS,
        };
        let limits = self.fleet.airframe(flight.row).file.limits;
        let [dx, dy, dz] = [to_m[0] - place_m[0], to_m[1] - place_m[1], to_m[2] - place_m[2]];
        let level_m = libm::hypot(dx, dy);
        let level_mps = speed_mps.min(0.95 * level_m);
        let share = if level_m > 0.0 { level_mps / level_m } else { 0.0 };
        let climb_mps = dz.clamp(-limits.descent_mps, limits.climb_mps);
        let mut velocity = [dx * share + push_mps[0], dy * share + push_mps[1], climb_mps + push_mps[2]];
        let fast = libm::hypot(velocity[0], velocity[1]) / speed_mps.max(1.0);
        if fast > 1.0 {
            velocity = [velocity[0] / fast, velocity[1] / fast, velocity[2]];
        }
        velocity[2] = velocity[2].clamp(-limits.descent_mps, limits.climb_mps);
        if self.leads_to_a_wall(place_m, velocity) {
            velocity = [0.0, 0.0, limits.climb_mps.min(RISING_MPS)];
        }
        self.state.flights[id as usize].evades_mps = Some(velocity);
    }

    /// Whether a velocity, held for a while, leads into a wall, or closer to one than half of what ways keep.
    fn leads_to_a_wall(&self, from_m: [f64; 3], velocity_mps: [f64; 3]) -> bool {
        let place = |m: [f64; 3]| Place3 { at: Point::new(m[0], m[1]), z_m: m[2] };
        let ahead_m = [0, 1, 2].map(|i| from_m[i] + WALL_AHEAD_S * velocity_mps[i]);
        let near_m = 0.5 * self.numbers.planning.beside_m;
        let skyline = &self.sky.skyline;
        skyline.is_hidden(place(from_m), place(ahead_m))
            || skyline.nearest_wall_m(place(ahead_m), near_m).is_some()
    }
}

/// What the first of two takes on to part from the second (m/s); the second takes the opposite. None where they do not
/// come too close within the time ahead.
///
/// At the closest point of approach each is pushed away from the other by what lacks there, over the time that is left: Hoekstra, van Gent and Ruigrok 2002, Reliability Engineering and System Safety 75, 215, the modified voltage
/// potential. Two that would meet head-on pass to the right.
fn conflict(a: &Seat, b: &Seat, avoidance: &pilotzone_scenario::file::AvoidanceFile) -> Option<[f64; 3]> {
    let d = [0, 1, 2].map(|i| b.place_m[i] - a.place_m[i]);
    let w = [0, 1, 2].map(|i| b.velocity_mps[i] - a.velocity_mps[i]);
    let (beside_m, above_m) = (avoidance.beside_m, avoidance.above_m);
    let apart_m = libm::hypot(d[0], d[1]);
    if apart_m < beside_m && d[2].abs() < above_m {
        let away = if apart_m > 0.1 { [d[0] / apart_m, d[1] / apart_m] } else { [1.0, 0.0] };
        let up = if d[2] > 0.0 { -0.5 } else { 0.5 };
        return Some([-away[0] * PARTING_MPS, -away[1] * PARTING_MPS, up]);
    }
    let speed2 = w[0] * w[0] + w[1] * w[1];
    if speed2 < 0.01 {
        return None;
    }
    let time_s = -(d[0] * w[0] + d[1] * w[1]) / speed2;
    if !(0.0..=avoidance.ahead_s).contains(&time_s) || (d[2] + w[2] * time_s).abs() >= above_m {
        return None;
    }
    let (x, y) = (d[0] + w[0] * time_s, d[1] + w[1] * time_s);
    let miss_m = libm::hypot(x, y);
    if miss_m >= SOON * beside_m {
        return None;
    }
    let speed = speed2.sqrt();
    // The other passes on this side; who would meet head-on goes right as seen along his way.
    let side = if miss_m > HEAD_ON_M { [x / miss_m, y / miss_m] } else { [w[1] / speed, -w[0] / speed] };
    let push_mps = (WIDE * beside_m - miss_m) / time_s.max(1.0);
    Some([-side[0] * push_mps, -side[1] * push_mps, 0.0])
}

#[cfg(test)]
mod tests {
    use super::*;
    use pilotzone_scenario::file::AvoidanceFile;

    const NUMBERS: AvoidanceFile =
        AvoidanceFile { ahead_s: 12.0, range_m: 250.0, beside_m: 25.0, above_m: 8.0, every_s: 0.5 };

    fn seat(id: u32, place_m: [f64; 3], velocity_mps: [f64; 3]) -> Seat {
        Seat { cell: (0, 0), id, place_m, velocity_mps }
    }

    #[test]
    fn two_that_meet_head_on_both_go_right() {
        let a = seat(0, [0.0, 0.0, 80.0], [10.0, 0.0, 0.0]);
        let b = seat(1, [200.0, 0.0, 80.0], [-10.0, 0.0, 0.0]);
        // 1.6 times 25 m lack, in 10 s: 4 m/s, to the south for the one that flies east.
        let push = conflict(&a, &b, &NUMBERS).unwrap();
        assert!(push[0].abs() < 1e-9 && (push[1] + 4.0).abs() < 1e-9, "{push:?}");
    }

    #[test]
    fn two_in_other_layers_or_on_ways_apart_do_not_care() {
        let a = seat(0, [0.0, 0.0, 80.0], [10.0, 0.0, 0.0]);
        assert_eq!(conflict(&a, &seat(1, [200.0, 0.0, 90.0], [-10.0, 0.0, 0.0]), &NUMBERS), None);
        assert_eq!(conflict(&a, &seat(1, [200.0, 40.0, 80.0], [-10.0, 0.0, 0.0]), &NUMBERS), None);
        assert_eq!(conflict(&a, &seat(1, [-200.0, 0.0, 80.0], [-10.0, 0.0, 0.0]), &NUMBERS), None);
    }

    #[test]
    fn the_grid_finds_every_pair_once() {
        let mut grid = Grid::default();
        let places: Vec<[f64; 3]> =
            (0..60).map(|i| [f64::from(i * 37 % 101), f64::from(i * 53 % 97), 50.0]).collect();
        grid.fill(20.0, places.iter().enumerate().map(|(i, &at)| (i as u32, at, [0.0; 3])));
        let near = |a: [f64; 3], b: [f64; 3]| libm::hypot(a[0] - b[0], a[1] - b[1]) < 20.0;
        let mut found = Vec::new();
        grid.each_pair(|a, b| {
            if near(a.place_m, b.place_m) {
                found.push((a.id, b.id));
            }
        });
        found.sort_unstable();
        let mut wanted = Vec::new();
        for i in 0..60 {
            for j in i + 1..60 {
                if near(places[i], places[j]) {
                    wanted.push((i as u32, j as u32));
                }
            }
        }
        assert_eq!(found, wanted);
    }
}
