//! What follows from an airframe's file: rotors in physical units, power, endurance.

use crate::GRAVITY_MPS2;
use pilotzone_scenario::file::{AirframeFile, RotorFile, Turns};

/// An airframe with what follows from its file and the air's density.
#[derive(Debug, Clone, PartialEq)]
pub struct Airframe {
    /// Its name.
    pub name: String,
    /// As it is written.
    pub file: AirframeFile,
    /// Density of the air (kg/m³).
    pub density_kgpm3: f64,
    /// Rotors.
    pub rotors: usize,
    /// Thrust of a rotor over its speed squared (N s²/rad²).
    pub thrust_per_rad2: f64,
    /// Power that the profile of a rotor's blades takes, over its speed cubed (W s³/rad³).
    pub profile_per_rad3: f64,
    /// Torque of a rotor over its thrust (m).
    pub torque_arm_m: f64,
    /// Greatest speed of a rotor with a full battery at rest (rad/s).
    pub top_radps: f64,
    /// Area that a rotor sweeps (m²).
    pub disc_m2: f64,
    /// Voltage of the full battery at rest (V).
    pub full_v: f64,
    /// Energy of the full battery (J).
    pub full_j: f64,
}

/// Classes of unmanned aircraft by their mass at take-off, in the words of the Aviation Safety Act's decree.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum WeightClass {
    /// Up to 250 g.
    Gram250,
    /// Up to 2 kg.
    Kg2,
    /// Up to 7 kg.
    Kg7,
    /// Up to 25 kg.
    Kg25,
    /// Above.
    Heavier,
}

impl Airframe {
    /// What follows from a checked file.
    pub fn of(name: &str, file: &AirframeFile, density_kgpm3: f64) -> Self {
        let rotors = &file.rotors;
        let tau = 2.0 * core::f64::consts::PI;
        let diameter2 = rotors.diameter_m * rotors.diameter_m;
        let disc_m2 = 0.25 * core::f64::consts::PI * diameter2;
        // T = CT rho n² D⁴ with n in revolutions a second.
        let thrust_per_rad2 = rotors.thrust_coefficient * density_kgpm3 * diameter2 * diameter2 / (tau * tau);
        // Ideal power in hover is T^1.5 / sqrt(2 rho A): what the shaft takes beyond it goes into the blades' profile.
        let ideal_per_rad3 = thrust_per_rad2 * (thrust_per_rad2 / (2.0 * density_kgpm3 * disc_m2)).sqrt();
        let curve = &file.battery.cell_curve;
        let full_v = f64::from(file.battery.cells) * curve.last().map_or(0.0, |point| point.volt);
        Self {
            name: name.to_owned(),
            rotors: rotors.at.len().min(crate::block::ROTORS),
            thrust_per_rad2,
            profile_per_rad3: (1.0 / rotors.figure_of_merit - 1.0) * ideal_per_rad3,
            // All shaft power in hover is torque times speed.
            torque_arm_m: ideal_per_rad3 / (rotors.figure_of_merit * thrust_per_rad2),
            top_radps: (rotors.max_thrust_n / thrust_per_rad2).sqrt(),
            disc_m2,
            full_v,
            full_j: file.battery.energy_wh * 3600.0,
            density_kgpm3,
            file: file.clone(),
        }
    }

    /// Its class by the greatest mass at take-off.
    pub fn weight_class(&self) -> WeightClass {
        match self.file.takeoff_max_kg {
            kg if kg <= 0.25 => WeightClass::Gram250,
            kg if kg <= 2.0 => WeightClass::Kg2,
            kg if kg <= 7.0 => WeightClass::Kg7,
            kg if kg <= 25.0 => WeightClass::Kg25,
            _ => WeightClass::Heavier,
        }
    }

    /// Which way a rotor's drag turns the hull: +1 to the left, -1 to the right.
    pub(crate) fn turns_hull(&self, rotor: usize) -> f64 {
        match self.file.rotors.at[rotor].turns {
            Turns::Left => -1.0,
            Turns::Right => 1.0,
        }
    }

