//! The closed set of things that a rule can look at, each with its numbers.

use super::words::{AspectWord, BreachWord, DirectionWord, PersonWord, PurposeWord, RequirementWord};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// It stands still.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Stopped {
    /// Below this speed it counts as standing (km/h).
    #[schemars(range(min = 0.0, max = 30.0))]
    pub below_kmh: f64,
}

/// It drives faster than the limit.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct SpeedOver {
    /// This limit where that of the road is higher or there is none (km/h).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(range(min = 1.0, max = 300.0))]
    pub limit_kmh: Option<f64>,
    /// What above the limit is not counted (km/h).
    #[schemars(range(min = 0.0, max = 100.0))]
    pub tolerance_kmh: f64,
    /// How far below the threshold the speed must fall for the act to be over (km/h).
    #[serde(default)]
    #[schemars(range(min = 0.0, max = 50.0))]
    pub release_kmh: f64,
}

/// It drives faster than the limit that bad weather leaves.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct SpeedOverWeather {
    /// By how much the limit falls on a wet road or under some snow (%).
    #[schemars(range(min = 0.0, max = 100.0))]
    pub wet_percent: f64,
    /// From this rain on the road is wet (mm/h).
    #[schemars(range(min = 0.0, max = 200.0))]
    pub wet_rain_mm_per_h: f64,
    /// By how much the limit falls in the worst weather (%).
    #[schemars(range(min = 0.0, max = 100.0))]
    pub severe_percent: f64,
    /// From this depth of snow on it is the worst (mm).
    #[schemars(range(min = 0.0, max = 1000.0))]
    pub severe_snow_mm: f64,
    /// Up to this visibility it is the worst (m).
    #[schemars(range(min = 0.0, max = 10_000.0))]
    pub severe_visibility_m: f64,
    /// What above the lowered limit is not counted (km/h).
    #[schemars(range(min = 0.0, max = 100.0))]
    pub tolerance_kmh: f64,
    /// How far below the threshold the speed must fall for the act to be over (km/h).
    #[serde(default)]
    #[schemars(range(min = 0.0, max = 50.0))]
    pub release_kmh: f64,
}

/// It follows closer than this time.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct HeadwayBelow {
    /// Time to cover the gap at its own speed (s).
    #[schemars(range(min = 0.0, max = 10.0))]
    pub headway_s: f64,
    /// By how much the time must grow beyond the threshold for the act to be over (s).
    #[serde(default)]
    #[schemars(range(min = 0.0, max = 10.0))]
    pub release_s: f64,
    /// Only above this speed (km/h).
    #[schemars(range(min = 0.0, max = 200.0))]
    pub above_kmh: f64,
}

/// It brakes harder than this though nobody is in the way.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct BrakedHard {
    /// Deceleration (m/s²).
    #[schemars(range(min = 0.1, max = 20.0))]
    pub decel_mps2: f64,
    /// By how much the deceleration must fall below the threshold for the act to be over (m/s²).
    #[serde(default)]
    #[schemars(range(min = 0.0, max = 20.0))]
    pub release_mps2: f64,
    /// How far ahead anybody in front gives a reason, as time at its speed (s).
    #[schemars(range(min = 0.0, max = 30.0))]
    pub clear_ahead_s: f64,
}

/// A request to take over stays without an answer.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct RequestUnanswered {
    /// For longer than this (s).
    #[schemars(range(min = 0.0, max = 600.0))]
    pub longer_than_s: f64,
}

/// It drives on after a collision in which it took part.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct LeftAccident {
    /// Time to come to a halt (s).
    #[schemars(range(min = 0.0, max = 600.0))]
    pub halt_within_s: f64,
    /// How long it must stay (s).
    #[schemars(range(min = 0.0, max = 86_400.0))]
    pub stay_s: f64,
    /// Faster than this counts as driving on (km/h).
    #[schemars(range(min = 0.0, max = 50.0))]
    pub above_kmh: f64,
}

