//! The open cases of SUMO networks and demand: what an importer must have right before anybody drives.

use pilotzone_import::sumo::{DemandFile, DemandOptions, SumoDemand, import_demand};
use pilotzone_import::sumo::{NetOptions, SumoRun, import_net, import_net_with, load_config};
use pilotzone_map::{
    Conflict, LaneKind, Map, NodeId, NodeKind, RightOfWay, Severity, SignalOrigin, Turn, TurnId, VehicleClass,
};
use pilotzone_world::AgentClass;
use std::path::{Path, PathBuf};

fn case(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/cases").join(name)
}

fn net(name: &str) -> Map {
    let path = case(name).join("net.net.xml");
    import_net("net.net.xml", &std::fs::read(path).unwrap()).unwrap()
}

fn demand_of(map: &mut Map, name: &str, options: &DemandOptions) -> SumoDemand {
    let bytes = std::fs::read(case(name).join("routes.rou.xml")).unwrap();
    import_demand(map, &[DemandFile { name: "routes.rou.xml".to_owned(), bytes }], options).unwrap()
}

fn turn_between<'m>(map: &'m Map, from: &str, to: &str) -> (TurnId, &'m Turn) {
    let id = |lane| map.link_of(lane).map(|link| map.link(link).id.as_str());
    let found = map.turns.iter().position(|turn| id(turn.from) == Some(from) && id(turn.to) == Some(to));
    let place = found.unwrap_or_else(|| panic!("no turn from {from} to {to}"));
    (TurnId(place as u32), &map.turns[place])
}

/// Metres of driving over whole links and the inner lanes between them.
fn way_m(map: &Map, edges: &[&str]) -> f64 {
    let link = |id: &str| map.links.iter().find(|link| link.id == id).unwrap().length_m;
    let inner = |pair: &[&str]| map.lane(turn_between(map, pair[0], pair[1]).1.inner).length_m;
    edges.iter().map(|id| link(id)).sum::<f64>() + edges.windows(2).map(inner).sum::<f64>()
}

fn conflict(map: &Map, a: TurnId, b: TurnId) -> Option<&Conflict> {
    map.conflicts.iter().find(|c| (c.first, c.second) == (a.min(b), a.max(b)))
}

/// Whether `a` gives way to `b`.
fn yields(map: &Map, a: TurnId, b: TurnId) -> bool {
    let conflict = conflict(map, a, b).expect("the two turns meet");
    if conflict.first == a { conflict.first_yields } else { conflict.second_yields }
}

#[test]
fn the_minor_road_yields_and_lengths_are_the_files() {
    let map = net("s19_merge_yield");
    // Less the 5 m at which the vehicles depart: 395.00 and 391.15 m.
    assert!((way_m(&map, &["A", "C"]) - 400.00).abs() < 1e-9);
    assert!((way_m(&map, &["B", "C"]) - 396.15).abs() < 1e-9);
    let ((minor, turn), (major, _)) = (turn_between(&map, "B", "C"), turn_between(&map, "A", "C"));
    assert!(yields(&map, minor, major) && !yields(&map, major, minor));
    assert_eq!(turn.right_of_way, RightOfWay::Yield);
    assert!(conflict(&map, minor, major).unwrap().merging);
    assert_eq!(map.geo, None);
    let mut map = map;
    let demand = demand_of(&mut map, "s19_merge_yield", &DemandOptions::default());
    let kind = &demand.types[demand.trips[0].kind as usize];
    assert_eq!((kind.length_m, kind.speed_factor.deviation), (5.0, 0.0));
}

#[test]
fn unsorted_departures_are_sorted_and_none_is_lost() {
    let mut map = net("s20_unsorted_departs");
    let demand = demand_of(&mut map, "s20_unsorted_departs", &DemandOptions::default());
    let departs: Vec<f64> = demand.trips.iter().map(|trip| trip.depart_s).collect();
    assert_eq!(departs, [0.0, 5.0, 10.0, 10.5, 15.0, 20.0, 30.0]);
    assert_eq!(demand.trips[1].name, "f.0");
    assert!(demand.problems.is_empty(), "{:?}", demand.problems);
}

