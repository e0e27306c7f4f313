//! Streets as middle lines, the nodes where they meet, and the pieces between those.

use super::Complaint;
use super::parameters::{CityFile, ClassFile, StreetFile};
use crate::osm::arms::part;
use pilotzone_map::geometry::point_in_polygon;
use pilotzone_map::{NodeKind, Point, Polyline};

/// Crossings of the same streets nearer than this (m) are one.
const SAME_M: f64 = 1.0;
/// Length of the chords of a rounded corner (m).
const CHORD_M: f64 = 8.0;

/// A street with its middle line.
pub(super) struct Street<'f> {
    pub(super) file: &'f StreetFile,
    pub(super) class: &'f ClassFile,
    pub(super) axis: Polyline,
    pub(super) length_m: f64,
    /// From the middle line to the kerb (m).
    pub(super) half_m: f64,
}

/// A place where streets meet or end.
pub(super) struct Node {
    pub(super) at: Point,
    /// Streets and the distance along each, in the order of the file.
    pub(super) on: Vec<(usize, f64)>,
    /// What it is, as far as the streets alone tell.
    pub(super) end: Option<NodeKind>,
}

/// A street between two nodes.
pub(super) struct Piece {
    pub(super) street: usize,
    /// Its number along the street, from 1.
    pub(super) number: usize,
    /// The nodes at its first and last end.
    pub(super) nodes: [usize; 2],
    /// Its middle line.
    pub(super) axis: Polyline,
    pub(super) length_m: f64,
}

/// The streets of a city and how they hang together.
pub(super) struct Layout<'f> {
    pub(super) streets: Vec<Street<'f>>,
    pub(super) nodes: Vec<Node>,
    pub(super) pieces: Vec<Piece>,
}

/// Lays out the streets of a file whose names are checked.
pub(super) fn lay_out<'f>(city: &'f CityFile, complaints: &mut Vec<Complaint>) -> Layout<'f> {
    let streets: Vec<Street> = city
        .streets
        .iter()
        .filter_map(|file| Some(Street::of(file, city.classes.get(&file.class)?)))
        .collect();
    let zone: Vec<Point> = city.zone.corners_m.iter().map(|corner| corner.point()).collect();
    let mut nodes = crossings(&streets);
    for (i, street) in streets.iter().enumerate().filter(|(_, street)| !street.file.closed) {
        for along_m in [0.0, street.length_m] {
            let taken = |node: &Node| node.on.iter().any(|&(s, m)| s == i && (m - along_m).abs() < SAME_M);
            if !nodes.iter().any(taken) {
                let at = street.axis.pose_at(along_m).at;
                let inside = point_in_polygon(at, &zone);
                let end = Some(if inside { NodeKind::DeadEnd } else { NodeKind::Border });
                nodes.push(Node { at, on: vec![(i, along_m)], end });
            }
        }
    }
    let mut pieces = Vec::new();
    for (i, street) in streets.iter().enumerate() {
        cut(i, street, &nodes, &mut pieces, complaints);
    }
    Layout { streets, nodes, pieces }
}

impl<'f> Street<'f> {
    fn of(file: &'f StreetFile, class: &'f ClassFile) -> Self {
        let corners: Vec<Point> = file.points_m.iter().map(|point| point.point()).collect();
        let axis = rounded(&corners, file.closed, file.corner_radius_m);
        let bus_m = class.bus_lane.map_or(0.0, |lane| lane.width_m + lane.kerb_m);
        let half_m = class.median_m / 2.0 + bus_m + f64::from(class.lanes) * class.lane_width_m;
        Self { file, class, length_m: axis.length_m(), axis, half_m }
    }
}

/// A line with its corners rounded by arcs; a closed one comes back to its first point.
fn rounded(corners: &[Point], closed: bool, radius_m: f64) -> Polyline {
    let n = corners.len();
    let mut points = Vec::new();
    for i in 0..n {
        let (before, here, after) = (corners[(i + n - 1) % n], corners[i], corners[(i + 1) % n]);
        let is_tip = !closed && (i == 0 || i + 1 == n);
        let (before_m, after_m) = (before.distance(here), here.distance(after));
        let bend = super::turn_rad(super::bearing_rad(before, here), super::bearing_rad(here, after));
        let tangent_m = radius_m * libm::tan(bend.abs() / 2.0);
        // A corner takes at most half of the straight on either side.
        let tangent_m = tangent_m.min(before_m / 2.0).min(after_m / 2.0);
        if is_tip || tangent_m < 0.5 {
            points.push(here);
            continue;
        }
        let start = here.towards(before, tangent_m / before_m);
        let end = here.towards(after, tangent_m / after_m);
        points.extend(arc(start, here, end, bend));
    }
    if closed {
        points.extend(points.first().copied());
    }
    Polyline(points)
}

