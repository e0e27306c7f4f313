//! What tests of OpenStreetMap imports ask of a map.
#![allow(dead_code, reason = "each test file uses some of it")]

use pilotzone_import::osm::{OsmOptions, import_osm_xml};
use pilotzone_map::route::Router;
use pilotzone_map::{LaneKind, LaneOwner, Link, LinkId, Map, Node, NodeKind, VehicleClass};
use std::collections::BTreeSet;

/// Reads one of the small files.
pub fn read_case(name: &str) -> Map {
    let path = format!("{}/tests/cases/{name}.osm", env!("CARGO_MANIFEST_DIR"));
    let bytes = std::fs::read(&path).unwrap();
    let map = import_osm_xml(&format!("{name}.osm"), &bytes, &OsmOptions::default()).unwrap();
    assert_sound(&map);
    map
}

/// Reads a file from its text.
pub fn read_text(body: &str) -> Map {
    let text = format!("<osm version=\"0.6\">{body}</osm>");
    let map = import_osm_xml("t.osm", text.as_bytes(), &OsmOptions::default()).unwrap();
    assert_sound(&map);
    map
}

pub fn links_of<'m>(map: &'m Map, way: &str) -> impl Iterator<Item = &'m Link> {
    map.links.iter().filter(move |link| link.source_id == way)
}

pub fn link_ids(map: &Map) -> Vec<&str> {
    map.links.iter().map(|link| link.id.as_str()).collect()
}

pub fn node_at<'m>(map: &'m Map, id: &str) -> &'m Node {
    map.nodes.iter().find(|node| node.id == id).unwrap()
}

fn is_motor(kind: LaneKind) -> bool {
    matches!(kind, LaneKind::Driving | LaneKind::Bus)
}

pub fn motor_lanes(map: &Map) -> usize {
    map.lanes.iter().filter(|l| matches!(l.owner, LaneOwner::Link(_)) && is_motor(l.kind)).count()
}

/// Lanes for motor vehicles along and against a way.
pub fn lane_counts(map: &Map, way: &str) -> (usize, usize) {
    let count = |back: bool| {
        let links = links_of(map, way).filter(|l| l.id.ends_with("-back") == back);
        links.flat_map(Link::lanes).filter(|&id| is_motor(map.lane(id).kind)).count()
    };
    (count(false), count(true))
}

pub fn speed_mps(map: &Map, way: &str) -> f64 {
    let link = links_of(map, way).next().unwrap();
    map.lane(link.first_lane).speed_mps
}

pub fn problems_naming<'m>(map: &'m Map, name: &str) -> Vec<&'m str> {
    let named = |what: &str| {
        what.match_indices(name)
            .any(|(at, _)| !what[at + name.len()..].starts_with(|c: char| c.is_ascii_digit()))
    };
    map.problems.iter().map(|p| p.what.as_str()).filter(|what| named(what)).collect()
}

/// Whether some turn leads from one way to another.
pub fn allowed(map: &Map, from: &str, to: &str, class: VehicleClass) -> bool {
    map.turns.iter().any(|turn| {
        let way = |lane| map.link(map.link_of(lane).unwrap()).source_id.as_str();
        way(turn.from) == from && way(turn.to) == to && turn.classes.has(class)
    })
}

/// The same at one node.
pub fn allowed_at(map: &Map, node: &str, from: &str, to: &str, class: VehicleClass) -> bool {
    map.turns.iter().filter(|turn| map.node(turn.node).id == node).any(|turn| {
        let way = |lane| map.link(map.link_of(lane).unwrap()).source_id.as_str();
        way(turn.from) == from && way(turn.to) == to && turn.classes.has(class)
    })
}

/// The ways that each lane of a one-way road leads to, lanes from left to right.
pub fn lanes_seen_from_left<'m>(map: &'m Map, way: &str) -> Vec<Vec<&'m str>> {
    let link = links_of(map, way).next().unwrap();
    let ways = |lane| {
        let turns = map.turns.iter().filter(move |turn| turn.from == lane);
        let ways: BTreeSet<&str> =
            turns.map(|turn| map.link(map.link_of(turn.to).unwrap()).source_id.as_str()).collect();
        ways.into_iter().collect()
    };
    link.lanes().rev().map(ways).collect()
}

