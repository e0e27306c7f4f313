//! The same kinds of trouble as in the small files, in other shapes.

mod osm_support;

use osm_support::{allowed_at, lane_counts, links_of, motor_lanes, node_at, problems_naming, read_text};
use pilotzone_map::VehicleClass::{Bus, Passenger, Truck};
use pilotzone_map::{Aspect, NodeKind, RightOfWay, TurnDirection};

/// Nodes at metres east and north of 36.35 N, 127.38 E.
fn nodes(places: &[(i64, f64, f64, &str)]) -> String {
    let node = |&(id, x, y, tags): &(i64, f64, f64, &str)| {
        let (lat, lon) = (36.35 + y / 110_950.0, 127.38 + x / 89_770.0);
        format!("<node id='{id}' lat='{lat:.8}' lon='{lon:.8}'>{}</node>", tags_of(tags))
    };
    places.iter().map(node).collect()
}

fn way(id: i64, nodes: &[i64], tags: &str) -> String {
    let refs: Vec<String> = nodes.iter().map(|node| format!("<nd ref='{node}'/>")).collect();
    let refs = refs.concat();
    format!("<way id='{id}'>{refs}{}</way>", tags_of(tags))
}

fn tags_of(tags: &str) -> String {
    let tag = |pair: &str| pair.split_once('=').map(|(k, v)| format!("<tag k='{k}' v='{v}'/>"));
    tags.split(' ').filter_map(tag).collect()
}

fn relation(id: i64, members: &[(&str, i64, &str)], tags: &str) -> String {
    let members: Vec<String> = members
        .iter()
        .map(|(kind, id, role)| format!("<member type='{kind}' ref='{id}' role='{role}'/>"))
        .collect();
    let members = members.concat();
    format!("<relation id='{id}'>{members}{}</relation>", tags_of(tags))
}

/// Four arms of way 10 (south), 11 (east), 12 (north), 13 (west) at node 1.
fn cross(tags: &str) -> String {
    nodes(&[
        (1, 0.0, 0.0, ""),
        (2, 0.0, -150.0, ""),
        (3, 150.0, 0.0, ""),
        (4, 0.0, 150.0, ""),
        (5, -150.0, 0.0, ""),
    ]) + &way(10, &[2, 1], tags)
        + &way(11, &[3, 1], tags)
        + &way(12, &[4, 1], tags)
        + &way(13, &[5, 1], tags)
}

const FROM_10_TO_13: [(&str, i64, &str); 3] = [("way", 10, "from"), ("node", 1, "via"), ("way", 13, "to")];

#[test]
fn restrictions_for_lorries_bind_lorries_alone() {
    let map = read_text(
        &(cross("highway=tertiary")
            + &relation(9, &FROM_10_TO_13, "type=restriction restriction:hgv=no_left_turn")),
    );
    assert!(allowed_at(&map, "1", "10", "13", Passenger) && !allowed_at(&map, "1", "10", "13", Truck));
}

#[test]
fn conditional_restrictions_do_not_hold_for_ever() {
    let tags = "type=restriction restriction:conditional=no_left_turn@(07:00-09:00)";
    let map = read_text(&(cross("highway=tertiary") + &relation(9, &FROM_10_TO_13, tags)));
    assert!(allowed_at(&map, "1", "10", "13", Passenger));
    assert_eq!(problems_naming(&map, "relation 9").len(), 1);
}

#[test]
fn no_entry_may_have_several_origins() {
    let members = [("way", 10, "from"), ("way", 11, "from"), ("node", 1, "via"), ("way", 13, "to")];
    let map = read_text(
        &(cross("highway=tertiary") + &relation(9, &members, "type=restriction restriction=no_entry")),
    );
    assert!(!allowed_at(&map, "1", "10", "13", Passenger) && !allowed_at(&map, "1", "11", "13", Passenger));
    assert!(allowed_at(&map, "1", "12", "13", Passenger));
}

#[test]
fn only_turns_except_buses() {
    let tags = "type=restriction restriction=only_left_turn except=bus";
    let map = read_text(&(cross("highway=tertiary") + &relation(9, &FROM_10_TO_13, tags)));
    assert!(!allowed_at(&map, "1", "10", "11", Passenger) && allowed_at(&map, "1", "10", "11", Bus));
    assert!(allowed_at(&map, "1", "10", "13", Passenger));
}

