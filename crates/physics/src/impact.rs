//! The impact of two bodies: how much the speed of each changes, and what energy is lost.

use crate::rectangle::Rectangle;
use pilotzone_map::Point;
use rapier3d_f64::prelude::*;
use serde::{Deserialize, Serialize};

/// Nothing is lighter (kg): a mass of 0 would be one that nothing moves.
const LEAST_MASS_KG: f64 = 0.01;
/// Radius of the knobs by which two bodies meet in one point (m).
const KNOB_M: f64 = 0.05;
/// Corners that lie no further behind the foremost touch as well (m): skins give way before they pass on the impulse.
const CRUSH_M: f64 = 0.05;
/// Length of a step (s): at 50 m/s the bodies move a millimetre in it.
const STEP_S: f64 = 2e-5;
/// After so many steps they have parted, or move as one.
const STEPS: usize = 8;
/// Depth to which they touch when the impact begins (m), so that the solver sees them in contact.
const TOUCH_M: f64 = 1e-6;

/// A body on the road: a box of even density.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Body {
    /// Its outline when the contact was found.
    pub outline: Rectangle,
    /// Mass (kg).
    pub mass_kg: f64,
    /// How it moves (m/s).
    pub velocity_mps: Point,
}

impl Body {
    /// How far it reaches from its middle along a vector of length 1 (m).
    fn reach_m(&self, along: Point) -> f64 {
        let Rectangle { axis, half_length_m, half_width_m, .. } = self.outline;
        half_length_m * (axis.x * along.x + axis.y * along.y).abs()
            + half_width_m * (axis.x * along.y - axis.y * along.x).abs()
    }
}

/// How much bounces back, and how rough the skins are.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Skins {
    /// Newton's restitution, 0 to 1.
    pub restitution: f64,
    /// Coulomb's friction between both.
    pub friction: f64,
}

/// What an impact does.
#[derive(Debug, Clone, Copy, PartialEq, Default, Serialize, Deserialize)]
pub struct Impact {
    /// Change of the velocity of each body's centre of mass (m/s).
    pub delta_v_mps: [f64; 2],
    /// Energy that is lost, spinning counted (J).
    pub loss_j: f64,
}

/// The impact of two boxes by rapier3d.
///
/// Where they overlap already they are first put back along their ways to where they met. They meet in one point, the
/// middle of what touches, with the normal of the side that was run into: the planar impact mechanics of Brach and
/// Brach. Boxes that meet along an edge would press on both its ends, which the solver balances only after many rounds.
/// Delta-v is that of the centre of mass: a head above an axle that is swung round feels more. All that is not finite
/// gives no impact.
pub fn impact(a: &Body, b: &Body, skins: Skins) -> Impact {
    let Some(touch) = Touch::of(a, b) else { return Impact::default() };
    let solid = |body: &Body, side: f64| {
        let Rectangle { half_length_m, half_width_m, .. } = body.outline;
        let mass_kg = body.mass_kg.max(LEAST_MASS_KG);
        let to_knob_m = side * (KNOB_M - 0.5 * TOUCH_M);
        Solid {
            centre: body.centre_before(touch.back_s),
            velocity_mps: body.velocity_mps,
            yaw_radps: 0.0,
            mass_kg,
            yaw_inertia_kgm2: mass_kg * (half_length_m * half_length_m + half_width_m * half_width_m) / 3.0,
            knob: Point::new(
                touch.contact.x + to_knob_m * touch.normal.x,
                touch.contact.y + to_knob_m * touch.normal.y,
            ),
        }
    };
    collide([solid(a, -1.0), solid(b, 1.0)], skins).map_or(Impact::default(), |[a, b]| Impact {
        delta_v_mps: [a.delta_v_mps, b.delta_v_mps],
        loss_j: (a.loss_j + b.loss_j).max(0.0),
    })
}

/// Where and when two boxes began to touch.
#[derive(Debug, Clone, Copy, PartialEq)]
struct Touch {
    /// How long ago (s).
    back_s: f64,
    /// From the first to the second, across the side that was run into.
    normal: Point,
    /// The middle of what touches.
    contact: Point,
}

