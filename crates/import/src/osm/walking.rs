//! Where people walk: crossings over roads, pavements beside them, ways of their own.

use super::arms::part;
use super::document::{Document, OsmWay};
use super::junctions::Junctions;
use super::links::PlannedLink;
use super::parameters::RoadDefaults;
use super::pieces::{Pieces, Places};
use super::roads::Road;
use pilotzone_map::{Crosswalk, LinkId, Map, NodeId, NodeKind, Pavement, Point, Polyline};
use std::collections::{BTreeMap, BTreeSet};

/// What walking is made from.
pub(crate) struct WalkInput<'a> {
    pub(crate) document: &'a Document,
    pub(crate) roads: &'a [Road],
    pub(crate) pieces: &'a Pieces,
    pub(crate) junctions: &'a Junctions,
    pub(crate) planned: &'a [PlannedLink],
    pub(crate) node_ids: &'a BTreeMap<i64, NodeId>,
    pub(crate) trims: &'a [[f64; 2]],
    pub(crate) places: &'a Places<'a>,
    pub(crate) defaults: &'a RoadDefaults,
}

/// Adds the crossings, and moves the stop lines of the junctions' arms before them.
pub(crate) fn add_crosswalks(map: &mut Map, input: &WalkInput) {
    let crossings = crossing_nodes(input);
    for (index, piece) in input.pieces.list.iter().enumerate() {
        let mut done_m = 0.0;
        for (k, &node) in piece.nodes.iter().enumerate() {
            if k > 0 {
                done_m += piece.shape.0[k - 1].distance(piece.shape.0[k]);
            }
            let is_tip = k == 0 || k + 1 == piece.nodes.len();
            // Where ways meet end to end the crossing is drawn once, on the piece that begins there.
            let joint = k == 0 && input.pieces.arms(node) == 2;
            if crossings.contains(&node) && (!is_tip || joint) {
                add_crosswalk(map, input, index, node, done_m);
            }
        }
    }
}

/// Nodes on roads where people cross: tagged so, or passed by a way that is.
fn crossing_nodes(input: &WalkInput) -> BTreeSet<i64> {
    let mut found = BTreeSet::new();
    for (&id, node) in &input.document.nodes {
        let tagged = node.tags.is("highway", "crossing")
            || (node.tags.is("highway", "traffic_signals") && node.tags.get("crossing").is_some());
        if tagged && !node.tags.is_any("crossing", &["no"]) {
            found.insert(input.pieces.canonical(id));
        }
    }
    for way in input.document.ways.values() {
        let crosses = ["footway", "path", "cycleway"].iter().any(|key| way.tags.is(key, "crossing"));
        if crosses {
            found.extend(way.nodes.iter().map(|&node| input.pieces.canonical(node)));
        }
    }
    found
}

