//! One flying body and what it can touch, in rapier3d: for as long as it is within reach of something.
//!
//! Outside of an arena a body moves by its own model; inside, that model's forces are handed over substep by substep, and
//! rapier moves it and finds its contacts. An arena is a whole world of its own, so that it goes on bit-equal after it was
//! written down and read, whatever happens elsewhere.

use crate::solids::Solids;
use crate::triangles::triangles;
use pilotzone_map::Point;
use pilotzone_world::AgentKey;
use rapier3d_f64::prelude::*;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// Who has not touched something for so long touches it anew (s): a body that bounces or rubs hits once.
const ANEW_S: f64 = 0.5;
/// How far contacts are looked for ahead (m): a body at 60 m/s comes so far in a substep.
const AHEAD_M: f64 = 0.25;

/// What a body touches.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub enum Thing {
    /// The ground.
    Ground,
    /// The solid with that number.
    Solid(u32),
    /// A mover.
    Mover(AgentKey),
}

/// A body that flies: a box.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Hull {
    /// Half of its length, width and height (m).
    pub half_m: [f64; 3],
    /// Mass (kg).
    pub mass_kg: f64,
    /// Moments of inertia (kg m²).
    pub inertia_kgm2: [f64; 3],
    /// Newton's restitution against what it hits.
    pub restitution: f64,
    /// Coulomb's friction.
    pub friction: f64,
}

/// Where a body is and how it moves.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct Motion {
    /// Centre of mass (m).
    pub place_m: [f64; 3],
    /// Velocity (m/s).
    pub velocity_mps: [f64; 3],
    /// Attitude, body to world (w, x, y, z).
    pub attitude: [f64; 4],
    /// Turning rate in world axes (rad/s).
    pub rate_radps: [f64; 3],
}

/// An upright box that moves by itself, whatever hits it.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct MovingBox {
    /// Who.
    pub key: AgentKey,
    /// Its middle on the ground.
    pub at: Point,
    /// Where its front looks, length 1.
    pub axis: Point,
    /// Length, width and height (m).
    pub size_m: [f64; 3],
    /// Its velocity (m/s).
    pub velocity_mps: Point,
}

/// A contact that began in a substep.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Hit {
    /// What was hit.
    pub thing: Thing,
    /// Direction of the push on the body, length 1.
    pub normal: [f64; 3],
    /// Velocity of the body before, relative to what it hit (m/s).
    pub velocity_mps: [f64; 3],
}

/// One body and its surroundings in rapier.
#[derive(Serialize, Deserialize)]
pub struct Arena {
    world: PhysicsWorld,
    body: RigidBodyHandle,
    shape: ColliderHandle,
    solids: BTreeMap<u32, Vec<ColliderHandle>>,
    movers: BTreeMap<AgentKey, (RigidBodyHandle, ColliderHandle)>,
    /// What it touches, and how long ago it last did (s).
    touching: BTreeMap<Thing, f64>,
}

impl Clone for Arena {
    fn clone(&self) -> Self {
        let world = PhysicsWorld {
            gravity: self.world.gravity,
            integration_parameters: self.world.integration_parameters,
            islands: self.world.islands.clone(),
            broad_phase: self.world.broad_phase.clone(),
            narrow_phase: self.world.narrow_phase.clone(),
            bodies: self.world.bodies.clone(),
            colliders: self.world.colliders.clone(),
            ..PhysicsWorld::default()
        };
        Self {
            world,
            body: self.body,
            shape: self.shape,
            solids: self.solids.clone(),
            movers: self.movers.clone(),
            touching: self.touching.clone(),
        }
    }
}

impl std::fmt::Debug for Arena {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Arena")
            .field("motion", &self.motion())
            .field("touching", &self.touching)
            .finish_non_exhaustive()
    }
}

impl PartialEq for Arena {
    /// By what can be seen of them: where the body is, and what it touches.
    fn eq(&self, other: &Self) -> bool {
        self.motion() == other.motion() && self.touching == other.touching
    }
}

fn vector(v: [f64; 3]) -> Vector {
    Vector::new(v[0], v[1], v[2])
}

