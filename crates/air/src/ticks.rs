//! The slow loops of a block: wind, course, velocity, battery; between them the substeps.

use crate::airframe::{Airframe, induced_mps};
use crate::around::Around;
use crate::block::{Block, LANES};
use crate::constants::{Constants, Lags};
use crate::control::course::{Fix, wanted_mps};
use crate::control::thrust::{Velocity, wanted_thrust};
use crate::drone::Drone;
use crate::fleet::Settings;
use crate::gust::{Filter, scales};
use crate::setpoint::Mode;
use crate::substep::{Acting, Held, Sums, act, fly};
use crate::turn;
use crate::wind::Wind;
use pilotzone_world::Stream;

const GUST: Stream = Stream::named("gust");
/// Longest tick of the slow loops (s): autopilots run them at 50 Hz.
const TICK_S: f64 = 0.02;
/// Airspeed below which gusts pass as if it were this (m/s): over somebody at rest in calm air they would never change.
const LEAST_AIRSPEED_MPS: f64 = 1.0;
/// Beyond so many radii above the floor the ground effect is below a thousandth.
const GROUND_EFFECT_RADII: f64 = 8.0;

/// How a step is cut.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Cut {
    /// Ticks of a step.
    pub ticks: u32,
    /// Length of a tick (s).
    pub tick_s: f64,
    /// Substeps of a tick.
    pub substeps: u32,
    /// Length of a substep (s).
    pub substep_s: f64,
}

impl Cut {
    /// A step in equal ticks, and these in equal substeps, none longer than it may be.
    pub fn of(dt_s: f64, longest_s: f64) -> Self {
        // A step of 0.1 s has five ticks although the quotient of both is rounded upwards.
        let pieces = |whole: f64, part: f64| ((whole / part - 1e-9).ceil().max(1.0)) as u32;
        let ticks = pieces(dt_s, TICK_S);
        let tick_s = dt_s / f64::from(ticks);
        let substeps = pieces(tick_s, longest_s.max(1e-4));
        Self { ticks, tick_s, substeps, substep_s: tick_s / f64::from(substeps) }
    }
}

/// The air and the floor of one drone for a step.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Surroundings {
    mean_mps: [f64; 2],
    downwind: [f64; 2],
    gusts: Option<Filter>,
    floor_m: f64,
}

impl Surroundings {
    pub const NOTHING: Self = Self { mean_mps: [0.0; 2], downwind: [1.0, 0.0], gusts: None, floor_m: 0.0 };

    pub fn of(around: &Around, place_m: [f64; 3], velocity_mps: [f64; 3], tick_s: f64) -> Self {
        let wind: &Wind = around.wind;
        let floor_m = around.solids.floor_m(place_m);
        let speed_mps = wind.mean_mps(place_m[2]) * wind.left_in_lee(around.solids, place_m);
        let upwind = wind.upwind();
        let downwind = [-upwind.x, -upwind.y];
        let mean_mps = downwind.map(|c| c * speed_mps);
        let gusts = wind.gusts().then(|| {
            let u = [velocity_mps[0] - mean_mps[0], velocity_mps[1] - mean_mps[1], velocity_mps[2]];
            let airspeed_mps = (u[0] * u[0] + u[1] * u[1] + u[2] * u[2]).sqrt().max(LEAST_AIRSPEED_MPS);
            Filter::of(scales(place_m[2], wind.at_twenty_feet_mps()), airspeed_mps, tick_s)
        });
        Self { mean_mps, downwind, gusts, floor_m }
    }
}

/// One drone's part of the slow loops before the substeps of a tick.
struct Slow<'a> {
    drone: &'a mut Drone,
    frame: &'a Airframe,
    surroundings: &'a Surroundings,
    settings: &'a Settings,
    tick: u64,
    tick_s: f64,
}