/// The sky and the road are like this; any one of what is written is enough.
#[derive(Debug, Clone, Copy, PartialEq, Default, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct WeatherIs {
    /// It rains as much or more (mm/h).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(range(min = 0.0, max = 200.0))]
    pub rain_mm_per_h: Option<f64>,
    /// As much snow lies, or more (mm).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(range(min = 0.0, max = 1000.0))]
    pub snow_mm: Option<f64>,
    /// One sees so far or less (m).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(range(min = 0.0, max = 10_000.0))]
    pub visibility_m: Option<f64>,
    /// The road is iced.
    #[serde(default)]
    pub ice: bool,
    /// It is dark.
    #[serde(default)]
    pub night: bool,
}

/// A stretch of the day, `["07:00", "21:00"]`; one that ends before it begins runs over midnight.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Hours(pub [String; 2]);

impl Hours {
    /// Begin and end as seconds of the day; none where a text is no time of day.
    pub fn seconds(&self) -> Option<[f64; 2]> {
        let read = |text: &str| {
            let (hour, minute) = text.split_once(':')?;
            let digits = |part: &str| part.len() == 2 && part.bytes().all(|b| b.is_ascii_digit());
            let (true, true) = (digits(hour), digits(minute)) else { return None };
            let (hour, minute): (u32, u32) = (hour.parse().ok()?, minute.parse().ok()?);
            let minutes = hour * 60 + minute;
            (minute < 60 && minutes <= 24 * 60).then(|| f64::from(minutes) * 60.0)
        };
        Some([read(&self.0[0])?, read(&self.0[1])?])
    }

    /// Whether a second of the day lies between two; over midnight where the first is the later.
    pub fn within([from_s, to_s]: [f64; 2], second: f64) -> bool {
        if from_s <= to_s { from_s <= second && second < to_s } else { second >= from_s || second < to_s }
    }
}

/// The test permit of the vehicle; all of what is written must hold.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct PermitIs {
    /// Whether there is one that covers the vehicle on the day.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub held: Option<bool>,
    /// It was given for this.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub purpose: Option<PurposeWord>,
    /// It is broken in one of these.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub breach: Vec<BreachWord>,
    /// It asks for this.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub requires: Option<RequirementWord>,
    /// The training of the safety driver is missing, or older than this (days).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(range(min = 1, max = 36_500))]
    pub training_older_days: Option<u32>,
}

/// It passed a stop line with a light.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct PassedLight {
    /// While the light showed one of these.
    #[schemars(length(min = 1))]
    pub aspects: Vec<AspectWord>,
    /// On its way there; any way where absent.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub directions: Vec<DirectionWord>,
    /// Unless it had stopped before the line.
    #[serde(default)]
    pub unless_stopped: bool,
}

/// It passed a crosswalk.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct PassedCrosswalk {
    /// While one of these was there; whoever was there where absent.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub person: Vec<PersonWord>,
    /// Only with a light for people on foot, or only without; both where absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub signalised: Option<bool>,
    /// Only in a school zone, or only outside; both where absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub school_zone: Option<bool>,
    /// Unless it had stopped before it.
    #[serde(default)]
    pub unless_stopped: bool,
}

/// It changed lanes close in front of somebody.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ChangedLaneClose {
    /// Time in which the one behind covers the gap, less than this (s).
    #[schemars(range(min = 0.0, max = 10.0))]
    pub headway_s: f64,
}

#[cfg(test)]
mod tests {
    use super::*;

    fn hours(from: &str, to: &str) -> Hours {
        Hours([from.to_owned(), to.to_owned()])
    }

    #[test]
    fn hours_run_over_midnight_and_end_where_they_say() {
        let night = hours("22:00", "06:00").seconds().unwrap();
        let day = hours("07:00", "21:00").seconds().unwrap();
        let at = |hour: f64| hour * 3600.0;
        assert!(Hours::within(night, at(23.0)) && Hours::within(night, at(5.99)));
        assert!(!Hours::within(night, at(6.0)) && !Hours::within(night, at(12.0)));
        assert!(Hours::within(day, at(7.0)) && !Hours::within(day, at(21.0)));
        assert!(Hours::within(hours("00:00", "24:00").seconds().unwrap(), at(23.999)));
    }

    #[test]
    fn what_is_no_time_of_day_is_refused() {
        for bad in ["7:00", "07:60", "25:00", "24:01", "0700", "ab:cd", ""] {
            assert_eq!(hours(bad, "12:00").seconds(), None, "{bad}");
        }
    }
}
