//! A small map, put together by hand: for tests, benches and generated cities.

use crate::geometry::{find_conflicts, inner_shape};
use crate::{
    Access, Aspect, ClassSet, Lane, LaneId, LaneKind, LaneOwner, Link, LinkId, Map, Node, NodeId, NodeKind,
    Phase, Point, Polyline, Programme, RightOfWay, Signal, SignalId, SignalOrigin, Source, Turn,
    TurnDirection, TurnId,
};

/// Puts a map together in the order in which its arrays must stand: nodes, links with their lanes, turns with
/// their inner lanes.
#[derive(Debug, Clone, Default)]
pub struct MapBuilder {
    map: Map,
}

/// What a direction of a road is like.
#[derive(Debug, Clone, PartialEq)]
pub struct RoadSpec {
    /// Where it starts.
    pub from: NodeId,
    /// Where it ends.
    pub to: NodeId,
    /// How many lanes it has.
    pub lanes: u32,
    /// Width of each lane (m).
    pub lane_width_m: f64,
    /// Speed limit (m/s).
    pub speed_mps: f64,
    /// Who may use it.
    pub classes: ClassSet,
    /// Rank among the arms of a junction, higher goes first.
    pub priority: i32,
}

impl RoadSpec {
    /// One lane of 3 m for 50 km/h, for all that drives on a road.
    pub fn between(from: NodeId, to: NodeId) -> Self {
        Self {
            from,
            to,
            lanes: 1,
            lane_width_m: 3.0,
            speed_mps: 50.0 / 3.6,
            classes: ClassSet::ROAD,
            priority: 0,
        }
    }
}

impl MapBuilder {
    /// An empty map of that name.
    pub fn new(name: &str) -> Self {
        let source = Source {
            provenance: format!("put together by pilotzone: {name}"),
            licence: "MIT OR Apache-2.0".to_owned(),
            attribution: "pilotzone (synthetic)".to_owned(),
        };
        Self { map: Map { name: name.to_owned(), sources: vec![source], ..Map::default() } }
    }

    /// Adds a node.
    pub fn node(&mut self, id: &str, at: Point, kind: NodeKind) -> NodeId {
        self.map.nodes.push(Node { id: id.to_owned(), at, kind, outline: Vec::new(), arms: 0 });
        NodeId(self.map.nodes.len() as u32 - 1)
    }

    /// Adds one direction of a road. The line is its left edge: the middle of a road with two directions.
    pub fn link(&mut self, id: &str, spec: &RoadSpec, left_edge: &[(f64, f64)]) -> LinkId {
        let link = LinkId(self.map.links.len() as u32);
        let edge = Polyline(left_edge.iter().map(|&(x, y)| Point::new(x, y)).collect());
        let first_lane = LaneId(self.map.lanes.len() as u32);
        for index in 0..spec.lanes {
            let right_m = (f64::from(spec.lanes - index) - 0.5) * spec.lane_width_m;
            let shape = edge.offset(-right_m);
            let change = |possible: bool| if possible { spec.classes } else { ClassSet::NONE };
            self.map.lanes.push(Lane {
                owner: LaneOwner::Link(link),
                index,
                kind: LaneKind::Driving,
                classes: spec.classes,
                speed_mps: spec.speed_mps,
                width_m: spec.lane_width_m,
                length_m: shape.length_m(),
                shape,
                change_left: change(index + 1 < spec.lanes),
                change_right: change(index > 0),
                stop_offset_m: 0.0,
            });
        }
        self.map.links.push(Link {
            id: id.to_owned(),
            source_id: id.to_owned(),
            name: None,
            road_class: "street".to_owned(),
            from: spec.from,
            to: spec.to,
            first_lane,
            lane_count: spec.lanes,
            length_m: edge.length_m(),
            priority: spec.priority,
            layer: 0,
            roundabout: false,
            access: Access::Open,
        });
        link
    }

    /// The lane of that number on a link, 0 is rightmost.
    pub fn lane(&self, link: LinkId, index: u32) -> LaneId {
        LaneId(self.map.link(link).first_lane.0 + index)
    }

    /// Adds a turn between two lanes of links, with its inner lane; direction by the angle, right of way
    /// [`RightOfWay::Priority`] until [`MapBuilder::turn_mut`] says otherwise.
    pub fn turn(&mut self, from: LaneId, to: LaneId) -> TurnId {
        let id = TurnId(self.map.turns.len() as u32);
        let inner = LaneId(self.map.lanes.len() as u32);
        let (before, after) = (self.map.lane(from), self.map.lane(to));
        let shape = inner_shape(&before.shape, &after.shape);
        let classes = before.classes.and(after.classes);
        let direction = direction_between(&before.shape, &after.shape);
        let lane = Lane {
            owner: LaneOwner::Turn(id),
            index: 0,
            kind: LaneKind::Inner,
            classes,
            speed_mps: before.speed_mps.min(after.speed_mps),
            width_m: before.width_m.min(after.width_m),
            length_m: shape.length_m().max(0.1),
            shape,
            change_left: ClassSet::NONE,
            change_right: ClassSet::NONE,
            stop_offset_m: 0.0,
        };
        let node = self.map.link_of(to).map_or(NodeId(0), |link| self.map.link(link).from);
        self.map.lanes.push(lane);
        self.map.turns.push(Turn {
            node,
            from,
            to,
            inner,
            direction,
            right_of_way: RightOfWay::Priority,
            signal: None,
            classes,
            keep_clear: false,
            wait_at_m: None,
        });
        id
    }

    /// A turn, to be changed.
    pub fn turn_mut(&mut self, id: TurnId) -> Option<&mut Turn> {
        self.map.turns.get_mut(id.0 as usize)
    }

