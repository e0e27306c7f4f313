//! From a place to go to to a velocity.

use crate::setpoint::{Mode, Setpoint, Target};
use pilotzone_scenario::file::{FlightLimitsFile, GainsFile};

/// The last metres of a landing are slow.
const FLARE_M: f64 = 1.0;
/// Share of the greatest acceleration by which a place is approached: the rest is left for wind.
const APPROACH: f64 = 0.5;

/// What a controller steers by.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Fix {
    /// Where it believes to be (m).
    pub place_m: [f64; 3],
    /// Where it began to land (m).
    pub landing_m: [f64; 3],
    /// Height above what is under it (m).
    pub above_m: f64,
}

/// The velocity over ground that a setpoint asks for (m/s).
///
/// Towards a place it is the distance times a gain close by, and the square root of what the acceleration allows far off,
/// so that it can stop there: both branches and their slopes meet.
pub fn wanted_mps(order: &Setpoint, gains: &GainsFile, limits: &FlightLimitsFile, fix: &Fix) -> [f64; 3] {
    let speed_mps = order.speed_mps.min(limits.speed_mps);
    let climb_mps = order.climb_mps.min(limits.climb_mps);
    let descent_mps = order.descent_mps.min(limits.descent_mps);
    let off = |to: [f64; 3]| [to[0] - fix.place_m[0], to[1] - fix.place_m[1], to[2] - fix.place_m[2]];
    let [level, upright] = gains.position_per_s.map(|gain| gain.0);
    let brake = APPROACH * limits.accel_mps2;
    let [x, y, z] = match (order.mode, order.target) {
        (Mode::Land, _) => {
            let [x, y, _] = off(fix.landing_m);
            let slow = limits.landing_mps;
            let left_m = (fix.above_m - FLARE_M).max(0.0);
            let down_mps = (slow * slow + 2.0 * brake * left_m).sqrt().min(descent_mps.max(slow));
            let [x, y] = towards([x, y], level, brake);
            [x, y, -down_mps]
        }
        (_, Target::Velocity(v)) => v,
        (_, Target::Place(to)) => {
            let [dx, dy, dz] = off(to);
            let [x, y] = towards([dx, dy], level, brake);
            [x, y, towards([dz, 0.0], upright, brake)[0]]
        }
    };
    let fast = (x * x + y * y).sqrt();
    let share = if fast > speed_mps { speed_mps / fast } else { 1.0 };
    [
        x * share,
        y * share,
        if z > climb_mps {
            climb_mps
        } else if z < -descent_mps {
            -descent_mps
        } else {
            z
        },
    ]
}

/// The speed with which to near a place that lies so far off, and to stop there with a deceleration.
fn towards(off_m: [f64; 2], gain: f64, brake_mps2: f64) -> [f64; 2] {
    let far_m = (off_m[0] * off_m[0] + off_m[1] * off_m[1]).sqrt();
    if gain <= 0.0 {
        return [0.0; 2];
    }
    let near_m = brake_mps2 / (gain * gain);
    let ratio =
        if far_m <= near_m { gain } else { (2.0 * brake_mps2 * (far_m - 0.5 * near_m)).sqrt() / far_m };
    off_m.map(|m| m * ratio)
}
