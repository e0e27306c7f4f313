//! Who watches over an automated vehicle, and what they do meanwhile.

use pilotzone_world::Activity;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// Where the one who takes over sits.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum CrewKind {
    /// In the vehicle.
    SafetyDriver,
    /// At a desk.
    RemoteOperator,
    /// Nobody: no request is answered.
    Nobody,
}

/// Shares of the things that somebody does beside driving; they need not sum to 1.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct TaskShares {
    /// Mobile phone in the hand.
    #[schemars(range(min = 0.0, max = 1.0))]
    pub handheld_phone: f64,
    /// Video in view.
    #[schemars(range(min = 0.0, max = 1.0))]
    pub video: f64,
    /// Operating a display.
    #[schemars(range(min = 0.0, max = 1.0))]
    pub display: f64,
}

impl TaskShares {
    /// What is done at that quantile from 0 to 1.
    pub fn pick(&self, quantile: f64) -> Activity {
        let sum = self.handheld_phone + self.video + self.display;
        let at = quantile * sum;
        if sum <= 0.0 {
            Activity::None
        } else if at < self.handheld_phone {
            Activity::HandheldPhone
        } else if at < self.handheld_phone + self.video {
            Activity::Video
        } else {
            Activity::Display
        }
    }
}

/// Who watches over an automated vehicle.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Crew {
    /// Where its numbers come from.
    pub source: String,
    /// Where he sits.
    pub kind: CrewKind,
    /// Mean time to take over when nothing else is done (s); lognormal.
    #[schemars(range(min = 0.1, max = 60.0))]
    pub takeover_mean_s: f64,
    /// Standard deviation over the mean of it, whatever is done.
    #[schemars(range(min = 0.0, max = 3.0))]
    pub takeover_spread: f64,
    /// Added to the mean with a phone in the hand (s).
    #[schemars(range(min = 0.0, max = 30.0))]
    pub handheld_phone_s: f64,
    /// Added to the mean while a video is watched (s).
    #[schemars(range(min = 0.0, max = 30.0))]
    pub video_s: f64,
    /// Added to the mean while a display is operated (s).
    #[schemars(range(min = 0.0, max = 30.0))]
    pub display_s: f64,
    /// Added to every take-over time (s): the way to the desk and back, or what a test adds.
    #[serde(default)]
    #[schemars(range(min = 0.0, max = 60.0))]
    pub delay_s: f64,
    /// Share of requests that find somebody asleep or away.
    #[schemars(range(min = 0.0, max = 1.0))]
    pub absent_share: f64,
    /// Mean length of an episode in which he does, or does not, something else (s).
    #[schemars(range(min = 1.0, max = 7200.0))]
    pub episode_mean_s: f64,
    /// Share of episodes with another task where the law forbids it.
    #[schemars(range(min = 0.0, max = 1.0))]
    pub share_forbidden: f64,
    /// Share of episodes with another task where the law allows it; not below the former.
    #[schemars(range(min = 0.0, max = 1.0))]
    pub share_allowed: f64,
    /// Which tasks they are.
    pub tasks: TaskShares,
    /// How he drives himself: one of the drivers.
    pub drives_as: String,
    /// How long he drives himself before the system may drive again (s).
    #[schemars(range(min = 0.0, max = 3600.0))]
    pub drives_for_s: f64,
}
