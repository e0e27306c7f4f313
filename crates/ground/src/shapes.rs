//! The lanes' centre lines, cut into straight pieces once, so that a place on a lane is found without measuring it anew.

use crate::roads::NONE;
use pilotzone_map::{Map, Point};

/// Front and rear closer together than this have no direction of their own (m).
const POINT_M: f64 = 0.05;

/// A straight piece of a centre line.
#[derive(Debug, Clone, Copy)]
struct Piece {
    from: Point,
    /// Direction of travel, of length 1.
    axis: Point,
    heading_rad: f64,
    /// Where it begins along the drawn line (m).
    start_m: f64,
}

impl Piece {
    fn at(&self, drawn_m: f64) -> Point {
        let on_m = drawn_m - self.start_m;
        Point::new(self.from.x + on_m * self.axis.x, self.from.y + on_m * self.axis.y)
    }
}

/// A lane's pieces, with its length as driven and as drawn.
#[derive(Debug, Clone, Copy)]
struct Line {
    first: u32,
    count: u32,
    driven_m: f64,
    drawn_m: f64,
    /// Drawn metres for each that is driven.
    scale: f64,
}

/// Centre lines of all lanes.
#[derive(Debug, Clone)]
pub(crate) struct Shapes {
    lines: Vec<Line>,
    pieces: Vec<Piece>,
}

impl Shapes {
    pub fn new(map: &Map) -> Self {
        let mut shapes = Self { lines: Vec::with_capacity(map.lanes.len()), pieces: Vec::new() };
        for lane in &map.lanes {
            let first = shapes.pieces.len() as u32;
            let mut start_m = 0.0;
            for ends in lane.shape.0.windows(2) {
                let length_m = ends[0].distance(ends[1]);
                if length_m > 0.0 {
                    let (x, y) = (ends[1].x - ends[0].x, ends[1].y - ends[0].y);
                    let axis = Point::new(x / length_m, y / length_m);
                    shapes.pieces.push(Piece {
                        from: ends[0],
                        axis,
                        heading_rad: libm::atan2(y, x),
                        start_m,
                    });
                    start_m += length_m;
                }
            }
            if shapes.pieces.len() as u32 == first {
                let (from, axis) = (lane.shape.start(), Point::new(1.0, 0.0));
                shapes.pieces.push(Piece { from, axis, heading_rad: 0.0, start_m });
            }
            let count = shapes.pieces.len() as u32 - first;
            let (driven_m, drawn_m) = (lane.length_m.max(1e-9), start_m);
            shapes.lines.push(Line { first, count, driven_m, drawn_m, scale: drawn_m / driven_m });
        }
        shapes
    }

    /// Point and direction (rad) of the front of a vehicle that stands at a place of a lane (m), its rear on the lanes
    /// by which it came: the nearest first, read only where it still reaches back into them.
    pub fn body(&self, lane: u32, pos_m: f64, trail: &[u32; 3], length_m: f64) -> (Point, f64) {
        let (piece, drawn_m) = self.find(lane, pos_m);
        let front = self.pieces[piece].at(drawn_m);
        // With the rear on the same straight piece, which is the rule, it points as the piece does.
        let scale = self.lines[lane as usize].scale;
        if drawn_m - length_m * scale >= self.pieces[piece].start_m {
            return (front, self.pieces[piece].heading_rad);
        }
        let (mut rear_lane, mut rear_m) = (lane, pos_m - length_m);
        let mut behind = trail.iter().copied().take_while(|&lane| lane != NONE);
        while rear_m < 0.0
            && let Some(lane) = behind.next()
        {
            rear_lane = lane;
            rear_m += self.lines[lane as usize].driven_m;
        }
        let (rear_piece, rear_drawn_m) = self.find(rear_lane, rear_m.max(0.0));
        let rear = self.pieces[rear_piece].at(rear_drawn_m);
        let heading_rad = if rear.distance(front) > POINT_M {
            libm::atan2(front.y - rear.y, front.x - rear.x)
        } else {
            self.pieces[piece].heading_rad
        };
        (front, heading_rad)
    }

    /// The piece that holds a place of a lane, and the place along the drawn line (m); held to the line's two ends.
    fn find(&self, lane: u32, pos_m: f64) -> (usize, f64) {
        let line = &self.lines[lane as usize];
        let drawn_m = (pos_m * line.scale).clamp(0.0, line.drawn_m);
        let (first, count) = (line.first as usize, line.count as usize);
        if count == 1 {
            return (first, drawn_m);
        }
        let pieces = &self.pieces[first..first + count];
        let behind = pieces.partition_point(|piece| piece.start_m <= drawn_m);
        (first + behind.saturating_sub(1), drawn_m)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use pilotzone_map::builder::four_arm_crossing;

    #[test]
    fn places_are_those_of_the_polylines() {
        let map = four_arm_crossing();
        let shapes = Shapes::new(&map);
        for (id, lane) in map.lanes.iter().enumerate() {
            let scale = lane.shape.length_m() / lane.length_m;
            for tenth in 0..=10 {
                let pos_m = lane.length_m * 0.1 * f64::from(tenth);
                let expected = lane.shape.pose_at(pos_m * scale).at;
                let (at, _) = shapes.body(id as u32, pos_m, &[NONE; 3], 4.0);
                assert!(at.distance(expected) < 1e-9, "lane {id}: {at:?}, not {expected:?}");
            }
        }
    }

    #[test]
    fn a_vehicle_round_a_corner_points_from_its_rear_to_its_front() {
        let map = four_arm_crossing();
        let shapes = Shapes::new(&map);
        let turn =
            map.turns.iter().find(|turn| turn.direction == pilotzone_map::TurnDirection::Left).unwrap();
        let (from, inner) = (map.lane(turn.from), map.lane(turn.inner));
        let trail = [turn.from.0, NONE, NONE];
        let (front, heading_rad) = shapes.body(turn.inner.0, 2.0, &trail, 5.0);
        let rear = from.shape.pose_at(from.shape.length_m() * (1.0 - 3.0 / from.length_m)).at;
        assert!(front.distance(inner.shape.pose_at(2.0 * inner.shape.length_m() / inner.length_m).at) < 1e-9);
        assert!((heading_rad - libm::atan2(front.y - rear.y, front.x - rear.x)).abs() < 1e-9);
    }
}
