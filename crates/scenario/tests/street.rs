//! From what a scenario says about the street to people, things and vehicles at their places.

mod common;

use common::{draft_with, map, scenario};
use pilotzone_map::crosswalks::assume;
use pilotzone_scenario::street::Street;
use pilotzone_scenario::{DepartPos, Overrides};
use std::collections::BTreeMap;

const TRIP: &str = "[trips.one]\ntype = \"car\"\nfrom = \"s_in\"\nto = \"n_out\"\ndepart_s = 5\n";
const PEOPLE: &str = include_str!("../../../scenarios/parameters/people.toml");

/// The street of a scenario on the crossing with assumed crosswalks, or all its mistakes.
fn street(text: &str) -> Result<(Street, DepartPos), String> {
    let mut map = map();
    assume(&mut map);
    let text = format!("include = [\"people.toml\"]\n{}", scenario(&format!("{TRIP}{text}")));
    let mut draft = draft_with(&text, &Overrides::default(), &[("demo/people.toml", PEOPLE)]);
    let (mut demand, _) = draft.on_map(&map, &BTreeMap::new());
    let street = draft.street(&map, &mut demand);
    let verdict = draft.document.verdict();
    verdict.map(|()| (street, demand.trips[0].depart_pos)).map_err(|errors| errors.plain())
}

#[test]
fn people_come_at_their_rate_with_the_shares_of_their_kinds() {
    let (street, _) = street("[people]\npedestrians_per_h = 6000\n").expect("it is sound");
    let n = street.walks.len() as f64;
    // Poisson with mean 1,000: 4 sigma are 126.
    assert!((874.0..1126.0).contains(&n), "{n}");
    let share = |what: &dyn Fn(&pilotzone_scenario::street::Walk) -> bool| {
        street.walks.iter().filter(|walk| what(walk)).count() as f64 / n
    };
    assert!((share(&|walk| walk.keeps_light) - 0.9246).abs() < 0.035);
    assert!((share(&|walk| walk.place >= 4) - 0.2534).abs() < 0.06, "beside crosswalks");
    let mean_mps = street.walks.iter().map(|walk| walk.speed_mps).sum::<f64>() / n;
    assert!((mean_mps - 1.29).abs() < 0.05, "{mean_mps}");
    assert!(street.walks.is_sorted_by(|a, b| a.depart_s <= b.depart_s));
}

#[test]
fn a_walk_begins_on_the_side_that_it_names() {
    let walk = |name: &str, place: &str, from: &str| {
        format!("[walks.{name}]\n{place}\nat_s = 30\nspeed_mps = 1.25\nfrom = \"{from}\"\n")
    };
    let link = "link = \"s_in\"\npos_m = 100";
    let text = [walk("a", link, "right"), walk("b", link, "left")].concat();
    let (street, _) = street(&text).expect("it is sound");
    assert_eq!(street.unmarked.len(), 1, "one place for both");
    // The line begins at the right kerb of who drives north.
    assert!(street.unmarked[0].start().x > 0.0);
    let forward = |name: &str| street.walks.iter().find(|walk| walk.name == name).map(|walk| walk.forward);
    assert_eq!((forward("a"), forward("b")), (Some(true), Some(false)));
    assert!(street.walks.iter().all(|walk| (walk.depart_s - 22.0).abs() < 1e-9), "ten metres of pavement");
}

#[test]
fn things_breakdowns_parked_cars_and_zones_stand_where_they_are_said_to() {
    let text = r#"
[objects.box]
link = "n_out"
lane = 1
pos_m = 50
length_m = 1
width_m = 1
mass_kg = 20
[breakdowns.puncture]
agent = "one"
at_s = 20
duration_s = 60
[parked.kerb]
agent = "one"
pos_m = 40
[school_zones.north]
polygon_m = [[-50, 0], [50, 0], [50, 100]]
limit_kmh = 30
hours = [8, 20]
"#;
    let (street, depart_pos) = street(text).expect("it is sound");
    assert_eq!(depart_pos, DepartPos::At(40.0));
    assert_eq!((street.breakdowns[0].trip, street.breakdowns[0].to_s), (0, 80.0));
    assert!((street.objects[0].pos_m - 50.0).abs() < 1e-12 && street.objects[0].to_s > 1e9);
    let zone = &street.school_zones[0];
    assert!((zone.limit_mps - 30.0 / 3.6).abs() < 1e-12 && zone.from_s == 28_800.0);
}

#[test]
fn what_the_map_or_the_demand_lacks_is_named_with_its_line() {
    let text = r#"
[walks.a]
crosswalk = "assumed.x.9"
at_s = 1
speed_mps = 1
[walks.b]
at_s = 1
speed_mps = 1
[objects.box]
link = "n_outt"
pos_m = 50
length_m = 1
width_m = 1
mass_kg = 20
[breakdowns.c]
agent = "two"
at_s = 20
duration_s = 60
"#;
    let mistakes = street(text).expect_err("four mistakes");
    for part in [
        "`walks.a.crosswalk` names the crosswalk `assumed.x.9`",
        "`walks.b`",
        "(did you mean `n_out`?)",
        "the trip `two`",
    ] {
        assert!(mistakes.contains(part), "{part}: {mistakes}");
    }
}
