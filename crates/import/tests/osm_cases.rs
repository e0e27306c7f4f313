//! Small files in which each thing that goes wrong with OpenStreetMap stands alone, and what must come out.

mod osm_support;

use osm_support::{
    allowed, assert_sound, lane_counts, lanes_seen_from_left, link_ids, links_of, node_at, problems_naming,
    read_case, route_ways, speed_mps,
};
use pilotzone_map::VehicleClass::{Bus, Passenger};
use pilotzone_map::{HeightSource, LaneKind, NodeKind, RightOfWay};

#[test]
fn o01_missing_parts_of_lane_counts_are_worked_out() {
    let map = read_case("o01_lanes_split");
    assert_eq!(lane_counts(&map, "10"), (2, 1));
    assert_eq!(lane_counts(&map, "11"), (1, 2));
    assert_eq!(lane_counts(&map, "12"), (2, 2));
    assert_eq!(lane_counts(&map, "13"), (2, 1));
    let both_ways: Vec<_> = map.lanes.iter().filter(|lane| lane.kind == LaneKind::BothWays).collect();
    assert_eq!(both_ways.len(), 1);
    let used = |kind| map.turns.iter().any(|t| map.lane(t.from).kind == kind || map.lane(t.to).kind == kind);
    assert!(!used(LaneKind::BothWays), "no through route may use the turning lane of both directions");
}

#[test]
fn o02_one_lane_for_both_directions_is_shared_and_named() {
    let map = read_case("o02_one_lane_two_way");
    assert_eq!(lane_counts(&map, "20"), (1, 1));
    assert_eq!(lane_counts(&map, "21"), (1, 1));
    assert_eq!(lane_counts(&map, "22"), (1, 0));
    assert_eq!(map.links.len(), 5);
    assert!(problems_naming(&map, "way 20").iter().any(|p| p.contains("shared")));
    let lanes: Vec<_> =
        links_of(&map, "20").flat_map(pilotzone_map::Link::lanes).map(|id| map.lane(id)).collect();
    // Both lie on one another: the road is no wider than one lane.
    assert!(lanes[0].shape.start().distance(lanes[1].shape.end()) < 0.01 && lanes[0].width_m < 4.0);
}

#[test]
fn o03_all_spellings_of_oneway_are_understood() {
    let map = read_case("o03_oneway_values");
    assert_eq!(lane_counts(&map, "30"), (2, 0));
    let way_30 = links_of(&map, "30").next().unwrap();
    assert_eq!((map.node(way_30.from).id.as_str(), map.node(way_30.to).id.as_str()), ("2", "1"));
    assert_eq!((osm_support::motor_lanes(&map), map.links.len()), (6, 5));
    for to in ["31", "32", "33"] {
        assert!(allowed(&map, "30", to, Passenger), "30 to {to}");
    }
    assert!(map.links.iter().all(|l| map.node(l.to).id != "2"), "nothing leads to node 2");
    for node in ["3", "4"] {
        assert!(map.links.iter().all(|l| map.node(l.from).id != node), "nothing leaves node {node}");
    }
}

#[test]
fn o04_a_roundabout_is_one_way_and_its_ring_goes_first() {
    let map = read_case("o04_roundabout_implied_oneway");
    let ring: Vec<_> = links_of(&map, "40").collect();
    assert_eq!((ring.len(), map.links.len(), osm_support::motor_lanes(&map)), (3, 9, 9));
    assert!(ring.iter().all(|l| l.lane_count == 1 && l.roundabout));
    let route = osm_support::route(&map, "41", "43", Passenger).unwrap();
    let passed: Vec<&str> = route.iter().map(|&l| map.node(map.link(l).to).id.as_str()).collect();
    assert_eq!(passed, ["1", "3", "5", "13"]);
    for turn in &map.turns {
        let from_ring = map.link(map.link_of(turn.from).unwrap()).roundabout;
        if map.node(turn.node).kind == NodeKind::Roundabout {
            assert_eq!(turn.right_of_way == RightOfWay::Priority, from_ring);
        }
    }
    let ring_turn = |id| map.link(map.link_of(map.turn(id).from).unwrap()).roundabout;
    for c in &map.conflicts {
        assert!(!(c.first_yields && ring_turn(c.first) && !ring_turn(c.second)));
        assert!(!(c.second_yields && ring_turn(c.second) && !ring_turn(c.first)));
    }
}

