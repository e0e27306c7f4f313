//! Who is within reach of something to touch, and moves in an arena of its own until he no longer is.

use crate::GRAVITY_MPS2;
use crate::airframe::Airframe;
use crate::around::{Around, Mover};
use crate::block::{Block, LANES};
use crate::constants::Constants;
use crate::drone::{Drone, Life};
use crate::setpoint::{Mode, Setpoint};
use crate::substep::{Acting, Held, force, rows};
use crate::ticks::Motion;
use crate::touch::{Struck, Touch};
use crate::turn;
use pilotzone_physics::arena::Hit;
use pilotzone_physics::{Arena, Hull, MovingBox, Thing, arena};

/// What is nearer than a step's way and so much more is within reach (m).
const MARGIN_M: f64 = 0.3;
/// No mover is higher (m): who flies higher need not look at them.
const MOVERS_TOP_M: f64 = 5.0;
/// A push from below points at least so much upward: that of a floor, not of a wall.
const FLOOR_NORMAL: f64 = 0.7;
/// A hull that leans more than this when it comes down lies on its propellers (cosine of 60 degrees).
const LEANS: f64 = 0.5;
/// A floor that is met more slowly than this (m/s) was stood upon before.
const LEAST_TOUCH_MPS: f64 = 0.1;
/// Slower than this (m/s, rad/s) a body on the floor has come to rest.
const AT_REST: [f64; 2] = [0.05, 0.1];
/// Plastic shells on asphalt, concrete and glass: they crush and bounce little, and slide until friction stops them.
const RESTITUTION: f64 = 0.2;
/// See [`RESTITUTION`]; the slide of SORA 2.5, annex F, has 0.65.
const FRICTION: f64 = 0.65;

/// What is near a drone: numbers of solids, and movers.
#[derive(Debug, Clone, PartialEq, Default)]
pub(crate) struct Near {
    solids: Vec<u32>,
    movers: Vec<MovingBox>,
}

impl Near {
    /// What is within reach in a step; none where nothing is.
    pub fn of(
        around: &Around,
        frame: &Airframe,
        (place, velocity): ([f64; 3], [f64; 3]),
        dt_s: f64,
    ) -> Option<Self> {
        let half = frame.half_m();
        let radius_m = (half[0] * half[0] + half[1] * half[1] + half[2] * half[2]).sqrt();
        let speed_mps = velocity.iter().map(|v| v * v).sum::<f64>().sqrt();
        // It may gain speed in the step.
        let reach_m = radius_m + (speed_mps + GRAVITY_MPS2 * dt_s) * dt_s + MARGIN_M;
        let mut near = Self::default();
        around.solids.near(place, reach_m, &mut near.solids);
        if place[2] - reach_m < MOVERS_TOP_M {
            let boxes =
                around.movers.iter().filter(|mover| within(mover, place, reach_m, dt_s)).map(moving_box);
            near.movers.extend(boxes);
        }
        let anything = place[2] < reach_m || !near.solids.is_empty() || !near.movers.is_empty();
        anything.then_some(near)
    }
}

fn within(mover: &Mover, place: [f64; 3], reach_m: f64, dt_s: f64) -> bool {
    let way_m = libm::hypot(mover.velocity_mps.x, mover.velocity_mps.y) * dt_s;
    let far_m = reach_m + 0.5 * libm::hypot(mover.size_m[0], mover.size_m[1]) + way_m;
    let (dx, dy) = (mover.at.x - place[0], mover.at.y - place[1]);
    dx * dx + dy * dy < far_m * far_m && place[2] - reach_m < mover.size_m[2]
}

fn moving_box(mover: &Mover) -> MovingBox {
    MovingBox {
        key: mover.key,
        at: mover.at,
        axis: mover.axis,
        size_m: mover.size_m,
        velocity_mps: mover.velocity_mps,
    }
}

/// A drone that may touch something, with its arena.
pub(crate) struct Guest {
    /// Its row.
    pub row: u32,
    /// Its slow state.
    pub drone: Drone,
    /// Its body and what is near it.
    pub arena: Arena,
}

/// The arena of a drone, with what is near.
pub(crate) fn enter(
    known: Option<Arena>,
    (drone, frame): (&Drone, &Airframe),
    (block, lane): (&Block, usize),
    around: &Around,
    near: &Near,
) -> Arena {
    let mut arena = known.unwrap_or_else(|| {
        let hull = Hull {
            half_m: frame.half_m(),
            mass_kg: frame.file.mass_kg + drone.payload_kg,
            inertia_kgm2: frame.file.inertia_kgm2.map(|i| i.0),
            restitution: RESTITUTION,
            friction: FRICTION,
        };
        let attitude = block.turn(lane);
        let motion = arena::Motion {
            place_m: Block::three(&block.place, lane),
            velocity_mps: Block::three(&block.velocity, lane),
            attitude,
            rate_radps: turn::to_world(attitude, Block::three(&block.rate, lane)),
        };
        Arena::new(&hull, &motion, GRAVITY_MPS2)
    });
    arena.surround(around.solids, &near.solids);
    arena.with_movers(&near.movers);
    arena
}