impl Touch {
    /// None where they do not near each other, or are no boxes.
    fn of(a: &Body, b: &Body) -> Option<Self> {
        let whole = [a, b].into_iter().all(|body| {
            let Rectangle { half_length_m, half_width_m, .. } = body.outline;
            half_length_m > 0.0 && half_width_m > 0.0 && body.mass_kg.is_finite()
        });
        let offset = (b.outline.centre.x - a.outline.centre.x, b.outline.centre.y - a.outline.centre.y);
        let velocity = (b.velocity_mps.x - a.velocity_mps.x, b.velocity_mps.y - a.velocity_mps.y);
        let mut found: Option<(f64, Point)> = None;
        for axis in [a.outline.axis, b.outline.axis].into_iter().flat_map(|u| [u, Point::new(-u.y, u.x)]) {
            let at_m = offset.0 * axis.x + offset.1 * axis.y;
            let speed_mps = velocity.0 * axis.x + velocity.1 * axis.y;
            // Back in time the distance grows against the speed: it parts on the side that it came from.
            let back_s = (a.reach_m(axis) + b.reach_m(axis) + at_m * speed_mps.signum()) / speed_mps.abs();
            if speed_mps != 0.0 && found.is_none_or(|(least_s, _)| back_s < least_s) {
                let towards = -speed_mps.signum();
                found = Some((back_s, Point::new(towards * axis.x, towards * axis.y)));
            }
        }
        let (back_s, normal) = found.filter(|(back_s, _)| whole && back_s.is_finite())?;
        let parted = [a, b].into_iter().flat_map(|body| {
            let u = body.outline.axis;
            [u, Point::new(-u.y, u.x)]
        });
        let parted =
            parted.into_iter().any(|u| (offset.0 * u.x + offset.1 * u.y).abs() > a.reach_m(u) + b.reach_m(u));
        if parted && back_s > 0.0 {
            return None;
        }
        let tangent = Point::new(-normal.y, normal.x);
        let (of_a, of_b) =
            (a.foremost_m(normal, back_s), b.foremost_m(Point::new(-normal.x, -normal.y), back_s));
        let (low_m, high_m) = (of_a.along_m.0.max(-of_b.along_m.1), of_a.along_m.1.min(-of_b.along_m.0));
        let along_m = 0.5 * (low_m + high_m);
        let contact = Point::new(
            of_a.depth_m * normal.x + along_m * tangent.x,
            of_a.depth_m * normal.y + along_m * tangent.y,
        );
        Some(Self { back_s, normal, contact })
    }
}

/// The part of a box that is foremost in a direction.
struct Foremost {
    /// How far it reaches in the direction (m from the origin).
    depth_m: f64,
    /// From where to where it reaches to the left of the direction (m from the origin).
    along_m: (f64, f64),
}

impl Body {
    fn centre_before(&self, back_s: f64) -> Point {
        let (at, v) = (self.outline.centre, self.velocity_mps);
        Point::new(at.x - back_s * v.x, at.y - back_s * v.y)
    }

    fn foremost_m(&self, direction: Point, back_s: f64) -> Foremost {
        let Rectangle { axis, half_length_m, half_width_m, .. } = self.outline;
        let centre = self.centre_before(back_s);
        let corners = [(1.0, 1.0), (-1.0, 1.0), (-1.0, -1.0), (1.0, -1.0)].map(|(ahead, left)| {
            let (l, w) = (ahead * half_length_m, left * half_width_m);
            let (x, y) = (centre.x + l * axis.x - w * axis.y, centre.y + l * axis.y + w * axis.x);
            (x * direction.x + y * direction.y, y * direction.x - x * direction.y)
        });
        let depth_m = corners.iter().fold(f64::NEG_INFINITY, |deepest, corner| deepest.max(corner.0));
        let touching = corners.iter().filter(|corner| corner.0 >= depth_m - CRUSH_M);
        let along_m = touching.fold((f64::INFINITY, f64::NEG_INFINITY), |(low, high), corner| {
            (low.min(corner.1), high.max(corner.1))
        });
        Foremost { depth_m, along_m }
    }
}

/// A body as the solver takes it.
struct Solid {
    centre: Point,
    velocity_mps: Point,
    yaw_radps: f64,
    mass_kg: f64,
    yaw_inertia_kgm2: f64,
    /// The knob by which it touches the other.
    knob: Point,
}