    /// Half of its length, width and height, propellers and hull (m): the box that touches things.
    pub fn half_m(&self) -> [f64; 3] {
        let radius_m = 0.5 * self.file.rotors.diameter_m;
        let tip = |of: fn(&RotorFile) -> f64| {
            self.file.rotors.at.iter().map(|at| of(at).abs() + radius_m).fold(0.0, f64::max)
        };
        let [length, width, height] = self.file.hull_m.map(|m| 0.5 * m.0);
        [tip(|at| at.x_m).max(length), tip(|at| at.y_m).max(width), height]
    }

    /// Voltage of the battery at rest with a share of its energy left (V).
    pub fn rest_v(&self, left: f64) -> f64 {
        let curve = &self.file.battery.cell_curve;
        let cells = f64::from(self.file.battery.cells);
        let after = curve.partition_point(|point| point.left <= left);
        let (Some(a), Some(b)) = (curve.get(after.wrapping_sub(1)), curve.get(after)) else {
            let end = if after == 0 { curve.first() } else { curve.last() };
            return cells * end.map_or(0.0, |point| point.volt);
        };
        cells * (a.volt + (left - a.left) / (b.left - a.left) * (b.volt - a.volt))
    }

    /// Power at the battery's terminals for a thrust of all rotors, evenly shared (W).
    pub fn power_w(&self, thrust_n: f64, level_mps: f64, climb_mps: f64) -> f64 {
        let each_n = (thrust_n / self.rotors as f64).max(0.0);
        let speed_radps = (each_n / self.thrust_per_rad2).sqrt();
        let cubes = self.rotors as f64 * speed_radps * speed_radps * speed_radps;
        self.terminal_w(thrust_n, cubes, level_mps, climb_mps)
    }

    /// Power at the battery's terminals (W): momentum theory for what the air takes, the blades' profile, motors and
    /// electronics. `cubes` is the sum of the rotors' speeds cubed.
    ///
    /// Leishman, Principles of Helicopter Aerodynamics, chapter 2. A descent gains nothing: its axial speed counts as 0,
    /// since momentum theory does not hold in the rotors' own wake.
    pub(crate) fn terminal_w(&self, thrust_n: f64, cubes: f64, level_mps: f64, climb_mps: f64) -> f64 {
        let climb_mps = climb_mps.max(0.0);
        let each_n = (thrust_n / self.rotors as f64).max(0.0);
        let induced_mps = induced_mps(each_n, self.density_kgpm3 * self.disc_m2, level_mps, climb_mps);
        let shaft_w = thrust_n.max(0.0) * (induced_mps + climb_mps) + self.profile_per_rad3 * cubes;
        shaft_w / self.file.rotors.motor_efficiency + self.file.battery.electronics_w
    }

    /// Power drawn from the battery's store (W), its own resistance included, for a power at its terminals.
    pub fn store_w(&self, terminal_w: f64, left: f64, resistance: f64) -> f64 {
        self.discharge(terminal_w, left, resistance).0
    }

    /// Power drawn from the store (W) and voltage at the terminals (V): I = (U - sqrt(U² - 4 R P)) / (2 R). More power
    /// than the battery can give leaves half the voltage.
    pub(crate) fn discharge(&self, terminal_w: f64, left: f64, resistance: f64) -> (f64, f64) {
        let (rest_v, ohm) = (self.rest_v(left), self.file.battery.resistance_ohm * resistance);
        let root = (rest_v * rest_v - 4.0 * ohm * terminal_w.max(0.0)).max(0.0).sqrt();
        let ampere = (rest_v - root) / (2.0 * ohm);
        (rest_v * ampere, rest_v - ohm * ampere)
    }

    /// Power drawn from the store in steady flight through still air (W): for planners.
    pub fn flight_w(&self, payload_kg: f64, level_mps: f64, climb_mps: f64) -> f64 {
        let weight_n = (self.file.mass_kg + payload_kg) * GRAVITY_MPS2;
        let drag_n = 0.5 * self.density_kgpm3 * self.file.drag_area_m2[0].0 * level_mps * level_mps;
        let thrust_n = (weight_n * weight_n + drag_n * drag_n).sqrt();
        let (cos, sin) = (weight_n / thrust_n, drag_n / thrust_n);
        let terminal_w =
            self.power_w(thrust_n, level_mps * cos - climb_mps * sin, level_mps * sin + climb_mps * cos);
        self.store_w(terminal_w, 0.5, 1.0)
    }

