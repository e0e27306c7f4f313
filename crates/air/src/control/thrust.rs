//! From a velocity to a thrust: how much, and which way.

use crate::GRAVITY_MPS2;
use pilotzone_scenario::file::{FlightLimitsFile, GainsFile};

/// Share of the weight that the rotors hold at least, so that the attitude can be steered in a fast descent.
const LEAST_LIFT: f64 = 0.2;

/// What the velocity loop remembers.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Velocity {
    /// The velocity that is followed: what is wanted, reached with no more than the airframe's acceleration (m/s).
    pub reference_mps: [f64; 3],
    /// Its error, added up (m).
    pub sum_m: [f64; 3],
}

/// A thrust.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Thrust {
    /// The acceleration that it gives, gravity included (m/s²).
    pub lift_mps2: f64,
    /// Where it points, length 1.
    pub up: [f64; 3],
}

/// One tick of the velocity loop: proportional and integral on the error, the reference's own acceleration ahead of it,
/// cut to the greatest tilt. `level` is false where the level speed is unknown: then it stays level.
pub fn wanted_thrust(
    memory: &mut Velocity,
    (wanted_mps, velocity_mps): ([f64; 3], [f64; 3]),
    (gains, limits): (&GainsFile, &FlightLimitsFile),
    level: bool,
    dt_s: f64,
) -> Thrust {
    let before = memory.reference_mps;
    let lack: [f64; 3] = core::array::from_fn(|i| wanted_mps[i] - before[i]);
    let far = (lack[0] * lack[0] + lack[1] * lack[1]).sqrt();
    let most = limits.accel_mps2 * dt_s;
    let share = if far > most { most / far } else { 1.0 };
    let change = [lack[0] * share, lack[1] * share, lack[2].clamp(-most, most)];
    let mut accel = [0.0; 3];
    for i in 0..3 {
        let axis = usize::from(i == 2);
        memory.reference_mps[i] = before[i] + change[i];
        let off = memory.reference_mps[i] - velocity_mps[i];
        let sum_gain = gains.velocity_sum_per_s2[axis].0;
        let reach_m = if sum_gain > 0.0 { limits.accel_mps2 / sum_gain } else { 0.0 };
        memory.sum_m[i] = (memory.sum_m[i] + off * dt_s).clamp(-reach_m, reach_m);
        accel[i] = change[i] / dt_s + gains.velocity_per_s[axis].0 * off + sum_gain * memory.sum_m[i];
    }
    if !level {
        (accel[0], accel[1]) = (0.0, 0.0);
        for i in 0..2 {
            memory.reference_mps[i] = 0.0;
            memory.sum_m[i] = 0.0;
        }
    }
    let upright = (accel[2] + GRAVITY_MPS2).max(LEAST_LIFT * GRAVITY_MPS2);
    let aside = (accel[0] * accel[0] + accel[1] * accel[1]).sqrt();
    let reach = upright * libm::tan(limits.tilt_deg.to_radians());
    let cut = if aside > reach { reach / aside } else { 1.0 };
    let pull = [accel[0] * cut, accel[1] * cut, upright];
    let size = (pull[0] * pull[0] + pull[1] * pull[1] + pull[2] * pull[2]).sqrt();
    Thrust { lift_mps2: size, up: pull.map(|c| c / size) }
}
