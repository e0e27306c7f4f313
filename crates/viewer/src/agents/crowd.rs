//! Puts all agents of a moment into the stock.

use super::lamps::lamps;
use super::shapes::Shape;
use super::signs::FLOATING;
use super::stock::Stock;
use super::wardrobe::{Suit, Wardrobe};
use crate::eye::Eye;
use crate::moment::{Agent, Moment};
use crate::space::{Space, turned};
use bevy::color::Srgba;
use bevy::math::{Quat, Vec3};
use bevy::prelude::Transform;
use pilotzone_replay::state;

/// From farther away than this (m) agents are drawn larger than they are: a car would be a dot.
const LARGER_FROM_M: f32 = 350.0;
const LARGEST: f32 = 4.0;
/// Roads lie so high (m) that who stands on them is seen to.
const ROAD_M: f64 = 0.03;

/// What decides how agents are drawn.
#[derive(Debug, Clone, Copy)]
pub struct Dress<'a> {
    space: Space,
    wardrobe: &'a Wardrobe,
    chosen: Option<u32>,
    /// All are drawn so much larger than they are.
    pub zoom: f32,
    sign_size: f32,
    /// Towards who looks.
    facing: Quat,
}

impl<'a> Dress<'a> {
    /// How agents are drawn for an eye.
    pub fn new(space: Space, wardrobe: &'a Wardrobe, eye: &Eye, chosen: Option<u32>) -> Self {
        let zoom = (eye.distance_m / LARGER_FROM_M).clamp(1.0, LARGEST);
        let sign_size = zoom * (eye.distance_m / 120.0).clamp(0.8, 1.6);
        Self { space, wardrobe, chosen, zoom, sign_size, facing: eye.transform().rotation }
    }
}

/// Puts all agents of a moment into the stock.
pub fn place_all(moment: &Moment, dress: &Dress<'_>, stock: &mut Stock) {
    for agent in &moment.agents {
        if let Some(suit) = dress.wardrobe.suit(agent.kind) {
            place(agent, suit, moment.time_s, dress, stock);
        }
    }
}

fn place(agent: &Agent, suit: &Suit, time_s: f64, dress: &Dress<'_>, stock: &mut Stock) {
    let body = body(agent, suit, dress);
    let colour = dress.wardrobe.tint(suit, agent.state);
    stock.put(suit.shape, colour, body);
    if suit.has_wheels {
        lamps(agent.state, time_s, &body, dress.wardrobe, stock);
    }
    if agent.is(state::AIR) {
        below(agent, colour, dress, stock);
    }
    let middle = if suit.has_wheels { -0.5 } else { 0.0 };
    if let Some(n) = FLOATING.iter().position(|(_, bit)| agent.is(*bit)) {
        let top = body.transform_point(Vec3::new(middle, 1.0, 0.0));
        let above = Transform {
            translation: top + Vec3::Y * (1.6 * dress.sign_size),
            rotation: dress.facing,
            scale: Vec3::splat(dress.sign_size),
        };
        stock.put(Shape::Sign(n as u8), Srgba::WHITE, above);
    }
    if dress.chosen == Some(agent.id) {
        let foot = body.transform_point(Vec3::new(middle, 0.02, 0.0));
        let ring = Transform::from_translation(foot).with_scale(Vec3::splat(4.0 * dress.zoom));
        stock.put(Shape::Ring, dress.wardrobe.chosen, ring);
    }
}

/// Where an agent's shape stands, how it is turned and how large it is.
fn body(agent: &Agent, suit: &Suit, dress: &Dress<'_>) -> Transform {
    let place = &agent.place;
    Transform {
        translation: dress.space.at([place.x_m, place.y_m], place.z_m + ROAD_M),
        rotation: turned(place),
        scale: suit.size * dress.zoom,
    }
}

/// A line down from a drone, and a ring on the ground, so that one sees over what it is and how high.
fn below(agent: &Agent, colour: Srgba, dress: &Dress<'_>, stock: &mut Stock) {
    let foot = dress.space.at([agent.place.x_m, agent.place.y_m], ROAD_M * 2.0);
    let width = 0.12 * dress.zoom;
    let height = agent.place.z_m.max(0.0) as f32;
    if height > 0.5 {
        let line = Transform::from_translation(foot).with_scale(Vec3::new(width, height, width));
        stock.put(Shape::Stalk, Srgba { alpha: 0.55, ..colour }, line);
    }
    let ring = Transform::from_translation(foot).with_scale(Vec3::splat(1.2 * dress.zoom));
    stock.put(Shape::Ring, colour, ring);
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::look::{Language, Look, Theme};
    use pilotzone_replay::{Kind, Place};
    use std::f64::consts::FRAC_PI_2;

    /// One agent of a class in a stock of its own.
    fn alone(class: &str, agent: Agent) -> (Stock, Transform) {
        let (length_m, width_m, height_m) = (5.0, 1.8, 1.5);
        let kind =
            Kind { name: class.into(), class: class.into(), length_m, width_m, height_m, automated: true };
        let wardrobe = Wardrobe::new(&[kind], &Look::new(Language::Ko, Theme::Light));
        let eye = Eye { distance_m: 50.0, ..Eye::default() };
        let dress = Dress::new(Space::default(), &wardrobe, &eye, None);
        let mut stock = Stock::default();
        let body = body(&agent, wardrobe.suit(0).unwrap(), &dress);
        place_all(&Moment { agents: vec![agent], ..Moment::default() }, &dress, &mut stock);
        (stock, body)
    }

    #[test]
    fn a_car_that_heads_north_reaches_south_from_its_front_bumper() {
        let place = Place { x_m: 10.0, y_m: 20.0, heading_rad: FRAC_PI_2, ..Place::default() };
        let (_, body) = alone("car", Agent { id: 0, kind: 0, place, state: 0 });
        let spot = |x: f32| Space::default().spot(body.transform_point(Vec3::new(x, 0.0, 0.0)));
        let (front, rear) = (spot(0.0), spot(-1.0));
        assert!((front[0] - 10.0).abs() < 1e-4 && (front[1] - 20.0).abs() < 1e-4, "{front:?}");
        assert!((rear[0] - 10.0).abs() < 1e-4 && (rear[1] - 15.0).abs() < 1e-4, "{rear:?}");
    }

    #[test]
    fn a_drone_is_as_high_as_it_flies_and_has_a_line_down_to_a_ring_on_the_ground() {
        let place = Place { z_m: 60.0, ..Place::default() };
        let (stock, body) = alone("uav", Agent { id: 0, kind: 0, place, state: state::AIR });
        assert!((body.translation.y - 60.03).abs() < 1e-4);
        let counts = [Shape::Drone, Shape::Stalk, Shape::Ring].map(|shape| stock.count(shape));
        assert_eq!(counts, [1, 1, 1]);
    }

    #[test]
    fn of_all_states_that_hold_the_gravest_floats() {
        let bits = state::EXEMPTED | state::FAULT;
        let (stock, _) = alone("av", Agent { id: 0, kind: 0, place: Place::default(), state: bits });
        let sign = |name: &str| FLOATING.iter().position(|(state, _)| *state == name).unwrap() as u8;
        assert_eq!(stock.count(Shape::Sign(sign("fault"))), 1);
        assert_eq!(stock.count(Shape::Sign(sign("exempted"))), 0);
    }
}
