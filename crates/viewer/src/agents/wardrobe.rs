//! What agents of each kind wear: looked up once, since there are many agents.

use super::shapes::Shape;
use crate::look::{Look, between};
use bevy::color::Srgba;
use bevy::math::Vec3;
use bevy::prelude::Resource;
use pilotzone_replay::{Kind, Row, state};

/// Colours and sizes of all kinds, in one theme.
#[derive(Resource, Debug, Clone, Default)]
pub struct Wardrobe {
    suits: Vec<Suit>,
    controls: Vec<Srgba>,
    /// Brake lights.
    pub braking: Srgba,
    /// Turn signals.
    pub blinking: Srgba,
    /// The blue light.
    pub siren: Srgba,
    /// Who is chosen.
    pub chosen: Srgba,
}

/// What agents of one kind wear.
#[derive(Debug, Clone, PartialEq)]
pub struct Suit {
    /// Their shape.
    pub shape: Shape,
    /// Length, height and width as they are drawn near by (m).
    pub size: Vec3,
    /// Whether they drive on wheels.
    pub has_wheels: bool,
    /// Whether they show who drives.
    shows_control: bool,
    colour: Srgba,
    burnt: Srgba,
}

impl Wardrobe {
    /// What these kinds wear.
    pub fn new(kinds: &[Kind], look: &Look) -> Self {
        let control = |number: u32| {
            let row = Row { state: number, ..Row::default() };
            look.colour("controls", row.control().name())
        };
        Self {
            suits: kinds.iter().map(|kind| suit(kind, look)).collect(),
            controls: (0..=state::CONTROL).map(control).collect(),
            braking: look.colour("states", "braking"),
            blinking: look.colour("states", "blinking"),
            siren: look.colour("states", "siren"),
            chosen: look.themed("accent"),
        }
    }

    /// What agents of a kind wear; none where the file names a kind that it lacks.
    pub fn suit(&self, kind: u32) -> Option<&Suit> {
        self.suits.get(kind as usize)
    }

    /// The colour of an agent: automated vehicles show who drives, all others what they are.
    pub fn tint(&self, suit: &Suit, bits: u32) -> Srgba {
        if bits & state::WRECK != 0 {
            return suit.burnt;
        }
        if suit.shows_control {
            return self.controls.get((bits & state::CONTROL) as usize).copied().unwrap_or(suit.colour);
        }
        suit.colour
    }
}

fn suit(kind: &Kind, look: &Look) -> Suit {
    let shape = Shape::of_class(&kind.class);
    let colour = look.colour("classes", &kind.class);
    let larger = larger(shape);
    let metres = |metres: f64| metres.clamp(0.05, 100.0) as f32 * larger;
    Suit {
        shape,
        size: Vec3::new(metres(kind.length_m), metres(kind.height_m), metres(kind.width_m)),
        has_wheels: !matches!(shape, Shape::Person | Shape::Drone | Shape::Thing),
        shows_control: kind.automated && shape != Shape::Drone,
        colour,
        // As if burnt: quite black one would not see what it was.
        burnt: between(look.colour("states", "wreck"), colour, 0.3),
    }
}

/// Small things are drawn larger than they are, so that one sees them from above.
fn larger(shape: Shape) -> f32 {
    match shape {
        Shape::Person => 1.5,
        Shape::TwoWheeler => 1.3,
        Shape::Drone => 3.0,
        _ => 1.0,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::look::{Language, Theme};

    #[test]
    fn an_automated_car_shows_who_drives_a_wreck_is_dark_and_others_show_what_they_are() {
        let look = Look::new(Language::Ko, Theme::Light);
        let kind = |class: &str, automated: bool| Kind { class: class.into(), automated, ..Kind::default() };
        let wardrobe = Wardrobe::new(&[kind("av", true), kind("bus", false), kind("uav", true)], &look);
        let tint = |kind: u32, bits: u32| wardrobe.tint(wardrobe.suit(kind).unwrap(), bits);
        assert_eq!(tint(0, 3), look.colour("controls", "transition"));
        assert_eq!(tint(1, 3), look.colour("classes", "bus"));
        assert_eq!(tint(2, 2), look.colour("classes", "uav"));
        let burnt = tint(0, 2 | state::WRECK);
        assert!(burnt.red + burnt.green + burnt.blue < 0.6, "{burnt:?}");
        assert!(wardrobe.suit(9).is_none());
    }
}