/// The motion of up to eight drones, each in its arena.
pub(crate) struct InArenas<'a> {
    guests: &'a mut [Guest],
    airframes: &'a [Airframe],
    broke: [bool; LANES],
    time_s: f64,
    touches: Vec<Touch>,
    hits: Vec<Hit>,
}

impl<'a> InArenas<'a> {
    pub fn of(guests: &'a mut [Guest], airframes: &'a [Airframe]) -> Self {
        let broke = [false; LANES];
        Self { guests, airframes, broke, time_s: 0.0, touches: Vec::new(), hits: Vec::new() }
    }

    /// What was touched.
    pub fn into_touches(self) -> Vec<Touch> {
        self.touches
    }

    /// Tells of what a drone began to touch in a substep.
    fn tell(&mut self, lane: usize, before: arena::Motion, mass_kg: f64) {
        let guest = &self.guests[lane];
        let frame = &self.airframes[guest.drone.airframe as usize];
        for hit in &self.hits {
            let [x, y, z] = hit.velocity_mps;
            let normal_mps = -(x * hit.normal[0] + y * hit.normal[1] + z * hit.normal[2]);
            let floor = hit.normal[2] > FLOOR_NORMAL;
            let leans = turn::up(before.attitude)[2] < LEANS;
            let broke = !floor || leans || normal_mps > frame.file.bump_mps;
            if !broke && normal_mps < LEAST_TOUCH_MPS {
                continue;
            }
            let struck = match hit.thing {
                Thing::Ground => Struck::Ground,
                Thing::Solid(number) if floor => Struck::Roof(number),
                Thing::Solid(number) => Struck::Facade(number),
                Thing::Mover(key) => Struck::Mover(key),
            };
            self.broke[lane] |= broke;
            self.touches.push(Touch {
                row: guest.row,
                struck,
                after_s: self.time_s,
                at_m: before.place_m,
                velocity_mps: hit.velocity_mps,
                normal_mps: normal_mps.max(0.0),
                energy_j: 0.5 * mass_kg * (x * x + y * y + z * z),
                broke,
            });
        }
    }
}

impl Motion for InArenas<'_> {
    fn advance(&mut self, b: &mut Block, c: &Constants, held: &Held, acting: &Acting, h: f64) {
        for lane in 0..self.guests.len() {
            let q = b.turn(lane);
            let m = rows(q[0], q[1], q[2], q[3]);
            let velocity = Block::three(&b.velocity, lane);
            let mut torque = [0.0; 3];
            let mut acts = acting.clone();
            if self.broke[lane] {
                (acts.thrust[lane], acts.turning[lane]) = (0.0, 0.0);
            } else {
                torque = turn::to_world(q, Block::three(&acting.torque, lane));
            }
            let force = force(c, held, &acts, lane, &m, velocity);
            let before = self.guests[lane].arena.motion();
            self.guests[lane].arena.step(force, torque, h, &mut self.hits);
            self.tell(lane, before, c.mass[lane]);
            let now = self.guests[lane].arena.motion();
            Block::set_three(&mut b.place, lane, now.place_m);
            Block::set_three(&mut b.velocity, lane, now.velocity_mps);
            b.set_turn(lane, now.attitude);
            Block::set_three(&mut b.rate, lane, turn::to_body(now.attitude, now.rate_radps));
        }
        self.time_s += h;
    }

    fn is_broken(&self, lane: usize) -> bool {
        self.broke[lane]
    }

    /// Motors go off on a floor after a landing, propellers break in a crash, and who lies still is done.
    fn end(&mut self, b: &mut Block, drones: &mut [Drone]) {
        for (lane, drone) in drones.iter_mut().enumerate() {
            if self.broke[lane] {
                drone.propeller = [0.0; crate::block::ROTORS];
                drone.order = Setpoint::off();
            }
            let on_floor = self.guests[lane].arena.stands();
            if on_floor && drone.order.mode == Mode::Land {
                drone.order = Setpoint::off();
            }
            let speed2 = |v: [f64; 3]| v.iter().map(|c| c * c).sum::<f64>();
            let slow = speed2(Block::three(&b.velocity, lane)) < AT_REST[0] * AT_REST[0]
                && speed2(Block::three(&b.rate, lane)) < AT_REST[1] * AT_REST[1];
            if on_floor && slow && matches!(drone.order.mode, Mode::Off | Mode::Parachute) {
                let whole = drone.propeller.iter().any(|&share| share > 0.0);
                drone.life = if whole { Life::Standing } else { Life::Wreck };
                Block::set_three(&mut b.velocity, lane, [0.0; 3]);
                Block::set_three(&mut b.rate, lane, [0.0; 3]);
                for rotor in &mut b.rotor {
                    rotor[lane] = 0.0;
                }
            }
        }
    }
}