/// The arc that touches two straights which meet in a corner.
fn arc(start: Point, corner: Point, end: Point, bend: f64) -> Vec<Point> {
    let radius_m = start.distance(corner) / libm::tan(bend.abs() / 2.0);
    let heading = super::bearing_rad(start, corner);
    let side = if bend > 0.0 { 1.0 } else { -1.0 };
    let centre = Point::new(
        start.x - libm::sin(heading) * side * radius_m,
        start.y + libm::cos(heading) * side * radius_m,
    );
    let chords = (radius_m * bend.abs() / CHORD_M).ceil().clamp(2.0, 200.0);
    let from = super::bearing_rad(centre, start);
    let inner = (1..chords as u32).map(|i| {
        let angle = from + bend * f64::from(i) / chords;
        Point::new(centre.x + radius_m * libm::cos(angle), centre.y + radius_m * libm::sin(angle))
    });
    core::iter::once(start).chain(inner).chain(core::iter::once(end)).collect()
}

/// All places where two streets or more meet.
fn crossings(streets: &[Street]) -> Vec<Node> {
    let mut nodes: Vec<Node> = Vec::new();
    for (i, first) in streets.iter().enumerate() {
        for (j, second) in streets.iter().enumerate().skip(i + 1) {
            for (a_m, b_m) in meetings(&first.axis, &second.axis) {
                let at = first.axis.pose_at(a_m).at;
                match nodes.iter_mut().find(|node| node.at.distance(at) < SAME_M) {
                    Some(node) => {
                        for (street, along_m) in [(i, a_m), (j, b_m)] {
                            if node.on.iter().all(|&(on, _)| on != street) {
                                node.on.push((street, along_m));
                            }
                        }
                        node.on.sort_by_key(|&(street, _)| street);
                    }
                    None => nodes.push(Node { at, on: vec![(i, a_m), (j, b_m)], end: None }),
                }
            }
        }
    }
    nodes
}

/// Distances along both lines at which they cross or touch (m).
fn meetings(a: &Polyline, b: &Polyline) -> Vec<(f64, f64)> {
    let mut found: Vec<(f64, f64)> = Vec::new();
    let mut a_m = 0.0;
    for p in a.0.windows(2) {
        let p_m = p[0].distance(p[1]);
        let mut b_m = 0.0;
        for q in b.0.windows(2) {
            let q_m = q[0].distance(q[1]);
            if let Some((s_m, t_m)) = crossing_m((p[0], p[1], p_m), (q[0], q[1], q_m)) {
                let place = (a_m + s_m, b_m + t_m);
                // A crossing in a corner belongs to two pieces of a line.
                if found.iter().all(|other| (other.0 - place.0).abs() >= SAME_M) {
                    found.push(place);
                }
            }
            b_m += q_m;
        }
        a_m += p_m;
    }
    found
}

/// Where two segments meet, in metres along each; one that ends just before the other still meets it.
fn crossing_m(p: (Point, Point, f64), q: (Point, Point, f64)) -> Option<(f64, f64)> {
    let direction = |s: (Point, Point, f64)| ((s.1.x - s.0.x) / s.2, (s.1.y - s.0.y) / s.2);
    let ((ux, uy), (vx, vy)) = (direction(p), direction(q));
    let across = ux * vy - uy * vx;
    // Segments without a length, whose direction is no number, meet nothing.
    if across.is_nan() || across.abs() <= 0.05 {
        return None;
    }
    let (dx, dy) = (q.0.x - p.0.x, q.0.y - p.0.y);
    let (s_m, t_m) = ((dx * vy - dy * vx) / across, (dx * uy - dy * ux) / across);
    let within = |m: f64, length_m: f64| (-SAME_M / 2.0..=length_m + SAME_M / 2.0).contains(&m);
    (within(s_m, p.2) && within(t_m, q.2)).then(|| (s_m.clamp(0.0, p.2), t_m.clamp(0.0, q.2)))
}

/// Cuts a street at its nodes.
fn cut(
    index: usize,
    street: &Street,
    nodes: &[Node],
    pieces: &mut Vec<Piece>,
    complaints: &mut Vec<Complaint>,
) {
    let mut stops: Vec<(f64, usize)> = Vec::new();
    for (n, node) in nodes.iter().enumerate() {
        stops.extend(node.on.iter().filter(|&&(s, _)| s == index).map(|&(_, along_m)| (along_m, n)));
    }
    stops.sort_by(|a, b| a.0.total_cmp(&b.0));
    let mut line = street.axis.clone();
    if street.file.closed {
        // Twice round, so that the piece over the first corner is a plain stretch too.
        line.0.extend(street.axis.0.iter().skip(1).copied());
        stops.extend(stops.first().map(|&(along_m, node)| (along_m + street.length_m, node)));
    }
    if stops.len() < 2 {
        let what = format!("the street `{}` meets no other; nobody could drive on it", street.file.id);
        complaints.push(Complaint::new(&["streets", &index.to_string()], what));
    }
    for (number, pair) in stops.windows(2).enumerate() {
        let axis = part(&line, pair[0].0, pair[1].0);
        pieces.push(Piece {
            street: index,
            number: number + 1,
            nodes: [pair[0].1, pair[1].1],
            length_m: axis.length_m(),
            axis,
        });
    }
}
