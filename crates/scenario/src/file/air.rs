//! How missions are flown and watched, as it is written; the numbers that ship stand in `parameters/air.toml`.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// Airspace of the scenario.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct AirspaceFile {
    /// Files of zones in the form of EUROCAE ED-269, as paths beside this file.
    #[serde(default)]
    pub zones: Vec<String>,
    /// Height of the ground above the sea (m), for zones whose limits are counted from there.
    #[serde(default)]
    #[schemars(range(min = -400.0, max = 5000.0))]
    pub ground_amsl_m: f64,
}

/// How missions are flown and watched.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct AirFile {
    /// How ways are planned and flown.
    pub planning: AirPlanningFile,
    /// How drones see each other and give way.
    pub avoidance: AvoidanceFile,
    /// The command link.
    pub link: LinkFile,
    /// When an encounter, a breach or a loss counts.
    pub incidents: AirIncidentsFile,
    /// What a falling drone does to people.
    pub ground_risk: GroundRiskFile,
    /// What a falling drone does to who drives.
    pub on_the_road: OnTheRoadFile,
}

/// How ways are planned and flown.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct AirPlanningFile {
    /// Side of a cell of the airspace graph (m).
    #[schemars(range(min = 5.0, max = 200.0))]
    pub cell_m: f64,
    /// Distance kept from walls (m).
    #[schemars(range(min = 0.0, max = 200.0))]
    pub beside_m: f64,
    /// Height kept above roofs (m).
    #[schemars(range(min = 0.0, max = 200.0))]
    pub above_m: f64,
    /// How many layers of cruise there are, by heading.
    #[schemars(range(min = 1, max = 16))]
    pub layers: u32,
    /// Height of a layer (m).
    #[schemars(range(min = 1.0, max = 100.0))]
    pub layer_m: f64,
    /// Distance between berths of a pad (m).
    #[schemars(range(min = 0.5, max = 100.0))]
    pub berth_m: f64,
    /// Height above the pad from which on it lands (m).
    #[schemars(range(min = 0.1, max = 30.0))]
    pub flare_m: f64,
    /// Horizontal acceleration with which it slows down before a turn (m/s²).
    #[schemars(range(min = 0.1, max = 20.0))]
    pub slow_mps2: f64,
    /// A place counts as reached from here (m).
    #[schemars(range(min = 0.1, max = 50.0))]
    pub reached_m: f64,
    /// Speed of a job round a building or along a way (m/s).
    #[schemars(range(min = 0.5, max = 20.0))]
    pub job_mps: f64,
}

/// How drones see each other and give way.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct AvoidanceFile {
    /// How far ahead they look (s).
    #[schemars(range(min = 1.0, max = 120.0))]
    pub ahead_s: f64,
    /// How far they see (m).
    #[schemars(range(min = 10.0, max = 5000.0))]
    pub range_m: f64,
    /// Horizontal distance that they keep (m).
    #[schemars(range(min = 1.0, max = 500.0))]
    pub beside_m: f64,
    /// Vertical distance that they keep (m).
    #[schemars(range(min = 1.0, max = 200.0))]
    pub above_m: f64,
    /// How often each looks (s).
    #[schemars(range(min = 0.01, max = 10.0))]
    pub every_s: f64,
}

/// The command link.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct LinkFile {
    /// How far it reaches where nothing stands in the way (m).
    #[schemars(range(min = 10.0, max = 100_000.0))]
    pub range_m: f64,
    /// How far it reaches behind a building (m).
    #[schemars(range(min = 0.0, max = 100_000.0))]
    pub behind_m: f64,
    /// Height of the antenna above its pad (m).
    #[schemars(range(min = 0.0, max = 500.0))]
    pub antenna_m: f64,
    /// How long it must be silent until it counts as lost (s).
    #[schemars(range(min = 0.1, max = 600.0))]
    pub lost_after_s: f64,
    /// How often it is looked at (s).
    #[schemars(range(min = 0.1, max = 60.0))]
    pub every_s: f64,
}

/// When an encounter, a breach or a loss counts.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct AirIncidentsFile {
    /// Well clear between drones: horizontal distance (m).
    #[schemars(range(min = 1.0, max = 2000.0))]
    pub well_clear_m: f64,
    /// And vertical distance (m).
    #[schemars(range(min = 1.0, max = 500.0))]
    pub well_clear_height_m: f64,
    /// Near mid-air collision of drones: horizontal distance (m).
    #[schemars(range(min = 0.5, max = 500.0))]
    pub nmac_m: f64,
    /// And vertical distance (m).
    #[schemars(range(min = 0.5, max = 200.0))]
    pub nmac_height_m: f64,
    /// A falling drone that comes down so close to somebody on foot is a near miss (m).
    #[schemars(range(min = 0.1, max = 50.0))]
    pub person_m: f64,
    /// Time apart after which a loss of well clear is over (s).
    #[schemars(range(min = 0.1, max = 60.0))]
    pub apart_s: f64,
}

/// What a falling drone does to people.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct GroundRiskFile {
    /// Energy at which half of the exposed die without any shelter (J).
    #[schemars(range(min = 1.0, max = 1e9))]
    pub alpha_j: f64,
    /// Energy below which nobody dies whatever the shelter (J).
    #[schemars(range(min = 0.1, max = 1e6))]
    pub beta_j: f64,
    /// Shelter of those outdoors.
    #[schemars(range(min = 0.1, max = 100.0))]
    pub shelter: f64,
    /// Radius of somebody on foot (m).
    #[schemars(range(min = 0.05, max = 2.0))]
    pub person_radius_m: f64,
    /// Height of somebody on foot (m).
    #[schemars(range(min = 0.5, max = 3.0))]
    pub person_height_m: f64,
    /// Rate of losing an aircraft that casualties are expected with (1/h).
    #[schemars(range(min = 0.0, max = 1.0))]
    pub loss_per_h: f64,
}

/// What a falling drone does to who drives.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct OnTheRoadFile {
    /// From this energy on a blow breaks the windscreen: the driver brakes to a halt blindly (J).
    #[schemars(range(min = 1.0, max = 1e6))]
    pub windscreen_j: f64,
    /// How hard a driver brakes whose car is struck (m/s²).
    #[schemars(range(min = 0.5, max = 12.0))]
    pub brake_mps2: f64,
    /// How long a startled driver brakes (s).
    #[schemars(range(min = 0.1, max = 30.0))]
    pub startled_s: f64,
    /// Until a driver whose windscreen broke drives on (s).
    #[schemars(range(min = 1.0, max = 3600.0))]
    pub halted_s: f64,
    /// How long a drone lies on the road until it is cleared (s).
    #[schemars(range(min = 1.0, max = 86_400.0))]
    pub lies_s: f64,
}