#[test]
fn a_ban_over_an_inner_piece_of_a_joined_junction_survives() {
    let text = |rule: &str| {
        nodes(&[
            (1, -7.0, -7.0, "highway=traffic_signals"),
            (2, 7.0, -7.0, "highway=traffic_signals"),
            (3, 7.0, 7.0, "highway=traffic_signals"),
            (4, -7.0, 7.0, "highway=traffic_signals"),
            (11, -200.0, -7.0, ""),
            (12, 200.0, -7.0, ""),
            (13, 200.0, 7.0, ""),
            (14, -200.0, 7.0, ""),
            (15, 7.0, -200.0, ""),
            (16, 7.0, 200.0, ""),
            (17, -7.0, 200.0, ""),
            (18, -7.0, -200.0, ""),
        ]) + &way(10, &[11, 1, 2, 12], "highway=primary oneway=yes lanes=2")
            + &way(20, &[13, 3, 4, 14], "highway=primary oneway=yes lanes=2")
            + &way(30, &[15, 2, 3, 16], "highway=primary oneway=yes lanes=2")
            + &way(40, &[17, 4, 1, 18], "highway=primary oneway=yes lanes=2")
            + rule
    };
    let left = relation(
        9,
        &[("way", 10, "from"), ("node", 2, "via"), ("way", 30, "to")],
        "type=restriction restriction=no_left_turn",
    );
    let map = read_text(&text(&left));
    assert!(!allowed_at(&map, "1+2+3+4", "10", "30", Passenger), "left from the west is banned");
    assert!(
        allowed_at(&map, "1+2+3+4", "10", "10", Passenger)
            && allowed_at(&map, "1+2+3+4", "20", "30", Passenger)
    );
    let free = read_text(&text(""));
    assert!(allowed_at(&free, "1+2+3+4", "10", "30", Passenger));
    assert!(free.turns.iter().all(|turn| turn.direction != TurnDirection::UTurn), "nobody turns round there");
}

#[test]
fn a_dual_carriageway_crossed_by_one_road_has_one_controller() {
    let text = nodes(&[
        (1, 0.0, -8.0, "highway=traffic_signals"),
        (2, 0.0, 8.0, "highway=traffic_signals"),
        (11, -200.0, -8.0, ""),
        (12, 200.0, -8.0, ""),
        (13, 200.0, 8.0, ""),
        (14, -200.0, 8.0, ""),
        (15, 0.0, -200.0, ""),
        (16, 0.0, 200.0, ""),
    ]) + &way(10, &[11, 1, 12], "highway=primary oneway=yes lanes=2")
        + &way(20, &[13, 2, 14], "highway=primary oneway=yes lanes=2")
        + &way(30, &[15, 1, 2, 16], "highway=secondary lanes=2");
    let map = read_text(&text);
    assert_eq!((map.signals.len(), map.links.len(), motor_lanes(&map)), (1, 8, 12));
    assert!(allowed_at(&map, "1+2", "30", "30", Passenger) && allowed_at(&map, "1+2", "30", "20", Passenger));
}

#[test]
fn a_ring_drawn_from_anywhere_is_cut_at_its_arms_alone() {
    let text = nodes(&[
        (1, 20.0, 0.0, ""),
        (2, 0.0, 20.0, ""),
        (3, -20.0, 0.0, ""),
        (4, 0.0, -20.0, ""),
        (11, 150.0, 0.0, ""),
        (13, -150.0, 0.0, ""),
    ]) + &way(40, &[2, 3, 4, 1, 2], "highway=tertiary junction=roundabout")
        + &way(41, &[11, 1], "highway=tertiary")
        + &way(43, &[3, 13], "highway=tertiary");
    let map = read_text(&text);
    assert_eq!((links_of(&map, "40").count(), map.links.len()), (2, 6));
    assert_eq!(node_at(&map, "1").kind, NodeKind::Roundabout);
}

#[test]
fn circular_may_be_two_way_and_motorways_are_not() {
    let text = nodes(&[(1, 0.0, 0.0, ""), (2, 90.0, 0.0, ""), (3, 90.0, 90.0, "")])
        + &way(1, &[1, 2, 3, 1], "highway=residential junction=circular oneway=no")
        + &way(2, &[1, 3], "highway=motorway lanes=2");
    let map = read_text(&text);
    assert_eq!(lane_counts(&map, "2"), (2, 0));
    assert!(lane_counts(&map, "1").1 > 0);
}

#[test]
fn a_closed_reversible_road_is_named() {
    let text = nodes(&[(1, 0.0, 0.0, ""), (2, 90.0, 0.0, ""), (3, 180.0, 0.0, "")])
        + &way(1, &[1, 2], "highway=primary oneway=reversible")
        + &way(2, &[2, 3], "highway=primary");
    let map = read_text(&text);
    assert!(links_of(&map, "1").next().is_none() && problems_naming(&map, "way 1").len() == 1);
}

#[test]
fn a_node_on_two_levels_is_a_junction_with_a_warning() {
    let text = nodes(&[
        (1, 0.0, 0.0, ""),
        (2, -90.0, 0.0, ""),
        (3, 90.0, 0.0, ""),
        (4, 0.0, -90.0, ""),
        (5, 0.0, 90.0, ""),
    ]) + &way(1, &[2, 1, 3], "highway=primary bridge=yes layer=1")
        + &way(2, &[4, 1, 5], "highway=tertiary");
    let map = read_text(&text);
    assert_eq!(node_at(&map, "1").arms, 4);
    assert!(problems_naming(&map, "node 1").iter().any(|p| p.contains("layer")));
}

