//! What routes promise, on nets small enough to judge by eye.

mod route_net;

use pilotzone_map::builder::{MapBuilder, RoadSpec};
use pilotzone_map::route::{NoRoute, Router, TurnCosts, is_connected, shortest_by_source};
use pilotzone_map::{
    Access, ClassSet, LaneKind, LinkId, Map, NodeKind, Point, RightOfWay, SignalId, TurnDirection,
    VehicleClass,
};
use route_net::{Net, link, way};

const CAR: VehicleClass = VehicleClass::Passenger;

/// Two carriageways, 10 to 11 and 20 to 21, joined by 30, with a side street 40 into 30 and 50 out of it.
/// Roads 11 and 50 end and let one turn round by 12 and 51.
fn median_link() -> Net {
    Net::of(&["10", "11", "20", "21", "30", "40", "50", "51"])
        .turns("10-11 20-21 10-30 40-30 30-21 30-50 50-51 51-30")
}

#[test]
fn a_ban_over_a_via_way_bans_the_sequence_and_nothing_else() {
    let map = median_link().ban("10-30-21").finish();
    assert_eq!(way(&map, "10", "30", CAR), "10-30");
    assert_eq!(way(&map, "10", "50", CAR), "10-30-50");
    assert_eq!(way(&map, "40", "21", CAR), "40-30-21");
    assert_eq!(way(&map, "30", "21", CAR), "30-21");
    assert_eq!(way(&map, "20", "21", CAR), "20-21");
    // The one way left: turning round where the road ends.
    assert_eq!(way(&map, "10", "21", CAR), "10-30-50-51-30-21");
}

#[test]
fn a_ban_without_a_way_round_leaves_no_way() {
    let map = median_link().ban("10-30-21").ban("50-51").finish();
    assert_eq!(way(&map, "10", "21", CAR), "no way leads from `10` to `21` for class passenger");
    assert_eq!(
        way(&map, "10", "21", VehicleClass::Rail),
        "the trip cannot start on `10`: no lane there is open to class rail"
    );
}

#[test]
fn overlapping_bans_hold_each_for_itself() {
    // Both run over 2: who came by 1 is inside both, must not go on to 5 at once, nor over 3 to 4.
    let map = Net::of(&["0", "1", "2", "3", "4", "5", "6"])
        .turns("0-2 1-2 2-3 3-4 2-5 5-4 3-6 6-5")
        .ban("1-2-5")
        .ban("2-3-4")
        .finish();
    assert_eq!(way(&map, "1", "4", CAR), "1-2-3-6-5-4");
    assert_eq!(way(&map, "0", "4", CAR), "0-2-5-4");
    assert_eq!(way(&map, "1", "5", CAR), "1-2-3-6-5");
    assert_eq!(way(&map, "3", "4", CAR), "3-4");
}

#[test]
fn a_ban_that_runs_through_itself_is_still_found() {
    // 1-1-2 after three rounds of 1: a counter that starts anew at each mismatch would miss it.
    let map = Net::of(&["1", "2"]).turns("1-1 1-2").ban("1-1-2").finish();
    let rounds = [LinkId(0), LinkId(0), LinkId(0), LinkId(1)];
    assert!(matches!(Router::new(&map).follow(&rounds, CAR), Err(NoRoute::WayBanned { .. })));
    assert!(Router::new(&map).follow(&rounds[2..], CAR).is_ok());
}

#[test]
fn a_ban_binds_only_its_classes() {
    let map = median_link().ban_for("10-30-21", ClassSet::ROAD.without(VehicleClass::Bus)).finish();
    assert_eq!(way(&map, "10", "21", VehicleClass::Bus), "10-30-21");
    assert_eq!(way(&map, "10", "21", VehicleClass::Taxi), "10-30-50-51-30-21");
}

#[test]
fn a_link_closed_to_through_traffic_is_for_its_own_trips_only() {
    let mut net = Net::of(&["a", "short", "b", "long1", "long2", "yard"])
        .turns("a-short short-b a-long1 long1-long2 long2-b short-yard yard-b");
    for closed in ["short", "yard"] {
        let id = net.link(closed).0 as usize;
        net.map().links[id].access = Access::Destination;
    }
    let map = net.finish();
    assert_eq!(way(&map, "a", "b", CAR), "a-long1-long2-b");
    assert_eq!(way(&map, "a", "short", CAR), "a-short");
    assert_eq!(way(&map, "a", "yard", CAR), "a-short-yard");
    assert_eq!(way(&map, "short", "b", CAR), "short-b");
    assert_eq!(way(&map, "short", "yard", CAR), "short-yard");
}