    /// All that is there so far, to be changed: signals, buildings, where on Earth it lies.
    pub fn map_mut(&mut self) -> &mut Map {
        &mut self.map
    }

    /// The map with its arms counted and its conflicts found; `yields` as for [`find_conflicts`].
    pub fn finish(mut self, yields: &mut dyn FnMut(&Map, TurnId, TurnId) -> bool) -> Map {
        for (i, node) in self.map.nodes.iter_mut().enumerate() {
            let here = NodeId(i as u32);
            let mut ends: Vec<NodeId> = self
                .map
                .links
                .iter()
                .filter(|link| link.from == here || link.to == here)
                .map(|link| if link.from == here { link.to } else { link.from })
                .collect();
            ends.sort_unstable();
            ends.dedup();
            node.arms = ends.len() as u32;
        }
        find_conflicts(&mut self.map, yields);
        self.map
    }
}

/// Where a turn leads, by the angle between the end of one lane and the start of the next: straight on up to
/// 45 degrees, back from 150 degrees.
pub fn direction_between(from: &Polyline, to: &Polyline) -> TurnDirection {
    let before_rad = from.pose_at(f64::INFINITY).heading_rad;
    let turn_rad = crate::geometry::turn_rad(before_rad, to.pose_at(0.0).heading_rad);
    let turn_deg = turn_rad.to_degrees();
    if turn_deg.abs() <= 45.0 {
        TurnDirection::Straight
    } else if turn_deg.abs() >= 150.0 {
        TurnDirection::UTurn
    } else if turn_deg > 0.0 {
        TurnDirection::Left
    } else {
        TurnDirection::Right
    }
}

/// A signalised crossing of two roads with two lanes each way, arms of 200 m named `n`, `e`, `s` and `w`, links
/// `s_in`, `s_out` and so on; the right lane goes right and straight on, the left lane straight on and left.
/// North and south have green together, then east and west; left turns give way.
pub fn four_arm_crossing() -> Map {
    let mut builder = MapBuilder::new("four arms");
    let middle = builder.node("x", Point::new(0.0, 0.0), NodeKind::Signal);
    let arms = [("n", 0.0, 1.0), ("e", 1.0, 0.0), ("s", 0.0, -1.0), ("w", -1.0, 0.0)];
    let roads = arms.map(|(name, x, y)| {
        let end = builder.node(name, Point::new(200.0 * x, 200.0 * y), NodeKind::Border);
        let spec = |from, to| RoadSpec { lanes: 2, ..RoadSpec::between(from, to) };
        let line = [(200.0 * x, 200.0 * y), (10.0 * x, 10.0 * y)];
        let inward = builder.link(&format!("{name}_in"), &spec(end, middle), &line);
        let outward = builder.link(&format!("{name}_out"), &spec(middle, end), &[line[1], line[0]]);
        (inward, outward)
    });
    for (i, &(inward, _)) in roads.iter().enumerate() {
        // Clockwise from an arm: who drives in finds his left next, then straight on, then his right.
        let [left, straight, right] = [1, 2, 3].map(|k| roads[(i + k) % 4].1);
        for (from, out, to) in [(0, right, 0), (0, straight, 0), (1, straight, 1), (1, left, 1)] {
            let turn = builder.turn(builder.lane(inward, from), builder.lane(out, to));
            let gives_way = out == left;
            if let Some(turn) = builder.turn_mut(turn) {
                turn.signal = Some((SignalId(0), (i % 2) as u16 * 2 + u16::from(gives_way)));
                turn.right_of_way = if gives_way { RightOfWay::Yield } else { RightOfWay::Priority };
            }
        }
    }
    builder.map_mut().signals.push(two_phases());
    builder.finish(&mut |map, a, b| {
        map.turn(a).right_of_way == RightOfWay::Yield && map.turn(b).right_of_way == RightOfWay::Priority
    })
}

/// Groups 0 and 1: straight on and left of the first road; 2 and 3 of the second.
fn two_phases() -> Signal {
    use Aspect::{Amber, GreenProtected, GreenYield, Red};
    let phase = |duration_s, aspects: [Aspect; 4]| Phase { duration_s, aspects: aspects.to_vec() };
    Signal {
        id: "x".to_owned(),
        origin: SignalOrigin::Given,
        programmes: vec![Programme {
            id: "0".to_owned(),
            offset_s: 0.0,
            phases: vec![
                phase(30.0, [GreenProtected, GreenYield, Red, Red]),
                phase(3.0, [Amber, Amber, Red, Red]),
                phase(30.0, [Red, Red, GreenProtected, GreenYield]),
                phase(3.0, [Red, Red, Amber, Amber]),
            ],
        }],
        active: 0,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_lane_lies_to_the_right_of_the_roads_middle() {
        let map = four_arm_crossing();
        let north_in = map.links.iter().find(|l| l.id == "s_in").unwrap();
        let lanes: Vec<f64> = north_in.lanes().map(|lane| map.lane(lane).shape.end().x).collect();
        assert_eq!(lanes, [4.5, 1.5]);
        assert_eq!(map.nodes[0].arms, 4);
    }

    #[test]
    fn turns_are_named_as_the_driver_sees_them() {
        let map = four_arm_crossing();
        let of = |from: &str, to: &str| {
            let link = |id: &str| LinkId(map.links.iter().position(|l| l.id == id).unwrap() as u32);
            let joins =
                |t: &&Turn| map.link_of(t.from) == Some(link(from)) && map.link_of(t.to) == Some(link(to));
            map.turns.iter().find(joins).unwrap().direction
        };
        assert_eq!(of("s_in", "n_out"), TurnDirection::Straight);
        assert_eq!(of("s_in", "w_out"), TurnDirection::Left);
        assert_eq!(of("s_in", "e_out"), TurnDirection::Right);
    }
}
