//! A mission that cannot be flown is told before the run, by name and line.

mod common;

use common::{HEAD, draft_with, map};
use pilotzone_map::{Building, HeightSource, Point};
use pilotzone_scenario::Overrides;
use pilotzone_scenario::air::{AirZone, Datum, Shape, ZoneKind};
use std::collections::BTreeMap;

const AIRFRAMES: &str = include_str!("../../../scenarios/parameters/airframes.toml");

const FLEET: &str = r#"
[pads.home]
at_m = [60, 60]
[pads.goal]
at_m = [140, 140]
[operations.one]
airframe = "matrice_30"
aircraft = 1
pads = ["home"]
cruise_mps = 10
cruise_m = 60
[missions.parcel]
operation = "one"
kind = "delivery"
at_s = [0]
to = ["goal"]
"#;

fn tower() -> Building {
    let ring = [(90.0, 90.0), (110.0, 90.0), (110.0, 110.0), (90.0, 110.0)];
    Building {
        id: "tower".to_owned(),
        name: None,
        ring: ring.map(|(x, y)| Point::new(x, y)).to_vec(),
        holes: Vec::new(),
        base_m: 0.0,
        top_m: 80.0,
        height_source: HeightSource::Tagged,
    }
}

/// All mistakes of a fleet over the crossing with a tower beside it.
fn mistakes(fleet: &str, zones: Vec<AirZone>) -> String {
    let head = format!("include = [\"airframes.toml\"]\n{HEAD}");
    let files = [("demo/airframes.toml", AIRFRAMES)];
    let mut draft = draft_with(&format!("{head}{fleet}"), &Overrides::default(), &files);
    let mut map = map();
    map.buildings.push(tower());
    let (demand, _) = draft.on_map(&map, &BTreeMap::new());
    draft.check_demand(&demand);
    let plan = draft.air(&map, zones);
    let errors = draft.document.verdict().err().map(|errors| errors.plain()).unwrap_or_default();
    assert!(!errors.is_empty() || plan.flights.len() == 1, "{plan:?}");
    errors
}

fn refused(from: &str, to: &str, message: &str) {
    let found = mistakes(&FLEET.replace(from, to), Vec::new());
    assert!(found.contains(message) && found.contains("demo/zz.toml:"), "{found}");
}

#[test]
fn a_good_fleet_has_no_mistake() {
    assert_eq!(mistakes(FLEET, Vec::new()), "");
}

#[test]
fn a_pad_inside_a_building_or_beside_a_wall_is_refused() {
    refused("at_m = [140, 140]", "at_m = [100, 100]", "lies inside the building `tower`");
    refused("at_m = [140, 140]", "at_m = [110.5, 100]", "0.5 m from the building `tower`");
    refused("at_m = [140, 140]", "at_m = [140, 140]\non_roof = true", "no building stands there");
}

#[test]
fn a_pad_on_a_roof_is_as_high_as_the_roof() {
    assert_eq!(
        mistakes(&FLEET.replace("at_m = [140, 140]", "at_m = [100, 100]\non_roof = true"), Vec::new()),
        ""
    );
}

#[test]
fn names_that_nothing_has_are_refused_with_the_nearest() {
    refused("\"matrice_30\"", "\"matrice_31\"", "did you mean `matrice_30`");
    refused("to = [\"goal\"]", "to = [\"gaol\"]", "did you mean `goal`");
    refused("operation = \"one\"", "operation = \"none\"", "names the operation `none`");
}

#[test]
fn what_no_airframe_can_is_refused() {
    refused("cruise_mps = 10", "cruise_mps = 29", "flies 23 m/s at most");
    refused("to = [\"goal\"]", "to = [\"goal\"]\npayload_kg = 9", "carries");
    refused("kind = \"delivery\"", "kind = \"inspection\"\nrecords = true", "has no `sensor`");
    refused("at_s = [0]", "", "write when its flights are due");
}

#[test]
fn a_battery_that_does_not_last_is_told_in_minutes() {
    let long = "kind = \"emergency\"\nway_m = [[140, 140]]\nstay_s = 3600";
    refused("kind = \"delivery\"", long, "but the battery lasts");
}

#[test]
fn a_place_inside_a_building_is_refused() {
    let through = "kind = \"patrol\"\nway_m = [[60, 100], [100, 100]]\nheight_m = 50";
    refused("kind = \"delivery\"", through, "leads through a building");
}

#[test]
fn a_pad_in_a_closed_zone_is_refused_and_a_wall_of_zones_leaves_no_way() {
    let zone = |centre: Point, radius_m: f64| AirZone {
        id: "P1".to_owned(),
        name: String::new(),
        kind: ZoneKind::Prohibited,
        shape: Shape::Circle { centre, radius_m },
        floor: (0.0, Datum::Agl),
        ceiling: (500.0, Datum::Agl),
        times: Vec::new(),
        authority: String::new(),
        note: String::new(),
    };
    let found = mistakes(FLEET, vec![zone(Point::new(140.0, 140.0), 20.0)]);
    assert!(found.contains("its pad `goal` lies in the zone `P1`"), "{found}");
    let ring: Vec<AirZone> = (0..24)
        .map(|i| {
            let turn = f64::from(i) * core::f64::consts::TAU / 24.0;
            zone(Point::new(140.0 + 55.0 * libm::cos(turn), 140.0 + 55.0 * libm::sin(turn)), 15.0)
        })
        .collect();
    let found = mistakes(FLEET, ring);
    assert!(found.contains("no way leads from the pad `home`"), "{found}");
}
