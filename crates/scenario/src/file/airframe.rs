//! Airframes of multirotors as they are written.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// A kind of multirotor: what its flight follows from.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct AirframeFile {
    /// Where its numbers come from.
    pub source: String,
    /// Mass as it flies without payload (kg).
    #[schemars(range(min = 0.02, max = 200.0))]
    pub mass_kg: f64,
    /// Greatest mass at take-off (kg): it decides the class before the law.
    #[schemars(range(min = 0.02, max = 200.0))]
    pub takeoff_max_kg: f64,
    /// Moments of inertia about the axes forward, left and up (kg m²).
    pub inertia_kgm2: [InertiaFile; 3],
    /// Greatest width over the propellers (m): the characteristic dimension of risk classes.
    #[schemars(range(min = 0.05, max = 10.0))]
    pub span_m: f64,
    /// Length, width and height of the hull without propellers (m): the box that touches things.
    pub hull_m: [LengthFile; 3],
    /// Drag area, coefficient times area, of the hull from the front, the side and the top (m²).
    pub drag_area_m2: [AreaFile; 3],
    /// Its rotors.
    pub rotors: RotorsFile,
    /// Its battery.
    pub battery: BatteryFile,
    /// How it is steered.
    pub gains: GainsFile,
    /// What its flight controller allows.
    pub limits: FlightLimitsFile,
    /// What it can do when something fails.
    pub can: CanFile,
    /// Its parachute; without one it has none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub parachute: Option<ParachuteFile>,
    /// Speed against what is under it up to which a touch breaks nothing (m/s).
    #[schemars(range(min = 0.1, max = 20.0))]
    pub bump_mps: f64,
    /// The maker's endurance in hover without payload and wind (min).
    #[schemars(range(min = 1.0, max = 600.0))]
    pub hover_min: f64,
}

/// A moment of inertia.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct InertiaFile(#[schemars(range(min = 0.000_001, max = 1000.0))] pub f64);

/// A length of a hull.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct LengthFile(#[schemars(range(min = 0.02, max = 10.0))] pub f64);

/// A drag area.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct AreaFile(#[schemars(range(min = 0.0, max = 20.0))] pub f64);

/// The rotors of an airframe: all alike.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct RotorsFile {
    /// Where each sits and how it turns.
    pub at: Vec<RotorFile>,
    /// Diameter of a propeller (m).
    #[schemars(range(min = 0.02, max = 5.0))]
    pub diameter_m: f64,
    /// Thrust coefficient of propellers: thrust over density, revolutions a second squared, diameter to the fourth.
    #[schemars(range(min = 0.01, max = 0.5))]
    pub thrust_coefficient: f64,
    /// Ideal power over shaft power in hover.
    #[schemars(range(min = 0.1, max = 1.0))]
    pub figure_of_merit: f64,
    /// Shaft power over electric power of motor and its controller.
    #[schemars(range(min = 0.1, max = 1.0))]
    pub motor_efficiency: f64,
    /// Greatest thrust of one rotor with a full battery at rest (N).
    #[schemars(range(min = 0.01, max = 5000.0))]
    pub max_thrust_n: f64,
    /// Time in which a rotor comes two thirds of the way to a higher speed (s).
    #[schemars(range(min = 0.001, max = 1.0))]
    pub spin_up_s: f64,
    /// The same for a lower speed (s).
    #[schemars(range(min = 0.001, max = 1.0))]
    pub spin_down_s: f64,
    /// Drag of one rotor against wind in its plane for each rad/s and m/s (N s²/(rad m)).
    #[schemars(range(min = 0.0, max = 0.1))]
    pub drag_ns2_per_radm: f64,
}

/// Where a rotor sits and how it turns.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct RotorFile {
    /// Forward of the centre of mass (m).
    #[schemars(range(min = -10.0, max = 10.0))]
    pub x_m: f64,
    /// Left of the centre of mass (m).
    #[schemars(range(min = -10.0, max = 10.0))]
    pub y_m: f64,
    /// Which way it turns, seen from above.
    pub turns: Turns,
}

/// Which way a rotor turns, seen from above.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Turns {
    /// Against the clock.
    Left,
    /// With the clock.
    Right,
}

