//! Defaults for Korean roads, read from the data file.

use serde::Deserialize;
use std::collections::BTreeMap;

/// The data file, as it ships.
const SHIPPED: &str = include_str!("../../../../scenarios/parameters/kr_roads.toml");

/// What stands in for what OpenStreetMap does not say.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RoadDefaults {
    format: u32,
    pub(crate) class: BTreeMap<String, ClassDefaults>,
    pub(crate) zone: BTreeMap<String, f64>,
    pub(crate) speed: SpeedDefaults,
    pub(crate) lane: LaneDefaults,
    pub(crate) junction: JunctionDefaults,
    pub(crate) signal: SignalDefaults,
    pub(crate) building: BuildingDefaults,
}

#[derive(Debug, Clone, Copy, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct ClassDefaults {
    pub(crate) priority: i32,
    /// Lanes of one direction.
    pub(crate) lanes: u32,
    pub(crate) speed_kmh: f64,
    pub(crate) lane_width_m: f64,
}

#[derive(Debug, Clone, Copy, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
#[expect(clippy::struct_field_names, reason = "the unit stands in the name")]
pub(crate) struct SpeedDefaults {
    pub(crate) walk_kmh: f64,
    pub(crate) plausible_max_kmh: f64,
    pub(crate) plausible_min_kmh: f64,
}

#[derive(Debug, Clone, Copy, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct LaneDefaults {
    pub(crate) plausible_max: u32,
    pub(crate) width_min_m: f64,
    pub(crate) width_max_m: f64,
    pub(crate) both_ways_width_m: f64,
    pub(crate) sidewalk_width_m: f64,
}

#[derive(Debug, Clone, Copy, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct JunctionDefaults {
    pub(crate) signal_reach_m: f64,
    pub(crate) signal_reach_tagged_m: f64,
    pub(crate) cluster_signal_m: f64,
    pub(crate) crossing_signal_priority_min: i32,
    pub(crate) inner_max_m: f64,
    pub(crate) corner_radius_m: f64,
    pub(crate) storage_min_m: f64,
    pub(crate) trim_max_m: f64,
    pub(crate) crosswalk_reach_m: f64,
    pub(crate) crosswalk_setback_m: f64,
    pub(crate) lateral_accel_mps2: f64,
    pub(crate) crosswalk_width_m: f64,
    pub(crate) straight_deg: f64,
    pub(crate) u_turn_deg: f64,
    pub(crate) bus_stop_length_m: f64,
}

#[derive(Debug, Clone, Copy, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct SignalDefaults {
    pub(crate) straight_major_s: f64,
    pub(crate) straight_minor_s: f64,
    pub(crate) left_s: f64,
    pub(crate) amber_s: f64,
    pub(crate) all_red_s: f64,
    pub(crate) walk_start_s: f64,
    pub(crate) walk_mps: f64,
}

#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct BuildingDefaults {
    pub(crate) storey_m: f64,
    pub(crate) plausible_max_m: f64,
    pub(crate) default_m: f64,
    pub(crate) kind: BTreeMap<String, f64>,
}

impl RoadDefaults {
    /// The defaults that ship with the program.
    pub fn shipped() -> Result<Self, String> {
        Self::parse(SHIPPED)
    }

    /// Defaults from the text of such a data file.
    pub fn parse(text: &str) -> Result<Self, String> {
        let defaults: Self = toml::from_str(text).map_err(|e| e.to_string())?;
        if defaults.format != 1 {
            return Err(format!(
                "the road defaults have format {}; this program reads format 1",
                defaults.format
            ));
        }
        Ok(defaults)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_shipped_defaults_are_read_and_plausible() {
        let defaults = RoadDefaults::shipped().unwrap();
        for (name, class) in &defaults.class {
            assert!((1..=6).contains(&class.lanes), "{name}");
            assert!((5.0..=120.0).contains(&class.speed_kmh), "{name}");
            assert!((2.5..=3.8).contains(&class.lane_width_m), "{name}");
        }
        for (road, link) in [("motorway", "motorway_link"), ("primary", "primary_link")] {
            assert!(defaults.class[road].priority > defaults.class[link].priority);
        }
    }

    #[test]
    fn an_unknown_key_or_a_newer_format_is_refused() {
        assert!(RoadDefaults::parse(&format!("typo = 1\n{SHIPPED}")).is_err());
        let newer = SHIPPED.replacen("format = 1", "format = 2", 1);
        assert!(RoadDefaults::parse(&newer).unwrap_err().contains("format 2"));
    }
}
