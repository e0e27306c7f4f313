//! A small scenario on a crossing of four roads.

#![allow(dead_code, reason = "each test file uses its own part")]

use pilotzone_map::Map;
use pilotzone_map::builder::four_arm_crossing;
use pilotzone_scenario::demand::Demand;
use pilotzone_scenario::{Draft, Overrides};
use std::collections::BTreeMap;

/// One vehicle type; `format = 1` and the other required keys must stand above.
pub const CAR: &str = r#"
[types.car]
class = "car"
access = "passenger"
source = "test"
length_m = 5.0
width_m = 1.8
height_m = 1.5
mass_kg = 1500
min_gap_m = 2.0
max_speed_mps = 50.0
accel_mps2 = 1.0
decel_mps2 = 4.5
emergency_decel_mps2 = 9.0
speed_factor = { mean = 1.0, deviation = 0.0, min = 1.0, max = 1.0 }
following = { model = "idm", headway_s = 1.0, comfort_decel_mps2 = 1.5 }
lane_change = { politeness = 0.2, threshold_mps2 = 0.1, safe_decel_mps2 = 4.0, bias_right_mps2 = 0.3 }
"#;

/// The required keys.
pub const HEAD: &str = r#"format = 1
map = "four.pzmap"
seed = 7
law_date = "2021-06-01"
[time]
start = "2021-06-01T08:00:00+09:00"
duration_s = 600
"#;

/// A whole scenario with that demand.
pub fn scenario(demand: &str) -> String {
    format!("{HEAD}{CAR}{demand}")
}

/// Reads a scenario without includes.
pub fn draft(text: &str) -> Draft {
    draft_with(text, &Overrides::default(), &[])
}

/// Reads a scenario with overrides and files to include.
pub fn draft_with(text: &str, overrides: &Overrides, files: &[(&str, &str)]) -> Draft {
    let mut open = |path: &str| {
        let found = files.iter().find(|(name, _)| *name == path);
        found.map(|(_, text)| (*text).to_owned()).ok_or_else(|| "there is no such file".to_owned())
    };
    Draft::read("demo/zz.toml", text.to_owned(), overrides, &mut open).unwrap()
}

/// All mistakes that are found without and with the map, a line each.
pub fn mistakes(text: &str) -> String {
    let mut draft = draft(text);
    let (demand, _) = draft.on_map(&map(), &BTreeMap::new());
    draft.check_demand(&demand);
    draft.document.verdict().err().map(|errors| errors.plain()).unwrap_or_default()
}

/// The trips of a scenario without mistakes.
pub fn demand(text: &str) -> Demand {
    let mut draft = draft(text);
    let (demand, _) = draft.on_map(&map(), &BTreeMap::new());
    draft.check_demand(&demand);
    if let Err(errors) = draft.document.verdict() {
        panic!("{}", errors.plain());
    }
    demand
}

/// The crossing: links `n_in`, `n_out` and so on for east, south and west.
pub fn map() -> Map {
    four_arm_crossing()
}
