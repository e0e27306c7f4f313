//! The shipped networks: Bologna's acosta with its own demand, and Sejong's Naseong.

use pilotzone_import::sumo::{DemandFile, DemandOptions, SumoDemand, import_demand, import_net};
use pilotzone_map::{Aspect, GeoReference, LaneKind, LaneOwner, Map, NodeKind, RightOfWay, Severity};
use pilotzone_world::AgentClass;
use std::path::{Path, PathBuf};

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..")
}

fn map(name: &str) -> Map {
    let bytes = std::fs::read(root().join("maps/sources").join(name)).unwrap();
    import_net(name, &bytes).unwrap()
}

/// Files of the scenario, demand before types on purpose.
fn acosta(seed: u64) -> (Map, SumoDemand) {
    let names = ["rou.xml", "busses.rou.xml", "vtypes.add.xml", "bus_stops.add.xml", "tls.add.xml"];
    let folder = root().join("scenarios/bologna/acosta");
    let file = |end: &str| {
        let name = if end == "rou.xml" { "acosta.rou.xml".to_owned() } else { format!("acosta_{end}") };
        DemandFile { bytes: std::fs::read(folder.join(&name)).unwrap(), name }
    };
    let mut map = map("bologna_acosta.net.xml");
    let options = DemandOptions { seed, ..DemandOptions::default() };
    let demand = import_demand(&mut map, &names.map(file), &options).unwrap();
    (map, demand)
}

/// What holds in every map that was read.
fn check_sound(map: &Map) {
    for (i, lane) in map.lanes.iter().enumerate() {
        assert!(lane.length_m > 0.0 && lane.speed_mps > 0.0 && lane.shape.0.len() >= 2, "lane {i}: {lane:?}");
    }
    for (i, turn) in map.turns.iter().enumerate() {
        let inner = map.lane(turn.inner);
        assert!(matches!(inner.owner, LaneOwner::Turn(id) if id.0 as usize == i));
        let (from, to) = (map.link_of(turn.from).unwrap(), map.link_of(turn.to).unwrap());
        assert_eq!((map.link(from).to, map.link(to).from), (turn.node, turn.node));
        let gap_m = inner.shape.start().distance(map.lane(turn.from).shape.end());
        let other_m = inner.shape.end().distance(map.lane(turn.to).shape.start());
        assert!(gap_m < 1.0 && other_m < 1.0, "turn {i} has gaps of {gap_m} and {other_m} m");
    }
    for conflict in &map.conflicts {
        assert!(conflict.first < conflict.second);
        assert_eq!(map.turn(conflict.first).node, map.turn(conflict.second).node);
    }
}

#[test]
fn bologna_has_all_its_roads_stops_and_signals() {
    let (map, _) = acosta(1);
    check_sound(&map);
    // 472 edges less 294 inner ones.
    assert_eq!(map.links.len(), 178);
    assert_eq!(map.nodes.len(), 145 - 33);
    assert_eq!(map.signals.len(), 7);
    assert!(map.signals.iter().all(|signal| signal.programme().unwrap().id == "utopia"));
    assert_eq!(map.nodes.iter().filter(|node| node.kind == NodeKind::Signal).count(), 16);
    assert_eq!(map.bus_stops.len(), 35);
    assert!(map.lanes.iter().filter(|lane| lane.kind == LaneKind::Bus).count() >= 10);
    assert!(matches!(map.geo, Some(GeoReference::Utm { zone: 32, north: true, .. })));
    let told: Vec<_> = map.problems.iter().filter(|p| p.severity == Severity::Warning).collect();
    assert!(told.is_empty(), "{told:?}");
}

#[test]
fn every_vehicle_of_bologna_gets_its_route_type_and_stops() {
    let (map, demand) = acosta(1);
    assert!(demand.unroutable.is_empty(), "{:?}", &demand.unroutable[..1]);
    assert!(demand.problems.is_empty(), "{:?}", demand.problems);
    assert_eq!(demand.trips.len(), 8779);
    let class = |trip: &pilotzone_scenario::Trip| demand.types[trip.kind as usize].class;
    let buses: Vec<_> = demand.trips.iter().filter(|trip| class(trip) == AgentClass::Bus).collect();
    assert!(buses.len() > 150, "{}", buses.len());
    assert_eq!(demand.trips.iter().map(|trip| trip.stops.len()).sum::<usize>(), 542);
    for trip in &buses {
        for stop in &trip.stops {
            assert!(map.bus_stops.iter().any(|s| s.lane == stop.lane && s.end_m == stop.end_m));
            assert!(trip.route.contains(&map.link_of(stop.lane).unwrap()));
        }
    }
    assert!(demand.trips.is_sorted_by(|a, b| a.depart_s <= b.depart_s));
    // 0.4 of 1.15 by weight.
    let share =
        |name: &str| demand.trips.iter().filter(|t| demand.types[t.kind as usize].name == name).count();
    let private = (1..=5).map(|n| share(&format!("passenger{n}"))).sum::<usize>()
        + share("passenger2a")
        + share("passenger2b");
    let first = share("passenger1") as f64 / private as f64;
    assert!((first - 0.4 / 1.15).abs() < 0.03, "{first}");
}

#[test]
fn one_seed_gives_one_demand_and_another_seed_another() {
    assert_eq!(acosta(7).1, acosta(7).1);
    assert_ne!(acosta(7).1, acosta(8).1);
}

#[test]
fn sejong_has_nineteen_signals_and_lies_in_zone_52() {
    let map = map("sejong_naseong.net.xml");
    check_sound(&map);
    assert_eq!(map.links.len(), 334 - 235);
    assert_eq!(map.signals.len(), 19);
    assert_eq!(map.nodes.iter().filter(|node| node.kind == NodeKind::Signal).count(), 19);
    assert!(matches!(map.geo, Some(GeoReference::Utm { zone: 52, north: true, .. })));
    let greens = map.signals.iter().flat_map(|s| &s.programmes[0].phases).flat_map(|p| &p.aspects);
    assert!(
        greens.clone().any(|a| *a == Aspect::GreenProtected) && greens.clone().any(|a| *a == Aspect::Red)
    );
    let told: Vec<_> = map.problems.iter().filter(|p| p.severity == Severity::Warning).collect();
    assert!(told.is_empty(), "{told:?}");
}

#[test]
fn where_one_turn_must_yield_some_conflict_says_to_whom() {
    for name in ["bologna_acosta.net.xml", "sejong_naseong.net.xml"] {
        let map = map(name);
        let mut without = 0;
        let minor: Vec<_> =
            map.turns.iter().zip(0..).filter(|(t, _)| t.right_of_way == RightOfWay::Yield).collect();
        for (_, id) in &minor {
            let yields = map
                .conflicts
                .iter()
                .any(|c| (c.first.0 == *id && c.first_yields) || (c.second.0 == *id && c.second_yields));
            without += usize::from(!yields);
        }
        println!("{name}: {} of {} minor turns yield to nobody that they meet", without, minor.len());
        let blind = map.conflicts.iter().filter(|c| !c.first_yields && !c.second_yields).count();
        println!("{name}: {blind} of {} conflicts without a rule", map.conflicts.len());
        assert!(without * 20 <= minor.len(), "{name}: {without} of {}", minor.len());
    }
}
