//! What does not change of eight drones while nothing of them fails, side by side for the inner loop.

use crate::GRAVITY_MPS2;
use crate::airframe::Airframe;
use crate::block::{LANES, Lane, ROTORS};
use crate::control::mixer::{Lever, mix};
use crate::drone::Drone;

/// Beyond this a torque about the upward axis does not limit a rotor (N m): stands for no limit.
pub(crate) const NO_LIMIT: f64 = 1e9;

/// The constants of a block; lanes without a drone have those of a stone.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Constants {
    /// Rotors of the drone that has most.
    pub rotors: usize,
    /// Mass (kg).
    pub mass: Lane,
    /// Moments of inertia (kg m²).
    pub inertia: [Lane; 3],
    /// Half the density times the drag area along each axis of the body (kg/m).
    pub drag: [Lane; 3],
    /// Drag of a rotor in its plane for each rad/s and m/s.
    pub rotor_drag: Lane,
    /// Torque against turning over the rate squared (kg m²).
    pub spin_drag: Lane,
    /// Half the density times the drag area of the open parachute (kg/m).
    pub chute: Lane,
    /// Height above the centre of mass at which the parachute pulls (m).
    pub chute_arm: Lane,
    /// Rotors forward of and left of the centre of mass (m).
    pub arm: [[Lane; ROTORS]; 2],
    /// Torque about the upward axis over thrust (m).
    pub yaw_arm: [Lane; ROTORS],
    /// Thrust over speed squared that the controller reckons with.
    pub thrust: Lane,
    /// What is left of it at each rotor.
    pub thrust_left: [Lane; ROTORS],
    /// Greatest thrust of each rotor with a full battery at rest (N), as the mixer believes.
    pub most: [Lane; ROTORS],
    /// What its motor really reaches of it (N).
    pub reach: [Lane; ROTORS],
    /// Thrust of each rotor for one unit of force and torques.
    pub mix: [[Lane; 4]; ROTORS],
    /// One over the share of each rotor in lift and in yaw; 0 and [`NO_LIMIT`] where it has none.
    pub per_lift: [Lane; ROTORS],
    /// See `per_lift`.
    pub per_yaw: [Lane; ROTORS],
    /// Time constants of rotors (s), up and down.
    pub lag: [Lane; 2],
    /// Gains of tilt and yaw: attitude, rate, sum of the rate's error.
    pub tilt_gain: [Lane; 3],
    /// See `tilt_gain`.
    pub yaw_gain: [Lane; 3],
}

impl Constants {
    /// The constants of these drones.
    pub fn of(drones: &[Drone], airframes: &[Airframe]) -> Self {
        let zero = [0.0; LANES];
        let mut all = Self {
            rotors: 0,
            mass: [1.0; LANES],
            inertia: [[1.0; LANES]; 3],
            drag: [zero; 3],
            rotor_drag: zero,
            spin_drag: zero,
            chute: zero,
            chute_arm: zero,
            arm: [[zero; ROTORS]; 2],
            yaw_arm: [zero; ROTORS],
            thrust: [1.0; LANES],
            thrust_left: [zero; ROTORS],
            most: [zero; ROTORS],
            reach: [zero; ROTORS],
            mix: [[zero; 4]; ROTORS],
            per_lift: [zero; ROTORS],
            per_yaw: [zero; ROTORS],
            lag: [[1.0; LANES]; 2],
            tilt_gain: [zero; 3],
            yaw_gain: [zero; 3],
        };
        for (lane, drone) in drones.iter().enumerate() {
            all.lay_in(lane, drone, &airframes[drone.airframe as usize]);
        }
        all
    }

