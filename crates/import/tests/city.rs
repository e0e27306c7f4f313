//! What the generator of synthetic cities promises, held against Sejong 5-1 as it ships.

use pilotzone_import::generate::city;
use pilotzone_map::geometry::{point_in_polygon, polygon_area};
use pilotzone_map::route::Router;
use pilotzone_map::{
    Aspect, LaneId, LaneKind, LinkId, Map, NodeKind, Phase, PlaceKind, SignalId, TurnDirection, TurnId,
    VehicleClass, info,
};
use std::sync::OnceLock;

const TEXT: &str = include_str!("../../../maps/sources/sejong-5-1.toml");

fn sejong() -> &'static Map {
    static MAP: OnceLock<Map> = OnceLock::new();
    MAP.get_or_init(|| city("sejong-5-1.toml", TEXT).unwrap())
}

fn phases(map: &Map) -> impl Iterator<Item = (SignalId, &Phase)> {
    map.signals.iter().enumerate().flat_map(|(i, signal)| {
        signal.programme().unwrap().phases.iter().map(move |phase| (SignalId(i as u32), phase))
    })
}

fn shown(map: &Map, turn: TurnId, phase: &Phase) -> Aspect {
    phase.aspects[usize::from(map.turn(turn).signal.unwrap().1)]
}

#[test]
fn the_same_parameters_give_the_same_bytes_and_the_seed_moves_buildings_alone() {
    let bytes = |text: &str| pilotzone_map::native::write(&city("sejong-5-1.toml", text).unwrap()).unwrap();
    assert!(bytes(TEXT) == pilotzone_map::native::write(sejong()).unwrap());
    let mut other = city("sejong-5-1.toml", &TEXT.replace("seed = 51 ", "seed = 52 ")).unwrap();
    assert!(other.buildings != sejong().buildings);
    other.buildings.clone_from(&sejong().buildings);
    assert!(other == *sejong());
}

#[test]
fn the_city_lies_at_its_place_and_says_in_two_languages_that_it_is_synthetic() {
    let figures = info::info(sejong());
    assert!(figures.provenance.starts_with("synthetic") && figures.provenance.contains("합성 지도"));
    assert!(figures.problems.is_empty() && figures.defaults.is_empty());
    let [west, south, east, north] = figures.bbox_deg.unwrap();
    assert!((f64::midpoint(west, east) - 127.31).abs() < 1e-4);
    assert!((f64::midpoint(south, north) - 36.52).abs() < 1e-4);
    let zone = sejong().places.iter().find(|place| place.kind == PlaceKind::PilotZone).unwrap();
    assert!((polygon_area(&zone.polygon) / 1e6 - 2.74).abs() < 0.005);
}

#[test]
fn from_every_lane_one_comes_to_every_border() {
    let map = sejong();
    let router = Router::new(map);
    let exits: Vec<LinkId> = (0..map.links.len() as u32)
        .map(LinkId)
        .filter(|&link| map.node(map.link(link).to).kind == NodeKind::Border)
        .collect();
    assert_eq!(exits.len(), 12);
    let leaving = |lane: LaneId| map.turns.iter().filter(move |turn| turn.from == lane);
    for (i, link) in map.links.iter().enumerate() {
        let from = LinkId(i as u32);
        let tree = router.tree(from, VehicleClass::Passenger).unwrap();
        for &exit in &exits {
            // Out of the map one does not come back.
            assert!(
                exits.contains(&from) || tree.route(exit).is_ok(),
                "{} to {}",
                link.id,
                map.link(exit).id
            );
        }
        for lane in link.lanes() {
            let ends = map.node(link.to).kind == NodeKind::Border;
            assert!(ends || leaving(lane).next().is_some(), "{} lane {}", link.id, map.lane(lane).index);
        }
    }
}

#[test]
fn from_every_border_one_comes_to_every_street() {
    let map = sejong();
    let router = Router::new(map);
    for (i, link) in map.links.iter().enumerate().filter(|(_, l)| map.node(l.from).kind == NodeKind::Border) {
        let tree = router.tree(LinkId(i as u32), VehicleClass::Truck).unwrap();
        for (j, goal) in map.links.iter().enumerate() {
            let reached = tree.route(LinkId(j as u32)).is_ok();
            assert!(reached || map.node(goal.from).kind == NodeKind::Border, "{} to {}", link.id, goal.id);
        }
    }
}

