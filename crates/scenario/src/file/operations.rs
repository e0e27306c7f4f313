//! Who flies drones, from where and with what, as it is written.

use super::zones::{Degrees, Metres};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// Where drones take off and land.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct PadFile {
    /// Its middle as [latitude, longitude] in degrees; one of this, `at_m` and `place`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub at_deg: Option<[Degrees; 2]>,
    /// Its middle as [east, north] in the map's frame in metres; one of this, `at_deg` and `place`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub at_m: Option<[Metres; 2]>,
    /// A drone pad of the map; one of this, `at_deg` and `at_m`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub place: Option<String>,
    /// Whether it lies on the roof of the building that stands there.
    #[serde(default)]
    pub on_roof: bool,
    /// How many can take off or land at a time.
    #[serde(default = "one")]
    #[schemars(range(min = 1, max = 1000))]
    pub berths: u32,
}

/// Who operates.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum OperatorWord {
    /// Somebody without a business.
    Private,
    /// A business.
    #[default]
    Business,
    /// The state, a city, a public body.
    Public,
    /// The armed forces.
    Military,
    /// Police or customs.
    Police,
}

/// What is declared as the purpose of flights under the special case for unmanned devices.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum UasPurposeWord {
    /// Research and development.
    RAndD,
    /// Public order.
    PublicOrder,
    /// National security.
    NationalSecurity,
    /// Public safety.
    Safety,
    /// Anything else.
    Other,
}

/// What an aircraft does when something fails.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum ResponseWord {
    /// Flies home and lands there.
    ReturnHome,
    /// Comes down where it is.
    LandNow,
    /// Opens its parachute.
    Parachute,
    /// Stays where it is until all is well again, or the battery asks for a landing.
    Hover,
}

/// Where the pilot is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum PilotWord {
    /// At the pad from which the aircraft took off.
    #[default]
    AtPad,
    /// In a control room, who sees it on screens alone.
    Remote,
}

/// What a sensor writes down.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
#[allow(missing_docs, reason = "the words of the file")]
pub enum SensorWord {
    #[default]
    Camera,
    Lidar,
}

/// A camera or a scanner that looks down.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct SensorFile {
    /// What it is.
    #[serde(default)]
    pub kind: SensorWord,
    /// Opening angle of its cone of view (deg).
    #[schemars(range(min = 1.0, max = 170.0))]
    pub view_deg: f64,
    /// How far its axis points below the horizon (deg): 90 looks straight down.
    #[schemars(range(min = 0.0, max = 90.0))]
    pub tilt_deg: f64,
    /// How far it can make something out (m).
    #[schemars(range(min = 1.0, max = 10_000.0))]
    pub range_m: f64,
}

/// One operator's aircraft of one kind.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct OperationFile {
    /// The airframe, by name.
    pub airframe: String,
    /// Who operates.
    #[serde(default)]
    pub operator: OperatorWord,
    /// How many aircraft there are.
    #[schemars(range(min = 1, max = 100_000))]
    pub aircraft: u32,
    /// The pads from which they fly, in turn.
    #[schemars(length(min = 1))]
    pub pads: Vec<String>,
    /// Time between a landing and the next take-off with a fresh battery (s).
    #[serde(default = "two_minutes")]
    #[schemars(range(min = 0.0, max = 86_400.0))]
    pub turnaround_s: f64,
    /// Speed in cruise (m/s).
    #[schemars(range(min = 1.0, max = 30.0))]
    pub cruise_mps: f64,
    /// Height of the lowest layer of cruise above ground (m).
    #[schemars(range(min = 10.0, max = 600.0))]
    pub cruise_m: f64,
    /// Whether the aircraft are reported to the authority.
    #[serde(default)]
    pub reported: bool,
    /// Whether they have the safety certificate that heavy ones need.
    #[serde(default)]
    pub certified: bool,
    /// Class of the pilots' certificate, 1 (any weight) to 4 (up to 2 kg); none where absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(range(min = 1, max = 4))]
    pub pilot_class: Option<u32>,
    /// Whether third parties are insured.
    #[serde(default)]
    pub insured: bool,
    /// The declared purpose; none where absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub purpose: Option<UasPurposeWord>,
    /// Where the pilots are.
    #[serde(default)]
    pub pilot: PilotWord,
    /// Whether the aircraft see each other and give way.
    #[serde(default = "yes")]
    pub avoids: bool,
    /// Whether they keep inside the zones that are open to them.
    #[serde(default = "yes")]
    pub geofence: bool,
    /// What they do when the command link is lost.
    #[serde(default = "home")]
    pub on_link_loss: ResponseWord,
    /// What they do when they do not know where they are.
    #[serde(default = "land")]
    pub on_gnss_loss: ResponseWord,
    /// What they do when a motor stops or the battery fails.
    #[serde(default = "land")]
    pub on_power_loss: ResponseWord,
    /// The sensor; none where absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub sensor: Option<SensorFile>,
    /// Whether the planner obeys the law that holds: flies round what is closed, switches the sensor off, leaves undone
    /// what cannot be done. Otherwise it flies as if there were no law.
    #[serde(default = "yes")]
    pub lawful: bool,
}

fn one() -> u32 {
    1
}

fn yes() -> bool {
    true
}

/// Assumed: a battery is changed and the parcel loaded.
fn two_minutes() -> f64 {
    120.0
}

fn home() -> ResponseWord {
    ResponseWord::ReturnHome
}

fn land() -> ResponseWord {
    ResponseWord::LandNow
}