impl Arena {
    /// A body over the ground, and nothing else yet.
    pub fn new(hull: &Hull, motion: &Motion, gravity_mps2: f64) -> Self {
        let mut world = PhysicsWorld::new();
        world.gravity = Vector::new(0.0, 0.0, -gravity_mps2);
        let mass = MassProperties::new(Vector::ZERO, hull.mass_kg, vector(hull.inertia_kgm2));
        let body = RigidBodyBuilder::dynamic()
            .pose(pose(motion))
            .linvel(vector(motion.velocity_mps))
            .angvel(vector(motion.rate_radps))
            .additional_mass_properties(mass)
            .can_sleep(false)
            .soft_ccd_prediction(AHEAD_M);
        let [x, y, z] = hull.half_m;
        let shape = ColliderBuilder::cuboid(x, y, z)
            .density(0.0)
            .restitution(hull.restitution)
            .restitution_combine_rule(CoefficientCombineRule::Min)
            .friction(hull.friction);
        let (body, shape) = world.insert(body, shape);
        let up = Vector::new(0.0, 0.0, 1.0);
        let ground = ColliderBuilder::new(SharedShape::halfspace(up));
        world.colliders.insert(ground.restitution(1.0).user_data(tag(Thing::Ground)));
        Self {
            world,
            body,
            shape,
            solids: BTreeMap::new(),
            movers: BTreeMap::new(),
            touching: BTreeMap::new(),
        }
    }

    /// Takes in the solids that are near, and lets go of those that no longer are.
    pub fn surround(&mut self, all: &Solids, near: &[u32]) {
        let gone: Vec<u32> = self.solids.keys().copied().filter(|number| !near.contains(number)).collect();
        for number in gone {
            for handle in self.solids.remove(&number).unwrap_or_default() {
                self.world.remove_collider(handle);
            }
        }
        for &number in near {
            let Some(prism) = all.get(number).filter(|_| !self.solids.contains_key(&number)) else {
                continue;
            };
            let mut handles = Vec::new();
            for triangle in triangles(&prism.rings) {
                let corners: Vec<Vector> = [prism.base_m, prism.top_m]
                    .iter()
                    .flat_map(|&z| triangle.map(|p| Vector::new(p.x, p.y, z)))
                    .collect();
                if let Some(shape) = ColliderBuilder::convex_hull(&corners) {
                    let shape = shape.restitution(1.0).user_data(tag(Thing::Solid(number)));
                    handles.push(self.world.colliders.insert(shape));
                }
            }
            self.solids.insert(number, handles);
        }
    }

    /// Puts the movers that are near where they are now; they go on with their velocities.
    pub fn with_movers(&mut self, near: &[MovingBox]) {
        let gone: Vec<AgentKey> =
            self.movers.keys().copied().filter(|key| !near.iter().any(|mover| mover.key == *key)).collect();
        for key in gone {
            if let Some((body, _)) = self.movers.remove(&key) {
                self.world.remove_body(body);
            }
        }
        for mover in near {
            let half_z = 0.5 * mover.size_m[2];
            let heading = libm::atan2(mover.axis.y, mover.axis.x);
            let place = Vector::new(mover.at.x, mover.at.y, half_z);
            let at = Pose::from_parts(place, Rotation::from_rotation_z(heading));
            let velocity = Vector::new(mover.velocity_mps.x, mover.velocity_mps.y, 0.0);
            let world = &mut self.world;
            let (body, _) = *self.movers.entry(mover.key).or_insert_with(|| {
                let shape = ColliderBuilder::cuboid(0.5 * mover.size_m[0], 0.5 * mover.size_m[1], half_z)
                    .restitution(1.0)
                    .user_data(tag(Thing::Mover(mover.key)));
                world.insert(RigidBodyBuilder::kinematic_velocity_based().pose(at), shape)
            });
            if let Some(body) = self.world.bodies.get_mut(body) {
                body.set_position(at, true);
                body.set_linvel(velocity, true);
            }
        }
    }