#[test]
fn a_configuration_joins_lists_of_files_whatever_their_order() {
    let SumoRun { demand, config, .. } = load_config(&case("s21_cfg_lists/run.sumocfg"), None).unwrap();
    assert_eq!((config.begin_s, config.end_s, config.step_s), (10.0, Some(200.0), Some(0.5)));
    let departs: Vec<_> = demand.trips.iter().map(|t| (t.name.as_str(), t.depart_s)).collect();
    assert_eq!(departs, [("two", 15.0), ("one", 20.0)]);
    let two = &demand.types[demand.trips[0].kind as usize];
    assert_eq!((two.name.as_str(), two.max_speed_mps, two.class), ("slow", 5.0, AgentClass::Truck));
    let told: Vec<_> = demand.problems.iter().map(|p| (p.severity, p.what.as_str())).collect();
    assert_eq!(
        told,
        [(Severity::Warning, "1 depart before the begin at 10 s and are left out: `before_begin`")]
    );
}

#[test]
fn a_turn_of_two_inner_lanes_is_one_turn_with_a_place_to_wait() {
    let map = net("s22_via_chain");
    // Less the 10 m at which the turner departs.
    assert!((way_m(&map, &["WJ", "JN"]) - 10.0 - 290.29).abs() < 1e-9);
    let (left, turn) = turn_between(&map, "WJ", "JN");
    assert_eq!(turn.wait_at_m, Some(1.73));
    assert_eq!(map.lane(turn.inner).speed_mps, 7.26);
    let (opposite, straight) = turn_between(&map, "EJ", "JW");
    assert_eq!(straight.wait_at_m, None);
    assert!(yields(&map, left, opposite) && !yields(&map, opposite, left));
    assert_eq!(map.turns.len(), 2);
}

#[test]
fn the_programme_that_was_loaded_last_runs_and_a_letter_too_many_is_told() {
    let mut map = net("s23_tls_two_programs");
    assert_eq!(map.signals.len(), 1);
    assert_eq!(map.signals[0].origin, SignalOrigin::Given);
    assert_eq!(map.signals[0].programme().unwrap().id, "0");
    assert_eq!(map.nodes.iter().find(|n| n.id == "J").unwrap().kind, NodeKind::Signal);
    let bytes = std::fs::read(case("s23_tls_two_programs/day.add.xml")).unwrap();
    let day = DemandFile { name: "day.add.xml".to_owned(), bytes };
    import_demand(&mut map, &[day], &DemandOptions::default()).unwrap();
    let programme = map.signals[0].programme().unwrap();
    assert_eq!((programme.id.as_str(), programme.offset_s, programme.cycle_s()), ("day", 10.0, 60.0));
    let warning = map.problems.iter().find(|p| p.severity == Severity::Warning).unwrap();
    assert_eq!((warning.file.as_str(), warning.line), ("day.add.xml", 2));
    assert!(warning.what.contains("3 letters for 2 links"), "{}", warning.what);
}

#[test]
fn a_state_that_is_too_short_stops_the_import() {
    let mut map = net("s23_tls_two_programs");
    let text =
        "<additional><tlLogic id='J' programID='x'>\n<phase duration='9' state='G'/></tlLogic></additional>";
    let file = DemandFile { name: "short.add.xml".to_owned(), bytes: text.as_bytes().to_vec() };
    let error = import_demand(&mut map, &[file], &DemandOptions::default()).unwrap_err().to_string();
    assert!(error.starts_with("short.add.xml:1:") && error.contains("1 letters for 2 links"), "{error}");
}

#[test]
fn a_stop_on_a_lane_keeps_its_place_and_time() {
    let mut map = net("s24_keep_clear");
    let demand = demand_of(&mut map, "s24_keep_clear", &DemandOptions::default());
    let blocker = demand.trips.iter().find(|trip| trip.name == "blocker").unwrap();
    let stop = &blocker.stops[0];
    assert_eq!((stop.end_m, stop.duration_s), (19.0, 90.0));
    assert_eq!(map.link(map.link_of(stop.lane).unwrap()).id, "JE");
    assert!(map.turns.iter().all(|turn| turn.keep_clear));
}