    fn lay_in(&mut self, lane: usize, drone: &Drone, frame: &Airframe) {
        let file = &frame.file;
        let half_density = 0.5 * frame.density_kgpm3;
        self.rotors = self.rotors.max(frame.rotors);
        self.mass[lane] = file.mass_kg + drone.payload_kg;
        // What is carried sits at the centre of mass.
        for axis in 0..3 {
            self.inertia[axis][lane] = file.inertia_kgm2[axis].0;
            self.drag[axis][lane] = half_density * file.drag_area_m2[axis].0;
        }
        let radius_m = file.rotors.at.iter().map(|at| libm::hypot(at.x_m, at.y_m)).fold(0.0, f64::max);
        let mean_m2 = file.drag_area_m2.iter().map(|area| area.0).sum::<f64>() / 3.0;
        // As if half of the drag area sat out at the rotors.
        self.spin_drag[lane] = 0.5 * half_density * mean_m2 * radius_m * radius_m * radius_m;
        self.rotor_drag[lane] = file.rotors.drag_ns2_per_radm;
        if let Some(parachute) = &file.parachute {
            self.chute[lane] = half_density * parachute.drag_area_m2;
            self.chute_arm[lane] = 0.5 * file.hull_m[2].0;
        }
        self.thrust[lane] = frame.thrust_per_rad2;
        self.lag[0][lane] = file.rotors.spin_up_s;
        self.lag[1][lane] = file.rotors.spin_down_s;
        let gains = &file.gains;
        for (i, gain) in [gains.attitude_per_s, gains.rate_per_s, gains.rate_sum_per_s2].iter().enumerate() {
            self.tilt_gain[i][lane] = gain[0].0;
            self.yaw_gain[i][lane] = gain[1].0;
        }
        self.lay_in_rotors(lane, drone, frame);
    }

    fn lay_in_rotors(&mut self, lane: usize, drone: &Drone, frame: &Airframe) {
        let rotors = &frame.file.rotors;
        let lever = |i: usize| Lever {
            x_m: rotors.at[i].x_m,
            y_m: rotors.at[i].y_m,
            yaw_m: frame.turns_hull(i) * frame.torque_arm_m,
            // Motor controllers tell what turns without load or not at all: the mixer knows at once. A weak one hides.
            works: drone.motor[i] > 0.0 && drone.propeller[i] > 0.0,
        };
        let levers: Vec<Lever> = (0..frame.rotors).map(lever).collect();
        let mix = mix(&levers);
        for (i, lever) in levers.iter().enumerate() {
            self.arm[0][i][lane] = lever.x_m;
            self.arm[1][i][lane] = lever.y_m;
            self.yaw_arm[i][lane] = lever.yaw_m;
            self.thrust_left[i][lane] = frame.thrust_per_rad2 * drone.propeller[i];
            self.most[i][lane] = rotors.max_thrust_n;
            self.reach[i][lane] = rotors.max_thrust_n * drone.motor[i] * drone.motor[i];
            for (row, share) in self.mix[i].iter_mut().zip(mix[i]) {
                row[lane] = share;
            }
            let (lift, yaw) = (mix[i][0], mix[i][3]);
            self.per_lift[i][lane] = if lift > 1e-3 { 1.0 / lift } else { 0.0 };
            self.per_yaw[i][lane] = if yaw.abs() > 1e-9 { 1.0 / yaw } else { 0.0 };
        }
    }

    /// Weight (N).
    pub fn weight_n(&self, lane: usize) -> f64 {
        self.mass[lane] * GRAVITY_MPS2
    }
}

/// What the lag of rotors does in one substep: the share of the old speed that is kept, and the shares by which the mean
/// of the square follows.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Lags {
    /// Kept of the difference, up and down.
    pub keep: [Lane; 2],
    /// Mean of the difference over the substep, over its start.
    pub mean: [Lane; 2],
    /// Mean of its square, over the square of its start.
    pub square: [Lane; 2],
}

impl Lags {
    /// For substeps so long: w(t) = c + (w - c) exp(-t/T), so the means are T/h (1 - k) and T/2h (1 - k²).
    pub fn of(constants: &Constants, substep_s: f64) -> Self {
        let each = |shape: fn(f64, f64) -> f64| {
            constants.lag.map(|lag| lag.map(|lag_s| shape(lag_s / substep_s, libm::exp(-substep_s / lag_s))))
        };
        Self {
            keep: each(|_, keep| keep),
            mean: each(|ratio, keep| ratio * (1.0 - keep)),
            square: each(|ratio, keep| 0.5 * ratio * (1.0 - keep * keep)),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::vectors::vectors;

    #[test]
    fn a_rotor_lags_and_its_mean_square_follows_as_the_vectors_say() {
        for case in vectors("rotor_lag") {
            let mut constants = Constants::of(&[], &[]);
            constants.lag = [[case.number("tau_s"); LANES]; 2];
            let lags = Lags::of(&constants, case.number("dt_s"));
            let goal = case.number("command_radps");
            let off = case.number("omega0_radps") - goal;
            let square = goal * goal + 2.0 * goal * off * lags.mean[0][0] + off * off * lags.square[0][0];
            case.holds("omega_radps", goal + off * lags.keep[0][0]);
            case.holds("mean_omega2_rad2ps2", square);
        }
    }
}