#[test]
fn a_turn_starts_where_its_lane_ends_and_ends_where_the_next_begins() {
    let map = sejong();
    for turn in &map.turns {
        let inner = &map.lane(turn.inner).shape;
        assert!(inner.start().distance(map.lane(turn.from).shape.end()) < 1e-9);
        assert!(inner.end().distance(map.lane(turn.to).shape.start()) < 1e-9);
    }
}

#[test]
fn protected_greens_never_cross() {
    let map = sejong();
    for (signal, phase) in phases(map) {
        for conflict in &map.conflicts {
            let here = map.turn(conflict.first).signal.is_some_and(|(s, _)| s == signal);
            let both = here
                && [conflict.first, conflict.second]
                    .iter()
                    .all(|&turn| shown(map, turn, phase) == Aspect::GreenProtected);
            assert!(!both, "{conflict:?} at {}", map.signals[signal.0 as usize].id);
        }
    }
}

#[test]
fn over_a_green_crosswalk_drives_nobody_but_who_turns_and_gives_way() {
    let map = sejong();
    for (signal, phase) in phases(map) {
        for walk in map.crosswalks.iter().filter(|walk| walk.signal.is_some_and(|(s, _)| s == signal)) {
            // Amber is the time in which those who are on their way finish.
            let light = phase.aspects[usize::from(walk.signal.unwrap().1)];
            if light == Aspect::Red {
                continue;
            }
            for (i, turn) in map.turns.iter().enumerate() {
                let over = |lane| walk.links.contains(&map.link_of(lane).unwrap());
                if !(over(turn.from) || over(turn.to)) || turn.signal.is_none_or(|(s, _)| s != signal) {
                    continue;
                }
                let yields = match shown(map, TurnId(i as u32), phase) {
                    Aspect::Red => true,
                    Aspect::GreenYield | Aspect::StopThenGo => turn.direction != TurnDirection::Straight,
                    _ => false,
                };
                assert!(yields, "{} in {phase:?}", walk.id);
            }
        }
    }
}

#[test]
fn every_arm_of_a_signal_has_a_crosswalk_with_seven_seconds_and_one_a_metre() {
    let map = sejong();
    let signalised = map.nodes.iter().filter(|node| node.kind == NodeKind::Signal);
    let arms: u32 = signalised.map(|node| node.arms).sum();
    let walks: Vec<_> = map.crosswalks.iter().filter(|walk| walk.signal.is_some()).collect();
    assert_eq!(walks.len(), arms as usize);
    for walk in walks {
        let (signal, group) = walk.signal.unwrap();
        let lit = |aspect| {
            let of_walk = phases(map).filter(|(s, _)| *s == signal).map(|(_, phase)| phase);
            let lit = of_walk.filter(move |phase| phase.aspects[usize::from(group)] == aspect);
            lit.map(|phase| phase.duration_s).sum::<f64>()
        };
        assert!(lit(Aspect::GreenProtected) >= 7.0, "{}", walk.id);
        assert!(lit(Aspect::Amber) >= walk.line.length_m(), "{}", walk.id);
    }
}

#[test]
fn stop_lines_lie_before_the_crosswalks() {
    let map = sejong();
    for walk in &map.crosswalks {
        let inward = walk.links.iter().find(|&&link| Some(map.link(link).to) == walk.node).unwrap();
        for lane in map.link(*inward).lanes().map(|lane| map.lane(lane)) {
            let line = lane.shape.pose_at(lane.length_m - lane.stop_offset_m).at;
            let [a, b] = [walk.line.start(), walk.line.end()];
            let (length_m, end) = (a.distance(b), lane.shape.end());
            let from_walk_m = ((b.x - a.x) * (line.y - a.y) - (b.y - a.y) * (line.x - a.x)).abs() / length_m;
            let beyond_m = ((b.x - a.x) * (end.y - a.y) - (b.y - a.y) * (end.x - a.x)).abs() / length_m;
            assert!(from_walk_m >= walk.width_m / 2.0 + 1.0, "{}: {from_walk_m}", walk.id);
            // And the whole crosswalk before the junction.
            assert!(beyond_m >= walk.width_m / 2.0, "{}: {beyond_m}", walk.id);
        }
    }
}