/// A battery.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct BatteryFile {
    /// Energy that a full one gives (Wh).
    #[schemars(range(min = 0.1, max = 20_000.0))]
    pub energy_wh: f64,
    /// Cells in series.
    #[schemars(range(min = 1, max = 100))]
    pub cells: u32,
    /// Internal resistance of the whole (ohm).
    #[schemars(range(min = 0.0001, max = 10.0))]
    pub resistance_ohm: f64,
    /// Voltage of a cell at rest against the share of energy left, both rising.
    pub cell_curve: Vec<CellPointFile>,
    /// Share of the energy that is kept back: the flight must end before it.
    #[schemars(range(min = 0.0, max = 0.9))]
    pub reserve_share: f64,
    /// Power of everything but the motors (W).
    #[schemars(range(min = 0.0, max = 1000.0))]
    pub electronics_w: f64,
}

/// A point of a cell's voltage.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct CellPointFile {
    /// Share of the energy left.
    #[schemars(range(min = 0.0, max = 1.0))]
    pub left: f64,
    /// Voltage at rest (V).
    #[schemars(range(min = 1.0, max = 5.0))]
    pub volt: f64,
}

/// Gains of the cascade: position, velocity, attitude, rate.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct GainsFile {
    /// Speed wanted for each metre off the place, level and upright (1/s).
    pub position_per_s: [GainFile; 2],
    /// Acceleration wanted for each m/s off the speed, level and upright (1/s).
    pub velocity_per_s: [GainFile; 2],
    /// Acceleration wanted for each metre that the speed's error has added up to, level and upright (1/s²).
    pub velocity_sum_per_s2: [GainFile; 2],
    /// Turning rate wanted for each radian of tilt and of yaw (1/s).
    pub attitude_per_s: [GainFile; 2],
    /// Angular acceleration wanted for each rad/s off the rate, of tilt and of yaw (1/s).
    pub rate_per_s: [GainFile; 2],
    /// Angular acceleration wanted for each radian that the rate's error has added up to, of tilt and of yaw (1/s²).
    pub rate_sum_per_s2: [GainFile; 2],
}

/// A gain.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct GainFile(#[schemars(range(min = 0.0, max = 500.0))] pub f64);

/// What a flight controller allows.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct FlightLimitsFile {
    /// Greatest speed over ground (m/s).
    #[schemars(range(min = 0.1, max = 60.0))]
    pub speed_mps: f64,
    /// Greatest speed upward (m/s).
    #[schemars(range(min = 0.1, max = 30.0))]
    pub climb_mps: f64,
    /// Greatest speed downward (m/s).
    #[schemars(range(min = 0.1, max = 30.0))]
    pub descent_mps: f64,
    /// Speed downward close to the ground (m/s).
    #[schemars(range(min = 0.05, max = 5.0))]
    pub landing_mps: f64,
    /// Greatest level acceleration (m/s²).
    #[schemars(range(min = 0.1, max = 20.0))]
    pub accel_mps2: f64,
    /// Greatest tilt (degrees).
    #[schemars(range(min = 5.0, max = 80.0))]
    pub tilt_deg: f64,
    /// Greatest rate of yaw (degrees/s).
    #[schemars(range(min = 1.0, max = 720.0))]
    pub yaw_deg_per_s: f64,
    /// Greatest mean wind that the maker allows (m/s).
    #[schemars(range(min = 0.0, max = 40.0))]
    pub wind_mps: f64,
}

/// What a drone can do when something fails.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct CanFile {
    /// Fly home by itself.
    pub return_home: bool,
    /// Land where it is by itself.
    pub land: bool,
    /// Hover and wait.
    pub hover: bool,
    /// Hold its height and stay level without satellites.
    pub level_without_gnss: bool,
    /// See others and evade them.
    pub detect_and_avoid: bool,
}

/// A parachute.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ParachuteFile {
    /// Drag area, coefficient times area, when open (m²).
    #[schemars(range(min = 0.01, max = 200.0))]
    pub drag_area_m2: f64,
    /// Time from its call until it is open (s); the area grows in a straight line.
    #[schemars(range(min = 0.05, max = 20.0))]
    pub opens_s: f64,
    /// Probability that it opens.
    #[schemars(range(min = 0.0, max = 1.0))]
    pub works_share: f64,
}