#[test]
fn o05_speed_limits_are_read_with_units_zones_and_lists() {
    let map = read_case("o05_maxspeed_values");
    for (way, mps) in
        [("50", 13.89), ("51", 13.41), ("52", 22.22), ("53", 13.89), ("56", 13.89), ("57", 19.44)]
    {
        assert!((speed_mps(&map, way) - mps).abs() < 0.02, "way {way}: {}", speed_mps(&map, way));
    }
    assert!((1.0..=4.2).contains(&speed_mps(&map, "54")));
    assert!((22.0..=40.0).contains(&speed_mps(&map, "55")));
    assert!((speed_mps(&map, "58") - 13.89).abs() < 0.02, "the default of its class");
    assert_eq!(problems_naming(&map, "way 58").len(), 1);
    assert!(problems_naming(&map, "way 53").is_empty());
}

#[test]
fn o06_a_ban_spares_whom_it_excepts() {
    let map = read_case("o06_no_left_except_bus");
    for (to, car) in [("11", true), ("12", true), ("13", false)] {
        assert_eq!(allowed(&map, "10", to, Passenger), car, "car 10 to {to}");
        assert!(allowed(&map, "10", to, Bus), "bus 10 to {to}");
    }
    for from in ["11", "12", "13"] {
        for to in ["10", "11", "12", "13"] {
            assert_eq!(osm_support::allowed_at(&map, "1", from, to, Passenger), from != to, "{from} to {to}");
        }
    }
}

#[test]
fn o07_a_ban_over_a_way_leaves_its_parts_open() {
    let map = read_case("o07_no_u_turn_via_way");
    assert!(osm_support::drivable(&map, &["10", "30"]) && osm_support::drivable(&map, &["30", "21"]));
    assert!(!osm_support::drivable(&map, &["10", "30", "21"]));
    for ways in [&["10", "30", "50"][..], &["40", "30", "21"], &["10", "11"], &["20", "21"]] {
        assert!(osm_support::drivable(&map, ways), "{ways:?}");
    }
    if let Some(ways) = route_ways(&map, "10", "21", Passenger) {
        assert!(ways.iter().any(|way| way == "40" || way == "50"), "{ways:?}");
    }
}

#[test]
fn o08_only_straight_on_bans_all_else() {
    let map = read_case("o08_only_straight_on");
    for to in ["10", "11", "13"] {
        assert!(!osm_support::allowed_at(&map, "1", "10", to, Passenger), "10 to {to}");
    }
    assert!(allowed(&map, "10", "12", Passenger));
    for from in ["11", "12", "13"] {
        for to in ["10", "11", "12", "13"] {
            assert_eq!(osm_support::allowed_at(&map, "1", from, to, Passenger), from != to, "{from} to {to}");
        }
    }
}

#[test]
fn o09_signals_on_approaches_control_their_junction() {
    let map = read_case("o09_signals_on_approaches");
    let signalised: Vec<_> = map.nodes.iter().filter(|n| n.kind == NodeKind::Signal).collect();
    assert_eq!(signalised.len(), 1);
    assert_eq!(signalised[0].id, "1");
    assert_eq!((map.signals.len(), map.links.len(), osm_support::motor_lanes(&map)), (1, 8, 16));
}

#[test]
fn o10_four_nodes_of_two_dual_carriageways_are_one_junction() {
    let map = read_case("o10_dual_cross_dual_four_signals");
    assert_eq!(map.nodes.iter().filter(|n| n.kind == NodeKind::Signal).count(), 1);
    assert_eq!((map.signals.len(), map.links.len(), osm_support::motor_lanes(&map)), (1, 8, 16));
    assert_eq!(map.nodes.iter().find(|n| n.kind == NodeKind::Signal).unwrap().id, "1+2+3+4");
    for (from, straight, left, right) in [
        ("11", "12", "16", "18"),
        ("13", "14", "18", "16"),
        ("15", "16", "14", "12"),
        ("17", "18", "12", "14"),
    ] {
        for to in [straight, left, right] {
            let open = map.turns.iter().any(|turn| {
                let link = |lane| map.link(map.link_of(lane).unwrap());
                map.node(link(turn.from).from).id == from && map.node(link(turn.to).to).id == to
            });
            assert!(open, "from node {from} to node {to}");
        }
    }
}

#[test]
fn o11_arrows_decide_which_lane_goes_where() {
    let map = read_case("o11_turn_lanes");
    assert_eq!((osm_support::motor_lanes(&map), map.links.len()), (13, 6));
    let seen = lanes_seen_from_left(&map, "10");
    assert_eq!(seen, [vec!["13"], vec!["12"], vec!["11", "12"]]);
}