/// The quickest way from any link of one way to any link of another, as links.
pub fn route(map: &Map, from: &str, to: &str, class: VehicleClass) -> Option<Vec<LinkId>> {
    let router = Router::new(map);
    let ids = |way: &str| -> Vec<LinkId> {
        (0..map.links.len()).filter(|&i| map.links[i].source_id == way).map(|i| LinkId(i as u32)).collect()
    };
    let mut best: Option<(f64, Vec<LinkId>)> = None;
    for from in ids(from) {
        for to in ids(to) {
            let Ok(found) = router.shortest(from, to, class) else { continue };
            let length_m: f64 = found.links.iter().map(|&l| map.link(l).length_m).sum();
            if best.as_ref().is_none_or(|(least, _)| length_m < *least) {
                best = Some((length_m, found.links));
            }
        }
    }
    best.map(|(_, links)| links)
}

pub fn route_ways(map: &Map, from: &str, to: &str, class: VehicleClass) -> Option<Vec<String>> {
    let links = route(map, from, to, class)?;
    Some(links.into_iter().map(|l| map.link(l).source_id.clone()).collect())
}

/// Whether a car may drive these links one after another.
pub fn drivable_ids(map: &Map, links: &[LinkId]) -> bool {
    let turns = links.windows(2).all(|pair| {
        map.turns.iter().any(|turn| {
            map.link_of(turn.from) == Some(pair[0])
                && map.link_of(turn.to) == Some(pair[1])
                && turn.classes.has(VehicleClass::Passenger)
        })
    });
    let banned = map.banned_paths.iter().any(|path| {
        path.classes.has(VehicleClass::Passenger) && links.windows(path.links.len()).any(|w| w == path.links)
    });
    turns && !banned
}

/// Whether a car may drive these ways one after another, in some directions.
pub fn drivable(map: &Map, ways: &[&str]) -> bool {
    fn extend(map: &Map, ways: &[&str], links: &mut Vec<LinkId>) -> bool {
        let Some(way) = ways.get(links.len()) else { return drivable_ids(map, links) };
        (0..map.links.len()).filter(|&i| map.links[i].source_id == *way).any(|i| {
            links.push(LinkId(i as u32));
            let found = extend(map, ways, links);
            links.pop();
            found
        })
    }
    extend(map, ways, &mut Vec::new())
}

pub fn drivable_links(map: &Map, ids: &[&str]) -> bool {
    let place = |id: &&str| map.links.iter().position(|l| l.id == *id).map(|i| LinkId(i as u32));
    let links: Option<Vec<LinkId>> = ids.iter().map(place).collect();
    links.is_some_and(|links| drivable_ids(map, &links))
}

/// What holds for every map: it checks, lanes connect, and no lane is left without a way out.
pub fn assert_sound(map: &Map) {
    pilotzone_map::check::check(map).unwrap();
    for turn in &map.turns {
        let inner = &map.lane(turn.inner).shape;
        let (from, to) = (&map.lane(turn.from).shape, &map.lane(turn.to).shape);
        assert!(from.end().distance(inner.start()) < 0.5 && inner.end().distance(to.start()) < 0.5);
    }
    for link in &map.links {
        let ends = matches!(map.node(link.to).kind, NodeKind::DeadEnd | NodeKind::Border);
        for id in link.lanes().filter(|&id| map.lane(id).kind == LaneKind::Driving) {
            let lane = map.lane(id);
            let out = map.turns.iter().any(|turn| turn.from == id);
            let exits = map.turns.iter().any(|turn| map.link_of(turn.from) == map.link_of(id));
            // A road whose only ways out are banned or closed ends there too.
            assert!(out || ends || !exits, "lane {} of link {} leads nowhere", lane.index, link.id);
        }
    }
}
