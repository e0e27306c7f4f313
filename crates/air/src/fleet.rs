//! All drones of a run.

mod steps;

use crate::airframe::Airframe;
use crate::block::{Block, LANES, ROTORS};
use crate::constants::Constants;
use crate::drone::{Drone, Failure, Life, Navigation};
use crate::setpoint::{Mode, Setpoint};
use crate::state::{AirError, State};
use crate::{gust, turn};
use pilotzone_scenario::file::AirframeFile;
use pilotzone_world::{AgentKey, Draws, Stream};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

const PARACHUTE: Stream = Stream::named("parachute");
const GUST_START: Stream = Stream::named("gust_start");

/// How drones move.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum FlightModel {
    /// As rigid bodies under rotors and controllers.
    RigidBody,
    /// As points that change their velocity within limits: for planning studies.
    Kinematic,
}

/// What holds for all drones of a run.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Settings {
    /// Seed of all random streams.
    pub seed: u64,
    /// How drones move.
    pub model: FlightModel,
    /// Longest substep of the rigid body (s).
    pub substep_s: f64,
    /// Density of the air (kg/m³).
    pub density_kgpm3: f64,
}

impl Default for Settings {
    fn default() -> Self {
        Self { seed: 0, model: FlightModel::RigidBody, substep_s: 0.004, density_kgpm3: 1.225 }
    }
}

/// All drones of a run: [`Fleet::spawn`], [`Fleet::set`], [`Fleet::step`].
#[derive(Debug, Clone)]
pub struct Fleet {
    settings: Settings,
    airframes: Vec<Airframe>,
    state: State,
    /// Of each block; none where something of it changed since the last step.
    constants: Vec<Option<Constants>>,
}

impl Fleet {
    /// No drone yet; airframes in the order of their names.
    pub fn new(airframes: &BTreeMap<String, AirframeFile>, settings: Settings) -> Self {
        let airframes =
            airframes.iter().map(|(name, file)| Airframe::of(name, file, settings.density_kgpm3)).collect();
        Self { settings, airframes, state: State::default(), constants: Vec::new() }
    }

    /// The airframes.
    pub fn airframes(&self) -> &[Airframe] {
        &self.airframes
    }

    /// Everything that changes.
    pub fn state(&self) -> &State {
        &self.state
    }

    /// Goes on from a state.
    pub fn restore(&mut self, state: State) -> Result<(), AirError> {
        let known = self.airframes.len();
        if let Some(drone) = state.drones.iter().find(|drone| drone.airframe as usize >= known) {
            return Err(AirError::UnknownAirframe { found: drone.airframe, known });
        }
        let (drones, blocks) = (state.drones.len(), state.blocks.len());
        if blocks != drones.div_ceil(LANES) {
            return Err(AirError::Damaged { drones, blocks });
        }
        self.state = state;
        self.constants.clear();
        Ok(())
    }

    /// Rows so far, those of drones that are gone included.
    pub fn len(&self) -> usize {
        self.state.drones.len()
    }

    /// Whether there has never been a drone.
    pub fn is_empty(&self) -> bool {
        self.state.drones.is_empty()
    }

    /// A drone with a full battery, standing at a place with its motors off: the height is that of what it stands on. Its
    /// row is its own for the whole run; `airframe` is a place in [`Fleet::airframes`], the last one where there are
    /// fewer.
    pub fn spawn(&mut self, key: AgentKey, airframe: u16, foot_m: [f64; 3], yaw_rad: f64) -> u32 {
        let airframe = airframe.min(self.airframes.len().saturating_sub(1) as u16);
        let row = self.len();
        if row.is_multiple_of(LANES) {
            self.state.blocks.push(Block::at_rest());
        }
        let mut chute: Draws = PARACHUTE.draws(self.settings.seed, key, 0);
        let frame = self.airframes.get(airframe as usize);
        let works =
            frame.and_then(|frame| frame.file.parachute).is_some_and(|p| chute.unit() < p.works_share);
        let half_m = frame.map_or(0.0, |frame| 0.5 * frame.file.hull_m[2].0);
        let full_j = frame.map_or(0.0, |frame| frame.full_j);
        self.state.drones.push(Drone {
            key,
            airframe,
            life: Life::Standing,
            order: Setpoint::off(),
            landing_m: foot_m,
            payload_kg: 0.0,
            navigation: Navigation { error_m: [0.0; 3], fix: true },
            propeller: [1.0; ROTORS],
            motor: [1.0; ROTORS],
            resistance: 1.0,
            chute_s: -1.0,
            chute_works: works,
            strain: 0.0,
        });
        self.changed(row as u32);
        let gust = gust::start(&mut GUST_START.draws(self.settings.seed, key, 0));
        let (block, lane) = self.at_mut(row as u32);
        for (row, value) in block.gust.iter_mut().zip(gust) {
            row[lane] = value;
        }
        Block::set_three(&mut block.place, lane, [foot_m[0], foot_m[1], foot_m[2] + half_m]);
        block.set_turn(lane, turn::of_yaw(yaw_rad));
        block.energy[lane] = full_j;
        row as u32
    }

    /// Puts a drone into the air, level, with its rotors turning as in hover: for runs that begin in flight.
    pub fn put(&mut self, row: u32, place_m: [f64; 3], velocity_mps: [f64; 3]) {
        let frame = self.airframe(row);
        let mass_kg = frame.file.mass_kg + self.drone(row).payload_kg;
        let each_n = mass_kg * crate::GRAVITY_MPS2 / frame.rotors as f64;
        let (radps, rotors) = ((each_n / frame.thrust_per_rad2).sqrt(), frame.rotors);
        self.state.drones[row as usize].life = Life::Flying;
        self.state.arenas.remove(&row);
        let (block, lane) = self.at_mut(row);
        Block::set_three(&mut block.place, lane, place_m);
        Block::set_three(&mut block.velocity, lane, velocity_mps);
        Block::set_three(&mut block.reference, lane, velocity_mps);
        for rotor in &mut block.rotor[..rotors] {
            rotor[lane] = radps;
        }
    }

