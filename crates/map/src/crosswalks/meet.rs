//! Where a line from kerb to kerb meets lanes.

use crate::geometry::measure::{Bounds, crossing};
use crate::{Lane, LaneId, LaneKind, LaneOwner, LinkId, Map, Polyline};

/// Flatter than this, a lane runs along the line rather than across it (sine of the angle).
const FLATTEST_SIN: f64 = 0.3;

/// A lane that a line crosses.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct LaneCrossing {
    /// The lane.
    pub lane: LaneId,
    /// Where the lane's centre crosses the line (m of driving along the lane).
    pub at_m: f64,
    /// Where it does so along the line (m).
    pub along_m: f64,
    /// Sine of the angle between both, 0.3 to 1.
    pub sin: f64,
    /// Whether the line runs from the lane's right to its left there.
    pub to_left: bool,
}

/// Finds the lanes that lines meet; looks at each lane's box first.
#[derive(Debug)]
pub struct LaneFinder<'m> {
    map: &'m Map,
    boxes: Vec<Bounds>,
}

impl<'m> LaneFinder<'m> {
    /// A finder for a map.
    pub fn new(map: &'m Map) -> Self {
        Self { map, boxes: map.lanes.iter().map(|lane| Bounds::of(&lane.shape.0, 0.0)).collect() }
    }

    /// The lanes for vehicles on one level that the line crosses, in the line's order, then by lane; each lane once.
    pub fn met_by(&self, line: &Polyline, layer: i32) -> Vec<LaneCrossing> {
        let area = Bounds::of(&line.0, 0.0);
        let near = self.boxes.iter().enumerate().filter(|(_, bounds)| bounds.meets(&area));
        let mut met: Vec<LaneCrossing> = near
            .map(|(id, _)| (LaneId(id as u32), &self.map.lanes[id]))
            .filter(|(_, lane)| is_for_vehicles(lane.kind) && layer_of(self.map, lane) == layer)
            .filter_map(|(id, lane)| meet(id, lane, line))
            .collect();
        met.sort_by(|a, b| a.along_m.total_cmp(&b.along_m).then(a.lane.cmp(&b.lane)));
        met
    }
}

fn is_for_vehicles(kind: LaneKind) -> bool {
    match kind {
        LaneKind::Driving | LaneKind::Bus | LaneKind::Cycle | LaneKind::Rail | LaneKind::Inner => true,
        LaneKind::Foot | LaneKind::BothWays => false,
    }
}

/// The level of the link that a lane belongs to or, inside a junction, comes from.
fn layer_of(map: &Map, lane: &Lane) -> i32 {
    let link = match lane.owner {
        LaneOwner::Link(link) => Some(link),
        LaneOwner::Turn(turn) => map.link_of(map.turn(turn).from),
    };
    link.map_or(0, |LinkId(link)| map.links[link as usize].layer)
}

fn meet(id: LaneId, lane: &Lane, line: &Polyline) -> Option<LaneCrossing> {
    let scale = lane.length_m / lane.shape.length_m().max(1e-9);
    let mut driven_m = 0.0;
    for piece in lane.shape.0.windows(2) {
        let piece_m = piece[0].distance(piece[1]);
        let mut along_m = 0.0;
        for part in line.0.windows(2) {
            let part_m = part[0].distance(part[1]);
            if let Some((share, line_share)) = crossing((piece[0], piece[1]), (part[0], part[1])) {
                let across = (piece[1].x - piece[0].x) * (part[1].y - part[0].y)
                    - (piece[1].y - piece[0].y) * (part[1].x - part[0].x);
                let sin = across / (piece_m * part_m).max(1e-9);
                return (sin.abs() >= FLATTEST_SIN).then_some(LaneCrossing {
                    lane: id,
                    at_m: (driven_m + share * piece_m) * scale,
                    along_m: along_m + line_share * part_m,
                    sin: sin.abs().min(1.0),
                    to_left: sin > 0.0,
                });
            }
            along_m += part_m;
        }
        driven_m += piece_m;
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Point;
    use crate::builder::four_arm_crossing;

    #[test]
    fn a_line_across_a_street_meets_its_lanes_in_order_and_from_the_right_side() {
        let map = four_arm_crossing();
        let link = &map.links[0];
        let lane = map.lane(link.first_lane);
        let pose = lane.shape.pose_at(lane.shape.length_m() / 2.0);
        let (sin, cos) = (libm::sin(pose.heading_rad), libm::cos(pose.heading_rad));
        let side = |left_m: f64| Point::new(pose.at.x - sin * left_m, pose.at.y + cos * left_m);
        let line = Polyline(vec![side(-2.0), side(40.0)]);
        let met = LaneFinder::new(&map).met_by(&line, 0);
        let first = met.first().expect("the lane itself");
        assert_eq!(first.lane, link.first_lane);
        assert!((first.along_m - 2.0).abs() < 1e-9 && first.to_left && first.sin > 0.999, "{first:?}");
        assert!((first.at_m - lane.length_m / 2.0).abs() < 1e-6, "{first:?}");
        assert!(LaneFinder::new(&map).met_by(&line, 1).is_empty(), "a bridge is crossed from below");
    }
}