#[test]
fn left_turns_without_an_arrow_and_turning_back_are_where_the_file_marks_them() {
    let map = sejong();
    let class = |lane| map.link(map.link_of(lane).unwrap()).road_class.as_str();
    let green = |id: TurnId, wanted: Aspect| {
        phases(map).any(|(s, phase)| {
            map.turn(id).signal.is_some_and(|(own, _)| own == s) && shown(map, id, phase) == wanted
        })
    };
    let mut back = 0;
    for (i, turn) in map.turns.iter().enumerate().filter(|(_, turn)| turn.signal.is_some()) {
        let between = (class(turn.from), class(turn.to));
        let yields = green(TurnId(i as u32), Aspect::GreenYield);
        match turn.direction {
            TurnDirection::Left => assert_eq!(yields, between == ("collector", "collector"), "{between:?}"),
            TurnDirection::Right => assert!(green(TurnId(i as u32), Aspect::StopThenGo)),
            TurnDirection::UTurn => {
                back += 1;
                assert!(map.lane(turn.inner).length_m > 9.0 && between == ("arterial", "arterial"));
            }
            TurnDirection::Straight => assert!(!yields),
        }
    }
    assert_eq!(back, 8);
}

#[test]
fn the_ring_has_a_bus_lane_behind_a_kerb_all_round() {
    let map = sejong();
    let ring = map.links.iter().filter(|link| link.road_class == "brt");
    for link in ring {
        let bus = link.lanes().next_back().unwrap();
        let lane = map.lane(bus);
        assert!(lane.kind == LaneKind::Bus && lane.speed_mps <= 80.0 / 3.6);
        assert!(lane.change_right.is_empty() && map.lane(LaneId(bus.0 - 1)).change_left.is_empty());
        let onward: Vec<_> = map.turns.iter().filter(|turn| turn.from == bus).collect();
        assert!(onward.len() == 1 && map.lane(onward[0].to).kind == LaneKind::Bus, "{}", link.id);
    }
    assert_eq!(map.bus_stops.len(), 16);
    assert!(map.bus_stops.iter().all(|stop| map.lane(stop.lane).kind == LaneKind::Bus));
}

#[test]
fn near_a_school_gate_streets_of_the_zone_have_thirty() {
    let map = sejong();
    let zones: Vec<_> = map.places.iter().filter(|place| place.kind == PlaceKind::SchoolZone).collect();
    assert_eq!(zones.len(), 2);
    for link in map.links.iter().filter(|link| link.road_class == "collector") {
        let lane = map.lane(link.first_lane);
        let middle = lane.shape.pose_at(lane.length_m / 2.0).at;
        // The polygon's corners lie on the circle, so that its sides cut off a metre of it.
        if zones.iter().any(|zone| point_in_polygon(middle, &zone.polygon)) {
            assert!(lane.speed_mps < 8.34, "{}", link.id);
        }
    }
}

#[test]
fn no_building_stands_on_a_lane_or_beyond_the_zone() {
    let map = sejong();
    let zone = &map.places.iter().find(|place| place.kind == PlaceKind::PilotZone).unwrap().polygon;
    assert!(map.buildings.len() > 400);
    for building in &map.buildings {
        let inside = |point| point_in_polygon(point, &building.ring);
        let mut points = map.lanes.iter().flat_map(|lane| lane.shape.0.iter().copied());
        assert!(!points.any(inside), "{}", building.id);
        assert!(building.ring.iter().all(|&corner| point_in_polygon(corner, zone)), "{}", building.id);
    }
    let towers = map.buildings.iter().filter(|building| building.top_m >= 60.0).count();
    assert!(towers > 150, "{towers}");
}