/// What became of one body.
struct Change {
    delta_v_mps: f64,
    loss_j: f64,
}

/// Lets two bodies that touch collide in the plane. None where a number is not finite.
fn collide(solids: [Solid; 2], skins: Skins) -> Option<[Change; 2]> {
    let numbers = |s: &Solid| {
        [
            s.centre.x,
            s.centre.y,
            s.knob.x,
            s.knob.y,
            s.velocity_mps.x,
            s.velocity_mps.y,
            s.mass_kg,
            s.yaw_inertia_kgm2,
        ]
    };
    if !solids.iter().flat_map(numbers).all(f64::is_finite) {
        return None;
    }
    let mut world = PhysicsWorld::new();
    world.gravity = Vector::ZERO;
    let solver = &mut world.integration_parameters;
    solver.dt = STEP_S;
    solver.friction_model = FrictionModel::Coulomb;
    solver.num_internal_pgs_iterations = 8;
    solver.num_internal_stabilization_iterations = 8;
    solver.friction_in_bias_pass = true;
    solver.normalized_max_corrective_velocity = 0.0;
    // The first body is the origin: far from it, metres would eat the digits of the micrometres of the contact.
    let origin = solids[0].centre;
    let handles = [&solids[0], &solids[1]].map(|solid| {
        let inertia = Vector::new(solid.yaw_inertia_kgm2, solid.yaw_inertia_kgm2, solid.yaw_inertia_kgm2);
        let mass = MassProperties::new(Vector::ZERO, solid.mass_kg, inertia);
        let body = RigidBodyBuilder::dynamic()
            .translation(Vector::new(solid.centre.x - origin.x, solid.centre.y - origin.y, 0.0))
            .linvel(Vector::new(solid.velocity_mps.x, solid.velocity_mps.y, 0.0))
            .angvel(Vector::new(0.0, 0.0, solid.yaw_radps))
            // All lies in one plane, so nothing moves up; forbidding it would leave the friction's two directions
            // without a solution.
            .enabled_rotations(false, false, true)
            .additional_mass_properties(mass);
        let knob = Vector::new(solid.knob.x - solid.centre.x, solid.knob.y - solid.centre.y, 0.0);
        let shape = ColliderBuilder::ball(KNOB_M)
            .translation(knob)
            .restitution(skins.restitution)
            .friction(skins.friction);
        world.insert(body, shape.density(0.0)).0
    });
    for _ in 0..STEPS {
        world.step();
    }
    let changes = [0, 1].map(|i| {
        let (solid, body) = (&solids[i], &world.bodies[handles[i]]);
        let (after, spin) = (body.linvel(), body.angvel().z);
        let (before_x, before_y) = (solid.velocity_mps.x, solid.velocity_mps.y);
        let energy_j = |x: f64, y: f64, yaw: f64| {
            0.5 * solid.mass_kg * (x * x + y * y) + 0.5 * solid.yaw_inertia_kgm2 * yaw * yaw
        };
        Change {
            delta_v_mps: libm::hypot(after.x - before_x, after.y - before_y),
            loss_j: energy_j(before_x, before_y, solid.yaw_radps) - energy_j(after.x, after.y, spin),
        }
    });
    Some(changes)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::vectors::vectors;

    fn car(x: f64, y: f64, heading_rad: f64, speed_mps: f64, mass_kg: f64) -> Body {
        let outline = Rectangle::behind(Point::new(x, y), heading_rad, 4.5, 1.8);
        let velocity_mps = Point::new(speed_mps * outline.axis.x, speed_mps * outline.axis.y);
        Body { outline, mass_kg, velocity_mps }
    }

    fn near(found: f64, wanted: f64, share: f64, what: &str) {
        assert!((found - wanted).abs() <= 1e-6 + share * wanted.abs(), "{what}: {found}, wanted {wanted}");
    }

    #[test]
    fn straight_crashes_are_those_of_the_textbook() {
        for case in vectors("delta_v_1d") {
            let (v1, v2) = (case.number("v1_mps"), case.number("v2_mps"));
            if v1 <= v2 {
                continue; // They part already; the next test has it.
            }
            let a = car(0.0, 0.0, 0.0, v1, case.number("mass1_kg"));
            let b = car(4.4, 0.0, 0.0, v2, case.number("mass2_kg"));
            let found = impact(&a, &b, Skins { restitution: case.number("restitution"), friction: 0.0 });
            let wanted = |key| case.wanted(key);
            near(found.delta_v_mps[0], wanted("delta_v1_mps"), 1e-6, &case.name);
            near(found.delta_v_mps[1], wanted("delta_v2_mps"), 1e-6, &case.name);
            let energy_j = 0.5 * (a.mass_kg * v1 * v1 + b.mass_kg * v2 * v2);
            assert!(
                (found.loss_j - wanted("energy_lost_j")).abs() <= 1e-6 * energy_j,
                "{}: {found:?}",
                case.name
            );
        }
    }

    #[test]
    fn bodies_that_part_or_keep_their_distance_have_no_impact() {
        let skins = Skins { restitution: 0.1, friction: 0.3 };
        let (slow, fast) = (car(0.0, 0.0, 0.0, 5.0, 1500.0), car(4.6, 0.0, 0.0, 9.0, 1500.0));
        assert_eq!(impact(&slow, &slow, skins), Impact::default());
        assert_eq!(impact(&slow, &fast, skins), Impact::default());
        assert!(
            impact(&fast, &Body { velocity_mps: Point::new(-1.0, 0.0), ..fast }, skins).delta_v_mps[0] < 5.51
        );
        let nowhere = Body { velocity_mps: Point::new(f64::NAN, 0.0), ..slow };
        assert_eq!(impact(&nowhere, &fast, skins), Impact::default());
    }

    #[test]
    fn single_contacts_are_those_of_planar_impact_mechanics() {
        for case in vectors("delta_v_2d") {
            let friction = case.number("friction");
            let point =
                |key: &str| Point::new(case.number(&format!("{key}.0")), case.number(&format!("{key}.1")));
            let (contact, normal) = (point("contact_m"), point("normal_1_to_2"));
            let solid = |n: u8, side: f64| {
                let centre = point(&format!("centre{n}_m"));
                let to_knob_m = side * (KNOB_M - 0.5 * TOUCH_M);
                Solid {
                    centre,
                    velocity_mps: point(&format!("v{n}_mps")),
                    yaw_radps: case.number(&format!("yaw{n}_radps")),
                    mass_kg: case.number(&format!("mass{n}_kg")),
                    yaw_inertia_kgm2: case.number(&format!("yaw_inertia{n}_kgm2")),
                    knob: Point::new(contact.x + to_knob_m * normal.x, contact.y + to_knob_m * normal.y),
                }
            };
            let skins = Skins { restitution: case.number("restitution"), friction };
            let [a, b] = collide([solid(1, -1.0), solid(2, 1.0)], skins).unwrap();
            // The solver takes friction in small helpings; without it only the motion during the contact differs.
            let share = if friction > 0.0 { 0.02 } else { 0.002 };
            near(a.delta_v_mps, case.wanted("delta_v1_mps"), share, &case.name);
            near(b.delta_v_mps, case.wanted("delta_v2_mps"), share, &case.name);
        }
    }

    #[test]
    fn a_crash_is_the_same_to_the_last_bit_and_wherever_it_was_found() {
        let skins = Skins { restitution: 0.1, friction: 0.4 };
        let (a, b) = (car(0.3, 0.2, 0.1, 14.0, 1500.0), car(1.0, -2.0, 1.5, 9.0, 2100.0));
        let (once, twice) = (impact(&a, &b, skins), impact(&a, &b, skins));
        assert_eq!(once.delta_v_mps.map(f64::to_bits), twice.delta_v_mps.map(f64::to_bits));
        assert_eq!(once.loss_j.to_bits(), twice.loss_j.to_bits());
        assert!(once.loss_j > 0.0 && once.delta_v_mps[0] > 1.0, "{once:?}");
        let momentum = [once.delta_v_mps[0] * 1500.0, once.delta_v_mps[1] * 2100.0];
        assert!((momentum[0] / momentum[1] - 1.0).abs() < 1e-6, "{momentum:?}");
    }
}
