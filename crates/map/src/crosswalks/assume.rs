//! Crosswalks at the arms of junctions, for maps that do not know where theirs are.

use crate::geometry::turn_rad;
use crate::{Crosswalk, LaneKind, LinkId, Map, NodeId, NodeKind, Point, Polyline};

/// Under this name [`Map::defaults`] counts the crosswalks that were assumed.
pub const ASSUMED: &str = "crosswalk.assumed";

/// Width (m): the road-marking rules ask for 4 m or more.
const WIDTH_M: f64 = 4.0;
/// From the stop line to the crosswalk's edge (m); the rules ask for 2 to 5, but junctions drawn without crosswalks are
/// too small for that.
const BEYOND_LINE_M: f64 = 1.0;
/// Links whose directions differ by less belong to one arm (rad).
const ARM_RAD: f64 = 0.5;
/// And whose ends lie no further apart sideways (m).
const ARM_M: f64 = 30.0;
/// An existing crosswalk so near means that the arm has one (m).
const HAS_ONE_M: f64 = 15.0;
/// A link shorter than this between two junctions lies inside a larger one (m).
const STUB_M: f64 = 30.0;
/// A stop line nearer than this to the middle of its junction leaves no room for a crosswalk behind it (m).
const ROOM_M: f64 = 6.0;
/// Arms with fewer than so many roads make a junction at which nobody is known to cross.
const ARMS: u32 = 3;

/// Adds a crosswalk across each arm of every signalised or three-armed junction that has none there, counts them in
/// [`Map::defaults`], and gives their number.
pub fn assume(map: &mut Map) -> usize {
    let mut found = Vec::new();
    for node in 0..map.nodes.len() {
        if is_crossed(map, node) {
            found.extend(crosswalks_of(map, NodeId(node as u32)));
        }
    }
    let count = found.len();
    map.crosswalks.extend(found);
    if count > 0 {
        *map.defaults.entry(ASSUMED.to_owned()).or_default() += count as u64;
    }
    count
}

fn is_crossed(map: &Map, node: usize) -> bool {
    let node = &map.nodes[node];
    match node.kind {
        NodeKind::Signal => true,
        NodeKind::Border | NodeKind::DeadEnd | NodeKind::Continuation => false,
        _ => node.arms >= ARMS,
    }
}

/// One end of a link at the node.
struct End {
    link: LinkId,
    comes_in: bool,
    /// Outermost lane edges at the end.
    edges: [Point; 2],
    /// The stop line, or where the link begins.
    line: Point,
    /// Direction away from the node (rad).
    away_rad: f64,
}

fn crosswalks_of(map: &Map, node: NodeId) -> Vec<Crosswalk> {
    let ends: Vec<End> =
        (0..map.links.len()).filter_map(|link| end_of(map, node, LinkId(link as u32))).collect();
    let mut arms: Vec<Vec<&End>> = Vec::new();
    for end in &ends {
        let same = |arm: &&mut Vec<&End>| {
            turn_rad(arm[0].away_rad, end.away_rad).abs() < ARM_RAD
                && sideways_m(arm[0], end.line).abs() < ARM_M
        };
        match arms.iter_mut().find(same) {
            Some(arm) => arm.push(end),
            None => arms.push(vec![end]),
        }
    }
    let middle = map.node(node).at;
    arms.retain(|arm| arm.iter().all(|end| !end.comes_in || end.line.distance(middle) >= ROOM_M));
    let name = &map.node(node).id;
    let made = arms.iter().enumerate().map(|(n, arm)| crosswalk(format!("assumed.{name}.{n}"), node, arm));
    made.filter(|new| !map.crosswalks.iter().any(|old| is_near(old, new))).collect()
}

