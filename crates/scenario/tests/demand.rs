//! Demand becomes trips: the same for the same seed, and no part changes what another draws.

mod common;

use common::{demand, draft, draft_with, map, scenario};
use pilotzone_scenario::{Overrides, Trip};
use std::collections::BTreeMap;

const RANDOM: &str = "\n[random.r]\ntype = \"car\"\nvehicles_per_h = 1200\nmin_trip_m = 300\n";
const FLOW: &str = "\n[flows.f]\ntype = \"car\"\nfrom = \"s_in\"\nto = \"n_out\"\nvehicles_per_h = 600\nspacing = \"random\"\n";
const MATRIX: &str = "\n[matrices.m]\ntype = \"car\"\nareas = { ends = [\"n_out\", \"e_out\"] }\nvehicles = { s_in = { ends = 20.5 } }\n";

fn named<'a>(trips: &'a [Trip], start: &str) -> Vec<&'a Trip> {
    trips.iter().filter(|trip| trip.name.starts_with(start)).collect()
}

#[test]
fn adding_a_part_changes_no_other() {
    let alone = demand(&scenario(RANDOM)).trips;
    let beside = demand(&scenario(&format!("{RANDOM}{FLOW}{MATRIX}"))).trips;
    assert!(alone.len() > 100, "{}", alone.len());
    assert_eq!(named(&alone, "r."), named(&beside, "r."));
    assert_eq!(named(&demand(&scenario(FLOW)).trips, "f."), named(&beside, "f."));
}

#[test]
fn the_seed_alone_drives_what_is_random() {
    let text = scenario(&format!("{RANDOM}{FLOW}{MATRIX}"));
    assert_eq!(demand(&text), demand(&text));
    assert_ne!(demand(&text), demand(&text.replace("seed = 7", "seed = 8")));
}

#[test]
fn trips_are_sorted_by_departure_and_within_the_run() {
    let trips = demand(&scenario(&format!("{RANDOM}{FLOW}{MATRIX}"))).trips;
    assert!(trips.windows(2).all(|w| (w[0].depart_s, w[0].key) < (w[1].depart_s, w[1].key)));
    assert!(trips.iter().all(|trip| (0.0..600.0).contains(&trip.depart_s)));
}

#[test]
fn a_random_trip_is_as_long_as_asked_or_is_reported() {
    let map = map();
    let all = demand(&scenario(RANDOM));
    assert!(all.unroutable.is_empty(), "{:?}", all.unroutable.first());
    for trip in &all.trips {
        let length_m: f64 = trip.route.iter().map(|link| map.link(*link).length_m).sum();
        assert!(length_m > 300.0 - 40.0, "{}: {length_m}", trip.name);
    }
    let far = demand(&scenario(&RANDOM.replace("min_trip_m = 300", "min_trip_m = 5000")));
    assert!(far.trips.is_empty() && far.unroutable.len() == all.trips.len());
    assert!(far.unroutable[0].reason.contains("`min_trip_m` is 5000"), "{}", far.unroutable[0].reason);
}

#[test]
fn a_trip_without_a_way_is_reported_with_its_reason() {
    let text = "\n[trips.back]\ntype = \"car\"\nfrom = \"n_out\"\nto = \"s_in\"\ndepart_s = 1\n";
    let found = demand(&scenario(text));
    assert_eq!((found.trips.len(), found.unroutable.len()), (0, 1));
    assert_eq!(found.unroutable[0].name, "back");
    assert!(found.unroutable[0].reason.contains("`n_out`"), "{}", found.unroutable[0].reason);
}

#[test]
fn a_matrix_makes_its_number_of_trips_between_its_areas() {
    let map = map();
    let trips = demand(&scenario(MATRIX)).trips;
    assert!((20..=21).contains(&trips.len()), "{}", trips.len());
    let ends: Vec<&str> = trips.iter().map(|t| map.link(*t.route.last().unwrap()).id.as_str()).collect();
    assert!(ends.contains(&"n_out") && ends.contains(&"e_out"));
    assert!(trips.iter().all(|t| map.link(t.route[0]).id == "s_in"));
}

#[test]
fn a_share_of_automated_cars_replaces_cars_and_moves_nothing_else() {
    let types = common::CAR.replace("types.car", "types.av").replace("class = \"car\"", "class = \"av\"");
    let with = |share: f64| {
        let text = format!("{RANDOM}av_share = {share}\nav_type = \"av\"\n{types}");
        demand(&scenario(&text)).trips
    };
    let (few, many) = (with(0.2), with(0.6));
    assert_eq!(few.len(), many.len());
    let automated = |trips: &[Trip]| trips.iter().filter(|t| t.kind == 0).count() as f64 / trips.len() as f64;
    assert!((0.1..0.3).contains(&automated(&few)) && (0.5..0.7).contains(&automated(&many)));
    for (a, b) in few.iter().zip(&many) {
        assert_eq!((&a.name, a.depart_s, &a.route), (&b.name, b.depart_s, &b.route));
        assert!(a.kind != 0 || b.kind == 0, "who was automated stays so when the share grows");
    }
}

#[test]
fn the_resolved_copy_makes_the_same_run_and_names_all_defaults() {
    let text = scenario(&format!("{RANDOM}{FLOW}{MATRIX}depart = 1\n").replace("depart = 1\n", ""));
    let wishes = Overrides {
        seed: Some(99),
        law: Some("art38@2026-06-01".into()),
        until_s: Some(120.0),
        dt_s: Some(0.2),
        ..Overrides::default()
    };
    let mut first = draft_with(&text, &wishes, &[]);
    let resolved = first.resolved(&|path| format!("/abs/{path}"));
    let mut second = draft(&resolved);
    assert_eq!(second.document.verdict(), Ok(()), "{resolved}");
    assert_eq!(second.file.map, "/abs/demo/four.pzmap");
    assert_eq!(first.settings(), second.settings());
    assert_eq!(first.calendar, second.calendar);
    let trips = first.on_map(&map(), &BTreeMap::new()).0;
    assert_eq!(trips, second.on_map(&map(), &BTreeMap::new()).0);
    assert_eq!(second.resolved(&str::to_owned), resolved, "a second round changes nothing");
    for default in ["from_border_share = 0.8", "clearance_s = 600.0", "exponent = 4.0", "until_empty = false"]
    {
        assert!(resolved.contains(default), "{default}\n{resolved}");
    }
}

#[test]
fn a_shorter_run_has_the_same_demand() {
    let text = scenario(&format!("{RANDOM}{MATRIX}"));
    let short = Overrides { until_s: Some(60.0), ..Overrides::default() };
    let mut draft = draft_with(&text, &short, &[]);
    assert_eq!(draft.settings().end_s, Some(60.0));
    assert_eq!(draft.on_map(&map(), &BTreeMap::new()).0, demand(&text));
}