    /// Tells a drone what to do from the next step on.
    pub fn set(&mut self, row: u32, order: Setpoint) {
        let place = self.place_m(row);
        let drone = &mut self.state.drones[row as usize];
        if order.mode == Mode::Land && drone.order.mode != Mode::Land {
            // Where it believes to be, since that is what it will hold.
            drone.landing_m = core::array::from_fn(|i| place[i] + drone.navigation.error_m[i]);
        }
        if order.mode == Mode::Parachute && drone.chute_s < 0.0 {
            drone.chute_s = 0.0;
        }
        let starts = matches!(order.mode, Mode::Fly) && drone.life == Life::Standing;
        drone.order = order;
        if starts {
            drone.life = Life::Flying;
        }
    }

    /// Something of a drone fails, from the next step on.
    pub fn fail(&mut self, row: u32, failure: Failure) {
        self.changed(row);
        let drone = &mut self.state.drones[row as usize];
        let at = |rotor: u8| usize::from(rotor).min(ROTORS - 1);
        match failure {
            Failure::MotorOut(rotor) => drone.motor[at(rotor)] = 0.0,
            Failure::PropellerLoss(rotor) => drone.propeller[at(rotor)] = 0.0,
            Failure::MotorWeak { rotor, share } => drone.motor[at(rotor)] = share.clamp(0.0, 1.0),
            Failure::Battery { share } => {
                drone.resistance = 2.0;
                let (block, lane) = self.at_mut(row);
                block.energy[lane] *= share.clamp(0.0, 1.0);
            }
            Failure::PowerLoss => {
                let (block, lane) = self.at_mut(row);
                block.energy[lane] = 0.0;
            }
        }
    }

    /// Loads or drops what a drone carries (kg).
    pub fn set_payload(&mut self, row: u32, payload_kg: f64) {
        self.changed(row);
        self.state.drones[row as usize].payload_kg = payload_kg.max(0.0);
        // Its body has another mass: the next step makes a new one.
        self.state.arenas.remove(&row);
    }

    /// What a drone knows of its place from now on.
    pub fn set_navigation(&mut self, row: u32, navigation: Navigation) {
        self.state.drones[row as usize].navigation = navigation;
    }

    /// A full battery again, or another: as after an exchange on the pad.
    pub fn set_energy(&mut self, row: u32, energy_j: f64) {
        let full_j = self.airframe(row).full_j;
        let (block, lane) = self.at_mut(row);
        block.energy[lane] = energy_j.clamp(0.0, full_j);
    }

    /// Takes a drone out; its row stays.
    pub fn remove(&mut self, row: u32) {
        self.state.arenas.remove(&row);
        self.state.drones[row as usize].life = Life::Gone;
    }

    /// The slow state of a drone.
    pub fn drone(&self, row: u32) -> &Drone {
        &self.state.drones[row as usize]
    }

    /// The airframe of a drone.
    pub fn airframe(&self, row: u32) -> &Airframe {
        &self.airframes[self.state.drones[row as usize].airframe as usize]
    }

    /// Where its centre of mass is (m).
    pub fn place_m(&self, row: u32) -> [f64; 3] {
        let (block, lane) = self.at(row);
        Block::three(&block.place, lane)
    }

    /// Its velocity over ground (m/s).
    pub fn velocity_mps(&self, row: u32) -> [f64; 3] {
        let (block, lane) = self.at(row);
        Block::three(&block.velocity, lane)
    }

    /// Its attitude: see [`crate::turn`].
    pub fn attitude(&self, row: u32) -> [f64; 4] {
        let (block, lane) = self.at(row);
        block.turn(lane)
    }

    /// Its turning rate in body axes (rad/s).
    pub fn rate_radps(&self, row: u32) -> [f64; 3] {
        let (block, lane) = self.at(row);
        Block::three(&block.rate, lane)
    }

    /// Energy left in its battery (J).
    pub fn energy_j(&self, row: u32) -> f64 {
        let (block, lane) = self.at(row);
        block.energy[lane]
    }

    /// Share of the full battery's energy that is left.
    pub fn energy_left(&self, row: u32) -> f64 {
        self.energy_j(row) / self.airframe(row).full_j
    }

    /// Power drawn at the battery's terminals (W).
    pub fn power_w(&self, row: u32) -> f64 {
        let (block, lane) = self.at(row);
        block.power[lane]
    }

    /// Speeds of its rotors (rad/s); those that it does not have stand.
    pub fn rotors_radps(&self, row: u32) -> [f64; ROTORS] {
        let (block, lane) = self.at(row);
        block.rotor.map(|row| row[lane])
    }

    /// The constants of a drone no longer hold.
    fn changed(&mut self, row: u32) {
        if let Some(constants) = self.constants.get_mut(row as usize / LANES) {
            *constants = None;
        }
    }

    fn at(&self, row: u32) -> (&Block, usize) {
        (&self.state.blocks[row as usize / LANES], row as usize % LANES)
    }

    fn at_mut(&mut self, row: u32) -> (&mut Block, usize) {
        (&mut self.state.blocks[row as usize / LANES], row as usize % LANES)
    }
}