#[test]
fn a_bus_turn_and_a_bus_lane_are_for_buses() {
    let mut net = Net::of(&["in", "out", "round", "street"]).turns("in-round round-out in-street street-out");
    let turn = net.turn(("in", 0), ("out", 0));
    net.map().turns[turn.0 as usize].classes = ClassSet::BUS_ONLY;
    let map = net.lanes_are("round", LaneKind::Bus, ClassSet::PSV).finish();
    assert_eq!(way(&map, "in", "out", VehicleClass::Bus), "in-out");
    assert_eq!(way(&map, "in", "out", VehicleClass::Taxi), "in-round-out");
    assert_eq!(way(&map, "in", "out", CAR), "in-street-out");
    assert!(is_connected(&map, link(&map, "in"), link(&map, "out"), VehicleClass::Bus));
    assert!(!is_connected(&map, link(&map, "in"), link(&map, "out"), CAR));
}

#[test]
fn nobody_drives_on_a_lane_for_both_directions_or_for_feet() {
    let map = Net::of(&["in", "both", "foot", "out"])
        .turns("in-both both-out in-foot foot-out")
        .lanes_are("both", LaneKind::BothWays, ClassSet::ROAD)
        .lanes_are("foot", LaneKind::Foot, ClassSet::ALL)
        .finish();
    assert_eq!(way(&map, "in", "out", CAR), "no way leads from `in` to `out` for class passenger");
    assert_eq!(
        way(&map, "in", "both", CAR),
        "the trip cannot end on `both`: no lane there is open to class passenger"
    );
    assert_eq!(way(&map, "in", "out", VehicleClass::Bicycle), "in-foot-out");
}

#[test]
fn a_turn_behind_a_line_that_must_not_be_crossed_is_out_of_reach() {
    let mut net = Net::with_lanes(&[("in", 1), ("wide", 2), ("left", 1), ("right", 1)]);
    net.turn(("in", 0), ("wide", 0));
    net.turn(("wide", 0), ("right", 0));
    net.turn(("wide", 1), ("left", 0));
    let open = net.map().clone();
    assert_eq!(way(&open, "in", "left", CAR), "in-wide-left");
    let right_lane = net.map().link(LinkId(1)).first_lane;
    net.map().lanes[right_lane.0 as usize].change_left = ClassSet::BUS_ONLY;
    let lined = net.finish();
    assert_eq!(way(&lined, "in", "left", CAR), "no way leads from `in` to `left` for class passenger");
    assert_eq!(way(&lined, "in", "left", VehicleClass::Bus), "in-wide-left");
    // Who starts there takes the lane that fits.
    assert_eq!(way(&lined, "wide", "left", CAR), "wide-left");
}

#[test]
fn a_turn_back_is_taken_where_the_map_has_one_and_costs_its_time() {
    let mut net = Net::of(&["out", "back"]);
    let turn = net.turn(("out", 0), ("back", 0));
    net.map().turns[turn.0 as usize].direction = TurnDirection::UTurn;
    let map = net.finish();
    let route = Router::new(&map).shortest(link(&map, "out"), link(&map, "back"), CAR).unwrap();
    // Twice 10 s, 1 ms inside, 20 s for turning round; twice 100 m and 1 cm inside.
    assert_eq!(route.time_s, 40.001);
    assert!((route.length_m - 200.01).abs() < 1e-9, "{}", route.length_m);
    assert_eq!(way(&map, "back", "out", CAR), "no way leads from `back` to `out` for class passenger");
}

#[test]
fn waiting_at_a_signal_or_to_give_way_is_part_of_the_cost() {
    let mut net = Net::of(&["a", "signal", "yield", "b"]);
    let signal = net.turn(("a", 0), ("signal", 0));
    net.map().turns[signal.0 as usize].signal = Some((SignalId(0), 0));
    let gives_way = net.turn(("a", 0), ("yield", 0));
    net.map().turns[gives_way.0 as usize].right_of_way = RightOfWay::Yield;
    let map = net.turns("signal-b yield-b").finish();
    assert_eq!(way(&map, "a", "b", CAR), "a-yield-b");
    let costs = TurnCosts { yield_s: 30.0, ..TurnCosts::default() };
    let patient = Router::with_costs(&map, costs).shortest(LinkId(0), LinkId(3), CAR).unwrap();
    assert_eq!(patient.links, [LinkId(0), LinkId(1), LinkId(3)]);
}

#[test]
fn ways_of_equal_cost_are_told_apart_by_id() {
    for turns in ["a-x a-y a-z x-b y-b z-b", "z-b a-z y-b a-y x-b a-x"] {
        let map = Net::of(&["z", "b", "x", "y", "a"]).turns(turns).finish();
        assert_eq!(way(&map, "a", "b", CAR), "a-z-b");
    }
}

