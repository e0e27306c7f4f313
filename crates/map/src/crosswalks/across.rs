//! The shortest way across a street at a place that no crosswalk marks.

use super::meet::LaneFinder;
use crate::{LaneId, LaneKind, LinkId, Map, Point, Polyline};

/// How far to either side lanes are looked for (m).
const REACH_M: f64 = 60.0;
/// Lanes further apart than this have something other than a street between them (m).
const MEDIAN_M: f64 = 8.0;
const HAIR_M: f64 = 1e-3;

/// A line from the right kerb to the left one, square to a link at a place along it (m), over the lanes of both
/// directions. `finder` is of the same map. None where the link carries no vehicles.
pub fn line_across(map: &Map, finder: &LaneFinder, link: LinkId, pos_m: f64) -> Option<Polyline> {
    let own = map.link(link);
    let lanes = || own.lanes().map(|lane| map.lane(lane)).filter(|lane| lane.kind != LaneKind::Foot);
    let first = lanes().next()?;
    let pose = first.shape.pose_at(pos_m * first.shape.length_m() / first.length_m.max(1e-9));
    let (sin, cos) = (libm::sin(pose.heading_rad), libm::cos(pose.heading_rad));
    let beside = |left_m: f64| Point::new(pose.at.x - sin * left_m, pose.at.y + cos * left_m);
    let kerb_m = |side: f64| {
        // From a hair before the lane's own middle, so that rounding does not lose it.
        let ray = Polyline(vec![beside(-side * HAIR_M), beside(side * REACH_M)]);
        let mut edge_m = first.width_m / 2.0;
        for met in finder.met_by(&ray, own.layer) {
            let LaneId(lane) = met.lane;
            let lane = &map.lanes[lane as usize];
            let half_m = lane.width_m / 2.0 / met.sin;
            if lane.kind == LaneKind::Inner || met.along_m - half_m > edge_m + MEDIAN_M {
                break;
            }
            edge_m = edge_m.max(met.along_m - HAIR_M + half_m);
        }
        edge_m
    };
    Some(Polyline(vec![beside(-kerb_m(-1.0)), beside(kerb_m(1.0))]))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::builder::four_arm_crossing;

    #[test]
    fn one_crosses_both_directions_of_a_street_from_its_right_kerb_on() {
        let map = four_arm_crossing();
        let finder = LaneFinder::new(&map);
        let link = map.links.iter().position(|l| l.id == "s_in").map(|i| LinkId(i as u32));
        let line = line_across(&map, &finder, link.expect("an arm"), 100.0).expect("it has lanes");
        // Two lanes of 3 m a direction: 6 m to either side of the street's middle.
        assert!((line.start().x - 6.0).abs() < 1e-6 && (line.end().x + 6.0).abs() < 1e-6, "{line:?}");
        assert_eq!(finder.met_by(&line, 0).len(), 4, "{line:?}");
    }
}
