//! One agent in one frame.

use pilotzone_world::Control;

/// Bits of [`Row::state`]. The lowest three are the number of a [`Control`].
pub mod state {
    /// The bits of the control.
    pub const CONTROL: u32 = 7;
    /// Its automated-driving system or its flight control has a fault.
    pub const FAULT: u32 = 1 << 3;
    /// Its driver is asked to take over.
    pub const REQUEST: u32 = 1 << 4;
    /// It does what a special case excuses.
    pub const EXEMPTED: u32 = 1 << 5;
    /// It breaks a rule.
    pub const VIOLATES: u32 = 1 << 6;
    /// It brakes so that its brake lights shine.
    pub const BRAKING: u32 = 1 << 7;
    /// Its left turn signal blinks.
    pub const LEFT: u32 = 1 << 8;
    /// Its right turn signal blinks.
    pub const RIGHT: u32 = 1 << 9;
    /// It has crashed, or lies on the ground.
    pub const WRECK: u32 = 1 << 10;
    /// Siren and light are on.
    pub const SIREN: u32 = 1 << 11;
    /// It is parked or stands at a planned stop.
    pub const PARKED: u32 = 1 << 12;
    /// A thing that nobody drives.
    pub const OBJECT: u32 = 1 << 13;
    /// It is inside a pilot zone.
    pub const IN_ZONE: u32 = 1 << 14;
    /// Its height, pitch and roll are recorded: a drone.
    pub const AIR: u32 = 1 << 15;
    /// Nobody can reach it: the link is lost.
    pub const LINK_LOST: u32 = 1 << 16;
    /// It falls.
    pub const FALLING: u32 = 1 << 17;
}

/// Where an agent is, in metres and radians.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct Place {
    /// East (m): of a vehicle the middle of its front bumper, of others their middle.
    pub x_m: f64,
    /// North (m).
    pub y_m: f64,
    /// Above ground (m); recorded with [`state::AIR`] only.
    pub z_m: f64,
    /// Where it points (rad, 0 = east, counter-clockwise).
    pub heading_rad: f64,
    /// Nose up (rad); recorded with [`state::AIR`] only.
    pub pitch_rad: f64,
    /// Right side down (rad); recorded with [`state::AIR`] only.
    pub roll_rad: f64,
    /// Speed (m/s).
    pub speed_mps: f64,
}

/// One agent in one frame, in the steps in which it is recorded: centimetres and tenths of a degree.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Row {
    /// The agent's number in the run.
    pub id: u32,
    /// East (cm).
    pub x_cm: i32,
    /// North (cm).
    pub y_cm: i32,
    /// Above ground (cm).
    pub z_cm: i32,
    /// Where it points (0.1 degree, 0 to 3599).
    pub heading_ddeg: i32,
    /// Nose up (0.1 degree).
    pub pitch_ddeg: i32,
    /// Right side down (0.1 degree).
    pub roll_ddeg: i32,
    /// Speed (0.1 m/s).
    pub speed_dmps: i32,
    /// Bits of [`state`].
    pub state: u32,
}

/// A whole turn (0.1 degree).
pub(crate) const TURN_DDEG: i32 = 3600;

impl Row {
    /// The nearest steps to a place.
    pub fn new(id: u32, place: &Place, state: u32) -> Self {
        // `as` takes what is no number to zero and what is too large to the last step: no panic, no surprise.
        let cm = |metres: f64| rounded(metres * 100.0);
        let ddeg = |rad: f64| rounded(rad.to_degrees() * 10.0);
        let in_air = state & self::state::AIR != 0;
        let air = |value: i32| if in_air { value } else { 0 };
        Self {
            id,
            x_cm: cm(place.x_m),
            y_cm: cm(place.y_m),
            z_cm: air(cm(place.z_m)),
            heading_ddeg: ddeg(place.heading_rad).rem_euclid(TURN_DDEG),
            pitch_ddeg: air(ddeg(place.pitch_rad)),
            roll_ddeg: air(ddeg(place.roll_rad)),
            speed_dmps: rounded(place.speed_mps * 10.0),
            state,
        }
    }

    /// The place, as near as it is recorded.
    pub fn place(&self) -> Place {
        let rad = |ddeg: i32| (f64::from(ddeg) / 10.0).to_radians();
        Place {
            x_m: f64::from(self.x_cm) / 100.0,
            y_m: f64::from(self.y_cm) / 100.0,
            z_m: f64::from(self.z_cm) / 100.0,
            heading_rad: rad(self.heading_ddeg),
            pitch_rad: rad(self.pitch_ddeg),
            roll_rad: rad(self.roll_ddeg),
            speed_mps: f64::from(self.speed_dmps) / 10.0,
        }
    }

    /// Whether all of these bits are set.
    pub fn is(&self, bits: u32) -> bool {
        self.state & bits == bits
    }

    /// Who drives.
    pub fn control(&self) -> Control {
        const ALL: [Control; 6] = [
            Control::Person,
            Control::Manual,
            Control::Automated,
            Control::Transition,
            Control::MinimalRisk,
            Control::Halted,
        ];
        ALL.get((self.state & state::CONTROL) as usize).copied().unwrap_or_default()
    }
}

fn rounded(value: f64) -> i32 {
    value.round() as i32
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::f64::consts::PI;

    #[test]
    fn a_place_comes_back_to_a_centimetre_and_a_tenth_of_a_degree() {
        let place = Place {
            x_m: -1234.567,
            y_m: 89.004,
            z_m: 61.239,
            heading_rad: -PI / 3.0,
            pitch_rad: 0.1,
            roll_rad: -0.2,
            speed_mps: 13.94,
        };
        let back = Row::new(7, &place, state::AIR).place();
        for (found, expected) in [(back.x_m, -1234.57), (back.y_m, 89.0), (back.z_m, 61.24)] {
            assert!((found - expected).abs() < 1e-9, "{found} {expected}");
        }
        assert!((back.heading_rad - (2.0 * PI - PI / 3.0)).abs() < 0.001);
        assert!((back.pitch_rad - 0.1).abs() < 0.001 && (back.roll_rad + 0.2).abs() < 0.001);
        assert!((back.speed_mps - 13.9).abs() < 1e-9);
    }

    #[test]
    fn who_is_on_the_ground_has_no_height_and_what_is_no_number_is_zero() {
        let place = Place { z_m: 5.0, pitch_rad: 1.0, x_m: f64::NAN, ..Place::default() };
        let row = Row::new(1, &place, state::BRAKING | Control::Automated as u32);
        assert_eq!((row.x_cm, row.z_cm, row.pitch_ddeg), (0, 0, 0));
        assert_eq!(row.control(), Control::Automated);
        assert!(row.is(state::BRAKING) && !row.is(state::BRAKING | state::FAULT));
    }
}