    /// One substep under a force and a torque in world axes, weight not counted. What it began to touch goes into `hits`.
    pub fn step(&mut self, force_n: [f64; 3], torque_nm: [f64; 3], substep_s: f64, hits: &mut Vec<Hit>) {
        hits.clear();
        self.world.integration_parameters.dt = substep_s;
        let Some(body) = self.world.bodies.get_mut(self.body) else { return };
        body.reset_forces(true);
        body.reset_torques(true);
        body.add_force(vector(force_n), true);
        body.add_torque(vector(torque_nm), true);
        let before = body.linvel();
        self.world.step();
        for since_s in self.touching.values_mut() {
            *since_s += substep_s;
        }
        for pair in self.world.contact_pairs_with(self.shape) {
            let (size, normal) = pair.max_impulse();
            if size <= 0.0 {
                continue;
            }
            let (other, sign) =
                if pair.collider1 == self.shape { (pair.collider2, -1.0) } else { (pair.collider1, 1.0) };
            let Some(thing) = self.world.colliders.get(other).and_then(|shape| thing(shape.user_data)) else {
                continue;
            };
            let since_s = self.touching.insert(thing, 0.0);
            if since_s.is_none_or(|since_s| since_s > ANEW_S) {
                let with = match thing {
                    Thing::Mover(key) => {
                        self.movers.get(&key).and_then(|(body, _)| self.world.bodies.get(*body))
                    }
                    _ => None,
                };
                let relative = before - with.map_or(Vector::ZERO, RigidBody::linvel);
                let normal = normal * sign;
                hits.push(Hit { thing, normal: normal.to_array(), velocity_mps: relative.to_array() });
            }
        }
        hits.sort_by_key(|hit| hit.thing);
        hits.dedup_by_key(|hit| hit.thing);
    }

    /// Whether it touches the ground or a solid now.
    pub fn stands(&self) -> bool {
        let fixed = |thing: &Thing| !matches!(thing, Thing::Mover(_));
        self.touching.iter().any(|(thing, &since_s)| fixed(thing) && since_s <= 0.0)
    }

    /// Where the body is and how it moves.
    pub fn motion(&self) -> Motion {
        let body = &self.world.bodies[self.body];
        let (pose, q) = (body.position(), body.rotation());
        Motion {
            place_m: pose.translation.to_array(),
            velocity_mps: body.linvel().to_array(),
            attitude: [q.w, q.x, q.y, q.z],
            rate_radps: body.angvel().to_array(),
        }
    }
}

fn pose(motion: &Motion) -> Pose {
    let [w, x, y, z] = motion.attitude;
    Pose::from_parts(vector(motion.place_m), Rotation::from_xyzw(x, y, z, w))
}

/// A thing as the number that its shapes carry.
fn tag(thing: Thing) -> u128 {
    match thing {
        Thing::Ground => 1 << 64,
        Thing::Solid(number) => 2 << 64 | u128::from(number),
        Thing::Mover(key) => 3 << 64 | u128::from(key.0),
    }
}