fn end_of(map: &Map, node: NodeId, id: LinkId) -> Option<End> {
    let link = map.link(id);
    let comes_in = link.to == node;
    if link.from == link.to || !(comes_in || link.from == node) {
        return None;
    }
    // Between the parts of one large junction nobody crosses.
    let other = if comes_in { link.from } else { link.to };
    if link.length_m < STUB_M && is_crossed(map, other.0 as usize) {
        return None;
    }
    let lanes = || link.lanes().map(|lane| map.lane(lane)).filter(|lane| lane.kind != LaneKind::Foot);
    let (right, left) = (lanes().next()?, lanes().next_back()?);
    let along = |lane: &crate::Lane| {
        let length_m = lane.shape.length_m();
        let back_m = if comes_in { (length_m - lane.stop_offset_m).max(0.0) } else { 0.0 };
        lane.shape.pose_at(back_m)
    };
    let edge = |lane: &crate::Lane, side: f64| {
        let pose = along(lane);
        let (sin, cos) = (libm::sin(pose.heading_rad), libm::cos(pose.heading_rad));
        let left_m = side * lane.width_m / 2.0;
        Point::new(pose.at.x - sin * left_m, pose.at.y + cos * left_m)
    };
    let edges = [edge(right, -1.0), edge(left, 1.0)];
    let heading_rad = along(right).heading_rad;
    let away_rad = if comes_in { heading_rad + core::f64::consts::PI } else { heading_rad };
    Some(End { link: id, comes_in, edges, line: edges[0].towards(edges[1], 0.5), away_rad })
}

/// How far a point lies to the left of an end, looking away from the node (m).
fn sideways_m(end: &End, point: Point) -> f64 {
    let (sin, cos) = (libm::sin(end.away_rad), libm::cos(end.away_rad));
    (point.y - end.line.y) * cos - (point.x - end.line.x) * sin
}

/// The crosswalk of an arm, beginning on the right of those who come in.
fn crosswalk(id: String, node: NodeId, arm: &[&End]) -> Crosswalk {
    let first = arm.iter().find(|end| end.comes_in).unwrap_or(&arm[0]);
    let (sin, cos) = (libm::sin(first.away_rad), libm::cos(first.away_rad));
    let out_m = |p: Point| (p.x - first.line.x) * cos + (p.y - first.line.y) * sin;
    // Inside the stop lines of all who come in; where nobody does, on the way out.
    let inward_m = BEYOND_LINE_M + WIDTH_M / 2.0;
    let stops = arm.iter().filter(|end| end.comes_in).map(|end| out_m(end.line));
    let place_m = stops.reduce(f64::min).map_or(inward_m, |line_m| line_m - inward_m);
    let across = arm.iter().flat_map(|end| end.edges).map(|edge| sideways_m(first, edge));
    let (low_m, high_m) =
        across.fold((f64::INFINITY, f64::NEG_INFINITY), |(low, high), m| (low.min(m), high.max(m)));
    let at = |left_m: f64| {
        Point::new(first.line.x + cos * place_m - sin * left_m, first.line.y + sin * place_m + cos * left_m)
    };
    let mut links: Vec<LinkId> = arm.iter().map(|end| end.link).collect();
    links.sort_unstable();
    // Seen away from the node, whoever comes in keeps to the left.
    Crosswalk {
        id,
        line: Polyline(vec![at(high_m), at(low_m)]),
        width_m: WIDTH_M,
        node: Some(node),
        links,
        signal: None,
    }
}

fn is_near(old: &Crosswalk, new: &Crosswalk) -> bool {
    let middle = |line: &Polyline| line.pose_at(line.length_m() / 2.0).at;
    middle(&old.line).distance(middle(&new.line)) < HAS_ONE_M
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::builder::four_arm_crossing;
    use crate::crosswalks::LaneFinder;

    #[test]
    fn each_arm_of_a_crossing_gets_one_crosswalk_inside_its_stop_line() {
        let mut map = four_arm_crossing();
        assert_eq!(assume(&mut map), 4);
        assert_eq!(map.defaults.get(ASSUMED), Some(&4));
        crate::check::check(&map).expect("the map still holds together");
        let south = map.crosswalks.iter().find(|c| c.line.start().y < -5.0).expect("the southern arm");
        // The lanes end 10 m from the middle, 6 m wide to either side; the crosswalk's middle is 3 m further in.
        let (start, end) = (south.line.start(), south.line.end());
        assert!((start.x - 6.0).abs() < 1e-6 && (start.y + 7.0).abs() < 1e-6, "{start:?}");
        assert!((end.x + 6.0).abs() < 1e-6, "{end:?}");
        // Four turns in, four turns out; those to and from the right bend round it only in part.
        let met = LaneFinder::new(&map).met_by(&south.line, 0);
        assert!(met.len() >= 6, "{met:?}");
        assert_eq!(assume(&mut map), 0, "a second time there is nothing to add");
    }
}