#[test]
fn o12_three_schemes_of_bus_lanes_give_three_car_lanes() {
    let map = read_case("o12_bus_lanes");
    for (way, bus_at, taxis) in [("10", 3, false), ("11", 0, true), ("12", 0, false)] {
        let link = links_of(&map, way).next().unwrap();
        let lanes: Vec<_> = link.lanes().map(|id| map.lane(id)).collect();
        assert_eq!(lanes.len(), 4, "way {way}");
        for (i, lane) in lanes.iter().enumerate() {
            assert!(lane.classes.has(Bus));
            assert_eq!(lane.classes.has(Passenger), i != bus_at, "way {way} lane {i}");
        }
        assert_eq!(lanes[bus_at].kind, LaneKind::Bus);
        assert_eq!(lanes[bus_at].classes.has(pilotzone_map::VehicleClass::Taxi), taxis, "way {way}");
    }
}

#[test]
fn o13_a_cut_extract_keeps_what_is_known_and_names_the_rest() {
    let map = read_case("o13_cut_extract");
    assert_eq!((map.links.len(), osm_support::motor_lanes(&map)), (6, 6));
    for name in ["way 12", "way 13", "relation 900", "relation 901"] {
        assert!(!problems_naming(&map, name).is_empty(), "{name} is named");
    }
    assert_eq!(node_at(&map, "3").kind, NodeKind::Border);
    assert!(links_of(&map, "12").next().is_none() && links_of(&map, "13").next().is_none());
}

#[test]
fn o14_editors_ids_are_kept_apart() {
    let map = read_case("o14_josm_negative_and_big_ids");
    assert_eq!((map.links.len(), osm_support::motor_lanes(&map)), (8, 8));
    assert!(links_of(&map, "77").next().is_none());
    let mut ids = link_ids(&map);
    ids.sort_unstable();
    ids.dedup();
    assert_eq!(ids.len(), 8, "each link has its own id");
    assert!(allowed(&map, "-10", "-11", Passenger));
    assert!(links_of(&map, "10").count() == 2 && links_of(&map, "-10").count() == 4);
}

#[test]
fn o15_degenerate_geometry_is_cleaned_and_loops_are_kept() {
    let map = read_case("o15_degenerate_geometry");
    assert!(map.links.iter().all(|link| link.length_m > 1.0));
    assert_eq!(problems_naming(&map, "way 12").len(), 1);
    let length_m: f64 = links_of(&map, "10").filter(|l| !l.id.contains("back")).map(|l| l.length_m).sum();
    assert!((length_m - 300.0).abs() < 20.0, "{length_m}");
    assert_eq!(links_of(&map, "10").count(), 2);
    let back = |loop_id: &str| osm_support::drivable_links(&map, &["10", loop_id, "10-back"]);
    assert!(back("11") && back("11-back"), "both ways round the loop");
    assert_sound(&map);
}

#[test]
fn o16_roads_on_different_levels_do_not_meet() {
    let map = read_case("o16_layers_no_junction");
    assert_eq!((map.links.len(), osm_support::motor_lanes(&map)), (6, 6));
    assert_eq!(map.nodes.iter().filter(|n| n.arms >= 3).count(), 0);
    assert!(route_ways(&map, "11", "10", Passenger).is_none());
    assert!(route_ways(&map, "11", "12", Passenger).is_none());
}

#[test]
fn o17_what_is_no_road_is_not_driven_on() {
    let map = read_case("o17_not_car_roads");
    assert_eq!((map.links.len(), osm_support::motor_lanes(&map)), (2, 2));
    assert!(map.links.iter().all(|link| link.source_id == "10"));
}

#[test]
fn o18_buildings_have_their_heights_in_metres() {
    let map = read_case("o18_building_heights");
    let building = |id: &str| map.buildings.iter().find(|b| b.id == id).unwrap();
    for (id, top_m) in [("10", 12.0), ("11", 12.19), ("12", 12.5)] {
        assert!((building(id).top_m - top_m).abs() < 0.01, "building {id}: {}", building(id).top_m);
        assert_eq!(building(id).height_source, HeightSource::Tagged);
    }
    assert!((41.0..=50.0).contains(&building("13").top_m));
    assert_eq!((building("14").base_m, building("14").top_m), (4.0, 10.0));
    assert_eq!(map.buildings.len(), 5);
    assert!(!problems_naming(&map, "relation 900").is_empty());
}