fn add_crosswalk(map: &mut Map, input: &WalkInput, index: usize, node: i64, at_m: f64) {
    let piece = &input.pieces.list[index];
    let road = &input.roads[piece.road];
    let limits = &input.defaults.junction;
    let pose = piece.shape.pose_at(at_m);
    let (nx, ny) = (-libm::sin(pose.heading_rad), libm::cos(pose.heading_rad));
    let side = |left_m: f64| Point::new(pose.at.x + nx * left_m, pose.at.y + ny * left_m);
    let half_m = road.width_m() / 2.0;
    let links: Vec<LinkId> = (0..input.planned.len())
        .filter(|&i| input.planned[i].piece == index)
        .map(|i| LinkId(i as u32))
        .collect();
    let ends = [(at_m, piece.first()), (piece.length_m - at_m, piece.last())];
    let near = ends
        .into_iter()
        .filter_map(|(distance_m, end)| {
            let id = *input.node_ids.get(input.junctions.of.get(&end)?)?;
            let through =
                matches!(map.node(id).kind, NodeKind::DeadEnd | NodeKind::Border | NodeKind::Continuation);
            (distance_m <= limits.crosswalk_reach_m && !through).then_some((distance_m, id))
        })
        .min_by(|a, b| a.0.total_cmp(&b.0));
    let inside = input.junctions.inner[index];
    for &link in &links {
        let planned = input.planned[link.0 as usize];
        let to = map.link(link).to;
        if near.is_some_and(|(_, id)| id == to) && !inside {
            let to_end_m = if planned.backward { at_m } else { piece.length_m - at_m };
            let trim_m = input.trims[index][usize::from(!planned.backward)];
            let offset_m = to_end_m - trim_m + limits.crosswalk_width_m / 2.0 + limits.crosswalk_setback_m;
            for lane in map.link(link).lanes() {
                let lane = &mut map.lanes[lane.0 as usize];
                let most_m = (lane.length_m - 1.0).max(0.0);
                lane.stop_offset_m = lane.stop_offset_m.max(offset_m.clamp(0.0, most_m));
            }
        }
    }
    map.crosswalks.push(Crosswalk {
        id: node.to_string(),
        line: Polyline(vec![side(road.shift_left_m - half_m), side(road.shift_left_m + half_m)]),
        width_m: limits.crosswalk_width_m,
        node: near.map(|(_, id)| id),
        links,
        signal: None,
    });
}

/// Adds footways, and the pavements that roads are said to have.
pub(crate) fn add_pavements(map: &mut Map, input: &WalkInput) {
    for (&id, way) in &input.document.ways {
        if let Some(line) = footway(way, input) {
            let width_m = way.tags.get("width").and_then(super::units::length_m);
            let width_m =
                width_m.filter(|m| (0.5..=30.0).contains(m)).unwrap_or(input.defaults.lane.sidewalk_width_m);
            map.pavements.push(Pavement { id: id.to_string(), line, width_m });
        }
    }
    for piece in &input.pieces.list {
        let road = &input.roads[piece.road];
        let width_m = input.defaults.lane.sidewalk_width_m;
        for (name, sign) in [("left", 1.0), ("right", -1.0)] {
            if has_sidewalk(road, name) {
                let left_m = road.shift_left_m + sign * (road.width_m() + width_m) / 2.0;
                let line = part(&piece.shape, 0.0, piece.length_m).offset(left_m);
                let number = if piece.of > 1 { format!("#{}", piece.number) } else { String::new() };
                map.pavements.push(Pavement {
                    id: format!("{}{number}-sidewalk-{name}", road.way),
                    line,
                    width_m,
                });
            }
        }
    }
}

fn footway(way: &OsmWay, input: &WalkInput) -> Option<Polyline> {
    let tags = &way.tags;
    let on_foot = match tags.get("highway")? {
        "footway" | "steps" | "pedestrian" | "corridor" => true,
        "path" => !tags.is_any("foot", &["no"]),
        "cycleway" => tags.is_any("foot", &["yes", "designated"]),
        _ => false,
    };
    let closed = tags.is_any("access", &["no", "private"]) && !tags.is_any("foot", &["yes", "designated"]);
    let crossing = ["footway", "path", "cycleway"].iter().any(|key| tags.is(key, "crossing"));
    if !on_foot || closed || crossing || tags.is("area", "yes") || tags.is("foot", "no") {
        return None;
    }
    let mut points: Vec<Point> = Vec::new();
    for point in way.nodes.iter().filter_map(|&node| input.places.get(node)) {
        if points.last().is_none_or(|last| last.distance(point) > 0.01) {
            points.push(point);
        }
    }
    (points.len() >= 2).then_some(Polyline(points))
}

fn has_sidewalk(road: &Road, side: &str) -> bool {
    let yes = |key: &str| road.tags.is_any(key, &["yes", "lane"]);
    road.tags.is_any("sidewalk", &["both", "yes", side])
        || yes("sidewalk:both")
        || yes(&format!("sidewalk:{side}"))
}