#[test]
fn signs_rank_and_the_right_hand_decide_who_goes_first() {
    let equal = read_text(&cross("highway=residential"));
    assert_eq!(node_at(&equal, "1").kind, NodeKind::RightHand);
    assert!(equal.conflicts.iter().all(|c| c.first_yields != c.second_yields));
    let stop = cross("highway=residential")
        .replace(
            "<node id='2'",
            "<node id='9' lat='36.3498' lon='127.38'><tag k='highway' v='stop'/></node><node id='2'",
        )
        .replace("<way id='10'><nd ref='2'/>", "<way id='10'><nd ref='2'/><nd ref='9'/>");
    let map = read_text(&stop);
    assert_eq!(node_at(&map, "1").kind, NodeKind::Stop);
    for turn in map.turns.iter().filter(|turn| map.node(turn.node).id == "1") {
        let way = &map.link(map.link_of(turn.from).unwrap()).source_id;
        assert_eq!(turn.right_of_way == RightOfWay::Stop, way == "10");
    }
}

#[test]
fn a_default_programme_lets_nobody_cross_who_has_protected_green() {
    let text = cross("highway=secondary lanes=4").replace("<node id='1' ", "<node id='1' x='' ").replacen(
        "></node>",
        "><tag k='highway' v='traffic_signals'/></node>",
        1,
    );
    let map = read_text(&text);
    let programme = map.signals[0].programme().unwrap();
    assert!((60.0..200.0).contains(&programme.cycle_s()), "{}", programme.cycle_s());
    let group = |id: pilotzone_map::TurnId| map.turn(id).signal.unwrap().1 as usize;
    for phase in &programme.phases {
        for c in &map.conflicts {
            let link = |id| map.link_of(map.turn(id).from);
            let both = [c.first, c.second].map(|id| phase.aspects[group(id)] == Aspect::GreenProtected);
            assert!(both != [true, true] || link(c.first) == link(c.second));
        }
    }
    // Every light is green, or lets right turns go, at some time of the cycle.
    for group in 0..programme.phases[0].aspects.len() {
        let goes = |aspect| matches!(aspect, Aspect::GreenProtected | Aspect::GreenYield);
        assert!(programme.phases.iter().any(|phase| goes(phase.aspects[group])), "group {group}");
    }
}

#[test]
fn lanes_that_open_and_close_are_all_fed_and_all_lead_on() {
    let text = nodes(&[(1, 0.0, 0.0, ""), (2, 200.0, 0.0, ""), (3, 400.0, 0.0, ""), (4, 600.0, 0.0, "")])
        + &way(1, &[1, 2], "highway=primary oneway=yes lanes=2")
        + &way(2, &[2, 3], "highway=primary oneway=yes lanes=4")
        + &way(3, &[3, 4], "highway=primary oneway=yes lanes=3");
    let map = read_text(&text);
    for (way, before) in [("2", 0), ("3", 0)] {
        let link = links_of(&map, way).next().unwrap();
        for lane in link.lanes() {
            assert!(map.turns.iter().filter(|turn| turn.to == lane).count() > before, "way {way}");
        }
    }
}

#[test]
fn a_building_of_several_ways_with_a_courtyard_is_one_prism() {
    let text = nodes(&[
        (1, 0.0, 0.0, ""),
        (2, 40.0, 0.0, ""),
        (3, 40.0, 40.0, ""),
        (4, 0.0, 40.0, ""),
        (5, 10.0, 10.0, ""),
        (6, 30.0, 10.0, ""),
        (7, 20.0, 30.0, ""),
        (8, 0.0, -20.0, ""),
        (9, 90.0, -20.0, ""),
    ]) + &way(1, &[1, 2, 3], "")
        + &way(2, &[1, 4, 3], "")
        + &way(3, &[5, 6, 7, 5], "")
        + &way(4, &[8, 9], "highway=residential")
        + &relation(
            5,
            &[("way", 1, "outer"), ("way", 2, "outer"), ("way", 3, "inner")],
            "type=multipolygon building=office building:levels=10 building:min_level=1",
        );
    let map = read_text(&text);
    assert_eq!(map.buildings.len(), 1);
    let building = &map.buildings[0];
    assert_eq!((building.ring.len(), building.holes.len()), (4, 1));
    assert_eq!((building.base_m, building.top_m), (3.0, 30.0));
}

#[test]
fn crossings_are_drawn_over_the_road_and_stop_lines_lie_before_them() {
    let text = cross("highway=secondary lanes=2")
        .replace("<way id='10'><nd ref='2'/>", "<way id='10'><nd ref='2'/><nd ref='9'/>")
        + &nodes(&[(9, 0.0, -18.0, "highway=crossing crossing=zebra")]);
    let map = read_text(&text);
    assert_eq!(map.crosswalks.len(), 1);
    let crosswalk = &map.crosswalks[0];
    assert_eq!((crosswalk.id.as_str(), crosswalk.links.len()), ("9", 2));
    assert!((crosswalk.line.length_m() - 6.5).abs() < 0.01);
    let link = links_of(&map, "10").next().unwrap();
    assert!(map.lane(link.first_lane).stop_offset_m > 3.0);
}
