//! The step of a fleet.

use super::{Fleet, FlightModel};
use crate::around::Around;
use crate::block::{Block, LANES};
use crate::constants::Constants;
use crate::drone::{Drone, Life};
use crate::reach::{Guest, InArenas, Near, enter};
use crate::setpoint::Setpoint;
use crate::ticks::{self, Cut, Free, Work};
use crate::touch::Touch;
use crate::{kinematic, midair};
use rayon::prelude::*;

/// Below so many blocks, one thread is faster than several.
const PARALLEL_BLOCKS: usize = 8;
/// Rows that one thread looks round for at a time.
const LOOKS: usize = 64;

impl Fleet {
    /// One step of all drones, in substeps; what they touched goes into `touches`, by row and time. The same bits for any
    /// number of threads.
    pub fn step(&mut self, dt_s: f64, around: &Around, touches: &mut Vec<Touch>) {
        touches.clear();
        match self.settings.model {
            FlightModel::RigidBody => self.step_bodies(dt_s, around, touches),
            FlightModel::Kinematic => self.step_points(dt_s, around),
        }
        for row in midair::meet(&mut self.state, &self.airframes, dt_s, touches) {
            self.changed(row);
            // Its body moves otherwise than rapier knows: the next step makes a new one.
            self.state.arenas.remove(&row);
        }
        touches.sort_by(|a, b| a.row.cmp(&b.row).then(a.after_s.total_cmp(&b.after_s)));
        self.set_aside_what_is_no_number();
    }

    fn step_bodies(&mut self, dt_s: f64, around: &Around, touches: &mut Vec<Touch>) {
        let cut = Cut::of(dt_s, self.settings.substep_s);
        let mut guests = self.invite(dt_s, around);
        self.refresh();
        self.step_free(&cut, around);
        self.step_guests(&cut, around, &mut guests, touches);
        for guest in guests {
            let drone = &mut self.state.drones[guest.row as usize];
            let broke = guest.drone.propeller != drone.propeller;
            *drone = guest.drone;
            if guest.drone.moves() {
                self.state.arenas.insert(guest.row, guest.arena);
            }
            if broke {
                self.changed(guest.row);
            }
        }
        self.state.tick += u64::from(cut.ticks);
    }

    /// Takes out those who are within reach of something in this step, each with its arena.
    fn invite(&mut self, dt_s: f64, around: &Around) -> Vec<Guest> {
        let (state, airframes) = (&mut self.state, &self.airframes);
        let look = |(row, drone): (usize, &Drone)| {
            let (block, lane) = (&state.blocks[row / LANES], row % LANES);
            let motion = (Block::three(&block.place, lane), Block::three(&block.velocity, lane));
            let frame = &airframes[drone.airframe as usize];
            drone.moves().then(|| Near::of(around, frame, motion, dt_s)).flatten()
        };
        let drones = state.drones.par_iter().enumerate().with_min_len(LOOKS);
        let near: Vec<(usize, Near)> =
            drones.filter_map(|(row, drone)| look((row, drone)).map(|near| (row, near))).collect();
        let mut known = std::mem::take(&mut state.arenas);
        for drone in state.drones.iter_mut().filter(|drone| drone.life == Life::Touching) {
            drone.life = Life::Flying;
        }
        let mut guests = Vec::with_capacity(near.len());
        for (row, near) in near {
            let drone = &mut state.drones[row];
            drone.life = Life::Touching;
            let (block, lane) = (&state.blocks[row / LANES], row % LANES);
            let frame = &airframes[drone.airframe as usize];
            let arena = known.remove(&(row as u32));
            let arena = enter(arena, (drone, frame), (block, lane), around, &near);
            guests.push(Guest { row: row as u32, drone: *drone, arena });
        }
        guests
    }

    /// Works out anew the constants of blocks of which something changed.
    fn refresh(&mut self) {
        self.constants.resize_with(self.state.blocks.len(), || None);
        let drones = self.state.drones.chunks(LANES);
        for (constants, drones) in self.constants.iter_mut().zip(drones).filter(|(known, _)| known.is_none())
        {
            *constants = Some(Constants::of(drones, &self.airframes));
        }
    }