    /// How long the full battery lasts in hover, to the last of it (s).
    pub fn hover_s(&self, payload_kg: f64) -> f64 {
        let terminal_w = self.power_w((self.file.mass_kg + payload_kg) * GRAVITY_MPS2, 0.0, 0.0);
        let slices = 100;
        let slice_j = self.full_j / f64::from(slices);
        (0..slices)
            .map(|i| slice_j / self.store_w(terminal_w, (f64::from(i) + 0.5) / f64::from(slices), 1.0))
            .sum()
    }

    /// Energy that a flight may use (J): the reserve is kept back.
    pub fn usable_j(&self) -> f64 {
        self.full_j * (1.0 - self.file.battery.reserve_share)
    }

    /// Greatest thrust over weight with a full battery at rest.
    pub fn thrust_to_weight(&self, payload_kg: f64) -> f64 {
        let thrust_n = self.file.rotors.max_thrust_n * self.rotors as f64;
        thrust_n / ((self.file.mass_kg + payload_kg) * GRAVITY_MPS2)
    }
}

/// Speed that a rotor gives the air (m/s): v sqrt(V² + (C + v)²) = T / (2 rho A), V along the disc and C through it from
/// above. Glauert 1926, as in Leishman (2.115) and following; Newton's steps from the solution for C = 0, which is never
/// below the root.
pub fn induced_mps(thrust_n: f64, density_times_disc: f64, level_mps: f64, climb_mps: f64) -> f64 {
    let goal = thrust_n / (2.0 * density_times_disc);
    if goal <= 0.0 {
        return 0.0;
    }
    let half = 0.5 * level_mps * level_mps;
    // Rationalised, so that fast flight does not subtract equals.
    let root = (half * half + goal * goal).sqrt();
    let mut v = (goal * goal / (half + root)).sqrt();
    for _ in 0..4 {
        let through = climb_mps + v;
        let speed = (level_mps * level_mps + through * through).sqrt();
        let slope = speed + v * through / speed;
        v = (v - (v * speed - goal) / slope).max(0.0);
    }
    v
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::vectors::vectors;

    #[test]
    fn the_induced_speed_solves_its_equation() {
        for (level, climb) in [(0.0, 0.0), (3.0, 0.0), (15.0, 2.0), (0.0, 8.0), (25.0, 10.0)] {
            let v = induced_mps(6.0, 0.08, level, climb);
            let through = climb + v;
            let residue = v * libm::sqrt(level * level + through * through) - 6.0 / 0.16;
            assert!(residue.abs() < 1e-6, "{level} {climb}: {residue}");
        }
        assert_eq!(induced_mps(0.0, 0.08, 5.0, 1.0), 0.0);
    }

    #[derive(serde::Deserialize)]
    struct Shipped {
        airframes: std::collections::BTreeMap<String, AirframeFile>,
    }

    #[test]
    fn hover_takes_the_thrust_the_speed_and_the_power_of_the_vectors() {
        let text = include_str!("../../../scenarios/parameters/airframes.toml");
        let shipped = toml::from_str::<Shipped>(text).unwrap().airframes;
        for case in vectors("rotor_hover") {
            let mut file = shipped["matrice_600_pro"].clone();
            let rotors = case.number("rotors") as usize;
            file.mass_kg = case.number("mass_kg");
            file.battery.electronics_w = 0.0;
            file.rotors.at = (0..rotors).map(|_| file.rotors.at[0]).collect();
            file.rotors.diameter_m = case.number("diameter_m");
            file.rotors.figure_of_merit = case.number("figure_of_merit");
            file.rotors.motor_efficiency = case.number("drive_efficiency");
            file.rotors.thrust_coefficient = case.number("ct_rev");
            let frame = Airframe::of("case", &file, case.number("air_density_kgpm3"));
            let weight_n = file.mass_kg * GRAVITY_MPS2;
            let each_n = weight_n / rotors as f64;
            case.holds("thrust_per_rotor_n", each_n);
            case.holds("rotor_speed_radps", (each_n / frame.thrust_per_rad2).sqrt());
            let induced_mps = induced_mps(each_n, frame.density_kgpm3 * frame.disc_m2, 0.0, 0.0);
            case.holds("induced_speed_mps", induced_mps);
            case.holds("ideal_power_total_w", weight_n * induced_mps);
            case.holds("electric_power_total_w", frame.power_w(weight_n, 0.0, 0.0));
        }
    }
}
