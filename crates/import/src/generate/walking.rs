//! Crosswalks over the arms of junctions, and pavements along the streets.

use super::arms::{Arm, Junction};
use super::parameters::CityFile;
use super::streets::Layout;
use pilotzone_map::{Crosswalk, LinkId, Map, NodeId, Pavement, Point, Polyline};

/// Below this sine two kerbs are one line.
const PARALLEL_SINE: f64 = 0.2;

/// Adds the crosswalks and moves the stop lines before them.
pub(super) fn add_crosswalks(
    map: &mut Map,
    city: &CityFile,
    layout: &Layout,
    junctions: &[Junction],
    trims: &[[f64; 2]],
) {
    let shape = &city.shape;
    for (n, junction) in junctions.iter().enumerate().filter(|(_, junction)| junction.control.is_some()) {
        for arm in &junction.arms {
            let street = &layout.streets[layout.pieces[arm.piece].street];
            if !junction.is_signalised() && !street.class.crosswalk_without_signal {
                continue;
            }
            let axis = away(layout, arm);
            let trim_m = trims[arm.piece][usize::from(!arm.at_first)];
            let at_m = trim_m + shape.crosswalk_gap_m + shape.crosswalk_width_m / 2.0;
            let inward = arm.inward();
            for lane in map.link(inward).lanes() {
                map.lanes[lane.0 as usize].stop_offset_m =
                    shape.crosswalk_gap_m + shape.crosswalk_width_m + shape.stop_setback_m;
            }
            let side = |left_m: f64| beside(&axis, at_m, left_m);
            let mut links: Vec<LinkId> = vec![inward, arm.outward()];
            links.sort_unstable();
            map.crosswalks.push(Crosswalk {
                id: format!("{}-walk", map.link(inward).id),
                line: Polyline(vec![side(-street.half_m), side(street.half_m)]),
                width_m: shape.crosswalk_width_m,
                node: Some(NodeId(n as u32)),
                links,
                signal: None,
            });
        }
    }
}

fn away(layout: &Layout, arm: &Arm) -> Polyline {
    let axis = &layout.pieces[arm.piece].axis;
    if arm.at_first { axis.clone() } else { axis.reversed() }
}

/// The place that lies to the left of a line, so far along it (m).
fn beside(axis: &Polyline, at_m: f64, left_m: f64) -> Point {
    let pose = axis.pose_at(at_m);
    let (nx, ny) = (-libm::sin(pose.heading_rad), libm::cos(pose.heading_rad));
    Point::new(pose.at.x + nx * left_m, pose.at.y + ny * left_m)
}

/// Adds the pavements on both sides of every piece; round the corner of a block they meet.
pub(super) fn add_pavements(map: &mut Map, layout: &Layout, junctions: &[Junction], trims: &[[f64; 2]]) {
    for (p, piece) in layout.pieces.iter().enumerate() {
        let street = &layout.streets[piece.street];
        let off_m = street.half_m + street.class.pavement_m / 2.0;
        let middle =
            crate::osm::arms::part(&piece.axis, trims[p][0], piece.length_m - trims[p][1]).offset(0.0);
        for (name, sign) in [("left", 1.0), ("right", -1.0)] {
            let mut points = middle.offset(sign * off_m).0;
            for (at_first, node) in [(true, piece.nodes[0]), (false, piece.nodes[1])] {
                // Away from its last node a piece's left side is the right one.
                let is_left = (sign > 0.0) == at_first;
                let corner = corner(layout, &junctions[node], p, at_first, is_left);
                if let Some(corner) = corner {
                    points.insert(if at_first { 0 } else { points.len() }, corner);
                }
            }
            map.pavements.push(Pavement {
                id: format!("{}.{}-pavement-{name}", street.file.id, piece.number),
                line: Polyline(points),
                width_m: street.class.pavement_m,
            });
        }
    }
}

/// Where the pavement on one side of an arm meets that of the arm beside it; none where a street ends.
fn corner(
    layout: &Layout,
    junction: &Junction,
    piece: usize,
    at_first: bool,
    is_left: bool,
) -> Option<Point> {
    let n = junction.arms.len();
    if n < 2 {
        return None;
    }
    let own = junction.arms.iter().position(|arm| (arm.piece, arm.at_first) == (piece, at_first))?;
    // Arms stand counterclockwise: on the left hand of one lies the next.
    let other = if is_left { (own + 1) % n } else { (own + n - 1) % n };
    let kerb = |arm: &Arm, left: bool| {
        let class = layout.streets[layout.pieces[arm.piece].street].class;
        let off_m = arm.half_m + class.pavement_m / 2.0;
        let at = beside(&away(layout, arm), 0.0, if left { off_m } else { -off_m });
        (at, libm::cos(arm.heading_rad), libm::sin(arm.heading_rad))
    };
    let (a, ax, ay) = kerb(&junction.arms[own], is_left);
    let (b, bx, by) = kerb(&junction.arms[other], !is_left);
    let across = ax * by - ay * bx;
    if across.abs() < PARALLEL_SINE {
        return Some(a);
    }
    let along_m = ((b.x - a.x) * by - (b.y - a.y) * bx) / across;
    Some(Point::new(a.x + ax * along_m, a.y + ay * along_m))
}