    /// Moves those who are out of reach of everything.
    fn step_free(&mut self, cut: &Cut, around: &Around) {
        let (airframes, settings, first_tick) = (&self.airframes, &self.settings, self.state.tick);
        let drones = self.state.drones.par_chunks_mut(LANES);
        let blocks = drones.zip(&mut self.state.blocks).zip(&self.constants);
        blocks.with_min_len(PARALLEL_BLOCKS).for_each(|((drones, block), constants)| {
            let Some(constants) = constants else { return };
            let mut moving = [false; LANES];
            for (moves, drone) in moving.iter_mut().zip(drones.iter()) {
                *moves = drone.life == Life::Flying;
            }
            if !moving.contains(&true) {
                return;
            }
            let before = moving.contains(&false).then(|| block.clone());
            let mut work = Work { drones, moving, block, constants };
            ticks::step(&mut work, (airframes, around), settings, (cut, first_tick), &mut Free);
            if let Some(before) = before {
                // The loops over lanes moved those as well that stand.
                for (now, then) in block.lanes_mut().zip(before.lanes()) {
                    for lane in (0..LANES).filter(|&lane| !moving[lane]) {
                        now[lane] = then[lane];
                    }
                }
            }
        });
    }

    /// Moves those who may touch something, eight at a time.
    fn step_guests(&mut self, cut: &Cut, around: &Around, guests: &mut [Guest], touches: &mut Vec<Touch>) {
        let (airframes, settings, first_tick) = (&self.airframes, &self.settings, self.state.tick);
        let blocks = &self.state.blocks;
        let groups = guests.par_chunks_mut(LANES).map(|guests| {
            let mut block = Block::at_rest();
            for (lane, guest) in guests.iter().enumerate() {
                let (from, place) = (&blocks[guest.row as usize / LANES], guest.row as usize % LANES);
                for (to, from) in block.lanes_mut().zip(from.lanes()) {
                    to[lane] = from[place];
                }
            }
            let mut drones: Vec<Drone> = guests.iter().map(|guest| guest.drone).collect();
            let constants = Constants::of(&drones, airframes);
            let mut moving = [false; LANES];
            moving[..drones.len()].fill(true);
            let mut motion = InArenas::of(guests, airframes);
            let mut work = Work { drones: &mut drones, moving, block: &mut block, constants: &constants };
            ticks::step(&mut work, (airframes, around), settings, (cut, first_tick), &mut motion);
            let touches = motion.into_touches();
            for (guest, drone) in guests.iter_mut().zip(drones) {
                guest.drone = drone;
            }
            (block, touches)
        });
        let moved: Vec<(Block, Vec<Touch>)> = groups.collect();
        for (guests, (block, found)) in guests.chunks(LANES).zip(moved) {
            touches.extend(found);
            for (lane, guest) in guests.iter().enumerate() {
                let to = &mut self.state.blocks[guest.row as usize / LANES];
                for (to, from) in to.lanes_mut().zip(block.lanes()) {
                    to[guest.row as usize % LANES] = from[lane];
                }
            }
        }
    }

    fn step_points(&mut self, dt_s: f64, around: &Around) {
        let (airframes, solids) = (&self.airframes, around.solids);
        let drones = self.state.drones.par_chunks_mut(LANES);
        let work = drones.zip(&mut self.state.blocks).with_min_len(PARALLEL_BLOCKS);
        work.for_each(|(drones, block)| {
            for (lane, drone) in drones.iter_mut().enumerate().filter(|(_, drone)| drone.moves()) {
                let frame = &airframes[drone.airframe as usize];
                let half_m = 0.5 * frame.file.hull_m[2].0;
                let [x, y, z] = Block::three(&block.place, lane);
                let above_m = z - half_m - solids.floor_m([x, y, z]);
                if kinematic::step(drone, frame, block, lane, above_m, dt_s) {
                    drone.life = Life::Standing;
                    drone.order = Setpoint::off();
                }
            }
        });
        self.state.tick += 1;
    }

    /// A drone of which some number is none is taken out, so that it poisons nobody.
    fn set_aside_what_is_no_number(&mut self) {
        for (row, drone) in self.state.drones.iter_mut().enumerate().filter(|(_, drone)| drone.moves()) {
            let (block, lane) = (&mut self.state.blocks[row / LANES], row % LANES);
            if block.lanes().all(|numbers| numbers[lane].is_finite()) {
                continue;
            }
            drone.life = Life::Gone;
            self.state.arenas.remove(&(row as u32));
            for numbers in block.lanes_mut() {
                numbers[lane] = 0.0;
            }
        }
    }
}