impl Slow<'_> {
    fn before(&mut self, b: &mut Block, c: &Constants, held: &mut Held, lane: usize) {
        self.air(b, held, lane);
        self.parachute(held, lane);
        let powered = matches!(self.drone.order.mode, Mode::Fly | Mode::Land) && b.energy[lane] > 0.0;
        held.powered[lane] = f64::from(u8::from(powered));
        held.volt2[lane] = b.volt_share[lane] * b.volt_share[lane];
        if powered {
            self.steer(b, c, held, lane);
        } else {
            Block::set_three(&mut b.reference, lane, Block::three(&b.velocity, lane));
            Block::set_three(&mut b.velocity_sum, lane, [0.0; 3]);
        }
        self.ground_effect(b, c, held, lane);
    }

    /// Mean wind and gust.
    fn air(&mut self, b: &mut Block, held: &mut Held, lane: usize) {
        let s = self.surroundings;
        let mut gust = [0.0; 3];
        if let Some(filter) = &s.gusts {
            let mut draws = GUST.draws(self.settings.seed, self.drone.key, self.tick);
            let state = b.gust.map(|row| row[lane]);
            let (next, found) = filter.step(state, &mut draws);
            for (row, value) in b.gust.iter_mut().zip(next) {
                row[lane] = value;
            }
            gust = found;
        }
        let [along, across, up] = gust;
        let [x, y] = s.downwind;
        held.air[0][lane] = s.mean_mps[0] + along * x - across * y;
        held.air[1][lane] = s.mean_mps[1] + along * y + across * x;
        held.air[2][lane] = up;
    }

    fn parachute(&mut self, held: &mut Held, lane: usize) {
        if self.drone.chute_s < 0.0 {
            return;
        }
        self.drone.chute_s += self.tick_s;
        if let Some(parachute) = self.frame.file.parachute.filter(|_| self.drone.chute_works) {
            held.chute[lane] = (self.drone.chute_s / parachute.opens_s).min(1.0);
        }
    }

    /// Course and velocity loops.
    fn steer(&mut self, b: &mut Block, c: &Constants, held: &mut Held, lane: usize) {
        let file = &self.frame.file;
        let (place, velocity) = (Block::three(&b.place, lane), Block::three(&b.velocity, lane));
        let navigation = &self.drone.navigation;
        let above_m = place[2] - 0.5 * file.hull_m[2].0 - self.surroundings.floor_m;
        let believed: [f64; 3] = core::array::from_fn(|i| place[i] + navigation.error_m[i]);
        let fix = Fix { place_m: believed, landing_m: self.drone.landing_m, above_m };
        let wanted = wanted_mps(&self.drone.order, &file.gains, &file.limits, &fix);
        let mut memory = Velocity {
            reference_mps: Block::three(&b.reference, lane),
            sum_m: Block::three(&b.velocity_sum, lane),
        };
        let thrust = wanted_thrust(
            &mut memory,
            (wanted, velocity),
            (&file.gains, &file.limits),
            navigation.fix,
            self.tick_s,
        );
        Block::set_three(&mut b.reference, lane, memory.reference_mps);
        Block::set_three(&mut b.velocity_sum, lane, memory.sum_m);
        Block::set_three(&mut held.up, lane, thrust.up);
        // The rotors push along the axis that the body has, of which only this share points where it should.
        let q = b.turn(lane);
        let is_up = turn::up(q);
        let share = (0..3).map(|i| is_up[i] * thrust.up[i]).sum::<f64>();
        held.lift[lane] = c.mass[lane] * thrust.lift_mps2 * share.max(0.0);
        let off_rad = turn::wrapped(self.drone.order.yaw_rad - turn::yaw_rad(q));
        let most_radps = file.limits.yaw_deg_per_s.to_radians();
        held.yaw_rate[lane] = (c.yaw_gain[0][lane] * off_rad).clamp(-most_radps, most_radps);
    }

    /// Thrust near the ground over that far from it: Cheeseman and Bennett 1955, ARC R&M 3021, with the term for forward
    /// flight. Each rotor is alone above the floor, at half a radius or higher.
    fn ground_effect(&self, b: &Block, c: &Constants, held: &mut Held, lane: usize) {
        let radius_m = 0.5 * self.frame.file.rotors.diameter_m;
        let rotor_m = b.place[2][lane] + 0.5 * self.frame.file.hull_m[2].0 - self.surroundings.floor_m;
        held.ground_effect[lane] = 1.0;
        if rotor_m < GROUND_EFFECT_RADII * radius_m && turn::up(b.turn(lane))[2] > 0.0 {
            let each_n = c.weight_n(lane) / self.frame.rotors as f64;
            let induced = induced_mps(each_n, self.frame.density_kgpm3 * self.frame.disc_m2, 0.0, 0.0);
            let level2 =
                b.velocity[0][lane] * b.velocity[0][lane] + b.velocity[1][lane] * b.velocity[1][lane];
            let ratio = radius_m / (4.0 * rotor_m.max(0.5 * radius_m));
            held.ground_effect[lane] = 1.0 / (1.0 - ratio * ratio / (1.0 + level2 / (induced * induced)));
        }
    }

    /// Battery after the substeps of a tick.
    fn after(&mut self, b: &mut Block, held: &Held, sums: &Sums, substeps: f64, lane: usize) {
        let left = (b.energy[lane] / self.frame.full_j).max(0.0);
        let velocity = Block::three(&b.velocity, lane);
        let u: [f64; 3] = core::array::from_fn(|i| velocity[i] - held.air[i][lane]);
        let [x, y, through_mps] = turn::to_body(b.turn(lane), u);
        // Near the ground the same power gives more thrust.
        let thrust_n = sums.thrust[lane] / (substeps * held.ground_effect[lane]);
        let cubes = sums.cubes[lane] / substeps;
        let terminal_w = if held.powered[lane] > 0.0 {
            self.frame.terminal_w(thrust_n, cubes, (x * x + y * y).sqrt(), through_mps)
        } else {
            self.frame.file.battery.electronics_w
        };
        let (store_w, volt) = self.frame.discharge(terminal_w, left, self.drone.resistance);
        b.power[lane] = terminal_w;
        b.energy[lane] = (b.energy[lane] - store_w * self.tick_s).max(0.0);
        b.volt_share[lane] = volt / self.frame.full_v;
        self.drone.strain = sums.strain[lane];
    }
}