#[test]
fn without_inner_lanes_the_way_keeps_its_declared_length() {
    let map = net("s25_four_way_tie");
    for (from, to) in [("NJ", "JS"), ("EJ", "JW"), ("SJ", "JN"), ("WJ", "JE")] {
        assert!((way_m(&map, &[from, to]) - 200.0).abs() < 1e-9, "{from} {to}");
    }
    // Each gives way to whom it has to the right.
    let id = |from: &str, to: &str| turn_between(&map, from, to).0;
    let (n, e, s, w) = (id("NJ", "JS"), id("EJ", "JW"), id("SJ", "JN"), id("WJ", "JE"));
    for (who, right) in [(n, w), (w, s), (s, e), (e, n)] {
        assert!(yields(&map, who, right) && !yields(&map, right, who));
    }
    assert!(conflict(&map, n, s).is_none(), "oncoming ways straight on do not meet");
    let junction = map.nodes.iter().find(|n| n.id == "J").unwrap();
    assert_eq!((junction.kind, junction.arms), (NodeKind::RightHand, 4));
}

#[test]
fn crossings_have_their_lights_and_people_their_pavements() {
    let map = net("sumo_crossings");
    assert_eq!((map.crosswalks.len(), map.turns.len(), map.signals.len()), (4, 12, 1));
    let groups: Vec<u16> = map.crosswalks.iter().filter_map(|c| c.signal).map(|(_, group)| group).collect();
    assert_eq!(groups, [12, 13, 14, 15]);
    let first = &map.crosswalks[0];
    let crossed: Vec<_> = first.links.iter().map(|id| map.link(*id).id.as_str()).collect();
    assert_eq!(crossed, ["A0top0", "top0A0"]);
    assert_eq!(first.node, map.nodes.iter().position(|n| n.id == "A0").map(|i| NodeId(i as u32)));
    // Four walking areas, and a pavement beside each of eight links.
    assert_eq!(map.pavements.len(), 12);
    assert_eq!(map.lanes.iter().filter(|lane| lane.kind == LaneKind::Foot).count(), 8);
    // Crossings stand in the matrix too, and do not shift the links of cars.
    let ((left, _), (opposite, _)) =
        (turn_between(&map, "top0A0", "A0right0"), turn_between(&map, "bottom0A0", "A0top0"));
    assert!(yields(&map, left, opposite) && !yields(&map, opposite, left));
    assert!(map.problems.is_empty(), "{:?}", map.problems);
}

#[test]
fn lanes_are_numbered_from_the_right_and_keep_their_access() {
    let text = r#"<net>
 <edge id="e" from="a" to="b" priority="1"><stopOffset value="3"/>
  <lane id="e_1" index="1" speed="10" length="120" width="3" shape="0,5 100,5" changeLeft="bus" allow="bus taxi"/>
  <lane id="e_0" index="0" speed="10" length="120" shape="0,2 100,2" disallow="truck pedestrian tram"/>
 </edge>
 <junction id="a" type="dead_end" x="0" y="0" incLanes="" shape=""/>
 <junction id="b" type="dead_end" x="100" y="0" incLanes="e_0 e_1" shape=""/>
</net>"#;
    let map = import_net("t.net.xml", text.as_bytes()).unwrap();
    let [right, left] = [&map.lanes[0], &map.lanes[1]];
    assert_eq!((right.index, right.width_m, right.stop_offset_m), (0, 3.2, 3.0));
    assert_eq!((left.index, left.width_m), (1, 3.0));
    assert!(right.classes.has(VehicleClass::Passenger) && !right.classes.has(VehicleClass::Truck));
    assert!(left.classes.has(VehicleClass::Bus) && left.classes.has(VehicleClass::Taxi));
    assert!(!left.classes.has(VehicleClass::Passenger) && !left.change_left.has(VehicleClass::Passenger));
    assert_eq!(map.nodes[0].kind, NodeKind::Border);
}

#[test]
fn who_gives_the_network_may_say_that_its_signals_are_guessed() {
    let bytes = std::fs::read(case("s23_tls_two_programs/net.net.xml")).unwrap();
    let options = NetOptions { source: None, signals_guessed: true };
    let map = import_net_with("net.net.xml", &bytes, &options).unwrap();
    assert_eq!(map.signals[0].origin, SignalOrigin::Guessed);
    assert_eq!(map.sources[0].licence, "unknown");
}