fn thing(tag: u128) -> Option<Thing> {
    match tag >> 64 {
        1 => Some(Thing::Ground),
        2 => Some(Thing::Solid(tag as u32)),
        3 => Some(Thing::Mover(AgentKey(tag as u64))),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use pilotzone_map::{Building, HeightSource};

    const STEP_S: f64 = 0.004;

    fn hull() -> Hull {
        Hull {
            half_m: [0.3, 0.3, 0.1],
            mass_kg: 2.0,
            inertia_kgm2: [0.02, 0.02, 0.04],
            restitution: 0.2,
            friction: 0.6,
        }
    }

    fn at(place_m: [f64; 3], velocity_mps: [f64; 3]) -> Arena {
        let motion = Motion { place_m, velocity_mps, attitude: [1.0, 0.0, 0.0, 0.0], rate_radps: [0.0; 3] };
        Arena::new(&hull(), &motion, 9.80665)
    }

    fn tower() -> Solids {
        let ring = [(0.0, 0.0), (20.0, 0.0), (20.0, 20.0), (10.0, 20.0), (10.0, 10.0), (0.0, 10.0)];
        Solids::of(&[Building {
            id: String::new(),
            name: None,
            ring: ring.map(|(x, y)| Point::new(x, y)).to_vec(),
            holes: Vec::new(),
            base_m: 0.0,
            top_m: 30.0,
            height_source: HeightSource::Tagged,
        }])
    }

    /// Steps without any force but weight; all that was hit.
    fn run(arena: &mut Arena, seconds: f64) -> Vec<Hit> {
        let (mut hits, mut all) = (Vec::new(), Vec::new());
        for _ in 0..(seconds / STEP_S) as u32 {
            arena.step([0.0; 3], [0.0; 3], STEP_S, &mut hits);
            all.extend(hits.iter().copied());
        }
        all
    }

    #[test]
    fn a_fall_hits_the_ground_once_bounces_little_and_comes_to_rest() {
        let mut arena = at([0.0, 0.0, 5.1], [0.0; 3]);
        let hits = run(&mut arena, 4.0);
        assert_eq!(hits.len(), 1, "{hits:?}");
        // 5 m of free fall: sqrt(2 * 9.80665 * 5) = 9.903 m/s, less a step's worth.
        assert!((hits[0].velocity_mps[2] + 9.903).abs() < 0.05 && hits[0].normal[2] > 0.999, "{hits:?}");
        let motion = arena.motion();
        assert!((motion.place_m[2] - 0.1).abs() < 0.01 && motion.velocity_mps[2].abs() < 0.01, "{motion:?}");
        assert!(arena.stands());
    }

    #[test]
    fn no_wall_is_passed_however_fast_it_is_met() {
        let solids = tower();
        for speed_mps in [5.0, 25.0, 60.0] {
            let mut arena = at([-3.0, 5.0, 15.0], [speed_mps, 0.0, 0.0]);
            arena.surround(&solids, &[0]);
            let mut hits = Vec::new();
            for _ in 0..250 {
                arena.step([0.0, 0.0, 2.0 * 9.80665], [0.0; 3], STEP_S, &mut hits);
                let place = arena.motion().place_m;
                assert!(!solids.holds(place), "{speed_mps} m/s: {place:?}");
            }
            assert!(arena.motion().velocity_mps[0] < 0.5 * speed_mps, "{:?}", arena.motion());
        }
    }

    #[test]
    fn the_inner_corner_of_a_building_is_open_and_its_roof_holds() {
        let solids = tower();
        let mut arena = at([4.0, 15.0, 15.0], [0.0; 3]);
        arena.surround(&solids, &[0]);
        assert_eq!(run(&mut arena, 2.5)[0].thing, Thing::Ground);
        let mut arena = at([15.0, 5.0, 32.0], [0.0; 3]);
        arena.surround(&solids, &[0]);
        assert_eq!(run(&mut arena, 2.5)[0].thing, Thing::Solid(0));
        assert!((arena.motion().place_m[2] - 30.1).abs() < 0.02);
        arena.surround(&solids, &[]);
        run(&mut arena, 0.5);
        assert!(arena.motion().place_m[2] < 29.5, "what is let go of holds no more");
    }

    #[test]
    fn what_moves_by_itself_is_hit_with_the_speed_between_both() {
        let mut arena = at([0.0, 0.0, 1.0], [0.0; 3]);
        let car = |x: f64| MovingBox {
            key: AgentKey(5),
            at: Point::new(x, 0.0),
            axis: Point::new(1.0, 0.0),
            size_m: [4.0, 1.8, 1.5],
            velocity_mps: Point::new(12.0, 0.0),
        };
        arena.with_movers(&[car(-4.0)]);
        let hits = run(&mut arena, 0.3);
        assert_eq!(hits[0].thing, Thing::Mover(AgentKey(5)));
        assert!((hits[0].velocity_mps[0] + 12.0).abs() < 0.1, "{hits:?}");
        assert!(arena.motion().velocity_mps[0] > 5.0, "it is pushed along");
        arena.with_movers(&[]);
        assert!(arena.movers.is_empty());
    }

    #[test]
    fn a_copy_goes_on_with_the_same_bits() {
        let mut arena = at([0.0, 0.0, 1.1], [3.0, 0.5, 0.0]);
        run(&mut arena, 0.46);
        let mut copy = arena.clone();
        run(&mut arena, 1.0);
        run(&mut copy, 1.0);
        assert_eq!(arena, copy);
    }
}