/// What moves a block's lanes in a substep.
pub(crate) trait Motion {
    /// Moves all lanes.
    fn advance(&mut self, b: &mut Block, c: &Constants, held: &Held, acting: &Acting, h: f64);

    /// Whether the rotors of a lane broke in this step.
    fn is_broken(&self, _lane: usize) -> bool {
        false
    }

    /// After the last substep.
    fn end(&mut self, _b: &mut Block, _drones: &mut [Drone]) {}
}

/// Free air.
pub(crate) struct Free;

impl Motion for Free {
    fn advance(&mut self, b: &mut Block, c: &Constants, held: &Held, acting: &Acting, h: f64) {
        fly(b, c, held, acting, h);
    }
}

/// A block and what belongs to it for one step.
pub(crate) struct Work<'a> {
    /// The drones in it.
    pub drones: &'a mut [Drone],
    /// Which of them move now.
    pub moving: [bool; LANES],
    /// Their motion.
    pub block: &'a mut Block,
    /// Their constants.
    pub constants: &'a Constants,
}

/// One step of a block.
pub(crate) fn step(
    work: &mut Work,
    (airframes, around): (&[Airframe], &Around),
    settings: &Settings,
    (cut, first_tick): (&Cut, u64),
    motion: &mut impl Motion,
) {
    let lags = Lags::of(work.constants, cut.substep_s);
    let mut surroundings = [Surroundings::NOTHING; LANES];
    for lane in lanes(work) {
        let (place, velocity) =
            (Block::three(&work.block.place, lane), Block::three(&work.block.velocity, lane));
        surroundings[lane] = Surroundings::of(around, place, velocity, cut.tick_s);
    }
    let mut held = Held::still();
    for tick in 0..cut.ticks {
        let tick = first_tick + u64::from(tick);
        for lane in lanes(work) {
            let mut slow =
                slow(&mut work.drones[lane], airframes, &surroundings[lane], settings, (tick, cut.tick_s));
            slow.before(work.block, work.constants, &mut held, lane);
            if motion.is_broken(lane) {
                held.powered[lane] = 0.0;
            }
        }
        let mut sums = Sums::none();
        for _ in 0..cut.substeps {
            let acting = act(work.block, work.constants, &lags, &held, &mut sums, cut.substep_s);
            motion.advance(work.block, work.constants, &held, &acting, cut.substep_s);
        }
        for lane in lanes(work) {
            let mut slow =
                slow(&mut work.drones[lane], airframes, &surroundings[lane], settings, (tick, cut.tick_s));
            slow.after(work.block, &held, &sums, f64::from(cut.substeps), lane);
        }
    }
    motion.end(work.block, work.drones);
}

fn lanes(work: &Work) -> impl Iterator<Item = usize> + use<> {
    let moving = work.moving;
    (0..work.drones.len()).filter(move |&lane| moving[lane])
}

fn slow<'a>(
    drone: &'a mut Drone,
    airframes: &'a [Airframe],
    surroundings: &'a Surroundings,
    settings: &'a Settings,
    (tick, tick_s): (u64, f64),
) -> Slow<'a> {
    let frame = &airframes[drone.airframe as usize];
    Slow { drone, frame, surroundings, settings, tick, tick_s }
}