#[test]
fn a_tree_gives_the_same_ways_as_single_searches() {
    let map = median_link().ban("10-30-21").finish();
    let router = Router::new(&map);
    for from in (0..map.links.len() as u32).map(LinkId) {
        let tree = router.tree(from, CAR).unwrap();
        for to in (0..map.links.len() as u32).map(LinkId) {
            assert_eq!(tree.route(to), router.shortest(from, to, CAR));
            let followed = tree.route(to).map(|r| router.follow(&r.links, CAR));
            assert!(followed.is_err() || followed == Ok(tree.route(to)));
        }
    }
}

#[test]
fn a_given_sequence_without_a_turn_is_named() {
    let map = median_link().finish();
    let follow = |names: &[&str]| {
        let links: Vec<LinkId> = names.iter().map(|name| link(&map, name)).collect();
        Router::new(&map).follow(&links, CAR).map(|route| route.time_s).map_err(|e| e.to_string())
    };
    assert_eq!(follow(&["10", "30", "21"]), Ok(30.002));
    assert_eq!(follow(&["10", "21"]), Err("no turn leads from `10` to `21` for class passenger".to_owned()));
    assert_eq!(follow(&[]), Err("the route has no links; name at least one".to_owned()));
}

#[test]
fn links_that_are_not_there_are_no_panic() {
    let empty = Map::default();
    let unknown = Err(NoRoute::UnknownLink { link: 3, links: 0 });
    assert_eq!(Router::new(&empty).shortest(LinkId(3), LinkId(4), CAR), unknown);
    assert_eq!(Router::new(&empty).follow(&[LinkId(3)], CAR), unknown);
    assert!(!is_connected(&empty, LinkId(3), LinkId(4), CAR));
    assert_eq!(Router::new(&empty).components(CAR).largest_links, 0);
    assert!(Router::new(&empty).tree(LinkId(3), CAR).is_err());
}

/// A two-way street `10` between two dead ends, `20` beyond the one end.
fn two_way_street() -> Map {
    let mut builder = MapBuilder::new("street");
    let nodes = ["a", "b", "c"].map(|id| builder.node(id, Point::default(), NodeKind::DeadEnd));
    for (id, from, to) in [("10", 0, 1), ("10-", 1, 0), ("20", 1, 2), ("20-", 2, 1)] {
        builder.link(id, &RoadSpec::between(nodes[from], nodes[to]), &[(0.0, 0.0), (50.0, 0.0)]);
    }
    for (from, to) in [(0, 2), (3, 1), (1, 0), (2, 3)] {
        builder.turn(builder.lane(LinkId(from), 0), builder.lane(LinkId(to), 0));
    }
    for link in &mut builder.map_mut().links {
        link.source_id.truncate(2);
    }
    builder.finish(&mut |_, _, _| false)
}

#[test]
fn between_ways_of_the_source_a_trip_starts_in_the_better_direction() {
    let map = two_way_street();
    let there = shortest_by_source(&map, "10", "20", CAR).unwrap();
    assert_eq!(
        (there.ids, there.route.links),
        (vec!["10".to_owned(), "20".to_owned()], vec![LinkId(0), LinkId(2)])
    );
    let back = shortest_by_source(&map, "20", "10", CAR).unwrap();
    assert_eq!(back.route.links, [LinkId(3), LinkId(1)]);
    let stay = shortest_by_source(&map, "10", "10", CAR).unwrap();
    assert_eq!((stay.ids, stay.route.links.len()), (vec!["10".to_owned()], 1));
    // A link's own id names one direction: the way leads round the dead end, and tells its source once.
    let round = shortest_by_source(&map, "10-", "20-", CAR).unwrap();
    assert_eq!(round.route.links, [1, 0, 2, 3].map(LinkId));
    assert_eq!(round.ids, ["10", "20"]);
    let unknown = shortest_by_source(&map, "10", "99", CAR).unwrap_err();
    assert_eq!(unknown, NoRoute::UnknownSource { id: "99".to_owned() });
    let banned = shortest_by_source(&map, "10", "20", VehicleClass::Rail).unwrap_err();
    assert!(matches!(banned, NoRoute::StartBanned { .. }), "{banned}");
}

#[test]
fn what_hangs_off_the_network_is_counted_with_its_side() {
    let map = Net::of(&["in", "a", "b", "out", "alone"]).turns("in-a a-b b-a b-out").finish();
    let parts = Router::new(&map).components(CAR);
    assert_eq!((parts.usable_links, parts.largest_links), (5, 2));
    let shown: Vec<_> =
        parts.outside.iter().map(|o| (map.link(o.link).id.as_str(), o.reached, o.leaves)).collect();
    assert_eq!(shown, [("in", false, true), ("out", true, false), ("alone", false, false)]);
}

#[test]
fn a_closed_yard_off_the_network_belongs_to_it() {
    let mut net = Net::of(&["a", "b", "yard"]).turns("a-b b-a a-yard yard-b");
    net.map().links[2].access = Access::Destination;
    let map = net.finish();
    assert_eq!(Router::new(&map).components(CAR).outside, []);
}
